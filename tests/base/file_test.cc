// Files as bytes: what is no readable file is one sentence, an empty file is no bytes.
#include "base/file.h"
#include "base/reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace kinsafe {
namespace {

class FileTest : public testing::Test {
protected:
  FileTest() : folder_(testing::TempDir() + "kinsafe-file-" + std::to_string(::getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~FileTest() override { std::filesystem::remove_all(folder_); }
  std::string write(std::string_view text) const {
    const std::string path = folder_ + "/file";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string folder_;
};

TEST_F(FileTest, bytes_are_those_of_the_file) {
  const Result<MappedFile> file = map_file(write("some bytes"));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(as_text(file->bytes()), "some bytes");
}

TEST_F(FileTest, an_empty_file_has_no_bytes) {
  const Result<MappedFile> file = map_file(write(""));
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(file->bytes().empty());
}

TEST_F(FileTest, bytes_move_with_their_owner) {
  Result<MappedFile> file = map_file(write("some bytes"));
  ASSERT_TRUE(file.has_value());
  MappedFile other(std::move(*file));
  MappedFile third;
  third = std::move(other);
  EXPECT_EQ(as_text(third.bytes()), "some bytes");
}

TEST_F(FileTest, what_is_no_file_fails_with_its_path_and_the_reason) {
  EXPECT_EQ(map_file(folder_).error().message, folder_ + ": is not a regular file");
  EXPECT_EQ(map_file(folder_ + "/absent").error().message, folder_ + "/absent: No such file or directory");
  EXPECT_EQ(map_file("/dev/null").error().message, "/dev/null: is not a regular file");
}

} // namespace
} // namespace kinsafe
