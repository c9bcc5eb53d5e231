// Twilio's calls and messages, as CSV and as pages of its REST interface.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr ColumnRule call_rules[] = {
    {"time", "start_time startdate start date_created"},
    {"source", "from"},
    {"destination", "to"},
    {"direction", "direction"},
    {"outcome", "status"},
    {"raw_outcome", "status"},
    {"talk_seconds", "duration"},
    {"leg", "sid call_sid"},
    {".other_leg", "parent_call_sid"},
    {".machine", "answered_by"},
    {".detail", "direction"},
};

constexpr ColumnValue call_values[] = {
    {"direction", "inbound", "in"},
    {"direction", "outbound-api", "out"},
    {"direction", "outbound-dial", "out"},
    {"direction", "trunking-originating", "in"},
    {"direction", "trunking-terminating", "out"},
    {"outcome", "completed", "answered"},
    {"outcome", "busy", "busy"},
    {"outcome", "no-answer", "rang"},
    {"outcome", "failed", "failed"},
    {"outcome", "canceled", "unknown"},
    {"outcome", "queued", "unknown"},
    {"outcome", "ringing", "unknown"},
    {"outcome", "in-progress", "unknown"},
    {"outcome", "initiated", "unknown"},
};

constexpr ColumnRule message_rules[] = {
    {"time", "sentdate date_sent date_created"},
    {"source", "from"},
    {"destination", "to"},
    {"direction", "direction"},
    {"outcome", "status"},
    {"raw_outcome", "status"},
    {"text", "body"},
    {"leg", "sid"},
    {".detail", "direction"},
};

constexpr ColumnValue message_values[] = {
    {"direction", "inbound", "in"},        {"direction", "outbound-api", "out"}, {"direction", "outbound-call", "out"}, {"direction", "outbound-reply", "out"},
    {"outcome", "delivered", "delivered"}, {"outcome", "read", "delivered"},     {"outcome", "received", "delivered"},  {"outcome", "receiving", "unknown"},
    {"outcome", "sent", "sent"},           {"outcome", "undelivered", "failed"}, {"outcome", "failed", "failed"},       {"outcome", "canceled", "failed"},
    {"outcome", "queued", "unknown"},      {"outcome", "accepted", "unknown"},   {"outcome", "scheduled", "unknown"},   {"outcome", "sending", "unknown"},
};

// Our number is the one that Twilio calls from, or is called on; a second look at the other may show that it is ours too.
void tell_sides_of(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  const Direction direction = event.direction;
  if (direction == Direction::unknown) return;
  tell_sides(event, profile, {});
  event.direction = direction;
  const bool is_out = direction == Direction::out;
  const std::string_view other = is_out ? event.destination : event.source;
  bool is_inner = other.starts_with("client:") || other.starts_with("sip:");
  for (const std::string &prefix : profile.ours.prefixes) is_inner |= !prefix.empty() && other.starts_with(prefix);
  event.ours = is_out ? event.source : event.destination;
  event.theirs = is_inner ? std::string_view() : other;
  if (is_inner) event.direction = Direction::unknown;
}

std::string_view complete_call(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  if (event.outcome == Outcome::answered) {
    if (row.extra.machine.starts_with("machine") || row.extra.machine == "fax")
      event.outcome = Outcome::voicemail;
    else if (event.talk_seconds == 0u)
      event.outcome = Outcome::unknown;
  }
  tell_sides_of(row, profile);
  return {};
}

std::string_view complete_message(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  for (const std::string_view channel : {"whatsapp:", "messenger:"})
    if (event.source.starts_with(channel) || event.destination.starts_with(channel)) {
      event.medium = Medium::im;
      if (event.source.starts_with(channel)) event.source.remove_prefix(channel.size());
      if (event.destination.starts_with(channel)) event.destination.remove_prefix(channel.size());
    }
  if (row.extra.detail == "outbound-reply") event.in_reply = true;
  tell_sides_of(row, profile);
  return {};
}

} // namespace

const RecordFormat twilio_calls = {
    .name = "twilio-calls",
    .title = "Twilio calls (CSV, REST JSON)",
    .signature = "from to direction status start_time|startdate|start sid|call_sid",
    .rules = call_rules,
    .values = call_values,
    .lists = "calls .",
    .has_legs = true,
    .complete = complete_call,
};

const RecordFormat twilio_messages = {
    .name = "twilio-messages",
    .title = "Twilio messages (CSV, REST JSON)",
    .signature = "from to body direction status sentdate|date_sent sid",
    .rules = message_rules,
    .values = message_values,
    .lists = "messages .",
    .medium = Medium::sms,
    .complete = complete_message,
};

} // namespace kinsafe
