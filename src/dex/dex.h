// A dex file as tables of views. Nothing is copied: every string, every table row is read from the bytes on demand.
// Format: source.android.com/docs/core/runtime/dex-format, versions 035 to 041.
#pragma once

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

  // Offset 0 means "none" in the format: an empty list or class, no code. Where the bytes are damaged, the first two
  // mark their list as such and the others give nothing; the caller knows what that hides and adds the gap.
  List<u16> type_list(u32 offset) const;
  // One entry a static field from the first on, those without a value left out at the end; only values that are a
  // string (its index) are kept, others are no_index.
  List<u32> static_string_values(u32 offset) const;
  std::optional<ClassData> class_data(u32 offset) const;
  std::optional<CodeItem> code(u32 offset) const;
  std::optional<Tries> tries(const CodeItem &code) const; // `code` of this dex

private:
  struct Section {
    u32 offset = 0, count = 0;
  };
  struct Opened;
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
  Section strings_, types_, protos_, fields_, methods_, classes_;
  std::shared_ptr<const std::vector<u8>> aligned_copy_; // only where code units would lie at odd addresses
};

// Line of the source at code unit `pc`, by the debug info of a code item; nothing if there is none.
std::optional<u32> source_line(const Dex &dex, const CodeItem &code, u32 pc);

} // namespace kinsafe
