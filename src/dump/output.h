// Where a dump goes: rows under named columns, as lines with tabs between or as JSON objects; or lines of a form of
// their own. Written as it comes, so that a dump of any length takes little memory.
#pragma once

#include "base/incomplete.h"
#include "report/json_stream.h"

#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kinsafe {

using DumpCell = std::variant<std::monostate, i64, std::string, std::vector<std::string>>;

class Output {
public:
  Output(std::FILE *file, bool as_json) : file_(file), as_json_(as_json) {}

  bool as_json() const { return as_json_; }

  // JSON: {"schema", "what", "file", "rows": [...], "incomplete": [...]}. Text: a line with the columns, then the rows.
  void begin(std::string_view what, std::string_view file, std::vector<std::string_view> columns = {});
  void row(const std::vector<DumpCell> &cells);
  // What could not be read. In text as lines that start with "# ", or as XML comments.
  enum class Comment : u8 { hash, xml };
  void end(const Incomplete &incomplete, Comment comment = Comment::hash);

  // Text of a form of its own. It must be one line, without what a terminal obeys: see to_line.
  void line(std::string_view text);
  void line(size_t indent, std::string_view text);
  void raw(std::string_view text); // as it is
  // JSON of a form of its own; `sent` after every row.
  JsonWriter &json() { return json_; }
  void sent();

  u64 row_count() const { return rows_; }
  // False if something could not be written.
  bool finish();

private:
  void flush_if_full();

  std::FILE *file_;
  bool as_json_;
  bool is_whole_ = true;
  u64 rows_ = 0;
  std::vector<std::string> columns_;
  std::string buffer_;
  JsonWriter json_;
};

} // namespace kinsafe
