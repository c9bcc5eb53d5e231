// Reads addresses, and sorts out which are none that an app talks to. The host ends where RFC 3986 ends an authority; the
// rest ends at what can't stand in an address, for the text around it is anyone's.
#include "base/strings.h"
#include "facts/endpoints.h"

#include <algorithm>
#include <iterator>

namespace kinsafe {
namespace {

struct Scheme {
  std::string_view prefix;
  bool is_encrypted;
  std::string_view port;
};
constexpr Scheme schemes[] = {{"https://", true, "443"}, {"http://", false, "80"}, {"wss://", true, "443"}, {"ws://", false, "80"}};

constexpr size_t longest_url = 2048; // more than any server takes
constexpr size_t longest_host = 253, longest_label = 63;

char to_small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return to_small(c) >= 'a' && to_small(c) <= 'z'; }
bool is_of_host(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || (c & 0x80); }

bool begins(std::string_view text, std::string_view small) {
  return text.size() >= small.size() && std::ranges::equal(text.substr(0, small.size()), small, {}, to_small);
}

const Scheme *scheme_of(std::string_view text) {
  for (const Scheme &scheme : schemes)
    if (begins(text, scheme.prefix)) return &scheme;
  return nullptr;
}

bool ends_url(char c) {
  return static_cast<u8>(c) <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\' || c == '`' || c == '|' || c == '^' || c == 0x7f;
}

bool is_ipv4(std::string_view host) {
  size_t parts = 0;
  while (!host.empty()) {
    const std::string_view part = host.substr(0, host.find('.'));
    host.remove_prefix(std::min(part.size() + 1, host.size()));
    if (part.empty() || part.size() > 3 || !std::ranges::all_of(part, is_digit) || std::stoi(std::string(part)) > 255) return false;
    ++parts;
  }
  return parts == 4;
}

// A name of several labels the last of which is a word, or an address. Single words are variables more often than hosts.
bool is_host(std::string_view host) {
  if (host == "localhost" || is_ipv4(host)) return true;
  if (host.size() > longest_host || !host.contains('.')) return false;
  std::string_view last;
  while (true) {
    last = host.substr(0, host.find('.'));
    if (last.empty() || last.size() > longest_label || last.front() == '-' || last.back() == '-') return false;
    if (last.size() == host.size()) break;
    host.remove_prefix(last.size() + 1);
  }
  return last.size() > 1 && std::ranges::none_of(last, [](char c) { return is_digit(c) || c == '_'; }) | last.starts_with("xn--");
}

// "[2001:db8::1]" with its brackets; empty if it is none.
std::string_view ipv6_of(std::string_view authority) {
  if (!authority.starts_with('[')) return {};
  const size_t end = authority.find(']');
  if (end == std::string_view::npos || end > 46) return {};
  const std::string_view inside = authority.substr(1, end - 1);
  const bool is_good = std::ranges::all_of(inside, [](char c) { return is_digit(c) || (to_small(c) >= 'a' && to_small(c) <= 'f') || c == ':' || c == '.'; });
  return is_good && std::ranges::count(inside, ':') >= 2 ? authority.substr(0, end + 1) : std::string_view();
}

} // namespace

std::optional<Url> parse_url(std::string_view text) {
  const Scheme *const scheme = scheme_of(text);
  if (!scheme) return std::nullopt;
  text = text.substr(scheme->prefix.size(), longest_url);
  text = text.substr(0, std::ranges::find_if(text, ends_url) - text.begin());
  std::string_view authority = text.substr(0, text.find_first_of("/?#"));
  text.remove_prefix(authority.size());
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);

  std::string_view host = ipv6_of(authority);
  if (host.empty()) {
    host = authority.substr(0, std::ranges::find_if_not(authority, is_of_host) - authority.begin());
    authority.remove_prefix(host.size());
    while (host.ends_with('.')) host.remove_suffix(1); // the end of a sentence, or a full name
  } else {
    authority.remove_prefix(host.size());
  }
  Url url;
  url.is_encrypted = scheme->is_encrypted;
  std::ranges::transform(host, std::back_inserter(url.host), to_small);
  if (!host.starts_with('[') && !is_host(url.host)) return std::nullopt;
  if (authority.starts_with(':')) {
    const std::string_view port = authority.substr(1, std::ranges::find_if_not(authority.substr(1), is_digit) - authority.substr(1).begin());
    if (port.size() > 5) return std::nullopt;
    if (!port.empty() && port != scheme->port) url.host.append(":").append(port);
    authority.remove_prefix(1 + port.size());
  }
  // What follows a host directly is part of a name that is put together: "https://api.example.org%s".
  if (!authority.empty() && is_of_host(host.back()) && !std::string_view(",;)]}*").contains(authority.front())) return std::nullopt;
  if (authority.empty() && text.starts_with('/')) url.path = to_utf8(text.substr(0, text.find_first_of("?#")));
  return url;
}

void for_each_url(std::string_view text, const std::function<void(const Url &, size_t)> &visit) {
  constexpr std::string_view mark = "://";
  for (size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size())) {
    size_t start = at;
    while (start > 0 && at - start < 5 && is_letter(text[start - 1])) --start;
    while (start < at && !scheme_of(text.substr(start))) ++start; // letters in front: "urlhttps://"
    if (start == at) continue;
    if (const std::optional<Url> url = parse_url(text.substr(start, longest_url))) visit(*url, start);
  }
}

bool is_endpoint(const ModelRows &rows, const Url &url) {
  const std::string_view host = std::string_view(url.host).substr(0, url.host.starts_with('[') ? url.host.find(']') + 1 : url.host.find(':'));
  return std::ranges::none_of(rows.not_endpoints, [&](const NotEndpointRow &row) {
    const bool is_host = row.host == host || (host.ends_with(row.host) && host[host.size() - row.host.size() - 1] == '.');
    return is_host && url.path.starts_with(row.path);
  });
}

} // namespace kinsafe
