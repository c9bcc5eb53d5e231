// A package, explored: what it asks for and what follows a refusal, as lines of text.
#pragma once

#include "base/file.h"
#include "base/reader.h"
#include "calls/call_graph.h"
#include "denial/denial.h"
#include "tests/shipped.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct Explored {
  std::string error;                 // empty: the package was read
  std::vector<std::string> requests; // "14 platform READ_CONTACTS,CAMERA"; "?": and others; "not reached" where nothing reaches it
  std::vector<std::string> denials;  // "14 READ_CONTACTS start exits must"
  std::vector<std::string> classes;  // by index in `denials`: of the request's method
  Denials::Counts counts;
  u64 lowered = 0;
};

inline std::string line_text(const Program &program, const Site &site) {
  const std::optional<u32> line = line_of(program, site);
  return line ? std::to_string(*line) : "?";
}

inline Explored explored(const std::string &path, u64 most_steps = most_exploration_steps) {
  Explored found;
  Incomplete incomplete;
  const Result<Package> package = open_package(path, 1, incomplete);
  if (!package) {
    found.error = package.error().message;
    return found;
  }
  std::vector<DexInput> inputs;
  for (const Part *part : dex_parts(*package)) inputs.push_back({part->name, part->bytes});
  const Program program = build_program(inputs, incomplete);
  const Xrefs xrefs = scan_xrefs(program, 1, incomplete);
  const Hierarchy hierarchy(program, shipped_platform());
  const EntryPoints entry_points = find_entry_points(hierarchy, *package, shipped_rows(), incomplete);
  Bodies bodies(program);
  Values values(hierarchy, bodies, xrefs);
  Constants constants(values, shipped_rows(), surroundings_of(*package));
  const CallGraph graph = build_call_graph(entry_points, shipped_rows(), constants);
  values.look_at(&graph);
  const Denials denials = explore_denials(entry_points, graph, shipped_rows(), constants, most_steps);

  for (const Request &request : denials.requests) {
    std::string line = line_text(program, request.site) + " " + std::string(request.through) + " ";
    for (const std::string &name : request.permissions) {
      if (!line.ends_with(' ')) line.append(",");
      line.append(name.substr(name.rfind('.') + 1));
    }
    if (!request.is_whole) line += "?";
    if (!request.is_together) line += " either";
    if (!graph.is_reached(request.site.body)) line += " not reached";
    found.requests.push_back(std::move(line));
  }
  for (const Denial &row : denials.rows) {
    std::string line = line_text(program, row.site) + " " + row.permission + " " + std::string(row.when) + " " + std::string(outcome_names[static_cast<size_t>(row.outcome)]);
    if (!row.reason.empty()) line.append(":").append(row.reason);
    if (row.must) line += " must";
    if (row.is_forever) line += " forever";
    if (row.bundle == Answered::yes) line += " bundle";
    found.denials.push_back(std::move(line));
    found.classes.push_back(std::string(type_text(program, program.methods[program.bodies[row.site.body].method].owner)));
  }
  found.counts = denials.counts;
  found.lowered = bodies.lowered();
  return found;
}

} // namespace kinsafe
