// Every format: recognised without a hint, and each row of its fixture where it belongs. The fixtures are invented and hold
// the oddities that real files have.
#include "conduct/import/format.h"
#include "tests/conduct/import_rows.h"

#include <algorithm>

namespace kinsafe {
namespace {

using Lines = std::vector<std::string>;

void expect_import(const std::string &name, std::string_view format, const Lines &lines, const Lines &quarantined = {}, const Lines &duplicated = {}) {
  const Imported imported = import_file(fixture(name));
  EXPECT_EQ(imported.profile.format, format) << name;
  EXPECT_EQ(imported.rows.lines, lines) << name;
  EXPECT_EQ(imported.rows.quarantined, quarantined) << name;
  EXPECT_EQ(imported.rows.duplicated, duplicated) << name;
}

TEST(import_formats, asterisk_with_16_columns_merges_legs_by_numbers_and_time_and_counts_no_ringing_as_talk) {
  expect_import("asterisk_16.csv", "asterisk-cdr",
                {
                    "row 1: 2024-03-05 09:00:00 call out answered ours=201 theirs=081234000111 talk=60",
                    "row 2: 2024-03-05 09:05:00 call out rang ours=201 theirs=081234000222 talk=0",
                    "row 3: 2024-03-05 09:06:00 call out rang ours=202 theirs=081234000333 talk=0", // NO ANSWER with 20 billed seconds
                    "row 4 5: 2024-03-05 09:10:00 call in answered ours=100 theirs=081234000444 talk=55",
                    "row 6: 2024-03-05 09:20:00 call out unknown ours=203 theirs=081234000555 talk=0", // cancelled before it rang
                    "row 7: 2024-03-05 09:21:00 call out rang ours=203 theirs=081234000555 talk=0",
                    "row 8: 2024-03-05 09:22:00 call out busy ours=203 theirs=081234000666 talk=0",
                    "row 9: 2024-03-05 09:23:00 call out failed ours=203 theirs=081234000777 talk=0",
                    "row 10: 2024-03-05 09:24:00 call in voicemail ours=200 theirs=081234000888 talk=30",
                    "row 11: 2024-03-05 09:25:00 call unknown answered talk=30", // two long numbers: nobody knows whose
                });
}

TEST(import_formats, asterisk_with_21_columns_is_as_many_calls_as_people_were_called) {
  expect_import("asterisk_21.csv", "asterisk-cdr",
                {
                    "row 1 2 3: 2024-03-05 10:00:00 call out answered ours=201 theirs=081234000111 talk=60",
                    "row 4: 2024-03-05 10:05:00 call out answered ours=202 theirs=081234000222 talk=57",
                    "row 6: 2024-03-05 10:06:00 call out busy ours=202 theirs=081234000444 talk=0",
                    "row 9: 2024-03-05 10:12:00 call out voicemail ours=204 theirs=081234000777 talk=5", // a machine answered
                },
                {
                    "5: a quote opens here that no quote closes", "7: it has 20 columns where the others have 21",
                    "8: its time can't be read", // 30 February
                });
  EXPECT_EQ(import_file(fixture("asterisk_21.csv")).counts.encoding, Encoding::windows_1252);
}

TEST(import_formats, asterisk_with_custom_columns_and_as_json_lines) {
  expect_import("asterisk_custom.csv", "asterisk-cdr",
                {
                    "row 1: 2024-03-05 11:00:00 call out answered ours=201 theirs=081234000111 talk=20",
                    "row 2: 2024-03-05 11:01:00 call out rang ours=201 theirs=081234000222 talk=0",
                });
  expect_import("asterisk_json.jsonl", "asterisk-cdr",
                {
                    "row 1: 2024-03-05 12:00:00 call out rang ours=201 theirs=081234000111 talk=0",
                    "row 2: 2024-03-05 12:01:00 call out busy ours=201 theirs=081234000222 talk=0",
                },
                {"3: it is no JSON"});
}

TEST(import_formats, table_exported_by_a_spreadsheet_with_cr_alone_a_second_header_and_day_first_dates) {
  expect_import("freepbx.csv", "asterisk-cdr-table",
                {
                    "row 2 3: 2024-03-05 09:00:00 call out answered ours=201 theirs=081234000111 talk=50",
                    "row 4: 2024-03-13 09:05:00 call out rang ours=201 theirs=081234000222 talk=0",
                });
  const Imported imported = import_file(fixture("freepbx.csv"));
  EXPECT_EQ(imported.counts.header, 2u);
  EXPECT_EQ(imported.counts.blank, 1u);
  EXPECT_EQ(imported.profile.day_order, DayOrder::day_first);
}

TEST(import_formats, channel_events_become_calls) {
  expect_import("cel.csv", "asterisk-cel",
                {
                    "row 1 2 3 5 6 7 11 12 13: 2024-03-05 09:00:00Z call out answered ours=201 theirs=081234000111 talk=60",
                    "row 4 8 9 10: 2024-03-05 09:00:02Z call out busy ours=202 theirs=081234000222",
                });
}

TEST(import_formats, freeswitch_templates) {
  expect_import("freeswitch_example.csv", "freeswitch-cdr",
                {
                    "row 1 2: 2024-03-05 13:00:00 call out answered ours=1001 theirs=081234000111 talk=60",
                    "row 3 4 5: 2024-03-05 13:02:00 call out rang ours=1001 theirs=081234000222 talk=0", // one uuid three times with two causes
                    "row 6: 2024-03-05 13:03:00 call out failed ours=1002 theirs=081234000333 talk=0",
                    "row 7: 2024-03-05 13:04:00 call in answered ours=1002 theirs=081234000444 talk=28",
                });
  expect_import("freeswitch_sql.csv", "freeswitch-cdr",
                {
                    "row 1: 2024-03-05 13:00:00 call out busy ours=1001 theirs=081234000000 talk=0",
                    "row 2: 2024-03-05 13:01:00 call out busy ours=1001 theirs=081234000001 talk=0",
                    "row 3: 2024-03-05 13:02:00 call out busy ours=1001 theirs=081234000002 talk=0",
                });
  expect_import("freeswitch_asterisk.csv", "freeswitch-cdr",
                {
                    "row 1: 2024-03-05 14:00:00 call out busy ours=1001 theirs=081234000100 talk=0",
                    "row 2: 2024-03-05 14:00:01 call out busy ours=1001 theirs=081234000101 talk=0",
                    "row 3: 2024-03-05 14:00:02 call out busy ours=1001 theirs=081234000102 talk=0",
                });
}

TEST(import_formats, freeswitch_documents_with_encoded_values_and_both_legs) {
  expect_import("freeswitch_json.json", "freeswitch-cdr",
                {
                    "row 1 2: 2024-03-05 09:00:00Z call out answered ours=1001 theirs=+6281234000111 talk=90",
                    "row 3: 2024-03-05 09:03:20Z call out rang ours=1002 theirs=081234000222 talk=0",
                });
  expect_import("freeswitch_xml.xml", "freeswitch-cdr", {"row 1: 2024-03-05 09:00:00Z call out answered ours=1001 theirs=+6281234000111 talk=35"});
  expect_import("freeswitch_body.txt", "freeswitch-cdr",
                {
                    "row 1: 2024-03-05 09:00:00Z call out answered ours=1001 theirs=+6281234000111 talk=35",
                    "row 2: 2024-03-05 09:01:40Z call out busy ours=1001 theirs=081234000222 talk=0",
                });
}

TEST(import_formats, twilio) {
  expect_import("twilio_messages.csv", "twilio-messages",
                {
                    "row 2: 2024-03-05 16:00:00Z sms out delivered ours=+15005550006 theirs=+15005550001",
                    "row 3: 2024-03-05 16:05:00Z sms in delivered ours=+15005550006 theirs=+15005550001",
                    "row 4: 2024-03-05 16:06:00Z sms out failed ours=+15005550006 theirs=+15005550001",
                    "row 5: 2024-03-05 16:07:00Z im out delivered ours=+15005550006 theirs=+15005550002",
                });
  EXPECT_EQ(import_file(fixture("twilio_messages.csv")).rows.texts[2], "You asked:\n\"balance\" is 10");
  expect_import("twilio_calls.json", "twilio-calls",
                {
                    "row 1 2: 2024-03-05 16:00:00Z call out answered ours=+15005550006 theirs=+15005550001 talk=60", // the agent's own leg and the debtor's
                    "row 3: 2024-03-05 16:00:00Z call out rang ours=+15005550006 theirs=+15005550002 talk=0",
                    "row 4: 2024-03-05 16:00:00Z call out voicemail ours=+15005550006 theirs=+15005550003 talk=12",
                },
                {"5: its time can't be read"});
}

TEST(import_formats, aliyun_times_are_those_of_china_whatever_zone_is_said_for_the_other_files) {
  expect_import("aliyun.json", "aliyun-sms",
                {
                    "row 1: 2024-03-05 00:10:00 sms out delivered theirs=13800000001",
                    "row 2: 2024-03-05 00:11:00 sms out failed theirs=13800000002",
                },
                {"3: it names no number"});
  Profile given;
  given.zone = "Europe/Berlin";
  EXPECT_EQ(import_file(fixture("aliyun.json"), given).profile.zone, "Asia/Shanghai");
  expect_import("aliyun_international.jsonl", "aliyun-sms-international",
                {
                    "row 1: 2024-03-05 01:00:00Z sms out delivered theirs=6281234000111",
                    "row 2: 2024-03-05 01:01:00Z sms out sent theirs=6281234000222",
                });
}

TEST(import_formats, backups_of_a_telephone_are_seen_from_the_other_side_and_hold_each_contact_once) {
  Profile given;
  given.owner = "+6281234000111";
  const Imported calls = import_file(fixture("phone_calls.xml"), given);
  EXPECT_EQ(calls.profile.format, "phone-backup-calls");
  EXPECT_EQ(calls.rows.lines, (Lines{
                                  "row 1: 2024-03-05 09:00:00Z call out answered ours=+622155501001 theirs=+6281234000111 talk=42",
                                  "row 2: 2024-03-05 09:01:40Z call out rang ours=+622155501001 theirs=+6281234000111 talk=0",
                                  "row 3: 2024-03-05 09:03:20Z call out busy theirs=+6281234000111 talk=0",
                                  "row 5: 2024-03-05 09:05:00Z call in rang ours=+622155501002 theirs=+6281234000111 talk=0",
                              }));
  EXPECT_EQ(calls.rows.quarantined, Lines{"6: its time can't be read"});
  EXPECT_EQ(calls.rows.duplicated, Lines{"4 is 1"});
  const Imported messages = import_file(fixture("phone_messages.xml"), given);
  EXPECT_EQ(messages.rows.lines, (Lines{
                                     "row 1: 2024-03-05 09:00:00Z sms out delivered ours=PINJOL theirs=+6281234000111",
                                     "row 3: 2024-03-05 09:01:40Z sms in sent ours=+622155501001 theirs=+6281234000111",
                                     "row 5: 2024-03-05 09:03:20Z sms out delivered ours=+622155501001 theirs=+6281234000111",
                                 }));
  EXPECT_EQ(messages.rows.texts, (Lines{"Bayar <hari ini> \xf0\x9f\x98\x80", "Berhenti", "Foto Anda"})); // an emoji in two halves
  EXPECT_EQ(messages.rows.duplicated, Lines{"2 is 1"});
  EXPECT_EQ(messages.counts.idle, 1u) << "a draft was never sent";
}

TEST(import_formats, chinese_back_offices_say_who_is_from_the_address_book) {
  expect_import("mo9_contacts.csv", "mo9-contact-record",
                {
                    "row 2: 2018-03-05 10:00:00 call out answered_right theirs=13800000001 party=debtor",
                    "row 3: 2018-03-05 10:05:00 call out answered_other theirs=13800000002 party=address_book",
                    "row 4: 2018-03-05 10:06:00 sms out sent theirs=13800000003 party=call_record",
                    "row 5: 2018-03-05 10:07:00 call out rang theirs=13800000004 party=named_contact",
                    "row 6: 2018-03-05 10:08:00 call out unknown theirs=13800000005", // words that no table knows
                });
  const Imported contacts = import_file(fixture("mo9_contacts.csv"));
  EXPECT_EQ(contacts.counts.encoding, Encoding::gb18030);
  ASSERT_EQ(contacts.counts.unknown_values.size(), 2u);
  EXPECT_EQ(contacts.counts.unknown_values[0].value, "XYZ");
  EXPECT_EQ(contacts.counts.unknown_values[1].value, "TEACHER");
  expect_import("mo9_calls.csv", "mo9-calling-record",
                {
                    "row 2: 2018-03-05 10:00:00 call out answered ours=8001 theirs=13800000001 talk=60",
                    "row 3: 2018-03-05 10:02:00 call out unknown ours=8001 theirs=13800000002 talk=0",
                    "row 4: 2018-03-05 11:00:00 call in answered ours=8001 theirs=13800000001 talk=40",
                });
  expect_import("mman_records.csv", "mman-collection-record",
                {
                    "row 2: 2019-03-05 09:00:00 call out answered theirs=13800000011 party=named_contact",
                    "row 3: 2019-03-05 09:01:00 call out rang theirs=13800000012 party=address_book",
                    "row 4: 2019-03-05 09:02:00 sms out sent theirs=13800000013 party=address_book",
                });
  expect_import("mman_numbers.csv", "mman-user-contacts",
                {
                    "row 2: named_contact 李父 13800000011 named=2019-01-02 08:00:00",
                    "row 3: address_book 某同学 13800000012",
                });
}

TEST(import_formats, record_sheet_with_a_title_from_a_spreadsheet_in_utf_16) {
  expect_import("record_sheet.csv", "record-sheet",
                {
                    "row 3: 2020-02-10 22:41:00 call out answered theirs=13800000001 party=debtor",
                    "row 4: 2020-02-10 22:45:00 call out rang theirs=13800000002 party=address_book",
                    "row 5: 2020-02-11 08:02:00 visit out unknown theirs=某市某路",
                },
                {"6: it has no time"});
  const Imported imported = import_file(fixture("record_sheet.csv"));
  EXPECT_EQ(imported.counts.encoding, Encoding::utf16_le);
  EXPECT_EQ(imported.rows.texts[1], "多行\r\n内容");
  EXPECT_EQ(imported.counts.header, 2u);
}

TEST(import_formats, other_spellings_of_headings_are_known) {
  const Imported imported = import_text("案件编号,拨打时间,拨打号码,与债务人关系,通话结果,通话时长（秒）,备注,坐席姓名,委外机构\nA1,2021年3月5日 "
                                        "下午3:07,13800000001,通话记录,拒接,0,不配合,09,某外包\n");
  EXPECT_EQ(imported.profile.format, "record-sheet");
  EXPECT_EQ(imported.rows.lines, Lines{"row 2: 2021-03-05 15:07:00 call out busy theirs=13800000001 party=call_record talk=0"});
}

TEST(import_formats, fineract_loans_and_events) {
  expect_import("fineract_loan.json", "fineract-loans",
                {
                    "row 1: due 000000007 from=2024-02-01 amount=5250",
                    "row 1: paid 000000007 from=2024-02-03 amount=5250",
                    "row 1: due 000000007 from=2024-03-01 amount=5250",
                    "row 1: pause 000000007 from=2024-02-10 to=2024-02-20",
                    "row 1: state 000000007 dpd=4 amount=5250", // past due, not the 1 day of delinquency
                    "row 1: guarantor Siti Invented 081234000777",
                });
  expect_import("fineract_events.jsonl", "fineract-loans",
                {
                    "row 1: state 000000007 from=2024-03-05 amount=5250",
                    "row 2: due 000000007 from=2024-03-01 amount=5250",
                    "row 2: state 000000007 from=2024-03-05 dpd=4",
                    "row 4: pause 000000007 from=2024-03-06 to=2024-03-16",
                    "row 5: closed 000000007 from=2024-04-01",
                },
                {"7: its due date can't be read"}, {"3 is 2"});
}

TEST(import_formats, a_transaction_of_fineract_counts_for_the_account_of_its_loan) {
  const auto event = [](std::string_view key, std::string_view type, std::string_view data) {
    return R"({"type": ")" + std::string(type) + R"(BusinessEvent", "businessDate": "2024-03-07", "tenantId": "t", "idempotencyKey": ")" + std::string(key) +
           R"(", "data": )" + std::string(data) + "}\n";
  };
  const std::string paid = R"({"id": 91, "loanId": 7, "externalId": "t-91", "date": "2024-03-07", "amount": 52.5})";
  const Imported imported =
      import_text(event("k1", "LoanTransactionMakeRepaymentPost", paid) +
                  event("k2", "LoanRepaymentDue", R"({"loanId": 7, "loanAccountNo": "000000007", "installment": {"installmentDueDate": "2024-03-01", "totalAmountDue": 52.5}})") +
                  event("k3", "LoanTransactionMakeRepaymentPost", paid));
  EXPECT_EQ(imported.rows.lines, (Lines{
                                     "row 1: payment 7 from=2024-03-07 amount=5250", // its own id and external id name no loan
                                     "row 2: due 000000007 from=2024-03-01 amount=5250",
                                     "row 3: payment 000000007 from=2024-03-07 amount=5250",
                                 }));
}

TEST(import_formats, frappe_lending) {
  expect_import("frappe_loans.csv", "frappe-loans", {"row 2: state LN-1 from=2024-03-05 02:00:00 dpd=12", "row 3: closed LN-2 from=2024-02-20"});
  expect_import("frappe_log.json", "frappe-days-past-due", {"row 1: state LN-1 from=2024-03-05 dpd=12", "row 2: state LN-1 from=2024-03-06 dpd=13"});
  expect_import("frappe_schedule.json", "frappe-schedule", {"row 1: due LN-1 from=2024-02-01 amount=10050", "row 1: due LN-1 from=2024-03-01 amount=10050"});
}

TEST(import_formats, our_own) {
  expect_import("own_calls.csv", "kinsafe-calls",
                {
                    "row 2: 2024-03-05 02:00:00Z call out answered_right ours=0215550100 theirs=081234000111 party=debtor talk=60",
                    "row 3: 2024-03-05 02:05:00Z call out rang ours=0215550100 theirs=081234000222 party=named_contact",
                    "row 4: 2024-03-05 02:06:00Z call out unknown ours=0215550100 theirs=081234000333",
                });
  expect_import("own_messages.jsonl", "kinsafe-messages",
                {
                    "row 1: 2024-03-05 02:00:00Z sms out unknown theirs=081234000111 party=debtor",
                    "row 2: 2024-03-05 02:00:00Z sms out delivered theirs=081234000222 party=address_book",
                },
                {"3: it is no object of JSON"});
  expect_import("own_records.csv", "kinsafe-records",
                {"row 2: 2024-03-05 09:00:00Z visit unknown unknown", "row 3: 2024-03-05 10:00:00Z letter unknown unknown"});
  expect_import("own_loans.csv", "kinsafe-loans",
                {
                    "row 2: due L1 from=2024-02-01 amount=100000",
                    "row 3: pause L1 from=2024-02-10 to=2024-02-20",
                    "row 4: state L1 from=2024-03-05 dpd=33",
                },
                {"5: what happened is told by a word that is not known"});
  expect_import("own_contacts.csv", "kinsafe-contacts",
                {
                    "row 2: named_contact Siti 081234000222 named=2024-01-01 consent=2024-01-02", "row 3: address_book Joko 081234000333 consent=none",
                    "row 4: named_contact Adi 081234000444 named=2024-01-01", // something stands there that can't be read: not "none"
                });
  expect_import("own_stops.csv", "kinsafe-stops",
                {"row 2: stop 081234000222 all 2024-03-06 02:00:00Z", "row 3: refusal 081234000333 call 2024-03-06 03:00:00Z"});
}

TEST(import_formats, every_format_has_a_fixture_but_the_one_that_shares_another_ones_file) {
  std::set<std::string> seen;
  for (const auto &entry : std::filesystem::directory_iterator(fixture(""))) {
    Profile given;
    given.zone = "Asia/Jakarta";
    if (const Result<Profile> profile = recognise(entry.path().string(), given)) seen.insert(profile->format);
  }
  std::set<std::string> missing;
  for (const RecordFormat *const format : all_formats())
    if (!seen.contains(std::string(format->name))) missing.insert(std::string(format->name));
  EXPECT_EQ(missing, std::set<std::string>{"wechat-cloudbase-sms"});
  const Imported cloud =
      import_text(R"({"data": [{"Mobile": "+8613800000001", "Content": "x", "CreateTime": "2024-03-05 00:10:00", "ReceivedTime": "", "Status": "SUCCESS"}]})");
  EXPECT_EQ(cloud.profile.format, "wechat-cloudbase-sms");
  EXPECT_EQ(cloud.rows.lines, Lines{"row 1: 2024-03-05 00:10:00 sms out delivered theirs=+8613800000001"});
}

TEST(import_formats, words_of_all_tables_are_words_of_the_rows) {
  for (const RecordFormat *const format : all_formats()) {
    for (const ColumnRule &rule : format->rules) EXPECT_TRUE(find_field(format->kind, rule.field)) << format->name << ": " << rule.field;
    for (const ColumnValue &value : format->values) {
      const Field *const field = find_field(format->kind, value.field);
      ASSERT_TRUE(field) << format->name << ": " << value.field;
      EXPECT_TRUE(find_word(*field, value.word)) << format->name << ": " << value.field << " has no word " << value.word;
      const auto same = [&](const ColumnValue &other) { return other.field == value.field && other.written == value.written; };
      EXPECT_EQ(std::ranges::count_if(format->values, same), 1) << format->name << ": " << value.field << " " << value.written << " has two meanings";
    }
  }
}

// An empty value says that there was none only where the row has a place for it, in a format that means it so.
TEST(import_formats, what_a_row_has_no_place_for_is_not_recorded) {
  const Imported contacts = import_text("{\"party\": \"named_contact\", \"borrower\": \"B1\", \"number\": \"081234000222\", \"consent\": null, \"agency\": \"A\"}\n"
                                        "{\"party\": \"named_contact\", \"borrower\": \"B1\", \"number\": \"081234000333\"}\n");
  EXPECT_EQ(contacts.rows.lines, (std::vector<std::string>{"row 1: named_contact  081234000222 consent=none agency=A", "row 2: named_contact  081234000333"}));
  const Imported stops = import_text("kind,borrower,at,answered\nnegotiation,B1,2024-03-05,\nnegotiation,B1,2024-03-05,soon\nnegotiation,B1,2024-03-05,2024-03-06\n");
  EXPECT_EQ(stops.rows.lines, (std::vector<std::string>{"row 2: negotiation   2024-03-05 answered=none", "row 3: negotiation   2024-03-05", "row 4: negotiation   2024-03-05 answered=2024-03-06"}));
  const Imported lines = import_text("kind,number,agency,scope,at\nregistered,,A,call,2024-03-05\n");
  EXPECT_EQ(lines.rows.quarantined, std::vector<std::string>{"2: it names no line or account"});
  const Imported calls = import_text("time,direction,theirs,outcome,leg_group,recording\n2024-03-05 09:00:00,out,081234000222,answered,,\n"
                                     "2024-03-05 10:00:00,out,081234000222,answered,g1,\n2024-03-05 10:00:01,out,081234000222,answered,g1,r.wav\n");
  EXPECT_EQ(calls.rows.lines, (std::vector<std::string>{"row 2: 2024-03-05 09:00:00 call out answered theirs=081234000222 recording=none", "row 3 4: 2024-03-05 10:00:00 call out answered theirs=081234000222"}));
}

} // namespace
} // namespace kinsafe
