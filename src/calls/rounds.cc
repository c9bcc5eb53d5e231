// Counts the rounds of loops: see rounds.h. The loop of a block is its strongly connected component: what can be reached from
// it and leads back to it. A branch bounds the rounds if it may leave that, and no way round avoids it. Then what it compares
// decides: a counter is a phi that no way round avoids either, to which constants lead from outside, and from inside only its
// own value and a constant step. With an outer loop the start comes from inside, so that counts nothing.
#include "calls/rounds.h"

namespace kinsafe {
namespace {

u32 raw(auto id) { return static_cast<u32>(id); }

Condition negated(Condition condition) {
  switch (condition) {
  case Condition::equal: return Condition::not_equal;
  case Condition::not_equal: return Condition::equal;
  case Condition::less: return Condition::greater_equal;
  case Condition::greater_equal: return Condition::less;
  case Condition::greater: return Condition::less_equal;
  case Condition::less_equal: return Condition::greater;
  }
  return condition;
}
Condition mirrored(Condition condition) {
  switch (condition) {
  case Condition::equal:
  case Condition::not_equal: return condition;
  case Condition::less: return Condition::greater;
  case Condition::greater_equal: return Condition::less_equal;
  case Condition::greater: return Condition::less;
  case Condition::less_equal: return Condition::greater_equal;
  }
  return condition;
}
bool holds(Condition condition, i64 a, i64 b) {
  switch (condition) {
  case Condition::equal: return a == b;
  case Condition::not_equal: return a != b;
  case Condition::less: return a < b;
  case Condition::greater_equal: return a >= b;
  case Condition::greater: return a > b;
  case Condition::less_equal: return a <= b;
  }
  return true;
}

class Loop {
public:
  Loop(Constants &constants, const LoweredBody &body, const BodyIndex &index, BlockId block, u64 &steps)
      : constants_(constants), body_(body), index_(index), block_(block), steps_(steps) {}

  Rounds run() {
    std::vector<u8> after = reached(no_block, true);
    const std::vector<u8> before = reached(no_block, false);
    for (size_t i = 0; i < after.size(); ++i) after[i] &= before[i];
    inside_ = std::move(after);
    Rounds rounds = Rounds::many;
    for (u32 b = 0; b < body_.blocks.size() && rounds > Rounds::few && steps_ > 0; ++b)
      if (inside_[b]) rounds = std::min(rounds, by_branch(BlockId{b}));
    return steps_ == 0 ? std::min(rounds, Rounds::unclear) : rounds;
  }

private:
  static constexpr BlockId no_block{no_index};

  // Blocks to which one or more edges lead from the block, or from which they lead there, without entering `without`.
  std::vector<u8> reached(BlockId without, bool is_forward) {
    std::vector<u8> seen(body_.blocks.size(), 0);
    std::vector<BlockId> open{block_};
    while (!open.empty()) {
      const Block &block = body_[open.back()];
      open.pop_back();
      for (u32 i = 0; i < (is_forward ? block.out_count : block.in_count); ++i) {
        if (steps_ == 0) return seen;
        --steps_;
        const BlockId next = is_forward ? body_.edges[block.first_out + i].to : body_.edges[body_.ins[block.first_in + i]].from;
        if (next == without || seen[raw(next)]) continue;
        seen[raw(next)] = 1;
        open.push_back(next);
      }
    }
    return seen;
  }
  bool is_on_every_way_round(BlockId block) { return block == block_ || !reached(block, true)[raw(block_)]; }

  std::optional<i64> number(ValueId id) const {
    if (body_[id].op != Op::number) return std::nullopt;
    return body_.numbers[body_[id].index];
  }

  // `x + 1` as x and 1; anything else as itself and 0.
  std::pair<ValueId, i64> apart(ValueId id) const {
    const Value &value = body_[id];
    if (value.op != Op::arithmetic || value.operand_count != 2) return {id, 0};
    const auto operands = body_.operands_of(value);
    const Arithmetic kind = static_cast<Arithmetic>(value.detail);
    const std::optional<i64> left = number(operands[0]), right = number(operands[1]);
    const auto fits = [](std::optional<i64> step) { return step && *step >= -1'000'000 && *step <= 1'000'000; };
    if (kind == Arithmetic::add && fits(right)) return {operands[0], *right};
    if (kind == Arithmetic::add && fits(left)) return {operands[1], *left};
    if (kind == Arithmetic::subtract && fits(right)) return {operands[0], -*right};
    return {id, 0};
  }

  struct Counter {
    std::vector<i64> starts;
    i64 step = 0;
  };
  std::optional<Counter> counter(ValueId id) {
    const Value &phi = body_[id];
    if (phi.op != Op::phi) return std::nullopt;
    const BlockId at = index_.block[raw(id)];
    if (!inside_[raw(at)]) return std::nullopt;
    Counter counter;
    const auto operands = body_.operands_of(phi);
    for (u32 i = 0; i < operands.size(); ++i) {
      if (operands[i] == no_value) return std::nullopt;
      if (inside_[raw(body_.edges[body_.ins[body_[at].first_in + i]].from)]) {
        const auto [from, step] = apart(operands[i]);
        if (from != id || step == 0 || (counter.step != 0 && counter.step != step)) return std::nullopt;
        counter.step = step;
      } else if (const std::optional<i64> start = number(operands[i])) {
        counter.starts.push_back(*start);
      } else {
        return std::nullopt;
      }
    }
    if (counter.step == 0 || counter.starts.empty() || !is_on_every_way_round(at)) return std::nullopt;
    return counter;
  }

  // The numbers at which the loop ends. Nothing: as many as there are of something. Not whole: some number, not known.
  std::optional<NumberSet> limits(ValueId id) {
    if (const std::optional<i64> known = number(id)) return NumberSet{{*known}, true, {}};
    const ValueAt at{body_.body, id};
    const Value &value = body_[id];
    Values &values = constants_.values();
    if (value.op == Op::invoke && static_cast<InvokeKind>(value.detail) == InvokeKind::static_) {
      const MethodWords words = words_of(values.program(), MethodId{value.index});
      if (words.owner == "Ljava/lang/Math;" && words.name == "min")
        for (const ValueId operand : body_.operands_of(value))
          if (const std::optional<i64> known = number(operand)) return NumberSet{{*known}, true, {}};
    }
    if (value.op == Op::phi) { // count < 5 ? count : 5
      for (const ValueId operand : body_.operands_of(value))
        if (operand != no_value && number(operand).value_or(0) > 1) return NumberSet{{}, *number(operand) > most_few, {}};
      return std::nullopt;
    }
    if (value.op != Op::parameter && value.op != Op::field_get && value.op != Op::static_get) return std::nullopt;
    const Sources sources = values.sources(at);
    const bool is_counted = !sources.values.empty() && std::ranges::all_of(sources.values, [&](ValueAt source) {
      const Value *from = values.value(source);
      return from && (from->op == Op::invoke || from->op == Op::array_length);
    });
    if (is_counted) return std::nullopt;
    return constants_.numbers_of(at);
  }

  // What the block's branch makes of the rounds.
  Rounds by_branch(BlockId id) {
    const Block &block = body_[id];
    if (block.value_count == 0) return Rounds::many;
    const Value &branch = body_.values[block.first_value + block.value_count - 1];
    if (branch.op != Op::branch) return Rounds::many;
    bool stays_if_taken = false, stays_else = false;
    for (const Edge &edge : body_.outs(block)) {
      if (!inside_[raw(edge.to)]) continue;
      (edge.kind == EdgeKind::taken ? stays_if_taken : stays_else) = true;
    }
    if (stays_if_taken == stays_else) return Rounds::many; // it does not leave
    Condition stays = static_cast<Condition>(branch.detail);
    if (!stays_if_taken) stays = negated(stays);
    const auto operands = body_.operands_of(branch);

    for (size_t side = 0; side < operands.size(); ++side, stays = mirrored(stays)) {
      const auto [counted, ahead] = apart(operands[side]);
      const bool has_limit = operands.size() == 2;
      if (const std::optional<Counter> by = counter(counted)) {
        const std::optional<NumberSet> ends = has_limit ? limits(operands[1 - side]) : NumberSet{{0}, true, {}};
        if (!ends || (ends->is_whole && ends->numbers.empty())) return Rounds::many;
        if (!std::ranges::all_of(ends->numbers, [&](i64 end) { return ends_soon(*by, ahead, stays, end); })) return Rounds::many;
        return ends->is_whole && is_on_every_way_round(id) ? Rounds::few : Rounds::unclear;
      }
      if (has_limit && is_small(operands[1 - side]) && body_[counted].op != Op::number) {
        // What counts only some rounds, a size, or whatever is compared each time.
        const bool is_count = is_size(counted) || (body_[counted].op == Op::phi && ahead != 0);
        const bool is_order = stays != Condition::equal && stays != Condition::not_equal;
        if (is_count || (is_order && is_on_every_way_round(id))) return Rounds::unclear;
      }
      if (!has_limit && ahead < 0 && body_[counted].op == Op::phi && std::ranges::any_of(body_.operands_of(body_[counted]), [&](ValueId start) { return is_small(start); }))
        return Rounds::unclear; // if (--left == 0) break
    }
    return Rounds::many;
  }

  bool is_small(ValueId id) const {
    const std::optional<i64> known = id == no_value ? std::nullopt : number(id);
    return known && *known > 1 && *known <= most_few;
  }

  static bool ends_soon(const Counter &counter, i64 ahead, Condition stays, i64 end) {
    return std::ranges::all_of(counter.starts, [&](i64 start) {
      i64 now = start + ahead;
      for (i64 round = 0; round <= most_few; ++round, now += counter.step)
        if (!holds(stays, now, end)) return true;
      return false;
    });
  }

  bool is_size(ValueId id) const {
    const Value &value = body_[id];
    if (value.op != Op::invoke || static_cast<InvokeKind>(value.detail) == InvokeKind::custom) return false;
    const std::string_view name = words_of(constants_.values().program(), MethodId{value.index}).name;
    return name == "size" || name == "length" || name == "getPosition";
  }

  Constants &constants_;
  const LoweredBody &body_;
  const BodyIndex &index_;
  BlockId block_;
  u64 &steps_;
  std::vector<u8> inside_; // by BlockId: it lies in the loop
};

} // namespace

Rounds rounds_of(Constants &constants, ValueAt at, u64 &steps) {
  Values &values = constants.values();
  const LoweredBody *body = values.body(at.body);
  const BodyIndex *index = values.index(at.body);
  if (!body || !index) return Rounds::once;
  const BlockId block = index->block[raw(at.value)];
  if (!values.is_in_loop(at.body, block)) return Rounds::once;
  return Loop(constants, *body, *index, block, steps).run();
}

} // namespace kinsafe
