// Methods that carry annotations: which the build kept in the dex files, and which of them code asks for by reflection, as
// event buses, observers of lifecycles and object mappers do before they call what carries them.
#pragma once

#include "calls/hierarchy.h"
#include "program/xrefs.h"

#include <utility>
#include <vector>

namespace kinsafe {

// Methods with code that carry one of the annotations, with its type, in the order of classes.
std::vector<std::pair<BodyId, TypeId>> annotated_methods(const Program &program, const std::vector<TypeId> &annotations);

// Methods that carry an annotation for which code of a package asks (Method.getAnnotation and its kind, with the annotation's
// class named in the same method).
struct AskedForByAnnotation {
  std::string_view package;    // "Landroidx/lifecycle/", of the code that asks
  std::vector<BodyId> methods; // in id order
};
std::vector<AskedForByAnnotation> asked_for_by_annotation(const Hierarchy &hierarchy, const Xrefs &xrefs);

// "Landroidx/lifecycle/" of a class.
std::string_view package_of_class(std::string_view descriptor);

} // namespace kinsafe
