// Backups of a telephone by SMS Backup & Restore: what an ordinary person has to show. They are seen from the other side:
// the number in a row is the collector's, the phone's owner (`owner` of the profile) is who was contacted, and what the
// phone received the collector sent. The same contact stands in every later backup again.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr ColumnRule call_rules[] = {
    {"time", "date"},          {"ours", "number"},           {"direction", "type"},         {"outcome", "type"},
    {"raw_outcome", "type"},   {"talk_seconds", "duration"}, {"collector", "contact_name"}, {".detail", "date"},
    {".duration", "duration"}, {".kind", "presentation"},
};

// 1 received, 2 placed, 3 missed, 4 left on voicemail, 5 rejected, 6 blocked, 7 answered on another device.
constexpr ColumnValue call_values[] = {
    {"direction", "1", "out"},     {"direction", "2", "in"},  {"direction", "3", "out"},    {"direction", "4", "out"},    {"direction", "5", "out"},
    {"direction", "6", "out"},     {"direction", "7", "out"}, {"outcome", "1", "answered"}, {"outcome", "2", "answered"}, {"outcome", "3", "rang"},
    {"outcome", "4", "voicemail"}, {"outcome", "5", "busy"},  {"outcome", "6", "busy"},     {"outcome", "7", "answered"},
};

constexpr ColumnRule message_rules[] = {
    {"time", "date"}, {"ours", "address"},           {"direction", "type"}, {"outcome", "type"}, {"raw_outcome", "type"},
    {"text", "body"}, {"collector", "contact_name"}, {".detail", "date"},   {".kind", "type"},
};

// 1 received, 2 sent, 3 draft, 4 in the outbox, 5 failed, 6 queued.
constexpr ColumnValue message_values[] = {
    {"direction", "1", "out"},  {"direction", "2", "in"},    {"direction", "3", "in"},      {"direction", "4", "in"},
    {"direction", "5", "in"},   {"direction", "6", "in"},    {"outcome", "1", "delivered"}, {"outcome", "2", "sent"},
    {"outcome", "3", "failed"}, {"outcome", "4", "unknown"}, {"outcome", "5", "failed"},    {"outcome", "6", "unknown"},
};

void tell_owner(EventRow &event, const Profile &profile) {
  event.theirs = profile.owner;
  if (event.collector == "(Unknown)") event.collector = {};
}

std::string_view complete_call(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  tell_owner(event, profile);
  // A call that was placed and never answered has no type of its own, and no duration.
  if (event.outcome == Outcome::answered && row.extra.duration == "0") event.outcome = event.raw_outcome == "2" ? Outcome::rang : Outcome::unknown;
  const std::string_view presentation = row.extra.kind;
  if (!presentation.empty()) event.is_number_hidden = presentation != "1";
  if (event.ours == "-1" || event.ours == "-2") event.ours = {}, event.is_number_hidden = true;
  return {};
}

std::string_view complete_message(Filled &row, const Profile &profile) {
  if (row.extra.kind == "3") return idle; // a draft was never sent
  tell_owner(row.event, profile);
  return {};
}

void call_key(const Filled &row, std::string &key) {
  key.append(row.event.ours).append(1, '\n').append(row.extra.detail).append(1, '\n').append(row.extra.duration);
}

void message_key(const Filled &row, std::string &key) {
  key.append(row.event.ours).append(1, '\n').append(row.extra.detail).append(1, '\n').append(row.event.raw_outcome).append(1, '\n').append(row.event.text);
}

std::string text_at(const Json &object, const char *name) { return scalar_text(value_at(object, name)); }

bool is_multimedia(const Json &document) { return text_at(document, "#name") == "mms"; }

// A multimedia message: its text is that of its plain parts, its box 1 is received and 2 sent.
void read_multimedia(const Json &document, const Profile &profile, Rows &rows) {
  Filled row;
  const std::optional<WrittenTime> time = rows.time(value_at(document, "date"));
  if (!time) return rows.refuse("its time can't be read");
  row.event.time = *time;
  row.event.medium = Medium::sms;
  const std::string_view box = rows.keep(text_at(document, "msg_box"));
  row.event.raw_outcome = box;
  row.event.direction = box == "1" ? Direction::out : Direction::in;
  row.event.outcome = box == "1" ? Outcome::delivered : box == "2" ? Outcome::sent : Outcome::unknown;
  row.extra.kind = box;
  row.extra.detail = rows.keep(text_at(document, "date"));
  row.event.ours = rows.keep(text_at(document, "address"));
  row.event.collector = rows.keep(text_at(document, "contact_name"));
  const Json &parts = value_at(document, "parts.part");
  std::string text;
  const auto add = [&](const Json &part) {
    if (text_at(part, "ct") != "text/plain") return;
    if (!text.empty()) text += '\n';
    text += text_at(part, "text");
  };
  if (parts.is_array())
    for (const Json &part : parts) add(part);
  else
    add(parts);
  row.event.text = rows.keep(std::move(text));
  tell_owner(row.event, profile);
  rows.add(row, RowKind::event);
}

} // namespace

const RecordFormat phone_calls = {
    .name = "phone-backup-calls",
    .title = "calls of a telephone (SMS Backup & Restore XML)",
    .signature = "number date type duration",
    .rules = call_rules,
    .values = call_values,
    .lists = "calls",
    .complete = complete_call,
    .duplicate_key = call_key,
};

const RecordFormat phone_messages = {
    .name = "phone-backup-messages",
    .title = "messages of a telephone (SMS Backup & Restore XML)",
    .signature = "address date type|msg_box",
    .rules = message_rules,
    .values = message_values,
    .lists = "smses",
    .medium = Medium::sms,
    .complete = complete_message,
    .duplicate_key = message_key,
    .document = read_multimedia,
    .is_document = is_multimedia,
};

} // namespace kinsafe
