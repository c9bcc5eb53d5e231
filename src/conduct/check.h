// Judges the contacts of a store: gathers them by borrower, folds the rules of the norms asked for over each case in the
// order of time, finds bursts, and counts. What leaves here are facts for the judge: findings with a way back to the rows that
// show them, episodes, rates and what the records cover. Contacts themselves never become facts.
//
// Memory is bounded: of many contacts the shares of the cases lie in files until they are folded. The result is the same either
// way, and for any number of threads.
#pragma once

#include "conduct/cases.h"
#include "conduct/store.h"
#include "norms/judge.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kinsafe {

// When contacts with a borrower's circle are a burst. The norms name no number, so these are the tool's own, published in
// docs/conduct.md: an episode is where within 24 hours this many people beside the borrower were contacted, or so many
// contacts were made in all, or with one person.
constexpr i64 episode_hours = 24;
constexpr u32 episode_people = 5, episode_contacts = 20, episode_contacts_of_one = 10;
// Likewise: signs that numbers rotate (so many called one person within these hours), and that a stranger's number came from
// elsewhere than a borrower (so many borrowers' debts were collected from it).
constexpr u32 rotating_numbers = 5, borrowers_of_a_stranger = 3;

struct CheckOptions {
  Question question;
  unsigned threads = 1;
  size_t most_bytes_at_once = size_t{512} << 20; // of packed contacts in memory; more lie in a file
  std::optional<Calendar> calendar; // of the place asked for
  std::string calendar_file;        // its name
};

struct ConductCounts {
  u64 contacts = 0, outgoing = 0, cases = 0, unassigned = 0; // without a number or a borrower
  u64 people_contacted = 0;                                  // beside borrowers, reached or tried
  u64 never_named = 0;                                       // of these: from the address book, call records or elsewhere
  u64 provenance_unknown = 0;                                // of these: of whom no file says where the number comes from
  struct Rule {
    std::string requirement, check;
    u64 proven = 0, open = 0;                 // contacts
    std::map<std::string, u64, std::less<>> why; // of open ones, and of what keeps the rule from being kept
    u64 listed = 0;                           // findings in the facts; the others are counted alone
  };
  std::vector<Rule> rules;
  std::vector<TextToRead> texts_to_read; // the likest hundred
};

struct ConductResult {
  Facts facts; // contact_finding, episode, rate, coverage, quarantine; finished
  ConductCounts counts;
  std::vector<GapRow> gaps; // quarantined rows, sources that were not imported to their end, damaged segments
  u64 episodes = 0;         // all, of which the facts list the largest
};

Result<ConductResult> check_conduct(const Store &store, const NormPack &pack, const CheckOptions &options);

} // namespace kinsafe
