// Texts under construction: concatenation, formats, and objects that are filled piece by piece (StringBuilder,
// Uri.Builder). Such an object is followed along the control flow from where it is made to where it is read: a forward
// data-flow problem whose state is the set of texts it may hold, solved in one pass in reverse postorder. Where a loop
// appends, a hole stands for what all its rounds may add. Parts that are not known are holes.
#include "calls/constants.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_set>

namespace kinsafe {
namespace {

constexpr size_t most_texts = 48;          // alternatives of one text under construction
constexpr size_t longest_text = 1 << 16;
constexpr size_t most_blocks = 400;        // between where it is made and where it is read
constexpr size_t most_names = 2000;        // values by which a body knows the object

u32 raw(auto id) { return static_cast<u32>(id); }

void append(std::string &text, std::string_view more) {
  if (more == std::string_view(&hole, 1) && text.ends_with(hole)) return;
  text += more;
}

Constant text_constant(std::string text, const Site &place) { return {Constant::Kind::text, 0, std::move(text), {}, 0, place}; }

Known just(std::string_view text) {
  Known known;
  known.values.push_back(text_constant(std::string(text), {BodyId{no_index}, 0}));
  return known;
}

bool is_fluent(const MethodWords &words) {
  constexpr std::string_view owners[] = {"Ljava/lang/StringBuilder;", "Ljava/lang/StringBuffer;", "Landroid/net/Uri$Builder;"};
  return is_among(owners, words.owner) && result_type(words.signature) == words.owner;
}

bool is_builder_type(std::string_view type) {
  return type == "Ljava/lang/StringBuilder;" || type == "Ljava/lang/StringBuffer;" || type == "Landroid/net/Uri$Builder;";
}

// What a call on the object does to the text that it holds.
enum class Change : u8 { none, append, set_path, add_segment, add_authority, add_scheme, add_parameter, unclear };
Change change_of(const MethodWords &words) {
  if (words.owner == "Landroid/net/Uri$Builder;") {
    constexpr std::pair<std::string_view, Change> changes[] = {
        {"scheme", Change::add_scheme},      {"authority", Change::add_authority},  {"encodedAuthority", Change::add_authority},
        {"path", Change::set_path},          {"encodedPath", Change::set_path},     {"appendPath", Change::add_segment},
        {"appendEncodedPath", Change::add_segment}, {"build", Change::none},        {"toString", Change::none},
        {"<init>", Change::none},            {"appendQueryParameter", Change::add_parameter}, {"query", Change::none},
        {"encodedQuery", Change::none},      {"fragment", Change::none},            {"clearQuery", Change::none}};
    const auto found = std::ranges::find(changes, words.name, [](const auto &pair) { return pair.first; });
    return found == std::end(changes) ? Change::unclear : found->second;
  }
  if (words.name == "append" || words.name == "<init>") return Change::append;
  constexpr std::string_view changing[] = {"insert", "reverse", "setLength", "setCharAt", "deleteCharAt", "delete", "replace", "appendCodePoint"};
  return is_among(changing, words.name) ? Change::unclear : Change::none;
}

} // namespace

// One alternative a combination; a part without any is a hole.
Known Constants::join(std::span<const Known> parts) {
  Known joined;
  std::vector<Constant> texts{text_constant("", {BodyId{no_index}, 0})};
  for (const Known &part : parts) {
    std::vector<Constant> pieces;
    for (const Constant &constant : part.values)
      if (constant.kind == Constant::Kind::text) pieces.push_back(constant);
    if (pieces.size() < part.values.size() || !part.is_whole || pieces.empty()) pieces.push_back(text_constant(std::string(1, hole), {BodyId{no_index}, 0}));
    if (texts.size() * pieces.size() > most_texts) {
      joined.lose("limit");
      pieces.assign(1, text_constant(std::string(1, hole), {BodyId{no_index}, 0}));
    }
    std::vector<Constant> longer;
    for (const Constant &text : texts)
      for (const Constant &piece : pieces) {
        Constant sum = text;
        if (sum.text.size() + piece.text.size() > longest_text) joined.lose("limit");
        else append(sum.text, piece.text);
        if (raw(sum.place.body) == no_index) sum.place = piece.place;
        longer.push_back(std::move(sum));
      }
    texts = std::move(longer);
  }
  joined.values = std::move(texts);
  return joined;
}

// As String.valueOf and append write a value of that type.
Known Constants::spelled(ValueAt at, std::string_view type) {
  Known known;
  // Another object under construction, as it is at the end.
  const Value *value = values_.value(at);
  const bool is_builder = value && (value->type != no_index && is_builder_type(type_text(values_.program(), TypeId{value->type})));
  known = is_builder ? built(at, {at.body, no_value}) : evaluate(at);
  for (Constant &constant : known.values) {
    if (constant.kind == Constant::Kind::number || (constant.kind == Constant::Kind::null && type.size() == 1)) {
      if (type == "C") constant.text = from_utf16(std::u16string(1, static_cast<char16_t>(constant.number)));
      else if (type == "Z") constant.text = constant.number != 0 ? "true" : "false";
      else if (type == "F" || type == "D") constant.text = std::string(1, hole);
      else constant.text = std::to_string(constant.number);
    } else if (constant.kind == Constant::Kind::null) {
      constant.text = "null";
    } else if (constant.kind != Constant::Kind::text) {
      constant.text = std::string(1, hole);
    }
    constant.kind = Constant::Kind::text;
    constant.number = 0;
    constant.elements.clear();
    constant.element = 0;
  }
  return known;
}

Known Constants::built(ValueAt object, ValueAt reader) {
  const u64 open_key = object.key() | u64{1} << 62; // apart from the question what the value itself is
  if (is_among(open_, open_key) || question_steps_ == 0 || steps_left_ == 0 || depth_ >= deepest) {
    was_cut_ = true;
    return {{}, false, "limit"};
  }
  open_.push_back(open_key);
  ++depth_;
  Known known = follow_builder(object, reader);
  --depth_;
  open_.pop_back();
  return known;
}

Known Constants::follow_builder(ValueAt object, ValueAt reader) {
  // Back to where it is made, and from there to all its names.
  ValueAt root = object;
  std::unordered_set<u32> seen;
  for (bool is_going = true; is_going && seen.size() < most_names;) {
    const Value *value = values_.value(root);
    if (!value || !seen.insert(raw(root.value)).second) return join(std::array{Known{{}, false, "loop"}});
    is_going = false;
    const std::vector<ValueAt> operands = values_.operands(root);
    if (value->op == Op::check_cast || (value->op == Op::invoke && static_cast<InvokeKind>(value->detail) != InvokeKind::custom && !operands.empty() &&
                                        is_fluent(words_of(values_.program(), MethodId{value->index})))) {
      root = operands[0];
      is_going = true;
    } else if (value->op == Op::phi) {
      for (const ValueAt operand : operands)
        if (operand.value != no_value && !seen.contains(raw(operand.value))) {
          root = operand; // all of them are names of one object, else it is none of these
          is_going = true;
          break;
        }
    }
  }
  const Value *made = values_.value(root);
  const bool is_new = made->op == Op::new_instance;
  Known start = just("");
  if (!is_new) {
    const std::optional<MethodWords> words = made->op == Op::invoke ? platform_call(root) : std::nullopt;
    if (words && words->owner == "Landroid/net/Uri;" && words->name == "buildUpon") start = evaluate(values_.operands(root)[0]);
    else start.lose("parameter"), start.values.clear();
    const std::array whole{start};
    start = join(whole);
  }
  std::vector<ValueAt> names{root};
  std::unordered_set<u32> is_name{raw(root.value)};
  std::map<u32, std::vector<ValueAt>> changes; // by block, in order
  const BodyIndex &index = *values_.index(root.body);
  bool is_spoilt = false;
  for (size_t i = 0; i < names.size() && names.size() < most_names; ++i)
    for (const ValueAt user : values_.users(names[i])) {
      const Value &use = *values_.value(user);
      if (use.op == Op::phi || use.op == Op::check_cast) {
        if (is_name.insert(raw(user.value)).second) names.push_back(user);
        continue;
      }
      if (use.op == Op::field_put || use.op == Op::static_put || use.op == Op::array_put) is_spoilt = true;
      if (use.op != Op::invoke || static_cast<InvokeKind>(use.detail) == InvokeKind::custom) continue;
      const MethodWords words = words_of(values_.program(), MethodId{use.index});
      const std::vector<ValueAt> operands = values_.operands(user);
      if (operands.empty()) continue;
      if (is_name.contains(raw(operands[0].value)) && is_builder_type(words.owner)) {
        changes[raw(index.block[raw(user.value)])].push_back(user);
        if (is_fluent(words) && is_name.insert(raw(user.value)).second) names.push_back(user);
      } else if (!values_.targets(user).empty()) {
        changes[raw(index.block[raw(user.value)])].push_back(user);
      } else if (words.owner == "Landroid/content/ContentUris;" && words.name == "appendId") {
        changes[raw(index.block[raw(user.value)])].push_back(user);
        if (is_name.insert(raw(user.value)).second) names.push_back(user);
      }
    }
  for (auto &[block, list] : changes) {
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
  }

  const auto apply = [&](Known text, ValueAt change) {
    const Value &use = *values_.value(change);
    if (question_steps_ > 0) --question_steps_;
    const MethodWords words = words_of(values_.program(), MethodId{use.index});
    const std::vector<ValueAt> operands = values_.operands(change);
    const std::vector<std::string_view> types = parameter_types(words.signature);
    const Known any{{}, false, "result"};
    if (words.owner == "Landroid/content/ContentUris;") return join(std::array{text, just("/"), spelled(operands[1], "J")});
    if (!is_builder_type(words.owner)) return join(std::array{text, any}); // a method of the app that may append
    switch (change_of(words)) {
    case Change::none: return text;
    case Change::append:
      if (operands.size() < 2 || types.empty() || (words.name == "<init>" && types[0] == "I")) return text;
      if (operands.size() > 2) return join(std::array{text, any}); // a range of a text
      return join(std::array{text, spelled(operands[1], types[0])});
    case Change::set_path: {
      Known path = spelled(operands[1], types[0]);
      for (Constant &constant : path.values)
        if (!constant.text.starts_with('/')) constant.text.insert(constant.text.begin(), '/');
      return join(std::array{text, path});
    }
    case Change::add_segment: return join(std::array{text, just("/"), spelled(operands[1], types[0])});
    case Change::add_parameter: { // only the one that says how much of the rest is meant
      const Known key = spelled(operands[1], types[0]);
      if (key.values.size() != 1 || key.values[0].text != "limit") return text;
      return join(std::array{text, just("?limit="), spelled(operands[2], types[1])});
    }
    case Change::add_authority: return join(std::array{text, just("//"), spelled(operands[1], types[0])});
    case Change::add_scheme: return join(std::array{spelled(operands[1], types[0]), just(":"), text});
    case Change::unclear: return join(std::array{any});
    }
    return text;
  };

  // Blocks on the ways from where it is made to where it is read; without a reader, all that follow.
  const LoweredBody &body = *values_.body(root.body);
  const u32 first = raw(index.block[raw(root.value)]);
  const bool to_the_end = reader.value == no_value;
  if (to_the_end && changes.empty()) return start;
  u32 last = to_the_end ? changes.rbegin()->first : raw(index.block[raw(reader.value)]);
  std::set<u32> between{last};
  std::vector<u32> open{last};
  while (!open.empty() && between.size() < most_blocks) {
    const u32 block = open.back();
    open.pop_back();
    if (block == first) continue;
    for (u32 i = 0; i < body.blocks[block].in_count; ++i)
      if (const u32 from = raw(body.edges[body.ins[body.blocks[block].first_in + i]].from); between.insert(from).second) open.push_back(from);
  }
  if (between.size() >= most_blocks || !between.contains(first)) return join(std::array{Known{{}, false, "limit"}});
  // Reverse postorder from the first block, inside that set.
  std::vector<u32> order;
  std::set<u32> visited{first};
  std::vector<std::pair<u32, u32>> path{{first, 0}};
  while (!path.empty()) {
    auto &[block, next] = path.back();
    const std::span<const Edge> outs = body.outs(body.blocks[block]);
    if (next >= outs.size() || block == last) {
      order.push_back(block);
      path.pop_back();
      continue;
    }
    const u32 to = raw(outs[next++].to);
    if (between.contains(to) && visited.insert(to).second) path.emplace_back(to, 0);
  }
  std::ranges::reverse(order);
  std::map<u32, Known> ends; // by block
  for (const u32 block : order) {
    Known state;
    bool has_back_edge = false;
    if (block == first) state = start;
    else
      for (u32 i = 0; i < body.blocks[block].in_count; ++i) {
        const u32 from = raw(body.edges[body.ins[body.blocks[block].first_in + i]].from);
        if (!visited.contains(from)) continue;
        const auto end = ends.find(from);
        if (end == ends.end()) {
          has_back_edge = true;
          continue;
        }
        if (!end->second.is_whole) state.lose(end->second.reason);
        for (const Constant &constant : end->second.values)
          if (!is_among(state.values, constant)) state.values.push_back(constant);
      }
    if (has_back_edge && std::ranges::any_of(changes, [&](const auto &row) { return between.contains(row.first) && row.first != first && values_.is_in_loop(root.body, BlockId{row.first}); })) {
      const std::vector<Constant> before = state.values;
      for (Constant more : before) {
        append(more.text, std::string_view(&hole, 1));
        state.values.push_back(std::move(more));
      }
      state.lose("loop");
    }
    if (state.values.size() > most_texts) {
      state.values.resize(most_texts);
      state.lose("limit");
    }
    if (const auto here = changes.find(block); here != changes.end())
      for (const ValueAt change : here->second) {
        if (!to_the_end && block == last && change.value >= reader.value) break;
        Known after = apply({std::move(state.values), true, {}}, change);
        if (!state.is_whole) after.lose(state.reason);
        state = std::move(after);
      }
    ends[block] = std::move(state);
  }
  Known result = ends.contains(last) ? std::move(ends[last]) : join(std::array{Known{{}, false, "limit"}});
  if (is_spoilt) result.lose("field");
  if (names.size() >= most_names) result = join(std::array{Known{{}, false, "limit"}});
  return result;
}

// A pattern of java.util.Formatter. What stands for an argument that is no text or number is a hole.
Known Constants::format(ValueAt pattern, ValueAt arguments) {
  const Known patterns = evaluate(pattern);
  const auto slots = slots_of(arguments);
  Known result;
  if (!patterns.is_whole) result.lose(patterns.reason);
  for (const Constant &constant : patterns.values) {
    if (constant.kind != Constant::Kind::text) continue;
    const std::string_view text = constant.text;
    std::vector<Known> parts;
    std::string plain;
    const auto end_plain = [&] {
      if (plain.empty()) return;
      parts.push_back(just(plain));
      parts.back().values[0].place = constant.place;
      plain.clear();
    };
    size_t next = 0;
    for (size_t i = 0; i < text.size() && parts.size() < 64; ++i) {
      if (text[i] != '%') {
        plain += text[i];
        continue;
      }
      const size_t from = ++i;
      while (i < text.size() && std::string_view("0123456789$-#+ ,(.").contains(text[i])) ++i;
      if (i >= text.size()) break;
      const std::string_view flags = text.substr(from, i - from);
      if (text[i] == '%') plain += '%';
      else if (text[i] == 'n') plain += '\n';
      else {
        size_t position = next;
        const size_t dollar = flags.find('$');
        if (dollar == std::string_view::npos) ++next;
        else {
          position = 0;
          for (const char digit : flags.substr(0, std::min<size_t>(dollar, 4)))
            if (digit >= '0' && digit <= '9') position = position * 10 + static_cast<size_t>(digit - '0');
          position = position == 0 ? slots ? slots->size() : 0 : position - 1;
        }
        end_plain();
        const bool is_plain = flags.empty() || (dollar != std::string_view::npos && dollar + 1 == flags.size());
        if (is_plain && (text[i] == 's' || text[i] == 'd') && slots && position < slots->size() && (*slots)[position].value != no_value)
          parts.push_back(spelled((*slots)[position], "Ljava/lang/Object;"));
        else parts.push_back({{}, false, "result"});
      }
    }
    end_plain();
    Known made = join(parts);
    if (!made.is_whole) result.lose(made.reason);
    std::ranges::move(made.values, std::back_inserter(result.values));
  }
  return result;
}

// invoke-custom of StringConcatFactory.makeConcatWithConstants: in the recipe \1 stands for an operand, \2 for a constant.
Known Constants::fold_concat_site(ValueAt at) {
  const Program &program = values_.program();
  const Value &value = *values_.value(at);
  const Known lost{{}, false, "platform"};
  if (value.index >= program.call_sites.size()) return lost;
  const CallSite &site = program.call_sites[CallSiteId{value.index}];
  if (!site.bootstrap || words_of(program, *site.bootstrap).name != "makeConcatWithConstants" || site.dex >= program.dexes.size()) return lost;
  const List<EncodedValue> given = program.dexes[site.dex].call_site(site.index);
  const DexIds &ids = program.dex_ids[site.dex];
  const auto text_at = [&](size_t i) -> std::optional<std::string> {
    if (i >= given.size() || given[i].type != ValueType::string || given[i].bits >= ids.strings.size()) return std::nullopt;
    return std::string(program.strings[ids.strings[given[i].bits]]);
  };
  const std::optional<std::string> recipe = text_at(3);
  if (!recipe) return lost;
  const std::vector<ValueAt> operands = values_.operands(at);
  const std::vector<std::string_view> types = parameter_types(program.strings[site.signature]);
  std::vector<Known> parts;
  size_t operand = 0, constant = 4;
  std::string plain;
  const auto end_plain = [&] {
    if (plain.empty()) return;
    parts.push_back(just(plain));
    parts.back().values[0].place = {at.body, value.pc};
    plain.clear();
  };
  for (const char letter : *recipe) {
    if (letter == '\1') {
      end_plain();
      parts.push_back(operand < operands.size() && operand < types.size() ? spelled(operands[operand], types[operand]) : lost);
      ++operand;
    } else if (letter == '\2') {
      plain += text_at(constant++).value_or(std::string(1, hole));
    } else {
      plain += letter;
    }
  }
  end_plain();
  return join(parts);
}

} // namespace kinsafe
