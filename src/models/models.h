// Knowledge about the platform as rows: one row a line of text in models/*.model (grammar in docs/models.md), read and
// checked once, then resolved to the ids of an app, so that no later stage looks anything up by text.
#pragma once

#include "base/result.h"
#include "models/carried.h"
#include "program/program.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct ProviderRow {
  std::string family; // "contacts"
  std::string prefix; // "content://com.android.contacts"
};
struct ConstantRow {
  std::string owner, name; // "Landroid/provider/ContactsContract$Contacts;", "CONTENT_URI"
  std::string value;
};
struct QueryRow {
  std::string owner;      // descriptor, or "*" for any class
  std::string name;       // "query"
  std::string parameters; // between the parentheses, or "*" for any
};

// A permission that Android adds to what an app declares.
struct ImpliedRow {
  std::string permission;  // short name
  std::string by;          // short name of the declared one that brings it, or "*" for every app
  u32 below_target = ~u32{0}; // only for apps made for an older API level than this
};

struct ModelRows {
  std::vector<ProviderRow> providers;
  std::vector<ConstantRow> constants;
  std::vector<QueryRow> queries;
  std::vector<std::string> special_permissions; // short names
  std::vector<ImpliedRow> implied_permissions;
  CarriedRows carried;
};

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

// A mention of a provider's URI in code: a platform constant, a literal, or a static field that holds a literal.
enum class UriForm : u8 { constant, literal, field };
struct UriField {
  FieldId field;
  ProviderMatch match;
  UriForm form;
};
struct UriString {
  StringId string;
  ProviderMatch match;
};

struct Models {
  std::vector<UriField> uri_fields;   // in id order
  std::vector<UriString> uri_strings; // in id order
  std::vector<MethodId> queries;      // in id order
};

// `rows` must outlive the result, which looks into it.
Models resolve_models(const ModelRows &rows, const Program &program);

} // namespace kinsafe
