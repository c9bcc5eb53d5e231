// `dump code`: classes as smali. A NAME that matches a class shows it whole; one that matches methods shows these
// alone.
#include "base/strings.h"
#include "dump/code_source.h"
#include "dump/smali.h"

#include <algorithm>

namespace kinsafe {
namespace {

// The indices of methods that are wanted; nothing if the whole class is.
std::optional<std::vector<u32>> wanted_methods(const DefinedClass &defined, const Names &names,
                                               const NamePattern &name) {
  const std::string owner = names.type(defined.def.class_idx);
  if (name.is_everything() || name.matches_class(owner)) return std::nullopt;
  std::vector<u32> wanted;
  for (const auto *methods : {&defined.data.direct_methods, &defined.data.virtual_methods})
    for (const EncodedMethod &method : *methods) {
      const std::string in_class = names.method_in_class(method.method_idx);
      if (name.matches_member(owner, in_class.substr(0, in_class.find('(')), names.method(method.method_idx)))
        wanted.push_back(method.method_idx);
    }
  return wanted;
}

void begin_json(JsonWriter &json, const std::string &part, const std::string &class_name) {
  json.begin_object();
  json.key("part");
  json.text(part);
  json.key("class");
  json.text(class_name);
  json.key("lines");
  json.begin_array();
}

void write_json_line(JsonWriter &json, const SmaliLine &line) {
  json.begin_object();
  json.key("text");
  json.text(std::string(4 * line.indent, ' ') + line.text);
  for (const auto &[key, value] : {std::pair("offset", line.offset), std::pair("line", line.line)}) {
    if (!value) continue;
    json.key(key);
    json.number(*value);
  }
  json.end_object();
}

// A method begins behind a free line.
void print_line(Output &output, const SmaliLine &line) {
  if (line.text.starts_with(".method ")) output.line("");
  output.line(4 * line.indent, line.text);
}

} // namespace

Result<void> dump_code(const DumpRequest &request, Output &output) {
  CodeSource source = TRY(open_code(request));
  output.begin("code", source.package.file);
  for_each_class(source, [&](const DefinedClass &defined, Budget &budget) {
    const Names names(source.program, defined.dex, request.mapping);
    const std::optional<std::vector<u32>> wanted = wanted_methods(defined, names, request.name);
    if (wanted && wanted->empty()) return;
    SmaliOptions options;
    if (wanted) options.wants_method = [&](u32 index) { return std::ranges::find(*wanted, index) != wanted->end(); };
    const std::string &part = source.program.dex_names[defined.dex];
    JsonWriter &json = output.json();
    if (output.as_json())
      begin_json(json, part, names.type(defined.def.class_idx));
    else
      output.line("# " + to_line(part) + ": " + names.type(defined.def.class_idx) +
                  (defined.is_shadowed ? " (hidden by an earlier class of this name)" : ""));
    const bool is_whole = write_smali(source.program, defined, names, options, budget, [&](const SmaliLine &line) {
      if (output.as_json())
        write_json_line(json, line);
      else
        print_line(output, line);
    });
    if (output.as_json()) {
      json.end_array();
      json.end_object();
    } else {
      output.line("");
    }
    output.sent();
    if (!is_whole)
      source.incomplete.add(GapKind::damaged, part, names.type(defined.def.class_idx), "can't be shown whole",
                            Lost::code);
  });
  output.end(source.incomplete);
  return {};
}

} // namespace kinsafe
