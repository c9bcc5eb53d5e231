// A fast reader of delimited text: fields between separators, in quotes where they hold separators, quotes or line ends
// (RFC 4180), lines ended by LF, CRLF or CR alone. It marks the characters that matter 64 bytes at a time, and never
// loses a row: what can't be read as one is handed on as damaged, and reading goes on at the next line.
#pragma once

#include "conduct/import/text.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct Dialect {
  char separator = ',';
  char quote = '"';
  std::string prefix, suffix; // of each record, as in `INSERT INTO cdr VALUES (...);`
};

// The dialect in which most records of the text have the same number of fields, more than one; separator 0 if there is none.
Dialect detect_dialect(std::string_view text);

class DelimitedReader {
public:
  static constexpr size_t longest_record = size_t{1} << 20;
  static constexpr size_t most_lines = 10000; // of one record

  DelimitedReader(TextSource &source, Dialect dialect) : source_(source), dialect_(std::move(dialect)) {}

  // Records that have another number of fields are damaged; 0: any number.
  void expect_width(size_t width) { width_ = width; }

  // The next record; false at the end. Its texts hold until the next call.
  bool next();
  u64 row() const { return row_; } // of the record, from 1; every record counts, also blank and damaged ones
  const std::vector<std::string_view> &fields() const { return fields_; }
  std::string_view problem() const { return problem_; } // why the record can't be taken; empty if it can
  bool is_blank() const { return is_blank_; }           // it holds nothing at all
  bool is_repaired() const { return is_repaired_; }     // bytes that are no characters were replaced by U+FFFD

private:
  enum class End : u8 { line, input, endless };
  struct Parsed {
    size_t end = 0; // behind the record and its line end
    End how = End::line;
    size_t lines = 1;
    bool has_quotes = false, is_last_quoted = false, has_zeros = false, is_ascii = true;
  };
  Parsed parse(std::string_view text, bool is_patient);
  void skip_line(std::string_view text);
  void finish(std::string_view text, const Parsed &parsed);

  TextSource &source_;
  Dialect dialect_;
  size_t width_ = 0;
  u64 row_ = 0;
  u64 read_twice_ = 0, read_once_ = 0; // bytes of records that were given up, and of all
  std::vector<std::string_view> fields_;
  std::vector<size_t> doubled_;       // the fields that hold doubled quotes
  std::vector<std::string> repaired_; // texts that differ from those in the window
  std::string unquoted_, problem_;
  bool is_blank_ = false, is_repaired_ = false;
};

} // namespace kinsafe
