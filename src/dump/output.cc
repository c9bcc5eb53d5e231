// Writes dumps. In text, a cell keeps to its line and column: what could break either is spelled out.
#include "dump/output.h"

#include "base/strings.h"

namespace kinsafe {
namespace {

constexpr std::string_view schema_name = "kinsafe-dump/1";
constexpr size_t full = size_t{1} << 16;

std::string cell_text(const DumpCell &cell) {
  if (const auto *number = std::get_if<i64>(&cell)) return std::to_string(*number);
  if (const auto *text = std::get_if<std::string>(&cell)) return to_line(*text);
  if (const auto *texts = std::get_if<std::vector<std::string>>(&cell)) {
    std::string all;
    for (const std::string &text : *texts) all.append(all.empty() ? "" : ",").append(to_line(text));
    return all.empty() ? "-" : all;
  }
  return "-";
}

void write_cell(JsonWriter &json, const DumpCell &cell) {
  if (const auto *number = std::get_if<i64>(&cell))
    json.number(*number);
  else if (const auto *text = std::get_if<std::string>(&cell))
    json.text(*text);
  else if (const auto *texts = std::get_if<std::vector<std::string>>(&cell))
    json.texts(*texts);
  else
    json.null();
}

} // namespace

void Output::begin(std::string_view what, std::string_view file, std::vector<std::string_view> columns) {
  columns_.assign(columns.begin(), columns.end());
  if (!as_json_) {
    std::string head;
    for (const std::string &column : columns_) head.append(head.empty() ? "# " : "\t").append(column);
    if (!head.empty()) line(head);
    return;
  }
  json_.begin_object();
  json_.key("schema");
  json_.text(schema_name);
  json_.key("what");
  json_.text(what);
  json_.key("file");
  json_.text(file);
  json_.key("rows");
  json_.begin_array();
}

void Output::row(const std::vector<DumpCell> &cells) {
  if (as_json_) {
    json_.begin_object();
    for (size_t i = 0; i < cells.size(); ++i) {
      json_.key(columns_[i]);
      write_cell(json_, cells[i]);
    }
    json_.end_object();
  } else {
    for (size_t i = 0; i < cells.size(); ++i) buffer_.append(i == 0 ? "" : "\t").append(cell_text(cells[i]));
    buffer_ += '\n';
  }
  sent();
}

void Output::end(const Incomplete &incomplete, Comment comment) {
  if (as_json_) {
    json_.end_array();
    json_.key("incomplete");
    json_.begin_array();
    for (const Gap &gap : incomplete.gaps) {
      json_.begin_object();
      json_.key("kind");
      json_.text(name_of(gap.kind));
      json_.key("part");
      json_.text(gap.part);
      json_.key("where");
      json_.text(gap.where);
      json_.key("reason");
      json_.text(gap.reason);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
    buffer_ += json_.take();
    return;
  }
  for (const Gap &gap : incomplete.gaps) {
    std::string text(name_of(gap.kind));
    for (const std::string_view word :
         {std::string_view(gap.part), std::string_view(gap.where), std::string_view(gap.reason)})
      if (!word.empty()) text.append(": ").append(to_line(word));
    if (comment == Comment::hash) {
      line("# " + text);
      continue;
    }
    for (size_t at = text.find("--"); at != std::string::npos; at = text.find("--", at)) text.replace(at, 2, "- -");
    line("<!-- " + text + " -->");
  }
}

void Output::line(std::string_view text) { line(0, text); }

void Output::line(size_t indent, std::string_view text) {
  buffer_.append(indent, ' ').append(text).append(1, '\n');
  flush_if_full();
}

void Output::raw(std::string_view text) {
  buffer_.append(text);
  flush_if_full();
}

void Output::sent() {
  ++rows_;
  if (as_json_) json_.drain_to(buffer_);
  flush_if_full();
}

void Output::flush_if_full() {
  if (buffer_.size() < full) return;
  is_whole_ = std::fwrite(buffer_.data(), 1, buffer_.size(), file_) == buffer_.size() && is_whole_;
  buffer_.clear();
}

bool Output::finish() {
  is_whole_ = std::fwrite(buffer_.data(), 1, buffer_.size(), file_) == buffer_.size() && is_whole_;
  buffer_.clear();
  return std::fflush(file_) == 0 && is_whole_;
}

} // namespace kinsafe
