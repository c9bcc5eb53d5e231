#include "denial/denial.h"

#include "denial/explorer.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <tuple>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr std::string_view permission_prefix = "android.permission.";
constexpr size_t most_callers = 4;      // above the code that asks
constexpr size_t most_dominated = 200;  // bodies that are looked at to tell that others come before them
constexpr size_t most_permissions = 16; // of a request that are refused one by one

std::string short_name(std::string_view name) { return std::string(name.starts_with(permission_prefix) ? name.substr(permission_prefix.size()) : name); }

// The endings of one refusal: paths of several runs together.
struct Refusal {
  std::vector<Ending> endings;
  std::vector<Ending> hypothetical; // see Ending
  bool is_cut = false;
};

class Judge {
public:
  Judge(const World &world, std::span<const Request> all, u64 most_steps, Denials &denials) : world_(world), all_(all), denials_(denials), steps_left_(most_steps) {}

  void add_request(size_t index) {
    const Request request = start_of(denials_.requests[index]);
    const bool is_bundle = request.is_together && groups_of(request).size() > 1;
    const Refusal granted = explore(request, {}, false);

    // Of permissions asked together, refusing one group and granting the rest tells what this one is needed for.
    std::map<std::vector<std::string>, std::vector<Refusal>> explored; // by what is denied: not for good, and for good
    size_t count = 0;
    for (const std::string &permission : request.permissions) {
      if (++count > most_permissions) {
        const Refusal given_up{{{Outcome::unknown, "limit", {}, {}, false}}, {}, true};
        ++denials_.counts.cut;
        add_rows(index, permission, {given_up, given_up});
        continue;
      }
      const std::vector<std::string> denied = is_bundle ? group_in(request, permission) : request.permissions;
      std::vector<Refusal> &of = explored[denied];
      if (of.empty())
        for (const bool is_forever : {false, true}) {
          of.push_back(explore(request, denied, is_forever));
          settle(of.back(), granted);
        }
      denials_.counts.cut += of[0].is_cut || of[1].is_cut;
      add_rows(index, permission, of);
    }
  }

  std::vector<Site> asked_again; // by the answers to the requests so far
  bool is_exhausted() const { return steps_left_ == 0; }

  // A permission that is looked up when a screen opens, and without which it leaves at once.
  void add_check(BodyId start, const std::string &permission, const Site &site) {
    AskedAnswer answer;
    answer.asked.assign(1, permission);
    const std::optional<std::vector<TypeId>> classes = classes_of(start);
    std::set<Outcome> of_granted;
    const Refusal granted = run_all(answer, start, classes);
    for (const Ending &ending : granted.endings) of_granted.insert(ending.outcome);
    answer.denied = answer.asked;
    const Refusal refused = run_all(answer, start, classes);
    denials_.counts.cut_checks += granted.is_cut || refused.is_cut;
    if (granted.is_cut) return; // it may end so with the permission too
    for (const Outcome outcome : {Outcome::exits, Outcome::may_crash, Outcome::blocks}) {
      if (of_granted.contains(outcome)) continue;
      const auto found = std::ranges::find_if(refused.endings, [&](const Ending &ending) { return ending.outcome == outcome; });
      if (found == refused.endings.end()) continue;
      Denial row;
      row.site = site;
      row.permission = short_name(permission);
      row.when = when_of(world_.graph.moments[raw(start)]);
      row.outcome = outcome;
      const auto is_so = [&](const Ending &ending) { return ending.outcome == outcome; };
      row.is_sure = row.must = !refused.is_cut && std::ranges::all_of(refused.endings, is_so) && std::ranges::all_of(refused.hypothetical, is_so);
      row.service_reachable = outcome == Outcome::exits && row.must ? Answered::no : Answered::unclear;
      row.screen = world_.graph.screens[raw(start)];
      row.witness = found->witness;
      denials_.rows.push_back(std::move(row));
    }
  }

private:
  std::optional<std::vector<TypeId>> classes_of(BodyId start) const {
    if (world_.values.body(start) && (world_.values.body(start)->access_flags & 0x8)) return std::vector<TypeId>{};
    const TypeId owner = world_.program.methods[world_.program.bodies[start].method].owner;
    if (!world_.is_screen(owner)) return std::vector{owner};
    return world_.classes_running(start);
  }

  Refusal run_all(const AskedAnswer &answer, BodyId start, const std::optional<std::vector<TypeId>> &classes) {
    Refusal refusal;
    if (!classes) {
      refusal.is_cut = true;
      refusal.endings.push_back({Outcome::unknown, "limit", {}, {}, false});
      return refusal;
    }
    std::vector<std::optional<TypeId>> receivers(classes->begin(), classes->end());
    if (receivers.empty()) receivers.emplace_back();
    for (const std::optional<TypeId> receiver : receivers) {
      Explorer explorer(world_, answer, steps_left_);
      std::vector<Ending> endings = explorer.run(start, receiver);
      for (Ending &ending : endings) (ending.is_hypothetical ? refusal.hypothetical : refusal.endings).push_back(std::move(ending));
      asked_again.insert(asked_again.end(), explorer.asked_again().begin(), explorer.asked_again().end());
      refusal.is_cut |= explorer.is_cut();
    }
    return refusal;
  }

  Refusal explore(const Request &request, std::vector<std::string> denied, bool is_forever) {
    AskedAnswer answer;
    answer.request = &request;
    answer.all = all_;
    answer.asked = request.permissions;
    answer.denied = std::move(denied);
    answer.is_forever = is_forever;
    answer.uses_rows = uses_rows_;
    return run_all(answer, start_, classes_of(start_));
  }

  // The one caller of a body, as far as the call graph tells. Code that runs only because the body ran before is none.
  std::optional<BodyId> only_caller(BodyId body) const {
    if (world_.graph.has_hub_callers[raw(body)] || (is_entry(body) && !is_of_answer(body))) return std::nullopt;
    std::optional<BodyId> only;
    for (const u32 index : world_.graph.callers_of(body)) {
      const Call &call = world_.graph.calls[index];
      if (only == call.caller || is_brought_about_by(body, call.caller)) continue;
      const bool is_handed = call.kind == CallKind::call || call.kind == CallKind::hand_off || call.kind == CallKind::callback;
      if (only || !is_handed) return std::nullopt;
      only = call.caller;
    }
    return only;
  }

  // Whether all ways to that code lead through the body: what dominates in the call graph. The answer to a question comes to
  // who asked.
  bool is_brought_about_by(BodyId body, BodyId code) const {
    std::vector<BodyId> seen{code};
    for (size_t i = 0; i < seen.size(); ++i) {
      if (seen[i] == body) continue;
      const auto callers = world_.graph.callers_of(seen[i]);
      const bool is_answer = std::ranges::any_of(callers, [&](u32 index) { return world_.graph.calls[index].kind == CallKind::hand_off; }) && is_of_answer(seen[i]);
      if (callers.empty() || (is_entry(seen[i]) && !is_answer) || world_.graph.has_hub_callers[raw(seen[i])] || seen.size() > most_dominated) return false;
      for (const u32 index : callers)
        if (const BodyId caller = world_.graph.calls[index].caller; std::ranges::find(seen, caller) == seen.end()) seen.push_back(caller);
    }
    return true;
  }
  bool is_entry(BodyId body) const { return !std::ranges::equal_range(world_.graph.entry_points, body, {}, &EntryPoint::body).empty(); }
  bool is_of_answer(BodyId body) const {
    const std::string_view name = world_.program.strings[world_.program.methods[world_.program.bodies[body].method].name];
    return name == "onRequestPermissionsResult" || name == "onActivityResult";
  }

  // From where the request is followed best: as far above it as there is one way down; else the app's own code that tells a
  // library what to ask for; else the code that asks; else what rows say of the library.
  Request start_of(const Request &request) {
    std::vector<BodyId> starts;
    for (BodyId start : {request.site.body, request.calls.front().body}) {
      std::vector<BodyId> above{start};
      for (size_t i = 0; i < most_callers; ++i)
        if (const std::optional<BodyId> caller = only_caller(above.back()); caller && std::ranges::find(above, *caller) == above.end()) above.push_back(*caller);
        else break;
      for (const BodyId each : std::views::reverse(above))
        if (std::ranges::find(starts, each) == starts.end()) starts.push_back(each);
    }
    const auto is_unknown = [](const Ending &ending) { return ending.outcome == Outcome::unknown; };
    std::optional<BodyId> followed;
    bool is_clear = false;
    uses_rows_ = false;
    for (const BodyId start : starts) {
      start_ = start;
      const Refusal refusal = explore(request, request.permissions, false);
      if (refusal.is_cut || std::ranges::all_of(refusal.endings, is_unknown)) continue;
      followed = start;
      is_clear = std::ranges::none_of(refusal.endings, is_unknown);
      break;
    }
    const bool is_of_library = request.through != "platform" && request.through != "ActivityResult";
    if (is_of_library && !is_clear) {
      Request plain = request;
      plain.calls.assign(1, request.site);
      start_ = request.site.body;
      uses_rows_ = true;
      const Refusal refusal = explore(plain, request.permissions, false);
      if (!followed || (!refusal.endings.empty() && std::ranges::none_of(refusal.endings, is_unknown))) return plain;
    }
    uses_rows_ = false;
    start_ = followed.value_or(request.site.body);
    return request;
  }

  std::string_view group_of(std::string_view permission) const {
    const std::string name = short_name(permission);
    for (const PermissionGroup &group : world_.methods.rows().groups)
      if (std::ranges::find(group.permissions, name) != group.permissions.end()) return group.name;
    return {};
  }
  std::set<std::string_view> groups_of(const Request &request) const {
    std::set<std::string_view> groups;
    for (const std::string &permission : request.permissions)
      if (const std::string_view group = group_of(permission); !group.empty()) groups.insert(group);
    return groups;
  }
  std::vector<std::string> group_in(const Request &request, const std::string &permission) const {
    const std::string_view group = group_of(permission);
    std::vector<std::string> same;
    for (const std::string &each : request.permissions)
      if (each == permission || (!group.empty() && group_of(each) == group)) same.push_back(each);
    return same;
  }

  // Whether a path takes the same next step as a granted one.
  static bool goes_on(const Ending &ending, const Refusal &granted) {
    return std::ranges::any_of(granted.endings, [&](const Ending &each) { return !each.steps.empty() && std::ranges::includes(ending.steps, each.steps); });
  }

  static void settle(Refusal &refusal, const Refusal &granted) {
    for (auto *endings : {&refusal.endings, &refusal.hypothetical}) settle_each(*endings, granted);
    if (refusal.endings.empty()) refusal.endings.push_back({Outcome::unknown, "no_callback", {}, {}, false});
  }
  static void settle_each(std::vector<Ending> &endings, const Refusal &granted) {
    for (Ending &ending : endings) {
      const bool may_go_on = ending.outcome == Outcome::stays || (ending.outcome == Outcome::unknown && (ending.reason == "screen" || ending.reason == "server" || ending.reason == "web"));
      if (!may_go_on || !goes_on(ending, granted)) continue;
      ending.outcome = ending.is_choice ? Outcome::offers_alternative : Outcome::continues; // a button to go on without
      ending.reason = {};
    }
  }

  void add_rows(size_t index, const std::string &permission, const std::vector<Refusal> &of) {
    const Request &request = denials_.requests[index];
    std::vector<std::vector<Denial>> rows(2);
    const auto is_alone = [](Outcome outcome, const Refusal &refusal) {
      const auto is_so = [&](const Ending &ending) { return ending.outcome == outcome; };
      return !refusal.is_cut && std::ranges::all_of(refusal.endings, is_so) && std::ranges::all_of(refusal.hypothetical, is_so);
    };
    for (const bool is_forever : {false, true}) {
      const Refusal &refusal = of[is_forever];
      std::map<std::pair<Outcome, std::string_view>, const Ending *> outcomes;
      for (const Ending &ending : refusal.endings) {
        const auto [entry, is_new] = outcomes.try_emplace({ending.outcome, ending.reason}, &ending);
        if (!is_new && ending.witness.size() < entry->second->witness.size()) entry->second = &ending;
      }
      for (const auto &[key, ending] : outcomes) {
        Denial row;
        row.request = index;
        row.site = request.site;
        row.permission = short_name(permission);
        row.bundle = bundle_of(request);
        row.when = when_of(world_.graph.moments[raw(request.site.body)]);
        row.outcome = key.first;
        row.reason = key.second;
        row.is_sure = request.is_whole && key.first != Outcome::unknown && is_alone(key.first, refusal);
        row.must = row.is_sure && is_alone(key.first, of[!is_forever]);
        row.service_reachable = row.must && key.first == Outcome::exits ? Answered::no : Answered::unclear;
        row.is_forever = is_forever;
        row.screen = world_.graph.screens[raw(request.site.body)];
        row.witness = ending->witness.empty() ? request.calls : ending->witness;
        rows[is_forever].push_back(std::move(row));
      }
    }
    const auto key = [](const Denial &row) { return std::tuple(row.outcome, row.reason, row.must); };
    const bool are_alike = std::ranges::equal(rows[0], rows[1], {}, key, key);
    std::ranges::move(rows[0], std::back_inserter(denials_.rows));
    if (!are_alike) std::ranges::move(rows[1], std::back_inserter(denials_.rows));
  }

  Answered bundle_of(const Request &request) const {
    const size_t groups = groups_of(request).size();
    if (groups > 1 && request.is_together) return Answered::yes;
    const bool all_known = std::ranges::none_of(request.permissions, [&](const std::string &each) { return group_of(each).empty(); });
    return request.is_whole && request.is_together && (all_known || request.permissions.size() == 1) ? Answered::no : Answered::unclear;
  }

  const World &world_;
  std::span<const Request> all_;
  Denials &denials_;
  u64 steps_left_;
  BodyId start_{};         // of the request at hand
  bool uses_rows_ = false; // likewise, see AskedAnswer
};

// Entry points that run where a screen opens, and the permissions that they and what they call look up.
void add_checks(const World &world, const std::set<std::pair<u32, std::string>> &asked, Judge &judge) {
  constexpr std::string_view opening[] = {"onCreate", "onStart", "onResume", "onPostCreate", "onPostResume", "onViewCreated", "onCreateView"};
  struct LookUp {
    Site site;
    std::string permission;
  };
  std::map<u32, std::vector<LookUp>> of_body;
  for (const MethodId method : world.methods.all(AskingKind::checks)) {
    const AskingRow &row = *world.methods.find(method, AskingKind::checks);
    for (const Site &site : world.xrefs.calls.of(method)) {
      if (!world.graph.is_reached(site.body) || world.is_of_library(site.body)) continue;
      const std::optional<ValueAt> call = world.values.at(site);
      const std::vector<ValueAt> operands = call ? world.values.operands(*call) : std::vector<ValueAt>();
      if (operands.empty()) continue;
      const size_t place = operand_of(row, static_cast<InvokeKind>(world.values.value(*call)->detail) == InvokeKind::static_);
      if (place >= operands.size()) continue;
      for (const std::string &text : world.constants.texts_of(operands[place]).texts)
        if (!text.contains(hole)) of_body[raw(site.body)].push_back({site, text});
    }
  }
  std::set<std::tuple<u32, std::string>> done;
  for (const auto &[body, look_ups] : of_body) {
    // Up to three calls above it.
    std::set<u32> above{body};
    std::vector<u32> level{body};
    for (int depth = 0; depth < 3 && above.size() < 100; ++depth) {
      std::vector<u32> next;
      for (const u32 each : level)
        for (const u32 index : world.graph.callers_of(BodyId{each}))
          if (const Call &call = world.graph.calls[index]; call.kind == CallKind::call && above.insert(raw(call.caller)).second) next.push_back(raw(call.caller));
      level = std::move(next);
    }
    for (const u32 each : above) {
      const MethodRef &ref = world.program.methods[world.program.bodies[BodyId{each}].method];
      if (!world.is_screen(ref.owner) || std::ranges::find(opening, world.program.strings[ref.name]) == std::end(opening)) continue;
      for (const LookUp &look_up : look_ups)
        if (!asked.contains({each, look_up.permission}) && done.emplace(each, look_up.permission).second) judge.add_check(BodyId{each}, look_up.permission, look_up.site);
    }
  }
}

} // namespace

std::string_view when_of(Moments moments) {
  if (moments.has(Moment::start) || moments.has(Moment::resume)) return "start";
  if (moments.has(Moment::login)) return "login";
  if (moments.has(Moment::apply)) return "apply";
  if (moments.has(Moment::feature)) return "feature";
  if (moments.has(Moment::background) || moments.has(Moment::timer)) return "background";
  return "unknown";
}

Denials explore_denials(const EntryPoints &entry_points, const CallGraph &graph, const ModelRows &rows, Constants &constants, u64 most_steps) {
  const Hierarchy &hierarchy = constants.values().hierarchy();
  const Xrefs &xrefs = constants.values().xrefs();
  const AskingMethods methods(hierarchy, rows.asking);
  const World world(hierarchy, entry_points, xrefs, graph, methods, constants);
  Denials denials;
  Requests found = find_requests(methods, xrefs, constants);
  denials.requests = std::move(found.told);
  denials.counts.cut_requests = found.cut;
  Judge judge(world, found.all, most_steps, denials);
  std::set<std::pair<u32, std::string>> asked;
  for (size_t i = 0; i < denials.requests.size(); ++i) {
    const Request &request = denials.requests[i];
    if (!graph.is_reached(request.site.body)) continue;
    denials.counts.unresolved += !request.is_whole;
    if (request.permissions.empty()) continue;
    ++denials.counts.explored;
    for (const std::string &permission : request.permissions) asked.emplace(raw(request.site.body), permission);
    judge.asked_again.clear();
    judge.add_request(i);
    for (Request &other : denials.requests)
      if (&other != &request && !other.repeats && !request.repeats && other.permissions == request.permissions &&
          std::ranges::any_of(judge.asked_again, [&](const Site &site) { return site.body == other.calls.back().body && site.pc == other.calls.back().pc; }))
        other.repeats = i;
  }
  // The same question again is no other one.
  std::erase_if(denials.rows, [&](const Denial &row) { return row.request && denials.requests[*row.request].repeats; });
  add_checks(world, asked, judge);
  denials.counts.is_exhausted = judge.is_exhausted();
  return denials;
}

} // namespace kinsafe
