// `dump manifest`: AndroidManifest.xml of the package, of each member if it has several.
#include "base/strings.h"
#include "container/declared.h"
#include "dump/dump.h"
#include "dump/xml.h"

namespace kinsafe {
namespace {

constexpr std::string_view name_of(Component::Kind kind) {
  switch (kind) {
  case Component::Kind::activity: return "activity";
  case Component::Kind::activity_alias: return "activity_alias";
  case Component::Kind::service: return "service";
  case Component::Kind::receiver: return "receiver";
  case Component::Kind::provider: return "provider";
  }
  return "";
}

void text(JsonWriter &json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text_or_null(value);
}
template <class T>
void number(JsonWriter &json, std::string_view key, const std::optional<T> &value) {
  json.key(key);
  if (value)
    json.number(static_cast<i64>(*value));
  else
    json.null();
}

void write_fields(const Manifest &manifest, JsonWriter &json) {
  text(json, "package", manifest.package);
  text(json, "shared_user_id", manifest.shared_user_id);
  text(json, "version_name", manifest.version_name);
  number(json, "version_code", manifest.version_code);
  number(json, "min_sdk", std::optional(manifest.min_sdk));
  number(json, "target_sdk", manifest.target_sdk);
  text(json, "split", manifest.split);
  text(json, "application_class", manifest.application_class);
  json.key("permissions");
  json.begin_array();
  for (const DeclaredPermission &permission : manifest.permissions) {
    json.begin_object();
    text(json, "name", permission.name);
    number(json, "min_sdk", permission.min_sdk);
    number(json, "max_sdk", permission.max_sdk);
    number(json, "line", std::optional(permission.line));
    json.key("only_from_23");
    json.boolean(permission.only_from_23);
    json.end_object();
  }
  json.end_array();
  json.key("components");
  json.begin_array();
  for (const Component &component : manifest.components) {
    json.begin_object();
    text(json, "kind", name_of(component.kind));
    text(json, "class", component.class_name);
    number(json, "line", std::optional(component.line));
    json.end_object();
  }
  json.end_array();
}

} // namespace

Result<void> dump_manifest(const DumpRequest &request, Output &output) {
  Incomplete incomplete;
  const Package package = TRY(open_package(request.paths, request.threads, incomplete, Need::declarations));
  output.begin("manifest", package.file);
  for (const Part &part : package.parts) {
    if (part.kind != "manifest" || !request.name.matches(part.name)) continue;
    // Damage was noted when the package was opened.
    Incomplete known;
    const Result<AxmlDocument> document = read_document(package, part.bytes);
    if (!document) continue;
    const ResourceTable table = resources_of(package, member_of(package, part), known);
    if (!output.as_json()) {
      if (output.row_count() > 0) output.line("<!-- " + to_line(part.name) + " -->");
      write_xml(*document, table, output);
      output.sent();
      continue;
    }
    JsonWriter &json = output.json();
    json.begin_object();
    text(json, "part", part.name);
    if (const Result<Manifest> manifest = read_manifest(*document, table, known)) write_fields(*manifest, json);
    write_xml_json(*document, table, json);
    json.end_object();
    output.sent();
  }
  output.end(incomplete, Output::Comment::xml);
  return {};
}

} // namespace kinsafe
