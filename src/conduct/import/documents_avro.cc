// Container files of Avro: a header with the schema, then blocks of records, each block closed by the mark that the header
// names. Behind what is damaged in a block its other records can't be found; the next block can.
#include "base/strings.h"
#include "conduct/import/avro.h"
#include "conduct/import/documents.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>

namespace kinsafe {
namespace {

constexpr size_t mark_size = 16, longest_schema = size_t{4} << 20, longest_block = size_t{64} << 20, bytes_of_value = 16;

class Inflater {
public:
  Inflater() : decompressor_(libdeflate_alloc_decompressor()) {}
  ~Inflater() { libdeflate_free_decompressor(decompressor_); }
  Inflater(const Inflater &) = delete;
  Inflater &operator=(const Inflater &) = delete;

  // Why not, else empty. How large it becomes is not said beforehand.
  std::string_view run(Bytes packed, std::vector<u8> &out) {
    for (size_t room = std::max<size_t>(packed.size() * 4, size_t{64} << 10);; room *= 2) {
      out.resize(std::min(room, longest_block));
      size_t size = 0;
      const libdeflate_result result = libdeflate_deflate_decompress(decompressor_, packed.data(), packed.size(), out.data(), out.size(), &size);
      if (result == LIBDEFLATE_SUCCESS) {
        out.resize(size);
        return {};
      }
      if (result != LIBDEFLATE_INSUFFICIENT_SPACE) return "a block can't be inflated";
      if (out.size() == longest_block) return "a block becomes longer than 64 MiB when it is inflated";
    }
  }

private:
  libdeflate_decompressor *decompressor_;
};

class AvroReader : public DocumentReader {
public:
  AvroReader(TextSource &source, AvroSchema schema, std::string mark, bool is_deflated)
      : DocumentReader(source), schema_(std::move(schema)), mark_(std::move(mark)), is_deflated_(is_deflated) {}

  u64 read_bytes() const override { return read_bytes_; }

private:
  bool find() override {
    while (left_ == 0) {
      if (!block_.empty() && at_ < block_.size()) {
        problem_ = fmt::format("a block has {} bytes behind its last record", block_.size() - at_);
        close();
        return true;
      }
      close();
      if (window().empty()) return false;
      if (!open()) return true;
    }
    Reader reader(block_.subspan(at_, std::min(block_.size() - at_, longest_document)));
    const u64 steps = steps_;
    const std::string_view why = schema_.decode(reader, steps_, value_, is_repaired_);
    at_ += reader.position();
    read_bytes_ += reader.position() + bytes_of_value * (steps - steps_);
    --left_;
    if (why.empty() && reader.position() > 0) {
      if (!value_.is_object()) problem_ = "it is no record";
      return true;
    }
    problem_ = why.empty() ? "it takes no bytes" : std::string(why);
    if (left_ > 0) problem_ += fmt::format("; behind it nothing of its block can be read (records: {})", left_);
    close();
    return true;
  }

  // The next block; false with a problem if it can't be read.
  bool open() {
    const Bytes all = as_bytes(window());
    Reader reader(all);
    const std::optional<i64> count = read_avro_number(reader), size = read_avro_number(reader);
    const size_t start = reader.position();
    if (!count || !size || *count < 0 || *size < 0) return lose("the head of a block can't be read");
    if (static_cast<u64>(*size) > all.size() - start) return lose(fmt::format("the file ends in the middle of a block of {} records", *count));
    const Bytes packed = all.subspan(start, static_cast<size_t>(*size));
    const size_t end = start + packed.size();
    if (!as_text(all.subspan(end)).starts_with(mark_)) return lose(fmt::format("a block of {} records does not end with the mark of the file", *count));
    close_size_ = end + mark_size;
    block_ = packed;
    if (is_deflated_) {
      const std::string_view why = inflater_.run(packed, inflated_);
      if (!why.empty()) {
        problem_ = fmt::format("{}; it has {} records", why, *count);
        block_ = {};
        close();
        return false;
      }
      block_ = inflated_;
    }
    left_ = static_cast<u64>(*count);
    // What takes no bytes is bounded too: a block is as much work as its bytes say.
    steps_ = 1024 + 16 * u64{block_.size()};
    return true;
  }

  void close() {
    source_.consume(close_size_);
    close_size_ = at_ = 0;
    left_ = 0;
    block_ = {};
  }

  // Goes on behind the next mark.
  bool lose(std::string why) {
    problem_ = std::move(why);
    const std::string_view all = window();
    const size_t mark = all.find(mark_);
    if (mark == std::string_view::npos) problem_ += "; nothing behind it can be read";
    source_.consume(mark == std::string_view::npos ? all.size() : mark + mark_size);
    return false;
  }

  AvroSchema schema_;
  std::string mark_;
  bool is_deflated_ = false;
  Inflater inflater_;
  std::vector<u8> inflated_;
  Bytes block_;
  size_t at_ = 0, close_size_ = 0; // of the block: what is read of it; and what it takes in the file
  u64 left_ = 0, steps_ = 0, read_bytes_ = 0;
};

} // namespace

Result<std::unique_ptr<DocumentReader>> read_avro_documents(TextSource &source) {
  const std::string_view all = source.window(longest_schema);
  Reader reader(as_bytes(all));
  reader.skip(avro_magic.size());
  std::string schema, codec;
  const auto text = [&]() -> std::string_view {
    const std::optional<i64> size = read_avro_number(reader);
    if (!size || *size < 0 || static_cast<u64>(*size) > longest_schema) reader.skip(all.size() + 1);
    return reader.failed() ? std::string_view() : as_text(reader.read_bytes(static_cast<size_t>(*size)));
  };
  const std::string broken = "the head of the Avro file can't be read";
  for (size_t blocks = 0;; ++blocks) {
    std::optional<i64> count = read_avro_number(reader);
    if (!count || blocks == 1000) return fail(broken);
    if (*count == 0) break;
    if (*count < 0) { // before it stands how many bytes they are
      (void)read_avro_number(reader);
      *count = -std::max<i64>(*count, -100'000);
    }
    for (i64 i = 0; i < *count; ++i) {
      const std::string_view key = text(), value = text();
      if (reader.failed()) return fail(broken);
      if (key == "avro.schema") schema = value;
      if (key == "avro.codec") codec = value;
    }
  }
  const std::string mark(as_text(reader.read_bytes(mark_size)));
  if (reader.failed()) return fail(broken);
  if (codec != "" && codec != "null" && codec != "deflate")
    return fail(fmt::format("its blocks are packed by the codec '{}', which this version does not read; null and deflate it does", to_line(std::string_view(codec).substr(0, 40))));
  const Json json = Json::parse(schema, nullptr, false);
  if (json.is_discarded()) return fail("the schema of the Avro file is no JSON");
  AvroSchema compiled = TRY(AvroSchema::of(json));
  source.consume(reader.position());
  return std::make_unique<AvroReader>(source, std::move(compiled), mark, codec == "deflate");
}

} // namespace kinsafe
