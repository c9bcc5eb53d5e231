// The list of detectors, and the list of what no detector of this version looks for.
#include "facts/facts.h"

#include "base/digest.h"
#include "base/reader.h"
#include "base/strings.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace kinsafe {
namespace {

constexpr Detector all_detectors[] = {
    {FactKind::data_read, detect_data_reads},
    {FactKind::endpoint, detect_endpoints},
    {FactKind::library, detect_libraries},
    {FactKind::packer, detect_packers},
    {FactKind::dynamic_code, detect_dynamic_code},
    {FactKind::native_code, detect_native_code},
    {FactKind::web_layer, detect_web_layers},
    {FactKind::purpose_text, detect_purpose_texts},
    {FactKind::permission_request, detect_permission_requests}, // looks at the texts
    {FactKind::denial, detect_denials},
    {FactKind::permission, detect_permissions}, // looks at the reads, and at what hides code
    {FactKind::form_field, detect_form_fields},
    {FactKind::container_oddity, detect_container_oddities},
    {FactKind::lending, detect_lending},     // looks at the rows of those before it
    {FactKind::inventory, detect_inventory}, // likewise, and at all gaps: the last
};

// Stages that this version lacks, and the facts that only they can show or complete.
struct AbsentStage {
  std::string_view where, reason;
  std::vector<FactKind> hides;
};
std::vector<AbsentStage> absent_stages() {
  using enum FactKind;
  return {
      {"consent", "this version does not look for the step at which a user agrees to the privacy policy, nor for emergency contacts in code",
       {emergency_contact}},
      {"flow", "this version does not follow data from where it is read to where it goes, nor texts that are put together", {flow, endpoint}},
      {"denial", "this version does not look for the steps of the service that a refusal keeps from going on", {service_gate}},
      {"forms", "this version does not look for the fields of forms that code, web pages or a server make", {form_field}},
  };
}

// Facts that may be missing where a kind of content was lost. `permission` rests on the manifest alone; what code says
// of it (requested, used) is `unclear` in its columns instead.
std::vector<FactKind> hidden_by(Lost lost) {
  using enum FactKind;
  std::vector<FactKind> hidden;
  const auto hide = [&](Lost content, std::initializer_list<FactKind> kinds) {
    if (!has_any(lost, content)) return;
    for (const FactKind kind : kinds) hidden.push_back(kind);
  };
  hide(Lost::manifest, {permission, permission_request, data_read, flow, denial, service_gate, emergency_contact, inventory, endpoint,
                        library, packer, purpose_text, lending}); // other platforms have the purposes in the manifest
  hide(Lost::code, {permission_request, data_read, flow, denial, service_gate, emergency_contact, form_field, inventory, endpoint,
                    library, packer, dynamic_code, native_code, web_layer, lending});
  // Layouts name methods that run on a click.
  hide(Lost::resources, {permission_request, data_read, flow, denial, service_gate, emergency_contact, form_field, inventory, endpoint, purpose_text, lending});
  // Whole apps are written in native code (Flutter, games), screens and all.
  hide(Lost::native_code, {permission_request, data_read, flow, denial, service_gate, emergency_contact, form_field, inventory, endpoint, library,
                           packer, dynamic_code, native_code, web_layer, lending});
  hide(Lost::assets, {permission_request, data_read, flow, denial, service_gate, emergency_contact, form_field, inventory, endpoint, library,
                      packer, dynamic_code, web_layer, lending});
  return hidden;
}

auto place_of(const GapRow &row) { return std::tie(row.part, row.where, row.kind, row.reason); }

// Whoever made the file chooses how often a thing is damaged, and each verdict is held against every gap. Of those that
// hide the same for the same kind of reason the first are told, and then how many there are.
std::vector<GapRow> held_to_most(std::vector<GapRow> rows) {
  constexpr size_t most_alike = 100;
  std::map<std::pair<std::string, std::vector<FactKind>>, size_t> counts;
  std::vector<GapRow> kept;
  for (GapRow &row : rows)
    if (++counts[{row.kind, row.hides}] <= most_alike) kept.push_back(std::move(row));
  for (const auto &[alike, count] : counts) {
    if (count <= most_alike) continue;
    const auto &[kind, hides] = alike;
    kept.push_back({"", kind, "", "", std::to_string(count - most_alike) + " more of this kind, in other places", hides});
    std::string key = kind;
    for (const FactKind fact : hides) key.append(1, '\0').append(schema_of(fact).name);
    kept.back().id = "gap-" + sha256_hex(as_bytes(key)).substr(0, 12);
  }
  std::ranges::stable_sort(kept, {}, place_of);
  return kept;
}

// How the descriptors of the app's own classes start, by the package's name without its last label ("debug", a brand) but
// with three: of "co.id.lender" the first two are a country's.
std::string own_prefix(std::string_view package) {
  std::string prefix = "L";
  const auto labels = std::ranges::count(package, '.') + 1;
  for (std::ptrdiff_t i = 0; i < std::max<std::ptrdiff_t>(labels - 1, std::min<std::ptrdiff_t>(labels, 3)); ++i) {
    const size_t end = std::min(package.find('.'), package.size());
    prefix.append(package.substr(0, end)).append("/");
    package.remove_prefix(std::min(end + 1, package.size()));
  }
  return prefix;
}

// Whose code a fact is about: that of a library of the catalogue, or the app's own where it stands below its package.
void set_origins(const Looked &looked, Facts &facts) {
  std::string own;
  if (looked.package.manifest && !looked.package.manifest->package.empty()) own = own_prefix(looked.package.manifest->package);
  for (const FactSchema &schema : fact_schemas())
    for (Row &row : facts.of(schema.kind)) {
      if (row.origin != "unclear" || row.evidence.empty() || row.evidence.front().class_name.empty()) continue;
      const std::string &name = row.evidence.front().class_name;
      const std::string_view library = library_of(looked.libraries, looked.program, looked.rows.carried, name);
      if (!library.empty()) row.origin = library;
      else if (!own.empty() && name.starts_with(own)) row.origin = "app";
    }
}

// What calls by name run that nobody could resolve may be anything that code does.
void note_open_calls(const Looked &looked, Incomplete &incomplete) {
  for (const OpenCall &open : looked.calls.open_calls) {
    const Evidence place = evidence_at(looked.program, open.site, "calls_by_name");
    Gap gap{GapKind::unsupported, place.part, place.method + " at " + std::to_string(open.site.pc), "what is called by name is not known (" + open.reason + ")", Lost::nothing, {}};
    for (const FactKind kind : {FactKind::permission_request, FactKind::data_read, FactKind::flow, FactKind::denial, FactKind::service_gate, FactKind::emergency_contact, FactKind::endpoint})
      gap.hides.emplace_back(schema_of(kind).name);
    incomplete.gaps.push_back(std::move(gap));
  }
}

} // namespace

std::span<const Detector> detectors() { return all_detectors; }

std::array<bool, fact_kinds> hidden_facts(const Incomplete &incomplete) {
  std::array<bool, fact_kinds> hidden{};
  Lost lost = Lost::nothing;
  for (const Gap &gap : incomplete.gaps) {
    lost = lost | gap.lost;
    for (const std::string &name : gap.hides)
      if (const std::optional<FactKind> kind = find_fact(name)) hidden[static_cast<size_t>(*kind)] = true;
  }
  for (const FactKind kind : hidden_by(lost)) hidden[static_cast<size_t>(kind)] = true;
  return hidden;
}

Facts collect_facts(const Looked &looked, Incomplete &incomplete) {
  Facts facts;
  for (const AbsentStage &stage : absent_stages()) {
    Gap gap{GapKind::not_looked, "", std::string(stage.where), std::string(stage.reason), Lost::nothing, {}};
    for (const FactKind kind : stage.hides) gap.hides.emplace_back(schema_of(kind).name);
    incomplete.gaps.push_back(std::move(gap));
  }
  note_open_calls(looked, incomplete);
  for (const Detector &detector : all_detectors) {
    if (detector.fact == FactKind::permission) complete_reached(looked, incomplete, facts); // what it looks at
    detector.detect(looked, facts, incomplete);
  }
  set_origins(looked, facts);
  finish(facts);
  return facts;
}

std::vector<GapRow> list_gaps(const Incomplete &incomplete) {
  std::vector<GapRow> rows;
  for (const Gap &gap : incomplete.gaps) {
    GapRow row{"", std::string(name_of(gap.kind)), to_utf8(gap.part), to_utf8(gap.where), to_utf8(gap.reason), hidden_by(gap.lost)};
    for (const std::string &name : gap.hides)
      if (const std::optional<FactKind> kind = find_fact(name)) row.hides.push_back(*kind);
    std::ranges::sort(row.hides);
    row.hides.erase(std::ranges::unique(row.hides).begin(), row.hides.end());
    const std::string key = row.kind + '\0' + row.part + '\0' + row.where + '\0' + row.reason;
    row.id = "gap-" + sha256_hex({reinterpret_cast<const u8 *>(key.data()), key.size()}).substr(0, 12);
    rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(rows, {}, place_of);
  // Two gaps told in the same words are one row, which hides what either hides.
  std::vector<GapRow> merged;
  for (GapRow &row : rows) {
    if (merged.empty() || merged.back().id != row.id) {
      merged.push_back(std::move(row));
      continue;
    }
    std::vector<FactKind> both;
    std::ranges::set_union(merged.back().hides, row.hides, std::back_inserter(both));
    merged.back().hides = std::move(both);
  }
  return held_to_most(std::move(merged));
}

void add_hider(FactKind kind, const std::string &name, Lost lost, std::vector<Evidence> evidence, Facts &facts) {
  std::vector<FactKind> kinds = hidden_by(lost);
  std::ranges::sort(kinds);
  std::vector<std::string> hides;
  for (const FactKind hidden : kinds) hides.emplace_back(schema_of(hidden).name);
  facts.of(kind).push_back(make_row(kind, {to_utf8(name), std::move(hides)}, std::move(evidence)));
}

void add_taken(const Looked &looked, const OutsidePart &outside, const Taken &taken, std::string_view why, Facts &facts) {
  const TakeRow &row = looked.rows.carried.takes[taken.row];
  facts.of(FactKind::data_read)
      .push_back(make_row(FactKind::data_read,
                          {row.family, Cell(), std::string("unclear"), row.text, std::string("unknown"), std::string("unclear"), Cell()},
                          {{to_utf8(looked.package.parts[outside.part].name), "", "", taken.line, taken.offset, std::string(why)}}));
}

Evidence evidence_at(const Program &program, const Site &site, std::string_view why) {
  const Body &body = program.bodies[site.body];
  return {program.dex_names[body.dex],
          to_utf8(type_text(program, program.methods[body.method].owner, program.mapping)),
          to_utf8(method_text(program, body.method, program.mapping)),
          line_of(program, site),
          site.pc,
          std::string(why),
          static_cast<u32>(site.body)};
}

} // namespace kinsafe
