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

// One call that turns it on is enough; one that nobody can read leaves it open.
std::string_view stronger(std::string_view a, std::string_view b) {
  for (const std::string_view word : {"on", "unclear"})
    if (a == word || b == word) return word;
  return b;
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
  struct Call {
    std::string_view word;
    std::vector<Evidence> evidence;
  };
  std::map<u32, Call> calls;
  for (const Switched &call : looked.uses.switches) {
    Call &known = calls[rows.switches[call.row].of];
    const std::string_view word = words_of_switches[static_cast<size_t>(call.to)];
    known.word = known.evidence.empty() ? word : stronger(known.word, word);
    constexpr size_t most_calls = 20; // told of one library
    if (known.evidence.size() < most_calls) known.evidence.push_back(evidence_at(looked.program, call.site, "contacts_switch"));
  }
  for (u32 thing = 0; thing < rows.things.size(); ++thing) {
    const CarriedRow &row = rows.things[thing];
    if (row.kind != CarriedKind::library || !looked.libraries.has(thing)) continue;
    std::vector<Evidence> evidence = evidence_of(looked, thing);
    std::string_view word = row.contacts;
    if (const auto call = calls.find(thing); call != calls.end()) {
      word = call->second.word;
      std::ranges::move(call->second.evidence, std::back_inserter(evidence));
    }
    Row fact = make_row(FactKind::library, {row.name, row.owner.empty() ? Cell() : Cell(row.owner), row.what, Cell(), std::string(word)}, std::move(evidence));
    fact.origin = row.name;
    facts.of(FactKind::library).push_back(std::move(fact));
  }
}

} // namespace kinsafe
