// Runs when the product is built: reads the data folders, so that a mistake in them ends the build with its file and
// line, and writes them as archives beside a C++ file that takes these and the platform pack into the program.
//   kinsafe-compile ROOT OUTPUT_FOLDER
#include "base/archive.h"
#include "base/file.h"
#include "base/reader.h"
#include "data.h"
#include "program/platform.h"
#include "words/read_lexicon.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace kinsafe {
namespace {

namespace fs = std::filesystem;

using Archives = std::vector<std::pair<std::string, std::string>>; // name and bytes, by name

std::string pack(const auto &value) {
  ArchiveWriter writer;
  writer(value);
  return writer.take();
}

Result<std::string> read_platform(const std::string &path) {
  const MappedFile file = TRY(map_file(path));
  const std::optional<PlatformPack> pack = PlatformPack::open(file.bytes());
  if (!pack || !pack->is_whole()) return fail(path + ": damaged, or not of this version");
  return std::string(as_text(file.bytes()));
}

Result<Archives> read_all(const fs::path &root) {
  Archives archives;
  LexiconData lexicon = TRY(read_lexicon(root / "lexicon"));
  std::string packed = pack(lexicon);
  TRY(Lexicon::build(std::move(lexicon))); // finds what a row alone can't tell
  archives.emplace_back("lexicon", std::move(packed));
  archives.emplace_back("models", pack(TRY(read_models(root / "models"))));
  archives.emplace_back("norms", pack(TRY(read_norms(root / "norms"))));
  std::vector<fs::path> languages;
  for (const auto &entry : fs::directory_iterator(root / "texts")) languages.push_back(entry.path());
  std::ranges::sort(languages);
  for (const fs::path &path : languages) archives.emplace_back("texts/" + path.stem().string(), pack(TRY(read_texts(path))));
  archives.emplace_back("platform", TRY(read_platform(root / "platform/platform.pack")));
  return archives;
}

void write_file(const fs::path &path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void write_all(const Archives &archives, const fs::path &folder) {
  std::string declarations, rows;
  for (size_t i = 0; i < archives.size(); ++i) {
    const std::string symbol = "kinsafe_data_" + std::to_string(i);
    const fs::path path = folder / (symbol + ".bin");
    write_file(path, archives[i].second);
    declarations += "asm(\".section .rodata\\n.balign 8\\n.global " + symbol + "\\n" + symbol + ":\\n.incbin \\\"" + path.string() + "\\\"\\n.previous\\n\");\n";
    declarations += "extern \"C\" const char " + symbol + "[];\n";
    rows += "    {\"" + archives[i].first + "\", {" + symbol + ", " + std::to_string(archives[i].second.size()) + "}},\n";
  }
  write_file(folder / "embedded.cc", "// Written by src/compile.cc.\n#include \"embedded.h\"\n\n" + declarations +
                                         "\nnamespace kinsafe {\n\nstd::span<const EmbeddedData> embedded_data() {\n"
                                         "  static const EmbeddedData data[] = {\n" + rows + "  };\n  return data;\n}\n\n} // namespace kinsafe\n");
}

} // namespace
} // namespace kinsafe

int main(int count, char **arguments) {
  if (count != 3) return 3;
  const kinsafe::Result<kinsafe::Archives> archives = kinsafe::read_all(arguments[1]);
  if (!archives) {
    std::fprintf(stderr, "%s\n", archives.error().message.c_str());
    return 1;
  }
  kinsafe::write_all(*archives, arguments[2]);
}
