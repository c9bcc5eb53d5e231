// How fast records of calls are read: rows of an Asterisk file a second on one core, to calls that are put together from their
// legs, or with a folder all the way into a store there. Writes a file with as many rows as asked for, if it is not there.
#include "conduct/import/import.h"
#include "conduct/intake.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

namespace {

using namespace kinsafe;

struct Sum : RecordSink {
  u64 events = 0, rows = 0, talk = 0, quarantined = 0;
  void add(const EventRow &row) override {
    ++events;
    rows += row.rows.size();
    talk += row.talk_seconds.value_or(0);
  }
  void add(const LoanRow &) override {}
  void add(const PersonRow &) override {}
  void add(const AskedRow &) override {}
  void duplicate(u64, u64) override {}
  void quarantine(u64, std::string_view) override { ++quarantined; }
};

// 18 columns as cdr_csv writes them; every third call has a second leg, every fifth number a caller id with quotes; a number is
// called 19 times.
bool write_file(const std::string &path, u64 rows) {
  std::FILE *const file = std::fopen(path.c_str(), "wb");
  if (!file) return false;
  u64 state = 1;
  const auto random = [&](u64 limit) {
    state = state * 6364136223846793005 + 1442695040888963407;
    return (state >> 33) % limit;
  };
  std::string text;
  u64 second = 0, call = 0;
  for (u64 row = 0; row < rows;) {
    ++call;
    second += random(3);
    const u64 day = second / 86400, clock = second % 86400;
    const std::string stamp = fmt::format("2024-{:02}-{:02} {:02}:{:02}:{:02}", 1 + day / 28 % 12, 1 + day % 28, clock / 3600, clock / 60 % 60, clock % 60);
    const u64 extension = 200 + random(90), number = 81'200'000'000 + random(rows / 25 + 1) * 2'477 % 1'000'000'000, talk = random(4) == 0 ? random(400) + 1 : 0;
    const std::string name = random(5) == 0 ? "\"\"Desk " + std::to_string(extension) + "\"\" " : "";
    for (u64 leg = 0; leg <= (call % 3 == 0 ? 1 : 0) && row < rows; ++leg, ++row)
      text += fmt::format("\"\",\"{}\",\"0{}\",\"from-internal\",\"{}<{}>\",\"PJSIP/{}-{:08x}\",\"PJSIP/trunk-{:08x}\",\"Dial\",\"PJSIP/"
                          "0{}@trunk,60,tT\",\"{}\",{},\"{}\",{},{},\"{}\","
                          "\"DOCUMENTATION\",\"17{:08}.{}\",\"\"\n",
                          extension, number, name, extension, extension, call, call + leg, number, stamp, talk ? "\"" + stamp + "\"" : "", stamp, talk + 9,
                          talk, talk ? "ANSWERED" : "NO ANSWER", call, call);
    if (text.size() > (size_t{1} << 20)) {
      std::fwrite(text.data(), 1, text.size(), file);
      text.clear();
    }
  }
  std::fwrite(text.data(), 1, text.size(), file);
  return std::fclose(file) == 0;
}

} // namespace

int main(int count, char **words) {
  if (count < 2) {
    std::fputs("usage: kinsafe-import-bench FILE [ROWS [FOLDER]]\n", stderr);
    return 3;
  }
  const std::string path = words[1];
  const u64 rows = count > 2 ? std::strtoull(words[2], nullptr, 10) : 5'000'000;
  if (std::FILE *const there = std::fopen(path.c_str(), "rb"))
    std::fclose(there);
  else if (!write_file(path, rows))
    return 2;
  Profile given;
  given.zone = "Asia/Jakarta";
  const Result<Profile> profile = recognise(path, given);
  if (!profile) {
    fmt::print(stderr, "{}\n", profile.error().message);
    return 2;
  }
  for (int run = 0; run < 3 && count > 3; ++run) {
    const std::string folder = words[3];
    std::filesystem::remove_all(folder);
    const auto start = std::chrono::steady_clock::now();
    const Result<std::unique_ptr<Store>> store = Store::open(folder, true);
    IntakeOptions options;
    options.given = given;
    const Result<Intake> intake = store ? take_in(**store, path, options) : std::unexpected(store.error());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!intake) return fmt::print(stderr, "{}\n", intake.error().message), 2;
    fmt::print("{} rows into a store in {:.2f} s: {:.2f} million rows/s\n", intake->counts.rows, seconds, static_cast<double>(intake->counts.rows) / seconds / 1e6);
  }
  for (int run = 0; run < 3 && count <= 3; ++run) {
    Sum sum;
    const auto start = std::chrono::steady_clock::now();
    const Result<ImportCounts> counts = import_records(path, *profile, sum);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!counts) return 2;
    fmt::print("{}: {} rows, {} calls, {} quarantined in {:.2f} s: {:.2f} million rows/s\n", profile->format, counts->rows, sum.events, sum.quarantined,
               seconds, static_cast<double>(counts->rows) / seconds / 1e6);
  }
}
