// Whose code it is: by names, by the manifest, by files, and by what is left where names are gone.
#include "libraries/libraries.h"
#include "libraries/uses.h"

#include "tests/container/build_package.h"
#include "tests/dex/fixture.h"

#include <gtest/gtest.h>

#include <map>

namespace kinsafe {
namespace {

const std::string catalogue = R"(
library "Vendor" risk_control "Vendor Ltd" unclear "here"
sign "Vendor" code com/vendor/
sign "Vendor" native libvendor*.so
switch "Vendor" Lcom/vendor/Params;->setGather argument 1
switch "Vendor" Lcom/vendor/Params;->setAfterLong argument 3
switch "Vendor" Lcom/vendor/Params;->disable off
library "Other" push "Other Ltd" none "here"
sign "Other" code com/vendor/other/
library "Absent" push "" none "here" unverified
sign "Absent" code com/absent/
sign "Absent" code com/vendo/
library "Sockets" network "" none "here"
shape "Sockets" "connection pool is shut" "a codec was expected here" "never said"
shape "Sockets" "stream was reset by its peer" "too many redirects so far"
library "Lone" network "" none "here"
shape "Lone" "the only text that agrees" "one that does not agree"
packer "Shell" "here"
sign "Shell" code com/stub/StubApp
sign "Shell" file assets/shell/*.dat
)";

const CarriedRows &rows() {
  static const CarriedRows parsed = parse_models({{"a.model", catalogue}}).value().carried;
  return parsed;
}

struct Code {
  FileBytes bytes = fixture("../../libraries/fixtures/carried.dex");
  Incomplete incomplete;
  Program program = build_program({{"classes.dex", bytes}}, incomplete);
  Xrefs xrefs = scan_xrefs(program, 1, incomplete);
};

Names names_of(const Libraries &libraries) {
  Names names;
  for (u32 i = 0; i < rows().things.size(); ++i)
    if (libraries.has(i)) names.push_back(rows().things[i].name);
  return names;
}

TEST(libraries, packages_name_their_owner_and_names_that_start_alike_do_not) {
  const Code code;
  const Libraries libraries = identify_libraries({}, code.program, code.xrefs, rows());
  EXPECT_EQ(names_of(libraries), (Names{"Other", "Sockets", "Vendor"}));
  for (const FoundSign &found : libraries.found)
    if (rows().things[found.thing].name == "Vendor") EXPECT_EQ(found.class_name, "Lcom/vendor/Params;");
}

TEST(libraries, a_class_belongs_to_the_deepest_package_that_is_known) {
  const Code code;
  const Libraries libraries = identify_libraries({}, code.program, code.xrefs, rows());
  const auto owner = [&](std::string_view name) { return library_of(libraries, code.program, rows(), name); };
  EXPECT_EQ(owner("Lcom/vendor/Params;"), "Vendor");
  EXPECT_EQ(owner("Lcom/vendor/deep/er/Thing;"), "Vendor");
  EXPECT_EQ(owner("Lcom/vendor/other/Thing;"), "Other");
  EXPECT_EQ(owner("Lcom/vendorish/Params;"), "");
  EXPECT_EQ(owner("Lcom/stub/StubApp;"), ""); // a packer is no library
  EXPECT_EQ(owner("La/b;"), "Sockets");       // by its texts
  EXPECT_EQ(owner("La/d;"), "");
  EXPECT_EQ(owner(""), "");
}

TEST(libraries, a_renamed_one_is_found_by_texts_that_stand_together) {
  const Code code;
  const Libraries libraries = identify_libraries({}, code.program, code.xrefs, rows());
  Names classes;
  for (const FoundSign &found : libraries.found)
    if (found.by == FoundBy::shape) classes.push_back(rows().things[found.thing].name + " " + found.class_name);
  EXPECT_EQ(classes, (Names{"Sockets La/b;", "Sockets La/c;"}));
}

TEST(libraries, what_the_manifest_names_is_there_without_code) {
  const OpenedBytes app("a.apk", build_apk({.components = {"com.vendor.push.Service", "com.vendorish.Service", "com.stub.StubApp"}}));
  const Libraries libraries = identify_libraries(*app.package, Program(), Xrefs(), rows());
  EXPECT_EQ(names_of(libraries), (Names{"Shell", "Vendor"}));
  EXPECT_EQ(libraries.found[0].by, FoundBy::component);
}

TEST(libraries, files_and_shared_libraries_name_their_owner_wherever_they_lie) {
  const OpenedBytes app("a.apk", build_apk({}, {{"assets/shell/x.dat", "1"}, {"assets/shell/x.txt", "1"}, {"lib/arm64-v8a/libvendor-2.so", "1"}, {"lib/arm64-v8a/libvendo.so", "1"}}));
  const Libraries libraries = identify_libraries(*app.package, Program(), Xrefs(), rows());
  EXPECT_EQ(names_of(libraries), (Names{"Shell", "Vendor"}));
  const OpenedBytes other("a.apk", build_apk({}, {{"assets/shell/x.txt", "1"}, {"assets/deep/shell/x.dat", "1"}, {"lib/x86/vendor.so", "1"}}));
  EXPECT_EQ(names_of(identify_libraries(*other.package, Program(), Xrefs(), rows())), Names{});
}

TEST(libraries, of_a_set_the_members_files_count) {
  const TestFolder folder;
  const std::string base = folder.write("base.apk", build_apk({})), split = folder.write("split.apk", build_apk({.split = "config.arm64"}, {{"assets/shell/x.dat", "1"}, {"lib/arm64-v8a/libvendor.so", "1"}}));
  const OpenedPackage app({base, split});
  EXPECT_EQ(names_of(identify_libraries(*app.package, Program(), Xrefs(), rows())), (Names{"Shell", "Vendor"}));
}

TEST(switches, a_constant_that_is_passed_sets_them) {
  const Code code;
  std::map<std::string, SwitchKind> found;
  for (const Switched &call : find_uses(code.program, code.xrefs, rows()).switches)
    found[std::string(code.program.strings[code.program.methods[code.program.bodies[call.site.body].method].name])] = call.to;
  using enum SwitchKind;
  EXPECT_EQ(found, (std::map<std::string, SwitchKind>{{"on", on}, {"off", off}, {"parameter", argument}, {"branch", argument}, {"overwritten", argument}, {"second", off}, {"stop", off}}));
}

TEST(catalogue, a_row_without_its_thing_is_an_error_with_its_place) {
  const Result<ModelRows> parsed = parse_models({{"a.model", "# words\nsign \"Nobody\" code com/x/\n"}});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_TRUE(parsed.error().message.starts_with("a.model:2: ")) << parsed.error().message;
}

TEST(catalogue, wrong_rows_are_refused) {
  for (const char *row : {"library \"A\" push \"B\" maybe \"here\"", "library \"A\" push", "packer \"A\"", "layer \"A\" all \"here\"", "sign \"A\" code *x", "sign \"A\" smell x",
                          "switch \"A\" Lx;->y argument", "switch \"A\" Lx;->y argument 0", "platform runs Lx;->y", "platform loads_code x", "takes contacts scripts \"abc\"", "shape \"A\""})
    EXPECT_FALSE(parse_models({{"a.model", std::string("library \"A\" push \"B\" none \"here\"\n").append(row)}}).has_value()) << row;
}

TEST(catalogue, names_are_declared_once) {
  EXPECT_FALSE(parse_models({{"a.model", "packer \"A\" \"here\"\npacker \"A\" \"there\"\n"}}).has_value());
}

} // namespace
} // namespace kinsafe
