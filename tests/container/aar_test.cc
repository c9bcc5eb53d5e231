// Libraries: a manifest as text, code in a jar, and nothing that settles what the app declares.
#include "container/xml_text.h"
#include "tests/container/build_package.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

constexpr std::string_view library_manifest = R"(<?xml version="1.0" encoding="utf-8"?>
<!-- a library -->
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.library">
  <uses-sdk android:minSdkVersion="21" />
  <uses-permission android:name="android.permission.READ_SMS" android:maxSdkVersion="28" />
  <application><service android:name=".Sync" /></application>
</manifest>
)";

std::string library(const std::string &classes, std::vector<TestEntry> more = {}) {
  more.push_back({"AndroidManifest.xml", std::string(library_manifest)});
  more.push_back({"classes.jar", classes});
  return as_string(build_zip(more).bytes);
}

const std::string class_files = as_string(build_zip({{"org/library/Sync.class", "\xca\xfe"}}).bytes);

TEST(aar, a_library_declares_nothing_for_certain) {
  const OpenedBytes opened("lib.aar", library(class_files));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "aar");
  EXPECT_EQ(opened.package->manifest->package, "org.library");
  EXPECT_EQ(opened.package->manifest->min_sdk, 21u);
  EXPECT_EQ(opened.permissions(), Names({"android.permission.READ_SMS?"}));
  EXPECT_EQ(opened.package->manifest->permissions[0].max_sdk, 28u);
  EXPECT_EQ(opened.package->manifest->permissions[0].line, 5u);
  EXPECT_EQ(opened.package->manifest->components[0].class_name, "org.library.Sync");
  EXPECT_EQ(opened.lost(), Lost::everything);
  ASSERT_TRUE(opened.gap("classes.jar"));
  EXPECT_EQ(opened.gap("classes.jar")->lost, Lost::code);
}

TEST(aar, dex_in_its_jar_is_read) {
  const OpenedBytes opened("lib.aar", library(as_string(build_zip({{"classes.dex", "1"}}).bytes)));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.parts("dex"), Names({"classes.jar!classes.dex"}));
  EXPECT_FALSE(opened.gap("classes.jar"));
}

TEST(aar, a_jar_that_is_none_is_a_gap) {
  const OpenedBytes opened("lib.aar", library("no zip"));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.gap("classes.jar")->lost, Lost::code);
}

TEST(aar, a_package_with_code_and_a_text_manifest_is_no_library) {
  const OpenedBytes opened("app.apk", library(class_files, {{"classes.dex", "1"}}));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "apk");
  EXPECT_FALSE(opened.package->manifest) << "Android reads binary XML alone";
}

TEST(jar, dex_code_is_read_and_the_app_is_missing) {
  const OpenedBytes opened(
      "plugin.jar",
      as_string(build_zip({{"classes.dex", "1"}, {"META-INF/MANIFEST.MF", "m"}, {"a.class", "c"}}).bytes));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "jar");
  EXPECT_FALSE(opened.package->manifest);
  EXPECT_EQ(opened.parts("dex"), Names({"classes.dex"}));
  EXPECT_TRUE(has_any(opened.gap("AndroidManifest.xml")->lost, Lost::manifest));
  EXPECT_TRUE(opened.gap("", "class files"));
}

TEST(jar, class_files_alone_are_no_app) { EXPECT_FALSE(OpenedBytes("lib.jar", class_files).package); }

// XML as text.

std::string problem_of(std::string_view text) {
  const Result<AxmlDocument> document = read_xml_text(as_bytes(text));
  return document ? "" : document.error().message;
}

TEST(xml_text, elements_attributes_and_texts_are_read) {
  const Result<AxmlDocument> document =
      read_xml_text(as_bytes("\xef\xbb\xbf<?xml version='1.0'?>\n<a x=\"1 &lt; 2\" y='&#x8D37;&#38;'>\n "
                             "<b/>t&amp;u<![CDATA[<c>]]>\n</a>\n<!-- end -->"));
  ASSERT_TRUE(document) << document.error().message;
  ASSERT_EQ(document->elements.size(), 2u);
  EXPECT_EQ(document->elements[0].line, 2u);
  EXPECT_EQ(document->elements[0].attributes[0].value.text, "1 < 2");
  EXPECT_EQ(document->elements[0].attributes[1].value.text, "贷&");
  EXPECT_EQ(document->elements[1].line, 3u);
  EXPECT_EQ(document->elements[1].parent, 0u);
  ASSERT_EQ(document->texts.size(), 2u);
  EXPECT_EQ(document->texts[0].text, "t&u");
  EXPECT_EQ(document->texts[1].text, "<c>");
}

TEST(xml_text, prefixes_mean_the_namespace_declared_nearest) {
  const Result<AxmlDocument> document =
      read_xml_text(as_bytes("<a xmlns:p='one'><p:b p:x='1' y='2' xmlns:p='two'/><p:c/></a>"));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->elements[1].ns, "two");
  EXPECT_EQ(document->elements[1].name, "b");
  EXPECT_EQ(document->elements[1].attributes[0].ns, "two");
  EXPECT_EQ(document->elements[1].attributes[1].ns, "");
  EXPECT_EQ(document->elements[2].ns, "one");
}

TEST(xml_text, what_is_not_well_formed_fails_with_its_line) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"", "there is no element"},
      {"<a>", "an element has no end"},
      {"<a></b>", "an element ends that was not begun last"},
      {"<a/><b/>", "more than one root"},
      {"<a/>text", "outside of the root"},
      {"<a x='1' x='2'/>", "two attributes of one name"},
      {"<a x=1/>", "has no quotes"},
      {"<a x/>", "has no value"},
      {"<a x='<'/>", "holds a '<'"},
      {"<a x='1'y='2'/>", "has no end"},
      {"<p:a/>", "a prefix is not declared"},
      {"<a>&nbsp;</a>", "a reference is none of XML's own"},
      {"<a>&#0;</a>", "a reference is none of XML's own"},
      {"<a>&#xD800;</a>", "a reference is none of XML's own"},
      {"<a>&amp</a>", "a reference is none of XML's own"},
      {"<a><!-- </a>", "a comment has no end"},
      {"<a/><!DOCTYPE a>", "behind the first element"},
      {"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "holds declarations"},
      {"<?xml version='1.0' encoding='UTF-16'?><a/>", "not UTF-8"},
      {"<1/>", "a name is missing"},
      {"<a>\x01</a>", "no UTF-8 text"},
      {"<a>\xff</a>", "no UTF-8 text"},
  };
  for (const auto &[text, problem] : table)
    EXPECT_TRUE(problem_of(text).contains(problem)) << text << ": " << problem_of(text);
  EXPECT_TRUE(problem_of("<a>\n\n<b></c></a>").starts_with("line 3:"));
}

TEST(xml_text, nesting_and_lists_have_an_end) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<a>";
  EXPECT_TRUE(problem_of(deep).contains("more elements"));
  std::string wide = "<a";
  for (int i = 0; i < 1500; ++i) wide += " x" + std::to_string(i) + "='1'";
  EXPECT_TRUE(problem_of(wide + "/>").contains("more attributes"));
}

TEST(xml_manifest, androids_attributes_get_their_ids_and_types) {
  const Result<AxmlDocument> document =
      read_xml_manifest(as_bytes("<m xmlns:a='http://schemas.android.com/apk/res/android' a:name='12' "
                                 "a:maxSdkVersion='12' a:label='@string/x' name='n'/>"));
  ASSERT_TRUE(document);
  const AxmlElement &element = document->elements[0];
  EXPECT_EQ(find_attribute(element, 0x01010003)->value.type, AxmlValue::Type::string);
  EXPECT_EQ(find_attribute(element, 0x01010271)->value.data, 12u);
  EXPECT_EQ(find_attribute(element, 0x01010001)->value.type, AxmlValue::Type::reference);
  EXPECT_EQ(find_plain_attribute(element, "name")->value.text, "n");
}

} // namespace
} // namespace kinsafe
