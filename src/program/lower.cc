// From the instructions of a method to SSA form, in these steps: find the instructions that can run and cut them into blocks
// (lower_blocks.cc); find out what each block needs of the ones before it (lower_live.cc); walk over the blocks in reverse
// postorder and name every value, with a phi where ways meet (lower_values.cc); take away phis that say nothing; find out
// what the others hold (lower_types.cc). A phi stands only where its value is needed (pruned SSA; Choi, Cytron and Ferrante 1991).
#include "program/lowering.h"

namespace kinsafe {
namespace {

// What the whole program may cost. A method costs a step an instruction, an edge, and a value on an edge; measured, real apps
// need less than one step a byte. Hostile ones let many methods share one code.
u64 steps_for(const Program &program) {
  u64 bytes = 0;
  for (const Dex &dex : program.dexes) bytes += dex.bytes().size();
  return 16 * bytes + (u64{1} << 24);
}

} // namespace

Lowering::Lowering(const Program &of)
    : program(of), string_type(find_type(of, "Ljava/lang/String;")), class_type(find_type(of, "Ljava/lang/Class;")),
      throwable_type(find_type(of, "Ljava/lang/Throwable;")), steps_left(steps_for(of)) {
  first_letters.reserve(program.types.size());
  for (const StringId descriptor : program.types) first_letters.push_back(program.strings[descriptor].empty() ? '\0' : program.strings[descriptor][0]);
}

bool Lowering::spend(u64 cost) {
  if (cost > steps_left) return fail("the methods before it have used up what lowering may cost");
  steps_left -= cost;
  return true;
}

std::expected<LoweredBody, LoweringFailure> Lowering::lower(BodyId id) {
  body_id = id;
  body = &program.bodies[id];
  if (body->dex >= program.dexes.size()) return std::unexpected(LoweringFailure{"it comes from no dex file", no_index});
  dex = &program.dexes[body->dex];
  ids = &program.dex_ids[body->dex];
  if (!ids->is_whole) return std::unexpected(LoweringFailure{"the tables of its file were not read to the end", no_index});
  const std::optional<CodeItem> item = dex->code(body->code_offset);
  if (!item) return std::unexpected(LoweringFailure{"its code can't be read", no_index});
  code = *item;
  std::optional<Tries> read = dex->tries(code);
  if (!read) return std::unexpected(LoweringFailure{"its try blocks can't be read", no_index});
  tries = std::move(*read);
  if (!read_signature() || !find_instructions() || !find_blocks()) return std::unexpected(failure);
  order_blocks();
  if (!find_live() || !make_values() || !remove_phis()) return std::unexpected(failure);
  LoweredBody lowered = write_body();
  if (!find_types(lowered)) return std::unexpected(failure);
  return lowered;
}

std::expected<LoweredBody, LoweringFailure> lower(const Program &program, BodyId id) { return Lowering(program).lower(id); }

Bodies::Bodies(const Program &program) : program_(program), slots_(program.bodies.size(), no_index), lowering_(std::make_unique<Lowering>(program)) {}

Bodies::Bodies(const Program &program, std::vector<LoweredBody> parsed) : program_(program), slots_(program.bodies.size(), no_index) {
  for (LoweredBody &body : parsed) {
    slots_[static_cast<u32>(body.body)] = static_cast<u32>(bodies_.size());
    bodies_.push_back(std::move(body));
  }
}

Bodies::~Bodies() = default;

const LoweredBody *Bodies::of(BodyId id) {
  u32 &slot = slots_[static_cast<u32>(id)];
  if (slot == no_index && lowering_) {
    std::expected<LoweredBody, LoweringFailure> lowered = lowering_->lower(id);
    if (lowered) {
      slot = static_cast<u32>(bodies_.size());
      bodies_.push_back(std::move(*lowered));
    } else {
      slot = failed;
      skipped_.push_back({id, lowered.error().reason, lowered.error().pc});
    }
  }
  return slot < failed ? &bodies_[slot] : nullptr;
}

} // namespace kinsafe
