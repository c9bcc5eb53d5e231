// Asterisk's channel event log: a row for everything that happens to a channel. Calls are made of all rows of one linked
// id: the numbers stand where a channel starts or dials, another channel's answer is the answer, a bridge is talk.
#include "conduct/import/formats.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr ColumnLayout layouts[] = {
    {"cel_custom 20", "eventtype:e eventtime:t cid_name cid_num cid_ani cid_rdnis cid_dnid exten context channame appname appdata amaflags accountcode "
                      "uniqueid:i linkedid:i peer userfield "
                      "userdeftype eventextra"},
    {"cel_custom 19", "eventtype:e eventtime:t cid_name cid_num cid_ani cid_rdnis cid_dnid exten context channame appname appdata amaflags accountcode "
                      "uniqueid:i linkedid:i peer "
                      "userdeftype eventextra"},
    {"cel_custom 18", "eventtype:e eventtime:t cid_name cid_num cid_ani cid_rdnis cid_dnid exten context channame appname appdata amaflags accountcode "
                      "uniqueid:i linkedid:i peer eventextra"},
};

constexpr ColumnRule rules[] = {
    {"time", "eventtime"},
    {"source", "cid_num num callerid_num"},
    {"destination", "exten channel_exten"},
    {"leg_group", "linkedid channel_linkedid"},
    {"leg", "uniqueid channel_uniqueid"},
    {"raw_outcome", "eventtype"},
    {"collector", "accountcode channel_accountcode"},
    {".account", "accountcode channel_accountcode"},
    {".app", "appname channel_appname"},
    {".app_data", "appdata channel_appdata"},
    {".detail", "eventextra extra"},
};

// What a member of the JSON in the column `extra` says, such as {"hangupcause":17,"dialstatus":"BUSY"}.
std::string_view member_of(std::string_view json, std::string_view name) {
  const size_t found = json.find(name);
  if (found == std::string_view::npos) return {};
  size_t start = found + name.size();
  while (start < json.size() && (json[start] == '"' || json[start] == ':' || json[start] == ' ')) ++start;
  const std::string_view rest = json.substr(start);
  return rest.substr(0, std::min(rest.find_first_of("\",}"), rest.size()));
}

Outcome outcome_of(std::string_view dial_status, std::string_view cause) {
  if (dial_status == "BUSY") return Outcome::busy;
  if (dial_status == "NOANSWER" || dial_status == "CANCEL") return Outcome::rang;
  if (dial_status == "CHANUNAVAIL" || dial_status == "CONGESTION") return Outcome::failed;
  const auto found = std::ranges::find(cause_values, cause, &ColumnValue::written);
  return found == std::end(cause_values) ? Outcome::unknown : find_outcome(found->word).value_or(Outcome::unknown);
}

std::string_view complete(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  const bool is_first_channel = event.leg == event.leg_group || event.leg_group.empty();
  const std::string_view what = event.raw_outcome;
  if (what == "ANSWER" && !is_first_channel) event.outcome = Outcome::answered;
  if (what == "APP_START" && (row.extra.app == "VoiceMail" || row.extra.app == "AMD")) event.outcome = Outcome::voicemail;
  if (what == "HANGUP")
    event.outcome = outcome_of(member_of(row.extra.detail, "dialstatus"), is_first_channel ? std::string_view() : member_of(row.extra.detail, "hangupcause"));
  const bool has_numbers = is_first_channel && (what == "CHAN_START" || (what == "APP_START" && row.extra.app == "Dial"));
  if (!has_numbers)
    event.source = event.destination = {};
  else if (!event.destination.empty())
    tell_sides(event, profile, row.extra.account);
  return {};
}

// Talk is the time in which a channel was bridged with another.
void complete_call(std::span<const Leg *const> legs, EventRow &call) {
  std::optional<i64> start, end;
  for (const Leg *const leg : legs) {
    if (leg->row.raw_outcome == "BRIDGE_ENTER" && !start) start = leg->row.time.seconds;
    if (leg->row.raw_outcome == "BRIDGE_EXIT") end = leg->row.time.seconds;
  }
  if (call.outcome == Outcome::answered && start && end && *end >= *start) call.talk_seconds = static_cast<u32>(std::min<i64>(*end - *start, 7 * 86400));
}

} // namespace

const RecordFormat asterisk_events = {
    .name = "asterisk-cel",
    .title = "Asterisk's channel event log (CEL)",
    .layouts = layouts,
    .signature = "eventtype eventtime uniqueid|channel_uniqueid linkedid|channel_linkedid",
    .rules = rules,
    .lists = ".",
    .has_legs = true,
    .leg_rules = {.most_open_legs = size_t{1} << 17, .most_legs_of_call = 1024, .are_parts = true, .complete = complete_call},
    .complete = complete,
};

} // namespace kinsafe
