// Runs code with a permission refused. From the method that asks, through what the answer brings about, every path is
// followed on which the refusal is known and most else is not: a branch on what is not known goes both ways. That is an
// abstract interpretation that keeps paths apart; two that have become alike go on as one.
//
// Android's own part is told in three stages: the request, its answer (a callback), and the screen coming back to the front
// (onResume), for the dialog that asks lies over it.
#pragma once

#include "denial/outcome.h"
#include "denial/path.h"
#include "denial/requests.h"
#include "denial/world.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace kinsafe {

// The answer to a request. What is asked and not denied is granted.
struct AskedAnswer {
  const Request *request = nullptr; // its call is the one that counts; of a mere check there is none
  std::span<const Request> all;     // of the app, by all calls: what is asked where
  std::vector<std::string> asked, denied; // full names, sorted
  bool is_forever = false;          // refused for good: Android asks no more
  bool uses_rows = false;           // of a library: its code is not run, for rows say what it does
};

class Explorer {
public:
  // `steps_left`: of all explorations of an app.
  Explorer(const World &world, const AskedAnswer &answer, u64 &steps_left) : world_(world), program_(world.program), answer_(answer), steps_left_(steps_left) {}

  // How it ends when the code starts, `this` being of that class. With a request: of paths that ask.
  std::vector<Ending> run(BodyId start, std::optional<TypeId> receiver);
  bool is_cut() const { return is_cut_; } // some paths were given up
  const std::vector<Site> &asked_again() const { return asked_again_; } // where, also by a choice of the user's

private:
  enum class Flow : u8 { goes_on, moved, done }; // of an instruction: to the next, elsewhere, no further

  // explorer.cc: paths, blocks, instructions
  std::vector<Ending> explore(std::vector<Path> paths, unsigned depth);
  void construct(Path &path, const Item &self, bool is_first);
  void advance(Path path, unsigned depth);
  Flow step(Path &path);
  bool enter_edge(Path &path, const Edge &edge, u32 edge_index);
  Flow follow(Path &path, EdgeKind kind);
  Flow branch(Path &path, const Value &value);
  Flow select(Path &path, const Value &value);
  Flow throw_item(Path &path, const Item &thrown, std::optional<TypeId> type);
  Flow leave(Path &path, const Item &result);
  std::optional<bool> is_condition_met(const Path &path, const Value &value) const;
  bool is_written_here_alone(const Frame &frame, ValueId field_get) const;
  void split(const Path &path) { paths_->push_back(path); }
  void try_handlers(Path &path);
  void end(const Path &path, Outcome outcome, std::string_view reason = {});
  void finish(const Path &path);
  void end_process(const Path &path);
  void give_up(const Path &path) { is_cut_ |= !path.is_hypothetical, end(path, Outcome::unknown, "limit"); }

  // stages.cc: what Android does when no code runs
  bool may_change(const Path &path, u32 field) const;
  bool may_change_content(const Path &path, u32 field) const;
  bool is_only_looked_at(ValueAt content, unsigned depth) const;
  void forget(Path &path) const;
  void forget_contents(Path &path) const;
  bool start_next(Path &path, unsigned depth);
  bool start_later(Path &path) const;
  bool start_listener(Path &path) const;
  void answer_request(const Path &path);
  void answer_platform(const Path &path);
  void answer_launcher(const Path &path);
  void resume(Path path);
  std::vector<std::vector<Ending>> try_choices(const Path &path, const Thing &dialog, unsigned depth);
  Item results_of(Path &path, bool is_map);

  // invokes.cc: calls
  Flow invoke(Path &path, const Value &value);
  std::optional<Flow> invoke_row(Path &path, const Value &value, const AskingRow &row);
  std::optional<Flow> invoke_asks(Path &path, const Value &value, const AskingRow &row);
  void note_launch(Path &path, const AskingRow &row, const Site &site, std::span<const std::string> names) const;
  std::optional<Flow> invoke_dialog(Path &path, const Value &value, const AskingRow &row);
  void open(Path &path, const Value &value, const Item &intent, ValueId operand);
  void close_screen(Path &path, const Value &value, bool is_gone);
  void show_screen(Path &path, const Item &screen, bool is_activity);
  Flow invoke_app(Path &path, const Value &value);
  bool may_write_to(BodyId body, u32 parameter) const;
  void hand_off(Path &path, const Value &value);
  bool call(Path &path, BodyId body, std::vector<Item> arguments) const;
  std::optional<Later> method_of(const Path &path, const Item &object, std::string_view name, std::string_view signature, std::vector<Item> arguments) const;
  std::optional<bool> is_granted(const Path &path, const Item &name) const;
  void note(Path &path, const Value &value) const;
  void note_step(Path &path, u32 step) const;

  // platform.cc: the few methods of Android and Java whose results matter
  std::optional<Item> invoke_platform(Path &path, const Value &value, std::span<const Item> arguments);
  std::optional<Item> invoke_atomic(Thing &object, std::string_view owner, std::string_view name, std::span<const Item> arguments) const;
  std::optional<Item> invoke_list(Path &path, u32 list, std::string_view name, std::string_view signature, std::span<const Item> arguments);
  std::optional<Item> invoke_map(Path &path, u32 map, std::string_view name, std::span<const Item> arguments);
  void configure_intent(Path &path, u32 intent, std::string_view name, std::string_view signature, std::span<const Item> arguments);
  Item get_static(Path &path, const Value &value);
  Item get_field(Path &path, const Value &value);
  Item thing_from(Path &path, ValueAt origin); // the object that is made there
  void note_constructed(const Path &path, ValueAt origin, Thing &made) const;
  Item made_elsewhere(Path &path, ValueId id, u32 field_type);
  std::optional<std::vector<Item>> items_of_array(ValueAt place, ValueAt array);
  std::optional<i64> is_equal(const Item &a, const Item &b) const;
  static void lose_content(Path &path, const Item &item);
  static void lose_shown(Path &path, u32 id);
  static void remove_last(Path &path, u32 id);
  std::optional<bool> holds_item(std::span<const Item> items, const Item &wanted) const;

  Item item_of(const Path &path, ValueId id) const;
  Item text(std::string_view text) const;
  std::string_view text_of(const Item &item) const { return texts_[static_cast<size_t>(item.number)]; }
  static Item make(Path &path, Thing thing);
  static Thing *thing(Path &path, const Item &item, Thing::Kind kind);
  static const Thing *thing(const Path &path, const Item &item, Thing::Kind kind);
  std::optional<TypeId> class_of(const Path &path, const Item &item, ValueId id) const;
  ValueAt at(const Path &path, ValueId id) const { return {path.frames.back().body->body, id}; }

  static constexpr u64 most_steps = 20'000, most_steps_of_constructor = 3'000;
  static constexpr size_t most_paths = 300, deepest_call = 24, most_visits = 60, largest_body = 4000;
  static constexpr size_t most_hypothetical = 40;
  static constexpr unsigned most_dialogs = 5;

  const World &world_;
  const Program &program_;
  const AskedAnswer &answer_;
  u64 &steps_left_;
  mutable std::map<u32, std::optional<std::vector<BodyId>>> writers_; // by FieldId, other than constructors; nothing: not all are known
  mutable std::map<u32, std::optional<std::vector<BodyId>>> changers_; // likewise, of what a list or map in the field holds
  mutable std::vector<std::string> texts_;
  mutable std::map<std::string, i64, std::less<>> text_ids_;
  std::vector<Path> *paths_ = nullptr;
  std::vector<Ending> *endings_ = nullptr;
  std::unordered_set<u64> *seen_ = nullptr;
  u64 steps_ = 0;
  size_t path_count_ = 0, hypothetical_count_ = 0;
  bool is_cut_ = false;
  std::vector<Site> asked_again_;
};

} // namespace kinsafe
