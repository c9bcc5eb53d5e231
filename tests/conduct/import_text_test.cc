// From bytes to records: encodings, delimited text, times, documents, with the damage that real files have.
#include "conduct/import/delimited.h"
#include "conduct/import/documents.h"
#include "tests/conduct/import_rows.h"

namespace kinsafe {
namespace {

using Strings = std::vector<std::string>;

Encoding detect(std::string_view text) { return detect_encoding({reinterpret_cast<const u8 *>(text.data()), text.size()}); }

std::string whole_text(const std::string &content, std::optional<Encoding> encoding = std::nullopt) {
  const TemporaryFile file(content);
  Result<TextSource> source = TextSource::open(file.path(), encoding);
  if (!source) return source.error().message;
  std::string text;
  for (std::string_view window = source->window(1000); !window.empty(); window = source->window(1000)) {
    const size_t count = std::min<size_t>(window.size(), 700);
    text += window.substr(0, count);
    source->consume(count);
  }
  return text;
}

TEST(import_text, encodings_are_told_by_the_bytes) {
  EXPECT_EQ(detect("a,b\n"), Encoding::utf8);
  EXPECT_EQ(detect("\xef\xbb\xbf"
                   "a"),
            Encoding::utf8);
  EXPECT_EQ(detect("m\xc3\xbcller, 催收"), Encoding::utf8);
  EXPECT_EQ(detect("\xff\xfe"
                   "a"),
            Encoding::utf16_le);
  EXPECT_EQ(detect("\xfe\xff"
                   "a"),
            Encoding::utf16_be);
  EXPECT_EQ(detect(std::string_view("1\0,\0002\0\n\0", 8)), Encoding::utf16_le);
  EXPECT_EQ(detect(std::string_view("\0001\0,\0002\0\n", 8)), Encoding::utf16_be);
  EXPECT_EQ(detect("\xb4\xdf\xca\xd5\xca\xb1\xbc\xe4,x"), Encoding::gb18030);
  EXPECT_EQ(detect("Jos\xe9 M\xfcller,\xc5ngstr\xf6m"), Encoding::windows_1252);
  EXPECT_EQ(detect(std::string(3 << 20, 'x') + "\n\xb4\xdf\xca\xd5"), Encoding::gb18030) << "names may begin late";
  std::string mostly;
  for (int i = 0; i < 20; ++i) mostly += "\xe5\x82\xac";
  EXPECT_EQ(detect(mostly + "\xff"), Encoding::utf8) << "one damaged byte among twenty characters";
}

TEST(import_text, all_encodings_become_utf_8_in_pieces) {
  EXPECT_EQ(whole_text("\xef\xbb\xbf"
                       "a\xc3\xa9"),
            "a\xc3\xa9");
  EXPECT_EQ(whole_text("Jos\xe9 \x80"), "Jos\xc3\xa9 \xe2\x82\xac");
  EXPECT_EQ(whole_text(std::string("\xff\xfe"
                                   "a\0\x3d\xd8\x00\xde",
                                   8)),
            "a\xf0\x9f\x98\x80");
  std::string chinese, expected;
  for (int i = 0; i < 1'000'000; ++i) chinese += "\xb4\xdf\xca\xd5", expected += "\xe5\x82\xac\xe6\x94\xb6";
  EXPECT_TRUE(whole_text(chinese) == expected) << "several pieces";
  EXPECT_EQ(whole_text("\xb4\xdf\xca\xd5\xb4", Encoding::gb18030), "\xe5\x82\xac\xe6\x94\xb6\xef\xbf\xbd") << "a character cut in two is damage, not nothing";
  EXPECT_EQ(whole_text(""), "");
}

TEST(import_text, a_table_that_begins_with_a_bracket_is_no_xml) {
  const Imported imported = import_text("<201>,201,081234000111,ctx,c,d,Dial,x,2024-03-05 09:00:00,,2024-03-05 09:00:09,9,0,NO ANSWER,3,,1709629200.1,,1\n");
  EXPECT_EQ(imported.rows.lines, Strings{"row 1: 2024-03-05 09:00:00 call out rang ours=201 theirs=081234000111 talk=0"});
}

struct Read {
  std::vector<Strings> records;
  Strings problems;
  u64 rows = 0, blank = 0, repaired = 0;
};

Read read(const std::string &text, Dialect dialect = {}, size_t width = 0) {
  TextSource source = TextSource::of(text);
  DelimitedReader reader(source, dialect);
  reader.expect_width(width);
  Read all;
  while (reader.next()) {
    ++all.rows;
    EXPECT_EQ(reader.row(), all.rows);
    all.repaired += reader.is_repaired();
    if (!reader.problem().empty())
      all.problems.push_back(std::to_string(reader.row()) + ": " + std::string(reader.problem()));
    else if (reader.is_blank())
      ++all.blank;
    else
      all.records.emplace_back(reader.fields().begin(), reader.fields().end());
  }
  return all;
}

TEST(import_text, fields_stand_between_separators_and_in_quotes) {
  const std::pair<const char *, Strings> table[] = {
      {"a,b,c", {"a", "b", "c"}},
      {"a,,", {"a", "", ""}},
      {"\"a,b\",c", {"a,b", "c"}},
      {"\"a\"\"b\",c", {"a\"b", "c"}},
      {"\"\"\"\"\"\",c", {"\"\"", "c"}},
      {"\"\",c", {"", "c"}},
      {"\"a\nb\",c", {"a\nb", "c"}},
      {"a, \"b\" ,c", {"a", "b", "c"}},
      {"\"says \"hi\" now\",c", {"says \"hi\" now", "c"}},
      {"a\"b,c", {"a\"b", "c"}},
      {" a ,c", {" a ", "c"}},
  };
  for (const auto &[text, fields] : table) {
    EXPECT_EQ(read(text).records, std::vector<Strings>{fields}) << text;
    EXPECT_EQ(read(std::string(text) + "\r\n" + text + "\n").records, (std::vector<Strings>{fields, fields})) << text;
  }
}

TEST(import_text, lines_end_by_lf_crlf_or_cr_alone) {
  const std::vector<Strings> expected{{"a", "b"}, {"c", "d"}};
  for (const char *const text : {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "a,b\rc,d", "a,b\nc,d"}) EXPECT_EQ(read(text).records, expected) << text;
  EXPECT_EQ(read("a,b\n\n  \n,\nc,d\n").blank, 3u);
}

TEST(import_text, records_of_any_length_around_the_blocks_of_64_bytes) {
  for (size_t length = 0; length < 200; ++length) {
    const std::string value(length, 'x');
    EXPECT_EQ(read("\"" + value + "\"\"y\"," + value + "\n1,2").records, (std::vector<Strings>{{value + "\"y", value}, {"1", "2"}})) << length;
  }
}

TEST(import_text, a_quote_that_never_ends_costs_its_own_line_alone) {
  const Read all = read("a,b\n\"c,d\ne,f\ng,h\n", {}, 2);
  EXPECT_EQ(all.records, (std::vector<Strings>{{"a", "b"}, {"e", "f"}, {"g", "h"}}));
  EXPECT_EQ(all.problems, Strings{"2: a quote opens here that no quote closes"});
  const Read late = read("\"a\",\"b\"\n\"c\",\"d\n\"e\",\"f\"\n\"g\",\"h\"\n", {}, 2);
  EXPECT_EQ(late.records, (std::vector<Strings>{{"a", "b"}, {"e", "f"}, {"g", "h"}})) << "a quote that the next line would close";
}

TEST(import_text, rows_that_do_not_fit_are_damaged_with_the_reason) {
  const Read all = read(std::string("a,b\nc\nd,e,f\ng,h,\ni,\0j\nk,l\n", 25), {}, 2);
  EXPECT_EQ(all.records, (std::vector<Strings>{{"a", "b"}, {"g", "h"}, {"k", "l"}}));
  EXPECT_EQ(all.problems,
            (Strings{"2: it has 1 columns where the others have 2", "3: it has 3 columns where the others have 2", "5: it holds characters of the code 0"}));
}

TEST(import_text, bytes_that_are_no_characters_are_replaced_and_counted) {
  const Read all = read("a\xff,b\nc\xc3\xa9,d\n");
  EXPECT_EQ(all.records, (std::vector<Strings>{{"a\xef\xbf\xbd", "b"}, {"c\xc3\xa9", "d"}}));
  EXPECT_EQ(all.repaired, 1u);
}

TEST(import_text, a_record_beyond_the_bound_is_damaged_and_the_next_one_is_read) {
  const std::string huge(DelimitedReader::longest_record + 10, 'x');
  const Read all = read("a,b\n" + huge + ",c\nd,e\n\"" + huge + "\",f\ng,h\n", {}, 2);
  EXPECT_EQ(all.records, (std::vector<Strings>{{"a", "b"}, {"d", "e"}, {"g", "h"}}));
  EXPECT_EQ(all.problems.size(), 2u);
}

TEST(import_text, text_full_of_quotes_is_read_in_linear_work) {
  // Each line opens a quote that runs to the bound: looked through without end, this would be 100,000 times a megabyte.
  std::string hostile;
  for (int i = 0; i < 300'000; ++i) hostile += "a,\"b\"c\n";
  const Read all = read(hostile, {}, 2);
  EXPECT_EQ(all.rows, all.records.size() + all.problems.size());
  EXPECT_GT(all.problems.size(), 100'000u);
}

TEST(import_text, separators_and_quotes_are_found_out) {
  const auto dialect_of = [](std::string_view text) {
    const Dialect dialect = detect_dialect(text);
    return std::string{dialect.separator, dialect.quote};
  };
  EXPECT_EQ(dialect_of("a,b,c\n1,2,3\n"), ",\"");
  EXPECT_EQ(dialect_of("a;b;c\n1,5;2;3\n1,7;2;3\n"), ";\"");
  EXPECT_EQ(dialect_of("a\tb\n1, 2\t3\n"), "\t\"");
  EXPECT_EQ(dialect_of("a|b|c\n1|2|3\n"), "|\"");
  EXPECT_EQ(dialect_of("'a,x','b'\n'c,y','d'\n"), ",'");
  EXPECT_EQ(dialect_of("no table\nat all\n"), std::string("\0\"", 2));
}

std::string read_time(std::string_view text, DayOrder order = DayOrder::unknown) {
  TimeReader reader(order);
  const std::optional<WrittenTime> time = reader.read(text);
  return time ? spell(*time) : "none";
}

TEST(import_text, times_as_sources_write_them) {
  const std::pair<const char *, const char *> table[] = {
      {"2024-03-05 09:00:07", "2024-03-05 09:00:07"},
      {"2024-03-05T09:00:07", "2024-03-05 09:00:07"},
      {"2024-03-05T09:00:07Z", "2024-03-05 09:00:07Z"},
      {"2024-03-05T09:00:07.123+07:00", "2024-03-05 02:00:07Z"},
      {"2024-03-05 09:00:07 -0530", "2024-03-05 14:30:07Z"},
      {"2024-03-05 09:00:07 UTC", "2024-03-05 09:00:07Z"},
      {"2024-03-05 09:00", "2024-03-05 09:00:00"},
      {"2024-03-05", "2024-03-05"},
      {"2020/2/10 22:41", "2020-02-10 22:41:00"},
      {"2020.2.10", "2020-02-10"},
      {"2020年2月10日 22时41分07秒", "2020-02-10 22:41:07"},
      {"2020年2月10日 下午3:07", "2020-02-10 15:07:00"},
      {"2020-02-10 上午12:07", "2020-02-10 00:07:00"},
      {"Tue, 05 Mar 2024 16:00:00 +0000", "2024-03-05 16:00:00Z"},
      {"Tue, 05 Mar 2024 16:00:00 GMT", "2024-03-05 16:00:00Z"},
      {"Mar 5, 2024 4:00:00 PM", "2024-03-05 16:00:00"},
      {"5-Mar-2024 16:00", "2024-03-05 16:00:00"},
      {"16:00:00 UTC 2024-03-05", "2024-03-05 16:00:00Z"},
      {"1709629200", "2024-03-05 09:00:00Z"},
      {"1709629200123", "2024-03-05 09:00:00Z"},
      {"1709629200123456", "2024-03-05 09:00:00Z"},
      {"1709629200.5", "2024-03-05 09:00:00Z"},
      {"20240305", "2024-03-05"},
      {"20240305090007", "2024-03-05 09:00:07"},
      {"3/3/2024", "2024-03-03"},
      {"3/4/2024", "none"},
      {"13/4/2024", "none"},
      {"2024-02-30 09:00:00", "none"},
      {"2023-02-29", "none"},
      {"2024-03-05 24:00:00", "none"},
      {"2024-03-05 09:61:00", "none"},
      {"0000-00-00 00:00:00", "none"},
      {"2024-03-05 09:00:00 PST", "none"},
      {"43871.9452", "none"},
      {"yesterday", "none"},
      {"12", "none"},
      {"9:00", "none"},
      {"", "none"},
      {"2024-03-05 2024-03-06", "none"},
  };
  for (const auto &[text, expected] : table) EXPECT_EQ(read_time(text), expected) << text;
  EXPECT_EQ(read_time("3/4/2024 9:05", DayOrder::day_first), "2024-04-03 09:05:00");
  EXPECT_EQ(read_time("3/4/24 9:05 pm", DayOrder::month_first), "2024-03-04 21:05:00");
  EXPECT_EQ(read_time("13.4.2024", DayOrder::day_first), "2024-04-13");
  EXPECT_EQ(read_time("13/4/2024", DayOrder::month_first), "none");
}

TEST(import_text, the_last_day_is_remembered_and_a_wrong_one_is_not) {
  TimeReader reader;
  EXPECT_EQ(spell(*reader.read("2024-03-05 09:00:00")), "2024-03-05 09:00:00");
  EXPECT_EQ(spell(*reader.read("2024-03-05 10:00:00")), "2024-03-05 10:00:00");
  EXPECT_FALSE(reader.read("2024-02-30 10:00:00"));
  EXPECT_FALSE(reader.read("2024-02-30 11:00:00"));
  EXPECT_EQ(spell(*reader.read("2024-03-06 10:00:00")), "2024-03-06 10:00:00");
}

Strings documents(const std::string &text, std::string_view list, bool is_xml = false) {
  TextSource source = TextSource::of(text);
  const auto reader = is_xml ? read_xml_documents(source, list) : read_json_documents(source, list);
  Strings all;
  while (reader->next()) all.push_back(reader->problem().empty() ? reader->value().dump() : "! " + std::string(reader->problem()));
  return all;
}

TEST(import_text, json_is_cut_into_records) {
  const Strings two{R"({"a":1})", R"({"a":"]}"})"};
  EXPECT_EQ(documents("{\"a\":1}\n{\"a\":\"]}\"}\n", ""), two) << "lines";
  EXPECT_EQ(documents("{\"a\":\n1}\n{\"a\":\"]}\"}", ""), two) << "documents one after the other";
  EXPECT_EQ(documents(" [ {\"a\":1} , {\"a\":\"]}\"} ] ", ""), two) << "a list";
  EXPECT_EQ(documents(R"({"n":{"x":[1,{"calls":[]}]},"calls":[{"a":1},{"a":"]}"}],"z":"\"}"})", "calls"), two) << "a list in a document";
  EXPECT_EQ(documents(R"({"b":{"c":[{"a":1},{"a":"]}"}]}})", "b.c"), two) << "a list deeper in a document";
}

TEST(import_text, damaged_json_costs_the_record_and_says_what_is_lost) {
  EXPECT_EQ(documents("{\"a\":1}\n{\"a\":\n{\"a\":2}\n", ""), (Strings{R"({"a":1})", "! it is no JSON", R"({"a":2})"}));
  EXPECT_EQ(documents("[{\"a\":1},{\"a\"},{\"a\":2}]", ""), (Strings{R"({"a":1})", "! it is no JSON", R"({"a":2})"}));
  EXPECT_EQ(documents("[{\"a\":1},{\"a\":", ""), (Strings{R"({"a":1})", "! the file ends in the middle of it; nothing behind it can be read"}));
  EXPECT_EQ(documents("[{\"a\":1}", ""), (Strings{R"({"a":1})", "! the file ends before its list does"}));
  EXPECT_EQ(documents("[7]", ""), Strings{"! it is no object of JSON"});
  EXPECT_EQ(documents(std::string(100, '[') + std::string(100, ']'), ""), Strings{"! it is nested deeper than this version reads"});
}

TEST(import_text, xml_is_cut_into_records) {
  EXPECT_EQ(documents("<?xml version='1.0'?><!-- <calls> --><calls><call n='>' m=\"&lt;\"/>text<call n='2'><p>x</p><p>y</p></call></calls>", "calls", true),
            (Strings{R"x({"#name":"call","m":"<","n":">"})x", R"x({"#name":"call","n":"2","p":["x","y"]})x"}));
  EXPECT_EQ(documents("<cdr><v>1</v></cdr>\n<cdr><v>2</v></cdr>", "", true), (Strings{R"x({"#name":"cdr","v":"1"})x", R"x({"#name":"cdr","v":"2"})x"}));
  EXPECT_EQ(documents("<calls><call n=1/><call n='2'/>", "calls", true),
            (Strings{"! it is no XML: Error parsing element attribute", R"x({"#name":"call","n":"2"})x",
                     "! the file ends in the middle, or something in it never ends"}));
  EXPECT_EQ(documents("<!DOCTYPE a [<!ENTITY b 'c'>]><calls><call n='&b;'/></calls>", "calls", true), Strings{R"x({"#name":"call","n":"&b;"})x"});
}

} // namespace
} // namespace kinsafe
