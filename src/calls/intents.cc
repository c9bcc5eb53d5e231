// A forward walk over the names of an intent, through methods and fields of the app: see intents.h.
#include "calls/intents.h"

#include <set>

namespace kinsafe {
namespace {

constexpr size_t most_names = 64; // values by which the app knows the intent
constexpr std::string_view intent_type = "Landroid/content/Intent;";

class Walk {
public:
  Walk(Values &values, ValueAt made) : values_(values), made_(made) { add_name(made); }

  Sources run() {
    for (size_t i = 0; i < names_.size(); ++i)
      for (const Values::Use &use : values_.uses(names_[i])) look(use, *values_.value(use.user));
    return std::move(found_);
  }

private:
  void lose(Word reason) {
    if (found_.is_whole) found_.reason = reason;
    found_.is_whole = false;
  }
  void add_name(ValueAt at) {
    if (!seen_.insert(at).second) return;
    if (names_.size() < most_names) names_.push_back(at);
    else lose("limit");
  }
  // What another method puts in it may put into other intents.
  void add_data(ValueAt data) {
    if (data.body == made_.body) found_.values.push_back(data);
    else lose("result");
  }

  void look(const Values::Use &use, const Value &user) {
    const std::vector<ValueAt> operands = values_.operands(use.user);
    if (user.op == Op::invoke) return look_call(use, user, operands);
    if (user.op == Op::array_put && operands[2] == use.used) return lose("array");
    if ((user.op == Op::field_put || user.op == Op::static_put) && operands.back() == use.used) {
      bool is_whole = true;
      for (const Site &site : values_.reads(FieldId{user.index}, is_whole)) {
        if (const std::optional<ValueAt> read = values_.at(site)) add_name(*read);
        else lose("body");
      }
      if (!is_whole) lose("limit");
    }
    if (user.op == Op::return_) {
      const CallSites callers = values_.callers(use.user.body);
      if (callers.reason == "limit") lose("limit");
      for (const Site &site : callers.sites)
        if (const std::optional<ValueAt> call = values_.at(site)) add_name(*call);
    }
  }

  void look_call(const Values::Use &use, const Value &user, const std::vector<ValueAt> &operands) {
    if (static_cast<InvokeKind>(user.detail) == InvokeKind::custom) return lose("result");
    const std::vector<BodyId> targets = values_.targets(use.user);
    for (const BodyId target : targets) {
      const LoweredBody *body = values_.body(target);
      if (!body) {
        lose("body");
        continue;
      }
      for (u32 p = 0; p < body->values.size() && body->values[p].op == Op::parameter; ++p)
        if (body->values[p].index < operands.size() && operands[body->values[p].index] == use.used) add_name({target, ValueId{p}});
    }
    if (!targets.empty()) return;
    const MethodWords words = words_of(values_.program(), MethodId{user.index});
    if (words.owner != intent_type || static_cast<InvokeKind>(user.detail) == InvokeKind::static_ || operands[0] != use.used) {
      if (!words.owner.starts_with("Landroid/")) lose("platform"); // a collection, or code that is not here
      return;
    }
    if (result_type(words.signature) == intent_type) add_name(use.user);
    const std::vector<std::string_view> types = parameter_types(words.signature);
    if (words.name == "fillIn" || words.name == "readFromParcel") return lose("platform");
    if (words.name != "<init>" && !words.name.starts_with("setData")) return;
    for (size_t i = 0; i < types.size() && i + 1 < operands.size(); ++i) {
      if (types[i] == "Landroid/net/Uri;") add_data(operands[i + 1]);
      if (types[i] == intent_type) lose("platform");
    }
  }

  Values &values_;
  ValueAt made_;
  Sources found_;
  std::vector<ValueAt> names_;
  std::set<ValueAt> seen_;
};

} // namespace

Sources intent_data(Values &values, ValueAt made) { return Walk(values, made).run(); }

} // namespace kinsafe
