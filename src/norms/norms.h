// Norms as written: documents with dates, legal force and sources, and their requirements. One YAML file a norm in
// norms/ (schema: norms/norm.schema.json); the pack's own date in norms/pack.yaml.
#pragma once

#include "base/result.h"
#include "norms/checks.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// A parameter that is no plain value or list of them: allowed hours, caps on contacts, thresholds. One mapping is a list of one.
using Record = std::map<std::string, std::string, std::less<>>;
using Records = std::map<std::string, std::vector<Record>, std::less<>>;

struct Requirement {
  std::string id; // "CN-PIPL.R7"
  std::string clause, modality;
  bool judged = false;    // false: definitions, scope, sanctions; shown without a verdict
  bool appraisal = false; // true: the words hold an element that no fact decides; signs at best
  std::optional<std::string> effective; // ISO date, where it joined the norm later
  std::string paraphrase;               // English
  std::optional<std::string> original_words, original_lang, original_note;
  std::string original_kind; // quote, reported, heading, memory, none
  std::string observable_breach;
  std::vector<std::string> checks;
  Parameters parameters;
  Records records;
  std::string verification; // verbatim, secondary, unverified
  std::string source, source_precision;

  bool operator==(const Requirement &) const = default;
};

struct NormLink {
  std::string id;   // of the other norm; it need not be in the pack
  std::string from; // ISO date
  std::string how;  // replaces, overtakes

  bool operator==(const NormLink &) const = default;
};

struct Norm {
  std::string id;
  std::string title_original, title_en, issuer;
  std::string jurisdiction;         // ISO 3166 code, EU, or GLOBAL for stores
  std::optional<std::string> store; // only judged when this store is asked for
  std::string published, effective, status, legal_force, scope, sanctions, notes, verification; // in words
  std::optional<std::string> published_iso, effective_iso, until_iso;
  bool effective_is_approximate = false;
  std::string status_code; // in_force, overtaken, superseded, announced, draft, unknown
  std::string force;       // legal_force_code
  std::vector<NormLink> supersedes, superseded_by;
  std::vector<std::string> related, applies_to, institutions, sources;
  std::string apps; // lending: binds lending apps; any: every app
  std::string collectors;
  std::vector<Requirement> requirements;

  bool operator==(const Norm &) const = default;
};

// From strong to weak; `--fail-on` compares by place.
constexpr std::string_view legal_forces[] = {"law",
                                             "regulation",
                                             "departmental_rule",
                                             "judicial_guidance",
                                             "regulator_decision",
                                             "normative_document",
                                             "standard_recommended",
                                             "regulator_guidance",
                                             "self_discipline",
                                             "store_policy",
                                             "technical_guide",
                                             "draft"};

struct NormPack {
  std::string date; // ISO, the day whose norms apply if nobody says another
  std::vector<Norm> norms; // by id
  CheckTable checks;

  bool operator==(const NormPack &) const = default;
};

// Every field, for base/archive.h.
void fields(auto &archive, Requirement &r) {
  archive(r.id, r.clause, r.modality, r.judged, r.appraisal, r.effective, r.paraphrase, r.original_words, r.original_lang, r.original_note,
          r.original_kind, r.observable_breach, r.checks, r.parameters, r.records, r.verification, r.source, r.source_precision);
}
void fields(auto &archive, NormLink &l) { archive(l.id, l.from, l.how); }
void fields(auto &archive, Norm &n) {
  archive(n.id, n.title_original, n.title_en, n.issuer, n.jurisdiction, n.store, n.published, n.effective, n.status, n.legal_force, n.scope,
          n.sanctions, n.notes, n.verification, n.published_iso, n.effective_iso, n.until_iso, n.effective_is_approximate, n.status_code,
          n.force, n.supersedes, n.superseded_by, n.related, n.applies_to, n.institutions, n.sources, n.apps, n.collectors, n.requirements);
}
void fields(auto &archive, NormPack &p) { archive(p.date, p.norms, p.checks); }

// `files`: (name, text) of every norm file, of pack.yaml and of checks.model. The error names file, line and column.
using NormFiles = std::vector<std::pair<std::string, std::string_view>>;
Result<NormPack> parse_norms(const NormFiles &files);

bool is_iso_date(std::string_view text); // "2026-11-24", a day that exists

const Norm *find_norm(const NormPack &pack, std::string_view id);
const Requirement *find_requirement(const NormPack &pack, std::string_view id);

} // namespace kinsafe
