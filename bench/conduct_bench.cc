// Times what `kinsafe conduct check` does with many contacts: a store of N invented calls, checked by all rules of China's
// norms or of those asked for.
//
//   kinsafe-conduct-bench make FOLDER N     writes the store (borrowers: N / 100, of each one debt, himself and three others)
//   kinsafe-conduct-bench check FOLDER PLACE THREADS
#include "conduct/check.h"
#include "conduct/importing.h"
#include "conduct/report.h"
#include "config.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <random>
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

int check(const std::string &folder, const std::string &place, unsigned threads) {
  const Result<Config> config = load_config("", "", "en");
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
  fmt::print("{} contacts, {} cases, {} rules: {:.1f} s, {:.2f} GB at most, {} findings listed, {} episodes\n", result->counts.contacts, result->counts.cases, result->counts.rules.size(), seconds,
             static_cast<double>(used.ru_maxrss) / 1048576, result->facts.of(FactKind::contact_finding).size(), result->episodes);
  return 0;
}

} // namespace

int main(int count, char **words) {
  const std::string_view what = count > 1 ? words[1] : "";
  if (what == "make" && count == 4) return make(words[2], std::strtoull(words[3], nullptr, 10));
  if (what == "check" && count == 5) return check(words[2], words[3], static_cast<unsigned>(std::strtoul(words[4], nullptr, 10)));
  fmt::print(stderr, "usage: kinsafe-conduct-bench make FOLDER N | check FOLDER PLACE THREADS\n");
  return 3;
}
