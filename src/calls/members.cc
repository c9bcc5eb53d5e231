// What Method, Constructor and Field objects stand for, and what is got through them: see constants.h.
#include "calls/constants.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr unsigned deepest_class = 100;

} // namespace

Members Constants::members_of(ValueAt member, bool is_near) {
  constexpr u64 few_steps = 50;
  const u64 key = member.key();
  const bool is_kept = !is_near && !values_.has_bound();
  if (is_kept)
    if (const auto known = members_.find(key); known != members_.end()) return known->second;
  Members members;
  ask([&] {
    members = find_members(member, is_near ? 0 : Values::most_hops);
    return Known();
  }, is_near ? few_steps : ~u64{0});
  if (is_kept) members_.emplace(key, members);
  return members;
}

// Where the object was asked for, the names are.
Members Constants::find_members(ValueAt member, u8 most_hops) {
  Members members;
  const Sources sources = values_.sources(member, most_hops);
  if (!sources.is_whole) members.lose(sources.reason);
  for (const ValueAt source : sources.values) {
    const Value *value = values_.value(source);
    if (value && value->kind == ValueKind::zero) continue; // null, before it is set
    const std::optional<MethodWords> words = platform_call(source);
    const std::vector<ValueAt> operands = words ? values_.operands(source) : std::vector<ValueAt>();
    if (!words || words->owner != "Ljava/lang/Class;" || operands.empty()) {
      members.lose("result");
      continue;
    }
    const auto add = [&](const std::string &name, size_t types) {
      Known classes;
      add_class_names(operands[0], classes);
      const bool is_any = std::ranges::any_of(classes.values, [](const Constant &constant) { return constant.kind == Constant::Kind::class_object; });
      if (!classes.is_whole || !is_any) members.lose(classes.is_whole ? Word("result") : classes.reason);
      const std::optional<ValueAt> parameters = types < operands.size() ? std::optional(operands[types]) : std::nullopt;
      if (!is_any) members.named.push_back({"", name, parameters});
      for (const Constant &constant : classes.values)
        if (constant.kind == Constant::Kind::class_object) members.named.push_back({constant.text, name, parameters});
    };
    if (words->name == "getMethod" || words->name == "getDeclaredMethod" || words->name == "getField" || words->name == "getDeclaredField") {
      const Known names = operands.size() > 1 ? evaluate(operands[1]) : Known();
      if (!names.is_whole || names.values.empty()) members.lose(names.is_whole ? Word("result") : names.reason);
      for (const Constant &name : names.values)
        if (name.kind != Constant::Kind::text || name.text.contains(hole)) members.lose("result");
        else add(name.text, 2);
    } else if (words->name == "getConstructor" || words->name == "getDeclaredConstructor") {
      add("<init>", 1);
    } else {
      members.lose("array"); // one of getMethods() and the like
    }
  }
  return members;
}

// Classes of which an object is that Class.newInstance or Constructor.newInstance gives; nothing: it is no such call.
std::optional<Known> Constants::made_by_name(ValueAt call) {
  const std::optional<MethodWords> words = platform_call(call);
  const std::vector<ValueAt> operands = words ? values_.operands(call) : std::vector<ValueAt>();
  if (operands.empty() || words->name != "newInstance" || (words->owner != "Ljava/lang/Class;" && words->owner != "Ljava/lang/reflect/Constructor;")) return std::nullopt;
  Known known;
  if (question_steps_ == 0 || depth_ >= deepest) {
    was_cut_ = true;
    known.lose("limit");
    return known;
  }
  --question_steps_;
  ++depth_;
  if (words->owner == "Ljava/lang/Class;") {
    add_class_names(operands[0], known);
  } else {
    const Members members = find_members(operands[0]);
    if (!members.is_whole) known.lose(members.reason);
    for (const Members::Named &named : members.named)
      if (!named.owner.empty()) known.values.push_back({Constant::Kind::class_object, 0, named.owner, {}, 0, {call.body, values_.value(call)->pc}});
  }
  --depth_;
  if (known.values.empty()) known.lose("result");
  return known;
}

// What Field.get, Field.getInt and so on give.
Known Constants::got_by_name(ValueAt call, const MethodWords &words) {
  const Program &program = values_.program();
  const Site place{call.body, values_.value(call)->pc};
  const Members members = find_members(values_.operands(call)[0]);
  Known known;
  if (!members.is_whole) known.lose(members.reason);
  for (const Members::Named &named : members.named) {
    if (named.owner.empty()) continue; // told as lost
    const std::optional<TypeId> type = find_type(program, named.owner);
    if (type && values_.is_of_app(*type)) {
      const std::vector<FieldId> fields = fields_by_name(*type, named.name);
      if (fields.empty()) known.lose("field");
      for (const FieldId field : fields) {
        known.add(fold_static(field, place));
        bool is_whole = true;
        for (const Site &site : values_.writes(field, is_whole)) {
          if (const std::optional<ValueAt> write = values_.at(site)) known.add(evaluate(values_.operands(*write).back()));
          else known.lose("body");
        }
        if (!is_whole) known.lose(values_.may_be_set_by_name(field) ? "reflection" : "limit");
        add_set_by_name(field, known);
      }
    } else {
      known.add(fold_constant(named.owner, named.name, words.name == "get" ? "" : "J", place));
    }
  }
  return known;
}

void Constants::find_set_by_name() {
  set_by_name_.emplace();
  for (const Site &site : values_.calls_that_set_fields()) {
    const std::optional<ValueAt> call = values_.at(site);
    if (!call) continue; // code that no path reaches, or a gap of its own
    const std::vector<ValueAt> operands = values_.operands(*call);
    for (const Members::Named &named : members_of(operands[0]).named) {
      const std::optional<TypeId> type = named.owner.empty() ? std::nullopt : find_type(values_.program(), named.owner);
      if (!type || !values_.is_of_app(*type)) continue;
      for (const FieldId field : fields_by_name(*type, named.name)) set_by_name_->push_back({values_.fields().root(field), operands.back()});
    }
  }
}

void Constants::add_set_by_name(FieldId field, Known &known) {
  for (const SetByName &set : *set_by_name_) {
    if (set.field != values_.fields().root(field)) continue;
    known.add(evaluate(set.value));
  }
}

// Of the class, or else of those above it.
std::vector<FieldId> Constants::fields_by_name(TypeId type, std::string_view name) {
  const Program &program = values_.program();
  std::vector<FieldId> fields;
  const std::optional<StringId> id = find_string(program, name);
  if (!id) return fields;
  std::vector<TypeId> open{type};
  for (size_t i = 0; i < open.size() && i < deepest_class && fields.empty(); ++i) {
    for (const u32 field : values_.fields_named(*id))
      if (program.fields[FieldId{field}].owner == open[i]) fields.push_back(FieldId{field});
    const std::optional<ClassId> at = program.class_of_type[static_cast<u32>(open[i])];
    if (!at) continue;
    for (const TypeId of_interface : interfaces_of(program, *at)) open.push_back(of_interface);
    if (program.classes[*at].super) open.push_back(*program.classes[*at].super);
  }
  return fields;
}

} // namespace kinsafe
