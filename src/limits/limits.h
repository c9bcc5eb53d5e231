// How often, when, and whom a collector may contact, as norms limit it. The rules of a requirement are folded over the
// contacts with one borrower's circle in the order of time: a pure step function (state, contact) -> (state, reasons). What
// the records leave open makes a reason `unclear`, never a breach; and what no record can rule out (a window that the records
// do not cover, a fact that they lack) keeps a rule from being kept. Definitions: norms/checks.md.
#pragma once

#include "base/result.h"
#include "limits/calendar.h"
#include "limits/contact.h"
#include "limits/zones.h"
#include "norms/norms.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

constexpr u32 nobody = ~u32{0};
constexpr i64 forever = i64{1} << 60;

// What is known of a case besides the contacts. ------------------------------------------------------------------------------

struct DaySpan {
  i32 from = 0, to = 0; // both inclusive, local days of the debtor
};
// Something that is so for some days, and may be for others. Without `is_recorded` nobody wrote it down: it may be so on any day.
struct Recorded {
  bool is_recorded = false;
  std::vector<DaySpan> spans, possible;
};

struct Handover {
  i32 day = 0;
  u32 agency = nobody;                     // not known
  auto operator<=>(const Handover &) const = default;
};

struct Debt {
  bool has_due = false;                    // the data has a column for it; without a day it is a known no: not due
  std::vector<i32> dues, paid;             // days on which an instalment fell due, and on which one was paid; sorted
  std::vector<i32> payments{};             // on which something was paid that may have settled one; sorted
  std::optional<i32> closed;
  Recorded pauses, lost, unreachable, incapacitated, occasions;
  std::vector<Handover> handovers;         // sorted
};

struct Person {
  Party party = Party::unknown;
  std::vector<const Zone *> zones{};       // where the person may be; empty: not known at all
  std::optional<i64> named{};              // when the borrower named the person, first
  bool has_consent = false;                // the data has a column for the person's agreement
  std::optional<i64> consent{};            // instant, or the first of the local day if only that is on record
  bool is_consent_day_only = false;
  bool is_anonymous = false;               // of no number and no key: it may be several
};

struct StopRequest {
  u32 person = nobody;                     // who asked; nobody: any of the circle
  i64 at = 0, until = forever;             // the end excluded
  bool is_day_only = false;                // the hour of `at` is not on record: its first instant stands there
  bool is_scope_known = true;              // false: not at all, or only in part
  std::optional<Medium> medium;            // not by this; nothing: not at all
  std::vector<std::array<i32, 2>> hours;   // not between these seconds of the day; none: at no hour
  bool is_refusal = false;                 // of a third person to help
};

struct Consent {
  std::string kind;                        // debtor_consent, good_reason, prior_consent
  u32 person = nobody;                     // nobody: for the whole case
  i64 from = 0, to = forever;              // instants, the end excluded
};

// A channel that a person agreed to be contacted by.
struct Authorisation {
  u32 person = 0;
  std::optional<Medium> medium{};          // nothing: any
  bool is_scope_known = true;              // false: by which is not on record
  i64 from = 0, to = forever;              // the end excluded
  bool is_day_only = false;                // the hour of `from` is not on record: its first instant stands there
  bool is_shared = false;                  // told by a number that stands in several cases
};

// A line or an account that a firm has registered as its own.
struct Line {
  u32 number = nobody, agency = nobody;    // whose it is; nobody: of no agency in particular
  std::optional<Medium> medium{};          // nothing: of any
  i64 from = 0, to = forever;              // the end excluded
  bool is_full = false;                    // a whole number of some country's plan, so that it has one spelling
};
// Those of all firms, and what is listed for each of them.
struct LineBook {
  struct Listed {
    u32 agency = nobody;
    Medium medium{};
    i64 from = 0, to = forever;            // when the list begins and ends
    bool is_full = true;                   // all of its numbers are
  };
  std::vector<Line> lines;                 // by number
  std::vector<Listed> listed;
};
LineBook line_book(std::vector<Line> lines);

// A complaint, a dispute or a request to negotiate.
struct Complaint {
  enum class Kind : u8 { complaint, dispute, negotiation } kind = Kind::complaint;
  u32 person = 0;
  i64 at = 0;
  bool is_day_only = false;
  bool has_answer = false;                 // the data has a column for the day of the answer
  std::optional<i64> answered{};
  bool is_answer_day_only = false;
  bool is_shared = false;                  // told by a number that stands in several cases
  i64 known_until = 0;                     // so far the records of requests run: an answer before it would stand there
};

// Somebody whose number an agency was handed.
struct Handed {
  u32 person = 0;
  bool is_shared = false;                  // the number stands in another case too, where the person may owe
};

struct CaseFile {
  std::vector<Debt> debts;
  bool are_debts_known = true;             // there are no others; without any the contacts are about one that nobody wrote down
  std::vector<Person> persons;             // 0: the debtor
  bool has_requests = false;               // the data has them at all
  std::vector<StopRequest> requests;
  std::vector<Consent> consents;
  std::vector<Authorisation> authorised;   // of a person none: no list of his
  const LineBook *lines = nullptr;         // of all firms; null: no list
  std::vector<Complaint> complaints;
  u16 complaint_kinds = 0;                 // bits of Complaint::Kind that the data has at all
  std::optional<std::vector<Handed>> agency_file; // nothing: not given
  bool is_agency_file_whole = true;        // of everybody in the case it is on record whether an agency was handed the number
  std::vector<DaySpan> covered;            // days of which the records hold every contact; sorted
  const Calendar *calendar = nullptr;      // of the place; null: none
  std::optional<i32> today;                // a day on which the records were there; nothing: not known
};

// One contact or attempt. ----------------------------------------------------------------------------------------------------

enum class Tri : u8 { no, maybe, yes };

struct Contact {
  i64 time = 0;                            // UTC
  u32 person = 0, number = 0, debt = nobody; // indices; numbers are the case's own
  Medium medium = Medium::call;
  Direction direction = Direction::out;
  Outcome outcome = Outcome::unknown;
  Purpose purpose = Purpose::unknown;
  Tri in_reply = Tri::no;                  // the person had asked for it
  Tri asks_payment = Tri::maybe;           // its words ask for payment
  bool is_day_only = false;                // the hour is not on record: the first instant of the day stands in `time`
  bool is_shared = false;                  // it may be of another case
  std::optional<i32> days_past_due;        // at that time, as its record says
  std::string_view place;                  // home, workplace, ...; empty: not recorded
  std::optional<u32> people_present;
  u32 agency = nobody, ours = nobody;      // who made it, and from which number or account
  bool is_ours_full = false;               // as Line::is_full
  std::string_view template_id;            // of the text that was sent; empty: not recorded
  bool is_before_named = false;            // the person is a named contact, but was named later
  Tri recording = Tri::maybe;              // there is one; maybe: nobody wrote down whether
};

// Rules. ---------------------------------------------------------------------------------------------------------------------

enum class RuleKind : u8 { hours, frequency, third_party, contact_purpose, contact_consent, cease, channel, visit, occasion, handover, provenance, complaint, record, content };

enum class Unit : u8 { attempt, call_attempt, unanswered_attempt, connected_call, conversation, contact, channel };
enum class Window : u8 { calendar_day, calendar_week, calendar_month, seven_days, seven_days_after_conversation };
enum class Per : u8 { debtor, debt_and_person, claim, account, number };

struct Cap {
  u32 max = 0;
  Unit unit = Unit::attempt;
  Window window = Window::calendar_day;
  Per per = Per::debtor;
  bool is_after_conversation = false;
};
struct Hours {
  std::array<std::vector<std::array<i32, 2>>, 7> windows; // by weekday, seconds of the day, the end excluded
  enum class Holidays : u8 { as_day, closed, own } holidays = Holidays::as_day;
  std::vector<std::array<i32, 2>> on_holidays;
  const Zone *zone = nullptr;                             // fixed; null: that of the person contacted
};

struct Rule {
  std::string norm, requirement, check;
  RuleKind kind{};
  i32 from = 0, until = 0;                 // days on which the requirement holds, the end excluded
  u16 media = 0, parties = 0;              // bits of Medium and Party that the words name; 0: all
  Hours hours;
  std::vector<Cap> caps;
  bool is_reply_excluded = false, is_prior_consent_excluded = false;
  std::vector<std::string> exceptions;     // kinds of consent that excuse
  std::optional<i32> days_past_due_more_than; // excuses too
  // Rights.
  u16 allowed_parties = 0, allowed_purposes = 0; // bits
  enum class When : u8 { any, overdue, debtor_lost, debtor_lost_or_incapacitated, debtor_unreachable } allowed_when = When::any;
  std::string allowed_with;                // a kind of consent
  std::optional<u32> max_contacts_per_person;
  bool stops_on_refusal = false;
  enum class Only : u8 { everything, demand, locate, negotiation } only = Only::everything;
  // Visits, places, handovers, occasions.
  bool is_forbidden = false;
  std::optional<u32> max_visits_per_day, min_visitors;
  std::vector<std::string> forbidden_places;
  i32 min_interval_days = 0;
  // Channels: those that the person agreed to, that he did not refuse, and lines that the firm has registered.
  enum class List : u8 { none, authorised, refused, registered } list = List::none;
  std::vector<std::string> approved_templates;
  // Answers and recordings.
  u32 working_days = 0, record_years = 0;  // years: 0: nothing is said
  bool needs_recording = false;
};
using Rules = std::vector<Rule>;

// The days on which a requirement holds, the last one excluded. Where the norm pack does not know a start, it holds from ever; the
// verdict names that doubt.
DaySpan days_in_force(const Norm &norm, const Requirement &requirement);

// The rules of one requirement that records can decide, one a check and kind. The error names the parameter.
Result<Rules> rules_of(const Norm &norm, const Requirement &requirement);

// Folding. -------------------------------------------------------------------------------------------------------------------

enum class Why : u8 {
  none,
  zone,          // where the person is
  holidays,      // no calendar
  outcome,       // how the contact ended
  direction,
  party,         // who the person is to the debt
  debt,          // which debt, or none is on record
  number,        // which number of the person
  purpose,
  due,           // no due date on record
  pause,         // a pause on record may change the days past due
  state,         // whether the debtor is lost, unreachable, incapacitated, or the debt overdue
  words,         // what was said
  people,        // how many people were there
  place,
  consent,       // whether the person agreed
  not_reached,   // an attempt: nobody was contacted
  window,        // the records do not cover the window
  requests,      // no requests on record
  hour,          // only the day is on record
  reading,       // what was said is for people to read: rules on such words are wrong too often to prove
  force,         // no contact that it speaks of lies in the time of the requirement
  channels,      // no list of authorised channels
  file,          // not given what an agency was handed
  answer,        // whether a request was answered
  caller,        // from which number
  recording,     // whether there is one
  age,           // whether it, or older records, had to be kept until now
};
std::string_view name_of(Why why);

struct Reason {
  u32 rule = 0;
  Tri proven = Tri::no;          // yes: a breach; maybe: it may be one
  Why why = Why::none;           // of maybe
  u32 count = 0, limit = 0;      // of caps
  DaySpan window{};              // likewise, local days of the debtor
  u32 person = nobody, complaint = nobody; // of what is no contact
  std::string_view missing{};    // an exception of the words that the records do not hold
};

// What the fold remembers. Copy it to ask what one more contact would be.
class State;

struct RuleFold {
  const Rules &rules;
  const CaseFile &file;
};

class State {
public:
  explicit State(const RuleFold &fold);
  // Appends the reasons of this contact. Contacts come in the order of time.
  void step(const RuleFold &fold, const Contact &contact, std::vector<Reason> &reasons);
  // Of what is no contact: handovers, requests and their answers, and whose numbers an agency was handed. Asked once.
  void finish(const RuleFold &fold, std::vector<Reason> &reasons);
  // By rule: what kept it from being looked at wholly; `none`: nothing did.
  std::span<const Why> open() const { return open_; }
  // By rule: whether a contact lay in its time, and was of a medium that it counts; of what is no contact, whether there was any.
  bool has_looked(u32 rule) const { return has_looked_[rule]; }

private:
  // Contacts of one window that count for certain, and that may.
  struct Tally {
    i32 day = 0;
    u32 certain = 0, possible = 0;
    u16 certain_media = 0, possible_media = 0;
  };
  struct Counter {
    u64 key = 0;
    i32 period = 0;                // first day of the window, of calendar windows
    std::vector<Tally> days{};     // of the last seven days; of calendar windows one for all
    i32 conversation = -1'000'000; // day of the last one
    Tri has_conversation = Tri::no;
  };
  struct OfCap {
    std::vector<std::vector<Counter>> by_zone; // by candidate zone of the debtor
    std::vector<bool> breached_in;             // likewise
    bool is_told = false;                      // a breach in every zone was told
  };
  struct Moment;

  void open(u32 rule, Why why) {
    if (open_[rule] == Why::none) open_[rule] = why;
  }
  // Whether it may not count: what is known of it leaves open that it is outgoing, of this case, or of what the rule is about.
  static bool is_doubtful(const Rule &rule, const Contact &contact, const Moment &moment);
  Tri is_excused(const RuleFold &fold, const Rule &rule, const Contact &contact, const Moment &moment, Why &why, std::string_view &missing) const;
  void step_hours(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_caps(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  // One cap for one of what it counts by (`key`): a debt and person, a number.
  void step_cap(const RuleFold &fold, u32 rule, size_t cap, u64 key, const Contact &contact, Tri counts, Tri talked, Why why_open, const Moment &moment, std::vector<Reason> &reasons);
  void step_third_party(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_contact_purpose(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_contact_consent(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_cease(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_channel(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_authorised(const RuleFold &fold, u32 rule, const Contact &contact, std::vector<Reason> &reasons);
  void step_registered(const RuleFold &fold, u32 rule, const Contact &contact, std::vector<Reason> &reasons);
  void step_provenance(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_record(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void finish_complaints(const RuleFold &fold, u32 rule, std::vector<Reason> &reasons);
  void step_visit(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_content(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);
  void step_occasion(const RuleFold &fold, u32 rule, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons);

  std::vector<Local> debtor_local_, person_local_; // of the contact at hand, kept for their memory
  std::vector<Why> open_;
  std::vector<bool> has_looked_;
  std::vector<u32> first_cap_;                 // by rule: index into caps_
  std::vector<OfCap> caps_;
  std::vector<std::vector<u32>> contacts_of_;  // by rule: contacts with each person so far that reached somebody
};

} // namespace kinsafe
