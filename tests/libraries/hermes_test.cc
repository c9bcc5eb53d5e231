// The strings of Hermes bytecode: of two versions by the compilers themselves, and of files that were tampered with.
#include "libraries/hermes.h"

#include "base/reader.h"
#include "tests/dex/fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kinsafe {
namespace {

constexpr const char *books[] = {"../../libraries/fixtures/book84.hbc", "../../libraries/fixtures/book96.hbc"};

std::set<std::string> strings_of(const HermesStrings &read) {
  std::set<std::string> texts;
  for (const HermesStrings::Range &range : read.strings) texts.emplace(as_text(read.characters.subspan(range.at, range.size)));
  return texts;
}

constexpr size_t counts_at = 40, version_at = 8;

TEST(hermes, strings_of_two_versions_are_read) {
  for (const char *book : books) {
    const FileBytes bytes = fixture(book);
    const Result<HermesStrings> read = read_hermes(bytes);
    ASSERT_TRUE(read.has_value()) << book << ": " << read.error().message;
    const std::set<std::string> texts = strings_of(*read);
    EXPECT_TRUE(texts.contains("getContactsAsync"));
    EXPECT_TRUE(texts.contains("surgetContactsAsync"));
    EXPECT_TRUE(texts.contains("https://api.lender.example/contacts"));
    EXPECT_EQ(as_text(Bytes(bytes).subspan(read->characters_at)).substr(0, read->characters.size()), as_text(read->characters));
  }
}

TEST(hermes, a_string_longer_than_eight_bits_count_is_whole) {
  for (const char *book : books) {
    const FileBytes bytes = fixture(book);
    const std::set<std::string> texts = strings_of(read_hermes(bytes).value());
    EXPECT_EQ(std::ranges::count_if(texts, [](const std::string &text) { return text.size() > 255 && text.ends_with(" getContactsAsync"); }), 1);
  }
}

TEST(hermes, other_bytes_are_none) {
  EXPECT_FALSE(is_hermes(as_bytes("var a = 1;")));
  EXPECT_FALSE(is_hermes({}));
  EXPECT_FALSE(read_hermes(as_bytes("var a = 1;")).has_value());
}

TEST(hermes, cut_anywhere_it_is_no_crash_and_no_more_strings) {
  const FileBytes bytes = fixture(books[1]);
  const std::set<std::string> whole = strings_of(read_hermes(bytes).value());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const FileBytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    if (const Result<HermesStrings> read = read_hermes(cut)) EXPECT_EQ(strings_of(*read), whole) << size;
  }
}

TEST(hermes, counts_that_lie_are_refused) {
  for (size_t at = counts_at; at < counts_at + 24; at += 4) {
    FileBytes bytes = fixture(books[1]);
    put_u32(bytes, at, 0xffffffff);
    EXPECT_FALSE(read_hermes(bytes).has_value()) << at;
  }
}

TEST(hermes, any_byte_may_be_wrong) {
  const FileBytes bytes = fixture(books[0]);
  for (size_t at = 0; at < bytes.size(); ++at) {
    FileBytes wrong = bytes;
    wrong[at] ^= 0xff;
    const Result<HermesStrings> read = read_hermes(wrong);
    if (!read) continue;
    for (const HermesStrings::Range &range : read->strings) EXPECT_LE(u64{range.at} + range.size, read->characters.size());
  }
}

TEST(hermes, a_version_of_another_layout_is_told) {
  FileBytes bytes = fixture(books[0]);
  put_u32(bytes, version_at, 999);
  put_u32(bytes, counts_at, get_u32(bytes, counts_at) + 1); // one function more than there is room for
  const Result<HermesStrings> read = read_hermes(bytes);
  ASSERT_FALSE(read.has_value());
  EXPECT_TRUE(read.error().message.contains("version 999"));
}

} // namespace
} // namespace kinsafe
