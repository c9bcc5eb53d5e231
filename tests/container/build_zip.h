// Zip files for tests: each entry's headers can be made to say anything.
#pragma once

#include "tests/container/build_bytes.h"

#include <libdeflate.h>

#include <optional>

namespace kinsafe {

// Where the fields of the records stand, from the start of each.
namespace local_at {
constexpr size_t flags = 6, method = 8, crc = 14, compressed_size = 18, size = 22, name_length = 26, name = 30;
}
namespace record_at {
constexpr size_t made_by = 4, version_needed = 6, flags = 8, method = 10, time = 12, crc = 16, compressed_size = 20,
                 size = 24, name_length = 28, extra_length = 30, comment_length = 32, disk = 34, attributes = 38,
                 offset = 42, name = 46;
}
namespace end_at {
constexpr size_t entries_here = 8, entries = 10, size = 12, offset = 16, comment_length = 20;
}

struct TestEntry {
  std::string name;
  std::string content;
  u16 method = 8;
  u16 flags = 0;
  std::optional<u32> crc = {};             // in both headers; the true one if absent
  std::optional<u32> size = {};            // in both headers
  std::optional<u32> compressed_size = {}; // in both headers
  std::optional<u32> directory_size = {};  // in the directory alone
  std::string local_name = {};             // as `name` if empty
  bool zip64 = false;                      // sizes and offset stand in the extra field
  std::optional<u16> local_method = {};
  std::string local_extra = {}, extra = {}, record_comment = {};
};

struct TestZip {
  std::vector<u8> bytes;
  std::vector<size_t> local_offsets;
  std::vector<size_t> data_offsets;
  std::vector<size_t> record_offsets; // in the directory
  size_t directory_offset = 0;
  size_t end_offset = 0;
};

inline std::vector<u8> deflate(std::string_view content) {
  libdeflate_compressor *const compressor = libdeflate_alloc_compressor(6);
  std::vector<u8> out(libdeflate_deflate_compress_bound(compressor, content.size()));
  out.resize(libdeflate_deflate_compress(compressor, content.data(), content.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

inline void write_sizes(ByteWriter &out, const TestEntry &entry, u64 data_size, bool in_directory) {
  const bool later = entry.flags & 8 && !in_directory;
  const u32 crc = entry.crc.value_or(libdeflate_crc32(0, entry.content.data(), entry.content.size()));
  const u64 size = entry.size.value_or(static_cast<u32>(entry.content.size()));
  out.u32_(later ? 0 : crc);
  out.u32_(entry.zip64 ? 0xffffffff : later ? 0 : entry.compressed_size.value_or(static_cast<u32>(data_size)));
  out.u32_(entry.zip64    ? 0xffffffff
           : later        ? 0
           : in_directory ? entry.directory_size.value_or(static_cast<u32>(size))
                          : size);
}

inline TestZip build_zip(const std::vector<TestEntry> &entries, std::string_view prefix = "",
                         std::string_view comment = "") {
  TestZip zip;
  ByteWriter out, directory;
  out.text(prefix);
  for (const TestEntry &entry : entries) {
    const std::vector<u8> data =
        entry.method == 8 ? deflate(entry.content) : std::vector<u8>(entry.content.begin(), entry.content.end());
    const std::string local_name = entry.local_name.empty() ? entry.name : entry.local_name;
    const size_t offset = out.bytes.size();
    zip.local_offsets.push_back(offset);
    out.u32_(0x04034b50).u16_(20).u16_(entry.flags).u16_(entry.local_method.value_or(entry.method)).u32_(0);
    write_sizes(out, entry, data.size(), false);
    out.u16_(local_name.size()).u16_(entry.zip64 ? 20 : entry.local_extra.size()).text(local_name);
    out.text(entry.local_extra);
    if (entry.zip64) out.u16_(1).u16_(16).u64_(entry.content.size()).u64_(data.size());
    zip.data_offsets.push_back(out.bytes.size());
    out.append(data);
    if (entry.flags & 8) {
      out.u32_(0x08074b50).u32_(libdeflate_crc32(0, entry.content.data(), entry.content.size()));
      out.u32_(data.size()).u32_(entry.content.size());
    }
    zip.record_offsets.push_back(directory.bytes.size());
    directory.u32_(0x02014b50).u16_(20).u16_(20).u16_(entry.flags).u16_(entry.method).u32_(0);
    write_sizes(directory, entry, data.size(), true);
    directory.u16_(entry.name.size()).u16_(entry.zip64 ? 28 : entry.extra.size()).u16_(entry.record_comment.size());
    directory.u16_(0).u16_(0).u32_(0).u32_(entry.zip64 ? 0xffffffff : offset).text(entry.name).text(entry.extra);
    if (entry.zip64) directory.u16_(1).u16_(24).u64_(entry.content.size()).u64_(data.size()).u64_(offset);
    directory.text(entry.record_comment);
  }
  zip.directory_offset = out.bytes.size();
  for (size_t &offset : zip.record_offsets) offset += zip.directory_offset;
  out.append(directory.bytes);
  zip.end_offset = out.bytes.size();
  out.u32_(0x06054b50).u16_(0).u16_(0).u16_(entries.size()).u16_(entries.size());
  out.u32_(directory.bytes.size()).u32_(zip.directory_offset).u16_(comment.size()).text(comment);
  zip.bytes = std::move(out.bytes);
  return zip;
}

// The same with a zip64 end record, and nothing but placeholders in the ordinary one.
inline std::vector<u8> with_zip64_end(const TestZip &zip, size_t entries) {
  ByteWriter out;
  out.bytes.assign(zip.bytes.begin(), zip.bytes.begin() + static_cast<std::ptrdiff_t>(zip.end_offset));
  out.u32_(0x06064b50).u64_(44).u16_(45).u16_(45).u32_(0).u32_(0).u64_(entries).u64_(entries);
  out.u64_(zip.end_offset - zip.directory_offset).u64_(zip.directory_offset);
  out.u32_(0x07064b50).u32_(0).u64_(zip.end_offset).u32_(1);
  out.u32_(0x06054b50).u16_(0).u16_(0).u16_(0xffff).u16_(0xffff).u32_(0xffffffff).u32_(0xffffffff).u16_(0);
  return out.bytes;
}

} // namespace kinsafe
