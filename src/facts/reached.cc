// Whether the code of a fact runs. What the call graph leads to from an entry point can run; what it does not lead to does
// not, unless something could call it that the graph can't show. The evidence of a row begins with the place; behind the
// places that belong to it follows the way there, from the entry point on.
#include "facts/facts.h"

#include "base/strings.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

// Longer ways than people read are shown by their first and last calls.
constexpr size_t most_steps = 24;

class Ways {
public:
  explicit Ways(const Looked &looked) : looked_(looked) {}

  void append(BodyId body, std::vector<Evidence> &evidence) {
    const std::vector<Call> way = looked_.calls.way_to(body);
    if (way.empty()) {
      evidence.push_back(evidence_at(looked_.program, {body, 0}, "entry_point"));
      return;
    }
    for (size_t i = 0; i < way.size(); ++i) {
      if (way.size() > most_steps && i >= most_steps / 2 && i < way.size() - most_steps / 2) continue;
      evidence.push_back(step(way[i], i == 0));
    }
  }

private:
  const Evidence &step(const Call &call, bool is_first) {
    const auto [known, is_new] = steps_.try_emplace({call.caller, call.pc, call.kind, is_first});
    if (is_new) known->second = evidence_at(looked_.program, {call.caller, call.pc}, is_first ? "entry_point" : why_of(call.kind));
    return known->second;
  }
  static std::string_view why_of(CallKind kind) {
    switch (kind) {
    case CallKind::call: return "calls";
    case CallKind::initializer: return "initializes";
    case CallKind::hand_off: return "hands_over";
    case CallKind::callback: return "makes_object";
    case CallKind::started: return "names_component";
    case CallKind::reflection: return "calls_by_name";
    }
    return "";
  }

  const Looked &looked_;
  std::map<std::tuple<BodyId, u32, CallKind, bool>, Evidence> steps_;
};

// Facts that say when their code runs and on which screen.
struct Columns {
  std::optional<size_t> when, screen;
};
Columns columns_of(const FactSchema &schema) {
  return {find_column(schema, "when"), find_column(schema, "screen")};
}

bool is_open(const Cell &cell) {
  const auto *word = std::get_if<std::string>(&cell);
  return std::holds_alternative<std::monostate>(cell) || (word && (word->empty() || *word == "unknown"));
}

} // namespace

bool may_run_otherwise(const Looked &looked, const Facts &facts, const Incomplete &incomplete) {
  const auto is_called = [&](const Named &named) {
    return std::ranges::any_of(named.methods, [&](MethodId method) {
      return std::ranges::any_of(looked.xrefs.calls.of(method), [&](const Site &site) { return looked.calls.is_reached(site.body); });
    });
  };
  const Lost code = Lost::code | Lost::native_code | Lost::assets | Lost::manifest | Lost::resources;
  return std::ranges::any_of(incomplete.gaps, [&](const Gap &gap) { return has_any(gap.lost, code); }) ||
         std::ranges::any_of(looked.package.parts, [](const Part &part) { return part.kind == "native"; }) ||
         !looked.calls.open_calls.empty() || std::ranges::any_of(looked.models.opaque, is_called) || looked.xrefs.counts.custom_sites > looked.xrefs.counts.linked_sites ||
         looked.program.bodies.size() == 0 || looked.calls.entry_points.empty() || !facts.of(FactKind::packer).empty() || !facts.of(FactKind::dynamic_code).empty() ||
         !facts.of(FactKind::native_code).empty() || !facts.of(FactKind::web_layer).empty();
}

void complete_reached(const Looked &looked, const Incomplete &incomplete, Facts &facts) {
  if (looked.package.recovered) return; // Android would not install it, and what runs may be other code
  const bool may_run = may_run_otherwise(looked, facts, incomplete);
  Ways ways(looked);
  for (const FactSchema &schema : fact_schemas()) {
    const Columns columns = columns_of(schema);
    std::vector<Row> completed;
    for (Row &row : facts.of(schema.kind)) {
      const u32 index = row.evidence.empty() ? no_index : row.evidence.front().body;
      if (row.reached != "unclear" || index == no_index) {
        completed.push_back(std::move(row));
        continue;
      }
      const BodyId body{index};
      if (!looked.calls.is_reached(body)) {
        if (!may_run) row.reached = "no";
        completed.push_back(std::move(row));
        continue;
      }
      row.reached = "yes";
      ways.append(body, row.evidence);
      if (columns.screen && is_open(row.cells[*columns.screen]))
        if (const std::optional<TypeId> screen = looked.calls.screens[index]) row.cells[*columns.screen] = to_utf8(type_text(looked.program, *screen, looked.program.mapping));
      if (!columns.when || !is_open(row.cells[*columns.when])) {
        completed.push_back(std::move(row));
        continue;
      }
      for (size_t moment = 0; moment < std::size(moment_names); ++moment) {
        if (!looked.calls.moments[index].has(static_cast<Moment>(moment))) continue;
        completed.push_back(row);
        completed.back().cells[*columns.when] = std::string(moment_names[moment]);
      }
    }
    facts.of(schema.kind) = std::move(completed);
  }
}

} // namespace kinsafe
