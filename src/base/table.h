// A vector that is indexed by its own id type, so that the id of a method can't index the classes.
#pragma once

#include "base/types.h"

#include <cassert>
#include <utility>
#include <vector>

namespace kinsafe {

// `Id` is an `enum class : u32`; ids are dense and start at 0.
template <class Id, class T>
class Table {
public:
  size_t size() const { return rows_.size(); }
  const T &operator[](Id id) const { return assert(index(id) < rows_.size()), rows_[index(id)]; }
  T &operator[](Id id) { return assert(index(id) < rows_.size()), rows_[index(id)]; }
  Id push_back(T row) {
    rows_.push_back(std::move(row));
    return static_cast<Id>(rows_.size() - 1);
  }
  void reserve(size_t count) { rows_.reserve(count); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }

  static constexpr u32 index(Id id) { return std::to_underlying(id); }

private:
  std::vector<T> rows_;
};

} // namespace kinsafe
