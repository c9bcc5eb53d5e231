#include "conduct/cases.h"

#include <algorithm>
#include <charconv>

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
    for (const StoredLoan &loan : loans)
      if (const Zone *zone = zone_named(loan.zone)) add_zone(debtor_of(loan.borrower), zone);
    for (const StoredPerson &person : persons) add(person);
    for (const StoredLoan &loan : loans) add(loan);
    bool has_stops = false, has_consents = false;
    for (const Source &source : store_.sources()) {
      has_stops |= has(source.request_fields, RequestKind::stop) || has(source.request_fields, RequestKind::refusal);
      has_consents |= has(source.request_fields, RequestKind::consent);
    }
    for (const StoredRequest &request : requests) {
      has_stops |= request.kind == RequestKind::stop || request.kind == RequestKind::refusal;
      has_consents |= request.kind == RequestKind::consent;
      add(request);
    }
    for (BorrowerCase &each : book_.cases) {
      each.file.has_requests = has_stops, each.file.has_consents = has_consents;
      each.file.are_debts_known = !each.file.debts.empty();
      for (Debt &debt : each.file.debts) {
        std::ranges::sort(debt.handovers);
        for (Recorded *known : {&debt.pauses, &debt.lost, &debt.unreachable, &debt.incapacitated, &debt.occasions}) std::ranges::sort(known->spans, {}, &DaySpan::from);
      }
    }
    for (u32 i = 0; i < book_.cases.size(); ++i)
      for (const u32 debt : book_.cases[i].debts)
        if (debt != no_word && !book_.of_debt.try_emplace(debt, i).second && book_.of_debt[debt] != i) book_.of_debt[debt] = ~u32{0};
    std::erase_if(book_.of_debt, [](const auto &entry) { return entry.second == ~u32{0}; });
    return std::move(book_);
  }

private:
  const Zone *zone_named(u32 word) const { return word == no_word ? nullptr : Zone::find(zones_[word - 1].text); }

  Person &debtor_of(u32 borrower) { return book_.cases[book_.case_of(borrower)].file.persons[0]; }

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
    const u32 at = book_.case_of(row.borrower);
    const u32 index = row.party == Party::debtor ? 0 : book_.person_of(at, row.number, row.person, row.relation, row.party);
    BorrowerCase &of = book_.cases[at];
    if (row.party == Party::debtor && row.number != no_word && std::ranges::find(of.persons[0].numbers, row.number) == of.persons[0].numbers.end()) {
      of.persons[0].numbers.push_back(row.number);
      book_.of_number.emplace(row.number, CaseBook::Place{at, 0});
    }
    Person &person = of.file.persons[index];
    if (person.party == Party::unknown) person.party = row.party;
    if (const Zone *zone = zone_named(row.zone)) add_zone(person, zone);
    person.has_consent |= row.has_consent_field;
    if (row.consent != StoredLoan::no_time && (!person.consent || row.consent < *person.consent)) person.consent = row.consent;
    if (row.debt != no_word) debt_index(of, row.debt);
  }

  void add(const StoredLoan &row) {
    const u32 at = book_.case_of(row.borrower);
    BorrowerCase &of = book_.cases[at];
    if (row.lender != no_word) of.lender = row.lender;
    if (row.number != no_word && std::ranges::find(of.persons[0].numbers, row.number) == of.persons[0].numbers.end()) {
      of.persons[0].numbers.push_back(row.number);
      book_.of_number.emplace(row.number, CaseBook::Place{at, 0});
    }
    Debt &debt = of.file.debts[debt_index(of, row.debt)];
    const Source &source = store_.sources()[row.source];
    debt.has_due |= has(source.loan_fields, LoanEvent::due) || row.event == LoanEvent::due || row.days_past_due != StoredEvent::no_days;
    const std::pair<LoanEvent, Recorded *> states[] = {{LoanEvent::pause, &debt.pauses}, {LoanEvent::lost, &debt.lost}, {LoanEvent::unreachable, &debt.unreachable},
                                                    {LoanEvent::incapacitated, &debt.incapacitated}, {LoanEvent::occasion, &debt.occasions}};
    const Person &debtor = of.file.persons[0];
    static const Zone utc(0);
    const Zone &zone = debtor.zones.empty() ? utc : *debtor.zones[0];
    const auto day = [&](i64 time, bool is_day) { return is_day ? static_cast<i32>(time) : zone.at(time).day; };
    const bool has_from = row.from != StoredLoan::no_time;
    for (const auto &[field, known] : states) {
      known->is_recorded |= has(source.loan_fields, field) || row.event == field;
      if (row.event == field && has_from) known->spans.push_back({day(row.from, row.from_is_day), row.to == StoredLoan::no_time ? open_end : day(row.to, row.to_is_day)});
    }
    if (!has_from) return;
    const i32 from = day(row.from, row.from_is_day);
    if (row.event == LoanEvent::due && (!debt.due || from < *debt.due)) debt.due = from;
    if (row.days_past_due != StoredEvent::no_days && row.days_past_due > 0 && !debt.due) debt.due = from - row.days_past_due;
    if (row.event == LoanEvent::paid || row.event == LoanEvent::closed) debt.settled = debt.settled ? std::min(*debt.settled, from) : from;
    if (row.event == LoanEvent::handed_over) debt.handovers.push_back(from);
  }

  void add(const StoredRequest &row) {
    std::vector<CaseBook::Place> places;
    if (row.borrower != no_word) {
      const u32 at = book_.case_of(row.borrower);
      if (row.number == no_word && row.person == no_word) places.push_back({at, 0});
      else places.push_back({at, book_.person_of(at, row.number, row.person, no_word, Party::unknown)});
    } else if (row.number != no_word) {
      const auto [first, last] = book_.of_number.equal_range(row.number);
      for (auto each = first; each != last; ++each) places.push_back(each->second);
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
        request.person = place.person, request.at = row.at, request.is_refusal = true;
        if (const size_t dash = row.scope.find('-'); dash != row.scope.npos) {
          const auto from = clock_seconds(std::string_view(row.scope).substr(0, dash)), to = clock_seconds(std::string_view(row.scope).substr(dash + 1));
          if (from && to && *from < *to) request.hours = {*from, *to};
        } else if (const std::optional<Medium> medium = find_medium(row.scope); medium && *medium != Medium::unknown) {
          request.medium = *medium;
        }
        file.requests.push_back(request);
      }
    }
  }

  const Store &store_;
  std::vector<StoredWord> zones_;
  CaseBook book_;
};

} // namespace

u32 CaseBook::case_of(u32 borrower) {
  const auto [found, is_new] = of_borrower.try_emplace(borrower, static_cast<u32>(cases.size()));
  if (is_new) {
    BorrowerCase &made = cases.emplace_back();
    made.borrower = borrower;
    made.persons.emplace_back();
    made.file.persons.push_back({Party::debtor, {}, false, {}, false});
    made.file.are_debts_known = false;
  }
  return found->second;
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
  of.file.persons.push_back({party, {}, false, {}, false});
  const u32 made = static_cast<u32>(of.persons.size() - 1);
  add_number(made);
  return made;
}

Result<CaseBook> build_case_book(const Store &store) { return Builder(store).build(); }

} // namespace kinsafe
