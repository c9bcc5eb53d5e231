// Puts the call graph together: what is reached, what the types of values leave of it, and then, over the finished edges,
// the shortest ways from entry points, the moments at which code runs, and its screens.
#include "calls/call_graph.h"

#include "calls/annotated.h"
#include "calls/reach.h"
#include "calls/reflection.h"
#include "calls/types.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <map>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr size_t hub_targets = 32;  // a reference with more is kept as a hub

std::optional<Moment> moment_named(std::string_view name) {
  const auto found = std::ranges::find(moment_names, name);
  return found == std::end(moment_names) ? std::nullopt : std::optional(static_cast<Moment>(found - std::begin(moment_names)));
}

class Builder {
public:
  Builder(const Hierarchy &hierarchy, const ModelRows &rows, const EntryPoints &roots, const Refinement &refinement, ReachedCode &reach)
      : hierarchy_(hierarchy), program_(hierarchy.program()), roots_(roots), refinement_(refinement), reach_(reach) {
    for (const ScreenRow &row : rows.screens)
      if (const std::optional<TypeId> type = hierarchy.find(row.type)) screen_bases_.push_back(*type);
    is_handed_off_.resize(program_.bodies.size());
    is_answer_.resize(program_.bodies.size());
    for (const auto &[site, lists] : refinement.of_hand_offs)
      for (const u32 list : lists)
        for (const BodyId target : refinement.lists[list].targets)
          if (!refinement.lists[list].through_parameter) is_handed_off_[raw(target)] = true;
  }

  CallGraph build() {
    const size_t count = program_.bodies.size();
    graph_.reached.resize(count);
    graph_.has_hub_callers.resize(count);
    graph_.is_called_by_platform.resize(count);
    own_screens_.resize(count);
    for (u32 i = 0; i < count; ++i) {
      graph_.reached[i] = reach_.is_reached(BodyId{i});
      graph_.is_called_by_platform[i] = reach_.is_called_by_platform(BodyId{i});
    }
    add_entry_points();
    for (u32 i = 0; i < count; ++i) {
      graph_.first_call.push_back(static_cast<u32>(graph_.calls.size()));
      add_calls(BodyId{i});
    }
    graph_.first_call.push_back(static_cast<u32>(graph_.calls.size()));
    for (auto &[method, hub] : hubs_) graph_.hubs.push_back(std::move(hub));
    index_callers();
    find_ways();
    find_moments();
    find_screens();
    count_sites();
    return std::move(graph_);
  }

private:
  bool is_screen(TypeId type) const {
    return std::ranges::any_of(screen_bases_, [&](TypeId base) { return hierarchy_.is_below(type, base); });
  }

  void add_entry(BodyId body, std::optional<Moment> moment, std::string_view kind, ClassId made) {
    const TypeId component = program_.classes[made].type;
    graph_.entry_points.push_back({body, moment.value_or(Moment::unknown), kind, component});
    if (moment && *moment != Moment::unknown) known_moments_.emplace_back(body, *moment);
    if (is_screen(component)) note_own_screen(body, component);
  }

  // When a callback of a class that the platform makes runs; nothing: when whoever starts it runs.
  std::optional<Moment> moment_of(const PlatformMade &made, std::string_view word) const {
    if (word.empty() || (word != "open" && word != "caller")) return moment_named(word);
    if (made.opens_at_start) return Moment::start;
    if (!made.is_exported) return std::nullopt;
    return made.kind == PlatformMade::Kind::activity ? Moment::feature : Moment::background;
  }

  void add_entry_points() {
    constexpr std::string_view kinds[] = {"application", "activity", "service", "receiver", "provider", "document", "instrumentation"};
    for (const PlatformMade &made : roots_.classes) {
      const std::string_view kind = kinds[static_cast<size_t>(made.kind)];
      for (const BodyId body : reach_.initializers(made.id)) add_entry(body, moment_of(made, "open"), kind, made.id);
      for (const BodyId body : reach_.constructors(made.id)) add_entry(body, moment_of(made, "open"), kind, made.id);
      for (const Callback &callback : reach_.callbacks(made.id)) add_entry(callback.body, moment_of(made, callback.moment), kind, made.id);
    }
    std::ranges::stable_sort(graph_.entry_points, {}, [](const EntryPoint &entry) { return std::pair(entry.body, entry.component); });
  }

  void add(BodyId caller, u32 pc, BodyId target, CallKind kind, bool is_wide, std::optional<Moment> moment = {}) {
    graph_.calls.push_back({caller, target, pc, kind, is_wide, moment});
  }

  void add_by_row(BodyId caller, u32 pc, const Callback &callback, CallKind kind) {
    // An object that the app's own code alone calls runs at those calls, unless a row says that a library in the app runs it at
    // a moment of its own; of one that is only kept, who hands it over later says when.
    const Escape escape = kind == CallKind::callback ? refinement_.escape(caller, pc) : Escape::passed;
    if (escape == Escape::inside && (callback.moment.empty() || callback.moment == "caller" || callback.is_of_platform)) return;
    const bool is_kept = callback.moment == "caller" && escape == Escape::kept;
    // `unknown`: an answer to a call that a hand-off row names; who made the object says nothing of when it comes.
    if (callback.moment == "unknown") is_answer_[raw(callback.body)] = true;
    add(caller, pc, callback.body, kind, callback.moment.empty() || callback.moment == "unknown" || is_kept, callback.moment == "unknown" ? std::nullopt : moment_named(callback.moment));
  }

  void add_calls(BodyId body) {
    const size_t first = graph_.calls.size();
    const auto count = [&](size_t targets) {
      graph_.counts.resolved += targets > 0;
      graph_.counts.targets += targets;
    };
    const auto add_list = [&](u32 pc, const std::vector<BodyId> &targets, MethodId method) {
      if (targets.size() > hub_targets) {
        Hub &hub = hubs_.try_emplace(method, Hub{method, targets, {}}).first->second;
        hub.sites.push_back({body, pc});
        return;
      }
      for (const BodyId target : targets) add(body, pc, target, CallKind::call, targets.size() > 1 || !hierarchy_.class_of(program_.methods[method].owner));
    };
    for (const CodeUse &use : reach_.uses(body)) switch (use.kind) {
      case CodeUse::Kind::virtual_:
        count(reach_.targets(MethodId{use.index}).size());
        if (reach_.targets(MethodId{use.index}).empty()) reach_.count_outside(MethodId{use.index});
        add_list(use.pc, reach_.targets(MethodId{use.index}), MethodId{use.index});
        break;
      case CodeUse::Kind::referred: add_list(use.pc, reach_.targets(MethodId{use.index}), MethodId{use.index}); break;
      case CodeUse::Kind::refined: {
        const std::vector<BodyId> &targets = refinement_.lists[use.index].targets;
        count(targets.size());
        if (targets.empty()) ++reach_.counts.targetless_sites;
        for (const BodyId target : targets) add(body, use.pc, target, CallKind::call, targets.size() > 1 || refinement_.lists[use.index].has_others);
        break;
      }
      case CodeUse::Kind::exact:
        count(1);
        add(body, use.pc, BodyId{use.index}, CallKind::call, false);
        break;
      case CodeUse::Kind::initializer: add(body, use.pc, BodyId{use.index}, CallKind::initializer, true); break;
      case CodeUse::Kind::lambda:
        for (const Callback &callback : reach_.callbacks(CallSiteId{use.index})) add_by_row(body, use.pc, callback, CallKind::callback);
        break;
      case CodeUse::Kind::made: {
        const TypeId type = program_.classes[ClassId{use.index}].type;
        for (const Callback &callback : reach_.callbacks(ClassId{use.index})) {
          add_by_row(body, use.pc, callback, CallKind::callback);
          if (is_screen(type)) note_own_screen(callback.body, type);
        }
        break;
      }
      case CodeUse::Kind::named: {
        const ClassId id{use.index};
        for (const BodyId initializer : reach_.initializers(id)) add(body, use.pc, initializer, CallKind::initializer, true);
        for (const BodyId constructor : reach_.constructors(id)) add(body, use.pc, constructor, CallKind::started, false);
        for (const Callback &callback : reach_.callbacks(id)) add_by_row(body, use.pc, callback, CallKind::started);
        break;
      }
      case CodeUse::Kind::by_name: {
        add(body, use.pc, BodyId{use.index}, CallKind::reflection, false);
        const MethodRef &ref = program_.methods[program_.bodies[BodyId{use.index}].method];
        if (const std::optional<ClassId> owner = hierarchy_.class_of(ref.owner); owner && program_.strings[ref.name] == "<init>")
          for (const Callback &callback : reach_.callbacks(*owner)) add_by_row(body, use.pc, callback, CallKind::callback);
        break;
      }
      case CodeUse::Kind::annotated:
        for (const BodyId target : refinement_.lists[use.index].targets) add(body, use.pc, target, CallKind::reflection, true);
        break;
      case CodeUse::Kind::hand_off: {
        const Refinement::List &list = refinement_.lists[use.index];
        for (const BodyId target : list.targets)
          add(body, use.pc, target, CallKind::hand_off, list.targets.size() > 1 || list.through_parameter, moment_named(list.moment));
        break;
      }
      }
    const auto order = [](const Call &call) { return std::tuple(call.pc, call.target, call.kind); };
    std::ranges::sort(graph_.calls.begin() + static_cast<std::ptrdiff_t>(first), graph_.calls.end(), {}, order);
    const auto again = std::ranges::unique(graph_.calls.begin() + static_cast<std::ptrdiff_t>(first), graph_.calls.end(), {}, order);
    graph_.calls.erase(again.begin(), again.end());
  }

  void index_callers() {
    const size_t count = program_.bodies.size();
    graph_.first_caller.assign(count + 1, 0);
    for (const Call &call : graph_.calls) ++graph_.first_caller[raw(call.target) + 1];
    for (size_t i = 0; i < count; ++i) graph_.first_caller[i + 1] += graph_.first_caller[i];
    graph_.callers.resize(graph_.calls.size());
    std::vector<u32> next(graph_.first_caller.begin(), graph_.first_caller.end() - 1);
    for (u32 i = 0; i < graph_.calls.size(); ++i) graph_.callers[next[raw(graph_.calls[i].target)]++] = i;
    for (const Hub &hub : graph_.hubs)
      for (const BodyId target : hub.targets) graph_.has_hub_callers[raw(target)] = true;
    hubs_of_.resize(count);
    for (u32 i = 0; i < graph_.hubs.size(); ++i)
      for (const Site &site : graph_.hubs[i].sites)
        if (hubs_of_[raw(site.body)].empty() || hubs_of_[raw(site.body)].back() != i) hubs_of_[raw(site.body)].push_back(i);
  }

  // Breadth first, of several shortest ways the first: from what the system itself starts, and then from screens that only
  // the app opens, as far as no way to them was found.
  void find_ways() {
    for (u32 i = 0; i < program_.bodies.size(); ++i) graph_.arrivals.push_back({BodyId{i}, BodyId{i}, 0, CallKind::call, false, {}});
    std::vector<bool> is_found(program_.bodies.size());
    std::vector<bool> is_hub_done(graph_.hubs.size());
    std::deque<BodyId> pending;
    const auto find = [&](BodyId body) {
      if (is_found[raw(body)]) return false;
      is_found[raw(body)] = true;
      pending.push_back(body);
      return true;
    };
    const auto walk = [&] {
      while (!pending.empty()) {
        const BodyId body = pending.front();
        pending.pop_front();
        for (const Call &call : graph_.calls_of(body))
          if (find(call.target)) graph_.arrivals[raw(call.target)] = call;
        for (const u32 hub : hubs_of_[raw(body)]) {
          if (is_hub_done[hub]) continue;
          is_hub_done[hub] = true;
          const u32 pc = std::ranges::find(graph_.hubs[hub].sites, body, &Site::body)->pc;
          for (const BodyId target : graph_.hubs[hub].targets)
            if (find(target)) graph_.arrivals[raw(target)] = {body, target, pc, CallKind::call, true, {}};
        }
      }
    };
    for (const EntryPoint &entry : graph_.entry_points)
      if (is_started_by_system(entry)) find(entry.body);
    walk();
    for (const EntryPoint &entry : graph_.entry_points) find(entry.body);
    walk();
    for (u32 i = 0; i < is_found.size(); ++i) {
      graph_.reached[i] = is_found[i];
      graph_.counts.reached_bodies += is_found[i];
    }
  }

  bool is_started_by_system(const EntryPoint &entry) const {
    const std::optional<ClassId> id = hierarchy_.class_of(entry.component);
    const auto made = std::ranges::lower_bound(roots_.classes, id.value_or(ClassId{}), {}, &PlatformMade::id);
    if (!id || made == roots_.classes.end() || made->id != *id) return false;
    using enum PlatformMade::Kind;
    return made->opens_at_start || made->is_exported || made->kind == service || made->kind == receiver;
  }

  // First what may be, over all edges; then, of edges that are wide, only what holds for all runs of their caller: where it
  // runs at several moments, which of them lead to the target is not known.
  void find_moments() {
    // A service that no code of the app starts is started by the system.
    std::vector<Moments> all = spread_moments(nullptr);
    const size_t known = known_moments_.size();
    for (const EntryPoint &entry : graph_.entry_points)
      if ((entry.kind == "service" || entry.kind == "receiver") && all[raw(entry.body)].bits == 0) known_moments_.emplace_back(entry.body, Moment::background);
    for (const Call &call : graph_.calls)
      if (is_by_annotation(call) && all[raw(call.target)].bits == 0) known_moments_.emplace_back(call.target, Moment::unknown);
    if (known_moments_.size() > known) all = spread_moments(nullptr);
    graph_.moments = spread_moments(&all);
    for (u32 i = 0; i < graph_.moments.size(); ++i)
      if (graph_.reached[i] && graph_.moments[i].bits == 0) graph_.moments[i].add(Moment::unknown);
  }

  std::vector<Moments> spread_moments(const std::vector<Moments> *all) const {
    std::vector<Moments> moments(program_.bodies.size());
    std::vector<BodyId> pending;
    const auto add_all = [&](BodyId body, Moments more) {
      Moments &known = moments[raw(body)];
      const Moments before = known;
      known.bits |= more.bits;
      if (known != before) pending.push_back(body);
    };
    const auto only = [](Moment moment) {
      Moments one;
      one.add(moment);
      return one;
    };
    // When the platform runs what no row knows, its maker can't say.
    const auto passed = [&](BodyId caller, bool is_wide, bool is_callback) {
      if (!is_wide || !all) return moments[raw(caller)];
      const Moments held = (*all)[raw(caller)];
      if (held.bits == 0) return Moments();
      return std::has_single_bit(held.bits) && !is_callback ? held : only(Moment::unknown);
    };
    std::vector<Moments> of_hub(graph_.hubs.size());
    for (const auto &[body, moment] : known_moments_) add_all(body, only(moment));
    for (const Call &call : graph_.calls)
      if (call.moment && graph_.is_reached(call.caller)) add_all(call.target, only(*call.moment));
    while (!pending.empty()) {
      const BodyId body = pending.back();
      pending.pop_back();
      for (const Call &call : graph_.calls_of(body))
        if (!call.moment && !is_superseded(call) && !is_by_annotation(call)) add_all(call.target, passed(body, call.is_wide, call.kind == CallKind::callback));
      for (const u32 hub : hubs_of_[raw(body)]) {
        const Moments before = of_hub[hub];
        of_hub[hub].bits |= passed(body, true, false).bits;
        if (of_hub[hub] != before)
          for (const BodyId target : graph_.hubs[hub].targets) add_all(target, of_hub[hub]);
      }
    }
    return moments;
  }

  static bool is_by_annotation(const Call &call) { return call.kind == CallKind::reflection && call.is_wide; }

  // The object is made here, and where it is handed over is known.
  bool is_superseded(const Call &call) const {
    return (call.kind == CallKind::callback && is_handed_off_[raw(call.target)]) ||
           ((call.kind == CallKind::callback || call.kind == CallKind::started) && is_answer_[raw(call.target)]);
  }

  void note_own_screen(BodyId body, TypeId screen) {
    std::optional<TypeId> &own = own_screens_[raw(body)];
    if (!own) own = screen;
    else if (*own != screen) own = several;
  }

  void find_screens() {
    std::vector<std::optional<TypeId>> found = own_screens_;
    std::vector<BodyId> pending;
    for (u32 i = 0; i < found.size(); ++i)
      if (found[i]) pending.push_back(BodyId{i});
    while (!pending.empty()) {
      const BodyId body = pending.back();
      pending.pop_back();
      for (const Call &call : graph_.calls_of(body)) {
        if (call.is_wide || call.kind == CallKind::started || own_screens_[raw(call.target)]) continue;
        std::optional<TypeId> &screen = found[raw(call.target)];
        const std::optional<TypeId> before = screen;
        if (!screen) screen = found[raw(body)];
        else if (screen != found[raw(body)]) screen = several;
        if (screen != before) pending.push_back(call.target);
      }
    }
    for (std::optional<TypeId> &screen : found)
      if (screen == several) screen.reset();
    graph_.screens = std::move(found);
  }

  void count_sites() {
    CallGraph::Counts &counts = graph_.counts;
    counts.sites = reach_.counts.sites;
    counts.platform = reach_.counts.platform_sites;
    counts.native = reach_.counts.native_sites;
    counts.unknown_class = reach_.counts.unknown_sites;
    counts.lambdas = reach_.counts.custom_sites;
    counts.no_target = reach_.counts.targetless_sites;
  }

  static constexpr TypeId several{no_index};
  const Hierarchy &hierarchy_;
  const Program &program_;
  const EntryPoints &roots_;
  const Refinement &refinement_;
  ReachedCode &reach_;
  CallGraph graph_;
  std::map<MethodId, Hub> hubs_;
  std::vector<std::vector<u32>> hubs_of_; // by BodyId: those that it calls, indices into CallGraph::hubs
  std::vector<std::pair<BodyId, Moment>> known_moments_;
  std::vector<std::optional<TypeId>> own_screens_; // by BodyId
  std::vector<TypeId> screen_bases_;
  std::vector<bool> is_answer_;     // by BodyId
  std::vector<bool> is_handed_off_; // by BodyId: at a place where the object is known
};

// What calls by name run, as far as the graph so far tells what they name.
struct NewByName {
  std::vector<BodyId> targets; // of sites of which something new is known
  std::vector<Site> sites;     // these sites
  bool is_more = true;         // false: of some site something else is known than before
};

NewByName add_calls_by_name(const Reflection &reflection, Refinement &refinement) {
  NewByName found;
  for (const Reflected &each : reflection.resolved) {
    if (each.targets.empty() || each.use == ReflectedUse::proxy) continue; // proxies run later: see calls/proxies.h
    std::vector<BodyId> &known = refinement.by_name[site_key(each.site.body, each.site.pc)];
    if (known == each.targets) continue;
    if (!known.empty()) found.is_more = false;
    known = each.targets;
    found.targets.insert(found.targets.end(), known.begin(), known.end());
    found.sites.push_back(each.site);
  }
  return found;
}

// What runs code, rather than a field.
bool runs_code(ReflectedUse use) { return use != ReflectedUse::read && use != ReflectedUse::write; }

// Calls by name lead to code that may hold others.
constexpr unsigned most_rounds = 4;

// What most calls by name run is known without a call graph: a few steps tell. With it, one round is enough for most apps.
NewByName easy_calls_by_name(const ModelRows &rows, const ReachedCode &all, Constants &all_constants, Refinement &by_name, std::vector<Site> &open) {
  Values &values = all_constants.values();
  constexpr u64 few_steps = 100;
  std::vector<bool> reached;
  for (u32 i = 0; i < values.program().bodies.size(); ++i) reached.push_back(all.is_reached(BodyId{i}));
  values.look_at_code(std::move(reached));
  Constants constants(values, rows, all_constants.surroundings(), {.question = few_steps});
  Reflection reflection = resolve_reflection(constants, [&](const Site &site, ReflectedUse use) { return runs_code(use) && all.is_reached(site.body); });
  values.look_at_code({});
  for (const UnresolvedReflection &each : reflection.unresolved)
    if (each.use == ReflectedUse::call) open.push_back(each.site);
  std::erase_if(reflection.resolved, [](const Reflected &each) { return !each.is_whole; });
  return add_calls_by_name(reflection, by_name);
}

// Calls by name of which little is known, in a package that asks for annotations of methods, may run those.
void add_annotated(const Values &values, const std::vector<Site> &open, const std::vector<AskedForByAnnotation> &asked, Refinement &refinement) {
  const Program &program = values.program();
  for (const Site &site : open) {
    const std::string_view package = package_of_class(type_text(program, program.methods[program.bodies[site.body].method].owner));
    const auto found = std::ranges::find(asked, package, &AskedForByAnnotation::package);
    if (found == asked.end()) continue;
    refinement.of_annotated.emplace(site_key(site.body, site.pc), static_cast<u32>(refinement.lists.size()));
    refinement.lists.push_back({.targets = found->methods, .moment = {}});
  }
}

} // namespace

CallGraph build_call_graph(const EntryPoints &entry_points, const ModelRows &rows, Constants &constants) {
  Values &values = constants.values();
  const Hierarchy &hierarchy = values.hierarchy();
  Callbacks callbacks(hierarchy, rows, entry_points);
  Refinement by_name;
  std::optional<ReachedCode> all;
  all.emplace(hierarchy, callbacks, by_name).run();
  std::vector<Site> open;
  NewByName found = easy_calls_by_name(rows, *all, constants, by_name, open);
  const std::vector<AskedForByAnnotation> asked = open.empty() ? std::vector<AskedForByAnnotation>() : asked_for_by_annotation(hierarchy, values.xrefs());
  add_annotated(values, open, asked, by_name);
  for (unsigned round = 1;; ++round) {
    if (found.is_more) all->run_too(found.targets);
    else all.emplace(hierarchy, callbacks, by_name).run();
    Refinement refinement = refine(rows, entry_points, *all, values);
    refinement.by_name = by_name.by_name;
    add_annotated(values, open, asked, refinement);
    ReachedCode reach(hierarchy, callbacks, refinement);
    reach.run();
    CallGraph graph = Builder(hierarchy, rows, entry_points, refinement, reach).build();
    values.look_at(&graph);
    constants.forget();
    const Reflection reflection = resolve_reflection(constants, [&](const Site &site, ReflectedUse use) { return runs_code(use) && graph.is_reached(site.body); });
    values.look_at(nullptr);
    found = add_calls_by_name(reflection, by_name);
    if (!found.targets.empty() && round < most_rounds) continue;
    for (const UnresolvedReflection &open : reflection.unresolved)
      if (open.use == ReflectedUse::call || open.use == ReflectedUse::construct) graph.open_calls.push_back({open.site, std::string(open.reason)});
    for (const Site &site : found.sites) graph.open_calls.push_back({site, "limit"});
    std::ranges::sort(graph.open_calls, {}, [](const OpenCall &open) { return std::tuple(open.site.body, open.site.pc, open.reason); });
    return graph;
  }
}

} // namespace kinsafe
