// Libraries of others that the app carries, with what is known of their hunger for the address book: some read it when a
// method is called with the right word, and some unless they are told not to.
#include "facts/facts.h"

#include "base/strings.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr std::string_view why_of(FoundBy by) {
  switch (by) {
  case FoundBy::code: return "sign_code";
  case FoundBy::application: return "sign_application";
  case FoundBy::component: return "sign_component";
  case FoundBy::file: return "sign_file";
  case FoundBy::native: return "sign_native";
  case FoundBy::shape: return "sign_shape";
  }
  return "";
}

constexpr std::string_view words_of_switches[] = {"on", "off", "unclear"}; // by SwitchKind

constexpr std::string_view why_of(SwitchKind to) {
  switch (to) {
  case SwitchKind::on: return "contacts_switch_on";
  case SwitchKind::off: return "contacts_switch_off";
  case SwitchKind::argument: return "contacts_switch";
  }
  return "";
}

} // namespace

std::vector<Evidence> evidence_of(const Looked &looked, u32 thing) {
  std::vector<Evidence> list;
  for (const FoundSign &found : std::ranges::equal_range(looked.libraries.found, thing, {}, &FoundSign::thing))
    list.push_back({to_utf8(found.part), to_utf8(found.class_name), "", std::nullopt, std::nullopt, std::string(why_of(found.by))});
  return list;
}

void detect_libraries(const Looked &looked, Facts &facts, Incomplete &) {
  const CarriedRows &rows = looked.rows.carried;
  // Which calls run nobody has looked: one that sets the switch otherwise than it stands by itself leaves it open. What
  // the library calls itself is its own mechanics and says nothing of the app's will.
  struct Calls {
    bool any_differs = false;
    std::vector<Evidence> evidence;
  };
  std::map<u32, Calls> calls;
  for (const Switched &call : looked.uses.switches) {
    const CarriedRow &thing = rows.things[rows.switches[call.row].of];
    const TypeId caller = looked.program.methods[looked.program.bodies[call.site.body].method].owner;
    if (library_of(looked.libraries, looked.program, rows, type_text(looked.program, caller)) == thing.name) continue;
    Calls &known = calls[rows.switches[call.row].of];
    known.any_differs |= words_of_switches[static_cast<size_t>(call.to)] != thing.contacts;
    constexpr size_t most_calls = 20; // told of one library
    if (known.evidence.size() < most_calls) known.evidence.push_back(evidence_at(looked.program, call.site, why_of(call.to)));
  }
  for (u32 thing = 0; thing < rows.things.size(); ++thing) {
    const CarriedRow &row = rows.things[thing];
    if (row.kind != CarriedKind::library || !looked.libraries.has(thing)) continue;
    std::vector<Evidence> evidence = evidence_of(looked, thing);
    std::string_view word = row.contacts;
    if (const auto call = calls.find(thing); call != calls.end()) {
      if (call->second.any_differs) word = "unclear";
      std::ranges::move(call->second.evidence, std::back_inserter(evidence));
    }
    Row fact = make_row(FactKind::library, {row.name, row.owner.empty() ? Cell() : Cell(row.owner), row.what, Cell(), std::string(word)}, std::move(evidence));
    fact.origin = row.name;
    facts.of(FactKind::library).push_back(std::move(fact));
  }
}

} // namespace kinsafe
