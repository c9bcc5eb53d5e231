// One pass over the instructions of every body collects (what, site) rows a dex file at a time; a counting sort then
// brings them into one table by what they mention. Bodies are visited in id order, so equal keys stay in site order.
#include "program/xrefs.h"

#include "base/parallel.h"
#include "dex/instructions.h"

#include <algorithm>
#include <array>
#include <string>

namespace kinsafe {
namespace {

enum class Kind : u8 { calls, fields, strings, creates, classes, customs, none };
constexpr size_t kinds = static_cast<size_t>(Kind::none);

// What the constant of an opcode is a mention of.
constexpr Kind kind_of(u8 opcode, Index index) {
  switch (index) {
  case Index::method:
  case Index::method_and_proto: return Kind::calls;
  case Index::field: return Kind::fields;
  case Index::string: return Kind::strings;
  case Index::type:
    if (static_cast<Opcode>(opcode) == Opcode::new_instance) return Kind::creates;
    if (static_cast<Opcode>(opcode) == Opcode::const_class) return Kind::classes;
    return Kind::none;
  case Index::call_site: return Kind::customs;
  case Index::none:
  case Index::method_handle:
  case Index::proto: return Kind::none;
  }
  return Kind::none;
}

const std::array<Kind, 256> kind_by_opcode = [] {
  std::array<Kind, 256> table{};
  for (size_t i = 0; i < table.size(); ++i) table[i] = kind_of(static_cast<u8>(i), opcodes[i].index);
  return table;
}();

struct Mention {
  u32 id;
  Site site;
};

struct Scan {
  std::array<std::vector<Mention>, kinds> mentions;
  Xrefs::Counts counts;
  u64 bad_indices = 0;
};

u32 id_of(const DexIds &ids, Kind kind, u32 index) {
  const auto at = [&](const auto &table) { return index < table.size() ? static_cast<u32>(table[index]) : no_index; };
  switch (kind) {
  case Kind::calls: return at(ids.methods);
  case Kind::fields: return at(ids.fields);
  case Kind::strings: return at(ids.strings);
  case Kind::creates:
  case Kind::classes: return at(ids.types);
  case Kind::customs: return at(ids.call_sites);
  case Kind::none: return no_index;
  }
  return no_index;
}

// Bodies [first, last) are those of one dex file. Bodies of a valid file add up to less than its size; in a hostile one
// thousands of methods may name the same code, so the work is bounded by a small multiple of the size.
Scan scan_bodies(const Program &program, u32 first, u32 last) {
  Scan scan;
  if (first == last) return scan;
  u64 units_left = u64{4} * program.dexes[program.bodies[BodyId{first}].dex].bytes().size();
  for (u32 i = first; i < last; ++i) {
    const Body &body = program.bodies[BodyId{i}];
    const DexIds &ids = program.dex_ids[body.dex];
    const std::optional<CodeItem> code = program.dexes[body.dex].code(body.code_offset);
    if (!code) {
      ++scan.counts.damaged_bodies;
      continue;
    }
    if (code->insns.size() > units_left) {
      scan.counts.unread_bodies = last - i;
      break;
    }
    units_left -= code->insns.size();
    const bool whole = for_each_instruction(code->insns, [&](const Instruction &instruction) {
      ++scan.counts.instructions;
      const Kind kind = kind_by_opcode[static_cast<u8>(instruction.opcode)];
      if (kind == Kind::none) return;
      if (kind == Kind::calls || kind == Kind::customs) ++scan.counts.call_sites;
      if (kind == Kind::customs) ++scan.counts.custom_sites;
      const u32 id = id_of(ids, kind, instruction.index);
      if (id == no_index) ++scan.bad_indices;
      else scan.mentions[static_cast<size_t>(kind)].push_back({id, {BodyId{i}, instruction.pc}});
    });
    ++(whole ? scan.counts.scanned_bodies : scan.counts.damaged_bodies);
  }
  return scan;
}

SiteTable sort_by_id(const std::vector<Scan> &scans, Kind kind, size_t ids) {
  SiteTable table;
  table.first.assign(ids + 1, 0);
  for (const Scan &scan : scans)
    for (const Mention &mention : scan.mentions[static_cast<size_t>(kind)]) ++table.first[mention.id + 1];
  for (size_t i = 1; i <= ids; ++i) table.first[i] += table.first[i - 1];
  table.sites.resize(table.first.back());
  std::vector<u32> next(table.first.begin(), table.first.end() - 1);
  for (const Scan &scan : scans)
    for (const Mention &mention : scan.mentions[static_cast<size_t>(kind)]) table.sites[next[mention.id]++] = mention.site;
  return table;
}

} // namespace

Xrefs scan_xrefs(const Program &program, unsigned threads, Incomplete &incomplete) {
  // Bodies stand in dex order; bounds[d] is the first body of dex file d.
  std::vector<u32> bounds(program.dexes.size() + 1, static_cast<u32>(program.bodies.size()));
  for (u32 i = static_cast<u32>(program.bodies.size()); i-- > 0;) bounds[program.bodies[BodyId{i}].dex] = i;
  for (size_t d = program.dexes.size(); d-- > 0;) bounds[d] = std::min(bounds[d], bounds[d + 1]);

  std::vector<Scan> scans(program.dexes.size());
  parallel_for(scans.size(), threads, [&](size_t d) { scans[d] = scan_bodies(program, bounds[d], bounds[d + 1]); });

  Xrefs xrefs;
  for (size_t d = 0; d < scans.size(); ++d) {
    const Scan &scan = scans[d];
    xrefs.counts.instructions += scan.counts.instructions;
    xrefs.counts.call_sites += scan.counts.call_sites;
    xrefs.counts.custom_sites += scan.counts.custom_sites;
    xrefs.counts.scanned_bodies += scan.counts.scanned_bodies;
    xrefs.counts.damaged_bodies += scan.counts.damaged_bodies;
    xrefs.counts.unread_bodies += scan.counts.unread_bodies;
    if (scan.counts.damaged_bodies > 0)
      incomplete.add(GapKind::damaged, program.dex_names[d], "code",
                     std::to_string(scan.counts.damaged_bodies) + " method bodies can't be decoded to their end", Lost::code);
    if (scan.counts.unread_bodies > 0)
      incomplete.add(GapKind::limit, program.dex_names[d], "code",
                     std::to_string(scan.counts.unread_bodies) + " method bodies share code beyond any real app and are not read", Lost::code);
    if (scan.bad_indices > 0)
      incomplete.add(GapKind::damaged, program.dex_names[d], "code",
                     std::to_string(scan.bad_indices) + " instructions name a row that does not exist", Lost::code);
  }
  const std::array<size_t, kinds> ids = {program.methods.size(), program.fields.size(), program.strings.size(),
                                         program.types.size(), program.types.size(), program.call_sites.size()};
  const std::array<SiteTable *, kinds> tables = {&xrefs.calls,   &xrefs.fields,  &xrefs.strings,
                                                 &xrefs.creates, &xrefs.classes, &xrefs.customs};
  parallel_for(kinds, threads, [&](size_t kind) { *tables[kind] = sort_by_id(scans, static_cast<Kind>(kind), ids[kind]); });
  for (u32 i = 0; i < program.call_sites.size(); ++i)
    if (program.call_sites[CallSiteId{i}].implementation) xrefs.counts.linked_sites += xrefs.customs.of(CallSiteId{i}).size();
  return xrefs;
}

std::optional<u32> line_of(const Program &program, const Site &site) {
  const Body &body = program.bodies[site.body];
  const std::optional<CodeItem> code = program.dexes[body.dex].code(body.code_offset);
  const std::optional<u32> line = code ? source_line(program.dexes[body.dex], *code, site.pc) : std::nullopt;
  return line ? original_line(program, body.method, *line, program.mapping) : std::nullopt;
}

} // namespace kinsafe
