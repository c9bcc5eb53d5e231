// Reads model rows, and resolves them against the tables of a program.
#include "models/models.h"

#include "base/strings.h"
#include "models/asking.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace kinsafe {
namespace {

// "Lowner;->name(parameters)" or "Lowner;->name"; nothing if it is neither.
std::optional<ModelName> parse_member(std::string_view text) {
  const size_t arrow = text.find(";->");
  if (arrow == std::string_view::npos) return std::nullopt;
  ModelName member;
  member.owner = text.substr(0, arrow + 1);
  if (member.owner == "*;") member.owner = "*";
  text.remove_prefix(arrow + 3);
  const size_t open = text.find('(');
  member.name = text.substr(0, open);
  member.is_method = open != std::string_view::npos;
  if (member.name.empty() || (member.is_method && text.back() != ')')) return std::nullopt;
  if (member.is_method) member.parameters = text.substr(open + 1, text.size() - open - 2);
  return member;
}

} // namespace

std::optional<ModelName> parse_method(std::string_view text) {
  std::optional<ModelName> member = parse_member(text);
  return member && member->is_method ? member : std::nullopt;
}

namespace {

// Anything that is no member is a literal.
ModelName parse_name(std::string_view text) {
  ModelName literal;
  literal.text = text;
  return parse_member(text).value_or(literal);
}

std::optional<u32> level_of(std::string_view text) {
  u32 level = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), level);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(level) : std::nullopt;
}

// implied PERMISSION by OTHER, implied PERMISSION by OTHER below LEVEL
bool add_implied(ModelRows &rows, const std::vector<std::string_view> &words) {
  if ((words.size() != 4 && words.size() != 6) || words[2] != "by") return false;
  ImpliedRow row{std::string(words[1]), std::string(words[3])};
  if (words.size() == 6) {
    const std::optional<u32> level = level_of(words[5]);
    if (words[4] != "below" || !level) return false;
    row.below_target = *level;
  }
  rows.implied_permissions.push_back(std::move(row));
  return true;
}

// reads FAMILY MEMBER [TABLE] [if MEMBER or "literal"] [unless MEMBER or "literal"]
bool add_read(ModelRows &rows, std::vector<std::string_view> words) {
  ReadRow row;
  const auto take = [&](std::string_view keyword, std::optional<ModelName> &name) {
    if (words.size() < 5 || words[words.size() - 2] != keyword) return;
    name = parse_name(words.back());
    words.resize(words.size() - 2);
  };
  take("unless", row.exception);
  take("if", row.condition);
  const std::optional<ModelName> member = words.size() == 3 || words.size() == 4 ? parse_member(words[2]) : std::nullopt;
  if (!member) return false;
  row.family = words[1];
  row.member = *member;
  if (words.size() == 4) row.table = words[3];
  rows.reads.push_back(std::move(row));
  return true;
}

// needs PERMISSION METHOD, needs PERMISSION "literal", needs PERMISSION provider FAMILY
bool add_need(ModelRows &rows, const std::vector<std::string_view> &words) {
  NeedRow row;
  if (words.size() == 4 && words[2] == "provider") row.family = words[3];
  else if (words.size() == 3) row.what = parse_name(words[2]);
  else return false;
  row.permission = words[1];
  rows.needs.push_back(std::move(row));
  return true;
}

// phrase USE VALUE LANGUAGE "text"...
bool add_phrases(ModelRows &rows, const std::vector<std::string_view> &words) {
  constexpr std::pair<std::string_view, PhraseUse> uses[] = {
      {"lending", PhraseUse::lending}, {"business", PhraseUse::business}, {"lender", PhraseUse::lender}, {"lender_name", PhraseUse::lender_name},
      {"token", PhraseUse::token},     {"subject", PhraseUse::subject},   {"asking", PhraseUse::asking}, {"field", PhraseUse::field}};
  if (words.size() < 5) return false;
  const auto use = std::ranges::find(uses, words[1], [](const auto &pair) { return pair.first; });
  if (use == std::end(uses)) return false;
  PhraseRow row{use->second, std::string(words[2]), std::string(words[3]), {}};
  for (const std::string_view text : std::span(words).subspan(4)) {
    if (text.size() < 3) return false; // shorter ones would be found everywhere
    row.texts.emplace_back(text);
  }
  rows.phrases.push_back(std::move(row));
  return true;
}

bool is_moment(std::string_view word) {
  constexpr std::string_view moments[] = {"start", "open", "resume", "feature", "timer", "background", "web", "caller", "unknown"};
  return std::ranges::find(moments, word) != std::end(moments);
}

// runs METHOD MOMENT
bool add_runs(ModelRows &rows, const std::vector<std::string_view> &words) {
  std::optional<ModelName> method = words.size() == 3 && is_moment(words[2]) ? parse_method(words[1]) : std::nullopt;
  if (method) rows.runs.push_back({std::move(*method), std::string(words[2])});
  return method.has_value();
}

// calls METHOD this|argN|any -> METHOD [MOMENT]
bool add_hand_off(ModelRows &rows, const std::vector<std::string_view> &words) {
  if (words.size() < 5 || words.size() > 6 || words[3] != "->" || (words.size() == 6 && !is_moment(words[5]))) return false;
  std::optional<ModelName> method = parse_method(words[1]), target = parse_method(words[4]);
  std::optional<u32> argument;
  if (words[2] == "this") argument = 0;
  else if (words[2] == "any") argument = HandOffRow::any;
  else if (words[2].starts_with("arg")) argument = level_of(words[2].substr(3));
  if (!method || !target || !argument || *argument > HandOffRow::any) return false;
  rows.hand_offs.push_back({std::move(*method), static_cast<u8>(*argument), std::move(*target), std::string(words.size() == 6 ? words[5] : "caller")});
  return true;
}

// annotated ANNOTATION MOMENT [by METHOD]
bool add_annotated(ModelRows &rows, const std::vector<std::string_view> &words) {
  if ((words.size() != 3 && words.size() != 5) || !words[1].ends_with(';') || !is_moment(words[2])) return false;
  AnnotatedRow row{std::string(words[1]), std::string(words[2]), {}};
  if (words.size() == 5) row.by = words[3] == "by" ? parse_method(words[4]) : std::nullopt;
  if (words.size() == 5 && !row.by) return false;
  rows.annotated.push_back(std::move(row));
  return true;
}

// Adds one row; the sentence says what is wrong with it, "" if nothing.
std::string_view add_row(ModelRows &rows, const std::vector<std::string_view> &words) {
  const std::string_view kind = words[0];
  if (kind == "provider") {
    if (words.size() != 3 || !words[2].starts_with("content://")) return "write: provider FAMILY \"content://AUTHORITY\"";
    rows.providers.push_back({std::string(words[1]), std::string(words[2])});
  } else if (kind == "constant") {
    std::optional<ModelName> member = words.size() == 3 ? parse_member(words[1]) : std::nullopt;
    if (!member) return "write: constant Lclass;->FIELD or Lclass;->method(PARAMETERS or *) \"value\"";
    rows.constants.push_back({std::move(*member), std::string(words[2])});
  } else if (kind == "narrow") {
    constexpr std::string_view takes[] = {"one", "bounded", "book"};
    const auto which = words.size() == 3 ? std::ranges::find(takes, words[1]) : std::end(takes);
    if (which == std::end(takes) || !words[2].starts_with("content://")) return "write: narrow one|bounded|book \"content://AUTHORITY/PATH\"";
    rows.narrow.push_back({std::string(words[2]), static_cast<NarrowRow::Takes>(which - std::begin(takes))});
  } else if (kind == "columns") {
    const bool is_key = words.size() > 3 && words[2] == "key";
    if (words.size() < 4 || (!is_key && words[2] != "wide")) return "write: columns FAMILY key|wide COLUMN...";
    rows.columns.push_back({std::string(words[1]), is_key, {words.begin() + 3, words.end()}});
  } else if (kind == "query") {
    std::optional<ModelName> method = words.size() == 2 ? parse_method(words[1]) : std::nullopt;
    if (!method) return "write: query Lclass;->method(PARAMETERS or *)";
    rows.queries.push_back(std::move(*method));
  } else if (kind == "reads") {
    if (!add_read(rows, words)) return "write: reads FAMILY Lclass;->method(PARAMETERS or *) or Lclass;->FIELD [TABLE] [if such or \"literal\"] [unless such or \"literal\"]";
  } else if (kind == "item") {
    std::optional<ModelName> method = words.size() == 4 ? parse_method(words[2]) : std::nullopt;
    if (!method) return "write: item FAMILY Lclass;->method(PARAMETERS or *) TABLE";
    rows.items.push_back({std::string(words[1]), std::move(*method), std::string(words[3])});
  } else if (kind == "picks") {
    if (words.size() != 3 || !words[2].contains('/')) return "write: picks FAMILY \"MIME/TYPE\"";
    rows.picks.push_back({std::string(words[1]), parse_name(words[2])});
  } else if (kind == "needs") {
    if (!add_need(rows, words)) return "write: needs PERMISSION Lclass;->method(PARAMETERS or *), or \"literal\", or provider FAMILY";
  } else if (kind == "all_needs") {
    if (words.size() != 2) return "write: all_needs PERMISSION";
    rows.all_needs.emplace_back(words[1]);
  } else if (kind == "client") {
    std::optional<ModelName> method = words.size() == 3 ? parse_method(words[2]) : std::nullopt;
    if (!method) return "write: client NAME Lclass;->method(PARAMETERS or *)";
    rows.clients.push_back({std::string(words[1]), std::move(*method)});
  } else if (kind == "request") {
    if (words.size() < 3 || words.size() > 4 || !words[2].ends_with(';')) return "write: request CLIENT Lannotation; [VERB]";
    rows.requests.push_back({std::string(words[1]), std::string(words[2]), std::string(words.size() == 4 ? words[3] : "")});
  } else if (kind == "opaque") {
    std::optional<ModelName> method = words.size() == 2 ? parse_method(words[1]) : std::nullopt;
    if (!method) return "write: opaque Lclass;->method(PARAMETERS or *)";
    rows.opaque.push_back(std::move(*method));
  } else if (kind == "special") {
    if (words.size() != 2) return "write: special PERMISSION";
    rows.special_permissions.emplace_back(words[1]);
  } else if (kind == "implied") {
    if (!add_implied(rows, words)) return "write: implied PERMISSION by PERMISSION or * [below API_LEVEL]";
  } else if (kind == "phrase") {
    if (!add_phrases(rows, words))
      return "write: phrase lending|business|lender|lender_name|token|subject|asking|field VALUE LANGUAGE \"text of three bytes or more\"...";
  } else if (kind == "runs") {
    if (!add_runs(rows, words)) return "write: runs Lclass;->method(PARAMETERS or *) start|open|resume|feature|timer|background|web|caller|unknown";
  } else if (kind == "calls") {
    if (!add_hand_off(rows, words)) return "write: calls Lclass;->method(PARAMETERS or *) this|argN|any -> Lclass;->method(PARAMETERS or *) [MOMENT]";
  } else if (kind == "made") {
    if (words.size() != 2 || !words[1].ends_with(';')) return "write: made Lclass;";
    rows.made.push_back({std::string(words[1])});
  } else if (kind == "own") {
    std::optional<ModelName> method = words.size() == 2 ? parse_method(words[1]) : std::nullopt;
    if (!method) return "write: own Lclass;->method(PARAMETERS or *)";
    rows.own.push_back({std::move(*method)});
  } else if (kind == "screen") {
    if (words.size() != 2 || !words[1].ends_with(';')) return "write: screen Lclass;";
    rows.screens.push_back({std::string(words[1])});
  } else if (kind == "annotated") {
    if (!add_annotated(rows, words)) return "write: annotated Lannotation; MOMENT [by Lclass;->method(PARAMETERS or *)]";
  } else if (kind == "not_endpoint") {
    if (words.size() < 2 || words.size() > 3) return "write: not_endpoint HOST [/PATH]";
    rows.not_endpoints.push_back({std::string(words[1]), std::string(words.size() == 3 ? words[2] : "")});
  } else {
    return "unknown kind of row";
  }
  return {};
}

// The class itself and then its ancestors, as far as the app defines them.
template <class Visit>
bool any_ancestor(const Program &program, TypeId type, const Visit &visit) {
  for (u32 steps = 0; steps < 100; ++steps) { // a hostile hierarchy may be a circle
    if (visit(type)) return true;
    const std::optional<ClassId> definition = program.class_of_type[static_cast<u32>(type)];
    if (!definition || !program.classes[*definition].super) return false;
    type = *program.classes[*definition].super;
  }
  return false;
}

// A member that a row names, with its names as ids, and where to put what it names.
struct Wanted {
  const ModelName *row;
  Named *named;
  StringId name;
  std::optional<TypeId> owner; // nothing: any class
};

// Looks for all that rows name in one pass over the tables of methods and fields. What an app does not even name costs one
// lookup; members whose name nobody wants cost a look at a flag.
class NameSearch {
public:
  explicit NameSearch(const Program &program) : program_(program), is_wanted_(program.strings.size(), false) {}

  // `named` must stay where it is until `run` is done.
  void want(const ModelName &row, Named &named) {
    if (row.owner.empty()) {
      if (!row.text.empty()) named.text = find_string(program_, row.text);
      return;
    }
    const std::optional<StringId> name = find_string(program_, row.name);
    const std::optional<TypeId> owner = row.owner == "*" ? std::nullopt : find_type(program_, row.owner);
    if (!name || (!owner && row.owner != "*")) return;
    is_wanted_[static_cast<u32>(*name)] = true;
    wanted_.push_back({&row, &named, *name, owner});
  }

  // All methods that were found, in id order.
  std::vector<MethodId> run() {
    std::ranges::stable_sort(wanted_, {}, &Wanted::name);
    std::vector<MethodId> methods;
    for (u32 i = 0; i < program_.methods.size(); ++i) {
      const MethodRef &ref = program_.methods[MethodId{i}];
      if (!is_wanted_[static_cast<u32>(ref.name)]) continue;
      bool is_found = false;
      for (const Wanted &wanted : std::ranges::equal_range(wanted_, ref.name, {}, &Wanted::name)) {
        if (!is_match(wanted, ref)) continue;
        wanted.named->methods.push_back(MethodId{i});
        is_found = true;
      }
      if (is_found) methods.push_back(MethodId{i});
    }
    for (u32 i = 0; i < program_.fields.size(); ++i) {
      const FieldRef &ref = program_.fields[FieldId{i}];
      if (!is_wanted_[static_cast<u32>(ref.name)]) continue;
      for (const Wanted &wanted : std::ranges::equal_range(wanted_, ref.name, {}, &Wanted::name))
        if (!wanted.row->is_method && (!wanted.owner || *wanted.owner == ref.owner)) wanted.named->fields.push_back(FieldId{i});
    }
    return methods;
  }

private:
  bool is_match(const Wanted &wanted, const MethodRef &ref) const {
    if (!wanted.row->is_method) return false;
    if (wanted.row->parameters != "*") {
      const std::string_view signature = program_.strings[ref.signature];
      if (!signature.starts_with("(" + wanted.row->parameters + ")")) return false;
    }
    if (!wanted.owner || *wanted.owner == ref.owner) return true;
    if (wanted.row->name == "<init>") return false; // a subclass's constructor is its own, and calls this one
    return any_ancestor(program_, ref.owner, [&](TypeId type) { return type == *wanted.owner; });
  }

  const Program &program_;
  std::vector<bool> is_wanted_; // by StringId: a name in a row
  std::vector<Wanted> wanted_;
};

constexpr std::string_view content_scheme = "content://";
constexpr std::string_view permission_prefix = "android.permission.";
constexpr size_t longest_scheme = 8; // "https://"

// The one pass over all strings.
void sort_out_strings(const ModelRows &rows, const Program &program, Models &models) {
  std::unordered_map<u32, ProviderMatch> match_of_string; // literals that name a provider
  const auto add_uri = [&](StringId id, const ProviderMatch &match) {
    match_of_string.emplace(static_cast<u32>(id), match);
    models.uris.push_back({{{}, {}, id}, match});
  };
  for (u32 i = 0; i < program.strings.size(); ++i) {
    const std::string_view text = program.strings[StringId{i}];
    if (text.empty()) continue;
    switch (text[0]) {
    case 'a':
      if (text.starts_with(permission_prefix)) models.permissions.push_back(StringId{i});
      break;
    case 'c':
      if (!text.starts_with(content_scheme)) break;
      if (const std::optional<ProviderMatch> match = match_provider(rows, text)) add_uri(StringId{i}, *match);
      break;
    case 'h':
    case 'H':
    case 'w':
    case 'W':
      if (text.substr(0, longest_scheme).contains("://")) models.urls.push_back(StringId{i});
      break;
    }
  }
  // An authority by itself, for Uri.Builder and for "content://" + authority.
  for (const ProviderRow &row : rows.providers)
    if (const std::string_view authority = std::string_view(row.prefix).substr(content_scheme.size()); authority.contains('.') && !authority.contains('/'))
      if (const std::optional<StringId> id = find_string(program, authority)) add_uri(*id, {row.family, ""});

  for (const Program::StringConstant &constant : program.string_constants)
    if (const auto found = match_of_string.find(static_cast<u32>(constant.value)); found != match_of_string.end())
      models.uris.push_back({{{}, {constant.field}, {}}, found->second});
}

} // namespace

Result<ModelRows> parse_models(const std::vector<ModelFile> &files) {
  ModelRows rows;
  CarriedReader carried;
  for (const ModelFile &file : files) {
    std::string_view rest = file.text;
    for (u32 line = 1; !rest.empty(); ++line) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      const std::vector<std::string_view> words = split_words(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (words.empty()) continue;
      const std::string place = fmt::format("{}:{}", file.name, line);
      const std::optional<std::string_view> of_carried = carried.add_row(rows.carried, words, place);
      const std::optional<std::string_view> of_asking = of_carried ? of_carried : add_asking_row(rows.asking, words);
      const std::string_view problem = of_asking ? *of_asking : add_row(rows, words);
      if (!problem.empty()) return fail(fmt::format("{}: {}: {}", place, words[0], problem));
    }
  }
  if (std::string problem = carried.finish(rows.carried); !problem.empty()) return fail(std::move(problem));
  return rows;
}

std::optional<ProviderMatch> match_provider(const ModelRows &rows, std::string_view uri) {
  constexpr std::string_view scheme = "content://";
  if (!uri.starts_with(scheme)) return std::nullopt;
  uri.remove_prefix(scheme.size());
  // "content://0@com.android.contacts" names the provider of a user of the device; to the app's own user it is the same.
  const size_t user = uri.find_first_not_of("0123456789");
  if (user != std::string_view::npos && user > 0 && uri[user] == '@') uri.remove_prefix(user + 1);
  for (const ProviderRow &row : rows.providers) {
    const std::string_view prefix = std::string_view(row.prefix).substr(scheme.size());
    if (!uri.starts_with(prefix)) continue;
    const std::string_view rest = uri.substr(prefix.size());
    if (!rest.empty() && rest[0] != '/' && rest[0] != '?' && rest[0] != '#') continue; // "content://contacts2"
    const std::string_view path = rest.substr(0, rest.find_first_of("?#"));
    return ProviderMatch{row.family, path.empty() ? path : path.substr(1)};
  }
  return std::nullopt;
}

const NarrowRow *match_narrow(const ModelRows &rows, std::string_view uri) {
  constexpr std::string_view scheme = "content://";
  if (!uri.starts_with(scheme)) return nullptr;
  std::string plain(uri.substr(scheme.size(), uri.find_first_of("?#") - scheme.size())); // a query takes nothing away
  if (const size_t user = plain.find_first_not_of("0123456789"); user != std::string::npos && user > 0 && plain[user] == '@') plain.erase(0, user + 1);
  const auto next = [](std::string_view &path) {
    const size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return segment;
  };
  const auto is_match = [&](std::string_view pattern) {
    std::string_view path = plain;
    pattern.remove_prefix(scheme.size());
    while (!pattern.empty()) {
      const std::string_view wanted = next(pattern), segment = next(path);
      const bool has_hole = segment.contains('\0');
      if (wanted == "*" ? segment.empty() : wanted == "#" ? segment.empty() || (!has_hole && segment.find_first_not_of("0123456789") != std::string_view::npos) : segment != wanted)
        return false;
    }
    return true;
  };
  for (const NarrowRow &row : rows.narrow)
    if (is_match(row.pattern)) return &row;
  return nullptr;
}

Models resolve_models(const ModelRows &rows, const Program &program) {
  Models models;
  sort_out_strings(rows, program, models);
  std::vector<Named> constants(rows.constants.size()), queries(rows.queries.size());
  models.reads.resize(rows.reads.size());
  models.conditions.resize(rows.reads.size());
  models.exceptions.resize(rows.reads.size());
  models.items.resize(rows.items.size());
  models.picks.resize(rows.picks.size());
  models.needs.resize(rows.needs.size());
  models.clients.resize(rows.clients.size());
  models.opaque.resize(rows.opaque.size());
  NameSearch search(program);
  for (size_t i = 0; i < rows.constants.size(); ++i) search.want(rows.constants[i].member, constants[i]);
  for (size_t i = 0; i < rows.queries.size(); ++i) search.want(rows.queries[i], queries[i]);
  for (size_t i = 0; i < rows.reads.size(); ++i) {
    search.want(rows.reads[i].member, models.reads[i]);
    if (rows.reads[i].condition) search.want(*rows.reads[i].condition, models.conditions[i]);
    if (rows.reads[i].exception) search.want(*rows.reads[i].exception, models.exceptions[i]);
  }
  for (size_t i = 0; i < rows.items.size(); ++i) search.want(rows.items[i].method, models.items[i]);
  for (size_t i = 0; i < rows.picks.size(); ++i) search.want(rows.picks[i].type, models.picks[i]);
  for (size_t i = 0; i < rows.needs.size(); ++i) search.want(rows.needs[i].what, models.needs[i]);
  for (size_t i = 0; i < rows.clients.size(); ++i) search.want(rows.clients[i].method, models.clients[i]);
  for (size_t i = 0; i < rows.opaque.size(); ++i) search.want(rows.opaque[i], models.opaque[i]);
  models.methods = search.run();

  for (size_t i = 0; i < rows.constants.size(); ++i) {
    if (constants[i].fields.empty() && constants[i].methods.empty()) continue;
    if (const std::optional<ProviderMatch> match = match_provider(rows, rows.constants[i].value))
      models.uris.push_back({std::move(constants[i]), *match});
  }
  for (const Named &named : queries) models.queries.insert(models.queries.end(), named.methods.begin(), named.methods.end());
  std::ranges::sort(models.queries);
  models.queries.erase(std::ranges::unique(models.queries).begin(), models.queries.end());
  return models;
}

} // namespace kinsafe
