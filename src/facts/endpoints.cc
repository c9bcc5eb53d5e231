// Addresses that code and resources name. An address counts where an instruction mentions it, directly or by a static field
// that holds it; texts that nothing mentions are no endpoints. Addresses put together from pieces are not found.
#include "facts/endpoints.h"

#include "base/strings.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace kinsafe {
namespace {

constexpr size_t most_endpoints = 2000; // of one kind of place; real apps have tens
constexpr size_t most_evidence = 3;     // of one row
constexpr size_t most_places = 20;      // of one address that are looked at, for they may use several clients

// Rows by what they say, each with the first places that show it.
class Found {
public:
  Found(const Looked &looked, const CleartextPolicy &policy) : looked_(looked), policy_(policy) {}

  // `make_evidence` is called only where there is room for it.
  template <class MakeEvidence>
  void add(const Url &url, std::string_view through, const MakeEvidence &make_evidence) {
    if (!is_endpoint(looked_.rows, url)) return;
    const auto key = std::make_tuple(url.host, url.path, url.is_encrypted, std::string(through));
    if (rows_.size() == most_endpoints && !rows_.contains(key)) {
      ++left_out_;
      return;
    }
    std::vector<Evidence> &evidence = rows_[key];
    if (evidence.size() < most_evidence) evidence.push_back(make_evidence());
  }

  void finish(Facts &facts, Incomplete &incomplete) {
    for (auto &[key, evidence] : rows_) {
      const auto &[host, path, is_encrypted, through] = key;
      facts.of(FactKind::endpoint).push_back(endpoint_row({is_encrypted, host, path}, policy_, through, std::move(evidence)));
    }
    if (left_out_ > 0)
      incomplete.gaps.push_back({GapKind::limit, "", "endpoint", std::to_string(left_out_) + " more addresses were left out", Lost::nothing, {"endpoint"}});
  }

private:
  using Key = std::tuple<std::string, std::string, bool, std::string>;
  const Looked &looked_;
  const CleartextPolicy &policy_;
  std::map<Key, std::vector<Evidence>> rows_;
  u64 left_out_ = 0;
};

// What each method gives addresses to; of several clients the first.
std::map<BodyId, std::string_view> clients_by_body(const Looked &looked) {
  std::map<BodyId, std::string_view> clients;
  for (size_t i = 0; i < looked.rows.clients.size(); ++i)
    for (const MethodId method : looked.models.clients[i].methods)
      for (const Site &site : looked.xrefs.calls.of(method)) clients.try_emplace(site.body, looked.rows.clients[i].name);
  return clients;
}

void add_code(const Looked &looked, Found &found) {
  const std::map<BodyId, std::string_view> clients = clients_by_body(looked);
  const auto add_sites = [&](std::string_view text, std::span<const Site> sites, bool is_by_field) {
    if (sites.empty()) return;
    const std::optional<Url> url = parse_url(text);
    if (!url) return;
    for (const Site &site : sites.first(std::min(sites.size(), most_places)))
      found.add(*url, clients.contains(site.body) ? clients.at(site.body) : "code", [&] { return evidence_at(looked.program, site, is_by_field ? "url_field" : "url_literal"); });
  };
  for (const StringId string : looked.models.urls)
    add_sites(looked.program.strings[string], looked.xrefs.strings.of(string), false);
  for (const auto &[field, value] : looked.program.string_constants)
    add_sites(looked.program.strings[value], looked.xrefs.fields.of(field), true);
}

void add_resources(const Looked &looked, Found &found) {
  for (const Resources &resources : looked.package.resources) {
    const auto add_text = [&](std::string_view text) {
      if (const std::optional<Url> url = parse_url(text))
        found.add(*url, "resource", [&] { return Evidence{to_utf8(resources.part), "", "", std::nullopt, std::nullopt, "url_resource"}; });
    };
    const StringPool &pool = resources.table.strings;
    for (u32 i = 0; i < pool.count; ++i)
      if (begins_with(pool, i, "http") || begins_with(pool, i, "ws")) add_text(text_at(pool, i).value_or(""));
    for (const auto &[id, values] : resources.table.given)
      for (const GivenResource &given : values)
        if (given.value.type == AxmlValue::Type::string) add_text(given.value.text);
  }
}

constexpr std::string_view names_of_forms[] = {"machine_code", "script", "script", "file", "file"}; // by PartForm

// What stands outside code and resources: scripts, pages, machine code, files of texts.
void add_outside(const Looked &looked, Found &found) {
  for (const OutsidePart &outside : looked.outside.parts)
    for (const Address &address : outside.addresses)
      if (const std::optional<Url> url = parse_url(address.text))
        found.add(*url, names_of_forms[static_cast<size_t>(outside.form)], [&] {
          const std::string &part = looked.package.parts[outside.part].name;
          return Evidence{to_utf8(part), "", "", address.line, address.offset, "url_outside"};
        });
}

} // namespace

Row endpoint_row(const Url &url, const CleartextPolicy &policy, std::string_view through, std::vector<Evidence> evidence) {
  return make_row(FactKind::endpoint,
                  {url.host, url.path.empty() ? Cell() : Cell(url.path), std::string(cleartext_of(policy, url)), Cell(), std::string(through), Cell()},
                  std::move(evidence));
}

void detect_endpoints(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const CleartextPolicy policy = read_cleartext_policy(looked.package, incomplete);
  Found found(looked, policy);
  add_code(looked, found);
  add_resources(looked, found);
  add_outside(looked, found);
  found.finish(facts, incomplete);
  add_declared_requests(looked, policy, facts, incomplete);
}

} // namespace kinsafe
