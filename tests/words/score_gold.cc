// Precision and recall of the rules over labelled texts, by language and label, evasions and near misses apart.
//   score_gold LEXICON GOLD [--show]     --show prints each wrong or missing finding
//   score_gold LEXICON GOLD --speed      texts a second of one thread, and how long the lexicon takes to open
#include "base/archive.h"
#include "tests/words/gold.h"
#include "words/read_lexicon.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <set>

namespace {

using namespace kinsafe;

struct Score {
  int right = 0, wrong = 0, missed = 0;
};

std::string ratio(int part, int whole) { return whole == 0 ? "    -" : fmt::format("{:.3f}", static_cast<double>(part) / whole); }

void print(const std::string &name, const Score &score) {
  fmt::print("{:<32} right {:4} wrong {:3} missed {:3}  precision {} recall {}\n", name, score.right, score.wrong, score.missed,
             ratio(score.right, score.right + score.wrong), ratio(score.right, score.right + score.missed));
}

constexpr std::string_view labels[] = {"disclosure", "threat", "advert", "insult", "impersonation", "question", "deceit"}; // shaming is no label of the texts

void score(const Lexicon &lexicon, const std::vector<GoldRow> &rows, bool shows) {
  const std::set<std::string> used = labels_used(rows);
  std::map<std::string, Score> scores, evasions;
  std::map<std::string, std::pair<int, int>> near; // clean texts that look like findings: with a finding, all
  for (const GoldRow &row : rows) {
    std::map<std::string, std::string> found;
    for (const WordHit &hit : find_words(lexicon, row.text, row.to)) found.emplace(name_of(hit.label), fmt::format("{} '{}'", hit.rule, hit.quote));
    bool is_any = false;
    for (const std::string_view label : labels) {
      if (!is_counted(used, row.file, label)) continue;
      const bool is_found = found.contains(std::string(label)), is_labelled = std::ranges::find(row.labels, label) != row.labels.end();
      is_any |= is_found;
      if (!is_found && !is_labelled) continue;
      for (std::map<std::string, Score> *table : {&scores, &evasions}) {
        if (table == &evasions && row.style != "evasion") continue;
        Score &here = (*table)[fmt::format("{} {}", row.file, label)];
        ++(is_found ? is_labelled ? here.right : here.wrong : here.missed);
      }
      if (shows && is_found != is_labelled)
        fmt::print("{} {}:{} {} [{}] {}{}\n", is_found ? "wrong" : "missed", row.file, row.line, label, row.style, row.text,
                   is_found ? " <- " + found[std::string(label)] : "");
    }
    if (row.style == "near" && row.labels.empty()) near[row.file].first += is_any, ++near[row.file].second;
  }
  for (const auto &[name, each] : scores) print(name, each);
  fmt::print("evasions:\n");
  for (const auto &[name, each] : evasions) print(name, each);
  fmt::print("near misses with a finding:\n");
  for (const auto &[name, each] : near) fmt::print("{}: {} of {}\n", name, each.first, each.second);
}

void measure(const Lexicon &lexicon, const std::vector<GoldRow> &rows) {
  size_t texts = 0, bytes = 0, hits = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::duration<double> passed{};
  while (passed.count() < 3) {
    for (const GoldRow &row : rows) hits += find_words(lexicon, row.text, row.to).size(), bytes += row.text.size(), ++texts;
    passed = std::chrono::steady_clock::now() - begin;
  }
  fmt::print("{:.0f} texts a second, {} bytes each, {:.1f} MB/s, {} findings\n", static_cast<double>(texts) / passed.count(), bytes / texts,
             static_cast<double>(bytes) / passed.count() / 1e6, hits);

  ArchiveWriter writer;
  writer(lexicon.data());
  const std::string archive = writer.take();
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const size_t patterns = Lexicon::open(archive).value().automaton().pattern_count();
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (took < best) best = took, fmt::print("opened in {:.1f} ms: {} spellings, an archive of {} bytes\n", took * 1e3, patterns, archive.size());
  }
}

} // namespace

int main(int count, char **arguments) {
  if (count < 3) return 3;
  Result<LexiconData> data = read_lexicon(arguments[1]);
  const Result<Lexicon> lexicon = data ? Lexicon::build(std::move(*data)) : std::unexpected(data.error());
  if (!lexicon) {
    std::fprintf(stderr, "%s\n", lexicon.error().message.c_str());
    return 1;
  }
  const std::vector<GoldRow> rows = read_gold(arguments[2]);
  const std::string_view option = count > 3 ? arguments[3] : "";
  if (option == "--speed") measure(*lexicon, rows);
  else score(*lexicon, rows, option == "--show");
}
