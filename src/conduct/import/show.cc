#include "conduct/import/show.h"

#include "base/digest.h"
#include "base/strings.h"
#include "conduct/import/format.h"
#include "report/json_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace kinsafe {
namespace {

constexpr size_t most_reasons = 20;

// Counts why rows can't be taken, with the first row of each reason.
struct Reasons : RecordSink {
  struct Reason {
    u64 first = 0, count = 0;
  };
  std::map<std::string, Reason, std::less<>> reasons;
  u64 others = 0;

  void add(const EventRow &) override {}
  void add(const LoanRow &) override {}
  void add(const PersonRow &) override {}
  void add(const AskedRow &) override {}
  void duplicate(u64, u64) override {}
  void quarantine(u64 row, std::string_view reason) override {
    auto found = reasons.find(reason);
    if (found == reasons.end()) {
      if (reasons.size() == most_reasons) {
        ++others;
        return;
      }
      found = reasons.emplace(std::string(reason), Reason{row, 0}).first;
    }
    ++found->second.count;
  }
};

struct Shown {
  std::string file, sha256;
  Profile profile;
  ImportCounts counts;
  Reasons reasons;
};

// Of files larger than memory too.
Result<std::string> sha256_of_file(const std::string &path) {
  constexpr size_t piece = size_t{64} << 20;
  const MappedFile file = TRY(map_file(path));
  Digest digest(Digest::Kind::sha256);
  for (Bytes rest = file.bytes(); !rest.empty();) {
    const Bytes first = rest.first(std::min(piece, rest.size()));
    digest.update(first);
    release_pages(first);
    rest = rest.subspan(first.size());
  }
  return digest.hex();
}

Result<Shown> look_at(const std::string &file, const ShowOptions &options) {
  Shown shown;
  shown.file = file;
  shown.profile = TRY(recognise(file, options.given));
  const RecordFormat *const format = find_format(shown.profile.format);
  if (options.kind != "auto" && format && !is_of_kind(*format, options.kind))
    return fail_request(fmt::format("{}: it holds {}, and no {}", file, format->title, options.kind));
  ImportOptions import_options;
  import_options.stop = options.stop;
  shown.counts = TRY(import_records(file, shown.profile, shown.reasons, import_options));
  shown.sha256 = TRY(sha256_of_file(file));
  return shown;
}

std::string name_of_profile(const Profile &profile) { return profile.name.empty() ? profile.format : profile.name; }

void write_json(JsonWriter &json, const Shown &shown) {
  const ImportCounts &counts = shown.counts;
  const auto number = [&](std::string_view key, u64 value) { json.key(key), json.number(static_cast<i64>(value)); };
  json.begin_object();
  json.key("file"), json.text(shown.file);
  json.key("sha256"), json.text(shown.sha256);
  json.key("profile"), json.text(name_of_profile(shown.profile));
  json.key("columns");
  json.begin_object();
  for (const auto &[field, column] : shown.profile.columns)
    if (!field.starts_with('.')) json.key(field), json.text(column);
  json.end_object();
  number("rows", counts.rows);
  number("calls", counts.calls);
  number("messages", counts.messages);
  number("quarantined", counts.quarantined);
  json.key("encoding"), json.text(name_of(counts.encoding));
  json.key("zone"), json.text_or_null(shown.profile.zone);
  json.key("format"), json.text(shown.profile.format);
  number("events", counts.events);
  number("loans", counts.loans);
  number("persons", counts.persons);
  number("requests", counts.requests);
  number("used", counts.used);
  number("duplicates", counts.duplicates);
  number("header", counts.header);
  number("blank", counts.blank);
  number("idle", counts.idle);
  number("repaired", counts.repaired);
  json.key("unknown_values");
  json.begin_array();
  for (const UnknownValue &value : counts.unknown_values) {
    json.begin_object();
    json.key("field"), json.text(value.field);
    json.key("value"), json.text(value.value);
    number("count", value.count);
    json.end_object();
  }
  json.end_array();
  json.key("reasons");
  json.begin_array();
  for (const auto &[reason, rows] : shown.reasons.reasons) {
    json.begin_object();
    json.key("reason"), json.text(reason);
    number("row", rows.first);
    number("count", rows.count);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string as_text(const Shown &shown) {
  const ImportCounts &counts = shown.counts;
  const RecordFormat *const format = find_format(shown.profile.format);
  std::string text =
      fmt::format("{}\n  format: {} ({})\n  encoding: {}\n  time zone: {}\n", to_line(shown.file), name_of_profile(shown.profile), format ? format->title : "",
                  name_of(counts.encoding), shown.profile.zone.empty() ? "not needed" : to_line(shown.profile.zone));
  text += "  columns:";
  for (const auto &[field, column] : shown.profile.columns)
    if (!field.starts_with('.')) text += fmt::format(" {} <- {};", field, to_line(column));
  text += fmt::format("\n  rows: {} = {} used + {} quarantined + {} duplicates + {} header + {} blank + {} without a contact\n", counts.rows, counts.used,
                      counts.quarantined, counts.duplicates, counts.header, counts.blank, counts.idle);
  text += fmt::format("  gives: {} contacts ({} calls, {} messages), {} rows of loans, {} people, {} requests\n", counts.events, counts.calls, counts.messages,
                      counts.loans, counts.persons, counts.requests);
  if (counts.repaired > 0) text += fmt::format("  damaged characters: in {} rows\n", counts.repaired);
  for (const auto &[reason, rows] : shown.reasons.reasons)
    text += fmt::format("  quarantined: {} rows, the first is row {}: {}\n", rows.count, rows.first, to_line(reason));
  if (shown.reasons.others > 0) text += fmt::format("  quarantined: {} rows for other reasons\n", shown.reasons.others);
  for (const UnknownValue &value : counts.unknown_values)
    text += fmt::format("  not known: {} = \"{}\" ({} rows)\n", value.field, to_line(value.value), value.count);
  if (counts.hidden_values > 0) text += fmt::format("  not known: {} more values\n", counts.hidden_values);
  return text;
}

} // namespace

ShownImport show_import(const std::vector<std::string> &files, const ShowOptions &options) {
  ShownImport all;
  JsonWriter json;
  json.begin_array();
  for (const std::string &file : files) {
    Result<Shown> shown = look_at(file, options);
    if (!shown) {
      all.errors.push_back(std::move(shown.error()));
      continue;
    }
    if (options.is_json)
      write_json(json, *shown);
    else
      all.text += as_text(*shown);
    all.profiles.push_back(std::move(shown->profile));
  }
  json.end_array();
  if (options.is_json) all.text = json.take();
  return all;
}

} // namespace kinsafe
