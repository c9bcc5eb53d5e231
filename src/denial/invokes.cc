// Calls: what the rows say, the app's own code, and what runs later.
#include "denial/explorer.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 opened_class = 0x80000000; // in Path::steps: a class that was opened, not a method
constexpr size_t most_targets = 4, small_body = 150;

// Calls that say nothing about what the user gets.
bool is_noise(std::string_view owner) {
  for (const std::string_view prefix : {"Ljava/", "Lkotlin/", "Landroid/util/", "Landroid/widget/Toast;", "Landroid/text/", "Landroid/os/Bundle;", "Landroid/content/DialogInterface;",
                                        "Landroid/content/res/", "Landroid/content/pm/"})
    if (owner.starts_with(prefix)) return true;
  return false;
}

// Calls that don't throw, as they are made.
bool is_quiet(std::string_view owner, std::string_view name) {
  for (const std::string_view each : {"Landroid/util/Log;", "Landroid/widget/Toast;", "Ljava/lang/String;", "Ljava/lang/StringBuilder;", "Ljava/lang/Object;", "Ljava/lang/Boolean;",
                                      "Lkotlin/jvm/internal/Intrinsics;"})
    if (owner == each) return true;
  return name == "valueOf" || name == "printStackTrace";
}

bool is_same(const Site &a, const Site &b) { return a.body == b.body && a.pc == b.pc; }

} // namespace

void Explorer::note(Path &path, const Value &value) const {
  if (path.stage == Stage::before && answer_.request) return;
  const Site site{path.frames.back().body->body, value.pc};
  if (path.witness.size() < 32 && (path.witness.empty() || !is_same(path.witness.back(), site))) path.witness.push_back(site);
}

void Explorer::note_step(Path &path, u32 step) const {
  if (path.stage < Stage::asked) return;
  const auto place = std::ranges::lower_bound(path.steps, step);
  if (place == path.steps.end() || *place != step) path.steps.insert(place, step);
}

bool Explorer::call(Path &path, BodyId id, std::vector<Item> arguments) const {
  if (path.frames.size() >= deepest_call) return false;
  const LoweredBody *body = world_.values.body(id);
  if (!body || body->values.size() > largest_body || body->blocks.empty()) return false;
  Frame frame;
  frame.body = body;
  frame.values.resize(body->values.size());
  frame.visits.resize(body->blocks.size());
  const Block &first = body->blocks[0];
  for (u32 i = 0; i < first.value_count; ++i) {
    const Value &value = body->values[first.first_value + i];
    if (value.op == Op::parameter && value.index < arguments.size()) frame.values[first.first_value + i] = arguments[value.index];
  }
  path.frames.push_back(std::move(frame));
  if (const auto place = std::ranges::lower_bound(path.ran, id); place == path.ran.end() || *place != id) path.ran.insert(place, id);
  return true;
}

std::optional<TypeId> Explorer::class_of(const Path &path, const Item &item, ValueId id) const {
  if (const Thing *object = thing(path, item, Thing::Kind::object)) return object->type == no_index ? std::nullopt : std::optional(TypeId{object->type});
  if (id == no_value) return std::nullopt;
  const Value &value = (*path.frames.back().body)[id];
  if (value.type == no_index || !world_.hierarchy.class_of(TypeId{value.type})) return std::nullopt;
  return TypeId{value.type};
}

std::optional<Later> Explorer::method_of(const Path &path, const Item &object, std::string_view name, std::string_view signature, std::vector<Item> arguments) const {
  if (object.kind != Item::Kind::thing) return std::nullopt;
  const Thing &made = path.things[static_cast<size_t>(object.number)];
  if (made.kind == Thing::Kind::lambda) {
    const CallSite &site = program_.call_sites[CallSiteId{made.type}];
    if (program_.strings[site.name] != name || !site.implementation) return std::nullopt;
    const std::optional<BodyId> body = body_of_method(program_, *site.implementation);
    if (!body) return std::nullopt;
    std::vector<Item> all = made.items;
    if (!arguments.empty()) all.insert(all.end(), arguments.begin() + 1, arguments.end());
    return Later{*body, std::move(all)};
  }
  if (made.kind != Thing::Kind::object || made.type == no_index) return std::nullopt;
  const std::optional<ClassId> of = world_.hierarchy.class_of(TypeId{made.type});
  const std::optional<StringId> name_id = find_string(program_, name), signature_id = signature.empty() ? std::nullopt : find_string(program_, signature);
  if (!of || !name_id) return std::nullopt;
  if (signature_id) {
    const std::optional<BodyId> body = world_.hierarchy.lookup(*of, *name_id, *signature_id);
    return body ? std::optional(Later{*body, std::move(arguments)}) : std::nullopt;
  }
  if (!signature.empty()) return std::nullopt;
  // Any signature: the class's own methods, then those above it.
  std::optional<ClassId> each = of;
  for (size_t depth = 0; each && depth < deepest_call; ++depth) {
    for (const Declared &declared : declared_by(program_, *each))
      if (declared.body && program_.methods[declared.method].name == *name_id) return Later{*declared.body, std::move(arguments)};
    const std::optional<TypeId> super = program_.classes[*each].super;
    each = super ? world_.hierarchy.class_of(*super) : std::nullopt;
  }
  return std::nullopt;
}

// What the permission that is named is: nothing if this is not said here.
std::optional<bool> Explorer::is_granted(const Path &path, const Item &name) const {
  if (name.kind != Item::Kind::text) return std::nullopt;
  const std::string_view text = text_of(name);
  if (std::ranges::binary_search(answer_.asked, text)) return (!answer_.request || path.stage >= Stage::answered) && !std::ranges::binary_search(answer_.denied, text);
  const auto found = std::ranges::find(path.assumed, static_cast<u32>(name.number), &std::pair<u32, bool>::first);
  return found == path.assumed.end() ? std::nullopt : std::optional(found->second);
}

Explorer::Flow Explorer::invoke(Path &path, const Value &value) {
  const LoweredBody &body = *path.frames.back().body;
  const auto operands = body.operands_of(value);
  const auto give = [&](const Item &item) {
    Frame &frame = path.frames.back();
    frame.values[static_cast<size_t>(&value - body.values.data())] = item;
    ++frame.next;
    return Flow::goes_on;
  };
  const auto kind = static_cast<InvokeKind>(value.detail);
  if (kind == InvokeKind::custom) {
    if (!program_.call_sites[CallSiteId{value.index}].implementation) return give({});
    Thing lambda{Thing::Kind::lambda, value.index};
    for (const ValueId operand : operands) lambda.items.push_back(item_of(path, operand));
    return give(make(path, std::move(lambda)));
  }
  if (kind == InvokeKind::polymorphic) {
    doubt(path, "hidden_code"); // a method handle
    return give({});
  }

  const MethodId method{value.index};
  const MethodRef &ref = program_.methods[method];
  // The app's own override of a method that a row names runs as any other code.
  bool is_overridden = false;
  if ((kind == InvokeKind::virtual_ || kind == InvokeKind::interface) && !operands.empty())
    if (const Thing *object = thing(path, item_of(path, operands[0]), Thing::Kind::object); object && object->type != no_index)
      if (const std::optional<ClassId> of = world_.hierarchy.class_of(TypeId{object->type}))
        if (const std::optional<BodyId> own = world_.hierarchy.lookup(*of, ref.name, ref.signature)) is_overridden = !world_.is_of_library(*own);
  const auto rows = world_.methods.rows_of(method);
  const auto is_of_library = [](const AskingRow *row) {
    return (row->kind == AskingKind::asks && row->word != "platform" && row->word != "ActivityResult") || row->kind == AskingKind::refused;
  };
  if (!rows.empty() && !is_overridden && (answer_.uses_rows || !std::ranges::all_of(rows, is_of_library))) {
    for (const AskingRow *row : rows)
      if (const std::optional<Flow> flow = invoke_row(path, value, *row)) return *flow;
    return give({});
  }
  if (!is_noise(type_text(program_, ref.owner))) note_step(path, value.index);
  std::vector<Item> arguments;
  for (const ValueId operand : operands) arguments.push_back(item_of(path, operand));
  if (const std::optional<Item> result = invoke_platform(path, value, arguments)) {
    if (!is_quiet(type_text(program_, ref.owner), program_.strings[ref.name])) try_handlers(path);
    return give(*result);
  }
  return invoke_app(path, value);
}

// Nothing: the call gives a value that is not known, unless another row says more.
std::optional<Explorer::Flow> Explorer::invoke_row(Path &path, const Value &value, const AskingRow &row) {
  const LoweredBody &body = *path.frames.back().body;
  const auto operands = body.operands_of(value);
  const auto give = [&](const Item &item) {
    Frame &frame = path.frames.back();
    frame.values[static_cast<size_t>(&value - body.values.data())] = item;
    ++frame.next;
    return Flow::goes_on;
  };
  const size_t place = operand_of(row, static_cast<InvokeKind>(value.detail) == InvokeKind::static_);
  if (place >= operands.size() && row.kind != AskingKind::ends && row.kind != AskingKind::decides) return std::nullopt;
  const Item argument = place < operands.size() ? item_of(path, operands[place]) : Item();
  switch (row.kind) {
  case AskingKind::asks: return invoke_asks(path, value, row);
  case AskingKind::registers: return give(make(path, {Thing::Kind::launcher, no_index, true, true, 0, {argument}, {}}));
  case AskingKind::refused: {
    if (!answer_.request || row.word != answer_.request->through || path.stage == Stage::before) return std::nullopt;
    std::vector<Item> arguments{argument};
    const std::string_view parameters = row.target->parameters;
    if (row.is_false) arguments.push_back(row.target->name == "onResult" ? Item::of(0) : Item::boxed(0));
    if (std::optional<Later> code = method_of(path, argument, row.target->name, parameters == "*" ? "" : std::string_view(), std::move(arguments))) path.refused.push_back(std::move(*code));
    return std::nullopt;
  }
  case AskingKind::checks: {
    const Item name = argument.is_known() ? argument : made_elsewhere(path, operands[place], no_index);
    if (name.kind != Item::Kind::text) return give({});
    const bool is_asked = std::ranges::binary_search(answer_.asked, text_of(name));
    if (is_asked) path.is_checked = true, note(path, value);
    std::optional<bool> granted = is_granted(path, name);
    if (!granted) { // both, and the same when it is looked up again
      Path other = path;
      other.assumed.emplace_back(static_cast<u32>(name.number), false);
      Frame &frame = other.frames.back();
      frame.values[static_cast<size_t>(&value - body.values.data())] = Item::of(-1);
      ++frame.next;
      split(other);
      path.assumed.emplace_back(static_cast<u32>(name.number), true);
      granted = true;
    }
    return give(Item::of(*granted ? 0 : -1));
  }
  case AskingKind::rationale: {
    if (answer_.request && path.stage < Stage::answered) return give({});
    const bool is_denied = argument.kind == Item::Kind::text ? std::ranges::binary_search(answer_.denied, text_of(argument)) : answer_.denied == answer_.asked;
    const bool is_asked = argument.kind != Item::Kind::text || std::ranges::binary_search(answer_.asked, text_of(argument));
    if (!is_asked || (argument.kind != Item::Kind::text && !is_denied)) return give({});
    return give(Item::of(is_denied && !answer_.is_forever));
  }
  case AskingKind::ends:
    note(path, value);
    if (row.word == "process") {
      end_process(path);
      return Flow::done;
    }
    if (row.word == "task") path.is_finished = path.is_root_finished = true;
    else close_screen(path, value, row.word == "screen");
    return give({});
  case AskingKind::starts:
    note(path, value);
    open(path, value, argument, operands[place]);
    return give({});
  case AskingKind::dialog: return invoke_dialog(path, value, row);
  case AskingKind::decides:
    note(path, value);
    note_step(path, value.index);
    if (path.stage >= Stage::answered) doubt(path, row.word);
    return give({});
  }
  return std::nullopt;
}

std::optional<Explorer::Flow> Explorer::invoke_asks(Path &path, const Value &value, const AskingRow &row) {
  const LoweredBody &body = *path.frames.back().body;
  const auto operands = body.operands_of(value);
  const size_t place = operand_of(row, static_cast<InvokeKind>(value.detail) == InvokeKind::static_);
  const Site site{body.body, value.pc};
  const Item asked = item_of(path, operands[place]);
  std::vector<std::string> names;
  bool is_known = asked.kind == Item::Kind::text;
  if (is_known) names.emplace_back(text_of(asked));
  if (const Thing *list = thing(path, asked, Thing::Kind::list)) {
    is_known = list->is_whole && !list->items.empty();
    for (const Item &item : list->items)
      if (item.kind == Item::Kind::text) names.emplace_back(text_of(item));
      else is_known = false;
  }
  std::ranges::sort(names);
  const bool is_same_site = answer_.request && is_same(site, answer_.request->calls.back());

  if (path.stage >= Stage::answered) {
    bool asks_same = is_known ? std::ranges::includes(names, answer_.denied) : is_same_site;
    if (!is_known && !asks_same)
      asks_same = std::ranges::any_of(answer_.all, [&](const Request &each) { return is_same(each.calls.back(), site) && std::ranges::includes(each.permissions, answer_.denied); });
    if (answer_.denied.empty() || !asks_same) {
      note_launch(path, row, site, names);
      return std::nullopt;
    }
    note(path, value);
    // Of a mere check this is the first time; the request speaks for itself.
    if (answer_.request && !path.is_hypothetical) asked_again_.push_back(site);
    if (answer_.request) end(path, Outcome::asks_again);
    return Flow::done;
  }
  if (path.stage == Stage::asked || !is_same_site) {
    note_launch(path, row, site, names);
    return std::nullopt;
  }
  if (is_known && !std::ranges::includes(answer_.asked, names)) return std::nullopt; // the wrapper, asked for something else
  path.stage = Stage::asked;
  path.asked_at = site;
  path.asked_through = row.word;
  path.receiver = item_of(path, operands[0]);
  if (place + 1 < operands.size()) path.code = item_of(path, operands[place + 1]);
  if (const Thing *launcher = thing(path, path.receiver, Thing::Kind::launcher)) path.launched = launcher->items[0];
  path.witness.assign(1, answer_.request->site);
  for (const Site &each : answer_.request->calls)
    if (!is_same(each, path.witness.back())) path.witness.push_back(each);
  return std::nullopt;
}

// A launcher that asks for no permission opens a screen.
void Explorer::note_launch(Path &path, const AskingRow &row, const Site &site, std::span<const std::string> names) const {
  if (row.word != "ActivityResult") return;
  const bool asks = std::ranges::any_of(answer_.all, [&](const Request &each) { return is_same(each.calls.back(), site); }) ||
                    std::ranges::any_of(names, [](const std::string &name) { return name.contains("permission."); });
  if (!asks) path.is_unclear_screen = true;
}

std::optional<Explorer::Flow> Explorer::invoke_dialog(Path &path, const Value &value, const AskingRow &row) {
  const LoweredBody &body = *path.frames.back().body;
  const auto operands = body.operands_of(value);
  const Item receiver = item_of(path, operands[0]);
  Thing *dialog = thing(path, receiver, Thing::Kind::dialog);
  const auto set = [&](Button button) {
    if (!dialog) return;
    dialog->items[static_cast<size_t>(button)] = item_of(path, operands.back());
    dialog->has = static_cast<u8>(dialog->has | 1u << static_cast<u8>(button));
  };
  const std::string_view word = row.word;
  if (word == "show") {
    note(path, value);
    path.dialogs.push_back(dialog ? static_cast<u32>(receiver.number) : no_index);
  } else if (word == "positive") set(Button::positive);
  else if (word == "negative") set(Button::negative);
  else if (word == "neutral") set(Button::neutral);
  else if (word == "items") set(Button::items);
  else if (word == "on_cancel") set(Button::on_cancel);
  else if (word == "on_dismiss") set(Button::on_dismiss);
  else if (word == "view" && dialog) dialog->is_whole = false;
  else if (word == "cancelable" && dialog) {
    const Item is_cancelable = item_of(path, operands.back());
    if (is_cancelable.is_number()) dialog->is_cancelable = is_cancelable.number != 0;
    else dialog->is_whole = false;
  }
  Frame &frame = path.frames.back();
  frame.values[static_cast<size_t>(&value - body.values.data())] = dialog ? receiver : Item();
  ++frame.next;
  return Flow::goes_on;
}

void Explorer::open(Path &path, const Value &value, const Item &intent, ValueId operand) {
  const auto contains = [](const std::vector<std::string> &list, std::string_view text) { return std::ranges::find(list, text) != list.end(); };
  const AskingRows &rows = world_.methods.rows();
  std::vector<std::string> actions, classes;
  bool is_whole = false;
  if (const Thing *made = thing(path, intent, Thing::Kind::intent); made && made->is_whole) {
    is_whole = true;
    if (made->items[0].kind == Item::Kind::text) actions.emplace_back(text_of(made->items[0]));
    else if (made->items[1].kind == Item::Kind::class_object) classes.emplace_back(type_text(program_, TypeId{static_cast<u32>(made->items[1].number)}));
    else is_whole = false;
  }
  if (!is_whole) {
    const ConstantSet action = world_.constants.texts_of(at(path, operand)), named = world_.constants.classes_of(at(path, operand));
    if (action.is_whole && !action.texts.empty()) actions = action.texts;
    else if (named.is_whole) classes = named.texts;
  }
  if (!actions.empty() && std::ranges::all_of(actions, [&](const std::string &each) { return contains(rows.settings, each); })) {
    path.is_settings_open = true;
  } else if (!actions.empty() && std::ranges::all_of(actions, [&](const std::string &each) { return contains(rows.pickers, each); })) {
    path.is_picker_open = true;
  } else {
    // Another screen of the app's: what it offers is not looked at, but it may be the one that a grant leads to as well.
    const std::optional<TypeId> opened = classes.size() == 1 ? find_type(program_, classes[0]) : std::nullopt;
    if (opened && world_.is_activity(*opened)) note_step(path, opened_class | raw(*opened));
    else note_step(path, value.index);
    const Thing *bridge = thing(path, path.bridge, Thing::Kind::object);
    if (bridge && opened && bridge->type == raw(*opened) && path.stage < Stage::answered) return;
    if (opened && path.stage == Stage::before && answer_.request && !bridge) {
      Thing screen;
      screen.type = raw(*opened);
      path.bridge = make(path, std::move(screen));
      show_screen(path, path.bridge, true);
      path.is_bridge_open = true;
      return;
    }
    path.is_screen_opened |= opened && world_.is_activity(*opened);
    path.is_unclear_screen = true;
  }
}

// A screen that is shown on the way to the request runs what such a screen runs first.
void Explorer::show_screen(Path &path, const Item &screen, bool is_activity) {
  constexpr std::pair<std::string_view, std::string_view> of_activity[] = {
      {"<init>", "()V"}, {"onCreate", "(Landroid/os/Bundle;)V"}, {"onStart", "()V"}, {"onResume", "()V"}};
  constexpr std::pair<std::string_view, std::string_view> of_fragment[] = {
      {"onAttach", "(Landroid/content/Context;)V"}, {"onAttach", "(Landroid/app/Activity;)V"},       {"onCreate", "(Landroid/os/Bundle;)V"},
      {"onActivityCreated", "(Landroid/os/Bundle;)V"}, {"onStart", "()V"}, {"onResume", "()V"}};
  for (const auto &[name, signature] : is_activity ? std::span<const std::pair<std::string_view, std::string_view>>(of_activity) : of_fragment)
    if (std::optional<Later> code = method_of(path, screen, name, signature, {screen}); code && !world_.is_of_support(code->body)) path.later.push_back(std::move(*code));
}

// `is_gone`: not merely behind what the user did before.
void Explorer::close_screen(Path &path, const Value &value, bool is_gone) {
  const auto operands = path.frames.back().body->operands_of(value);
  const std::optional<TypeId> closed = operands.empty() ? std::nullopt : class_of(path, item_of(path, operands[0]), operands[0]);
  if (const Thing *bridge = thing(path, path.bridge, Thing::Kind::object); bridge && closed && raw(*closed) == bridge->type) {
    path.is_bridge_open = false;
    return;
  }
  path.is_finished = true;
  if (operands.empty() || !is_gone) return;
  const std::optional<TypeId> type = closed && world_.is_activity(*closed) ? closed : world_.only_activity();
  if (type && world_.is_root(*type)) path.is_root_finished = true;
}

Explorer::Flow Explorer::invoke_app(Path &path, const Value &value) {
  const LoweredBody &body = *path.frames.back().body;
  const auto operands = body.operands_of(value);
  const MethodId method{value.index};
  const MethodRef &ref = program_.methods[method];
  const auto kind = static_cast<InvokeKind>(value.detail);
  std::vector<Item> arguments;
  for (const ValueId operand : operands) arguments.push_back(item_of(path, operand));
  const auto pass = [&] {
    if (!is_quiet(type_text(program_, ref.owner), program_.strings[ref.name])) try_handlers(path);
    ++path.frames.back().next;
    return Flow::goes_on;
  };

  std::vector<BodyId> targets;
  bool is_exact = kind == InvokeKind::static_ || kind == InvokeKind::direct || kind == InvokeKind::super;
  if (is_exact) {
    if (const std::optional<BodyId> target = world_.hierarchy.resolve(method)) targets.push_back(*target);
  } else if (!arguments.empty() && arguments[0].kind == Item::Kind::thing) {
    const Thing &object = path.things[static_cast<size_t>(arguments[0].number)];
    const bool is_typed = (object.kind == Thing::Kind::object && object.type != no_index && world_.hierarchy.class_of(TypeId{object.type})) || object.kind == Thing::Kind::lambda;
    if (is_typed) {
      is_exact = true;
      if (std::optional<Later> code = method_of(path, arguments[0], program_.strings[ref.name], program_.strings[ref.signature], arguments)) {
        targets.push_back(code->body);
        arguments = std::move(code->arguments);
      }
    }
  }
  if (!is_exact) targets = world_.graph.targets_of({body.body, value.pc});

  std::erase_if(targets, [&](BodyId target) { return world_.is_of_support(target); });
  const bool matters = std::ranges::any_of(targets, [&](BodyId target) { return world_.is_interesting(target); });
  if (targets.size() > most_targets || (targets.size() > 1 && !matters)) {
    if (matters) doubt(path, "limit");
    return pass();
  }
  std::erase_if(targets, [&](BodyId target) {
    const bool is_deep = std::ranges::count_if(path.frames, [&](const Frame &frame) { return frame.body->body == target; }) >= 2;
    if (is_deep && world_.is_interesting(target)) doubt(path, "limit");
    return is_deep;
  });
  std::vector<BodyId> run;
  for (const BodyId target : targets) {
    const LoweredBody *code = world_.values.body(target);
    const bool is_run = code && (world_.is_interesting(target) || code->values.size() <= small_body);
    if (is_run) run.push_back(target);
    else if (!code) doubt(path, "hidden_code");
  }
  if (run.empty()) {
    if (targets.empty() && world_.hierarchy.outside(method) == Hierarchy::Outside::native) doubt(path, "hidden_code");
    hand_off(path, value);
    if (!targets.empty())
      for (u32 i = 0; i < arguments.size(); ++i) {
        if (Thing *object = thing(path, arguments[i], Thing::Kind::object)) object->is_whole = false, object->fields.clear();
        if (std::ranges::any_of(targets, [&](BodyId target) { return may_write_to(target, i); })) lose_content(path, arguments[i]);
      }
    return pass();
  }
  for (size_t i = 1; i < run.size(); ++i) {
    Path other = path;
    if (call(other, run[i], arguments)) split(other);
    else give_up(other);
  }
  if (call(path, run[0], std::move(arguments))) return Flow::moved;
  if (world_.is_interesting(run[0])) doubt(path, "limit");
  return pass();
}

// Whether the code may change what a list, map or array holds that it is given.
bool Explorer::may_write_to(BodyId body, u32 parameter) const {
  const LoweredBody *code = world_.values.body(body);
  if (!code || code->blocks.empty()) return true;
  const Block &first = code->blocks[0];
  for (u32 i = first.first_value; i < first.first_value + first.value_count; ++i)
    if (const Value &value = code->values[i]; value.op == Op::parameter && value.index == parameter) return !is_only_looked_at({body, ValueId{i}}, 3);
  return false;
}

// Code of an argument's that Android or a library runs soon: behind what runs now.
void Explorer::hand_off(Path &path, const Value &value) {
  const LoweredBody &body = *path.frames.back().body;
  std::vector<BodyId> targets;
  for (const Call &call : world_.graph.calls_of(body.body))
    if (call.pc == value.pc && call.kind == CallKind::hand_off && world_.is_interesting(call.target)) targets.push_back(call.target);
  if (targets.empty()) return;
  size_t found = 0;
  for (const ValueId operand : body.operands_of(value)) {
    const Item item = item_of(path, operand);
    for (const BodyId target : targets) {
      const MethodRef &ref = program_.methods[program_.bodies[target].method];
      std::optional<Later> code;
      if (const Thing *lambda = thing(path, item, Thing::Kind::lambda)) {
        code = method_of(path, item, program_.strings[program_.call_sites[CallSiteId{lambda->type}].name], "", {item});
        if (code && code->body != target) code.reset();
      } else {
        code = method_of(path, item, program_.strings[ref.name], program_.strings[ref.signature], {item});
        if (code && code->body != target) code.reset();
      }
      if (!code) continue;
      path.later.push_back(std::move(*code));
      ++found;
    }
  }
  if (found > 0) return;
  if (targets.size() == 1) path.later.push_back({targets[0], {}});
  else doubt(path, "limit");
}

} // namespace kinsafe
