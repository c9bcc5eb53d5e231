#include "denial/path.h"

namespace kinsafe {
namespace {

struct Hash {
  u64 state = 0xcbf29ce484222325;
  void add(u64 word) {
    state ^= word;
    state *= 0x9e3779b97f4a7c15;
    state ^= state >> 29;
  }
  void add(const Item &item) { add(static_cast<u64>(item.kind) << 56 ^ static_cast<u64>(item.number)); }
  void add(const std::vector<Item> &items) {
    add(items.size());
    for (const Item &item : items) add(item);
  }
  template <class Second> void add(const std::vector<std::pair<u32, Second>> &list) {
    add(list.size());
    for (const auto &[first, second] : list) add(first), add(second);
  }
  void add(const std::vector<Later> &list) {
    add(list.size());
    for (const Later &each : list) add(static_cast<u64>(each.body)), add(each.arguments);
  }
};

} // namespace

void doubt(Path &path, std::string_view reason) {
  if (path.doubt.empty() || is_elsewhere(path.doubt)) path.doubt = reason;
}

u64 hash_of(const Path &path) {
  Hash hash;
  hash.add(path.frames.size());
  for (const Frame &frame : path.frames) {
    hash.add(static_cast<u64>(frame.body->body));
    hash.add(static_cast<u64>(frame.block) << 32 | frame.next);
    hash.add(frame.values);
  }
  hash.add(path.things.size());
  for (const Thing &thing : path.things) {
    hash.add(static_cast<u64>(thing.kind) << 41 ^ static_cast<u64>(thing.is_whole) << 39 ^ static_cast<u64>(thing.is_old) << 38 ^ static_cast<u64>(thing.is_cancelable) << 40 ^
             static_cast<u64>(thing.has) << 32 ^ thing.type);
    hash.add(thing.shows);
    hash.add(thing.items);
    hash.add(thing.fields);
  }
  hash.add(path.statics);
  hash.add(path.assumed);
  hash.add(path.later);
  hash.add(path.refused);
  for (const u32 dialog : path.dialogs) hash.add(dialog);
  for (const Item &item : {path.screen, path.receiver, path.code, path.launched, path.thrown, path.bridge}) hash.add(item);
  hash.add(u64{static_cast<u32>(path.asked_at.body)} << 32 | path.asked_at.pc);
  u64 bits = static_cast<u64>(path.stage);
  for (const bool bit : {path.is_checked, path.is_finished, path.is_root_finished, path.is_settings_open, path.is_picker_open,
                         path.is_typing_offered, path.is_screen_opened, path.is_unclear_screen, path.is_bridge_open,
                         path.was_screen_opened, path.was_unclear_screen, path.doubt.empty(), is_elsewhere(path.doubt), path.is_hypothetical})
    bits = bits << 1 | static_cast<u64>(bit);
  hash.add(bits);
  return hash.state;
}

} // namespace kinsafe
