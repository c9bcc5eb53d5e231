// What methods of the platform and of collections do to constants.
#include "calls/constants.h"

#include "calls/intents.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace kinsafe {
namespace {

constexpr size_t most_given = 16; // methods of the app behind one call that is given an array or collection
constexpr size_t longest_way = 20; // names of an array or collection from where it is made to where something is put in

constexpr std::string_view adders[] = {"add", "push", "offer", "addLast", "addFirst", "set"};

u32 raw(auto id) { return static_cast<u32>(id); }

enum class Fold : u8 {
  first,           // operand 0 under another type
  second,
  concat,          // 0 + 1
  append_path,     // 0 + "/" + 1
  append_id,       // the same, of a number
  scheme_part,     // 0 + ":" + 1
  format,          // pattern 0, arguments 1
  format_locale,   // pattern 1, arguments 2
  text_resource,   // by the id in operand 1
  format_resource, // the same, filled in
  own_package,
  class_name,      // the name of the class 0
  class_named,     // the class of the name 0
  class_loaded,    // the class of the name 1
  class_of,        // the class of the object 0
  element,         // one of what operand 0 holds
};

struct Row {
  std::string_view owner, name, parameters; // "*": any
  Fold fold;
};
constexpr Row folds[] = {
    {"Landroid/net/Uri;", "parse", "*", Fold::first},
    {"Landroid/net/Uri;", "encode", "*", Fold::first},
    {"Landroid/net/Uri;", "decode", "*", Fold::first},
    {"Landroid/net/Uri;", "normalizeScheme", "", Fold::first},
    {"Landroid/net/Uri;", "withAppendedPath", "*", Fold::append_path},
    {"Landroid/net/Uri;", "fromParts", "*", Fold::scheme_part},
    {"Landroid/content/ContentUris;", "withAppendedId", "*", Fold::append_id},
    {"Ljava/net/URI;", "create", "*", Fold::first},
    {"Ljava/lang/String;", "valueOf", "Ljava/lang/Object;", Fold::first},
    {"Ljava/lang/String;", "concat", "*", Fold::concat},
    {"Ljava/lang/String;", "format", "Ljava/lang/String;[Ljava/lang/Object;", Fold::format},
    {"Ljava/lang/String;", "format", "Ljava/util/Locale;Ljava/lang/String;[Ljava/lang/Object;", Fold::format_locale},
    {"*", "toString", "", Fold::first},
    {"Ljava/lang/String;", "intern", "", Fold::first},
    {"Ljava/util/Objects;", "requireNonNull", "*", Fold::first},
    {"Ljava/util/Objects;", "toString", "*", Fold::first},
    {"Landroid/text/TextUtils;", "concat", "*", Fold::element},
    {"Ljava/io/File;", "getPath", "", Fold::first},
    {"Ljava/io/File;", "getAbsolutePath", "", Fold::first},
    {"Landroid/content/Intent;", "getAction", "", Fold::first},
    {"*", "getString", "I", Fold::text_resource},
    {"*", "getText", "I", Fold::text_resource},
    {"*", "getString", "I[Ljava/lang/Object;", Fold::format_resource},
    {"*", "getPackageName", "", Fold::own_package},
    {"Ljava/lang/Class;", "getName", "", Fold::class_name},
    {"Ljava/lang/Class;", "getCanonicalName", "", Fold::class_name},
    {"Ljava/lang/Class;", "forName", "*", Fold::class_named},
    {"*", "loadClass", "Ljava/lang/String;", Fold::class_loaded},
    {"*", "loadClass", "Ljava/lang/String;Z", Fold::class_loaded},
    {"*", "getClass", "", Fold::class_of},
    {"Ljava/lang/Integer;", "valueOf", "I", Fold::first},
    {"Ljava/lang/Integer;", "intValue", "", Fold::first},
    {"Ljava/lang/Long;", "valueOf", "J", Fold::first},
    {"Ljava/lang/Long;", "longValue", "", Fold::first},
    {"Ljava/lang/Boolean;", "valueOf", "Z", Fold::first},
    {"Ljava/lang/Boolean;", "booleanValue", "", Fold::first},
    {"Ljava/util/Iterator;", "next", "", Fold::element},
    {"Ljava/util/ListIterator;", "next", "", Fold::element},
    {"*", "get", "I", Fold::element},
    {"*", "getFirst", "", Fold::element},
    {"*", "getLast", "", Fold::element},
    {"*", "remove", "I", Fold::element},
    {"*", "poll", "", Fold::element},
    {"*", "pop", "", Fold::element},
};

bool is_match(const Row &row, const MethodWords &words) {
  if (row.name != words.name || (row.owner != "*" && row.owner != words.owner)) return false;
  const size_t close = words.signature.find(')');
  return close != std::string_view::npos && (row.parameters == "*" || words.signature.substr(1, close - 1) == row.parameters);
}


Known of_text(std::string text, const Site &place) {
  Known known;
  known.values.push_back({Constant::Kind::text, 0, std::move(text), {}, 0, place});
  return known;
}

// "org.lender.Main" as "Lorg/lender/Main;" and back.
std::string descriptor_of(std::string name) {
  std::ranges::replace(name, '.', '/');
  return name.starts_with('[') ? name : std::string("L").append(name).append(";");
}
std::string class_name_of(std::string_view descriptor) {
  if (!descriptor.starts_with('L') || descriptor.size() < 3) return std::string(descriptor);
  std::string name(descriptor.substr(1, descriptor.size() - 2));
  std::ranges::replace(name, '/', '.');
  return name;
}

// Collections that hand on what they are given.
bool is_view(const MethodWords &words) {
  constexpr std::string_view names[] = {"iterator", "listIterator", "stream", "subList", "toArray", "clone", "values", "keySet", "asList", "copyOf", "copyOfRange",
                                        "unmodifiableList", "unmodifiableSet", "unmodifiableCollection", "singletonList", "singleton", "addAll", "requireNonNull"};
  return is_among(names, words.name);
}
// Whether a run that throws on the way may come there too, by a handler: then a run in which nothing throws does not tell all
// that a value may be there.
bool is_behind_handler(const LoweredBody &body, BlockId at) {
  std::vector<u8> seen(body.blocks.size(), 0);
  std::vector<BlockId> open;
  const auto enter = [&](const Edge &edge) {
    if (seen[raw(edge.to)] == 0) open.push_back(edge.to);
    seen[raw(edge.to)] = 1;
  };
  for (const Edge &edge : body.edges)
    if (edge.kind == EdgeKind::exception) enter(edge);
  while (!open.empty()) {
    const Block &block = body[open.back()];
    open.pop_back();
    for (const Edge &edge : body.outs(block)) enter(edge);
  }
  return seen[raw(at)] != 0;
}

bool is_collection_of_arguments(const MethodWords &words) {
  return (words.name == "of" && (words.owner == "Ljava/util/List;" || words.owner == "Ljava/util/Set;")) || words.name == "singletonList" || words.name == "singleton";
}

// What code that only computes may give: numbers, texts, classes, and arrays of them.
bool is_computed(std::string_view type) { return type.size() == 1 || type.starts_with('[') || type.starts_with("Ljava/lang/"); }

} // namespace

std::optional<MethodWords> Constants::platform_call(ValueAt at) {
  const Value *value = values_.value(at);
  if (!value || value->op != Op::invoke) return std::nullopt;
  const auto kind = static_cast<InvokeKind>(value->detail);
  if (kind == InvokeKind::custom || value->index >= values_.program().methods.size()) return std::nullopt;
  if (!values_.targets(at).empty()) return std::nullopt;
  return words_of(values_.program(), MethodId{value->index});
}

Known Constants::fold_invoke(ValueAt at) {
  const Value &value = *values_.value(at);
  if (static_cast<InvokeKind>(value.detail) == InvokeKind::custom) return fold_concat_site(at);
  if (value.kind == ValueKind::none) return Known::lost("result");
  const std::vector<BodyId> targets = values_.targets(at);
  if (targets.empty()) {
    const MethodWords words = words_of(values_.program(), MethodId{value.index});
    const std::string key = std::string(words.owner) + "->" + std::string(words.name);
    const Site place{at.body, value.pc};
    if (const auto row = platform_values_.find(key); row != platform_values_.end()) return of_text(row->second, place);
    Known known = fold_platform(at, words);
    const auto is_useless = [](const Known &found) {
      return std::ranges::none_of(found.values, [](const Constant &constant) { return constant.kind != Constant::Kind::text || !constant.text.contains(hole); });
    };
    // Of a text that a loop builds the interpreter may know more: the loop may be a decoder that the build put into its caller.
    const bool is_useful = !is_useless(known);
    if (!is_useful || known.reason == "loop")
      if (Known computed = fold_concrete(at, words); !computed.values.empty() && (computed.is_whole || !is_useful)) known = std::move(computed);
    return known;
  }
  Known known = returns_of(at, targets, false);
  if (const MethodWords words = words_of(values_.program(), MethodId{value.index}); is_of_collections(words)) {
    const auto row = std::ranges::find_if(folds, [&](const Row &candidate) { return is_match(candidate, words); });
    if (row != std::end(folds) && row->fold == Fold::element) {
      Known held = fold_platform(at, words);
      known.add(std::move(held));
      return known;
    }
  }
  const auto has_hole = [](const Constant &constant) { return constant.kind == Constant::Kind::text && constant.text.contains(hole); };
  if (known.is_whole && !known.values.empty() && std::ranges::none_of(known.values, has_hole)) return known;
  if (targets.size() != 1 || decoder_.is_exhausted() || !is_computed(result_type(words_of(values_.program(), MethodId{value.index}).signature))) return known;

  // A decoder: one run for each combination of arguments.
  std::vector<std::vector<std::optional<Constant>>> combinations(1);
  bool is_whole = true;
  for (const ValueAt operand : values_.operands(at)) {
    Known argument = argument_of(operand, at);
    std::vector<std::optional<Constant>> choices;
    if (argument.values.size() * combinations.size() <= 32)
      for (Constant &constant : argument.values) choices.emplace_back(std::move(constant));
    if (choices.empty()) choices.emplace_back();
    if (!argument.is_whole && choices[0]) is_whole = false;
    std::vector<std::vector<std::optional<Constant>>> longer;
    for (const auto &combination : combinations)
      for (const auto &choice : choices) {
        longer.push_back(combination);
        longer.back().push_back(choice);
      }
    combinations = std::move(longer);
  }
  Known decoded;
  for (const auto &combination : combinations) {
    std::optional<Constant> result = decoder_.run(targets[0], combination);
    if (!result) is_whole = false;
    else {
      // Where the hidden text stands is where it is decoded.
      result->place = {at.body, value.pc};
      if (value.kind == ValueKind::reference && result->kind == Constant::Kind::number && result->number == 0) result->kind = Constant::Kind::null;
      decoded.values.push_back(std::move(*result));
    }
  }
  if (decoded.values.empty()) return known;
  if (!is_whole) decoded.lose(known.is_whole ? "result" : known.reason);
  return decoded;
}

// An array that something else than its first values may have gone into.
bool Constants::may_be_changed(ValueAt array, ValueAt by) {
  const Value *made = values_.value(array);
  const bool is_filled_in_place = made && (made->op == Op::new_array || made->op == Op::filled_array); // those are looked at where it is made
  for (const Values::Use &use : values_.uses(array)) {
    const Value &user = *values_.value(use.user);
    if (use.user == by) continue;
    if (user.op == Op::array_put && !is_filled_in_place && values_.operands(use.user)[0] == use.used) return true;
    if (user.op == Op::invoke && static_cast<InvokeKind>(user.detail) != InvokeKind::custom && !values_.targets(use.user).empty()) return true;
  }
  return false;
}

// What a computation is given there: nothing where that is not one known value.
Known Constants::argument_of(ValueAt operand, ValueAt call) {
  Known known = evaluate(operand);
  const bool has_array = std::ranges::any_of(known.values, [](const Constant &constant) { return constant.kind == Constant::Kind::array; });
  return has_array && may_be_changed(operand, call) ? Known::lost("array") : known;
}

Known Constants::fold_concrete(ValueAt at, const MethodWords &words) {
  const Value &value = *values_.value(at);
  const bool makes_text = words.owner == "Ljava/lang/StringBuilder;" || words.owner == "Ljava/lang/String;" || words.owner == "Ljava/lang/StringBuffer;";
  if (!makes_text && !decoder_.knows(words)) return Known::lost("platform");
  std::vector<std::optional<Constant>> arguments;
  bool is_whole = true;
  size_t unknown_count = 0;
  for (const ValueAt operand : values_.operands(at)) {
    Known argument = argument_of(operand, at);
    arguments.emplace_back();
    if (argument.values.size() == 1) arguments.back() = std::move(argument.values[0]);
    else ++unknown_count;
    if (!argument.is_whole && arguments.back()) is_whole = false;
  }
  const Site place{at.body, value.pc};
  std::optional<Constant> result;
  if (!arguments.empty() && unknown_count < arguments.size()) result = decoder_.call(MethodId{value.index}, arguments);
  if (!result && makes_text) {
    result = decoder_.run_to(at); // a decoder that the build put into its caller
    if (result && (values_.is_in_loop(at) || is_behind_handler(*values_.body(at.body), values_.index(at.body)->block[raw(at.value)]))) is_whole = false;
  }
  if (!result) return Known::lost("platform");
  result->place = place;
  Known known;
  known.values.push_back(std::move(*result));
  if (!is_whole) known.lose("loop");
  return known;
}

Known Constants::fold_platform(ValueAt at, const MethodWords &words) {
  const Value &value = *values_.value(at);
  const Site place{at.body, value.pc};
  const std::vector<ValueAt> operands = values_.operands(at);
  const auto is_builder = [](std::string_view type) { return type == "Ljava/lang/StringBuilder;" || type == "Ljava/lang/StringBuffer;"; };
  if ((is_builder(words.owner) && words.name == "toString") || (words.owner == "Landroid/net/Uri$Builder;" && (words.name == "build" || words.name == "toString")))
    return operands.empty() ? Known::lost("platform") : built(operands[0], at);
  if (words.owner == "Landroid/content/Intent;" && words.signature.ends_with(")Landroid/content/Intent;") && !operands.empty()) return evaluate(operands[0]);

  if (words.owner == "Ljava/lang/reflect/Field;" && words.name.starts_with("get") && words.signature.starts_with("(Ljava/lang/Object;)") && !operands.empty())
    return got_by_name(at, words);

  if (words.owner == "Landroid/content/Intent;" && words.name == "getData" && !operands.empty()) return data_of(operands[0], place);

  const auto row = std::ranges::find_if(folds, [&](const Row &candidate) { return is_match(candidate, words); });
  if (row == std::end(folds)) return Known::lost("platform");
  const auto operand = [&](size_t i) { return i < operands.size() ? evaluate(operands[i]) : Known::lost("platform"); };
  const auto text_operand = [&](size_t i) {
    if (i >= operands.size()) return Known::lost("platform");
    const Value *argument = values_.value(operands[i]);
    if (argument && argument->type != no_index && is_builder(type_text(values_.program(), TypeId{argument->type}))) return built(operands[i], at);
    return evaluate(operands[i]);
  };
  const auto texts = [&](Known known) {
    std::erase_if(known.values, [](const Constant &constant) { return constant.kind != Constant::Kind::text; });
    return known;
  };
  switch (row->fold) {
  case Fold::first: return text_operand(0);
  case Fold::second: return text_operand(1);
  case Fold::concat: return join(std::array{texts(operand(0)), texts(operand(1))});
  case Fold::append_path: return join(std::array{texts(operand(0)), of_text("/", place), texts(operand(1))});
  case Fold::append_id: return operands.size() < 2 ? Known::lost("platform") : join(std::array{texts(operand(0)), of_text("/", place), spelled(operands[1], "J")});
  case Fold::scheme_part: return join(std::array{texts(operand(0)), of_text(":", place), texts(operand(1))});
  case Fold::format: return operands.size() < 2 ? Known::lost("platform") : format(operands[0], operands[1]);
  case Fold::format_locale: return operands.size() < 3 ? Known::lost("platform") : format(operands[1], operands[2]);
  case Fold::text_resource: return operands.size() < 2 || words.owner == "Landroid/database/Cursor;" ? Known::lost("platform") : resource_texts(operands[1], false);
  case Fold::format_resource: {
    if (operands.size() < 2) return Known::lost("platform");
    Known known = resource_texts(operands[1], false);
    for (Constant &constant : known.values) // its arguments are not put in: from the first on there are holes
      if (const size_t percent = constant.text.find('%'); percent != std::string::npos) constant.text.replace(percent, std::string::npos, 1, hole);
    return known;
  }
  case Fold::own_package: return surroundings_.package.empty() ? Known::lost("platform") : of_text(std::string(surroundings_.package), place);
  case Fold::class_name: {
    Known known = operand(0);
    for (Constant &constant : known.values)
      if (constant.kind == Constant::Kind::class_object) constant.kind = Constant::Kind::text, constant.text = class_name_of(constant.text);
    return known;
  }
  case Fold::class_named:
  case Fold::class_loaded: {
    Known known = operand(row->fold == Fold::class_named ? 0 : 1);
    std::erase_if(known.values, [](const Constant &constant) { return constant.kind != Constant::Kind::text || constant.text.contains(hole); });
    for (Constant &constant : known.values) constant.kind = Constant::Kind::class_object, constant.text = descriptor_of(std::move(constant.text));
    if (known.values.empty()) known.lose("result");
    return known;
  }
  case Fold::class_of: {
    const Sources sources = operands.empty() ? Sources{{}, false, "platform"} : values_.sources(operands[0]);
    Known known{{}, sources.is_whole, sources.reason};
    for (const ValueAt source : sources.values) {
      const Value *made = values_.value(source);
      if (made && made->op == Op::new_instance) {
        known.values.push_back({Constant::Kind::class_object, 0, std::string(type_text(values_.program(), TypeId{made->index})), {}, 0, place});
      } else if (std::optional<Known> classes = made_by_name(source)) {
        known.add(std::move(*classes));
      } else {
        known.lose("platform");
      }
    }
    return known;
  }
  case Fold::element: return operands.empty() ? Known::lost("platform") : elements(operands[0]);
  }
  return Known::lost("platform");
}

// An object of a class of the platform, as its text: what its constructor is given.
Known Constants::fold_made(ValueAt object) {
  const Program &program = values_.program();
  const Value &value = *values_.value(object);
  const std::string_view type = type_text(program, TypeId{value.index});
  if (type == "Landroid/content/Intent;") return configured(object, false);
  if (type == "Landroid/content/ComponentName;") return configured(object, true);
  if (values_.is_of_app(TypeId{value.index})) return Known::lost("result");
  const bool is_text = type == "Ljava/lang/String;" || type == "Ljava/io/File;" || type == "Ljava/net/URL;" || type == "Ljava/net/URI;" ||
                       type == "Landroid/text/SpannableString;" || type == "Landroid/text/SpannableStringBuilder;";
  if (!is_text) return Known::lost("result");
  for (const Values::Use &use : values_.uses(object)) {
    const Value &call = *values_.value(use.user);
    if (call.op != Op::invoke || static_cast<InvokeKind>(call.detail) != InvokeKind::direct) continue;
    const MethodWords words = words_of(program, MethodId{call.index});
    const std::vector<ValueAt> operands = values_.operands(use.user);
    if (words.name != "<init>" || operands.size() < 2 || operands[0] != use.used) continue;
    if (words.signature == "(Ljava/lang/String;)V" || words.signature == "(Ljava/lang/CharSequence;)V") return spelled(operands[1], "Ljava/lang/String;");
    if (type == "Ljava/io/File;" && operands.size() == 3) {
      Known known = join(std::array{evaluate(operands[1]), of_text("/", {use.user.body, call.pc}), evaluate(operands[2])});
      return known;
    }
    if (type != "Ljava/lang/String;") return Known::lost("platform");
    std::vector<std::optional<Constant>> arguments;
    bool is_whole = true;
    for (const ValueAt operand : operands) {
      Known argument = operand == object ? Known() : argument_of(operand, use.user);
      arguments.emplace_back();
      if (argument.values.size() == 1) arguments.back() = std::move(argument.values[0]);
      if (!argument.is_whole && arguments.back()) is_whole = false;
    }
    std::optional<Constant> result = decoder_.call(MethodId{call.index}, arguments);
    if (!result) {
      result = decoder_.run_to(use.user, object.value);
      if (!result) return Known::lost("result");
      if (is_behind_handler(*values_.body(use.user.body), values_.index(use.user.body)->block[raw(use.user.value)])) is_whole = false;
    }
    result->place = {object.body, value.pc};
    Known known;
    known.values.push_back(std::move(*result));
    if (!is_whole) known.lose("loop");
    return known;
  }
  return Known::lost("result");
}

// What Intent.getData gives of intents that the app makes itself.
Known Constants::data_of(ValueAt intent, const Site &place) {
  const Sources sources = values_.sources(intent);
  Known known{{}, sources.is_whole, sources.reason};
  for (const ValueAt source : sources.values) {
    const Value *made = values_.value(source);
    if (!made || made->op != Op::new_instance) {
      if (!made || made->kind != ValueKind::zero) known.lose("platform");
      continue;
    }
    const Sources data = intent_data(values_, source);
    if (!data.is_whole) known.lose(data.reason);
    else if (data.values.empty()) known.values.push_back({Constant::Kind::null, 0, "", {}, 0, place});
    Known put_in = union_of(data.values, true, {});
    known.add(std::move(put_in));
  }
  return known;
}

// An Intent or ComponentName as its action, or as the class that it names.
Known Constants::configured(ValueAt object, bool wants_class) {
  const Program &program = values_.program();
  Known known;
  const auto add_class = [&](ValueAt at, std::string_view type) {
    if (type == "Ljava/lang/Class;") return known.add(evaluate(at));
    Known names = evaluate(at);
    for (Constant &constant : names.values) {
      if (constant.kind != Constant::Kind::text || constant.text.contains(hole)) continue;
      if (constant.text.starts_with('.')) constant.text.insert(0, surroundings_.package);
      constant.kind = Constant::Kind::class_object;
      constant.text = descriptor_of(std::move(constant.text));
    }
    known.add(std::move(names));
  };
  constexpr size_t most_names = 64;
  std::vector<ValueAt> names{object}; // with what calls on it give back
  std::unordered_set<u32> seen{raw(object.value)};
  for (size_t i = 0; i < names.size() && i < most_names; ++i)
    for (const Values::Use &use : values_.uses(names[i])) {
      const Value &call = *values_.value(use.user);
      const std::vector<ValueAt> operands = values_.operands(use.user);
      if (call.op != Op::invoke || static_cast<InvokeKind>(call.detail) == InvokeKind::custom || operands.empty() || operands[0] != use.used) continue;
      const MethodWords words = words_of(program, MethodId{call.index});
      if (words.signature.ends_with(")Landroid/content/Intent;") && seen.insert(raw(use.user.value)).second) names.push_back(use.user);
      const std::vector<std::string_view> types = parameter_types(words.signature);
      if (operands.size() != types.size() + 1) continue;
      const bool is_component_name = words.owner == "Landroid/content/ComponentName;";
      if (words.name == "<init>" && wants_class) {
        if (is_component_name && types.size() == 2) add_class(operands[2], types[1]);
        for (size_t k = 0; k < types.size() && !is_component_name; ++k)
          if (types[k] == "Ljava/lang/Class;") add_class(operands[k + 1], types[k]);
      } else if (words.name == "<init>") {
        if (!types.empty() && types[0] == "Ljava/lang/String;") known.add(evaluate(operands[1]));
        if (types.size() == 1 && types[0] == "Landroid/content/Intent;") known.add(evaluate(operands[1]));
      } else if (words.name == "setAction" && !wants_class && types.size() == 1) {
        known.add(evaluate(operands[1]));
      } else if ((words.name == "setClass" || words.name == "setClassName") && wants_class && types.size() == 2) {
        add_class(operands[2], types[1]);
      } else if (words.name == "setComponent" && wants_class && types.size() == 1) {
        known.add(evaluate(operands[1]));
      }
    }
  if (names.size() > most_names) known.lose("limit");
  return known;
}

Known Constants::elements_new(ValueAt at) {
  Known known;
  const auto find = [&] {
    const Value *value = values_.value(at);
    if (!value) return known.lose("body");
    switch (value->op) {
    case Op::new_array:
    case Op::filled_array:
    case Op::new_instance: return known.add(collected(at));
    case Op::number: return; // null: nothing in it
    case Op::invoke: break;
    default: { // what hands another value on, or begins here
      const std::optional<Sources> sources = values_.step(at);
      if (!sources) return known.lose("platform");
      if (!sources->is_whole) known.lose(sources->reason);
      for (const ValueAt source : sources->values) known.add(elements(source));
      return;
    }
    }
    if (static_cast<InvokeKind>(value->detail) == InvokeKind::custom) return known.lose("platform");
    const std::vector<BodyId> targets = values_.targets(at);
    const MethodWords words = words_of(values_.program(), MethodId{value->index});
    const std::vector<ValueAt> operands = values_.operands(at);
    if (!targets.empty()) {
      known.add(returns_of(at, targets, true));
      known.add(collected(at)); // what is put into it later on
      if (!is_of_collections(words) || !is_view(words)) return;
    }
    if (words.name == "getStringArray" || words.name == "getTextArray") return operands.size() < 2 ? known.lose("platform") : known.add(resource_texts(operands[1], true));
    if (is_collection_of_arguments(words)) {
      const bool is_array = words.signature.starts_with("([");
      for (const ValueAt operand : operands) known.add(is_array ? elements(operand) : evaluate(operand));
      return;
    }
    if (is_view(words) && !operands.empty()) {
      known.add(elements(operands[0]));
      return known.add(collected(at)); // what is put into a copy
    }
    if (words.owner == "Landroid/content/Intent;" && words.name == "getStringArrayExtra" && operands.size() == 2) return known.add(extras_of(operands[0], operands[1]));
    if (words.name == "split") {
      Known parts = fold_concrete(at, words);
      if (parts.values.empty()) known.lose("result");
      if (!parts.is_whole) known.lose(parts.reason);
      for (Constant &constant : parts.values)
        if (constant.kind == Constant::Kind::array) std::ranges::move(constant.elements, std::back_inserter(known.values));
      return;
    }
    known.lose("platform");
  };
  find();
  return known;
}

// The array that an intent carries under a name, where the intent is made in the same method. (So androidx asks for permissions,
// once a shrinker has put its methods into one.)
Known Constants::extras_of(ValueAt intent, ValueAt key) {
  const auto words_at = [&](ValueAt call) {
    const Value *value = values_.value(call);
    const bool is_call = value && value->op == Op::invoke && static_cast<InvokeKind>(value->detail) != InvokeKind::custom;
    return is_call ? words_of(values_.program(), MethodId{value->index}) : MethodWords{};
  };
  const auto text_of = [&](ValueAt name) {
    const Known known = evaluate(name);
    return known.is_whole && known.values.size() == 1 && known.values[0].kind == Constant::Kind::text ? known.values[0].text : std::string();
  };
  const std::string wanted = text_of(key);
  while (words_at(intent).owner == "Landroid/content/Intent;" && result_type(words_at(intent).signature) == "Landroid/content/Intent;") intent = values_.operands(intent)[0];
  const Value *made = values_.value(intent);
  if (wanted.empty() || !made || made->op != Op::new_instance || type_text(values_.program(), TypeId{made->index}) != "Landroid/content/Intent;") return Known::lost("platform");
  Known known;
  std::vector<ValueAt> names{intent};
  for (size_t i = 0; i < names.size(); ++i)
    for (const Values::Use &use : values_.uses(names[i])) {
      const Value &user = *values_.value(use.user);
      if (user.op == Op::branch) continue;
      const MethodWords words = words_at(use.user);
      const std::vector<ValueAt> operands = values_.operands(use.user);
      const bool brings_others = words.name == "fillIn" || words.name == "putExtras" || words.name == "replaceExtras" || (words.name == "<init>" && words.signature.starts_with("(Landroid/content/Intent;"));
      if (words.owner.empty() || !values_.targets(use.user).empty() || brings_others) known.lose("result");
      if (words.owner != "Landroid/content/Intent;" || operands[0] != use.used) continue;
      if (result_type(words.signature) == "Landroid/content/Intent;") names.push_back(use.user);
      if (words.name != "putExtra" || !words.signature.starts_with("(Ljava/lang/String;[Ljava/lang/String;)")) continue;
      const std::string name = text_of(operands[1]);
      if (name.empty()) known.lose("result");
      if (name != wanted) continue;
      Known put = elements(operands[2]);
      known.add(std::move(put));
    }
  return known;
}

// All that is put into an array or collection: where it is made, wherever a field that holds it is read, and by what is given it.
Known Constants::collected(ValueAt object) {
  PutIn put;
  const Value &made = *values_.value(object);
  const std::vector<ValueAt> initial = made.op == Op::filled_array ? values_.operands(object) : std::vector<ValueAt>();
  for (const ValueAt element : initial) put.known.add(evaluate(element));
  if (made.op == Op::new_array || made.op == Op::filled_array) {
    const LoweredBody &body = *values_.body(object.body);
    for (const ValueAt user : values_.users(object))
      if (values_.value(user)->op == Op::fill_array)
        for (const i64 number : body.arrays[values_.value(user)->index].elements)
          if (put.known.values.size() < 4096) put.known.values.push_back({Constant::Kind::number, number, "", {}, 0, {object.body, made.pc}});
  }
  follow_put_in(object, put);
  return std::move(put.known);
}

// Whether something may be put into the array elsewhere than by instructions that name it where it is made.
bool Constants::is_put_into_elsewhere(ValueAt array) {
  const auto [entry, is_new] = put_into_elsewhere_.try_emplace(array.key(), true);
  if (!is_new) return entry->second;
  PutIn put{.wants_values = false};
  follow_put_in(array, put);
  return put_into_elsewhere_[array.key()] = put.is_by_others || !put.known.is_whole;
}

// What is put into an array or collection that the code knows by that name, and by those that it hands it on to.
void Constants::follow_put_in(ValueAt name, PutIn &put) {
  constexpr size_t most_names = 128;
  if (is_among(put.names, name)) return;
  if (++put.looked_at > most_names || put.names.size() >= longest_way) return put.known.lose("limit");
  if (put.wants_values) {
    if (question_steps_ == 0 || steps_left_ == 0) {
      was_cut_ = true;
      return put.known.lose("limit");
    }
    --question_steps_;
    --steps_left_;
  }
  put.names.push_back(name);
  const auto add = [&](bool is_other, const auto &find) {
    put.is_by_others |= is_other;
    if (put.wants_values) put.known.add(find());
  };
  for (const Values::Use &use : values_.uses(name)) {
    const Value &user = *values_.value(use.user);
    const std::vector<ValueAt> operands = values_.operands(use.user);
    if (user.op == Op::array_put && operands[0] == use.used) add(use.used != put.names[0], [&] { return evaluate(operands[2]); });
    if ((user.op == Op::field_put || user.op == Op::static_put) && operands.back() == use.used) {
      bool is_whole = true;
      for (const Site &site : values_.reads(FieldId{user.index}, is_whole))
        if (const std::optional<ValueAt> read = values_.at(site)) follow_put_in(*read, put);
      if (!is_whole) put.known.lose("limit");
    }
    if (user.op == Op::return_) {
      const std::optional<Site> bound = values_.bound(use.user.body);
      const std::vector<Site> calls = !put.wants_values ? values_.callers(use.user.body).sites : bound ? std::vector{*bound} : std::vector<Site>();
      for (const Site &call : calls)
        if (const std::optional<ValueAt> given = values_.at(call)) follow_put_in(*given, put);
    }
    if (user.op != Op::invoke) continue;
    if (static_cast<InvokeKind>(user.detail) == InvokeKind::custom) {
      const std::optional<MethodId> implementation = values_.program().call_sites[CallSiteId{user.index}].implementation;
      if (const std::optional<BodyId> code = implementation ? values_.hierarchy().resolve(*implementation) : std::nullopt) follow_given(*code, operands, use.used, put);
      continue;
    }
    const MethodWords words = words_of(values_.program(), MethodId{user.index});
    const bool is_static = static_cast<InvokeKind>(user.detail) == InvokeKind::static_;
    if (!is_static && operands[0] == use.used) {
      if (is_among(adders, words.name)) {
        if (operands.size() > 1) add(true, [&] { return evaluate(operands.back()); });
      } else if (words.name == "put" && operands.size() == 3) {
        add(true, [&] { return evaluate(operands[1]); });
        add(true, [&] { return evaluate(operands[2]); });
      } else if ((words.name == "addAll" || words.name == "<init>") && operands.size() > 1 && words.signature.contains("Ljava/util/Collection;")) {
        add(true, [&] { return elements(operands.back()); });
      }
    } else if (words.owner == "Ljava/util/Collections;" && words.name == "addAll" && operands.size() == 2 && operands[0] == use.used) {
      add(true, [&] { return elements(operands[1]); });
    } else if (words.owner == "Ljava/lang/System;" && words.name == "arraycopy" && operands.size() == 5 && operands[2] == use.used) {
      add(true, [&] { return elements(operands[0]); });
    } else if (words.owner == "Ljava/util/Arrays;" && words.name == "fill" && operands[0] == use.used) {
      add(true, [&] { return evaluate(operands.back()); });
    } else if (!is_static && words.name == "toArray" && operands.size() == 2 && operands[1] == use.used) {
      add(true, [&] { return elements(operands[0]); });
    }
    const std::vector<BodyId> targets = values_.targets(use.user);
    if (targets.empty()) continue;
    const bool is_too_deep = put.wants_values && memos_.size() > most_bound;
    was_cut_ |= is_too_deep;
    if (targets.size() > most_given || is_too_deep) {
      put.known.lose("limit");
      continue;
    }
    for (const BodyId target : targets) {
      values_.bind(target, {use.user.body, user.pc});
      memos_.emplace_back();
      follow_given(target, operands, use.used, put);
      memos_.pop_back();
      values_.unbind();
    }
  }
  put.names.pop_back(); // another call hands it in with other values beside it
}

// In code that is given it as a parameter.
void Constants::follow_given(BodyId code, std::span<const ValueAt> operands, ValueAt given, PutIn &put) {
  const LoweredBody *body = values_.body(code);
  if (!body) return put.known.lose("body");
  for (u32 p = 0; p < body->values.size() && body->values[p].op == Op::parameter; ++p)
    if (body->values[p].index < operands.size() && operands[body->values[p].index] == given) follow_put_in({code, ValueId{p}}, put);
}

// The values in all languages.
Known Constants::resource_texts(ValueAt id, bool is_array) {
  Known known;
  const Known ids = evaluate(id);
  if (!ids.is_whole) known.lose(ids.reason);
  if (is_array && !arrays_) {
    arrays_.emplace();
    for (const Resources &resources : surroundings_.resources)
      for_each_resource(resources.table, [&](const ResourceEntry &entry) {
        if (!entry.is_map || entry.type != "array") return;
        for (const ResourceEntry::Item &item : entry.items) {
          if (item.value.type == AxmlValue::Type::string) (*arrays_)[entry.id].push_back(from_utf8(item.value.text));
          else if (item.value.type == AxmlValue::Type::reference)
            for (const auto &[locale, value] : resolve(resources.table, item.value.data).by_locale)
              if (value.type == AxmlValue::Type::string) (*arrays_)[entry.id].push_back(from_utf8(value.text));
        }
      });
  }
  for (const Constant &constant : ids.values) {
    if (constant.kind != Constant::Kind::number) continue;
    const u32 wanted = static_cast<u32>(constant.number);
    bool is_found = false;
    const auto add = [&](std::string text) {
      known.values.push_back({Constant::Kind::text, 0, std::move(text), {}, 0, constant.place});
      is_found = true;
    };
    if (is_array) {
      if (const auto found = arrays_->find(wanted); found != arrays_->end())
        for (const std::string &text : found->second) add(text);
    } else {
      for (const Resources &resources : surroundings_.resources) {
        const ResolvedResource resolved = resolve(resources.table, wanted);
        if (!resolved.whole && !resolved.by_locale.empty()) known.lose("limit");
        for (const auto &[locale, value] : resolved.by_locale)
          if (value.type == AxmlValue::Type::string) add(from_utf8(value.text));
      }
    }
    if (!is_found) known.lose("platform");
  }
  if (ids.values.empty()) known.lose("platform");
  return known;
}

} // namespace kinsafe
