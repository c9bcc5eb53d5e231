// Reads rows from outside. Nothing is guessed: what is misspelt would otherwise be an accusation that nobody made, or one
// that is silently left out.
#include "facts/given.h"

#include "base/file.h"
#include "base/reader.h"
#include "container/json.h"

#include <algorithm>
#include <filesystem>

namespace kinsafe {
namespace {

constexpr size_t most_rows = 200'000;

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

bool is_sha256(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// One column of a row. Fails with the reason.
Result<Cell> read_cell(const Column &column, const Json &value) {
  const auto wrong = [&](std::string_view what) { return fail("column " + std::string(column.name) + " " + std::string(what)); };
  if (value.is_null()) return Cell();
  Cell cell;
  switch (column.type) {
  case ColumnType::word:
    if (!value.is_string()) return wrong("takes a text");
    cell = value.get<std::string>();
    break;
  case ColumnType::words: {
    std::vector<std::string> words;
    if (!value.is_array()) return wrong("takes a list of texts");
    for (const Json &each : value) {
      if (!each.is_string()) return wrong("takes a list of texts");
      words.push_back(each.get<std::string>());
    }
    cell = std::move(words);
    break;
  }
  case ColumnType::number:
    if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<u64>() > INT64_MAX)) return wrong("takes an integer");
    cell = value.get<i64>();
    break;
  case ColumnType::decimal:
    if (!value.is_number() && !value.is_string()) return wrong("takes a number");
    cell = value.is_string() ? value.get<std::string>() : value.dump();
    break;
  case ColumnType::steps: return wrong("can't be given");
  }
  if (!is_allowed(column, cell)) return wrong("has no value " + (value.is_string() ? in_quotes(value.get<std::string>()) : value.dump()));
  return cell;
}

// The word under a key that every row has, or its usual value.
Result<std::string> read_common(const Json &object, const char *key, std::string usual, std::initializer_list<std::string_view> allowed) {
  const Json &value = member(object, key);
  if (value.is_null()) return usual;
  if (!value.is_string()) return fail(std::string(key) + " takes a text");
  std::string word = value.get<std::string>();
  if (allowed.size() > 0 && std::ranges::find(allowed, word) == allowed.end()) return fail(std::string(key) + " can't be " + in_quotes(word));
  return word;
}

Result<GivenRow> read_row(const Json &object, const std::string &file, u32 line) {
  GivenRow given;
  given.line = line;
  const std::string name = TRY(read_common(object, "fact", "", {}));
  const std::optional<FactKind> kind = find_fact(name);
  if (!kind) return fail("there is no fact " + in_quotes(name));
  given.kind = *kind;
  const FactSchema &schema = schema_of(*kind);
  given.row.cells.resize(schema.columns.size());
  for (const auto &[key, value] : object.items()) {
    if (key == "fact" || key == "sha256" || key == "origin" || key == "reached" || key == "basis") continue;
    const std::optional<size_t> column = find_column(schema, key);
    if (!column) return fail("fact " + name + " has no column " + in_quotes(key));
    given.row.cells[*column] = TRY(read_cell(schema.columns[*column], value));
  }
  given.row.origin = TRY(read_common(object, "origin", "app", {}));
  given.row.reached = TRY(read_common(object, "reached", "yes", {"yes", "no", "unclear"}));
  given.row.basis = TRY(read_common(object, "basis", "observed", {"observed"}));
  given.row.evidence.push_back({file, "", "", line, std::nullopt, "given"});
  return given;
}

} // namespace

Result<GivenFacts> parse_given_facts(std::string_view file, std::string_view text) {
  GivenFacts facts;
  facts.file = file;
  std::string of_all; // what a header line named last
  for (u32 line = 1; !text.empty(); ++line) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!row.empty() && (row.back() == '\r' || row.back() == ' ' || row.back() == '\t')) row.remove_suffix(1);
    if (row.empty()) continue;
    const auto fail_here = [&](std::string_view problem) { return fail(facts.file + ":" + std::to_string(line) + ": " + std::string(problem)); };
    if (facts.rows.size() == most_rows) return fail_here("there are more rows than this version takes");
    const Result<Json> object = read_json(as_bytes(row));
    if (!object || !object->is_object()) return fail_here("this line is no JSON object");
    Result<std::string> sha256 = read_common(*object, "sha256", of_all, {});
    if (!sha256) return fail_here(sha256.error().message);
    std::ranges::transform(*sha256, sha256->begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!is_sha256(*sha256))
      return fail_here(sha256->empty() ? "no package is named: give its sha256 here or in a line before" : "sha256 is 64 hexadecimal digits");
    if (object->size() == 1 && object->contains("sha256")) {
      of_all = *sha256;
      continue;
    }
    Result<GivenRow> given = read_row(*object, facts.file, line);
    if (!given) return fail_here(given.error().message);
    given->sha256 = std::move(*sha256);
    facts.rows.push_back(std::move(*given));
  }
  return facts;
}

Result<GivenFacts> read_given_facts(const std::string &path) {
  const MappedFile file = TRY(map_file(path));
  return parse_given_facts(std::filesystem::path(path).filename().string(), as_text(file.bytes()));
}

Result<void> add_given(const GivenFacts &given, std::string_view sha256, Facts &facts) {
  for (const GivenRow &each : given.rows)
    if (each.sha256 != sha256)
      return fail_request(given.file + ":" + std::to_string(each.line) + ": this row is about another package: its SHA-256 is " + each.sha256 +
                          ", that of the package is " + std::string(sha256));
  for (const GivenRow &each : given.rows) facts.of(each.kind).push_back(each.row);
  finish(facts);
  return {};
}

} // namespace kinsafe
