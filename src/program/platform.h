// Android's own classes, which no app carries: their hierarchy, the methods that they declare, and constants, over all API
// levels of the pack (platform/README.md says from which jars and how it is made). The pack is one read-only block of bytes,
// read where it lies: nothing is parsed at the start.
#pragma once

#include "base/types.h"

#include <optional>
#include <span>
#include <string_view>

namespace kinsafe {

enum class PlatformClassId : u32 {};

class PlatformPack {
public:
  PlatformPack() = default;                   // knows no class
  // The bytes outlive the pack. Nothing if they are none of this version.
  static std::optional<PlatformPack> open(Bytes bytes);

  std::optional<PlatformClassId> find(std::string_view descriptor) const; // "Landroid/app/Activity;"
  std::string_view descriptor(PlatformClassId id) const;
  std::optional<PlatformClassId> super(PlatformClassId id) const;         // none: java.lang.Object and interfaces
  std::span<const u32> interfaces(PlatformClassId id) const;              // PlatformClassId, those declared directly
  bool is_interface(PlatformClassId id) const;
  bool is_below(PlatformClassId id, PlatformClassId ancestor) const;      // or the same; through classes and interfaces

  struct Method {
    std::string_view name, signature;         // "query", "(Landroid/net/Uri;...)Landroid/database/Cursor;"
    bool is_static = false, is_abstract = false, is_final = false;
    u8 since = 0;                             // the first API level of the pack that has it
  };
  // The method that the class declares itself; public and protected ones alone are in the pack.
  std::optional<Method> declared(PlatformClassId id, std::string_view name, std::string_view signature) const;
  // The same in the class, its superclasses and all their interfaces: what an override of it would override.
  std::optional<Method> find_method(PlatformClassId id, std::string_view name, std::string_view signature) const;
  // Calls visit(const Method &) for each that the class declares itself, in order of name and signature.
  template <class Visit> void for_each_method(PlatformClassId id, const Visit &visit) const;

  // Value of a static final field that is a text or a number (as text), as the compiler would put it into code.
  std::optional<std::string_view> constant(std::string_view class_descriptor, std::string_view field) const;

  size_t class_count() const;
  std::string_view sha256() const;            // of what it was made from, as the report names it
};

} // namespace kinsafe
