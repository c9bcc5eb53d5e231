// What an app's own screens ask a person for. A layout names its inputs in several ways, read here from the surest to the
// weakest: the hint that stands in the field, the words in front of it, its id, the type of its keyboard. An input takes
// what is typed, or what is picked from a list or another screen. Whether it must be filled in is up to code, so `required`
// is always `unclear`. Fields that code, web pages or a server make are not seen, and a gap says so.
#include "facts/facts.h"

#include "base/strings.h"
#include "container/declared.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace kinsafe {
namespace {

// Resource ids of android.R.attr, which never change.
constexpr u32 attr_id = 0x010100d0, attr_hint = 0x01010150, attr_text = 0x0101014f, attr_prompt = 0x0101017b, attr_input_type = 0x01010220,
              attr_focusable = 0x010100da, attr_editable = 0x0101016b, attr_clickable = 0x010100e5, attr_on_click = 0x0101026f,
              attr_description = 0x01010273, attr_autofill = 0x01010559;

constexpr std::string_view android_uri = "http://schemas.android.com/apk/res/android";

// Bytes of layouts that are read, times four is the bound; more than any real app has.
constexpr size_t most_layout_bytes = size_t{64} << 20;
constexpr size_t most_fields = 5000;

// Layouts that Google's libraries bring along; what they ask for is a search or a colour.
constexpr std::string_view of_libraries[] = {"abc_",  "design_", "mtrl_",         "material_", "m3_",      "notification_", "select_dialog_",
                                             "exo_",  "support_simple", "preference",    "expand_button", "ime_",  "leak_canary", "browser_actions"};

struct Layout {
  std::string screen; // its resource name
  const ResourceTable *table = nullptr;
};
using Layouts = std::unordered_map<std::string, Layout>; // by part

std::string screen_of_file(std::string_view file) {
  const std::string_view base = file.substr(file.rfind('/') + 1);
  return std::string(base.substr(0, base.find('.')));
}

bool is_of_library(std::string_view screen) {
  return std::ranges::any_of(of_libraries, [&](std::string_view prefix) { return screen.starts_with(prefix); });
}

void add_layouts(const Resources &resources, std::string_view member, Layouts &layouts) {
  const ResourceTable &table = resources.table;
  u64 allowance = listing_allowance(table);
  const auto add = [&](std::string screen, std::string_view file) {
    if (!is_of_library(screen)) layouts.try_emplace(std::string(member).append(file), Layout{std::move(screen), &table});
  };
  for (const ResourceType &type : table.types) {
    if (resource_type(table, type) != "layout") continue;
    for_each_value(type, allowance, [&](const ResourceValue &value) {
      if (value.type != AxmlValue::Type::string) return;
      const std::string file = text_at(table.strings, value.data).value_or("");
      std::string screen = resource_key(table, type, value.key);
      add(screen.empty() ? screen_of_file(file) : std::move(screen), file);
    });
  }
}

bool holds(Bytes bytes, std::string_view ascii) {
  const std::string_view text = as_text(bytes);
  if (text.find(ascii) != std::string_view::npos) return true;
  std::string wide;
  for (const char c : ascii) wide.append({c, '\0'});
  return text.find(wide) != std::string_view::npos;
}

// A cheap look before the document is built: most layouts hold no input.
bool may_ask(Bytes bytes) {
  constexpr std::string_view hint_id("\x50\x01\x01\x01", 4);
  return as_text(bytes).find(hint_id) != std::string_view::npos || holds(bytes, "Edit") || holds(bytes, "Spinner");
}

enum class Kind : u8 { typed, picked, none };

std::string_view base_name(std::string_view element) { return element.substr(element.rfind('.') + 1); }

// What an element is for, and what says so.
enum class Says : u8 { hint, label, id, type };
constexpr std::string_view why_of(Says says) {
  switch (says) {
  case Says::hint: return "form_hint";
  case Says::label: return "form_label";
  case Says::id: return "form_id";
  case Says::type: return "form_type";
  }
  return "";
}
struct Clue {
  std::string kind;
  Says says = Says::hint;
};

// What layouts refer to, each looked up once. A look-up walks over all configurations of a table and follows references,
// and whoever made the file chooses how many there are of both.
class Lookups {
public:
  // The texts in the languages of those who read rows: the default, Chinese, English.
  const std::vector<std::string> &texts(const ResourceTable &table, u32 id) {
    const auto [entry, is_new] = texts_.try_emplace({&table, id});
    if (!is_new || !spend(table)) return entry->second;
    const ResolvedResource resolved = resolve(table, id);
    for (const auto &[locale, text] : resolved.by_locale)
      if (text.type == AxmlValue::Type::string && (locale.empty() || locale.starts_with("zh") || locale.starts_with("en")))
        entry->second.push_back(text.text);
    return entry->second;
  }
  std::string name(const ResourceTable &table, u32 id) { return spend(table) ? resource_name(table, id) : ""; }
  bool is_exceeded() const { return is_exceeded_; }

private:
  bool spend(const ResourceTable &table) {
    constexpr size_t most = 20'000; // ten thousand fields, or a quarter of a second in a table of a thousand configurations
    constexpr u64 most_steps = u64{20} << 20;
    steps_ += table.types.size();
    is_exceeded_ |= ++count_ > most || steps_ > most_steps;
    return !is_exceeded_;
  }

  std::map<std::pair<const ResourceTable *, u32>, std::vector<std::string>> texts_;
  size_t count_ = 0;
  u64 steps_ = 0;
  bool is_exceeded_ = false;
};

class Screen {
public:
  Screen(const Words &words, Lookups &lookups, const Layout &layout, const std::string &part, const AxmlDocument &document, Facts &facts)
      : words_(words), lookups_(lookups), layout_(layout), part_(part), document_(document), facts_(facts) {}

  void read() {
    is_about_others_ = kind_by_identifier(layout_.screen) == "emergency_contact";
    for (u32 i = 0; i < document_.elements.size(); ++i) {
      const AxmlElement &element = document_.elements[i];
      const Kind input = input_of(element);
      if (input == Kind::none) note_words(element, i);
      else add(element, input);
    }
  }

private:
  static bool is_true(const AxmlElement &element, u32 attribute, bool otherwise) {
    const AxmlAttribute *const found = find_attribute(element, attribute);
    if (!found || found->value.type != AxmlValue::Type::boolean) return otherwise;
    return found->value.data != 0;
  }

  Kind input_of(const AxmlElement &element) const {
    const std::string_view name = base_name(element.name);
    if (name.ends_with("Spinner") && !name.ends_with("ProgressSpinner")) return Kind::picked;
    const bool is_edit = name.contains("Edit") && (name.ends_with("Text") || name.ends_with("View") || name.ends_with("Input") || name.ends_with("Edit"));
    if (is_edit || name.ends_with("AutoCompleteTextView")) {
      const bool is_typed = is_true(element, attr_focusable, true) && is_true(element, attr_editable, true);
      return is_typed ? Kind::typed : Kind::picked;
    }
    // A text with a hint is filled in by another screen.
    if (name.ends_with("TextView") || name.ends_with("Button"))
      if (find_attribute(element, attr_hint) && (is_true(element, attr_clickable, false) || find_attribute(element, attr_on_click) || name.ends_with("TextView")))
        return Kind::picked;
    return Kind::none;
  }

  std::vector<std::string> texts_of(const AxmlElement &element, u32 attribute) const {
    const AxmlAttribute *const found = find_attribute(element, attribute);
    return found ? texts_of(found->value) : std::vector<std::string>();
  }
  std::vector<std::string> texts_of(const AxmlValue &value) const {
    if (value.type == AxmlValue::Type::string) return {value.text};
    if (value.type != AxmlValue::Type::reference) return {};
    return lookups_.texts(*layout_.table, value.data);
  }

  static constexpr size_t longest = 120; // bytes; forms do not ask in essays

  std::string kind_by_words(const std::vector<std::string> &texts) const {
    for (const std::string &text : texts) {
      if (text.size() > longest) continue;
      std::string kind;
      for (const PhraseTable::Match &match : words_.phrases.find(text)) {
        if (match.use != PhraseUse::field || match.value == "nothing") continue;
        if (match.value == "emergency_contact") return std::string(match.value);
        if (kind.empty()) kind = match.value;
      }
      if (!kind.empty()) return kind;
    }
    return "";
  }
  bool is_excluded(const std::vector<std::string> &texts) const {
    return std::ranges::any_of(texts, [&](const std::string &text) {
      return text.size() <= longest && std::ranges::any_of(words_.phrases.find(text), [](const PhraseTable::Match &match) { return match.use == PhraseUse::field && match.value == "nothing"; });
    });
  }

  std::string kind_by_identifier(std::string_view identifier) const {
    std::string words;
    for (const std::string &word : identifier_words(identifier)) words += (words.empty() ? "" : " ") + word;
    if (is_excluded({words})) return "";
    return kind_by_words({words});
  }

  static bool is_container(const AxmlElement &element) { return base_name(element.name).ends_with("TextInputLayout"); }

  // The attribute in which an element that is no input shows words; null if it shows none.
  static const AxmlValue *words_of(const AxmlElement &element) {
    if (const AxmlAttribute *const text = find_attribute(element, is_container(element) ? attr_hint : attr_text)) return &text->value;
    for (const AxmlAttribute &attribute : element.attributes) // of an app's own elements: app:label="..."
      if (attribute.ns != android_uri && (attribute.name == "label" || attribute.name == "title" || attribute.name == "hint")) return &attribute.value;
    return nullptr;
  }

  // Words beside a field: remembered until the next input or the next words. They are looked up only where a field needs
  // them, for most screens show much and ask little.
  void note_words(const AxmlElement &element, u32 index) {
    const AxmlValue *const value = words_of(element);
    if (!value) return;
    label_ = {value, is_container(element) ? index : element.parent};
    if (!is_container(element)) headings_.push_back(value);
  }

  // The words in front of this element, in the same container or the one around it.
  std::vector<std::string> label_before(const AxmlElement &element) const {
    if (!label_.value) return {};
    const u32 parent = element.parent, grandparent = document_.elements[parent].parent;
    const u32 around = document_.elements[label_.parent].parent;
    const bool is_near = label_.parent == parent || label_.parent == grandparent || around == parent || around == grandparent;
    return is_near ? texts_of(*label_.value) : std::vector<std::string>();
  }

  // What stands over a form says whose data it asks for.
  bool is_about_others() {
    for (const AxmlValue *value : std::exchange(headings_, {}))
      if (!is_about_others_ && kind_by_words(texts_of(*value)) == "emergency_contact") is_about_others_ = true;
    return is_about_others_;
  }

  std::string identifier_of(const AxmlElement &element) const {
    const AxmlAttribute *const id = find_attribute(element, attr_id);
    if (!id || id->value.type != AxmlValue::Type::reference) return "";
    const std::string name = lookups_.name(*layout_.table, id->value.data);
    return name.substr(name.find('/') + 1);
  }

  Clue clue_of(const AxmlElement &element, Kind input) const {
    std::vector<std::string> hints = texts_of(element, attr_hint);
    for (const u32 attribute : {attr_prompt, attr_description})
      if (hints.empty()) hints = texts_of(element, attribute);
    if (is_excluded(hints) && kind_by_words(hints).empty()) return {};
    if (std::string kind = kind_by_words(hints); !kind.empty()) return {kind, Says::hint};
    const std::vector<std::string> label = label_before(element);
    if (std::string kind = kind_by_words(label); !kind.empty()) return {kind, Says::label};
    if (input != Kind::typed) return {}; // the id of a list may tell of its entries: "phone_type"
    if (std::string kind = kind_by_identifier(identifier_of(element)); !kind.empty()) return {kind, Says::id};
    return hints.empty() && label.empty() ? by_type(element) : Clue();
  }

  // InputType of android.text: the class in the low four bits, the variation above them. Autofill hints are words.
  Clue by_type(const AxmlElement &element) const {
    for (const std::string &hint : texts_of(element, attr_autofill)) {
      if (hint.contains("phone")) return {"phone_number", Says::type};
      if (hint.contains("email")) return {"email", Says::type};
      if (hint.contains("creditCardNumber")) return {"bank_card_number", Says::type};
      if (hint.contains("postalAddress")) return {"address", Says::type};
      if (hint == "name" || hint.contains("personName")) return {"name", Says::type};
    }
    const AxmlAttribute *const type = find_attribute(element, attr_input_type);
    if (!type) return {};
    if ((type->value.data & 0xf) == 3) return {"phone_number", Says::type};
    switch (type->value.data & 0xfff) {
    case 0x21: case 0xd1: return {"email", Says::type};
    case 0x61: return {"name", Says::type};
    case 0x71: return {"address", Says::type};
    default: return {};
    }
  }

  void add(const AxmlElement &element, Kind input) {
    Clue clue = clue_of(element, input);
    label_ = {};
    if (clue.kind.empty()) return;
    if ((clue.kind == "name" || clue.kind == "phone_number" || clue.kind == "other") && is_about_others()) clue.kind = "emergency_contact";
    if (facts_.of(FactKind::form_field).size() == most_fields) return;
    const std::optional<u32> line = element.line > 0 ? std::optional(element.line) : std::nullopt;
    Row row = make_row(FactKind::form_field,
                       {clue.kind, std::string("unclear"), std::string(input == Kind::typed ? "typed" : "picked"), to_utf8(layout_.screen)},
                       {{to_utf8(part_), "", "", line, std::nullopt, std::string(why_of(clue.says))}});
    facts_.of(FactKind::form_field).push_back(std::move(row));
  }

  struct Label {
    const AxmlValue *value = nullptr;
    u32 parent = 0;
  };

  const Words &words_;
  Lookups &lookups_;
  const Layout &layout_;
  const std::string &part_;
  const AxmlDocument &document_;
  Facts &facts_;
  Label label_;
  std::vector<const AxmlValue *> headings_; // words that nobody has looked at yet
  bool is_about_others_ = false;            // the form is about emergency contacts
};

// A field that several configurations or the same screen show alike is one row with the first place.
void merge_alike(Facts &facts) {
  std::vector<Row> &rows = facts.of(FactKind::form_field);
  std::set<std::array<std::string, 3>> seen;
  std::erase_if(rows, [&](const Row &row) {
    const auto cell = [&](std::string_view column) { return std::string(word_of(FactKind::form_field, row, column)); };
    return !seen.insert({cell("kind"), cell("input"), cell("screen")}).second;
  });
}

} // namespace

void detect_form_fields(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const Package &package = looked.package;
  if (package.platform != Platform::android) return;
  Layouts layouts;
  std::map<std::string_view, const ResourceTable *> tables; // by member
  for (const Resources &resources : package.resources) {
    const auto part = std::ranges::find(package.parts, resources.part, &Part::name);
    if (part == package.parts.end()) continue;
    const std::string_view member = member_of(package, *part);
    tables.emplace(member, &resources.table);
    add_layouts(resources, member, layouts);
  }
  size_t left = most_layout_bytes;
  Lookups lookups;
  for (const Part &part : package.parts) {
    if (part.kind != "other") continue;
    auto found = layouts.find(part.name);
    if (found == layouts.end() && package.kind == "aab" && part.name.contains("/res/layout")) { // a bundle's table names no files
      const auto table = tables.find(member_of(package, part));
      const std::string screen = screen_of_file(part.name);
      if (table != tables.end() && !is_of_library(screen)) found = layouts.try_emplace(part.name, Layout{screen, table->second}).first;
    }
    if (found == layouts.end()) continue;
    if (part.size > left) {
      incomplete.add(GapKind::limit, part.name, "", "the layouts together are larger than this version reads", Lost::resources);
      break;
    }
    left -= part.size;
    Buffer buffer;
    const Result<Bytes> bytes = read_part(part, buffer);
    if (bytes && package.kind != "aab" && !may_ask(*bytes)) continue;
    const Result<AxmlDocument> document = bytes ? read_document(package, *bytes) : std::unexpected(bytes.error());
    if (!document) {
      incomplete.add(GapKind::damaged, part.name, "", document.error().message, Lost::resources);
      continue;
    }
    Screen(looked.words, lookups, found->second, part.name, *document, facts).read();
  }
  if (facts.of(FactKind::form_field).size() == most_fields || lookups.is_exceeded())
    incomplete.gaps.push_back({GapKind::limit, "", "form_field", "there are more fields than this version reads", Lost::nothing, {"form_field"}});
  merge_alike(facts);
}

} // namespace kinsafe
