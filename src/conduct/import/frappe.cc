// Exports of Frappe Lending: loans, the log of days past due, and repayment schedules, as CSV with the names or the labels
// of fields, and as JSON.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr ColumnRule loan_rules[] = {
    {"debt", "name id"},
    {"borrower", "applicant"},
    {"lender", "company"},
    {"product", "loan_product loan_type"},
    {"days_past_due", "days_past_due"},
    {"from", "modified last_updated_on"},
    {".kind", "status"},
    {".answered", "closure_date"},
};

constexpr ColumnRule log_rules[] = {{"debt", "loan"}, {"from", "posting_date"}, {"days_past_due", "days_past_due"}, {"borrower", "applicant"}};

constexpr ColumnRule schedule_rules[] = {
    {"debt", "loan against_loan"},
    {"from", "payment_date payment_date_repayment_schedule repayment_schedule.payment_date"},
    {".detail", "total_payment total_payment_repayment_schedule"},
};

constexpr RecordedField loan_recorded[] = {{"days_past_due", LoanEvent::state}, {".kind", LoanEvent::closed}, {".answered", LoanEvent::closed}};
constexpr RecordedField log_recorded[] = {{"days_past_due", LoanEvent::state}};
constexpr RecordedField schedule_recorded[] = {{"from", LoanEvent::due}};

std::string_view complete_loan(Filled &row, const Profile &) {
  LoanRow &loan = row.loan;
  if (loan.debt.empty()) return "it names no loan";
  if (row.extra.kind != "Closed") return {};
  loan.event = LoanEvent::closed;
  loan.days_past_due.reset();
  const std::optional<WrittenTime> closed = TimeReader().read(row.extra.answered);
  if (closed) loan.from = closed;
  return {};
}

std::string_view complete_log(Filled &row, const Profile &) { return row.loan.debt.empty() ? "it names no loan" : !row.loan.from ? "it has no date" : ""; }

std::string_view complete_schedule(Filled &row, const Profile &) {
  LoanRow &loan = row.loan;
  loan.event = LoanEvent::due;
  loan.amount_minor = read_amount(row.extra.detail);
  return loan.debt.empty() ? "it names no loan: the export of a schedule needs the loan in every row" : !loan.from ? "it has no date of payment" : "";
}

bool is_schedule(const Json &document) { return value_at(document, "repayment_schedule").is_array(); }

// A schedule with its rows.
void read_schedule(const Json &document, const Profile &, Rows &rows) {
  std::string debt = scalar_text(value_at(document, "loan"));
  if (debt.empty()) debt = scalar_text(value_at(document, "against_loan"));
  if (debt.empty()) return rows.refuse("it names no loan");
  const std::string_view loan = rows.keep(std::move(debt));
  rows.knows(LoanEvent::due);
  for (const Json &payment : value_at(document, "repayment_schedule")) {
    Filled row;
    row.loan.debt = loan;
    row.loan.from = rows.time(value_at(payment, "payment_date"));
    if (!row.loan.from) return rows.refuse("a payment has no date that can be read");
    row.extra.detail = rows.keep(scalar_text(value_at(payment, "total_payment")));
    rows.add(row, RowKind::loan);
  }
}

} // namespace

const RecordFormat frappe_loans = {
    .name = "frappe-loans",
    .title = "Frappe Lending: loans",
    .kind = RowKind::loan,
    .signature = "applicant name|id loan_product|loan_type status days_past_due|repayment_start_date",
    .rules = loan_rules,
    .recorded = loan_recorded,
    .lists = ". data docs",
    .complete = complete_loan,
};

const RecordFormat frappe_log = {
    .name = "frappe-days-past-due",
    .title = "Frappe Lending: log of days past due",
    .kind = RowKind::loan,
    .signature = "loan posting_date days_past_due",
    .rules = log_rules,
    .recorded = log_recorded,
    .lists = ". data docs",
    .complete = complete_log,
};

const RecordFormat frappe_schedule = {
    .name = "frappe-schedule",
    .title = "Frappe Lending: repayment schedules",
    .kind = RowKind::loan,
    .signature = "loan|against_loan payment_date|payment_date_repayment_schedule total_payment|total_payment_repayment_schedule",
    .rules = schedule_rules,
    .recorded = schedule_recorded,
    .lists = ". data docs",
    .complete = complete_schedule,
    .document = read_schedule,
    .is_document = is_schedule,
};

} // namespace kinsafe
