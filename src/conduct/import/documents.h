// Records in JSON (lines, lists, whole documents one after the other), in XML and in Avro's container files, one after the
// other: each is cut out of the file and read by itself, so that a file may be larger than memory. XML becomes JSON:
// attributes and texts are members, elements that come more than once a list.
#pragma once

#include "base/result.h"
#include "conduct/import/text.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

using Json = nlohmann::json;

class DocumentReader {
public:
  static constexpr size_t longest_document = size_t{32} << 20;
  static constexpr size_t deepest = 64;

  virtual ~DocumentReader() = default;
  // The next record; false at the end. What can't be read is a record with a problem.
  bool next();
  u64 row() const { return row_; }
  const Json &value() const { return value_; }
  std::string_view problem() const { return problem_; }
  bool is_repaired() const { return is_repaired_; }
  // About how many bytes the records so far are, unpacked.
  virtual u64 read_bytes() const { return source_.consumed_bytes(); }

protected:
  explicit DocumentReader(TextSource &source) : source_(source) {}
  virtual bool find() = 0; // sets value_ or problem_; false at the end
  std::string_view window() { return source_.window(longest_document); }

  TextSource &source_;
  Json value_;
  std::string problem_;
  bool is_repaired_ = false;

private:
  u64 row_ = 0;
};

// JSON: the elements of the list at `list` ("calls", "a.b"), of a list that stands alone, or whole documents.
std::unique_ptr<DocumentReader> read_json_documents(TextSource &source, std::string_view list);
// XML: the children of the root if `list` is its name, else the root.
std::unique_ptr<DocumentReader> read_xml_documents(TextSource &source, std::string_view list);
// Avro: the records. Fails if the head of the file, with its schema, can't be read.
Result<std::unique_ptr<DocumentReader>> read_avro_documents(TextSource &source);

} // namespace kinsafe
