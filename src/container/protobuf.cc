// Reads fields without recursion and without memory of its own: a message inside is a view that another reader takes.
#include "container/protobuf.h"

namespace kinsafe {

u64 ProtobufReader::read_varint() {
  u64 value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    const u8 byte = reader_.read_u8();
    if (shift < 64) value |= u64{byte & 0x7fu} << shift;
    if (!(byte & 0x80)) return value;
  }
  failed_ = true; // longer than the ten bytes of the longest number
  return value;
}

bool ProtobufReader::next(ProtobufField &field) {
  if (failed_ || reader_.remaining() == 0) return false;
  const u64 tag = read_varint();
  field = {static_cast<u32>(tag >> 3), static_cast<WireType>(tag & 7), 0, {}};
  switch (field.type) {
  case WireType::varint: field.value = read_varint(); break;
  case WireType::fixed64: field.value = reader_.read_u64(); break;
  case WireType::fixed32: field.value = reader_.read_u32(); break;
  case WireType::bytes: {
    const u64 length = read_varint();
    if (length > reader_.remaining())
      failed_ = true;
    else
      field.bytes = reader_.read_bytes(length);
    break;
  }
  default: failed_ = true;
  }
  failed_ |= reader_.failed() || field.number == 0 || tag >> 32 != 0;
  return !failed_;
}

} // namespace kinsafe
