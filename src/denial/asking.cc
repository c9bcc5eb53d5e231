#include "denial/asking.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

// "Lcom/google/accompanist/" of "Lcom/google/accompanist/permissions/A;": three words name a library. Nothing of Android's own.
std::optional<std::string_view> library_prefix(std::string_view descriptor) {
  if (descriptor.starts_with("Landroid/") && !descriptor.starts_with("Landroid/support/")) return std::nullopt;
  if (descriptor.starts_with("Ljava/")) return std::nullopt;
  size_t end = 0;
  for (int words = 0; words < 3; ++words) {
    const size_t next = descriptor.find('/', end);
    if (next == std::string_view::npos) break;
    end = next + 1;
  }
  return end == 0 ? std::nullopt : std::optional(descriptor.substr(0, end));
}

} // namespace

AskingMethods::AskingMethods(const Hierarchy &hierarchy, const AskingRows &rows) : hierarchy_(hierarchy), rows_(rows) {
  const Program &program = hierarchy.program();
  std::unordered_map<std::string_view, std::vector<const AskingRow *>> by_name;
  for (const AskingRow &row : rows.methods) {
    by_name[row.method.name].push_back(&row);
    const bool is_asking = row.kind == AskingKind::asks || row.kind == AskingKind::registers;
    if (is_asking)
      if (const auto prefix = library_prefix(row.method.owner)) library_prefixes_.emplace_back(*prefix);
    if (row.kind != AskingKind::dialog) continue;
    if (const std::optional<TypeId> type = hierarchy.find(row.method.owner)) dialog_types_.push_back(*type);
    if (const auto prefix = library_prefix(row.method.owner)) library_prefixes_.emplace_back(*prefix);
  }
  const auto unify = [](auto &list) {
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
  };
  unify(library_prefixes_);
  unify(dialog_types_);

  for (u32 i = 0; i < program.methods.size(); ++i) {
    const MethodRef &ref = program.methods[MethodId{i}];
    const auto found = by_name.find(program.strings[ref.name]);
    if (found == by_name.end()) continue;
    // A method of the app's own that has the name, or that overrides the platform's, is code like any other.
    if (const std::optional<BodyId> own = hierarchy.resolve(MethodId{i}); own && !is_library(type_text(program, program.methods[program.bodies[*own].method].owner))) continue;
    const std::string_view signature = program.strings[ref.signature];
    for (const AskingRow *row : found->second) {
      if (row->method.parameters != "*" && !signature.starts_with("(" + row->method.parameters + ")")) continue;
      const std::optional<TypeId> owner = hierarchy.find(row->method.owner);
      if (!owner || !hierarchy.is_below(ref.owner, *owner)) continue;
      if (row->method.name == "<init>" && ref.owner != *owner) continue;
      by_method_[i].push_back(row);
    }
  }
}

std::span<const AskingRow *const> AskingMethods::rows_of(MethodId method) const {
  const auto found = by_method_.find(raw(method));
  return found == by_method_.end() ? std::span<const AskingRow *const>() : found->second;
}

const AskingRow *AskingMethods::find(MethodId method, AskingKind kind) const {
  const auto rows = rows_of(method);
  const auto found = std::ranges::find(rows, kind, &AskingRow::kind);
  return found == rows.end() ? nullptr : *found;
}

std::vector<MethodId> AskingMethods::all(AskingKind kind) const {
  std::vector<MethodId> methods;
  for (const auto &[id, rows] : by_method_)
    if (std::ranges::find(rows, kind, &AskingRow::kind) != rows.end()) methods.push_back(MethodId{id});
  std::ranges::sort(methods);
  return methods;
}

std::string_view AskingMethods::library_of(std::string_view descriptor) const {
  const auto found = std::ranges::find_if(library_prefixes_, [&](const std::string &prefix) { return descriptor.starts_with(prefix); });
  return found == library_prefixes_.end() ? std::string_view() : std::string_view(*found);
}

bool AskingMethods::is_dialog(TypeId type) const {
  return std::ranges::any_of(dialog_types_, [&](TypeId each) { return hierarchy_.is_below(type, each); });
}

size_t operand_of(const AskingRow &row, bool is_static) { return is_static && row.argument > 0 ? row.argument - 1u : row.argument; }

} // namespace kinsafe
