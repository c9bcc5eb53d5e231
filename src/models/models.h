// Knowledge about the platform as rows: one row a line of text in models/*.model (grammar in docs/models.md), read and
// checked once, then resolved to the ids of an app, so that no later stage looks anything up by text.
#pragma once

#include "base/result.h"
#include "models/asking.h"
#include "models/carried.h"
#include "models/name.h"
#include "program/program.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct ProviderRow {
  std::string family; // "contacts"
  std::string prefix; // "content://com.android.contacts"

  bool operator==(const ProviderRow &) const = default;
};
// Content URIs below a provider that name one row, or few, by what the app puts in: in `pattern` a segment "#" is a number,
// "*" any text, as in android.content.UriMatcher; all that is below such a URI is as narrow. Or a book by itself (that of one
// SIM card), whatever is put in.
struct NarrowRow {
  enum class Takes : u8 { one, few, book };
  std::string pattern; // "content://com.android.contacts/contacts/#"
  Takes takes = Takes::one;

  bool operator==(const NarrowRow &) const = default;
};
// Columns of a provider by what a test of them leaves: a value of a `key` belongs to one row or person, a test of a `wide` one
// is passed by nearly all rows.
struct ColumnsRow {
  std::string family;
  bool is_key = false;
  std::vector<std::string> names; // in lower case

  bool operator==(const ColumnsRow &) const = default;
};
// A field that holds a content URI, or a method that gives one.
struct ConstantRow {
  ModelName member;
  std::string value;

  bool operator==(const ConstantRow &) const = default;
};
// A method or field of the platform or of an SDK that gives personal data.
struct ReadRow {
  std::string family;
  ModelName member;
  std::string table;                // what of the family, empty = the family says it
  std::optional<ModelName> condition; // only in methods that name this too,
  std::optional<ModelName> exception; // and not in those that name this

  bool operator==(const ReadRow &) const = default;
};
// A method that reads one row of a provider: that which the URI names that it is given, if it takes one.
struct ItemRow {
  std::string family;
  ModelName method;
  std::string table;

  bool operator==(const ItemRow &) const = default;
};
// A MIME type by which a picker is asked for rows of a family.
struct PickRow {
  std::string family;
  ModelName type; // a literal

  bool operator==(const PickRow &) const = default;
};
// What needs a permission: a method, a literal (an action), or the providers of a family.
struct NeedRow {
  std::string permission; // short name
  ModelName what;
  std::string family;

  bool operator==(const NeedRow &) const = default;
};
// A method that takes the address to which an app talks.
struct ClientRow {
  std::string name; // "okhttp"
  ModelName method;

  bool operator==(const ClientRow &) const = default;
};

// An annotation by which an interface declares a request: of a method, which says how and where to, or of a parameter that is
// sent under the annotation's name.
struct RequestRow {
  std::string client; // "retrofit"
  std::string type;   // descriptor
  std::string verb;   // "POST", empty: of a parameter

  bool operator==(const RequestRow &) const = default;
};

// The platform, or a library, runs a method of objects that the app makes, and when: a moment of the contract, or `open`
// (when the screen or service opens), or `caller` (when the code that hands the object over runs).
struct RunsRow {
  ModelName method;
  std::string moment;

  bool operator==(const RunsRow &) const = default;
};
// A call that hands code over: the method `target` of an argument runs.
struct HandOffRow {
  static constexpr u8 any = 255; // argument
  ModelName method;
  u8 argument = 0; // 0: the object itself, 1: the first argument, ...
  ModelName target;
  std::string moment; // as of RunsRow

  bool operator==(const HandOffRow &) const = default;
};
// Classes below it are made by the platform or a library where code or a document of the app names them.
struct MadeRow {
  std::string type; // descriptor

  bool operator==(const MadeRow &) const = default;
};
// A method of the platform that gives an object which the platform itself made, never one of the app.
struct OwnRow {
  ModelName method;

  bool operator==(const OwnRow &) const = default;
};
// Objects of classes below it show a screen of their own: an activity, a fragment, a dialog.
struct ScreenRow {
  std::string type; // descriptor

  bool operator==(const ScreenRow &) const = default;
};
// Methods that carry the annotation run though no code names them; with `by`, when that is called.
struct AnnotatedRow {
  std::string type; // descriptor
  std::string moment;
  std::optional<ModelName> by;

  bool operator==(const AnnotatedRow &) const = default;
};

// A permission that Android adds to what an app declares.
struct ImpliedRow {
  std::string permission;  // short name
  std::string by;          // short name of the declared one that brings it, or "*" for every app
  u32 below_target = ~u32{0}; // only for apps made for an older API level than this

  bool operator==(const ImpliedRow &) const = default;
};

// Phrases by which texts that people read are told apart. What `value` means depends on the use.
enum class PhraseUse : u8 {
  lending,     // a sign of lending: offer, limit, ...
  business,    // a sign of another business, or of words on loans without any: shop, calculator, ...
  lender,      // the app says what kind of institution lends
  lender_name, // a name says so
  token,       // a word inside identifiers that means lending
  subject,     // what a permission is about, by its short name
  asking,      // the words of asking for something, or of its purpose
  field,       // a kind of personal information that a form asks for
};
struct PhraseRow {
  PhraseUse use{};
  std::string value;
  std::string language; // BCP 47, "*" = any
  std::vector<std::string> texts;

  bool operator==(const PhraseRow &) const = default;
};

// A host that is named and not talked to, and all hosts below it; only under a path, where one is given.
struct NotEndpointRow {
  std::string host; // "schemas.android.com"
  std::string path; // "/licenses", empty = any

  bool operator==(const NotEndpointRow &) const = default;
};

struct ModelRows {
  std::vector<ProviderRow> providers;
  std::vector<NarrowRow> narrow;
  std::vector<ColumnsRow> columns;
  std::vector<ConstantRow> constants;
  std::vector<ModelName> queries;
  std::vector<ReadRow> reads;
  std::vector<ItemRow> items;
  std::vector<PickRow> picks;
  std::vector<NeedRow> needs;
  std::vector<std::string> all_needs;           // short names of permissions whose `needs` rows are all that there are
  std::vector<ClientRow> clients;
  std::vector<RequestRow> requests;
  std::vector<ModelName> opaque; // calls of any method whatever
  std::vector<std::string> special_permissions; // short names
  std::vector<ImpliedRow> implied_permissions;
  std::vector<PhraseRow> phrases;
  CarriedRows carried;
  AskingRows asking;
  std::vector<NotEndpointRow> not_endpoints;
  std::vector<RunsRow> runs;
  std::vector<HandOffRow> hand_offs;
  std::vector<MadeRow> made;
  std::vector<OwnRow> own;
  std::vector<ScreenRow> screens;
  std::vector<AnnotatedRow> annotated;

  bool operator==(const ModelRows &) const = default;
};

// Every field of every row, for base/archive.h.
void fields(auto &archive, ProviderRow &row) { archive(row.family, row.prefix); }
void fields(auto &archive, NarrowRow &row) { archive(row.pattern, row.takes); }
void fields(auto &archive, ColumnsRow &row) { archive(row.family, row.is_key, row.names); }
void fields(auto &archive, ConstantRow &row) { archive(row.member, row.value); }
void fields(auto &archive, ReadRow &row) { archive(row.family, row.member, row.table, row.condition, row.exception); }
void fields(auto &archive, ItemRow &row) { archive(row.family, row.method, row.table); }
void fields(auto &archive, PickRow &row) { archive(row.family, row.type); }
void fields(auto &archive, NeedRow &row) { archive(row.permission, row.what, row.family); }
void fields(auto &archive, ClientRow &row) { archive(row.name, row.method); }
void fields(auto &archive, RequestRow &row) { archive(row.client, row.type, row.verb); }
void fields(auto &archive, ImpliedRow &row) { archive(row.permission, row.by, row.below_target); }
void fields(auto &archive, PhraseRow &row) { archive(row.use, row.value, row.language, row.texts); }
void fields(auto &archive, NotEndpointRow &row) { archive(row.host, row.path); }
void fields(auto &archive, RunsRow &row) { archive(row.method, row.moment); }
void fields(auto &archive, HandOffRow &row) { archive(row.method, row.argument, row.target, row.moment); }
void fields(auto &archive, MadeRow &row) { archive(row.type); }
void fields(auto &archive, OwnRow &row) { archive(row.method); }
void fields(auto &archive, ScreenRow &row) { archive(row.type); }
void fields(auto &archive, AnnotatedRow &row) { archive(row.type, row.moment, row.by); }
void fields(auto &archive, ModelRows &rows) {
  archive(rows.providers, rows.constants, rows.queries, rows.reads, rows.needs, rows.all_needs, rows.clients, rows.requests, rows.opaque, rows.special_permissions,
          rows.implied_permissions, rows.not_endpoints, rows.carried, rows.asking, rows.phrases, rows.narrow, rows.columns, rows.runs, rows.hand_offs, rows.made, rows.screens,
          rows.annotated, rows.own, rows.items, rows.picks);
}

// One file of rows. The error names file and line.
struct ModelFile {
  std::string_view name;
  std::string_view text;
};
Result<ModelRows> parse_models(const std::vector<ModelFile> &files);

// The family and the table ("data/phones") that a content URI names; nothing if no row knows it.
struct ProviderMatch {
  std::string_view family;
  std::string_view table;
};
std::optional<ProviderMatch> match_provider(const ModelRows &rows, std::string_view uri);
// The row that says what the URI names, other than a table; null if none does. '\0' in it stands for any text.
const NarrowRow *match_narrow(const ModelRows &rows, std::string_view uri);

// What of an app a row names, in id order.
struct Named {
  std::vector<MethodId> methods;
  std::vector<FieldId> fields;
  std::optional<StringId> text;
};

// A mention of a provider's URI in code: a platform constant, a literal, or a static field that holds a literal.
struct UriMention {
  Named named;
  ProviderMatch match;
};

struct Models {
  std::vector<UriMention> uris;
  std::vector<MethodId> queries;           // in id order
  std::vector<Named> reads, conditions, exceptions; // by index in ModelRows::reads
  std::vector<Named> items, picks;         // by index in ModelRows::items and picks
  std::vector<Named> needs;                // by index in ModelRows::needs
  std::vector<Named> clients;              // by index in ModelRows::clients
  std::vector<Named> opaque;               // by index in ModelRows::opaque
  std::vector<StringId> permissions;       // literals that name one of the platform's, in id order
  std::vector<StringId> urls;              // literals that start like an address, in id order
  std::vector<MethodId> methods;           // all that any row names, in id order
};

// `rows` must outlive the result, which looks into it.
Models resolve_models(const ModelRows &rows, const Program &program);

} // namespace kinsafe
