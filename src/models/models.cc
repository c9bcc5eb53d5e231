// Reads model rows, and resolves them against the tables of a program.
#include "models/models.h"

#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace kinsafe {
namespace {

// Splits "Lowner;->name(parameters)" or "Lowner;->name"; empty owner if it is neither.
struct Member {
  std::string_view owner, name, parameters;
};
Member split_member(std::string_view text) {
  const size_t arrow = text.find(";->");
  if (arrow == std::string_view::npos) return {};
  Member member;
  member.owner = text.substr(0, arrow + 1);
  if (member.owner == "*;") member.owner = "*";
  text.remove_prefix(arrow + 3);
  const size_t open = text.find('(');
  member.name = text.substr(0, open);
  if (open == std::string_view::npos) return member;
  if (text.back() != ')') return {};
  member.parameters = text.substr(open + 1, text.size() - open - 2);
  return member;
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

// Adds one row; the sentence says what is wrong with it, "" if nothing.
std::string_view add_row(ModelRows &rows, const std::vector<std::string_view> &words) {
  const std::string_view kind = words[0];
  if (kind == "provider") {
    if (words.size() != 3 || !words[2].starts_with("content://")) return "write: provider FAMILY \"content://AUTHORITY\"";
    rows.providers.push_back({std::string(words[1]), std::string(words[2])});
  } else if (kind == "constant") {
    const Member member = words.size() == 3 ? split_member(words[1]) : Member{};
    if (member.owner.empty() || member.name.empty()) return "write: constant Lclass;->FIELD \"value\"";
    rows.constants.push_back({std::string(member.owner), std::string(member.name), std::string(words[2])});
  } else if (kind == "query") {
    const Member member = words.size() == 2 ? split_member(words[1]) : Member{};
    if (member.owner.empty() || member.name.empty() || member.parameters.empty()) return "write: query Lclass;->method(PARAMETERS or *)";
    rows.queries.push_back({std::string(member.owner), std::string(member.name), std::string(member.parameters)});
  } else if (kind == "special") {
    if (words.size() != 2) return "write: special PERMISSION";
    rows.special_permissions.emplace_back(words[1]);
  } else if (kind == "implied") {
    if (!add_implied(rows, words)) return "write: implied PERMISSION by PERMISSION or * [below API_LEVEL]";
  } else if (kind == "phrase") {
    if (!add_phrases(rows, words))
      return "write: phrase lending|business|lender|lender_name|token|subject|asking|field VALUE LANGUAGE \"text of three bytes or more\"...";
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

bool is_match(const QueryRow &row, const Program &program, const MethodRef &ref) {
  if (row.parameters != "*") {
    const std::string_view signature = program.strings[ref.signature];
    if (!signature.starts_with("(" + row.parameters + ")")) return false;
  }
  if (row.owner == "*") return true;
  return any_ancestor(program, ref.owner, [&](TypeId type) { return type_text(program, type) == row.owner; });
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
      const std::string_view problem = of_carried ? *of_carried : add_row(rows, words);
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

Models resolve_models(const ModelRows &rows, const Program &program) {
  constexpr size_t longest_scheme = 8; // "https://"
  Models models;

  std::unordered_map<u32, ProviderMatch> match_of_string; // literals that name a provider
  for (u32 i = 0; i < program.strings.size(); ++i) {
    const std::string_view text = program.strings[StringId{i}];
    if (text.empty()) continue;
    switch (text[0]) {
    case 'h':
    case 'H':
    case 'w':
    case 'W':
      if (text.substr(0, longest_scheme).contains("://")) models.urls.push_back(StringId{i});
      break;
    case 'c':
      if (!text.starts_with("content://")) break;
      if (const std::optional<ProviderMatch> match = match_provider(rows, text)) {
        match_of_string.emplace(i, *match);
        models.uri_strings.push_back({StringId{i}, *match});
      }
      break;
    }
  }

  for (const Program::StringConstant &constant : program.string_constants)
    if (const auto found = match_of_string.find(static_cast<u32>(constant.value)); found != match_of_string.end())
      models.uri_fields.push_back({constant.field, found->second, UriForm::field});

  std::unordered_map<u32, std::vector<const ConstantRow *>> constants_by_owner;
  for (const ConstantRow &row : rows.constants)
    if (const std::optional<TypeId> owner = find_type(program, row.owner)) constants_by_owner[static_cast<u32>(*owner)].push_back(&row);
  for (u32 i = 0; i < program.fields.size(); ++i) {
    const FieldRef &ref = program.fields[FieldId{i}];
    const auto candidates = constants_by_owner.find(static_cast<u32>(ref.owner));
    if (candidates == constants_by_owner.end()) continue;
    for (const ConstantRow *row : candidates->second)
      if (program.strings[ref.name] == row->name)
        if (const std::optional<ProviderMatch> match = match_provider(rows, row->value))
          models.uri_fields.push_back({FieldId{i}, *match, UriForm::constant});
  }
  std::ranges::sort(models.uri_fields, {}, &UriField::field);

  std::unordered_map<u32, std::vector<const QueryRow *>> queries_by_name;
  for (const QueryRow &row : rows.queries)
    if (const std::optional<StringId> name = find_string(program, row.name)) queries_by_name[static_cast<u32>(*name)].push_back(&row);
  for (u32 i = 0; i < program.methods.size(); ++i) {
    const MethodRef &ref = program.methods[MethodId{i}];
    const auto candidates = queries_by_name.find(static_cast<u32>(ref.name));
    if (candidates == queries_by_name.end()) continue;
    if (std::ranges::any_of(candidates->second, [&](const QueryRow *row) { return is_match(*row, program, ref); }))
      models.queries.push_back(MethodId{i});
  }
  return models;
}

} // namespace kinsafe
