// How many rows a query takes: see cardinality.h.
#include "calls/cardinality.h"

#include "calls/cursor_use.h"
#include "calls/origins.h"
#include "calls/selection.h"

#include <algorithm>
#include <map>
#include <set>

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

Shape shape_of(const Value &call, const MethodWords &words) {
  Shape shape;
  const std::vector<std::string_view> types = parameter_types(words.signature);
  const u32 shift = static_cast<InvokeKind>(call.detail) == InvokeKind::static_ ? 0 : 1;
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
  shape.gives_cursor = result_type(words.signature) == "Landroid/database/Cursor;";
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

class Finder {
public:
  Finder(Constants &constants, const ModelRows &rows, const Models &models) : constants_(constants), values_(constants.values()), rows_(rows), models_(models) {}

  ProviderReads run() {
    ProviderReads found;
    std::vector<Site> sites;
    for (const MethodId method : models_.queries)
      for (const Site &site : values_.xrefs().calls.of(method)) sites.push_back(site);
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
    return found;
  }

private:
  // All that is said of one call.
  struct Answer {
    std::vector<ProviderRead> reads; // in order of family and table
    Word unresolved;                 // empty: nothing is
  };

  static std::pair<BodyId, u32> place_of(const Site &site) { return {site.body, site.pc}; }

  Answer ask(const Site &site) {
    Answer answer;
    const std::optional<ValueAt> call = values_.at(site);
    if (!call) return answer; // no path leads there
    const MethodWords words = words_of(values_.program(), MethodId{values_.value(*call)->index});
    const Shape shape = shape_of(*values_.value(*call), words);
    const std::vector<ValueAt> operands = values_.operands(*call);
    if (shape.uri >= operands.size()) {
      answer.unresolved = "platform";
      return answer;
    }
    const std::vector<ValueAt> outer_through = std::exchange(through_, {});
    contexts_ = 0;
    std::vector<ValueAt> given{operands[shape.uri]};
    for (const u32 i : {shape.selection, shape.arguments, shape.bundle})
      if (i < operands.size()) given.push_back(operands[i]);
    in_contexts(given, 0, answer, [&] { judge(*call, shape, operands, answer); });
    through_ = outer_through;
    std::ranges::sort(answer.reads, {}, [](const ProviderRead &read) { return std::pair(read.family, read.table); });
    return answer;
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

  void judge(ValueAt call, const Shape &shape, const std::vector<ValueAt> &operands, Answer &answer) {
    const ValueAt uri = operands[shape.uri];
    const Known known = constants_.constants_of(uri);
    const Value &invoke = *values_.value(call);
    const auto add = [&](std::string_view family, std::string_view table, const Judgement &judgement, std::optional<Site> named) {
      ProviderRead read{{call.body, invoke.pc}, MethodId{invoke.index}, std::string(family), std::string(table), judgement.cardinality, judgement.reason, named, {}};
      for (auto site = through_.begin(); site != through_.end(); ++site) read.through.push_back({site->body, values_.value(*site)->pc});
      const auto same = std::ranges::find_if(answer.reads, [&](const ProviderRead &other) { return other.family == family && other.table == table; });
      if (same == answer.reads.end()) answer.reads.push_back(std::move(read));
      else if (read.cardinality > same->cardinality) *same = std::move(read);
    };
    bool is_open = !known.is_whole;
    Word reason = known.reason;
    for (const Constant &constant : known.values) {
      if (constant.kind != Constant::Kind::text) continue;
      if (const std::optional<ProviderMatch> match = match_provider(rows_, constant.text)) {
        const std::optional<Site> named = constant.place.body == BodyId{no_index} ? std::nullopt : std::optional(constant.place);
        add(match->family, match->table, judge_rows(call, shape, operands, constant.text, match->family), named);
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

  Judgement judge_rows(ValueAt call, const Shape &shape, const std::vector<ValueAt> &operands, const std::string &uri, std::string_view family) {
    if (const NarrowRow *narrow = match_narrow(rows_, uri)) {
      const Judgement by_uri = narrow->is_one ? Judgement{Cardinality::one, "item"} : Judgement{Cardinality::bounded, "filter"};
      if (!uri.contains(hole)) return by_uri;
      Judgement by_argument = judge_argument(origins_of(constants_, operands[shape.uri]), call, family);
      // Whatever is put in, it is one row; of which nobody knows only how often.
      if (by_argument.cardinality == Cardinality::unclear && !is_in_loop(values_, call)) return by_uri;
      return by_argument.cardinality == Cardinality::one ? by_uri : by_argument;
    }
    if (shape.is_stream) return {Cardinality::unclear, "uri"};

    SelectionReading reading;
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
      for (const Constant &constant : selection.values) {
        const SelectionReading one = constant.kind == Constant::Kind::text   ? read_selection(constant.text, columns)
                                     : constant.kind == Constant::Kind::null ? SelectionReading{}
                                                                             : SelectionReading{Narrowing::unclear, false, false};
        if (constant.text == std::string_view(&hole, 1)) narrowing = std::max(narrowing, Narrowing::unclear);
        else narrowing = std::max(narrowing, one.narrowing);
        takes_arguments |= one.takes_arguments;
        has_hole |= one.has_hole;
      }
      if (!selection.is_whole || selection.values.empty()) narrowing = std::max(narrowing, Narrowing::unclear);
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
      if (takes_arguments && shape.arguments < operands.size()) {
        const ConstantSet texts = constants_.text_arrays_of(operands[shape.arguments]);
        if (std::ranges::any_of(texts.texts, [](const std::string &text) { return is_empty_pattern(text); })) return judge_whole(call, shape, operands, uri);
      }
      const Origins origins = origins_put_in();
      const Judgement judgement = judge_argument(origins, call, family);
      if (judgement.cardinality == Cardinality::all || judgement.cardinality == Cardinality::bounded) return judgement;
      return origins.has_user() && !origins.unknown ? Judgement{Cardinality::bounded, "pattern"} : Judgement{Cardinality::unclear, "selection"};
    }
    case Narrowing::unclear: return {Cardinality::unclear, "selection"};
    case Narrowing::none: return judge_whole(call, shape, operands, uri);
    }
    return {Cardinality::unclear, "selection"};
  }

  // Nothing narrows it: what is read of the rows decides.
  Judgement judge_whole(ValueAt call, const Shape &shape, const std::vector<ValueAt> &operands, const std::string &uri) {
    if (uri.contains(hole)) return {Cardinality::unclear, "uri"};
    if (!shape.gives_cursor) return {Cardinality::all, "whole"}; // a loader: all its rows come later
    const bool in_loop = is_in_loop(values_, call);
    if (!in_loop && shape.sort < operands.size()) {
      const ConstantSet sort = constants_.texts_of(operands[shape.sort]);
      if (sort.is_whole && sort.texts.size() == 1 && !sort.may_be_null && ends_with_limit_of_one(sort.texts[0])) return {Cardinality::bounded, "limit"};
    }
    switch (cursor_use(values_, call)) {
    case CursorUse::all: return {Cardinality::all, "whole"};
    case CursorUse::first: {
      // The first of ever other rows, in rounds, may be all of them.
      const auto is_null = [&](u32 i) {
        if (i >= operands.size()) return true;
        const Known known = constants_.constants_of(operands[i]);
        return known.is_whole && std::ranges::all_of(known.values, [](const Constant &constant) { return !constant.text.contains(hole); });
      };
      if (in_loop && !(is_null(shape.selection) && is_null(shape.sort) && is_null(shape.arguments))) return {Cardinality::unclear, "loop"};
      return {Cardinality::one, "first"};
    }
    case CursorUse::counted: return {Cardinality::unclear, "counted"};
    case CursorUse::unread: return {Cardinality::unclear, "unread"};
    }
    return {Cardinality::unclear, "loop"};
  }

  static bool ends_with_limit_of_one(std::string text) {
    for (char &letter : text)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 32);
    const size_t at = text.rfind("limit");
    if (at == std::string::npos) return false;
    const size_t number = text.find_first_not_of(' ', at + 5);
    return number != std::string::npos && text.substr(number) == "1";
  }

  // A query of one row by a value that comes from there: what all its rounds take.
  Judgement judge_argument(const Origins &origins, ValueAt call, std::string_view family) {
    Judgement judgement;
    const bool in_loop = is_in_loop(values_, call);
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
      const bool is_query = value && value->op == Op::invoke && static_cast<InvokeKind>(value->detail) != InvokeKind::custom &&
                            std::ranges::binary_search(models_.queries, MethodId{value->index});
      if (!is_query || nested_ >= most_nested) {
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
  std::vector<ValueAt> through_; // calls to which parameters are bound
  size_t contexts_ = 0;
  unsigned nested_ = 0;
};

} // namespace

ProviderReads find_provider_reads(Constants &constants, const ModelRows &rows, const Models &models) { return Finder(constants, rows, models).run(); }

} // namespace kinsafe
