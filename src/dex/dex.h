// A dex file as tables of views. Nothing is copied: every string, every table row is read from the bytes on demand.
// Format: source.android.com/docs/core/runtime/dex-format, versions 035 to 041.
#pragma once

#include "base/budget.h"
#include "base/incomplete.h"
#include "base/reader.h"
#include "base/result.h"
#include "base/types.h"

#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kinsafe {

constexpr u32 no_index = 0xffffffff;   // NO_INDEX of the format
constexpr u16 no_short_index = 0xffff; // the same in a 16-bit column: a dex has at most 65535 types and prototypes

// Table rows as they lie in the file. A row that is not there has the values below, whose names and descriptors are
// damaged strings, so that it can't be taken for the row with index 0.
struct MethodIdItem {
  u16 class_idx = no_short_index, proto_idx = no_short_index;
  u32 name_idx = no_index;
};
struct FieldIdItem {
  u16 class_idx = no_short_index, type_idx = no_short_index;
  u32 name_idx = no_index;
};
struct ProtoIdItem {
  u32 shorty_idx = no_index, return_type_idx = no_index, parameters_off = 0;
};
struct ClassDef {
  u32 class_idx = no_index, access_flags = 0, superclass_idx = no_index, interfaces_off = 0;
  u32 source_file_idx = no_index, annotations_off = 0, class_data_off = 0, static_values_off = 0;
};

struct EncodedField {
  u32 field_idx, access_flags;
};
struct EncodedMethod {
  u32 method_idx, access_flags, code_off; // code_off 0: abstract or native
};
struct ClassData {
  std::vector<EncodedField> static_fields, instance_fields;
  std::vector<EncodedMethod> direct_methods, virtual_methods;
};

// A list that may have been cut: what stands before the damage is here.
template <class T>
struct List : std::vector<T> {
  bool damaged = false;
};

struct CodeItem {
  u16 registers_size = 0, ins_size = 0, outs_size = 0, tries_size = 0;
  u32 debug_info_off = 0;
  std::span<const u16> insns; // code units
};

struct CatchHandler {
  u32 type_idx; // no_index: catches everything
  u32 address;  // in code units
};
struct TryItem {
  u32 start_addr;
  u16 insn_count;                   // code units covered
  u32 first_handler, handler_count; // in Tries::handlers, in the order in which they are tried
};
struct Tries {
  std::vector<TryItem> items;
  std::vector<CatchHandler> handlers;
};

// A constant of the format (encoded_value): a number, an index into a table, or values inside each other.
enum class ValueType : u8 {
  byte_ = 0x00,
  short_ = 0x02,
  char_ = 0x03,
  int_ = 0x04,
  long_ = 0x06,
  float_ = 0x10,
  double_ = 0x11,
  method_type = 0x15,
  method_handle = 0x16,
  string = 0x17,
  type = 0x18,
  field = 0x19,
  method = 0x1a,
  enum_ = 0x1b,
  array = 0x1c,
  annotation = 0x1d,
  null = 0x1e,
  boolean = 0x1f,
};
struct EncodedValue {
  ValueType type = ValueType::null;
  u32 name_idx = no_index;         // of an element of an annotation
  u64 bits = 0;                    // whole numbers with their sign, IEEE 754 bits, an index; of an annotation its type
  std::vector<EncodedValue> items; // of an array or an annotation
};

enum class Visibility : u8 { build, runtime, system }; // who may see an annotation; `system` ones are the compiler's
struct Annotation {
  Visibility visibility;
  EncodedValue value; // of type annotation
};
// The annotations of a class and its members; what stands before damage is here.
struct Annotations {
  struct Member {
    u32 index; // of the field or method
    std::vector<Annotation> list;
  };
  struct Parameters {
    u32 method_idx;
    std::vector<std::vector<Annotation>> lists; // one a parameter from the first on
  };
  std::vector<Annotation> on_class;
  std::vector<Member> fields, methods;
  std::vector<Parameters> parameters;
  bool damaged = false;
};

// What an invoke-custom or const-method-handle names, as it lies in the file.
enum class HandleType : u16 {
  static_put,
  static_get,
  instance_put,
  instance_get,
  invoke_static,
  invoke_instance,
  invoke_constructor,
  invoke_direct,
  invoke_interface,
};
struct MethodHandleItem {
  HandleType type{no_short_index};
  u16 unused = 0;
  u16 member_idx = no_short_index; // of a field for the first four types, else of a method
  u16 unused2 = 0;

  bool is_of_field() const { return type <= HandleType::instance_get; }
};

// A row of the list of all that a dex file holds.
struct MapItem {
  u16 type, unused;
  u32 size, offset;
};

class Dex {
public:
  // Every dex of one file: one before version 041, one or more in a container of version 041. Checks headers, Adler-32
  // and table bounds. A table that runs past the end is cut to what is there, with a gap. Fails only if the first
  // header can't be read at all. Errors do not name the part (the caller knows it); gaps do: `part` is their part.
  static Result<std::vector<Dex>> open_all(Bytes bytes, std::string_view part, Incomplete &incomplete);

  // The first dex of a file only. If a container holds more, a gap says so.
  static Result<Dex> open(Bytes bytes, std::string_view part, Incomplete &incomplete);

  u32 version() const { return version_; } // 35 to 41
  // All offsets below count from the first of these bytes: the file, or the container of version 041.
  Bytes bytes() const { return bytes_; }
  u32 string_count() const { return strings_.count; }
  u32 type_count() const { return types_.count; }
  u32 proto_count() const { return protos_.count; }
  u32 field_count() const { return fields_.count; }
  u32 method_count() const { return methods_.count; }
  u32 class_count() const { return classes_.count; }
  u32 call_site_count() const { return call_sites_.count; }
  u32 method_handle_count() const { return method_handles_.count; }

  // Modified UTF-8 without its length and final zero. Out of range or damaged: an empty view whose data() is null (a
  // row of `string_ids` may be damaged while the rest is good); a string that is empty has a data() that is not null.
  std::string_view string(u32 string_idx) const;
  // The descriptor of a type, "Landroid/app/Activity;", and which string that is.
  std::string_view type(u32 type_idx) const { return string(type_descriptor_idx(type_idx)); }
  u32 type_descriptor_idx(u32 type_idx) const { return row<u32>(types_, type_idx, no_index); }

  // All of the following take any index and answer with an empty row (see above) if it is bad.
  ProtoIdItem proto(u32 proto_idx) const { return row<ProtoIdItem>(protos_, proto_idx); }
  FieldIdItem field(u32 field_idx) const { return row<FieldIdItem>(fields_, field_idx); }
  MethodIdItem method(u32 method_idx) const { return row<MethodIdItem>(methods_, method_idx); }
  ClassDef class_def(u32 class_def_idx) const { return row<ClassDef>(classes_, class_def_idx); }
  MethodHandleItem method_handle(u32 index) const { return row<MethodHandleItem>(method_handles_, index); }

  // Offset 0 means "none" in the format: an empty list or class, no code. Where the bytes are damaged, the first two
  // mark their list as such and the others give nothing; the caller knows what that hides and adds the gap.
  List<u16> type_list(u32 offset) const;
  void read_type_list(u32 offset, List<u16> &types) const; // the same into memory that is there already
  // One entry a static field from the first on, those without a value left out at the end; only values that are a
  // string (its index) are kept, others are no_index.
  List<u32> static_string_values(u32 offset) const;
  // An array of constants, such as the initial values of a class's static fields.
  List<EncodedValue> values(u32 offset) const;
  // What an invoke-custom names: first the method handle of the bootstrap method, a name, a method type, and then what
  // else the bootstrap method is given.
  List<EncodedValue> call_site(u32 call_site_idx) const;
  Annotations annotations(u32 offset) const;
  // Whether a method of the class carries an annotation of one of these types, by type index; takes no memory. False where
  // that is damaged, or the budget is used up.
  bool annotates_methods(u32 offset, const std::vector<bool> &types, Budget &budget) const;
  // Who may use the members of a class that belongs to the platform: a word of flags each, in the order of ClassData
  // (static, instance fields, direct, virtual methods). Apps have none; empty then.
  List<u32> hidden_api_flags(u32 class_def_idx, const ClassData &data) const;
  List<MapItem> map_list() const;
  std::optional<ClassData> class_data(u32 offset) const;
  bool read_class_data(u32 offset, ClassData &data) const; // the same into memory that is there already
  std::optional<CodeItem> code(u32 offset) const;
  std::optional<Tries> tries(const CodeItem &code) const; // `code` of this dex

private:
  struct Section {
    u32 offset = 0, count = 0;
  };
  struct Opened;
  void find_mapped_tables(std::string_view part, Incomplete &incomplete);
  static Result<Opened> open_at(Bytes bytes, u32 header_at, std::string_view part, Incomplete &incomplete);

  template <class T>
  T row(const Section &section, u32 index, T absent = {}) const {
    if (index < section.count)
      std::memcpy(&absent, bytes_.data() + section.offset + size_t{index} * sizeof(T), sizeof(T));
    return absent;
  }

  Bytes bytes_;
  u32 version_ = 0;
  u32 strings_end_ = 0; // just behind the last zero byte: what begins beyond has no end
  u32 map_at_ = 0, hidden_api_at_ = 0;
  Section strings_, types_, protos_, fields_, methods_, classes_;
  Section call_sites_, method_handles_;                 // named by the map list alone
  std::shared_ptr<const std::vector<u8>> aligned_copy_; // only where code units would lie at odd addresses
};

// The debug info of a method as a list of events in order of address.
struct DebugEvent {
  enum class Kind : u8 { line, start_local, end_local, restart_local, prologue_end, epilogue_begin, set_file };
  Kind kind;
  u32 address = 0;                                                        // in code units
  u32 value = 0;                                                          // line, register, or name of the file
  u32 name_idx = no_index, type_idx = no_index, signature_idx = no_index; // of a local variable
};
struct DebugInfo {
  std::vector<u32> parameter_names; // strings; no_index where the build kept none
  std::vector<DebugEvent> events;   // up to the method's end
  bool damaged = false;
};
DebugInfo debug_info(const Dex &dex, const CodeItem &code);

// Line of the source at code unit `pc`, by the debug info of a code item; nothing if there is none.
std::optional<u32> source_line(const Dex &dex, const CodeItem &code, u32 pc);

} // namespace kinsafe
