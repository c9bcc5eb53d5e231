// Requests for permissions: which are asked for together, through what, and whether the question comes back by itself after a
// refusal. One of alternatives is a request of its own.
#include "facts/facts.h"

#include "base/strings.h"

#include <algorithm>

namespace kinsafe {
namespace {

// More than any real app has; a hostile one chooses how many there are.
constexpr size_t most_requests = 1000;

// Whether a refusal alone brings the request back, of all that was explored of it. After one for good Android asks no more, so
// that another way is taken then changes nothing.
std::string_view again_after(const Denials &denials, size_t request) {
  bool is_explored = false, comes_back = false, may_come_back = false;
  for (const Denial &denial : denials.rows) {
    if (denial.request != request) continue;
    is_explored = true;
    comes_back |= denial.outcome == Outcome::asks_again && denial.is_sure && !denial.is_forever;
    may_come_back |= denial.outcome == Outcome::asks_again || denial.outcome == Outcome::unknown;
  }
  return comes_back ? "yes" : !is_explored || may_come_back ? "unclear" : "no";
}

// `no` where no text of the app states a purpose for any of them, and no gap can hide one; that one stands beside the
// question is not looked for.
std::string_view purpose_of(const std::vector<std::string> &permissions, const Facts &facts, bool may_be_hidden) {
  const bool is_stated = std::ranges::any_of(facts.of(FactKind::purpose_text), [&](const Row &row) {
    return std::ranges::count(permissions, word_of(FactKind::purpose_text, row, "permission")) > 0;
  });
  return is_stated || may_be_hidden || std::ranges::count(permissions, "unknown") > 0 ? "unclear" : "no";
}

} // namespace

std::string permission_word(std::string_view full_name) {
  constexpr std::string_view prefix = "android.permission.";
  const std::string_view tail = full_name.starts_with(prefix) ? full_name.substr(prefix.size()) : full_name;
  return to_utf8(tail.contains('.') ? full_name : tail);
}

void detect_permission_requests(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const std::vector<Request> &requests = looked.denials.requests;
  std::vector<Row> &rows = facts.of(FactKind::permission_request);
  const bool may_hide_purposes = hidden_facts(incomplete)[static_cast<size_t>(FactKind::purpose_text)];
  for (size_t i = 0; i < requests.size(); ++i) {
    const Request &request = requests[i];
    if (rows.size() >= most_requests) {
      incomplete.gaps.push_back({GapKind::limit, "", "permission_request", "there are more requests than any app makes; the rest is left out", Lost::nothing, {"permission_request", "denial"}});
      return;
    }
    std::vector<std::vector<std::string>> asked(1);
    for (const std::string &permission : request.permissions) {
      if (!request.is_together && !asked.back().empty()) asked.emplace_back();
      asked.back().push_back(permission_word(permission));
    }
    const Evidence place = evidence_at(looked.program, request.site, "asks");
    if (!request.is_whole) {
      asked.back().emplace_back("unknown");
      if (looked.calls.is_reached(request.site.body))
        incomplete.gaps.push_back({GapKind::unsupported, place.part, place.method + " at " + std::to_string(request.site.pc),
                                   "for which permissions is asked is not known (" + std::string(request.reason) + ")", Lost::nothing, {"permission_request", "denial"}});
    }
    for (std::vector<std::string> &permissions : asked) {
      std::vector<Evidence> evidence{place};
      for (const Site &call : request.calls)
        if (call.body != request.site.body || call.pc != request.site.pc) evidence.push_back(evidence_at(looked.program, call, "asks_through"));
      const std::string purpose(purpose_of(permissions, facts, may_hide_purposes));
      rows.push_back(make_row(FactKind::permission_request,
                              {std::move(permissions), std::string("unknown"), Cell(), std::string("unclear"), purpose, std::string(again_after(looked.denials, request.repeats.value_or(i))),
                               std::string(request.through), Cell()},
                              std::move(evidence)));
    }
  }
}

} // namespace kinsafe
