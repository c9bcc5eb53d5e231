// Times what `kinsafe conduct check` does with many contacts: a store of N invented calls, checked by all rules of China's
// norms or of those asked for.
//
//   kinsafe-conduct-bench make FOLDER N     writes the store (borrowers: N / 100, of each one debt, himself and three others)
//   kinsafe-conduct-bench check FOLDER PLACE THREADS
//   kinsafe-conduct-bench check FOLDER cap THREADS   with one rule alone: more than 7 calls in 7 days with a person about a debt
//   kinsafe-conduct-bench count FOLDER THREADS ROWS  the same from the columns alone, for a borrower has one debt and a person one
//                                                    number there: no cases, words or episodes. ROWS: a file for the rows that break it
//   kinsafe-conduct-bench columns FOLDER FILE        these columns as CSV: bench/cap_duckdb.py reads it
#include "base/parallel.h"
#include "conduct/check.h"
#include "conduct/house.h"
#include "conduct/importing.h"
#include "conduct/report.h"
#include "conduct/segment.h"
#include "config.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <random>
#include <tuple>
#include <sys/resource.h>

using namespace kinsafe;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }

int make(const std::string &folder, u64 count) {
  Result<std::unique_ptr<Store>> store = Store::open(folder, true);
  if (!store) return fmt::print(stderr, "{}\n", store.error().message), 1;
  const u64 borrowers = std::max<u64>(1, count / 100);
  const Zone *zone = Zone::find("Asia/Shanghai");
  const i32 first = *day_of("2026-01-01");
  {
    Source source;
    source.file = "loans", source.sha256 = "loans", source.profile = "bench", source.zone = "Asia/Shanghai";
    const auto importing = Importing::start(**store, std::move(source), zone, "", {}).value();
    for (u64 i = 0; i < borrowers; ++i) {
      const std::string borrower = fmt::format("b{}", i), debt = fmt::format("d{}", i);
      LoanRow loan;
      loan.row = i + 1, loan.event = LoanEvent::due, loan.borrower = borrower, loan.debt = debt, loan.zone = "Asia/Shanghai";
      loan.from = WrittenTime{i64{first - 5} * seconds_of_day, true, true};
      importing->add(loan);
      for (u64 p = 0; p < 4; ++p) {
        const std::string number = fmt::format("n{}-{}", i, p);
        PersonRow person;
        person.row = borrowers + i * 4 + p + 1, person.borrower = borrower, person.number = number;
        person.party = p == 0 ? Party::debtor : p == 1 ? Party::named_contact : p == 2 ? Party::guarantor : Party::address_book;
        importing->add(person);
      }
    }
    if (const Result<void> done = importing->commit(true); !done) return fmt::print(stderr, "{}\n", done.error().message), 1;
  }
  Source source;
  source.file = "calls", source.sha256 = "calls", source.profile = "bench", source.zone = "Asia/Shanghai";
  const auto importing = Importing::start(**store, std::move(source), zone, "", {}).value();
  std::mt19937_64 random(7);
  const auto start = std::chrono::steady_clock::now();
  std::string number, borrower, collector;
  for (u64 i = 0; i < count; ++i) {
    const u64 drawn = random(), of = drawn % borrowers, person = (drawn >> 40) % 20;
    number = fmt::format("n{}-{}", of, person < 17 ? 0 : person - 16), borrower = fmt::format("b{}", of), collector = fmt::format("agent{}", (drawn >> 32) % 500);
    EventRow event;
    event.row = i + 1, event.theirs = number, event.borrower = borrower, event.collector = collector;
    // In the order of time, as a switch writes them: 90 days, most of them by day.
    event.time = WrittenTime{i64{first} * seconds_of_day + static_cast<i64>(static_cast<double>(i) / static_cast<double>(count) * 90 * seconds_of_day), true, false};
    constexpr Outcome outcomes[] = {Outcome::rang, Outcome::rang, Outcome::answered, Outcome::busy, Outcome::failed, Outcome::voicemail, Outcome::rang, Outcome::answered_right};
    event.medium = Medium::call, event.direction = Direction::out, event.outcome = outcomes[(drawn >> 50) % 8], event.purpose = Purpose::collect;
    importing->add(event);
    if (i % 20'000'000 == 19'999'999) {
      importing->count(i + 1);
      if (const Result<void> done = importing->commit(false); !done) return fmt::print(stderr, "{}\n", done.error().message), 1;
    }
  }
  importing->count(count);
  if (const Result<void> done = importing->commit(true); !done) return fmt::print(stderr, "{}\n", done.error().message), 1;
  fmt::print("{} contacts taken in in {:.1f} s\n", count, seconds_since(start));
  return 0;
}

constexpr std::string_view seven_in_seven = R"(
- id: HOUSE.R1
  words: No more than seven calls in seven days with a person about a debt.
  checks: [COLLECT-FREQUENCY]
  params: {caps: [{max: 7, unit: call_attempt, window: 7_days, per: debt_and_person}]}
)";

// A call that counts, apart by the person's number: 1,024 shares, in chunks that stay where they are.
struct Call {
  u32 person, debt, row;
  u32 second; // since the first day of the store's clock
};
constexpr size_t call_shares = 1'024, calls_of_chunk = 4'096;
using Chunks = std::vector<std::vector<Call>>;

int count_calls(const std::string &folder, unsigned threads, const std::string &path) {
  constexpr u32 max = 7;
  constexpr i32 days = 7;
  const Result<std::unique_ptr<Store>> store = Store::open(folder, false);
  std::FILE *const file = std::fopen(path.c_str(), "wb");
  if (!store || !file) return fmt::print(stderr, "{}\n", store ? path + ": can't be written" : store.error().message), 1;
  const Zone &zone = *Zone::find("Asia/Shanghai");
  const i64 first = i64{*day_of("2020-01-01")} * seconds_of_day;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::vector<Chunks>> calls(threads, std::vector<Chunks>(call_shares)); // by thread and share
  constexpr u32 time = 1u << 0, row = 1u << 1, theirs = 1u << 2, medium = 1u << 19, direction = 1u << 20, outcome = 1u << 21;
  for (u16 source = 0; source < (*store)->sources().size(); ++source) {
    const Result<void> read = (*store)->read_blocks(source, threads, time | row | theirs | borrower_column | medium | direction | outcome, [&](size_t thread, std::span<const StoredEvent> events) {
      for (const StoredEvent &event : events) {
        if (event.medium != Medium::call || event.direction != Direction::out || event.outcome == Outcome::failed || event.outcome == Outcome::busy) continue;
        Chunks &chunks = calls[thread][event.theirs % call_shares];
        if (chunks.empty() || chunks.back().size() == calls_of_chunk) chunks.emplace_back().reserve(chunks.size() == 1 ? 64 : calls_of_chunk);
        chunks.back().push_back({event.theirs, event.borrower, static_cast<u32>(event.row), static_cast<u32>(event.time - first)});
      }
    });
    if (!read) return fmt::print(stderr, "{}\n", read.error().message), 1;
  }
  std::atomic<size_t> next = 0;
  std::atomic<u64> broken = 0;
  std::mutex guard;
  parallel_for(threads, threads, [&](size_t) {
    std::vector<u32> ends;
    std::vector<Call> sorted;
    std::vector<i32> day;
    fmt::memory_buffer text;
    u64 found = 0;
    for (size_t share = next++; share < call_shares; share = next++) {
      const auto each = [&](const auto &take) {
        for (auto &of_thread : calls)
          for (const std::vector<Call> &chunk : of_thread[share])
            for (const Call &call : chunk) take(call);
      };
      u32 most = 0, count = 0;
      each([&](const Call &call) { most = std::max(most, call.person / static_cast<u32>(call_shares)), ++count; });
      ends.assign(most + 2, 0);
      each([&](const Call &call) { ++ends[call.person / call_shares + 1]; });
      for (size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
      sorted.resize(count);
      each([&](const Call &call) { sorted[ends[call.person / call_shares]++] = call; }); // now the end of each person
      for (auto &of_thread : calls) of_thread[share] = {};
      const auto order = [](const Call &call) { return std::tuple(call.debt, call.second, call.row); };
      for (u32 person = 0, from = 0; person <= most && count > 0; from = ends[person++]) {
        const std::span<Call> own = std::span(sorted).subspan(from, ends[person] - from);
        if (!std::ranges::is_sorted(own, {}, order)) std::ranges::sort(own, {}, order);
        day.resize(own.size());
        for (size_t i = 0; i < own.size(); ++i) day[i] = zone.at(first + own[i].second).day;
        for (size_t i = max; i < own.size(); ++i)
          if (own[i].debt == own[i - max].debt && day[i] - day[i - max] < days) fmt::format_to(std::back_inserter(text), "{}\n", own[i].row), ++found;
      }
      const std::lock_guard lock(guard);
      std::fwrite(text.data(), 1, text.size(), file);
      text.clear();
    }
    broken += found;
  });
  const int closed = std::fclose(file);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  fmt::print("{} calls too many, {:.2f} s, {:.2f} GB at most\n", broken.load(), seconds_since(start), static_cast<double>(used.ru_maxrss) / 1048576);
  return closed;
}

int write_columns(const std::string &folder, const std::string &path) {
  const Result<std::unique_ptr<Store>> store = Store::open(folder, false);
  std::FILE *const file = std::fopen(path.c_str(), "wb");
  if (!store || !file) return fmt::print(stderr, "{}\n", store ? path + ": can't be written" : store.error().message), 1;
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "row,time,person,debt,medium,direction,outcome\n");
  for (u16 source = 0; source < (*store)->sources().size(); ++source) {
    const Result<void> read = (*store)->read(source, [&](std::span<const StoredEvent> events, std::span<const u64>) {
      for (const StoredEvent &event : events)
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{}\n", event.row, event.time, event.theirs, event.borrower, static_cast<int>(event.medium), static_cast<int>(event.direction), static_cast<int>(event.outcome));
      std::fwrite(text.data(), 1, text.size(), file);
      text.clear();
    });
    if (!read) return fmt::print(stderr, "{}\n", read.error().message), 1;
  }
  return std::fclose(file);
}

int check(const std::string &folder, const std::string &place, unsigned threads) {
  Result<Config> config = load_config("", "", "en");
  if (config && place == "cap") {
    config->norms.norms.clear();
    config->norms = with_house_rules(config->norms, "bench", seven_in_seven, place).value();
  }
  const Result<std::unique_ptr<Store>> store = Store::open(folder, false);
  if (!config || !store) return fmt::print(stderr, "{}\n", config ? store.error().message : config.error().message), 1;
  CheckOptions options;
  options.question.date = config->norms.date, options.question.jurisdictions = {place}, options.question.lending = "yes", options.question.about = {"app", "collection"};
  options.threads = threads;
  const auto start = std::chrono::steady_clock::now();
  Result<ConductResult> result = check_conduct(**store, config->norms, options);
  if (!result) return fmt::print(stderr, "{}\n", result.error().message), 1;
  const double seconds = seconds_since(start);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  u64 broken = 0;
  for (const ConductCounts::Rule &rule : result->counts.rules) broken += rule.proven;
  fmt::print("{} contacts, {} cases, {} rules: {:.1f} s, {:.2f} GB at most, {} breaches, {} findings listed, {} episodes\n", result->counts.contacts, result->counts.cases, result->counts.rules.size(), seconds,
             static_cast<double>(used.ru_maxrss) / 1048576, broken, result->facts.of(FactKind::contact_finding).size(), result->episodes);
  return 0;
}

} // namespace

int main(int count, char **words) {
  const std::string_view what = count > 1 ? words[1] : "";
  if (what == "make" && count == 4) return make(words[2], std::strtoull(words[3], nullptr, 10));
  if (what == "count" && count == 5) return count_calls(words[2], static_cast<unsigned>(std::strtoul(words[3], nullptr, 10)), words[4]);
  if (what == "columns" && count == 4) return write_columns(words[2], words[3]);
  if (what == "check" && count == 5) return check(words[2], words[3], static_cast<unsigned>(std::strtoul(words[4], nullptr, 10)));
  fmt::print(stderr, "usage: kinsafe-conduct-bench make FOLDER N | check FOLDER PLACE THREADS | count FOLDER THREADS ROWS | columns FOLDER FILE\n");
  return 3;
}
