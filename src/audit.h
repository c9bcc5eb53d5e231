// The audit of one app.
#pragma once

#include "base/result.h"
#include "config.h"
#include "facts/given.h"
#include "norms/judge.h"
#include "program/mapping.h"
#include "report/report.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct Input {
  std::vector<std::string> paths;  // of one app
  std::vector<std::string> dumped; // dex files from the running app, or folders with them
  Question question;               // its answer on lending is that of the fact where `lending` gives none
  std::optional<std::string> lending; // yes or no, as the user says
  std::optional<std::string> published; // ISO date of the version, if it was given
  const Mapping *mapping = nullptr; // gives names back; outlives the audit
  const GivenFacts *given = nullptr; // rows from outside; outlive the audit
  const Baseline *baseline = nullptr; // findings accepted before; outlives the audit
  unsigned threads = 1;
};

// What each stage took and gave; `run` wraps a stage from outside, so that no stage knows of clocks.
struct Stages {
  struct Row {
    std::string_view name;
    std::chrono::nanoseconds time{};
    u64 rows = 0;
  };
  std::vector<Row> rows;

  template <class Stage>
  auto run(std::string_view name, const Stage &stage) {
    const auto start = std::chrono::steady_clock::now();
    auto result = stage();
    rows.push_back({name, std::chrono::steady_clock::now() - start, 0});
    return result;
  }
  void count(u64 rows_of_last) { rows.back().rows = rows_of_last; }
};

// Fails, with one sentence, only if the file is no app or can't be read at all.
Result<Report> audit(const Input &input, const Config &config, Stages &stages);

} // namespace kinsafe
