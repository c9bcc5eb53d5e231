#include "conduct/check.h"

#include "base/parallel.h"
#include "conduct/episodes.h"
#include "conduct/findings.h"
#include "conduct/segment.h"
#include "conduct/shares.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace kinsafe {
namespace {

// Whose rules on words were right at least 19 times in 20 in every language on texts that their authors had not seen, hints
// and adverts left out (docs/words.md). What the others find is shown and left to people.
bool is_proving(std::string_view check) { return check == "COLLECT-DISCLOSE"; }

class Checker {
public:
  Checker(const Store &store, const NormPack &pack, const CheckOptions &options) : store_(store), pack_(pack), options_(options) {}

  Result<ConductResult> run() {
    TRY_DO(read_words());
    book_ = TRY(build_case_book(store_));
    TRY_DO(read_rules());
    TRY_DO(read_text_findings());
    cover();
    for (const Source &source : store_.sources()) total_ += source.events;
    TRY_DO(fold_all());
    finish_cases();
    return list_findings({store_, options_, words_, book_, rules_, word_checks_, checks_, texts_, damaged_, strangers_}, all_);
  }

private:
  Result<void> read_words() {
    for (size_t kind = 0; kind < word_kinds; ++kind) words_[kind] = TRY(store_.words(static_cast<WordKind>(kind)));
    return {};
  }
  const std::string &text(WordKind kind, u32 word) const {
    static const std::string none;
    return word == no_word ? none : words_[static_cast<size_t>(kind)][word - 1].text;
  }

  Result<void> read_rules() {
    for (const Norm &norm : pack_.norms) {
      if (!is_asked_for(norm, options_.question)) continue;
      for (const Requirement &requirement : norm.requirements) {
        if (!requirement.judged) continue;
        for (Rule &rule : TRY(rules_of(norm, requirement))) rules_.push_back(std::move(rule));
        for (const std::string &check : requirement.checks) {
          const Check *found = find_check(pack_.checks, check);
          if (!found || found->needs != "words" || requirement.parameters.contains("approved_templates")) continue;
          const DaySpan days = days_in_force(norm, requirement);
          if (is_by_requirement(*found)) {
            word_checks_.push_back({check, &requirement, days});
            continue;
          }
          auto of_all = std::ranges::find(word_checks_, check, &WordCheck::check);
          if (of_all == word_checks_.end()) word_checks_.push_back({check, nullptr, days}), of_all = std::prev(word_checks_.end());
          of_all->days = {std::max(of_all->days.from, days.from), std::min(of_all->days.to, days.to)};
        }
      }
    }
    word_checks_.push_back({std::string(advert_check), nullptr, {-1'000'000, 1'000'000}}); // shown, whatever a norm says of it
    rotations_ = word_checks_.size(), word_checks_.push_back({"COLLECT-IDENTITY", nullptr, {}, "rotating_numbers"});
    strangers_ = word_checks_.size(), word_checks_.push_back({"COLLECT-THIRD-PARTY", nullptr, {}, "many_borrowers"});
    for (const Rule &rule : rules_)
      if (std::ranges::find(checks_, rule.check) == checks_.end()) checks_.push_back(rule.check);
    for (const WordCheck &check : word_checks_)
      if (std::ranges::find(checks_, check.check) == checks_.end()) checks_.push_back(check.check);
    std::ranges::sort(checks_);
    for (const Rule &rule : rules_) check_of_rule_.push_back(check_index(rule.check));
    return {};
  }

  Result<void> read_text_findings() {
    for (TextFinding &finding : TRY(store_.text_findings())) {
      const RowName row{finding.source, finding.event_row};
      texts_[row].push_back(std::move(finding));
    }
    return {};
  }

  // Days that lie wholly between the first and the last contact of a source: what it holds of them it holds wholly, as far as a
  // file can show.
  void cover() {
    std::vector<DaySpan> spans;
    for (const Source &source : store_.sources()) {
      if (source.first == StoredLoan::no_time) continue;
      static const Zone utc(0);
      const Zone *zone = Zone::find(source.zone);
      const Zone &clock = zone ? *zone : utc;
      const DaySpan span{clock.at(source.first).day + 1, clock.at(source.last).day - 1};
      if (span.from <= span.to) spans.push_back(span);
    }
    std::ranges::sort(spans, {}, &DaySpan::from);
    for (const DaySpan &span : spans) {
      if (!covered_.empty() && span.from <= covered_.back().to + 1) covered_.back().to = std::max(covered_.back().to, span.to);
      else covered_.push_back(span);
    }
    if (const std::optional<i32> asked = day_of(options_.question.date)) today_ = *asked;
    for (const Source &source : store_.sources())
      if (source.last != StoredLoan::no_time) today_ = std::max(today_, static_cast<i32>(source.last / seconds_of_day));
    for (BorrowerCase &each : book_.cases) complete(each.file);
  }

  // Gives a case what is known of all.
  void complete(CaseFile &file) const {
    book_.complete(file);
    file.covered = covered_;
    file.calendar = options_.calendar ? &*options_.calendar : nullptr;
    file.today = today_;
  }

  u32 group_of_number(u32 number) const { return static_cast<u32>(book_.cases.size()) + number; } // number 0: nobody's

  Result<void> fold_all() {
    // Borrowers whom only the contacts name are cases too, so that the groups of numbers behind them begin at one place.
    std::vector<std::set<u32>> named(options_.threads);
    read(borrower_column, [&](size_t thread, std::span<const StoredEvent> events) {
      u32 last = no_word;
      for (const StoredEvent &event : events) {
        if (event.borrower != last && event.borrower != no_word && !book_.is_known(event.borrower)) named[thread].insert(event.borrower);
        last = event.borrower;
      }
    });
    std::set<u32> all;
    for (const std::set<u32> &each : named) all.insert(each.begin(), each.end());
    for (const u32 borrower : all) book_.case_of(borrower), complete(book_.cases.back().file);

    Shares gathered(options_.threads, options_.most_bytes_at_once, store_.folder());
    read(all_columns, [&](size_t thread, std::span<const StoredEvent> events) {
      std::vector<u32> groups;
      for (const StoredEvent &event : events) {
        book_.cases_of(event, groups);
        const bool is_shared = groups.size() > 1 || (groups.empty() && event.theirs == no_word); // of nobody's number nobody knows the case
        if (groups.empty()) groups.push_back(group_of_number(event.theirs));
        for (const u32 group : groups) gathered.add(thread, {event, group, is_shared});
      }
    });
    std::vector<ContactTally> found(options_.threads);
    std::vector<Result<void>> done(options_.threads);
    std::atomic<size_t> next = 0;
    parallel_for(options_.threads, options_.threads, [&](size_t thread) {
      found[thread].rules.resize(rules_.size());
      found[thread].words.resize(word_checks_.size());
      for (size_t share = next++; share < shares && done[thread]; share = next++) {
        Result<std::vector<Gathered>> contacts = gathered.take(share);
        if (contacts) fold(std::move(*contacts), found[thread]);
        else done[thread] = std::unexpected(std::move(contacts).error());
      }
    });
    for (const Result<void> &each : done) TRY_DO(each);
    for (ContactTally &each : found) add(std::move(each));
    return {};
  }

  // What was read before damage stands.
  void read(u32 columns, const std::function<void(size_t, std::span<const StoredEvent>)> &take) {
    for (u16 source = 0; source < store_.sources().size(); ++source)
      if (const Result<void> done = store_.read_blocks(source, options_.threads, columns, take); !done) damaged_.emplace(source, done.error().message);
  }

  void fold(std::vector<Gathered> contacts, ContactTally &found) const {
    for (size_t first = 0; first < contacts.size();) {
      size_t last = first;
      while (last < contacts.size() && contacts[last].group == contacts[first].group) ++last;
      fold_case(std::span(contacts).subspan(first, last - first), found);
      first = last;
    }
  }

  // A case with the people and debts that only its contacts name.
  struct Working {
    BorrowerCase of;
    std::string borrower;
    std::unordered_map<u32, u32> person_of_number;
  };

  Working working_case(u32 group) const {
    Working working;
    if (group < book_.cases.size()) {
      working.of = book_.cases[group];
      working.borrower = text(WordKind::borrower, working.of.borrower);
    } else {
      working.of.persons.emplace_back();
      working.of.file.persons.push_back({.party = Party::debtor});
      working.of.file.are_debts_known = false;
      complete(working.of.file);
    }
    for (u32 i = 0; i < working.of.persons.size(); ++i)
      for (const u32 number : working.of.persons[i].numbers) working.person_of_number.emplace(number, i);
    return working;
  }

  u32 person_of(Working &working, const StoredEvent &event) const {
    BorrowerCase &of = working.of;
    if (event.theirs != no_word)
      if (const auto known = working.person_of_number.find(event.theirs); known != working.person_of_number.end()) {
        Person &person = of.file.persons[known->second];
        if (person.party == Party::unknown) person.party = event.party;
        if (of.persons[known->second].key == no_word) of.persons[known->second].key = event.person;
        return known->second;
      }
    const auto add_number = [&](u32 index) {
      if (event.theirs == no_word) return index;
      of.persons[index].numbers.push_back(event.theirs);
      working.person_of_number.emplace(event.theirs, index);
      return index;
    };
    if (event.party == Party::debtor) {
      if (of.persons[0].key == no_word) of.persons[0].key = event.person;
      return add_number(0);
    }
    if (event.person != no_word)
      for (u32 i = 1; i < of.persons.size(); ++i)
        if (of.persons[i].key == event.person && (event.relation == no_word || of.persons[i].relation == no_word || of.persons[i].relation == event.relation)) return add_number(i);
    // Without a number or a key all of one party and relation are one person: how many they are nobody knows.
    if (event.theirs == no_word && event.person == no_word)
      for (u32 i = 1; i < of.persons.size(); ++i)
        if (of.persons[i].key == no_word && of.persons[i].numbers.empty() && of.persons[i].relation == event.relation && of.file.persons[i].party == event.party) return i;
    of.persons.push_back({event.person, event.relation, {}});
    of.file.persons.push_back({.party = event.party, .is_anonymous = event.theirs == no_word && event.person == no_word});
    return add_number(static_cast<u32>(of.persons.size() - 1));
  }

  u32 debt_of(Working &working, const StoredEvent &event) const {
    BorrowerCase &of = working.of;
    if (event.debt == no_word) return nobody;
    auto found = std::ranges::find(of.debts, event.debt);
    if (found == of.debts.end()) {
      of.debts.push_back(event.debt);
      of.file.debts.emplace_back();
      found = std::prev(of.debts.end());
    }
    return static_cast<u32>(found - of.debts.begin());
  }

  // What somebody asked for by a number or a key that stood in no case holds where contacts bring it into one.
  void add_asked(Working &working, u32 group) const {
    const auto add = [&](const CaseBook::Place &place, u32 person) {
      const BorrowerCase &asked = book_.cases[place.case_index];
      if (place.case_index == group || asked.borrower != no_word || !asked.debts.empty()) return;
      const auto copy = [&](const auto &from, auto &into) {
        for (auto each : from)
          if (each.person == place.person) each.person = person, into.push_back(std::move(each));
      };
      CaseFile &file = working.of.file;
      copy(asked.file.requests, file.requests), copy(asked.file.authorised, file.authorised), copy(asked.file.consents, file.consents);
    };
    for (u32 person = 0; person < working.of.persons.size(); ++person) {
      const CasePerson &known = working.of.persons[person];
      for (const u32 number : known.numbers) {
        const auto [first, last] = book_.of_number.equal_range(number);
        for (auto each = first; each != last; ++each) add(each->second, person);
      }
      if (known.key == no_word) continue;
      const auto [first, last] = book_.asked_by_key.equal_range(known.key);
      for (auto each = first; each != last; ++each) add(each->second, person);
    }
  }

  Contact contact_of(Working &working, const StoredEvent &event) const {
    Contact contact;
    contact.time = event.time;
    contact.person = person_of(working, event);
    contact.number = event.theirs == no_word ? nobody : event.theirs;
    if (contact.number == nobody && working.of.persons[contact.person].numbers.size() == 1) contact.number = working.of.persons[contact.person].numbers[0];
    contact.debt = debt_of(working, event);
    contact.medium = event.medium, contact.direction = event.direction, contact.outcome = event.outcome, contact.purpose = event.purpose;
    contact.in_reply = event.flags & StoredEvent::in_reply ? Tri::yes : Tri::no;
    if (event.flags & StoredEvent::asks_payment) contact.asks_payment = Tri::yes; // where no rule says so, its words may all the same
    if (event.days_past_due != StoredEvent::no_days) contact.days_past_due = event.days_past_due;
    contact.place = text(WordKind::place, event.place);
    contact.template_id = text(WordKind::template_id, event.template_id);
    const Person &person = working.of.file.persons[contact.person];
    contact.is_before_named = person.party == Party::named_contact && event.time < person.named.value_or(-forever);
    contact.is_day_only = (event.flags & StoredEvent::is_day_only) != 0;
    if (event.people_present >= 0) contact.people_present = static_cast<u32>(event.people_present);
    if (event.agency != no_word) contact.agency = event.agency;
    if (event.ours != no_word) contact.ours = event.ours, contact.is_ours_full = words_[static_cast<size_t>(WordKind::number)][event.ours - 1].is_full;
    if (event.flags & (StoredEvent::has_recording | StoredEvent::has_no_recording)) contact.recording = event.flags & StoredEvent::has_recording ? Tri::yes : Tri::no;
    return contact;
  }

  ContactFinding finding_of(const Working &working, const Gathered &gathered, const Contact &contact) const {
    ContactFinding finding;
    finding.time = gathered.event.time;
    finding.first = {gathered.event.source, gathered.event.row};
    finding.group = gathered.group;
    finding.borrower = working.of.borrower;
    finding.person = contact.person;
    finding.event = gathered.event;
    const CasePerson &person = working.of.persons[contact.person];
    finding.is_number = contact.number != nobody;
    finding.person_word = finding.is_number ? contact.number : person.key;
    finding.relation = person.relation != no_word ? person.relation : gathered.event.relation;
    finding.party = working.of.file.persons[contact.person].party;
    finding.contacts = 1;
    return finding;
  }

  void fold_case(std::span<const Gathered> contacts, ContactTally &found) const {
    Working working = working_case(contacts[0].group);
    ++found.cases;
    // Who and what stands in the case is known before the first contact is judged.
    std::vector<Contact> judged;
    for (const Gathered &each : contacts) judged.push_back(contact_of(working, each.event)), judged.back().is_shared = each.is_shared;
    add_asked(working, contacts[0].group);
    const CaseFile &file = working.of.file;
    const RuleFold fold{rules_, file};
    State state(fold);
    std::vector<Reason> reasons;
    std::map<std::tuple<u32, Tri, Why, u32, i32>, ContactFinding> open; // by rule, answer, person and day
    std::vector<BurstContact> burst_contacts;
    std::vector<size_t> burst_at; // of `contacts`
    std::vector<bool> is_tried(working.of.persons.size());
    static const Zone utc(0);
    const Zone *debtor_zone = file.persons[0].zones.empty() ? nullptr : file.persons[0].zones[0];
    for (size_t i = 0; i < contacts.size(); ++i) {
      const Gathered &gathered = contacts[i];
      const Contact &contact = judged[i];
      ++found.contacts;
      found.unassigned += gathered.group == group_of_number(no_word) && gathered.group >= book_.cases.size();
      const bool is_out = contact.direction != Direction::in && contact.outcome != Outcome::failed;
      found.outgoing += contact.direction != Direction::in;
      if (is_out) {
        is_tried[contact.person] = true;
        burst_at.push_back(i);
        burst_contacts.push_back({contact.time, file.persons[contact.person].party == Party::debtor ? 0 : contact.person, gathered.event.collector, contact.medium != Medium::call && contact.medium != Medium::visit, gathered.event.ours});
        add_stranger(gathered, file.persons[contact.person].party, found);
      }
      reasons.clear();
      state.step(fold, contact, reasons);
      u64 broken = 0; // bits of checks
      for (const Reason &reason : reasons) {
        ContactTally::OfRule &of_rule = found.rules[reason.rule];
        if (reason.proven == Tri::yes) ++of_rule.proven_contacts, broken |= u64{1} << check_of_rule_[reason.rule];
        else ++of_rule.open_contacts, ++of_rule.why[reason.why];
        const i32 day = (debtor_zone ? *debtor_zone : utc).at(contact.time).day;
        const std::tuple key(reason.rule, reason.proven, reason.why, contact.person, day);
        auto at = open.find(key);
        if (at == open.end()) {
          if (!(reason.proven == Tri::yes ? of_rule.proven : of_rule.open).may_hold(contact.time)) continue;
          at = open.emplace(key, finding_of(working, gathered, contact)).first;
          at->second.rule = reason.rule, at->second.proven = reason.proven, at->second.why = reason.why;
          at->second.exception = reason.missing;
        } else {
          ++at->second.contacts;
          if (at->second.more.size() + 1 < most_rows) at->second.more.push_back({gathered.event.source, gathered.event.row});
        }
        ContactFinding &finding = at->second;
        finding.count = reason.count, finding.limit = reason.limit, finding.window = reason.window;
      }
      add_words(working, gathered, contact, found, broken);
      add_rates(gathered.event, working.of.lender, contact, broken, found);
    }
    for (u32 rule = 0; rule < rules_.size(); ++rule) {
      found.rules[rule].has_looked |= state.has_looked(rule);
      if (const Why why = state.open()[rule]; why != Why::none) found.rules[rule].why.try_emplace(why, 0);
    }
    for (auto &[key, finding] : open) {
      ContactTally::OfRule &of_rule = found.rules[finding.rule];
      (finding.proven == Tri::yes ? of_rule.proven : of_rule.open).add(std::move(finding));
    }
    for (u32 i = 1; i < is_tried.size(); ++i) {
      const Party party = file.persons[i].party;
      if (!is_tried[i] || party == Party::debtor) continue; // of a request that did not say so, the record does
      ++found.people;
      found.never_named += party == Party::address_book || party == Party::call_record || party == Party::other;
      found.provenance_unknown += party == Party::unknown;
    }
    for (const Rotation &rotation : find_rotations(burst_contacts)) {
      const size_t at = burst_at[rotation.first];
      ContactFinding finding = finding_of(working, contacts[at], judged[at]);
      finding.rule = static_cast<u32>(rotations_), finding.proven = Tri::maybe, finding.why = Why::reading, finding.kind = word_checks_[rotations_].sign;
      finding.count = rotation.numbers, finding.limit = rotating_numbers - 1;
      const i32 until = (debtor_zone ? *debtor_zone : utc).at(burst_contacts[rotation.last].time).day;
      finding.window = {(debtor_zone ? *debtor_zone : utc).at(finding.time).day, until};
      ++found.words[rotations_].open_contacts;
      found.words[rotations_].open.add(std::move(finding));
    }
    for (Burst &burst : find_bursts(burst_contacts)) {
      ++found.episode_count;
      // Of nobody's case, or of one that a request made.
      const bool is_of_number = contacts[0].group >= book_.cases.size() || (working.of.borrower == no_word && book_.cases[contacts[0].group].debts.empty());
      found.episodes.push_back({working.borrower, is_of_number ? text(WordKind::number, contacts[0].event.theirs) : "", burst_contacts[burst.first].time, burst_contacts[burst.last].time, debtor_zone, burst.people, burst.calls, burst.texts, burst.to_borrower, burst.to_others,
                                std::move(burst.collectors), std::move(burst.curve)});
    }
    shrink_episodes(found.episodes);
  }

  void add_stranger(const Gathered &gathered, Party party, ContactTally &found) const {
    const StoredEvent &event = gathered.event;
    const bool is_stranger = party == Party::unknown || party == Party::address_book || party == Party::call_record || party == Party::other;
    if (!is_stranger || gathered.is_shared || event.theirs == no_word || gathered.group >= book_.cases.size()) return;
    ContactTally::Stranger &stranger = found.strangers[event.theirs];
    stranger.cases += std::exchange(stranger.last_group, gathered.group) != gathered.group;
    ++stranger.contacts;
    const RowName row{event.source, event.row};
    if (std::tie(event.time, row) < std::tie(stranger.time, stranger.first)) stranger.time = event.time, stranger.first = row, stranger.medium = event.medium, stranger.party = party;
  }

  static void shrink_episodes(std::vector<EpisodeRow> &episodes) {
    if (episodes.size() <= 2 * most_listed) return;
    std::ranges::sort(episodes, {}, &EpisodeRow::order);
    episodes.resize(most_listed);
  }

  u32 check_index(std::string_view check) const { return static_cast<u32>(std::ranges::find(checks_, check) - checks_.begin()); }

  // What the text said, held against the words of each requirement that asks.
  void add_words(const Working &working, const Gathered &gathered, const Contact &contact, ContactTally &found, u64 &broken) const {
    const bool is_hidden = (gathered.event.flags & StoredEvent::is_hidden) != 0;
    if (contact.direction == Direction::in || (gathered.event.finding == 0 && !is_hidden)) return;
    const Party party = working.of.file.persons[contact.person].party;
    // The day of the contact, wherever the debtor is.
    static const Zone west(-12 * 3600), east(14 * 3600);
    const std::vector<const Zone *> &zones = working.of.file.persons[0].zones;
    const i32 first = (zones.empty() ? west : *zones[0]).at(contact.time).day, last = (zones.empty() ? east : *zones.back()).at(contact.time).day;
    const auto said = gathered.event.finding != 0 ? texts_.find({gathered.event.source, gathered.event.row}) : texts_.end();
    for (size_t i = 0; i < word_checks_.size(); ++i) {
      const WordCheck &check = word_checks_[i];
      if (!check.sign.empty()) continue;
      const auto parameter = [&](std::string_view name) -> std::string {
        if (!check.requirement) return "";
        const auto value = check.requirement->parameters.find(name);
        return value == check.requirement->parameters.end() || value->second.empty() ? "" : value->second[0];
      };
      const std::string only = parameter("only");
      if (only == "public" && contact.medium != Medium::post) continue;
      if (only == "locate" && contact.purpose != Purpose::locate) continue;
      const bool is_said = said != texts_.end() && only != "debt" && !((check.check == "COLLECT-DISCLOSE" || check.check == advert_check) && party == Party::debtor) &&
                           std::ranges::any_of(said->second, [&](const TextFinding &each) { return each.check == check.check; });
      // To ask for a debt that was closed says of it what its facts show to be false.
      const bool is_false = !is_said && check.check == "COLLECT-DECEIVE" && contact.asks_payment == Tri::yes && is_closed(working.of.file, contact, std::min(first, last));
      const bool is_from_hidden = !is_said && is_hidden && check.check == "COLLECT-IDENTITY";
      if (!is_said && !is_false && !is_from_hidden) continue;
      Tri proven = Tri::yes;
      Why why = Why::none;
      const auto lower = [&](Why because) {
        if (proven == Tri::yes) proven = Tri::maybe, why = because;
      };
      if (contact.is_shared) lower(Why::party);
      if (contact.direction == Direction::unknown) lower(Why::direction);
      if (std::min(first, last) < check.days.from || std::max(first, last) >= check.days.to) {
        if (check.requirement) continue;
        lower(Why::force); // some of the norms that ask did not hold then
      }
      if ((is_said || is_false) && !is_proving(check.check)) lower(Why::reading);
      if (check.check == advert_check && party == Party::unknown) lower(Why::party);
      if (check.check == "COLLECT-DISCLOSE") {
        // An offer that names who is a customer tells of no debt, but reads much like it; a hint names nobody of whom it tells.
        const auto proves = [](const TextFinding &each) { return each.check == "COLLECT-DISCLOSE" && !each.rule.starts_with("hint-"); };
        const auto offers = [](const TextFinding &each) { return each.check == advert_check; };
        if (std::ranges::any_of(said->second, offers) || std::ranges::none_of(said->second, proves)) lower(Why::reading);
        if (party == Party::unknown) lower(Why::party);
        if (!parameter("may_be_told").empty()) lower(Why::party); // who may be told is not held against the relation written
        if (const std::string with = parameter("allowed_with"); !with.empty() && std::ranges::any_of(working.of.file.consents, [&](const Consent &consent) {
              return consent.kind.starts_with("prior") && consent.from <= contact.time && contact.time < consent.to;
            }))
          continue;
      }
      ContactFinding whole = finding_of(working, gathered, contact);
      whole.rule = static_cast<u32>(i), whole.proven = proven, whole.why = why;
      whole.kind = is_false ? "closed_debt" : is_from_hidden ? "hidden_number" : check.check == advert_check ? "advert" : "words";
      ContactTally::OfRule &of_check = found.words[i];
      if (proven == Tri::yes) ++of_check.proven_contacts;
      else ++of_check.open_contacts, ++of_check.why[why];
      if (Earliest &earliest = proven == Tri::yes ? of_check.proven : of_check.open; earliest.may_hold(whole.time)) earliest.add(std::move(whole));
      if (proven == Tri::yes) broken |= u64{1} << check_index(check.check);
    }
  }

  // Whether all debts that the contact may be about were closed on a day before.
  static bool is_closed(const CaseFile &file, const Contact &contact, i32 day) {
    const auto is_one = [&](const Debt &debt) { return debt.closed && *debt.closed < day; };
    if (contact.debt != nobody) return is_one(file.debts[contact.debt]);
    return file.are_debts_known && !file.debts.empty() && std::ranges::all_of(file.debts, is_one);
  }

  void add_rates(const StoredEvent &event, u32 lender, const Contact &contact, u64 broken, ContactTally &found) const {
    if (contact.direction == Direction::in) return;
    const u32 of[] = {event.collector, event.agency, event.lender != no_word ? event.lender : lender};
    for (u8 i = 0; i < 3; ++i) {
      if (of[i] == no_word) continue;
      RateCount &count = found.rates[rate_key(i, of[i])];
      ++count.contacts;
      if (count.findings.empty()) count.findings.resize(checks_.size());
      for (u64 left = broken; left != 0; left &= left - 1) ++count.findings[static_cast<size_t>(std::countr_zero(left))];
    }
  }

  void add(ContactTally found) {
    all_.rules.resize(rules_.size());
    all_.words.resize(word_checks_.size());
    const auto merge = [](Earliest &into, Earliest &from) {
      for (ContactFinding &finding : from.findings()) into.add(std::move(finding));
    };
    const auto add_rule = [&](ContactTally::OfRule &into, ContactTally::OfRule &from) {
      merge(into.proven, from.proven), merge(into.open, from.open);
      into.proven_contacts += from.proven_contacts, into.open_contacts += from.open_contacts;
      into.has_looked |= from.has_looked;
      for (const auto &[why, count] : from.why) into.why[why] += count;
    };
    for (size_t i = 0; i < rules_.size() && i < found.rules.size(); ++i) add_rule(all_.rules[i], found.rules[i]);
    for (size_t i = 0; i < word_checks_.size() && i < found.words.size(); ++i) add_rule(all_.words[i], found.words[i]);
    for (const auto &[number, stranger] : found.strangers) {
      ContactTally::Stranger &into = all_.strangers[number];
      into.cases += stranger.cases, into.contacts += stranger.contacts;
      if (std::tie(stranger.time, stranger.first) < std::tie(into.time, into.first)) into.time = stranger.time, into.first = stranger.first, into.medium = stranger.medium, into.party = stranger.party;
    }
    for (auto &[key, count] : found.rates) {
      RateCount &into = all_.rates[key];
      into.contacts += count.contacts;
      into.findings.resize(checks_.size());
      for (size_t check = 0; check < count.findings.size(); ++check) into.findings[check] += count.findings[check];
    }
    std::ranges::move(found.episodes, std::back_inserter(all_.episodes));
    shrink_episodes(all_.episodes);
    all_.episode_count += found.episode_count;
    all_.contacts += found.contacts, all_.outgoing += found.outgoing, all_.cases += found.cases, all_.unassigned += found.unassigned;
    all_.people += found.people, all_.never_named += found.never_named, all_.provenance_unknown += found.provenance_unknown;
  }

  // What is no contact: handovers, complaints, and whose numbers an agency holds.
  void finish_cases() {
    all_.rules.resize(rules_.size());
    all_.words.resize(word_checks_.size());
    for (u32 index = 0; index < book_.cases.size(); ++index) {
      const BorrowerCase &each = book_.cases[index];
      const RuleFold fold{rules_, each.file};
      State state(fold);
      std::vector<Reason> reasons;
      state.finish(fold, reasons);
      for (const Reason &reason : reasons) {
        ContactFinding finding;
        finding.rule = reason.rule, finding.proven = reason.proven, finding.why = reason.why, finding.count = reason.count, finding.limit = reason.limit, finding.window = reason.window;
        const bool has_window = reason.window.from != 0 || reason.window.to != 0;
        finding.time = reason.complaint != nobody ? each.file.complaints[reason.complaint].at : has_window ? i64{reason.window.to} * seconds_of_day : StoredLoan::no_time;
        finding.group = index, finding.borrower = each.borrower;
        if (reason.person != nobody) name_person(each, reason, finding);
        ContactTally::OfRule &of_rule = all_.rules[reason.rule];
        ++(reason.proven == Tri::yes ? of_rule.proven_contacts : of_rule.open_contacts);
        if (reason.proven != Tri::yes) ++of_rule.why[reason.why];
        (reason.proven == Tri::yes ? of_rule.proven : of_rule.open).add(std::move(finding));
      }
      for (u32 rule = 0; rule < rules_.size(); ++rule) {
        all_.rules[rule].has_looked |= state.has_looked(rule);
        if (state.open()[rule] != Why::none) all_.rules[rule].why.try_emplace(state.open()[rule], 0);
      }
    }
    // Where no contact was looked at, nothing is known to be kept.
    for (ContactTally::OfRule &of_rule : all_.rules)
      if (!of_rule.has_looked) of_rule.why.try_emplace(Why::force, 0);
  }

  // Whose request it is, or whose number an agency was handed, and the row that says so.
  static void name_person(const BorrowerCase &of, const Reason &reason, ContactFinding &finding) {
    const CasePerson &person = of.persons[reason.person];
    finding.person = reason.person, finding.party = of.file.persons[reason.person].party, finding.relation = person.relation;
    finding.is_number = !person.numbers.empty();
    finding.person_word = finding.is_number ? person.numbers[0] : person.key;
    const auto handed = [&] { return static_cast<size_t>(std::ranges::find(*of.file.agency_file, reason.person, &Handed::person) - of.file.agency_file->begin()); };
    const CaseRow &row = reason.complaint != nobody ? of.complaint_rows[reason.complaint] : of.handed_rows[handed()];
    finding.first = {row.source, row.row};
    finding.event.source = row.source, finding.event.row = row.row;
  }

  const Store &store_;
  const NormPack &pack_;
  const CheckOptions &options_;
  std::array<std::vector<StoredWord>, word_kinds> words_;
  CaseBook book_;
  Rules rules_;
  std::vector<WordCheck> word_checks_;
  std::vector<std::string> checks_; // all, sorted; fewer than 64, as norms/checks.model has
  std::vector<u32> check_of_rule_;  // index into checks_
  std::map<RowName, std::vector<TextFinding>> texts_;
  std::vector<DaySpan> covered_;
  size_t rotations_ = 0, strangers_ = 0; // of word_checks_
  i32 today_ = -1'000'000;          // the records were there on this day: their last, or the day that is asked for
  std::map<u16, std::string> damaged_;
  u64 total_ = 0;
  ContactTally all_;
};

} // namespace

Result<ConductResult> check_conduct(const Store &store, const NormPack &pack, const CheckOptions &options) { return Checker(store, pack, options).run(); }

} // namespace kinsafe
