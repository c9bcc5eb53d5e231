// The list of dumps.
#include "dump/dump.h"

namespace kinsafe {
namespace {

constexpr DumpKind kinds[] = {
    {"manifest", "What the app declares, as XML with the names of resources", true, false, false, dump_manifest},
    {"permissions", "Permissions that the manifest declares", true, false, false, dump_permissions},
    {"resources", "Every resource with its values in all configurations", true, false, false, dump_resources},
    {"strings", "Texts of the app in all languages", true, false, false, dump_strings},
    {"layouts", "XML files under res/: layouts, menus, preferences, network security", true, false, false, dump_layouts},
    {"signers", "Who signed the package, and whether the signature holds", true, false, false, dump_signers},
    {"parts", "All files in the package", true, false, false, dump_parts},
    {"classes", "Classes with their sizes", true, false, false, dump_classes},
    {"methods", "Methods with their sizes", true, false, false, dump_methods},
    {"fields", "Fields with their initial values", true, false, false, dump_fields},
    {"code", "Code as in smali, with source lines", true, false, false, dump_code},
    {"body", "Methods in SSA form: blocks, values and where control goes", true, false, false, dump_body},
    {"xrefs", "Every place that mentions a class, method, field or string", true, true, false, dump_xrefs},
    {"packages", "Java packages by the size of their code, the largest first", true, false, false, dump_packages},
    {"callers", "Every call of a method, and what leads from one to the other", true, true, true, dump_callers},
    {"callees", "All that a method calls, and which code that may run", true, true, true, dump_callees},
    {"why", "The shortest way from what Android runs to a method, or what is missing for one", true, true, true, dump_why},
    {"constants", "What arguments of the calls of a method may be: texts, numbers, classes", true, true, true, dump_constants},
    {"entry-points", "Methods that Android runs of its own accord, and when", true, false, true, dump_entry_points},
    {"hubs", "Method references whose calls may lead to very many methods", true, false, true, dump_hubs},
    {"largest", "Where the call graph is largest: where to look first whether it is right", true, false, true, dump_largest},
    {"schema", "JSON schema of the report of kinsafe audit", false, false, false, dump_schema},
};

} // namespace

std::span<const DumpKind> dump_kinds() { return kinds; }

} // namespace kinsafe
