// What a check has counted and found, as it grows in each thread and is put together; and how it becomes facts: findings with a
// way back to the rows that show them, episodes, rates, and what the records cover.
#pragma once

#include "conduct/cases.h"
#include "conduct/check.h"
#include "conduct/store.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace kinsafe {

constexpr size_t most_listed = 1'000; // findings of one rule and answer, the earliest; episodes, the largest
constexpr size_t most_rows = 20;      // rows that a finding names
constexpr std::string_view advert_check = "CONTACT-PURPOSE";

struct RowName {
  u16 source = 0;
  u64 row = 0;
  auto operator<=>(const RowName &) const = default;
};

// A finding as it grows: contacts of one case, person, day and answer. What people read of it is looked up when it is listed.
struct ContactFinding {
  i64 time = 0;
  RowName first;
  u32 rule = 0; // index of the rule, or of the check on words
  Tri proven = Tri::no;
  Why why = Why::none;
  Party party{};
  bool is_number = false;        // `person_word` is one of WordKind::number, and not of WordKind::person
  u32 group = 0, borrower = no_word, person = 0, person_word = no_word, relation = no_word;
  u32 count = 0, limit = 0, contacts = 0;
  DaySpan window;
  std::string_view exception;    // of the words, that the records do not hold
  std::string_view kind;         // of what texts say, and of signs
  StoredEvent event;             // the first one
  std::vector<RowName> more;     // rows of the others

  auto order() const { return std::tuple(time, first, rule, person, static_cast<u8>(why)); }
};

// The earliest findings of one rule and answer. Which these are does not depend on the order in which they come.
class Earliest {
public:
  // Whether a finding that begins then may be among them.
  bool may_hold(i64 time) const { return time <= last_; }
  void add(ContactFinding finding) {
    findings_.push_back(std::move(finding));
    if (findings_.size() >= 2 * most_listed) shrink();
  }
  void shrink() {
    std::ranges::sort(findings_, {}, &ContactFinding::order);
    if (findings_.size() < most_listed) return;
    findings_.erase(findings_.begin() + most_listed, findings_.end());
    last_ = findings_.back().time;
  }
  std::vector<ContactFinding> &findings() { return findings_; }

private:
  std::vector<ContactFinding> findings_;
  i64 last_ = forever;
};

// Of a collector, an agency or a lender.
constexpr u64 rate_key(u8 of, u32 word) { return u64{of} << 32 | word; }
struct RateCount {
  u64 contacts = 0;
  std::vector<u64> findings; // by index of the check
};

struct EpisodeRow {
  std::string borrower, number; // tokens; the number where it stands in no case
  i64 start = 0, end = 0;
  const Zone *zone = nullptr;
  u32 people = 0, calls = 0, texts = 0, to_borrower = 0, to_others = 0;
  std::vector<u32> collectors, curve;
  auto order() const { return std::tuple(-static_cast<i64>(people), start, borrower, number, end); }
};

// What one thread has found of one share.
struct ContactTally {
  struct OfRule {
    Earliest proven, open;
    u64 proven_contacts = 0, open_contacts = 0;
    bool has_looked = false; // at a contact in its time
    std::map<Why, u64> why;
  };
  std::vector<OfRule> rules, words; // of `words` by index of the check: what texts say, and signs
  // By number, of people who do not owe and whom no borrower named: the cases for which they were contacted.
  struct Stranger {
    u32 cases = 0, contacts = 0, last_group = nobody;
    i64 time = forever; // of the first contact
    RowName first;
    Medium medium{};
    Party party{};
  };
  std::unordered_map<u32, Stranger> strangers;
  std::unordered_map<u64, RateCount> rates; // by rate_key
  std::vector<EpisodeRow> episodes;
  u64 episode_count = 0;
  u64 contacts = 0, outgoing = 0, cases = 0, unassigned = 0, people = 0, never_named = 0, provenance_unknown = 0;
};

// What texts say, by check; those whose rows name a requirement are made once for each that asks.
struct WordCheck {
  std::string check;
  const Requirement *requirement = nullptr; // null: for all
  DaySpan days{-1'000'000, 1'000'000};      // on which it holds, or all of them do; the last excluded
  std::string_view sign{};                  // no texts: the kind of a sign that the contacts show, whatever a norm says of it
};

// What a check has read, by which what it found is listed.
struct Checked {
  const Store &store;
  const CheckOptions &options;
  const std::array<std::vector<StoredWord>, word_kinds> &words;
  const CaseBook &book;
  const Rules &rules;
  const std::vector<WordCheck> &word_checks;
  const std::vector<std::string> &checks; // all, sorted
  const std::map<RowName, std::vector<TextFinding>> &texts;
  const std::map<u16, std::string> &damaged; // sources whose segments are, and how
  size_t strangers = 0;                   // of word_checks: the sign of them
};
Result<ConductResult> list_findings(const Checked &checked, ContactTally &found);

} // namespace kinsafe
