// How many rows a query takes: see cardinality.h.
#include "calls/cardinality.h"

#include "calls/cursor_use.h"
#include "calls/origins.h"
#include "calls/reflection.h"
#include "calls/rounds.h"
#include "calls/selection.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

namespace kinsafe {
namespace {

constexpr unsigned most_hand_ins = 3;   // calls by which a URI is handed in
constexpr size_t most_contexts = 48;    // ways to come to a query that are told apart
constexpr unsigned most_nested = 3;     // queries whose rows lead to the next
constexpr size_t most_values = 400;     // of a method, between a parameter and the query

u32 raw(auto id) { return static_cast<u32>(id); }

// Where a call takes what; as indices of operands, no_index: not at all.
struct Shape {
  u32 uri = no_index, selection = no_index, arguments = no_index, sort = no_index, bundle = no_index;
  bool gives_cursor = false; // else a stream of bytes, or the rows come later
  bool is_stream = false;
};

Shape shape_of(std::string_view signature, u32 shift) {
  Shape shape;
  const std::vector<std::string_view> types = parameter_types(signature);
  const auto type = [&](u32 i) { return i < types.size() ? types[i] : std::string_view(); };
  for (u32 i = 0; i < types.size() && shape.uri == no_index; ++i)
    if (types[i] == "Landroid/net/Uri;") shape.uri = i + shift;
  if (shape.uri == no_index) return shape;
  const u32 next = shape.uri - shift + 1;
  if (type(next) == "[Ljava/lang/String;" && type(next + 1) == "Ljava/lang/String;") {
    shape.selection = next + 1 + shift;
    if (type(next + 2) == "[Ljava/lang/String;") shape.arguments = next + 2 + shift;
    if (type(next + 3) == "Ljava/lang/String;") shape.sort = next + 3 + shift;
  } else if (type(next + 1) == "Landroid/os/Bundle;") {
    shape.bundle = next + 1 + shift;
  }
  shape.gives_cursor = result_type(signature) == "Landroid/database/Cursor;";
  shape.is_stream = !shape.gives_cursor && shape.selection == no_index && shape.bundle == no_index;
  return shape;
}

struct Judgement {
  Cardinality cardinality = Cardinality::one;
  Word reason;
};
// The wider of two.
void widen(Judgement &to, const Judgement &by) {
  if (by.cardinality > to.cardinality || to.reason.empty()) to = by;
}

// How many rows an order, or the parameters of a URI, let through.
enum class Limit : u8 { none, few, unclear };

Limit limit_of_number(std::string_view text) {
  i64 count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) return Limit::unclear;
  return count < 0 || count > most_few ? Limit::none : Limit::few; // SQLite: a negative one is none
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "name LIMIT 5", "name LIMIT 5 OFFSET 10", "name LIMIT 10, 5"
Limit limit_of_sort(std::string text) {
  for (char &letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 32);
  const size_t at = text.rfind("limit");
  if (at == std::string::npos || (at > 0 && text[at - 1] != ' ' && text[at - 1] != ')' && text[at - 1] != hole) || at + 5 >= text.size()) return Limit::none;
  std::string_view number = std::string_view(text).substr(at + 5);
  if (number.front() != ' ' && number.front() != hole) return Limit::none; // a longer name
  if (const size_t comma = number.find(','); comma != std::string_view::npos) number.remove_prefix(comma + 1);
  else number = number.substr(0, number.find(" offset"));
  return limit_of_number(trimmed(number));
}

// ContactsContract.LIMIT_PARAM_KEY, CallLog.Calls.LIMIT_PARAM_KEY
Limit limit_of_uri(std::string_view uri) {
  const size_t query = uri.find('?');
  if (query == std::string_view::npos) return Limit::none;
  for (size_t at = query; at != std::string_view::npos; at = uri.find('&', at + 1)) {
    std::string_view part = uri.substr(at + 1);
    part = part.substr(0, part.find('&'));
    if (part.starts_with("limit=")) return limit_of_number(part.substr(6));
  }
  return Limit::none;
}

class Finder {
public:
  Finder(Constants &constants, const ModelRows &rows, const Models &models) : constants_(constants), values_(constants.values()), rows_(rows), models_(models) {}

  ProviderReads run() {
    ProviderReads found;
    find_calls_by_name();
    std::vector<Site> sites;
    for (const MethodId method : models_.queries)
      for (const Site &site : values_.xrefs().calls.of(method)) sites.push_back(site);
    for (const ValueAt &call : by_name_) sites.push_back({call.body, values_.value(call)->pc});
    std::ranges::sort(sites, {}, place_of);
    for (const Site &site : sites) {
      if (!values_.body(site.body)) {
        found.unread.push_back(site);
        continue;
      }
      const Answer answer = ask(site);
      for (const ProviderRead &read : answer.reads) found.reads.push_back(read);
      if (!answer.unresolved.empty()) found.unresolved.push_back({site, answer.unresolved});
    }
    for (size_t i = 0; i < rows_.items.size(); ++i)
      for (const MethodId method : models_.items[i].methods)
        for (const Site &site : values_.xrefs().calls.of(method)) add_item(rows_.items[i], method, site, found.reads);
    std::ranges::stable_sort(found.reads, {}, [](const ProviderRead &read) { return std::tie(read.site.body, read.site.pc, read.family, read.table); });
    return found;
  }

private:
  // All that is said of one call.
  struct Answer {
    std::vector<ProviderRead> reads; // in order of family and table
    Word unresolved;                 // empty: nothing is
  };

  static std::pair<BodyId, u32> place_of(const Site &site) { return {site.body, site.pc}; }

  // A method that reads one row: that which its URI names.
  void add_item(const ItemRow &row, MethodId method, const Site &site, std::vector<ProviderRead> &reads) {
    const MethodWords words = words_of(values_.program(), method);
    const auto add = [&](const Judgement &judgement) {
      reads.push_back({site, std::string(words.owner).append("->").append(words.name), row.family, row.table, judgement.cardinality, judgement.reason, {}, {}});
    };
    if (!values_.body(site.body)) return add({Cardinality::unclear, "uri"});
    const std::optional<ValueAt> call = values_.at(site);
    if (!call) return; // no path leads there
    const std::vector<ValueAt> operands = values_.operands(*call);
    const u32 uri = shape_of(words.signature, static_cast<InvokeKind>(values_.value(*call)->detail) == InvokeKind::static_ ? 0 : 1).uri;
    const Judgement one{Cardinality::one, "item"};
    add(uri < operands.size() ? judge_named_row(one, operands[uri], *call, row.family) : one);
  }

  // Calls of Method.invoke that may be of a query.
  void find_calls_by_name() {
    const Program &program = values_.program();
    const std::optional<TypeId> owner = find_type(program, "Ljava/lang/reflect/Method;");
    std::vector<BodyId> naming; // methods with the name of a query in them
    for (const ModelName &query : rows_.queries)
      if (const std::optional<StringId> name = owner ? find_string(program, query.name) : std::nullopt)
        for (const Site &site : values_.xrefs().strings.of(*name)) naming.push_back(site.body);
    std::ranges::sort(naming);
    for (u32 i = 0; owner && i < program.methods.size(); ++i) {
      if (program.methods[MethodId{i}].owner != *owner || program.strings[program.methods[MethodId{i}].name] != "invoke") continue;
      for (const Site &site : values_.xrefs().calls.of(MethodId{i})) {
        // Of code that nothing reaches only what stands beside the call.
        const bool is_near = !values_.may_run(site.body);
        if (is_near && !std::ranges::binary_search(naming, site.body)) continue;
        const std::optional<ValueAt> call = values_.at(site);
        if (!call || values_.operands(*call).size() != 3) continue;
        const Members members = constants_.members_of(values_.operands(*call)[0], is_near);
        if (std::ranges::any_of(members.named, [&](const Members::Named &named) { return is_query(named); })) by_name_.insert(*call);
      }
    }
  }
  // Of a class of the platform. What app code of that name does is seen there.
  bool is_query(const Members::Named &named) const {
    if (const std::optional<TypeId> type = find_type(values_.program(), named.owner); type && values_.is_of_app(*type)) return false;
    return std::ranges::any_of(rows_.queries, [&](const ModelName &row) { return row.owner == named.owner && row.name == named.name && !named.name.starts_with('<'); });
  }
  bool is_query(ValueAt call) const {
    const Value *value = values_.value(call);
    if (!value || value->op != Op::invoke || static_cast<InvokeKind>(value->detail) == InvokeKind::custom) return false;
    return by_name_.contains(call) || std::ranges::binary_search(models_.queries, MethodId{value->index});
  }

  Answer ask(const Site &site) {
    Answer answer;
    const std::optional<ValueAt> call = values_.at(site);
    if (!call) return answer; // no path leads there
    const std::vector<ValueAt> operands = values_.operands(*call);
    const std::vector<ValueAt> outer_through = std::exchange(through_, {});
    contexts_ = 0;
    if (by_name_.contains(*call)) {
      in_contexts({operands[0], operands[2]}, 0, answer, [&] { ask_by_name(*call, operands, answer); });
    } else {
      const MethodWords words = words_of(values_.program(), MethodId{values_.value(*call)->index});
      const u32 shift = static_cast<InvokeKind>(values_.value(*call)->detail) == InvokeKind::static_ ? 0 : 1;
      ask_with({*call, std::string(words.owner).append("->").append(words.name)}, shape_of(words.signature, shift), operands, answer);
    }
    through_ = outer_through;
    std::ranges::sort(answer.reads, {}, [](const ProviderRead &read) { return std::pair(read.family, read.table); });
    return answer;
  }

  // A call, and what it calls.
  struct Query {
    ValueAt call;
    std::string called;
  };

  void ask_with(const Query &query, const Shape &shape, const std::vector<ValueAt> &operands, Answer &answer) {
    if (shape.uri >= operands.size()) {
      answer.unresolved = "platform";
      return;
    }
    std::vector<ValueAt> given{operands[shape.uri]};
    for (const u32 i : {shape.selection, shape.arguments, shape.bundle})
      if (i < operands.size()) given.push_back(operands[i]);
    in_contexts(given, 0, answer, [&] { judge(query, shape, operands, answer); });
  }

  // Method.invoke(object, arguments), as a call of each query that it may be.
  void ask_by_name(ValueAt call, const std::vector<ValueAt> &invoked, Answer &answer) {
    const auto slots = constants_.slots_of(invoked[2]);
    for (const Members::Named &named : constants_.members_of(invoked[0]).named) {
      if (!is_query(named)) continue;
      const auto types = named.parameters ? types_in(constants_, *named.parameters) : std::nullopt;
      if (!types || !slots || types->size() != slots->size() || is_among(*types, "")) {
        answer.unresolved = "array";
        continue;
      }
      std::string signature = "(";
      for (const std::string &type : *types) signature += type;
      signature += named.name == "query" ? ")Landroid/database/Cursor;" : ")V";
      Shape shape = shape_of(signature, 1);
      std::vector<ValueAt> operands{invoked[1]};
      operands.insert(operands.end(), slots->begin(), slots->end());
      for (u32 *const place : {&shape.uri, &shape.selection, &shape.arguments, &shape.sort, &shape.bundle})
        if (*place < operands.size() && operands[*place].value == no_value) *place = no_index; // nothing is put there: null
      ask_with({call, named.owner + "->" + named.name}, shape, operands, answer);
    }
  }

  // Judges once for each way by which arguments are handed in, so that one call's URI does not meet another's selection.
  template <class Judge>
  void in_contexts(const std::vector<ValueAt> &given, unsigned depth, Answer &answer, const Judge &judge_here) {
    const std::set<u32> parameters = parameters_behind(given);
    const BodyId body = given[0].body;
    const CallSites callers = parameters.empty() || values_.bound(body) ? CallSites{} : values_.callers(body);
    if (parameters.empty() || callers.sites.empty() || depth >= most_hand_ins || contexts_ + callers.sites.size() > most_contexts) return judge_here();
    contexts_ += callers.sites.size();
    for (const Site &site : callers.sites) {
      const std::optional<ValueAt> call = values_.at(site);
      if (!call || values_.value(*call)->op != Op::invoke) continue;
      std::vector<ValueAt> outer;
      const std::vector<ValueAt> operands = values_.operands(*call);
      for (const u32 position : parameters)
        if (position < operands.size()) outer.push_back(operands[position]);
      values_.bind(body, site);
      through_.push_back(*call);
      if (outer.empty()) judge_here();
      else in_contexts(outer, depth + 1, answer, judge_here);
      through_.pop_back();
      values_.unbind();
    }
  }

  // Parameters of the method, `this` left out, that the values are made of.
  std::set<u32> parameters_behind(const std::vector<ValueAt> &given) {
    std::set<u32> positions;
    std::set<ValueAt> seen(given.begin(), given.end());
    std::vector<ValueAt> open = given;
    while (!open.empty() && seen.size() < most_values) {
      const ValueAt at = open.back();
      open.pop_back();
      const Value *value = values_.value(at);
      if (!value) continue;
      const bool is_static = (values_.program().bodies[at.body].access_flags & 0x8) != 0;
      if (value->op == Op::parameter && (is_static || value->index > 0)) positions.insert(value->index);
      std::vector<ValueAt> next = values_.operands(at);
      if (value->op == Op::new_array)
        for (const ValueAt user : values_.users(at))
          if (values_.value(user)->op == Op::array_put) next.push_back(values_.operands(user)[2]);
      for (const ValueAt operand : next)
        if (operand.value != no_value && seen.insert(operand).second) open.push_back(operand);
    }
    return positions;
  }

  void judge(const Query &query, const Shape &shape, const std::vector<ValueAt> &operands, Answer &answer) {
    const ValueAt call = query.call;
    const ValueAt uri = operands[shape.uri];
    const Known known = constants_.constants_of(uri);
    const Site site{call.body, values_.value(call)->pc};
    const auto add = [&](std::string_view family, std::string_view table, const Judgement &judgement, std::optional<Site> named) {
      ProviderRead read{site, query.called, std::string(family), std::string(table), judgement.cardinality, judgement.reason, named, {}};
      for (const ValueAt outer : through_) read.through.push_back({outer.body, values_.value(outer)->pc});
      const auto same = std::ranges::find_if(answer.reads, [&](const ProviderRead &other) { return other.family == family && other.table == table; });
      if (same == answer.reads.end()) answer.reads.push_back(std::move(read));
      else if (read.cardinality > same->cardinality) *same = std::move(read);
    };
    bool is_open = !known.is_whole;
    Word reason = known.reason;
    // Of several URIs nobody knows which of the selections goes with which.
    const bool is_mixed = is_open || std::ranges::count_if(known.values, [](const Constant &constant) { return constant.kind != Constant::Kind::null; }) > 1;
    for (const Constant &constant : known.values) {
      if (constant.kind != Constant::Kind::text) continue;
      if (const std::optional<ProviderMatch> match = match_provider(rows_, constant.text)) {
        const std::optional<Site> named = constant.place.body == BodyId{no_index} ? std::nullopt : std::optional(constant.place);
        add(match->family, match->table, judge_rows(call, shape, operands, constant.text, match->family, is_mixed), named);
      } else if (constant.text.substr(0, std::string_view("content://x").size()).contains(hole)) {
        is_open = true;
        reason = "result";
      }
    }
    if (!is_open) return;
    const Origins origins = origins_of(constants_, uri);
    if (origins.picked) {
      Judgement judgement{Cardinality::one, "picked"};
      if (!origins.rows.empty()) widen(judgement, judge_argument(origins, call, ""));
      add("", "", judgement, std::nullopt);
    }
    if (!origins.picked || origins.unknown) answer.unresolved = reason.empty() ? Word("result") : reason;
  }

  // Whatever is put in, it is what `by_uri` says; of which nobody knows only how often.
  Judgement judge_named_row(const Judgement &by_uri, ValueAt named, ValueAt call, std::string_view family) {
    const Judgement by_argument = judge_argument(origins_of(constants_, named), call, family);
    if (by_argument.cardinality == Cardinality::unclear && !runs_in_loop(values_, call)) return by_uri;
    return by_argument.cardinality == Cardinality::one ? by_uri : by_argument;
  }

  Judgement judge_rows(ValueAt call, const Shape &shape, const std::vector<ValueAt> &operands, const std::string &uri, std::string_view family, bool is_mixed) {
    const NarrowRow *narrow = match_narrow(rows_, uri);
    const bool is_book = narrow && narrow->takes == NarrowRow::Takes::book;
    if (narrow && !is_book) {
      const Judgement by_uri = narrow->takes == NarrowRow::Takes::one ? Judgement{Cardinality::one, "item"} : Judgement{Cardinality::bounded, "filter"};
      if (!uri.contains(hole)) return by_uri;
      return judge_named_row(by_uri, operands[shape.uri], call, family);
    }
    if (shape.is_stream) return {Cardinality::unclear, "uri"};

    if (shape.bundle < operands.size()) {
      const Known bundle = constants_.constants_of(operands[shape.bundle]);
      if (!bundle.is_whole || bundle.values.empty() || bundle.values[0].kind != Constant::Kind::null) return {Cardinality::unclear, "selection"};
    }
    bool takes_arguments = false, has_hole = false;
    Narrowing narrowing = Narrowing::one;
    if (shape.selection >= operands.size()) narrowing = Narrowing::none;
    else {
      const Known selection = constants_.constants_of(operands[shape.selection]);
      ColumnNames columns;
      for (const ColumnsRow &row : rows_.columns)
        if (row.family == family) {
          auto &names = row.is_key ? columns.keys : columns.wide;
          names.insert(names.end(), row.names.begin(), row.names.end());
        }
      bool is_whole_always = selection.is_whole && !selection.values.empty();
      for (const Constant &constant : selection.values) {
        SelectionReading one{constant.kind == Constant::Kind::null ? Narrowing::none : Narrowing::unclear, false, false};
        if (constant.kind == Constant::Kind::text && constant.text != std::string_view(&hole, 1)) {
          one = read_selection(constant.text, columns);
          if (one.takes_arguments && shape.arguments < operands.size()) one = read_selection(constant.text, columns, arguments_for(constant.text, operands[shape.arguments], is_mixed));
        }
        narrowing = std::max(narrowing, one.narrowing);
        is_whole_always &= one.narrowing == Narrowing::none;
        takes_arguments |= one.takes_arguments;
        has_hole |= one.has_hole;
      }
      if (!selection.is_whole || selection.values.empty()) narrowing = std::max(narrowing, Narrowing::unclear);
      if (is_mixed && narrowing == Narrowing::none && !is_whole_always) narrowing = Narrowing::unclear;
    }
    const auto origins_put_in = [&] {
      Origins origins;
      if (has_hole) origins = origins_of(constants_, operands[shape.selection]);
      if (takes_arguments && shape.arguments < operands.size()) {
        const Origins more = origins_of(constants_, operands[shape.arguments]);
        origins.picked |= more.picked;
        origins.given |= more.given;
        origins.typed |= more.typed;
        origins.handed |= more.handed;
        origins.constant |= more.constant;
        origins.unknown |= more.unknown;
        origins.rows.insert(origins.rows.end(), more.rows.begin(), more.rows.end());
      }
      return origins;
    };
    switch (narrowing) {
    case Narrowing::one: {
      if (!takes_arguments && !has_hole) return {Cardinality::one, "key"};
      return judge_argument(origins_put_in(), call, family);
    }
    case Narrowing::pattern: {
      const Origins origins = origins_put_in();
      const Judgement judgement = judge_argument(origins, call, family);
      if (judgement.cardinality == Cardinality::all || judgement.cardinality == Cardinality::bounded) return judgement;
      return origins.has_user() && !origins.unknown ? Judgement{Cardinality::bounded, "pattern"} : Judgement{Cardinality::unclear, "selection"};
    }
    case Narrowing::unclear: return {Cardinality::unclear, "selection"};
    case Narrowing::none:
      if ((is_book ? std::string_view(uri).substr(std::min(uri.find('?'), uri.size())) : std::string_view(uri)).contains(hole)) return {Cardinality::unclear, "uri"};
      return judge_whole(call, shape, operands, uri, is_mixed);
    }
    return {Cardinality::unclear, "selection"};
  }

  // What is put in for each "?" of the selection. Of several texts that may be, one that lets everything through counts, unless
  // the others may be those that go with this URI.
  std::vector<std::optional<std::string>> arguments_for(std::string_view selection, ValueAt array, bool is_mixed) {
    const auto choose = [&](const ConstantSet &texts) -> std::optional<std::string> {
      const bool is_certain = texts.is_whole && texts.texts.size() == 1 && !texts.may_be_null;
      if (is_certain && !texts.texts[0].contains(hole)) return texts.texts[0];
      if (!is_mixed)
        for (const std::string &text : texts.texts)
          if (is_empty_pattern(text)) return text;
      return std::nullopt;
    };
    std::vector<std::optional<std::string>> arguments;
    if (const auto slots = constants_.slots_of(array)) {
      for (const ValueAt slot : *slots) arguments.push_back(slot.value == no_value ? std::nullopt : choose(constants_.texts_of(slot)));
    } else if (std::ranges::count(selection, '?') == 1) { // which place is whose is not known
      arguments.push_back(choose(constants_.text_arrays_of(array)));
    }
    return arguments;
  }

  Limit limit_of(const Shape &shape, const std::vector<ValueAt> &operands, const std::string &uri, bool is_mixed) {
    if (const Limit limit = limit_of_uri(uri); limit != Limit::none) return limit;
    if (shape.sort >= operands.size()) return Limit::none;
    const ConstantSet sort = constants_.texts_of(operands[shape.sort]);
    bool is_limited = false, is_unlimited = sort.may_be_null, is_certain = sort.is_whole;
    for (const std::string &text : sort.texts) {
      const Limit limit = limit_of_sort(text);
      (limit == Limit::none ? is_unlimited : is_limited) = true;
      is_certain &= limit == Limit::few;
    }
    if (!is_limited || (is_unlimited && !is_mixed)) return Limit::none;
    return is_certain && !is_unlimited ? Limit::few : Limit::unclear;
  }

  // Nothing narrows it: what is read of the rows decides.
  Judgement judge_whole(ValueAt call, const Shape &shape, const std::vector<ValueAt> &operands, const std::string &uri, bool is_mixed) {
    const bool in_loop = runs_in_loop(values_, call);
    // The first few of ever other rows, in rounds, may be all of them.
    const auto first_of_all = [&](const Judgement &judgement) -> Judgement {
      const bool are_same = std::ranges::all_of(std::array{shape.selection, shape.sort, shape.arguments}, [&](u32 i) {
        if (i >= operands.size()) return true;
        const Known known = constants_.constants_of(operands[i]);
        return known.is_whole && std::ranges::none_of(known.values, [](const Constant &constant) { return constant.text.contains(hole); });
      });
      return in_loop && !are_same ? Judgement{Cardinality::unclear, "loop"} : judgement;
    };
    const CursorUse use = shape.gives_cursor ? cursor_use(constants_, call) : CursorUse::all; // a loader: all its rows come later
    if (use != CursorUse::first) {
      const Limit limit = limit_of(shape, operands, uri, is_mixed);
      if (limit == Limit::few) return first_of_all({Cardinality::bounded, "limit"});
      if (limit == Limit::unclear) return {Cardinality::unclear, "limit"};
    }
    switch (use) {
    case CursorUse::all: return {Cardinality::all, "whole"};
    case CursorUse::few: return first_of_all({Cardinality::bounded, "limit"});
    case CursorUse::first: return first_of_all({Cardinality::one, "first"});
    case CursorUse::unclear: return {Cardinality::unclear, "loop"};
    case CursorUse::counted: return {Cardinality::unclear, "counted"};
    case CursorUse::unread: return {Cardinality::unclear, "unread"};
    }
    return {Cardinality::unclear, "loop"};
  }

  // A query of one row by a value that comes from there: what all its rounds take.
  Judgement judge_argument(const Origins &origins, ValueAt call, std::string_view family) {
    Judgement judgement;
    const bool in_loop = runs_in_loop(values_, call);
    if (origins.has_user()) widen(judgement, in_loop ? Judgement{Cardinality::bounded, "picked"} : Judgement{Cardinality::one, origins.picked ? "picked" : "key"});
    for (const ValueAt row : origins.rows) widen(judgement, judge_outer(row, family, in_loop));
    if (origins.constant && judgement.reason.empty() && !origins.unknown) judgement = {Cardinality::one, "key"};
    if (origins.unknown || judgement.reason.empty()) widen(judgement, {Cardinality::unclear, "argument"});
    return judgement;
  }

  // The value is a column of that row: of which query, and how many rows does that give?
  Judgement judge_outer(ValueAt row, std::string_view family, bool in_loop) {
    const std::vector<ValueAt> operands = values_.operands(row);
    const Sources cursors = values_.sources(operands[0]);
    Judgement judgement;
    for (const ValueAt source : cursors.values) {
      const Value *value = values_.value(source);
      if (value && value->kind == ValueKind::zero) continue;
      if (!is_query(source) || nested_ >= most_nested) {
        widen(judgement, in_loop ? Judgement{Cardinality::unclear, "argument"} : Judgement{Cardinality::one, "key"});
        continue;
      }
      ++nested_;
      const size_t contexts = contexts_;
      const Answer outer = ask({source.body, value->pc});
      contexts_ = contexts;
      --nested_;
      for (const ProviderRead &read : outer.reads) {
        if (read.cardinality == Cardinality::one || !in_loop) widen(judgement, {Cardinality::one, read.family.empty() ? "picked" : "key"});
        else if (!read.family.empty() && read.family != family) widen(judgement, {Cardinality::bounded, "other_rows"});
        else if (read.cardinality == Cardinality::bounded) widen(judgement, {Cardinality::bounded, read.reason});
        else widen(judgement, read.cardinality == Cardinality::all ? Judgement{Cardinality::all, "nested"} : Judgement{Cardinality::unclear, "argument"});
      }
      if (outer.reads.empty()) widen(judgement, in_loop ? Judgement{Cardinality::unclear, "argument"} : Judgement{Cardinality::one, "key"});
    }
    if (!cursors.is_whole && in_loop) widen(judgement, {Cardinality::unclear, "argument"});
    if (judgement.reason.empty()) judgement = {Cardinality::unclear, "argument"};
    return judgement;
  }

  Constants &constants_;
  Values &values_;
  const ModelRows &rows_;
  const Models &models_;
  std::set<ValueAt> by_name_;    // calls of Method.invoke that may be of a query
  std::vector<ValueAt> through_; // calls to which parameters are bound
  size_t contexts_ = 0;
  unsigned nested_ = 0;
};

} // namespace

ProviderReads find_provider_reads(Constants &constants, const ModelRows &rows, const Models &models) { return Finder(constants, rows, models).run(); }

} // namespace kinsafe
