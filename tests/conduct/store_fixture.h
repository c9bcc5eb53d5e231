// A store in a folder of the test's own.
#pragma once

#include "conduct/check.h"
#include "tests/shipped_norms.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>

namespace kinsafe {

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
