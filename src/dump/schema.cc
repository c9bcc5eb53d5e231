// `dump schema`: the JSON schema (draft 2020-12) of a report, from the description of facts and the keys of
// docs/contract.md. Keys that the contract does not name may come and go, so they are allowed.
#include "facts/schema.h"

#include "dump/dump.h"
#include "norms/norms.h"

namespace kinsafe {
namespace {

using Key = std::string_view;

class Schema {
public:
  explicit Schema(JsonWriter &json) : json_(json) {}

  void report() {
    json_.begin_object();
    text("$schema", "https://json-schema.org/draft/2020-12/schema");
    text("$id", "https://kinsafe.org/schema/kinsafe-report-1.json");
    text("title", "kinsafe-report/1");
    text("description", "The report of kinsafe audit on one app. Keys stand in the order of `required`.");
    object_body({"schema", "tool", "app", "answer", "facts", "verdicts", "incomplete", "counts"}, [&] {
      property("schema", [&] { text("const", "kinsafe-report/1"); });
      property("tool", [&] { tool(); });
      property("app", [&] { app(); });
      property("answer", [&] { answer(); });
      property("facts", [&] { facts(); });
      property("verdicts", [&] { array([&] { verdict(); }); });
      property("incomplete", [&] { array([&] { gap(); }); });
      property("counts", [&] { counts(); });
      // Beyond the contract, and so behind all that it names.
      property("question", [&] { question(); });
      property("unjudged", [&] { array([&] { unjudged(); }); });
      property("inventory", [&] { inventory(); });
      property("accepted_and_gone", [&] {
        array([&] {
          object_body({"requirement", "fingerprint", "reason", "owner", "expires"}, [&] {
            for (const Key key : {"requirement", "fingerprint", "reason", "owner", "expires"}) string(key);
          });
        });
      });
    });
    json_.key("$defs");
    json_.begin_object();
    property("evidence", [&] { evidence(); });
    json_.end_object();
    json_.end_object();
  }

private:
  void text(Key key, std::string_view value) {
    json_.key(key);
    json_.text(value);
  }
  template <class Write>
  void property(Key key, const Write &write) {
    json_.key(key);
    json_.begin_object();
    write();
    json_.end_object();
  }
  // Keys of the object that is open: all of `required` are.
  template <class Write>
  void object_body(std::initializer_list<Key> required, const Write &properties, bool is_closed = false) {
    text("type", "object");
    json_.key("required");
    json_.begin_array();
    for (const Key key : required) json_.text(key);
    json_.end_array();
    json_.key("properties");
    json_.begin_object();
    properties();
    json_.end_object();
    if (is_closed) closed();
  }
  void closed() {
    json_.key("additionalProperties");
    json_.boolean(false);
  }
  template <class Write>
  void array(const Write &items) {
    text("type", "array");
    property("items", items);
  }
  void string_or_null(Key key) {
    property(key, [&] {
      json_.key("type");
      json_.texts({"string", "null"});
    });
  }
  void integer_or_null(Key key) {
    property(key, [&] {
      json_.key("type");
      json_.texts({"integer", "null"});
    });
  }
  void string(Key key) {
    property(key, [&] { text("type", "string"); });
  }
  void count(Key key) {
    property(key, [&] { count_body(); });
  }
  void count_body() {
    text("type", "integer");
    json_.key("minimum");
    json_.number(0);
  }
  void hex_digest(Key key, std::string_view pattern) {
    property(key, [&] {
      text("type", "string");
      text("pattern", pattern);
    });
  }
  void strings(Key key) {
    property(key, [&] { array([&] { text("type", "string"); }); });
  }
  template <class Words>
  void words_body(const Words &words) {
    json_.key("enum");
    json_.begin_array();
    for (const std::string_view word : words) json_.text(word);
    json_.end_array();
  }
  void word(Key key, std::initializer_list<std::string_view> words) {
    property(key, [&] { words_body(words); });
  }

  static constexpr std::string_view sha256_pattern = "^[0-9a-f]{64}$";

  void tool() {
    object_body({"version", "norms_sha256", "models_sha256", "platform_sha256"}, [&] {
      string("version");
      hex_digest("norms_sha256", sha256_pattern);
      hex_digest("models_sha256", sha256_pattern);
      hex_digest("platform_sha256", sha256_pattern);
    });
  }

  void app() {
    object_body({"file", "sha256", "md5", "bytes", "kind", "package", "label", "labels", "version_name", "version_code",
                 "min_sdk", "target_sdk", "built", "signers", "parts"},
                [&] {
                  string("file");
                  hex_digest("sha256", sha256_pattern);
                  hex_digest("md5", "^[0-9a-f]{32}$");
                  count("bytes");
                  string("kind");
                  string_or_null("package");
                  string_or_null("label");
                  property("labels", [&] {
                    text("type", "object");
                    property("additionalProperties", [&] { text("type", "string"); });
                  });
                  string_or_null("version_name");
                  integer_or_null("version_code");
                  integer_or_null("min_sdk");
                  integer_or_null("target_sdk");
                  string_or_null("built");
                  property("signers", [&] {
                    array([&] {
                      object_body({"scheme", "certificate_sha256", "subject", "holds"}, [&] {
                        string("scheme");
                        string_or_null("certificate_sha256");
                        string_or_null("subject");
                        word("holds", {"yes", "no", "unclear"});
                      });
                    });
                  });
                  property("parts", [&] {
                    array([&] {
                      object_body({"name", "kind", "bytes", "sha256", "source"}, [&] {
                        string("name");
                        string("kind");
                        count("bytes");
                        hex_digest("sha256", sha256_pattern);
                        word("source", {"package", "dumped"});
                      });
                    });
                  });
                });
  }

  void answer() {
    object_body({"lending", "institution", "reads_whole_address_book", "sends_address_book", "on_refusal",
                 "service_reachable", "emergency_contacts", "decided", "applicable", "hidden_by", "sentence"},
                [&] {
                  word("lending", {"yes", "no", "unsure"});
                  string("institution");
                  word("reads_whole_address_book", {"yes", "no", "unclear"});
                  word("sends_address_book", {"yes", "no", "unclear"});
                  property("on_refusal", [&] { array([&] { words_body(values_of(FactKind::denial, "outcome")); }); });
                  word("service_reachable", {"yes", "no", "unclear"});
                  property("emergency_contacts",
                           [&] { array([&] { words_body(values_of(FactKind::emergency_contact, "how")); }); });
                  count("decided");
                  count("applicable");
                  strings("hidden_by");
                  string("sentence");
                });
  }

  static std::span<const std::string_view> values_of(FactKind kind, std::string_view column) {
    const FactSchema &schema = schema_of(kind);
    return schema.columns[find_column(schema, column).value()].values;
  }

  // A cell may be null: not applicable, or not known.
  void cell(const Column &column) {
    switch (column.type) {
    case ColumnType::number:
      json_.key("type");
      json_.texts({"integer", "null"});
      break;
    case ColumnType::decimal: // as text, so that no reader rounds it
      json_.key("type");
      json_.texts({"string", "null"});
      break;
    case ColumnType::word:
      if (column.values.empty()) {
        json_.key("type");
        json_.texts({"string", "null"});
        break;
      }
      json_.key("enum");
      json_.begin_array();
      for (const std::string_view value : column.values) json_.text(value);
      json_.null();
      json_.end_array();
      break;
    case ColumnType::words:
      json_.key("type");
      json_.texts({"array", "null"});
      property("items", [&] {
        if (column.values.empty())
          text("type", "string");
        else
          words_body(column.values);
      });
      break;
    case ColumnType::steps:
      json_.key("type");
      json_.texts({"array", "null"});
      property("items", [&] { text("$ref", "#/$defs/evidence"); });
      break;
    }
  }

  void facts() {
    text("type", "object");
    json_.key("required");
    json_.begin_array();
    for (const FactSchema &schema : fact_schemas()) json_.text(schema.name);
    json_.end_array();
    json_.key("properties");
    json_.begin_object();
    for (const FactSchema &schema : fact_schemas()) property(schema.name, [&] { array([&] { row(schema); }); });
    json_.end_object();
    closed();
  }

  void row(const FactSchema &schema) {
    text("type", "object");
    json_.key("required");
    json_.begin_array();
    for (const Key key : {"id", "origin", "reached", "basis"}) json_.text(key);
    for (const Column &column : schema.columns) json_.text(column.name);
    json_.text("evidence");
    json_.end_array();
    json_.key("properties");
    json_.begin_object();
    property("id", [&] {
      text("type", "string");
      text("pattern", "^" + std::string(schema.name) + "-[0-9a-f]{8,64}$");
    });
    string("origin");
    word("reached", {"yes", "no", "unclear"});
    word("basis", {"path", "observed"});
    for (const Column &column : schema.columns) property(column.name, [&] { cell(column); });
    property("evidence", [&] { array([&] { text("$ref", "#/$defs/evidence"); }); });
    json_.end_object();
    closed();
  }

  void evidence() {
    object_body({"part", "class", "method", "line", "offset", "why"}, [&] {
      string("part");
      string_or_null("class");
      string_or_null("method");
      integer_or_null("line");
      integer_or_null("offset");
      string("why");
    });
  }

  void verdict() {
    object_body({"norm", "requirement", "verdict", "force", "if", "basis", "because", "gaps", "sentence"}, [&] {
      string("norm");
      string("requirement");
      word("verdict", {"violated", "met", "unclear", "not_applicable"});
      property("force", [&] { words_body(legal_forces); });
      strings("if");
      word("basis", {"path", "observed"});
      strings("because");
      strings("gaps");
      string("sentence");
    });
  }

  void question() {
    object_body({"as_of", "published", "jurisdictions", "store"}, [&] {
      string("as_of");
      string_or_null("published");
      strings("jurisdictions");
      string_or_null("store");
    });
  }

  // A requirement that gets no verdict: a definition, a sanction, a draft.
  void unjudged() {
    object_body({"norm", "requirement", "force", "verification", "facts", "gaps", "words"}, [&] {
      string("norm");
      string("requirement");
      property("force", [&] { words_body(legal_forces); });
      word("verification", {"verbatim", "secondary", "unverified"});
      strings("facts");
      strings("gaps");
      string("words");
    });
  }

  void inventory() {
    object_body({"lists", "lines"}, [&] {
      property("lists", [&] {
        array([&] {
          object_body({"norm", "requirement", "necessary", "overtaken_by"}, [&] {
            string("norm");
            string("requirement");
            strings("necessary");
            string_or_null("overtaken_by");
          });
        });
      });
      property("lines", [&] {
        array([&] {
          object_body({"kind", "fact", "necessary"}, [&] {
            string("kind");
            string("fact");
            property("necessary", [&] { array([&] { text("type", "boolean"); }); }); // one a list
          });
        });
      });
    });
  }

  void gap() {
    object_body({"id", "kind", "part", "where", "reason", "hides"}, [&] {
      string("id");
      word("kind", {"damaged", "missing", "encrypted", "unsupported", "limit", "not_looked"});
      string("part");
      string("where");
      string("reason");
      property("hides", [&] {
        array([&] {
          json_.key("enum");
          json_.begin_array();
          for (const FactSchema &schema : fact_schemas()) json_.text(schema.name);
          json_.end_array();
        });
      });
    });
  }

  void counts() {
    object_body({"methods", "call_sites"}, [&] {
      property("methods", [&] {
        object_body({"seen", "lowered", "outside_slice", "skipped"}, [&] {
          for (const Key key : {"seen", "lowered", "outside_slice", "skipped"}) count(key);
        });
      });
      property("call_sites", [&] {
        object_body({"seen", "resolved", "modelled", "open"}, [&] {
          for (const Key key : {"seen", "resolved", "modelled"}) count(key);
          property("open", [&] {
            text("type", "object");
            property("additionalProperties", [&] { count_body(); });
          });
        });
      });
    });
  }

  JsonWriter &json_;
};

} // namespace

Result<void> dump_schema(const DumpRequest &, Output &output) {
  JsonWriter json;
  Schema(json).report();
  output.raw(json.take());
  return {};
}

} // namespace kinsafe
