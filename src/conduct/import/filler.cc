#include "conduct/import/filler.h"

#include "base/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kinsafe {
namespace {

constexpr i64 latest = i64{1} << 60;
constexpr size_t most_flat = 5000, deepest_flat = 8, largest_body = size_t{64} << 20;

std::vector<std::string_view> words_of(std::string_view text, char separator) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(trimmed(text));
  for (char &c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

std::optional<bool> read_flag(std::string_view text) {
  const std::string word = lower(text);
  for (const std::string_view yes : {"1", "true", "yes", "y", "t", "是"})
    if (word == yes) return true;
  for (const std::string_view no : {"0", "false", "no", "n", "f", "否"})
    if (word == no) return false;
  return std::nullopt;
}

// A duration in seconds, or as hh:mm:ss or mm:ss.
std::optional<i64> read_seconds(std::string_view text) {
  if (text.find(':') == std::string_view::npos) return read_number(text);
  i64 seconds = 0;
  for (const std::string_view part : words_of(text, ':')) {
    const std::optional<i64> value = read_number(part);
    if (!value || *value < 0 || *value > 100000) return std::nullopt;
    seconds = seconds * 60 + *value;
  }
  return seconds;
}

template <class Row>
Row &row_of(Filled &filled) {
  if constexpr (std::is_same_v<Row, EventRow>)
    return filled.event;
  else if constexpr (std::is_same_v<Row, LoanRow>)
    return filled.loan;
  else if constexpr (std::is_same_v<Row, PersonRow>)
    return filled.person;
  else if constexpr (std::is_same_v<Row, AskedRow>)
    return filled.request;
  else
    return filled.extra;
}

} // namespace

std::vector<std::string> layout_columns(std::string_view layout) {
  std::vector<std::string> columns;
  for (const std::string_view word : words_of(layout, ' ')) columns.emplace_back(word.substr(0, word.find(':')));
  return columns;
}

std::string url_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

Filler::Filler(const RecordFormat &format, const Profile &profile, TimeReader &times) : format_(format), times_(times), is_mapped_(!profile.columns.empty()) {
  const auto add = [&](std::string_view name, std::string_view columns, char separator) {
    const Field *const field = find_field(format.kind, name);
    if (!field) return;
    Step step;
    step.field = field;
    if (const auto *const text = std::get_if<std::string_view EventRow::*>(&field->target)) step.event_text = *text;
    if (const auto *const text = std::get_if<std::string_view Extra::*>(&field->target)) step.extra_text = *text;
    for (const std::string_view column : words_of(columns, separator)) step.paths.push_back(column.starts_with('#') ? std::string(column) : plain_name(column));
    if (has_words(*field)) {
      if (const auto own = profile.values.find(std::string(name)); own != profile.values.end())
        for (const auto &[written, word] : own->second)
          if (const std::optional<u8> code = find_word(*field, word)) step.words.emplace_back(lower(written), *code);
      for (const ColumnValue &value : format.values)
        if (value.field == name)
          if (const std::optional<u8> code = find_word(*field, value.word)) step.words.emplace_back(lower(value.written), *code);
    }
    // A switch whose field for a recording is empty says nothing of a recorder beside it; who writes our own format says it.
    if (name != "recording" || format.name.starts_with("kinsafe-")) know(known_, name, true);
    steps_.push_back(std::move(step));
  };
  if (profile.columns.empty())
    for (const ColumnRule &rule : format.rules) add(rule.field, rule.columns, ' ');
  else
    for (const auto &[field, columns] : profile.columns) add(field, columns, '|');
}

bool Filler::has_field(std::string_view name) const {
  return (is_mapped_ || is_table_) && std::ranges::any_of(steps_, [&](const Step &step) { return step.field->name == name; });
}

Result<bool> Filler::find_columns(const std::vector<std::string> &columns) {
  is_table_ = true;
  std::vector<std::string> plain;
  for (const std::string &column : columns) plain.push_back(plain_name(column));
  std::string missing;
  std::erase_if(steps_, [&](Step &step) {
    for (const std::string &path : step.paths) {
      const auto found = std::ranges::find(plain, path);
      step.column = static_cast<size_t>(found - plain.begin());
      if (path.starts_with('#')) {
        const std::optional<i64> number = read_number(std::string_view(path).substr(1));
        step.column = number && *number >= 1 && static_cast<size_t>(*number) <= columns.size() ? static_cast<size_t>(*number) - 1 : columns.size();
      }
      if (step.column < columns.size()) return false;
    }
    missing += fmt::format("{}{}", missing.empty() ? "" : ", ", step.field->name);
    know(known_, step.field->name, false);
    return true;
  });
  if (steps_.empty() || (is_mapped_ && !missing.empty())) return fail("it has no such column as the profile names for: " + missing);
  return true;
}

std::optional<u8> Filler::word_of(Step &step, std::string_view value) {
  if (!step.last_value.empty() && step.last_value == value) return step.last_word;
  const std::string key = lower(value);
  const auto found = std::ranges::find(step.words, key, &std::pair<std::string, u8>::first);
  const std::optional<u8> word = found != step.words.end() ? std::optional(found->second) : find_word(*step.field, key);
  if (word) step.last_value = value, step.last_word = *word;
  return word;
}

// False if the field holds another kind of value.
bool Filler::set(Step &step, std::string_view value, Filled &row) {
  return std::visit(
      [&]<class Row, class Member>(Member Row::*member) {
        Member &field = row_of<Row>(row).*member;
        if constexpr (std::is_same_v<Member, std::string_view>) {
          field = value;
          return true;
        } else if constexpr (std::is_same_v<Member, WrittenTime> || std::is_same_v<Member, std::optional<WrittenTime>>) {
          const std::optional<WrittenTime> time = times_.read(value);
          if (time) field = *time;
          return time.has_value();
        } else if constexpr (std::is_enum_v<Member>) {
          const std::optional<u8> word = word_of(step, value);
          field = static_cast<Member>(word.value_or(0)); // not what the format would say without a column
          return word.has_value();
        } else if constexpr (std::is_same_v<Member, std::optional<bool>>) {
          field = read_flag(value);
          return field.has_value();
        } else {
          const std::optional<i64> number = std::is_same_v<Member, std::optional<u32>> ? read_seconds(value) : read_number(value);
          using Number = typename Member::value_type;
          if (!number || !std::in_range<Number>(*number)) return false;
          field = static_cast<Number>(*number);
          return true;
        }
      },
      step.field->target);
}

// Of these fields an empty one says that there was none, where the source has them.
void Filler::know(Filled &row, std::string_view field, bool has) {
  if (field == "recording") row.event.has_recording_field = has;
  if (field == "consent") row.person.has_consent_field = has;
  if (field == "agency") row.person.has_agency_field = has;
  if (field == "answered") row.request.has_answered_field = has;
}

void Filler::start(Filled &row) const {
  row.extra = {};
  switch (format_.kind) {
  case RowKind::event:
    row.event = {};
    row.event.medium = format_.medium;
    row.event.has_recording_field = known_.event.has_recording_field;
    break;
  case RowKind::loan: row.loan = {}; break;
  case RowKind::person:
    row.person = {};
    row.person.has_consent_field = known_.person.has_consent_field;
    row.person.has_agency_field = known_.person.has_agency_field;
    break;
  case RowKind::request:
    row.request = {};
    row.request.has_answered_field = known_.request.has_answered_field;
    break;
  }
}

std::string_view Filler::fill(std::span<const std::string_view> values, Filled &row) {
  start(row);
  bool has_time = format_.kind != RowKind::event;
  std::string_view problem;
  for (Step &step : steps_) {
    const std::string_view value = values[step.column];
    if (is_nothing(value)) continue;
    if (step.event_text) {
      row.event.*step.event_text = value;
      continue;
    }
    if (step.extra_text) {
      row.extra.*step.extra_text = value;
      continue;
    }
    if (set(step, value, row)) {
      has_time |= std::holds_alternative<WrittenTime EventRow::*>(step.field->target);
      continue;
    }
    const std::string_view reason = miss(step, value, row);
    if (problem.empty()) problem = reason;
  }
  if (problem.empty() && !has_time) problem = "it has no time";
  return problem;
}

// A value that the field can't hold: why the row can't be taken without it, or nothing, and the field stays unknown.
std::string_view Filler::miss(const Step &step, std::string_view value, Filled &row) const {
  if (unknown_value) unknown_value(step.field->name, value);
  const std::string_view name = step.field->name;
  if (name == "named") row.person.named = WrittenTime{.seconds = latest, .is_local = false}; // whoever was named then may have been named after any contact
  if (name == "consent" || name == "answered") know(row, name, false); // something stands there; that it is none nobody may say
  if (name == "time" || name == "from" || name == "at") return "its time can't be read";
  if (name == "event" || name == "kind") return "what happened is told by a word that is not known";
  return {};
}

void Filler::flatten(const Json &value, std::string &path, size_t depth) {
  if (flat_.size() >= most_flat || depth > deepest_flat) return;
  const size_t length = path.size();
  if (value.is_object()) {
    for (const auto &[key, member] : value.items()) {
      if (plain_.size() > 10000) plain_.clear();
      const auto [plain, is_new] = plain_.try_emplace(key);
      if (is_new) plain->second = plain_name(key);
      if (length > 0) path += '.';
      path += plain->second;
      flatten(member, path, depth + 1);
      path.resize(length);
    }
    return;
  }
  std::string text = scalar_text(value);
  if (text.empty() && value.is_array()) {
    size_t place = 0;
    for (const Json &element : value) {
      if (length > 0) path += '.';
      path += std::to_string(place++);
      flatten(element, path, depth + 1);
      path.resize(length);
    }
    return;
  }
  // Who encodes values leaves no blank, colon or @ in them.
  if (format_.is_url_encoded && text.find('%') != std::string::npos && text.find_first_of(" :@<>\"") == std::string::npos) text = url_decoded(text);
  flat_.try_emplace(path, std::move(text));
}

std::string_view Filler::fill(const Json &document, Filled &row) {
  start(row);
  flat_.clear();
  std::string path;
  flatten(document, path, 0);
  bool has_time = format_.kind != RowKind::event;
  std::string_view problem;
  for (Step &step : steps_) {
    bool is_there = false;
    for (const std::string &each : step.paths) {
      const auto found = flat_.find(each);
      is_there |= found != flat_.end();
      if (found == flat_.end() || is_nothing(found->second)) continue;
      if (set(step, found->second, row)) {
        has_time |= std::holds_alternative<WrittenTime EventRow::*>(step.field->target);
      } else if (const std::string_view reason = miss(step, found->second, row); problem.empty()) {
        problem = reason;
      }
      break;
    }
    if (!is_there) know(row, step.field->name, false);
  }
  if (problem.empty() && !has_time) problem = "it has no time";
  return problem;
}

const Json &value_at(const Json &document, std::string_view path) {
  static const Json nothing;
  const Json *value = &document;
  for (const std::string_view name : words_of(path, '.')) {
    if (value->is_object()) {
      const auto found = value->find(name);
      if (found == value->end()) return nothing;
      value = &*found;
    } else if (value->is_array()) {
      const std::optional<i64> place = read_number(name);
      if (!place || *place < 0 || static_cast<size_t>(*place) >= value->size()) return nothing;
      value = &(*value)[static_cast<size_t>(*place)];
    } else {
      return nothing;
    }
  }
  return *value;
}

// A scalar as a text; the numbers [2020, 2, 10] and [2020, 2, 10, 22, 41] as a date and a time.
std::string scalar_text(const Json &value) {
  if (const auto *text = value.get_ptr<const std::string *>()) return *text;
  if (value.is_number() || value.is_boolean()) return value.dump();
  if (value.is_array() && value.size() >= 3 && value.size() <= 7 && value.size() != 4 &&
      std::ranges::all_of(value, [](const Json &each) { return each.is_number_integer(); })) {
    std::array<i64, 7> parts{};
    for (size_t i = 0; i < value.size(); ++i) parts[i] = value[i].get<i64>();
    if (parts[0] < 1900 || parts[0] > 2200) return "";
    if (value.size() == 3) return fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
  }
  return "";
}

Shape shape_of(std::string_view text) {
  if (text.starts_with(avro_magic)) return Shape::avro;
  const size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const char first = start < text.size() ? text[start] : '\0';
  const char second = start + 1 < text.size() ? text[start + 1] : '\0';
  const bool is_letter = (second >= 'a' && second <= 'z') || (second >= 'A' && second <= 'Z');
  const bool is_blank = second == ' ' || second == '\t' || second == '\r' || second == '\n';
  // A table may begin with a caller id such as <201>.
  if (first == '<' && (is_letter || second == '?' || second == '!' || second == '_')) return Shape::xml;
  if (first == '{' && (is_blank || second == '"' || second == '}')) return Shape::json;
  if (first == '[' && (is_blank || second == '{' || second == '[' || second == ']')) return Shape::json;
  return Shape::table;
}

namespace {

std::string base64_decoded(std::string_view text) {
  std::string decoded;
  u32 bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = c >= 'A' && c <= 'Z'   ? c - 'A'
                      : c >= 'a' && c <= 'z' ? c - 'a' + 26
                      : c >= '0' && c <= '9' ? c - '0' + 52
                      : c == '+' || c == '-' ? 62
                      : c == '/' || c == '_' ? 63
                                             : -1;
    if (value < 0) continue;
    bits = bits << 6 | static_cast<u32>(value);
    if (++count == 4) {
      decoded += {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8), static_cast<char>(bits)};
      bits = 0, count = 0;
    }
  }
  if (count == 3) decoded += {static_cast<char>(bits >> 10), static_cast<char>(bits >> 2)};
  if (count == 2) decoded += static_cast<char>(bits >> 4);
  return decoded;
}

// Of the body of a request what its `cdr` holds, plain or in base64.
std::string body_of(std::string_view line) {
  std::string body(trimmed(line));
  if (const size_t field = body.find("cdr="); field != std::string::npos && (field == 0 || body[field - 1] == '&')) {
    body = body.substr(field + 4);
    body = url_decoded(body.substr(0, body.find('&')));
  }
  if (!body.empty() && body.front() != '<' && body.front() != '{') body = base64_decoded(body);
  return body;
}

} // namespace

Result<TextSource> open_text(const std::string &path, std::optional<Encoding> encoding) {
  TextSource source = TRY(TextSource::open(path, encoding));
  if (source.bytes().size() > largest_body) return source;
  const std::string_view text = source.window(largest_body);
  const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  const bool is_body = first.starts_with("cdr=") || (first.starts_with("uuid=") && first.find("&cdr=") != std::string_view::npos) ||
                       first.starts_with("PD94") || first.starts_with("PGNkc") || first.starts_with("eyJj");
  if (!is_body) return source;
  std::string bodies;
  for (const std::string_view line : words_of(text, '\n')) bodies.append(body_of(line)).append(1, '\n');
  return TextSource::of(std::move(bodies));
}

bool is_header(std::span<const std::string_view> fields, const Profile &profile) {
  std::vector<std::string> plain;
  for (const std::string_view field : fields) plain.push_back(plain_name(field));
  return std::ranges::all_of(profile.columns, [&](const auto &column) {
    return std::ranges::any_of(words_of(column.second, '|'), [&](std::string_view name) {
      if (!name.starts_with('#')) return std::ranges::find(plain, plain_name(name)) != plain.end();
      const std::optional<i64> number = read_number(name.substr(1));
      return number && *number >= 1 && static_cast<size_t>(*number) <= plain.size();
    });
  });
}

Result<std::unique_ptr<RecordFile>> RecordFile::open(const std::string &path, const Profile &profile, Filler &filler) {
  std::unique_ptr<RecordFile> file(new RecordFile(filler));
  file->source_ = TRY(open_text(path, profile.encoding));
  const std::string_view head = file->source_.window(size_t{1} << 20);
  switch (shape_of(head)) {
  case Shape::json: file->documents_ = read_json_documents(file->source_, profile.list); return file;
  case Shape::xml: file->documents_ = read_xml_documents(file->source_, profile.list); return file;
  case Shape::avro: {
    Result<std::unique_ptr<DocumentReader>> documents = read_avro_documents(file->source_);
    if (!documents) return fail(path + ": " + documents.error().message);
    file->documents_ = std::move(*documents);
    return file;
  }
  case Shape::table: break;
  }
  const Dialect dialect = profile.dialect ? *profile.dialect : detect_dialect(head.substr(0, size_t{1} << 20));
  if (dialect.separator == '\0') return fail(path + ": it holds no table that can be read");
  const bool is_numbered = !profile.columns.empty() && std::ranges::all_of(profile.columns, [](const auto &column) { return column.second.starts_with('#'); });
  if (!profile.layout.empty() || is_numbered) {
    std::vector<std::string> columns = layout_columns(profile.layout);
    if (profile.layout.empty()) {
      TextSource sample = TextSource::of(std::string(head.substr(0, size_t{1} << 20)));
      DelimitedReader reader(sample, dialect);
      reader.next();
      columns.resize(reader.fields().size());
    }
    if (const auto found = filler.find_columns(columns); !found) return fail_request(path + ": " + found.error().message);
    file->table_ = std::make_unique<DelimitedReader>(file->source_, dialect);
    file->table_->expect_width(columns.size());
    return file;
  }
  // A title may stand above the header.
  TextSource sample = TextSource::of(std::string(head.substr(0, size_t{1} << 20)));
  DelimitedReader reader(sample, dialect);
  for (size_t seen = 0; seen < 10 && reader.next();) {
    if (reader.is_blank() || !reader.problem().empty()) continue;
    ++seen;
    if (!is_header(reader.fields(), profile)) continue;
    file->header_row_ = reader.row();
    for (const std::string_view field : reader.fields()) file->header_.emplace_back(field);
    break;
  }
  if (file->header_.empty()) {
    std::string missing;
    for (const auto &[field, column] : profile.columns) missing += fmt::format("{}{}", missing.empty() ? "" : ", ", column);
    return fail_request(fmt::format("{}: it has no header with the columns of the profile ({})", path, missing));
  }
  // Empty columns at the right of a spreadsheet have no name.
  while (!file->header_.empty() && trimmed(file->header_.back()).empty()) file->header_.pop_back();
  if (const auto found = filler.find_columns(file->header_); !found) return fail_request(path + ": " + found.error().message);
  file->table_ = std::make_unique<DelimitedReader>(file->source_, dialect);
  return file;
}

RecordFile::Is RecordFile::next() {
  if (documents_) {
    if (!documents_->next()) return Is::end;
    return documents_->problem().empty() ? Is::record : Is::damaged;
  }
  if (!table_->next()) return Is::end;
  if (table_->row() == header_row_) {
    table_->expect_width(header_.size());
    return Is::header;
  }
  if (table_->row() < header_row_) return table_->is_blank() ? Is::blank : Is::header; // a title
  if (!table_->problem().empty()) return Is::damaged;
  if (table_->is_blank()) return Is::blank;
  // Files put together from several have their header more than once.
  if (!header_.empty() && table_->fields().front() == header_.front() && std::ranges::equal(table_->fields(), header_)) return Is::header;
  return Is::record;
}

u64 RecordFile::row() const { return documents_ ? documents_->row() : table_->row(); }
std::string_view RecordFile::problem() const { return documents_ ? documents_->problem() : table_->problem(); }
bool RecordFile::is_repaired() const { return documents_ ? documents_->is_repaired() : table_->is_repaired(); }
std::string_view RecordFile::fill(Filled &row) {
  return documents_ ? filler_.fill(documents_->value(), row) : filler_.fill(std::span<const std::string_view>(table_->fields()), row);
}
const Json *RecordFile::document() const { return documents_ ? &documents_->value() : nullptr; }

} // namespace kinsafe
