// Any bytes as a message; the first byte says to whom it went.
#include "base/strings.h"
#include "tests/words/shipped.h"
#include "words/rank.h"
#include "words/words.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const kinsafe::Lexicon &lexicon = kinsafe::shipped_lexicon();
  const std::string_view text = size == 0 ? std::string_view() : std::string_view(reinterpret_cast<const char *>(data) + 1, size - 1);
  const kinsafe::Addressee addressee{static_cast<uint8_t>(size == 0 ? 0 : data[0] % 3)};
  const std::string_view names[] = {text.substr(0, text.size() / 4), "debt"};
  kinsafe::u64 steps = 0;
  for (const kinsafe::WordHit &hit : kinsafe::find_words(lexicon, text, addressee, names, &steps)) {
    if (hit.begin >= hit.end || hit.end > text.size() || hit.rule.empty()) __builtin_trap();
    if (kinsafe::to_utf8(hit.quote) != hit.quote) __builtin_trap();
    if (hit.quote.find_first_of("0123456789") != std::string::npos && hit.quote.find("<U+") == std::string::npos) __builtin_trap();
  }
  if (steps > 2000 * (text.size() + 1)) __builtin_trap();
  const double rank = kinsafe::rank(lexicon, text);
  if (!(rank >= 0 && rank <= 1)) __builtin_trap();
  return 0;
}
