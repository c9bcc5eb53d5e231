// The wire format of protocol buffers (protobuf.dev/programming-guides/encoding): a message is a list of fields, each a
// tag (field number and wire type, as a varint) and a value: a varint, 4 or 8 bytes, or a length and as many bytes,
// which are a text, a message or anything else. Nothing says which; the reader knows.
#pragma once

#include "base/reader.h"
#include "base/types.h"

#include <string_view>

namespace kinsafe {

enum class WireType : u8 { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct ProtobufField {
  u32 number = 0;
  WireType type = WireType::varint;
  u64 value = 0; // of a varint or fixed field
  Bytes bytes;   // of a field of bytes

  bool is(u32 wanted, WireType wanted_type) const { return number == wanted && type == wanted_type; }
  bool is_message(u32 wanted) const { return is(wanted, WireType::bytes); }
  std::string_view text() const { return as_text(bytes); }
};

// The fields of one message, one after another. Groups, which the formats read here do not use, are an error.
class ProtobufReader {
public:
  explicit ProtobufReader(Bytes message) : reader_(message) {}

  // The next field, or false at the end or at an error.
  bool next(ProtobufField &field);
  bool failed() const { return failed_; }

private:
  u64 read_varint();

  Reader reader_;
  bool failed_ = false;
};

} // namespace kinsafe
