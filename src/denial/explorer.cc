#include "denial/explorer.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

bool holds(Condition condition, i64 left, i64 right) {
  switch (condition) {
  case Condition::equal: return left == right;
  case Condition::not_equal: return left != right;
  case Condition::less: return left < right;
  case Condition::greater_equal: return left >= right;
  case Condition::greater: return left > right;
  case Condition::less_equal: return left <= right;
  }
  return false;
}

// Of 32 bits; nothing where it is not needed here.
std::optional<i64> compute(Arithmetic operation, i64 left, i64 right) {
  const auto wrap = [](i64 number) { return static_cast<i64>(static_cast<i32>(number)); };
  switch (operation) {
  case Arithmetic::add: return wrap(left + right);
  case Arithmetic::subtract: return wrap(left - right);
  case Arithmetic::reverse_subtract: return wrap(right - left);
  case Arithmetic::and_: return left & right;
  case Arithmetic::or_: return left | right;
  case Arithmetic::xor_: return left ^ right;
  case Arithmetic::negate: return wrap(-left);
  case Arithmetic::not_: return ~left;
  case Arithmetic::multiply:
  case Arithmetic::divide:
  case Arithmetic::remainder:
  case Arithmetic::shift_left:
  case Arithmetic::shift_right:
  case Arithmetic::shift_right_unsigned: return std::nullopt;
  }
  return std::nullopt;
}

// Exceptions of checks that compilers add, of what never happens in an app that runs at all.
bool is_compilers(std::string_view type) {
  return type == "Ljava/lang/NullPointerException;" || type == "Ljava/lang/ClassCastException;" || type == "Lkotlin/UninitializedPropertyAccessException;" ||
         type == "Lkotlin/KotlinNothingValueException;" || type == "Lkotlin/NoWhenBranchMatchedException;" || type == "Ljava/lang/IncompatibleClassChangeError;";
}

} // namespace

Item Explorer::text(std::string_view text) const {
  const auto found = text_ids_.find(text);
  if (found != text_ids_.end()) return {Item::Kind::text, found->second};
  const i64 id = static_cast<i64>(texts_.size());
  texts_.emplace_back(text);
  text_ids_.emplace(text, id);
  return {Item::Kind::text, id};
}

Item Explorer::make(Path &path, Thing thing) {
  path.things.push_back(std::move(thing));
  return {Item::Kind::thing, static_cast<i64>(path.things.size() - 1)};
}

Thing *Explorer::thing(Path &path, const Item &item, Thing::Kind kind) {
  if (item.kind != Item::Kind::thing) return nullptr;
  Thing &found = path.things[static_cast<size_t>(item.number)];
  return found.kind == kind ? &found : nullptr;
}
const Thing *Explorer::thing(const Path &path, const Item &item, Thing::Kind kind) {
  if (item.kind != Item::Kind::thing) return nullptr;
  const Thing &found = path.things[static_cast<size_t>(item.number)];
  return found.kind == kind ? &found : nullptr;
}

// Constants are computed where they are used, so that paths differ by what they learn alone.
Item Explorer::item_of(const Path &path, ValueId id) const {
  if (id == no_value) return {};
  const Frame &frame = path.frames.back();
  const Value &value = (*frame.body)[id];
  switch (value.op) {
  case Op::number: return Item::of(frame.body->numbers[value.index]);
  case Op::text: return text(program_.strings[StringId{value.index}]);
  case Op::class_object: return {Item::Kind::class_object, static_cast<i64>(value.index)};
  case Op::check_cast: return item_of(path, frame.body->operands_of(value)[0]);
  default: return frame.values[raw(id)];
  }
}

std::vector<Ending> Explorer::run(BodyId start, std::optional<TypeId> receiver) {
  Path path;
  path.stage = answer_.request ? Stage::before : Stage::resumed;
  const LoweredBody *body = world_.values.body(start);
  if (!body) {
    is_cut_ = true;
    return {{Outcome::unknown, "hidden_code", {}, {}, false}};
  }
  std::vector<Item> arguments;
  if (!(body->access_flags & 0x8)) {
    Thing self;
    self.type = raw(receiver ? *receiver : program_.methods[body->method].owner);
    self.is_whole = false;
    arguments.push_back(make(path, self));
    if (world_.is_screen(TypeId{self.type})) path.screen = arguments[0];
  }
  if (!path.screen.is_known())
    if (const std::optional<TypeId> screen = world_.graph.screens[raw(start)]) {
      Thing shown;
      shown.type = raw(*screen);
      shown.is_whole = false;
      path.screen = make(path, shown);
      if (world_.is_screen(*screen)) construct(path, path.screen, false);
    }
  if (!arguments.empty() && world_.is_screen(TypeId{path.things[0].type})) {
    const std::string_view name = program_.strings[program_.methods[body->method].name];
    if (name != "<init>") construct(path, arguments[0], name == "onCreate" || name == "onAttach");
  }
  if (!call(path, start, std::move(arguments))) {
    is_cut_ = true;
    return {{Outcome::unknown, "limit", {}, {}, false}};
  }
  return explore({std::move(path)}, 0);
}

// What the constructor leaves in a screen. All of it, where the screen's first method follows; else what nothing else writes.
void Explorer::construct(Path &path, const Item &self, bool is_first) {
  Path made = path;
  made.things[static_cast<size_t>(self.number)].is_whole = true;
  std::optional<Later> code = method_of(made, self, "<init>", "()V", {self});
  if (!code || !call(made, code->body, std::move(code->arguments))) return;
  std::vector<Path> others;
  std::vector<Ending> endings;
  std::unordered_set<u64> seen;
  const auto outer = std::tuple(paths_, endings_, seen_, is_cut_);
  paths_ = &others, endings_ = &endings, seen_ = &seen;
  bool is_done = true;
  for (u64 steps = 0; is_done && !made.frames.empty(); ++steps) {
    is_done = steps < most_steps_of_constructor && steps_left_ > 0 && step(made) != Flow::done;
    if (steps_left_ > 0) --steps_left_;
  }
  std::tie(paths_, endings_, seen_, is_cut_) = outer;
  if (!is_done || !others.empty()) return; // it depends on what is not known
  made.later.clear();
  made.dialogs.clear();
  if (!is_first)
    for (Thing &thing : made.things) {
      thing.is_whole &= thing.kind != Thing::Kind::object && thing.kind != Thing::Kind::list && thing.kind != Thing::Kind::map;
      std::erase_if(thing.fields, [&](const std::pair<u32, Item> &field) {
        bool is_whole = field.first != no_index;
        const std::vector<Site> writes = is_whole ? world_.values.writes(FieldId{field.first}, is_whole) : std::vector<Site>();
        return !is_whole || std::ranges::any_of(writes, [&](const Site &site) { return program_.strings[program_.methods[program_.bodies[site.body].method].name] != "<init>"; });
      });
    }
  path = std::move(made);
}

std::vector<Ending> Explorer::explore(std::vector<Path> paths, unsigned depth) {
  std::vector<Ending> endings;
  std::unordered_set<u64> seen;
  const auto outer = std::tuple(paths_, endings_, seen_);
  while (!paths.empty()) {
    Path path = std::move(paths.back());
    paths.pop_back();
    paths_ = &paths, endings_ = &endings, seen_ = &seen;
    if (++path_count_ > most_paths) {
      give_up(path);
      break;
    }
    advance(std::move(path), depth);
  }
  std::tie(paths_, endings_, seen_) = outer;
  return endings;
}

void Explorer::advance(Path path, unsigned depth) {
  for (;;) {
    while (!path.frames.empty()) {
      if (++steps_ > most_steps || steps_left_ == 0 || (path.is_hypothetical && steps_ > most_steps / 2)) return give_up(path);
      --steps_left_;
      if (step(path) == Flow::done) return;
    }
    if (!start_next(path, depth)) return;
  }
}

// Phis of the block are set at once, from what the operands were before.
bool Explorer::enter_edge(Path &path, const Edge &edge, u32 edge_index) {
  Frame &frame = path.frames.back();
  const LoweredBody &body = *frame.body;
  const Block &block = body[edge.to];
  if (++frame.visits[raw(edge.to)] > most_visits) return give_up(path), false;
  const auto ins = std::span(body.ins).subspan(block.first_in, block.in_count);
  const size_t place = static_cast<size_t>(std::ranges::find(ins, edge_index) - ins.begin());
  std::vector<Item> met;
  u32 count = 0;
  for (; count < block.value_count && body.values[block.first_value + count].op == Op::phi; ++count) {
    const auto operands = body.operands_of(body.values[block.first_value + count]);
    met.push_back(place < operands.size() ? item_of(path, operands[place]) : Item());
  }
  for (u32 i = 0; i < count; ++i) frame.values[block.first_value + i] = met[i];
  frame.block = edge.to;
  frame.next = count;
  return block.in_count < 2 || seen_->insert(hash_of(path)).second;
}

Explorer::Flow Explorer::follow(Path &path, EdgeKind kind) {
  const Frame &frame = path.frames.back();
  const Block &block = (*frame.body)[frame.block];
  for (u32 i = block.first_out; i < block.first_out + block.out_count; ++i)
    if (const Edge &edge = frame.body->edges[i]; edge.kind == kind) return enter_edge(path, edge, i) ? Flow::moved : Flow::done;
  give_up(path); // no way on that is understood
  return Flow::done;
}

Explorer::Flow Explorer::leave(Path &path, const Item &result) {
  path.frames.pop_back();
  if (path.frames.empty()) return Flow::moved;
  Frame &caller = path.frames.back();
  const Block &block = (*caller.body)[caller.block];
  const u32 call = block.first_value + caller.next;
  const Value &value = caller.body->values[call];
  if (value.kind != ValueKind::none) caller.values[call] = result;
  ++caller.next;
  return seen_->insert(hash_of(path)).second ? Flow::moved : Flow::done;
}

Explorer::Flow Explorer::step(Path &path) {
  Frame &frame = path.frames.back();
  const LoweredBody &body = *frame.body;
  const Block &block = body[frame.block];
  if (frame.next == block.value_count) return follow(path, EdgeKind::next);
  const u32 id = block.first_value + frame.next;
  const Value &value = body.values[id];
  const auto operands = body.operands_of(value);
  const auto operand = [&](size_t i) { return i < operands.size() ? item_of(path, operands[i]) : Item(); };
  const auto set = [&](const Item &item) {
    path.frames.back().values[id] = item;
    ++path.frames.back().next;
    return Flow::goes_on;
  };
  switch (value.op) {
  case Op::parameter:
  case Op::phi:
  case Op::number:
  case Op::text:
  case Op::class_object:
  case Op::check_cast: ++frame.next; return Flow::goes_on;
  case Op::handle:
  case Op::method_type:
  case Op::convert:
  case Op::monitor_enter:
  case Op::monitor_exit: return set({});
  case Op::caught: return set(path.thrown);
  case Op::new_instance: {
    const TypeId type{value.index};
    const std::string_view name = type_text(program_, type);
    Thing made;
    made.type = value.index;
    const bool is_of_app = world_.hierarchy.class_of(type).has_value() && !world_.methods.is_library(name);
    if (name == "Landroid/content/Intent;") made.kind = Thing::Kind::intent, made.items.resize(2);
    else if (name.ends_with("Builder;") && world_.methods.is_dialog(type)) made.kind = Thing::Kind::dialog, made.items.resize(button_count);
    else if (!is_of_app && (name.starts_with("Ljava/util/") && (name.ends_with("List;") || name.ends_with("Set;")))) made.kind = Thing::Kind::list;
    else if (!is_of_app && name.starts_with("Ljava/util/") && name.ends_with("Map;")) made.kind = Thing::Kind::map;
    return set(make(path, std::move(made)));
  }
  case Op::new_array: {
    const Item length = operand(0);
    if (!length.is_number() || length.number < 0 || length.number > 64) return set({});
    Thing array{Thing::Kind::list, value.index};
    array.items.resize(static_cast<size_t>(length.number), Item::of(0));
    return set(make(path, std::move(array)));
  }
  case Op::filled_array: {
    Thing array{Thing::Kind::list, value.index};
    for (size_t i = 0; i < operands.size(); ++i) array.items.push_back(operand(i));
    return set(make(path, std::move(array)));
  }
  case Op::fill_array: {
    if (Thing *array = thing(path, operand(0), Thing::Kind::list)) {
      const LoweredBody::ArrayData &data = body.arrays[value.index];
      for (size_t i = 0; i < std::min(array->items.size(), data.elements.size()); ++i) array->items[i] = Item::of(data.elements[i]);
    }
    return set({});
  }
  case Op::array_length: {
    const Thing *array = thing(path, operand(0), Thing::Kind::list);
    return set(array && array->is_whole ? Item::of(static_cast<i64>(array->items.size())) : Item());
  }
  case Op::array_get: {
    const Thing *array = thing(path, operand(0), Thing::Kind::list);
    const Item place = operand(1);
    if (!array || array->items.empty() || !array->is_whole) return set({});
    if (!place.is_number()) return set(std::ranges::count(array->items, array->items[0]) == static_cast<std::ptrdiff_t>(array->items.size()) ? array->items[0] : Item());
    return set(place.number >= 0 && static_cast<size_t>(place.number) < array->items.size() ? array->items[static_cast<size_t>(place.number)] : Item());
  }
  case Op::array_put: {
    const Item place = operand(1), put = operand(2);
    if (Thing *array = thing(path, operand(0), Thing::Kind::list)) {
      if (place.is_number() && place.number >= 0 && static_cast<size_t>(place.number) < array->items.size()) array->items[static_cast<size_t>(place.number)] = put;
      else std::ranges::fill(array->items, Item());
    }
    return set({});
  }
  case Op::field_get: return set(get_field(path, value));
  case Op::field_put: {
    const Item put = operand(1);
    if (Thing *object = thing(path, operand(0), Thing::Kind::object)) {
      const auto found = std::ranges::lower_bound(object->fields, value.index, {}, &std::pair<u32, Item>::first);
      if (found != object->fields.end() && found->first == value.index) found->second = put;
      else object->fields.emplace(found, value.index, put);
    }
    if (const Thing *object = thing(path, operand(0), Thing::Kind::object); !object || !object->is_whole) { // another may be the same
      const TypeId owner = program_.fields[FieldId{value.index}].owner;
      for (Thing &each : path.things) {
        if (each.kind != Thing::Kind::object || &each == object || (each.type != no_index && !world_.hierarchy.is_below(TypeId{each.type}, owner))) continue;
        const auto found = std::ranges::lower_bound(each.fields, value.index, {}, &std::pair<u32, Item>::first);
        if (found != each.fields.end() && found->first == value.index) found->second = {};
        else each.fields.emplace(found, value.index, Item());
      }
    }
    return set({});
  }
  case Op::static_get: return set(get_static(path, value));
  case Op::static_put: {
    const auto found = std::ranges::lower_bound(path.statics, value.index, {}, &std::pair<u32, Item>::first);
    if (found != path.statics.end() && found->first == value.index) found->second = operand(0);
    else path.statics.emplace(found, value.index, operand(0));
    return set({});
  }
  case Op::instance_of: {
    const Thing *object = thing(path, operand(0), Thing::Kind::object);
    if (!object || world_.hierarchy.is_open(TypeId{object->type})) return set(operand(0).is_null() ? Item::of(0) : Item());
    return set(Item::of(world_.hierarchy.is_below(TypeId{object->type}, TypeId{value.index})));
  }
  case Op::arithmetic: {
    const Item left = operand(0), right = operands.size() > 1 ? operand(1) : Item::of(0);
    const auto is_zero = [](const Item &item) { return item.kind == Item::Kind::number && item.number == 0; };
    if (static_cast<Arithmetic>(value.detail) == Arithmetic::and_ && (is_zero(left) || is_zero(right))) return set(Item::of(0));
    if (value.kind != ValueKind::number || !left.is_number() || !right.is_number()) return set({});
    const std::optional<i64> result = compute(static_cast<Arithmetic>(value.detail), left.number, right.number);
    return set(result ? Item::of(*result) : Item());
  }
  case Op::compare: return set({});
  case Op::invoke: return invoke(path, value);
  case Op::jump: return follow(path, EdgeKind::next);
  case Op::branch: return branch(path, value);
  case Op::switch_: return select(path, value);
  case Op::return_: return leave(path, operand(0));
  case Op::throw_: {
    const Item thrown = operand(0);
    const std::optional<TypeId> type = class_of(path, thrown, operands.empty() ? no_value : operands[0]);
    note(path, value);
    return throw_item(path, thrown, type);
  }
  }
  return Flow::done;
}

// A field that only this method writes is still empty when it looks: objects that are made when first used.
bool Explorer::is_written_here_alone(const Frame &frame, ValueId id) const {
  const Value &value = (*frame.body)[id];
  if (value.op != Op::field_get && value.op != Op::static_get) return false;
  bool is_whole = true;
  const std::vector<Site> writes = world_.values.writes(FieldId{value.index}, is_whole);
  return is_whole && !writes.empty() && std::ranges::all_of(writes, [&](const Site &site) { return site.body == frame.body->body; });
}

std::optional<bool> Explorer::is_condition_met(const Path &path, const Value &value) const {
  const Frame &frame = path.frames.back();
  const auto operands = frame.body->operands_of(value);
  const Item left = item_of(path, operands[0]), right = operands.size() > 1 ? item_of(path, operands[1]) : Item::of(0);
  const auto condition = static_cast<Condition>(value.detail);
  if (left.kind == Item::Kind::number && right.kind == Item::Kind::number) return holds(condition, left.number, right.number);
  if (condition != Condition::equal && condition != Condition::not_equal) return std::nullopt;
  const bool wants_equal = condition == Condition::equal;
  // A reference against null.
  const bool is_null_left = left.is_null(), is_null_right = right.is_null();
  if (is_null_left || is_null_right) {
    const Item &other = is_null_left ? right : left;
    if (other.is_known()) return !wants_equal;
    const ValueId id = is_null_left && operands.size() > 1 ? operands[1] : operands[0];
    if ((*frame.body)[id].kind == ValueKind::reference && is_written_here_alone(frame, id)) return wants_equal;
    return std::nullopt;
  }
  if (left.kind == Item::Kind::thing && right.kind == Item::Kind::thing) return (left.number == right.number) == wants_equal;
  if (left.kind == Item::Kind::boxed && right.kind == Item::Kind::boxed) return (left.number == right.number) == wants_equal; // Boolean.TRUE is one object
  return std::nullopt;
}

Explorer::Flow Explorer::branch(Path &path, const Value &value) {
  if (const std::optional<bool> is_met = is_condition_met(path, value)) return follow(path, *is_met ? EdgeKind::taken : EdgeKind::next);
  Path other = path;
  if (follow(other, EdgeKind::taken) != Flow::done) split(other);
  return follow(path, EdgeKind::next);
}

Explorer::Flow Explorer::select(Path &path, const Value &value) {
  const Frame &frame = path.frames.back();
  const Block &block = (*frame.body)[frame.block];
  const Item item = item_of(path, frame.body->operands_of(value)[0]);
  const u32 last = block.first_out + block.out_count;
  if (item.is_number()) {
    for (u32 i = block.first_out; i < last; ++i)
      if (const Edge &edge = frame.body->edges[i]; edge.kind == EdgeKind::on_key && edge.key == item.number) return enter_edge(path, edge, i) ? Flow::moved : Flow::done;
    return follow(path, EdgeKind::next);
  }
  std::vector<BlockId> tried;
  for (u32 i = block.first_out; i < last; ++i) {
    const Edge &edge = frame.body->edges[i];
    if (edge.kind != EdgeKind::on_key || std::ranges::find(tried, edge.to) != tried.end()) continue;
    if (tried.size() == most_visits) return give_up(path), Flow::done;
    tried.push_back(edge.to);
    Path other = path;
    if (enter_edge(other, edge, i)) split(other);
  }
  return follow(path, EdgeKind::next);
}

// To the first handler that may catch it, in the method or its callers.
Explorer::Flow Explorer::throw_item(Path &path, const Item &thrown, std::optional<TypeId> type) {
  path.thrown = thrown;
  while (!path.frames.empty()) {
    const Frame &frame = path.frames.back();
    const Block &block = (*frame.body)[frame.block];
    for (u32 i = block.first_out; i < block.first_out + block.out_count; ++i) {
      const Edge &edge = frame.body->edges[i];
      if (edge.kind != EdgeKind::exception) continue;
      const bool is_caught = edge.catches == no_index || (type && world_.hierarchy.is_below(*type, TypeId{edge.catches}));
      if (is_caught) return enter_edge(path, edge, i) ? Flow::moved : Flow::done;
      if (type && !world_.hierarchy.is_open(*type)) continue;
      doubt(path, "hidden_code"); // it may be caught here
      return enter_edge(path, edge, i) ? Flow::moved : Flow::done;
    }
    path.frames.pop_back();
  }
  if (!type || !is_compilers(type_text(program_, *type))) end(path, Outcome::may_crash);
  return Flow::done;
}

void Explorer::end(const Path &path, Outcome outcome, std::string_view reason) {
  if (answer_.request && path.stage < Stage::answered) {
    // Nothing was refused yet. Where the way was lost before, nothing is known of what follows.
    if (outcome == Outcome::unknown) endings_->push_back({outcome, reason, path.witness, {}, false});
    return;
  }
  if (path.is_hypothetical && outcome == Outcome::may_crash) return; // any call might
  endings_->push_back({outcome, reason, path.witness, path.steps, false, path.is_hypothetical});
}

// A call that is not looked into may throw: once for each handler it goes there, behind all that is not supposed.
void Explorer::try_handlers(Path &path) {
  if (path.is_hypothetical || (answer_.request && path.stage < Stage::answered)) return;
  for (size_t depth = path.frames.size(); depth > 0; --depth) {
    const LoweredBody &body = *path.frames[depth - 1].body;
    const Block &block = body[path.frames[depth - 1].block];
    for (u32 i = block.first_out; i < block.first_out + block.out_count; ++i) {
      const std::pair<BodyId, u32> handler{body.body, i};
      if (body.edges[i].kind != EdgeKind::exception || std::ranges::find(path.handlers, handler) != path.handlers.end()) continue;
      path.handlers.push_back(handler);
      Path other = path;
      other.is_hypothetical = true;
      other.thrown = {};
      other.frames.resize(depth);
      if (++hypothetical_count_ > most_hypothetical) give_up(other);
      else if (enter_edge(other, body.edges[i], i)) paths_->insert(paths_->begin(), std::move(other));
    }
  }
}

// No code is left to run, and no dialog is shown. What was not followed may have opened a screen, so nothing is over then.
void Explorer::finish(const Path &path) {
  if (path.is_finished && !path.is_screen_opened) {
    if (path.is_picker_open) return end(path, Outcome::offers_alternative);
    if (path.is_unclear_screen) return end(path, Outcome::unknown, "screen");
    if (!path.doubt.empty()) return end(path, Outcome::unknown, path.doubt);
    if (!path.is_root_finished || path.was_screen_opened) return end(path, Outcome::closes_screen);
    return path.is_bridge_open || path.was_unclear_screen ? end(path, Outcome::unknown, "screen") : end(path, Outcome::exits);
  }
  if (path.is_picker_open || path.is_typing_offered) return end(path, Outcome::offers_alternative);
  if (path.is_settings_open) return end(path, Outcome::sends_to_settings);
  if (!path.doubt.empty()) return end(path, Outcome::unknown, path.doubt);
  if (path.is_unclear_screen) return end(path, Outcome::unknown, "screen");
  // Whether it goes on like a granted one is told where both are known.
  end(path, Outcome::stays);
}


// A screen that was opened just before is how apps start anew.
void Explorer::end_process(const Path &path) {
  if (path.is_screen_opened || path.is_unclear_screen) return end(path, Outcome::unknown, "screen");
  if (!path.doubt.empty() && !is_elsewhere(path.doubt)) return end(path, Outcome::unknown, path.doubt);
  end(path, Outcome::exits);
}

} // namespace kinsafe
