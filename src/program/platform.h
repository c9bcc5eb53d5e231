// Android's own classes, which no app carries: their hierarchy, the methods that they declare, and constants, over all API
// levels of the pack (platform/README.md says from which jars and how it is made). The pack is one read-only block of bytes,
// read where it lies: nothing is parsed at the start.
#pragma once

#include "base/types.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace kinsafe {

enum class PlatformClassId : u32 {};

class PlatformPack {
public:
  PlatformPack() = default;                   // knows no class
  // The bytes outlive the pack and lie at a multiple of 4. Nothing if they are none of this version, or cut. Of a pack that
  // was damaged otherwise answers are wrong, but harmless; whoever builds one in asks is_whole.
  static std::optional<PlatformPack> open(Bytes bytes);

  std::optional<PlatformClassId> find(std::string_view descriptor) const; // "Landroid/app/Activity;"
  std::string_view descriptor(PlatformClassId id) const;
  std::optional<PlatformClassId> super(PlatformClassId id) const;         // none: java.lang.Object and interfaces
  std::span<const u32> interfaces(PlatformClassId id) const;              // PlatformClassId, those declared directly
  bool is_interface(PlatformClassId id) const;
  // Or the same; through classes and interfaces, at any level. An interface is below java.lang.Object.
  bool is_below(PlatformClassId id, PlatformClassId ancestor) const;

  struct Method {
    PlatformClassId owner{};                  // the class that declares it
    std::string_view name, signature;         // "query", "(Landroid/net/Uri;...)Landroid/database/Cursor;"
    bool is_static = false, is_abstract = false, is_final = false; // final: at all levels
    u8 since = 0;                             // the first API level of the pack that has it: 21, where older ones have it too
  };
  // The method that the class declares itself; public and protected ones alone are in the pack. Its signature is the text
  // that was asked for.
  std::optional<Method> declared(PlatformClassId id, std::string_view name, std::string_view signature) const;
  // A name and a signature that methods of the pack have, found once for many classes; nothing: no class declares such a method.
  struct MethodKey {
    u16 name = 0, signature = 0;
  };
  std::optional<MethodKey> method_key(std::string_view name, std::string_view signature) const;
  bool declares(PlatformClassId id, MethodKey key) const { return method_row(id, key.name, key.signature).has_value(); }
  // The same in the class, its superclasses and all their interfaces: what an override of it would override. A constructor
  // is the class's own or none.
  std::optional<Method> find_method(PlatformClassId id, std::string_view name, std::string_view signature) const;
  // Calls visit(const Method &) for each that the class declares itself, in order of name and signature. The signature is
  // gone after the visit.
  template <class Visit> void for_each_method(PlatformClassId id, const Visit &visit) const {
    std::string signature;
    const auto [begin, end] = method_rows(id);
    for (u32 row = begin; row < end; ++row) {
      write_signature(method_signatures_[row], signature);
      visit(method_at(id, row, signature));
    }
  }

  // Value of a static final field, inherited ones too, that is a text or a number (as text), as the compiler would put it
  // into code. Nothing if it was not the same at all levels, and of fields that are hidden.
  std::optional<std::string_view> constant(std::string_view class_descriptor, std::string_view field) const;

  size_t class_count() const { return classes_.count > 0 ? classes_.count - 1 : 0; }
  std::string_view sha256() const { return sha256_; } // of what follows it in the pack, as the report names it
  bool is_whole() const;                              // that digest is right: reads all of it

private:
  // A section of the pack (platform/pack_format.py). What lies outside reads as zeros, for a damaged pack's sake.
  template <class T> struct Column {
    const T *data = nullptr;
    u32 count = 0;

    T operator[](u32 i) const { return i < count ? data[i] : T{}; }
  };
  struct ClassRow {
    u32 methods, interfaces, ancestors, constants; // where they begin
    u16 super, is_interface;
  };
  using Rows = std::pair<u32, u32>; // begin, end

  std::string_view text(u32 reference) const;
  Rows rows_of(PlatformClassId id, u32 ClassRow::*first, u32 count) const;
  Rows method_rows(PlatformClassId id) const { return rows_of(id, &ClassRow::methods, method_names_.count); }
  Rows ancestor_rows(PlatformClassId id) const { return rows_of(id, &ClassRow::ancestors, ancestors_.count); }
  template <class Matches> std::optional<u16> look_up(Column<u16> slots, std::string_view text, const Matches &matches) const;
  std::optional<u16> find_name(std::string_view name) const;
  std::optional<u16> find_signature(std::string_view signature) const;
  bool is_signature(u16 id, std::string_view signature) const;
  void write_signature(u16 id, std::string &signature) const;
  std::optional<u32> method_row(PlatformClassId id, u16 name, u16 signature) const;
  Method method_at(PlatformClassId id, u32 row, std::string_view signature) const;
  std::optional<std::string_view> own_constant(PlatformClassId id, std::string_view field) const;

  Bytes bytes_;
  std::string_view sha256_;
  Column<char> texts_;
  Column<u32> types_;
  Column<u16> class_slots_;
  Column<u32> names_;
  Column<u16> name_slots_;
  Column<u32> signatures_;
  Column<u16> signature_types_, signature_slots_;
  Column<ClassRow> classes_; // one more than there are classes
  Column<u16> method_names_, method_signatures_;
  Column<u8> method_flags_;
  Column<u32> interfaces_;
  Column<u16> ancestors_; // in the order in which methods are looked up
  Column<u32> fields_, values_;
};

} // namespace kinsafe
