// Where the parts of a value come from: see origins.h.
#include "calls/origins.h"

#include "calls/intents.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace kinsafe {
namespace {

constexpr size_t most_values = 3000; // of one walk
constexpr unsigned deepest_call = 5; // methods of the app entered one from the other
constexpr unsigned deepest = 200;

u32 raw(auto id) { return static_cast<u32>(id); }

// Methods that the platform calls, and whose parameters say what the user did or chose.
bool is_result_callback(std::string_view name) { return name == "onActivityResult"; }
bool is_choice_callback(std::string_view name) {
  constexpr std::string_view names[] = {"onItemClick", "onListItemClick", "onItemSelected", "onItemLongClick", "onClick", "onLongClick", "onChildClick", "onContextItemSelected",
                                        "onOptionsItemSelected", "onMenuItemClick", "onQueryTextChange", "onQueryTextSubmit", "onTextChanged", "afterTextChanged",
                                        "performFiltering", "onCallStateChanged"};
  return is_among(names, name);
}

class Walk {
public:
  explicit Walk(Constants &constants) : constants_(constants), values_(constants.values()), program_(values_.program()) {}

  Origins run(ValueAt at) {
    visit(at);
    std::ranges::sort(found_.rows);
    found_.rows.erase(std::ranges::unique(found_.rows).begin(), found_.rows.end());
    return std::move(found_);
  }

private:
  void visit(ValueAt at) {
    if (at.value == no_value || !seen_.insert({at, calls_, wants_data_}).second) return;
    if (seen_.size() > most_values || depth_ >= deepest) {
      found_.unknown = true;
      return;
    }
    ++depth_;
    look(at);
    --depth_;
  }
  void visit_all(const std::vector<ValueAt> &list) {
    for (const ValueAt at : list) visit(at);
  }

  void look(ValueAt at) {
    const Value *value = values_.value(at);
    if (!value) {
      found_.unknown = true;
      return;
    }
    switch (value->op) {
    case Op::number:
    case Op::text:
    case Op::class_object:
    case Op::handle:
    case Op::method_type: found_.constant = true; return;
    case Op::parameter: return look_parameter(at, value->index);
    case Op::phi:
    case Op::check_cast:
    case Op::arithmetic:
    case Op::compare:
    case Op::convert:
    case Op::instance_of: return visit_all(values_.operands(at));
    case Op::array_length: found_.constant = true; return;
    case Op::array_get: return visit(values_.operands(at)[0]);
    case Op::field_get:
    case Op::static_get: {
      const std::optional<Sources> sources = values_.step(at);
      if (!sources) {
        found_.constant = true; // its initial value, or the platform's
        return;
      }
      if (sources->values.empty()) found_.unknown = true;
      return visit_all(sources->values);
    }
    case Op::new_instance:
      if (wants_data_ && type_text(program_, TypeId{value->index}) == "Landroid/content/Intent;") return look_data(at);
      [[fallthrough]];
    case Op::new_array:
    case Op::filled_array: return look_container(at);
    case Op::invoke: return look_call(at, *value);
    case Op::caught:
    case Op::fill_array:
    case Op::array_put:
    case Op::field_put:
    case Op::static_put:
    case Op::monitor_enter:
    case Op::monitor_exit:
    case Op::jump:
    case Op::branch:
    case Op::switch_:
    case Op::return_:
    case Op::throw_: found_.unknown = true; return;
    }
  }

  void look_parameter(ValueAt at, u32 position) {
    const std::string_view name = program_.strings[program_.methods[program_.bodies[at.body].method].name];
    const std::optional<Sources> sources = values_.step(at);
    if (sources) visit_all(sources->values);
    const bool is_open = !sources || !sources->is_whole;
    if (!is_open) return;
    const Value &value = *values_.value(at);
    const bool is_this = position == 0 && (program_.bodies[at.body].access_flags & 0x8) == 0;
    if (is_this) return; // the object itself says nothing
    if (is_result_callback(name)) {
      const std::string_view type = value.type == no_index ? std::string_view() : type_text(program_, TypeId{value.type});
      // (int, int, Intent) of an activity, or what an activity-result contract makes of that intent.
      if (type == "Landroid/content/Intent;" || type == "Landroid/net/Uri;" || type == "Ljava/lang/Object;" || type == "Landroidx/activity/result/ActivityResult;") found_.picked = true;
      else found_.handed = true;
      return;
    }
    if (is_choice_callback(name)) {
      found_.handed = true;
      return;
    }
    if (name == "onReceive" || name == "onNewIntent" || name == "onStartCommand" || name == "onHandleIntent") {
      found_.given = true;
      return;
    }
    if (!sources || sources->values.empty() || sources->reason == "limit") found_.unknown = true;
  }

  // Everything that is put in, where it is made and wherever a field or a method of the app has it.
  void look_container(ValueAt object) {
    const Value &made = *values_.value(object);
    if (made.op == Op::filled_array) visit_all(values_.operands(object));
    if (made.op == Op::new_instance && values_.is_of_app(TypeId{made.index})) return; // its fields are followed when they are read
    std::vector<ValueAt> names{object};
    std::set<ValueAt> seen{object};
    const auto add_name = [&](ValueAt at) {
      if (names.size() >= 100) found_.unknown = true;
      else if (seen.insert(at).second) names.push_back(at);
    };
    for (size_t i = 0; i < names.size(); ++i)
      for (const Values::Use &use : values_.uses(names[i])) {
        const Value &user = *values_.value(use.user);
        const std::vector<ValueAt> operands = values_.operands(use.user);
        if (user.op == Op::array_put && operands[0] == use.used) visit(operands[2]);
        if (user.op == Op::fill_array) found_.constant = true;
        if ((user.op == Op::field_put || user.op == Op::static_put) && operands.back() == use.used) {
          bool is_whole = true;
          for (const Site &site : values_.reads(FieldId{user.index}, is_whole))
            if (const std::optional<ValueAt> read = values_.at(site)) add_name(*read);
        }
        if (user.op != Op::invoke || static_cast<InvokeKind>(user.detail) == InvokeKind::custom) continue;
        const std::vector<BodyId> targets = values_.targets(use.user);
        if (targets.empty()) {
          if (operands[0] != use.used) continue;
          for (size_t k = 1; k < operands.size(); ++k) visit(operands[k]);
          if (user.kind == ValueKind::reference && user.type == made.index) add_name(use.user); // StringBuilder.append
        } else {
          for (const BodyId target : targets)
            if (const LoweredBody *body = values_.body(target))
              for (u32 p = 0; p < body->values.size() && body->values[p].op == Op::parameter; ++p)
                if (body->values[p].index < operands.size() && operands[body->values[p].index] == use.used) add_name({target, ValueId{p}});
        }
      }
  }

  void look_call(ValueAt at, const Value &value) {
    const std::vector<ValueAt> operands = values_.operands(at);
    if (static_cast<InvokeKind>(value.detail) == InvokeKind::custom) return visit_all(operands); // texts put together
    const std::vector<BodyId> targets = values_.targets(at);
    if (!targets.empty()) {
      if (calls_.size() >= deepest_call || targets.size() > 16) {
        found_.unknown = true;
        return;
      }
      for (const BodyId target : targets) {
        const BodyIndex *index = values_.index(target);
        if (!index) {
          found_.unknown = true;
          continue;
        }
        values_.bind(target, {at.body, value.pc});
        calls_.push_back(raw(at.value));
        for (const ValueId returned : index->returned) visit({target, returned});
        calls_.pop_back();
        values_.unbind();
      }
      return;
    }
    const MethodWords words = words_of(program_, MethodId{value.index});
    if (is_cursor_method(words)) {
      if (words.name.starts_with("getColumn") || words.name == "getCount" || words.name == "getPosition") found_.constant = true;
      else found_.rows.push_back(at);
      return;
    }
    if (words.owner == "Landroid/content/Intent;" || words.owner == "Landroidx/activity/result/ActivityResult;" || words.owner == "Landroid/os/Bundle;" ||
        words.owner == "Landroid/content/ClipData;" || words.owner == "Landroid/content/ClipData$Item;")
      return look_intent(operands, words);
    if (words.name == "getIntent" || words.name == "getArguments" || words.name == "getInputData") {
      found_.given = true;
      return;
    }
    if ((words.name == "getText" || words.name == "getQuery" || words.name == "getEditableText") && result_type(words.signature).starts_with('L') &&
        (words.owner.starts_with("Landroid/widget/") || words.owner.contains("TextView") || words.owner.contains("EditText") || words.owner.contains("SearchView"))) {
      found_.typed = true;
      return;
    }
    if (operands.empty()) {
      found_.unknown = true;
      return;
    }
    if (words.owner.starts_with("Ljava/") || words.owner.starts_with("Landroid/net/Uri") || words.owner.starts_with("Landroid/text/") || words.owner == "Landroid/content/ContentUris;" ||
        words.owner == "Landroid/telephony/PhoneNumberUtils;" || words.owner.starts_with("Lkotlin/") || words.owner.starts_with("Landroid/provider/"))
      return visit_all(operands); // hands on what it is given
    found_.unknown = true;
  }

  // What is in an intent: whoever it came from put it there.
  void look_intent(const std::vector<ValueAt> &operands, const MethodWords &words) {
    if (operands.empty()) {
      found_.unknown = true;
      return;
    }
    const bool wanted_data = std::exchange(wants_data_, words.name == "getData" || (wants_data_ && result_type(words.signature) == "Landroid/content/Intent;"));
    visit(operands[0]);
    wants_data_ = wanted_data;
  }
  // Of an intent that the app makes; what is no data says nothing of it.
  void look_data(ValueAt made) {
    const Sources data = intent_data(values_, made);
    if (!data.is_whole) found_.unknown = true;
    const bool wanted_data = std::exchange(wants_data_, false);
    visit_all(data.values);
    wants_data_ = wanted_data;
  }

  Constants &constants_;
  Values &values_;
  const Program &program_;
  Origins found_;
  std::set<std::tuple<ValueAt, std::vector<u32>, bool>> seen_;
  std::vector<u32> calls_;
  bool wants_data_ = false; // of an intent its data alone
  unsigned depth_ = 0;
};

} // namespace

bool is_cursor_method(const MethodWords &words) { return words.owner == "Landroid/database/Cursor;" || words.owner == "Landroid/database/CursorWrapper;"; }

Origins origins_of(Constants &constants, ValueAt at) { return Walk(constants).run(at); }

} // namespace kinsafe
