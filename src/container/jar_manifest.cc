// Reads JAR manifests as Android does, since a signature is over the bytes of single sections: where one ends is not a
// matter of taste. A section ends with an empty line; a line that starts with a blank continues the one before.
// Format: https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#jar-manifest
// Android's reading: AOSP core/java/android/util/jar/StrictJarManifestReader.java
#include "container/jar_manifest.h"

#include "base/reader.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr size_t longest_name = 70;

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }
bool is_same_name(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

bool is_valid_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char letter) {
    const char small = lower(letter);
    return (small >= 'a' && small <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  });
}

struct Attribute {
  std::string name, value;
};

class AttributeReader {
public:
  explicit AttributeReader(std::string_view text) : text_(text) {}

  size_t position() const { return at_; }
  bool is_damaged() const { return is_damaged_; }

  // The section's next attribute; false at its end.
  bool next(Attribute &attribute) {
    if (is_damaged_) return false;
    if (line_breaks_ > 1) {
      line_breaks_ = 0;
      return false;
    }
    line_breaks_ = 0;
    const size_t colon = text_.find(':', at_);
    if (colon == std::string_view::npos) {
      at_ = text_.size();
      return false;
    }
    attribute.name = text_.substr(at_, std::min(colon - at_, longest_name + 1));
    at_ = colon + 1;
    if (!is_valid_name(attribute.name) || at_ == text_.size() || text_[at_] != ' ') return is_damaged_ = true, false;
    ++at_;
    read_value(attribute.value);
    return !is_damaged_ && line_breaks_ > 0; // a last line that does not end is no attribute
  }

private:
  void read_value(std::string &value) {
    value.clear();
    while (true) {
      const size_t end = std::min(text_.find_first_of(std::string_view("\r\n\0", 3), at_), text_.size());
      value += text_.substr(at_, end - at_);
      at_ = end;
      if (at_ < text_.size() && text_[at_] == '\0') is_damaged_ = true;
      skip_line_breaks();
      if (line_breaks_ != 1 || at_ == text_.size() || text_[at_] != ' ') return;
      line_breaks_ = 0;
      ++at_;
    }
  }

  void skip_line_breaks() {
    for (; at_ < text_.size() && (text_[at_] == '\r' || text_[at_] == '\n'); ++at_)
      if (text_[at_] == '\r' || at_ == 0 || text_[at_ - 1] != '\r') ++line_breaks_;
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t line_breaks_ = 0; // behind the last value
  bool is_damaged_ = false;
};

void read_main_section(Bytes bytes, AttributeReader &reader, JarSection &main) {
  Attribute attribute;
  while (reader.next(attribute)) main.attributes.emplace_back(attribute.name, attribute.value);
  main.bytes = bytes.first(reader.position());
}

} // namespace

const std::string *JarSection::find(std::string_view name) const {
  for (auto attribute = attributes.rbegin(); attribute != attributes.rend(); ++attribute)
    if (is_same_name(attribute->first, name)) return &attribute->second;
  return nullptr;
}

JarSection read_jar_main_section(Bytes bytes) {
  JarSection main;
  AttributeReader reader(as_text(bytes));
  read_main_section(bytes, reader, main);
  return main;
}

JarManifest read_jar_manifest(Bytes bytes) {
  JarManifest manifest;
  AttributeReader reader(as_text(bytes));
  read_main_section(bytes, reader, manifest.main);
  Attribute attribute;
  for (size_t start = reader.position(); reader.next(attribute); start = reader.position()) {
    if (!is_same_name(attribute.name, "Name")) {
      manifest.is_damaged = true;
      return manifest;
    }
    const auto [section, is_new] = manifest.sections.try_emplace(attribute.value);
    if (!is_new && manifest.repeated.empty()) manifest.repeated = attribute.value;
    while (reader.next(attribute)) section->second.attributes.emplace_back(attribute.name, attribute.value);
    section->second.bytes = bytes.subspan(start, reader.position() - start);
  }
  manifest.is_damaged = reader.is_damaged();
  return manifest;
}

} // namespace kinsafe
