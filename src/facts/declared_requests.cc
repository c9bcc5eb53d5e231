// DeclaredRequests that a program declares and leaves to a library: an interface whose methods carry annotations with verb and path,
// and whose parameters carry the names that are sent (Retrofit), or a request class that gives its parameters as a map
// (Volley). Where annotations were renamed, the library's own code still tells which is which: it asks for each in turn,
// beside the verb that it stands for.
#include "base/strings.h"
#include "dex/instructions.h"
#include "facts/endpoints.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace kinsafe {
namespace {

constexpr size_t most_requests = 5000;
constexpr size_t most_fields = 200; // of one request
constexpr std::string_view retrofit = "retrofit", volley = "volley";
constexpr std::string_view volley_request = "Lcom/android/volley/Request;";

// Annotation types by what they mean.
struct Vocabulary {
  std::map<TypeId, std::string> verbs;
  std::set<TypeId> fields;
  bool is_renamed = false; // then a parameter's annotation may be any
};

std::optional<CodeItem> code_of(const Program &program, BodyId id) {
  const Body &body = program.bodies[id];
  return program.dexes[body.dex].code(body.code_offset);
}

// Methods that name all the verbs.
std::vector<BodyId> verb_readers(const Looked &looked, const std::vector<std::string_view> &verbs) {
  std::vector<BodyId> common;
  for (const std::string_view verb : verbs) {
    const std::optional<StringId> id = find_string(looked.program, verb);
    if (!id) return {};
    std::vector<BodyId> bodies;
    for (const Site &site : looked.xrefs.strings.of(*id))
      if ((bodies.empty() || bodies.back() != site.body) && (verb == verbs.front() || std::ranges::binary_search(common, site.body)))
        bodies.push_back(site.body);
    common = std::move(bodies);
  }
  return common;
}

// Each verb stands behind the check for its annotation: "is it this one? then it is a DELETE".
void learn_verbs(const Looked &looked, BodyId id, const std::vector<std::string_view> &verbs, Vocabulary &vocabulary) {
  const std::optional<CodeItem> code = code_of(looked.program, id);
  if (!code) return;
  const DexIds &ids = looked.program.dex_ids[looked.program.bodies[id].dex];
  std::optional<TypeId> asked;
  for_each_instruction(code->insns, [&](const Instruction &instruction) {
    switch (instruction.opcode) {
    case Opcode::instance_of:
    case Opcode::check_cast:
      if (instruction.index < ids.types.size()) asked = ids.types[instruction.index];
      break;
    case Opcode::const_string:
      if (asked && instruction.index < ids.strings.size())
        if (const auto verb = std::ranges::find(verbs, looked.program.strings[ids.strings[instruction.index]]); verb != verbs.end())
          vocabulary.verbs.emplace(*std::exchange(asked, std::nullopt), *verb);
      break;
    default: break;
    }
  });
}

constexpr u32 interface_flag = 0x200, annotation_flag = 0x2000;

bool is_annotation(const Program &program, TypeId type) {
  const std::optional<ClassId> definition = program.class_of_type[static_cast<u32>(type)];
  return definition && (program.classes[*definition].access_flags & annotation_flag);
}

Vocabulary vocabulary_of(const Looked &looked) {
  Vocabulary vocabulary;
  std::vector<std::string_view> verbs;
  for (const RequestRow &row : looked.rows.requests) {
    if (!row.verb.empty()) verbs.push_back(row.verb);
    const std::optional<TypeId> type = find_type(looked.program, row.type);
    if (!type) continue;
    if (row.verb.empty()) vocabulary.fields.insert(*type);
    else vocabulary.verbs.emplace(*type, row.verb);
  }
  if (!vocabulary.verbs.empty() || verbs.empty()) return vocabulary;
  vocabulary.is_renamed = true;
  for (const BodyId body : verb_readers(looked, verbs)) learn_verbs(looked, body, verbs, vocabulary);
  std::erase_if(vocabulary.verbs, [&](const auto &verb) { return !is_annotation(looked.program, verb.first); });
  return vocabulary;
}

// The first text among an annotation's values; empty if there is none.
std::string text_of(const Dex &dex, const EncodedValue &annotation) {
  for (const EncodedValue &item : annotation.items)
    if (item.type == ValueType::string) return to_utf8(dex.string(static_cast<u32>(item.bits)));
  return "";
}

// Names of what a method's parameters are sent as. Of annotations that are not known by name, all but those of the path.
std::vector<std::string> fields_of(const Dex &dex, const DexIds &ids, const Annotations &annotations, u32 method, const Vocabulary &vocabulary,
                                   std::string_view path) {
  std::vector<std::string> fields;
  for (const Annotations::Parameters &parameters : annotations.parameters) {
    if (parameters.method_idx != method) continue;
    for (const std::vector<Annotation> &list : parameters.lists)
      for (const Annotation &annotation : list) {
        if (annotation.visibility != Visibility::runtime || annotation.value.bits >= ids.types.size()) continue;
        if (!vocabulary.is_renamed && !vocabulary.fields.contains(ids.types[annotation.value.bits])) continue;
        std::string name = text_of(dex, annotation.value);
        if (name.empty() || path.contains("{" + name + "}") || fields.size() == most_fields) continue;
        fields.push_back(std::move(name));
      }
  }
  return fields;
}

// Rows of declared requests, up to a limit.
class DeclaredRequests {
public:
  DeclaredRequests(const CleartextPolicy &policy, Facts &facts) : policy_(policy), rows_(facts.of(FactKind::endpoint)) {}

  // The path may be a whole address; else the host is that of a base address which is not known here.
  void add(const std::string &path, const std::string &verb, std::string_view through, std::vector<std::string> fields, std::vector<Evidence> evidence) {
    if (count_++ >= most_requests) return;
    const std::optional<Url> url = parse_url(path);
    const std::string place = url ? url->path : path;
    rows_.push_back(make_row(FactKind::endpoint,
                             {url ? Cell(url->host) : Cell(), place.empty() ? Cell() : Cell(place), std::string(url ? cleartext_of(policy_, *url) : "unclear"),
                              verb.empty() ? Cell() : Cell(verb), std::string(through), fields.empty() ? Cell() : Cell(std::move(fields))},
                             std::move(evidence)));
  }
  bool is_full() const { return count_ >= most_requests; }
  void note_left_out(Incomplete &incomplete) const {
    if (is_full())
      incomplete.gaps.push_back({GapKind::limit, "", "declared requests", "more requests than any app declares were left out", Lost::nothing, {"endpoint"}});
  }

private:
  const CleartextPolicy &policy_;
  std::vector<Row> &rows_;
  size_t count_ = 0;
};

void add_interface(const Looked &looked, const Class &interface, const Vocabulary &vocabulary, DeclaredRequests &requests) {
  const Program &program = looked.program;
  const Dex &dex = program.dexes[interface.dex];
  const DexIds &ids = program.dex_ids[interface.dex];
  const Annotations annotations = dex.annotations(dex.class_def(interface.class_def).annotations_off);
  for (const Annotations::Member &method : annotations.methods)
    for (const Annotation &annotation : method.list) {
      if (annotation.value.bits >= ids.types.size() || method.index >= ids.methods.size() || requests.is_full()) continue;
      const auto verb = vocabulary.verbs.find(ids.types[annotation.value.bits]);
      if (verb == vocabulary.verbs.end()) continue;
      const std::string path = text_of(dex, annotation.value);
      requests.add(path, verb->second, retrofit, fields_of(dex, ids, annotations, method.index, vocabulary, path),
                   {{program.dex_names[interface.dex], to_utf8(type_text(program, interface.type, program.mapping)),
                     to_utf8(method_text(program, ids.methods[method.index], program.mapping)), std::nullopt, std::nullopt, "declares_request"}});
    }
}

void add_interfaces(const Looked &looked, DeclaredRequests &requests) {
  const Program &program = looked.program;
  const Vocabulary vocabulary = vocabulary_of(looked);
  if (vocabulary.verbs.empty()) return;
  std::vector<std::vector<bool>> is_verb(program.dexes.size()); // by index of the file's own types
  std::vector<Budget> budgets;
  for (size_t d = 0; d < program.dexes.size(); ++d) {
    const std::vector<TypeId> &types = program.dex_ids[d].types;
    is_verb[d].resize(types.size());
    for (size_t i = 0; i < types.size(); ++i) is_verb[d][i] = vocabulary.verbs.contains(types[i]);
    budgets.emplace_back(program.dexes[d].bytes().size());
  }
  for (const Class &each : program.classes) {
    if (!(each.access_flags & interface_flag) || (each.access_flags & annotation_flag) || requests.is_full()) continue;
    const Dex &dex = program.dexes[each.dex];
    if (dex.annotates_methods(dex.class_def(each.class_def).annotations_off, is_verb[each.dex], budgets[each.dex]))
      add_interface(looked, each, vocabulary, requests);
  }
}

// The first argument of Map.put is a key; what a register was last given as a literal stands for it.
std::vector<std::string> keys_put_in(const Program &program, BodyId id) {
  std::vector<std::string> keys;
  const std::optional<CodeItem> code = code_of(program, id);
  if (!code) return keys;
  const DexIds &ids = program.dex_ids[program.bodies[id].dex];
  std::map<u32, StringId> literals; // by register
  for_each_instruction(code->insns, [&](const Instruction &instruction) {
    const u16 *const units = code->insns.data() + instruction.pc;
    if (instruction.opcode == Opcode::const_string && instruction.index < ids.strings.size()) literals[units[0] >> 8] = ids.strings[instruction.index];
    if ((instruction.opcode != Opcode::invoke_interface && instruction.opcode != Opcode::invoke_virtual) || instruction.index >= ids.methods.size()) return;
    const MethodRef &called = program.methods[ids.methods[instruction.index]];
    const bool is_put = program.strings[called.name] == "put" && program.strings[called.signature].starts_with("(Ljava/lang/Object;Ljava/lang/Object;)");
    const auto literal = is_put ? literals.find(units[2] >> 4 & 0xf) : literals.end();
    if (literal == literals.end() || keys.size() == most_fields) return;
    keys.push_back(to_utf8(program.strings[literal->second]));
    literals.erase(literal);
  });
  return keys;
}

bool is_below(const Program &program, TypeId type, TypeId ancestor) {
  for (u32 steps = 0; steps < 100; ++steps) { // a hostile hierarchy may be a circle
    const std::optional<ClassId> definition = program.class_of_type[static_cast<u32>(type)];
    if (!definition || !program.classes[*definition].super) return false;
    type = *program.classes[*definition].super;
    if (type == ancestor) return true;
  }
  return false;
}

// Classes of the app that override what gives a request its parameters.
void add_request_classes(const Looked &looked, DeclaredRequests &requests) {
  const Program &program = looked.program;
  const std::optional<TypeId> request = find_type(program, volley_request);
  const std::optional<StringId> name = find_string(program, "getParams"), signature = find_string(program, "()Ljava/util/Map;");
  if (!request || !name || !signature) return;
  for (u32 i = 0; i < program.bodies.size() && !requests.is_full(); ++i) {
    const MethodRef &ref = program.methods[program.bodies[BodyId{i}].method];
    if (ref.name != *name || ref.signature != *signature || !is_below(program, ref.owner, *request)) continue;
    std::vector<std::string> keys = keys_put_in(program, BodyId{i});
    if (!keys.empty()) requests.add("", "", volley, std::move(keys), {evidence_at(program, {BodyId{i}, 0}, "names_fields")});
  }
}

} // namespace

void add_declared_requests(const Looked &looked, const CleartextPolicy &policy, Facts &facts, Incomplete &incomplete) {
  DeclaredRequests requests(policy, facts);
  add_interfaces(looked, requests);
  add_request_classes(looked, requests);
  requests.note_left_out(incomplete);
}

} // namespace kinsafe
