// Looks at the records of a zip file for what ordinary tools do not write. Malware does so because tools of analysts
// believe the one place and Android the other, or because they stop where Android goes on.
#include "container/zip_oddities.h"

#include "base/reader.h"
#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace kinsafe {

namespace {

constexpr u32 local_signature = 0x04034b50;
constexpr u32 end_signature = 0x06054b50;
constexpr u32 descriptor_signature = 0x08074b50;
constexpr size_t end_bytes = 22;
constexpr size_t longest_comment = 0xffff;

constexpr u16 is_locked = 1 << 0, has_descriptor = 1 << 3; // flags
constexpr u16 newest_version = 63;                         // of the format, times ten
constexpr u16 made_on_unix = 3;
constexpr u32 file_type_bits = 0170000, link_type = 0120000; // of a Unix mode
constexpr size_t longest_file_name = 255;
constexpr u64 large_entry = u64{64} << 20;
constexpr u64 high_ratio = 100, highest_ratio = 1032; // what deflate can reach

constexpr u16 stored = 0, deflated = 8;

std::string shown(const ZipEntry &local) {
  return fmt::format("name '{}', method {}, {} bytes packed, {} unpacked, CRC-32 {:08x}",
                     to_utf8(local.name.substr(0, longest_file_name)),
                     local.method, local.compressed_size, local.size, local.crc32);
}

// What the two headers of an entry say of the same thing. Sizes in the local header may be left to the descriptor.
bool is_alike(const ZipEntry &local, const ZipEntry &entry) {
  constexpr u16 compared = is_locked | has_descriptor;
  if (local.name != entry.name || local.method != entry.method || (local.flags ^ entry.flags) & compared) return false;
  const auto agrees = [&](u64 here, u64 there) { return here == there || (here == 0 && local.flags & has_descriptor); };
  return agrees(local.size, entry.size) && agrees(local.compressed_size, entry.compressed_size) &&
         agrees(local.crc32, entry.crc32);
}

// As Android compares it where it extracts to memory or to a file: behind `size` bytes of a stored entry, behind the
// compressed bytes of any other.
bool is_described(Bytes bytes, const ZipEntry &entry) {
  Reader reader(bytes, entry.data_offset + (entry.method == stored ? entry.size : entry.compressed_size));
  u32 crc = reader.read_u32();
  if (crc == descriptor_signature) crc = reader.read_u32();
  const bool is_long = std::max(entry.size, entry.compressed_size) >= 0xffffffff;
  const auto read_size = [&] { return is_long ? reader.read_u64() : reader.read_u32(); };
  const u64 compressed_size = read_size(), size = read_size();
  return !reader.failed() && crc == entry.crc32 && compressed_size == entry.compressed_size && size == entry.size;
}

// A list of id, length and as many bytes. What is too short to be a field is padding.
bool is_extra_whole(Bytes bytes) {
  Reader extra(bytes);
  while (extra.remaining() >= 4) {
    extra.skip(2);
    extra.skip(extra.read_u16());
    if (extra.failed()) return false;
  }
  return true;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return lower;
}

// A name that a tool may take for one of those by which Android finds manifest, resources and code.
bool is_lookalike(std::string_view name) {
  std::string_view top_name = name;
  while (top_name.starts_with("./")) top_name.remove_prefix(2);
  top_name = top_name.substr(0, top_name.find('/'));
  if (top_name.size() < std::string_view("classes.dex").size()) return false; // as nearly all are
  const std::string lower = lower_case(top_name);
  const std::string_view top = lower;
  const bool is_exact = name.size() == top.size() && name.ends_with(".dex") && name.starts_with("classes");
  if (top == "androidmanifest.xml") return name != "AndroidManifest.xml";
  if (top == "resources.arsc") return name != "resources.arsc";
  if (!top.starts_with("classes") || !top.ends_with(".dex")) return false;
  const std::string_view number = top.substr(7, top.size() - 11);
  if (!std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; })) return false;
  return !is_exact || number.starts_with('0') || number == "1";
}

bool leaves_folder(std::string_view name) {
  if (name.starts_with('/') || name.contains('\\')) return true;
  return name == ".." || name.starts_with("../") || name.ends_with("/..") || name.contains("/../");
}

size_t longest_component(std::string_view name) {
  size_t longest = 0;
  for (size_t start = 0; start <= name.size();) {
    const size_t end = std::min(name.find('/', start), name.size());
    longest = std::max(longest, end - start);
    start = end + 1;
  }
  return longest;
}

} // namespace

bool note_records(Bytes bytes, const ZipEntry &entry, const ZipEntry &local, const RecordDetails &details,
                  Oddities &oddities) {
  if ((entry.flags | local.flags) & is_locked)
    oddities.add(Odd::encryption_flag, entry.name, "a flag says that the entry is encrypted");
  if (entry.method != stored && entry.method != deflated)
    oddities.add(Odd::unknown_method, entry.name, fmt::format("compression method {}", entry.method));
  if (entry.method != deflated && entry.size != entry.compressed_size)
    oddities.add(
        Odd::stored_sizes_differ, entry.name,
        fmt::format("the entry is stored, and has {} bytes packed and {} unpacked", entry.compressed_size, entry.size));
  if (!is_alike(local, entry))
    oddities.add(Odd::local_header_differs, entry.name,
                 fmt::format("local header: {}; directory: {}", shown(local), shown(entry)));
  const u64 ratio = entry.size / std::max<u64>(entry.compressed_size, 1);
  if (entry.method == deflated && (ratio > highest_ratio || (entry.size >= large_entry && ratio >= high_ratio)))
    oddities.add(Odd::bomb_ratio, entry.name,
                 fmt::format("{} bytes declare to unpack to {}", entry.compressed_size, entry.size));
  if ((details.version_needed & 0xff) > newest_version || details.disk != 0 || !is_extra_whole(details.extra))
    oddities.add(Odd::odd_fields, entry.name,
                 fmt::format("version {} needed, disk {}, {} bytes of extra fields", details.version_needed,
                             details.disk, details.extra.size()));
  if (details.made_by >> 8 == made_on_unix && (details.attributes >> 16 & file_type_bits) == link_type)
    oddities.add(Odd::symbolic_link, entry.name, "its attributes are those of a symbolic link");
  if (!(local.flags & has_descriptor) || is_described(bytes, entry)) return true;
  oddities.add(Odd::wrong_descriptor, entry.name, "the data descriptor says something else than the directory");
  return false;
}

void note_name(const ZipEntry &entry, Oddities &oddities) {
  if (leaves_folder(entry.name))
    oddities.add(Odd::path_escape, entry.name, "unpacked by its name, the entry would leave its folder");
  if (is_lookalike(entry.name))
    oddities.add(Odd::lookalike_name, entry.name, "the name is nearly one that Android looks for");
  if (entry.name.size() > longest_file_name && longest_component(entry.name) > longest_file_name)
    oddities.add(Odd::long_name, entry.name.substr(0, longest_file_name),
                 fmt::format("no file system takes a name of {} bytes", longest_component(entry.name)));
}

void note_ends(const Zip &zip, u64 directory_end, bool is_zip64, Oddities &oddities) {
  if (Reader(zip.bytes).read_u32() != local_signature)
    oddities.add(Odd::prepended_data, "", "the file does not start with a zip entry");
  if (is_zip64)
    oddities.add(Odd::zip64, "", "a zip64 end record names the directory");
  else if (directory_end < zip.end_offset)
    oddities.add(Odd::data_behind_directory, "",
                 fmt::format("{} bytes at {:#x} lie between directory and end record", zip.end_offset - directory_end,
                             directory_end));
  const u64 end_size = zip.bytes.size() - zip.end_offset;
  const u64 said = end_bytes + Reader(zip.bytes, zip.end_offset + 20).read_u16();
  if (said != end_size)
    oddities.add(Odd::data_after_end, "",
                 fmt::format("the end record at {:#x} says that {} bytes are left, and there are {}", zip.end_offset,
                             said, end_size));
  // One that fits to the end of the file would be found by whoever takes all behind it for a comment.
  const u64 last = zip.end_offset, first = zip.bytes.size() - std::min(zip.bytes.size(), end_bytes + longest_comment);
  for (u64 at = first; at < last; ++at) {
    Reader record(zip.bytes, at);
    if (record.read_u32() != end_signature) continue;
    record.skip(16);
    const u16 comment = record.read_u16();
    if (comment == record.remaining())
      oddities.add(
          Odd::second_end_record, "",
          fmt::format("an end record at {:#x}, before the one at {:#x}, fits to the file's end too", at, last));
  }
}

void note_overlaps(const Zip &zip, Oddities &oddities) {
  std::vector<const ZipEntry *> entries;
  for (const ZipEntry &entry : zip.entries) entries.push_back(&entry);
  std::ranges::stable_sort(entries, {}, [](const ZipEntry *entry) { return entry->header_offset; });
  const ZipEntry *before = nullptr; // the one that reaches farthest
  u64 end = 0;
  for (const ZipEntry *entry : entries) {
    if (before && entry->header_offset < end)
      oddities.add(Odd::overlapping_entries, entry->name,
                   fmt::format("the entry at {:#x} begins inside of {}", entry->header_offset, before->name));
    const u64 own_end = entry->data_offset + (entry->method == deflated ? entry->compressed_size : entry->size);
    if (before && own_end <= end) continue;
    before = entry, end = own_end;
  }
}

} // namespace kinsafe
