// A file of text in any of the encodings that records come in, as UTF-8: what is UTF-8 already is handed on as it lies in
// the file, all else is converted piece by piece, so that files may be larger than memory.
#pragma once

#include "base/file.h"
#include "base/result.h"
#include "base/types.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct UConverter;

namespace kinsafe {

enum class Encoding : u8 { utf8, utf16_le, utf16_be, gb18030, windows_1252 }; // Latin-1 is read as its extension, Windows-1252
std::string_view name_of(Encoding encoding);
std::optional<Encoding> find_encoding(std::string_view name); // also by other usual names

// By the bytes: a mark at the start, zeros of UTF-16, else what fits. Bytes that fit nothing are damage in UTF-8 if most
// are UTF-8, and Windows-1252 if not.
Encoding detect_encoding(Bytes bytes);

class TextSource {
public:
  TextSource() = default;
  TextSource(TextSource &&) noexcept = default;
  TextSource &operator=(TextSource &&) noexcept = default;
  ~TextSource();

  static Result<TextSource> open(const std::string &path, std::optional<Encoding> encoding = std::nullopt);
  static TextSource of(std::string text); // of UTF-8 in memory

  Encoding encoding() const { return encoding_; }
  Bytes bytes() const { return file_.bytes(); }

  // The text that is not consumed yet: at least `ahead` bytes of it, or all there is.
  std::string_view window(size_t ahead);
  void consume(size_t count); // of the window
  u64 consumed_bytes() const; // of the file, nearly: for progress

private:
  void convert_more();

  struct Close {
    void operator()(UConverter *converter) const;
  };
  using Converter = std::unique_ptr<UConverter, Close>;

  MappedFile file_;
  Encoding encoding_ = Encoding::utf8;
  size_t position_ = 0; // UTF-8: of the window in the file; else of the bytes to convert next
  size_t released_ = 0;
  Converter from_, to_;
  std::u16string pivot_;
  char16_t *pivot_source_ = nullptr, *pivot_target_ = nullptr;
  bool is_converted_ = false;
  std::string text_; // converted, or in memory
  size_t start_ = 0; // of the window in it
};

// How a container file of Avro begins: bytes that are no text, and are handed on as they are.
inline constexpr std::string_view avro_magic("Obj\1", 4);

// Whether the text is UTF-8 without damage.
bool is_utf8(std::string_view text);

} // namespace kinsafe
