// Reads the rows about what an app carries.
#include "models/carried.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace kinsafe {
namespace {

using Words = std::vector<std::string_view>;
constexpr std::string_view good;

template <class Kind, size_t count>
std::optional<Kind> find_word(const std::array<std::pair<std::string_view, Kind>, count> &list, std::string_view word) {
  for (const auto &[name, kind] : list)
    if (name == word) return kind;
  return std::nullopt;
}

bool is_word_of_switch(std::string_view word) { return word == "on" || word == "off" || word == "unclear" || word == "none"; }

// library NAME KIND OWNER CONTACTS SOURCE [unverified], packer NAME SOURCE [unverified], layer NAME REACH SOURCE
std::string_view add_thing(CarriedRows &rows, const Words &words) {
  CarriedRow row{CarriedKind::library, "", "", "", "", Reach::code, true};
  const bool is_unverified = words.back() == "unverified";
  const size_t size = words.size() - is_unverified;
  row.is_verified = !is_unverified;
  if (words[0] == "library") {
    if (size != 6 || !is_word_of_switch(words[4]))
      return "write: library \"NAME\" KIND \"OWNER\" on|off|unclear|none \"SOURCE\" [unverified]";
    row.what = words[2], row.owner = words[3], row.contacts = words[4];
  } else if (words[0] == "packer") {
    if (size != 3) return "write: packer \"NAME\" \"SOURCE\" [unverified]";
    row.kind = CarriedKind::packer;
  } else {
    constexpr std::array reaches = {std::pair{std::string_view("pages"), Reach::pages}, std::pair{std::string_view("scripts"), Reach::scripts},
                                    std::pair{std::string_view("code"), Reach::code}};
    const std::optional<Reach> reach = size == 4 ? find_word(reaches, words[2]) : std::nullopt;
    if (!reach) return "write: layer \"NAME\" pages|scripts|code \"SOURCE\"";
    row.kind = CarriedKind::layer, row.reach = *reach;
  }
  row.name = words[1];
  rows.things.push_back(std::move(row));
  return good;
}

std::string_view add_sign(CarriedRows &rows, const Words &words) {
  constexpr std::array kinds = {std::pair{std::string_view("code"), SignKind::code}, std::pair{std::string_view("file"), SignKind::file},
                                std::pair{std::string_view("native"), SignKind::native}};
  const std::optional<SignKind> kind = words.size() == 4 ? find_word(kinds, words[2]) : std::nullopt;
  // What starts with a wildcard would be held against every file.
  if (!kind || words[3].empty() || words[3][0] == '*') return "write: sign \"NAME\" code|file|native TEXT";
  rows.signs.push_back({0, *kind, std::string(words[3])});
  return good;
}

// "Lowner;->name", empty if it is neither.
std::pair<std::string_view, std::string_view> split_method(std::string_view text) {
  const size_t arrow = text.find(";->");
  if (arrow == std::string_view::npos || text[0] != 'L') return {};
  return {text.substr(0, arrow + 1), text.substr(arrow + 3)};
}

std::string_view add_switch(CarriedRows &rows, const Words &words) {
  constexpr std::string_view right = "write: switch \"NAME\" Lclass;->method on|off|argument [NUMBER]";
  constexpr std::array kinds = {std::pair{std::string_view("on"), SwitchKind::on}, std::pair{std::string_view("off"), SwitchKind::off},
                                std::pair{std::string_view("argument"), SwitchKind::argument}};
  const std::optional<SwitchKind> kind = words.size() >= 4 ? find_word(kinds, words[3]) : std::nullopt;
  if (!kind) return right;
  const auto [owner, name] = split_method(words[2]);
  u32 argument = 0;
  if (*kind == SwitchKind::argument) {
    if (words.size() != 5 || words[4].size() != 1 || words[4][0] < '1' || words[4][0] > '9') return right;
    argument = static_cast<u32>(words[4][0] - '0');
  }
  if (name.empty()) return right;
  rows.switches.push_back({0, std::string(owner), std::string(name), *kind, argument});
  return good;
}

std::string_view add_use(CarriedRows &rows, const Words &words) {
  constexpr std::string_view right = "write: platform loads_code|starts_program|shows_page|offers_object Lclass;[->method]";
  constexpr std::array kinds = {std::pair{std::string_view("loads_code"), UseKind::loads_code}, std::pair{std::string_view("starts_program"), UseKind::starts_program},
                                std::pair{std::string_view("shows_page"), UseKind::shows_page}, std::pair{std::string_view("offers_object"), UseKind::offers_object}};
  const std::optional<UseKind> kind = words.size() == 3 ? find_word(kinds, words[1]) : std::nullopt;
  if (!kind || words[2].size() < 3 || words[2][0] != 'L') return right;
  const auto [owner, name] = split_method(words[2]);
  if (name.empty() && !words[2].ends_with(';')) return right;
  rows.uses.push_back({*kind, std::string(name.empty() ? words[2] : owner), std::string(name)});
  return good;
}

std::string_view add_take(CarriedRows &rows, const Words &words) {
  constexpr size_t shortest = 6; // shorter words stand in any text
  if (words.size() != 4 || words[3].size() < shortest || (words[2] != "scripts" && words[2] != "machine_code" && words[2] != "anywhere"))
    return "write: takes FAMILY scripts|machine_code|anywhere \"TEXT\"";
  rows.takes.push_back({std::string(words[1]), words[2] != "machine_code", words[2] != "scripts", std::string(words[3]), 0});
  return good;
}

// As few anchors as will do: again and again the one that most of the remaining texts hold.
void choose_anchors(std::vector<TakeRow> &rows) {
  std::vector<TakeRow *> left;
  for (TakeRow &row : rows) left.push_back(&row);
  while (!left.empty()) {
    std::map<std::string_view, std::set<TakeRow *>> holders;
    for (TakeRow *row : left)
      for (size_t i = 0; i + 3 <= row->text.size(); ++i) holders[std::string_view(row->text).substr(i, 3)].insert(row);
    const auto best = std::ranges::max_element(holders, {}, [](const auto &entry) { return entry.second.size(); });
    for (TakeRow *row : best->second) row->anchor = static_cast<u32>(row->text.find(best->first));
    std::erase_if(left, [&](TakeRow *row) { return best->second.contains(row); });
  }
  std::ranges::stable_sort(rows, {}, anchor_of);
}

} // namespace

std::optional<std::string_view> CarriedReader::add_row(CarriedRows &rows, const Words &words, std::string_view place) {
  const auto named = [&](std::vector<Named> &names, std::string_view problem) {
    if (problem.empty()) names.push_back({std::string(words[1]), std::string(place)});
    return problem;
  };
  const std::string_view kind = words[0];
  if (kind == "library" || kind == "packer" || kind == "layer") return add_thing(rows, words);
  if (kind == "sign") return named(sign_of, add_sign(rows, words));
  if (kind == "switch") return named(switch_of, add_switch(rows, words));
  if (kind == "shape") {
    if (words.size() < 3) return "write: shape \"NAME\" \"TEXT\"...";
    rows.shapes.push_back({0, {words.begin() + 2, words.end()}});
    return named(shape_of, good);
  }
  if (kind == "platform") return add_use(rows, words);
  if (kind == "takes") return add_take(rows, words);
  return std::nullopt;
}

std::string CarriedReader::finish(CarriedRows &rows) {
  std::ranges::sort(rows.things, {}, &CarriedRow::name);
  const auto twice = std::ranges::adjacent_find(rows.things, {}, &CarriedRow::name);
  if (twice != rows.things.end()) return fmt::format("\"{}\" is declared twice", twice->name);
  std::string problem;
  const auto resolve = [&](const std::vector<Named> &names, auto &list) {
    for (size_t i = 0; i < list.size(); ++i) {
      const auto thing = std::ranges::lower_bound(rows.things, names[i].name, {}, &CarriedRow::name);
      if (thing == rows.things.end() || thing->name != names[i].name) {
        problem = fmt::format("{}: no library, packer or layer is named \"{}\"", names[i].place, names[i].name);
        return;
      }
      list[i].of = static_cast<u32>(thing - rows.things.begin());
    }
  };
  resolve(sign_of, rows.signs);
  resolve(switch_of, rows.switches);
  resolve(shape_of, rows.shapes);
  std::ranges::sort(rows.signs, {}, [](const SignRow &row) { return std::tie(row.kind, row.text, row.of); });
  std::ranges::stable_sort(rows.shapes, {}, &ShapeRow::of);
  choose_anchors(rows.takes);
  return problem;
}

} // namespace kinsafe
