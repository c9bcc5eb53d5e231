// What a format of records is: how it is recognised and which of its columns fill which fields. A new one is a file with
// one `const RecordFormat`, and a line in import/formats.cc.
#pragma once

#include "conduct/import/fields.h"
#include "conduct/import/legs.h"
#include "conduct/import/profile.h"

#include <nlohmann/json.hpp>

#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace kinsafe {

using Json = nlohmann::json;

// The columns of a file without a header, with blanks between. Behind a colon stands what the values of a column are, as
// far as that tells the layout: `t` a time, `T` a time or nothing, `n` a number, `d` a disposition of Asterisk, `q` a cause
// of FreeSWITCH, `u` a UUID, `i` a unique id of Asterisk or nothing, `e` an event of CEL.
struct ColumnLayout {
  std::string_view name, columns;
};

// A field, and the columns it may come from, blanks between: the first that a file has counts. Names are compared by
// plain_name(); in JSON and XML dots lead into what is nested, and a number is a place in a list.
struct ColumnRule {
  std::string_view field, columns;
};

// What a value of a column means for a field; compared without case.
struct ColumnValue {
  std::string_view field, written, word;
};

// A field that is in the header or the schema of a source shows that the source records this, if it is empty in every row.
struct RecordedField {
  std::string_view field;
  LoanEvent event;
};

// What the rows of one document of JSON or XML are given to; see `document` below.
class Rows {
public:
  virtual ~Rows() = default;
  virtual void add(const Filled &filled, RowKind kind) = 0;
  virtual void knows(LoanEvent event) = 0; // the document has a field for it, empty or not
  virtual void refuse(std::string_view reason) = 0; // the document can't be taken, and nothing of it is; a literal
  // A text that holds as long as the document.
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  // A time of the document in any of its forms; nothing if it is none.
  virtual std::optional<WrittenTime> time(const Json &value) = 0;
  // Whether a document with this key came before: then this one is a duplicate.
  virtual bool has_seen(std::string_view key) = 0;
  // Keeps a value under this key, or without one gives the first that was kept there, for documents that say less.
  virtual std::string_view recall(std::string_view key, std::string_view value = {}) = 0;

protected:
  std::deque<std::string> texts_;
};

struct RecordFormat {
  std::string_view name, title;
  RowKind kind = RowKind::event;
  std::span<const ColumnLayout> layouts = {};
  std::string_view signature = {}; // columns that tell the format, blanks between, `|` between spellings; all must be there
  size_t least_columns = 0;        // and at least so many that a rule knows
  std::span<const ColumnRule> rules = {};
  std::span<const ColumnValue> values = {};
  std::span<const RecordedField> recorded = {};
  std::string_view lists = {}; // JSON and XML: where the records may stand, blanks between; "." the document itself
  std::string_view zone = {};  // the zone of its local times, if it is always the same
  bool has_legs = false;
  LegRules leg_rules = {};
  Medium medium = Medium::call; // where no column says it
  // Completes a row by what stands beside its fields; why the row can't be taken, else empty.
  std::string_view (*complete)(Filled &row, const Profile &profile) = nullptr;
  // The key by which a backup holds a contact twice; empty if it is none. May be null.
  void (*duplicate_key)(const Filled &row, std::string &key) = nullptr;
  // Reads a document that no rules can, for it is more than one row; and says which those are. Both may be null.
  void (*document)(const Json &document, const Profile &profile, Rows &rows) = nullptr;
  bool (*is_document)(const Json &document) = nullptr;
  bool is_url_encoded = false; // values of documents may be (%2B for +)
};

// What `complete` says of a row that is whole and says nothing of a contact, a loan or a person.
inline constexpr std::string_view idle = "nothing";

std::span<const RecordFormat *const> all_formats();
const RecordFormat *find_format(std::string_view name);
// Whether it gives what a user calls calls, messages, records (of contacts of any medium), loans, contacts or stops.
bool is_of_kind(const RecordFormat &format, std::string_view kind);

// The member at a path with dots, a null value if there is none.
const Json &value_at(const Json &document, std::string_view path);
std::string scalar_text(const Json &value);

// Whole seconds or other numbers of a row; nothing if the text is no number.
std::optional<i64> read_number(std::string_view text);

// Says which side of a call is ours: an extension of few digits is, a long number is not, and of two long ones nobody
// knows unless the profile says whose they are.
void tell_sides(EventRow &row, const Profile &profile, std::string_view account);

// What hangup causes (ITU-T Q.850) tell of how far a call came, by number and by FreeSWITCH's name. Those of normal
// clearing are not here: whether the call was answered stands elsewhere.
inline constexpr ColumnValue cause_values[] = {
    {"outcome", "1", "failed"},   {"outcome", "UNALLOCATED_NUMBER", "failed"},
    {"outcome", "2", "failed"},   {"outcome", "NO_ROUTE_TRANSIT_NET", "failed"},
    {"outcome", "3", "failed"},   {"outcome", "NO_ROUTE_DESTINATION", "failed"},
    {"outcome", "17", "busy"},    {"outcome", "USER_BUSY", "busy"},
    {"outcome", "18", "rang"},    {"outcome", "NO_USER_RESPONSE", "rang"},
    {"outcome", "19", "rang"},    {"outcome", "NO_ANSWER", "rang"},
    {"outcome", "20", "busy"},    {"outcome", "SUBSCRIBER_ABSENT", "busy"},
    {"outcome", "21", "busy"},    {"outcome", "CALL_REJECTED", "busy"},
    {"outcome", "22", "failed"},  {"outcome", "NUMBER_CHANGED", "failed"},
    {"outcome", "27", "failed"},  {"outcome", "DESTINATION_OUT_OF_ORDER", "failed"},
    {"outcome", "28", "failed"},  {"outcome", "INVALID_NUMBER_FORMAT", "failed"},
    {"outcome", "34", "failed"},  {"outcome", "NORMAL_CIRCUIT_CONGESTION", "failed"},
    {"outcome", "38", "failed"},  {"outcome", "NETWORK_OUT_OF_ORDER", "failed"},
    {"outcome", "41", "failed"},  {"outcome", "NORMAL_TEMPORARY_FAILURE", "failed"},
    {"outcome", "42", "failed"},  {"outcome", "SWITCH_CONGESTION", "failed"},
    {"outcome", "44", "failed"},  {"outcome", "REQUESTED_CHAN_UNAVAIL", "failed"},
    {"outcome", "58", "failed"},  {"outcome", "BEARERCAPABILITY_NOTAVAIL", "failed"},
    {"outcome", "88", "failed"},  {"outcome", "INCOMPATIBLE_DESTINATION", "failed"},
    {"outcome", "602", "rang"},   {"outcome", "ALLOTTED_TIMEOUT", "rang"},
    {"outcome", "606", "failed"}, {"outcome", "USER_NOT_REGISTERED", "failed"},
    {"outcome", "487", "rang"},   {"outcome", "ORIGINATOR_CANCEL", "rang"},
    {"outcome", "502", "rang"},   {"outcome", "LOSE_RACE", "rang"},
    {"outcome", "16", "unknown"}, {"outcome", "NORMAL_CLEARING", "unknown"},
    {"outcome", "31", "unknown"}, {"outcome", "NORMAL_UNSPECIFIED", "unknown"},
};

// An amount of money in hundredths; nothing if the text is none.
std::optional<i64> read_amount(std::string_view text);

} // namespace kinsafe
