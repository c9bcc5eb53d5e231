// A zip file as Android's installer reads it: the central directory decides which entries there are; local headers only
// say where the data starts. Grammar (APPNOTE.TXT 4.3; Android's reading: AOSP libziparchive).
#pragma once

#include "base/buffer.h"
#include "base/incomplete.h"
#include "base/result.h"
#include "base/types.h"
#include "container/oddities.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct ZipEntry {
  std::string_view name; // as in the central directory, a view into the file; valid UTF-8 without U+0000
  u16 method = 0;        // 0 stored, 8 deflated; Android takes every other one for stored
  u16 flags = 0;
  u32 crc32 = 0;
  u64 compressed_size = 0; // bytes in the file
  u64 size = 0;            // bytes when inflated, as declared
  u64 header_offset = 0;   // of the local header
  u64 data_offset = 0;     // of the data

  bool is_encrypted() const { return flags & 1; } // as declared; Android ignores it, and so do we until reading fails
};

struct Zip {
  Bytes bytes;
  std::vector<ZipEntry> entries; // in central-directory order; no name occurs twice
  // True if there is no usable central directory and the entries were collected from local headers instead. Android
  // would not install such a file: what is read from it shows what was there, and proves nothing.
  bool recovered = false;
  bool is_whole = true;     // false if reading it left a gap
  u64 directory_offset = 0; // of the central directory; 0 if recovered
  u64 end_offset = 0;       // of the end record; 0 if recovered
  Oddities oddities = {};
  std::vector<u32> order = {}; // of the entries by name
};

// Entries whose headers contradict the file are left out and become gaps. Fails if the bytes hold no zip entry at all.
Result<Zip> read_zip(Bytes bytes, Incomplete &incomplete);

// The entry with this exact name, or null.
const ZipEntry *find_entry(const Zip &zip, std::string_view name);

struct ZipLimits {
  u64 entry_bytes = u64{1} << 30; // largest inflated entry
};

// The entry's bytes: a view into the file if stored, else inflated into `buffer`. Size and CRC-32 are verified.
// Fails with a sentence that names the entry.
Result<Bytes> extract(const Zip &zip, const ZipEntry &entry, Buffer &buffer, const ZipLimits &limits = {});

// An entry's bytes before anybody looked at their CRC-32. Android never does: what holds for it is the signature.
struct Unpacked {
  Bytes bytes;
  u64 behind_stream = 0; // compressed bytes that the deflate stream does not use
};
Result<Unpacked> unpack(const Zip &zip, const ZipEntry &entry, Buffer &buffer, const ZipLimits &limits = {});

// The same into memory that the caller shares out: `room` has the bytes that `room_for` says.
Result<Unpacked> unpack(const Zip &zip, const ZipEntry &entry, std::span<u8> room, const ZipLimits &limits = {});

// The bytes that inflating an entry needs; 0 if it is stored, or declares what can't be true.
u64 room_for(const ZipEntry &entry, const ZipLimits &limits = {});

// What is wrong with the CRC-32 of the entry's unpacked bytes; empty if it is right.
std::string crc_problem(const ZipEntry &entry, Bytes bytes);

// What is lost if the entry with this name can't be read: a package keeps each kind of content in its place.
Lost lost_with(std::string_view name);

} // namespace kinsafe
