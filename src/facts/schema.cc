// The description of all facts as constant tables, and the few operations that need nothing else.
#include "facts/schema.h"

#include "base/digest.h"

#include <algorithm>
#include <cassert>
#include <set>

namespace kinsafe {
namespace {

using Words = std::string_view[];

constexpr Words answer = {"yes", "no", "unclear"};
constexpr Words yes_no = {"yes", "no"};
constexpr Words when = {"start", "resume", "login", "apply", "feature", "timer", "background", "web", "unknown"};
constexpr Words consent = {"before", "after", "none", "unclear"};
constexpr Words cardinality = {"one", "bounded", "all", "unclear"};
constexpr Words family = {"contacts",    "sim_contacts", "call_log",       "sms",   "calendar", "accounts",  "installed_apps", "location",
                          "device_id",   "advertising_id", "media",        "files", "clipboard", "camera",   "microphone",     "typed"};
constexpr Words transform = {"hash", "encrypt", "encode", "compress", "serialize", "count", "boolean"};
constexpr Words sink = {"network", "sms", "log", "file", "prefs", "database", "clipboard", "intent", "provider", "web", "sdk"};
constexpr Words condition = {"none", "user", "setting", "server"};
constexpr Words outcome = {"exits",         "may_crash", "asks_again",        "blocks",    "sends_to_settings",
                           "closes_screen", "stays",     "offers_alternative", "continues", "unknown"};
constexpr Words service = {"login", "home", "apply", "submit"};
constexpr Words gate = {"permission", "empty_list", "field", "button"};
constexpr Words how = {"typed", "picker", "own_list"};
constexpr Words personal_kind = {"phone_number",  "name",           "account",          "identity",          "id_document_type_and_number",
                                 "id_document_validity", "bank_account", "bank_card_number", "credit_report",     "emergency_contact",
                                 "loan_record",   "face",           "employer",         "income",            "address",
                                 "email",         "education",      "marital_status",   "social_account",    "other"};
constexpr Words input = {"typed", "picked", "list"};
constexpr Words contacts_switch = {"on", "off", "unclear", "none"};
constexpr Words lending_is = {"yes", "no", "unsure"};

constexpr Words party = {"debtor",       "guarantor", "co_maker",    "co_debtor",   "named_contact",
                         "employer",     "address_book", "call_record", "other",       "unknown"};
constexpr Words medium = {"call", "sms", "im", "mail", "fax", "visit", "letter", "post", "unknown"};
constexpr Words purpose = {"collect", "locate", "relay", "other", "unknown"};
constexpr Words rate_of = {"collector", "agency", "lender"};

constexpr ColumnType word = ColumnType::word, words = ColumnType::words, number = ColumnType::number, decimal = ColumnType::decimal,
                     steps = ColumnType::steps;

constexpr Column permission[] = {{"name", word, {}},        {"declared", word, answer}, {"max_sdk", number, {}},
                                 {"requested", word, answer}, {"used", word, answer},     {"special", word, yes_no}};
constexpr Column permission_request[] = {{"permissions", words, {}}, {"when", word, when},    {"screen", word, {}}, {"consent", word, consent},
                                         {"purpose", word, answer},  {"again", word, answer}, {"through", word, {}},
                                         {"hours_between", number, {}}};
constexpr Column data_read[] = {{"family", word, family}, {"table", word, {}},       {"cardinality", word, cardinality}, {"through", word, {}},
                                {"when", word, when},     {"consent", word, consent}, {"screen", word, {}}};
constexpr Column flow[] = {{"source", word, family},     {"cardinality", word, cardinality}, {"transforms", words, transform}, {"sink", word, sink},
                           {"host", word, {}},           {"path", word, {}},                 {"cleartext", word, answer},      {"receiver", word, {}},
                           {"when", word, when},         {"consent", word, consent},         {"condition", word, condition},   {"wide", word, yes_no},
                           {"steps", steps, {}}};
constexpr Column denial[] = {{"permission", word, {}},  {"bundle", word, answer}, {"when", word, when},
                             {"outcome", word, outcome}, {"must", word, yes_no},   {"service_reachable", word, answer},
                             {"forever", word, answer}, {"screen", word, {}},     {"reason", word, {}},
                             {"witness", steps, {}}};
constexpr Column service_gate[] = {{"permission", word, {}}, {"service", word, service}, {"by", word, gate}};
constexpr Column emergency_contact[] = {
    {"how", word, how}, {"count", number, {}}, {"whole_book_leaves", word, answer}, {"typed_way_out", word, answer}, {"screen", word, {}}};
constexpr Column form_field[] = {{"kind", word, personal_kind}, {"required", word, answer}, {"input", word, input}, {"screen", word, {}}};
constexpr Column inventory[] = {{"kind", word, {}},      {"declared", word, answer}, {"asked", word, answer},   {"typed", word, answer},
                                {"read", word, answer}, {"sent", word, answer},     {"demanded", word, answer}};
constexpr Column endpoint[] = {{"host", word, {}}, {"path", word, {}}, {"cleartext", word, answer}, {"method", word, {}}, {"through", word, {}},
                               {"fields", words, {}}};
constexpr Column library[] = {{"name", word, {}}, {"owner", word, {}}, {"kind", word, {}}, {"version", word, {}}, {"contacts_switch", word, contacts_switch}};
constexpr Column hider[] = {{"name", word, {}}, {"hides", words, {}}};
constexpr Column container_oddity[] = {{"part", word, {}}, {"what", word, {}}, {"detail", word, {}}};
constexpr Column purpose_text[] = {{"permission", word, {}}, {"lang", word, {}}, {"text", word, {}}, {"key", word, {}}};
constexpr Column lending[] = {{"is", word, lending_is}, {"score", number, {}}, {"institution", word, {}}, {"signs", words, {}}};

// Rows that are given: by a run, by whoever read a text or a paper, by the records of collection.
constexpr Column consent_screen[] = {{"text", word, {}}, {"before_use", word, answer}, {"preticked", word, answer}};
constexpr Column policy_recipient[] = {{"company", word, {}}};
constexpr Column terms[] = {{"max_apr", decimal, {}}, {"min_tenor_days", number, {}}, {"place", word, {}}};
constexpr Column document[] = {{"kind", word, {}}, {"date", word, {}}};
constexpr Column reading[] = {{"check", word, {}}, {"requirement", word, {}}, {"proven", word, answer}, {"source", word, {}}, {"quote", word, {}}};
constexpr Column contact_finding[] = {{"check", word, {}},     {"kind", word, {}},       {"time", word, {}},           {"borrower", word, {}},
                                      {"person", word, {}},    {"party", word, party},   {"relation", word, {}},       {"medium", word, medium},
                                      {"purpose", word, purpose}, {"place", word, {}},   {"people_present", number, {}}, {"collector", word, {}},
                                      {"agency", word, {}},    {"rows", words, {}},      {"count", number, {}},        {"limit", number, {}},
                                      {"window", word, {}},    {"quote", word, {}},      {"offsets", words, {}},       {"requirement", word, {}},
                                      {"proven", word, answer}, {"missing", words, {}}};
constexpr Column episode[] = {{"borrower", word, {}}, {"start", word, {}}, {"end", word, {}}, {"people", number, {}}, {"calls", number, {}},
                              {"texts", number, {}}, {"to_borrower", number, {}}, {"to_others", number, {}}, {"collectors", words, {}},
                              {"curve", words, {}},    {"number", word, {}}};
constexpr Column rate[] = {{"of", word, rate_of}, {"name", word, {}}, {"check", word, {}}, {"findings", number, {}}, {"contacts", number, {}},
                           {"low", decimal, {}}, {"high", decimal, {}}};
constexpr Column coverage[] = {{"source", word, {}}, {"from", word, {}}, {"to", word, {}}, {"complete", word, answer}, {"checks", words, {}},
                               {"requirement", word, {}}, {"missing", words, {}}};
constexpr Column quarantine[] = {{"file", word, {}}, {"row", number, {}}, {"reason", word, {}}};

constexpr std::array<FactSchema, fact_kinds> schemas = {{
    {FactKind::permission, "permission", permission},
    {FactKind::permission_request, "permission_request", permission_request},
    {FactKind::data_read, "data_read", data_read},
    {FactKind::flow, "flow", flow},
    {FactKind::denial, "denial", denial},
    {FactKind::service_gate, "service_gate", service_gate},
    {FactKind::emergency_contact, "emergency_contact", emergency_contact},
    {FactKind::form_field, "form_field", form_field},
    {FactKind::inventory, "inventory", inventory},
    {FactKind::endpoint, "endpoint", endpoint},
    {FactKind::library, "library", library},
    {FactKind::packer, "packer", hider},
    {FactKind::dynamic_code, "dynamic_code", hider},
    {FactKind::native_code, "native_code", hider},
    {FactKind::web_layer, "web_layer", hider},
    {FactKind::container_oddity, "container_oddity", container_oddity},
    {FactKind::purpose_text, "purpose_text", purpose_text},
    {FactKind::lending, "lending", lending},
    {FactKind::consent_screen, "consent_screen", consent_screen},
    {FactKind::policy_recipient, "policy_recipient", policy_recipient},
    {FactKind::terms, "terms", terms},
    {FactKind::document, "document", document},
    {FactKind::reading, "reading", reading},
    {FactKind::contact_finding, "contact_finding", contact_finding},
    {FactKind::episode, "episode", episode},
    {FactKind::rate, "rate", rate},
    {FactKind::coverage, "coverage", coverage},
    {FactKind::quarantine, "quarantine", quarantine},
}};

// One text that says everything about a row, in an order that sorts well: cells first, then the evidence.
std::string key_of(const Row &row) {
  std::string key;
  const auto add = [&](std::string_view text) { key.append(text).append(1, '\0'); };
  const auto add_number = [&](u64 value) { // fixed width, so that 9 sorts before 10
    const std::string digits = std::to_string(value);
    add(std::string(20 - digits.size(), '0') + digits);
  };
  const auto add_evidence = [&](const std::vector<Evidence> &list) {
    for (const Evidence &e : list) {
      add(e.part), add(e.class_name), add(e.method), add(e.why);
      add_number(e.offset.value_or(0)), add_number(e.line.value_or(0));
    }
  };
  for (const Cell &cell : row.cells) {
    if (const auto *value = std::get_if<std::string>(&cell)) add(*value);
    else if (const auto *values = std::get_if<std::vector<std::string>>(&cell))
      for (const std::string &each : *values) add(each);
    else if (const auto *count = std::get_if<i64>(&cell)) add_number(static_cast<u64>(*count));
    else if (const auto *list = std::get_if<std::vector<Evidence>>(&cell)) add_evidence(*list);
    key += '\1';
  }
  add(row.origin), add(row.reached), add(row.basis);
  add_evidence(row.evidence);
  return key;
}

} // namespace

const std::array<FactSchema, fact_kinds> &fact_schemas() { return schemas; }

std::optional<i64> millionths_of(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const size_t dot = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, dot), fraction = text.substr(std::min(dot + 1, text.size()));
  const auto are_digits = [](std::string_view digits) { return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }); };
  constexpr size_t most_digits = 12, places = 6; // together they fit
  if (whole.empty() || whole.size() > most_digits || fraction.size() > places || !are_digits(whole) || !are_digits(fraction)) return std::nullopt;
  if (dot < text.size() && fraction.empty()) return std::nullopt;
  i64 value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  for (size_t i = 0; i < places; ++i) value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return is_negative ? -value : value;
}

bool is_allowed(const Column &column, const Cell &cell) {
  const auto is_listed = [&](std::string_view text) {
    return column.values.empty() || std::ranges::find(column.values, text) != column.values.end();
  };
  if (std::holds_alternative<std::monostate>(cell)) return true;
  switch (column.type) {
  case ColumnType::word: return std::holds_alternative<std::string>(cell) && is_listed(std::get<std::string>(cell));
  case ColumnType::words:
    return std::holds_alternative<std::vector<std::string>>(cell) &&
           std::ranges::all_of(std::get<std::vector<std::string>>(cell), is_listed);
  case ColumnType::number: return std::holds_alternative<i64>(cell);
  case ColumnType::decimal: return std::holds_alternative<std::string>(cell) && millionths_of(std::get<std::string>(cell)).has_value();
  case ColumnType::steps: return std::holds_alternative<std::vector<Evidence>>(cell);
  }
  return false;
}

std::optional<FactKind> find_fact(std::string_view name) {
  const auto found = std::ranges::find(schemas, name, &FactSchema::name);
  return found == schemas.end() ? std::nullopt : std::optional(found->kind);
}

std::optional<size_t> find_column(const FactSchema &schema, std::string_view name) {
  const auto found = std::ranges::find(schema.columns, name, &Column::name);
  return found == schema.columns.end() ? std::nullopt : std::optional<size_t>(found - schema.columns.begin());
}

Row make_row([[maybe_unused]] FactKind kind, std::vector<Cell> cells, std::vector<Evidence> evidence) {
  assert(std::ranges::equal(schema_of(kind).columns, cells, is_allowed));
  Row row;
  row.cells = std::move(cells);
  row.evidence = std::move(evidence);
  return row;
}

std::string_view word_of(FactKind kind, const Row &row, std::string_view column) {
  const std::optional<size_t> index = find_column(schema_of(kind), column);
  assert(index);
  const auto *word_cell = std::get_if<std::string>(&row.cells[*index]);
  return word_cell ? std::string_view(*word_cell) : std::string_view();
}

std::string text_of(FactKind kind, const Row &row, std::string_view column) {
  const Cell &cell = row.cells[find_column(schema_of(kind), column).value()];
  if (const auto *number = std::get_if<i64>(&cell)) return std::to_string(*number);
  const auto *word = std::get_if<std::string>(&cell);
  return word ? *word : std::string();
}

void finish(Facts &facts) {
  for (const FactSchema &schema : schemas) {
    std::vector<Row> &rows = facts.of(schema.kind);
    std::vector<std::pair<std::string, Row>> keyed;
    keyed.reserve(rows.size());
    for (Row &row : rows) keyed.emplace_back(key_of(row), std::move(row));
    std::ranges::stable_sort(keyed, {}, &std::pair<std::string, Row>::first);
    rows.clear();
    std::set<std::string> taken;
    for (size_t i = 0; i < keyed.size(); ++i) {
      if (i > 0 && keyed[i].first == keyed[i - 1].first) continue;
      const std::string digest = sha256_hex({reinterpret_cast<const u8 *>(keyed[i].first.data()), keyed[i].first.size()});
      size_t length = 8; // longer only where two rows of a report would meet
      while (!taken.insert(digest.substr(0, length)).second) ++length;
      keyed[i].second.id = std::string(schema.name) + "-" + digest.substr(0, length);
      rows.push_back(std::move(keyed[i].second));
    }
  }
}

} // namespace kinsafe
