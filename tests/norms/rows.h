// What tests of judgement are written with: rows of facts in one line each, and the norms as they are shipped.
#pragma once

#include "base/file.h"
#include "base/reader.h"
#include "facts/schema.h"
#include "norms/judge.h"
#include "tests/shipped_norms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace kinsafe {

struct Fact {
  FactKind kind;
  Row row;
};

inline Fact fact(FactKind kind, std::vector<Cell> cells, std::string reached = "yes") {
  Fact fact{kind, make_row(kind, std::move(cells), {})};
  fact.row.reached = std::move(reached);
  return fact;
}
inline Cell text(std::string word) { return word; }

inline Fact permission(std::string name, std::string declared = "yes") {
  return fact(FactKind::permission, {name, declared, Cell(), text("unclear"), text("unclear"), text("no")}, "unclear");
}
inline Fact denial(std::string permission, std::string outcome, std::string must = "yes",
                   std::string service_reachable = "unclear", std::string reached = "yes") {
  return fact(FactKind::denial,
              {permission, text("no"), text("start"), outcome, must, service_reachable, text("unclear"), Cell(), Cell(),
               Cell()},
              reached);
}
inline Fact service_gate(std::string permission, std::string reached = "yes") {
  return fact(FactKind::service_gate, {permission, text("apply"), text("permission")}, reached);
}
inline Fact data_read(std::string family, std::string cardinality, std::string consent = "after",
                      std::string reached = "yes") {
  return fact(FactKind::data_read, {family, Cell(), cardinality, text("query"), text("start"), consent, Cell()},
              reached);
}

struct FlowRow {
  std::string source = "contacts", cardinality = "all", sink = "network", condition = "none", wide = "no",
              consent = "after", reached = "yes";
  std::vector<std::string> transforms = {};
};
inline Fact flow(const FlowRow &row) {
  return fact(FactKind::flow,
              {row.source, row.cardinality, row.transforms, row.sink, Cell(), Cell(), text("no"), Cell(), text("start"),
               row.consent, row.condition, row.wide, std::vector<Evidence>()},
              row.reached);
}
inline Fact emergency_contact(std::string how, Cell count = Cell(), std::string whole_book_leaves = "no",
                              std::string typed_way_out = "no", std::string reached = "yes") {
  return fact(FactKind::emergency_contact, {how, count, whole_book_leaves, typed_way_out, Cell()}, reached);
}
inline Fact form_field(std::string kind, std::string required, std::string reached = "yes") {
  return fact(FactKind::form_field, {kind, required, text("typed"), Cell()}, reached);
}
inline Fact permission_request(std::string consent, std::string reached = "yes") {
  return fact(FactKind::permission_request,
              {std::vector<std::string>{"READ_CONTACTS"}, text("start"), Cell(), consent, text("unclear"), text("no"),
               Cell(), Cell()},
              reached);
}
inline Fact observed(Fact fact) {
  fact.row.basis = "observed";
  return fact;
}

inline Facts facts_of(const std::vector<Fact> &list) {
  Facts facts;
  for (const Fact &each : list) facts.of(each.kind).push_back(each.row);
  finish(facts);
  return facts;
}

inline std::vector<GapRow> gaps_hiding(const std::vector<FactKind> &facts) {
  if (facts.empty()) return {};
  return {{"gap-1", "damaged", "classes.dex", "header", "its checksum is wrong", facts}};
}

// A lending app of a bank on Google Play in China, judged today: every norm binds, without a condition.
inline Question full_question() {
  Question question;
  question.date = "2026-11-24";
  question.store = "google-play";
  question.lending = "yes";
  question.institution = "bank";
  return question;
}

} // namespace kinsafe
