#include "conduct/store.h"

#include "base/file.h"
#include "base/parallel.h"
#include "conduct/segment.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

namespace kinsafe {
namespace {

constexpr int format_version = 2;
constexpr const char *schema = R"(
CREATE TABLE IF NOT EXISTS source(id INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, profile TEXT NOT NULL, kind TEXT NOT NULL, zone TEXT NOT NULL,
  encoding TEXT NOT NULL, bytes INT NOT NULL, rows INT NOT NULL, events INT NOT NULL, calls INT NOT NULL, messages INT NOT NULL, quarantined INT NOT NULL,
  duplicates INT NOT NULL, first INT NOT NULL, last INT NOT NULL, is_whole INT NOT NULL, is_own INT NOT NULL, segment_bytes INT NOT NULL,
  loan_fields INT NOT NULL, request_fields INT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS word(kind INT NOT NULL, id INT NOT NULL, text TEXT NOT NULL, shown TEXT NOT NULL, is_full INT NOT NULL, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS own_number(id INTEGER PRIMARY KEY, number TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS quarantine(source INT NOT NULL, row INT NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS text_finding(source INT NOT NULL, row INT NOT NULL, check_id TEXT NOT NULL, rule TEXT NOT NULL, quote TEXT NOT NULL, begins INT NOT NULL, ends INT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS to_read(source INT NOT NULL, row INT NOT NULL, likeness INT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS loan(source INT NOT NULL, row INT NOT NULL, event INT NOT NULL, borrower INT NOT NULL, debt INT NOT NULL, lender INT NOT NULL, agency INT NOT NULL,
  product INT NOT NULL, zone INT NOT NULL, number INT NOT NULL, begins INT NOT NULL, ends INT NOT NULL, begins_is_day INT NOT NULL, ends_is_day INT NOT NULL, days_past_due INT NOT NULL,
  occasion TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS person(source INT NOT NULL, row INT NOT NULL, party INT NOT NULL, borrower INT NOT NULL, debt INT NOT NULL, person INT NOT NULL, relation INT NOT NULL,
  number INT NOT NULL, zone INT NOT NULL, form INT NOT NULL, named INT NOT NULL, consent INT NOT NULL, has_consent_field INT NOT NULL, consent_is_day INT NOT NULL,
  agency INT NOT NULL, has_agency_field INT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS request(source INT NOT NULL, row INT NOT NULL, kind INT NOT NULL, borrower INT NOT NULL, debt INT NOT NULL, person INT NOT NULL, number INT NOT NULL,
  scope TEXT NOT NULL, at INT NOT NULL, until INT NOT NULL, answered INT NOT NULL, at_is_day INT NOT NULL, answered_is_day INT NOT NULL,
  has_answered_field INT NOT NULL, agency INT NOT NULL) STRICT;
)";

std::string text(sqlite3_stmt *statement, int column) {
  const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
  return bytes ? std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement, column))) : std::string();
}
i64 number(sqlite3_stmt *statement, int column) { return sqlite3_column_int64(statement, column); }
u32 id(sqlite3_stmt *statement, int column) { return static_cast<u32>(number(statement, column)); }

// Made once, read by its owner alone.
Result<Key> key_of(const std::string &path) {
  Key key{};
  if (std::ifstream file(path, std::ios::binary); file) {
    if (!file.read(reinterpret_cast<char *>(key.data()), key.size())) return fail(path + ": the key is cut off");
    return key;
  }
  if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) return fail("the system gives no random bytes");
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  const bool is_written = file >= 0 && ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!is_written) return fail(path + ": " + std::strerror(errno));
  return key;
}

} // namespace

Database::~Database() { sqlite3_close(database_); }

Result<void> Database::open(const std::string &path) {
  if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) return fail(path + ": " + sqlite3_errmsg(database_));
  return {};
}

Result<void> Database::run(const char *sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return fail(std::string("the store's index: ") + sqlite3_errmsg(database_));
  return {};
}

Result<void> Database::insert(const char *sql, size_t count, const std::function<void(sqlite3_stmt *, size_t)> &bind) {
  if (count == 0) return {};
  sqlite3_stmt *statement = nullptr;
  bool is_done = sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) == SQLITE_OK;
  for (size_t i = 0; i < count && is_done; ++i) {
    bind(statement, i);
    is_done = sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK;
  }
  const std::string problem = is_done ? "" : sqlite3_errmsg(database_);
  sqlite3_finalize(statement);
  if (!is_done) return fail("the store's index: " + problem);
  return {};
}

Result<void> Database::select(const char *sql, const std::function<void(sqlite3_stmt *)> &take) const {
  sqlite3_stmt *statement = nullptr;
  int answer = sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr);
  if (answer == SQLITE_OK)
    while ((answer = sqlite3_step(statement)) == SQLITE_ROW) take(statement);
  const std::string problem = answer == SQLITE_DONE ? "" : sqlite3_errmsg(database_);
  sqlite3_finalize(statement);
  if (answer != SQLITE_DONE) return fail("the store's index: " + problem);
  return {};
}

Result<std::unique_ptr<Store>> Store::open(const std::string &folder, bool may_create) {
  std::unique_ptr<Store> store(new Store);
  store->folder_ = folder;
  const std::string index = folder + "/index.sqlite";
  std::error_code error;
  if (!may_create && !std::filesystem::exists(index, error)) return fail(folder + ": no store of imported records; kinsafe conduct import FILE... --store " + folder + " makes one");
  std::filesystem::create_directories(folder, error);
  if (error) return fail(folder + ": " + error.message());
  store->lock_ = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (store->lock_ < 0) return fail(folder + "/lock: " + std::strerror(errno));
  if (flock(store->lock_, LOCK_EX | LOCK_NB) != 0) return fail(folder + ": another process uses this store");
  store->key_ = TRY(key_of(folder + "/key"));
  TRY_DO(store->database_.open(index));
  TRY_DO(store->database_.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"));
  int version = 0;
  TRY_DO(store->database_.select("PRAGMA user_version", [&](sqlite3_stmt *row) { version = static_cast<int>(number(row, 0)); }));
  if (version != 0 && version != format_version) return fail(folder + ": the store is of another version of kinsafe");
  TRY_DO(store->database_.run(schema));
  TRY_DO(store->database_.run(("PRAGMA user_version=" + std::to_string(format_version)).c_str()));
  TRY_DO(store->load_sources());
  return store;
}

Store::~Store() {
  if (lock_ >= 0) ::close(lock_);
}

std::string Store::segment_path(u16 source) const { return folder_ + "/contacts-" + std::to_string(source) + ".seg"; }

Result<void> Store::load_sources() {
  sources_.clear();
  return database_.select("SELECT file, sha256, profile, kind, zone, encoding, bytes, rows, events, calls, messages, quarantined, duplicates, first, last, is_whole, is_own, segment_bytes, loan_fields, request_fields FROM source ORDER BY id",
                          [&](sqlite3_stmt *row) {
                            Source source;
                            source.file = text(row, 0), source.sha256 = text(row, 1), source.profile = text(row, 2), source.kind = text(row, 3), source.zone = text(row, 4), source.encoding = text(row, 5);
                            u64 *counts[] = {&source.bytes, &source.rows, &source.events, &source.calls, &source.messages, &source.quarantined, &source.duplicates};
                            for (int i = 0; i < 7; ++i) *counts[i] = static_cast<u64>(number(row, 6 + i));
                            source.first = number(row, 13), source.last = number(row, 14);
                            source.is_whole = number(row, 15) != 0, source.is_own = number(row, 16) != 0;
                            source.segment_bytes = static_cast<u64>(number(row, 17));
                            source.loan_fields = id(row, 18), source.request_fields = id(row, 19);
                            sources_.push_back(std::move(source));
                          });
}

Result<std::vector<StoredLoan>> Store::loans() const {
  std::vector<StoredLoan> rows;
  const Result<void> read = database_.select("SELECT source, row, event, borrower, debt, lender, agency, product, zone, number, begins, ends, begins_is_day, ends_is_day, days_past_due, occasion FROM loan ORDER BY rowid", [&](sqlite3_stmt *row) {
    StoredLoan loan;
    loan.source = static_cast<u16>(number(row, 0)), loan.row = static_cast<u64>(number(row, 1)), loan.event = static_cast<LoanEvent>(number(row, 2));
    u32 *ids[] = {&loan.borrower, &loan.debt, &loan.lender, &loan.agency, &loan.product, &loan.zone, &loan.number};
    for (int i = 0; i < 7; ++i) *ids[i] = id(row, 3 + i);
    loan.from = number(row, 10), loan.to = number(row, 11), loan.from_is_day = number(row, 12) != 0, loan.to_is_day = number(row, 13) != 0;
    loan.days_past_due = static_cast<i32>(number(row, 14)), loan.occasion = text(row, 15);
    rows.push_back(std::move(loan));
  });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<std::vector<StoredPerson>> Store::persons() const {
  std::vector<StoredPerson> rows;
  const Result<void> read = database_.select("SELECT source, row, party, borrower, debt, person, relation, number, zone, form, named, consent, has_consent_field, consent_is_day, agency, has_agency_field FROM person ORDER BY rowid", [&](sqlite3_stmt *row) {
    StoredPerson person;
    person.source = static_cast<u16>(number(row, 0)), person.row = static_cast<u64>(number(row, 1)), person.party = static_cast<Party>(number(row, 2));
    u32 *ids[] = {&person.borrower, &person.debt, &person.person, &person.relation, &person.number, &person.zone, &person.form};
    for (int i = 0; i < 7; ++i) *ids[i] = id(row, 3 + i);
    person.named = number(row, 10), person.consent = number(row, 11), person.has_consent_field = number(row, 12) != 0, person.consent_is_day = number(row, 13) != 0;
    person.agency = id(row, 14), person.has_agency_field = number(row, 15) != 0;
    rows.push_back(person);
  });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<std::vector<StoredRequest>> Store::requests() const {
  std::vector<StoredRequest> rows;
  const Result<void> read = database_.select("SELECT source, row, kind, borrower, debt, person, number, scope, at, until, answered, at_is_day, answered_is_day, has_answered_field, agency FROM request ORDER BY rowid", [&](sqlite3_stmt *row) {
    StoredRequest request;
    request.source = static_cast<u16>(number(row, 0)), request.row = static_cast<u64>(number(row, 1)), request.kind = static_cast<RequestKind>(number(row, 2));
    u32 *ids[] = {&request.borrower, &request.debt, &request.person, &request.number};
    for (int i = 0; i < 4; ++i) *ids[i] = id(row, 3 + i);
    request.scope = text(row, 7), request.at = number(row, 8), request.until = number(row, 9), request.answered = number(row, 10), request.at_is_day = number(row, 11) != 0;
    request.answered_is_day = number(row, 12) != 0, request.has_answered_field = number(row, 13) != 0, request.agency = id(row, 14);
    rows.push_back(std::move(request));
  });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<std::vector<Quarantined>> Store::quarantined(size_t most) const {
  std::vector<Quarantined> rows;
  const std::string sql = "SELECT source, row, reason FROM quarantine ORDER BY source, row, reason LIMIT " + std::to_string(most);
  const Result<void> read = database_.select(sql.c_str(), [&](sqlite3_stmt *row) { rows.push_back({static_cast<u16>(number(row, 0)), static_cast<u64>(number(row, 1)), text(row, 2)}); });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<std::vector<TextFinding>> Store::text_findings() const {
  std::vector<TextFinding> rows;
  const Result<void> read = database_.select("SELECT source, row, check_id, rule, quote, begins, ends FROM text_finding ORDER BY rowid", [&](sqlite3_stmt *row) {
    rows.push_back({static_cast<u64>(number(row, 1)), static_cast<u16>(number(row, 0)), text(row, 2), text(row, 3), text(row, 4), id(row, 5), id(row, 6)});
  });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<std::vector<TextToRead>> Store::texts_to_read(size_t most) const {
  std::vector<TextToRead> rows;
  const std::string sql = "SELECT source, row, likeness FROM to_read ORDER BY likeness DESC, source, row LIMIT " + std::to_string(most);
  const Result<void> read = database_.select(sql.c_str(), [&](sqlite3_stmt *row) { rows.push_back({static_cast<u16>(number(row, 0)), static_cast<u64>(number(row, 1)), id(row, 2)}); });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<std::vector<StoredWord>> Store::words(WordKind kind) const {
  std::vector<StoredWord> rows;
  const std::string sql = "SELECT text, shown, is_full FROM word WHERE kind=" + std::to_string(static_cast<int>(kind)) + " ORDER BY id";
  const Result<void> read = database_.select(sql.c_str(), [&](sqlite3_stmt *row) { rows.push_back({text(row, 0), text(row, 1), number(row, 2) != 0}); });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<std::vector<std::string>> Store::own_numbers() const {
  std::vector<std::string> rows;
  const Result<void> read = database_.select("SELECT id, number FROM own_number ORDER BY id", [&](sqlite3_stmt *row) {
    const size_t at = static_cast<size_t>(number(row, 0));
    if (rows.size() < at) rows.resize(at);
    rows[at - 1] = text(row, 1);
  });
  if (!read) return std::unexpected(read.error());
  return rows;
}

Result<void> Store::read(u16 source, const std::function<void(std::span<const StoredEvent>, std::span<const u64>)> &take) const {
  const Segment segment = TRY(open_segment(source));
  std::vector<StoredEvent> events;
  std::vector<u64> more;
  for (const Bytes block : segment.blocks) {
    if (Result<void> done = unpack_block(block, all_columns, events, more); !done) return fail(segment_path(source) + ": " + done.error().message);
    take(events, more);
    release_pages(block);
  }
  if (!segment.problem.empty()) return fail(segment.problem);
  return {};
}

Result<void> Store::read_blocks(u16 source, unsigned threads, u32 columns, const std::function<void(size_t, std::span<const StoredEvent>)> &take) const {
  const Segment segment = TRY(open_segment(source));
  std::atomic<size_t> next = 0;
  std::vector<std::string> problems(segment.blocks.size());
  parallel_for(threads, threads, [&](size_t thread) {
    std::vector<StoredEvent> events;
    std::vector<u64> more;
    for (size_t i = next++; i < segment.blocks.size(); i = next++) {
      const Result<void> done = unpack_block(segment.blocks[i], columns, events, more);
      if (done) take(thread, events);
      else problems[i] = segment_path(source) + ": " + done.error().message;
      release_pages(segment.blocks[i]);
    }
  });
  for (const std::string &problem : problems)
    if (!problem.empty()) return fail(problem);
  if (!segment.problem.empty()) return fail(segment.problem);
  return {};
}

// The blocks that the index says are there, as far as they can be told apart.
Result<Store::Segment> Store::open_segment(u16 source) const {
  Segment segment;
  const u64 committed = sources_[source].segment_bytes;
  if (committed == 0) return segment;
  const std::string path = segment_path(source);
  segment.file = TRY(map_file(path));
  if (segment.file.bytes().size() < committed) segment.problem = path + ": the segment is shorter than the index says";
  Bytes bytes = segment.file.bytes().first(std::min<u64>(committed, segment.file.bytes().size()));
  while (!bytes.empty()) {
    const Result<size_t> size = size_of_block(bytes);
    if (!size) {
      if (segment.problem.empty()) segment.problem = path + ": " + size.error().message;
      break;
    }
    segment.blocks.push_back(bytes.first(*size));
    bytes = bytes.subspan(*size);
  }
  return segment;
}

} // namespace kinsafe
