// Avro's container files: what fastavro wrote (make_avro.py) is read, and what is damaged or hostile costs its own rows and
// little time.
#include "conduct/import/documents.h"
#include "conduct/import/fineract_avro.h"
#include "tests/conduct/import_rows.h"

namespace kinsafe {
namespace {

using Lines = std::vector<std::string>;

// A container file put together by hand.
std::string number(i64 value) {
  u64 bits = static_cast<u64>(value) << 1 ^ static_cast<u64>(value >> 63);
  std::string bytes;
  for (; bits >= 0x80; bits >>= 7) bytes += static_cast<char>(bits | 0x80);
  return bytes + static_cast<char>(bits);
}
std::string text(std::string_view value) { return number(static_cast<i64>(value.size())) + std::string(value); }
const std::string mark = "0123456789abcdef";
std::string head(std::string_view schema, std::string_view codec = "null") {
  return "Obj\1" + number(2) + text("avro.schema") + text(schema) + text("avro.codec") + text(codec) + number(0) + mark;
}
std::string block(i64 count, const std::string &bytes) { return number(count) + text(bytes) + mark; }

constexpr std::string_view calls = R"({"type":"record","name":"c","fields":[{"name":"time","type":"string"},{"name":"theirs","type":"string"},{"name":"outcome","type":"string"}]})";
std::string call(std::string_view time, std::string_view theirs) { return text(time) + text(theirs) + text("rang"); }

std::string error_of(const std::string &content) {
  const TemporaryFile file(content);
  const Result<Profile> profile = recognise(file.path());
  return profile ? "" : profile.error().message.substr(file.path().size());
}

TEST(import_avro, fineract_events_with_their_payloads_of_several_versions) {
  const Imported imported = import_file(fixture("fineract_events.avro"));
  EXPECT_EQ(imported.profile.format, "fineract-loans");
  EXPECT_EQ(imported.rows.lines, (Lines{
                                     "row 1: state 000000007 from=2024-03-05 amount=5250",
                                     "row 2: due 000000007 from=2024-03-01 amount=5250",
                                     "row 2: state 000000007 from=2024-03-05 dpd=4",
                                     "row 4: pause 000000007 from=2024-03-06 to=2024-03-16",
                                     "row 5: closed 000000007 from=2024-04-01",
                                     "row 7: payment 000000007 from=2024-03-07 amount=5250", // the account of loan 7 stands in other events
                                     "row 8: due 000000007 from=2024-02-01 amount=5250",
                                     "row 8: paid 000000007 from=2024-02-03 amount=5250",
                                     "row 8: due 000000007 from=2024-03-01 amount=5250",
                                     "row 8: state 000000007 from=2024-03-05 dpd=4 amount=5250",
                                     "row 9: state 000000007 from=2024-03-04 dpd=3", // by the schema of January 2023
                                     "row 13: state 000000007 from=2024-03-08 amount=5250",
                                     "row 13: closed 000000007 from=2024-04-01",
                                 }));
  EXPECT_EQ(imported.rows.quarantined, (Lines{"10: its data can't be read by any schema of that name that this version knows",
                                              "11: its data is Avro of a schema that this version does not know"}));
  EXPECT_EQ(imported.rows.duplicated, Lines{"3 is 2"});
  EXPECT_EQ(imported.counts.idle, 2u); // of a client, of a charge
}

TEST(import_avro, records_that_are_the_loans_themselves) {
  const Imported imported = import_file(fixture("fineract_loans.avro"));
  EXPECT_EQ(imported.profile.format, "fineract-loans");
  EXPECT_EQ(imported.rows.lines, (Lines{
                                     "row 1: due 000000007 from=2024-02-01 amount=5250",
                                     "row 1: paid 000000007 from=2024-02-03 amount=5250",
                                     "row 1: due 000000007 from=2024-03-01 amount=5250",
                                     "row 1: state 000000007 dpd=4 amount=5250",
                                     "row 2: closed 000000008 from=2024-04-01",
                                 }));
}

TEST(import_avro, any_other_records_by_the_names_of_their_fields) {
  const Imported imported = import_file(fixture("own_calls.avro"));
  EXPECT_EQ(imported.profile.format, "kinsafe-calls");
  EXPECT_EQ(imported.rows.lines, (Lines{"row 1: 2024-03-05 02:00:00Z call out answered theirs=081234000111 talk=60",
                                        "row 2: 2024-03-05 02:00:00Z call in unknown theirs=081234000222"}));
}

TEST(import_avro, damage_in_a_block_costs_what_is_behind_it_in_the_block_and_no_other_block) {
  const std::string good = call("2024-03-05 09:00:00", "0811"), bad = number(-7);
  const Imported imported = import_text(head(calls) + block(1, good) + block(3, good + bad + good) + block(1, good + "xx") + block(0, "") + block(1, good));
  EXPECT_EQ(imported.rows.quarantined, (Lines{
                                           "3: a text of it is longer than the rest of it; behind it nothing of its block can be read (records: 1)",
                                           "5: a block has 2 bytes behind its last record",
                                       }));
  EXPECT_EQ(imported.counts.used, 4u);
}

TEST(import_avro, a_block_without_its_mark_is_given_up_and_the_next_is_found) {
  const std::string good = call("2024-03-05 09:00:00", "0811");
  std::string broken = block(2, good + good);
  broken[0] = 6, broken[1] = 4; // three records in two bytes
  const Imported imported = import_text(head(calls) + block(1, good) + broken + block(1, good) + number(5) + number(1000) + good);
  EXPECT_EQ(imported.rows.quarantined, (Lines{
                                           "2: a block of 3 records does not end with the mark of the file",
                                           "4: the file ends in the middle of a block of 5 records; nothing behind it can be read",
                                       }));
  EXPECT_EQ(imported.counts.used, 2u);
}

TEST(import_avro, bytes_that_are_no_characters_are_repaired_and_counted) {
  const Imported imported = import_text(head(calls) + block(1, call("2024-03-05 09:00:00", "08\xff"
                                                                                           "11")));
  EXPECT_EQ(imported.counts.repaired, 1u);
  EXPECT_EQ(imported.rows.lines, Lines{"row 1: 2024-03-05 09:00:00 call unknown rang theirs=08\xef\xbf\xbd"
                                       "11"});
}

TEST(import_avro, what_is_not_read_is_said) {
  EXPECT_EQ(error_of("Obj\1"), ": the head of the Avro file can't be read");
  EXPECT_EQ(error_of(head(calls, "snappy")), ": its blocks are packed by the codec 'snappy', which this version does not read; null and deflate it does");
  EXPECT_EQ(error_of(head("{")), ": the schema of the Avro file is no JSON");
  EXPECT_EQ(error_of(head(R"({"type":"record","name":"a","fields":[{"name":"b","type":"c.d"}]})")), ": its schema names a type that it does not hold: c.d");
  EXPECT_NE(error_of(head(calls)).find("holds no record"), std::string::npos);
  EXPECT_NE(error_of(head(R"("string")") + block(1, text("x"))).find("format that is not known"), std::string::npos);
}

TEST(import_avro, hostile_schemas_and_counts_cost_little) {
  Profile given;
  given.format = "kinsafe-calls";
  given.columns = {{"time", "time"}};
  given.zone = "Asia/Jakarta";
  const auto reason = [&](std::string_view schema, const std::string &bytes, i64 count = 1) {
    const TemporaryFile file(head(schema) + block(count, bytes));
    Collected rows;
    const Result<ImportCounts> counts = import_records(file.path(), given, rows);
    if (counts) expect_all_rows_accounted(*counts, rows, std::string(schema));
    return rows.quarantined.empty() ? counts ? "nothing" : counts.error().message : rows.quarantined.front();
  };
  // A record in itself without an end, which takes no bytes.
  EXPECT_EQ(reason(R"({"type":"record","name":"a","fields":[{"name":"b","type":"a"}]})", "x"), "1: it is nested deeper than this version reads");
  // And one that doubles at each level.
  std::string doubling = R"({"type":"record","name":"r0","fields":[{"name":"n","type":"null"}]})";
  for (int i = 1; i < 30; ++i)
    doubling = R"({"type":"record","name":"r)" + std::to_string(i) + R"(","fields":[{"name":"a","type":)" + doubling + R"(},{"name":"b","type":"r)" +
               std::to_string(i - 1) + R"("}]})";
  EXPECT_EQ(reason(doubling, "x"), "1: it holds more values than this version reads");
  EXPECT_EQ(reason(R"({"type":"record","name":"a","fields":[{"name":"b","type":{"type":"array","items":"null"}}]})", number(i64{1} << 60)),
            "1: it holds more values than this version reads");
  EXPECT_EQ(reason(R"({"type":"record","name":"a","fields":[]})", "x", i64{1} << 60),
            "1: it takes no bytes; behind it nothing of its block can be read (records: 1152921504606846975)");
}

TEST(import_avro, values_that_take_no_bytes_count_where_a_sample_is_bounded) {
  // A million values in six bytes: fifty such records would fill the memory.
  constexpr std::string_view swelling = R"({"type":"record","name":"a","fields":[{"name":"b","type":{"type":"array","items":"null"}}]})";
  TextSource source = TextSource::of(head(swelling) + block(1, number(100'000) + number(0) + std::string(10'000, 'x')));
  const auto reader = read_avro_documents(source);
  ASSERT_TRUE(reader);
  ASSERT_TRUE((*reader)->next());
  EXPECT_EQ((*reader)->value()["b"].size(), 100'000u);
  EXPECT_GT((*reader)->read_bytes(), 1'600'000u);
}

TEST(import_avro, a_payload_counts_only_if_one_schema_reads_all_of_it) {
  const auto read = [](std::string_view schema, const std::string &bytes) {
    Json value;
    return read_fineract_payload(schema, as_bytes(bytes), value);
  };
  EXPECT_EQ(read("org.apache.fineract.avro.loan.v1.LoanAccountDataV1", ""), FineractPayload::unreadable);
  EXPECT_EQ(read("org.apache.fineract.avro.loan.v1.LoanChargeDataV1", ""), FineractPayload::other);
  EXPECT_EQ(read("org.apache.fineract.avro.loan.v2.LoanAccountDataV2", ""), FineractPayload::unknown_schema);
  EXPECT_EQ(read("com.other.LoanAccountDataV1", ""), FineractPayload::unknown_schema);
  const std::string due = number(0) + number(7) + number(0) + text("000000007") + number(0) + number(0) + number(0) + number(0) + number(1) + text("2024-03-01") +
                          std::string(5, '\0') + number(0);
  EXPECT_EQ(read("org.apache.fineract.avro.loan.v1.LoanRepaymentDueDataV1", due), FineractPayload::read);
  EXPECT_EQ(read("org.apache.fineract.avro.loan.v1.LoanRepaymentDueDataV1", due + '\0'), FineractPayload::unreadable);
}

TEST(import_avro, a_bulk_event_in_a_bulk_event_is_refused) {
  // Else they could be nested until the stack ends.
  constexpr std::string_view envelope = R"({"type":"record","name":"m","fields":[{"name":"type","type":"string"},{"name":"businessDate","type":"string"},)"
                                        R"({"name":"idempotencyKey","type":"string"},{"name":"dataschema","type":"string"},{"name":"data","type":"bytes"}]})";
  const std::string part = number(1) + text("BulkBusinessEvent") + text("c") + text("org.apache.fineract.avro.BulkMessagePayloadV1") + text("");
  const Imported imported = import_text(head(envelope) + block(1, text("BulkBusinessEvent") + text("2024-03-05") + text("k1") +
                                                                      text("org.apache.fineract.avro.BulkMessagePayloadV1") + text(number(1) + part + number(0))));
  EXPECT_EQ(imported.rows.quarantined, Lines{"1: a bulk event holds another"});
}

} // namespace
} // namespace kinsafe
