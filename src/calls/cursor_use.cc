// What is done with a cursor: a forward walk over its names, through methods of the app that it is handed to and, when it is
// returned, through their callers. See cursor_use.h.
#include "calls/cursor_use.h"

#include "calls/origins.h"
#include "calls/rounds.h"

#include <set>

namespace kinsafe {
namespace {

constexpr size_t most_names = 200; // values by which the app knows the cursor
constexpr unsigned most_callers_up = 4;
constexpr u64 most_steps = 100'000; // edges of control flow looked at to tell what one cursor's loops do

u32 raw(auto id) { return static_cast<u32>(id); }

bool is_move(std::string_view name) {
  return name == "moveToNext" || name == "moveToPosition" || name == "move" || name == "moveToPrevious" || name == "moveToFirst" || name == "moveToLast";
}
// Calls that take the cursor and read nothing from it.
bool is_harmless(std::string_view name) {
  return name == "close" || name == "closeQuietly" || name == "startManagingCursor" || name == "stopManagingCursor" || name == "requireNonNull" || name == "closeFinally" ||
         name.starts_with("checkNotNull") || name.starts_with("checkExpressionValueIsNotNull");
}

class Walk {
public:
  explicit Walk(Constants &constants) : constants_(constants), values_(constants.values()) {}

  CursorUse run(ValueAt cursor) {
    add({cursor, Rounds::once});
    for (size_t i = 0; i < names_.size() && !reads_all_; ++i)
      for (const Values::Use &use : values_.uses(names_[i].at)) look(names_[i], use);
    if (reads_all_) return CursorUse::all;
    switch (moves_) {
    case Rounds::once: break;
    case Rounds::few: return CursorUse::few;
    case Rounds::unclear: return CursorUse::unclear;
    case Rounds::many: return CursorUse::all;
    }
    return reads_row_ ? CursorUse::first : counts_ ? CursorUse::counted : CursorUse::unread;
  }

private:
  struct Name {
    ValueAt at;
    Rounds rounds; // in which it is handed over, so what is done once there is done as often
  };

  void add(Name name) {
    if (names_.size() >= most_names) reads_all_ = true;
    else if (seen_.insert(name.at).second) names_.push_back(name);
    else if (values_.value(name.at) && values_.value(name.at)->op == Op::parameter) reads_all_ = true; // a method that hands it to itself moves on in rounds
  }

  void look(const Name &name, const Values::Use &use) {
    const Value &user = *values_.value(use.user);
    switch (user.op) {
    case Op::invoke: return look_call(name, use, user);
    case Op::return_: {
      const CallSites callers = values_.callers(use.user.body);
      if (const std::optional<Site> bound = values_.bound(use.user.body)) {
        if (const auto call = values_.at(*bound)) return add({*call, Rounds::once});
      }
      if (callers.sites.empty()) reads_all_ = true;
      for (const Site &site : callers.sites)
        if (const auto call = values_.at(site)) add({*call, Rounds::once});
      return;
    }
    case Op::field_put:
    case Op::static_put:
    case Op::array_put: reads_all_ = true; return; // kept for later
    case Op::parameter:
    case Op::phi:
    case Op::number:
    case Op::text:
    case Op::class_object:
    case Op::handle:
    case Op::method_type:
    case Op::caught:
    case Op::new_instance:
    case Op::new_array:
    case Op::filled_array:
    case Op::fill_array:
    case Op::array_length:
    case Op::array_get:
    case Op::field_get:
    case Op::static_get:
    case Op::check_cast:
    case Op::instance_of:
    case Op::arithmetic:
    case Op::compare:
    case Op::convert:
    case Op::monitor_enter:
    case Op::monitor_exit:
    case Op::jump:
    case Op::branch:
    case Op::switch_:
    case Op::throw_: return;
    }
  }

  void look_call(const Name &name, const Values::Use &use, const Value &user) {
    if (static_cast<InvokeKind>(user.detail) == InvokeKind::custom) {
      reads_all_ = true;
      return;
    }
    const MethodWords words = words_of(values_.program(), MethodId{user.index});
    const std::vector<ValueAt> operands = values_.operands(use.user);
    const auto rounds = [&] { return in_rounds(name.rounds, rounds_of(constants_, use.user, steps_left_)); };
    const std::vector<BodyId> targets = values_.targets(use.user);
    if (!targets.empty()) {
      for (const BodyId target : targets) {
        const LoweredBody *body = values_.body(target);
        if (!body) {
          reads_all_ = true;
          continue;
        }
        for (u32 p = 0; p < body->values.size() && body->values[p].op == Op::parameter; ++p)
          if (body->values[p].index < operands.size() && operands[body->values[p].index] == use.used) add({{target, ValueId{p}}, rounds()});
      }
      return;
    }
    if (is_harmless(words.name)) return;
    if (operands[0] != use.used || static_cast<InvokeKind>(user.detail) == InvokeKind::static_) {
      reads_all_ = true; // an adapter, a wrapper, a dump
      return;
    }
    if (is_move(words.name)) {
      // Going back to the first row again and again moves over nothing.
      if (words.name != "moveToFirst" && words.name != "moveToLast") moves_ = std::max(moves_, rounds());
      reads_row_ = true;
    } else if (words.name == "getCount") {
      counts_ = true;
    } else if (words.name.starts_with("get") && !words.name.starts_with("getColumn") && words.name != "getPosition" && words.name != "getExtras") {
      reads_row_ = true;
    }
  }

  Constants &constants_;
  Values &values_;
  std::vector<Name> names_;
  std::set<ValueAt> seen_;
  Rounds moves_ = Rounds::once;
  u64 steps_left_ = most_steps;
  bool reads_all_ = false, reads_row_ = false, counts_ = false;
};

// Methods that the platform or a library runs for each of many: rows of a list on the screen, and functions over collections.
bool is_run_for_each(std::string_view name) {
  constexpr std::string_view names[] = {"getView", "bindView", "newView", "onBindViewHolder"};
  return is_among(names, name);
}
bool applies_to_each(std::string_view name) {
  constexpr std::string_view names[] = {"forEach", "forEachRemaining", "forEachOrdered", "map", "flatMap", "concatMap", "mapToObj", "filter", "doOnNext", "replaceAll", "removeIf", "onEach"};
  return is_among(names, name);
}

bool runs_in_loop(Values &values, ValueAt at, unsigned up, std::set<u32> &seen) {
  if (values.is_in_loop(at)) return true;
  const Program &program = values.program();
  if (is_run_for_each(program.strings[program.methods[program.bodies[at.body].method].name])) return true;
  if (up == 0 || !seen.insert(raw(at.body)).second) return false;
  if (const std::optional<Site> bound = values.bound(at.body)) {
    const std::optional<ValueAt> call = values.at(*bound);
    return call && runs_in_loop(values, *call, up - 1, seen);
  }
  for (const ValueAt call : values.hand_overs(at.body))
    if (const Value *invoke = values.value(call); invoke->op == Op::invoke && static_cast<InvokeKind>(invoke->detail) != InvokeKind::custom &&
                                                  applies_to_each(words_of(program, MethodId{invoke->index}).name))
      return true;
  for (const Site &site : values.callers(at.body).sites)
    if (const std::optional<ValueAt> call = values.at(site); call && runs_in_loop(values, *call, up - 1, seen)) return true;
  return false;
}

} // namespace

CursorUse cursor_use(Constants &constants, ValueAt cursor) { return Walk(constants).run(cursor); }

bool runs_in_loop(Values &values, ValueAt at) {
  std::set<u32> seen;
  return runs_in_loop(values, at, most_callers_up, seen);
}

} // namespace kinsafe
