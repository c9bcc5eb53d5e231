// Reads the folder lexicon/ and makes what the product carries of it. At build time and in tests only: it needs the data of
// ICU and OpenCC.
#pragma once

#include "words/lexicon.h"

namespace kinsafe {

// `*.model`, and `ranking.bin` where it is there. The first mistake ends it with file and line.
Result<LexiconData> read_lexicon(const std::string &folder);

} // namespace kinsafe
