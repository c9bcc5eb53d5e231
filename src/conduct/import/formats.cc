// The list of formats. Where a file fits several, the one whose columns are known best is taken, and of equals the first.
#include "conduct/import/formats.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr const RecordFormat *formats[] = {
    &asterisk_csv,         &asterisk_table, &asterisk_events, &freeswitch,     &twilio_calls, &twilio_messages, &aliyun_details,
    &aliyun_international, &wechat_cloud,   &phone_calls,     &phone_messages, &mo9_contacts, &mo9_calls,       &mman_records,
    &mman_numbers,         &record_sheet,   &fineract,        &frappe_loans,   &frappe_log,   &frappe_schedule, &own_records,
    &own_messages,         &own_calls,      &own_loans,       &own_contacts,   &own_stops,
};

} // namespace

std::span<const RecordFormat *const> all_formats() { return formats; }

const RecordFormat *find_format(std::string_view name) {
  const auto found = std::ranges::find(formats, name, &RecordFormat::name);
  return found == std::end(formats) ? nullptr : *found;
}

bool is_of_kind(const RecordFormat &format, std::string_view kind) {
  switch (format.kind) {
  case RowKind::event: return kind == "records" || (kind == "calls" && format.medium == Medium::call) || (kind == "messages" && format.medium == Medium::sms);
  case RowKind::loan: return kind == "loans";
  case RowKind::person: return kind == "contacts";
  case RowKind::request: return kind == "stops";
  }
  return false;
}

} // namespace kinsafe
