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

constexpr size_t most_unknown_values = 50, most_keys = size_t{8} << 20;

// Counts what passes, on the way to the sink of the caller.
class Counter : public RecordSink {
public:
  Counter(RecordSink &sink, ImportCounts &counts) : sink_(sink), counts_(counts) {}

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
  Importer(const Format &format, const Profile &profile, RecordSink &sink, const ImportOptions &options)
      : format_(format), profile_(profile), counter_(sink, counts_), options_(options), times_(profile.day_order), filler_(format, profile, times_), merger_(counter_, format.leg_rules) {
    filler_.unknown_value = [this](std::string_view field, std::string_view value) { note_unknown(field, value); };
    if (options.from_row > 0) merger_.filter = [this](const EventRow &, u64 first_row) { return first_row >= options_.from_row; };
  }

  Result<ImportCounts> run(const std::string &path) {
    file_ = TRY(RecordFile::open(path, profile_, filler_));
    counts_.encoding = file_->encoding();
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
        if (format_.document && file_->document() && format_.is_document(*file_->document())) take_document(*file_->document());
        else take_row(filled);
      }
      if (--until_progress > 0 && counts_.rows != options_.most_rows) continue;
      until_progress = progress_rows;
      if (options_.progress) options_.progress({file_->consumed_bytes(), file_->all_bytes(), counts_.rows, merger_.resume_row(row_ + 1)});
      if (options_.stop && *options_.stop) counts_.is_stopped = true;
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

  void add(Filled &filled, RowKind kind) override {
    is_used_ = true;
    if (is_refused_) return;
    hand_on(filled, kind);
  }
  void refuse(std::string_view reason) override { is_refused_ = true, refusal_ = reason; }
  std::optional<WrittenTime> time(const Json &value) override {
    const std::string text = scalar_text(value);
    std::optional<WrittenTime> time = times_.read(text);
    if (!time && !text.empty() && text != "null") note_unknown("time", text);
    return time;
  }

private:
  static constexpr u64 progress_rows = 100'000;

  void note_unknown(std::string_view field, std::string_view value) {
    if (field.starts_with('.')) return;
    value = value.substr(0, 60);
    const auto found = std::ranges::find_if(counts_.unknown_values, [&](const UnknownValue &each) { return each.field == field && each.value == value; });
    if (found != counts_.unknown_values.end()) ++found->count;
    else if (counts_.unknown_values.size() < most_unknown_values) counts_.unknown_values.push_back({std::string(field), std::string(value), 1});
    else ++counts_.hidden_values;
  }

  void quarantine(std::string_view reason) {
    ++counts_.quarantined;
    if (row_ >= options_.from_row) merger_.quarantine(row_, reason);
  }

  void take_row(Filled &filled) {
    if (const std::string_view problem = file_->fill(filled); !problem.empty()) return quarantine(problem);
    is_refused_ = is_idle_ = false;
    if (!hand_on(filled, format_.kind)) return quarantine(refusal_);
    ++(is_idle_ ? counts_.idle : is_duplicate_ ? counts_.duplicates : counts_.used);
  }

  void take_document(const Json &document) {
    is_refused_ = is_used_ = is_idle_ = is_duplicate_ = false;
    texts_.clear();
    format_.document(document, profile_, *this);
    if (is_refused_) return quarantine(refusal_);
    ++(is_duplicate_ ? counts_.duplicates : is_used_ ? counts_.used : counts_.idle);
  }

  // False, with a refusal, if the row can't be taken.
  bool hand_on(Filled &filled, RowKind kind) {
    is_duplicate_ = is_idle_ = false;
    const auto refuse_row = [&](std::string_view reason) {
      refusal_ = reason;
      is_refused_ = true;
      return false;
    };
    if (format_.complete) {
      const std::string_view problem = format_.complete(filled, profile_);
      if (problem == idle) {
        is_idle_ = true;
        return true;
      }
      if (!problem.empty()) return refuse_row(problem);
    }
    if (format_.duplicate_key && is_duplicate(filled)) return true;
    const bool is_given = row_ >= options_.from_row;
    const auto is_placed = [&](const std::optional<WrittenTime> &time) {
      if (!time || !time->is_local || time->is_day) return true;
      counts_.has_local_times = true;
      return !profile_.zone.empty();
    };
    constexpr std::string_view unplaced = "its time is local, and the time zone of the file is not said";
    switch (kind) {
    case RowKind::event:
      if (filled.event.time.is_local) counts_.has_local_times = true;
      if (filled.event.time.is_local && profile_.zone.empty()) return refuse_row(unplaced);
      filled.event.row = row_;
      if (format_.has_legs && filled.event.medium == Medium::call) {
        const Extra &extra = filled.extra;
        const std::array<std::string_view, 4> all{filled.event.leg_group, filled.event.leg, extra.other_leg, extra.bridge};
        // A group's key is enough; a leg's own key counts where there is none, with those of the legs that it names.
        if (!filled.event.leg_group.empty() && extra.other_leg.empty() && extra.bridge.empty()) merger_.add(filled.event, std::span(all).first(1));
        else merger_.add(filled.event, all);
      } else {
        filled.event.rows = {&filled.event.row, 1};
        if (is_given) counter_.add(filled.event);
      }
      break;
    case RowKind::loan:
      if (!is_placed(filled.loan.from) || !is_placed(filled.loan.to)) return refuse_row(unplaced);
      filled.loan.row = row_;
      if (is_given) counter_.add(filled.loan);
      break;
    case RowKind::person:
      if (!is_placed(filled.person.named) || !is_placed(filled.person.consent)) return refuse_row(unplaced);
      filled.person.row = row_;
      if (is_given) counter_.add(filled.person);
      break;
    case RowKind::request:
      if (!is_placed(filled.request.at) || !is_placed(filled.request.until) || !is_placed(filled.request.answered)) return refuse_row(unplaced);
      filled.request.row = row_;
      if (is_given) counter_.add(filled.request);
      break;
    }
    return true;
  }

  bool is_duplicate(const Filled &filled) {
    key_.clear();
    format_.duplicate_key(filled, key_);
    if (key_.empty()) return false;
    const XXH128_hash_t hash = XXH3_128bits(key_.data(), key_.size());
    const std::pair key(hash.low64, hash.high64);
    const auto found = keys_.find(key);
    if (found == keys_.end()) {
      if (keys_.size() < most_keys) keys_.emplace(key, row_);
      return false;
    }
    is_duplicate_ = true;
    if (row_ >= options_.from_row) merger_.duplicate(row_, found->second);
    return true;
  }

  struct Hash {
    size_t operator()(const std::pair<u64, u64> &key) const { return key.first; }
  };

  const Format &format_;
  const Profile &profile_;
  ImportCounts counts_;
  Counter counter_;
  const ImportOptions &options_;
  TimeReader times_;
  Filler filler_;
  LegMerger merger_;
  std::unique_ptr<RecordFile> file_;
  u64 row_ = 0;
  bool is_used_ = false, is_refused_ = false, is_idle_ = false, is_duplicate_ = false;
  std::string refusal_, key_;
  std::unordered_map<std::pair<u64, u64>, u64, Hash> keys_;
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
  const Format *const format = find_format(profile.format);
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
      return fail_request(path + ": dates such as 3/4/2020 stand in it, and nothing shows whether the day or the month comes first; say --day-order day-first or month-first");
  }
  Importer importer(*format, profile, sink, options);
  return importer.run(path);
}

} // namespace kinsafe
