// Whether an app may talk without encryption: by its manifest and its network security configuration, an XML document whose
// <domain-config> elements lie inside each other, take over what their parents say, and count for the host whose name they
// match at most length.
#include "facts/endpoints.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 flag_since = 23, document_since = 24, default_since = 28; // API levels
constexpr size_t most_domains = 10000;

std::string small(std::string_view text) {
  while (!text.empty() && static_cast<u8>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<u8>(text.back()) <= ' ') text.remove_suffix(1);
  std::string small(text);
  for (char &c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return small;
}

// Attributes of this document are in no namespace. Nothing: not given.
std::optional<bool> flag_of(const AxmlElement &element, std::string_view name) {
  const AxmlAttribute *const attribute = find_plain_attribute(element, name);
  if (!attribute || attribute->value.type == AxmlValue::Type::null) return std::nullopt;
  if (attribute->value.type == AxmlValue::Type::string) return small(attribute->value.text) == "true" || attribute->value.text == "1";
  return attribute->value.data != 0;
}

bool read_document(const AxmlDocument &document, CleartextPolicy &policy) {
  const std::vector<AxmlElement> &elements = document.elements;
  if (elements.front().name != "network-security-config") return false;
  // What each element says or takes over; by index. Children of <base-config> and <debug-overrides> name no hosts.
  std::vector<u32> blocked_from(elements.size(), policy.blocked_from);
  const auto set = [&](u32 index, u32 inherited) {
    const std::optional<bool> is_permitted = flag_of(elements[index], "cleartextTrafficPermitted");
    blocked_from[index] = !is_permitted ? inherited : *is_permitted ? CleartextPolicy::never : document_since;
  };
  for (u32 i = 1; i < elements.size(); ++i)
    if (elements[i].depth == 1 && elements[i].name == "base-config") set(i, policy.blocked_from), policy.blocked_from = blocked_from[i];
  std::vector<bool> is_config(elements.size(), false);
  for (u32 i = 1; i < elements.size(); ++i) {
    const AxmlElement &element = elements[i];
    if (element.name != "domain-config" || (element.depth != 1 && !is_config[element.parent])) continue;
    is_config[i] = true;
    set(i, element.depth == 1 ? policy.blocked_from : blocked_from[element.parent]);
  }
  for (const AxmlText &text : document.texts) {
    const AxmlElement &domain = elements[text.parent];
    if (domain.name != "domain" || !is_config[domain.parent] || small(text.text).empty()) continue;
    if (policy.domains.size() == most_domains) return false;
    policy.domains.push_back({small(text.text), flag_of(domain, "includeSubdomains").value_or(false), blocked_from[domain.parent]});
  }
  return true;
}

// The document that a resource id names, in the member that has it.
bool read_referred(const Package &package, u32 reference, CleartextPolicy &policy) {
  for (const Resources &resources : package.resources) {
    const ResolvedResource resolved = resolve(resources.table, reference);
    const auto value = resolved.by_locale.find("");
    if (value == resolved.by_locale.end()) continue;
    // "res/xml/net.xml" beside "base.apk!resources.arsc" or "base/resources.pb"
    const size_t folder = resources.part.find_last_of("!/");
    const std::string name = resources.part.substr(0, folder == std::string::npos ? 0 : folder + 1) + value->second.text;
    const auto part = std::ranges::find(package.parts, name, &Part::name);
    if (part == package.parts.end()) continue;
    Buffer buffer;
    const Result<Bytes> bytes = read_part(*part, buffer);
    if (!bytes) return false;
    const Result<AxmlDocument> document = kinsafe::read_document(package, *bytes);
    return document && read_document(*document, policy);
  }
  return false;
}

} // namespace

CleartextPolicy read_cleartext_policy(const Package &package, Incomplete &incomplete) {
  CleartextPolicy policy;
  policy.is_known = package.manifest && !package.recovered && package.platform == Platform::android;
  if (!policy.is_known) return policy;
  const Manifest &manifest = *package.manifest;
  policy.min_sdk = manifest.min_sdk;
  if (manifest.target_sdk.value_or(manifest.min_sdk) >= default_since) policy.blocked_from = default_since;
  if (manifest.network_security_config != 0) { // then the flag does not count where the document does
    policy.flag_blocks_first = manifest.min_sdk < document_since && !manifest.uses_cleartext.value_or(true);
    policy.is_known = read_referred(package, manifest.network_security_config, policy);
    if (!policy.is_known)
      incomplete.gaps.push_back({GapKind::missing, "AndroidManifest.xml", "networkSecurityConfig",
                                 "the network security configuration can't be read, so which hosts are reached without encryption is not known",
                                 Lost::nothing, {"endpoint"}});
  } else if (manifest.uses_cleartext) {
    policy.blocked_from = *manifest.uses_cleartext ? CleartextPolicy::never : flag_since;
  }
  return policy;
}

std::string_view cleartext_of(const CleartextPolicy &policy, const Url &url) {
  if (url.is_encrypted) return "no";
  if (!policy.is_known) return "unclear";
  const std::string_view host = std::string_view(url.host).substr(0, url.host.starts_with('[') ? url.host.find(']') + 1 : url.host.find(':'));
  u32 blocked_from = policy.blocked_from;
  size_t length = 0;
  for (const CleartextPolicy::Domain &domain : policy.domains) {
    const bool is_same = domain.name == host;
    const bool is_below = domain.has_subdomains && host.ends_with(domain.name) && host.size() > domain.name.size() &&
                          host[host.size() - domain.name.size() - 1] == '.';
    if ((!is_same && !is_below) || domain.name.size() <= length) continue;
    blocked_from = domain.blocked_from;
    length = domain.name.size();
  }
  if (blocked_from == CleartextPolicy::never) return policy.flag_blocks_first ? "unclear" : "yes";
  return blocked_from <= policy.min_sdk ? "no" : "unclear";
}

} // namespace kinsafe
