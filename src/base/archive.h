// Values as bytes and back, so that data which people write as text is read and checked when the program is built, and
// not each time it starts. A type takes part by a function beside it that names its fields once, in both directions:
//   void fields(auto &archive, Norm &norm) { archive(norm.id, norm.requirements); }
// What is read was written by the same build, so there is no version; bytes that do not fit end in a Result error.
#pragma once

#include "base/types.h"

#include <algorithm>
#include <concepts>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace kinsafe {

class ArchiveWriter {
public:
  void operator()(const auto &...values) { (write(values), ...); }
  std::string take() { return std::move(out_); }

private:
  template <class T>
    requires std::integral<T> || std::is_enum_v<T>
  void write(T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof value);
  }
  void write(const std::string &text) {
    write_size(text.size());
    out_ += text;
  }
  template <class T>
  void write(const std::optional<T> &value) {
    write(value.has_value());
    if (value) write(*value);
  }
  template <class First, class Second>
  void write(const std::pair<First, Second> &pair) {
    write(pair.first), write(pair.second);
  }
  template <class T>
  void write(const std::vector<T> &list) {
    write_size(list.size());
    for (const T &each : list) write(each);
  }
  template <class Key, class Value, class Order>
  void write(const std::map<Key, Value, Order> &map) {
    write_size(map.size());
    for (const auto &[key, value] : map) write(key), write(value);
  }
  template <class T>
    requires std::is_class_v<T>
  void write(const T &value) {
    fields(*this, const_cast<T &>(value)); // a writer changes nothing
  }
  void write_size(size_t size) { write(static_cast<u32>(size)); }

  std::string out_;
};

class ArchiveReader {
public:
  explicit ArchiveReader(std::string_view bytes) : rest_(bytes) {}

  void operator()(auto &...values) { (read(values), ...); }
  bool is_whole() const { return !is_short_ && rest_.empty(); } // all was there, and nothing is left

private:
  template <class T>
    requires std::integral<T> || std::is_enum_v<T>
  void read(T &value) {
    const std::string_view bytes = take(sizeof value);
    if (!is_short_) std::memcpy(&value, bytes.data(), sizeof value);
  }
  void read(std::string &text) { text = take(read_size()); }
  template <class T>
  void read(std::optional<T> &value) {
    bool has_value = false;
    read(has_value);
    if (has_value) read(value.emplace());
  }
  template <class First, class Second>
  void read(std::pair<First, Second> &pair) {
    read(pair.first), read(pair.second);
  }
  template <class T>
  void read(std::vector<T> &list) {
    const size_t size = read_size();
    list.reserve(std::min(size, rest_.size())); // nothing takes less than a byte
    for (size_t i = 0; i < size && !is_short_; ++i) read(list.emplace_back());
  }
  template <class Key, class Value, class Order>
  void read(std::map<Key, Value, Order> &map) {
    const size_t size = read_size();
    for (size_t i = 0; i < size && !is_short_; ++i) {
      Key key;
      read(key);
      read(map.emplace_hint(map.end(), std::move(key), Value())->second); // they were written in order
    }
  }
  template <class T>
    requires std::is_class_v<T>
  void read(T &value) {
    fields(*this, value);
  }
  size_t read_size() {
    u32 size = 0;
    read(size);
    return size;
  }
  std::string_view take(size_t size) {
    is_short_ |= size > rest_.size();
    if (is_short_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool is_short_ = false;
};

} // namespace kinsafe
