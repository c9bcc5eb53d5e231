// The inventory: for every kind of personal information and every family of data whether the app declares, asks for, has
// typed in, reads, sends or demands it, told from the rows of the other facts. `yes` needs a row that shows it, `no` that
// nothing was hidden that could show it; the rest is `unclear`. What code says counts as seen only where it is known to run.
#include "facts/facts.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace kinsafe {
namespace {

// The permissions without which Android gives nothing of a family, or that guard a part of it. `is_guarded`: with none of
// them nothing can be read. Source: Manifest.permission on developer.android.com; AD_ID: Google Play services.
struct Guard {
  std::string_view family;
  bool is_guarded;
  std::initializer_list<std::string_view> permissions;
};
const Guard guards[] = {
    {"contacts", true, {"READ_CONTACTS"}},
    {"sim_contacts", true, {"READ_CONTACTS"}},
    {"call_log", true, {"READ_CALL_LOG"}},
    {"sms", true, {"READ_SMS", "RECEIVE_SMS"}},
    {"calendar", true, {"READ_CALENDAR"}},
    {"accounts", false, {"GET_ACCOUNTS"}},
    {"installed_apps", false, {"QUERY_ALL_PACKAGES", "GET_TASKS", "PACKAGE_USAGE_STATS"}},
    {"location", true, {"ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION", "ACCESS_BACKGROUND_LOCATION"}},
    {"device_id", false, {"READ_PHONE_STATE"}},
    {"advertising_id", false, {"com.google.android.gms.permission.AD_ID"}},
    {"media", false, {"READ_EXTERNAL_STORAGE", "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO", "READ_MEDIA_AUDIO", "READ_MEDIA_VISUAL_USER_SELECTED"}},
    {"files", false, {"READ_EXTERNAL_STORAGE", "WRITE_EXTERNAL_STORAGE", "MANAGE_EXTERNAL_STORAGE"}},
    {"clipboard", false, {}},
    {"camera", true, {"CAMERA"}},
    {"microphone", true, {"RECORD_AUDIO"}},
};
constexpr std::string_view own_phone_number[] = {"READ_PHONE_NUMBERS", "READ_PHONE_STATE", "READ_SMS"};

bool is_among(std::span<const std::string_view> list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

// One cell: the rows that say yes, those that leave it open, and whether more may be hidden.
struct Cell3 {
  bool shown = false, open = false;

  void see(const Row &row, bool says_yes, std::vector<Evidence> &evidence) {
    (says_yes ? shown : open) = true;
    constexpr size_t most_evidence = 5;
    if (!row.evidence.empty() && evidence.size() < most_evidence) evidence.push_back(row.evidence.front());
  }
  std::string word(bool may_be_hidden) const { return shown ? "yes" : open || may_be_hidden ? "unclear" : "no"; }
};

class Inventory {
public:
  Inventory(const Looked &looked, Facts &facts, const Incomplete &incomplete)
      : facts_(facts), hidden_(hidden_facts(incomplete)), is_android_(looked.package.platform == Platform::android) {}

  void add_families() {
    for (const std::string_view family : values_of(FactKind::data_read, "family")) {
      if (family == "typed") continue; // it says how, not what
      const auto guard = std::ranges::find(guards, family, &Guard::family);
      add_family(family, guard != std::end(guards) ? *guard : Guard{family, false, {}});
    }
  }

  void add_kinds() {
    for (const std::string_view kind : values_of(FactKind::form_field, "kind"))
      if (kind != "other") add_kind(kind);
  }

private:
  static std::span<const std::string_view> values_of(FactKind fact, std::string_view column) {
    const FactSchema &schema = schema_of(fact);
    return schema.columns[find_column(schema, column).value()].values;
  }
  bool is_hidden(FactKind fact) const { return hidden_[static_cast<size_t>(fact)]; }

  // Whether any of these permissions is declared. Another platform has other names for them.
  std::string declared(std::span<const std::string_view> permissions, std::vector<Evidence> &evidence) const {
    if (permissions.empty()) return std::string("no");
    Cell3 cell;
    for (const Row &row : facts_.of(FactKind::permission)) {
      if (!is_among(permissions, word_of(FactKind::permission, row, "name"))) continue;
      const std::string_view is = word_of(FactKind::permission, row, "declared");
      if (is != "no") cell.see(row, is == "yes", evidence);
    }
    return cell.word(is_hidden(FactKind::permission) || !is_android_);
  }

  void add_family(std::string_view family, const Guard &guard) {
    const std::span<const std::string_view> permissions(guard.permissions.begin(), guard.permissions.size());
    std::vector<Evidence> evidence;
    const std::string is_declared = declared(permissions, evidence);
    const bool cannot_be_had = guard.is_guarded && is_declared == "no";

    Cell3 asked;
    for (const Row &row : facts_.of(FactKind::purpose_text))
      if (is_among(permissions, word_of(FactKind::purpose_text, row, "permission"))) asked.see(row, true, evidence);
    for (const Row &row : facts_.of(FactKind::permission)) // a name in code may be a library's that nobody calls
      if (is_among(permissions, word_of(FactKind::permission, row, "name")) && word_of(FactKind::permission, row, "requested") != "no" && is_declared != "no")
        asked.open = true;
    for (const Row &row : facts_.of(FactKind::permission_request)) {
      const size_t column = find_column(schema_of(FactKind::permission_request), "permissions").value();
      const auto *names = std::get_if<std::vector<std::string>>(&row.cells[column]);
      if (names && std::ranges::any_of(*names, [&](const std::string &name) { return is_among(permissions, name); })) asked.see(row, row.reached == "yes", evidence);
    }
    const bool may_ask = is_declared != "no" && (is_hidden(FactKind::permission_request) || is_hidden(FactKind::purpose_text));

    Cell3 read;
    for (const Row &row : facts_.of(FactKind::data_read))
      if (word_of(FactKind::data_read, row, "family") == family && row.reached != "no" && !cannot_be_had) read.see(row, row.reached == "yes", evidence);
    const std::string is_read = read.word(!cannot_be_had && is_hidden(FactKind::data_read));

    Cell3 sent;
    for (const Row &row : facts_.of(FactKind::flow))
      if (word_of(FactKind::flow, row, "source") == family && row.reached != "no") sent.see(row, row.reached == "yes", evidence);

    Cell3 demanded;
    for (const Row &row : facts_.of(FactKind::denial)) {
      const std::string_view outcome = word_of(FactKind::denial, row, "outcome");
      if (!is_among(permissions, word_of(FactKind::denial, row, "permission")) || row.reached == "no") continue;
      const bool is_punished = outcome == "exits" || outcome == "blocks" || outcome == "asks_again";
      const bool is_certain = row.reached == "yes" && word_of(FactKind::denial, row, "must") == "yes";
      if (is_punished || outcome == "unknown") demanded.see(row, is_punished && is_certain, evidence);
    }
    const bool may_demand = is_declared != "no" && is_hidden(FactKind::denial);

    push(family, {is_declared, asked.word(may_ask), "no", is_read, sent.word(is_read != "no" && is_hidden(FactKind::flow)), demanded.word(may_demand)},
         std::move(evidence));
  }

  void add_kind(std::string_view kind) {
    std::vector<Evidence> evidence;
    Cell3 asked, typed, demanded;
    for (const Row &row : facts_.of(FactKind::form_field)) {
      if (word_of(FactKind::form_field, row, "kind") != kind) continue;
      asked.see(row, true, evidence);
      if (word_of(FactKind::form_field, row, "input") == "typed") typed.shown = true;
      const std::string_view required = word_of(FactKind::form_field, row, "required");
      if (required != "no") (required == "yes" ? demanded.shown : demanded.open) = true;
    }
    Cell3 read;
    bool may_read = false;
    std::string is_declared = "no";
    if (kind == "emergency_contact") {
      for (const Row &row : facts_.of(FactKind::emergency_contact)) {
        asked.see(row, true, evidence);
        if (word_of(FactKind::emergency_contact, row, "how") == "typed") typed.shown = true;
        else (row.reached == "yes" ? read.shown : read.open) = true;
      }
      may_read = is_hidden(FactKind::emergency_contact);
    }
    if (kind == "phone_number") {
      is_declared = declared(own_phone_number, evidence);
      may_read = is_declared != "no";
    }
    const bool may_be_hidden = is_hidden(FactKind::form_field);
    const std::string is_asked = asked.word(may_be_hidden), is_read = read.word(may_read);
    Cell3 sent; // a flow tells that something typed leaves, not which field
    sent.open = is_asked != "no" || is_read != "no";
    push(kind, {is_declared, is_asked, typed.word(may_be_hidden), is_read, sent.word(false), demanded.word(may_be_hidden)}, std::move(evidence));
  }

  void push(std::string_view kind, const std::array<std::string, 6> &words, std::vector<Evidence> evidence) {
    std::vector<Cell> cells = {std::string(kind)};
    cells.insert(cells.end(), words.begin(), words.end());
    facts_.of(FactKind::inventory).push_back(make_row(FactKind::inventory, std::move(cells), std::move(evidence)));
  }

  Facts &facts_;
  std::array<bool, fact_kinds> hidden_;
  bool is_android_;
};

} // namespace

void detect_inventory(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  Inventory inventory(looked, facts, incomplete);
  inventory.add_kinds();
  inventory.add_families();
}

} // namespace kinsafe
