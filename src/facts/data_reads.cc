// Reads of personal data. From a content provider: a query whose URI may name it, with how many rows it takes
// (calls/cardinality.h). By an API: a call of a method, or a mention of a field, that gives such data; of some only where the
// same method names what it asks for. A URI that is named where nothing is queried (a picker's intent) is no read.
#include "facts/facts.h"

#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace kinsafe {
namespace {

struct Query {
  Site site;
  MethodId method;
};
using QueriesByBody = std::map<BodyId, std::vector<Query>>;

QueriesByBody unread_queries(const Looked &looked) {
  QueriesByBody queries;
  if (looked.provider_reads.unread.empty()) return queries;
  const auto place_of = [](const Site &site) { return std::pair(site.body, site.pc); };
  for (const MethodId method : looked.models.queries)
    for (const Site &site : looked.xrefs.calls.of(method))
      if (std::ranges::binary_search(looked.provider_reads.unread, place_of(site), {}, place_of)) queries[site.body].push_back({site, method});
  for (auto &[body, list] : queries) std::ranges::sort(list, {}, [](const Query &query) { return query.site.pc; });
  return queries;
}

// The query that a mention most likely feeds: the next one in the method, else its first.
const Query &query_after(const std::vector<Query> &queries, u32 pc) {
  const auto next = std::ranges::upper_bound(queries, pc, {}, [](const Query &query) { return query.site.pc; });
  return next == queries.end() ? queries.front() : *next;
}

// Rows, up to far more than any real app holds; a hostile one could fill the memory with them.
class Reads {
public:
  explicit Reads(Facts &facts) : rows_(facts.of(FactKind::data_read)) {}

  // `make_evidence` is called only where there is room for a row.
  template <class MakeEvidence>
  void add(std::string_view family, std::string_view table, std::string_view cardinality, std::string through, const MakeEvidence &make_evidence) {
    if (rows_.size() == most_reads) {
      ++left_out_;
      return;
    }
    rows_.push_back(make_row(FactKind::data_read,
                             {std::string(family), table.empty() ? Cell() : Cell(to_utf8(table)), std::string(cardinality), std::move(through),
                              std::string("unknown"), std::string("unclear"), Cell()},
                             make_evidence()));
  }

  void note_left_out(Incomplete &incomplete) const {
    if (left_out_ > 0)
      incomplete.gaps.push_back({GapKind::limit, "", "data_read", std::to_string(left_out_) + " more places that read personal data were left out",
                                 Lost::nothing, {"data_read"}});
  }

private:
  static constexpr size_t most_reads = 5000;
  std::vector<Row> &rows_;
  u64 left_out_ = 0;
};

// The one family whose provider, or type for a picker, the class names, or else all code that runs; empty if that is none or
// several. That is what a picker is asked for.
std::string_view family_named_by(const Looked &looked, BodyId body) {
  const auto owner_of = [&](BodyId id) {
    const std::string_view owner = type_text(looked.program, looked.program.methods[looked.program.bodies[id].method].owner);
    return owner.substr(0, owner.find('$')); // classes in it belong to it
  };
  std::set<std::string_view> here, anywhere;
  const auto look = [&](std::span<const Site> mentions, std::string_view family) {
    for (const Site &mention : mentions) {
      if (owner_of(mention.body) == owner_of(body)) here.insert(family);
      if (looked.calls.is_reached(mention.body)) anywhere.insert(family);
    }
  };
  for (const UriMention &uri : looked.models.uris) {
    for (const MethodId method : uri.named.methods) look(looked.xrefs.calls.of(method), uri.match.family);
    for (const FieldId field : uri.named.fields) look(looked.xrefs.fields.of(field), uri.match.family);
    if (uri.named.text) look(looked.xrefs.strings.of(*uri.named.text), uri.match.family);
  }
  for (size_t i = 0; i < looked.models.picks.size(); ++i)
    if (const std::optional<StringId> type = looked.models.picks[i].text) look(looked.xrefs.strings.of(*type), looked.rows.picks[i].family);
  const std::set<std::string_view> &families = here.empty() ? anywhere : here;
  return families.size() == 1 ? *families.begin() : std::string_view();
}

void add_provider_reads(const Looked &looked, Reads &reads) {
  for (const ProviderRead &read : looked.provider_reads.reads) {
    // A row that the user picked, of whatever provider.
    const std::string_view family = read.family.empty() ? family_named_by(looked, read.site.body) : std::string_view(read.family);
    if (family.empty()) continue;
    reads.add(family, shown(read.table), cardinality_names[static_cast<size_t>(read.cardinality)], to_utf8(read.called), [&] {
                std::vector<Evidence> evidence{evidence_at(looked.program, read.site, "query_call")};
                if (read.named) evidence.push_back(evidence_at(looked.program, *read.named, "names_provider"));
                for (const Site &site : read.through) evidence.push_back(evidence_at(looked.program, site, "hands_in"));
                return evidence;
              });
  }
}

// In a method whose code can't be followed, a query may be of each provider that the method names.
void add_unread(const Looked &looked, Reads &reads) {
  const QueriesByBody queries = unread_queries(looked);
  if (queries.empty()) return;
  const auto add_all = [&](std::span<const Site> mentions, const UriMention &uri) {
    for (const Site &mention : mentions) {
      const auto body = queries.find(mention.body);
      if (body == queries.end()) continue;
      const Query &query = query_after(body->second, mention.pc);
      const MethodRef &called = looked.program.methods[query.method];
      reads.add(uri.match.family, uri.match.table, "unclear",
                to_utf8(std::string(type_text(looked.program, called.owner)) + "->" + std::string(looked.program.strings[called.name])), [&] {
                  return std::vector{evidence_at(looked.program, query.site, "query_call"), evidence_at(looked.program, mention, "names_provider")};
                });
    }
  };
  for (const UriMention &uri : looked.models.uris) {
    for (const MethodId method : uri.named.methods) add_all(looked.xrefs.calls.of(method), uri);
    for (const FieldId field : uri.named.fields) add_all(looked.xrefs.fields.of(field), uri);
    if (uri.named.text) add_all(looked.xrefs.strings.of(*uri.named.text), uri);
  }
}

// Of what runs: a query whose provider nobody knows may be of any.
void note_unresolved(const Looked &looked, Incomplete &incomplete) {
  for (const UnresolvedQuery &query : looked.provider_reads.unresolved) {
    if (!looked.calls.is_reached(query.site.body)) continue;
    const Evidence place = evidence_at(looked.program, query.site, "query_call");
    incomplete.gaps.push_back({GapKind::unsupported, place.part, fmt::format("{} at {}", place.method, query.site.pc),
                               fmt::format("which provider is queried is not known ({})", query.reason), Lost::nothing, {"data_read"}});
  }
}

// All places that name it, in order, one of each method.
std::vector<Site> places_of(const Looked &looked, const Named &named) {
  std::vector<Site> places;
  const auto add = [&](std::span<const Site> sites) { places.insert(places.end(), sites.begin(), sites.end()); };
  for (const MethodId method : named.methods) add(looked.xrefs.calls.of(method));
  for (const FieldId field : named.fields) add(looked.xrefs.fields.of(field));
  if (named.text) add(looked.xrefs.strings.of(*named.text));
  const auto place_of = [](const Site &site) { return std::pair(site.body, site.pc); };
  std::ranges::sort(places, {}, place_of);
  places.erase(std::ranges::unique(places, {}, &Site::body).begin(), places.end());
  return places;
}

void add_api_reads(const Looked &looked, Reads &reads) {
  for (size_t i = 0; i < looked.rows.reads.size(); ++i) {
    const std::vector<Site> places = places_of(looked, looked.models.reads[i]);
    if (places.empty()) continue;
    const ReadRow &row = looked.rows.reads[i];
    const std::vector<Site> conditions = places_of(looked, looked.models.conditions[i]);
    const std::vector<Site> exceptions = places_of(looked, looked.models.exceptions[i]);
    for (const Site &place : places) {
      const auto condition = std::ranges::lower_bound(conditions, place.body, {}, &Site::body);
      const bool has_condition = condition != conditions.end() && condition->body == place.body;
      if ((row.condition && !has_condition) || std::ranges::binary_search(exceptions, place.body, {}, &Site::body)) continue;
      reads.add(row.family, row.table, "unclear", row.member.owner + "->" + row.member.name, [&] {
        std::vector<Evidence> evidence{evidence_at(looked.program, place, row.member.is_method ? "api_call" : "api_field")};
        if (has_condition) evidence.push_back(evidence_at(looked.program, *condition, "asks_for"));
        return evidence;
      });
    }
  }
}

} // namespace

void detect_data_reads(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  Reads reads(facts);
  add_provider_reads(looked, reads);
  add_unread(looked, reads);
  add_api_reads(looked, reads);
  reads.note_left_out(incomplete);
  note_unresolved(looked, incomplete);
}

} // namespace kinsafe
