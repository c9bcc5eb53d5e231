// Asks for huge pages for what the C library's allocator hands out, before an app is read: touching fresh small pages
// costs as much as half of the inflating. Advice alone; where it is not taken, or another allocator is linked in, nothing
// changes.
#pragma once

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace kinsafe {

// Call once, before there are threads.
inline void use_huge_pages() {
  constexpr size_t huge_page = size_t{1} << 21, reserve = size_t{256} << 20; // of address space; not of memory
  // What is larger is mapped by itself in small pages: tables reserve more than they use, and huge pages would make that memory.
  ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
  ::mallopt(M_TOP_PAD, reserve);
  ::mallopt(M_TRIM_THRESHOLD, 2 * reserve);
  const auto old_end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  void *volatile large = std::malloc(4 * huge_page); // more than is free, so that the heap grows; not to be left out as unused
  std::free(large);
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0)), start = (old_end + huge_page - 1) & ~(huge_page - 1);
  if (start < end) ::madvise(reinterpret_cast<void *>(start), end - start, MADV_HUGEPAGE);
}

} // namespace kinsafe
