// Memory for the inflated parts of a package: not set to zero first, for all of it is written, and in huge pages where
// the system has them, for touching fresh pages costs as much as inflating a tenth of them.
#pragma once

#include "base/types.h"

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <span>
#include <utility>

namespace kinsafe {

class Buffer {
public:
  Buffer() = default;
  // Without memory if there is none to be had: size() is 0 then.
  explicit Buffer(size_t size) {
    data_ = static_cast<u8 *>(::operator new(size, alignment_of(size), std::nothrow));
    if (!data_) return;
    size_ = size;
    if (size >= huge_page) ::madvise(data_, size, MADV_HUGEPAGE); // advice: nothing is lost if it is not taken
  }
  Buffer(Buffer &&other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer &operator=(Buffer &&other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() {
    if (data_) ::operator delete(data_, alignment_of(size_));
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<u8> room() { return {data_, size_}; }

private:
  static constexpr size_t huge_page = size_t{1} << 21;
  static std::align_val_t alignment_of(size_t size) { return std::align_val_t{size >= huge_page ? huge_page : 64}; }

  u8 *data_ = nullptr;
  size_t size_ = 0;
};

} // namespace kinsafe
