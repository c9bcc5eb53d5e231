// Prints what the reader sees in dex files, for dexdump_compare.py to hold against dexdump. Without an option: one line
// of counts a file. With --text: every method body in file order as `method`, its instructions as `pc line text` and
// its catches as `catch start end type address`.
#include "base/file.h"
#include "dex/dex.h"
#include "dex/instructions.h"
#include "dex/text.h"

#include <cstdio>
#include <string_view>

namespace kinsafe {
namespace {

struct Counts {
  size_t methods = 0, bodies = 0, fields = 0, string_values = 0, instructions = 0, invokes = 0, unreadable = 0;
};

void print_body(const Dex &dex, const CodeItem &code) {
  std::puts("method");
  for_each_instruction(code.insns, [&](const Instruction &instruction) {
    const std::string text = to_text(dex, code.insns, instruction.pc);
    const std::string first_line = text.substr(0, text.find('\n'));
    std::printf("%04x %u ", instruction.pc, source_line(dex, code, instruction.pc).value_or(0));
    std::fwrite(first_line.data(), 1, first_line.size(), stdout);
    std::putchar('\n');
  });
  const std::optional<Tries> tries = dex.tries(code);
  if (!tries) return static_cast<void>(std::puts("catch damaged"));
  for (const TryItem &item : tries->items)
    for (u32 i = 0; i < item.handler_count; ++i) {
      const CatchHandler &handler = tries->handlers[item.first_handler + i];
      const std::string type = handler.type_idx == no_index ? "<any>" : std::string(dex.type(handler.type_idx));
      std::printf("catch %04x %04x %s %04x\n", item.start_addr, item.start_addr + item.insn_count, type.c_str(),
                  handler.address);
    }
}

void count_class(const Dex &dex, const ClassDef &def, bool as_text, Counts &counts) {
  const std::optional<ClassData> data = dex.class_data(def.class_data_off);
  if (!data) return static_cast<void>(++counts.unreadable);
  const List<u32> values = dex.static_string_values(def.static_values_off);
  counts.unreadable += values.damaged;
  for (const u32 value : values) counts.string_values += value != no_index;
  counts.fields += data->static_fields.size() + data->instance_fields.size();
  for (const auto *methods : {&data->direct_methods, &data->virtual_methods})
    for (const EncodedMethod &method : *methods) {
      ++counts.methods;
      if (method.code_off == 0) continue;
      ++counts.bodies;
      const std::optional<CodeItem> code = dex.code(method.code_off);
      const bool whole = code && for_each_instruction(code->insns, [&](const Instruction &instruction) {
                           ++counts.instructions;
                           counts.invokes += info_of(instruction.opcode).name.starts_with("invoke-");
                         });
      if (!whole) ++counts.unreadable;
      if (code && as_text) print_body(dex, *code);
    }
}

int count_file(const char *path, bool as_text) {
  const Result<MappedFile> file = map_file(path);
  if (!file) return std::fprintf(stderr, "%s: %s\n", path, file.error().message.c_str()), 1;
  Incomplete incomplete;
  const Result<Dex> dex = Dex::open(file->bytes(), path, incomplete);
  if (!dex) return std::fprintf(stderr, "%s: %s\n", path, dex.error().message.c_str()), 1;
  for (const Gap &gap : incomplete.gaps) std::printf("gap %s %s\n", gap.where.c_str(), gap.reason.c_str());
  Counts counts;
  for (u32 i = 0; i < dex->class_count(); ++i) count_class(*dex, dex->class_def(i), as_text, counts);
  std::printf(
      "counts version=%u strings=%u types=%u protos=%u field_ids=%u method_ids=%u classes=%u methods=%zu bodies=%zu "
      "fields=%zu string_values=%zu instructions=%zu invokes=%zu unreadable=%zu\n",
      dex->version(), dex->string_count(), dex->type_count(), dex->proto_count(), dex->field_count(),
      dex->method_count(), dex->class_count(), counts.methods, counts.bodies, counts.fields, counts.string_values,
      counts.instructions, counts.invokes, counts.unreadable);
  return 0;
}

} // namespace
} // namespace kinsafe

int main(int argc, char **argv) {
  const bool as_text = argc > 1 && std::string_view(argv[1]) == "--text";
  int failures = 0;
  for (int i = as_text ? 2 : 1; i < argc; ++i) failures += kinsafe::count_file(argv[i], as_text);
  return failures == 0 ? 0 : 1;
}
