// `dump layouts`: the XML files under res/, where screens, menus, preferences and the rules of network security stand.
#include "base/strings.h"
#include "container/declared.h"
#include "dump/dump.h"
#include "dump/xml.h"

namespace kinsafe {
namespace {

bool is_resource_xml(const Package &package, const Part &part) {
  const std::string_view member = member_of(package, part);
  const std::string_view name = std::string_view(part.name).substr(member.size());
  if (part.kind == "manifest" || name == "AndroidManifest.xml") return false;
  // Tools that shorten paths may drop the ending; other files keep theirs.
  const std::string_view base = name.substr(name.rfind('/') + 1);
  return (name.starts_with("res/") || name.starts_with("r/") || name.starts_with("R/")) &&
         (name.ends_with(".xml") || !base.contains('.'));
}

} // namespace

Result<void> dump_layouts(const DumpRequest &request, Output &output) {
  Incomplete incomplete;
  const Package package = TRY(open_package(request.paths, request.threads, incomplete, Need::declarations));
  output.begin("layouts", package.file);
  std::string_view member;
  Incomplete known; // of resources: damage was noted when the package was opened
  ResourceTable table = resources_of(package, member, known);
  for (const Part &part : package.parts) {
    if (!is_resource_xml(package, part) || !request.name.matches(part.name)) continue;
    if (member_of(package, part) != member) table = resources_of(package, member = member_of(package, part), known);
    Buffer buffer;
    const Result<Bytes> bytes = read_part(part, buffer);
    if (bytes && !part.name.ends_with(".xml") && !read_document(package, *bytes)) continue; // no XML after all
    const Result<AxmlDocument> document = bytes ? read_document(package, *bytes) : std::unexpected(bytes.error());
    if (!document) {
      incomplete.add(GapKind::damaged, part.name, "", document.error().message, Lost::resources);
      continue;
    }
    if (output.as_json()) {
      JsonWriter &json = output.json();
      json.begin_object();
      json.key("part");
      json.text(part.name);
      write_xml_json(*document, table, json);
      json.end_object();
    } else {
      output.line("<!-- " + to_line(part.name) + " -->");
      write_xml(*document, table, output);
    }
    output.sent();
  }
  output.end(incomplete, Output::Comment::xml);
  return {};
}

} // namespace kinsafe
