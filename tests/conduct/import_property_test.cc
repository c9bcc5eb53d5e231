// Of every fixture, cut and damaged at random: no crash, and every row of the file in exactly one place.
#include "tests/conduct/import_rows.h"

#include <algorithm>

namespace kinsafe {
namespace {

struct Random {
  u64 state = 0x9e3779b97f4a7c15;
  size_t below(size_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return limit == 0 ? 0 : static_cast<size_t>(state % limit);
  }
};

std::string damaged(std::string text, Random &random) {
  constexpr std::string_view breaking = "\"',;\t|\r\n<>{}[]\\/=&\xff\x80";
  for (size_t changes = 1 + random.below(4); changes > 0 && !text.empty(); --changes) {
    const size_t at = random.below(text.size());
    switch (random.below(5)) {
    case 0: text[at] = static_cast<char>(random.below(256)); break;
    case 1: text[at] = breaking[random.below(breaking.size())]; break;
    case 2: text.insert(at, 1, breaking[random.below(breaking.size())]); break;
    case 3: text.erase(at, 1 + random.below(20)); break;
    default: text.insert(at, text.substr(random.below(text.size()), random.below(60))); break;
    }
  }
  return text;
}

void expect_accounted(const std::string &path, const Profile &profile, const std::string &what) {
  Collected rows;
  if (const Result<ImportCounts> counts = import_records(path, profile, rows)) expect_all_rows_accounted(*counts, rows, what);
}

TEST(import_property, every_row_is_accounted_for_however_the_file_is_damaged) {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(fixture(""))) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  Random random;
  size_t inputs = 0;
  TemporaryFile file("");
  for (const std::string &name : names) {
    if (name.find(".profile.") != std::string::npos) continue;
    Profile given;
    if (name.starts_with("mapped")) given = load_profile(fixture("mapped.profile.json")).value();
    given.zone = "Asia/Jakarta";
    given.day_order = DayOrder::day_first;
    const std::string whole = read_file(fixture(name));
    const Result<Profile> profile = recognise(fixture(name), given);
    ASSERT_TRUE(profile) << name;
    for (int i = 0; i < 60; ++i) {
      file.write(i < 20 ? whole.substr(0, random.below(whole.size())) : damaged(whole, random));
      const std::string what = name + ", damage " + std::to_string(i);
      expect_accounted(file.path(), *profile, what); // as the whole file is read
      if (const Result<Profile> other = recognise(file.path(), given)) expect_accounted(file.path(), *other, what);
      ++inputs;
    }
  }
  EXPECT_GT(inputs, 2000u);
}

} // namespace
} // namespace kinsafe
