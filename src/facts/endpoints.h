// Endpoints: the hosts that an app can talk to, as addresses name them wherever they stand. What finds addresses (in code,
// resources, assets, native libraries) shares how they are read, which of them are no endpoints, and whether Android lets
// the app talk to a host without encryption.
#pragma once

#include "facts/facts.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// An address of the schemes http, https, ws and wss.
struct Url {
  bool is_encrypted = false;
  std::string host; // in small letters, with the port where it is not the scheme's own: "api.example.org:8080"
  std::string path; // up to a query or fragment; empty = none

  bool operator==(const Url &) const = default;
};

// The address with which a text starts. Nothing where it names no host: "https://%s/", "http://" + host.
std::optional<Url> parse_url(std::string_view text);

// Calls `visit` with every address in a text or in bytes that are none, in order, and where it starts.
void for_each_url(std::string_view text, const std::function<void(const Url &, size_t)> &visit);

// False for names that look like addresses and are none (XML namespaces), and for what no app talks to (examples).
bool is_endpoint(const ModelRows &rows, const Url &url);

// When Android stops an app from talking without encryption: by usesCleartextTraffic from API level 23 on, by a network
// security configuration from 24 on, by default from 28 on in apps made for it. Source: ManifestConfigSource,
// XmlConfigSource and NetworkSecurityConfig of AOSP. Code that opens sockets by itself is not stopped.
struct CleartextPolicy {
  static constexpr u32 never = ~u32{0};
  struct Domain {
    std::string name; // in small letters
    bool has_subdomains = false;
    u32 blocked_from = never; // API level
  };
  bool is_known = true; // false: the manifest or what it refers to can't be read
  u32 min_sdk = 1;
  u32 blocked_from = never; // hosts of no domain
  std::vector<Domain> domains;
  bool flag_blocks_first = false; // devices too old for the document obey the flag, which blocks
};
CleartextPolicy read_cleartext_policy(const Package &package, Incomplete &incomplete);

// yes: the address is not encrypted and Android lets it pass on every device that the app runs on; no: it is encrypted or
// never passes; unclear: that depends on the device, or is not known.
std::string_view cleartext_of(const CleartextPolicy &policy, const Url &url);

// Requests that interfaces and classes declare: the paths, verbs and field names of Retrofit and Volley.
void add_declared_requests(const Looked &looked, const CleartextPolicy &policy, Facts &facts, Incomplete &incomplete);

Row endpoint_row(const Url &url, const CleartextPolicy &policy, std::string_view through, std::vector<Evidence> evidence);

} // namespace kinsafe
