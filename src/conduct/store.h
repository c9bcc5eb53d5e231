// Imported records on disk. Contacts lie in segments, one file a source, in blocks of columns packed by zstd; what is small
// (sources, quarantined rows, dictionaries, loans, people, requests) lies in one SQLite database beside them. Neither holds a
// number or a text as it was written, but where the user asked to see the own records of a phone: numbers and keys of people
// are tokens and masks (conduct/numbers.h), texts are what was found in them.
//
// An import commits a block of rows with the dictionaries that it needs; what was interrupted goes on behind the last one.
#pragma once

#include "base/file.h"
#include "base/result.h"
#include "conduct/numbers.h"
#include "conduct/records.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace kinsafe {

constexpr u32 no_word = 0; // ids of words begin at 1

// What words are of; ids are apart by kind.
enum class WordKind : u8 { number, borrower, debt, person, collector, agency, lender, relation, place, template_id, quote, zone, form, product };
constexpr size_t word_kinds = static_cast<size_t>(WordKind::product) + 1;

// One contact: a call with all its legs, a message, a visit.
struct StoredEvent {
  i64 time = 0; // UTC
  u64 row = 0;
  u32 theirs = 0, ours = 0, borrower = 0, debt = 0, person = 0, collector = 0, agency = 0, lender = 0, relation = 0, place = 0, template_id = 0;
  u32 finding = 0;            // one more than the index of the first text finding of the source; 0: none
  i32 talk_seconds = -1, people_present = -1;
  i32 days_past_due = no_days;
  u16 source = 0, more_rows = 0; // rows besides `row`, of further legs
  Medium medium{};
  Direction direction{};
  Outcome outcome{};
  Party party{};
  Purpose purpose{};
  u8 flags = 0; // see below
  static constexpr i32 no_days = -1'000'000;
  static constexpr u8 in_reply = 1, not_in_reply = 2, has_text = 4, asks_payment = 8, is_day_only = 16, has_recording = 32, is_hidden = 64, has_no_recording = 128;
};

// What was found in a text: the check and rule, where, and the masked words.
struct TextFinding {
  u64 event_row = 0;
  u16 source = 0;
  std::string check, rule, quote;
  u32 begin = 0, end = 0;
};

// A text in which no rule found anything, but that looks like those where rules do.
struct TextToRead {
  u16 source = 0;
  u64 row = 0;
  u32 likeness = 0; // in thousandths
};

struct StoredLoan {
  u16 source = 0;
  u64 row = 0;
  LoanEvent event{};
  u32 borrower = 0, debt = 0, lender = 0, agency = 0, product = 0, zone = 0, number = 0;
  i64 from = no_time, to = no_time; // UTC, or where `is_day` days since 1970
  bool from_is_day = false, to_is_day = false;
  i32 days_past_due = StoredEvent::no_days;
  std::string occasion;
  static constexpr i64 no_time = i64{-1} << 60;
};
struct StoredPerson {
  u16 source = 0;
  u64 row = 0;
  Party party{};
  u32 borrower = 0, debt = 0, person = 0, relation = 0, number = 0, zone = 0, form = 0, agency = 0;
  i64 named = StoredLoan::no_time, consent = StoredLoan::no_time;
  bool has_consent_field = false, consent_is_day = false; // a day: its first instant stands in `consent`
  bool has_agency_field = false;
};
struct StoredRequest {
  u16 source = 0;
  u64 row = 0;
  RequestKind kind{};
  u32 borrower = 0, debt = 0, person = 0, number = 0, agency = 0;
  std::string scope;
  i64 at = StoredLoan::no_time, until = StoredLoan::no_time, answered = StoredLoan::no_time;
  bool at_is_day = false, answered_is_day = false, has_answered_field = false;
};

struct Quarantined {
  u16 source = 0;
  u64 row = 0;
  std::string reason;
};

struct Source {
  std::string file, sha256, profile, kind, zone, encoding;
  u64 bytes = 0, rows = 0, events = 0, calls = 0, messages = 0, quarantined = 0, duplicates = 0;
  i64 first = StoredLoan::no_time, last = StoredLoan::no_time; // of its contacts
  bool is_whole = false;                                       // the import came to its end
  bool is_own = false;                                         // a victim's own records
  u32 loan_fields = 0, request_fields = 0;                     // bits of LoanEvent and RequestKind: it has a field for these
  u64 segment_bytes = 0;                                       // committed
};

// A word of a dictionary as it is kept.
struct StoredWord {
  std::string text;  // of people's numbers and keys a token; of other kinds the word
  std::string shown; // a mask; of other kinds the word
  bool is_full = false; // a whole number of some country's plan, which has one spelling alone
};

// Statements on one database, by small functions that fail with SQLite's sentence.
class Database {
public:
  Database() = default;
  Database(const Database &) = delete;
  Database &operator=(const Database &) = delete;
  ~Database();
  Result<void> open(const std::string &path);
  Result<void> run(const char *sql);
  // Runs the statement once for each of `count` rows, which `bind` puts into it.
  Result<void> insert(const char *sql, size_t count, const std::function<void(sqlite3_stmt *, size_t)> &bind);
  Result<void> select(const char *sql, const std::function<void(sqlite3_stmt *)> &take) const;
  sqlite3 *raw() const { return database_; }

private:
  sqlite3 *database_ = nullptr;
};

class Store {
public:
  // Opens the folder's store, or makes one where `may_create`. One process at a time.
  static Result<std::unique_ptr<Store>> open(const std::string &folder, bool may_create);
  ~Store();

  const std::string &folder() const { return folder_; }
  const std::vector<Source> &sources() const { return sources_; }
  Result<std::vector<StoredLoan>> loans() const;
  Result<std::vector<StoredPerson>> persons() const;
  Result<std::vector<StoredRequest>> requests() const;
  Result<std::vector<Quarantined>> quarantined(size_t most) const;
  Result<std::vector<TextFinding>> text_findings() const;
  Result<std::vector<TextToRead>> texts_to_read(size_t most) const; // the likest first
  Result<std::vector<StoredWord>> words(WordKind kind) const;  // by id less one
  Result<std::vector<std::string>> own_numbers() const;        // by number id less one; "" of what is not the user's own

  // Calls `take` for the contacts of a source block by block, in the order of rows; `more` as in conduct/segment.h. Fails where the segment is damaged.
  Result<void> read(u16 source, const std::function<void(std::span<const StoredEvent>, std::span<const u64> more)> &take) const;
  // The same by several threads, in no order, of some columns (conduct/segment.h); `take` gets the thread's number as well. What lies
  // before damage is taken.
  Result<void> read_blocks(u16 source, unsigned threads, u32 columns, const std::function<void(size_t thread, std::span<const StoredEvent>)> &take) const;
  std::string segment_path(u16 source) const;

private:
  friend class Importing;
  Store() = default;
  Result<void> load_sources();
  struct Segment {
    MappedFile file;
    std::vector<Bytes> blocks;
    std::string problem; // what lies behind the blocks
  };
  Result<Segment> open_segment(u16 source) const;
  std::string folder_;
  Database database_;
  int lock_ = -1;
  Key key_{};
  std::vector<Source> sources_;
};

} // namespace kinsafe
