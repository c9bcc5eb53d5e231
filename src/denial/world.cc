#include "denial/world.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }
constexpr u32 abstract_flag = 0x400;
constexpr size_t most_classes = 8;

} // namespace

World::World(const Hierarchy &hierarchy_, const EntryPoints &entry_points, const Xrefs &xrefs_, const CallGraph &graph_, const AskingMethods &methods_, Constants &constants_)
    : hierarchy(hierarchy_), program(hierarchy_.program()), xrefs(xrefs_), graph(graph_), methods(methods_), constants(constants_), values(constants_.values()) {
  activity_ = hierarchy.find("Landroid/app/Activity;");
  edit_text_ = hierarchy.find("Landroid/widget/EditText;");
  for (const std::string_view name : {"Landroid/app/Fragment;", "Landroidx/fragment/app/Fragment;", "Landroid/support/v4/app/Fragment;"})
    if (const std::optional<TypeId> type = hierarchy.find(name)) fragments_.push_back(*type);
  for (const PlatformMade &made : entry_points.classes) {
    if (made.kind != PlatformMade::Kind::activity) continue;
    activities_.push_back(program.classes[made.id].type);
    if (made.opens_at_start) roots_.push_back(activities_.back());
  }
  std::vector<TypeId> exported; // others may open it, and so what lies below it is not known
  for (const PlatformMade &made : entry_points.classes)
    if (made.kind == PlatformMade::Kind::activity && made.is_exported) exported.push_back(program.classes[made.id].type);
  std::ranges::sort(exported);
  // Where each is opened, by whatever names it: a class, a text, an action.
  std::map<u32, std::vector<Site>> openings;
  for (const Call &call : graph.calls)
    if (call.kind == CallKind::started) openings[raw(program.methods[program.bodies[call.target].method].owner)].push_back({call.caller, call.pc});
  std::ranges::sort(activities_);
  std::ranges::sort(roots_);
  find_interesting();

  // A splash screen that opens the next and closes hands the bottom of the task on.
  for (bool is_new = true; is_new;) {
    is_new = false;
    for (const TypeId activity : activities_) {
      if (is_root(activity) || std::ranges::binary_search(exported, activity)) continue;
      bool is_opened = false;
      const auto is_handed_on = [&](const Site &site) {
        if (!graph.is_reached(site.body)) return true;
        is_opened = true;
        const std::optional<TypeId> from = graph.screens[raw(site.body)];
        return from && is_root(*from) && closes_after_opening(site.body, site.pc);
      };
      const auto opened_by = openings.find(raw(activity));
      const bool is_next = std::ranges::all_of(xrefs.classes.of(activity), is_handed_on) && opened_by != openings.end() && std::ranges::all_of(opened_by->second, is_handed_on);
      if (!is_next || !is_opened) continue;
      roots_.insert(std::ranges::lower_bound(roots_, activity), activity);
      is_new = true;
    }
  }
}

bool World::is_root(TypeId activity) const { return std::ranges::binary_search(roots_, activity); }

bool World::is_of_library(BodyId body) const { return methods.is_library(type_text(program, program.methods[program.bodies[body].method].owner)); }

bool World::is_of_support(BodyId body) const { return methods.is_support(type_text(program, program.methods[program.bodies[body].method].owner)); }

bool World::is_screen(TypeId type) const { return is_activity(type) || is_fragment(type); }

bool World::is_fragment(TypeId type) const {
  return std::ranges::any_of(fragments_, [&](TypeId base) { return hierarchy.is_below(type, base); });
}

// Whether the way on from there, until paths part, closes the screen.
bool World::closes_after_opening(BodyId id, u32 pc) const {
  const LoweredBody *body = values.body(id);
  if (!body) return false;
  for (u32 i = 0; i < body->blocks.size(); ++i) {
    const Block *block = &body->blocks[i];
    const auto is_there = [&](u32 k) { return body->values[block->first_value + k].pc == pc; };
    bool is_found = false;
    for (u32 k = 0; k < block->value_count && !is_found; ++k) is_found = is_there(k);
    if (!is_found) continue;
    for (size_t steps = 0; steps < 50; ++steps) {
      for (u32 k = 0; k < block->value_count; ++k) {
        const Value &value = body->values[block->first_value + k];
        if (value.op != Op::invoke || static_cast<InvokeKind>(value.detail) == InvokeKind::custom || (steps == 0 && value.pc < pc)) continue;
        const AskingRow *row = methods.find(MethodId{value.index}, AskingKind::ends);
        if (row && row->word == "screen") return true;
      }
      const Edge *next = nullptr;
      for (const Edge &edge : body->outs(*block)) {
        if (edge.kind == EdgeKind::exception) continue;
        if (next) return false;
        next = &edge;
      }
      if (!next) return false;
      block = &(*body)[next->to];
    }
    return false;
  }
  return false;
}

void World::find_interesting() {
  interesting_.resize(program.bodies.size());
  std::vector<u32> pending;
  const auto mark = [&](BodyId body) {
    if (interesting_[raw(body)]) return;
    interesting_[raw(body)] = true;
    pending.push_back(raw(body));
  };
  for (const AskingKind kind : {AskingKind::asks, AskingKind::checks, AskingKind::rationale, AskingKind::ends, AskingKind::starts, AskingKind::dialog, AskingKind::refused,
                                AskingKind::decides})
    for (const MethodId method : methods.all(kind))
      for (const Site &site : xrefs.calls.of(method))
        if (!is_of_support(site.body)) mark(site.body);
  while (!pending.empty()) {
    const BodyId body{pending.back()};
    pending.pop_back();
    for (const u32 index : graph.callers_of(body)) {
      const Call &call = graph.calls[index];
      if ((call.kind == CallKind::call || call.kind == CallKind::hand_off || call.kind == CallKind::reflection) && !is_of_support(call.caller)) mark(call.caller);
    }
  }
}

std::optional<std::vector<TypeId>> World::classes_running(BodyId body) const {
  const MethodRef &ref = program.methods[program.bodies[body].method];
  std::vector<TypeId> found;
  for (u32 i = 0; i < program.classes.size(); ++i) {
    const Class &each = program.classes[ClassId{i}];
    if ((each.access_flags & abstract_flag) || !hierarchy.is_below(each.type, ref.owner)) continue;
    if (is_activity(each.type) && !std::ranges::binary_search(activities_, each.type)) continue;
    const std::optional<BodyId> code = hierarchy.lookup(ClassId{i}, ref.name, ref.signature);
    if (each.type != ref.owner && code != body) continue;
    if (found.size() == most_classes) return std::nullopt;
    found.push_back(each.type);
  }
  return found;
}

} // namespace kinsafe
