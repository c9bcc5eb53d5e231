// Rows about what an app carries beside the code that its makers wrote: libraries of others, packers that hide code, layers
// in which pages, scripts or machine code say what happens, and loaders that bring in code while the app runs. Grammar in
// docs/models.md.
#pragma once

#include "base/types.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class CarriedKind : u8 { library, packer, layer };

// How far what a layer runs can reach: pages say what a screen shows and asks; scripts decide what happens too, through
// what the app's own classes offer; code may call any class of the platform.
enum class Reach : u8 { pages, scripts, code };

struct CarriedRow {
  CarriedKind kind;
  std::string name;
  std::string what;     // of a library: "risk_control", "network", ...
  std::string owner;    // of a library
  std::string contacts; // of a library: `contacts_switch` where no call says otherwise
  Reach reach = Reach::code; // of a layer
  bool is_verified = true;   // false: its name alone is known, from a list

  bool operator==(const CarriedRow &) const = default;
};

// What shows that a thing is there.
enum class SignKind : u8 {
  code,   // classes: a package "com/bqs/" or one class "com/stub/StubApp"
  file,   // a file of the package, with * for anything: "assets/apps/*/www/manifest.json"
  native, // a shared library wherever it lies: "libjiagu.so", "libshella*.so"
};
struct SignRow {
  u32 of; // index into `things`
  SignKind kind;
  std::string text;

  bool operator==(const SignRow &) const = default;
};

// A method that makes a library take contacts, or stop taking them.
enum class SwitchKind : u8 { on, off, argument };
struct SwitchRow {
  u32 of;
  std::string owner, name; // "Lcom/bqs/risk/df/android/BqsParams;", "setGatherContact"
  SwitchKind kind;
  u32 argument = 0; // which one is the switch, the first is 1

  bool operator==(const SwitchRow &) const = default;
};

// A method of the platform that a rule is about. `name` is empty where making an object of the class, or extending it, is.
enum class UseKind : u8 { loads_code, starts_program, shows_page, offers_object };
struct UseRow {
  UseKind kind;
  std::string owner, name;

  bool operator==(const UseRow &) const = default;
};

// A call in a script or a name in machine code that takes personal data.
struct TakeRow {
  std::string family;
  bool in_scripts, in_machine_code;
  std::string text; // "plus.contacts.find"
  u32 anchor = 0;   // where three bytes stand in it that as many rows as can be share; by them texts are searched for

  bool operator==(const TakeRow &) const = default;
};

// Texts that stand together in one class of a library, and in no other thing that was profiled. They survive renaming.
struct ShapeRow {
  u32 of;
  std::vector<std::string> texts;

  bool operator==(const ShapeRow &) const = default;
};

inline std::string_view anchor_of(const TakeRow &row) { return std::string_view(row.text).substr(row.anchor, 3); }

struct CarriedRows {
  std::vector<CarriedRow> things; // by name
  // By kind and text. `of` is an index into `things`.
  std::vector<SignRow> signs;
  std::vector<SwitchRow> switches;
  std::vector<UseRow> uses;
  std::vector<TakeRow> takes; // by the bytes at their anchors
  std::vector<ShapeRow> shapes; // by `of`

  bool operator==(const CarriedRows &) const = default;
};

// Every field of every row, for base/archive.h.
void fields(auto &archive, CarriedRow &row) { archive(row.kind, row.name, row.what, row.owner, row.contacts, row.reach, row.is_verified); }
void fields(auto &archive, SignRow &row) { archive(row.of, row.kind, row.text); }
void fields(auto &archive, SwitchRow &row) { archive(row.of, row.owner, row.name, row.kind, row.argument); }
void fields(auto &archive, UseRow &row) { archive(row.kind, row.owner, row.name); }
void fields(auto &archive, TakeRow &row) { archive(row.family, row.in_scripts, row.in_machine_code, row.text, row.anchor); }
void fields(auto &archive, ShapeRow &row) { archive(row.of, row.texts); }
void fields(auto &archive, CarriedRows &rows) { archive(rows.things, rows.signs, rows.switches, rows.uses, rows.takes, rows.shapes); }

// While rows are read, things are known by name; `finish_carried` then turns names into indices.
struct CarriedReader {
  struct Named {
    std::string name, place;
  };
  std::vector<Named> sign_of, switch_of, shape_of;

  // Nothing if the row is of another kind; else what is wrong with it, "" if nothing. `place` names file and line.
  std::optional<std::string_view> add_row(CarriedRows &rows, const std::vector<std::string_view> &words, std::string_view place);
  // The sentence says which name has no row, "" if all do.
  std::string finish(CarriedRows &rows);
};

} // namespace kinsafe
