// Who a number belongs to, and what is known of each borrower's case: built from the loans, people and requests of all
// sources. A person is known by a key or by numbers of the loan file, never by name; one person may have several numbers, and
// one number may stand in several cases.
#pragma once

#include "conduct/store.h"
#include "limits/limits.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace kinsafe {

struct CasePerson {
  u32 key = no_word;      // word of WordKind::person
  u32 relation = no_word;
  std::vector<u32> numbers;
};

// A row of a source that a finding goes back to.
struct CaseRow {
  u16 source = 0;
  u64 row = 0;
};

struct BorrowerCase {
  u32 borrower = no_word; // word of WordKind::borrower
  std::vector<u32> debts; // words of WordKind::debt, as the debts of `file`; no_word: one that nobody named
  std::vector<CasePerson> persons; // as those of `file`
  CaseFile file;
  std::vector<CaseRow> complaint_rows, handed_rows; // as the complaints and the agency's file of `file`
  u32 lender = no_word;
};

struct CaseBook {
  std::vector<BorrowerCase> cases; // by word of the borrower
  std::vector<u32> of_borrower;             // by word: index; `nobody`, or beyond the end: none
  std::unordered_map<u32, u32> of_debt;     // likewise, of debts that stand in one case alone
  struct Place {
    u32 case_index = 0, person = 0;
  };
  std::unordered_multimap<u32, Place> of_number;
  std::unordered_multimap<u32, Place> asked_by_key; // who asked for something by a key alone, and stands in no case
  bool has_persons = false; // some source says who was named
  // What holds for cases that only contacts name, too.
  bool has_requests = false, has_agency_files = false, are_agency_files_whole = true;
  u16 complaint_kinds = 0;
  std::optional<LineBook> lines;

  // The cases that a contact belongs to: its borrower's, its debt's, or all in which its number stands. In order.
  void cases_of(const StoredEvent &event, std::vector<u32> &cases) const;
  bool is_known(u32 borrower) const { return borrower < of_borrower.size() && of_borrower[borrower] != nobody; }

  // Gives a case what is known of all.
  void complete(CaseFile &file) const;
  u32 add_case(u32 borrower);
  // The borrower's case; a new one where the records name a borrower whom no file knows.
  u32 case_of(u32 borrower);
  // The person of the case with the number or the key; a new one of the party where there is none.
  u32 person_of(u32 case_index, u32 number, u32 key, u32 relation, Party party);
};

Result<CaseBook> build_case_book(const Store &store);

} // namespace kinsafe
