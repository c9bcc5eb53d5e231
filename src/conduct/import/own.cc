// Our own formats, CSV and JSON lines: the columns are the fields of conduct/records.h by their names, one kind of row a
// file. They are also what a profile maps any other table to. docs/conduct-formats.md lists them.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

#define SAME(name) {name, name}

constexpr ColumnRule event_rules[] = {
    SAME("time"),
    SAME("medium"),
    SAME("direction"),
    SAME("outcome"),
    SAME("party"),
    SAME("purpose"),
    SAME("ours"),
    SAME("theirs"),
    SAME("source"),
    SAME("destination"),
    SAME("collector"),
    SAME("agency"),
    SAME("lender"),
    SAME("borrower"),
    SAME("debt"),
    SAME("person"),
    SAME("relation"),
    SAME("place"),
    SAME("text"),
    SAME("template_id"),
    SAME("raw_outcome"),
    SAME("leg_group"),
    SAME("leg"),
    SAME("recording"),
    SAME("talk_seconds"),
    SAME("people_present"),
    SAME("days_past_due"),
    SAME("in_reply"),
    SAME("is_number_hidden"),
    SAME("due"),
};
constexpr ColumnRule loan_rules[] = {
    SAME("event"),  SAME("borrower"), SAME("debt"), SAME("lender"),        SAME("agency"),       SAME("product"),  SAME("zone"),
    SAME("number"), SAME("from"),     SAME("to"),   SAME("days_past_due"), SAME("amount_minor"), SAME("occasion"),
};
constexpr ColumnRule contact_rules[] = {
    SAME("party"), SAME("borrower"), SAME("debt"), SAME("person"), SAME("relation"), SAME("number"), SAME("zone"), SAME("form"), SAME("named"), SAME("consent"), SAME("agency"),
};
constexpr ColumnRule stop_rules[] = {
    SAME("kind"), SAME("borrower"), SAME("debt"), SAME("person"), SAME("number"), SAME("scope"), SAME("at"), SAME("until"), SAME("answered"), SAME("agency"),
};

constexpr RecordedField loan_recorded[] = {{"days_past_due", LoanEvent::state}, {"occasion", LoanEvent::occasion}};

std::string_view complete_event(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  if (event.theirs.empty() && event.ours.empty()) tell_sides(event, profile, {});
  return {};
}

std::string_view complete_loan(Filled &row, const Profile &) {
  const LoanRow &loan = row.loan;
  if (loan.debt.empty() && loan.borrower.empty()) return "it names neither a debt nor a borrower";
  return !loan.from && loan.event != LoanEvent::state ? "it has no date" : "";
}

std::string_view complete_contact(Filled &row, const Profile &) {
  return row.person.number.empty() && row.person.person.empty() ? "it names neither a number nor a person" : "";
}
std::string_view complete_stop(Filled &row, const Profile &) {
  if (!row.request.at) return "it has no time";
  return row.request.kind == RequestKind::registered && row.request.number.empty() ? "it names no line or account" : "";
}

} // namespace

const RecordFormat own_records = {
    .name = "kinsafe-records",
    .title = "our own records of contacts of any medium",
    .signature = "time medium theirs|person|destination",
    .rules = event_rules,
    .lists = ".",
    .has_legs = true,
    .medium = Medium::unknown,
    .complete = complete_event,
};

const RecordFormat own_messages = {
    .name = "kinsafe-messages",
    .title = "our own records of messages",
    .signature = "time theirs|person text|template_id",
    .rules = event_rules,
    .lists = ".",
    .medium = Medium::sms,
    .complete = complete_event,
};

const RecordFormat own_calls = {
    .name = "kinsafe-calls",
    .title = "our own records of calls",
    .signature = "time theirs|destination|person outcome|talk_seconds|direction|collector|source",
    .rules = event_rules,
    .lists = ".",
    .has_legs = true,
    .complete = complete_event,
};

const RecordFormat own_loans = {
    .name = "kinsafe-loans",
    .title = "our own records of loans",
    .kind = RowKind::loan,
    .signature = "event debt|borrower from",
    .rules = loan_rules,
    .recorded = loan_recorded,
    .lists = ".",
    .complete = complete_loan,
};

const RecordFormat own_contacts = {
    .name = "kinsafe-contacts",
    .title = "our own records of people named to a loan",
    .kind = RowKind::person,
    .signature = "party number|person borrower|debt",
    .rules = contact_rules,
    .lists = ".",
    .complete = complete_contact,
};

const RecordFormat own_stops = {
    .name = "kinsafe-stops",
    .title = "our own records of what people asked for",
    .kind = RowKind::request,
    .signature = "at number|person|borrower|debt kind|scope",
    .rules = stop_rules,
    .lists = ".",
    .complete = complete_stop,
};

} // namespace kinsafe
