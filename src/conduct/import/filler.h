// Fills the fields of a row from the columns of a record, as a format and a profile say; and opens the file that the
// records come from.
#pragma once

#include "conduct/import/documents.h"
#include "conduct/import/format.h"
#include "conduct/import/import.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace kinsafe {

// Fills rows. `columns`: the names of the columns of a table.
class Filler {
public:
  Filler(const RecordFormat &format, const Profile &profile, TimeReader &times);

  // Finds the columns of a table. Fails with a sentence if one that the profile names is not there.
  Result<bool> find_columns(const std::vector<std::string> &columns);

  // Why the row can't be taken; empty if it can.
  std::string_view fill(std::span<const std::string_view> values, Filled &row);
  std::string_view fill(const Json &document, Filled &row);

  // Whether the source has the field, as far as its columns or those that a profile names tell.
  bool has_field(std::string_view name) const;

  std::function<void(std::string_view field, std::string_view value)> unknown_value;

private:
  struct Step {
    const Field *field = nullptr;
    std::vector<std::string> paths;                   // of documents, by plain names
    std::string_view EventRow::*event_text = nullptr; // most fields are one of these two
    std::string_view Extra::*extra_text = nullptr;
    size_t column = 0;
    std::vector<std::pair<std::string, u8>> words;
    std::string last_value; // and its word: most rows repeat it
    u8 last_word = 0;
  };
  bool set(Step &step, std::string_view value, Filled &row);
  void start(Filled &row) const;
  static void know(Filled &row, std::string_view field, bool has);
  std::string_view miss(const Step &step, std::string_view value, Filled &row) const;
  std::optional<u8> word_of(Step &step, std::string_view value);
  void flatten(const Json &value, std::string &path, size_t depth);

  const RecordFormat &format_;
  TimeReader &times_;
  std::vector<Step> steps_;
  bool is_mapped_ = false, is_table_ = false;
  Filled known_; // which fields the source has, of those whose emptiness says something
  std::unordered_map<std::string, std::string> flat_, plain_;
};

// The records of a file, one after the other.
class RecordFile {
public:
  static Result<std::unique_ptr<RecordFile>> open(const std::string &path, const Profile &profile, Filler &filler);

  enum class Is : u8 { end, header, blank, damaged, record };
  Is next();
  u64 row() const;
  std::string_view problem() const;
  bool is_repaired() const;
  std::string_view fill(Filled &row);
  const Json *document() const; // null in tables
  u64 consumed_bytes() const { return source_.consumed_bytes(); }
  u64 all_bytes() const { return source_.bytes().size(); }
  Encoding encoding() const { return source_.encoding(); }

private:
  explicit RecordFile(Filler &filler) : filler_(filler) {}

  Filler &filler_;
  TextSource source_;
  std::unique_ptr<DelimitedReader> table_;
  std::unique_ptr<DocumentReader> documents_;
  std::vector<std::string> header_; // of a table; empty if it has none
  u64 header_row_ = 0;
};

// The text of a file; of bodies of requests (`cdr=...`, base64) what they hold.
Result<TextSource> open_text(const std::string &path, std::optional<Encoding> encoding);

// What begins a text: a table, JSON or XML; or a container file of Avro.
enum class Shape : u8 { table, json, xml, avro };
Shape shape_of(std::string_view text);

// The names of the columns of a layout.
std::vector<std::string> layout_columns(std::string_view layout);

// Reads the header of a table: the first of its first ten records that holds all these columns, by plain names.
bool is_header(std::span<const std::string_view> fields, const Profile &profile);

std::string url_decoded(std::string_view text);

} // namespace kinsafe
