// A dex file of tests/calls/fixtures, read up to the point where questions can be asked about its values.
#pragma once

#include "calls/constants.h"
#include "tests/shipped.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

inline std::string text_of_file(const std::filesystem::path &path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Asked {
  explicit Asked(const std::string &fixture)
      : bytes(text_of_file(KINSAFE_SOURCE_DIR "/tests/calls/fixtures/" + fixture)), program(build_program({{"classes.dex", as_bytes(bytes)}}, incomplete)),
        hierarchy(program, platform), bodies(program), xrefs(scan_xrefs(program, 1, incomplete)), values(hierarchy, bodies, xrefs),
        constants(values, shipped_rows(), {{}, "org.lender"}) {
    EXPECT_TRUE(incomplete.gaps.empty());
  }

  // Method, "name" or "Class.name" for short, of a body.
  std::string name_of(BodyId id) const {
    const MethodRef &ref = program.methods[program.bodies[id].method];
    return std::string(program.strings[ref.name]);
  }
  // Calls of a method in the body of the method of that name, in order.
  std::vector<ValueAt> calls(std::string_view in, std::string_view owner, std::string_view name) {
    std::vector<ValueAt> found;
    for (u32 i = 0; i < program.methods.size(); ++i) {
      const MethodRef &ref = program.methods[MethodId{i}];
      if (type_text(program, ref.owner) != owner || program.strings[ref.name] != name) continue;
      for (const Site &site : xrefs.calls.of(MethodId{i}))
        if (name_of(site.body) == in)
          if (const auto at = values.at(site)) found.push_back(*at);
    }
    return found;
  }
  // The argument of the one call of Sink.`kind` in the method.
  ValueAt sunk(std::string_view in, std::string_view kind = "text", size_t which = 0) {
    const std::vector<ValueAt> found = calls(in, "LSink;", kind);
    EXPECT_GT(found.size(), which) << in;
    return found.size() > which ? values.operands(found[which])[0] : ValueAt{};
  }

  std::string bytes;
  Incomplete incomplete;
  PlatformPack platform;
  Program program;
  Hierarchy hierarchy;
  Bodies bodies;
  Xrefs xrefs;
  Values values;
  Constants constants;
};

// "a b*|" : the texts, "*" for a hole, in order; then "?" and the reason if there may be others.
inline std::string said(const ConstantSet &set) {
  std::string line;
  for (const std::string &text : set.texts) line.append(line.empty() ? "" : " ").append(shown(text));
  return set.is_whole ? line : line.append(line.empty() ? "?" : " ?").append(set.reason);
}

} // namespace kinsafe
