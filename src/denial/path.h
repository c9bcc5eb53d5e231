// One way through the code that runs around a refusal: what is known of values, objects and the screen at one moment of it.
#pragma once

#include "calls/calls.h"
#include "program/body.h"

#include <array>
#include <string_view>
#include <vector>

namespace kinsafe {

// What is known of a value. A `boxed` number is an object that holds it, and never null.
struct Item {
  enum class Kind : u8 { unknown, number, boxed, text, class_object, thing };
  Kind kind = Kind::unknown;
  i64 number = 0; // text: index into the explorer's texts; class_object: TypeId; thing: index into Path::things

  static Item of(i64 number) { return {Kind::number, number}; }
  static Item boxed(i64 number) { return {Kind::boxed, number}; }
  bool is_known() const { return kind != Kind::unknown; }
  bool is_number() const { return kind == Kind::number || kind == Kind::boxed; }
  bool is_null() const { return kind == Kind::number && number == 0; }
  bool operator==(const Item &) const = default;
};

// Of a dialog the places in Thing::items.
enum class Button : u8 { positive, negative, neutral, items, on_cancel, on_dismiss };
constexpr size_t button_count = 6;

struct Thing {
  enum class Kind : u8 {
    object,   // of a class of the app
    lambda,   // type: CallSiteId; items: what it captured
    list,     // an array or collection; items: its elements
    map,      // items: key, value, key, value, ...
    iterator, // items: of the list that is left, turned round
    entry,    // of a map; items: key, value
    dialog,   // items: by Button
    intent,   // items: its action, its component's class, then names and values of extras
    launcher, // items: who is called with the answer
  };
  Kind kind = Kind::object;
  u32 type = no_index;      // TypeId
  bool is_whole = true;     // list, map: it holds nothing else. object: fields that are not listed hold 0
  bool is_cancelable = true; // dialog
  u8 has = 0;               // dialog: bits by Button
  std::vector<Item> items{};
  std::vector<std::pair<u32, Item>> fields{}; // of an object, by FieldId
  bool is_old = false;      // object: it is from before a wait, in which other code ran
  u32 shows = no_index;     // iterator, list: index into Path::things of the list or map whose content it is, and from which it removes

  bool operator==(const Thing &) const = default;
};

struct Frame {
  const LoweredBody *body = nullptr;
  BlockId block{};
  u32 next = 0;              // place in the block
  std::vector<Item> values;  // by ValueId
  std::vector<u8> visits;    // by BlockId
};

// Code that runs once what runs now is done.
struct Later {
  BodyId body{};
  std::vector<Item> arguments;
};

enum class Stage : u8 { before, asked, answered, resumed };

struct Path {
  std::vector<Frame> frames;
  std::vector<Thing> things;
  std::vector<std::pair<u32, Item>> statics; // by FieldId
  std::vector<std::pair<u32, bool>> assumed; // by text: permissions that were not asked for, granted or not
  std::vector<Later> later, refused;         // refused: what a library runs
  std::vector<u32> dialogs;                  // shown; in `things`, no_index: one that is not understood
  Item screen, receiver, code, launched;     // receiver: of the call that asks; launched: who gets the answer
  Item thrown;
  Item bridge;                               // a screen that was opened on the way to the request, and may close after it
  Site asked_at{};
  std::string_view asked_through;            // of the row
  Stage stage = Stage::before;
  bool is_checked = false;      // a permission that is refused was looked up
  bool is_finished = false, is_root_finished = false;
  bool is_settings_open = false, is_picker_open = false, is_typing_offered = false, is_screen_opened = false, is_unclear_screen = false;
  // Behind the question: the bridge, a screen of the app's, or one that is not known, opened before the answer.
  bool is_bridge_open = false, was_screen_opened = false, was_unclear_screen = false;
  std::string_view doubt;       // why what follows is not known; empty: it is
  bool is_hypothetical = false; // a call threw what no code that was looked at throws
  // Not compared: two paths that agree on the rest go on alike.
  std::vector<Site> witness;
  std::vector<BodyId> ran;      // sorted
  std::vector<std::pair<BodyId, u32>> handlers; // that exceptions went to: body and index of the edge
  std::vector<u32> steps;       // MethodIds that were called since it asked, and classes that were opened, sorted
};

u64 hash_of(const Path &path);

// A doubt about who decides, not about what code does.
inline bool is_elsewhere(std::string_view doubt) { return doubt == "server" || doubt == "web"; }
// What code did is the graver doubt, and stays.
void doubt(Path &path, std::string_view reason);

} // namespace kinsafe
