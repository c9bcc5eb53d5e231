// Permissions: which the manifest declares, which code or resources name, and which some call needs. A permission that no
// part of the app declares can't be granted to it, whatever its code asks for, so this fact alone settles much. A call that
// needs a permission uses it where its code runs. One that is declared and needed by nothing that runs is a reproach, so
// `used` is `no` only where every call that needs it is known and none can be hidden.
#include "facts/facts.h"

#include "base/strings.h"

#include <fmt/format.h>

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
  bool is_needed = false; // code names what needs it
  bool is_used = false;   // and runs
};
using FoundByName = std::map<std::string, Found>; // by full name

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

std::string full_name(std::string_view short_form) { return std::string(short_form.contains('.') ? "" : platform_prefix).append(short_form); }

void add_declared(const Manifest &manifest, FoundByName &found) {
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
    const u32 from = std::max(manifest.min_sdk, permission.only_from_23 ? 23u : 0u);
    if (limit && *limit < i64{from}) { // granted on no device that runs the app
      if (!entry.is_declared) entry.max_sdk = entry.max_sdk ? std::max(entry.max_sdk, limit) : limit;
      entry.evidence.back().why = "declared_for_older_devices";
      continue;
    }
    if (!entry.is_declared) entry.max_sdk = limit;
    else if (entry.max_sdk) entry.max_sdk = limit ? std::max(entry.max_sdk, limit) : std::nullopt;
    entry.is_declared = true;
  }
}

// What Android may add to the declared ones. One that is added may bring another, so until none is new.
void add_implied(const Manifest &manifest, std::span<const ImpliedRow> rows, FoundByName &found) {
  const u32 target = manifest.target_sdk.value_or(manifest.min_sdk);
  for (bool has_new = true; has_new;) {
    has_new = false;
    for (const ImpliedRow &row : rows) {
      const auto by = found.find(full_name(row.by));
      const bool is_there = by != found.end() && (by->second.is_declared || by->second.is_doubtful || by->second.is_implied);
      if (target >= row.below_target || (row.by != "*" && !is_there)) continue;
      Found &entry = found[full_name(row.permission)];
      if (entry.is_declared || entry.is_doubtful || entry.is_implied) continue;
      has_new = true;
      entry.is_implied = true;
      Evidence evidence{"AndroidManifest.xml", "", "", std::nullopt, std::nullopt, "implied"};
      if (row.by != "*") evidence.part = by->second.evidence.front().part, evidence.line = by->second.evidence.front().line;
      entry.evidence.push_back(std::move(evidence));
    }
  }
}

// A service that sees other apps' contents is bound by whoever holds a permission of its own, which the component demands.
void add_guards(const Manifest &manifest, bool is_doubtful, std::span<const std::string> special, FoundByName &found) {
  for (const Component &component : manifest.components) {
    if (!component.permission.starts_with(platform_prefix) || !std::ranges::count(special, component.permission.substr(platform_prefix.size()))) continue;
    Found &entry = found[component.permission];
    (is_doubtful ? entry.is_doubtful : entry.is_declared) = true;
    const std::optional<u32> line = component.line > 0 ? std::optional(component.line) : std::nullopt;
    entry.evidence.push_back({to_utf8(component.part), "", "", line, std::nullopt, "guards_component"});
  }
}

bool is_platform_name(std::string_view text) {
  if (!text.starts_with(platform_prefix)) return false;
  const std::string_view tail = text.substr(platform_prefix.size());
  return !tail.empty() && std::ranges::all_of(tail, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

// Places of a literal that spells a permission, in code or resources: the platform's own, and those that the manifest declares.
void add_named(const Looked &looked, FoundByName &found) {
  const Program &program = looked.program;
  std::map<StringId, std::vector<FieldId>> fields; // that hold such a literal
  const auto add = [&](StringId id) {
    std::span<const Site> sites = looked.xrefs.strings.of(id);
    if (const auto holders = fields.find(id); sites.empty() && holders != fields.end())
      for (const FieldId field : holders->second)
        if (sites.empty()) sites = looked.xrefs.fields.of(field);
    if (sites.empty()) return;
    found[std::string(program.strings[id])].evidence.push_back(evidence_at(program, sites.front(), "permission_literal"));
  };
  for (const auto &[field, value] : program.string_constants)
    if (const std::string_view text = program.strings[value]; text.starts_with(platform_prefix) || found.contains(std::string(text)))
      fields[value].push_back(field);
  std::vector<StringId> names;
  for (const auto &[name, entry] : found)
    if (const std::optional<StringId> id = find_string(program, name); id && !is_platform_name(name)) names.push_back(*id);
  for (const StringId id : looked.models.permissions)
    if (is_platform_name(program.strings[id])) names.push_back(id);
  for (const StringId id : names) add(id);

  for (const Resources &resources : looked.package.resources) {
    const StringPool &pool = resources.table.strings;
    for (u32 i = 0; i < pool.count; ++i) {
      if (!begins_with(pool, i, platform_prefix)) continue;
      const std::string text = text_at(pool, i).value_or("");
      if (!is_platform_name(text)) continue;
      found[text].evidence.push_back({to_utf8(resources.part), "", "", std::nullopt, std::nullopt, "permission_in_resources"});
    }
  }
}

// A place in code that needs it, by one of the rows: the first whose code runs, else the first.
struct Need {
  Evidence evidence;
  bool is_reached = false;
};
std::optional<Need> need_of(const Looked &looked, const NeedRow &row, const Named &named, const Facts &facts) {
  std::optional<Site> first, reached;
  const auto look = [&](std::span<const Site> sites) {
    for (const Site &site : sites) {
      if (!first) first = site;
      if (!reached && looked.calls.is_reached(site.body)) reached = site;
    }
  };
  for (const MethodId method : named.methods) look(looked.xrefs.calls.of(method));
  if (named.text) look(looked.xrefs.strings.of(*named.text));
  // A component that answers an action gets what it brings.
  if (!row.what.text.empty() && looked.package.manifest)
    for (const Component &component : looked.package.manifest->components)
      if (std::ranges::count(component.actions, row.what.text))
        return Need{{to_utf8(component.part), "", "", component.line > 0 ? std::optional(component.line) : std::nullopt, std::nullopt, "needs_permission"}, true};
  if (first) return Need{evidence_at(looked.program, reached.value_or(*first), "needs_permission"), reached.has_value()};
  if (row.family.empty()) return std::nullopt;
  std::optional<Need> need;
  for (const Row &read : facts.of(FactKind::data_read)) { // queries only: an API's needs stand in a row of their own
    if (word_of(FactKind::data_read, read, "family") != row.family || read.evidence.front().why != "query_call") continue;
    if (need && (need->is_reached || read.reached != "yes")) continue;
    need = Need{read.evidence.front(), read.reached == "yes"};
  }
  return need;
}

void add_needed(const Looked &looked, const Facts &facts, FoundByName &found) {
  for (size_t i = 0; i < looked.rows.needs.size(); ++i) {
    const NeedRow &row = looked.rows.needs[i];
    const auto entry = found.find(full_name(row.permission));
    if (entry == found.end() || entry->second.is_used) continue;
    std::optional<Need> need = need_of(looked, row, looked.models.needs[i], facts);
    if (!need || (entry->second.is_needed && !need->is_reached)) continue;
    entry->second.is_needed = true;
    entry->second.is_used = need->is_reached;
    entry->second.evidence.push_back(std::move(need->evidence));
  }
}

} // namespace

void detect_permissions(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  FoundByName found;
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
  if (package.manifest && package.platform == Platform::android)
    add_guards(*package.manifest, package.kind == "aar", looked.rows.special_permissions, found);
  add_named(looked, found);
  add_needed(looked, facts, found);
  // Norms and models name Android's permissions; what another platform calls by other names may be the same thing.
  if (package.platform != Platform::android)
    incomplete.gaps.push_back({GapKind::unsupported, "", "permissions",
                               "the checks of permissions are written for Android and do not fit an app for " +
                                   std::string(name_of(package.platform)),
                               Lost::nothing,
                               {"permission"}});
  const bool may_be_hidden = may_run_otherwise(looked, facts, incomplete);
  const bool may_hide_reads = std::ranges::any_of(incomplete.gaps, [](const Gap &gap) { return std::ranges::count(gap.hides, "data_read") > 0; });
  const auto is_unused = [&](const std::string &short_form) {
    const bool is_of_provider = std::ranges::any_of(looked.rows.needs, [&](const NeedRow &row) { return row.permission == short_form && !row.family.empty(); });
    return !may_be_hidden && !(is_of_provider && may_hide_reads) && std::ranges::count(looked.rows.all_needs, short_form);
  };
  const bool is_whole = std::ranges::none_of(incomplete.gaps, [](const Gap &gap) { return has_any(gap.lost, Lost::manifest); });

  // Whoever made the file chooses how many names there are. Those of the platform, which norms are about, come first.
  constexpr size_t most_permissions = 2000;
  std::vector<FoundByName::value_type *> told;
  for (FoundByName::value_type &each : found) told.push_back(&each);
  std::ranges::stable_partition(told, [](const auto *each) { return each->first.starts_with(platform_prefix); });
  if (told.size() > most_permissions) {
    incomplete.gaps.push_back({GapKind::limit, "", "permissions",
                               fmt::format("{} more permissions are named than the {} that are told", told.size() - most_permissions, most_permissions),
                               Lost::nothing,
                               {"permission"}});
    told.resize(most_permissions);
  }

  // Asked for by code that runs, or by nothing that could be asked unseen.
  const auto requested = [&](const std::string &short_form) -> std::string {
    bool is_asked = false, is_open = may_be_hidden;
    for (const Row &row : facts.of(FactKind::permission_request)) {
      if (row.reached == "no") continue;
      const auto &asked = std::get<std::vector<std::string>>(row.cells.front());
      is_asked |= row.reached == "yes" && std::ranges::count(asked, short_form) > 0;
      is_open |= std::ranges::count(asked, short_form) || std::ranges::count(asked, "unknown");
    }
    return is_asked ? "yes" : is_open ? "unclear" : "no";
  };
  for (FoundByName::value_type *const each : told) {
    auto &[name, entry] = *each;
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
                        requested(short_form),
                        std::string(entry.is_used ? "yes" : is_unused(short_form) ? "no" : "unclear"), is_special},
                       std::move(entry.evidence));
    if (entry.is_declared) row.origin = "app";
    if (entry.is_used) row.reached = "yes";
    facts.of(FactKind::permission).push_back(std::move(row));
  }
}

} // namespace kinsafe
