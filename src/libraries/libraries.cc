// Matches the signs and shapes of the catalogue against a package. Work goes with the catalogue and with the hits, not with
// the app: names stand sorted in dex files and packages, so each sign is a search; texts are looked up in the table of
// interned strings.
#include "libraries/libraries.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <tuple>

namespace kinsafe {
namespace {

constexpr size_t most_of_a_kind = 3; // places told of one thing

std::span<const SignRow> signs_of(const CarriedRows &rows, SignKind kind) {
  const auto [first, last] = std::ranges::equal_range(rows.signs, kind, {}, &SignRow::kind);
  return {first, last};
}

// Whether `text` is `pattern`, where * stands for anything.
bool is_like(std::string_view text, std::string_view pattern) {
  size_t star = std::string_view::npos, retry = 0, at = 0, in_pattern = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++, retry = at;
    } else if (in_pattern < pattern.size() && pattern[in_pattern] == text[at]) {
      ++in_pattern, ++at;
    } else if (star != std::string_view::npos) {
      in_pattern = star + 1, at = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

class Finder {
public:
  Finder(const Package &package, const Program &program, const CarriedRows &rows) : package_(package), program_(program), rows_(rows) {}

  std::vector<FoundSign> take() {
    std::ranges::stable_sort(found_, {}, [](const FoundSign &found) { return std::tie(found.thing, found.by); });
    return std::move(found_);
  }

  void add(u32 thing, FoundBy by, std::string part, std::string class_name) {
    u8 &count = counts_[{thing, by}];
    if (count == most_of_a_kind) return;
    ++count;
    found_.push_back({thing, by, std::move(part), std::move(class_name)});
  }

  // Types of a dex file stand in the order of their names, as the platform demands.
  void find_code(u32 dex_index) {
    const Dex &dex = program_.dexes[dex_index];
    const std::vector<TypeId> &ids = program_.dex_ids[dex_index].types;
    u32 from = 0;
    for (const SignRow &sign : signs_of(rows_, SignKind::code)) {
      const auto is_before = [&](u32 type) { // "L", then the text
        const std::string_view name = dex.type(type);
        return name.empty() || name[0] < 'L' || (name[0] == 'L' && name.substr(1) < sign.text);
      };
      u32 end = dex.type_count();
      for (u32 first = from; first < end;) {
        const u32 middle = first + (end - first) / 2;
        if (is_before(middle)) first = from = middle + 1;
        else end = middle;
      }
      for (u32 type = from; type < ids.size();) {
        const std::string_view name = dex.type(type);
        if (!is_of_sign(name, sign.text)) break;
        // What lies deeper in a package may be another's: "io/reactivex/rxjava3/" in "io/reactivex/".
        const std::string_view owner = longest_sign(rows_, name);
        if (owner.size() > sign.text.size()) {
          type = first_behind(dex, type, name.substr(0, owner.size() + 1));
          continue;
        }
        const std::optional<ClassId> definition = program_.class_of_type[static_cast<u32>(ids[type])];
        if (definition && program_.classes[*definition].dex == dex_index && !is_of_resources(name)) {
          add(sign.of, FoundBy::code, program_.dex_names[dex_index], std::string(name));
          break;
        }
        ++type;
      }
    }
  }

  // What the manifest names is there, even where a packer hides the classes.
  void find_declared() {
    if (!package_.manifest) return;
    const auto find = [&](std::string_view class_name, FoundBy by) {
      const std::string descriptor = descriptor_of(class_name);
      for (const SignRow &sign : signs_with(rows_, longest_sign(rows_, descriptor))) add(sign.of, by, "AndroidManifest.xml", descriptor);
    };
    if (!package_.manifest->application_class.empty()) find(package_.manifest->application_class, FoundBy::application);
    for (const Component &component : package_.manifest->components) find(component.class_name, FoundBy::component);
  }

  // The parts of a member stand in the order of their names, behind those that were opened.
  void find_files() {
    const std::vector<Part> &parts = package_.parts;
    const auto member_of = [&](const Part &part) {
      return std::string_view(part.name).substr(0, part.name.size() - name_in_app(package_, part).size());
    };
    for (size_t first = 0, last; first < parts.size(); first = last) {
      const std::string_view member = member_of(parts[first]);
      for (last = first + 1; last < parts.size(); ++last)
        if (member_of(parts[last]) != member || parts[last].name < parts[last - 1].name) break; // what was opened stands first
      for (const SignRow &sign : signs_of(rows_, SignKind::file)) find_file(sign, std::span(parts).subspan(first, last - first), member.size());
    }
    for (const Part &part : parts) find_native(part);
  }

  static std::span<const SignRow> signs_with(const CarriedRows &rows, std::string_view text) {
    const auto [first, last] = std::ranges::equal_range(signs_of(rows, SignKind::code), text, {}, &SignRow::text);
    return {first, last};
  }

  // The text of the sign that says most about a class; empty if none is about it.
  static std::string_view longest_sign(const CarriedRows &rows, std::string_view descriptor) {
    std::string_view longest;
    const auto look = [&](std::string_view text) {
      if (const std::span<const SignRow> signs = signs_with(rows, text); !signs.empty()) longest = signs.front().text;
    };
    if (descriptor.size() < 2) return longest;
    const std::string_view name = descriptor.substr(1, descriptor.size() - 2);
    for (size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/', slash + 1)) look(name.substr(0, slash + 1));
    look(name.substr(0, name.find('$')));
    return longest;
  }

private:
  // Of a package what lies in it; of a class that class and what is defined inside it.
  static bool is_of_sign(std::string_view descriptor, std::string_view text) {
    if (!descriptor.starts_with('L') || !descriptor.substr(1).starts_with(text)) return false;
    return text.ends_with('/') || descriptor[text.size() + 1] == ';' || descriptor[text.size() + 1] == '$';
  }

  // Names of resources are generated for whoever uses a library's, without its code.
  static bool is_of_resources(std::string_view descriptor) {
    const std::string_view simple = descriptor.substr(descriptor.rfind('/') + 1);
    return simple == "R;" || simple.starts_with("R$");
  }

  // The first type from `type` on whose name does not start with `prefix`.
  static u32 first_behind(const Dex &dex, u32 type, std::string_view prefix) {
    u32 end = dex.type_count();
    for (u32 first = type; first < end;) {
      const u32 middle = first + (end - first) / 2;
      if (dex.type(middle).starts_with(prefix)) first = type = middle + 1;
      else end = middle;
    }
    return std::max(type, end);
  }

  void find_file(const SignRow &sign, std::span<const Part> parts, size_t prefix) { // of one member, sorted
    const std::string_view fixed = std::string_view(sign.text).substr(0, sign.text.find('*'));
    const auto name_of = [&](const Part &part) { return std::string_view(part.name).substr(prefix); };
    for (auto part = std::ranges::lower_bound(parts, fixed, {}, name_of); part != parts.end() && name_of(*part).starts_with(fixed); ++part)
      if (is_like(name_of(*part), sign.text)) {
        add(sign.of, FoundBy::file, part->name, "");
        return;
      }
  }

  void find_native(const Part &part) {
    if (!part.name.ends_with(".so")) return;
    const std::string_view base = std::string_view(part.name).substr(part.name.find_last_of("/!") + 1);
    for (const SignRow &sign : signs_of(rows_, SignKind::native)) {
      // Texts are sorted and start with no wildcard; few start as the name does.
      if (sign.text[std::min<size_t>(3, sign.text.size() - 1)] != base[std::min<size_t>(3, base.size() - 1)]) continue;
      if (is_like(base, sign.text)) add(sign.of, FoundBy::native, part.name, "");
    }
  }

  const Package &package_;
  const Program &program_;
  const CarriedRows &rows_;
  std::vector<FoundSign> found_;
  std::map<std::pair<u32, FoundBy>, u8> counts_;
};

// How often the texts of a shape stand together in one class of the app: the class with most of them, and how many.
struct Match {
  TypeId type{};
  size_t texts = 0;
};
Match match_shape(const Program &program, const Xrefs &xrefs, std::span<const std::optional<StringId>> texts) {
  constexpr size_t most_sites = 50; // a text that stands in more places tells nothing
  std::map<TypeId, size_t> counts;
  for (const std::optional<StringId> &text : texts) {
    if (!text) continue;
    std::vector<TypeId> types;
    const std::span<const Site> sites = xrefs.strings.of(*text);
    for (const Site &site : sites.first(std::min(sites.size(), most_sites))) types.push_back(program.methods[program.bodies[site.body].method].owner);
    std::ranges::sort(types);
    const auto repeated = std::ranges::unique(types);
    types.erase(repeated.begin(), repeated.end());
    for (const TypeId type : types) ++counts[type];
  }
  Match best;
  for (const auto &[type, count] : counts)
    if (count > best.texts) best = {type, count};
  return best;
}

// Whether a class kept a name by which it belongs to another thing: predecessors and copies hold the same texts.
bool is_anothers(const Program &program, const CarriedRows &rows, TypeId type, u32 thing) {
  const std::span<const SignRow> signs = Finder::signs_with(rows, Finder::longest_sign(rows, type_text(program, type)));
  return !signs.empty() && std::ranges::find(signs, thing, &SignRow::of) == signs.end();
}

// Libraries whose names are gone. One text may be anybody's; two that stand together in a class of the library and in one
// of the app are told of it; a library is found where that happens in two classes, or with three texts in one.
void match_shapes(const Program &program, const Xrefs &xrefs, const CarriedRows &rows, Finder &finder, Libraries &libraries) {
  if (program.dexes.empty()) return;
  std::vector<std::string_view> texts;
  for (const ShapeRow &shape : rows.shapes) texts.insert(texts.end(), shape.texts.begin(), shape.texts.end());
  const std::vector<std::optional<StringId>> ids = find_strings(program, texts);
  std::span<const std::optional<StringId>> rest = ids;
  for (size_t first = 0, last; first < rows.shapes.size(); first = last) {
    const u32 thing = rows.shapes[first].of;
    std::vector<Match> matches;
    size_t most = 0, singles = 0;
    for (last = first; last < rows.shapes.size() && rows.shapes[last].of == thing; ++last) {
      const size_t size = rows.shapes[last].texts.size();
      const Match match = match_shape(program, xrefs, rest.first(size));
      rest = rest.subspan(size);
      if (match.texts == 0 || is_anothers(program, rows, match.type, thing)) continue;
      if (match.texts >= 2) matches.push_back(match);
      else ++singles;
      most = std::max(most, match.texts);
    }
    if (matches.empty() || (most < 3 && matches.size() + singles < 3 && matches.size() < 2)) continue;
    for (const Match &match : matches) {
      const std::optional<ClassId> definition = program.class_of_type[static_cast<u32>(match.type)];
      if (!definition) continue;
      finder.add(thing, FoundBy::shape, program.dex_names[program.classes[*definition].dex], std::string(type_text(program, match.type)));
      libraries.by_shape.push_back({match.type, thing});
    }
  }
  std::ranges::stable_sort(libraries.by_shape, {}, &Libraries::ClassOf::type);
}

} // namespace

bool Libraries::has(u32 thing) const { return std::ranges::binary_search(found, thing, {}, &FoundSign::thing); }

std::string descriptor_of(std::string_view class_name) {
  std::string descriptor = "L";
  descriptor.append(class_name).append(1, ';');
  std::ranges::replace(descriptor, '.', '/');
  return descriptor;
}

std::string_view name_in_app(const Package &package, const Part &part) {
  std::string_view name = part.name;
  if (const size_t member = name.find('!'); member != std::string_view::npos) name.remove_prefix(member + 1);
  if (package.kind == "aab") name.remove_prefix(std::min(name.find('/') + 1, name.size()));
  return name;
}

Libraries identify_libraries(const Package &package, const Program &program, const Xrefs &xrefs, const CarriedRows &rows) {
  Finder finder(package, program, rows);
  for (u32 i = 0; i < program.dexes.size(); ++i) finder.find_code(i);
  finder.find_declared();
  finder.find_files();
  Libraries libraries;
  match_shapes(program, xrefs, rows, finder, libraries);
  libraries.found = finder.take();
  return libraries;
}

std::string_view library_of(const Libraries &libraries, const Program &program, const CarriedRows &rows, std::string_view descriptor) {
  for (const SignRow &sign : Finder::signs_with(rows, Finder::longest_sign(rows, descriptor)))
    if (rows.things[sign.of].kind == CarriedKind::library) return rows.things[sign.of].name;
  std::string_view name;
  const std::optional<TypeId> type = find_type(program, descriptor);
  if (!type) return name;
  const auto known = std::ranges::lower_bound(libraries.by_shape, *type, {}, &Libraries::ClassOf::type);
  if (known != libraries.by_shape.end() && known->type == *type) name = rows.things[known->thing].name;
  return name;
}

} // namespace kinsafe
