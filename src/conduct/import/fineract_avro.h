// The payloads of Apache Fineract's events in Avro. An event names the schema of its payload and does not hold it, and one
// name stood for many schemas over the years: all that are known are tried, and it counts only if what they read is the same.
#pragma once

#include "conduct/import/avro.h"

#include <span>
#include <string_view>

namespace kinsafe {

// A record as it was from this version of all records on: its fields in their order, as tools/fineract_schemas.py spells them.
struct FineractRecord {
  u32 version = 0;
  std::string_view name, fields;
};

extern const u32 fineract_versions;
std::span<const FineractRecord> fineract_records();
std::span<const std::string_view> other_fineract_records(); // those of loans of which no payload is read

enum class FineractPayload : u8 { read, other, unknown_schema, unreadable, ambiguous };

// `schema`: the full name that the event gives.
FineractPayload read_fineract_payload(std::string_view schema, Bytes payload, Json &value);

} // namespace kinsafe
