// A report: all that one audit says, in its own words, so that it outlives the app's bytes. Formats are functions from a
// report to text, listed in `report_formats()`.
#pragma once

#include "facts/schema.h"
#include "norms/judge.h"
#include "report/baseline.h"
#include "report/layout.h"
#include "report/texts.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct ToolIdentity {
  std::string version;
  std::string norms_sha256, models_sha256, platform_sha256;
};

struct AppIdentity {
  struct Part {
    std::string name, kind, sha256;
    u64 bytes = 0;
    std::string source = "package"; // or "dumped"
  };
  struct Signer {
    std::string scheme, certificate_sha256, subject;
    std::string holds, problem;             // `yes`, or `no` or `unclear` and an English clause that says why
    u32 min_sdk = 0, max_sdk = ~u32{0};     // API levels that the signer is for
    std::vector<std::string> ancestors;     // certificates that this one took over from
  };
  std::string file, sha256, md5, kind, package, label, version_name;
  u64 bytes = 0;
  std::map<std::string, std::string> labels; // by language
  std::optional<i64> version_code;
  std::optional<u32> min_sdk, target_sdk;
  bool signatures_read = false; // false: not read of this kind of package, a gap says so
  std::vector<Signer> signers;
  std::vector<Part> parts; // those that were opened
};

struct Counts {
  u64 classes = 0, shadowed_classes = 0;
  u64 instructions = 0;
  struct Methods {
    u64 seen = 0, lowered = 0, outside_slice = 0, skipped = 0; // seen is the sum of the others
  } methods;
  struct CallSites {
    u64 seen = 0, resolved = 0, modelled = 0; // seen is the sum of the others and of `open`
    std::map<std::string, u64> open;          // by reason
  } call_sites;
};

// The short answers that a reader looks for first: yes, no, unclear; never a guess.
struct Answer {
  std::string lending, institution;
  std::string reads_whole_address_book, sends_address_book;
  std::vector<std::string> on_refusal; // outcomes of refusing READ_CONTACTS, worst first
  std::string service_reachable;
  std::vector<std::string> emergency_contacts; // how they are given
  bool can_hold_contacts = true;               // false: nothing grants READ_CONTACTS, and all that could was read
  u64 decided = 0, applicable = 0;             // checks of judged requirements
  std::vector<std::string> hidden_by;          // what the undecided ones need: keys of texts `hider`, `needs`, or part names
};

struct Report {
  ToolIdentity tool;
  AppIdentity app;
  Question question;
  std::optional<std::string> published; // date of the version, if it was given
  Answer answer;
  Facts facts;
  std::vector<RequirementVerdict> verdicts;
  std::vector<Finding> findings;      // of those verdicts
  std::vector<Acceptance> unmatched;  // accepted before, and found no more
  std::vector<GapRow> gaps;
  Counts counts;
};

struct FactAt {
  FactKind kind;
  const Row *row;
};
std::map<std::string_view, FactAt> facts_by_id(const Facts &facts);

// Fills `answer` from facts, verdicts and gaps.
Answer answer_of(const Report &report, const NormPack &pack);

// What an undecided check waits for: evidence of another kind, a stage that this version lacks, or a damaged part.
std::vector<std::string> hiders_of(const CheckResult &check, const std::vector<GapRow> &gaps);

// Sentences, in the language of `texts`.
std::string answer_sentence(const Report &report, const Texts &texts);
std::string verdict_sentence(const RequirementVerdict &verdict, const Report &report, const Texts &texts);
// What a verdict presumes ("if this is a lending app and if the lender is a bank"), empty if nothing.
std::string condition_of(const RequirementVerdict &verdict, const Texts &texts);
// Why a verdict came out as it did, without the words of the requirement; empty where the facts say it.
std::string verdict_reason(const RequirementVerdict &verdict, const Report &report, const Texts &texts);
// What was not looked at and what that may hide, in the reader's language; and the exact place and reason, an English clause.
std::string gap_sentence(const GapRow &gap, const Texts &texts);
std::string gap_detail(const GapRow &gap);
std::string join(const std::vector<std::string> &words, std::string_view separator);
std::vector<std::string> hider_names(const std::vector<std::string> &hiders, const Texts &texts);

// What a format may use beside the report.
struct Wording {
  const NormPack &pack;
  const Texts &texts;   // in the reader's language
  const Texts &english; // formats for programs speak English
  std::string language; // of `texts`, as BCP 47 writes it
  Layout layout;        // of a terminal
};

struct ReportFormat {
  std::string_view name, extension;
  std::string (*write)(const Report &, const Wording &);
};
std::span<const ReportFormat> report_formats();

std::string write_text(const Report &report, const Wording &wording);
std::string write_html(const Report &report, const Wording &wording);
std::string write_json(const Report &report, const Wording &wording);
std::string write_sarif(const Report &report, const Wording &wording);

} // namespace kinsafe
