// What a manifest declares, and what only looks like a declaration.
#include "container/manifest.h"
#include "tests/container/build_axml.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

struct Read {
  std::vector<u8> table_bytes;
  Incomplete incomplete, table_gaps;
  Result<Manifest> manifest;

  explicit Read(const AxmlBuilder &builder, const std::vector<TestType> &types = {},
                const std::vector<std::string> &strings = {"text"})
      : table_bytes(build_table(strings, {build_package(0x7f, types)})),
        manifest(read_manifest(*read_axml(builder.build()), *read_arsc(table_bytes, "resources.arsc", table_gaps),
                               incomplete)) {}
};

AxmlBuilder open_manifest(std::vector<TestAttribute> attributes = {}) {
  AxmlBuilder builder = manifest_builder();
  attributes.push_back(package_is("com.example"));
  builder.open("manifest", attributes);
  return builder;
}

AxmlBuilder with_permission(const TestAttribute &name) {
  AxmlBuilder builder = open_manifest();
  builder.element("uses-permission", {name}).close("manifest");
  return builder;
}

AxmlBuilder with_sdk(const std::vector<TestAttribute> &attributes) {
  AxmlBuilder builder = open_manifest();
  builder.element("uses-sdk", attributes).close("manifest");
  return builder;
}

TEST(manifest, identity_and_version_are_read) {
  AxmlBuilder builder = open_manifest({{"versionCode", 0x0101021b, integer_type, 7},
                                       text_attribute("versionName", 0x0101021c, "1.2"),
                                       {"versionCodeMajor", 0x01010576, integer_type, 2},
                                       text_attribute("sharedUserId", 0x0101000b, "com.shared")});
  const Read read(builder.close("manifest"));
  ASSERT_TRUE(read.manifest);
  EXPECT_EQ(read.manifest->package, "com.example");
  EXPECT_EQ(read.manifest->version_code, (i64{2} << 32) + 7);
  EXPECT_EQ(read.manifest->version_name, "1.2");
  EXPECT_EQ(read.manifest->shared_user_id, "com.shared");
  EXPECT_EQ(read.manifest->min_sdk, 1u);
  EXPECT_EQ(read.manifest->target_sdk, std::nullopt);
}

TEST(manifest, permissions_are_read_in_order_with_their_limits) {
  AxmlBuilder builder = open_manifest();
  builder.element("uses-permission", {name_is("android.permission.READ_SMS")});
  builder.element("uses-permission-sdk-23", {name_is("b"), {"maxSdkVersion", 0x01010271, integer_type, 28}});
  builder.element("uses-permission-sdk-m", {name_is("c")});
  builder.element("uses-permission", {name_is("android.permission.READ_SMS")});
  const Read read(builder.close("manifest"));
  ASSERT_TRUE(read.manifest);
  ASSERT_EQ(read.manifest->permissions.size(), 4u);
  EXPECT_EQ(read.manifest->permissions[0].name, "android.permission.READ_SMS");
  EXPECT_EQ(read.manifest->permissions[0].line, 2u);
  EXPECT_FALSE(read.manifest->permissions[0].only_from_23);
  EXPECT_EQ(read.manifest->permissions[1].max_sdk, 28u);
  EXPECT_TRUE(read.manifest->permissions[1].only_from_23);
  EXPECT_TRUE(read.manifest->permissions[2].only_from_23);
}

TEST(manifest, a_permission_named_by_reference_is_not_declared_but_seen) {
  const Read read(with_permission({"name", 0x01010003, reference_type, 0x7f010000}),
                  {{1, "", "", {std::pair{string_type, 0u}}}}, {"android.permission.READ_CONTACTS"});
  ASSERT_TRUE(read.manifest);
  EXPECT_TRUE(read.manifest->permissions.empty());
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::manifest);
  EXPECT_TRUE(read.incomplete.gaps[0].reason.contains("android.permission.READ_CONTACTS"));
}

TEST(manifest, a_permission_without_name_is_a_gap) {
  const Read read(with_permission(text_attribute("label", 0x01010001, "x")));
  ASSERT_TRUE(read.manifest);
  EXPECT_TRUE(read.manifest->permissions.empty());
  EXPECT_EQ(read.incomplete.gaps.size(), 1u);
}

TEST(manifest, a_permission_inside_the_application_is_none) {
  AxmlBuilder builder = open_manifest();
  builder.open("application").element("uses-permission", {name_is("x")}).close("application");
  const Read read(builder.close("manifest"));
  ASSERT_TRUE(read.manifest);
  EXPECT_TRUE(read.manifest->permissions.empty());
  EXPECT_TRUE(read.incomplete.gaps.empty());
}

TEST(manifest, a_permission_where_only_some_versions_look_is_a_gap) {
  AxmlBuilder builder = open_manifest();
  builder.open("uses-feature").element("uses-permission", {name_is("x")}).close("uses-feature");
  const Read read(builder.close("manifest"));
  ASSERT_TRUE(read.manifest);
  EXPECT_TRUE(read.manifest->permissions.empty());
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::manifest);
}

TEST(manifest, components_of_the_first_application_have_full_names) {
  AxmlBuilder builder = open_manifest();
  builder.open("application", {name_is("App"), text_attribute("label", 0x01010001, "Loan")});
  builder.element("activity", {name_is(".Main")}).element("service", {name_is("Plain")});
  builder.element("receiver", {name_is("org.other.R")}).element("provider", {name_is(".P")});
  builder.element("activity-alias", {name_is(".Alias")}).close("application");
  builder.open("application").element("activity", {name_is(".Second")}).close("application");
  const Read read(builder.close("manifest"));
  ASSERT_TRUE(read.manifest);
  EXPECT_EQ(read.manifest->application_class, "com.example.App");
  EXPECT_EQ(read.manifest->label.text, "Loan");
  ASSERT_EQ(read.manifest->components.size(), 5u);
  EXPECT_EQ(read.manifest->components[0].class_name, "com.example.Main");
  EXPECT_EQ(read.manifest->components[1].class_name, "com.example.Plain");
  EXPECT_EQ(read.manifest->components[1].kind, Component::Kind::service);
  EXPECT_EQ(read.manifest->components[2].class_name, "org.other.R");
  EXPECT_EQ(read.manifest->components[4].kind, Component::Kind::activity_alias);
}

TEST(manifest, sdk_levels_are_numbers_or_code_names) {
  const Read numbers(
      with_sdk({{"minSdkVersion", 0x0101020c, integer_type, 21}, {"targetSdkVersion", 0x01010270, integer_type, 34}}));
  ASSERT_TRUE(numbers.manifest);
  EXPECT_EQ(numbers.manifest->min_sdk, 21u);
  EXPECT_EQ(numbers.manifest->target_sdk, 34u);
  const Read names(with_sdk({text_attribute("targetSdkVersion", 0x01010270, "VanillaIceCream")}));
  ASSERT_TRUE(names.manifest);
  EXPECT_EQ(names.manifest->min_sdk, codename_sdk);
  EXPECT_EQ(names.manifest->target_sdk, codename_sdk);
  const Read digits(with_sdk({text_attribute("minSdkVersion", 0x0101020c, "8")}));
  ASSERT_TRUE(digits.manifest);
  EXPECT_EQ(digits.manifest->min_sdk, 8u);
}

TEST(manifest, an_sdk_level_may_be_a_reference) {
  const AxmlBuilder builder = with_sdk({{"minSdkVersion", 0x0101020c, reference_type, 0x7f010000}});
  const Read found(builder, {{1, "", "", {std::pair{integer_type, 24u}}}});
  ASSERT_TRUE(found.manifest);
  EXPECT_EQ(found.manifest->min_sdk, 24u);
  EXPECT_TRUE(found.incomplete.gaps.empty());
  const Read lost(builder);
  ASSERT_TRUE(lost.manifest);
  EXPECT_EQ(lost.incomplete.gaps.size(), 1u);
  EXPECT_EQ(lost.incomplete.gaps[0].kind, GapKind::missing);
}

TEST(manifest, splits_are_required_in_each_of_the_ways_to_say_so) {
  AxmlBuilder by_attribute = open_manifest({{"isSplitRequired", 0x01010591, boolean_type, 0xffffffff}});
  EXPECT_TRUE(Read(by_attribute.close("manifest")).manifest->requires_splits);
  AxmlBuilder by_types = open_manifest({text_attribute("requiredSplitTypes", 0x0101064e, "base__abi")});
  EXPECT_TRUE(Read(by_types.close("manifest")).manifest->requires_splits);
  AxmlBuilder by_data = open_manifest();
  by_data.open("application");
  by_data.element("meta-data",
                  {name_is("com.android.vending.splits.required"), {"value", 0x01010024, boolean_type, 0xffffffff}});
  EXPECT_TRUE(Read(by_data.close("application").close("manifest")).manifest->requires_splits);
  AxmlBuilder denied = open_manifest({{"isSplitRequired", 0x01010591, boolean_type, 0}});
  EXPECT_FALSE(Read(denied.close("manifest")).manifest->requires_splits);
}

TEST(manifest, a_split_has_a_name) {
  AxmlBuilder builder = open_manifest({text_attribute("split", 0, "config.zh")});
  EXPECT_EQ(Read(builder.close("manifest")).manifest->split, "config.zh");
}

TEST(manifest, another_root_or_no_package_is_an_error) {
  EXPECT_FALSE(Read(manifest_builder().element("resources")).manifest);
  EXPECT_FALSE(Read(manifest_builder().element("manifest")).manifest);
}

} // namespace
} // namespace kinsafe
