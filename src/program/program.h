// Many dex files as one program: each string, type, method reference and field reference has one id for the whole app,
// however many files mention it. A method reference is what a call site names; it may or may not have a body here.
#pragma once

#include "base/incomplete.h"
#include "base/intern.h"
#include "base/table.h"
#include "dex/dex.h"
#include "program/mapping.h"

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class StringId : u32 {};
enum class TypeId : u32 {};
enum class MethodId : u32 {}; // of a method reference
enum class FieldId : u32 {};
enum class ClassId : u32 {}; // of a class defined in the app
enum class BodyId : u32 {};  // of a method with code
enum class CallSiteId : u32 {}; // of what an invoke-custom names

struct MethodRef {
  TypeId owner;
  StringId name;
  StringId signature; // "(ILjava/lang/String;)V"

  bool operator==(const MethodRef &) const = default;
};
struct FieldRef {
  TypeId owner;
  StringId name;
  TypeId type;

  bool operator==(const FieldRef &) const = default;
};
struct Class {
  TypeId type;
  std::optional<TypeId> super;
  u32 access_flags;
  u32 dex;       // index into Program::dexes
  u32 class_def; // row there
  u32 first_interface = 0, interface_count = 0; // in Program::interfaces
  u32 first_method = 0, method_count = 0;       // in Program::declared
};
// A method that a class of the app declares itself.
struct Declared {
  MethodId method;
  u32 access_flags;
  std::optional<BodyId> body; // none: abstract or native, as the flags say
};
struct Body {
  MethodId method;
  u32 dex;
  u32 code_offset;
  u32 access_flags;
};

// What an invoke-custom links to. The first run calls the bootstrap method, which makes what is called then. Of a lambda or
// a method reference the bootstrap is the platform's LambdaMetafactory, and what it makes is an object whose method
// `name` runs `implementation`.
struct CallSite {
  u32 dex;
  u32 index; // row there
  std::optional<MethodId> bootstrap;
  StringId name;
  StringId signature; // "(Lorg/lender/Main;)Ljava/lang/Runnable;": what the site takes and gives
  std::optional<MethodId> implementation;
};

// A dex part to read: its name in the package and its bytes, which must outlive the program.
struct DexInput {
  std::string_view name;
  Bytes bytes;
};

// From the ids of one dex file to those of the program.
struct DexIds {
  std::vector<StringId> strings;
  std::vector<TypeId> types;
  std::vector<MethodId> methods;
  std::vector<FieldId> fields;
  std::vector<CallSiteId> call_sites;
  bool is_whole = true; // false where a limit cut the reading short: names are empty then
};

struct Program {
  std::vector<Dex> dexes;
  std::vector<std::string> dex_names;
  std::vector<DexIds> dex_ids;

  Table<StringId, std::string_view> strings; // modified UTF-8, views into the dex files
  Table<TypeId, StringId> types;             // descriptors
  Table<MethodId, MethodRef> methods;
  Table<FieldId, FieldRef> fields;
  Table<ClassId, Class> classes; // of several definitions of one type the first, as the platform's class path does
  Table<BodyId, Body> bodies;    // of `classes` only, in their order
  std::vector<Declared> declared;  // of `classes` only, in their order; in a class direct methods first
  std::vector<u32> declared_at;    // by MethodId: index into `declared`; no_index: its owner does not declare it, or is not of the app
  std::vector<bool> is_declared_field; // by FieldId: its owner, a class of `classes`, declares it
  std::vector<TypeId> interfaces;  // those that classes name directly
  Table<CallSiteId, CallSite> call_sites; // one a row of a dex file

  // Static fields whose initial value is a string.
  struct StringConstant {
    FieldId field;
    StringId value;
  };
  std::vector<StringConstant> string_constants;

  struct Counts {
    u64 shadowed_classes = 0; // a class of the same name stands earlier on the class path
    u64 shadowed_methods = 0; // methods with code of such classes
    u64 damaged_classes = 0;  // class data that can't be read
  } counts;

  InternTable string_index, method_index, field_index;
  std::vector<std::optional<TypeId>> type_of_string; // by StringId; strings at the end may be left out
  std::vector<std::optional<ClassId>> class_of_type; // by TypeId
  std::deque<std::string> signature_texts;           // owner of the strings that no dex file holds

  const Mapping *mapping = nullptr; // what names were before the build shortened them, where they are shown
};

// Never fails: a dex file that can't be opened is a gap.
Program build_program(const std::vector<DexInput> &inputs, Incomplete &incomplete);

// Interfaces that the class itself names (an interface: those that it extends), and the methods that it declares.
std::span<const TypeId> interfaces_of(const Program &program, ClassId id);
std::span<const Declared> declared_by(const Program &program, ClassId id);
// What the reference's owner itself declares, inherited methods left out; null if nothing.
const Declared *declared_as(const Program &program, MethodId id);
// Its code, if the owner itself declares it with code.
std::optional<BodyId> body_of_method(const Program &program, MethodId id);

// The row of this name, made if there is none: for programs that do not come from dex files. Texts are copied.
StringId add_string(Program &program, std::string_view text);
TypeId add_type(Program &program, std::string_view descriptor);
MethodId add_method(Program &program, TypeId owner, std::string_view name, std::string_view signature);
FieldId add_field(Program &program, TypeId owner, std::string_view name, TypeId type);

std::string_view type_text(const Program &program, TypeId id);     // "Landroid/app/Activity;"
std::string method_text(const Program &program, MethodId id);      // "Landroid/app/Activity;->finish()V"
std::string field_text(const Program &program, FieldId id);        // "La/B;->name:Ljava/lang/String;"
// The same with the names that the build had, where a mapping gives them back; null: as they are in the files. A method
// or field that a class inherits is looked for in the classes and interfaces that it is inherited from.
std::string type_text(const Program &program, TypeId id, const Mapping *mapping);
std::string method_text(const Program &program, MethodId id, const Mapping *mapping);
std::string field_text(const Program &program, FieldId id, const Mapping *mapping);
// The line of the source that a line of a method's debug info stands for. Nothing if the mapping does not say.
std::optional<u32> original_line(const Program &program, MethodId id, u32 line, const Mapping *mapping);

std::optional<StringId> find_string(const Program &program, std::string_view text);
// The same for many at once, which costs a fraction each: see InternTable::prefetch.
std::vector<std::optional<StringId>> find_strings(const Program &program, const std::vector<std::string_view> &texts);
std::optional<TypeId> find_type(const Program &program, std::string_view descriptor);
std::optional<FieldId> find_field(const Program &program, const FieldRef &ref);

} // namespace kinsafe
