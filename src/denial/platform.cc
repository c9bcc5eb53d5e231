// The few methods of Android and Java whose results matter to a refusal: boxes, lists, maps, intents.
#include "denial/explorer.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr i64 visible = 0, api_level = 33;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) { return std::ranges::find(list, word) != list.end(); }

bool gives_object(std::string_view signature) {
  const size_t close = signature.rfind(')');
  return close != std::string_view::npos && (signature.substr(close + 1).starts_with('L') || signature.substr(close + 1).starts_with('['));
}

} // namespace

std::optional<i64> Explorer::is_equal(const Item &a, const Item &b) const {
  if (!a.is_known() || !b.is_known()) return std::nullopt;
  if (a.is_number() && b.is_number() && !a.is_null() && !b.is_null()) return a.number == b.number;
  if (a.kind == Item::Kind::boxed && b.kind == Item::Kind::boxed) return a.number == b.number;
  if (a.kind == b.kind && (a.kind == Item::Kind::text || a.kind == Item::Kind::class_object)) return a.number == b.number;
  if (a.is_null() != b.is_null() || a.kind != b.kind) return 0;
  return std::nullopt;
}

std::optional<Item> Explorer::invoke_platform(Path &path, const Value &value, std::span<const Item> arguments) {
  const MethodWords words = words_of(program_, MethodId{value.index});
  const auto argument = [&](size_t i) { return i < arguments.size() ? arguments[i] : Item(); };
  const auto operands = path.frames.back().body->operands_of(value);

  if (words.owner == "Lkotlin/jvm/internal/Intrinsics;") {
    if (words.name == "areEqual") {
      const std::optional<i64> equal = is_equal(argument(0), argument(1));
      return equal ? Item::of(*equal) : Item();
    }
    if (words.name.starts_with("check") || words.name.starts_with("throw")) return Item();
  }
  // What is typed by hand is offered.
  if (path.stage >= Stage::answered && !world_.hierarchy.resolve(MethodId{value.index}))
    for (size_t i = 0; i < operands.size(); ++i) {
      const u32 type = (*path.frames.back().body)[operands[i]].type;
      if (type == no_index || !world_.is_typed_field(TypeId{type})) continue;
      const bool shows = is_one_of(words.name, {"addView", "setContentView", "requestFocus"}) || (words.name == "setVisibility" && argument(1) == Item::of(visible)) ||
                         (is_one_of(words.name, {"setEnabled", "setFocusable", "setFocusableInTouchMode"}) && argument(1) == Item::of(1));
      if (!shows) continue;
      path.is_typing_offered = true;
      note(path, value);
    }

  // A fragment that is added on the way to the request, which it asks.
  if (path.stage == Stage::before && answer_.request && is_one_of(words.name, {"add", "replace"}) && words.owner.ends_with("Transaction;"))
    for (const Item &item : arguments.subspan(std::min<size_t>(1, arguments.size())))
      if (const Thing *fragment = thing(path, item, Thing::Kind::object); fragment && fragment->type != no_index && world_.is_fragment(TypeId{fragment->type}))
        show_screen(path, item, false);

  if (is_one_of(words.owner, {"Ljava/lang/Boolean;", "Ljava/lang/Integer;"})) {
    if (words.name == "valueOf" && argument(0).kind == Item::Kind::number) return Item::boxed(argument(0).number);
    if (is_one_of(words.name, {"booleanValue", "intValue"}) && argument(0).is_number()) return Item::of(argument(0).number);
  }
  if ((words.name == "equals" && words.signature == "(Ljava/lang/Object;)Z") || (words.name == "equals" && words.owner == "Ljava/util/Objects;") || words.name == "contentEquals") {
    const std::optional<i64> equal = is_equal(argument(0), argument(1));
    if (equal) return Item::of(*equal);
    if (words.owner.starts_with("Ljava/")) return Item();
  }
  if (words.owner == "Ljava/util/Objects;" && words.name == "requireNonNull") return argument(0);
  if (is_one_of(words.owner, {"Ljava/util/Arrays;", "Ljava/util/List;", "Ljava/util/Set;", "Ljava/util/Collections;"}) && !arguments.empty() &&
      is_one_of(words.name, {"asList", "of", "singletonList", "singleton", "unmodifiableList"}) && !words.signature.starts_with("()")) {
    const Item first = argument(0);
    if (words.owner == "Ljava/util/Collections;" && words.name == "unmodifiableList") return first;
    if (words.signature.starts_with("([")) {
      const Thing *list = thing(path, first, Thing::Kind::list);
      if (!list) return Item();
      Thing copy = *list;
      return make(path, std::move(copy));
    }
    Thing list{Thing::Kind::list};
    list.items.assign(arguments.begin(), arguments.end());
    return make(path, std::move(list));
  }
  if (is_one_of(words.name, {"isFinishing", "isDestroyed", "isDetached", "isRemoving", "isStateSaved"}) && words.signature == "()Z") return Item::of(0);
  if (words.name == "isAdded" && words.signature == "()Z") return Item::of(1);
  if (is_one_of(words.name, {"getActivity", "requireActivity", "getContext", "requireContext", "getApplicationContext", "getBaseContext", "getApplication"}) &&
      words.signature.starts_with("()L") && !world_.hierarchy.resolve(MethodId{value.index})) {
    Thing some; // never null while the screen is there
    some.is_whole = false;
    if (words.name.ends_with("Activity"))
      if (const std::optional<TypeId> only = world_.only_activity()) some.type = raw(*only);
    return make(path, std::move(some));
  }
  if (arguments.empty() || arguments[0].kind != Item::Kind::thing) return std::nullopt;

  if (words.owner.starts_with("Ljava/util/concurrent/atomic/Atomic") || is_one_of(words.name, {"get", "set", "lazySet", "getAndSet", "compareAndSet"}))
    if (Thing *object = thing(path, arguments[0], Thing::Kind::object))
      if (const std::optional<Item> held = invoke_atomic(*object, words.owner, words.name, arguments)) return held;
  const auto receiver = static_cast<u32>(arguments[0].number);
  if (static_cast<InvokeKind>(value.detail) == InvokeKind::static_) { // the few that write to what they are given
    if (is_one_of(words.owner, {"Ljava/util/Collections;", "Ljava/util/Arrays;", "Ljava/lang/System;"}) &&
        is_one_of(words.name, {"sort", "parallelSort", "shuffle", "reverse", "rotate", "swap", "fill", "setAll", "addAll", "copy", "replaceAll", "arraycopy"}))
      for (const Item &item : arguments) lose_content(path, item);
    return std::nullopt;
  }
  switch (path.things[receiver].kind) {
  case Thing::Kind::dialog:
    if (is_one_of(words.name, {"dismiss", "hide", "cancel"})) std::erase(path.dialogs, receiver);
    return gives_object(words.signature) ? std::optional(arguments[0]) : std::nullopt;
  case Thing::Kind::intent:
    if (words.name == "getAction") return path.things[receiver].items[0];
    if (words.name.starts_with("get") && words.name.ends_with("Extra") && arguments.size() > 1) {
      const std::vector<Item> &items = path.things[receiver].items;
      for (size_t i = 2; i + 1 < items.size(); i += 2)
        if (argument(1).is_known() && items[i] == argument(1)) return items[i + 1];
      return Item();
    }
    configure_intent(path, receiver, words.name, words.signature, arguments);
    return gives_object(words.signature) && words.signature.ends_with(")Landroid/content/Intent;") ? arguments[0] : Item();
  case Thing::Kind::list: return invoke_list(path, receiver, words.name, words.signature, arguments);
  case Thing::Kind::map: return invoke_map(path, receiver, words.name, arguments);
  case Thing::Kind::iterator: {
    Thing &iterator = path.things[receiver];
    if (words.name == "hasNext") return !iterator.items.empty() || iterator.is_whole ? Item::of(!iterator.items.empty()) : Item();
    if (words.name == "remove") return remove_last(path, receiver), Item();
    if (words.name == "set" || words.name == "add") return lose_shown(path, receiver), Item();
    if (words.name != "next") return std::nullopt;
    if (iterator.items.empty()) return Item();
    const Item next = iterator.items.back();
    iterator.items.pop_back();
    return next;
  }
  case Thing::Kind::entry:
    if (words.name == "getKey") return path.things[receiver].items[0];
    if (words.name == "getValue") return path.things[receiver].items[1];
    return std::nullopt;
  case Thing::Kind::object:
  case Thing::Kind::lambda:
  case Thing::Kind::launcher: return std::nullopt;
  }
  return std::nullopt;
}

// AtomicReference, AtomicBoolean, AtomicInteger and what the app derives from them: an object that holds one value.
std::optional<Item> Explorer::invoke_atomic(Thing &object, std::string_view owner, std::string_view name, std::span<const Item> arguments) const {
  const std::optional<TypeId> type = object.type == no_index ? std::nullopt : std::optional(TypeId{object.type});
  const auto is_atomic = [&](std::string_view base) {
    const std::optional<TypeId> above = world_.hierarchy.find(base);
    return owner == base || (type && above && world_.hierarchy.is_below(*type, *above));
  };
  if (!is_atomic("Ljava/util/concurrent/atomic/AtomicReference;") && !is_atomic("Ljava/util/concurrent/atomic/AtomicBoolean;") && !is_atomic("Ljava/util/concurrent/atomic/AtomicInteger;"))
    return std::nullopt;
  constexpr u32 content = no_index; // in Thing::fields, behind all others
  const bool is_set = !object.fields.empty() && object.fields.back().first == content;
  const Item before = is_set ? object.fields.back().second : object.is_whole && (!object.is_old || is_atomic("Ljava/util/concurrent/atomic/AtomicReference;")) ? Item::of(0) : Item();
  const auto put = [&](const Item &item) {
    if (is_set) object.fields.back().second = item;
    else object.fields.emplace_back(content, item);
  };
  if (name == "get") return before;
  if (name == "<init>" && owner.starts_with("Ljava/util/concurrent/atomic/")) {
    if (arguments.size() > 1) put(arguments[1]);
    return Item();
  }
  if ((name == "set" || name == "lazySet") && arguments.size() == 2) return put(arguments[1]), Item();
  if (name == "getAndSet" && arguments.size() == 2) return put(arguments[1]), before;
  if (name == "compareAndSet" && arguments.size() == 3) {
    if (!before.is_known() || !arguments[1].is_known()) return put(Item()), Item();
    if (before != arguments[1]) return Item::of(0);
    return put(arguments[2]), Item::of(1);
  }
  if (owner.ends_with("AtomicInteger;") && before.is_number()) {
    const i64 step = name.contains("Increment") || name.contains("increment") ? 1 : name.contains("ecrement") ? -1 : 0;
    if (step == 0) return put(Item()), Item();
    put(Item::of(before.number + step));
    return name.starts_with("getAnd") ? before : Item::of(before.number + step);
  }
  return std::nullopt;
}

// What a list or map holds is no longer known.
void Explorer::lose_content(Path &path, const Item &item) {
  if (item.kind != Item::Kind::thing) return;
  Thing &held = path.things[static_cast<size_t>(item.number)];
  if (held.kind != Thing::Kind::list && held.kind != Thing::Kind::map) return;
  held.items.clear();
  held.is_whole = false;
}

// What is removed from a view is removed from what it shows.
void Explorer::lose_shown(Path &path, u32 id) {
  for (u32 shown = path.things[id].shows; shown != no_index; shown = path.things[shown].shows) lose_content(path, {Item::Kind::thing, shown});
}

// What an iterator gave last is removed from the list, and from the map whose keys, values or entries that holds.
void Explorer::remove_last(Path &path, u32 id) {
  const Thing &iterator = path.things[id];
  Thing &list = path.things[iterator.shows];
  const size_t size = list.items.size(), left = iterator.items.size();
  Thing *map = list.shows == no_index ? nullptr : &path.things[list.shows];
  if (!list.is_whole || !iterator.is_whole || left >= size || (map && (!map->is_whole || map->items.size() != 2 * size))) return lose_shown(path, id);
  const auto place = static_cast<std::ptrdiff_t>(size - left - 1);
  list.items.erase(list.items.begin() + place);
  if (map) map->items.erase(map->items.begin() + 2 * place, map->items.begin() + 2 * place + 2);
}

// Whether one of the items equals that one: nothing if this is not known of each.
std::optional<bool> Explorer::holds_item(std::span<const Item> items, const Item &wanted) const {
  bool is_clear = true;
  for (const Item &item : items) {
    const std::optional<i64> equal = is_equal(item, wanted);
    if (equal && *equal) return true;
    is_clear &= equal.has_value();
  }
  return is_clear ? std::optional(false) : std::nullopt;
}

std::optional<Item> Explorer::invoke_list(Path &path, u32 id, std::string_view name, std::string_view signature, std::span<const Item> arguments) {
  Thing &list = path.things[id];
  const auto size = static_cast<i64>(list.items.size());
  const bool is_set = list.type != no_index && type_text(program_, TypeId{list.type}).ends_with("Set;");
  const auto place_of = [&](const Item &place) { // in the list
    return list.is_whole && place.is_number() && place.number >= 0 && place.number < size ? std::optional(list.items.begin() + place.number) : std::nullopt;
  };
  const auto lose = [&] { // what is in it may be gone, too
    list.items.clear();
    list.is_whole = false;
    return Item();
  };
  if (list.shows != no_index && is_one_of(name, {"remove", "removeAll", "retainAll", "removeIf", "clear"})) {
    lose_shown(path, id);
    return lose();
  }
  if (name == "<init>" || name == "addAll") {
    const Thing *other = arguments.size() > 1 ? thing(path, arguments.back(), Thing::Kind::list) : nullptr;
    if (!other) {
      if (arguments.size() > 1 && !arguments.back().is_number()) list.is_whole = false;
      return Item();
    }
    if (arguments.size() > 2) return lose(); // between others
    const std::vector<Item> items = other->items;
    const bool is_whole = other->is_whole;
    for (const Item &item : items) {
      const std::optional<bool> is_there = is_set ? holds_item(list.items, item) : std::optional(false);
      if (!is_there) return lose();
      if (!*is_there) list.items.push_back(item);
    }
    list.is_whole &= is_whole;
    return Item();
  }
  if (name == "add") {
    const std::optional<bool> is_there = is_set && arguments.size() == 2 ? holds_item(list.items, arguments[1]) : std::optional(false);
    if (is_there == true) return Item::of(0);
    if (!is_there) return lose();
    if (arguments.size() == 2 && list.items.size() < 64) list.items.push_back(arguments[1]);
    else lose(); // behind another, so that places change
    return Item::of(1);
  }
  if (name == "size") return list.is_whole ? Item::of(size) : Item();
  if (name == "isEmpty") return list.is_whole || size > 0 ? Item::of(size == 0) : Item();
  if (name == "get" && arguments.size() == 2) {
    const auto place = place_of(arguments[1]);
    return place ? **place : Item();
  }
  if (name == "set" && arguments.size() == 3) {
    const auto place = place_of(arguments[1]);
    return place ? std::exchange(**place, arguments[2]) : lose();
  }
  if (name == "contains" && arguments.size() == 2) {
    const std::optional<bool> is_there = holds_item(list.items, arguments[1]);
    return is_there == true || (is_there && list.is_whole) ? Item::of(*is_there) : Item();
  }
  if (name == "remove" && signature.starts_with("(I)")) {
    const auto place = arguments.size() == 2 ? place_of(arguments[1]) : std::nullopt;
    if (!place) return lose();
    const Item removed = **place;
    list.items.erase(*place);
    return removed;
  }
  if (name == "remove" && arguments.size() == 2) {
    for (size_t i = 0; i < list.items.size(); ++i) {
      const std::optional<i64> equal = is_equal(list.items[i], arguments[1]);
      if (!equal) return lose();
      if (*equal == 0) continue;
      list.items.erase(list.items.begin() + static_cast<std::ptrdiff_t>(i));
      return Item::of(1);
    }
    return list.is_whole ? Item::of(0) : Item();
  }
  if ((name == "removeAll" || name == "retainAll") && arguments.size() == 2) {
    const Thing *other = thing(path, arguments[1], Thing::Kind::list);
    if (!other || !other->is_whole) return lose();
    std::vector<Item> kept;
    for (const Item &item : list.items) {
      const std::optional<bool> is_there = holds_item(other->items, item);
      if (!is_there) return lose();
      if (*is_there == (name == "retainAll")) kept.push_back(item);
    }
    list.items = std::move(kept);
    return list.is_whole ? Item::of(static_cast<i64>(list.items.size()) != size) : Item();
  }
  if (name == "toArray") {
    Thing copy = list;
    copy.shows = no_index;
    return make(path, std::move(copy));
  }
  if (name == "iterator" || (name == "listIterator" && signature.starts_with("()"))) {
    Thing iterator{Thing::Kind::iterator};
    iterator.is_whole = list.is_whole;
    iterator.shows = id;
    iterator.items.assign(list.items.rbegin(), list.items.rend());
    return make(path, std::move(iterator));
  }
  if (name == "clear") {
    list.items.clear();
    list.is_whole = true;
    return Item();
  }
  if (!is_one_of(name, {"indexOf", "lastIndexOf", "containsAll", "equals", "hashCode", "toString", "forEach", "stream", "getClass", "clone", "trimToSize", "ensureCapacity"})) lose();
  return std::nullopt;
}

std::optional<Item> Explorer::invoke_map(Path &path, u32 id, std::string_view name, std::span<const Item> arguments) {
  Thing &map = path.things[id];
  const size_t size = map.items.size() / 2;
  const auto lose = [&] {
    map.items.clear();
    map.is_whole = false;
    return Item();
  };
  if (is_one_of(name, {"put", "putAll", "putIfAbsent", "remove", "clear", "merge", "compute", "computeIfAbsent", "computeIfPresent", "replace", "replaceAll"}))
    for (u32 i = 0; i < path.things.size(); ++i) // its keys, values and entries change with it
      if (path.things[i].kind == Thing::Kind::list && path.things[i].shows == id) lose_content(path, {Item::Kind::thing, i});
  // The entry of the key, `size` where there is none. Nothing: not known.
  const auto place_of = [&](const Item &key) -> std::optional<size_t> {
    for (size_t i = 0; i < size; ++i) {
      const std::optional<i64> equal = is_equal(map.items[2 * i], key);
      if (!equal) return std::nullopt;
      if (*equal) return i;
    }
    return size;
  };
  if (name == "<init>" && arguments.size() > 1 && !arguments[1].is_number()) {
    const Thing *other = thing(path, arguments[1], Thing::Kind::map);
    if (!other) return lose();
    const bool is_whole = other->is_whole;
    const std::vector<Item> items = other->items;
    map.items = items;
    map.is_whole = is_whole;
    return Item();
  }
  if (name == "size") return map.is_whole ? Item::of(static_cast<i64>(size)) : Item();
  if (name == "isEmpty") return map.is_whole || size > 0 ? Item::of(size == 0) : Item();
  if (name == "put" && arguments.size() == 3) {
    const std::optional<size_t> place = place_of(arguments[1]);
    if (!place || (size > 0 && !arguments[1].is_known())) return lose();
    if (*place < size) return std::exchange(map.items[2 * *place + 1], arguments[2]);
    if (size >= 64) return lose();
    map.items.push_back(arguments[1]), map.items.push_back(arguments[2]);
    return map.is_whole ? Item::of(0) : Item();
  }
  if (name == "remove" && arguments.size() == 2) {
    const std::optional<size_t> place = place_of(arguments[1]);
    if (!place) return lose();
    if (*place == size) return map.is_whole ? Item::of(0) : Item();
    const Item removed = map.items[2 * *place + 1];
    const auto first = map.items.begin() + static_cast<std::ptrdiff_t>(2 * *place);
    map.items.erase(first, first + 2);
    return removed;
  }
  if (name == "clear") {
    map.items.clear();
    map.is_whole = true;
    return Item();
  }
  if ((name == "get" || name == "getOrDefault" || name == "containsKey") && arguments.size() >= 2) {
    const std::optional<size_t> place = place_of(arguments[1]);
    if (!place) {
      // The same for all is the same for any.
      const bool are_alike = size > 0 && map.is_whole && std::ranges::all_of(std::views::iota(size_t{0}, size), [&](size_t i) { return map.items[2 * i + 1] == map.items[1]; });
      return name == "get" && are_alike && !arguments[1].is_known() ? map.items[1] : Item();
    }
    if (*place < size) return name == "containsKey" ? Item::of(1) : map.items[2 * *place + 1];
    if (!map.is_whole) return Item();
    return name == "getOrDefault" && arguments.size() > 2 ? arguments[2] : Item::of(0);
  }
  if (name == "containsValue" && arguments.size() == 2) {
    std::vector<Item> values;
    for (size_t i = 0; i < size; ++i) values.push_back(map.items[2 * i + 1]);
    const std::optional<bool> is_there = holds_item(values, arguments[1]);
    return is_there == true || (is_there && map.is_whole) ? Item::of(*is_there) : Item();
  }
  if (name == "keySet" || name == "values" || name == "entrySet") {
    Thing list{Thing::Kind::list};
    list.is_whole = map.is_whole;
    list.shows = id;
    const std::vector<Item> items = map.items;
    for (size_t i = 0; i < size; ++i) {
      if (name == "entrySet") {
        Thing entry{Thing::Kind::entry};
        entry.items = {items[2 * i], items[2 * i + 1]};
        list.items.push_back(make(path, std::move(entry)));
      } else {
        list.items.push_back(items[2 * i + (name == "values")]);
      }
    }
    return make(path, std::move(list));
  }
  if (!is_one_of(name, {"<init>", "equals", "hashCode", "toString", "forEach", "getClass"})) lose();
  return std::nullopt;
}

void Explorer::configure_intent(Path &path, u32 id, std::string_view name, std::string_view signature, std::span<const Item> arguments) {
  Thing &intent = path.things[id];
  const bool is_init = name == "<init>";
  if (is_init || name == "setAction") {
    if (signature.starts_with("(Ljava/lang/String;") && arguments.size() > 1) intent.items[0] = arguments[1];
    else if (signature.starts_with("(Landroid/content/Context;Ljava/lang/Class;)") && arguments.size() > 2) intent.items[1] = arguments[2];
    else if (signature != "()V") intent.is_whole = false;
    if (is_init || intent.items[0].is_known()) return;
    intent.is_whole = false;
  } else if (name == "putExtra" && arguments.size() > 2 && intent.items.size() < 64) { // behind action and class: names and values
    intent.items.push_back(arguments[1]);
    intent.items.push_back(arguments[2]);
  } else if (name == "setClass" && arguments.size() > 2) {
    intent.items[1] = arguments[2];
  } else if (is_one_of(name, {"setClassName", "setComponent", "fillIn", "setPackage", "setSelector"})) {
    intent.is_whole &= name == "setPackage";
  }
}

// Fields that the constructor fills with what it is called with: numbers, texts, the screen.
void Explorer::note_constructed(const Path &path, ValueAt origin, Thing &made) const {
  Values &values = world_.values;
  for (const ValueAt &user : values.users(origin)) {
    const Value *call = values.value(user);
    if (!call || call->op != Op::invoke || static_cast<InvokeKind>(call->detail) != InvokeKind::direct) continue;
    const std::optional<BodyId> constructor = world_.hierarchy.resolve(MethodId{call->index});
    const LoweredBody *body = constructor ? values.body(*constructor) : nullptr;
    const std::vector<ValueAt> arguments = values.operands(user);
    if (!body || arguments.empty() || arguments[0] != origin || body->values.size() > 150) continue;
    for (const Value &put : body->values) {
      if (put.op != Op::field_put) continue;
      bool is_whole = true; // what other code writes later is not known here
      const std::vector<Site> writes = values.writes(FieldId{put.index}, is_whole);
      if (!is_whole || !std::ranges::all_of(writes, [&](const Site &site) { return site.body == *constructor; })) continue;
      const auto operands = body->operands_of(put);
      const Value &object = (*body)[operands[0]], &given = (*body)[operands[1]];
      if (object.op != Op::parameter || object.index != 0 || given.op != Op::parameter || given.index >= arguments.size()) continue;
      const Value *argument = values.value(arguments[given.index]);
      const LoweredBody *caller = values.body(arguments[given.index].body);
      if (!argument || !caller) continue;
      Item item;
      const Thing *screen = thing(path, path.screen, Thing::Kind::object);
      if (argument->op == Op::number) item = Item::of(caller->numbers[argument->index]);
      else if (argument->op == Op::text) item = text(program_.strings[StringId{argument->index}]);
      else if (screen && screen->type != no_index && argument->type != no_index && world_.is_screen(TypeId{argument->type}) &&
               world_.hierarchy.is_below(TypeId{screen->type}, TypeId{argument->type}))
        item = path.screen;
      if (item.is_known()) made.fields.emplace_back(put.index, item);
    }
  }
  std::ranges::sort(made.fields, {}, &std::pair<u32, Item>::first);
}

// The object that is made at the place from which a value comes.
Item Explorer::thing_from(Path &path, ValueAt origin) {
  const Value *value = world_.values.value(origin);
  if (!value) return {};
  Thing made;
  made.is_whole = false;
  if (value->op == Op::new_instance) {
    made.type = value->index;
    note_constructed(path, origin, made);
  } else if (value->op == Op::invoke && static_cast<InvokeKind>(value->detail) == InvokeKind::custom) {
    made.kind = Thing::Kind::lambda;
    made.type = value->index;
    made.items.resize(value->operand_count);
    // What it captured is the screen, if that is of the type.
    const std::vector<ValueAt> operands = world_.values.operands(origin);
    for (size_t i = 0; i < operands.size() && i < made.items.size(); ++i)
      if (const Value *captured = world_.values.value(operands[i]); captured && captured->type != no_index)
        if (const Thing *screen = thing(path, path.screen, Thing::Kind::object); screen && world_.hierarchy.is_below(TypeId{screen->type}, TypeId{captured->type})) made.items[i] = path.screen;
  } else if (value->op == Op::parameter && value->type != no_index) {
    const Thing *screen = thing(path, path.screen, Thing::Kind::object);
    if (screen && world_.hierarchy.is_below(TypeId{screen->type}, TypeId{value->type})) return path.screen;
    made.type = value->type;
  } else {
    return {};
  }
  return make(path, std::move(made));
}

// What a value that was made before is, if the app's code leaves one possibility: a text, a list of texts, an object.
Item Explorer::made_elsewhere(Path &path, ValueId id, u32 type) {
  Constants &constants = world_.constants;
  const ValueAt place = at(path, id);
  const std::string_view name = type == no_index ? "Ljava/lang/String;" : type_text(program_, TypeId{type});
  if (name == "Ljava/lang/String;") {
    const ConstantSet set = constants.texts_of(place);
    return set.is_whole && set.texts.size() == 1 && !set.may_be_null ? text(set.texts[0]) : Item();
  }
  const bool is_list = name == "[Ljava/lang/String;" || is_one_of(name, {"Ljava/util/List;", "Ljava/util/ArrayList;", "Ljava/util/Set;", "Ljava/util/Collection;"});
  const bool is_map = is_one_of(name, {"Ljava/util/Map;", "Ljava/util/HashMap;"});
  if (!is_list && !is_map && (type == no_index || !world_.values.is_of_app(TypeId{type}))) return {};
  Sources sources = world_.values.sources(place);
  std::erase_if(sources.values, [&](const ValueAt &origin) { // what it is before it is first written
    const Value *value = world_.values.value(origin);
    return !value || value->op == Op::number || value->op == Op::static_get;
  });
  if (!sources.is_whole || sources.values.size() != 1) return {};
  if (!is_list && !is_map) return thing_from(path, sources.values[0]);
  Thing list{is_map ? Thing::Kind::map : Thing::Kind::list};
  list.is_whole = false;
  const std::optional<std::vector<Item>> items = is_map ? std::nullopt : items_of_array(place, sources.values[0]);
  if (items) list.items = *items, list.is_whole = true;
  else if (name.starts_with('[')) return {};
  else if (const Value *made = world_.values.value(sources.values[0]); made && made->op == Op::new_instance) list.type = made->index;
  return make(path, std::move(list));
}

// What an array holds, or a list that is made of one, place by place. Of another list only what may be in it could be told.
std::optional<std::vector<Item>> Explorer::items_of_array(ValueAt place, ValueAt array) {
  Constants &constants = world_.constants;
  std::optional<std::vector<ValueAt>> slots;
  const Value *made = world_.values.value(array);
  if (made && made->op == Op::invoke) {
    if (static_cast<InvokeKind>(made->detail) != InvokeKind::static_) return std::nullopt;
    const MethodWords words = words_of(program_, MethodId{made->index});
    const bool is_of_items = is_one_of(words.owner, {"Ljava/util/Arrays;", "Ljava/util/List;", "Ljava/util/Set;", "Ljava/util/Collections;"}) &&
                             is_one_of(words.name, {"asList", "of", "singletonList", "singleton"});
    if (!is_of_items) return std::nullopt;
    if (words.signature.starts_with("([")) array = world_.values.operands(array)[0];
    else slots = world_.values.operands(array);
  }
  if (!slots) slots = constants.slots_of(array);
  const ConstantSet all = constants.text_arrays_of(place);
  if (!slots || !all.is_whole || slots->size() > 32) return std::nullopt;
  std::vector<Item> items;
  std::set<std::string> held;
  for (const ValueAt &slot : *slots) {
    const ConstantSet of = constants.texts_of(slot);
    if (!of.is_whole || of.texts.size() != 1) return std::nullopt;
    held.insert(of.texts[0]);
    items.push_back(text(of.texts[0]));
  }
  if (!std::ranges::equal(held, all.texts)) return std::nullopt; // something else is put into it, somewhere
  return items;
}

Item Explorer::get_static(Path &path, const Value &value) {
  const auto found = std::ranges::lower_bound(path.statics, value.index, {}, &std::pair<u32, Item>::first);
  if (found != path.statics.end() && found->first == value.index) return found->second;
  const FieldRef &ref = program_.fields[FieldId{value.index}];
  const std::string_view owner = type_text(program_, ref.owner), name = program_.strings[ref.name];
  if (owner == "Ljava/lang/Boolean;") return name == "TRUE" || name == "FALSE" ? Item::boxed(name == "TRUE") : Item();
  if (owner == "Landroid/os/Build$VERSION;" && name == "SDK_INT") return Item::of(api_level); // one that asks while the app runs
  const Item item = made_elsewhere(path, static_cast<ValueId>(&value - path.frames.back().body->values.data()), raw(ref.type));
  if (item.is_known()) path.statics.emplace(found, value.index, item); // the same object when it is read again
  return item;
}

Item Explorer::get_field(Path &path, const Value &value) {
  const Frame &frame = path.frames.back();
  const ValueId owner = frame.body->operands_of(value)[0];
  const u32 type = raw(program_.fields[FieldId{value.index}].type);
  if (const Thing *object = thing(path, item_of(path, owner), Thing::Kind::object)) {
    const auto found = std::ranges::lower_bound(object->fields, value.index, {}, &std::pair<u32, Item>::first);
    if (found != object->fields.end() && found->first == value.index) return found->second;
    if (object->is_whole && !(object->is_old && may_change(path, value.index))) return Item::of(0);
    if (object->is_whole) return {};
  }
  // An object made before that knows the screen knows the one that is shown.
  if (const Thing *screen = thing(path, path.screen, Thing::Kind::object); screen && screen->type != no_index && world_.values.is_of_app(TypeId{type}) &&
                                                                           world_.is_screen(TypeId{type}) && world_.hierarchy.is_below(TypeId{screen->type}, TypeId{type}))
    return path.screen;
  const Item item = made_elsewhere(path, static_cast<ValueId>(&value - frame.body->values.data()), type);
  if (Thing *object = item.is_known() ? thing(path, item_of(path, owner), Thing::Kind::object) : nullptr) {
    const auto place = std::ranges::lower_bound(object->fields, value.index, {}, &std::pair<u32, Item>::first);
    object->fields.emplace(place, value.index, item); // the same object when it is read again
  }
  return item;
}

} // namespace kinsafe
