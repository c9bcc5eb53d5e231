#include "calls/annotated.h"

#include "calls/values.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 annotation_flag = 0x2000;

bool asks_for_annotations(const MethodWords &words) {
  constexpr std::string_view owners[] = {"Ljava/lang/reflect/Method;", "Ljava/lang/reflect/AccessibleObject;", "Ljava/lang/reflect/AnnotatedElement;", "Ljava/lang/reflect/Executable;"};
  return std::ranges::find(owners, words.owner) != std::end(owners) &&
         (words.name == "isAnnotationPresent" || words.name.starts_with("getAnnotation") || words.name.starts_with("getDeclaredAnnotation")) && words.signature.starts_with("(Ljava/lang/Class;)");
}

} // namespace

std::string_view package_of_class(std::string_view descriptor) { return descriptor.substr(0, descriptor.rfind('/') + 1); }

std::vector<std::pair<BodyId, TypeId>> annotated_methods(const Program &program, const std::vector<TypeId> &annotations) {
  std::vector<std::pair<BodyId, TypeId>> found;
  if (annotations.empty()) return found;
  std::vector<std::vector<bool>> is_wanted(program.dexes.size());
  std::vector<Budget> budgets;
  for (size_t d = 0; d < program.dexes.size(); ++d) {
    for (const TypeId type : program.dex_ids[d].types) is_wanted[d].push_back(std::ranges::find(annotations, type) != annotations.end());
    budgets.emplace_back(program.dexes[d].bytes().size());
  }
  for (const Class &each : program.classes) {
    const Dex &dex = program.dexes[each.dex];
    const u32 offset = dex.class_def(each.class_def).annotations_off;
    if (offset == 0 || !dex.annotates_methods(offset, is_wanted[each.dex], budgets[each.dex])) continue;
    const DexIds &ids = program.dex_ids[each.dex];
    for (const Annotations::Member &method : dex.annotations(offset).methods)
      for (const Annotation &annotation : method.list) {
        if (annotation.value.bits >= ids.types.size() || !is_wanted[each.dex][annotation.value.bits] || method.index >= ids.methods.size()) continue;
        if (const std::optional<BodyId> body = body_of_method(program, ids.methods[method.index])) found.emplace_back(*body, ids.types[annotation.value.bits]);
      }
  }
  return found;
}

std::vector<AskedForByAnnotation> asked_for_by_annotation(const Hierarchy &hierarchy, const Xrefs &xrefs) {
  const Program &program = hierarchy.program();
  std::vector<BodyId> asking;
  for (u32 i = 0; i < program.methods.size(); ++i)
    if (const std::span<const Site> calls = xrefs.calls.of(MethodId{i}); !calls.empty() && asks_for_annotations(words_of(program, MethodId{i})))
      for (const Site &site : calls) asking.push_back(site.body);
  std::ranges::sort(asking);
  std::map<std::string_view, std::vector<TypeId>> asked; // by package
  std::vector<TypeId> annotations;
  for (u32 i = 0; !asking.empty() && i < program.classes.size(); ++i) {
    const Class &each = program.classes[ClassId{i}];
    if ((each.access_flags & annotation_flag) == 0) continue;
    for (const Site &site : xrefs.classes.of(each.type)) {
      if (!std::ranges::binary_search(asking, site.body)) continue;
      asked[package_of_class(type_text(program, program.methods[program.bodies[site.body].method].owner))].push_back(each.type);
      annotations.push_back(each.type);
    }
  }
  std::vector<AskedForByAnnotation> found;
  const std::vector<std::pair<BodyId, TypeId>> methods = annotated_methods(program, annotations);
  for (const auto &[package, types] : asked) {
    AskedForByAnnotation of_package{package, {}};
    for (const auto &[body, type] : methods)
      if (std::ranges::find(types, type) != types.end()) of_package.methods.push_back(body);
    std::ranges::sort(of_package.methods);
    of_package.methods.erase(std::ranges::unique(of_package.methods).begin(), of_package.methods.end());
    if (!of_package.methods.empty()) found.push_back(std::move(of_package));
  }
  return found;
}

} // namespace kinsafe
