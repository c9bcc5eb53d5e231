// Loans of Apache Fineract: its documents of a loan (associations=all) and its business events, as JSON and as Avro. Of a
// loan come the due date of each period and when it was met, pauses, the closing, guarantors. Fineract knows two counts of
// days: those past due, and those delinquent, which leave out grace and pauses; here the days are always those past due.
#include "conduct/import/fineract_avro.h"
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
  LoanReader(Rows &rows, const Json &loan, std::string_view tenant = {}) : rows_(rows) {
    const auto first = [&](std::initializer_list<std::string_view> paths) {
      for (const std::string_view path : paths)
        if (std::string text = text_at(loan, path); !text.empty()) return rows.keep(std::move(text));
      return std::string_view();
    };
    // What has a loanId is about a loan and is none: its id and externalId are its own, and of a transaction the account
    // stands in other events alone.
    const bool is_loan = value_at(loan, "loanId").is_null();
    const std::string_view id = first({is_loan ? "id" : "loanId"});
    debt_ = first({"accountNo", "loanAccountNo"});
    if (!id.empty()) debt_ = rows.recall(fmt::format("{}/{}", tenant, id), debt_);
    if (debt_.empty()) debt_ = is_loan ? first({"externalId", "id"}) : first({"loanExternalId", "externalLoanId", "loanId"});
    borrower_ = first({"clientId", "clientAccountNo", "groupId", "client.id"});
    product_ = first({"loanProductName", "loanProductId"});
  }

  bool has_loan() const { return !debt_.empty(); }

  void add(LoanEvent event, std::optional<WrittenTime> from, std::optional<WrittenTime> to = {}, std::optional<i64> amount = {}, std::optional<i64> days = {}) {
    Filled row;
    row.loan.event = event;
    row.loan.is_told_alone = true; // what whole loans record, tell_fields says
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

// `day`: of which day the document is, where that is known.
void read_loan(const Json &document, std::optional<WrittenTime> day, LoanReader &loan, Rows &rows) {
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
  if (const std::optional<i64> days = read_number(text_at(document, "delinquent.pastDueDays")))
    loan.add(LoanEvent::state, day, {}, amount_at(document, "delinquent.delinquentAmount"), days);
  if (const std::optional<WrittenTime> closed = rows.time(value_at(document, "timeline.closedOnDate"))) loan.add(LoanEvent::closed, closed);
  if (const Json &guarantors = value_at(document, "guarantors"); guarantors.is_array())
    for (const Json &guarantor : guarantors) loan.add_guarantor(guarantor);
}

// What a file of whole loans records of each. Of events nothing is known that way: a loan of which another kind of event
// never came may be paused, and have dates that are due.
void tell_fields(const Json &document, Rows &rows) {
  if (value_at(document, "repaymentSchedule.periods").is_array()) {
    rows.knows(LoanEvent::due);
    rows.knows(LoanEvent::paid);
  }
  if (value_at(document, "timeline").is_object()) rows.knows(LoanEvent::closed);
  const Json &delinquent = value_at(document, "delinquent");
  if (delinquent.is_object() && delinquent.contains("delinquencyPausePeriods")) rows.knows(LoanEvent::pause); // versions before it had none
}

// The data of an event in Avro as the JSON that it stands for. False if there is nothing to read; then it may be refused.
bool read_avro(std::string_view type, std::string_view schema, const Json &data, Json &value, Rows &rows) {
  const Json::binary_t &bytes = data.get_binary();
  switch (read_fineract_payload(schema, {bytes.data(), bytes.size()}, value)) {
  case FineractPayload::read: return true;
  case FineractPayload::other: return false;
  case FineractPayload::unknown_schema:
    if (type.starts_with("Loan") || type.starts_with("Bulk")) rows.refuse("its data is Avro of a schema that this version does not know");
    return false;
  case FineractPayload::unreadable: rows.refuse("its data can't be read by any schema of that name that this version knows"); return false;
  case FineractPayload::ambiguous: rows.refuse("its data says different things by several schemas of that name"); return false;
  }
  return false;
}

void read_event(const Json &envelope, const Json &event, Rows &rows);

// An event: type and data stand in it, or in a part of a bulk event; the business date in its envelope.
void read_data(const Json &envelope, const std::string &type, const Json &data, Rows &rows) {
  if (!data.is_object()) return rows.refuse("its data is not given as JSON");
  if (type.starts_with("Bulk")) {
    const Json &parts = value_at(data, "datas");
    if (!parts.is_array()) return rows.refuse("it holds no list of events");
    for (const Json &part : parts) {
      if (text_at(part, "type").starts_with("Bulk")) return rows.refuse("a bulk event holds another");
      read_event(envelope, part, rows);
    }
    return;
  }
  if (!type.starts_with("Loan")) return; // of clients, savings, ...: nothing of a loan
  LoanReader loan(rows, data, text_at(envelope, "tenantId"));
  if (!loan.has_loan()) return rows.refuse("it names no loan");
  const std::optional<WrittenTime> day = rows.time(value_at(envelope, "businessDate"));
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
    std::optional<WrittenTime> due;
    for (const std::string_view path : {"installment.installmentDueDate", "installment.dueDate", "dueDate"})
      if (!due) due = rows.time(value_at(data, path));
    if (!due) return rows.refuse("its due date can't be read");
    std::optional<i64> amount = amount_at(data, "installment.totalAmountDue");
    if (!amount) amount = amount_at(data, "installment.totalDueAmount");
    loan.add(LoanEvent::due, due, {}, amount);
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
    // A loan that is charged off is still owed; what a payment settles is not said.
    loan.add(is_type("LoanChargeOffPost") ? LoanEvent::state : LoanEvent::payment, on ? on : day, {}, amount_at(data, "amount"));
  } else if (value_at(data, "repaymentSchedule.periods").is_array() || value_at(data, "delinquent").is_object()) {
    read_loan(data, day, loan, rows);
  }
}

void read_event(const Json &envelope, const Json &event, Rows &rows) {
  const std::string type = text_at(event, "type");
  const Json &data = value_at(event, "data");
  if (!data.is_binary()) return read_data(envelope, type, data, rows);
  Json value;
  if (read_avro(type, text_at(event, "dataschema"), data, value, rows)) read_data(envelope, type, value, rows);
}

bool is_event(const Json &document) {
  return document.contains("businessDate") && document.contains("type") && document.contains("data") && document.contains("idempotencyKey");
}

bool is_fineract(const Json &document) {
  return is_event(document) ||
         (document.contains("timeline") && document.contains("accountNo") && (document.contains("repaymentSchedule") || document.contains("delinquent")));
}

void read_document(const Json &document, const Profile &, Rows &rows) {
  if (!is_event(document)) {
    LoanReader loan(rows, document);
    tell_fields(document, rows);
    read_loan(document, {}, loan, rows);
  } else if (!rows.has_seen(text_at(document, "idempotencyKey"))) {
    read_event(document, document, rows);
  }
}

} // namespace

const RecordFormat fineract = {
    .name = "fineract-loans",
    .title = "Apache Fineract's loans and business events (JSON, Avro)",
    .kind = RowKind::loan,
    .lists = ". pageItems",
    .document = read_document,
    .is_document = is_fineract,
};

} // namespace kinsafe
