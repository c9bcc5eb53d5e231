// The formats by name, each in a file of its own; their list stands in formats.cc.
#pragma once

#include "conduct/import/format.h"

namespace kinsafe {

extern const RecordFormat aliyun_details, aliyun_international, asterisk_csv, asterisk_events, asterisk_table, fineract, frappe_loans, frappe_log, frappe_schedule,
    freeswitch, mman_numbers, mman_records, mo9_calls, mo9_contacts, own_calls, own_contacts, own_loans, own_messages, own_records, own_stops, phone_calls,
    phone_messages, record_sheet, twilio_calls, twilio_messages, wechat_cloud;

} // namespace kinsafe
