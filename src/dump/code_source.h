// The code of a package as the dumps of code see it: every class of every dex file in file order, those too that
// another definition of the same name hides from the platform.
#pragma once

#include "base/budget.h"
#include "container/package.h"
#include "dump/dump.h"
#include "program/program.h"

#include <functional>
#include <optional>
#include <string>

namespace kinsafe {

struct CodeSource {
  Package package;
  Program program;
  Incomplete incomplete;
};
Result<CodeSource> open_code(const DumpRequest &request);

struct DefinedClass {
  u32 dex;
  u32 class_def;
  ClassDef def;
  ClassData data;
  TypeId type;
  bool is_shadowed; // an earlier definition of this name is the one that runs
};
// Damaged classes are visited with what could be read; the program's gaps name them. `Budget` is that of the dex file,
// for what the visitor reads beyond the class data. Ends early, with a gap, where it is used up.
void for_each_class(CodeSource &source, const std::function<void(const DefinedClass &, Budget &)> &visit);

// Names as they are shown: those of the build where a mapping gives them back, on one line. An index that is not there
// reads "<method?>" and so on.
class Names {
public:
  Names(const Program &program, u32 dex, const Mapping *mapping) : program_(program), dex_(dex), mapping_(mapping) {}

  std::string string(u32 index) const; // as in the file, no quotes
  std::string type(u32 index) const;   // "Lorg/lender/Main;"
  std::string method(u32 index) const; // "Lorg/lender/Main;->pay(I)V"
  std::string field(u32 index) const;
  std::string proto(u32 index) const; // "(I)V"
  // The part behind "->": "pay(I)V", "rate:I".
  std::string method_in_class(u32 index) const;
  std::string field_in_class(u32 index) const;
  std::optional<MethodId> method_id(u32 index) const;
  std::optional<FieldId> field_id(u32 index) const;
  // The line that a reader of the source finds; see Mapping::line.
  std::optional<u32> line(MethodId method, u32 residual) const;

private:
  const Program &program_;
  u32 dex_;
  const Mapping *mapping_;
};

// "public static final", with a blank behind each word.
enum class FlagsOf : u8 { a_class, a_field, a_method };
std::string flags_text(u32 access_flags, FlagsOf of);

// Whether NAME is that of the method or of its class, as in the file or as it was before the build.
bool matches_method(const Program &program, MethodId id, const DumpRequest &request);

// Code units of a method, 0 if it has no code.
u64 units_of(const Dex &dex, const EncodedMethod &method);

} // namespace kinsafe
