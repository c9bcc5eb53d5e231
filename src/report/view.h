// What reports for people show, in its order and in the reader's words. The formats lay it out and choose nothing but how
// much of it they fold.
#pragma once

#include "norms/inventory.h"
#include "report/report.h"

#include <string>
#include <vector>

namespace kinsafe {

struct Said {
  std::string label, value;
  std::string tone = ""; // of a question: `bad`, `good`, `open`; empty where it is neither
};

// The questions that a reader comes with, each with its short answer.
std::vector<Said> answers(const Report &report, const Wording &wording);

struct PathStep {
  std::string why, place;
  std::string part, method; // as in smali; empty outside code
};
struct FactView {
  std::string id, title;
  std::vector<Said> said;        // what else the row says
  std::vector<std::string> open; // what of it is unclear
  bool is_observed = false;
  std::vector<PathStep> path; // the place itself first, then the way to it
};
// A value of a column in the reader's words; the value itself where there are none.
std::string value_word(std::string_view column, const std::string &value, const Texts &texts);
// A column of a row in the reader's words; empty where the row says nothing.
std::string cell_word(FactKind kind, const Row &row, std::string_view column, const Texts &texts);
FactView view_of(FactKind kind, const Row &row, const Texts &texts);

// What a check found, what to change, and the facts that show it.
struct FindingView {
  std::string check, says, fix;
  std::vector<std::string> facts; // ids
  std::vector<std::string> notes; // of those accepted before
};

struct RequirementView {
  const Requirement *requirement = nullptr;
  const RequirementVerdict *verdict = nullptr; // none: shown beside facts, without a verdict
  std::string short_id, words, sentence, reason, verification;
  std::vector<FindingView> findings;
  std::vector<std::string> beside; // ids of the facts that it speaks of or that leave it open
};

// The inventory as a table: kinds of information, what the app does with each, and whether norms hold it necessary.
struct InventoryView {
  struct List {
    std::string norm, requirement; // ids
    std::string title;             // with what overtook it
  };
  struct Cell {
    std::string text, tone; // tone: yes, no, unclear, on_list, not_on_list
  };
  struct Line {
    std::string kind;
    std::vector<Cell> cells; // one a column
  };
  std::vector<std::string> columns; // beside the kind: of the fact, then one a list
  std::vector<List> lists;          // those of the norms that lead first
  std::vector<Line> lines;
};
InventoryView inventory_of(const Report &report, const Wording &wording);

struct NormView {
  const Norm *norm = nullptr;
  std::string title;
  std::vector<std::string> notes; // force, dates, what replaced it
  std::string condition;          // what its verdicts presume; empty if nothing
  bool leads = false;             // the founding norm and what overtook it
  size_t violated = 0, signs = 0, open = 0, met = 0, not_applicable = 0;
  std::vector<RequirementView> judged; // violated, signs, open, met, not applicable
  std::vector<RequirementView> shown;  // without a verdict
};
// Norms that bind this app: the founding norm first, then what overtook it, then by legal force.
std::vector<NormView> binding_norms(const Report &report, const Wording &wording);
// Norms of the places asked for that do not bind on the day: drafts, announced, replaced ones. All without verdicts.
std::vector<NormView> other_norms(const Report &report, const Wording &wording);

std::string place_of(const Evidence &evidence);
// "violated", "signs", "open", "met", "not_applicable"; "none" without a verdict.
std::string_view state_of(const RequirementView &requirement);

} // namespace kinsafe
