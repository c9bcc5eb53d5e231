// Reads of the address book that one linear pass can see: a method that names a contacts provider, by a platform constant,
// by a literal or by a field that holds one, and that calls a query. Whether the method runs, and how many rows it takes,
// is left to the call graph, so `reached` and `cardinality` are `unclear` here. A URI that is named where nothing is
// queried (a picker's intent) is no read.
#include "facts/facts.h"

#include "base/strings.h"

#include <algorithm>
#include <map>
#include <string>

namespace kinsafe {
namespace {

struct Query {
  Site site;
  MethodId method;
};
using QueriesByBody = std::map<BodyId, std::vector<Query>>;

QueriesByBody queries_by_body(const Looked &looked) {
  QueriesByBody queries;
  for (const MethodId method : looked.models.queries)
    for (const Site &site : looked.xrefs.calls.of(method)) queries[site.body].push_back({site, method});
  for (auto &[body, list] : queries) std::ranges::sort(list, {}, [](const Query &query) { return query.site.pc; });
  return queries;
}

// Far more than any real app holds; a hostile one could fill the memory with rows.
constexpr size_t most_reads = 5000;

// The query that a mention most likely feeds: the next one in the method, else its first.
const Query &query_after(const std::vector<Query> &queries, u32 pc) {
  const auto next = std::ranges::upper_bound(queries, pc, {}, [](const Query &query) { return query.site.pc; });
  return next == queries.end() ? queries.front() : *next;
}

void add_read(const Looked &looked, const std::vector<Query> &queries, const Site &mention, const ProviderMatch &match,
              std::string_view why, Facts &facts) {
  const Query &query = query_after(queries, mention.pc);
  const MethodRef &called = looked.program.methods[query.method];
  const std::string through =
      to_utf8(std::string(type_text(looked.program, called.owner)) + "->" + std::string(looked.program.strings[called.name]));
  const Cell table = match.table.empty() ? Cell() : Cell(to_utf8(match.table));
  facts.of(FactKind::data_read)
      .push_back(make_row(FactKind::data_read,
                          {std::string(match.family), table, std::string("unclear"), through, std::string("unknown"),
                           std::string("unclear"), Cell()},
                          {evidence_at(looked.program, query.site, "query_call"), evidence_at(looked.program, mention, why)}));
}

constexpr std::string_view why_of(UriForm form) {
  switch (form) {
  case UriForm::constant: return "uri_constant";
  case UriForm::literal: return "uri_literal";
  case UriForm::field: return "uri_field";
  }
  return "";
}

} // namespace

void detect_data_reads(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const QueriesByBody queries = queries_by_body(looked);
  u64 left_out = 0;
  const auto add_all = [&](std::span<const Site> sites, const ProviderMatch &match, UriForm form) {
    for (const Site &site : sites) {
      const auto body = queries.find(site.body);
      if (body == queries.end()) continue;
      if (facts.of(FactKind::data_read).size() == most_reads) ++left_out;
      else add_read(looked, body->second, site, match, why_of(form), facts);
    }
  };
  for (const UriField &uri : looked.models.uri_fields) add_all(looked.xrefs.fields.of(uri.field), uri.match, uri.form);
  for (const UriString &uri : looked.models.uri_strings) add_all(looked.xrefs.strings.of(uri.string), uri.match, UriForm::literal);
  if (left_out > 0)
    incomplete.gaps.push_back({GapKind::limit, "", "data_read", std::to_string(left_out) + " more places that name a provider were left out",
                               Lost::nothing, {"data_read"}});
}

} // namespace kinsafe
