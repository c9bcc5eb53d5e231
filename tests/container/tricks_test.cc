// Tricks with the zip container, as malware and Android's own tests of its zip reader know them. Each is built from a
// clean package; the table says what Android does and what is made of it here: the permissions and the code that are
// read, the oddities, and the gaps. Where Android takes the trick, nothing is hidden and no gap may stand.
#include "tests/container/build_package.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <set>

namespace kinsafe {
namespace {

using Entries = std::vector<TestEntry>;
constexpr size_t manifest = 0, dex = 1, text = 2; // of the clean package

Entries clean() {
  return {{"AndroidManifest.xml", build_manifest({.permissions = {"READ_SMS"}})},
          {"classes.dex", "one" + std::string(500, '1')},
          {"res/text.txt", "text", 0}};
}

std::vector<u8> with(void (*change)(Entries &)) {
  Entries entries = clean();
  change(entries);
  return build_zip(entries).bytes;
}
std::vector<u8> patched(void (*change)(TestZip &)) {
  TestZip zip = build_zip(clean());
  change(zip);
  return zip.bytes;
}
void insert(std::vector<u8> &bytes, size_t at, std::string_view more) {
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
}
std::string end_record(u64 directory_offset, u64 directory_size, u16 entries, u16 comment) {
  ByteWriter out;
  out.u32_(0x06054b50).u32_(0).u16_(entries).u16_(entries).u32_(directory_size).u32_(directory_offset).u16_(comment);
  return as_string(out.bytes);
}

struct Trick {
  std::string_view name, android;
  std::vector<u8> (*build)();
  Names oddities;              // "word", or "word part"
  Names gaps = {};             // "part", "-" for the package as a whole
  std::string_view read = "manifest dex";
};

void PrintTo(const Trick &trick, std::ostream *out) { *out << trick.android; }

const Trick tricks[] = {
    {"nothing", "installs", [] { return build_zip(clean()).bytes; }, {}},

    // Flags and methods.
    {"encryption_flag_in_both_headers", "installs: looks at no flag but the third",
     [] { return with([](Entries &e) { e[manifest].flags = 1, e[dex].flags = 1; }); },
     {"encryption_flag AndroidManifest.xml", "encryption_flag classes.dex"}},
    {"encryption_flag_in_the_directory", "installs",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.record_offsets[dex] + record_at::flags, 1, 2); }); },
     {"encryption_flag classes.dex", "local_header_differs classes.dex"}},
    {"encryption_flag_in_the_local_header", "installs",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.local_offsets[dex] + local_at::flags, 1, 2); }); },
     {"encryption_flag classes.dex", "local_header_differs classes.dex"}},
    {"all_flags_but_the_descriptor", "installs",
     [] { return with([](Entries &e) { e[manifest].flags = 0xfff7; }); },
     {"encryption_flag AndroidManifest.xml"}},
    {"flag_for_utf8_in_one_header", "installs: takes every name for UTF-8",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.record_offsets[dex] + record_at::flags, 1 << 11, 2); }); },
     {}},
    {"unknown_method_of_the_manifest", "installs: takes what is not deflated for stored",
     [] { return with([](Entries &e) { e[manifest].method = 0x1234; }); },
     {"unknown_method AndroidManifest.xml"}},
    {"unknown_method_of_code", "installs, and can't load the code: its extractor knows two methods",
     [] { return with([](Entries &e) { e[dex].method = 99; }); },
     {"unknown_method classes.dex"}, {"classes.dex"}},
    {"unknown_method_in_the_local_header", "installs: the directory's method counts",
     [] { return with([](Entries &e) { e[manifest].local_method = 0x4a4a; }); },
     {"local_header_differs AndroidManifest.xml"}},
    {"stored_by_the_directory_deflated_by_the_local_header", "installs: the directory's method counts",
     [] { return with([](Entries &e) { e[manifest].method = 0, e[manifest].local_method = 8; }); },
     {"local_header_differs AndroidManifest.xml"}},
    {"deflated_by_the_directory_stored_by_the_local_header", "installs: the directory's method counts",
     [] { return with([](Entries &e) { e[dex].local_method = 0; }); },
     {"local_header_differs classes.dex"}},
    {"deflated_by_its_method_stored_in_truth", "can't open the entry: it is no deflate stream",
     [] {
       Entries e = clean();
       e[dex].method = 0;
       TestZip zip = build_zip(e);
       patch(zip.bytes, zip.record_offsets[dex] + record_at::method, 8, 2);
       patch(zip.bytes, zip.local_offsets[dex] + local_at::method, 8, 2);
       return zip.bytes;
     },
     {}, {"classes.dex"}, "manifest"},
    {"stored_by_its_method_deflated_in_truth", "takes the stream itself, and what follows it, for the code",
     [] {
       return patched([](TestZip &z) {
         patch(z.bytes, z.record_offsets[dex] + record_at::method, 0, 2);
         patch(z.bytes, z.record_offsets[dex] + record_at::size, 20, 4);
         patch(z.bytes, z.local_offsets[dex] + local_at::size, 20, 4);
       });
     },
     {"stored_sizes_differ classes.dex", "local_header_differs classes.dex", "wrong_crc classes.dex",
      "overlapping_entries res/text.txt"},
     {"classes.dex"}, "manifest"},

    // Sizes.
    {"stored_with_another_compressed_size", "installs: of stored entries the unpacked size counts",
     [] { return with([](Entries &e) { e[manifest].method = 0, e[manifest].compressed_size = 3; }); },
     {"stored_sizes_differ AndroidManifest.xml"}},
    {"stored_with_a_compressed_size_past_the_directory", "can't open the entry: looks at both sizes",
     [] { return with([](Entries &e) { e[text].compressed_size = 0x10000; }); },
     {"header_misplaced res/text.txt"}, {"res/text.txt"}},
    {"data_past_the_directory", "can't open the entry",
     [] { return with([](Entries &e) { e[dex].compressed_size = 0x10000; }); },
     {"header_misplaced classes.dex"}, {"classes.dex"}, "manifest"},
    {"local_size_differs", "can't open the entry",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.local_offsets[dex] + local_at::size, 7, 4); }); },
     {"local_header_differs classes.dex"}, {"classes.dex"}},
    {"local_crc_differs", "can't open the entry, although it verifies no CRC-32",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.local_offsets[dex] + local_at::crc, 7, 4); }); },
     {"local_header_differs classes.dex"}, {"classes.dex"}},
    {"local_sizes_differ_beside_a_descriptor", "installs: asks the descriptor and not the local header",
     [] {
       TestZip zip = build_zip([] { Entries e = clean(); e[dex].flags = 8; return e; }());
       patch(zip.bytes, zip.local_offsets[dex] + local_at::size, 0x7fffffff, 4);
       return zip.bytes;
     },
     {"local_header_differs classes.dex"}},
    {"size_too_small", "can't open the entry: the stream must end with the declared size",
     [] { return with([](Entries &e) { e[dex].size = 3; }); }, {}, {"classes.dex"}, "manifest"},
    {"size_too_large", "can't open the entry",
     [] { return with([](Entries &e) { e[dex].size = 1000; }); }, {}, {"classes.dex"}, "manifest"},
    {"bomb_by_its_declared_size", "can't open the entry, having made room for it",
     [] { return with([](Entries &e) { e[dex].size = 0x7fffffff; }); },
     {"bomb_ratio classes.dex"}, {"classes.dex"}, "manifest"},
    {"bomb_of_64_megabytes", "unpacks it where the app asks for it",
     [] {
       Entries e = clean();
       e.push_back({"assets/zeros", std::string(600000, '\0'), 0, 0, {}, 64 << 20, 600000});
       TestZip zip = build_zip(e);
       patch(zip.bytes, zip.record_offsets[3] + record_at::method, 8, 2);
       patch(zip.bytes, zip.local_offsets[3] + local_at::method, 8, 2);
       return zip.bytes;
     },
     {"bomb_ratio assets/zeros"}},
    {"bomb_of_overlapping_entries", "installs: asks not whose bytes they are; the local header's name has to fit",
     [] {
       // Each entry's stored data holds the records of the next ones (David Fifield's kind, with stored quotes).
       const TestZip inner = build_zip({{"assets/b", std::string(3000, 'b')}});
       const std::string kernel = as_string({inner.bytes.begin(), inner.bytes.begin() + 80});
       Entries entries = clean();
       entries.push_back({"assets/a", kernel, 0});
       entries.push_back({"assets/b", std::string(3000, 'b')});
       TestZip zip = build_zip(entries);
       patch(zip.bytes, zip.record_offsets[4] + record_at::offset, zip.data_offsets[3], 4);
       return zip.bytes;
     },
     {"overlapping_entries assets/b"}},
    {"two_records_for_one_local_header", "can't open the second: the local header has another name",
     [] {
       return patched([](TestZip &z) {
         patch(z.bytes, z.record_offsets[dex] + record_at::offset, z.local_offsets[manifest], 4);
       });
     },
     {"local_header_differs classes.dex", "overlapping_entries classes.dex"}, {"classes.dex", "classes.dex"},
     "manifest"},

    // CRC-32 and what follows the data.
    {"wrong_crc_without_signature", "does not install: nothing signs the bytes",
     [] { return with([](Entries &e) { e[dex].crc = 1; }); },
     {"wrong_crc classes.dex"}, {"classes.dex"}, "manifest"},
    {"descriptor", "installs",
     [] { return with([](Entries &e) { e[dex].flags = 8; }); }, {}},
    {"descriptor_without_its_mark", "installs: the mark may be left out",
     [] {
       Entries e = clean();
       e[text].flags = 8;
       TestZip zip = build_zip(e);
       const auto at = zip.bytes.begin() + static_cast<std::ptrdiff_t>(zip.data_offsets[text] + 4);
       zip.bytes.erase(at, at + 4);
       patch(zip.bytes, zip.end_offset - 4 + end_at::offset, zip.directory_offset - 4, 4);
       return zip.bytes;
     },
     {}},
    {"descriptor_with_wrong_values", "newer versions do not load the code, older ones believe the descriptor",
     [] {
       Entries e = clean();
       e[dex].flags = 8;
       TestZip zip = build_zip(e);
       patch(zip.bytes, zip.data_offsets[dex] + deflate(e[dex].content).size() + 12, 7, 4);
       return zip.bytes;
     },
     {"wrong_descriptor classes.dex"}, {"classes.dex"}},
    {"descriptor_of_the_manifest_with_wrong_values", "installs: what is mapped is not checked",
     [] {
       Entries e = clean();
       e[manifest].flags = 8;
       TestZip zip = build_zip(e);
       patch(zip.bytes, zip.data_offsets[manifest] + deflate(e[manifest].content).size() + 4, 7, 4);
       return zip.bytes;
     },
     {"wrong_descriptor AndroidManifest.xml"}},
    {"descriptor_flag_in_the_directory_alone", "installs: the local header's flag counts",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.record_offsets[dex] + record_at::flags, 8, 2); }); },
     {"local_header_differs classes.dex"}},
    {"descriptor_flag_in_the_local_header_alone", "looks for a descriptor and loads no code without one",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.local_offsets[dex] + local_at::flags, 8, 2); }); },
     {"local_header_differs classes.dex", "wrong_descriptor classes.dex"}, {"classes.dex"}},
    {"stream_with_bytes_behind_it", "installs: the last piece read need not be used up",
     [] {
       Entries e = clean();
       e[dex].compressed_size = static_cast<u32>(deflate(e[dex].content).size() + 5);
       return build_zip(e).bytes;
     },
     {"data_behind_stream classes.dex", "overlapping_entries res/text.txt"}},
    {"stream_with_many_bytes_behind_it", "does not load the code: a whole piece is left over",
     [] {
       Entries e = clean();
       e[dex].compressed_size = static_cast<u32>(deflate(e[dex].content).size() + 70000);
       e[text].content = std::string(80000, 't');
       return build_zip(e).bytes;
     },
     {"data_behind_stream classes.dex", "overlapping_entries res/text.txt"}, {"classes.dex"}},
    {"stream_that_ends_early", "can't open the entry",
     [] { return with([](Entries &e) { e[dex].compressed_size = 5; }); }, {}, {"classes.dex"}, "manifest"},
    {"no_code_in_classes_dex", "installs; the class loader finds no dex in it",
     [] { return with([](Entries &e) { e[dex].content = ""; }); }, {}},

    // Names.
    {"duplicate_code", "refuses the file; until 4.2 verified one and ran the other (bug 8219321, Master Key)",
     [] { return with([](Entries &e) { e.push_back({"classes.dex", "two"}); }); },
     {"duplicate_name classes.dex"}, {"classes.dex"}},
    {"duplicate_manifest", "refuses the file",
     [] { return with([](Entries &e) { e.push_back(e[manifest]); }); },
     {"duplicate_name AndroidManifest.xml"}, {"AndroidManifest.xml"}},
    {"duplicate_of_what_nobody_reads", "refuses the file",
     [] { return with([](Entries &e) { e.push_back(e[text]); }); },
     {"duplicate_name res/text.txt"}, {"res/text.txt"}},
    {"local_name_differs", "can't open the entry (bug 9950697 used its length)",
     [] { return with([](Entries &e) { e[dex].local_name = "classes.dex.old"; }); },
     {"local_header_differs classes.dex"}, {"classes.dex"}},
    {"local_name_of_the_same_length_differs", "can't open the entry",
     [] { return with([](Entries &e) { e[dex].local_name = "classes.dey"; }); },
     {"local_header_differs classes.dex"}, {"classes.dex"}},
    {"empty_name", "installs; nobody can ask for the entry",
     [] { return with([](Entries &e) { e.push_back({"", "x"}); }); }, {"bad_name"}, {"-"}},
    {"name_with_a_zero", "refuses the file",
     [] { return with([](Entries &e) { e.push_back({std::string("a\0b", 3), "x"}); }); },
     {fmt::format("bad_name {}", std::string_view("a\0b", 3))}, {std::string("a\0b", 3)}},
    {"name_that_is_no_utf8", "refuses the file",
     [] { return with([](Entries &e) { e.push_back({"\xff\xfe", "x"}); }); },
     {"bad_name \xef\xbf\xbd\xef\xbf\xbd"}, {"\xef\xbf\xbd\xef\xbf\xbd"}},
    {"name_that_leaves_the_folder", "installs: unpacks nothing by such a name",
     [] { return with([](Entries &e) { e.push_back({"assets/../../classes.dey", "x"}); }); },
     {"path_escape assets/../../classes.dey"}},
    {"code_under_a_roundabout_name", "installs: asks for exact names, so that this is no classes.dex",
     [] { return with([](Entries &e) { e.push_back({"META-INF/../classes.dex", "x"}); }); },
     {"path_escape META-INF/../classes.dex"}, {"META-INF/../classes.dex"}},
    {"absolute_name", "installs",
     [] { return with([](Entries &e) { e.push_back({"/classes.txt", "x"}); }); }, {"path_escape /classes.txt"}},
    {"name_with_backslashes", "installs",
     [] { return with([](Entries &e) { e.push_back({"assets\\..\\a", "x"}); }); }, {"path_escape assets\\..\\a"}},
    {"folder_with_the_name_of_the_manifest", "installs: reads the file; tools that unpack it stumble",
     [] { return with([](Entries &e) { e.insert(e.begin(), {"AndroidManifest.xml/", ""}); }); },
     {"lookalike_name AndroidManifest.xml/"}},
    {"file_in_a_folder_with_the_name_of_the_code", "installs",
     [] { return with([](Entries &e) { e.push_back({"classes.dex/x", ""}); }); },
     {"lookalike_name classes.dex/x"}},
    {"manifest_in_small_letters", "installs: asks for the exact name",
     [] { return with([](Entries &e) { e.push_back({"androidmanifest.xml", "x"}); }); },
     {"lookalike_name androidmanifest.xml"}},
    {"code_with_a_leading_zero", "installs, and does not load it",
     [] { return with([](Entries &e) { e.push_back({"classes02.dex", "two"}); }); },
     {"lookalike_name classes02.dex"}, {"classes02.dex"}},
    {"code_behind_a_missing_number", "installs, and does not load it",
     [] { return with([](Entries &e) { e.push_back({"classes3.dex", "three"}); }); }, {}, {"classes3.dex"}},
    {"name_too_long_for_a_file", "installs: unpacks nothing by such a name",
     [] { return with([](Entries &e) { e.push_back({"assets/" + std::string(300, 'n'), "x"}); }); },
     {"long_name assets/" + std::string(248, 'n')}},

    // Beginning and end of the file.
    {"code_in_front", "refuses the file since December 2017; before, ran what stands there (Janus, CVE-2017-13156)",
     [] { return build_zip(clean(), "dex\n035").bytes; }, {"prepended_data"}, {"-"}},
    {"bytes_behind_the_end", "refuses the file",
     [] { return patched([](TestZip &z) { z.bytes.resize(z.bytes.size() + 9); }); }, {"data_after_end"}, {"-"}},
    {"comment_longer_than_said", "refuses the file",
     [] {
       return patched([](TestZip &z) {
         z.bytes.resize(z.bytes.size() + 40, 'c');
         patch(z.bytes, z.end_offset + end_at::comment_length, 30, 2);
       });
     },
     {"data_after_end"}, {"-"}},
    {"comment_shorter_than_said", "refuses the file",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::comment_length, 30, 2); }); },
     {"data_after_end"}, {"-"}},
    {"comment", "installs; tools that mark where an app came from put it there",
     [] { return build_zip(clean(), "", "c").bytes; }, {}},
    {"end_record_in_the_comment", "takes the last one that it finds, and refuses the file, for it does not end it",
     [] { return build_zip(clean(), "", end_record(0, 0, 1, 5) + "comment").bytes; },
     {"no_directory"}, {"-", "-"}},
    {"end_record_in_the_comment_that_fits", "takes the last end record, and so another directory",
     [] {
       TestZip zip = build_zip(clean(), "", end_record(0, 0, 1, 0));
       patch(zip.bytes, zip.bytes.size() - 22 + end_at::offset, zip.directory_offset, 4);
       patch(zip.bytes, zip.bytes.size() - 22 + end_at::size, zip.end_offset - zip.directory_offset, 4);
       patch(zip.bytes, zip.bytes.size() - 22 + end_at::entries, 3, 2);
       return zip.bytes;
     },
     {"data_behind_directory", "second_end_record"}},
    {"bytes_between_directory_and_end", "installs with a v1 signature; finds no newer one",
     [] { return patched([](TestZip &z) { insert(z.bytes, z.end_offset, "hidden"); }); },
     {"data_behind_directory"}},
    {"directory_size_too_large", "refuses the file: the directory would overlap the end record",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::size, 0x10000, 4); }); },
     {"no_directory"}, {"-", "-"}},
    {"directory_offset_out_of_the_file", "refuses the file",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::offset, 0x10000000, 4); }); },
     {"no_directory"}, {"-", "-"}},
    {"directory_size_too_small", "refuses the file: the records run out",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::size, 50, 4); }); },
     {"no_directory"}, {"-", "-"}},
    {"more_entries_than_records", "refuses the file",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::entries, 9, 2); }); },
     {"no_directory"}, {"-", "-"}},
    {"fewer_entries_than_records", "sees as many as are counted; other tools see all",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::entries, 2, 2); }); },
     {"data_behind_directory", "hidden_records"}, {"-"}},
    {"no_entries_by_the_count", "refuses the file",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::entries, 0, 2); }); },
     {"no_directory"}, {"-", "-"}},
    {"another_count_on_this_disk", "installs: the count of all disks counts",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::entries_here, 1, 2); }); }, {}},
    {"record_with_a_wrong_mark", "refuses the file",
     [] { return patched([](TestZip &z) { z.bytes[z.record_offsets[text]] = 'X'; }); }, {"no_directory"}, {"-", "-"}},

    // Local headers elsewhere, and fields that nobody reads.
    {"local_header_behind_the_directory", "refuses the file",
     [] {
       return patched([](TestZip &z) {
         patch(z.bytes, z.record_offsets[text] + record_at::offset, z.directory_offset + 1, 4);
       });
     },
     {"header_misplaced res/text.txt"}, {"res/text.txt"}},
    {"local_header_without_its_mark", "can't open the entry",
     [] { return patched([](TestZip &z) { z.bytes[z.local_offsets[text]] = 'X'; }); },
     {"header_misplaced res/text.txt"}, {"res/text.txt"}},
    {"local_extra_field_as_a_negative_length", "reads the length as unsigned; old Java code did not (bug 9695860)",
     [] { return with([](Entries &e) { e[dex].local_extra = std::string(0xfffd, 'x'); }); }, {}},
    {"local_extra_field_past_the_directory", "can't open the entry",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.local_offsets[text] + 28, 0xffff, 2); }); },
     {"header_misplaced res/text.txt"}, {"res/text.txt"}},
    {"extra_field_of_an_odd_length", "installs: looks into extra fields for zip64 alone",
     [] { return with([](Entries &e) { e[dex].extra = "ab\xff\xff"; }); }, {"odd_fields classes.dex"}},
    {"extra_field_as_padding", "installs",
     [] { return with([](Entries &e) { e[dex].extra = std::string(3, '\0'); }); }, {}},
    {"comment_of_an_entry", "installs",
     [] { return with([](Entries &e) { e[dex].record_comment = "PK\1\2"; }); }, {}},
    {"version_needed_of_the_future", "installs: looks at no version",
     [] {
       return patched([](TestZip &z) { patch(z.bytes, z.record_offsets[dex] + record_at::version_needed, 0xffff, 2); });
     },
     {"odd_fields classes.dex"}},
    {"entry_on_another_disk", "installs: looks at no disk",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.record_offsets[dex] + record_at::disk, 7, 2); }); },
     {"odd_fields classes.dex"}},
    {"time_that_is_none", "installs: looks at no time",
     [] {
       return patched([](TestZip &z) { patch(z.bytes, z.record_offsets[dex] + record_at::time, 0xffffffff, 4); });
     },
     {}},
    {"symbolic_link", "installs: takes it for a file",
     [] {
       return patched([](TestZip &z) {
         patch(z.bytes, z.record_offsets[text] + record_at::made_by, 3 << 8 | 20, 2);
         patch(z.bytes, z.record_offsets[text] + record_at::attributes, u64{0120777} << 16, 4);
       });
     },
     {"symbolic_link res/text.txt"}},

    // Zip64.
    {"zip64_extra_field_of_a_small_entry", "newer versions install; for older ones the entry has 4 GiB",
     [] { return with([](Entries &e) { e[dex].zip64 = true; }); }, {"zip64 classes.dex"}},
    {"zip64_extra_field_missing", "can't open the entry",
     [] {
       return patched([](TestZip &z) { patch(z.bytes, z.record_offsets[dex] + record_at::size, 0xffffffff, 4); });
     },
     {"zip64 classes.dex"}, {"classes.dex"}, "manifest"},
    {"zip64_extra_field_of_a_wrong_length", "can't open the entry",
     [] {
       Entries e = clean();
       e[dex].zip64 = true;
       TestZip zip = build_zip(e);
       patch(zip.bytes, zip.record_offsets[dex] + record_at::name + 11 + 2, 23, 2);
       return zip.bytes;
     },
     {"zip64 classes.dex"}, {"classes.dex"}, "manifest"},
    {"zip64_of_one_local_size_alone", "can't open the entry: both or none",
     [] {
       Entries e = clean();
       e[dex].zip64 = true;
       TestZip zip = build_zip(e);
       patch(zip.bytes, zip.local_offsets[dex] + local_at::size, 503, 4);
       return zip.bytes;
     },
     {"zip64 classes.dex", "header_misplaced classes.dex"}, {"classes.dex"}, "manifest"},
    {"zip64_end_record", "newer versions install, and find no signing block",
     [] { return with_zip64_end(build_zip(clean()), 3); }, {"zip64"}},
    {"zip64_end_record_elsewhere", "refuses the file",
     [] {
       std::vector<u8> bytes = with_zip64_end(build_zip(clean()), 3);
       patch(bytes, bytes.size() - 22 - 20 + 8, bytes.size(), 8);
       return bytes;
     },
     {"no_directory"}, {"-", "-"}},
    {"zip64_directory_out_of_the_file", "refuses the file",
     [] {
       std::vector<u8> bytes = with_zip64_end(build_zip(clean()), 3);
       patch(bytes, bytes.size() - 22 - 20 - 8, ~u64{0}, 8);
       return bytes;
     },
     {"no_directory"}, {"-", "-"}},
    {"zip64_locator_missing", "refuses the file: a field of all ones asks for it",
     [] { return patched([](TestZip &z) { patch(z.bytes, z.end_offset + end_at::entries_here, 0xffff, 2); }); },
     {"no_directory"}, {"-", "-"}},
    {"longest_comment", "newer versions refuse the file, its length being a sign of zip64; older ones install",
     [] { return build_zip(clean(), "", std::string(0xffff, 'c')).bytes; }, {"no_directory"}, {"-", "-"}},

    // Code that the app loads by itself.
    {"code_in_assets", "installs; the app may load it when it runs",
     [] { return with([](Entries &e) { e.push_back({"assets/plugin.dex", "dex"}); }); }, {}, {"assets/plugin.dex"}},
    {"code_in_assets_under_another_name", "installs; the app may load it when it runs",
     [] { return with([](Entries &e) { e.push_back({"assets/config.bin", "dex\n035", 0}); }); }, {},
     {"assets/config.bin"}},
    {"code_in_assets_by_an_unknown_method", "installs, and reads the asset as it stands",
     [] { return with([](Entries &e) { e.push_back({"assets/config.bin", "dex\n035", 12}); }); },
     {"unknown_method assets/config.bin"}, {"assets/config.bin"}},
};

class Tricks : public testing::TestWithParam<Trick> {};

TEST_P(Tricks, is_told_and_read_as_android_reads_it) {
  const Trick &trick = GetParam();
  const OpenedBytes opened("app.apk", as_string(trick.build()));
  ASSERT_TRUE(opened.package) << opened.package.error().message;
  std::multiset<std::string> oddities, gaps;
  for (const Oddity &oddity : opened.package->oddities.list)
    oddities.insert(fmt::format("{}{}{}", name_of(oddity.what), oddity.part.empty() ? "" : " ", oddity.part));
  for (const Gap &gap : opened.incomplete.gaps) gaps.insert(gap.part.empty() ? "-" : gap.part);
  EXPECT_EQ(oddities, std::multiset(trick.oddities.begin(), trick.oddities.end()));
  EXPECT_EQ(gaps, std::multiset(trick.gaps.begin(), trick.gaps.end()));
  std::string read;
  if (opened.package->manifest) {
    read = "manifest";
    EXPECT_EQ(opened.permissions(), Names{"android.permission.READ_SMS"});
  }
  for (const Part *part : dex_parts(*opened.package)) {
    read += " dex";
    if (!part->bytes.empty()) {
      EXPECT_EQ(as_text(part->bytes), clean()[dex].content);
    }
  }
  EXPECT_EQ(read, trick.read);
}

INSTANTIATE_TEST_SUITE_P(zip, Tricks, testing::ValuesIn(tricks),
                         [](const auto &trick) { return std::string(trick.param.name); });

} // namespace
} // namespace kinsafe
