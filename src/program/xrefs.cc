// One pass over the instructions of every body collects (what, where) rows a dex file at a time; a counting sort then
// brings them into one table by what they mention. Bodies are visited in id order, so equal keys stay in site order.
#include "program/xrefs.h"

#include "base/parallel.h"
#include "dex/instructions.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <ranges>
#include <string>

namespace kinsafe {
namespace {

// Sites are counted in 32 bits; an app of ten times the largest dex file has fewer.
constexpr size_t most_mentions_in_all = size_t{1} << 31;

// Each passes over all mentions, so more of them gain little.
constexpr unsigned most_sorters = 4;

enum class Kind : u8 { calls, fields, strings, creates, classes, customs, other_types, none };
constexpr size_t kinds = static_cast<size_t>(Kind::other_types); // that have a table

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
    return Kind::other_types; // check-cast, new-array, ...
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

// Where the tables stand one behind the other: the row of id 0 of each kind. There is one more row behind the last id of
// each, as SiteTable wants it.
struct Layout {
  std::array<u32, kinds + 2> base{}; // of kinds without a table too: their rows are not used

  explicit Layout(const Program &program) {
    const std::array<size_t, kinds> ids = {program.methods.size(), program.fields.size(), program.strings.size(),
                                           program.types.size(),   program.types.size(),  program.call_sites.size()};
    for (size_t kind = 0; kind < kinds; ++kind) base[kind + 1] = base[kind] + static_cast<u32>(ids[kind]) + 1;
  }
  u32 rows() const { return base[kinds]; }
};

// What an instruction mentions, in eight bytes: the row of the table and the place in the method.
struct Mention {
  u32 row;
  u32 pc;
};

// What was counted on the way. `counts` leaves out the call sites whose mentions are in the tables.
struct Tally {
  Xrefs::Counts counts;
  u64 bad_indices = 0;

  void add(const Tally &other) {
    counts.instructions += other.counts.instructions;
    counts.call_sites += other.counts.call_sites;
    counts.custom_sites += other.counts.custom_sites;
    counts.scanned_bodies += other.counts.scanned_bodies;
    counts.damaged_bodies += other.counts.damaged_bodies;
    counts.unread_bodies += other.counts.unread_bodies;
    bad_indices += other.bad_indices;
  }
};

// The mentions of a run of bodies of one dex file, in the order of its code. Files are scanned in runs, for an app may
// have nearly all of its code in one of them.
struct Scan {
  u32 dex = 0;
  BodyId first_body{};
  std::vector<std::span<const u16>> codes; // by body from the first on; without address where the code item is damaged
  u64 units = 0;                           // of code
  std::span<Mention> mentions;             // before the scan: room for all that there may be
  std::vector<u32> ends;                   // by body: where its mentions end
  Tally tally;
};

// What mentions something has two units or more. One row more, since each is written before it is known to count.
size_t most_mentions(const Scan &scan) { return scan.units / 2 + 1; }

// From an index of a dex file to a row.
struct Column {
  const u32 *ids = &no_index; // never null: index 0 is read before it is known to be there
  u32 size = 0, base = 0;
  bool has_table = false;
};
// By opcode; an opcode that mentions nothing has a column without rows.
std::array<Column, 256> columns_of(const DexIds &ids, const Layout &layout) {
  std::array<Column, static_cast<size_t>(Kind::none) + 1> columns;
  const auto set = [&](Kind kind, const auto &table) {
    static_assert(sizeof table[0] == sizeof(u32));
    if (table.empty()) return;
    columns[static_cast<size_t>(kind)] = {reinterpret_cast<const u32 *>(table.data()), static_cast<u32>(table.size()),
                                          layout.base[static_cast<size_t>(kind)], static_cast<size_t>(kind) < kinds};
  };
  set(Kind::calls, ids.methods);
  set(Kind::fields, ids.fields);
  set(Kind::strings, ids.strings);
  set(Kind::creates, ids.types);
  set(Kind::classes, ids.types);
  set(Kind::customs, ids.call_sites);
  set(Kind::other_types, ids.types);
  std::array<Column, 256> by_opcode;
  for (size_t i = 0; i < by_opcode.size(); ++i) by_opcode[i] = columns[static_cast<size_t>(kind_by_opcode[i])];
  return by_opcode;
}

void note_bad_index(Opcode opcode, Tally &tally) {
  const Kind kind = kind_by_opcode[static_cast<u8>(opcode)];
  if (kind == Kind::none) return; // it names a row of a table that is not looked at here
  ++tally.bad_indices;
  tally.counts.call_sites += kind == Kind::calls || kind == Kind::customs;
  tally.counts.custom_sites += kind == Kind::customs;
}

constexpr size_t bodies_in_a_run = 4096;

// The code of bodies [first, last), which are those of one dex file, in runs. Bodies of a valid file add up to less than its size;
// in a hostile one thousands of methods may name the same code, so the work is bounded by a small multiple of the size.
std::vector<Scan> list_code(const Program &program, u32 dex_index, u32 first, u32 last) {
  std::vector<Scan> runs;
  const Dex &dex = program.dexes[dex_index];
  u64 units_left = dex.bytes().size(); // twice as many as fit into the file
  for (u32 i = first; i < last; ++i) {
    if (runs.empty() || runs.back().codes.size() == bodies_in_a_run) {
      runs.emplace_back();
      runs.back().dex = dex_index;
      runs.back().first_body = BodyId{i};
      runs.back().codes.reserve(std::min<size_t>(bodies_in_a_run, last - i));
    }
    Scan &run = runs.back();
    const std::optional<CodeItem> code = dex.code(program.bodies[BodyId{i}].code_offset);
    if (code && code->insns.size() > units_left) {
      run.tally.counts.unread_bodies = last - i;
      break;
    }
    run.codes.push_back(code ? code->insns : std::span<const u16>());
    run.units += run.codes.back().size();
    units_left -= run.codes.back().size();
  }
  return runs;
}

void scan_code(const Program &program, const Layout &layout, Scan &scan) {
  const std::array<Column, 256> columns = columns_of(program.dex_ids[scan.dex], layout);
  scan.ends.reserve(scan.codes.size());
  Mention *next = scan.mentions.data();
  u64 instructions = 0;
  for (const std::span<const u16> code : scan.codes) {
    const bool is_whole = code.data() && for_each_instruction(code, [&](const Instruction &instruction) {
      ++instructions;
      // Without a branch: which instruction comes next can't be foreseen.
      const Column &column = columns[static_cast<u8>(instruction.opcode)];
      const bool is_good = instruction.index < column.size;
      *next = {column.base + column.ids[instruction.index & -u32{is_good}], instruction.pc};
      next += is_good & column.has_table;
      const bool has_index =
          (instruction.index != no_index) | (instruction.opcode == Opcode::const_string_jumbo); // whose index may be ~0
      if (!is_good & has_index) [[unlikely]] note_bad_index(instruction.opcode, scan.tally);
    });
    ++(is_whole ? scan.tally.counts.scanned_bodies : scan.tally.counts.damaged_bodies);
    scan.ends.push_back(static_cast<u32>(next - scan.mentions.data()));
  }
  scan.mentions = scan.mentions.first(static_cast<size_t>(next - scan.mentions.data()));
  scan.tally.counts.instructions = instructions;
}

// False if there is no memory for it. A counting sort by row. Each thread takes a range of rows; in each row the mentions keep their order.
bool sort_mentions(const std::vector<Scan> &scans, u32 rows, unsigned threads, Xrefs &xrefs) {
  xrefs.first.assign(rows, 0);
  std::vector<u32> starts(threads + 1, 0); // of the ranges
  for (unsigned i = 0; i <= threads; ++i) starts[i] = static_cast<u32>(u64{rows} * i / threads);
  parallel_for(threads, threads, [&](size_t range) {
    const u32 from = starts[range], size = starts[range + 1] - from;
    for (const Scan &scan : scans)
      for (const Mention &mention : scan.mentions)
        if (mention.row - from < size) ++xrefs.first[mention.row];
  });
  std::partial_sum(xrefs.first.begin(), xrefs.first.end(), xrefs.first.begin());
  const u32 sites = xrefs.first.back();
  for (unsigned i = 1; i < threads; ++i) // as many sites for each
    starts[i] = static_cast<u32>(std::ranges::lower_bound(xrefs.first, sites / threads * i) - xrefs.first.begin());

  // Each row now says where it ends. Filled from its end, it says in the end where it starts.
  xrefs.site_memory = Buffer(sites * sizeof(Site));
  if (sites > 0 && xrefs.site_memory.empty()) return false;
  xrefs.sites = {reinterpret_cast<Site *>(xrefs.site_memory.room().data()), sites};
  parallel_for(threads, threads, [&](size_t range) {
    const u32 from = starts[range], size = starts[range + 1] - from;
    for (const Scan &scan : std::views::reverse(scans))
      for (size_t body = scan.ends.size(), end = scan.mentions.size(); body-- > 0;) {
        const size_t first = body == 0 ? 0 : scan.ends[body - 1];
        const BodyId id{static_cast<u32>(scan.first_body) + static_cast<u32>(body)};
        while (end > first) {
          const Mention &mention = scan.mentions[--end];
          if (mention.row - from < size) xrefs.sites[--xrefs.first[mention.row]] = {id, mention.pc};
        }
      }
  });
  return true;
}

} // namespace

Xrefs scan_xrefs(const Program &program, unsigned threads, Incomplete &incomplete) {
  // Bodies stand in dex order; bounds[d] is the first body of dex file d.
  std::vector<u32> bounds(program.dexes.size() + 1, static_cast<u32>(program.bodies.size()));
  for (u32 i = static_cast<u32>(program.bodies.size()); i-- > 0;) bounds[program.bodies[BodyId{i}].dex] = i;
  for (size_t d = program.dexes.size(); d-- > 0;) bounds[d] = std::min(bounds[d], bounds[d + 1]);

  std::vector<std::vector<Scan>> runs(program.dexes.size());
  parallel_for(runs.size(), threads, [&](size_t d) {
    runs[d] = list_code(program, static_cast<u32>(d), bounds[d], bounds[d + 1]);
  });
  std::vector<Scan> scans;
  for (std::vector<Scan> &of_file : runs) std::ranges::move(of_file, std::back_inserter(scans));
  size_t most = 0;
  for (const Scan &scan : scans) most += most_mentions(scan);
  const Layout layout(program);
  Xrefs xrefs;
  const auto set_tables = [&] {
    const std::array<SiteTable *, kinds> tables = {&xrefs.calls,   &xrefs.fields,  &xrefs.strings,
                                                   &xrefs.creates, &xrefs.classes, &xrefs.customs};
    for (size_t kind = 0; kind < kinds; ++kind)
      *tables[kind] = {std::span(xrefs.first).subspan(layout.base[kind], layout.base[kind + 1] - layout.base[kind]), xrefs.sites};
  };
  const auto give_up = [&] {
    incomplete.add(GapKind::limit, "", "code", "there is no memory for what the code mentions, so it was not read", Lost::code);
    xrefs = {};
    xrefs.first.assign(layout.rows(), 0);
    set_tables();
    return std::move(xrefs);
  };
  Buffer memory(most * sizeof(Mention));
  if (most > most_mentions_in_all || (most > 0 && memory.empty())) return give_up();
  std::span<Mention> room{reinterpret_cast<Mention *>(memory.room().data()), most};
  for (Scan &scan : scans) {
    scan.mentions = room.first(most_mentions(scan));
    room = room.subspan(most_mentions(scan));
  }
  parallel_for(scans.size(), threads, [&](size_t i) { scan_code(program, layout, scans[i]); });

  std::vector<Tally> tallies(program.dexes.size());
  for (const Scan &scan : scans) tallies[scan.dex].add(scan.tally);
  Tally all;
  for (size_t d = 0; d < tallies.size(); ++d) {
    const auto &[counts, bad_indices] = tallies[d];
    all.add(tallies[d]);
    if (counts.damaged_bodies > 0)
      incomplete.add(GapKind::damaged, program.dex_names[d], "code",
                     std::to_string(counts.damaged_bodies) + " method bodies can't be decoded to their end", Lost::code);
    if (counts.unread_bodies > 0)
      incomplete.add(GapKind::limit, program.dex_names[d], "code",
                     std::to_string(counts.unread_bodies) + " method bodies share code beyond any real app and are not read", Lost::code);
    if (bad_indices > 0)
      incomplete.add(GapKind::damaged, program.dex_names[d], "code",
                     std::to_string(bad_indices) + " instructions name a row that does not exist", Lost::code);
  }
  xrefs.counts = all.counts;
  if (!sort_mentions(scans, layout.rows(), std::min(threads, most_sorters), xrefs)) return give_up();
  set_tables();
  xrefs.counts.call_sites += xrefs.calls.size() + xrefs.customs.size(); // and those with a bad index
  xrefs.counts.custom_sites += xrefs.customs.size();
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
