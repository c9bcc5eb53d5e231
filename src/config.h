// All that outlives one app and is the same for every app: models, norms, words, Android's own classes. Constant, shared by all threads.
#pragma once

#include "base/result.h"
#include "models/models.h"
#include "norms/norms.h"
#include "program/platform.h"
#include "report/report.h"
#include "report/texts.h"
#include "words/lexicon.h"

#include <map>
#include <string>
#include <string_view>

namespace kinsafe {

struct Config {
  ModelRows models;
  NormPack norms;
  std::map<std::string, Texts, std::less<>> texts; // by language
  PlatformPack platform;
  ToolIdentity tool;
};

// From the data built in, or from folders where one is named. With a language, words are read in that one and in English
// alone: reading them takes as long as the audit of a small app. The error names file and line.
Result<Config> load_config(const std::string &models_folder, const std::string &norms_folder, std::string_view language = "");

// The rules on what collectors' texts say, built in; opening them takes a fifth of a second.
Result<Lexicon> load_lexicon();

Wording wording_of(const Config &config, std::string_view language);

} // namespace kinsafe
