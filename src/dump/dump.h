// Shows any stage of an audit as text or JSON: what is declared, which resources and code there are, who mentions what.
// One file a kind of dump; the list of them is in dump.cc.
#pragma once

#include "base/result.h"
#include "dump/output.h"
#include "dump/pattern.h"
#include "models/models.h"
#include "program/mapping.h"
#include "program/platform.h"

#include <span>
#include <string>
#include <string_view>

namespace kinsafe {

struct DumpRequest {
  std::vector<std::string> paths; // of one app
  NamePattern name;               // of what is wanted; matches everything if none was given
  unsigned threads = 1;
  const Mapping *mapping = nullptr;
  const ModelRows *models = nullptr;        // of dumps that need the call graph, as is `platform`
  const PlatformPack *platform = nullptr;
};

struct DumpKind {
  std::string_view name, help;
  bool needs_package, needs_name, needs_calls;
  // Fails with one sentence if the file is no app; what is damaged in it is said at the end of the output.
  Result<void> (*write)(const DumpRequest &request, Output &output);
};
std::span<const DumpKind> dump_kinds();

Result<void> dump_manifest(const DumpRequest &request, Output &output);
Result<void> dump_permissions(const DumpRequest &request, Output &output);
Result<void> dump_resources(const DumpRequest &request, Output &output);
Result<void> dump_strings(const DumpRequest &request, Output &output);
Result<void> dump_layouts(const DumpRequest &request, Output &output);
Result<void> dump_signers(const DumpRequest &request, Output &output);
Result<void> dump_parts(const DumpRequest &request, Output &output);
Result<void> dump_classes(const DumpRequest &request, Output &output);
Result<void> dump_methods(const DumpRequest &request, Output &output);
Result<void> dump_fields(const DumpRequest &request, Output &output);
Result<void> dump_code(const DumpRequest &request, Output &output);
Result<void> dump_body(const DumpRequest &request, Output &output);
Result<void> dump_xrefs(const DumpRequest &request, Output &output);
Result<void> dump_packages(const DumpRequest &request, Output &output);
Result<void> dump_callers(const DumpRequest &request, Output &output);
Result<void> dump_callees(const DumpRequest &request, Output &output);
Result<void> dump_constants(const DumpRequest &request, Output &output);
Result<void> dump_why(const DumpRequest &request, Output &output);
Result<void> dump_entry_points(const DumpRequest &request, Output &output);
Result<void> dump_hubs(const DumpRequest &request, Output &output);
Result<void> dump_largest(const DumpRequest &request, Output &output);
Result<void> dump_schema(const DumpRequest &request, Output &output);

} // namespace kinsafe
