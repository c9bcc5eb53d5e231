// Whether an app lends money: signs of independent kinds, weighed and added up. Of this fact hangs which norms bind the
// app, so both answers are earned and `unsure` is the answer where little shows.
#pragma once

#include "facts/facts.h"

#include <span>
#include <string>
#include <vector>

namespace kinsafe {

// All that the answer rests on.
struct LendingView {
  std::vector<std::string> labels; // in every language
  std::string package;
  std::span<const KnownText> texts;
  u64 texts_read = 0;
  std::vector<std::string> identifiers; // classes of components, names of layouts
  std::vector<std::string> paths;       // of requests
  std::vector<std::string> library_kinds, form_kinds;
  bool is_open_to_more = false; // code or pages that were not read may hold any sign
};

struct LendingSign {
  std::string what;  // offer, repay, ..., name, identifier, request, library, form, inside, or the other business
  std::string where; // "string/apply_now zh-CN", empty where `text` says it all
  std::string text;
  std::string part; // of the text
  int points = 0;
};

struct LendingAnswer {
  std::string_view is; // yes, no, unsure
  int score = 0;
  std::string institution;
  std::vector<LendingSign> signs; // by weight, the heaviest first; those of another business last
};
LendingAnswer decide_lending(const LendingView &view, const PhraseTable &phrases);

} // namespace kinsafe
