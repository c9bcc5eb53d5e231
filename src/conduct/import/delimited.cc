#include "conduct/import/delimited.h"

#include "base/reader.h"
#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace kinsafe {
namespace {

// Where separators, quotes, line ends and zeros stand in 64 bytes, a bit each; and whether all is ASCII.
struct Marks {
  u64 special;
  bool is_ascii;
};

#ifdef __SSE2__
Marks mark(const char *at, char separator, char quote) {
  Marks marks{0, true};
  const __m128i separators = _mm_set1_epi8(separator), quotes = _mm_set1_epi8(quote), feeds = _mm_set1_epi8('\n'), returns = _mm_set1_epi8('\r');
  int high = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + 16 * i));
    const __m128i any = _mm_or_si128(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, separators), _mm_cmpeq_epi8(bytes, quotes)),
                                                  _mm_or_si128(_mm_cmpeq_epi8(bytes, feeds), _mm_cmpeq_epi8(bytes, returns))),
                                     _mm_cmpeq_epi8(bytes, _mm_setzero_si128()));
    marks.special |= static_cast<u64>(static_cast<u32>(_mm_movemask_epi8(any))) << (16 * i);
    high |= _mm_movemask_epi8(bytes);
  }
  marks.is_ascii = high == 0;
  return marks;
}
#else
Marks mark(const char *at, char separator, char quote) {
  Marks marks{0, true};
  for (int i = 0; i < 64; ++i) {
    const char c = at[i];
    if (c == separator || c == quote || c == '\n' || c == '\r' || c == '\0') marks.special |= u64{1} << i;
    if (static_cast<u8>(c) >= 0x80) marks.is_ascii = false;
  }
  return marks;
}
#endif

// The special characters of a text, one after the other.
class Specials {
public:
  Specials(std::string_view text, char separator, char quote) : text_(text), separator_(separator), quote_(quote) { load(0); }

  // The place of the next one; the text's size if there is none.
  [[gnu::always_inline]] size_t next() {
    if (marks_ == 0 && !find_marks()) return text_.size();
    const size_t found = block_ + static_cast<size_t>(std::countr_zero(marks_));
    marks_ &= marks_ - 1;
    return found;
  }
  bool is_ascii() const { return is_ascii_; }

private:
  // Goes on to the next block that has marks; false if there is none.
  [[gnu::noinline]] bool find_marks() {
    while (marks_ == 0) {
      if (block_ + 64 >= text_.size()) return false;
      load(block_ + 64);
    }
    return true;
  }

  void load(size_t block) {
    block_ = block;
    Marks marks;
    if (text_.size() - block >= 64) {
      marks = mark(text_.data() + block, separator_, quote_);
    } else {
      char rest[64];
      std::memset(rest, 'x', sizeof(rest)); // no special character
      std::memcpy(rest, text_.data() + block, text_.size() - block);
      marks = mark(rest, separator_, quote_);
      if (text_.size() - block < 64) marks.special &= (u64{1} << (text_.size() - block)) - 1;
    }
    marks_ = marks.special;
    is_ascii_ &= marks.is_ascii;
  }

  std::string_view text_;
  char separator_, quote_;
  size_t block_ = 0;
  u64 marks_ = 0;
  bool is_ascii_ = true;
};

} // namespace

// If it is not patient, no quote spans lines.
DelimitedReader::Parsed DelimitedReader::parse(std::string_view text, bool is_patient) {
  const char separator = dialect_.separator, quote = dialect_.quote;
  Parsed parsed;
  fields_.clear();
  doubled_.clear();
  Specials specials(text.substr(0, std::min(text.size(), longest_record + 2)), separator, quote);
  const size_t limit = std::min(text.size(), longest_record + 2);
  const size_t first = !dialect_.prefix.empty() && text.starts_with(dialect_.prefix) ? dialect_.prefix.size() : 0;
  size_t start = first;
  size_t at = specials.next();
  while (at < first) at = specials.next();
  while (true) { // a field
    size_t opening = start;
    parsed.is_last_quoted = false;
    while (opening < limit && text[opening] == ' ') ++opening;
    if (at == opening && at < limit && text[at] == quote) {
      parsed.has_quotes = true;
      bool has_doubled = false;
      size_t closing = 0;
      // Nearly all fields: nothing special in the quotes, and a separator behind them.
      const size_t following = specials.next();
      if (following + 1 < limit && text[following] == quote && text[following + 1] == separator) {
        fields_.push_back(text.substr(opening + 1, following - opening - 1));
        start = specials.next() + 1;
        at = specials.next();
        continue;
      }
      at = following;
      for (;; at = specials.next()) { // until the quote that closes
        if (at >= limit) break;
        const char c = text[at];
        if (c == quote) {
          const char after = at + 1 < text.size() ? text[at + 1] : '\n';
          if (after == quote) {
            specials.next();
            has_doubled = true;
            continue;
          }
          if (after != separator && after != '\n' && after != '\r') {
            size_t behind = at + 1;
            while (behind < limit && text[behind] == ' ') ++behind;
            const char follows = behind < text.size() ? text[behind] : '\n';
            const bool is_closing =
                follows == separator || follows == '\n' || follows == '\r' || (!dialect_.suffix.empty() && text.substr(behind).starts_with(dialect_.suffix));
            if (!is_closing) continue; // a quote of the text itself that nobody doubled
          }
          closing = at;
          at = specials.next();
          break;
        }
        if (c == '\n' || (c == '\r' && !(at + 1 < text.size() && text[at + 1] == '\n'))) {
          if (++parsed.lines > (is_patient ? most_lines : 1)) break;
        } else if (c == '\0') {
          parsed.has_zeros = true;
        }
      }
      if (closing == 0) {
        parsed.how = End::endless;
        parsed.end = at;
        return parsed;
      }
      fields_.push_back(text.substr(opening + 1, closing - opening - 1));
      parsed.is_last_quoted = true;
      if (has_doubled) doubled_.push_back(fields_.size() - 1);
      while (at < limit && text[at] == '\0') parsed.has_zeros = true, at = specials.next();
    } else {
      while (at < limit && text[at] != separator && text[at] != '\n' && text[at] != '\r') {
        if (text[at] == '\0') parsed.has_zeros = true;
        at = specials.next();
      }
      fields_.push_back(text.substr(start, at - start));
    }
    if (at < limit && text[at] == separator) {
      start = at + 1;
      at = specials.next();
      continue;
    }
    break;
  }
  parsed.is_ascii = specials.is_ascii();
  if (at >= limit) {
    parsed.end = text.size();
    parsed.how = limit == text.size() ? End::input : End::endless;
    return parsed;
  }
  parsed.end = at + (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1);
  return parsed;
}

// Consumes up to the end of the first line, however long that is.
void DelimitedReader::skip_line(std::string_view text) {
  while (true) {
    const size_t end = text.find_first_of("\r\n");
    if (end != std::string_view::npos) {
      source_.consume(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
      return;
    }
    source_.consume(text.size());
    text = source_.window(longest_record + 4);
    if (text.empty()) return;
  }
}

void DelimitedReader::finish(std::string_view text, const Parsed &parsed) {
  if (!dialect_.suffix.empty() && !fields_.empty()) {
    std::string_view &last = fields_.back();
    if (!parsed.is_last_quoted && last.ends_with(dialect_.suffix)) last.remove_suffix(dialect_.suffix.size());
  }
  if (!doubled_.empty()) {
    unquoted_.clear();
    unquoted_.reserve(parsed.end); // the views into it hold
    for (const size_t each : doubled_) {
      std::string_view &field = fields_[each];
      const size_t start = unquoted_.size();
      for (size_t from = 0; from < field.size();) {
        const size_t quote = std::min(field.find(dialect_.quote, from), field.size());
        const bool is_double = quote + 1 < field.size() && field[quote + 1] == dialect_.quote;
        const size_t to = std::min(quote + 1, field.size());
        unquoted_.append(field.substr(from, to - from));
        from = is_double ? quote + 2 : to;
      }
      field = std::string_view(unquoted_).substr(start);
    }
  }
  if (parsed.has_zeros) {
    problem_ = "it holds characters of the code 0";
    return;
  }
  if (!parsed.is_ascii && (!is_utf8(text) || text.find("\xef\xbf\xbd") != std::string_view::npos)) {
    is_repaired_ = true;
    repaired_.clear();
    repaired_.reserve(fields_.size());
    for (std::string_view &field : fields_)
      if (!is_utf8(field)) field = repaired_.emplace_back(to_utf8(field));
  }
}

bool DelimitedReader::next() {
  problem_.clear();
  is_blank_ = is_repaired_ = false;
  const std::string_view text = source_.window(longest_record + 4);
  if (text.empty()) return false;
  ++row_;
  // Quotes that span lines are given up once that had been wrong too often: the work stays linear.
  const Parsed parsed = parse(text, read_twice_ <= 8 * read_once_ + 8 * longest_record);
  const auto has_width = [&] {
    return width_ == 0 || fields_.size() == width_ ||
           (fields_.size() > width_ &&
            std::all_of(fields_.begin() + static_cast<std::ptrdiff_t>(width_), fields_.end(), [](std::string_view field) { return field.empty(); }));
  };
  const bool is_endless = parsed.how == End::endless;
  if (is_endless || (parsed.lines > 1 && !has_width())) {
    read_twice_ += parsed.end;
    fields_.clear();
    const size_t line = std::min(text.find_first_of("\r\n"), text.size());
    read_once_ += line + 1;
    problem_ = line > longest_record ? "it is longer than 1 MiB" : parsed.has_quotes ? "a quote opens here that no quote closes" : "it is longer than 1 MiB";
    skip_line(text);
    return true;
  }
  read_once_ += parsed.end;
  finish(text.substr(0, parsed.end), parsed);
  source_.consume(parsed.end); // views into the window hold until the next call of window()
  is_blank_ = problem_.empty() && std::ranges::all_of(fields_, [](std::string_view field) { return field.find_first_not_of(" \t") == std::string_view::npos; });
  if (is_blank_ || !problem_.empty()) return true;
  if (!has_width())
    problem_ = fmt::format("it has {} columns where the others have {}", fields_.size(), width_);
  else if (width_ > 0)
    fields_.resize(width_);
  return true;
}

Dialect detect_dialect(std::string_view text) {
  Dialect best{'\0', '"', {}, {}};
  double best_share = 0;
  size_t best_width = 0;
  constexpr std::string_view prefix = "INSERT INTO cdr VALUES (";
  // The quote that more fields begin with.
  size_t starts[2] = {0, 0};
  for (size_t i = 0; i < text.size(); ++i)
    if ((text[i] == '"' || text[i] == '\'') && (i == 0 || std::string_view(",;\t|\r\n").find(text[i - 1]) != std::string_view::npos)) ++starts[text[i] == '\''];
  const char quote = starts[1] > starts[0] ? '\'' : '"';
  for (const char separator : {',', ';', '\t', '|'}) {
    Dialect dialect{separator, quote, {}, {}};
    if (text.starts_with(prefix)) dialect.prefix = prefix, dialect.suffix = ");";
    TextSource source = TextSource::of(std::string(text));
    DelimitedReader reader(source, dialect);
    std::map<size_t, size_t> widths;
    size_t records = 0;
    while (records < 1000 && reader.next()) {
      if (reader.is_blank()) continue;
      ++records;
      if (reader.problem().empty()) ++widths[reader.fields().size()];
    }
    for (const auto &[width, count] : widths) {
      const double share = static_cast<double>(count) / static_cast<double>(records);
      if (width < 2 || share < best_share || (share == best_share && width <= best_width)) continue;
      best = dialect, best_share = share, best_width = width;
    }
  }
  return best;
}

} // namespace kinsafe
