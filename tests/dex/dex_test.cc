// Opening dex files and finding their rows, whole and damaged.
#include "dex/dex.h"
#include "tests/dex/fixture.h"
#include "tests/dex/walk.h"

#include <algorithm>
#include <span>

namespace kinsafe {
namespace {

constexpr u64 unlimited = ~u64{0};

struct Attempt {
  std::string error;
  Incomplete incomplete;
  std::vector<Dex> dexes;
};
Attempt try_open(const FileBytes &bytes) {
  Attempt attempt;
  Result<std::vector<Dex>> dexes = Dex::open_all(bytes, "classes.dex", attempt.incomplete);
  if (dexes)
    attempt.dexes = std::move(*dexes);
  else
    attempt.error = dexes.error().message;
  for (const Dex &dex : attempt.dexes) Walk(unlimited).everything(dex);
  return attempt;
}
bool is_noticed(const Attempt &attempt) { return !attempt.error.empty() || !attempt.incomplete.gaps.empty(); }
bool has_gap(const Attempt &attempt, std::string_view text) {
  return std::ranges::any_of(attempt.incomplete.gaps, [&](const Gap &gap) { return text_of(gap).contains(text); });
}

// hello.dex as a container of version 041 with two dex that share all tables. The header is eight bytes longer there,
// so the string table moves out of its way.
FileBytes container() {
  FileBytes bytes = fixture("hello039.dex");
  const u32 count = get_u32(bytes, string_ids_at), offset = get_u32(bytes, string_ids_at + 4);
  put_u32(bytes, string_ids_at + 4, append(bytes, FileBytes(bytes.begin() + offset, bytes.begin() + offset + 4 * count)));
  const u32 second = static_cast<u32>((bytes.size() + 3) / 4 * 4), header_size = 0x78;
  bytes.resize(second + header_size);
  std::memcpy(bytes.data(), "dex\n041", 8);
  put_u32(bytes, header_size_at, header_size);
  put_u32(bytes, container_size_at, static_cast<u32>(bytes.size()));
  put_u32(bytes, header_offset_at, 0);
  std::memcpy(bytes.data() + second, bytes.data(), header_size);
  put_u32(bytes, second + header_offset_at, second);
  put_u32(bytes, second + file_size_at, header_size);
  put_u32(bytes, file_size_at, second);
  seal(bytes);
  seal(bytes, second);
  return bytes;
}

TEST(dex, opens_every_version_that_android_had_before_containers) {
  for (const u32 version : {35, 37, 38, 39}) {
    const FileBytes bytes = fixture("hello0" + std::to_string(version) + ".dex");
    const Dex dex = open_whole(bytes);
    EXPECT_EQ(dex.version(), version);
    ASSERT_EQ(dex.class_count(), 1);
    EXPECT_EQ(dex.type(dex.class_def(0).class_idx), "Lfixture/Hello;");
    EXPECT_EQ(code_of(dex, "hello").insns.size(), 3);
  }
  FileBytes bytes = fixture("hello039.dex");
  std::memcpy(bytes.data(), "dex\n040", 8);
  EXPECT_EQ(open_whole(bytes).version(), 40);
}

TEST(dex, other_versions_and_other_files_are_an_error) {
  FileBytes bytes = fixture("hello039.dex");
  for (const std::string_view version : {"034", "042", "0:5", "x39"}) {
    std::memcpy(bytes.data() + 4, version.data(), 3);
    const std::string expected = "dex version \"" + std::string(version) + "\" is not read";
    EXPECT_EQ(try_open(bytes).error, expected);
  }
  std::memcpy(bytes.data(), "cdex001", 8);
  EXPECT_EQ(try_open(bytes).error, "the bytes do not begin as a dex file does");
  EXPECT_EQ(try_open({}).error, "0 bytes are too few for a dex header");
}

TEST(dex, version_036_which_only_early_systems_ran_is_read_with_a_gap) {
  FileBytes bytes = fixture("hello035.dex");
  bytes[6] = '6';
  const Attempt attempt = try_open(bytes);
  EXPECT_EQ(attempt.dexes.at(0).version(), 36);
  EXPECT_TRUE(has_gap(attempt, "classes.dex: header says version 036, which the format does not have"));
}

TEST(dex, a_container_of_version_041_opens_every_dex_in_it) {
  const FileBytes bytes = container();
  const Attempt attempt = try_open(bytes);
  for (const Gap &gap : attempt.incomplete.gaps) ADD_FAILURE() << text_of(gap);
  ASSERT_EQ(attempt.dexes.size(), 2) << attempt.error;
  for (const Dex &dex : attempt.dexes) {
    EXPECT_EQ(dex.version(), 41);
    EXPECT_EQ(dex.type(dex.class_def(0).class_idx), "Lfixture/Hello;");
    EXPECT_EQ(dex.string(dex.string_count() - 1), "hello");
    EXPECT_EQ(code_of(dex, "hello").insns.size(), 3);
  }
}

TEST(dex, opening_one_dex_of_a_container_leaves_a_gap_for_the_others) {
  const FileBytes bytes = container();
  Incomplete incomplete;
  ASSERT_TRUE(Dex::open(bytes, "classes.dex", incomplete));
  ASSERT_EQ(incomplete.gaps.size(), 1);
  EXPECT_EQ(text_of(incomplete.gaps[0]), "classes.dex: container holds 1 more dex files");
}

TEST(dex, damage_in_a_container_is_a_gap_and_the_dex_before_it_is_read) {
  const FileBytes whole = container();
  const size_t second = get_u32(whole, file_size_at);

  FileBytes bytes = whole;
  bytes[second] = 'x';
  EXPECT_EQ(try_open(bytes).dexes.size(), 1);
  EXPECT_TRUE(has_gap(try_open(bytes), "the bytes do not begin as a dex file does"));

  bytes = whole;
  bytes[second + 5] = '3';
  bytes[second + 6] = '9';
  EXPECT_TRUE(has_gap(try_open(bytes), "dex version 039 does not belong into a container"));

  bytes = whole;
  put_u32(bytes, second + header_offset_at, 4);
  EXPECT_TRUE(has_gap(try_open(bytes), "says that it lies at 0x4"));

  bytes = whole;
  put_u32(bytes, container_size_at, 0x100);
  EXPECT_TRUE(has_gap(try_open(bytes), "says that the container has 256 bytes"));

  // A dex that says it has no bytes must not be opened for ever.
  bytes = whole;
  put_u32(bytes, file_size_at, 0);
  EXPECT_TRUE(has_gap(try_open(bytes), "says that the dex has 0 bytes"));
}

TEST(dex, a_container_of_very_many_dex_is_cut_with_a_gap) {
  FileBytes bytes = container();
  const size_t second = get_u32(bytes, file_size_at);
  const FileBytes header(bytes.begin() + static_cast<std::ptrdiff_t>(second), bytes.end());
  while (bytes.size() < 1100 * header.size()) bytes.insert(bytes.end(), header.begin(), header.end());
  for (size_t at = 0; at < bytes.size(); at += at == 0 ? second : header.size())
    put_u32(bytes, at + container_size_at, static_cast<u32>(bytes.size()));
  Incomplete incomplete;
  const Result<std::vector<Dex>> dexes = Dex::open_all(bytes, "classes.dex", incomplete);
  ASSERT_TRUE(dexes);
  EXPECT_EQ(dexes->size(), 1000);
  EXPECT_EQ(incomplete.gaps.back().kind, GapKind::limit);
}

TEST(dex, a_table_that_runs_past_the_end_is_cut_with_a_gap_that_says_so) {
  const FileBytes whole = fixture("lending.dex");
  const std::pair<size_t, std::string_view> tables[] = {{string_ids_at, "string"},   {type_ids_at, "type"},
                                                        {proto_ids_at, "prototype"}, {field_ids_at, "field"},
                                                        {method_ids_at, "method"},   {class_defs_at, "class"}};
  for (const auto &[at, name] : tables) {
    FileBytes bytes = whole;
    put_u32(bytes, at, 0x40000000);
    seal(bytes);
    const Attempt attempt = try_open(bytes);
    const size_t offset = get_u32(bytes, at + 4);
    char place[64];
    std::snprintf(place, sizeof place, "classes.dex: %s table at 0x%zx runs past the end, ", name.data(), offset);
    EXPECT_TRUE(has_gap(attempt, place)) << name;
    EXPECT_EQ(attempt.incomplete.gaps.front().lost, Lost::code);

    put_u32(bytes, at + 4, 0xfffffff0);
    seal(bytes);
    EXPECT_TRUE(has_gap(try_open(bytes), "runs past the end, 0 of 1073741824 rows are read")) << name;
    put_u32(bytes, at + 4, 0x10);
    seal(bytes);
    EXPECT_TRUE(has_gap(try_open(bytes), "table at 0x10 lies inside the header")) << name;
  }
}

TEST(dex, more_types_than_an_index_can_name_are_cut_with_a_gap) {
  FileBytes bytes = fixture("hello035.dex");
  const u32 offset = append(bytes, FileBytes(size_t{4} * 65536));
  put_u32(bytes, type_ids_at, 65536);
  put_u32(bytes, type_ids_at + 4, offset);
  seal(bytes);
  const Attempt attempt = try_open(bytes);
  EXPECT_TRUE(has_gap(attempt, "is longer than the format allows, 65535 of 65536 rows are read"));
  EXPECT_EQ(attempt.dexes.front().type_count(), 65535);
}

TEST(dex, a_wrong_checksum_is_a_gap_and_the_file_is_read) {
  FileBytes bytes = fixture("hello035.dex");
  bytes[12] ^= 1; // of the signature
  const Attempt attempt = try_open(bytes);
  ASSERT_EQ(attempt.incomplete.gaps.size(), 1);
  EXPECT_EQ(attempt.incomplete.gaps[0].kind, GapKind::damaged);
  EXPECT_TRUE(has_gap(attempt, "classes.dex: checksum is 0x"));
  EXPECT_EQ(attempt.dexes.front().class_count(), 1);
}

TEST(dex, no_altered_byte_goes_unnoticed) {
  for (const FileBytes &whole : {fixture("hello039.dex"), container()})
    for (size_t i = 0; i < whole.size(); ++i)
      if (i != 6) // the last digit of the version, which the checksum leaves out; 038 and 039 are read alike
        for (const int mask : {0x01, 0x80, 0xff}) {
          FileBytes bytes = whole;
          bytes[i] = static_cast<u8>(bytes[i] ^ mask);
          EXPECT_TRUE(is_noticed(try_open(bytes))) << "byte " << i;
        }
}

TEST(dex, a_damaged_header_field_is_noticed_under_a_right_checksum) {
  const FileBytes whole = fixture("lending.dex");
  for (const size_t at : {file_size_at, header_size_at, endian_tag_at, string_ids_at + 4, type_ids_at + 4,
                          proto_ids_at + 4, field_ids_at + 4, method_ids_at + 4, class_defs_at + 4})
    for (const u32 value : {0u, 1u, 0x6fu, 0x7fffffffu, 0xffffffffu}) {
      FileBytes bytes = whole;
      put_u32(bytes, at, value);
      put_u32(bytes, checksum_at, adler32(Bytes(bytes).subspan(12)));
      EXPECT_TRUE(is_noticed(try_open(bytes))) << "field at " << at << " = " << value;
    }
}

TEST(dex, a_big_endian_file_is_an_error) {
  FileBytes bytes = fixture("hello035.dex");
  put_u32(bytes, endian_tag_at, 0x78563412);
  EXPECT_EQ(try_open(bytes).error, "the endian tag of the dex header is 0x78563412 and not 0x12345678");
}

TEST(dex, bytes_behind_the_end_are_a_gap) {
  FileBytes bytes = fixture("hello035.dex");
  bytes.resize(bytes.size() + 1000);
  EXPECT_TRUE(has_gap(try_open(bytes), "classes.dex: header ends the dex at 0x1a0, 1000 bytes follow"));
}

TEST(dex, cut_at_any_byte_it_is_noticed_and_safe_to_read) {
  for (const FileBytes &whole : {fixture("lending.dex"), fixture("opcodes.dex"), container()})
    for (size_t size = 0; size < whole.size(); ++size)
      EXPECT_TRUE(is_noticed(try_open(FileBytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)))))
          << size;
}

// The same with a header that agrees with the cut, as somebody who hides code would write it.
TEST(dex, cut_at_any_byte_under_an_honest_header_it_is_safe_to_read) {
  const FileBytes whole = fixture("lending.dex");
  for (size_t size = 0x70; size < whole.size(); ++size) {
    FileBytes bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    put_u32(bytes, file_size_at, static_cast<u32>(size));
    seal(bytes);
    try_open(bytes);
  }
}

TEST(dex, any_byte_changed_under_a_right_checksum_it_is_safe_to_read) {
  const FileBytes whole = fixture("lending.dex");
  for (size_t i = 12; i < whole.size(); ++i)
    for (const int value : {0x00, 0x7f, 0x80, 0xff}) {
      FileBytes bytes = whole;
      bytes[i] = static_cast<u8>(value);
      if (get_u32(bytes, file_size_at) == bytes.size()) seal(bytes);
      try_open(bytes);
    }
}

TEST(dex, bytes_at_an_odd_address_read_the_same) {
  const FileBytes whole = fixture("lending.dex");
  FileBytes shifted(whole.size() + 1);
  std::ranges::copy(whole, shifted.begin() + 1);
  Incomplete incomplete;
  const Result<Dex> dex = Dex::open(Bytes(shifted).subspan(1), "classes.dex", incomplete);
  ASSERT_TRUE(dex);
  EXPECT_TRUE(incomplete.gaps.empty());
  EXPECT_TRUE(std::ranges::equal(code_of(*dex, "run").insns, code_of(open_whole(whole), "run").insns));
}

TEST(dex, a_string_ends_at_its_zero_whatever_its_length_says) {
  FileBytes bytes = fixture("hello035.dex");
  const auto hello = std::ranges::search(bytes, std::string_view("\5hello")).begin();
  *hello = 2;
  seal(bytes);
  const Dex dex = open_whole(bytes);
  EXPECT_EQ(dex.string(dex.string_count() - 1), "hello");
}

TEST(dex, an_empty_string_and_no_string_differ) {
  FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  EXPECT_EQ(dex.string(0), "");
  EXPECT_NE(dex.string(0).data(), nullptr);
  EXPECT_EQ(dex.string(dex.string_count()).data(), nullptr);
  EXPECT_EQ(dex.string(no_index).data(), nullptr);
  EXPECT_EQ(dex.type(dex.type_count()).data(), nullptr);

  const u32 unended = append(bytes, {3, 'a', 'b', 'c'});
  for (const u32 offset : {0u, 4u, 0x6fu, unended, unended + 3, unended + 4, 0xffffffffu}) {
    put_u32(bytes, get_u32(bytes, string_ids_at + 4), offset);
    seal(bytes);
    EXPECT_EQ(open_whole(bytes).string(0).data(), nullptr) << offset;
  }
}

TEST(dex, a_row_that_is_not_there_has_no_names) {
  const FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  for (const u32 index : {dex.method_count() + dex.field_count() + dex.class_count(), no_index}) {
    EXPECT_EQ(dex.string(dex.method(index).name_idx).data(), nullptr);
    EXPECT_EQ(dex.type(dex.method(index).class_idx).data(), nullptr);
    EXPECT_EQ(dex.type(dex.field(index).class_idx).data(), nullptr);
    EXPECT_EQ(dex.type(dex.field(index).type_idx).data(), nullptr);
    EXPECT_EQ(dex.type(dex.proto(index).return_type_idx).data(), nullptr);
    EXPECT_EQ(dex.type(dex.class_def(index).superclass_idx).data(), nullptr);
    EXPECT_EQ(dex.class_def(index).class_data_off, 0);
  }
}

TEST(dex, a_type_list_is_whole_or_marked_as_damaged) {
  FileBytes bytes = fixture("lending.dex");
  const u32 too_long = append(bytes, {0, 1, 0, 0, 1, 0, 2, 0});
  const u32 cut = append(bytes, {3, 0});
  const Dex dex = open_whole(bytes);
  const List<u16> interfaces = dex.type_list(dex.class_def(0).interfaces_off);
  ASSERT_EQ(interfaces.size(), 2);
  EXPECT_EQ(dex.type(interfaces[0]), "Ljava/lang/Runnable;");
  EXPECT_EQ(dex.type(interfaces[1]), "Ljava/io/Serializable;");
  EXPECT_FALSE(interfaces.damaged);
  EXPECT_TRUE(dex.type_list(0).empty());
  EXPECT_FALSE(dex.type_list(0).damaged);
  for (const u32 offset : {too_long, cut, no_index}) {
    EXPECT_TRUE(dex.type_list(offset).empty());
    EXPECT_TRUE(dex.type_list(offset).damaged);
  }
}

TEST(dex, class_data_lists_the_members_of_a_class) {
  const FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  const std::optional<ClassData> data = dex.class_data(dex.class_def(0).class_data_off);
  ASSERT_TRUE(data);
  EXPECT_EQ(data->static_fields.size(), 12);
  EXPECT_EQ(dex.string(dex.field(data->static_fields[10].field_idx).name_idx), "URI");
  EXPECT_EQ(data->instance_fields.size(), 2);
  ASSERT_EQ(data->direct_methods.size(), 3);
  EXPECT_EQ(dex.string(dex.method(data->direct_methods[1].method_idx).name_idx), "log");
  EXPECT_EQ(data->direct_methods[1].code_off, 0) << "native";
  EXPECT_EQ(data->direct_methods[1].access_flags, 0x109);
  ASSERT_EQ(data->virtual_methods.size(), 2);
  EXPECT_NE(data->virtual_methods[1].code_off, 0);
}

TEST(dex, damaged_class_data_is_nothing) {
  FileBytes bytes = fixture("lending.dex"); // 14 fields, 7 methods
  const std::pair<std::string_view, FileBytes> cases[] = {
      {"the same field twice", {2, 0, 0, 0, 1, 0, 0, 0}},
      {"a field that is not in the table", {1, 0, 0, 0, 14, 0}},
      {"an index that overflows", {2, 0, 0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0}},
      {"more members than bytes", {0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f}},
      {"a number that does not end", {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0, 0, 0, 0}},
      {"the same method twice", {0, 0, 0, 2, 1, 0, 0, 0, 0, 0}},
      {"the end in the middle of a method", {0, 0, 0, 1, 1, 0}},
  };
  for (const auto &[what, data] : cases) {
    FileBytes altered = bytes;
    const u32 offset = append(altered, data);
    EXPECT_FALSE(open_whole(altered).class_data(offset)) << what;
  }
  const Dex dex = open_whole(bytes);
  EXPECT_FALSE(dex.class_data(static_cast<u32>(bytes.size())));
  ASSERT_TRUE(dex.class_data(0)) << "a class without members";
  EXPECT_TRUE(dex.class_data(0)->virtual_methods.empty());
}

TEST(dex, code_outside_the_bytes_is_nothing) {
  FileBytes bytes = fixture("lending.dex");
  FileBytes item(16);
  put_u32(item, 12, 3); // units
  item.resize(16 + 4);
  const u32 offset = append(bytes, item);
  const Dex dex = open_whole(bytes);
  for (const u32 bad : {0u, offset, offset + 1, static_cast<u32>(bytes.size()), no_index})
    EXPECT_FALSE(dex.code(bad)) << bad;
  put_u32(bytes, offset + 12, 2);
  seal(bytes);
  const Dex fitting = open_whole(bytes);
  ASSERT_TRUE(fitting.code(offset));
  EXPECT_EQ(fitting.code(offset)->insns.size(), 2);
}

TEST(dex, code_has_the_sizes_of_its_frame) {
  const FileBytes bytes = fixture("lending.dex");
  const CodeItem code = code_of(open_whole(bytes), "run");
  EXPECT_EQ(code.registers_size, 4);
  EXPECT_EQ(code.ins_size, 1);
  EXPECT_EQ(code.outs_size, 1);
  EXPECT_EQ(code.tries_size, 1);
  EXPECT_EQ(code.insns.size(), 64);
}

TEST(dex, catches_are_listed_in_the_order_in_which_they_are_tried) {
  const FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  const std::optional<Tries> tries = dex.tries(code_of(dex, "run"));
  ASSERT_TRUE(tries);
  ASSERT_EQ(tries->items.size(), 1);
  EXPECT_EQ(tries->items[0].start_addr, 0x0a);
  EXPECT_EQ(tries->items[0].insn_count, 5);
  ASSERT_EQ(tries->items[0].handler_count, 2);
  EXPECT_EQ(dex.type(tries->handlers[0].type_idx), "Ljava/lang/IllegalStateException;");
  EXPECT_EQ(tries->handlers[0].address, 0x1a);
  EXPECT_EQ(tries->handlers[1].type_idx, no_index);
  EXPECT_EQ(tries->handlers[1].address, 0x1c);
  EXPECT_TRUE(dex.tries(code_of(dex, "text"))->items.empty());
}

// A code item of three units, padding, two try items and the handler lists in `lists`.
std::optional<Tries> tries_of(u16 first_list, u16 second_list, u32 second_start, const FileBytes &lists) {
  FileBytes item(16 + 8 + 16);
  item[6] = 2; // tries
  put_u32(item, 12, 3);
  const auto put_try = [&](size_t at, u32 start, u16 list) {
    put_u32(item, at, start);
    put_u32(item, at + 4, u32{list} << 16 | 1);
  };
  put_try(24, 0, first_list);
  put_try(32, second_start, second_list);
  item.insert(item.end(), lists.begin(), lists.end());
  FileBytes bytes = fixture("hello035.dex");
  const u32 offset = append(bytes, item);
  const Dex dex = open_whole(bytes);
  return dex.tries(*dex.code(offset));
}

TEST(dex, try_items_may_share_a_handler_list) {
  // Two lists: at 1, types 1 and 2; at 6, only what catches everything.
  const FileBytes lists = {2, 2, 1, 0, 2, 1, 0, 2};
  const std::optional<Tries> tries = tries_of(1, 1, 2, lists);
  ASSERT_TRUE(tries);
  EXPECT_EQ(tries->items[0].first_handler, tries->items[1].first_handler);
  EXPECT_EQ(tries->items[1].handler_count, 2);
  EXPECT_EQ(tries->handlers.size(), 3);
  EXPECT_EQ(tries_of(6, 1, 2, lists)->items[0].handler_count, 1);
}

TEST(dex, damaged_tries_are_nothing) {
  const FileBytes lists = {2, 2, 1, 0, 2, 1, 0, 2};
  EXPECT_FALSE(tries_of(1, 2, 2, lists)) << "a list that begins inside another";
  EXPECT_FALSE(tries_of(1, 100, 2, lists)) << "a list past the end";
  EXPECT_FALSE(tries_of(1, 1, 3, lists)) << "covers what is not in the method";
  EXPECT_FALSE(tries_of(1, 1, 0xffffffff, lists)) << "an address that overflows";
  EXPECT_FALSE(tries_of(1, 1, 2, {1, 1, 1, 3})) << "a handler that is not in the method";
  EXPECT_FALSE(tries_of(1, 1, 2, {1, 0xff, 0xff, 0xff, 0xff, 0x07})) << "more handlers than bytes";
  EXPECT_FALSE(tries_of(1, 1, 2, {1, 0x80, 0x80, 0x80, 0x80, 0x78})) << "the least number has no opposite";
  EXPECT_FALSE(tries_of(1, 1, 2, {0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0})) << "more lists than bytes";
}

std::string joined(const Dex &dex, const List<u32> &values) {
  std::string text;
  for (const u32 value : values) text += (value == no_index ? "-" : std::string(dex.string(value))) + "|";
  return text;
}

TEST(dex, static_values_keep_the_strings_and_the_places_of_the_others) {
  const FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  const List<u32> values = dex.static_string_values(dex.class_def(0).static_values_off);
  EXPECT_EQ(joined(dex, values), "-||-|-|-|-|-|-|-|-|content://com.android.contacts|");
  EXPECT_FALSE(values.damaged);
  EXPECT_TRUE(dex.static_string_values(0).empty());
}

// Reads a hand-made encoded_array.
List<u32> values_of(const FileBytes &array) {
  FileBytes bytes = fixture("lending.dex");
  const u32 offset = append(bytes, array);
  return open_whole(bytes).static_string_values(offset);
}

TEST(dex, every_kind_of_static_value_is_passed_over) {
  const FileBytes before = {
      0x00, 1,                                                                // byte
      0x22, 1,    2,    0x23, 1,    2,    0x64, 1,    2,    3, 4,             // short, char, int
      0xe6, 1,    2,    3,    4,    5,    6,    7,    8,                      // long
      0x70, 1,    2,    3,    4,    0xf1, 1,    2,    3,    4, 5,    6, 7, 8, // float, double
      0x15, 1,    0x16, 1,    0x18, 1,    0x19, 1,    0x1a, 1, 0x1b, 1,       // method type, handle, type, field, ...
      0x1c, 2,    0x17, 9,    0x1c, 1,    0x17, 8,                            // array of a string and an array
      0x1d, 3,    2,    5,    0x17, 7,    6,    0x1d, 0,    0,                // annotation with an annotation
      0x1e, 0x1f, 0x3f};                                                      // null, false, true
  FileBytes array = {19};
  array.insert(array.end(), before.begin(), before.end());
  array.insert(array.end(), {0x37, 0x02, 0x01});
  const List<u32> values = values_of(array);
  EXPECT_FALSE(values.damaged);
  ASSERT_EQ(values.size(), 19);
  EXPECT_EQ(values.back(), 0x0102);
  EXPECT_EQ(std::ranges::count(values, no_index), 18);
}

TEST(dex, damaged_static_values_keep_what_stands_before) {
  const std::pair<std::string_view, FileBytes> cases[] = {
      {"a type of value that does not exist", {3, 0x17, 4, 0x05, 0}},
      {"a number that is too long for its type", {3, 0x17, 4, 0x20, 0, 0}},
      {"a string index of five bytes", {3, 0x17, 4, 0x97, 0, 0, 0, 0, 0}},
      {"an array that says more than its count", {3, 0x17, 4, 0x3c, 0}},
      {"more values than bytes", {0xff, 0x7f, 0x17, 4}},
      {"an array past the end", {2, 0x17, 4, 0x1c, 0x7f, 0x1e}},
      {"a value cut short", {2, 0x17, 4, 0x66, 1, 2}},
  };
  for (const auto &[what, array] : cases) {
    const List<u32> values = values_of(array);
    EXPECT_TRUE(values.damaged) << what;
    ASSERT_EQ(values.size(), 1) << what;
    EXPECT_EQ(values[0], 4) << what;
  }
  EXPECT_TRUE(values_of({0x80}).damaged) << "a count cut short";
}

TEST(dex, arrays_in_arrays_without_end_are_damage) {
  FileBytes array = {1};
  for (int i = 0; i < 100'000; ++i) array.insert(array.end(), {0x1c, 1});
  EXPECT_TRUE(values_of(array).damaged);
}

} // namespace
} // namespace kinsafe
