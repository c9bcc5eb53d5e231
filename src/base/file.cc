// Maps files into memory. The mapping is private: a file that shrinks under us raises SIGBUS, which the survey's child
// process absorbs; an audit of one app reads a file that its user hands over.
#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace kinsafe {

MappedFile::MappedFile(MappedFile &&other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<u8 *>(data_), size_);
}

void release_pages(Bytes mapped) {
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const uintptr_t begin = reinterpret_cast<uintptr_t>(mapped.data()), end = begin + mapped.size();
  const uintptr_t first = (begin + page - 1) / page * page, last = end / page * page;
  if (first < last) ::madvise(reinterpret_cast<void *>(first), last - first, MADV_DONTNEED);
}

Result<MappedFile> map_file(const std::string &path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return fail(path + ": " + std::strerror(errno));
  struct stat status {};
  MappedFile file;
  const char *problem = nullptr;
  if (::fstat(descriptor, &status) != 0) problem = std::strerror(errno);
  else if (!S_ISREG(status.st_mode)) problem = "is not a regular file";
  else if (status.st_size > 0) {
    void *const address = ::mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address == MAP_FAILED) problem = std::strerror(errno);
    else {
      file.data_ = static_cast<const u8 *>(address);
      file.size_ = static_cast<size_t>(status.st_size);
    }
  }
  ::close(descriptor);
  if (problem) return fail(path + ": " + problem);
  return file;
}

} // namespace kinsafe
