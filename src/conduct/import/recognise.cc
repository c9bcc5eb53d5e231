// Recognising a format without hints: by the names of columns where there is a header, else by what the values of the
// first thousand rows are.
#include "base/strings.h"
#include "conduct/import/filler.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kinsafe {
namespace {

constexpr size_t sample_rows = 1000, sample_documents = 50, sample_bytes = size_t{1} << 20, most_sampled = size_t{32} << 20;
constexpr double enough_rows = 0.5; // that fit a layout: times, numbers and words at the right places are no chance, and some rows are damaged in most files

std::vector<std::string_view> words_of(std::string_view text, char separator) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) { return std::ranges::find(words, value) != words.end(); }

bool is_number(std::string_view value) { return !value.empty() && read_number(value).has_value(); }

bool is_uuid(std::string_view value) { return value.size() == 36 && value[8] == '-' && value[13] == '-' && value[18] == '-' && value[23] == '-'; }

// 1580000000.123, also with the system's name before it: pbx-1580000000.123.
bool is_unique_id(std::string_view value) {
  const size_t dot = value.rfind('.');
  if (dot == std::string_view::npos || dot < 9 || !is_number(value.substr(dot + 1))) return false;
  return std::ranges::all_of(value.substr(dot - 9, 9), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_cause(std::string_view value) {
  return !value.empty() && value.find('_') != std::string_view::npos &&
         std::ranges::all_of(value, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9'); });
}

// Whether a time could be meant, the order of day and month left open.
bool is_time_text(std::string_view value) {
  return TimeReader(DayOrder::day_first).read(value).has_value() || TimeReader(DayOrder::month_first).read(value).has_value();
}

bool is_of_type(std::string_view value, char type) {
  const bool is_empty = is_nothing(value);
  switch (type) {
  case 't': return !is_empty && is_time_text(value);
  case 'T': return is_empty || is_time_text(value);
  case 'n': return is_number(value);
  case 'd': return is_one_of(value, {"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION", "CANCEL", "UNKNOWN"});
  case 'q': return is_cause(value);
  case 'u': return is_uuid(value);
  case 'i': return is_empty || is_unique_id(value);
  case 'e':
    return is_one_of(value,
                     {"CHAN_START", "CHAN_END", "ANSWER", "HANGUP", "APP_START", "APP_END", "BRIDGE_ENTER", "BRIDGE_EXIT", "LINKEDID_END", "BLINDTRANSFER",
                      "ATTENDEDTRANSFER", "PICKUP", "FORWARD", "LOCAL_OPTIMIZE", "LOCAL_OPTIMIZE_BEGIN", "DTMF", "USER_DEFINED", "PARK_START", "PARK_END"});
  default: return true;
  }
}

// The share of records that have the layout's number of columns and values of its types.
double share_of(const ColumnLayout &layout, const std::vector<std::vector<std::string>> &records) {
  std::vector<char> types;
  for (const std::string_view word : words_of(layout.columns, ' ')) types.push_back(word.find(':') == std::string_view::npos ? '\0' : word.back());
  size_t fitting = 0;
  for (const std::vector<std::string> &record : records) {
    if (record.size() != types.size()) continue;
    bool fits = true;
    for (size_t i = 0; i < types.size() && fits; ++i) fits = is_of_type(record[i], types[i]);
    fitting += fits;
  }
  return records.empty() ? 0 : static_cast<double>(fitting) / static_cast<double>(records.size());
}

bool has_signature(const RecordFormat &format, const std::set<std::string> &names) {
  if (format.signature.empty()) return false;
  return std::ranges::all_of(words_of(format.signature, ' '), [&](std::string_view alternatives) {
    return std::ranges::any_of(words_of(alternatives, '|'), [&](std::string_view name) { return names.contains(plain_name(name)); });
  });
}

// The columns of the rules that are there.
size_t known_columns(const RecordFormat &format, const std::set<std::string> &names) {
  std::set<std::string> known;
  for (const ColumnRule &rule : format.rules)
    for (const std::string_view column : words_of(rule.columns, ' '))
      if (std::string plain = plain_name(column); names.contains(plain)) known.insert(std::move(plain));
  return known.size();
}

bool is_asked_for(const RecordFormat &format, const Profile &given) { return given.format.empty() || given.format == format.name; }

Result<Profile> recognise_table(const std::string &path, std::string_view head, Profile profile) {
  if (!profile.dialect) profile.dialect = detect_dialect(head);
  if (profile.dialect->separator == '\0') return fail(path + ": it is no table, JSON or XML that this version reads");
  if (!profile.columns.empty() || !profile.layout.empty()) return profile; // a mapping says it all
  TextSource sample = TextSource::of(std::string(head));
  DelimitedReader reader(sample, *profile.dialect);
  std::vector<std::vector<std::string>> records;
  while (records.size() < sample_rows && reader.next())
    if (!reader.is_blank() && reader.problem().empty()) records.emplace_back(reader.fields().begin(), reader.fields().end());

  const RecordFormat *best = nullptr;
  size_t best_known = 0;
  const std::vector<std::string> *header = nullptr;
  for (size_t i = 0; i < records.size() && i < 10 && !best; ++i) {
    std::set<std::string> names;
    for (const std::string &name : records[i]) names.insert(plain_name(name));
    for (const RecordFormat *const format : all_formats()) {
      const size_t known = known_columns(*format, names);
      if (!is_asked_for(*format, profile) || !has_signature(*format, names) || known < format->least_columns || known <= best_known) continue;
      best = format, best_known = known, header = &records[i];
    }
  }
  if (best) {
    for (const ColumnRule &rule : best->rules)
      for (const std::string_view column : words_of(rule.columns, ' ')) {
        const auto found = std::ranges::find(*header, plain_name(column), plain_name);
        if (found == header->end()) continue;
        profile.columns[std::string(rule.field)] = to_line(*found);
        break;
      }
  } else {
    double best_share = 0;
    const ColumnLayout *best_layout = nullptr;
    for (const RecordFormat *const format : all_formats())
      for (const ColumnLayout &layout : format->layouts) {
        if (!is_asked_for(*format, profile)) continue;
        const double share = share_of(layout, records);
        if (share < enough_rows || share <= best_share) continue;
        best = format, best_layout = &layout, best_share = share;
      }
    if (!best) {
      std::string names;
      for (const std::string &name : records.empty() ? std::vector<std::string>() : records.front())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", to_line(name.substr(0, 40)));
      return fail(fmt::format("{}: its format is not known; a profile can say which of its columns is which ({})", path, names.substr(0, 400)));
    }
    profile.layout = best_layout->columns;
    const std::vector<std::string> columns = layout_columns(best_layout->columns);
    for (const ColumnRule &rule : best->rules)
      for (const std::string_view column : words_of(rule.columns, ' '))
        if (std::ranges::find(columns, column) != columns.end()) {
          profile.columns[std::string(rule.field)] = column;
          break;
        }
  }
  profile.format = best->name;
  return profile;
}

void collect_names(const Json &value, const std::string &path, size_t depth, std::set<std::string> &names) {
  if (depth > 8 || names.size() > 5000) return;
  if (!value.is_object() && !(value.is_array() && scalar_text(value).empty())) {
    names.insert(path);
    return;
  }
  size_t place = 0;
  for (const auto &[key, member] : value.items())
    collect_names(member, fmt::format("{}{}{}", path, path.empty() ? "" : ".", value.is_object() ? plain_name(key) : std::to_string(place++)), depth + 1,
                  names);
}

Result<Profile> recognise_documents(const std::string &path, Shape shape, Profile profile) {
  std::set<std::string_view> lists{"."};
  if (profile.list.empty() && shape != Shape::avro)
    for (const RecordFormat *const format : all_formats())
      for (const std::string_view list : words_of(format->lists, ' ')) lists.insert(list);
  else if (!profile.list.empty())
    lists = {profile.list};
  const RecordFormat *best = nullptr;
  size_t best_known = 0;
  std::set<std::string> best_names;
  std::string best_list;
  for (const std::string_view list : lists) {
    TextSource source = TRY(open_text(path, profile.encoding));
    const std::string_view place = list == "." ? std::string_view() : list;
    std::unique_ptr<DocumentReader> reader;
    if (shape == Shape::avro) {
      Result<std::unique_ptr<DocumentReader>> records = read_avro_documents(source);
      if (!records) return fail(path + ": " + records.error().message);
      reader = std::move(*records);
    } else {
      reader = shape == Shape::json ? read_json_documents(source, place) : read_xml_documents(source, place);
    }
    std::vector<Json> documents;
    std::set<std::string> names;
    while (reader->row() < sample_documents && reader->read_bytes() < most_sampled && reader->next())
      if (reader->problem().empty()) {
        collect_names(reader->value(), "", 0, names);
        documents.push_back(reader->value());
      }
    if (documents.empty()) continue;
    for (const RecordFormat *const format : all_formats()) {
      const std::vector<std::string_view> places = words_of(format->lists, ' ');
      if (!is_asked_for(*format, profile) || (std::ranges::find(places, list) == places.end() && profile.list.empty())) continue;
      size_t known = 0;
      if (format->is_document) {
        const auto fitting = std::ranges::count_if(documents, format->is_document);
        known = fitting * 2 > static_cast<std::ptrdiff_t>(documents.size()) ? 1000 : 0; // its own test outdoes names
      }
      if (known == 0 && has_signature(*format, names)) {
        known = known_columns(*format, names);
        if (known < format->least_columns) known = 0;
      }
      if (known <= best_known) continue;
      best = format, best_known = known, best_names = names, best_list = place;
    }
  }
  if (!best)
    return fail(path + (shape == Shape::json  ? ": it is JSON of a format that is not known; a profile can say which of its members is which"
                        : shape == Shape::xml ? ": it is XML of a format that is not known; a profile can say which of its elements is which"
                                              : ": it is Avro of a format that is not known, or holds no record; a profile can say which of its fields is which"));
  profile.format = best->name;
  profile.list = best_list;
  if (profile.columns.empty())
    for (const ColumnRule &rule : best->rules)
      for (const std::string_view column : words_of(rule.columns, ' ')) {
        if (!best_names.contains(plain_name(column))) continue;
        std::string &columns = profile.columns[std::string(rule.field)];
        if (!columns.empty()) columns += '|';
        columns += column;
      }
  return profile;
}

} // namespace

Result<Profile> recognise(const std::string &path, const Profile &given) {
  Profile profile = given;
  TextSource source = TRY(open_text(path, profile.encoding));
  if (!profile.encoding) profile.encoding = source.encoding();
  const std::string_view text = source.window(sample_bytes);
  const std::string head(text.substr(0, sample_bytes));
  if (head.find_first_not_of(" \t\r\n") == std::string::npos) return fail(path + ": it is empty");
  const Shape shape = shape_of(head);
  // A cut record at the sample's end would only be damage that is not there.
  const size_t last = text.size() > head.size() ? head.find_last_of("\r\n") : std::string::npos;
  const std::string_view whole = std::string_view(head).substr(0, last == std::string::npos ? head.size() : last + 1);
  profile = TRY(shape == Shape::table ? recognise_table(path, whole, profile) : recognise_documents(path, shape, profile));
  const RecordFormat *const format = find_format(profile.format);
  if (!format) return fail_request(path + ": the profile names no format");
  // Where a service writes the time of one place, that is its zone, unless a profile of this format says otherwise.
  if (!format->zone.empty() && (profile.zone.empty() || given.format.empty())) profile.zone = format->zone;

  if (profile.day_order == DayOrder::unknown) {
    TimeReader times;
    Filler filler(*format, profile, times);
    const std::unique_ptr<RecordFile> file = TRY(RecordFile::open(path, profile, filler));
    Filled row;
    for (size_t rows = 0; rows < sample_rows;) {
      const RecordFile::Is is = file->next();
      if (is == RecordFile::Is::end) break;
      if (is != RecordFile::Is::record) continue;
      ++rows;
      file->fill(row);
    }
    // One row that can only be read one way settles it where no row says otherwise.
    if (times.votes().day_first > 0 && times.votes().month_first == 0) profile.day_order = DayOrder::day_first;
    if (times.votes().month_first > 0 && times.votes().day_first == 0) profile.day_order = DayOrder::month_first;
  }
  return profile;
}

} // namespace kinsafe
