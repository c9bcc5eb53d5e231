// The list of dumps.
#include "dump/dump.h"

namespace kinsafe {
namespace {

constexpr DumpKind kinds[] = {
    {"manifest", "What the app declares, as XML with the names of resources", true, false, dump_manifest},
    {"permissions", "Permissions that the manifest declares", true, false, dump_permissions},
    {"resources", "Every resource with its values in all configurations", true, false, dump_resources},
    {"strings", "Texts of the app in all languages", true, false, dump_strings},
    {"layouts", "XML files under res/: layouts, menus, preferences, network security", true, false, dump_layouts},
    {"signers", "Who signed the package, and whether the signature holds", true, false, dump_signers},
    {"parts", "All files in the package", true, false, dump_parts},
    {"classes", "Classes with their sizes", true, false, dump_classes},
    {"methods", "Methods with their sizes", true, false, dump_methods},
    {"fields", "Fields with their initial values", true, false, dump_fields},
    {"code", "Code as in smali, with source lines", true, false, dump_code},
    {"body", "Methods in SSA form: blocks, values and where control goes", true, false, dump_body},
    {"xrefs", "Every place that mentions a class, method, field or string", true, true, dump_xrefs},
    {"packages", "Java packages by the size of their code, the largest first", true, false, dump_packages},
    {"schema", "JSON schema of the report of kinsafe audit", false, false, dump_schema},
};

} // namespace

std::span<const DumpKind> dump_kinds() { return kinds; }

} // namespace kinsafe
