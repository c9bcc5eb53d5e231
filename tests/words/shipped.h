// The lexicon of lexicon/, read as the build reads it.
#pragma once

#include "words/read_lexicon.h"

namespace kinsafe {

inline const Lexicon &shipped_lexicon() {
  static const Lexicon lexicon = Lexicon::build(read_lexicon(KINSAFE_SOURCE_DIR "/lexicon").value()).value();
  return lexicon;
}

} // namespace kinsafe
