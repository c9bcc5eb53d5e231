#include "conduct/import/fineract_avro.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kinsafe {
namespace {

constexpr std::string_view package = "org.apache.fineract.avro.";

const FineractRecord *find_record(std::string_view name, u32 version) {
  const FineractRecord *found = nullptr;
  for (const FineractRecord &record : fineract_records())
    if (record.name == name && record.version <= version) found = &record; // they are sorted by version
  return found;
}

// A record of one version as the JSON of a schema; a type that came before by its name alone.
Json schema_of(std::string_view name, u32 version, std::set<std::string_view> &written);

Json type_of(std::string_view text, u32 version, std::set<std::string_view> &written) {
  const auto of = [&](std::string_view inner) { return type_of(inner, version, written); };
  if (text.ends_with('?')) return Json::array({"null", of(text.substr(0, text.size() - 1))});
  if (text.ends_with('!')) return Json::array({of(text.substr(0, text.size() - 1))});
  if (text.starts_with('[')) return Json{{"type", "array"}, {"items", of(text.substr(1, text.size() - 2))}};
  if (text == "bigdecimal") return Json{{"type", "bytes"}, {"logicalType", "decimal"}, {"precision", 20}, {"scale", 8}};
  if (find_record(text, version) && !written.contains(text)) return schema_of(text, version, written);
  return std::string(text);
}

Json schema_of(std::string_view name, u32 version, std::set<std::string_view> &written) {
  const FineractRecord &record = *find_record(name, version);
  written.insert(record.name);
  Json fields = Json::array();
  for (std::string_view rest = record.fields; !rest.empty();) {
    std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    std::string_view field;
    if (const size_t colon = word.find(':'); colon != std::string_view::npos) {
      field = word.substr(0, colon);
      word.remove_prefix(colon + 1);
    }
    int count = 1;
    if (const size_t star = word.find('*'); star != std::string_view::npos) {
      count = std::stoi(std::string(word.substr(star + 1)));
      word = word.substr(0, star);
    }
    for (; count > 0; --count) fields.push_back({{"name", field}, {"type", type_of(word, version, written)}});
  }
  return Json{{"type", "record"}, {"name", name}, {"fields", std::move(fields)}};
}

// All schemas that a name stood for, the newest first; none for a name that is not known.
const std::vector<AvroSchema> &schemas_of(std::string_view name) {
  static const std::map<std::string_view, std::vector<AvroSchema>> all = [] {
    std::map<std::string_view, std::vector<AvroSchema>> made;
    for (const std::string_view root :
         {"LoanAccountDataV1", "LoanAccountDelinquencyRangeDataV1", "LoanRepaymentDueDataV1", "LoanTransactionDataV1", "BulkMessagePayloadV1"}) {
      std::set<std::string> texts;
      for (u32 version = fineract_versions; version-- > 0 && find_record(root, version);) {
        std::set<std::string_view> written;
        const Json json = schema_of(root, version, written);
        if (!texts.insert(json.dump()).second) continue;
        if (Result<AvroSchema> schema = AvroSchema::of(json)) made[root].push_back(std::move(*schema));
      }
    }
    return made;
  }();
  static const std::vector<AvroSchema> none;
  const auto found = all.find(name);
  return found == all.end() ? none : found->second;
}

} // namespace

FineractPayload read_fineract_payload(std::string_view schema, Bytes payload, Json &value) {
  const std::string_view name = schema.substr(schema.rfind('.') == std::string_view::npos ? 0 : schema.rfind('.') + 1);
  const bool is_theirs = schema == name || schema.starts_with(package);
  const std::vector<AvroSchema> &schemas = schemas_of(is_theirs ? name : std::string_view());
  if (schemas.empty())
    return is_theirs && std::ranges::find(other_fineract_records(), name) != other_fineract_records().end() ? FineractPayload::other : FineractPayload::unknown_schema;
  bool is_read = false;
  for (const AvroSchema &each : schemas) {
    Reader reader(payload);
    u64 steps = 1024 + 16 * u64{payload.size()};
    bool is_repaired = false;
    Json read;
    // Bytes that are no characters, or that are left over, show that it was written by another schema.
    if (!each.decode(reader, steps, read, is_repaired).empty() || reader.remaining() > 0 || is_repaired) continue;
    if (is_read && read != value) return FineractPayload::ambiguous;
    value = std::move(read);
    is_read = true;
  }
  return is_read ? FineractPayload::read : FineractPayload::unreadable;
}

} // namespace kinsafe
