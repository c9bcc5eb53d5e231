// How many rows a query takes from a provider of personal data: one, few, or all of it. Judged by what the content URI
// names, by what the selection leaves, by where the values come from that are put into both, and by what is done with the
// cursor. A query of one row that runs once for each row of the same provider takes all of it. A wrong "all" accuses
// somebody and a wrong "one" acquits, so what is not shown is unclear.
#pragma once

#include "calls/constants.h"
#include "models/models.h"

#include <string>
#include <vector>

namespace kinsafe {

// In order of what they take; `unclear` may be any.
enum class Cardinality : u8 { one, bounded, unclear, all };
constexpr std::string_view cardinality_names[] = {"one", "bounded", "unclear", "all"};

// Why, one word:
//   one: "picked" (the URI or key comes from what the user picked), "item" (the URI names one row), "key" (the selection does),
//        "first" (only the first row is read)
//   bounded: "filter" (the URI filters), "pattern" (the selection looks for what the user typed), "limit" (LIMIT, or a loop that counts,
//        leaves few),
//        "other_rows" (once for each row of another provider)
//   all: "whole" (nothing narrows it), "nested" (once for each row of the same provider)
//   unclear: "uri", "selection", "argument" (where the value comes from), "counted" (rows are counted, none is read),
//        "unread" (nothing is done with the cursor), "limit" (LIMIT by a number that is not known), "loop" (how often it turns)
struct ProviderRead {
  Site site;                 // of the call
  std::string called;        // "Landroid/content/ContentResolver;->query"; of Method.invoke, what it calls
  std::string family, table; // empty: a picked row, of whatever provider; what of a table is not known is '\0'
  Cardinality cardinality{};
  Word reason;
  std::optional<Site> named; // where the provider is named, or its name is decoded
  std::vector<Site> through; // calls by which the URI is handed in, the innermost first
};
// A query whose URI is not, or not wholly, known: a read of any provider may lie there.
struct UnresolvedQuery {
  Site site;
  Word reason;
};
struct ProviderReads {
  std::vector<ProviderRead> reads;         // in order of site, family, table; one row for each of these, the widest
  std::vector<UnresolvedQuery> unresolved; // in order of site
  std::vector<Site> unread;                // in order: in methods that can't be lowered
};

// All calls of the rows `query`, by name too, whose URI may name a provider of the rows `provider`, reached or not. Calls by
// name of which nobody knows what they call are none of these: see CallGraph::open_calls.
ProviderReads find_provider_reads(Constants &constants, const ModelRows &rows, const Models &models);

} // namespace kinsafe
