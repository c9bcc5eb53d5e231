// Which class is below which, over the app's own classes and Android's, and which method runs when one is called on an object
// of a class. A type that neither the app nor the pack knows stands alone: nothing is said of what lies above it.
#pragma once

#include "program/platform.h"
#include "program/program.h"

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

// Not for several threads: what is looked up often is kept.
class Hierarchy {
public:
  // Both must outlive it.
  Hierarchy(const Program &program, const PlatformPack &platform);

  const Program &program() const { return program_; }
  const PlatformPack &platform() const { return platform_; }

  // Types of the program, and behind them platform classes above those, which no instruction names.
  size_t type_count() const { return platform_class_.size(); }
  std::string_view text(TypeId type) const;
  std::optional<TypeId> find(std::string_view descriptor) const;
  std::optional<ClassId> class_of(TypeId type) const {
    const auto i = static_cast<u32>(type);
    return i < program_.class_of_type.size() ? program_.class_of_type[i] : std::nullopt;
  }
  std::optional<PlatformClassId> platform_class(TypeId type) const { return platform_class_[static_cast<u32>(type)]; }

  // All types above it and itself, in id order. A class whose ancestors are not all known (`is_open`) may be below more.
  std::span<const TypeId> supers(TypeId type) const {
    const auto i = static_cast<u32>(type);
    return std::span(supers_).subspan(first_super_[i], first_super_[i + 1] - first_super_[i]);
  }
  bool is_below(TypeId type, TypeId ancestor) const; // or the same
  // Its superclass, if that is the app's too. Circles, which a hostile file may hold, are cut.
  std::optional<ClassId> above(ClassId id) const { return above_[static_cast<u32>(id)]; }
  bool is_open(TypeId type) const { return is_open_[static_cast<u32>(type)]; }
  bool is_interface(TypeId type) const;

  // Whether any class of the app has code for a method of that name.
  bool has_code(StringId name) const { return has_code_[static_cast<u32>(name)]; }

  // The code that runs when the method is called on an object of that very class; nothing if it is the platform's, abstract
  // or native. The most specific default method of an interface counts where no class has one.
  std::optional<BodyId> lookup(ClassId id, StringId name, StringId signature) const;
  std::optional<BodyId> default_method(TypeId type, StringId name, StringId signature) const; // of interfaces of the app alone
  // The code for the method that the type has: its own, what it inherits from classes of the app, else a default method.
  std::optional<BodyId> method_in(TypeId type, StringId name, StringId signature) const;
  // What a static, direct or super call of the reference runs.
  std::optional<BodyId> resolve(MethodId method) const;
  // What a super call of the reference in that code runs: Android looks from the superclass of the code's own class, whatever
  // class the reference names; of an interface its default method.
  std::optional<BodyId> resolve_super(BodyId caller, MethodId method) const;
  // The code that the class itself has for a method.
  std::optional<BodyId> own(ClassId id, StringId name, StringId signature) const;
  std::optional<BodyId> initializer(ClassId id) const { return initializers_[static_cast<u32>(id)]; } // <clinit>
  std::optional<BodyId> initializer(TypeId type) const {
    const std::optional<ClassId> id = class_of(type);
    return id ? initializer(*id) : std::nullopt;
  }

  // The platform's or an unknown class's method that a virtual method of the class overrides or may override: the platform
  // may call it.
  bool overrides_platform(ClassId id, StringId name, StringId signature) const;

  // Where a call that runs no code of the app leads. `app`: to a method of the app that no object has.
  enum class Outside : u8 { platform, native, unknown_class, app };
  Outside outside(MethodId method) const;

private:
  void link_types();
  TypeId type_of(PlatformClassId id);
  bool is_implemented(TypeId type, StringId name, StringId signature) const; // by a class of the platform

  const Program &program_;
  const PlatformPack &platform_;
  std::vector<std::optional<PlatformClassId>> platform_class_; // by TypeId
  std::unordered_map<u32, TypeId> type_of_platform_;           // by PlatformClassId
  std::vector<u32> first_super_;
  std::vector<TypeId> supers_;
  std::vector<bool> is_open_;
  std::vector<std::optional<ClassId>> above_;                  // by ClassId
  std::vector<bool> has_code_;                                 // by StringId
  std::vector<bool> has_defaults_;                             // by TypeId: an interface of the app above it has code
  struct Own {
    StringId name, signature;
    BodyId body;
    auto operator<=>(const Own &) const = default;
  };
  std::vector<u32> first_own_;                                 // by ClassId and one more
  std::vector<Own> own_;                                       // by class, then name and signature
  std::vector<std::optional<BodyId>> initializers_;            // by ClassId
  std::optional<TypeId> object_;
  static constexpr u32 not_asked = no_index - 1;
  mutable std::vector<u32> resolved_;                          // by MethodId: BodyId, no_index or not_asked
};

} // namespace kinsafe
