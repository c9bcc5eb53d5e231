// Permissions: which the manifest declares, and which the code names. A permission that no part of the app declares can't
// be granted to it, whatever its code asks for, so this fact alone settles much.
#include "facts/facts.h"

#include "base/strings.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr std::string_view platform_prefix = "android.permission.";

struct Found {
  bool is_declared = false;
  bool is_doubtful = false; // declared where it may not count
  bool is_implied = false;  // Android may add it to what is declared
  std::optional<i64> max_sdk;
  std::vector<Evidence> evidence;
  bool is_requested = false;
};

// Platform permissions go by their short name, as norms spell them; others by their full name. A bare name such as
// "READ_CONTACTS" is nobody's permission, a slip that grants nothing, and gets a dot to stay apart from the platform's.
std::string short_name(std::string_view name, Platform platform) {
  const bool has_prefix = platform == Platform::android && name.starts_with(platform_prefix);
  const std::string_view tail = has_prefix ? name.substr(platform_prefix.size()) : name;
  if (has_prefix && !tail.contains('.')) return to_utf8(tail);
  return name.contains('.') ? to_utf8(name) : "." + to_utf8(name);
}

// Android reads the limit as a signed number, and 0 as none.
std::optional<i64> limit_of(const DeclaredPermission &permission) {
  if (permission.max_sdk.value_or(0) == 0) return std::nullopt;
  return static_cast<i32>(*permission.max_sdk);
}

void add_declared(const Manifest &manifest, std::map<std::string, Found> &found) {
  for (const DeclaredPermission &permission : manifest.permissions) {
    Found &entry = found[permission.name];
    const std::optional<u32> line = permission.line > 0 ? std::optional(permission.line) : std::nullopt;
    entry.evidence.push_back({to_utf8(permission.part), "", "", line, std::nullopt,
                              permission.is_doubtful ? "declared_doubtfully" : "declared"});
    if (permission.is_doubtful) {
      entry.is_doubtful = true;
      continue;
    }
    // Of several elements the one that lasts longest counts: no limit, else the highest.
    const std::optional<i64> limit = limit_of(permission);
    if (!entry.is_declared) entry.max_sdk = limit;
    else if (entry.max_sdk) entry.max_sdk = limit ? std::max(entry.max_sdk, limit) : std::nullopt;
    entry.is_declared = true;
  }
}

// What Android may add to the declared ones. One that is added may bring another, so until none is new.
void add_implied(const Manifest &manifest, std::span<const ImpliedRow> rows, std::map<std::string, Found> &found) {
  const u32 target = manifest.target_sdk.value_or(manifest.min_sdk);
  const auto full_name = [](std::string_view name) { return std::string(platform_prefix).append(name); };
  for (bool has_new = true; has_new;) {
    has_new = false;
    for (const ImpliedRow &row : rows) {
      const auto by = found.find(full_name(row.by));
      if (target >= row.below_target || (row.by != "*" && by == found.end())) continue;
      const auto [entry, is_new] = found.try_emplace(full_name(row.permission));
      if (!is_new) continue;
      has_new = true;
      entry->second.is_implied = true;
      Evidence evidence{"AndroidManifest.xml", "", "", std::nullopt, std::nullopt, "implied"};
      if (row.by != "*") evidence.part = by->second.evidence.front().part, evidence.line = by->second.evidence.front().line;
      entry->second.evidence.push_back(std::move(evidence));
    }
  }
}

// A literal in code that spells a permission: the platform's own, and those that the manifest declares.
void add_requested(const Program &program, const Xrefs &xrefs, std::map<std::string, Found> &found) {
  for (u32 i = 0; i < program.strings.size(); ++i) {
    const std::string_view text = program.strings[StringId{i}];
    if (text.find('.') == std::string_view::npos) continue;
    const std::span<const Site> sites = xrefs.strings.of(StringId{i});
    if (sites.empty()) continue;
    const std::string_view tail = text.starts_with(platform_prefix) ? text.substr(platform_prefix.size()) : std::string_view();
    const bool is_platform = !tail.empty() && std::ranges::all_of(tail, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
    const auto declared = found.find(std::string(text));
    if (!is_platform && declared == found.end()) continue;
    Found &entry = found[std::string(text)];
    entry.is_requested = true;
    entry.evidence.push_back(evidence_at(program, sites.front(), "permission_literal"));
  }
}

} // namespace

void detect_permissions(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  std::map<std::string, Found> found;
  const Package &package = looked.package;
  if (package.manifest) {
    add_declared(*package.manifest, found);
    if (package.platform == Platform::android) add_implied(*package.manifest, looked.rows.implied_permissions, found);
    if (!package.manifest->shared_user_id.empty())
      incomplete.gaps.push_back({GapKind::missing, "AndroidManifest.xml", "sharedUserId",
                                 "the app shares the user id " + to_utf8(package.manifest->shared_user_id) +
                                     " with other apps and holds what they declare; they were not given",
                                 Lost::nothing,
                                 {"permission"}});
  }
  add_requested(looked.program, looked.xrefs, found);
  // Norms and models name Android's permissions; what another platform calls by other names may be the same thing.
  if (package.platform != Platform::android)
    incomplete.gaps.push_back({GapKind::unsupported, "", "permissions",
                               "the checks of permissions are written for Android and do not fit an app for " +
                                   std::string(name_of(package.platform)),
                               Lost::nothing,
                               {"permission"}});
  const bool is_whole = std::ranges::none_of(incomplete.gaps, [](const Gap &gap) { return has_any(gap.lost, Lost::manifest); });

  for (auto &[name, entry] : found) {
    const std::string short_form = short_name(name, package.platform);
    // Without the manifest that the installer would read, nothing is known to be declared, nor known not to be.
    bool is_known = package.manifest && !package.recovered && !entry.is_implied;
    if (!entry.is_declared) is_known = is_known && !entry.is_doubtful && is_whole;
    Cell max_sdk;
    if (entry.max_sdk) max_sdk = *entry.max_sdk;
    Cell is_special; // not known of other platforms
    if (package.platform == Platform::android)
      is_special = std::string(std::ranges::count(looked.rows.special_permissions, short_form) ? "yes" : "no");
    Row row = make_row(FactKind::permission,
                       {short_form, std::string(!is_known ? "unclear" : entry.is_declared ? "yes" : "no"), max_sdk,
                        std::string(entry.is_requested ? "yes" : "unclear"), // resources and built-up strings are not looked at
                        std::string("unclear"), is_special},
                       std::move(entry.evidence));
    if (entry.is_declared) row.origin = "app";
    facts.of(FactKind::permission).push_back(std::move(row));
  }
}

} // namespace kinsafe
