// Reads everything that a dex file holds, for tests and fuzzing: every row of every table, every class, method,
// instruction, line and catch. Nothing is checked but that all of it can be asked for.
#pragma once

#include "dex/dex.h"
#include "dex/instructions.h"
#include "dex/text.h"

namespace kinsafe {

// A damaged file may let many rows share much data, so work is counted and ends at `budget`. Returns a number that
// depends on all that was read, so that no read is optimised away.
class Walk {
public:
  explicit Walk(u64 budget) : budget_(budget) {}

  u64 everything(const Dex &dex) {
    u64 sum = 0;
    for (u32 i = 0; i <= dex.string_count() && spend(1 + dex.string(i).size()); ++i) sum += dex.string(i).size();
    for (u32 i = 0; i <= dex.type_count() && spend(1 + dex.type(i).size()); ++i) sum += dex.type(i).size();
    for (u32 i = 0; i <= dex.proto_count() && spend(1); ++i) sum += types(dex, dex.proto(i).parameters_off);
    for (u32 i = 0; i <= dex.field_count() && spend(1); ++i) sum += dex.field(i).name_idx;
    for (u32 i = 0; i <= dex.method_count() && spend(1); ++i) sum += dex.method(i).name_idx;
    for (u32 i = 0; i <= dex.class_count() && spend(1); ++i) sum += one_class(dex, i);
    for (u32 i = 0; i <= dex.method_handle_count() && spend(1); ++i) sum += dex.method_handle(i).member_idx;
    for (u32 i = 0; i <= dex.call_site_count() && spend(1); ++i)
      for (const EncodedValue &value : dex.call_site(i))
        if (spend(1)) sum += one_value(value);
    for (const MapItem &item : dex.map_list()) sum += item.offset;
    return sum;
  }

private:
  bool spend(u64 steps) {
    const bool enough = steps <= budget_;
    budget_ = enough ? budget_ - steps : 0;
    return enough;
  }

  u64 types(const Dex &dex, u32 offset) {
    const List<u16> list = dex.type_list(offset);
    spend(list.size());
    u64 sum = list.damaged;
    for (const u16 type : list) sum += type;
    return sum;
  }

  u64 one_value(const EncodedValue &value) {
    u64 sum = value.bits + value.name_idx;
    for (const EncodedValue &item : value.items)
      if (spend(1)) sum += one_value(item);
    return sum;
  }

  u64 list(const std::vector<Annotation> &annotations) {
    u64 sum = 0;
    for (const Annotation &annotation : annotations)
      if (spend(1)) sum += one_value(annotation.value);
    return sum;
  }

  u64 annotations(const Dex &dex, const Annotations &of_class) {
    u64 sum = list(of_class.on_class) + of_class.damaged;
    for (const auto *members : {&of_class.fields, &of_class.methods})
      for (const Annotations::Member &member : *members) sum += member.index + list(member.list);
    for (const Annotations::Parameters &parameters : of_class.parameters)
      for (const std::vector<Annotation> &each : parameters.lists) sum += list(each);
    return sum + dex.method_count();
  }

  u64 one_class(const Dex &dex, u32 class_def_idx) {
    const ClassDef def = dex.class_def(class_def_idx);
    u64 sum = types(dex, def.interfaces_off);
    const List<u32> values = dex.static_string_values(def.static_values_off);
    spend(values.size());
    for (const u32 value : values) sum += value;
    sum += annotations(dex, dex.annotations(def.annotations_off));
    const std::optional<ClassData> data = dex.class_data(def.class_data_off);
    if (!data) return sum;
    for (const u32 flags : dex.hidden_api_flags(class_def_idx, *data)) sum += flags;
    for (const auto *fields : {&data->static_fields, &data->instance_fields})
      for (const EncodedField &field : *fields) sum += spend(1) * field.field_idx;
    for (const auto *methods : {&data->direct_methods, &data->virtual_methods})
      for (const EncodedMethod &method : *methods)
        if (spend(1)) sum += one_method(dex, method);
    return sum;
  }

  u64 one_method(const Dex &dex, const EncodedMethod &method) {
    const std::optional<CodeItem> code = dex.code(method.code_off);
    if (!code) return 0;
    u64 sum = 0;
    if (const std::optional<Tries> tries = dex.tries(*code))
      for (const TryItem &item : tries->items)
        for (u32 i = 0; i < item.handler_count && spend(1); ++i) sum += tries->handlers[item.first_handler + i].address;
    const DebugInfo debug = debug_info(dex, *code);
    if (spend(debug.events.size() + debug.parameter_names.size()))
      for (const DebugEvent &event : debug.events) sum += event.address + event.value;
    // Lines are looked for in debug info from its start each time, text is built anew: both cost far more than a step.
    constexpr u64 steps = 100;
    for_each_instruction(code->insns, [&](const Instruction &instruction) {
      if (!spend(steps)) return;
      const std::string text = to_text(dex, code->insns, instruction.pc);
      spend(text.size());
      sum += instruction.units + text.size() + source_line(dex, *code, instruction.pc).value_or(0);
    });
    return sum;
  }

  u64 budget_;
};

} // namespace kinsafe
