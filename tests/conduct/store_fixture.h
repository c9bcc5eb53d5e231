// A store in a folder of the test's own, and the norms that are shipped.
#pragma once

#include "base/file.h"
#include "base/reader.h"
#include "conduct/check.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace kinsafe {

inline const NormPack &shipped_norms() {
  static const NormPack pack = [] {
    std::vector<MappedFile> files;
    NormFiles texts;
    for (const auto &entry : std::filesystem::directory_iterator(KINSAFE_SOURCE_DIR "/norms")) {
      if (entry.path().extension() != ".yaml" && entry.path().extension() != ".model") continue;
      files.push_back(map_file(entry.path().string()).value());
      texts.emplace_back(entry.path().filename().string(), as_text(files.back().bytes()));
    }
    return parse_norms(texts).value();
  }();
  return pack;
}

class WithStore : public testing::Test {
protected:
  void SetUp() override {
    const testing::TestInfo &test = *testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / ("kinsafe-" + std::to_string(::getpid()) + "-" + test.test_suite_name() + "-" + test.name());
    std::filesystem::remove_all(folder_);
    store_ = Store::open(folder_.string(), true).value();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  static WrittenTime at(std::string_view day, i32 hour, i32 minute = 0) { return {i64{day_of(day).value()} * seconds_of_day + hour * 3600 + minute * 60, true, false}; }
  static WrittenTime on(std::string_view day) { return {i64{day_of(day).value()} * seconds_of_day, true, true}; }

  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
};

} // namespace kinsafe
