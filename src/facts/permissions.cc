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
  std::optional<u32> max_sdk;
  std::vector<Evidence> evidence;
  bool is_requested = false;
};

// Platform permissions go by their short name, as norms spell them; others by their full name.
std::string short_name(std::string_view name) {
  if (name.starts_with(platform_prefix)) name.remove_prefix(platform_prefix.size());
  return to_utf8(name);
}

void add_declared(const Manifest &manifest, std::map<std::string, Found> &found) {
  for (const DeclaredPermission &permission : manifest.permissions) {
    Found &entry = found[permission.name];
    // Of several elements the one that lasts longest counts: no limit, else the highest.
    if (!entry.is_declared) entry.max_sdk = permission.max_sdk;
    else if (entry.max_sdk) entry.max_sdk = permission.max_sdk ? std::max(entry.max_sdk, permission.max_sdk) : std::nullopt;
    entry.is_declared = true;
    const std::optional<u32> line = permission.line > 0 ? std::optional(permission.line) : std::nullopt;
    entry.evidence.push_back({"AndroidManifest.xml", "", "", line, std::nullopt, "declared"});
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
    if (!package.manifest->shared_user_id.empty())
      incomplete.gaps.push_back({GapKind::missing, "AndroidManifest.xml", "sharedUserId",
                                 "the app shares the user id " + to_utf8(package.manifest->shared_user_id) +
                                     " with other apps and holds what they declare; they were not given",
                                 Lost::nothing,
                                 {"permission"}});
  }
  add_requested(looked.program, looked.xrefs, found);

  for (auto &[name, entry] : found) {
    const std::string short_form = short_name(name);
    // Without the manifest that the installer would read, nothing is known to be declared, nor known not to be.
    const bool is_known = package.manifest && !package.recovered;
    Cell max_sdk;
    if (entry.max_sdk) max_sdk = i64{*entry.max_sdk};
    Row row = make_row(FactKind::permission,
                       {short_form, std::string(!is_known ? "unclear" : entry.is_declared ? "yes" : "no"), max_sdk,
                        std::string(entry.is_requested ? "yes" : "unclear"), // resources and built-up strings are not looked at
                        std::string("unclear"), std::string(std::ranges::count(looked.rows.special_permissions, short_form) ? "yes" : "no")},
                       std::move(entry.evidence));
    if (entry.is_declared) row.origin = "app";
    facts.of(FactKind::permission).push_back(std::move(row));
  }
}

} // namespace kinsafe
