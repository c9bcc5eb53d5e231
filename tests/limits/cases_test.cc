// Dated cases for hours, caps and rights to contact (cases.yaml, grammar in README.md beside it), each folded step by step.
// They were written from the definitions of norms/checks.md before the fold was.
#include "base/file.h"
#include "base/reader.h"
#include "limits/limits.h"
#include "tests/shipped_norms.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <filesystem>
#include <map>
#include <numeric>

namespace kinsafe {
namespace {

struct Found {
  u32 event = 0; // from 1
  Tri proven = Tri::no;
  u32 count = 0, limit = 0;
};

std::string text_of(const YAML::Node &node) { return node.as<std::string>(""); }

i32 seconds_in(std::string_view text) { // "08:00:30"
  i32 parts[3] = {};
  for (i32 &part : parts) {
    const std::string_view digits = text.substr(0, text.find(':'));
    std::from_chars(digits.data(), digits.data() + digits.size(), part);
    text.remove_prefix(std::min(text.size(), digits.size() + 1));
  }
  return parts[0] * 3600 + parts[1] * 60 + parts[2];
}

// "2026-02-03T09:00:00", local to the zone, or an instant with "Z" or "+01:00" behind it.
i64 instant(std::string text, const Zone &zone) {
  std::ranges::replace(text, ' ', 'T');
  const i32 day = day_of(text.substr(0, 10)).value();
  std::string clock = text.size() > 10 ? text.substr(11) : "00:00";
  std::optional<i32> offset;
  if (clock.ends_with('Z')) offset = 0, clock.pop_back();
  else if (const size_t sign = clock.find_first_of("+-"); sign != clock.npos) {
    offset = seconds_in(clock.substr(sign + 1)) * (clock[sign] == '-' ? -1 : 1);
    clock.resize(sign);
  }
  const Local local{day, seconds_in(clock)};
  return offset ? i64{day} * seconds_of_day + local.second - *offset : zone.utc_of(local);
}

class Case {
public:
  explicit Case(const YAML::Node &node) : node_(node) {
    zones_ = zones(node["zone"]);
    read_rules();
    read_persons();
    read_loans();
    read_rest();
  }

  void run() {
    std::vector<Contact> contacts;
    std::vector<std::string> places; // owns the words
    places.reserve(1000);
    for (const YAML::Node &event : node_["events"]) add(event, contacts, places);
    std::vector<size_t> order(contacts.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, {}, [&](size_t i) { return contacts[i].time; });
    const RuleFold fold{rules_, file_};
    State state(fold);
    std::vector<Found> found;
    for (const size_t i : order) {
      std::vector<Reason> reasons;
      state.step(fold, contacts[i], reasons);
      std::map<Tri, Reason> best;
      for (const Reason &reason : reasons) best.try_emplace(reason.proven, reason);
      if (best.empty()) continue;
      const Reason &reason = best.rbegin()->second;
      found.push_back({static_cast<u32>(i + 1), reason.proven, reason.count, reason.limit});
    }
    std::vector<Reason> last;
    state.finish(fold, last);
    bool is_open = std::ranges::any_of(state.open(), [](Why why) { return why != Why::none; });
    bool is_breach = std::ranges::any_of(last, [](const Reason &reason) { return reason.proven == Tri::yes; });
    is_open |= std::ranges::any_of(last, [](const Reason &reason) { return reason.proven == Tri::maybe; });
    for (const Found &each : found) is_breach |= each.proven == Tri::yes, is_open |= each.proven == Tri::maybe;
    std::string opened;
    for (const Why why : state.open()) opened += std::string(name_of(why)) + " ";
    EXPECT_EQ(is_breach ? "breach" : is_open ? "open" : "none", text_of(node_["expect"])) << "open: " << opened << " " << text_of(node_["why"]);
    std::map<u32, Found> by_event;
    for (const Found &each : found) by_event[each.event] = each;
    for (const YAML::Node &expected : node_["findings"]) {
      const u32 event = expected["event"].as<u32>(0);
      if (event == 0) continue; // of what is no contact
      const auto at = by_event.find(event);
      if (at == by_event.end()) {
        ADD_FAILURE() << "event " << event << ": nothing found; " << text_of(node_["why"]);
        continue;
      }
      EXPECT_EQ(at->second.proven == Tri::yes ? "yes" : "unclear", text_of(expected["proven"])) << "event " << event;
      if (expected["count"]) {
        EXPECT_EQ(at->second.count, expected["count"].as<u32>()) << "event " << event;
      }
      if (expected["limit"]) {
        EXPECT_EQ(at->second.limit, expected["limit"].as<u32>()) << "event " << event;
      }
      by_event.erase(at);
    }
    for (const auto &[event, each] : by_event) ADD_FAILURE() << "event " << event << ": nobody expects " << (each.proven == Tri::yes ? "a breach" : "an open one") << "; " << text_of(node_["why"]);
  }

private:
  static std::vector<const Zone *> zones(const YAML::Node &node) {
    std::vector<const Zone *> found;
    if (!node || node.IsNull()) return found;
    for (const std::string &name : node.IsSequence() ? node.as<std::vector<std::string>>() : std::vector{node.as<std::string>()}) {
      found.push_back(Zone::find(name));
      if (!found.back()) throw std::runtime_error("no zone " + name);
    }
    return found;
  }
  const Zone &clock_of(const std::vector<const Zone *> &zones) const {
    static const Zone utc(0);
    return zones.empty() ? utc : *zones[0];
  }
  i32 day(const YAML::Node &node) const { return day_of(text_of(node).substr(0, 10)).value(); }

  void read_rules() {
    Requirement house{};
    Norm norm{};
    if (node_["limits"]) {
      house.id = "HOUSE.R1";
      house.checks = {text_of(node_["check"])};
      for (const auto &entry : node_["limits"]) {
        const std::string name = entry.first.as<std::string>();
        const YAML::Node &value = entry.second;
        const auto record = [](const YAML::Node &map) {
          Record one;
          for (const auto &cell : map) one[cell.first.as<std::string>()] = cell.second.as<std::string>();
          return one;
        };
        if (value.IsMap()) house.records[name].push_back(record(value));
        else if (value.IsSequence() && value.size() > 0 && value[0].IsMap())
          for (const YAML::Node &each : value) house.records[name].push_back(record(each));
        else if (value.IsSequence()) house.parameters[name] = value.as<std::vector<std::string>>();
        else house.parameters[name] = {value.as<std::string>()};
      }
    } else {
      const NormPack &pack = shipped_norms();
      const std::string id = text_of(node_["requirement"]);
      const Requirement *requirement = find_requirement(pack, id);
      if (!requirement) throw std::runtime_error("no requirement " + id);
      house = *requirement;
      norm = *find_norm(pack, id.substr(0, id.rfind('.')));
      norm.effective_iso.reset(), norm.until_iso.reset(), norm.superseded_by.clear();
      house.effective.reset();
    }
    Result<Rules> rules = rules_of(norm, house);
    if (!rules) throw std::runtime_error(rules.error().message);
    for (Rule &rule : *rules)
      if (rule.check == text_of(node_["check"])) rules_.push_back(std::move(rule));
  }

  u32 person_named(const std::string &name) {
    const auto found = std::ranges::find(names_, name);
    if (found != names_.end()) return static_cast<u32>(found - names_.begin());
    throw std::runtime_error("no person " + name);
  }
  u32 index_of(std::vector<std::string> &list, const std::string &name) {
    const auto found = std::ranges::find(list, name);
    if (found == list.end()) list.push_back(name);
    return static_cast<u32>(std::ranges::find(list, name) - list.begin());
  }

  void read_persons() {
    names_ = {"debtor"};
    file_.persons.push_back({.party = Party::debtor, .zones = zones_});
    for (const auto &entry : node_["persons"]) {
      const std::string name = entry.first.as<std::string>();
      const YAML::Node &node = entry.second;
      if (name != "debtor") {
        names_.push_back(name);
        file_.persons.push_back({.zones = zones_});
      }
      Person &person = file_.persons[person_named(name)];
      if (node["party"]) person.party = find_party(text_of(node["party"])).value();
      if (node["zone"]) person.zones = zones(node["zone"]);
      if (node["consent"]) {
        person.has_consent = true;
        if (!node["consent"].IsNull()) person.consent = instant(text_of(node["consent"]), clock_of(person.zones));
        person.is_consent_day_only = text_of(node["consent"]).size() == 10;
      }
      if (node["numbers"]) numbers_[name] = node["numbers"].as<std::vector<std::string>>();
    }
  }

  Recorded known(const YAML::Node &loan, const char *since, const char *spans) {
    Recorded known;
    if (loan[since]) {
      known.is_recorded = true;
      if (!loan[since].IsNull()) known.spans.push_back({day(loan[since]), 1'000'000});
    }
    if (loan[spans]) {
      known.is_recorded = true;
      for (const YAML::Node &span : loan[spans]) known.spans.push_back({day(span["from"]), span["to"] && !span["to"].IsNull() ? day(span["to"]) : 1'000'000});
    }
    return known;
  }

  void read_loan(const YAML::Node &loan) {
    loans_.push_back(text_of(loan["id"]));
    Debt debt;
    if (loan["due"]) {
      debt.has_due = true;
      if (!loan["due"].IsNull()) debt.dues.push_back(day(loan["due"]));
    }
    if (loan["closed"] && !loan["closed"].IsNull()) debt.closed = day(loan["closed"]);
    debt.pauses = known(loan, "paused_since", "pauses");
    debt.occasions = known(loan, "occasion_since", "occasions");
    debt.lost = known(loan, "lost_since", "lost");
    debt.unreachable = known(loan, "unreachable_since", "unreachable");
    debt.incapacitated = known(loan, "incapacitated_since", "incapacitated");
    file_.debts.push_back(debt);
  }
  void read_loans() {
    if (node_["loan"]) read_loan(node_["loan"]);
    for (const YAML::Node &loan : node_["loans"]) read_loan(loan);
  }

  void read_rest() {
    for (const YAML::Node &each : node_["handovers"]) file_.debts[0].handovers.push_back({day(each["from"]), index_of(agencies_, text_of(each["agency"]))});
    for (const YAML::Node &each : node_["channels"]["authorised"]) read_authorised(each);
    for (const YAML::Node &each : node_["complaints"]) read_complaint(each);
    for (const YAML::Node &each : node_["complaint_kinds"]) file_.complaint_kinds |= static_cast<u16>(1 << static_cast<u8>(complaint_kind(text_of(each))));
    read_lines();
    if (node_["today"]) file_.today = day(node_["today"]);
    if (node_["agency_file"]) {
      file_.agency_file.emplace();
      for (const YAML::Node &number : node_["agency_file"]["numbers"])
        for (const auto &[name, numbers] : numbers_)
          if (std::ranges::find(numbers, text_of(number)) != numbers.end()) file_.agency_file->push_back({person_named(name), node_["agency_file"]["is_shared"].as<bool>(false)});
      file_.is_agency_file_whole = node_["agency_file"]["is_whole"].as<bool>(true);
    }
    const Zone &clock = clock_of(zones_);
    if (node_["covered"]) {
      const YAML::Node covered = node_["covered"];
      for (const YAML::Node &span : covered.IsSequence() ? covered : YAML::Load("[]")) file_.covered.push_back({day(span["from"]), day(span["to"])});
      if (covered.IsMap()) file_.covered.push_back({day(covered["from"]), day(covered["to"])});
    }
    if (node_["holidays"]) {
      calendar_.emplace(-1'000'000, 1'000'000);
      if (const YAML::Node covers = node_["calendar_covers"]) calendar_->first = day(covers["from"]), calendar_->last = day(covers["to"]);
      for (const YAML::Node &each : node_["holidays"]) calendar_->holidays.push_back(day(each));
      for (const YAML::Node &each : node_["workdays"]) calendar_->workdays.push_back(day(each));
      file_.calendar = &*calendar_;
    }
    if (node_["consents"]) {
      for (const YAML::Node &each : node_["consents"]) {
        Consent consent{.kind = text_of(each["kind"])};
        if (consent.kind.starts_with("prior consent")) consent.kind = "prior_consent";
        if (each["person"]) consent.person = person_named(text_of(each["person"]));
        if (each["from"]) consent.from = instant(text_of(each["from"]), clock);
        // A day without a time ends with the day.
        if (each["to"] && !each["to"].IsNull()) consent.to = instant(text_of(each["to"]), clock) + (text_of(each["to"]).size() == 10 ? seconds_of_day : 0);
        file_.consents.push_back(std::move(consent));
      }
    }
    if (node_["stops"]) {
      file_.has_requests = true;
      for (const YAML::Node &each : node_["stops"]) {
        StopRequest request;
        if (each["person"]) request.person = person_named(text_of(each["person"]));
        const auto &person_zones = request.person == nobody ? zones_ : file_.persons[request.person].zones;
        request.at = instant(text_of(each["at"]), clock_of(person_zones));
        request.is_refusal = true;
        const YAML::Node scope = each["scope"];
        if (scope.IsMap()) request.hours = {{seconds_in(text_of(scope["from"])), seconds_in(text_of(scope["to"]))}};
        else if (scope && text_of(scope) != "all") request.medium = find_medium(text_of(scope)).value();
        file_.requests.push_back(request);
      }
    }
  }

  // A medium; or with person, scope (all, unknown), from and to.
  void read_authorised(const YAML::Node &node) {
    const bool is_map = node.IsMap();
    const std::string scope = text_of(is_map ? node["scope"] : node);
    Authorisation given{.medium = find_medium(scope), .from = -forever};
    if (given.medium == Medium::unknown) given.medium.reset();
    given.is_scope_known = given.medium || scope == "all";
    if (is_map && node["person"]) given.person = person_named(text_of(node["person"]));
    if (is_map && node["from"]) given.from = instant(text_of(node["from"]), clock_of(zones_)), given.is_day_only = text_of(node["from"]).size() == 10;
    if (is_map && node["to"]) given.to = instant(text_of(node["to"]), clock_of(zones_));
    file_.authorised.push_back(given);
  }

  static Complaint::Kind complaint_kind(const std::string &name) {
    return name == "complaint" ? Complaint::Kind::complaint : name == "dispute" ? Complaint::Kind::dispute : Complaint::Kind::negotiation;
  }
  // answered: null: nothing stands in the column; not there: no column. until: so far the records of requests run.
  void read_complaint(const YAML::Node &node) {
    const Zone &clock = clock_of(zones_);
    Complaint complaint{.kind = complaint_kind(text_of(node["kind"])), .at = instant(text_of(node["at"]), clock), .is_day_only = text_of(node["at"]).size() == 10};
    file_.complaint_kinds |= static_cast<u16>(1 << static_cast<u8>(complaint.kind));
    complaint.known_until = node["until"] ? instant(text_of(node["until"]), clock) : complaint.at;
    if (const YAML::Node answered = node["answered"]) {
      complaint.has_answer = true;
      if (!answered.IsNull()) complaint.answered = instant(text_of(answered), clock), complaint.is_answer_day_only = text_of(answered).size() == 10;
    }
    file_.complaints.push_back(complaint);
  }

  void read_lines() {
    if (!node_["lines"]) return;
    std::vector<Line> lines;
    for (const YAML::Node &each : node_["lines"]) {
      Line line{.number = index_of(our_numbers_, text_of(each["number"])), .from = -forever, .is_full = text_of(each["number"]).starts_with('+')};
      if (each["agency"]) line.agency = index_of(agencies_, text_of(each["agency"]));
      if (each["medium"]) line.medium = find_medium(text_of(each["medium"])).value();
      if (each["from"]) line.from = instant(text_of(each["from"]), clock_of(zones_));
      if (each["to"]) line.to = instant(text_of(each["to"]), clock_of(zones_));
      lines.push_back(line);
    }
    lines_ = line_book(std::move(lines));
    file_.lines = &lines_;
  }

  void add(const YAML::Node &event, std::vector<Contact> &contacts, std::vector<std::string> &places) {
    Contact contact;
    const std::string to = text_of(event["to"]);
    contact.person = person_named(to);
    const Zone &clock = clock_of(file_.persons[contact.person].zones);
    contact.time = instant(text_of(event["at"]), clock);
    // Who has one number was called there.
    const bool is_one = event["number"] || !numbers_.contains(to) || numbers_[to].size() == 1;
    const std::string number = event["number"] ? text_of(event["number"]) : numbers_.contains(to) ? numbers_[to][0] : to;
    contact.number = is_one ? index_of(number_names_, number) : nobody;
    if (event["debt"]) contact.debt = static_cast<u32>(std::ranges::find(loans_, text_of(event["debt"])) - loans_.begin());
    if (event["medium"]) contact.medium = find_medium(text_of(event["medium"])).value();
    if (event["direction"]) contact.direction = find_direction(text_of(event["direction"])).value();
    std::string outcome = text_of(event["result"]);
    if (outcome == "off") outcome = "busy";
    if (!outcome.empty()) contact.outcome = find_outcome(outcome).value();
    if (event["purpose"]) contact.purpose = find_purpose(text_of(event["purpose"])).value();
    if (event["in_reply"]) contact.in_reply = event["in_reply"].as<bool>() ? Tri::yes : Tri::no;
    if (event["asks_payment"]) contact.asks_payment = event["asks_payment"].as<bool>() ? Tri::yes : Tri::no;
    if (event["agency"]) contact.agency = index_of(agencies_, text_of(event["agency"]));
    if (event["ours"]) contact.ours = index_of(our_numbers_, text_of(event["ours"])), contact.is_ours_full = text_of(event["ours"]).starts_with('+');
    if (event["recording"]) contact.recording = event["recording"].as<bool>() ? Tri::yes : Tri::no;
    if (event["people_present"]) contact.people_present = event["people_present"].as<u32>();
    if (event["place"]) {
      places.push_back(text_of(event["place"]));
      contact.place = places.back();
    }
    u32 times = 1;
    i64 every = 0;
    if (const YAML::Node repeat = event["repeat"]) {
      times = repeat["times"].as<u32>();
      const std::string gap = text_of(repeat["every"]);
      every = std::stoll(gap) * (gap.back() == 'h' ? 3600 : gap.back() == 'd' ? seconds_of_day : gap.back() == 'm' ? 60 : 1);
    }
    for (u32 i = 0; i < times; ++i, contact.time += every) contacts.push_back(contact);
  }

  YAML::Node node_;
  std::vector<const Zone *> zones_;
  Rules rules_;
  CaseFile file_;
  std::optional<Calendar> calendar_;
  std::vector<std::string> names_, loans_, number_names_, our_numbers_, agencies_;
  LineBook lines_;
  std::map<std::string, std::vector<std::string>> numbers_;
};

std::vector<YAML::Node> cases_of(const char *path) {
  std::vector<YAML::Node> all;
  for (const YAML::Node &each : YAML::LoadFile(path)) all.push_back(each);
  return all;
}

class Cases : public testing::TestWithParam<YAML::Node> {};

TEST_P(Cases, is_judged_as_written) { Case(GetParam()).run(); }

const auto name_of_case = [](const auto &at) { return text_of(at.param["name"]); };
INSTANTIATE_TEST_SUITE_P(Dated, Cases, testing::ValuesIn(cases_of(KINSAFE_SOURCE_DIR "/tests/limits/cases.yaml")), name_of_case);
INSTANTIATE_TEST_SUITE_P(Records, Cases, testing::ValuesIn(cases_of(KINSAFE_SOURCE_DIR "/tests/limits/records.yaml")), name_of_case);

} // namespace
} // namespace kinsafe
