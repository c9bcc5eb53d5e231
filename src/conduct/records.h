// What the records of collection say, before it is known which person a number belongs to: rows of contacts (calls,
// messages, visits), of loans, of people named to a loan, and of requests to stop, as importers read them from any format.
// Texts are views into the importer's memory and hold until the next row is read.
#pragma once

#include "limits/contact.h"

#include <optional>
#include <span>
#include <string_view>

namespace kinsafe {

// A point in time as a source writes it. Times without an offset are local to the zone that the user names for the source.
struct WrittenTime {
  i64 seconds = 0;      // since 1970-01-01 00:00:00, of UTC or, if `is_local`, of the wall clock
  bool is_local = true;
  bool is_day = false;  // a day without a time
};

// One contact: a row of a source, or the rows of all legs of one call.
struct EventRow {
  u64 row = 0; // of the file, as a person counts: lines or records from 1, the header included; of the leg that tells the outcome
  std::span<const u64> rows; // of all legs, in the order of the file
  WrittenTime time{};
  Medium medium = Medium::call;
  Direction direction = Direction::unknown;
  Outcome outcome = Outcome::unknown;
  Party party = Party::unknown;     // as the source itself says
  Purpose purpose = Purpose::unknown;
  std::string_view ours, theirs;    // numbers or addresses: of the collector's side, and of who is contacted; as written
  std::string_view source, destination; // of telephony, where the source does not say which side is whose
  std::string_view collector, agency, lender, borrower, debt; // keys as the source names them
  std::string_view person, relation; // who is contacted: a name or a key; spouse, friend, 父母
  std::string_view place, text, template_id, raw_outcome, leg_group, leg, recording;
  std::optional<u32> talk_seconds, people_present;
  std::optional<i32> days_past_due;  // at that time, as the source says
  std::optional<bool> in_reply;      // the person asked for it
  std::optional<bool> is_number_hidden; // the caller's, from who was called
  bool has_recording_field = false;  // the source is said to name every recording
  std::optional<WrittenTime> due;
};

// Empty views and nothing mean: the source has no such field or it is empty here. RecordSink::knows tells which it has.
enum class LoanEvent : u8 { state, due, paid, closed, pause, lost, unreachable, incapacitated, occasion, handed_over, payment };
std::string_view name_of(LoanEvent event);
std::optional<LoanEvent> find_loan_event(std::string_view name);
struct LoanRow {
  u64 row = 0;
  LoanEvent event = LoanEvent::state;
  std::string_view borrower, debt, lender, agency, product;
  std::string_view zone;                 // IANA name of where the borrower is
  std::string_view number;               // one of the borrower's own
  std::optional<WrittenTime> from, to;   // of the event: the due date; from when to when paused, lost, ...; handed over on
  std::optional<i32> days_past_due;      // on the day `from`
  std::optional<i64> amount_minor;       // in hundredths of the currency's unit
  std::string_view occasion;             // bereavement, disaster, wedding, festival
  bool is_told_alone = false;            // by an event: that others of its kind would be told too does not follow
};

// Somebody named to a loan, or found beside it.
struct PersonRow {
  u64 row = 0;
  Party party = Party::unknown;
  std::string_view borrower, debt, person, relation, number, zone, form;
  std::string_view agency;               // who was handed the number
  std::optional<WrittenTime> named;      // when the borrower named the person
  std::optional<WrittenTime> consent;    // when the person agreed
  bool has_consent_field = false, has_agency_field = false; // the source has a field for these
};

// What a person asked for and agreed to, and the lines and accounts that a firm has registered for its contacts.
enum class RequestKind : u8 { stop, refusal, dispute, attorney, complaint, consent, negotiation, authorised, registered };
std::string_view name_of(RequestKind kind);
std::optional<RequestKind> find_request_kind(std::string_view name);
struct AskedRow {
  u64 row = 0;
  RequestKind kind = RequestKind::stop;
  std::string_view borrower, debt, person, number;
  std::string_view agency;               // whose line it is
  std::string_view scope;                // all, a medium, or "18:00-24:00"; of a consent its kind: debtor_consent, good_reason, prior_consent
  std::optional<WrittenTime> at, until, answered;
  bool has_answered_field = false;       // the source has a field for that
};

// Takes the rows of one source in their order.
class RecordSink {
public:
  virtual ~RecordSink() = default;
  // The source has a field for this, empty or not: what it does not say of a loan or person is known not to be so.
  virtual void knows(LoanEvent) {}
  virtual void knows(RequestKind) {}
  virtual void add(const EventRow &row) = 0;
  virtual void add(const LoanRow &row) = 0;
  virtual void add(const PersonRow &row) = 0;
  virtual void add(const AskedRow &row) = 0;
  virtual void duplicate(u64 row, u64 first) = 0;                // a backup holds the contact of the row `first` once more
  virtual void quarantine(u64 row, std::string_view reason) = 0; // a row that can't be taken
};

} // namespace kinsafe
