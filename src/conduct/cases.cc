#include "conduct/cases.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace kinsafe {
namespace {

constexpr i32 open_end = 1'000'000;

bool has(u32 bits, auto field) { return (bits >> static_cast<u32>(field) & 1) != 0; }

std::optional<i32> clock_seconds(std::string_view text) { // "18:00"
  i32 hours = 0, minutes = 0;
  const size_t colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto read = [](std::string_view digits, i32 &into) { return std::from_chars(digits.data(), digits.data() + digits.size(), into).ptr == digits.data() + digits.size() && !digits.empty(); };
  if (!read(text.substr(0, colon), hours) || !read(text.substr(colon + 1), minutes) || hours < 0 || hours > 24 || minutes < 0 || minutes > 59) return std::nullopt;
  return hours * 3600 + minutes * 60;
}

// "18:00-24:00"; over midnight two windows; none: it is no such text.
std::vector<std::array<i32, 2>> hours_of(std::string_view scope) {
  const size_t dash = scope.find('-');
  if (dash == scope.npos) return {};
  const std::optional<i32> from = clock_seconds(scope.substr(0, dash)), to = clock_seconds(scope.substr(dash + 1));
  if (!from || !to || *from == *to) return {};
  if (*from < *to) return {{*from, *to}};
  return {{*from, seconds_of_day}, {0, *to}};
}

// Which of two sayings of who a person is counts: he may stand in the address book, and owe or have been named all the same.
int strength_of(Party party) {
  switch (party) {
  case Party::debtor: return 5;
  case Party::guarantor:
  case Party::co_maker:
  case Party::co_debtor: return 4;
  case Party::named_contact: return 3;
  case Party::employer: return 2;
  case Party::address_book:
  case Party::call_record:
  case Party::other: return 1;
  case Party::unknown: return 0;
  }
  return 0;
}

std::optional<Complaint::Kind> complaint_of(RequestKind kind) {
  switch (kind) {
  case RequestKind::complaint: return Complaint::Kind::complaint;
  case RequestKind::dispute: return Complaint::Kind::dispute;
  case RequestKind::negotiation: return Complaint::Kind::negotiation;
  case RequestKind::stop:
  case RequestKind::refusal:
  case RequestKind::attorney:
  case RequestKind::consent:
  case RequestKind::authorised:
  case RequestKind::registered: return std::nullopt;
  }
  return std::nullopt;
}

class Builder {
public:
  explicit Builder(const Store &store) : store_(store) {}

  Result<CaseBook> build() {
    zones_ = TRY(store_.words(WordKind::zone));
    const std::vector<StoredLoan> loans = TRY(store_.loans());
    const std::vector<StoredPerson> persons = TRY(store_.persons());
    const std::vector<StoredRequest> requests = TRY(store_.requests());
    book_.has_persons = !persons.empty();
    // Zones first: days of loans are days there.
    for (const StoredLoan &loan : loans) know(loan.borrower, loan.debt);
    for (const StoredPerson &person : persons) know(person.borrower, person.debt);
    for (const StoredLoan &loan : loans)
      if (const Zone *zone = zone_named(loan.zone)) add_zone(book_.cases[*case_of(loan.borrower, loan.debt)].file.persons[0], zone);
    for (const StoredPerson &person : persons) add(person);
    for (const StoredLoan &loan : loans) add(loan);
    for (const Source &source : store_.sources()) {
      book_.has_requests |= has(source.request_fields, RequestKind::stop) || has(source.request_fields, RequestKind::refusal);
      for (const RequestKind kind : {RequestKind::complaint, RequestKind::dispute, RequestKind::negotiation})
        if (has(source.request_fields, kind)) book_.complaint_kinds |= static_cast<u16>(1 << static_cast<u8>(*complaint_of(kind)));
    }
    for (const StoredRequest &request : requests) {
      if (request.kind == RequestKind::consent || request.kind == RequestKind::authorised || request.kind == RequestKind::registered) continue; // these may begin later
      i64 &until = known_until_.try_emplace(request.source, request.at).first->second;
      until = std::max({until, request.at, request.answered});
    }
    TRY_DO(add_lines(requests));
    for (const StoredRequest &request : requests) add(request); // a source that has one is known to have a field for it
    for (const auto &[debt, due] : dated_by_days_)
      if (Debt &of = book_.cases[debt.first].file.debts[debt.second]; of.dues.empty()) of.dues = {due}, of.has_due = true;
    add_paid();
    for (BorrowerCase &each : book_.cases) {
      each.file.are_debts_known = !each.file.debts.empty();
      for (Debt &debt : each.file.debts) {
        for (std::vector<i32> *days : {&debt.dues, &debt.payments}) {
          std::ranges::sort(*days);
          days->erase(std::ranges::unique(*days).begin(), days->end()); // the same row of two exports
        }
        std::ranges::sort(debt.handovers);
        debt.handovers.erase(std::ranges::unique(debt.handovers).begin(), debt.handovers.end());
        for (Recorded *known : {&debt.pauses, &debt.lost, &debt.unreachable, &debt.incapacitated, &debt.occasions}) std::ranges::sort(known->spans, {}, &DaySpan::from);
      }
    }
    for (u32 i = 0; i < book_.cases.size(); ++i)
      for (const u32 debt : book_.cases[i].debts)
        if (debt != no_word && !book_.of_debt.try_emplace(debt, i).second && book_.of_debt[debt] != i) book_.of_debt[debt] = ~u32{0};
    std::erase_if(book_.of_debt, [](const auto &entry) { return entry.second == ~u32{0}; });
    finish_agency_files();
    return std::move(book_);
  }

private:
  const Zone *zone_named(u32 word) const { return word == no_word ? nullptr : Zone::find(zones_[word - 1].text); }

  void know(u32 borrower, u32 debt) {
    if (borrower != no_word && debt != no_word) borrower_of_debt_.try_emplace(debt, borrower);
  }

  // By the borrower, else by that of the debt, else one for the debt alone; nothing where the row names neither.
  std::optional<u32> case_of(u32 borrower, u32 debt) {
    if (borrower == no_word && debt != no_word)
      if (const auto known = borrower_of_debt_.find(debt); known != borrower_of_debt_.end()) borrower = known->second;
    if (borrower != no_word) return book_.case_of(borrower);
    if (debt == no_word) return std::nullopt;
    const auto [found, is_new] = case_of_debt_.try_emplace(debt, static_cast<u32>(book_.cases.size()));
    if (is_new) book_.add_case(no_word);
    return found->second;
  }

  static void add_zone(Person &person, const Zone *zone) {
    if (std::ranges::find(person.zones, zone) == person.zones.end()) person.zones.push_back(zone);
  }

  u32 debt_index(BorrowerCase &of, u32 debt) {
    auto found = std::ranges::find(of.debts, debt);
    if (found == of.debts.end()) {
      of.debts.push_back(debt);
      of.file.debts.emplace_back();
      found = std::prev(of.debts.end());
    }
    return static_cast<u32>(found - of.debts.begin());
  }

  void add(const StoredPerson &row) {
    const std::optional<u32> of_row = case_of(row.borrower, row.debt);
    if (!of_row) return; // whose person it is nobody says
    const u32 at = *of_row;
    const u32 index = row.party == Party::debtor ? 0 : book_.person_of(at, row.number, row.person, row.relation, row.party);
    BorrowerCase &of = book_.cases[at];
    if (row.party == Party::debtor && row.number != no_word && std::ranges::find(of.persons[0].numbers, row.number) == of.persons[0].numbers.end()) {
      of.persons[0].numbers.push_back(row.number);
      book_.of_number.emplace(row.number, CaseBook::Place{at, 0});
    }
    Person &person = of.file.persons[index];
    if (strength_of(row.party) > strength_of(person.party)) person.party = row.party; // who owes, or was named, may be in the address book too
    if (const Zone *zone = zone_named(row.zone)) add_zone(person, zone);
    if (row.party == Party::named_contact) person.named = std::min(person.named.value_or(forever), row.named == StoredLoan::no_time ? -forever : row.named);
    person.has_consent |= row.has_consent_field;
    if (row.consent != StoredLoan::no_time && (!person.consent || row.consent < *person.consent)) person.consent = row.consent, person.is_consent_day_only = row.consent_is_day;
    if (row.debt != no_word) debt_index(of, row.debt);
    book_.has_agency_files |= row.has_agency_field;
    book_.are_agency_files_whole &= row.has_agency_field;
    if (row.agency == no_word) return;
    if (!of.file.agency_file) of.file.agency_file.emplace();
    if (std::ranges::find(*of.file.agency_file, index, &Handed::person) != of.file.agency_file->end()) return;
    of.file.agency_file->push_back({index});
    of.handed_rows.push_back({row.source, row.row});
  }

  // What a number of several cases is to one of them shows nothing of what an agency has it for.
  void finish_agency_files() {
    for (u32 i = 0; i < book_.cases.size(); ++i) {
      if (!book_.cases[i].file.agency_file) continue;
      for (Handed &handed : *book_.cases[i].file.agency_file)
        for (const u32 number : book_.cases[i].persons[handed.person].numbers) {
          const auto [first, last] = book_.of_number.equal_range(number);
          handed.is_shared |= std::any_of(first, last, [&](const auto &place) { return place.second.case_index != i; });
        }
    }
  }

  void add(const StoredLoan &row) {
    const std::optional<u32> of_row = case_of(row.borrower, row.debt);
    if (!of_row) return;
    const u32 at = *of_row;
    BorrowerCase &of = book_.cases[at];
    if (row.lender != no_word) of.lender = row.lender;
    if (row.number != no_word && std::ranges::find(of.persons[0].numbers, row.number) == of.persons[0].numbers.end()) {
      of.persons[0].numbers.push_back(row.number);
      book_.of_number.emplace(row.number, CaseBook::Place{at, 0});
    }
    Debt &debt = of.file.debts[debt_index(of, row.debt)];
    const Source &source = store_.sources()[row.source];
    debt.has_due |= has(source.loan_fields, LoanEvent::due) || row.event == LoanEvent::due;
    const std::pair<LoanEvent, Recorded *> states[] = {{LoanEvent::pause, &debt.pauses}, {LoanEvent::lost, &debt.lost}, {LoanEvent::unreachable, &debt.unreachable},
                                                    {LoanEvent::incapacitated, &debt.incapacitated}, {LoanEvent::occasion, &debt.occasions}};
    const Person &debtor = of.file.persons[0];
    static const Zone utc(0);
    const Zone &zone = debtor.zones.empty() ? utc : *debtor.zones[0];
    const auto day = [&](i64 time, bool is_day) { return is_day ? static_cast<i32>(time) : zone.at(time).day; };
    const bool has_from = row.from != StoredLoan::no_time;
    for (const auto &[field, known] : states) {
      known->is_recorded |= has(source.loan_fields, field) || row.event == field;
      if (row.event != field || !has_from) continue;
      // A state lasts until something else is said; how long a pause or an occasion lasted, of which no end is on record, nobody knows.
      const bool is_lasting = field == LoanEvent::lost || field == LoanEvent::unreachable || field == LoanEvent::incapacitated;
      const i32 begins = day(row.from, row.from_is_day);
      if (row.to != StoredLoan::no_time) known->spans.push_back({begins, day(row.to, row.to_is_day)});
      else if (is_lasting) known->spans.push_back({begins, open_end});
      else known->spans.push_back({begins, begins}), known->possible.push_back({begins, open_end});
    }
    if (!has_from) return;
    const i32 from = day(row.from, row.from_is_day);
    if (row.event == LoanEvent::due) debt.dues.push_back(from);
    if (row.event == LoanEvent::paid) paid_.push_back({at, debt_index(of, row.debt), from, row.source});
    if (row.event == LoanEvent::payment) debt.payments.push_back(from);
    if (row.event == LoanEvent::closed) debt.closed = debt.closed ? std::min(*debt.closed, from) : from;
    if (row.event == LoanEvent::handed_over) debt.handovers.push_back({from, row.agency == no_word ? nobody : row.agency});
    // Days past due on a day date the debt, where nothing else does.
    if (row.days_past_due != StoredEvent::no_days && row.days_past_due > 0) dated_by_days_.try_emplace({at, debt_index(of, row.debt)}, from - row.days_past_due);
  }

  Result<void> add_lines(const std::vector<StoredRequest> &requests) {
    std::vector<StoredWord> numbers;
    std::vector<Line> lines;
    for (const StoredRequest &row : requests) {
      if (row.kind != RequestKind::registered || row.number == no_word) continue;
      if (numbers.empty()) numbers = TRY(store_.words(WordKind::number));
      Line line{.number = row.number, .agency = row.agency == no_word ? nobody : row.agency, .from = row.at, .is_full = numbers[row.number - 1].is_full};
      if (const std::optional<Medium> medium = find_medium(row.scope); medium && *medium != Medium::unknown) line.medium = *medium;
      if (row.until != StoredLoan::no_time) line.to = row.until;
      lines.push_back(line);
    }
    if (!lines.empty()) book_.lines = line_book(std::move(lines));
    return {};
  }

  // Several instalments may be paid on one day; but the same ones may stand in two exports.
  void add_paid() {
    std::ranges::sort(paid_);
    for (size_t i = 0; i < paid_.size();) {
      size_t most = 0, end = i;
      const auto is_same_day = [&](const Paid &each) { return each.case_index == paid_[i].case_index && each.debt == paid_[i].debt && each.day == paid_[i].day; };
      while (end < paid_.size() && is_same_day(paid_[end])) {
        size_t behind = end;
        while (behind < paid_.size() && is_same_day(paid_[behind]) && paid_[behind].source == paid_[end].source) ++behind;
        most = std::max(most, behind - end), end = behind;
      }
      std::vector<i32> &days = book_.cases[paid_[i].case_index].file.debts[paid_[i].debt].paid;
      days.insert(days.end(), most, paid_[i].day);
      i = end;
    }
  }

  void add(const StoredRequest &row) {
    if (row.kind == RequestKind::registered) return;
    std::vector<CaseBook::Place> places;
    if (const std::optional<u32> of_row = case_of(row.borrower, row.debt)) {
      if (row.number == no_word && row.person == no_word) places.push_back({*of_row, 0});
      else places.push_back({*of_row, book_.person_of(*of_row, row.number, row.person, no_word, Party::unknown)});
    } else if (row.number != no_word) {
      const auto [first, last] = book_.of_number.equal_range(row.number);
      for (auto each = first; each != last; ++each) places.push_back(each->second);
    }
    if (places.empty()) { // who is in no case has asked all the same
      const u32 made = book_.add_case(no_word);
      places.push_back({made, row.number == no_word && row.person == no_word ? 0 : book_.person_of(made, row.number, row.person, no_word, Party::unknown)});
      if (row.number == no_word && row.person != no_word) book_.asked_by_key.emplace(row.person, places.back());
    }
    for (const CaseBook::Place &place : places) {
      CaseFile &file = book_.cases[place.case_index].file;
      if (row.kind == RequestKind::consent) {
        Consent consent{.kind = row.scope.empty() ? "debtor_consent" : row.scope, .person = row.number == no_word && row.person == no_word ? nobody : place.person};
        if (row.at != StoredLoan::no_time) consent.from = row.at;
        if (row.until != StoredLoan::no_time) consent.to = row.until;
        file.consents.push_back(std::move(consent));
      } else if (row.kind == RequestKind::stop || row.kind == RequestKind::refusal) {
        if (row.at == StoredLoan::no_time) continue;
        StopRequest request;
        request.person = place.person, request.at = row.at, request.is_day_only = row.at_is_day, request.is_refusal = true;
        if (row.until != StoredLoan::no_time) request.until = row.until;
        request.hours = hours_of(row.scope);
        if (const std::optional<Medium> medium = find_medium(row.scope); medium && *medium != Medium::unknown) request.medium = *medium;
        else request.is_scope_known = !request.hours.empty() || row.scope.empty() || row.scope == "all";
        file.requests.push_back(request);
      } else if (row.kind == RequestKind::authorised) {
        if (row.at == StoredLoan::no_time) continue;
        Authorisation given{.person = place.person, .from = row.at, .is_day_only = row.at_is_day, .is_shared = places.size() > 1};
        if (row.until != StoredLoan::no_time) given.to = row.until;
        if (const std::optional<Medium> medium = find_medium(row.scope); medium && *medium != Medium::unknown) given.medium = *medium;
        else given.is_scope_known = row.scope == "all";
        file.authorised.push_back(given);
      } else if (const std::optional<Complaint::Kind> kind = complaint_of(row.kind)) {
        if (row.at == StoredLoan::no_time) continue;
        Complaint complaint{.kind = *kind, .person = place.person, .at = row.at, .is_day_only = row.at_is_day, .has_answer = row.has_answered_field, .known_until = known_until_[row.source]};
        if (row.answered != StoredLoan::no_time) complaint.answered = row.answered, complaint.is_answer_day_only = row.answered_is_day;
        complaint.is_shared = places.size() > 1;
        // The same request of two exports: what either knows of an answer holds.
        const auto known = std::ranges::find_if(file.complaints, [&](const Complaint &each) { return each.kind == complaint.kind && each.person == complaint.person && each.at == complaint.at; });
        if (known != file.complaints.end()) {
          if (complaint.answered && (!known->answered || *complaint.answered < *known->answered)) known->answered = complaint.answered, known->is_answer_day_only = complaint.is_answer_day_only;
          known->has_answer = (known->has_answer && complaint.has_answer) || known->answered;
          continue;
        }
        file.complaints.push_back(complaint);
        book_.cases[place.case_index].complaint_rows.push_back({row.source, row.row});
      }
    }
  }

  const Store &store_;
  std::vector<StoredWord> zones_;
  std::unordered_map<u32, u32> borrower_of_debt_, case_of_debt_;
  struct Paid {
    u32 case_index = 0, debt = 0;
    i32 day = 0;
    u16 source = 0;
    auto operator<=>(const Paid &) const = default;
  };
  std::vector<Paid> paid_;
  std::map<std::pair<u32, u32>, i32> dated_by_days_; // by case and debt
  std::map<u16, i64> known_until_;                   // by source of requests: its last day
  CaseBook book_;
};

} // namespace

void CaseBook::complete(CaseFile &file) const {
  file.has_requests = has_requests;
  file.complaint_kinds = complaint_kinds;
  file.lines = lines ? &*lines : nullptr;
  if (has_agency_files && !file.agency_file) file.agency_file.emplace();
  file.is_agency_file_whole = are_agency_files_whole;
}

u32 CaseBook::add_case(u32 borrower) {
  BorrowerCase &made = cases.emplace_back();
  made.borrower = borrower;
  made.persons.emplace_back();
  made.file.persons.push_back({.party = Party::debtor});
  made.file.are_debts_known = false;
  return static_cast<u32>(cases.size() - 1);
}

u32 CaseBook::case_of(u32 borrower) {
  if (!is_known(borrower)) {
    if (of_borrower.size() <= borrower) of_borrower.resize(borrower + 1, nobody);
    of_borrower[borrower] = add_case(borrower);
  }
  return of_borrower[borrower];
}

void CaseBook::cases_of(const StoredEvent &event, std::vector<u32> &found) const {
  found.clear();
  if (event.borrower != no_word) {
    if (is_known(event.borrower)) found.push_back(of_borrower[event.borrower]);
    return;
  }
  if (const auto of = event.debt == no_word ? of_debt.end() : of_debt.find(event.debt); of != of_debt.end()) return found.push_back(of->second);
  if (event.theirs == no_word) return;
  const auto [first, last] = of_number.equal_range(event.theirs);
  for (auto each = first; each != last; ++each) found.push_back(each->second.case_index);
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
}

u32 CaseBook::person_of(u32 case_index, u32 number, u32 key, u32 relation, Party party) {
  BorrowerCase &of = cases[case_index];
  const auto add_number = [&](u32 person) {
    if (number == no_word) return;
    of.persons[person].numbers.push_back(number);
    of_number.emplace(number, Place{case_index, person});
  };
  if (number != no_word)
    for (u32 i = 0; i < of.persons.size(); ++i)
      if (std::ranges::find(of.persons[i].numbers, number) != of.persons[i].numbers.end()) return i;
  if (party == Party::debtor) {
    add_number(0);
    return 0;
  }
  if (key != no_word)
    for (u32 i = 1; i < of.persons.size(); ++i)
      if (of.persons[i].key == key && (relation == no_word || of.persons[i].relation == no_word || of.persons[i].relation == relation)) {
        add_number(i);
        return i;
      }
  of.persons.push_back({key, relation, {}});
  of.file.persons.push_back({.party = party, .is_anonymous = number == no_word && key == no_word});
  const u32 made = static_cast<u32>(of.persons.size() - 1);
  add_number(made);
  return made;
}

Result<CaseBook> build_case_book(const Store &store) { return Builder(store).build(); }

} // namespace kinsafe
