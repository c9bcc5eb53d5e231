// Tables of a family of Chinese collection back offices (mman): the collection record, whose column contact_type says
// whether an emergency contact or somebody from the address book was called, and the numbers kept of each borrower.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr ColumnRule record_rules[] = {
    {"time", "collection_date create_date"},
    {"medium", "collection_type"},
    {"theirs", "contact_phone"},
    {"party", "contact_type"},
    {"person", "contact_name"},
    {"relation", "relation"},
    {"outcome", "communication_status"},
    {"raw_outcome", "communication_status"},
    {"collector", "collection_id"},
    {"borrower", "user_id"},
    {"debt", "order_id"},
    {"text", "content"},
    {".detail", "remark"},
};

// contact_type 1: named in an emergency; 2: from the address book.
constexpr ColumnValue record_values[] = {
    {"party", "1", "named_contact"},
    {"party", "2", "address_book"},
    {"party", "紧急联系人", "named_contact"},
    {"party", "通讯录联系人", "address_book"},
    {"party", "通讯录", "address_book"},
    {"party", "本人", "debtor"},
    {"medium", "1", "call"},
    {"medium", "2", "sms"},
    {"medium", "电话", "call"},
    {"medium", "短信", "sms"},
    {"outcome", "接通", "answered"},
    {"outcome", "已接通", "answered"},
    {"outcome", "正常", "answered"},
    {"outcome", "无人接听", "rang"},
    {"outcome", "无法接通", "failed"},
    {"outcome", "关机", "busy"},
    {"outcome", "停机", "failed"},
    {"outcome", "空号", "failed"},
    {"outcome", "占线", "busy"},
    {"outcome", "拒接", "busy"},
};

constexpr ColumnRule number_rules[] = {
    {"borrower", "user_id"},
    {"person", "info_name"},
    {"number", "info_value"},
    {"relation", "rela_key contacts_key"},
    {"party", "contactsflag contacts_flag"},
    {".kind", "contactsflag contacts_flag"},
    {"named", "create_time create_date"},
};
constexpr ColumnValue number_values[] = {{"party", "1", "named_contact"}};

std::string_view complete_record(Filled &row, const Profile &) {
  EventRow &event = row.event;
  event.purpose = Purpose::collect;
  event.direction = Direction::out;
  if (event.text.empty()) event.text = row.extra.detail;
  if (event.medium != Medium::call && event.outcome == Outcome::unknown) event.outcome = Outcome::sent;
  return {};
}

// Without the mark the row is a copy of the address book, and what it says of its time is when it was copied.
std::string_view complete_number(Filled &row, const Profile &) {
  PersonRow &person = row.person;
  if (row.extra.kind.empty() || row.extra.kind == "0") person.party = Party::address_book;
  if (person.party != Party::named_contact) person.named.reset();
  for (const char c : person.number)
    if (c >= '0' && c <= '9') return {};
  return idle; // an address, a school: no number
}

} // namespace

const RecordFormat mman_records = {
    .name = "mman-collection-record",
    .title = "collection records (mman_loan_collection_record)",
    .signature = "contact_type contact_phone collection_type collection_date|create_date",
    .rules = record_rules,
    .values = record_values,
    .lists = ". RECORDS data rows",
    .complete = complete_record,
};

const RecordFormat mman_numbers = {
    .name = "mman-user-contacts",
    .title = "numbers kept of borrowers (mman_user_rela)",
    .kind = RowKind::person,
    .signature = "user_id info_name info_value contactsflag|contacts_flag",
    .rules = number_rules,
    .values = number_values,
    .lists = ". RECORDS data rows",
    .complete = complete_number,
};

} // namespace kinsafe
