// Loans of Apache Fineract: its documents of a loan (associations=all) and its business events as JSON. Of a loan come the
// due date of each period and when it was met, pauses, the closing, guarantors. Fineract knows two counts of days: those
// past due, and those delinquent, which leave out grace and pauses; here the days are always those past due.
#include "conduct/import/formats.h"
#include "conduct/import/times.h"

#include <fmt/format.h>

#include <algorithm>

namespace kinsafe {
namespace {

std::string text_at(const Json &object, std::string_view path) { return scalar_text(value_at(object, path)); }

std::optional<i64> amount_at(const Json &object, std::string_view path) {
  const std::string text = text_at(object, path);
  return text.empty() ? std::nullopt : read_amount(text);
}

class LoanReader {
public:
  LoanReader(Rows &rows, const Json &loan) : rows_(rows) {
    const auto first = [&](std::initializer_list<std::string_view> paths) {
      for (const std::string_view path : paths)
        if (std::string text = text_at(loan, path); !text.empty()) return rows.keep(std::move(text));
      return std::string_view();
    };
    debt_ = first({"accountNo", "loanAccountNo", "externalId", "loanExternalId", "loanId", "id"});
    borrower_ = first({"clientId", "clientAccountNo", "groupId", "client.id"});
    product_ = first({"loanProductName", "loanProductId"});
  }

  bool has_loan() const { return !debt_.empty(); }

  void add(LoanEvent event, std::optional<WrittenTime> from, std::optional<WrittenTime> to = {}, std::optional<i64> amount = {}, std::optional<i64> days = {}) {
    Filled row;
    row.loan.event = event;
    row.loan.debt = debt_;
    row.loan.borrower = borrower_;
    row.loan.product = product_;
    row.loan.from = from;
    row.loan.to = to;
    row.loan.amount_minor = amount;
    if (days && *days >= 0 && *days < 100'000) row.loan.days_past_due = static_cast<i32>(*days);
    rows_.add(row, RowKind::loan);
  }

  void add_guarantor(const Json &guarantor) {
    Filled row;
    row.person.party = Party::guarantor;
    row.person.debt = debt_;
    row.person.borrower = borrower_;
    const std::string last = text_at(guarantor, "lastname");
    row.person.person = rows_.keep(fmt::format("{}{}{}", text_at(guarantor, "firstname"), last.empty() ? "" : " ", last));
    std::string number = text_at(guarantor, "mobileNumber");
    if (number.empty()) number = text_at(guarantor, "housePhoneNumber");
    row.person.number = rows_.keep(std::move(number));
    row.person.relation = rows_.keep(text_at(guarantor, "clientRelationshipType.name"));
    row.person.form = "guarantee";
    rows_.add(row, RowKind::person);
  }

private:
  Rows &rows_;
  std::string_view debt_, borrower_, product_;
};

void read_pauses(const Json &pauses, LoanReader &loan, Rows &rows) {
  if (!pauses.is_array()) return;
  for (const Json &pause : pauses)
    if (const std::optional<WrittenTime> from = rows.time(value_at(pause, "pausePeriodStart")))
      loan.add(LoanEvent::pause, from, rows.time(value_at(pause, "pausePeriodEnd")));
}

void read_loan(const Json &document, Rows &rows) {
  LoanReader loan(rows, document);
  if (!loan.has_loan()) return rows.refuse("it names no loan");
  const Json &periods = value_at(document, "repaymentSchedule.periods");
  if (periods.is_array())
    for (const Json &period : periods) {
      // The first row is the disbursement, which has no number; periods of a down payment have one.
      if (!period.is_object() || value_at(period, "period").is_null()) continue;
      const std::optional<WrittenTime> due = rows.time(value_at(period, "dueDate"));
      if (!due) return rows.refuse("a period of its schedule has no due date that can be read");
      loan.add(LoanEvent::due, due, {}, amount_at(period, "totalDueForPeriod"));
      if (const std::optional<WrittenTime> met = rows.time(value_at(period, "obligationsMetOnDate")))
        loan.add(LoanEvent::paid, met, {}, amount_at(period, "totalPaidForPeriod"));
    }
  read_pauses(value_at(document, "delinquent.delinquencyPausePeriods"), loan, rows);
  // The document does not say of which day it is, so the day of its count stays open.
  if (const std::optional<i64> days = read_number(text_at(document, "delinquent.pastDueDays")))
    loan.add(LoanEvent::state, {}, {}, amount_at(document, "delinquent.delinquentAmount"), days);
  if (const std::optional<WrittenTime> closed = rows.time(value_at(document, "timeline.closedOnDate"))) loan.add(LoanEvent::closed, closed);
  if (const Json &guarantors = value_at(document, "guarantors"); guarantors.is_array())
    for (const Json &guarantor : guarantors) loan.add_guarantor(guarantor);
}

// An event in its envelope: type, businessDate, data.
void read_event(const Json &document, Rows &rows) {
  const Json &data = value_at(document, "data");
  const std::string type = text_at(document, "type");
  LoanReader loan(rows, data);
  if (rows.has_seen(text_at(document, "idempotencyKey"))) return;
  if (!data.is_object()) return rows.refuse("its data is not given as JSON");
  if (!type.starts_with("Loan")) return; // of clients, savings, ...: nothing of a loan
  if (!loan.has_loan()) return rows.refuse("it names no loan");
  const std::optional<WrittenTime> day = rows.time(value_at(document, "businessDate"));
  const auto is_type = [&](std::string_view name) { return type == name || type == std::string(name) + "BusinessEvent"; };
  if (is_type("LoanDelinquencyRangeChange")) {
    // The range is of delinquent days, and those past due are not said; nothing of a range means that the loan is not delinquent.
    const std::optional<WrittenTime> since = rows.time(value_at(data, "delinquentDate"));
    if (!day) return rows.refuse("its business date can't be read");
    if (since)
      loan.add(LoanEvent::state, day, {}, amount_at(data, "amount.totalAmount"));
    else if (value_at(data, "delinquencyRange").is_null())
      loan.add(LoanEvent::state, day, {}, {}, 0);
    else
      loan.add(LoanEvent::state, day);
  } else if (is_type("LoanRepaymentDue") || is_type("LoanRepaymentOverdue")) {
    std::optional<WrittenTime> due = rows.time(value_at(data, "installment.dueDate"));
    if (!due) due = rows.time(value_at(data, "dueDate"));
    if (!due) return rows.refuse("its due date can't be read");
    loan.add(LoanEvent::due, due, {}, amount_at(data, "installment.totalDueAmount"));
    const std::optional<i64> days = read_number(text_at(data, "pastDueDays"));
    if (days && day)
      loan.add(LoanEvent::state, day, {}, {}, days);
    else if (is_type("LoanRepaymentOverdue") && day && day->seconds > due->seconds)
      loan.add(LoanEvent::state, day, {}, {}, (day->seconds - due->seconds) / 86400);
  } else if (is_type("LoanAccountDelinquencyPauseChanged")) {
    const Json &pauses = value_at(data, "delinquent.delinquencyPausePeriods");
    read_pauses(pauses.is_array() ? pauses : value_at(data, "delinquencyPausePeriods"), loan, rows);
  } else if (is_type("LoanClose")) {
    const std::optional<WrittenTime> closed = rows.time(value_at(data, "timeline.closedOnDate"));
    if (!closed && !day) return rows.refuse("its date can't be read");
    loan.add(LoanEvent::closed, closed ? closed : day);
  } else if (is_type("LoanTransactionMakeRepaymentPost") || is_type("LoanChargeOffPost")) {
    const std::optional<WrittenTime> on = rows.time(value_at(data, "date"));
    // A loan that is charged off is still owed.
    loan.add(is_type("LoanChargeOffPost") ? LoanEvent::state : LoanEvent::paid, on ? on : day, {}, amount_at(data, "amount"));
  } else {
    const Json &periods = value_at(data, "repaymentSchedule.periods");
    if (periods.is_array()) read_loan(data, rows);
  }
}

bool is_event(const Json &document) {
  return document.contains("businessDate") && document.contains("type") && document.contains("data") && document.contains("idempotencyKey");
}

bool is_fineract(const Json &document) {
  return is_event(document) ||
         (document.contains("timeline") && document.contains("accountNo") && (document.contains("repaymentSchedule") || document.contains("delinquent")));
}

void read_document(const Json &document, const Profile &, Rows &rows) {
  if (is_event(document))
    read_event(document, rows);
  else
    read_loan(document, rows);
}

} // namespace

const RecordFormat fineract = {
    .name = "fineract-loans",
    .title = "Apache Fineract's loans and business events (JSON)",
    .kind = RowKind::loan,
    .lists = ". pageItems",
    .document = read_document,
    .is_document = is_fineract,
};

} // namespace kinsafe
