#include "conduct/import/import.h"

#include "base/strings.h"
#include "conduct/import/filler.h"
#include "conduct/import/legs.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace kinsafe {
namespace {

constexpr size_t most_unknown_values = 50, most_rows_of_document = 10'000,
                 most_keys = size_t{2} << 20; // of contacts that a backup may hold twice: far more than telephones have

// Counts what passes, on the way to the sink of the caller.
class Counter : public RecordSink {
public:
  Counter(RecordSink &sink, ImportCounts &counts) : sink_(sink), counts_(counts) {}

  void knows(LoanEvent event) override { sink_.knows(event); }
  void knows(RequestKind kind) override { sink_.knows(kind); }
  void add(const EventRow &row) override {
    ++counts_.events;
    if (row.medium == Medium::call) ++counts_.calls;
    if (row.medium == Medium::sms || row.medium == Medium::im || row.medium == Medium::mail) ++counts_.messages;
    sink_.add(row);
  }
  void add(const LoanRow &row) override {
    ++counts_.loans;
    sink_.add(row);
  }
  void add(const PersonRow &row) override {
    ++counts_.persons;
    sink_.add(row);
  }
  void add(const AskedRow &row) override {
    ++counts_.requests;
    sink_.add(row);
  }
  void duplicate(u64 row, u64 first) override { sink_.duplicate(row, first); }
  void quarantine(u64 row, std::string_view reason) override { sink_.quarantine(row, reason); }

private:
  RecordSink &sink_;
  ImportCounts &counts_;
};

class Importer : public Rows {
public:
  Importer(const RecordFormat &format, const Profile &profile, RecordSink &sink, const ImportOptions &options)
      : format_(format), profile_(profile), counter_(sink, counts_), options_(options), times_(profile.day_order), filler_(format, profile, times_),
        merger_(counter_, format.leg_rules) {
    filler_.unknown_value = [this](std::string_view field, std::string_view value) { note_unknown(field, value); };
    if (options.from_row > 0) merger_.filter = [this](const EventRow &, u64 first_row) { return first_row >= options_.from_row; };
  }

  Result<ImportCounts> run(const std::string &path) {
    file_ = TRY(RecordFile::open(path, profile_, filler_));
    counts_.encoding = file_->encoding();
    tell_fields();
    u64 until_progress = progress_rows;
    Filled filled;
    for (bool is_over = false; !is_over;) {
      const RecordFile::Is is = file_->next();
      if (is == RecordFile::Is::end) break;
      ++counts_.rows;
      row_ = file_->row();
      counts_.repaired += file_->is_repaired();
      switch (is) {
      case RecordFile::Is::header: ++counts_.header; break;
      case RecordFile::Is::blank: ++counts_.blank; break;
      case RecordFile::Is::damaged: quarantine(file_->problem()); break;
      default:
        if (format_.document && file_->document() && format_.is_document(*file_->document()))
          take_document(*file_->document());
        else
          take_row(filled);
      }
      if (--until_progress == 0) {
        until_progress = progress_rows;
        if (options_.progress) options_.progress({file_->consumed_bytes(), file_->all_bytes(), counts_.rows, merger_.resume_row(row_ + 1)});
      }
      counts_.is_stopped = options_.stop && *options_.stop;
      is_over = counts_.is_stopped || counts_.rows == options_.most_rows;
    }
    counts_.resume_row = merger_.resume_row(row_ + 1);
    // What waits is read again when a stopped import goes on.
    if (!counts_.is_stopped) {
      merger_.finish();
      counts_.resume_row = row_ + 1;
    }
    return std::move(counts_);
  }

  const TimeReader::Votes &votes() const { return times_.votes(); }

  void add(const Filled &filled, RowKind kind) override {
    if (waiting_.size() < most_rows_of_document)
      waiting_.emplace_back(filled, kind);
    else
      refuse("it gives more than 10,000 rows");
  }
  void knows(LoanEvent event) override { counter_.knows(event); }
  void refuse(std::string_view reason) override { refusal_ = reason; }
  std::optional<WrittenTime> time(const Json &value) override {
    const std::string text = scalar_text(value);
    std::optional<WrittenTime> time = times_.read(text);
    if (!time && !text.empty() && text != "null") note_unknown("time", text);
    return time;
  }

  bool has_seen(std::string_view key) override {
    if (key.empty()) return false;
    const XXH128_hash_t hash = XXH3_128bits(key.data(), key.size());
    const std::pair both(hash.low64, hash.high64);
    const auto found = keys_.find(both);
    if (found == keys_.end()) {
      if (keys_.size() < most_keys)
        keys_.emplace(both, row_);
      else
        refusal_ = "whether it is a duplicate can't be told any more, for the file has more than two million contacts";
      return false;
    }
    is_duplicate_ = true;
    if (row_ >= options_.from_row) merger_.duplicate(row_, found->second);
    return true;
  }

  std::string_view recall(std::string_view key, std::string_view value) override {
    if (value.empty()) {
      const auto found = recalled_.find(std::string(key));
      return found == recalled_.end() ? value : found->second;
    }
    if (recalled_.size() < most_keys) recalled_.try_emplace(std::string(key), value);
    return value;
  }

private:
  static constexpr u64 progress_rows = 100'000;

  // What the source records, before any row says it: by its columns, and by the words that the profile knows in it.
  void tell_fields() {
    for (const RecordedField &recorded : format_.recorded)
      if (filler_.has_field(recorded.field)) counter_.knows(recorded.event);
    const auto tell_words = [&](const char *field, auto find) {
      const auto words = profile_.values.find(field);
      if (words == profile_.values.end()) return;
      for (const auto &[written, word] : words->second)
        if (const auto known = find(word)) counter_.knows(*known);
    };
    if (format_.kind == RowKind::loan) tell_words("event", find_loan_event);
    if (format_.kind == RowKind::request) tell_words("kind", find_request_kind);
    // Without a column of kinds every row is a request to stop.
    if (format_.kind == RowKind::request && !filler_.has_field("kind") && filler_.has_field("at")) counter_.knows(RequestKind::stop);
  }

  void note_unknown(std::string_view field, std::string_view value) {
    if (field.starts_with('.')) return;
    value = value.substr(0, 60);
    const auto found = std::ranges::find_if(counts_.unknown_values, [&](const UnknownValue &each) { return each.field == field && each.value == value; });
    if (found != counts_.unknown_values.end())
      ++found->count;
    else if (counts_.unknown_values.size() < most_unknown_values)
      counts_.unknown_values.push_back({std::string(field), std::string(value), 1});
    else
      ++counts_.hidden_values;
  }

  void quarantine(std::string_view reason) {
    ++counts_.quarantined;
    if (row_ >= options_.from_row) merger_.quarantine(row_, reason);
  }

  void count(bool has_rows) { ++(is_duplicate_ ? counts_.duplicates : has_rows ? counts_.used : counts_.idle); }

  void take_row(Filled &filled) {
    if (const std::string_view problem = file_->fill(filled); !problem.empty()) return quarantine(problem);
    refusal_ = {};
    is_duplicate_ = false;
    const bool is_taken = complete(filled, format_.kind);
    if (!refusal_.empty()) return quarantine(refusal_);
    if (is_taken) give(filled, format_.kind);
    count(is_taken);
  }

  // All rows of a document or none: a part of a loan would look like the whole.
  void take_document(const Json &document) {
    refusal_ = {};
    is_duplicate_ = false;
    texts_.clear();
    waiting_.clear();
    format_.document(document, profile_, *this);
    bool has_rows = false;
    for (auto &[filled, kind] : waiting_) {
      if (!refusal_.empty()) break;
      has_rows |= complete(filled, kind);
    }
    if (!refusal_.empty()) return quarantine(refusal_);
    if (has_rows)
      for (auto &[filled, kind] : waiting_) give(filled, kind);
    count(has_rows);
  }

  // What the format says of the whole row. False if the row is not to be given: it is refused, a duplicate, or says nothing.
  bool complete(Filled &filled, RowKind kind) {
    if (format_.complete) {
      const std::string_view problem = format_.complete(filled, profile_);
      if (problem != idle) refusal_ = problem;
      if (!problem.empty()) return false;
    }
    if (format_.duplicate_key) {
      key_.clear();
      format_.duplicate_key(filled, key_);
      if (has_seen(key_) || !refusal_.empty()) return false;
    }
    const auto is_placed = [&](const std::optional<WrittenTime> &time) {
      if (!time || !time->is_local || time->is_day) return true;
      counts_.has_local_times = true;
      return !profile_.zone.empty();
    };
    bool is_local = false;
    switch (kind) {
    case RowKind::event:
      counts_.has_local_times |= filled.event.time.is_local;
      is_local = filled.event.time.is_local && profile_.zone.empty();
      break;
    case RowKind::loan: is_local = !is_placed(filled.loan.from) || !is_placed(filled.loan.to); break;
    case RowKind::person: is_local = !is_placed(filled.person.named) || !is_placed(filled.person.consent); break;
    case RowKind::request: is_local = !is_placed(filled.request.at) || !is_placed(filled.request.until) || !is_placed(filled.request.answered); break;
    }
    if (is_local) refusal_ = "its time is local, and the time zone of the file is not said";
    return !is_local;
  }

  void give(Filled &filled, RowKind kind) {
    const bool is_given = row_ >= options_.from_row;
    switch (kind) {
    case RowKind::event: {
      EventRow &event = filled.event;
      event.row = row_;
      if (format_.has_legs && event.medium == Medium::call) {
        const Extra &extra = filled.extra;
        const std::array<std::string_view, 4> keys{event.leg_group, event.leg, extra.other_leg, extra.bridge};
        // A group's key is enough; a leg's own key counts where there is none, with those of the legs that it names.
        const bool has_group = !event.leg_group.empty() && extra.other_leg.empty() && extra.bridge.empty();
        merger_.add(event, std::span(keys).first(has_group ? 1 : keys.size()));
      } else {
        event.rows = {&event.row, 1};
        if (is_given) counter_.add(event);
      }
      break;
    }
    case RowKind::loan:
      filled.loan.row = row_;
      if (is_given) counter_.add(filled.loan);
      break;
    case RowKind::person:
      filled.person.row = row_;
      if (is_given) counter_.add(filled.person);
      break;
    case RowKind::request:
      filled.request.row = row_;
      if (is_given) counter_.add(filled.request);
      break;
    }
  }

  struct Hash {
    size_t operator()(const std::pair<u64, u64> &key) const { return key.first; }
  };

  const RecordFormat &format_;
  const Profile &profile_;
  ImportCounts counts_;
  Counter counter_;
  const ImportOptions &options_;
  TimeReader times_;
  Filler filler_;
  LegMerger merger_;
  std::unique_ptr<RecordFile> file_;
  u64 row_ = 0;
  bool is_duplicate_ = false;
  std::string_view refusal_;
  std::string key_;
  std::vector<std::pair<Filled, RowKind>> waiting_; // of one document
  std::unordered_map<std::pair<u64, u64>, u64, Hash> keys_;
  std::unordered_map<std::string, std::string> recalled_;
};

class NoSink : public RecordSink {
  void add(const EventRow &) override {}
  void add(const LoanRow &) override {}
  void add(const PersonRow &) override {}
  void add(const AskedRow &) override {}
  void duplicate(u64, u64) override {}
  void quarantine(u64, std::string_view) override {}
};

} // namespace

Result<ImportCounts> import_records(const std::string &path, const Profile &profile, RecordSink &sink, const ImportOptions &options) {
  const RecordFormat *const format = find_format(profile.format);
  if (!format) return fail_request(path + ": the profile names no format");
  if (profile.zone.empty() || profile.day_order == DayOrder::unknown) {
    // What must be asked is asked before the first row.
    NoSink none;
    const ImportOptions first{0, nullptr, nullptr, 1000};
    Importer sample(*format, profile, none, first);
    const ImportCounts seen = TRY(sample.run(path));
    if (profile.zone.empty() && seen.has_local_times)
      return fail_request(path + ": its times are local, and nothing in it says of which place; name the time zone with --tz ZONE, such as --tz Asia/Shanghai");
    const TimeReader::Votes &votes = sample.votes();
    if (profile.day_order == DayOrder::unknown && votes.day_first + votes.month_first + votes.either > 0)
      return fail_request(
          path + ": dates such as 3/4/2020 stand in it, and nothing shows whether the day or the month comes first; say --day-order day-first or month-first");
  }
  Importer importer(*format, profile, sink, options);
  return importer.run(path);
}

} // namespace kinsafe
