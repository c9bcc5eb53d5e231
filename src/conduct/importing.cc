#include "conduct/importing.h"

#include "conduct/segment.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kinsafe {
namespace {

constexpr size_t longest_word = 200;
constexpr double least_likeness = 0.5; // of a text for people to read
constexpr size_t most_to_read = 1'000; // of one commit, the likest
constexpr size_t most_known_spellings = 4'000'000; // a source's own spellings that are remembered at once

constexpr std::string_view kind_names[] = {"number", "borrower", "debt", "person", "collector", "agency", "lender", "relation", "place", "template", "quote", "zone", "form", "product"};

bool is_secret(WordKind kind) { return kind == WordKind::number || kind == WordKind::borrower || kind == WordKind::debt || kind == WordKind::person; }

void bind_text(sqlite3_stmt *statement, int at, std::string_view text) { sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT); }
void bind_all(sqlite3_stmt *statement, int at, std::initializer_list<i64> numbers) {
  for (const i64 number : numbers) sqlite3_bind_int64(statement, at++, number);
}

// Words of closed lists that are kept; of other texts, which may hold addresses, names and numbers, only that there was one.
struct KnownWord {
  std::string_view word, spellings; // blanks between
};
constexpr KnownWord places[] = {
    {"home", " home residence 家 家庭 家里 住址 居住地 住宅 rumah casa domicilio 自宅 "},
    {"workplace", " workplace work office employer 单位 公司 工作单位 單位 工作地 kantor trabajo oficina 勤務先 "},
    {"school", " school 学校 學校 "},
    {"hospital", " hospital 医院 醫院 "},
    {"public", " public 公共场所 公共場所 "},
};
constexpr KnownWord relations[] = {
    {"self", " self 本人 自己 "},
    {"spouse", " spouse wife husband married partner 配偶 夫妻 妻子 丈夫 老公 老婆 爱人 istri suami esposa esposo "},
    {"parent", " parent parents mother father mom mum dad 父母 父亲 母亲 父 母 父親 母親 妈妈 爸爸 ibu ayah orangtua madre padre "},
    {"child", " child children son daughter 子女 儿子 女儿 兒子 女兒 anak hijo hija "},
    {"sibling", " sibling siblings brother sister 兄弟 姐妹 兄弟姐妹 哥哥 姐姐 弟弟 妹妹 kakak adik hermano hermana "},
    {"relative", " relative relatives family kin uncle aunt cousin 亲属 亲戚 親屬 親戚 家人 家属 saudara keluarga familiar tio tia primo "},
    {"friend", " friend friends 朋友 好友 teman amigo amiga "},
    {"colleague", " colleague colleagues workmate coworker boss 同事 领导 老板 同僚 rekan compañero jefe "},
    {"classmate", " classmate 同学 同學 "},
    {"neighbour", " neighbour neighbor community 邻居 鄰居 tetangga vecino "},
    {"employer", " employer worktel company 单位 公司 雇主 "},
};
constexpr KnownWord occasions[] = {{"bereavement", " bereavement death 丧事 喪事 "}, {"disaster", " disaster 灾害 災害 "}, {"wedding", " wedding marriage 婚礼 婚禮 "}, {"festival", " festival holiday 节日 節日 "}};
constexpr KnownWord scopes[] = {{"all", " all "}, {"call", " call phone telephone 电话 電話 "}, {"sms", " sms text message 短信 簡訊 "}, {"im", " im whatsapp wechat line 微信 "}, {"mail", " mail email "}, {"visit", " visit 上门 外访 "},
                                {"letter", " letter "}, {"fax", " fax "}, {"post", " post "}, {"debtor_consent", " debtor_consent "}, {"good_reason", " good_reason "}, {"prior_consent", " prior_consent "}};

std::string_view known_word(std::span<const KnownWord> list, std::string_view written) {
  while (!written.empty() && static_cast<u8>(written.front()) <= ' ') written.remove_prefix(1);
  while (!written.empty() && static_cast<u8>(written.back()) <= ' ') written.remove_suffix(1);
  if (written.empty()) return "";
  std::string wanted = " " + std::string(written) + " ";
  std::ranges::transform(wanted, wanted.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (written.find(' ') == written.npos)
    for (const KnownWord &known : list)
      if (known.spellings.find(wanted) != known.spellings.npos) return known.word;
  return "unknown";
}

// "18:00-24:00" as it is: digits, colons and a dash say nothing of anybody.
std::string_view scope_word(std::string_view written) {
  const bool is_hours = !written.empty() && written.find_first_not_of("0123456789:- ") == written.npos && written.size() <= 13;
  return is_hours ? written : known_word(scopes, written);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<u8>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<u8>(text.back()) <= ' ') text.remove_suffix(1);
  return text.substr(0, longest_word);
}

// The id of a template or a form as it is; what may hold words or numbers of people is none.
std::string_view code_of(std::string_view written) {
  written = trimmed(written);
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-' || c == '.' || c == ':'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_code = written.size() <= 64 && std::ranges::all_of(written, [&](char c) { return is_letter(c) || is_digit(c); });
  return is_code && (written.size() < 10 || std::ranges::any_of(written, is_letter)) ? written : std::string_view();
}

// What stands where there might be something: a word for that there is none, one for that nobody knows, or something.
enum class Said : u8 { none, unknown, something };
Said said_of(std::string_view written) {
  constexpr KnownWord nothings[] = {{"none", " 0 no none false n 无 無 否 没有 沒有 tidak 未录音 未錄音 无录音 無錄音 "}, {"unsaid", " - -- n/a na nil ? missing null unknown 不明 未知 "}};
  const std::string_view word = known_word(nothings, written);
  return word.empty() || word == "none" ? Said::none : word == "unsaid" ? Said::unknown : Said::something;
}

} // namespace

Importing::Importing(Store &store, u16 source, const Zone *zone, std::string region, ReadText read_text)
    : store_(store), source_(source), zone_(zone), numbers_(std::move(region)), read_text_(std::move(read_text)), tokens_(store.key_) {}

Importing::~Importing() {
  if (segment_ >= 0) ::close(segment_);
}

Result<std::unique_ptr<Importing>> Importing::start(Store &store, Source source, const Zone *zone, std::string region, ReadText read_text, bool has_person_keys) {
  u16 id = 0;
  while (id < store.sources_.size() && !(store.sources_[id].sha256 == source.sha256 && store.sources_[id].profile == source.profile)) ++id;
  if (id == 65'535) return fail(store.folder_ + ": the store is full of sources");
  if (id == store.sources_.size()) store.sources_.push_back(std::move(source));
  std::unique_ptr<Importing> importing(new Importing(store, id, zone, std::move(region), std::move(read_text)));
  importing->has_person_keys_ = has_person_keys;
  const Source &known = store.sources_[id];
  importing->rows_before_ = importing->rows_ = known.rows;
  importing->duplicates_ = known.duplicates;
  importing->segment_bytes_ = known.segment_bytes;
  const std::string path = store.segment_path(id);
  importing->segment_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  // What lies behind the last commit was never said to be there.
  if (importing->segment_ < 0 || ftruncate(importing->segment_, static_cast<off_t>(known.segment_bytes)) != 0 || lseek(importing->segment_, 0, SEEK_END) < 0)
    return fail(path + ": " + std::strerror(errno));
  for (size_t kind = 0; kind < word_kinds; ++kind) {
    Words &words = importing->words_[kind];
    for (const StoredWord &word : TRY(store.words(static_cast<WordKind>(kind)))) words.by_text.add(word.text, ++words.count);
  }
  return importing;
}

void Importing::knows(LoanEvent field) { store_.sources_[source_].loan_fields |= u32{1} << static_cast<u32>(field); }
void Importing::knows(RequestKind field) { store_.sources_[source_].request_fields |= u32{1} << static_cast<u32>(field); }

u32 Importing::id_of(WordKind kind, std::string_view written) {
  written = trimmed(written);
  if (written.empty()) return no_word;
  Words &words = words_[static_cast<size_t>(kind)];
  if (const u32 *known = words.by_source.find(written)) return *known;
  StoredWord word;
  std::string normal(written);
  if (kind == WordKind::number) {
    NumberReader::Number number = numbers_.read(written);
    normal = std::move(number.normal), word.shown = std::move(number.mask), word.is_full = number.is_full;
  }
  u32 id = no_word;
  if (!normal.empty()) {
    word.text = is_secret(kind) ? tokens_.token(kind_names[static_cast<size_t>(kind)], normal) : normal;
    if (kind != WordKind::number) word.shown = is_secret(kind) ? "" : normal;
    if (const u32 *known = words.by_text.find(word.text)) {
      id = *known;
    } else {
      id = ++words.count;
      words.by_text.add(word.text, id);
      new_words_.emplace_back(kind, id, std::move(word), kind == WordKind::number && store_.sources_[source_].is_own ? normal : std::string());
    }
  }
  if (words.by_source.size() >= most_known_spellings) words.by_source.clear();
  words.by_source.add(written, id);
  return id;
}

// A name is no key: two people may have it, and one person may be written in two ways.
u32 Importing::person_key(std::string_view written) { return has_person_keys_ ? id_of(WordKind::person, written) : no_word; }

i64 Importing::instant(const WrittenTime &time) const {
  if (!time.is_local) return time.seconds;
  static const Zone utc(0);
  return (zone_ ? *zone_ : utc).utc_of(utc.at(time.seconds)); // the wall clock, read as if it were UTC's
}

i32 Importing::local_day(const WrittenTime &time) const {
  static const Zone utc(0);
  return (time.is_local || !zone_ ? utc : *zone_).at(time.seconds).day;
}

void Importing::add(const EventRow &row) {
  StoredEvent event;
  event.time = instant(row.time);
  event.row = row.row;
  event.source = source_;
  event.theirs = id_of(WordKind::number, row.theirs);
  event.ours = id_of(WordKind::number, row.ours);
  event.borrower = id_of(WordKind::borrower, row.borrower);
  event.debt = id_of(WordKind::debt, row.debt);
  event.person = person_key(row.person);
  event.collector = id_of(WordKind::collector, row.collector);
  event.agency = id_of(WordKind::agency, row.agency);
  event.lender = id_of(WordKind::lender, row.lender);
  event.relation = id_of(WordKind::relation, known_word(relations, row.relation));
  event.place = id_of(WordKind::place, known_word(places, row.place));
  event.template_id = id_of(WordKind::template_id, code_of(row.template_id));
  if (row.talk_seconds) event.talk_seconds = static_cast<i32>(std::min<u32>(*row.talk_seconds, 1u << 30));
  if (row.people_present) event.people_present = static_cast<i32>(std::min<u32>(*row.people_present, 1u << 20));
  if (row.days_past_due) event.days_past_due = *row.days_past_due;
  else if (row.due) event.days_past_due = local_day(row.time) - local_day(*row.due);
  event.medium = row.medium, event.direction = row.direction, event.outcome = row.outcome, event.party = row.party, event.purpose = row.purpose;
  if (row.in_reply) event.flags |= *row.in_reply ? StoredEvent::in_reply : StoredEvent::not_in_reply;
  if (row.time.is_day) event.flags |= StoredEvent::is_day_only;
  if (const Said said = said_of(row.recording); said == Said::something || (said == Said::none && row.has_recording_field))
    event.flags |= said == Said::something ? StoredEvent::has_recording : StoredEvent::has_no_recording;
  if (row.is_number_hidden.value_or(false)) event.flags |= StoredEvent::is_hidden;
  if (!row.text.empty()) {
    event.flags |= StoredEvent::has_text;
    SaidText said = read_text_ ? read_text_(row.text, row.party) : SaidText();
    if (said.asks_payment) event.flags |= StoredEvent::asks_payment;
    if (said.is_advert && event.purpose == Purpose::unknown) event.purpose = Purpose::other;
    if (!said.findings.empty()) event.finding = 1;
    else if (said.likeness >= least_likeness) to_read_.push_back({source_, row.row, static_cast<u32>(said.likeness * 1'000)});
    if (to_read_.size() >= 2 * most_to_read) keep_likest();
    for (TextFinding &finding : said.findings) {
      finding.source = source_, finding.event_row = row.row;
      findings_.push_back(std::move(finding));
    }
  }
  for (const u64 leg : row.rows)
    if (leg != row.row && event.more_rows < 65'535) more_.push_back(leg), ++event.more_rows;
  Source &source = store_.sources_[source_];
  ++source.events;
  source.calls += row.medium == Medium::call;
  source.messages += row.medium == Medium::sms || row.medium == Medium::im || row.medium == Medium::mail;
  source.first = source.first == StoredLoan::no_time ? event.time : std::min(source.first, event.time);
  source.last = source.last == StoredLoan::no_time ? event.time : std::max(source.last, event.time);
  events_.push_back(event);
  if (events_.size() == block_rows) flush();
}

void Importing::add(const LoanRow &row) {
  StoredLoan loan;
  loan.source = source_, loan.row = row.row, loan.event = row.event;
  if (!row.is_told_alone) knows(row.event); // a source that says it of one loan has a field for it
  loan.borrower = id_of(WordKind::borrower, row.borrower), loan.debt = id_of(WordKind::debt, row.debt), loan.lender = id_of(WordKind::lender, row.lender);
  loan.agency = id_of(WordKind::agency, row.agency), loan.product = id_of(WordKind::product, row.product), loan.zone = id_of(WordKind::zone, row.zone);
  loan.number = id_of(WordKind::number, row.number);
  const auto set = [&](const std::optional<WrittenTime> &time, i64 &at, bool &is_day) {
    if (!time) return;
    is_day = time->is_day;
    at = time->is_day ? time->seconds / seconds_of_day : instant(*time);
  };
  set(row.from, loan.from, loan.from_is_day), set(row.to, loan.to, loan.to_is_day);
  if (row.days_past_due) loan.days_past_due = *row.days_past_due;
  loan.occasion = std::string(known_word(occasions, row.occasion));
  loans_.push_back(std::move(loan));
}

void Importing::add(const PersonRow &row) {
  StoredPerson person;
  person.source = source_, person.row = row.row, person.party = row.party;
  person.borrower = id_of(WordKind::borrower, row.borrower), person.debt = id_of(WordKind::debt, row.debt), person.person = person_key(row.person);
  person.relation = id_of(WordKind::relation, known_word(relations, row.relation)), person.number = id_of(WordKind::number, row.number), person.zone = id_of(WordKind::zone, row.zone);
  person.form = id_of(WordKind::form, code_of(row.form));
  if (row.named) person.named = instant(*row.named) + (row.named->is_day ? seconds_of_day : 0); // of a day without an hour its end is certain
  if (row.consent) person.consent = instant(*row.consent), person.consent_is_day = row.consent->is_day;
  person.has_consent_field = row.has_consent_field;
  const Said handed = said_of(row.agency);
  person.agency = handed == Said::something ? id_of(WordKind::agency, row.agency) : no_word, person.has_agency_field = row.has_agency_field && handed != Said::unknown;
  persons_.push_back(person);
}

void Importing::add(const AskedRow &row) {
  StoredRequest request;
  request.source = source_, request.row = row.row, request.kind = row.kind;
  knows(row.kind);
  request.borrower = id_of(WordKind::borrower, row.borrower), request.debt = id_of(WordKind::debt, row.debt), request.person = person_key(row.person);
  request.number = id_of(WordKind::number, row.number), request.agency = id_of(WordKind::agency, row.agency);
  request.scope = std::string(scope_word(trimmed(row.scope)));
  if (row.at) request.at = instant(*row.at), request.at_is_day = row.at->is_day;
  // A day without a time ends with the day.
  if (row.until) request.until = instant(*row.until) + (row.until->is_day ? seconds_of_day : 0);
  if (row.answered) request.answered = instant(*row.answered), request.answered_is_day = row.answered->is_day;
  request.has_answered_field = row.has_answered_field || row.answered;
  requests_.push_back(std::move(request));
}

void Importing::duplicate(u64, u64) { ++duplicates_; }

void Importing::quarantine(u64 row, std::string_view reason) {
  quarantined_.push_back({source_, row, std::string(reason)});
  ++store_.sources_[source_].quarantined;
}

void Importing::describe(std::string encoding) { store_.sources_[source_].encoding = std::move(encoding); }

void Importing::forget() {
  if (segment_bytes_ == 0 && rows_before_ == 0 && source_ + 1u == store_.sources_.size()) {
    store_.sources_.pop_back();
    (void)::unlink(store_.segment_path(source_).c_str());
  }
}

void Importing::keep_likest() {
  std::ranges::sort(to_read_, {}, [](const TextToRead &each) { return std::tuple(-static_cast<i64>(each.likeness), each.row); });
  if (to_read_.size() > most_to_read) to_read_.resize(most_to_read);
}

void Importing::flush() {
  if (events_.empty() || !state_) return;
  const std::string block = pack_block(events_, more_);
  for (size_t at = 0; at < block.size();) {
    const ssize_t written = ::write(segment_, block.data() + at, block.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      state_ = fail(store_.segment_path(source_) + ": " + std::strerror(errno));
      return;
    }
    at += static_cast<size_t>(written);
  }
  segment_bytes_ += block.size();
  events_.clear();
  more_.clear();
}

Result<void> Importing::insert_all() {
  Database &database = store_.database_;
  TRY_DO(database.insert("INSERT INTO word VALUES(?,?,?,?,?)", new_words_.size(), [&](sqlite3_stmt *row, size_t i) {
    const auto &[kind, id, word, number] = new_words_[i];
    bind_all(row, 1, {static_cast<i64>(kind), id}), bind_text(row, 3, word.text), bind_text(row, 4, word.shown), bind_all(row, 5, {word.is_full});
  }));
  for (const auto &[kind, id, word, number] : new_words_)
    if (!number.empty())
      TRY_DO(database.insert("INSERT OR REPLACE INTO own_number VALUES(?,?)", 1, [&](sqlite3_stmt *row, size_t) { bind_all(row, 1, {id}), bind_text(row, 2, number); }));
  TRY_DO(database.insert("INSERT INTO quarantine VALUES(?,?,?)", quarantined_.size(), [&](sqlite3_stmt *row, size_t i) {
    const Quarantined &each = quarantined_[i];
    bind_all(row, 1, {each.source, static_cast<i64>(each.row)}), bind_text(row, 3, each.reason);
  }));
  TRY_DO(database.insert("INSERT INTO text_finding VALUES(?,?,?,?,?,?,?)", findings_.size(), [&](sqlite3_stmt *row, size_t i) {
    const TextFinding &each = findings_[i];
    bind_all(row, 1, {each.source, static_cast<i64>(each.event_row)}), bind_text(row, 3, each.check), bind_text(row, 4, each.rule), bind_text(row, 5, each.quote), bind_all(row, 6, {each.begin, each.end});
  }));
  keep_likest();
  TRY_DO(database.insert("INSERT INTO to_read VALUES(?,?,?)", to_read_.size(), [&](sqlite3_stmt *row, size_t i) {
    bind_all(row, 1, {to_read_[i].source, static_cast<i64>(to_read_[i].row), to_read_[i].likeness});
  }));
  TRY_DO(database.insert("INSERT INTO loan VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", loans_.size(), [&](sqlite3_stmt *row, size_t i) {
    const StoredLoan &each = loans_[i];
    bind_all(row, 1, {each.source, static_cast<i64>(each.row), static_cast<i64>(each.event), each.borrower, each.debt, each.lender, each.agency, each.product, each.zone, each.number, each.from, each.to,
                      each.from_is_day, each.to_is_day, each.days_past_due});
    bind_text(row, 16, each.occasion);
  }));
  TRY_DO(database.insert("INSERT INTO person VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", persons_.size(), [&](sqlite3_stmt *row, size_t i) {
    const StoredPerson &each = persons_[i];
    bind_all(row, 1, {each.source, static_cast<i64>(each.row), static_cast<i64>(each.party), each.borrower, each.debt, each.person, each.relation, each.number, each.zone, each.form, each.named, each.consent,
                      each.has_consent_field, each.consent_is_day, each.agency, each.has_agency_field});
  }));
  TRY_DO(database.insert("INSERT INTO request VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", requests_.size(), [&](sqlite3_stmt *row, size_t i) {
    const StoredRequest &each = requests_[i];
    bind_all(row, 1, {each.source, static_cast<i64>(each.row), static_cast<i64>(each.kind), each.borrower, each.debt, each.person, each.number});
    bind_text(row, 8, each.scope), bind_all(row, 9, {each.at, each.until, each.answered, each.at_is_day, each.answered_is_day, each.has_answered_field, each.agency});
  }));
  const Source &source = store_.sources_[source_];
  return database.insert("INSERT OR REPLACE INTO source VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", 1, [&](sqlite3_stmt *row, size_t) {
    bind_all(row, 1, {source_});
    int at = 2;
    for (const std::string *text : {&source.file, &source.sha256, &source.profile, &source.kind, &source.zone, &source.encoding}) bind_text(row, at++, *text);
    bind_all(row, at, {static_cast<i64>(source.bytes), static_cast<i64>(source.rows), static_cast<i64>(source.events), static_cast<i64>(source.calls), static_cast<i64>(source.messages),
                       static_cast<i64>(source.quarantined), static_cast<i64>(source.duplicates), source.first, source.last, source.is_whole, source.is_own, static_cast<i64>(source.segment_bytes),
                       source.loan_fields, source.request_fields});
  });
}

Result<void> Importing::commit(bool is_last) {
  flush();
  TRY_DO(state_);
  if (fsync(segment_) != 0) return fail(store_.segment_path(source_) + ": " + std::strerror(errno));
  Database &database = store_.database_;
  TRY_DO(database.run("BEGIN IMMEDIATE"));
  Source &source = store_.sources_[source_];
  source.rows = rows_, source.duplicates = duplicates_, source.segment_bytes = segment_bytes_, source.is_whole = is_last;
  if (Result<void> done = insert_all(); !done) {
    (void)database.run("ROLLBACK");
    return state_ = std::move(done);
  }
  TRY_DO(database.run("COMMIT"));
  new_words_.clear(), quarantined_.clear(), findings_.clear(), to_read_.clear(), loans_.clear(), persons_.clear(), requests_.clear();
  return {};
}

} // namespace kinsafe
