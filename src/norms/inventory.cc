// Sets the inventory against the norms' lists, by the day asked.
#include "norms/inventory.h"

#include <algorithm>

namespace kinsafe {
namespace {

std::optional<NormLink> successor_on(const Norm &norm, std::string_view date) {
  for (const NormLink &link : norm.superseded_by)
    if (!link.from.empty() && link.from <= date) return link;
  return std::nullopt;
}

} // namespace

InventoryTable inventory_against_norms(const Facts &facts, const NormPack &pack, const Question &question) {
  InventoryTable table;
  for (const Norm &norm : pack.norms) {
    if (!is_asked_for(norm, question) || !force_on(norm, question.date)) continue;
    for (const Requirement &requirement : norm.requirements) {
      const auto necessary = requirement.parameters.find("necessary");
      if (necessary == requirement.parameters.end()) continue;
      if (requirement.effective && *requirement.effective > question.date) continue;
      table.lists.push_back({norm.id, requirement.id, necessary->second, successor_on(norm, question.date)});
    }
  }
  for (const Row &row : facts.of(FactKind::inventory)) {
    InventoryLine line{std::string(word_of(FactKind::inventory, row, "kind")), row.id, {}};
    for (const NecessaryList &list : table.lists) line.is_necessary.push_back(std::ranges::find(list.kinds, line.kind) != list.kinds.end());
    table.lines.push_back(std::move(line));
  }
  return table;
}

} // namespace kinsafe
