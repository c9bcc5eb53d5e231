// Measures the audit of apps against t0, the time that libdeflate takes to inflate an app's dex files on one core. The
// ratio tells what the analysis costs on any machine; t0 is the floor that no reader of dex files can go below.
// Use: kinsafe-bench FOLDER [RUNS]. Every app is audited RUNS times (default 7) by one thread in a process of its own; the
// best time of each stage counts, and the process's peak memory. Then as often by two threads.
// "read" is what it takes to open, inflate, verify, index and scan (stages open, program, xrefs) and to digest the file
// once by SHA-256, less two such digests: one identifies the file, one verifies its signature. "audit" is all of it, less
// two such digests too.
#include "audit.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/heap.h"
#include "container/package.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kinsafe {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

template <class Work>
double best_of(int runs, const Work &work) {
  double best = 1e300;
  for (int i = 0; i < runs; ++i) {
    const auto start = Clock::now();
    work();
    best = std::min(best, milliseconds(Clock::now() - start));
  }
  return best;
}

// One app's figures, a trivially copyable row so that a child process can hand it over a pipe.
struct Figures {
  static constexpr size_t most_stages = 16;
  u64 dex_bytes = 0, file_bytes = 0, peak_kib = 0;
  double t0 = 0, sha256 = 0, total = 0, total_by_two = 0; // milliseconds
  size_t stages = 0;
  char names[most_stages][16] = {};
  double times[most_stages] = {};
};

u64 peak_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<u64>(usage.ru_maxrss);
}

Input input_of(const std::string &path, const Config &config, unsigned threads) {
  Input input;
  input.paths = {path};
  input.question.date = config.norms.date;
  input.threads = threads;
  return input;
}

void measure_two_threads(const std::string &path, const Config &config, int runs, Figures &figures) {
  const Input input = input_of(path, config, 2);
  figures.total_by_two = best_of(runs, [&] {
    Stages stages;
    audit(input, config, stages);
  });
}

void measure_audit(const std::string &path, const Config &config, int runs, Figures &figures) {
  const Input input = input_of(path, config, 1);
  figures.total = 1e300;
  for (int i = 0; i < runs; ++i) {
    Stages stages;
    const auto start = Clock::now();
    if (!audit(input, config, stages)) return;
    figures.total = std::min(figures.total, milliseconds(Clock::now() - start));
    figures.stages = stages.rows.size();
    for (size_t s = 0; s < figures.stages; ++s) {
      figures.times[s] = i == 0 ? milliseconds(stages.rows[s].time) : std::min(figures.times[s], milliseconds(stages.rows[s].time));
      stages.rows[s].name.copy(figures.names[s], sizeof figures.names[s] - 1);
    }
  }
}

void measure_floor(const std::string &path, int runs, Figures &figures) {
  const Result<MappedFile> file = map_file(path);
  if (!file) return;
  figures.file_bytes = file->bytes().size();
  figures.sha256 = best_of(runs, [&] { sha256_hex(file->bytes()); });
  Incomplete incomplete;
  const Result<Zip> zip = read_zip(file->bytes(), incomplete);
  if (!zip) return;
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(libdeflate_alloc_decompressor(),
                                                                                                   libdeflate_free_decompressor);
  for (u32 number = 1;; ++number) {
    const ZipEntry *entry = find_entry(*zip, number == 1 ? "classes.dex" : fmt::format("classes{}.dex", number));
    if (!entry) return;
    figures.dex_bytes += entry->size;
    std::vector<u8> buffer(entry->size);
    const u8 *const data = file->bytes().data() + entry->data_offset;
    figures.t0 += best_of(runs, [&] {
      if (entry->method == 8) libdeflate_deflate_decompress(inflater.get(), data, entry->compressed_size, buffer.data(), buffer.size(), nullptr);
      else std::memcpy(buffer.data(), data, buffer.size());
    });
  }
}

Figures measure(const std::string &path, const Config &config, int runs) {
  Figures figures;
  int pipe[2];
  if (::pipe(pipe) != 0) return figures;
  const pid_t child = ::fork();
  if (child == 0) {
    measure_audit(path, config, runs, figures);
    figures.peak_kib = peak_kib();
    measure_two_threads(path, config, runs, figures);
    measure_floor(path, runs, figures);
    const bool is_whole = ::write(pipe[1], &figures, sizeof figures) == static_cast<ssize_t>(sizeof figures);
    ::_exit(is_whole ? 0 : 1);
  }
  ::close(pipe[1]);
  if (::read(pipe[0], &figures, sizeof figures) != static_cast<ssize_t>(sizeof figures)) figures = {};
  ::close(pipe[0]);
  ::waitpid(child, nullptr, 0);
  return figures;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

int run(const std::string &folder, int runs) {
  const Result<Config> config = load_config("", "");
  if (!config) return fmt::print(stderr, "{}\n", config.error().message), 1;
  std::vector<std::string> paths;
  for (const auto &entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".apk") paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  if (paths.empty()) return fmt::print(stderr, "{}: holds no .apk file\n", folder), 1;

  fmt::print("{:<44}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}  stages in t0\n", "app", "dex MB", "t0 ms", "sha ms", "total ms", "audit t0",
             "read t0", "peak MB", "1 by 2");
  std::map<std::string, std::vector<double>> in_t0; // over apps of at least 1 MB of dex
  for (const std::string &path : paths) {
    const Figures f = measure(path, *config, runs);
    if (f.stages == 0 || f.t0 <= 0) {
      fmt::print("{:<44} no app with dex files\n", fs::path(path).filename().string());
      continue;
    }
    const double audit = f.total - 2 * f.sha256;
    double read = -f.sha256;
    for (size_t s = 0; s < f.stages; ++s)
      for (const std::string_view name : {"open", "program", "xrefs"}) read += f.names[s] == name ? f.times[s] : 0;
    const double peak_mb = static_cast<double>(f.peak_kib) * 1024 / 1e6, dex_mb = static_cast<double>(f.dex_bytes) / 1e6;
    std::string stages;
    for (size_t s = 0; s < f.stages; ++s) stages += fmt::format(" {} {:.2f}", f.names[s], f.times[s] / f.t0);
    fmt::print("{:<44}{:>9.2f}{:>9.2f}{:>9.2f}{:>9.2f}{:>9.2f}{:>9.2f}{:>9.1f}{:>9.2f} {}\n", fs::path(path).filename().string(), dex_mb,
               f.t0, f.sha256, f.total, audit / f.t0, read / f.t0, peak_mb, f.total / f.total_by_two, stages);
    if (f.dex_bytes < 1'000'000) continue;
    in_t0["audit"].push_back(audit / f.t0);
    in_t0["read"].push_back(read / f.t0);
    in_t0["peak MB beyond twice the dex"].push_back(peak_mb - 2 * dex_mb);
    in_t0["one thread's time by two threads'"].push_back(f.total / f.total_by_two);
    for (size_t s = 0; s < f.stages; ++s) in_t0[fmt::format("stage {}", f.names[s])].push_back(f.times[s] / f.t0);
  }
  fmt::print("\nmedian over apps with at least 1 MB of dex\n");
  for (const auto &[name, values] : in_t0) fmt::print("{:<44}{:>9.2f}\n", name, median(values));
  return 0;
}

} // namespace
} // namespace kinsafe

int main(int count, char **words) {
  kinsafe::use_huge_pages(); // as the program does
  int runs = 7;
  const bool is_number = count < 3 || std::from_chars(words[2], words[2] + std::strlen(words[2]), runs).ec == std::errc();
  if (count < 2 || count > 3 || !is_number || runs < 1) {
    fmt::print(stderr, "use: kinsafe-bench FOLDER [RUNS]\n");
    return 3;
  }
  return kinsafe::run(words[1], runs);
}
