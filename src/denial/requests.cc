#include "denial/requests.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr unsigned most_wrappers = 6;   // calls between who names the permissions and who asks for them
constexpr size_t most_requests = 200;   // of one call that a row names
constexpr size_t most_values = 500;     // of a body that are looked at to tell a wrapper

constexpr std::string_view list_types[] = {"Ljava/lang/String;", "[Ljava/lang/String;", "Ljava/lang/Object;", "[Ljava/lang/Object;", "Ljava/util/List;",
                                           "Ljava/util/ArrayList;", "Ljava/util/Collection;", "Ljava/util/Set;", "Ljava/lang/Iterable;"};

bool is_permission(std::string_view text) { return text.contains(".permission.") && !text.contains(hole) && !text.contains(' '); }

auto place_of(const Site &site) { return std::pair(raw(site.body), site.pc); }
auto key_of(const Request &request) {
  return std::tuple(place_of(request.site), request.through, request.permissions, request.is_whole, request.calls.size(), place_of(request.calls.back()));
}

class Finder {
public:
  Finder(const AskingMethods &methods, const Xrefs &xrefs, Constants &constants)
      : methods_(methods), xrefs_(xrefs), constants_(constants), values_(constants.values()), program_(values_.program()) {}

  void add(const AskingRow &row, const Site &site) {
    const std::optional<ValueAt> call = values_.at(site);
    if (!call) return;
    const std::vector<ValueAt> operands = values_.operands(*call);
    const Value *value = values_.value(*call);
    const size_t place = operand_of(row, static_cast<InvokeKind>(value->detail) == InvokeKind::static_);
    if (place >= operands.size()) return;
    row_ = &row;
    names_ = operands[place];
    receiver_ = operands[0];
    first_ = found.size();
    const auto types = parameter_types(words_of(program_, MethodId{value->index}).signature);
    is_one_name_ = row.argument >= 1 && row.argument <= types.size() && types[row.argument - 1u] == "Ljava/lang/String;";
    calls_.assign(1, site);
    asked_at_ = site;
    is_cut_ = false;
    if (!add_carried()) lift({names_}, site.body);
    cut += is_cut_;
  }

  std::vector<Request> found;
  size_t cut = 0; // see Requests

private:
  // An intent carries the names to who asks for them: its extra of one name is put in elsewhere. (So do androidx's launchers,
  // which a shrinker takes the names from.)
  bool add_carried() {
    const Value *value = values_.value(names_);
    if (!value || value->op != Op::invoke || static_cast<InvokeKind>(value->detail) == InvokeKind::custom) return false;
    const MethodWords words = words_of(program_, MethodId{value->index});
    if (words.owner != "Landroid/content/Intent;" || words.name != "getStringArrayExtra") return false;
    const auto key_of_call = [&](ValueAt call) {
      const std::vector<ValueAt> operands = values_.operands(call);
      const ConstantSet key = operands.size() > 1 ? constants_.texts_of(operands[1]) : ConstantSet();
      return key.is_whole && key.texts.size() == 1 ? key.texts[0] : std::string();
    };
    const std::string key = key_of_call(names_);
    if (key.empty()) return false;
    const size_t before = found.size();
    for (u32 i = 0; i < program_.methods.size(); ++i) {
      const MethodWords put = words_of(program_, MethodId{i});
      if (put.owner != "Landroid/content/Intent;" || put.name != "putExtra" || !put.signature.starts_with("(Ljava/lang/String;[Ljava/lang/String;)")) continue;
      for (const Site &site : xrefs_.calls.of(MethodId{i})) {
        // What Android hands back is no question.
        if (program_.strings[program_.methods[program_.bodies[site.body].method].name] == "onRequestPermissionsResult") continue;
        const std::optional<ValueAt> call = values_.at(site);
        if (!call || key_of_call(*call) != key) continue;
        names_ = values_.operands(*call)[2];
        calls_.assign(1, site);
        lift({names_}, site.body);
      }
    }
    return found.size() > before;
  }

  // Places of parameters of the body from which the values come, as far as its own code shows.
  std::vector<u32> parameters_behind(std::span<const ValueAt> values, BodyId body) {
    const LoweredBody *lowered = values_.body(body);
    const BodyIndex *index = values_.index(body);
    std::vector<u32> places;
    if (!lowered || !index) return places;
    const bool is_static = lowered->access_flags & 0x8;
    std::set<ValueId> seen;
    std::vector<ValueId> pending;
    for (const ValueAt &each : values)
      if (each.body == body) pending.push_back(each.value);
    const auto go_on = [&](std::span<const ValueId> more) { pending.insert(pending.end(), more.begin(), more.end()); };
    while (!pending.empty() && seen.size() < most_values) {
      const ValueId id = pending.back();
      pending.pop_back();
      if (!seen.insert(id).second) continue;
      const Value &value = (*lowered)[id];
      switch (value.op) {
      case Op::parameter:
        if (value.index == 0 && !is_static) break;
        if (value.type != no_index && std::ranges::find(list_types, type_text(program_, TypeId{value.type})) != std::end(list_types)) places.push_back(value.index);
        break;
      case Op::phi:
      case Op::check_cast:
      case Op::filled_array:
      case Op::array_get: go_on(lowered->operands_of(value)); break;
      case Op::invoke: go_on(lowered->operands_of(value)); [[fallthrough]];
      case Op::new_array:
      case Op::new_instance: // what is put into it
        for (u32 i = index->first_user[raw(id)]; i < index->first_user[raw(id) + 1]; ++i) {
          const Value &user = (*lowered)[index->users[i]];
          const auto operands = lowered->operands_of(user);
          const bool is_put = user.op == Op::array_put || (user.op == Op::invoke && value.op == Op::new_instance);
          if (is_put && !operands.empty() && operands[0] == id) go_on(operands.subspan(1));
        }
        break;
      default: break;
      }
    }
    std::ranges::sort(places);
    places.erase(std::ranges::unique(places).begin(), places.end());
    return places;
  }

  void lift(const std::vector<ValueAt> &names, BodyId body) {
    if (found.size() - first_ >= most_requests) {
      is_cut_ = true;
      return;
    }
    const std::vector<u32> places = calls_.size() <= most_wrappers ? parameters_behind(names, body) : std::vector<u32>();
    const CallSites callers = places.empty() ? CallSites() : values_.callers(body);
    const bool is_circle = std::ranges::count(calls_, body, &Site::body) > 1;
    if (callers.sites.empty() || is_circle) return give();
    for (const Site &site : callers.sites) {
      const std::optional<ValueAt> call = values_.at(site);
      if (!call) continue;
      const std::vector<ValueAt> operands = values_.operands(*call);
      std::vector<ValueAt> arguments;
      for (const u32 place : places)
        if (place < operands.size()) arguments.push_back(operands[place]);
      calls_.insert(calls_.begin(), site);
      values_.bind(body, site);
      lift(arguments, site.body);
      values_.unbind();
      calls_.erase(calls_.begin());
    }
  }

  Request make() const {
    Request request;
    request.site = calls_.front();
    request.calls = calls_;
    request.calls.back() = asked_at_;
    request.through = row_->word;
    request.is_one_name = is_one_name_;
    return request;
  }

  // The requests of one way to the call, wrappers bound: one for each list or name that it may be.
  void give() {
    const Sources sources = values_.sources(names_);
    std::set<std::vector<std::string>> known;
    for (const ValueAt &origin : sources.values) {
      const Value *value = values_.value(origin);
      if (!value || value->op == Op::number) continue; // null
      const bool is_text = is_one_name_ || value->op == Op::text || (value->type != no_index && type_text(program_, TypeId{value->type}) == "Ljava/lang/String;");
      Request request = make();
      if (const std::optional<Site> said = said_at(origin)) request.site = *said;
      const ConstantSet set = is_text ? constants_.texts_of(origin) : constants_.text_arrays_of(origin);
      request.is_whole = set.is_whole;
      request.reason = set.reason;
      std::vector<std::string> names;
      for (const std::string &text : set.texts)
        if (is_permission(text)) names.push_back(text);
      if (names.empty() && set.is_whole) continue; // of something else, or of nothing
      if (is_text) {
        request.is_one_name = true;
        for (const std::string &name : names) {
          request.permissions.assign(1, name);
          request.is_whole = true;
          request.reason = {};
          if (known.insert(request.permissions).second) found.push_back(request);
        }
        if (!set.is_whole) add_unknown(set.reason);
        continue;
      }
      request.permissions = std::move(names);
      request.is_together = !has_alternatives(origin);
      if (request.permissions.empty()) add_unknown(set.reason);
      else if (known.insert(request.permissions).second) found.push_back(std::move(request));
    }
    if (!sources.is_whole && known.empty()) add_unknown(sources.reason);
  }

  // What a launcher launches is a permission if it was registered so.
  bool launches_permissions() {
    for (const ValueAt &registration : registrations_of(methods_, values_, receiver_)) {
      for (const ValueAt &operand : values_.operands(registration))
        for (const ValueAt &contract : values_.sources(operand).values)
          if (const Value *made = values_.value(contract); made && made->op == Op::new_instance) {
            const std::string_view type = type_text(program_, TypeId{made->index});
            if (type.contains("RequestPermission") || type.contains("RequestMultiplePermissions")) return true;
          }
    }
    return false;
  }

  // The app's own call that hands the names over, where the library or wrapper keeps them in a field until it asks.
  std::optional<Site> said_at(ValueAt origin) {
    const bool is_here = std::ranges::any_of(calls_, [&](const Site &site) { return site.body == origin.body; });
    const bool is_constant = program_.strings[program_.methods[program_.bodies[origin.body].method].name] == "<clinit>";
    if (is_here || is_constant || is_in_library(origin.body)) return std::nullopt;
    for (const Values::Use &use : values_.uses(origin)) {
      const Value *user = values_.value(use.user);
      if (user && (user->op == Op::invoke || user->op == Op::field_put || user->op == Op::static_put)) return Site{origin.body, user->pc};
    }
    return std::nullopt;
  }
  bool is_in_library(BodyId body) const { return methods_.is_library(type_text(program_, program_.methods[program_.bodies[body].method].owner)); }

  void add_unknown(std::string_view reason) {
    if (row_->word == "ActivityResult" && !launches_permissions()) return;
    Request request = make();
    request.is_whole = false;
    request.reason = reason;
    found.push_back(std::move(request));
  }

  bool has_alternatives(ValueAt array) {
    const auto slots = constants_.slots_of(array);
    return slots && std::ranges::any_of(*slots, [&](ValueAt slot) { return constants_.texts_of(slot).texts.size() > 1; });
  }

  const AskingMethods &methods_;
  const Xrefs &xrefs_;
  Constants &constants_;
  Values &values_;
  const Program &program_;
  const AskingRow *row_ = nullptr;
  ValueAt names_, receiver_;
  bool is_one_name_ = false, is_cut_ = false;
  size_t first_ = 0;
  Site asked_at_{};
  std::vector<Site> calls_;
};

} // namespace

namespace {

std::string_view called_owner(const Program &program, Values &values, const Site &site) {
  const std::optional<ValueAt> call = values.at(site);
  return call ? words_of(program, MethodId{values.value(*call)->index}).owner : std::string_view();
}

} // namespace

std::vector<ValueAt> registrations_of(const AskingMethods &methods, Values &values, ValueAt launcher) {
  std::vector<ValueAt> found, pending{launcher};
  std::set<ValueAt> seen;
  while (!pending.empty() && seen.size() < most_values) {
    const ValueAt at = pending.back();
    pending.pop_back();
    const Value *value = seen.insert(at).second ? values.value(at) : nullptr;
    if (!value) continue;
    const bool is_call = value->op == Op::invoke && static_cast<InvokeKind>(value->detail) != InvokeKind::custom;
    if (is_call && methods.find(MethodId{value->index}, AskingKind::registers)) found.push_back(at);
    else if (const std::optional<Sources> from = values.step(at)) pending.insert(pending.end(), from->values.begin(), from->values.end());
  }
  std::ranges::sort(found);
  return found;
}

bool Request::operator==(const Request &other) const { return key_of(*this) == key_of(other); }

Requests find_requests(const AskingMethods &methods, const Xrefs &xrefs, Constants &constants) {
  Finder finder(methods, xrefs, constants);
  const Program &program = constants.values().program();
  const auto owner_of = [&](BodyId body) { return type_text(program, program.methods[program.bodies[body].method].owner); };
  for (const MethodId method : methods.all(AskingKind::asks))
    for (const AskingRow *row : methods.rows_of(method)) {
      if (row->kind != AskingKind::asks) continue;
      for (const Site &site : xrefs.calls.of(method))
        if (!methods.is_support(owner_of(site.body)) && (row->word == "platform" || !methods.is_library(owner_of(site.body)))) finder.add(*row, site);
    }
  std::vector<Request> &found = finder.found;
  Requests requests;
  requests.all = found;
  requests.cut = finder.cut;
  // What a library asks for because it was told so is one request: the app's, by the library's own way to Android.
  const auto is_inner = [&](const Request &request) { return request.through == "platform" && std::ranges::any_of(request.calls, [&](const Site &call) { return methods.is_library(owner_of(call.body)); }); };
  const auto fits = [&](const Request &inner, const Request &request) { // resolved, or of the same library at least
    if (!is_inner(inner)) return false;
    if (!inner.permissions.empty()) return inner.permissions == request.permissions;
    return methods.library_of(owner_of(inner.calls.front().body)) == methods.library_of(called_owner(program, constants.values(), request.calls.back()));
  };
  for (Request &request : found) {
    if (request.through == "platform" || request.through == "ActivityResult") continue;
    const Request *inner = nullptr;
    for (const Request &each : requests.all)
      if (fits(each, request) && (!inner || inner->permissions.empty())) inner = &each;
    if (inner) request.calls = inner->calls;
  }
  std::set<std::vector<std::string>> told;
  for (const Request &each : found)
    if (each.through != "platform") told.insert(each.permissions);
  std::erase_if(found, [&](const Request &each) { return is_inner(each) && (each.permissions.empty() || told.contains(each.permissions)); });
  std::ranges::stable_sort(found, [](const Request &a, const Request &b) { return key_of(a) < key_of(b); });
  const auto is_same = [](const Request &a, const Request &b) { return place_of(a.site) == place_of(b.site) && a.permissions == b.permissions && a.is_whole == b.is_whole; };
  found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
  requests.told = std::move(found);
  return requests;
}

} // namespace kinsafe
