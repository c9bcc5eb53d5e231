// Audits damaged packages, and holds each report against that of the whole package it came from. Whatever is cut, flipped,
// swapped or spliced: no crash, no hang, no verdict `met` or `violated` that the whole package does not have, and whatever
// fact or part is lost or altered leaves a gap.
//
// usage: mutated_packages COUNT SEED FILE...     the COUNT mutations are spread evenly over the files
//
// The same seed makes the same mutations. A mutation that fails is kept in the folder that is printed; one that crashes or
// hangs is the file left there.
#include "audit.h"
#include "base/file.h"
#include "container/package.h"
#include "tests/mutate/mutations.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <charconv>
#include <chrono>
#include <ctime>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <unistd.h>

namespace kinsafe {
namespace {

namespace fs = std::filesystem;
// Of the processor, so that what else the machine does is not held against an audit.
struct Clock {
  static std::chrono::nanoseconds now() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
};

constexpr double most_t0 = 60, most_slack = 1.0; // seconds beside it
constexpr unsigned seconds_until_hang = 120;
constexpr int shown = 12;
constexpr int most_tries = 20; // until a mutation changes something

struct Decided {
  std::map<std::string, Verdict> verdicts; // by store, norm and requirement
  std::map<std::string, std::vector<FactKind>> gaps; // by id, what each hides
  std::map<std::string, FactKind> facts;             // what must not get lost, by words that tell one from the other
  std::map<std::string, std::string> parts; // digest by name
};

size_t decided_verdicts(const Decided &decided) {
  return static_cast<size_t>(std::ranges::count_if(decided.verdicts, [](const auto &each) { return each.second == Verdict::met || each.second == Verdict::violated; }));
}

struct Tally {
  u64 mutated = 0, refused = 0, unchanged = 0, with_gaps = 0, alike = 0, failed = 0;
  double most_seconds = 0;
};

struct Whole {
  std::string name;
  Content bytes;
  Decided decided;
  double t0 = 0; // seconds
  Tally tally;
};

// Every norm of the pack that judges apps, with the lender taken for one: most verdicts come to a decision.
std::vector<Question> questions_of(const NormPack &pack) {
  std::set<std::string> places, stores;
  for (const Norm &norm : pack.norms) {
    if (norm.store)
      stores.insert(*norm.store);
    else
      places.insert(norm.jurisdiction);
  }
  Question question;
  question.date = pack.date;
  question.lending = "yes";
  question.jurisdictions.assign(places.begin(), places.end());
  std::vector<Question> questions = {question};
  for (const std::string &store : stores) {
    questions.push_back(question);
    questions.back().jurisdictions.clear();
    questions.back().store = store;
  }
  return questions;
}

Result<Decided> decide(const std::string &path, const Config &config, const std::vector<Question> &questions) {
  Input input;
  input.paths = {path};
  input.question = questions.front();
  Stages stages;
  const Report report = TRY(audit(input, config, stages));
  Decided decided;
  for (const Question &question : questions)
    for (const RequirementVerdict &verdict : judge(report.facts, report.gaps, config.norms, question))
      decided.verdicts[question.store.value_or("") + " " + verdict.norm + " " + verdict.requirement] = verdict.verdict;
  for (const GapRow &gap : report.gaps) decided.gaps[gap.id] = gap.hides;
  // What code says of a permission is `unclear` where code was lost; that it is declared stays.
  for (const Row &row : report.facts.of(FactKind::permission))
    decided.facts[fmt::format("permission {}, declared: {}", word_of(FactKind::permission, row, "name"), word_of(FactKind::permission, row, "declared"))] =
        FactKind::permission;
  for (const FactKind kind : {FactKind::data_read, FactKind::purpose_text})
    for (const Row &row : report.facts.of(kind)) decided.facts[row.id] = kind;
  for (const AppIdentity::Part &part : report.app.parts) decided.parts[part.name] = part.sha256;
  return decided;
}

std::vector<std::string> new_gaps(const Decided &damaged, const Decided &whole) {
  std::vector<std::string> gaps;
  for (const auto &[id, hides] : damaged.gaps)
    if (!whole.gaps.contains(id)) gaps.push_back(id);
  return gaps;
}

// A sound zip whose directory names the entry no more is another package, as if the entry had never been put in: nothing
// tells of it. Its verdicts must still be none that the whole package does not have.
bool is_left_out(const Content &bytes, std::string_view part) {
  Incomplete gaps;
  const Result<Zip> zip = read_zip(bytes, gaps);
  return zip && zip->is_whole && !zip->recovered && gaps.gaps.empty() && !find_entry(*zip, part.substr(0, part.find('!')));
}

// What is wrong with a report of a damaged package; empty if nothing.
std::string judge_damaged(const Content &bytes, const Decided &damaged, const Decided &whole) {
  for (const auto &[key, verdict] : damaged.verdicts) {
    if (verdict != Verdict::met && verdict != Verdict::violated) continue;
    const auto before = whole.verdicts.find(key);
    if (before == whole.verdicts.end() || before->second != verdict)
      return fmt::format("{} is {}, and was {}", key, name_of(verdict), before == whole.verdicts.end() ? "absent" : name_of(before->second));
  }
  const std::vector<std::string> gaps = new_gaps(damaged, whole);
  const auto hides = [&](FactKind kind) {
    return std::ranges::any_of(gaps, [&](const std::string &id) { return std::ranges::find(damaged.gaps.at(id), kind) != damaged.gaps.at(id).end(); });
  };
  for (const auto &[name, sha256] : whole.parts)
    if (const auto now = damaged.parts.find(name);
        gaps.empty() && (now == damaged.parts.end() || now->second != sha256) && !is_left_out(bytes, name))
      return fmt::format("{} is {}, without a gap", name, now == damaged.parts.end() ? "lost" : "altered");
  for (const auto &[words, kind] : whole.facts)
    if (!damaged.facts.contains(words) && !hides(kind)) return fmt::format("{} is lost, and no gap could hide it", words);
  return "";
}

std::string judge_refusal(const std::string &sentence, const std::string &file) {
  if (!sentence.starts_with(file + ": ") || sentence.size() < file.size() + 10) return "refused without a sentence: " + sentence;
  return sentence.find('\n') != std::string::npos ? "refused in more than one line" : "";
}

double inflate_time(const Content &bytes) {
  Incomplete ignored;
  const Result<Zip> zip = read_zip(bytes, ignored);
  if (!zip) return 0;
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(libdeflate_alloc_decompressor(),
                                                                                                   libdeflate_free_decompressor);
  double sum = 0;
  for (const ZipEntry &entry : zip->entries) {
    if (!entry.name.ends_with(".dex")) continue;
    Content buffer(entry.size);
    double best = 1e9;
    for (int run = 0; run < 5; ++run) {
      const auto start = Clock::now();
      if (entry.method == 8)
        libdeflate_deflate_decompress(inflater.get(), bytes.data() + entry.data_offset, entry.compressed_size, buffer.data(), buffer.size(), nullptr);
      else
        std::memcpy(buffer.data(), bytes.data() + entry.data_offset, buffer.size());
      best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
    }
    sum += best;
  }
  return sum;
}

// A splice may leave another of the packages, with a foreign head: the manifest tells which one is left.
const Whole &origin_of(const Decided &damaged, const std::vector<Whole> &wholes, const Whole &expected) {
  const auto manifest_of = [](const Decided &decided) {
    for (const auto &[name, sha256] : decided.parts)
      if (name.ends_with("AndroidManifest.xml")) return sha256;
    return std::string();
  };
  const std::string manifest = manifest_of(damaged);
  if (manifest.empty() || manifest == manifest_of(expected.decided)) return expected;
  for (const Whole &whole : wholes)
    if (manifest == manifest_of(whole.decided)) return whole;
  return expected;
}

// False if the package may be a sound one that says something else.
bool mutate(Content &bytes, std::span<const Content> contents, Dice &dice) {
  switch (dice.below(8)) {
  case 0: mutate_part(bytes, dice); return true;
  case 1: return mutate_sealed(bytes, dice);
  default:
    for (u64 i = dice.below(4) ? 1 : dice.from(2, 4); i > 0; --i) mutate_once(bytes, contents, dice);
    return true;
  }
}

bool write_file(const fs::path &path, const Content &bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return out.good();
}

int run(u64 count, u64 seed, const std::vector<std::string> &paths) {
  const Result<Config> config = load_config("", "");
  if (!config) return fmt::print(stderr, "{}\n", config.error().message), 1;
  const std::vector<Question> questions = questions_of(config->norms);
  std::vector<Whole> wholes;
  std::vector<Content> contents;
  for (const std::string &path : paths) {
    const Result<MappedFile> file = map_file(path);
    const Result<Decided> decided = decide(path, *config, questions);
    if (!file || !decided) return fmt::print(stderr, "{}\n", file ? decided.error().message : file.error().message), 1;
    contents.emplace_back(file->bytes().begin(), file->bytes().end());
    wholes.push_back({fs::path(path).filename().string(), contents.back(), *decided, inflate_time(contents.back()), {}});
  }

  const fs::path folder = fs::temp_directory_path() / fmt::format("kinsafe-mutated-{}", ::getpid());
  fs::create_directories(folder);
  fmt::print("in {}\n", folder.string());
  std::fflush(stdout);
  u64 failed = 0;
  for (u64 number = 0; number < count; ++number) {
    Whole &whole = wholes[number % wholes.size()];
    Tally &tally = whole.tally;
    Dice dice(seed * 1'000'003 + number);
    Content bytes = whole.bytes;
    // Another meaning makes other verdicts: then only crashes and time count.
    bool is_judged = true;
    for (int tries = 0; tries < most_tries && bytes == whole.bytes; ++tries) is_judged = mutate(bytes, contents, dice);
    ++tally.mutated;
    if (bytes == whole.bytes) {
      ++tally.unchanged;
      continue;
    }
    const std::string file = "mutated.apk";
    if (!write_file(folder / file, bytes)) return fmt::print(stderr, "{}: can't be written\n", folder.string()), 1;

    ::alarm(seconds_until_hang);
    const auto start = Clock::now();
    const Result<Decided> decided = decide(folder / file, *config, questions);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    ::alarm(0);
    tally.most_seconds = std::max(tally.most_seconds, seconds);
    std::string problem;
    if (!decided) {
      ++tally.refused;
      problem = judge_refusal(decided.error().message, file);
    } else {
      if (is_judged) problem = judge_damaged(bytes, *decided, origin_of(*decided, wholes, whole).decided);
      const bool has_gaps = !new_gaps(*decided, whole.decided).empty();
      tally.with_gaps += has_gaps;
      tally.alike += !has_gaps && decided->verdicts == whole.decided.verdicts;
    }
    if (seconds > most_t0 * whole.t0 + most_slack) problem = fmt::format("took {:.2f} s", seconds);
    if (problem.empty()) continue;
    ++tally.failed;
    fs::copy_file(folder / file, folder / fmt::format("{}-{}.apk", seed, number), fs::copy_options::overwrite_existing);
    if (failed++ < shown) fmt::print("mutation {} of {}: {}\n", number, whole.name, problem);
  }

  const auto row = [](std::string_view name, auto... cells) { fmt::print("{:<44}", name), (fmt::print("{:>11}", cells), ...), fmt::print("\n"); };
  row("package", "decided", "mutated", "unchanged", "refused", "with gaps", "alike", "failed", "most ms", "of limit");
  Tally all;
  for (const Whole &whole : wholes) {
    const Tally &t = whole.tally;
    row(whole.name, decided_verdicts(whole.decided), t.mutated, t.unchanged, t.refused, t.with_gaps, t.alike, t.failed, fmt::format("{:.1f}", t.most_seconds * 1000),
        fmt::format("{:.1f} %", 100 * t.most_seconds / (most_t0 * whole.t0 + most_slack)));
    all.mutated += t.mutated, all.unchanged += t.unchanged, all.refused += t.refused, all.with_gaps += t.with_gaps, all.alike += t.alike;
    all.most_seconds = std::max(all.most_seconds, t.most_seconds);
  }
  row("all", "", all.mutated, all.unchanged, all.refused, all.with_gaps, all.alike, failed, fmt::format("{:.1f}", all.most_seconds * 1000), "");
  if (failed > 0) return 1;
  fs::remove_all(folder);
  return 0;
}

} // namespace
} // namespace kinsafe

int main(int count, char **words) {
  kinsafe::u64 mutations = 0, seed = 0;
  const auto read = [&](int i, kinsafe::u64 &value) { return std::from_chars(words[i], words[i] + std::strlen(words[i]), value).ec == std::errc(); };
  if (count < 4 || !read(1, mutations) || !read(2, seed)) {
    fmt::print(stderr, "use: mutated_packages COUNT SEED FILE...\n");
    return 3;
  }
  return kinsafe::run(mutations, seed, std::vector<std::string>(words + 3, words + count));
}
