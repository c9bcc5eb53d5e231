// Rows about asking for permissions, and about what code does when the user refuses: models/requests.model, grammar in
// docs/models.md.
#pragma once

#include "models/name.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class AskingKind : u8 {
  asks,      // `argument` names permissions; `word`: through which library, "platform" and "ActivityResult" are Android's own
  registers, // `argument` is called with the answer to what the launcher asks that the method gives
  refused,   // `target` of the argument runs when library `word` was refused; `is_false`: its first parameter is a false then
  checks,    // `argument` names a permission: 0 if it is granted, -1 if not
  rationale, // `argument` names a permission: true if it was refused, and may be asked for again
  ends,      // `word`: "process" or "screen"
  starts,    // `argument` is the intent of a screen
  dialog,    // `word`: what of a dialog it sets ("positive", ...), or "show"
  decides,   // what happens next is decided elsewhere; `word`: a reason of the fact `denial`
};
struct AskingRow {
  AskingKind kind{};
  ModelName method;
  std::string word;
  u8 argument = 0; // 0: the object itself, 1: the first argument, ...
  std::optional<ModelName> target;
  bool is_false = false;

  bool operator==(const AskingRow &) const = default;
};
// Permissions that the user grants together.
struct PermissionGroup {
  std::string name;                     // "CONTACTS"
  std::vector<std::string> permissions; // short names

  bool operator==(const PermissionGroup &) const = default;
};
struct AskingRows {
  std::vector<AskingRow> methods;
  std::vector<std::string> settings, pickers; // actions of intents that open the system's settings, or let the user pick
  std::vector<PermissionGroup> groups;

  bool operator==(const AskingRows &) const = default;
};

void fields(auto &archive, AskingRow &row) { archive(row.kind, row.method, row.word, row.argument, row.target, row.is_false); }
void fields(auto &archive, PermissionGroup &group) { archive(group.name, group.permissions); }
void fields(auto &archive, AskingRows &rows) { archive(rows.methods, rows.settings, rows.pickers, rows.groups); }

// Nothing if the words are no row of this kind; else what is wrong with it, "" if nothing.
std::optional<std::string_view> add_asking_row(AskingRows &rows, const std::vector<std::string_view> &words);

// "Lowner;->name(parameters)"; nothing if it is none.
std::optional<ModelName> parse_method(std::string_view text);

} // namespace kinsafe
