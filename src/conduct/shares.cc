#include "conduct/shares.h"

#include "conduct/segment.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace kinsafe {

Shares::Shares(unsigned threads, bool is_on_disk) : kept_(threads) {
  for (auto &of_thread : kept_) of_thread.resize(shares);
  if (is_on_disk) files_.assign(shares, -1), guards_ = std::make_unique<std::mutex[]>(shares);
}

Shares::~Shares() {
  for (const int file : files_)
    if (file >= 0) ::close(file);
}

Result<void> Shares::open(const std::string &folder) {
  for (size_t i = 0; i < files_.size(); ++i) {
    const std::string path = folder + "/share-" + std::to_string(i) + ".tmp";
    files_[i] = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (files_[i] < 0) return fail(path + ": " + std::strerror(errno));
    (void)::unlink(path.c_str());
  }
  return {};
}

void Shares::add(size_t thread, size_t share, const Gathered &contact) {
  std::vector<Gathered> &kept = kept_[thread][share];
  kept.push_back(contact);
  if (!files_.empty() && kept.size() >= rows_kept) write(share, kept);
}

Result<std::vector<Gathered>> Shares::take(size_t share) {
  std::vector<Gathered> all;
  for (auto &of_thread : kept_) {
    all.insert(all.end(), of_thread[share].begin(), of_thread[share].end());
    of_thread[share] = {};
  }
  if (!problem_.empty()) return fail(problem_);
  if (files_.empty()) return all;
  const off_t size = ::lseek(files_[share], 0, SEEK_END);
  std::vector<u8> bytes(static_cast<size_t>(std::max<off_t>(size, 0)));
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t read = ::pread(files_[share], bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (read <= 0) return fail(std::string("a file of contacts can't be read again: ") + std::strerror(errno));
    at += static_cast<size_t>(read);
  }
  std::vector<StoredEvent> events;
  std::vector<u64> groups;
  for (Bytes left = bytes; !left.empty();) {
    const size_t taken = TRY(size_of_block(left));
    TRY_DO(unpack_block(left, all_columns, events, groups));
    for (size_t i = 0; i < events.size(); ++i) all.push_back({events[i], static_cast<u32>(groups[i]), (groups[i] >> 32) != 0});
    left = left.subspan(taken);
  }
  return all;
}

void Shares::write(size_t share, std::vector<Gathered> &kept) {
  std::vector<StoredEvent> events;
  std::vector<u64> groups; // stand where further rows of a call would
  for (Gathered &each : kept) {
    each.event.more_rows = 1;
    events.push_back(each.event);
    groups.push_back(u64{each.is_shared} << 32 | each.group);
  }
  const std::string block = pack_block(events, groups);
  const std::lock_guard lock(guards_[share]);
  for (size_t at = 0; at < block.size();) {
    const ssize_t written = ::write(files_[share], block.data() + at, block.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const std::lock_guard problem_lock(problem_guard_);
      problem_ = std::string("a file of contacts can't be written: ") + std::strerror(errno);
      break;
    }
    at += static_cast<size_t>(written);
  }
  kept.clear();
}

} // namespace kinsafe
