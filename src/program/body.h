// A method lowered to static single assignment form (SSA): a control-flow graph of blocks, in which each value is defined
// once, by one instruction, by a parameter, or by a phi where paths meet. Registers and copies are gone. Methods are lowered
// when they are asked for, since most never are.
//
// Exceptions: inside a try range a block ends with each instruction that can throw, and edges lead from it to the handlers
// that may catch. On such an edge the registers hold what they held before the instruction: its own result is not defined.
// Code that no path reaches from the first instruction is left out.
#pragma once

#include "base/result.h"
#include "program/program.h"

#include <deque>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class ValueId : u32 {};
enum class BlockId : u32 {};
constexpr ValueId no_value{no_index};

// What defines a value, or what an instruction does that has none. "index" is Value::index.
enum class Op : u8 {
  parameter,     // index: position, `this` of an instance method is 0
  phi,           // operands: one an edge into the block, in the order of Block::ins
  number,        // bits in LoweredBody::numbers[index], sign-extended if 32 bits wide; 0 may stand for null
  text,          // index: StringId
  class_object,  // const-class; index: TypeId
  handle,        // const-method-handle; index: of the dex file's table
  method_type,   // const-method-type; index: of the dex file's table
  caught,        // the exception that entered this block; index: TypeId that is caught, no_index: any
  new_instance,  // index: TypeId
  new_array,     // operand: length; index: TypeId of the array
  filled_array,  // filled-new-array; operands: the elements; index: TypeId of the array
  fill_array,    // fill-array-data; operand: array; index: into LoweredBody::arrays
  array_length,  // operand: array
  array_get,     // operands: array, position; detail: the Opcode (aget, aget-byte, ...)
  array_put,     // operands: array, position, value; detail: the Opcode
  field_get,     // operand: object; index: FieldId
  field_put,     // operands: object, value; index: FieldId
  static_get,    // index: FieldId
  static_put,    // operand: value; index: FieldId
  invoke,        // detail: InvokeKind; operands: arguments, the receiver first; index: MethodId, or CallSiteId if custom
  check_cast,    // operand; index: TypeId; its result is the operand under that type
  instance_of,   // operand; index: TypeId
  arithmetic,    // detail: Arithmetic; index: NumberType; one or two operands (literals are `number` values)
  compare,       // cmp-long, cmpl-float, ...: -1, 0 or 1; two operands; detail: the Opcode
  convert,       // int-to-long, ...; detail: the Opcode
  monitor_enter, // operand: object
  monitor_exit,  // operand: object
  // The last of a block, if it is not one of the above (a block may also fall through to the next, or end because it can throw).
  jump,
  branch,        // detail: Condition; two operands, or one that is compared with 0 (null)
  switch_,       // operand; keys stand at the edges
  return_,       // operand, or none
  throw_,        // operand: the exception
};

enum class InvokeKind : u8 { virtual_, super, direct, static_, interface, polymorphic, custom };
enum class Condition : u8 { equal, not_equal, less, greater_equal, greater, less_equal };
enum class Arithmetic : u8 { add, subtract, reverse_subtract, multiply, divide, remainder, and_, or_, xor_, shift_left, shift_right, shift_right_unsigned, negate, not_ };
enum class NumberType : u8 { int_, long_, float_, double_ };

// What a value holds, as the verifier of the platform tells values apart.
enum class ValueKind : u8 {
  none,      // the instruction has no result
  number,    // 32 bits: boolean, byte, char, short, int, float
  wide,      // 64 bits: long, double
  reference,
  zero,      // a constant 0: a number or null
  conflict,  // a phi of values that do not agree; no instruction uses it
};

struct Value {
  Op op{};
  ValueKind kind = ValueKind::none;
  u8 detail = 0;             // see Op
  u32 index = no_index;      // see Op
  u32 type = no_index;       // TypeId of a reference as far as it is known: declared type of a parameter, field, result; what
                             // is made or cast to; of a phi the type on which its operands agree; no_index: not known
  u32 first_operand = 0, operand_count = 0; // in LoweredBody::operands
  u32 pc = no_index;         // in code units; of a phi or parameter no_index; a literal has that of its instruction

  bool operator==(const Value &) const = default;
};

enum class EdgeKind : u8 {
  next,      // falls through, jumps, or the condition does not hold
  taken,     // the condition holds
  on_key,    // of a switch: the value is `key`
  exception, // the last instruction throws; see `caught` at the start of the handler
};
struct Edge {
  BlockId from, to;
  EdgeKind kind = EdgeKind::next;
  i32 key = 0;                // on_key
  u32 catches = no_index;     // exception: TypeId, no_index: any. Handlers are tried in the order of the edges

  bool operator==(const Edge &) const = default;
};

struct Block {
  u32 first_value = 0, value_count = 0;       // ids of a block's values follow each other; phis first
  u32 first_out = 0, out_count = 0;           // in LoweredBody::edges
  u32 first_in = 0, in_count = 0;             // in LoweredBody::ins

  bool operator==(const Block &) const = default;
};

struct LoweredBody {
  BodyId body{};
  MethodId method{};
  u32 access_flags = 0;
  std::vector<Value> values;                  // by ValueId; parameters first, at the start of the first block
  std::vector<ValueId> operands;
  std::vector<Block> blocks;                  // by BlockId; the first is where the method starts (nothing leads back into it).
                                              // In reverse postorder, so what is not a phi uses values with smaller ids only
  std::vector<Edge> edges;                    // by the block that they leave: `next`, then `taken` or keys, then exceptions
  std::vector<u32> ins;                       // indices into `edges`, by the block that they enter
  std::vector<i64> numbers;
  struct ArrayData {
    u16 width = 0;                            // bytes an element
    std::vector<i64> elements;                // sign-extended

    bool operator==(const ArrayData &) const = default;
  };
  std::vector<ArrayData> arrays;

  const Value &operator[](ValueId id) const { return values[static_cast<u32>(id)]; }
  const Block &operator[](BlockId id) const { return blocks[static_cast<u32>(id)]; }
  std::span<const ValueId> operands_of(const Value &value) const { return std::span(operands).subspan(value.first_operand, value.operand_count); }
  std::span<const Edge> outs(const Block &block) const { return std::span(edges).subspan(block.first_out, block.out_count); }

  bool operator==(const LoweredBody &) const = default;
};

// Why a body can't be lowered, as one English clause; such a method is counted as skipped. Nearly all are what the
// platform's verifier rejects; others are beyond a limit.
struct LoweringFailure {
  std::string reason;
  u32 pc = no_index; // in code units, where the fault has a place
};
std::expected<LoweredBody, LoweringFailure> lower(const Program &program, BodyId id);

struct Lowering;

// Lowers bodies when they are first asked for, and keeps them. Not for several threads.
class Bodies {
public:
  explicit Bodies(const Program &program);
  // For tests: bodies that were parsed; none is lowered.
  Bodies(const Program &program, std::vector<LoweredBody> parsed);
  ~Bodies();

  const LoweredBody *of(BodyId id); // null if it can't be lowered
  const Program &program() const { return program_; }
  u64 lowered() const { return bodies_.size(); }
  struct Skipped {
    BodyId body;
    std::string reason;
    u32 pc; // see LoweringFailure
  };
  const std::vector<Skipped> &skipped() const { return skipped_; }

private:
  static constexpr u32 failed = no_index - 1;
  const Program &program_;
  std::vector<u32> slots_; // by BodyId: index into bodies_, no_index: not asked for
  std::deque<LoweredBody> bodies_;
  std::vector<Skipped> skipped_;
  std::unique_ptr<Lowering> lowering_; // memory that is used again
};

// Text form, for dumps and tests; `parse(print(x)) == x`. Names are spelled as in smali.
std::string print(const Program &program, const LoweredBody &body);

// Parsed bodies come with a program of their own that holds just what they name (and the classes that the text declares).
struct ParsedProgram {
  Program program;
  std::vector<LoweredBody> bodies;
};
Result<ParsedProgram> parse_bodies(std::string_view text);

} // namespace kinsafe
