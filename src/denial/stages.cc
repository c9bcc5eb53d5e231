// What Android does between pieces of the app's code: it answers a request, brings the screen back to the front, and waits
// for the user to take a button of a dialog.
#include "denial/explorer.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr std::string_view click_signature = "(Landroid/content/DialogInterface;I)V";
constexpr std::string_view dialog_signature = "(Landroid/content/DialogInterface;)V";
constexpr std::string_view result_name = "onRequestPermissionsResult", result_signature = "(I[Ljava/lang/String;[I)V";

// One of the bodies (nothing: it is not known which) is not among those that the path ran.
bool may_run_elsewhere(const Path &path, const std::optional<std::vector<BodyId>> &bodies) {
  return !bodies || !std::ranges::all_of(*bodies, [&](BodyId body) { return std::ranges::binary_search(path.ran, body); });
}

} // namespace

// Whether code that this path did not run may write the field while the app waits for the user.
bool Explorer::may_change(const Path &path, u32 field) const {
  const auto [entry, is_new] = writers_.try_emplace(field);
  if (is_new) {
    bool is_whole = true;
    std::vector<BodyId> bodies;
    for (const Site &site : world_.values.writes(FieldId{field}, is_whole)) {
      const MethodRef &ref = program_.methods[program_.bodies[site.body].method];
      const std::string_view name = program_.strings[ref.name];
      const bool is_constructor = (name == "<init>" || name == "<clinit>") && ref.owner == program_.fields[FieldId{field}].owner;
      if (!is_constructor && world_.graph.is_reached(site.body)) bodies.push_back(site.body);
    }
    if (is_whole) entry->second = std::move(bodies);
  }
  return may_run_elsewhere(path, entry->second);
}

// Nothing is put into the list, map or array or taken out of it, nor is it handed to code that might.
bool Explorer::is_only_looked_at(ValueAt content, unsigned depth) const {
  constexpr std::string_view looks[] = {"get", "getOrDefault", "size", "isEmpty", "contains", "containsAll", "containsKey", "containsValue", "indexOf", "lastIndexOf", "hasNext", "next",
                                        "toArray", "equals", "hashCode", "toString", "getClass", "getKey", "getValue"};
  constexpr std::string_view views[] = {"iterator", "listIterator", "keySet", "values", "entrySet"};
  constexpr std::string_view writers[] = {"Ljava/util/Collections;", "Ljava/util/Arrays;", "Ljava/lang/System;"};
  Values &values = world_.values;
  for (const Values::Use &use : values.uses(content)) {
    const Value &user = *values.value(use.user);
    switch (user.op) {
    case Op::branch:
    case Op::instance_of:
    case Op::array_length:
    case Op::array_get: continue;
    case Op::invoke: break;
    default: return false;
    }
    if (static_cast<InvokeKind>(user.detail) == InvokeKind::custom) return false;
    const MethodWords words = words_of(program_, MethodId{user.index});
    const bool is_static = static_cast<InvokeKind>(user.detail) == InvokeKind::static_;
    const std::vector<ValueAt> operands = values.operands(use.user);
    if (!is_static && operands[0] == use.used) {
      if (!words.owner.starts_with("Ljava/")) return false;
      if (std::ranges::find(looks, words.name) != std::end(looks)) continue;
      if (std::ranges::find(views, words.name) == std::end(views) || depth == 0 || !is_only_looked_at(use.user, depth - 1)) return false;
      continue;
    }
    // Of the platform's methods few write to what they are given.
    if (world_.values.is_of_app(program_.methods[MethodId{user.index}].owner) || !values.targets(use.user).empty()) return false;
    const bool is_look = std::ranges::find(looks, words.name) != std::end(looks) && words.name != "toArray";
    if ((std::ranges::find(writers, words.owner) != std::end(writers) && !is_look) || words.name == "toArray") return false;
  }
  return true;
}

// The same of what a list, map or array holds that the field keeps.
bool Explorer::may_change_content(const Path &path, u32 field) const {
  const auto [entry, is_new] = changers_.try_emplace(field);
  if (is_new) {
    bool is_whole = true;
    std::vector<BodyId> bodies;
    for (const Site &site : world_.values.reads(FieldId{field}, is_whole)) {
      if (!world_.graph.is_reached(site.body)) continue;
      const std::optional<ValueAt> read = world_.values.at(site);
      if (!read || !is_only_looked_at(*read, 3)) bodies.push_back(site.body);
    }
    if (is_whole) entry->second = std::move(bodies);
  }
  return may_run_elsewhere(path, entry->second);
}

// Lists, maps and arrays that other code may reach by a field. What lies in one of them may be reached by it.
void Explorer::forget_contents(Path &path) const {
  std::vector<u32> lost;
  const auto container = [&](const Item &item) -> const Thing * {
    if (item.kind != Item::Kind::thing) return nullptr;
    const Thing &held = path.things[static_cast<size_t>(item.number)];
    return held.kind == Thing::Kind::list || held.kind == Thing::Kind::map ? &held : nullptr;
  };
  const auto is_lost = [&](const Item &item) { return item.kind == Item::Kind::thing && std::ranges::find(lost, static_cast<u32>(item.number)) != lost.end(); };
  const auto is_read_elsewhere = [&](u32 field) {
    bool is_whole = true;
    const std::vector<Site> reads = world_.values.reads(FieldId{field}, is_whole);
    return !is_whole || std::ranges::any_of(reads, [&](const Site &site) { return world_.graph.is_reached(site.body) && !std::ranges::binary_search(path.ran, site.body); });
  };
  const auto look = [&](const std::pair<u32, Item> &field) {
    const Thing *held = field.first == no_index ? nullptr : container(field.second);
    if (!held) return;
    const bool holds_others = std::ranges::any_of(held->items, [&](const Item &inner) { return container(inner) != nullptr; });
    if (may_change_content(path, field.first) || (holds_others && is_read_elsewhere(field.first))) lost.push_back(static_cast<u32>(field.second.number));
  };
  for (const auto &field : path.statics) look(field);
  for (const Thing &each : path.things)
    for (const auto &field : each.fields) look(field);
  for (size_t i = 0; i < lost.size(); ++i)
    for (const Item &inner : path.things[lost[i]].items)
      if (container(inner) && !is_lost(inner)) lost.push_back(static_cast<u32>(inner.number));
  // What the app's code says at all times of what a field holds is still true of it.
  std::erase_if(path.statics, [&](const auto &field) { return is_lost(field.second); });
  for (const u32 each : lost) lose_content(path, {Item::Kind::thing, each});
}

// The user takes his time, and other code runs: what it may write is no longer known.
void Explorer::forget(Path &path) const {
  forget_contents(path);
  const auto is_lost = [&](const std::pair<u32, Item> &field) { return may_change(path, field.first); };
  std::erase_if(path.statics, is_lost);
  const std::optional<TypeId> reference = world_.hierarchy.find("Ljava/util/concurrent/atomic/AtomicReference;");
  for (Thing &each : path.things) {
    if (each.kind != Thing::Kind::object) continue;
    each.is_old = true;
    // What an atomic object holds may change; but in references libraries keep what a request is for.
    const bool is_reference = reference && each.type != no_index && world_.hierarchy.is_below(TypeId{each.type}, *reference);
    std::erase_if(each.fields, [&](const std::pair<u32, Item> &field) { return field.first == no_index ? !is_reference : is_lost(field); });
  }
}

bool Explorer::start_later(Path &path) const {
  while (!path.later.empty()) {
    Later next = std::move(path.later.front());
    path.later.erase(path.later.begin());
    if (call(path, next.body, std::move(next.arguments))) return true;
    doubt(path, "limit");
  }
  return false;
}

// A listener that was made on the way, and whose code asks: the user does in his time what it waits for.
bool Explorer::start_listener(Path &path) const {
  const BodyId asking = answer_.request->calls.front().body;
  if (std::ranges::binary_search(path.ran, asking) || (program_.bodies[asking].access_flags & 0x8)) return false;
  std::optional<u32> listener;
  for (u32 i = 0; i < path.things.size(); ++i) {
    const Thing &made = path.things[i];
    if (made.kind != Thing::Kind::object || made.type == no_index || TypeId{made.type} != program_.methods[program_.bodies[asking].method].owner || world_.is_screen(TypeId{made.type})) continue;
    if (listener) return false; // which of them is not known
    listener = i;
  }
  if (!listener) return false;
  forget(path);
  path.later.push_back({asking, {{Item::Kind::thing, *listener}}});
  return start_later(path);
}

// True if code runs on; else the path is at its end, or goes on as others.
bool Explorer::start_next(Path &path, unsigned depth) {
  if (start_later(path)) return true;
  switch (path.stage) {
  case Stage::before: {
    if (!path.is_finished && path.dialogs.empty() && start_listener(path)) return true;
    // The app's own explanation: that the user declines it is no refusal.
    if (path.dialogs.empty() || path.dialogs.back() == no_index) return false;
    const Thing dialog = path.things[path.dialogs.back()];
    for (const auto &[button, listener] : {std::pair(Button::positive, "onClick"), std::pair(Button::negative, "onClick"), std::pair(Button::neutral, "onClick"),
                                           std::pair(Button::items, "onClick"), std::pair(Button::on_dismiss, "onDismiss")}) {
      const auto place = static_cast<size_t>(button);
      const std::string_view signature = button == Button::on_dismiss ? dialog_signature : click_signature;
      std::optional<Later> next = method_of(path, dialog.items[place], listener, signature, {dialog.items[place]});
      if (!next) continue;
      Path choice = path;
      forget(choice);
      choice.dialogs.clear();
      choice.later.push_back(std::move(*next));
      split(choice);
    }
    return false;
  }
  case Stage::asked: answer_request(path); return false;
  case Stage::answered: resume(std::move(path)); return false;
  case Stage::resumed: break;
  }
  if (path.dialogs.empty() || path.is_finished) {
    finish(path);
    return false;
  }
  const u32 shown = path.dialogs.back();
  path.dialogs.pop_back();
  if (shown == no_index || !path.things[shown].is_whole || depth == most_dialogs) {
    if (depth == most_dialogs) is_cut_ |= !path.is_hypothetical;
    end(path, Outcome::unknown, "dialog");
    return false;
  }
  const Thing dialog = path.things[shown];
  const std::vector<std::vector<Ending>> choices = try_choices(path, dialog, depth);
  if (choices.empty()) end(path, Outcome::unknown, "dialog");
  else
    for (Ending &ending : choose(choices)) {
      ending.is_choice = choices.size() > 1;
      endings_->push_back(std::move(ending));
    }
  return false;
}

// The endings of each choice that the dialog leaves.
std::vector<std::vector<Ending>> Explorer::try_choices(const Path &path, const Thing &dialog, unsigned depth) {
  const auto has = [&](Button button) { return (dialog.has >> static_cast<u8>(button) & 1) != 0; };
  const auto listener_of = [&](Button button) { return dialog.items[static_cast<size_t>(button)]; };
  std::vector<std::vector<Ending>> choices;
  const auto add_listener = [&](Path &choice, Button button, std::string_view name, std::string_view signature, const Item &which) {
    const Item listener = listener_of(button);
    if (listener.is_null()) return;
    std::vector<Item> arguments{listener, Item()};
    if (signature == click_signature) arguments.push_back(which);
    if (std::optional<Later> next = method_of(choice, listener, name, signature, std::move(arguments))) choice.later.push_back(std::move(*next));
    else doubt(choice, "dialog");
  };
  const auto add_choice = [&](Button button, bool is_button, const Item &which) {
    Path choice = path;
    forget(choice);
    if (is_button) add_listener(choice, button, "onClick", click_signature, which);
    else if (has(Button::on_cancel)) add_listener(choice, Button::on_cancel, "onCancel", dialog_signature, {});
    if (has(Button::on_dismiss)) add_listener(choice, Button::on_dismiss, "onDismiss", dialog_signature, {});
    std::vector<Ending> endings = explore({std::move(choice)}, depth + 1);
    if (!path.is_hypothetical) {
      const auto rest = std::ranges::stable_partition(endings, [](const Ending &ending) { return !ending.is_hypothetical; });
      for (const Ending &ending : rest)
        if (ending.outcome > Outcome::sends_to_settings) endings_->push_back(ending); // a way out, then
      endings.erase(rest.begin(), rest.end());
    }
    if (endings.empty()) endings.push_back({Outcome::unknown, "limit", path.witness, {}, false});
    choices.push_back(std::move(endings));
  };
  if (has(Button::positive)) add_choice(Button::positive, true, Item::of(-1));
  if (has(Button::negative)) add_choice(Button::negative, true, Item::of(-2));
  if (has(Button::neutral)) add_choice(Button::neutral, true, Item::of(-3));
  if (has(Button::items)) add_choice(Button::items, true, {});
  if (dialog.is_cancelable) add_choice(Button::on_cancel, false, {});
  return choices;
}

// The permissions asked for and whether each is granted: a list of 0 and -1, or a map of names to booleans.
Item Explorer::results_of(Path &path, bool is_map) {
  Thing results{is_map ? Thing::Kind::map : Thing::Kind::list};
  results.is_whole = answer_.request->is_whole;
  for (const std::string &name : answer_.asked) {
    const bool is_denied = std::ranges::binary_search(answer_.denied, name);
    if (is_map) results.items.push_back(text(name)), results.items.push_back(Item::boxed(!is_denied));
    else results.items.push_back(Item::of(is_denied ? -1 : 0));
  }
  return make(path, std::move(results));
}

void Explorer::answer_request(const Path &path) {
  Path next = path;
  forget(next);
  next.stage = Stage::answered;
  next.was_screen_opened = path.is_screen_opened;
  next.was_unclear_screen = path.is_unclear_screen || path.doubt == "limit";
  next.doubt = {};
  next.dialogs.clear();
  next.is_settings_open = next.is_picker_open = next.is_typing_offered = next.is_screen_opened = next.is_unclear_screen = false;
  if (path.asked_through == "platform") return answer_platform(next);
  if (path.asked_through == "ActivityResult") return answer_launcher(next);
  if (answer_.denied.empty()) return; // what a library does when all is granted is not told by rows
  if (next.refused.empty()) return end(next, Outcome::unknown, "library");
  for (const Later &refused : path.refused) {
    Path each = next;
    each.later.assign(1, refused);
    split(each);
  }
}

void Explorer::answer_platform(const Path &path) {
  const auto start = [&](Path next, const Item &receiver, BodyId callback) {
    Thing names{Thing::Kind::list};
    names.is_whole = answer_.request->is_whole;
    for (const std::string &name : answer_.asked) names.items.push_back(text(name));
    const Item asked = make(next, std::move(names)), results = results_of(next, false);
    if (world_.is_screen(TypeId{next.things[static_cast<size_t>(receiver.number)].type})) next.screen = receiver;
    next.later.push_back({callback, {receiver, next.code, asked, results}});
    split(next);
  };
  Item receiver = path.receiver;
  if (!thing(path, receiver, Thing::Kind::object)) receiver = path.screen;
  if (const Thing *self = thing(path, receiver, Thing::Kind::object); self && self->type != no_index && world_.is_screen(TypeId{self->type})) {
    const std::optional<Later> callback = method_of(path, receiver, result_name, result_signature, {});
    if (callback) start(path, receiver, callback->body);
    else split(path);
    return;
  }
  // Which screen asks is not known: those that the call graph leads to.
  size_t count = 0;
  for (const Call &call : world_.graph.calls_of(path.asked_at.body)) {
    if (call.pc != path.asked_at.pc || call.kind != CallKind::hand_off) continue;
    const MethodRef &ref = program_.methods[program_.bodies[call.target].method];
    if (program_.strings[ref.name] != result_name) continue;
    Path next = path;
    Thing self;
    self.type = static_cast<u32>(ref.owner);
    self.is_whole = false;
    const Item made = make(next, std::move(self));
    start(std::move(next), made, call.target);
    ++count;
  }
  if (count == 0) end(path, Outcome::unknown, "no_callback");
}

// Who is called back was said when the launcher was registered.
void Explorer::answer_launcher(const Path &path) {
  const auto start = [&](Path next, const Item &callback) {
    const bool is_one = answer_.request->is_one_name;
    const Item result = is_one ? Item::boxed(answer_.denied.empty()) : results_of(next, true);
    std::optional<Later> code = method_of(next, callback, "onActivityResult", "(Ljava/lang/Object;)V", {callback, result});
    if (!code) return end(next, Outcome::unknown, "no_callback");
    next.later.push_back(std::move(*code));
    split(next);
  };
  if (path.launched.is_known()) return start(path, path.launched);
  size_t count = 0;
  Values &values = world_.values;
  const std::optional<ValueAt> launch = values.at(path.asked_at);
  const std::vector<ValueAt> operands = launch ? values.operands(*launch) : std::vector<ValueAt>();
  const std::vector<ValueAt> registrations = operands.empty() ? std::vector<ValueAt>() : registrations_of(world_.methods, values, operands[0]);
  for (const ValueAt &origin : registrations) {
    const Value *value = values.value(origin);
    const AskingRow *row = world_.methods.find(MethodId{value->index}, AskingKind::registers);
    const std::vector<ValueAt> arguments = values.operands(origin);
    const size_t place = operand_of(*row, static_cast<InvokeKind>(value->detail) == InvokeKind::static_);
    if (place >= arguments.size()) continue;
    std::vector<ValueAt> callbacks = values.sources(arguments[place]).values;
    if (callbacks.empty()) callbacks.push_back(arguments[place]); // `this`
    for (const ValueAt &callback : callbacks) {
      Path next = path;
      const Item item = thing_from(next, callback);
      if (!item.is_known()) continue;
      start(std::move(next), item);
      ++count;
    }
  }
  if (count == 0) end(path, Outcome::unknown, "no_callback");
}

// The request lay over the screen, so it is resumed.
void Explorer::resume(Path path) {
  path.stage = Stage::resumed;
  if (!path.is_finished)
    if (std::optional<Later> code = method_of(path, path.screen, "onResume", "()V", {path.screen})) path.later.push_back(std::move(*code));
  split(path);
}

} // namespace kinsafe
