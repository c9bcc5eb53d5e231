// Layers in which pages and scripts say what happens: web views, hybrid frameworks, scripts compiled to bytecode or machine
// code. Which screens there are, what they ask and send, and what follows a refusal, stands there; the address book itself
// is read by classes of the app that they call, but where scripts may call any class. Calls by which scripts take personal
// data are found with their places; whether and when they run is not.
#include "facts/facts.h"

#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace kinsafe {
namespace {

constexpr size_t most_places = 20; // told of one layer

std::vector<FactKind> hidden_behind(Reach reach) {
  using enum FactKind;
  std::vector<FactKind> hidden = {denial, service_gate, emergency_contact, form_field, purpose_text, inventory, endpoint, lending};
  if (reach != Reach::pages) hidden.insert(hidden.end(), {permission_request, flow});
  if (reach == Reach::code) hidden.insert(hidden.end(), {data_read, dynamic_code});
  std::ranges::sort(hidden);
  return hidden;
}

void add_layer(std::string name, Reach reach, std::vector<Evidence> evidence, Facts &facts, Incomplete &incomplete) {
  std::vector<std::string> hides;
  for (const FactKind kind : hidden_behind(reach)) hides.emplace_back(schema_of(kind).name);
  facts.of(FactKind::web_layer).push_back(make_row(FactKind::web_layer, {name, hides}, std::move(evidence)));
  incomplete.gaps.push_back({GapKind::not_looked, "", std::move(name), "pages and scripts are searched for telling calls, and not followed", Lost::nothing, std::move(hides)});
}

} // namespace

void detect_web_layers(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const CarriedRows &rows = looked.rows.carried;
  for (u32 thing = 0; thing < rows.things.size(); ++thing)
    if (rows.things[thing].kind == CarriedKind::layer && looked.libraries.has(thing))
      add_layer(rows.things[thing].name, rows.things[thing].reach, evidence_of(looked, thing), facts, incomplete);

  std::vector<Evidence> shows, offers;
  for (const Use &use : looked.uses.uses) {
    const UseKind kind = rows.uses[use.row].kind;
    if (kind == UseKind::shows_page && shows.size() < most_places) shows.push_back(evidence_at(looked.program, use.site, "shows_page"));
    if (kind == UseKind::offers_object && offers.size() < most_places) offers.push_back(evidence_at(looked.program, use.site, "offers_object"));
  }
  if (!offers.empty()) add_layer("WebView with objects of the app", Reach::scripts, std::move(offers), facts, incomplete);
  else if (!shows.empty()) add_layer("WebView", Reach::pages, std::move(shows), facts, incomplete);

  for (const OutsidePart &outside : looked.outside.parts)
    if (outside.form != PartForm::machine_code)
      for (const Taken &taken : outside.taken) add_taken(looked, outside, taken, "script_call", facts);
}

} // namespace kinsafe
