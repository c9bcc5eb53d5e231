#include "conduct/shares.h"

#include "base/reader.h"
#include "conduct/columns.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>

#include <fcntl.h>
#include <unistd.h>

namespace kinsafe {
namespace {

struct GatheredColumns {
  using Row = Gathered;
  template <class Visit>
  static constexpr void each(const Visit &visit) {
    each_event_column([&](const auto &cell) { visit([&](auto &gathered) -> auto & { return cell(gathered.event); }); });
    visit([](auto &gathered) -> auto & { return gathered.group; });
    visit([](auto &gathered) -> auto & { return gathered.is_shared; });
  }
};

// Counted, then put in place: the cases of a share are those of every `shares`th group. Contacts of one case come nearly in
// order; what several threads and sources brought is sorted.
std::vector<Gathered> by_case(const std::vector<Gathered> &all) {
  u32 most = 0;
  for (const Gathered &each : all) most = std::max(most, each.group / static_cast<u32>(shares));
  std::vector<u32> ends(most + 2);
  for (const Gathered &each : all) ++ends[each.group / shares + 1];
  for (size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
  std::vector<u32> order(all.size());
  for (u32 i = 0; i < all.size(); ++i) order[ends[all[i].group / shares]++] = i; // now the end of each group
  std::vector<Gathered> sorted;
  sorted.reserve(all.size());
  const auto before = [&](u32 a, u32 b) {
    const StoredEvent &first = all[a].event, &second = all[b].event;
    return std::tie(first.time, first.source, first.row) < std::tie(second.time, second.source, second.row);
  };
  for (u32 group = 0, from = 0; group <= most && !all.empty(); from = ends[group++]) {
    const auto begin = order.begin() + from, end = order.begin() + ends[group];
    if (!std::is_sorted(begin, end, before)) std::sort(begin, end, before);
    for (auto each = begin; each != end; ++each) sorted.push_back(all[*each]);
  }
  return sorted;
}

} // namespace

Shares::Shares(unsigned threads, size_t most_bytes, std::string folder) : most_bytes_(most_bytes), folder_(std::move(folder)), kept_(threads) {
  for (auto &of_thread : kept_) of_thread.resize(shares);
}

Shares::~Shares() {
  if (file_ >= 0) ::close(file_);
}

void Shares::add(size_t thread, const Gathered &contact) {
  const size_t share = of(contact.group);
  std::vector<Gathered> &kept = kept_[thread][share];
  kept.push_back(contact);
  if (kept.size() >= rows_kept) pack(share, kept);
}

void Shares::pack(size_t share, std::vector<Gathered> &kept) {
  Extent extent{0, static_cast<u32>(kept.size()), pack_columns<GatheredColumns>(kept, Packing::fast)};
  kept.clear();
  extent.size = extent.bytes.size();
  if (bytes_.fetch_add(extent.size) + extent.size > most_bytes_) {
    bytes_.fetch_sub(extent.size);
    extent.at = file_bytes_.fetch_add(extent.size);
    write(extent.bytes, extent.at);
    std::string().swap(extent.bytes); // an empty string that is assigned would keep its memory
  }
  const std::lock_guard lock(guards_[share]);
  extents_[share].push_back(std::move(extent));
}

void Shares::write(std::string_view bytes, u64 at) {
  const std::lock_guard lock(file_guard_);
  const auto fail_with = [&](const char *what) {
    if (problem_.empty()) problem_ = folder_ + ": a file of contacts can't be " + what + ": " + std::strerror(errno);
  };
  if (file_ < 0 && problem_.empty()) {
    const std::string path = folder_ + "/shares.tmp";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file_ < 0) return fail_with("made");
    (void)::unlink(path.c_str());
  }
  while (!bytes.empty() && problem_.empty()) {
    const ssize_t written = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_with("written");
    bytes.remove_prefix(static_cast<size_t>(written)), at += static_cast<u64>(written);
  }
}

Result<std::vector<Gathered>> Shares::take(size_t share) {
  if (!problem_.empty()) return fail(problem_);
  std::vector<Gathered> all, some;
  std::vector<u8> read;
  for (Extent &extent : extents_[share]) {
    if (extent.bytes.empty()) {
      read.resize(extent.size);
      for (size_t done = 0; done < read.size();) {
        const ssize_t count = ::pread(file_, read.data() + done, read.size() - done, static_cast<off_t>(extent.at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return fail(folder_ + ": a file of contacts can't be read again: " + std::strerror(errno));
        done += static_cast<size_t>(count);
      }
    }
    Bytes bytes = extent.bytes.empty() ? Bytes(read) : as_bytes(extent.bytes);
    TRY_DO(unpack_columns<GatheredColumns>(bytes, extent.rows, all_columns, some));
    all.insert(all.end(), some.begin(), some.end());
    std::string().swap(extent.bytes);
  }
  for (auto &of_thread : kept_) {
    all.insert(all.end(), of_thread[share].begin(), of_thread[share].end());
    of_thread[share] = {};
  }
  return by_case(all);
}

} // namespace kinsafe
