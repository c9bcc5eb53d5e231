// Reads the parts of a package that hold text or machine code, once each, and looks for a few words in them.
#include "libraries/outside.h"

#include "base/parallel.h"
#include "base/reader.h"
#include "libraries/hermes.h"
#include "libraries/libraries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <string_view>
#include <utility>

namespace kinsafe {
namespace {

constexpr size_t most_hits = 200; // of a kind in a part; whoever made the file chooses how many there are

// Three bytes that every place of interest holds, so that one pass over a part finds them all.
using Anchor = std::array<u8, 3>;
constexpr Anchor of_address = {':', '/', '/'};

std::vector<Anchor> anchors_of(const CarriedRows &rows) {
  std::vector<Anchor> anchors = {of_address};
  for (const TakeRow &row : rows.takes) {
    Anchor anchor;
    std::ranges::copy(anchor_of(row), anchor.begin());
    if (std::ranges::find(anchors, anchor) == anchors.end()) anchors.push_back(anchor);
  }
  return anchors;
}

// Calls visit(offset, anchor) wherever one of the anchors stands. Blocks of sixteen bytes without any are passed over with
// a few instructions.
template <class Visit>
void for_each_anchor(Bytes bytes, const std::vector<Anchor> &anchors, const Visit &visit) {
  typedef u8 Block __attribute__((vector_size(16)));
  constexpr size_t block = sizeof(Block);
  const auto load = [&](size_t at) {
    Block loaded;
    std::memcpy(&loaded, bytes.data() + at, block);
    return loaded;
  };
  const auto visit_at = [&](size_t at) {
    for (const Anchor &anchor : anchors)
      if (std::equal(anchor.begin(), anchor.end(), bytes.data() + at)) visit(at, anchor);
  };
  size_t at = 0;
  for (; at + block + 2 <= bytes.size(); at += block) {
    const Block first = load(at), second = load(at + 1), third = load(at + 2);
    Block any{};
    for (const Anchor &anchor : anchors)
      any |= (first == (Block{} + anchor[0])) & (second == (Block{} + anchor[1])) & (third == (Block{} + anchor[2]));
    u64 halves[2];
    std::memcpy(halves, &any, sizeof halves);
    if ((halves[0] | halves[1]) == 0) [[likely]] continue;
    for (size_t i = 0; i < block; ++i)
      if (any[i]) visit_at(at + i);
  }
  for (; at + 3 <= bytes.size(); ++at) visit_at(at);
}

bool is_word_character(u8 c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$'; }
bool is_address_character(u8 c) {
  return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>' && c != '\\' && c != '`' && c != '{' && c != '}' &&
         c != '|' && c != '^' && c != '(' && c != ')' && c != ',' && c != ';';
}

// The address around "://": its scheme in front, and what follows.
std::optional<std::pair<size_t, std::string>> address_around(Bytes bytes, size_t colon) {
  constexpr size_t longest = 500;
  std::string_view scheme;
  for (const std::string_view each : {"https", "http", "wss", "ws"})
    if (scheme.empty() && colon >= each.size() && as_text(bytes.subspan(colon - each.size(), each.size())) == each) scheme = each;
  if (scheme.empty()) return std::nullopt;
  size_t end = colon + 3;
  while (end < bytes.size() && end - colon < longest && is_address_character(bytes[end])) ++end;
  const size_t start = colon - scheme.size();
  if (end - colon < 3 + 4) return std::nullopt; // no host is shorter than "a.io"
  return std::pair(start, std::string(as_text(bytes.subspan(start, end - start))));
}

// Whether the text at `at` is a word of its own. In machine code texts may stand behind bytes that only look like letters.
bool is_whole_word(Bytes bytes, size_t at, std::string_view text, bool in_machine_code) {
  const size_t end = at + text.size();
  const bool starts_inside = at > 0 && is_word_character(text.front()) && is_word_character(bytes[at - 1]);
  const bool is_inner_class = in_machine_code && end < bytes.size() && bytes[end] == '$';
  const bool ends_inside = end < bytes.size() && is_word_character(text.back()) && is_word_character(bytes[end]) && !is_inner_class;
  return !ends_inside && (!starts_inside || in_machine_code);
}

// A line that is a comment as a whole. Minified scripts have none.
bool is_in_comment_line(Bytes bytes, size_t at) {
  constexpr size_t farthest = 400;
  size_t start = at;
  while (start > 0 && bytes[start - 1] != '\n' && at - start < farthest) --start;
  if (at - start == farthest) return false;
  const std::string_view line = as_text(bytes.subspan(start, at - start));
  const size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  const std::string_view words = line.substr(first);
  return words.starts_with("//") || words.starts_with("*") || words.starts_with("/*") || words.starts_with("<!--");
}

// Lines of offsets that come in ascending order.
class Lines {
public:
  explicit Lines(Bytes bytes) : bytes_(bytes) {}
  u32 of(size_t offset) {
    line_ += static_cast<u32>(std::count(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), bytes_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    at_ = offset;
    return line_;
  }

private:
  Bytes bytes_;
  size_t at_ = 0;
  u32 line_ = 1;
};

struct Looking {
  const CarriedRows &rows;
  const std::vector<Anchor> &anchors;
};

// What one part gave, and what it hid.
struct Look {
  OutsidePart part;
  std::string problem; // it could not be read
  std::string limit;   // or not all of it
  u64 left_out = 0;    // hits beyond the most that are told
};

// `place_of(offset)`: nothing where the text there is no word of its own.
template <class PlaceOf>
void scan(Bytes bytes, const Looking &looking, bool in_machine_code, const PlaceOf &place_of, Look &look) {
  std::set<std::string> told;
  for_each_anchor(bytes, looking.anchors, [&](size_t at, const Anchor &anchor) {
    if (anchor == of_address)
      if (std::optional<std::pair<size_t, std::string>> address = address_around(bytes, at); address && !told.contains(address->second)) {
        // Those beyond are counted and not kept, so each time that one stands there.
        if (look.part.addresses.size() == most_hits) ++look.left_out;
        else told.insert(address->second), look.part.addresses.push_back({{static_cast<u32>(address->first), std::nullopt}, std::move(address->second)});
      }
    const std::string_view three(reinterpret_cast<const char *>(anchor.data()), anchor.size());
    for (const TakeRow &row : std::ranges::equal_range(looking.rows.takes, three, {}, anchor_of)) {
      if (!(in_machine_code ? row.in_machine_code : row.in_scripts) || row.anchor > at) continue;
      const size_t start = at - row.anchor;
      if (!as_text(bytes.subspan(start)).starts_with(row.text) || !place_of(start, row.text)) continue;
      if (look.part.taken.size() == most_hits) ++look.left_out;
      else look.part.taken.push_back({{static_cast<u32>(start), std::nullopt}, static_cast<u32>(&row - looking.rows.takes.data())});
    }
  });
  std::ranges::stable_sort(look.part.taken, {}, &Taken::offset); // anchors stand at different places of their texts
  // What stands within another text is part of it, and told once.
  size_t end = 0;
  std::erase_if(look.part.taken, [&](const Taken &taken) {
    const size_t own_end = taken.offset + looking.rows.takes[taken.row].text.size();
    return own_end <= std::exchange(end, std::max(end, own_end));
  });
  std::ranges::stable_sort(look.part.addresses, {}, &Address::offset);
}

bool holds(Bytes bytes, std::string_view text) { return ::memmem(bytes.data(), bytes.size(), text.data(), text.size()) != nullptr; }

void look_at_machine_code(Bytes bytes, const Looking &looking, Look &look) {
  // A library that is called from Java, or that finds the runtime by itself, exports or imports one of these by name.
  for (const std::string_view name : {"JNI_OnLoad", "Java_", "JNI_GetCreatedJavaVMs", "ANativeActivity_onCreate", "JNI_CreateJavaVM"})
    look.part.has_jni |= holds(bytes, name);
  scan(bytes, looking, true, [&](size_t at, std::string_view text) { return is_whole_word(bytes, at, text, true); }, look);
}

void look_at_text(Bytes bytes, const Looking &looking, Look &look) {
  scan(bytes, looking, false,
       [&](size_t at, std::string_view text) {
         return look.part.form == PartForm::script && is_whole_word(bytes, at, text, false) && !is_in_comment_line(bytes, at);
       },
       look);
  Lines of_addresses(bytes), of_taken(bytes);
  for (Address &address : look.part.addresses) address.line = of_addresses.of(address.offset);
  for (Taken &taken : look.part.taken) taken.line = of_taken.of(taken.offset);
}

// Strings with characters beyond one byte, such as a message in Chinese with an address in it. What is looked for is
// ASCII, so each other character becomes a byte that is part of no word and of no address.
void look_at_wide_strings(const HermesStrings &read, const Looking &looking, Look &look) {
  u64 budget = read.characters.size(); // strings may share characters; whoever made the file chooses how often
  std::string text;
  std::vector<std::pair<size_t, u32>> starts; // where a string starts in `text`, and in the characters
  u64 unread = 0;
  for (const HermesStrings::Range &range : read.wide_strings) {
    if (range.size > budget) {
      ++unread;
      continue;
    }
    budget -= range.size;
    starts.emplace_back(text.size(), range.at);
    for (u32 i = 0; i < range.size; ++i) {
      const u8 low = read.characters[range.at + 2 * i], high = read.characters[range.at + 2 * i + 1];
      text += static_cast<char>(high == 0 && low < 0x80 ? low : 0xff);
    }
    text += '\n';
  }
  if (unread > 0) look.limit = fmt::format("{} strings share more characters than are looked through", unread);
  Look wide;
  wide.part.form = look.part.form;
  const Bytes bytes = as_bytes(text);
  scan(bytes, looking, false, [&](size_t at, std::string_view word) { return is_whole_word(bytes, at, word, false); }, wide);
  const auto place = [&](u32 offset) {
    const auto &[start, at] = *(std::ranges::upper_bound(starts, size_t{offset}, {}, [](const auto &each) { return each.first; }) - 1);
    return static_cast<u32>(at + 2 * (offset - start));
  };
  for (Address &address : wide.part.addresses) address.offset = place(address.offset), look.part.addresses.push_back(std::move(address));
  for (Taken &taken : wide.part.taken) taken.offset = place(taken.offset), look.part.taken.push_back(taken);
  std::ranges::stable_sort(look.part.taken, {}, &Taken::offset);
  std::ranges::stable_sort(look.part.addresses, {}, &Address::offset);
  look.left_out += wide.left_out;
}

// Strings lie one behind the other and share characters, so what is a word is told by the table of strings alone.
void look_at_bytecode(Bytes bytes, const Looking &looking, Look &look) {
  const Result<HermesStrings> read = read_hermes(bytes);
  if (!read) {
    look.problem = read.error().message;
    return;
  }
  scan(read->characters, looking, false, [](size_t, std::string_view) { return true; }, look);
  const auto is_string = [&](size_t at, std::string_view text) {
    return std::ranges::any_of(read->strings, [&](const HermesStrings::Range &range) {
      return range.at <= at && at + text.size() <= u64{range.at} + range.size &&
             is_whole_word(read->characters.subspan(range.at, range.size), at - range.at, text, false);
    });
  };
  std::erase_if(look.part.taken, [&](const Taken &taken) { return !is_string(taken.offset, looking.rows.takes[taken.row].text); });
  // An address ends where its string does.
  for (Address &address : look.part.addresses) {
    size_t longest = 0;
    for (const HermesStrings::Range &range : read->strings)
      if (range.at <= address.offset && address.offset < u64{range.at} + range.size)
        longest = std::max<size_t>(longest, range.at + range.size - address.offset);
    address.text.resize(std::min(address.text.size(), longest));
  }
  std::erase_if(look.part.addresses, [](const Address &address) { return address.text.empty(); });
  look_at_wide_strings(*read, looking, look);
  for (Address &address : look.part.addresses) address.offset += static_cast<u32>(read->characters_at);
  for (Taken &taken : look.part.taken) taken.offset += static_cast<u32>(read->characters_at);
}

bool is_elf(Bytes bytes) { return as_text(bytes).starts_with("\x7f" "ELF"); }

// Text has no zero bytes near its start; a bundle of many modules (RAM bundle) starts with a table that does.
bool is_text(Bytes bytes) {
  constexpr u32 ram_bundle = 0xfb0bd1e5;
  if (bytes.size() >= 4 && Reader(bytes).read_u32() == ram_bundle) return true;
  const Bytes start = bytes.first(std::min<size_t>(bytes.size(), 1024));
  return std::ranges::find(start, u8{0}) == start.end();
}

std::string ending_of(std::string_view name) {
  const size_t dot = name.find_last_of("./");
  std::string ending;
  if (dot == std::string_view::npos || name[dot] != '.') return ending;
  for (const char c : name.substr(dot + 1)) ending += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return ending;
}

constexpr std::string_view script_endings[] = {"js", "mjs", "cjs", "jsx", "ts", "html", "htm", "xhtml", "vue", "bundle", "jsbundle", "hbc", "wxs"};
constexpr std::string_view text_endings[] = {"json", "json5", "xml", "properties", "txt", "cfg", "conf", "ini", "yaml", "yml", "css", "wxml", "md", "lua", "py"};
// Code that an app carries, of which the package's own gap tells.
constexpr std::string_view code_endings[] = {"apk", "dex", "jar"};
// Pictures, sounds, films, typefaces and tables of character data, which nobody runs.
constexpr std::string_view data_endings[] = {"png", "jpg", "jpeg", "gif", "webp", "bmp", "ico", "heic", "mp3", "ogg", "wav", "m4a", "aac", "flac", "mid", "mp4", "m4v", "webm", "3gp", "mkv",
                                             "ttf", "otf", "ttc", "eot", "woff", "woff2", "pkm", "ktx", "kotlin_builtins", "res", "brk", "spp", "icu", "nrm", "cfu", "cup", "dict", "lst", "prof", "profm"};
bool is_one_of(std::string_view word, std::span<const std::string_view> list) { return std::ranges::find(list, word) != list.end(); }

// What a part is by its name; nothing if it is none of what is looked at here. `unnamed` where its first bytes have to say.
std::optional<PartForm> form_of(const Package &package, const Part &part) {
  if (part.kind != "native" && part.kind != "other") return std::nullopt;
  const std::string_view name = name_in_app(package, part);
  if (name.ends_with(".so")) return PartForm::machine_code;
  // Resources compiled to a table are read elsewhere; META-INF holds what Android reads and what build tools left.
  const bool is_for_code = name.starts_with("assets/") || name.starts_with("res/raw/");
  const std::string ending = ending_of(name);
  if (!is_for_code) return std::nullopt;
  if (is_one_of(ending, script_endings)) return PartForm::script;
  if (is_one_of(ending, text_endings)) return PartForm::text;
  if (is_one_of(ending, data_endings) || is_one_of(ending, code_endings)) return std::nullopt;
  return PartForm::unnamed;
}

// Pages and scripts packed once more: a widget of the 5+ runtime, an offline package of mPaaS.
bool is_packed_script(const Package &package, const Part &part) {
  const std::string_view name = name_in_app(package, part);
  return name.starts_with("assets/") && (name.ends_with(".wgt") || name.ends_with(".amr"));
}

void look_at(const Part &part, const Looking &looking, Look &look) {
  Buffer buffer;
  const Result<Bytes> read = read_part(part, buffer);
  if (!read) {
    look.problem = "can't be read: " + read.error().message;
    return;
  }
  const Bytes bytes = *read;
  if (bytes.size() > ~u32{0}) look.problem = "is too large";
  else if (is_elf(bytes)) look.part.form = PartForm::machine_code, look_at_machine_code(bytes, looking, look);
  else if (look.part.form == PartForm::machine_code) look.part.form = PartForm::opaque;
  else if (is_hermes(bytes)) look.part.form = PartForm::bytecode, look_at_bytecode(bytes, looking, look);
  else if (bytes.empty()) look.part.form = PartForm::text;
  else if (!is_text(bytes)) look.part.form = look.part.form == PartForm::unnamed ? PartForm::unnamed : PartForm::opaque;
  else {
    if (look.part.form == PartForm::unnamed) look.part.form = PartForm::script; // it may be run as one
    look_at_text(bytes, looking, look);
  }
}

Lost lost_with_form(PartForm form) { return form == PartForm::machine_code ? Lost::native_code : Lost::assets; }

} // namespace

Outside look_outside(const Package &package, const CarriedRows &rows, unsigned threads, Incomplete &incomplete) {
  std::vector<Look> looks;
  // Archives shrink texts to a fifth; whoever made the file chooses what its parts declare.
  u64 budget = u64{package.bytes.size()} * 20 + (u64{64} << 20);
  for (u32 i = 0; i < package.parts.size(); ++i) {
    const Part &part = package.parts[i];
    const std::optional<PartForm> form = form_of(package, part);
    if (is_packed_script(package, part)) {
      incomplete.add(GapKind::not_looked, part.name, "", "it holds scripts packed once more, which this version does not unpack", Lost::assets);
      continue;
    }
    if (!form) continue;
    if (part.size > budget) {
      incomplete.add(GapKind::limit, part.name, "", "the parts declare more bytes than are looked through in all; this one was not read",
                     lost_with_form(*form));
      continue;
    }
    budget -= part.size;
    looks.emplace_back();
    looks.back().part = {i, *form, false, {}, {}};
  }
  Outside outside;
  if (looks.empty()) return outside;
  const std::vector<Anchor> anchors = anchors_of(rows);
  const Looking looking{rows, anchors};
  parallel_for(looks.size(), threads, [&](size_t i) { look_at(package.parts[looks[i].part.part], looking, looks[i]); });
  size_t unnamed = 0;
  std::string first_unnamed;
  for (Look &look : looks) {
    const std::string &name = package.parts[look.part.part].name;
    const Lost lost = lost_with_form(look.part.form);
    if (!look.problem.empty()) {
      incomplete.add(GapKind::damaged, name, "", std::move(look.problem), lost);
      continue;
    }
    if (look.part.form == PartForm::unnamed) {
      if (unnamed++ == 0) first_unnamed = name;
      continue;
    }
    if (look.part.form == PartForm::opaque)
      incomplete.add(GapKind::encrypted, name, "", "it is named as code and holds none that can be read", lost | Lost::native_code);
    if (!look.limit.empty()) incomplete.add(GapKind::limit, name, "", std::move(look.limit), lost);
    if (look.left_out > 0)
      incomplete.add(GapKind::limit, name, "", fmt::format("{} more places of interest in it were left out", look.left_out), lost);
    outside.parts.push_back(std::move(look.part));
  }
  if (unnamed > 0)
    incomplete.add(GapKind::unsupported, "", "assets", fmt::format("{} files are of a format that is not read, such as {}", unnamed, first_unnamed), Lost::assets);
  return outside;
}

} // namespace kinsafe
