// A file as read-only bytes in memory, mapped and not copied.
#pragma once

#include "base/result.h"
#include "base/types.h"

#include <string>

namespace kinsafe {

class MappedFile {
public:
  MappedFile() = default;
  MappedFile(MappedFile &&other) noexcept;
  MappedFile &operator=(MappedFile &&other) noexcept;
  ~MappedFile();

  Bytes bytes() const { return {data_, size_}; }

private:
  friend Result<MappedFile> map_file(const std::string &path);
  const u8 *data_ = nullptr;
  size_t size_ = 0;
};

// Takes the pages that lie whole in a part of a mapped file out of memory; who reads them again gets them from the file.
void release_pages(Bytes mapped);

// Fails with a sentence if `path` is no readable regular file. An empty file has no bytes.
Result<MappedFile> map_file(const std::string &path);

} // namespace kinsafe
