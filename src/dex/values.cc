// Reads the constants of a dex file: initial values of static fields, annotations, what call sites are given. A
// constant (encoded_value) is a byte that says type and length, then the bytes; arrays and annotations hold further
// constants. One byte of the file becomes a row of a tree, so a tree is bounded in depth and number; a value that
// breaks a bound counts as damaged.
#include "dex/dex.h"

namespace kinsafe {
namespace {

constexpr unsigned deepest_value = 64;     // arrays and annotations in each other; compilers write two or three
constexpr u32 most_values = u32{1} << 20;  // in one tree
constexpr u32 most_members = u32{1} << 17; // of one class that carry annotations: a dex has 65536 fields and methods

// Greatest value_arg of each type; its bytes are one more, except for those without any.
constexpr std::optional<unsigned> greatest_arg(ValueType type) {
  switch (type) {
  case ValueType::byte_:
  case ValueType::array:
  case ValueType::annotation:
  case ValueType::null: return 0;
  case ValueType::short_:
  case ValueType::char_:
  case ValueType::boolean: return 1;
  case ValueType::int_:
  case ValueType::float_:
  case ValueType::method_type:
  case ValueType::method_handle:
  case ValueType::string:
  case ValueType::type:
  case ValueType::field:
  case ValueType::method:
  case ValueType::enum_: return 3;
  case ValueType::long_:
  case ValueType::double_: return 7;
  }
  return std::nullopt;
}

// The `count` bytes of a number: signed ones are widened with their sign, floating-point ones lack low bytes.
u64 read_bits(Reader &reader, ValueType type, unsigned count) {
  u64 bits = 0;
  for (unsigned i = 0; i < count; ++i) bits |= u64{reader.read_u8()} << (8 * i);
  const unsigned missing = 64 - 8 * count;
  switch (type) {
  case ValueType::byte_:
  case ValueType::short_:
  case ValueType::int_:
  case ValueType::long_: return static_cast<u64>(static_cast<i64>(bits << missing) >> missing);
  case ValueType::float_: return bits << (32 - 8 * count);
  case ValueType::double_: return bits << missing;
  case ValueType::char_:
  case ValueType::method_type:
  case ValueType::method_handle:
  case ValueType::string:
  case ValueType::type:
  case ValueType::field:
  case ValueType::method:
  case ValueType::enum_:
  case ValueType::array:
  case ValueType::annotation:
  case ValueType::null:
  case ValueType::boolean: return bits;
  }
  return bits;
}

// Reads values with a budget; false once something is damaged.
class Values {
public:
  explicit Values(Reader &reader) : reader_(reader) {}

  bool read(EncodedValue &value, unsigned depth = deepest_value) {
    const u8 head = reader_.read_u8();
    const unsigned arg = head >> 5;
    value.type = static_cast<ValueType>(head & 0x1f);
    const std::optional<unsigned> greatest = greatest_arg(value.type);
    if (reader_.failed() || !greatest || arg > *greatest || ++count_ > most_values) return false;
    if (value.type == ValueType::null) return true;
    if (value.type == ValueType::boolean) return value.bits = arg, true;
    if (value.type == ValueType::array) return depth > 0 && read_items(value, depth - 1, false);
    if (value.type == ValueType::annotation) return depth > 0 && read_annotation(value, depth);
    value.bits = read_bits(reader_, value.type, arg + 1);
    return !reader_.failed();
  }

  bool read_annotation(EncodedValue &value, unsigned depth = deepest_value) {
    value.type = ValueType::annotation;
    value.bits = reader_.read_uleb128();
    return read_items(value, depth - 1, true);
  }

private:
  bool read_items(EncodedValue &value, unsigned depth, bool named) {
    const u32 count = reader_.read_uleb128();
    for (u32 i = 0; i < count; ++i) {
      EncodedValue &item = value.items.emplace_back();
      if (named) item.name_idx = reader_.read_uleb128();
      if (!read(item, depth)) return value.items.pop_back(), false;
    }
    return !reader_.failed();
  }

  Reader &reader_;
  u32 count_ = 0;
};

// What stands before damage is kept, and `damaged` set.
std::vector<Annotation> read_set(Bytes bytes, u32 offset, u32 &left, bool &damaged) {
  std::vector<Annotation> list;
  if (offset == 0) return list;
  Reader offsets(bytes, offset);
  const u32 count = offsets.read_u32();
  for (u32 i = 0; i < count && !offsets.failed(); ++i) {
    Reader reader(bytes, offsets.read_u32());
    Annotation annotation{};
    const u8 visibility = reader.read_u8();
    annotation.visibility = static_cast<Visibility>(visibility);
    if (left == 0 || offsets.failed() || visibility > static_cast<u8>(Visibility::system) ||
        !Values(reader).read_annotation(annotation.value)) {
      damaged = true;
      continue;
    }
    --left;
    list.push_back(std::move(annotation));
  }
  damaged = damaged || offsets.failed();
  return list;
}

} // namespace

List<EncodedValue> Dex::values(u32 offset) const {
  List<EncodedValue> values;
  if (offset == 0) return values;
  Reader reader(bytes_, offset);
  Values nested(reader);
  const u32 count = reader.read_uleb128();
  for (u32 i = 0; i < count && !values.damaged; ++i) {
    EncodedValue value;
    if (nested.read(value))
      values.push_back(std::move(value));
    else
      values.damaged = true;
  }
  values.damaged = values.damaged || reader.failed();
  return values;
}

List<u32> Dex::static_string_values(u32 offset) const {
  List<u32> strings;
  const List<EncodedValue> all = values(offset);
  strings.damaged = all.damaged;
  for (const EncodedValue &value : all)
    strings.push_back(value.type == ValueType::string ? static_cast<u32>(value.bits) : no_index);
  return strings;
}

List<EncodedValue> Dex::call_site(u32 call_site_idx) const {
  const u32 offset = row<u32>(call_sites_, call_site_idx, 0);
  List<EncodedValue> values = this->values(offset);
  if (offset == 0) values.damaged = true;
  return values;
}

Annotations Dex::annotations(u32 offset) const {
  Annotations annotations;
  if (offset == 0) return annotations;
  u32 left = most_members;
  Reader reader(bytes_, offset);
  const u32 class_off = reader.read_u32();
  const u32 fields = reader.read_u32(), methods = reader.read_u32(), parameters = reader.read_u32();
  annotations.on_class = read_set(bytes_, class_off, left, annotations.damaged);
  const auto read_members = [&](u32 count, std::vector<Annotations::Member> &members) {
    for (u32 i = 0; i < count && left > 0 && !reader.failed(); ++i, --left) {
      const u32 index = reader.read_u32();
      members.push_back({index, read_set(bytes_, reader.read_u32(), left, annotations.damaged)});
      if (left == 0) break;
    }
  };
  read_members(fields, annotations.fields);
  read_members(methods, annotations.methods);
  for (u32 i = 0; i < parameters && left > 0 && !reader.failed(); ++i, --left) {
    Annotations::Parameters of_method{reader.read_u32(), {}};
    Reader lists(bytes_, reader.read_u32());
    const u32 count = lists.read_u32();
    for (u32 k = 0; k < count && left > 0 && !lists.failed(); ++k, --left)
      of_method.lists.push_back(read_set(bytes_, lists.read_u32(), left, annotations.damaged));
    annotations.damaged = annotations.damaged || lists.failed();
    annotations.parameters.push_back(std::move(of_method));
    if (left == 0) break;
  }
  annotations.damaged = annotations.damaged || reader.failed() || left == 0;
  return annotations;
}

bool Dex::annotates_methods(u32 offset, const std::vector<bool> &types, Budget &budget) const {
  if (offset == 0) return false;
  Reader reader(bytes_, offset);
  reader.read_u32(); // annotations of the class
  const u32 fields = reader.read_u32(), methods = reader.read_u32();
  reader.read_u32(); // methods with annotated parameters
  reader.skip(size_t{fields} * 8);
  for (u32 i = 0; i < methods && !reader.failed(); ++i) {
    reader.read_u32(); // the method
    Reader set(bytes_, reader.read_u32());
    const u32 count = set.read_u32();
    for (u32 k = 0; k < count && !set.failed(); ++k) {
      if (!budget.spend(1)) return false;
      Reader annotation(bytes_, set.read_u32());
      annotation.read_u8(); // visibility
      const u32 type = annotation.read_uleb128();
      if (!annotation.failed() && type < types.size() && types[type]) return true;
    }
  }
  return false;
}

List<u32> Dex::hidden_api_flags(u32 class_def_idx, const ClassData &data) const {
  List<u32> flags;
  if (hidden_api_at_ == 0) return flags;
  // A size, an offset from here for every class, then the flags.
  Reader offsets(bytes_, hidden_api_at_);
  offsets.skip(sizeof(u32) * (size_t{1} + class_def_idx));
  const u32 offset = offsets.read_u32();
  flags.damaged = offsets.failed() || class_def_idx >= classes_.count;
  if (offset == 0 || flags.damaged) return flags;
  Reader reader(bytes_, size_t{hidden_api_at_} + offset);
  const size_t count = data.static_fields.size() + data.instance_fields.size() + data.direct_methods.size() +
                       data.virtual_methods.size();
  for (size_t i = 0; i < count && !reader.failed(); ++i) flags.push_back(reader.read_uleb128());
  flags.damaged = reader.failed();
  return flags;
}

} // namespace kinsafe
