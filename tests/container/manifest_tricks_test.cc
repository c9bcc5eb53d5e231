// Tricks with the binary manifest, which obfuscators play on decoders: Android installs the package all the same, and
// reads what is read here. Each is built from a clean manifest.
#include "tests/container/build_package.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

AxmlBuilder clean() {
  AxmlBuilder builder = manifest_builder();
  builder.open("manifest", {package_is("org.example")});
  builder.element("uses-permission", {name_is("android.permission.READ_SMS")});
  builder.close("manifest");
  return builder;
}
std::vector<u8> patched(size_t at, u64 value, int count) {
  std::vector<u8> bytes = clean().build();
  patch(bytes, at, value, count);
  return bytes;
}
// The chunk with `more` before its body's last `kept` bytes.
std::vector<u8> grown(std::vector<u8> chunk, const std::vector<u8> &more, size_t kept) {
  chunk.insert(chunk.end() - static_cast<std::ptrdiff_t>(kept), more.begin(), more.end());
  patch(chunk, 4, chunk.size(), 4);
  return chunk;
}
std::vector<u8> joined(const std::vector<std::vector<u8>> &chunks) {
  ByteWriter body;
  for (const std::vector<u8> &chunk : chunks) body.append(chunk);
  return build_chunk(3, {}, body.bytes);
}
// The clean manifest's elements with 24 bytes an attribute, the last four of them never read.
std::vector<u8> with_wide_attributes() {
  AxmlBuilder builder = clean();
  std::vector<u8> nodes;
  for (size_t at = 0; at < builder.nodes.size();) {
    const size_t size = Reader(builder.nodes, at + 4).read_u32();
    std::vector<u8> node(builder.nodes.begin() + static_cast<std::ptrdiff_t>(at),
                         builder.nodes.begin() + static_cast<std::ptrdiff_t>(at + size));
    if (Reader(node).read_u16() == 0x102) {
      node = grown(node, {0xff, 0xff, 0xff, 0xff}, 0);
      patch(node, 26, 24, 2);
    }
    nodes.insert(nodes.end(), node.begin(), node.end());
    at += size;
  }
  builder.nodes = nodes;
  return builder.build();
}

constexpr size_t pool_at = 8; // of the string pool in the document
const std::vector<u8> junk = build_chunk(0x7777, {}, {1, 2, 3, 4, 5, 6, 7, 8});

struct Trick {
  std::string_view name, android;
  std::vector<u8> (*build)();
  Names oddities;
  bool is_read = true; // else the manifest is a gap
};
void PrintTo(const Trick &trick, std::ostream *out) { *out << trick.android; }

const Trick tricks[] = {
    {"nothing", "reads it", [] { return clean().build(); }, {}},
    {"document_of_type_0", "reads it: most versions do not look at the type",
     [] { return patched(0, 0, 2); }, {"xml_type"}},
    {"document_of_type_1", "reads it", [] { return patched(0, 1, 2); }, {"xml_type"}},
    {"document_with_a_longer_header", "skips the rest of the header",
     [] {
       std::vector<u8> bytes = clean().build();
       bytes.insert(bytes.begin() + 8, 4, 0xaa);
       patch(bytes, 2, 12, 2);
       patch(bytes, 4, bytes.size(), 4);
       return bytes;
     },
     {}},
    {"document_larger_than_the_file", "refuses it", [] { return patched(4, 0x100000, 4); }, {}, false},
    {"bytes_behind_the_document", "reads as far as the document says",
     [] {
       std::vector<u8> bytes = clean().build();
       bytes.resize(bytes.size() + 100, 0xee);
       return bytes;
     },
     {"xml_trailing_data"}},
    {"unknown_chunk_before_the_strings", "skips it",
     [] { return joined({junk, clean().pool(), clean().resource_map(), clean().nodes}); }, {"xml_unknown_chunk"}},
    {"unknown_chunk_before_the_nodes", "skips it",
     [] { return joined({clean().pool(), clean().resource_map(), junk, clean().nodes}); }, {"xml_unknown_chunk"}},
    {"unknown_chunk_between_nodes", "skips it, if it is long enough for a node",
     [] {
       AxmlBuilder builder = clean();
       builder.nodes.clear();
       builder.open("manifest", {package_is("org.example")});
       builder.add_node(0x7777, {1, 2, 3, 4});
       builder.element("uses-permission", {name_is("android.permission.READ_SMS")}).close("manifest");
       return builder.build();
     },
     {"xml_unknown_chunk"}},
    {"short_chunk_between_nodes", "refuses it: what follows the first node must have a node's header",
     [] {
       AxmlBuilder builder = clean();
       builder.nodes.clear();
       builder.open("manifest", {package_is("org.example")});
       builder.nodes.insert(builder.nodes.end(), junk.begin(), junk.end());
       builder.close("manifest");
       return builder.build();
     },
     {}, false},
    {"chunk_of_a_length_that_is_no_multiple_of_four", "refuses it",
     [] { return joined({build_chunk(0x7777, {}, {1}), clean().pool(), clean().resource_map(), clean().nodes}); },
     {}, false},
    {"chunk_of_no_length", "refuses it",
     [] { return joined({{0x77, 0x77, 8, 0, 0, 0, 0, 0}, clean().pool()}); }, {}, false},
    {"strings_after_the_nodes_alone", "refuses it: there is no pool when the first node comes",
     [] { return joined({clean().resource_map(), clean().nodes, clean().pool()}); }, {}, false},
    {"two_string_pools", "takes the later one",
     [] { return joined({build_string_pool({u"decoy"}), clean().pool(), clean().resource_map(), clean().nodes}); },
     {"xml_string_pool"}},
    {"string_count_above_the_true_one", "reads it while the offsets fit into the chunk",
     [] { return patched(pool_at + 8, clean().strings.size() + 6, 4); }, {"xml_string_pool"}},
    {"string_count_out_of_the_chunk", "refuses it", [] { return patched(pool_at + 8, 0x1000000, 4); }, {}, false},
    {"string_offset_past_the_end", "reads it: nobody asks for the string",
     [] {
       AxmlBuilder builder = clean();
       builder.strings.push_back("never named");
       std::vector<u8> bytes = builder.build();
       patch(bytes, pool_at + 28 + 4 * (builder.strings.size() - 1), 0x7fffffff, 4);
       return bytes;
     },
     {"xml_string_pool"}},
    {"style_count_without_styles", "refuses it: the styles must lie behind the strings",
     [] { return patched(pool_at + 12, 1, 4); }, {}, false},
    {"unknown_flags_of_the_strings", "reads it: looks at the flag for UTF-8 alone",
     [] { return patched(pool_at + 16, 0xfffffeff, 4); }, {"xml_string_pool"}},
    {"attributes_of_24_bytes", "reads it: goes on by the size that the element says",
     [] { return with_wide_attributes(); }, {"xml_attribute_layout", "xml_attribute_layout"}},
    {"attributes_out_of_the_element", "refuses it",
     [] {
       AxmlBuilder builder = clean();
       patch(builder.nodes, 26, 0x4000, 2);
       return builder.build();
     },
     {}, false},
    {"attribute_without_name_and_id", "passes it over",
     [] {
       AxmlBuilder builder = manifest_builder();
       builder.open("manifest", {package_is("org.example"), text_attribute("", 0, "junk")});
       builder.element("uses-permission", {name_is("android.permission.READ_SMS")}).close("manifest");
       return builder.build();
     },
     {"xml_nameless_attribute"}},
    {"attributes_whose_names_are_gone", "asks for resource ids, not for names",
     [] {
       AxmlBuilder builder = clean();
       for (size_t i = 0; i < builder.ids.size(); ++i) builder.strings[i] = "";
       return builder.build();
     },
     {}},
    {"attribute_in_another_namespace", "asks for resource ids, not for namespaces",
     [] {
       AxmlBuilder builder = clean();
       *std::ranges::find(builder.strings, android_uri) = "http://example.org/";
       return builder.build();
     },
     {}},
    {"namespace_that_is_never_ended", "reads it: looks at no namespace node",
     [] {
       AxmlBuilder builder = manifest_builder();
       builder.add_node(0x100, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
       builder.open("manifest", {package_is("org.example")});
       builder.element("uses-permission", {name_is("android.permission.READ_SMS")}).close("manifest");
       return builder.build();
     },
     {}},
};

class ManifestTricks : public testing::TestWithParam<Trick> {};

TEST_P(ManifestTricks, is_told_and_read_as_android_reads_it) {
  const Trick &trick = GetParam();
  const OpenedBytes opened("app.apk", as_string(build_zip({{"AndroidManifest.xml", as_string(trick.build())}}).bytes));
  ASSERT_TRUE(opened.package) << opened.package.error().message;
  Names oddities;
  for (const Oddity &oddity : opened.package->oddities.list) {
    oddities.emplace_back(name_of(oddity.what));
    EXPECT_EQ(oddity.part, "AndroidManifest.xml");
  }
  EXPECT_EQ(oddities, trick.oddities);
  EXPECT_EQ(opened.package->manifest.has_value(), trick.is_read);
  EXPECT_EQ(opened.incomplete.gaps.empty(), trick.is_read);
  if (!opened.package->manifest) return;
  EXPECT_EQ(opened.package->manifest->package, "org.example");
  EXPECT_EQ(opened.permissions(), Names{"android.permission.READ_SMS"});
}

INSTANTIATE_TEST_SUITE_P(axml, ManifestTricks, testing::ValuesIn(tricks),
                         [](const auto &trick) { return std::string(trick.param.name); });

} // namespace
} // namespace kinsafe
