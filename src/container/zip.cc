// Reads zip files as Android does. A zip is read from its end: the end-of-central-directory record says where the
// directory lies, a directory record names an entry, its sizes and its local header, and behind the local header's name
// and extra field lies the data. Several readers of one file can disagree where these three places disagree; what
// Android's reader would refuse or other readers would see is therefore never passed over silently.
#include "container/zip.h"

#include "base/reader.h"
#include "base/strings.h"
#include "container/zip_oddities.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>

namespace kinsafe {

namespace {

constexpr u32 local_signature = 0x04034b50;
constexpr u32 directory_signature = 0x02014b50;
constexpr std::string_view descriptor_mark = "PK\x07\x08";
constexpr std::string_view local_mark = "PK\x03\x04";
constexpr u32 end_signature = 0x06054b50;
constexpr u32 zip64_locator_signature = 0x07064b50;
constexpr u32 zip64_end_signature = 0x06064b50;

constexpr size_t end_bytes = 22;
constexpr size_t zip64_locator_bytes = 20;
constexpr size_t zip64_end_bytes = 56;
constexpr size_t longest_comment = 0xffff;

constexpr u16 stored = 0, deflated = 8;
constexpr u16 has_descriptor = 1 << 3; // flag: sizes and CRC-32 follow the data
constexpr u32 in_zip64 = 0xffffffff;   // a 32-bit field whose value stands in the zip64 extra field

constexpr size_t most_entries = size_t{1} << 20;
constexpr u64 deflate_ratio = 1032; // a deflate stream can't expand more than this

bool is_valid_name(std::string_view name) {
  if (std::ranges::all_of(name, [](char c) { return c > 0; })) return !name.empty(); // ASCII, as nearly all are
  return !name.contains('\0') && to_utf8(name) == name;
}

// Where the directory lies, and how many entries it counts.
struct Directory {
  u64 offset = 0, size = 0, entries = 0;
  u64 end_offset = 0; // of the end record
  bool is_zip64 = false;
};

std::optional<Directory> read_zip64_directory(Bytes bytes, size_t end_offset) {
  if (end_offset <= zip64_locator_bytes) return std::nullopt;
  const size_t locator_offset = end_offset - zip64_locator_bytes;
  Reader locator(bytes, locator_offset);
  if (locator.read_u32() != zip64_locator_signature) return std::nullopt;
  locator.skip(4); // disk
  const u64 record_offset = locator.read_u64();
  if (locator_offset <= zip64_end_bytes || record_offset > locator_offset - zip64_end_bytes) return std::nullopt;
  Reader record(bytes, record_offset);
  if (record.read_u32() != zip64_end_signature) return std::nullopt;
  record.skip(28); // record size, versions, disks, entries on this disk
  Directory directory;
  directory.entries = record.read_u64();
  directory.size = record.read_u64();
  directory.offset = record.read_u64();
  if (record_offset <= directory.size || directory.offset > record_offset - directory.size) return std::nullopt;
  return directory;
}

// The directory that the last end record in the file names, or nothing where Android would find none. A file that goes
// on behind its end record is refused by Android; other readers take it, so it is read and the rest becomes a gap.
std::optional<Directory> find_directory(Bytes bytes, Incomplete &incomplete) {
  if (bytes.size() < end_bytes) return std::nullopt;
  const size_t last = bytes.size() - end_bytes;
  const size_t first = last - std::min(last, longest_comment);
  size_t offset = last;
  while (Reader(bytes, offset).read_u32() != end_signature) {
    if (offset == first) return std::nullopt;
    --offset;
  }
  Reader end(bytes, offset + 8);
  const u16 entries_here = end.read_u16(), entries = end.read_u16();
  const u32 size = end.read_u32(), start = end.read_u32();
  const u16 comment = end.read_u16();
  Directory directory{start, size, entries, offset, false};
  if (entries_here == 0xffff || entries == 0xffff || size == in_zip64 || start == in_zip64 || comment == 0xffff) {
    const std::optional<Directory> zip64 = read_zip64_directory(bytes, offset);
    if (!zip64) return std::nullopt;
    directory = *zip64;
    directory.end_offset = offset;
    directory.is_zip64 = true;
  } else if (u64{start} + size > offset) {
    return std::nullopt;
  }
  if (offset + end_bytes + comment != bytes.size())
    incomplete.add(GapKind::damaged, "", fmt::format("end record at {:#x}", offset),
                   "the file does not end where its end record says, so Android refuses it", Lost::everything);
  return directory;
}

struct DirectoryRecord {
  ZipEntry entry;
  RecordDetails details;
};

bool needs_zip64_extra(const ZipEntry &entry) {
  return entry.size == in_zip64 || entry.compressed_size == in_zip64 || entry.header_offset == in_zip64;
}

// Takes the 64-bit values that stand in the extra field for 32-bit ones of all ones. False where Android does not open
// the entry: one is missing, or the field has another length than its values.
bool read_zip64_extra(Bytes bytes, ZipEntry &entry) {
  const bool needs_size = entry.size == in_zip64;
  const bool needs_compressed = entry.compressed_size == in_zip64;
  const bool needs_offset = entry.header_offset == in_zip64;
  if (!needs_zip64_extra(entry)) return true;
  Reader extra(bytes);
  while (extra.remaining() > 4) {
    const u16 id = extra.read_u16(), length = extra.read_u16();
    Reader field(extra.read_bytes(length));
    if (extra.failed()) return false;
    if (id != 1) continue;
    // Some writers store all three values even where one would do.
    const bool all = length == 24 || length == 28;
    if (needs_size || all) entry.size = field.read_u64();
    if (needs_compressed || all) entry.compressed_size = field.read_u64();
    if (needs_offset || all) entry.header_offset = field.read_u64();
    if (length == 28) field.skip(4); // disk
    return !field.failed() && field.remaining() == 0;
  }
  return false;
}

// One record of the directory; nothing if the directory is broken here.
std::optional<DirectoryRecord> read_record(Reader &directory) {
  DirectoryRecord record;
  ZipEntry &entry = record.entry;
  if (directory.read_u32() != directory_signature) return std::nullopt;
  record.details.made_by = directory.read_u16();
  record.details.version_needed = directory.read_u16();
  entry.flags = directory.read_u16();
  entry.method = directory.read_u16();
  directory.skip(4); // time
  entry.crc32 = directory.read_u32();
  entry.compressed_size = directory.read_u32();
  entry.size = directory.read_u32();
  const u16 name_length = directory.read_u16(), extra_length = directory.read_u16(),
            comment_length = directory.read_u16();
  record.details.disk = directory.read_u16();
  directory.skip(2); // internal attributes
  record.details.attributes = directory.read_u32();
  entry.header_offset = directory.read_u32();
  entry.name = as_text(directory.read_bytes(name_length));
  record.details.extra = directory.read_bytes(extra_length);
  directory.skip(comment_length);
  if (directory.failed()) return std::nullopt;
  return record;
}

// The entry as its local header has it.
std::optional<ZipEntry> read_local_header(Bytes bytes, u64 offset) {
  Reader reader(bytes, offset);
  if (reader.read_u32() != local_signature) return std::nullopt;
  ZipEntry entry;
  reader.skip(2); // version
  entry.flags = reader.read_u16();
  entry.method = reader.read_u16();
  reader.skip(4); // time
  entry.crc32 = reader.read_u32();
  entry.compressed_size = reader.read_u32();
  entry.size = reader.read_u32();
  const u16 name_length = reader.read_u16(), extra_length = reader.read_u16();
  entry.name = as_text(reader.read_bytes(name_length));
  const Bytes extra = reader.read_bytes(extra_length);
  // Android takes zip64 values of both sizes or of none.
  if ((entry.size == in_zip64) != (entry.compressed_size == in_zip64)) return std::nullopt;
  if (reader.failed() || !read_zip64_extra(extra, entry)) return std::nullopt;
  entry.header_offset = offset;
  entry.data_offset = reader.position();
  return entry;
}

// Android opens no entry whose local header says something else than the directory; other readers believe one of them.
std::string_view contradiction(const ZipEntry &local, const ZipEntry &entry) {
  if (local.name != entry.name) return "the local header has another name, so Android does not open the entry";
  if (local.flags & has_descriptor) return "";
  if (local.size != entry.size || local.compressed_size != entry.compressed_size || local.crc32 != entry.crc32)
    return "the local header has another size or CRC-32, so Android does not open the entry";
  return "";
}

// The number of bytes of data that Android looks at. It takes what is not deflated as `size` bytes.
u64 bytes_needed(const ZipEntry &entry) { return entry.method == deflated ? entry.compressed_size : entry.size; }

std::string place_of(const ZipEntry &entry) { return fmt::format("local header at {:#x}", entry.header_offset); }

// Code is unpacked by other functions of Android than what an app opens by itself: they check more.
std::string_view why_not_unpacked(const ZipEntry &entry, bool is_well_described) {
  if (!has_any(lost_with(entry.name), Lost::code | Lost::native_code)) return "";
  if (entry.method != stored && entry.method != deflated)
    return "the compression method is unknown, so Android does not load the code";
  if (!is_well_described && entry.method == deflated)
    return "the data descriptor has another size or CRC-32, so newer versions of Android do not load the code";
  return "";
}

// Finds the entry's data, which lies before `limit`. False if it can't be there; the gap is then written.
bool locate(Bytes bytes, u64 limit, DirectoryRecord &record, Incomplete &incomplete, Oddities &oddities) {
  ZipEntry &entry = record.entry;
  const Lost lost = lost_with(entry.name);
  const auto damaged = [&](std::string_view reason) {
    incomplete.add(GapKind::damaged, entry.name, place_of(entry), std::string(reason), lost);
    return false;
  };
  const auto misplaced = [&](std::string_view reason) {
    oddities.add(Odd::header_misplaced, entry.name, std::string(reason));
    return damaged(reason);
  };
  if (needs_zip64_extra(entry)) oddities.add(Odd::zip64, entry.name, "sizes or offset stand in a zip64 extra field");
  if (!read_zip64_extra(record.details.extra, entry))
    return damaged("the zip64 extra field is missing or has a wrong length");
  if (entry.header_offset >= limit) return misplaced("the local header does not lie before the central directory");
  const std::optional<ZipEntry> local = read_local_header(bytes, entry.header_offset);
  if (!local) return misplaced("there is no intact local header");
  entry.data_offset = local->data_offset;
  // Android looks at both sizes, whichever it will use.
  const u64 needed = std::max(entry.compressed_size, bytes_needed(entry));
  if (entry.data_offset > limit || needed > limit - entry.data_offset)
    return misplaced("the data runs past the central directory or the end of the file");
  const std::string_view contradicted = contradiction(*local, entry);
  if (!contradicted.empty()) damaged(contradicted);
  const bool is_well_described = note_records(bytes, entry, *local, record.details, oddities);
  const std::string_view not_unpacked = why_not_unpacked(entry, is_well_described);
  if (!not_unpacked.empty()) damaged(not_unpacked);
  return true;
}

// Entries of one name stay in their order.
std::vector<u32> order_by_name(const std::vector<ZipEntry> &entries) {
  std::vector<u32> order(entries.size());
  std::iota(order.begin(), order.end(), u32{0});
  std::sort(order.begin(), order.end(), [&](u32 a, u32 b) {
    const int compared = entries[a].name.compare(entries[b].name);
    return compared != 0 ? compared < 0 : a < b;
  });
  return order;
}

// Keeps the first entry of each name. Sorting, not hashing: names are chosen by whoever made the file.
void drop_duplicates(Zip &zip, Incomplete &incomplete) {
  std::vector<ZipEntry> &entries = zip.entries;
  zip.order = order_by_name(entries);
  const auto is_same = [&](u32 a, u32 b) { return entries[a].name == entries[b].name; };
  if (std::ranges::adjacent_find(zip.order, is_same) == zip.order.end()) return;
  std::vector<bool> is_duplicate(entries.size());
  for (size_t i = 1; i < zip.order.size(); ++i) is_duplicate[zip.order[i]] = is_same(zip.order[i], zip.order[i - 1]);
  std::vector<ZipEntry> kept;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!is_duplicate[i]) {
      kept.push_back(entries[i]);
      continue;
    }
    incomplete.add(GapKind::damaged, entries[i].name, place_of(entries[i]),
                   "the name occurs more than once, so Android refuses the file; only the first entry was read",
                   lost_with(entries[i].name));
    zip.oddities.add(Odd::duplicate_name, entries[i].name,
                 fmt::format("the entry at {:#x} has the name of an earlier one", entries[i].header_offset));
  }
  entries = std::move(kept);
  zip.order = order_by_name(entries);
}

// All entries that the directory names. Nothing if Android would not get through it.
std::optional<Zip> read_by_directory(Bytes bytes, const Directory &where, Incomplete &incomplete) {
  if (where.entries == 0) return std::nullopt;
  Zip zip{
      .bytes = bytes, .entries = {}, .directory_offset = where.offset, .end_offset = where.end_offset, .oddities = {}};
  Reader directory(bytes.subspan(where.offset, where.size));
  for (u64 i = 0; i < where.entries; ++i) {
    if (i == most_entries) {
      incomplete.add(GapKind::limit, "", fmt::format("central directory at {:#x}", where.offset),
                     fmt::format("only the first {} of {} entries were read", most_entries, where.entries),
                     Lost::everything);
      break;
    }
    const size_t at = where.offset + directory.position();
    std::optional<DirectoryRecord> record = read_record(directory);
    if (!record) return std::nullopt;
    if (!is_valid_name(record->entry.name)) {
      incomplete.add(GapKind::damaged, to_utf8(record->entry.name), fmt::format("directory record at {:#x}", at),
                     record->entry.name.empty() ? "the name is empty, so nobody can ask for the entry"
                                                : "the name is no text, so Android refuses the file",
                     Lost::everything);
      zip.oddities.add(Odd::bad_name, to_utf8(record->entry.name),
                       fmt::format("the name in the directory record at {:#x} is empty or no text", at));
      continue;
    }
    note_name(record->entry, zip.oddities);
    if (locate(bytes, where.offset, *record, incomplete, zip.oddities)) zip.entries.push_back(record->entry);
  }
  note_ends(zip, where.offset + directory.position(), where.is_zip64, zip.oddities);
  if (read_record(directory)) {
    std::string reason = fmt::format("the directory goes on behind the {} entries that it counts", where.entries);
    zip.oddities.add(Odd::hidden_records, "", reason);
    incomplete.add(GapKind::damaged, "", fmt::format("central directory at {:#x}", where.offset), std::move(reason),
                   Lost::everything);
  }
  if (Reader(bytes).read_u32() != local_signature)
    incomplete.add(GapKind::damaged, "", "start of the file",
                   "the file does not start with a zip entry, so Android refuses it; before December 2017 it ran what "
                   "stands there",
                   Lost::everything);
  return zip;
}

// Data descriptors by the offset at which the data that they describe begins. Found in one pass, so that a file full of
// headers that wait for a descriptor costs no more than its length.
std::map<u64, ZipEntry> find_descriptors(Bytes bytes) {
  std::map<u64, ZipEntry> descriptors;
  const std::string_view text = as_text(bytes);
  for (size_t at = text.find(descriptor_mark); at != std::string_view::npos; at = text.find(descriptor_mark, at + 4)) {
    Reader reader(bytes, at + 4);
    ZipEntry described;
    described.crc32 = reader.read_u32();
    described.compressed_size = reader.read_u32();
    described.size = reader.read_u32();
    if (reader.failed() || described.compressed_size > at) continue;
    descriptors.try_emplace(at - described.compressed_size, described);
  }
  return descriptors;
}

// Collects entries from local headers. Stops where an entry's end is not known: behind it, headers of an archive inside
// the archive would look like the package's own.
Zip recover(Bytes bytes, Incomplete &incomplete) {
  Zip zip{.bytes = bytes, .entries = {}, .recovered = true, .is_whole = false, .oddities = {}};
  const std::map<u64, ZipEntry> descriptors = find_descriptors(bytes);
  const std::string_view text = as_text(bytes);
  for (size_t at = text.find(local_mark); at != std::string_view::npos && zip.entries.size() < most_entries;
       at = text.find(local_mark, at)) {
    std::optional<ZipEntry> local = read_local_header(bytes, at);
    if (!local || !is_valid_name(local->name)) {
      at += 4;
      continue;
    }
    ZipEntry &entry = *local;
    const auto described = descriptors.find(entry.data_offset);
    if (entry.flags & has_descriptor && entry.compressed_size == 0 && described != descriptors.end()) {
      entry.crc32 = described->second.crc32;
      entry.compressed_size = described->second.compressed_size;
      entry.size = described->second.size;
    }
    const bool end_unknown =
        entry.flags & has_descriptor && entry.compressed_size == 0 && described == descriptors.end();
    const u64 needed = std::max(entry.compressed_size, bytes_needed(entry));
    if (end_unknown || needed > bytes.size() - entry.data_offset) {
      incomplete.add(GapKind::damaged, entry.name, place_of(entry), "the end of the data is missing",
                     lost_with(entry.name));
      break;
    }
    note_name(entry, zip.oddities);
    zip.entries.push_back(entry);
    at = entry.data_offset + entry.compressed_size;
  }
  return zip;
}

struct FreeDecompressor {
  void operator()(libdeflate_decompressor *decompressor) const { libdeflate_free_decompressor(decompressor); }
};

// Why an entry can't be inflated, whatever its data is; empty if nothing speaks against it.
std::string refusal_of(const ZipEntry &entry, const ZipLimits &limits) {
  if (entry.size > limits.entry_bytes)
    return fmt::format("{}: declares {} bytes, more than the limit of {}", entry.name, entry.size, limits.entry_bytes);
  if (entry.size / deflate_ratio > entry.compressed_size)
    return fmt::format("{}: declares {} bytes, more than {} compressed ones can hold", entry.name, entry.size,
                       entry.compressed_size);
  return "";
}

Result<Unpacked> inflate(Bytes data, const ZipEntry &entry, std::span<u8> room, const ZipLimits &limits) {
  if (std::string refusal = refusal_of(entry, limits); !refusal.empty()) return fail(std::move(refusal));
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor || room.size() < entry.size)
    return fail(fmt::format("{}: there is no memory to inflate it", entry.name));
  u8 nothing = 0; // where no bytes are expected the room may have no address
  size_t used = 0, inflated = 0;
  const libdeflate_result result =
      libdeflate_deflate_decompress_ex(decompressor.get(), data.data(), data.size(),
                                       entry.size == 0 ? &nothing : room.data(), entry.size, &used, &inflated);
  if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
    return fail(fmt::format("{}: inflates to more than the declared {} bytes", entry.name, entry.size));
  if (result != LIBDEFLATE_SUCCESS) return fail(fmt::format("{}: the compressed data is damaged", entry.name));
  if (inflated != entry.size)
    return fail(fmt::format("{}: inflates to {} bytes instead of the declared {}", entry.name, inflated, entry.size));
  return Unpacked{room.first(entry.size), data.size() - used};
}

} // namespace

Lost lost_with(std::string_view name) {
  // Of a module of a bundle too.
  if (name == "AndroidManifest.xml" || name.ends_with("/manifest/AndroidManifest.xml")) return Lost::manifest;
  if (name == "module.json" || name == "config.json" || name.ends_with(".app/Info.plist")) return Lost::manifest;
  if (name.ends_with(".dex") || name.ends_with(".abc") || name == "classes.jar") return Lost::code;
  // A member of an archive of packages, which keeps them in none of an app's own folders.
  const bool is_asset = name.starts_with("assets/") || name.starts_with("res/");
  if (name.ends_with(".apk") && !is_asset) return Lost::everything;
  if (name.ends_with("/resources.pb") && !is_asset) return Lost::resources;
  if (name == "resources.arsc" || name.starts_with("res/")) return Lost::resources;
  if (name.ends_with(".so")) return Lost::native_code;
  if (name.starts_with("META-INF/")) return Lost::signature;
  return Lost::assets;
}

Result<Zip> read_zip(Bytes bytes, Incomplete &incomplete) {
  Incomplete by_directory;
  const std::optional<Directory> directory = find_directory(bytes, by_directory);
  std::optional<Zip> zip;
  if (directory) zip = read_by_directory(bytes, *directory, by_directory);
  if (zip) {
    drop_duplicates(*zip, by_directory);
    note_overlaps(*zip, zip->oddities);
    zip->is_whole = by_directory.gaps.empty();
    incomplete.append(std::move(by_directory));
    return std::move(*zip);
  }
  Incomplete by_headers;
  Zip recovered = recover(bytes, by_headers);
  if (recovered.entries.empty()) return fail("is no Android package: it holds no intact zip entry");
  drop_duplicates(recovered, by_headers);
  recovered.oddities.add(Odd::no_directory, "", "there is no usable central directory");
  incomplete.add(
      GapKind::damaged, "", "central directory",
      "there is no usable central directory, so Android refuses the file; what its local headers name was read",
      Lost::everything);
  incomplete.append(std::move(by_headers));
  return recovered;
}

const ZipEntry *find_entry(const Zip &zip, std::string_view name) {
  const auto name_of_entry = [&](u32 i) { return zip.entries[i].name; };
  const auto found = std::ranges::lower_bound(zip.order, name, {}, name_of_entry);
  return found != zip.order.end() && name_of_entry(*found) == name ? &zip.entries[*found] : nullptr;
}

u64 room_for(const ZipEntry &entry, const ZipLimits &limits) {
  return entry.method == deflated && refusal_of(entry, limits).empty() ? entry.size : 0;
}

Result<Unpacked> unpack(const Zip &zip, const ZipEntry &entry, std::span<u8> room, const ZipLimits &limits) {
  Reader reader(zip.bytes, entry.data_offset);
  const Bytes data = reader.read_bytes(bytes_needed(entry));
  if (reader.failed()) return fail(fmt::format("{}: the data runs past the end of the file", entry.name));
  return entry.method == deflated ? TRY(inflate(data, entry, room, limits)) : Unpacked{data, 0};
}

Result<Unpacked> unpack(const Zip &zip, const ZipEntry &entry, Buffer &buffer, const ZipLimits &limits) {
  const u64 needed = room_for(entry, limits);
  if (buffer.size() < needed) buffer = Buffer(needed);
  return unpack(zip, entry, buffer.room(), limits);
}

std::string crc_problem(const ZipEntry &entry, Bytes bytes) {
  const u32 crc = libdeflate_crc32(0, bytes.data(), bytes.size());
  return crc == entry.crc32 ? "" : fmt::format("CRC-32 is {:08x} instead of {:08x}", crc, entry.crc32);
}

Result<Bytes> extract(const Zip &zip, const ZipEntry &entry, Buffer &buffer, const ZipLimits &limits) {
  const Unpacked whole = TRY(unpack(zip, entry, buffer, limits));
  const std::string problem = crc_problem(entry, whole.bytes);
  if (!problem.empty()) return fail(fmt::format("{}: {}", entry.name, problem));
  return whole.bytes;
}

} // namespace kinsafe
