// `dump packages`: Java packages by the size of their code, the largest first.
#include "dump/code_source.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

struct Size {
  u64 classes = 0, methods = 0, fields = 0, units = 0;
};

std::string package_of(std::string_view descriptor) {
  const std::string name = dotted_name(descriptor);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(0, dot);
}

} // namespace

Result<void> dump_packages(const DumpRequest &request, Output &output) {
  CodeSource source = TRY(open_code(request));
  std::map<std::string, Size> sizes;
  for_each_class(source, [&](const DefinedClass &defined, Budget &) {
    const Dex &dex = source.program.dexes[defined.dex];
    Size &size = sizes[package_of(Names(source.program, defined.dex, request.mapping).type(defined.def.class_idx))];
    ++size.classes;
    size.fields += defined.data.static_fields.size() + defined.data.instance_fields.size();
    for (const auto *methods : {&defined.data.direct_methods, &defined.data.virtual_methods}) {
      size.methods += methods->size();
      for (const EncodedMethod &method : *methods) size.units += units_of(dex, method);
    }
  });
  std::vector<std::pair<std::string, Size>> largest(sizes.begin(), sizes.end());
  std::ranges::stable_sort(largest, std::ranges::greater(), [](const auto &each) { return each.second.units; });
  output.begin("packages", source.package.file, {"package", "classes", "methods", "fields", "code_units"});
  for (const auto &[name, size] : largest)
    if (request.name.matches(name))
      output.row({name, static_cast<i64>(size.classes), static_cast<i64>(size.methods), static_cast<i64>(size.fields),
                  static_cast<i64>(size.units)});
  output.end(source.incomplete);
  return {};
}

} // namespace kinsafe
