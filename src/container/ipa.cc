// Opens an iOS package (.ipa) as far as what it declares: a zip whose folder Payload/<name>.app/ holds Info.plist, with
// the purpose strings that iOS shows when it asks (NS...UsageDescription), translations of them in
// <language>.lproj/InfoPlist.strings, and extensions in PlugIns/<name>.appex/, each with its own. The code is machine
// code, mostly encrypted by the store, and is not read. Source: developer.apple.com, "Information Property List".
#include "container/apk.h"
#include "container/plist.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kinsafe {

namespace {

constexpr std::string_view payload = "Payload/";
constexpr std::string_view list_name = "/Info.plist";
constexpr std::string_view texts_name = "/InfoPlist.strings";
constexpr std::string_view purpose_ending = "UsageDescription";
constexpr ZipLimits small{u64{16} << 20};

// "Payload/Loan.app", or empty. The first by name, should there be several.
std::string app_folder(const Zip &zip) {
  for (const auto &[name, entry] : by_name(zip)) {
    if (!name.starts_with(payload)) continue;
    const size_t end = name.find('/', payload.size());
    if (end != std::string_view::npos && name.substr(0, end).ends_with(".app")) return std::string(name.substr(0, end));
  }
  return "";
}

std::string text_of(const PlistValue &list, std::string_view key) {
  const PlistValue *const value = list.find(key);
  return value ? value->text : "";
}

// The language of ".../zh-Hans.lproj/InfoPlist.strings"; Base is the default.
std::string language_of(std::string_view path) {
  path.remove_suffix(texts_name.size());
  path.remove_prefix(path.rfind('/') + 1);
  path = path.substr(0, path.find(".lproj"));
  return path == "Base" ? "" : std::string(path);
}

void add_purposes(const PlistValue &list, const std::string &part, const std::string &language, Package &package) {
  for (size_t i = 0; i < list.keys.size(); ++i)
    if (list.keys[i].ends_with(purpose_ending) && list.items[i].type == PlistValue::Type::text)
      package.purpose_texts.push_back({list.keys[i], language, list.items[i].text, list.keys[i], part});
}

void read_identity(const PlistValue &list, Package &package) {
  Manifest &manifest = package.manifest.emplace();
  manifest.package = text_of(list, "CFBundleIdentifier");
  manifest.version_name = text_of(list, "CFBundleShortVersionString");
  const std::string build = text_of(list, "CFBundleVersion");
  if (manifest.version_name.empty()) manifest.version_name = build;
  i64 code = 0;
  const auto [stop, error] = std::from_chars(build.data(), build.data() + build.size(), code);
  if (error == std::errc() && stop == build.data() + build.size()) manifest.version_code = code;
  package.label = text_of(list, "CFBundleDisplayName");
  if (package.label.empty()) package.label = text_of(list, "CFBundleName");
}

Result<PlistValue> read_list(const std::string &name, Package &package) {
  open_part(package, name, "manifest", small);
  const Part &part = *std::ranges::find(package.parts, name, &Part::name);
  if (part.kind != "manifest") return fail("it can't be inflated");
  return read_plist(part.bytes);
}

} // namespace

bool is_ipa(const Given &given) { return given.zip && !app_folder(*given.zip).empty(); }

Result<Package> open_ipa(const Given &given, Reading &reading, Incomplete &incomplete) {
  const Zip &zip = *given.zip;
  incomplete.append(given.zip_gaps);
  Package package;
  package.kind = "ipa";
  package.platform = Platform::ios;
  package.recovered = zip.recovered;
  package.oddities = zip.oddities;
  list_unopened(zip, package);
  const std::string folder = app_folder(zip), main_list = folder + std::string(list_name);
  if (!find_entry(zip, main_list))
    incomplete.add(GapKind::missing, main_list, "", "the package holds no readable Info.plist", Lost::manifest);
  for (const auto &[path, entry] : by_name(zip)) {
    const bool is_texts = path.ends_with(texts_name) && path.contains(".lproj/");
    const std::string_view in_app = path.starts_with(folder) ? path.substr(folder.size()) : std::string_view();
    const bool is_list = path == main_list || (in_app.starts_with("/PlugIns/") && in_app.ends_with(list_name));
    if (in_app.empty() || (!is_texts && !is_list)) continue;
    const std::string name(path);
    if (entry->size > reading.budget) {
      incomplete.add(GapKind::limit, name, "", "the parts declare more bytes than are inflated in all", Lost::manifest);
      continue;
    }
    reading.budget -= entry->size;
    const Result<PlistValue> list = read_list(name, package);
    if (!list) {
      // Translations may be written in a third form, key = value, which is not read.
      incomplete.add(is_texts ? GapKind::unsupported : GapKind::damaged, name, "", list.error().message,
                     is_texts ? Lost::resources : Lost::manifest);
      continue;
    }
    if (path == main_list) read_identity(*list, package);
    const std::string language = is_texts ? language_of(path) : "";
    add_purposes(*list, name, language, package);
    if (is_texts && in_app.find('/', 1) == in_app.rfind('/')) {
      const std::string label = text_of(*list, "CFBundleDisplayName");
      if (!label.empty() && !language.empty()) package.labels.emplace(language, label);
    }
  }
  incomplete.add(GapKind::unsupported, "", "iOS code",
                 "this version reads what an iOS package declares, and neither its code nor its resources",
                 Lost::code | Lost::resources | Lost::native_code | Lost::assets | Lost::signature);
  return package;
}

} // namespace kinsafe
