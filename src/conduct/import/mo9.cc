// Tables of a Chinese collection system that several lenders ran (mo9): its records of contacts (t_mis_contant_record),
// which say of every number where it came from, and its records of calls (TMisCallingRecord).
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr ColumnRule contact_rules[] = {
    {"time", "dunningtime createdate"},
    {"medium", "contanttype"},
    {"theirs", "contanttarget"},
    {"party", "contactstype"},
    {"relation", "contactstype"},
    {"person", "contactsname"},
    {"outcome", "telstatus"},
    {"raw_outcome", "telstatus"},
    {"collector", "dunningpeoplename"},
    {"debt", "dealcode"},
    {"days_past_due", "overduedays"},
    {"due", "repaymenttime"},
    {"template_id", "smstemplateid smstemp"},
    {"text", "content"},
    {".detail", "remark"},
    {".kind", "telstatus"},
};

// Names of the enumerations and the words that the system's screens show for them.
constexpr ColumnValue contact_values[] = {
    {"medium", "tel", "call"},
    {"medium", "sms", "sms"},
    {"medium", "电话", "call"},
    {"medium", "短信", "sms"},
    {"party", "SELF", "debtor"},
    {"party", "本人", "debtor"},
    {"party", "MARRIED", "named_contact"},
    {"party", "夫妻", "named_contact"},
    {"party", "PARENT", "named_contact"},
    {"party", "父母", "named_contact"},
    {"party", "CHILDREN", "named_contact"},
    {"party", "子女", "named_contact"},
    {"party", "RELATIVES", "named_contact"},
    {"party", "亲戚", "named_contact"},
    {"party", "WORKMATE", "named_contact"},
    {"party", "同事", "named_contact"},
    {"party", "FRIEND", "named_contact"},
    {"party", "朋友", "named_contact"},
    {"party", "WORKTEL", "employer"},
    {"party", "工作电话", "employer"},
    {"party", "CANTACT", "address_book"},
    {"party", "CONTACT", "address_book"},
    {"party", "通讯录", "address_book"},
    {"party", "COMMUNCATE", "call_record"},
    {"party", "通话记录", "call_record"},
    // Of the conclusions those that say how the call ended.
    {"outcome", "PTP", "answered_right"},
    {"outcome", "PTPX", "answered_right"},
    {"outcome", "ALPA", "answered_right"},
    {"outcome", "RTP", "answered_right"},
    {"outcome", "WTP", "answered_right"},
    {"outcome", "INSY", "answered_right"},
    {"outcome", "OPTP", "answered_other"},
    {"outcome", "WTR", "answered_other"},
    {"outcome", "NSA", "answered_other"},
    {"outcome", "NSN", "answered_other"},
    {"outcome", "NOBD", "answered_other"},
    {"outcome", "BDQJ", "answered_other"},
    {"outcome", "CMIN", "answered"},
    {"outcome", "KNOW", "answered"},
    {"outcome", "LMS", "answered"},
    {"outcome", "CAIN", "answered"},
    {"outcome", "NOAS", "rang"},
    {"outcome", "BUSY", "busy"},
    {"outcome", "OFF", "busy"},
    {"outcome", "NOPK", "busy"},
    {"outcome", "TNIS", "failed"},
    {"outcome", "NOEX", "failed"},
    {"outcome", "MEMO", "unknown"},
    {"outcome", "PYD", "unknown"},
    {"outcome", "FEE", "unknown"},
    {"outcome", "FEAD", "unknown"},
    {"outcome", "LDTX", "unknown"},
    {"outcome", "OTHER", "unknown"},
    {"outcome", "QT", "unknown"},
    {"outcome", "STOP", "unknown"},
    {"outcome", "OOC", "unknown"},
    {"outcome", "HOOC", "unknown"},
    {"outcome", "CUT", "unknown"},
    {"outcome", "LOOO", "unknown"},
    {"outcome", "MESF", "unknown"},
    {"outcome", "MESS", "unknown"},
    {"outcome", "NOSE", "unknown"},
    {"outcome", "NOTK", "unknown"},
};

constexpr ColumnRule call_rules[] = {
    {"time", "calltime ringtime"}, {"direction", "calltype"}, {"ours", "extensionnumber"},
    {"theirs", "targetnumber"},    {"person", "targetname"},  {"collector", "peopleid agent"},
    {"debt", "dealcode"},          {"place", "location"},     {"talk_seconds", "durationtime"},
    {"raw_outcome", "callstate"},  {"leg", "uuid"},           {".answered", "starttime"},
    {".detail", "ringtime"},
};

constexpr ColumnValue call_values[] = {{"direction", "呼入", "in"}, {"direction", "呼出", "out"}};

std::string_view complete_contact(Filled &row, const Profile &) {
  EventRow &event = row.event;
  event.purpose = Purpose::collect;
  event.direction = row.extra.kind == "CAIN" ? Direction::in : Direction::out; // CAIN: the customer called back
  if (event.medium == Medium::call && event.text.empty()) event.text = row.extra.detail;
  if (event.medium != Medium::call) event.outcome = Outcome::sent; // the conclusion is of the case, not of a message
  // Who talked is told by whose number it is: somebody other than the debtor never promises as the debtor.
  if (event.outcome == Outcome::answered_right && event.party != Party::debtor) event.outcome = Outcome::answered;
  return {};
}

// An answer has a start of talk; a call that nobody answered has none.
std::string_view complete_call(Filled &row, const Profile &) {
  EventRow &event = row.event;
  event.purpose = Purpose::collect;
  if (!row.extra.answered.empty())
    event.outcome = event.talk_seconds == 0u ? Outcome::unknown : Outcome::answered;
  else
    event.talk_seconds = 0;
  return event.theirs.empty() ? "it names no number" : "";
}

} // namespace

const RecordFormat mo9_contacts = {
    .name = "mo9-contact-record",
    .title = "records of contacts (t_mis_contant_record)",
    .signature = "contanttype contanttarget contactstype dunningtime|createdate",
    .rules = contact_rules,
    .values = contact_values,
    .lists = ". RECORDS data rows",
    .complete = complete_contact,
};

const RecordFormat mo9_calls = {
    .name = "mo9-calling-record",
    .title = "records of calls (TMisCallingRecord)",
    .signature = "calltype targetnumber extensionnumber calltime durationtime",
    .rules = call_rules,
    .values = call_values,
    .lists = ". RECORDS data rows",
    .complete = complete_call,
};

} // namespace kinsafe
