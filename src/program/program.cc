// Interns the tables of all dex files, in class-path order, into the tables of one program. Ids are given in order of
// first appearance, so they depend on the bytes alone.
#include "program/program.h"

#include "base/budget.h"

#define XXH_INLINE_ALL // most strings are a few bytes long, and a call costs as much as their hash
#include <xxhash.h>

#include <algorithm>
#include <array>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

u32 hash_of(std::string_view text) {
  return static_cast<u32>(XXH3_64bits_withSeed(text.data(), text.size(), hash_key()));
}

// A strong mix of three ids (the finaliser of MurmurHash3, public domain).
u32 hash_of(u32 a, u32 b, u32 c) {
  u64 x = ((u64{a} << 32 | b) ^ hash_key()) * 0x9e3779b97f4a7c15 + c;
  x = (x ^ x >> 33) * 0xff51afd7ed558ccd;
  x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53;
  return static_cast<u32>(x ^ x >> 33);
}
u32 hash_of(const MethodRef &ref) { return hash_of(raw(ref.owner), raw(ref.name), raw(ref.signature)); }
u32 hash_of(const FieldRef &ref) { return hash_of(raw(ref.owner), raw(ref.name), raw(ref.type)); }

// Gives the rows their ids, a batch at a time, so that the memory that they are looked up in is on its way before it is
// asked for: that is most of what interning costs. `row_at(i)` is called in order.
template <class Id, class Row, class RowAt>
std::vector<Id> intern_rows(Table<Id, Row> &rows, InternTable &index, u32 count, const RowAt &row_at) {
  constexpr u32 batch = 32;
  std::array<Row, batch> keys;
  std::array<u32, batch> hashes;
  std::vector<Id> ids;
  ids.reserve(count);
  for (u32 first = 0; first < count; first += batch) {
    const u32 size = std::min(batch, count - first);
    for (u32 i = 0; i < size; ++i) {
      keys[i] = row_at(first + i);
      hashes[i] = hash_of(keys[i]);
      index.prefetch(hashes[i]);
    }
    for (u32 i = 0; i < size; ++i)
      if (const u32 id = index.candidate(hashes[i]); id != no_index) __builtin_prefetch(&rows[Id{id}]);
    for (u32 i = 0; i < size; ++i) {
      const u32 id = index.find_or_add(hashes[i], [&](u32 other) { return rows[Id{other}] == keys[i]; });
      if (id == rows.size()) rows.push_back(keys[i]);
      ids.push_back(Id{id});
    }
  }
  return ids;
}

StringId intern_string(Program &program, std::string_view text) {
  const auto equals = [&](u32 id) { return program.strings[StringId{id}] == text; };
  const u32 id = program.string_index.find_or_add(hash_of(text), equals);
  if (id == program.strings.size()) program.strings.push_back(text);
  return StringId{id};
}

TypeId intern_type(Program &program, StringId descriptor) {
  if (raw(descriptor) >= program.type_of_string.size()) program.type_of_string.resize(program.strings.size());
  std::optional<TypeId> &type = program.type_of_string[raw(descriptor)];
  if (!type) {
    type = program.types.push_back(descriptor);
    program.class_of_type.emplace_back();
  }
  return *type;
}

// A copy of the text that lives as long as the program. Nearly every signature of an app is another one, so they lie in
// large pieces.
std::string_view keep_text(Program &program, std::string_view text) {
  constexpr size_t piece = size_t{1} << 16;
  std::deque<std::string> &texts = program.signature_texts;
  if (texts.empty() || texts.back().capacity() - texts.back().size() < text.size())
    texts.emplace_back().reserve(std::max(piece, text.size()));
  texts.back() += text;
  return std::string_view(texts.back()).substr(texts.back().size() - text.size());
}

// What each prototype of one file needs, and is not taken anew for each.
struct Scratch {
  List<u16> parameters;
  std::string text;
};

// A signature such as "(ILjava/lang/String;)V".
StringId intern_signature(Program &program, const Dex &dex, const DexIds &ids, u32 proto_idx, Scratch &scratch,
                          Budget &budget, u64 &damaged_rows) {
  const ProtoIdItem proto = dex.proto(proto_idx);
  auto &[parameters, text] = scratch;
  dex.read_type_list(proto.parameters_off, parameters);
  if (parameters.damaged) ++damaged_rows;
  text.assign(1, '(');
  for (const u16 type : parameters) {
    if (!budget.spend(1 + text.size() / 64)) break;
    if (type < ids.types.size()) text += type_text(program, ids.types[type]);
    else ++damaged_rows;
  }
  text += ')';
  if (proto.return_type_idx < ids.types.size()) text += type_text(program, ids.types[proto.return_type_idx]);
  else ++damaged_rows;
  budget.spend(text.size() / 16);
  const auto equals = [&](u32 id) { return program.strings[StringId{id}] == text; };
  const u32 id = program.string_index.find_or_add(hash_of(text), equals);
  if (id == program.strings.size()) program.strings.push_back(keep_text(program, text));
  return StringId{id};
}

constexpr std::string_view lambda_factory = "Ljava/lang/invoke/LambdaMetafactory;";

// Positions in what a call site is given. The first three are the format's, the rest are arguments of the bootstrap
// method; LambdaMetafactory takes the interface's method type, the implementation, and a method type.
enum CallSiteValue : size_t { bootstrap_at, name_at, signature_at, interface_signature_at, implementation_at };

CallSite read_call_site(const Program &program, const Dex &dex, const DexIds &ids, const std::vector<StringId> &signatures, CallSite site,
                        Budget &budget, u64 &damaged_rows) {
  const List<EncodedValue> values = dex.call_site(site.index);
  budget.spend(values.size());
  const auto value_at = [&](size_t at, ValueType type) {
    return at < values.size() && values[at].type == type ? std::optional(values[at].bits) : std::nullopt;
  };
  const auto method_at = [&](size_t at) -> std::optional<MethodId> {
    const std::optional<u64> handle_index = value_at(at, ValueType::method_handle);
    if (!handle_index) return std::nullopt;
    const MethodHandleItem handle = dex.method_handle(static_cast<u32>(*handle_index));
    if (handle.is_of_field() || handle.type > HandleType::invoke_interface || handle.member_idx >= ids.methods.size()) return std::nullopt;
    return ids.methods[handle.member_idx];
  };
  const std::optional<u64> name = value_at(name_at, ValueType::string), signature = value_at(signature_at, ValueType::method_type);
  site.bootstrap = method_at(bootstrap_at);
  if (name && *name < ids.strings.size()) site.name = ids.strings[*name];
  if (signature && *signature < signatures.size()) site.signature = signatures[*signature];
  if (site.bootstrap && type_text(program, program.methods[*site.bootstrap].owner) == lambda_factory) site.implementation = method_at(implementation_at);
  if (values.damaged || !site.bootstrap || !name || !signature) ++damaged_rows;
  return site;
}

// Every table is read through the strings already interned, so no string is looked at twice.
DexIds intern_tables(Program &program, const Dex &dex, Budget &budget, u64 &damaged_rows) {
  // An index that points outside its table reads as the empty string, so a damaged row never becomes another's name. Each
  // is counted: what was lost with it may have been a call or a string that decides a check.
  const StringId nothing = intern_string(program, "");
  const TypeId no_type = intern_type(program, nothing);
  DexIds ids;
  ids.strings = intern_rows(program.strings, program.string_index, dex.string_count(), [&](u32 i) {
    const std::string_view text = budget.exceeded() ? std::string_view() : dex.string(i);
    if (!text.data() && !budget.exceeded()) ++damaged_rows;
    return budget.spend(text.size()) ? text : std::string_view();
  });
  const auto at = [&](const auto &table, u32 index, auto absent) {
    if (index < table.size()) return table[index];
    ++damaged_rows;
    return absent;
  };
  const auto string_at = [&](u32 index) { return at(ids.strings, index, nothing); };
  ids.types.reserve(dex.type_count());
  for (u32 i = 0; i < dex.type_count(); ++i) ids.types.push_back(intern_type(program, string_at(dex.type_descriptor_idx(i))));
  const auto type_at = [&](u32 index) { return at(ids.types, index, no_type); };

  std::vector<StringId> signatures;
  signatures.reserve(dex.proto_count());
  Scratch scratch;
  for (u32 i = 0; i < dex.proto_count(); ++i)
    signatures.push_back(budget.exceeded() ? nothing
                                           : intern_signature(program, dex, ids, i, scratch, budget, damaged_rows));
  ids.methods = intern_rows(program.methods, program.method_index, dex.method_count(), [&](u32 i) {
    const MethodIdItem item = dex.method(i);
    return MethodRef{type_at(item.class_idx), string_at(item.name_idx), at(signatures, item.proto_idx, nothing)};
  });
  ids.fields = intern_rows(program.fields, program.field_index, dex.field_count(), [&](u32 i) {
    const FieldIdItem item = dex.field(i);
    return FieldRef{type_at(item.class_idx), string_at(item.name_idx), type_at(item.type_idx)};
  });
  for (u32 i = 0; i < dex.call_site_count(); ++i) {
    CallSite site{static_cast<u32>(program.dex_ids.size()), i, {}, nothing, nothing, {}};
    if (!budget.exceeded()) site = read_call_site(program, dex, ids, signatures, site, budget, damaged_rows);
    ids.call_sites.push_back(program.call_sites.push_back(site));
  }
  return ids;
}

void add_limit_gap(const Program &program, u32 dex_index, Incomplete &incomplete) {
  incomplete.add(GapKind::limit, program.dex_names[dex_index], "tables",
                 "its rows overlap so much that reading all would cost many times the file's size; the rest is not read", Lost::code);
}

// Returns false where the values are damaged.
bool add_string_constants(Program &program, const Dex &dex, const DexIds &ids, const ClassDef &def, const ClassData &data, Budget &budget) {
  const List<u32> values = dex.static_string_values(def.static_values_off);
  budget.spend(values.size());
  bool is_whole = !values.damaged;
  for (size_t i = 0; i < values.size() && i < data.static_fields.size(); ++i) {
    const u32 field = data.static_fields[i].field_idx;
    if (values[i] == no_index) continue; // a value that is no string
    if (values[i] < ids.strings.size() && field < ids.fields.size())
      program.string_constants.push_back({ids.fields[field], ids.strings[values[i]]});
    else is_whole = false;
  }
  return is_whole;
}

// The interfaces that a class names. Returns false where the list is damaged.
bool add_interfaces(Program &program, const Dex &dex, const DexIds &ids, u32 offset, List<u16> &types, Budget &budget) {
  dex.read_type_list(offset, types);
  if (!budget.spend(4 * types.size())) return true; // the limit is a gap of its own
  bool is_whole = !types.damaged;
  for (const u16 type : types) {
    if (type < ids.types.size()) program.interfaces.push_back(ids.types[type]);
    else is_whole = false;
  }
  return is_whole;
}

// The methods of a class, and their code. Returns false where one is not the class's own or comes twice: the platform
// rejects such a file. Its code is kept, for it says what its author meant; as a target of calls the first counts.
bool add_methods(Program &program, const DexIds &ids, TypeId owner, u32 dex_index, const std::vector<EncodedMethod> &methods) {
  bool is_whole = true;
  for (const EncodedMethod &method : methods) {
    if (method.method_idx >= ids.methods.size()) {
      is_whole = false;
      continue;
    }
    const MethodId id = ids.methods[method.method_idx];
    std::optional<BodyId> body;
    if (method.code_off != 0) body = program.bodies.push_back({id, dex_index, method.code_off, method.access_flags});
    u32 &at = program.declared_at[raw(id)];
    if (program.methods[id].owner != owner || at != no_index) {
      is_whole = false;
      continue;
    }
    at = static_cast<u32>(program.declared.size());
    program.declared.push_back({id, method.access_flags, body});
  }
  return is_whole;
}

void note_fields(Program &program, const DexIds &ids, TypeId owner, const std::vector<EncodedField> &fields) {
  for (const EncodedField &field : fields)
    if (field.field_idx < ids.fields.size())
      if (const FieldId id = ids.fields[field.field_idx]; program.fields[id].owner == owner) program.is_declared_field[raw(id)] = true;
}

void add_classes(Program &program, u32 dex_index, Incomplete &incomplete) {
  const Dex &dex = program.dexes[dex_index];
  const DexIds &ids = program.dex_ids[dex_index];
  Budget budget(dex.bytes().size());
  u64 damaged = 0;
  ClassData data;
  List<u16> types;
  for (u32 i = 0; i < dex.class_count() && !budget.exceeded(); ++i) {
    const ClassDef def = dex.class_def(i);
    if (def.class_idx >= ids.types.size()) {
      ++damaged;
      continue;
    }
    bool is_whole = dex.read_class_data(def.class_data_off, data);
    if (!is_whole) data = ClassData{};
    budget.spend(1 + 3 * (data.static_fields.size() + data.instance_fields.size() + data.direct_methods.size() + data.virtual_methods.size()));
    const TypeId type = ids.types[def.class_idx];
    std::optional<ClassId> &definition = program.class_of_type[raw(type)];
    const auto count_code = [](const std::vector<EncodedMethod> &methods) {
      u64 count = 0;
      for (const EncodedMethod &method : methods) count += method.code_off != 0;
      return count;
    };
    if (definition) {
      ++program.counts.shadowed_classes;
      program.counts.shadowed_methods += count_code(data.direct_methods) + count_code(data.virtual_methods);
      damaged += !is_whole;
      continue;
    }
    std::optional<TypeId> super;
    if (def.superclass_idx < ids.types.size()) super = ids.types[def.superclass_idx];
    else if (def.superclass_idx != no_index) is_whole = false;
    Class row{type, super, def.access_flags, dex_index, i};
    row.first_interface = static_cast<u32>(program.interfaces.size());
    row.first_method = static_cast<u32>(program.declared.size());
    is_whole &= add_string_constants(program, dex, ids, def, data, budget);
    is_whole &= add_interfaces(program, dex, ids, def.interfaces_off, types, budget);
    for (const auto *methods : {&data.direct_methods, &data.virtual_methods}) is_whole &= add_methods(program, ids, type, dex_index, *methods);
    if (!is_whole) ++damaged;
    for (const auto *fields : {&data.static_fields, &data.instance_fields}) note_fields(program, ids, type, *fields);
    row.interface_count = static_cast<u32>(program.interfaces.size()) - row.first_interface;
    row.method_count = static_cast<u32>(program.declared.size()) - row.first_method;
    definition = program.classes.push_back(row);
  }
  if (budget.exceeded()) add_limit_gap(program, dex_index, incomplete);
  program.counts.damaged_classes += damaged;
  if (damaged > 0)
    incomplete.add(GapKind::damaged, program.dex_names[dex_index], "class_defs",
                   std::to_string(damaged) + " of " + std::to_string(dex.class_count()) + " classes can't be read whole", Lost::code);
}

// Room for every row of every file. Files share many rows, so this is more than is used; what is not used is never touched.
void reserve_tables(Program &program) {
  size_t strings = 0, types = 0, methods = 0, fields = 0;
  for (const Dex &dex : program.dexes) {
    strings += dex.string_count();
    types += dex.type_count();
    methods += dex.method_count();
    fields += dex.field_count();
  }
  program.strings.reserve(strings);
  program.types.reserve(types);
  program.class_of_type.reserve(types);
  program.methods.reserve(methods);
  program.fields.reserve(fields);
  program.bodies.reserve(methods);
  program.string_index = InternTable(strings);
  program.method_index = InternTable(methods);
  program.field_index = InternTable(fields);
}

} // namespace

Program build_program(const std::vector<DexInput> &inputs, Incomplete &incomplete) {
  Program program;
  // An app without code is a rare thing; one whose code was taken away must not pass for one.
  if (inputs.empty()) incomplete.add(GapKind::missing, "classes.dex", "", "the package holds no dex file that can be read", Lost::code);
  for (const DexInput &input : inputs) {
    Result<std::vector<Dex>> dexes = Dex::open_all(input.bytes, input.name, incomplete);
    if (!dexes) {
      incomplete.add(GapKind::damaged, input.name, "header", dexes.error().message, Lost::code);
      continue;
    }
    for (Dex &dex : *dexes) {
      program.dexes.push_back(std::move(dex));
      program.dex_names.emplace_back(input.name);
    }
  }
  reserve_tables(program);
  for (u32 i = 0; i < program.dexes.size(); ++i) {
    Budget budget(program.dexes[i].bytes().size());
    u64 damaged_rows = 0;
    program.dex_ids.push_back(intern_tables(program, program.dexes[i], budget, damaged_rows));
    if (budget.exceeded()) {
      program.dex_ids.back().is_whole = false;
      add_limit_gap(program, i, incomplete);
    }
    if (damaged_rows > 0)
      incomplete.add(GapKind::damaged, program.dex_names[i], "tables", std::to_string(damaged_rows) + " rows can't be read", Lost::code);
  }
  // Beyond here no string, type, method or field is added; ids are final.
  program.declared_at.assign(program.methods.size(), no_index);
  program.is_declared_field.resize(program.fields.size());
  for (u32 i = 0; i < program.dexes.size(); ++i) add_classes(program, i, incomplete);
  return program;
}

std::span<const TypeId> interfaces_of(const Program &program, ClassId id) {
  const Class &row = program.classes[id];
  return std::span(program.interfaces).subspan(row.first_interface, row.interface_count);
}

std::span<const Declared> declared_by(const Program &program, ClassId id) {
  const Class &row = program.classes[id];
  return std::span(program.declared).subspan(row.first_method, row.method_count);
}

const Declared *declared_as(const Program &program, MethodId id) {
  const u32 at = program.declared_at[raw(id)];
  return at == no_index ? nullptr : &program.declared[at];
}

std::optional<BodyId> body_of_method(const Program &program, MethodId id) {
  const Declared *declared = declared_as(program, id);
  return declared ? declared->body : std::nullopt;
}

StringId add_string(Program &program, std::string_view text) {
  const std::optional<StringId> known = find_string(program, text);
  return known ? *known : intern_string(program, keep_text(program, text));
}

TypeId add_type(Program &program, std::string_view descriptor) { return intern_type(program, add_string(program, descriptor)); }

MethodId add_method(Program &program, TypeId owner, std::string_view name, std::string_view signature) {
  const MethodRef ref{owner, add_string(program, name), add_string(program, signature)};
  return intern_rows<MethodId>(program.methods, program.method_index, 1, [&](u32) { return ref; })[0];
}

FieldId add_field(Program &program, TypeId owner, std::string_view name, TypeId type) {
  const FieldRef ref{owner, add_string(program, name), type};
  return intern_rows<FieldId>(program.fields, program.field_index, 1, [&](u32) { return ref; })[0];
}

std::string_view type_text(const Program &program, TypeId id) { return program.strings[program.types[id]]; }

std::string method_text(const Program &program, MethodId id) {
  const MethodRef &ref = program.methods[id];
  std::string text(type_text(program, ref.owner));
  text.append("->").append(program.strings[ref.name]).append(program.strings[ref.signature]);
  return text;
}

std::string field_text(const Program &program, FieldId id) {
  const FieldRef &ref = program.fields[id];
  std::string text(type_text(program, ref.owner));
  text.append("->").append(program.strings[ref.name]).append(":").append(type_text(program, ref.type));
  return text;
}

std::optional<StringId> find_string(const Program &program, std::string_view text) {
  const u32 id = program.string_index.find(hash_of(text), [&](u32 other) { return program.strings[StringId{other}] == text; });
  return id == no_index ? std::nullopt : std::optional(StringId{id});
}

std::vector<std::optional<StringId>> find_strings(const Program &program, const std::vector<std::string_view> &texts) {
  std::vector<u32> hashes;
  hashes.reserve(texts.size());
  for (const std::string_view text : texts) hashes.push_back(hash_of(text));
  std::vector<std::optional<StringId>> ids(texts.size());
  constexpr size_t ahead = 16;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i + ahead < texts.size()) program.string_index.prefetch(hashes[i + ahead]);
    const u32 id = program.string_index.find(hashes[i], [&](u32 other) { return program.strings[StringId{other}] == texts[i]; });
    if (id != no_index) ids[i] = StringId{id};
  }
  return ids;
}

std::optional<TypeId> find_type(const Program &program, std::string_view descriptor) {
  const std::optional<StringId> string = find_string(program, descriptor);
  if (!string) return std::nullopt;
  return raw(*string) < program.type_of_string.size() ? program.type_of_string[raw(*string)] : std::nullopt;
}

std::optional<FieldId> find_field(const Program &program, const FieldRef &ref) {
  const u32 id = program.field_index.find(hash_of(ref), [&](u32 other) { return program.fields[FieldId{other}] == ref; });
  return id == no_index ? std::nullopt : std::optional(FieldId{id});
}

} // namespace kinsafe
