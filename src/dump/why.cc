// `dump why`: the shortest way from what Android runs to a method, one sentence a step; or, of a method that is not reached,
// what is missing for a way: who would have to run first, which object nobody makes, what the manifest does not declare.
#include "base/strings.h"
#include "dump/call_source.h"
#include "libraries/libraries.h"

#include <algorithm>
#include <deque>
#include <map>

namespace kinsafe {
namespace {

constexpr u32 native_flag = 0x100, static_flag = 0x8;
constexpr size_t most_steps_back = 5, most_visited = 300, most_examples = 3, most_leads = 300;

struct Step {
  std::string_view kind;
  std::optional<Site> site; // of an entry point none
  std::string caller, target;
  std::optional<Moment> moment;
  bool is_wide = false;
  std::string text;
};

struct Missing {
  std::string method; // of which it is said
  std::string text;   // a sentence without the dot
};

struct Explanation {
  std::string method;
  bool is_reached = false;
  Moments moments;
  std::optional<TypeId> screen;
  std::vector<Step> steps;
  std::vector<Missing> missing;
};

class Explainer {
public:
  explicit Explainer(const CallSource &source) : source_(source), program_(source.program), graph_(source.graph) {
    if (source.code.package.manifest)
      for (const Component &component : source.code.package.manifest->components)
        for (const std::string &name : {component.class_name, component.target_class})
          if (const std::optional<TypeId> type = find_type(program_, descriptor_of(name))) declared_.push_back(*type);
  }

  Explanation explain(BodyId body) const {
    Explanation found;
    found.method = source_.text(body);
    if (graph_.is_reached(body)) add_way(body, found);
    else found.missing = missing_of(body);
    return found;
  }

  // Of a method that has no code in the app.
  Explanation explain(MethodId method) const {
    Explanation found;
    found.method = source_.text(method);
    const std::span<const Site> sites = source_.xrefs.calls.of(method);
    const Site *nearest = nullptr;
    size_t nearest_depth = 0;
    for (const Site &site : sites) {
      if (!graph_.is_reached(site.body)) continue;
      const size_t depth = depth_of(site.body);
      if (!nearest || depth < nearest_depth) nearest = &site, nearest_depth = depth;
    }
    if (nearest) {
      add_way(nearest->body, found);
      const std::string caller = source_.text(nearest->body);
      found.steps.push_back({outside_word(source_.hierarchy.outside(method)), *nearest, caller, found.method, {}, false, caller + " calls " + found.method + ", " + what_it_is(method)});
      return found;
    }
    const auto miss = [&](std::string text) { found.missing.push_back({found.method, std::move(text)}); };
    miss("no code in the dex files of the app is run for it: it is " + what_it_is(method));
    if (sites.empty()) {
      miss("no instruction calls it by this name");
    } else {
      miss("only code that is not reached calls it: " + examples(sites));
      std::ranges::move(missing_of(sites.front().body), std::back_inserter(found.missing));
    }
    return found;
  }

private:
  std::string place(const Site &site) const {
    const std::optional<u32> line = line_of(program_, site);
    return source_.text(site.body) + (line ? ", line " + std::to_string(*line) : ", offset " + std::to_string(site.pc));
  }

  std::string examples(std::span<const Site> sites) const {
    std::string text;
    for (size_t i = 0; i < std::min(most_examples, sites.size()); ++i) text.append(i > 0 ? "; " : "").append(place(sites[i]));
    if (sites.size() > most_examples) text += "; and others";
    return text;
  }

  std::string what_it_is(MethodId method) const {
    const Declared *declared = declared_as(program_, method);
    switch (source_.hierarchy.outside(method)) {
    case Hierarchy::Outside::platform: return "Android's own method";
    case Hierarchy::Outside::native: return "a native method, whose code lies in a shared library";
    case Hierarchy::Outside::unknown_class: return "a method of a class that neither the app nor Android has";
    case Hierarchy::Outside::app: return declared ? "an abstract method: what runs is that of a class below" : "a method that its class does not have";
    }
    return "";
  }

  // Calls from an entry point; each is looked up once.
  size_t depth_of(BodyId body) const {
    std::vector<BodyId> open;
    size_t depth = 0; // of the last in `open`
    for (BodyId at = body;;) {
      if (const auto known = depths_.find(at); known != depths_.end()) {
        depth = known->second + 1;
        break;
      }
      open.push_back(at);
      const BodyId before = graph_.arrivals[static_cast<u32>(at)].caller;
      if (before == at) break;
      at = before;
    }
    for (auto each = open.rbegin(); each != open.rend(); ++each) depths_[*each] = depth++;
    return depths_.at(body);
  }

  void add_way(BodyId body, Explanation &found) const {
    const std::vector<Call> way = graph_.way_to(body);
    const BodyId first = way.empty() ? body : way.front().caller;
    const std::string first_name = source_.text(first);
    for (const EntryPoint &entry : source_.entries_of(first).first(std::min<size_t>(1, source_.entries_of(first).size()))) {
      const std::string made = entry.kind == "document" ? "the class " + source_.text(entry.component) + ", which a layout or another document names,"
                                                        : "the " + std::string(entry.kind) + " " + source_.text(entry.component);
      const std::optional<Moment> moment = entry.moment == Moment::unknown ? std::nullopt : std::optional(entry.moment);
      found.steps.push_back({"entry point", {}, "", first_name, moment, false, "Android makes " + made + " and runs " + first_name});
    }
    for (const Call &call : way) {
      const std::string caller = source_.text(call.caller), target = source_.text(call.target);
      found.steps.push_back({kind_word(call.kind), Site{call.caller, call.pc}, caller, target, call.moment, call.is_wide, sentence(call, caller, target)});
    }
    found.is_reached = true;
    found.moments = graph_.moments[static_cast<u32>(body)];
    found.screen = graph_.screens[static_cast<u32>(body)];
  }

  std::string sentence(const Call &call, const std::string &caller, const std::string &target) const {
    const std::string owner = source_.text(program_.methods[program_.bodies[call.target].method].owner);
    switch (call.kind) {
    case CallKind::call: return caller + " calls " + target + (call.is_wide ? ", one of several methods that this call may lead to" : "");
    case CallKind::initializer: return caller + " uses the class " + owner + ", whose static initializer " + target + " runs at its first use";
    case CallKind::hand_off: return caller + " hands over an object, and Android or a library runs its method " + target + (call.is_wide ? "; which object, callers decide" : "");
    case CallKind::callback: return caller + " makes an object, on which Android or a library calls " + target + (call.is_wide ? "; when, is not known" : "");
    case CallKind::started: return caller + " names the class " + owner + ", of which Android makes an object, and runs " + target;
    case CallKind::reflection: return caller + " calls " + target + " by its name, by reflection";
    }
    return "";
  }

  // What leads to the body and fails, or is not reached itself.
  std::vector<std::string> reasons_of(BodyId body) const {
    std::vector<std::string> missing;
    std::vector<Site> reached, unreached;
    const std::vector<Lead> leads = source_.leads_to(body, most_leads);
    for (const Lead &lead : leads)
      if (lead.kind == Lead::Kind::names) (graph_.is_reached(lead.site.body) ? reached : unreached).push_back(lead.site);
    if (!reached.empty()) missing.push_back("calls that run name it, or a method that it overrides, but on no object that has this method: " + examples(reached));
    if (!unreached.empty()) missing.push_back("code that is not reached itself calls it: " + examples(unreached));
    for (const Lead &lead : leads)
      if (lead.kind == Lead::Kind::lambda)
        missing.push_back(graph_.is_reached(lead.site.body) ? "an object that runs it is made (" + place(lead.site) + "), but no call that runs is on it"
                                                            : "the object that runs it is made by code that is not reached: " + place(lead.site));
    add_reasons_of_class(body, missing);
    if (reached.empty() && unreached.empty() && std::ranges::none_of(leads, [](const Lead &lead) { return lead.kind == Lead::Kind::lambda; }))
      missing.insert(missing.begin(), "no instruction calls it, neither by its name nor by that of a method that it overrides");
    return missing;
  }

  void add_reasons_of_class(BodyId body, std::vector<std::string> &missing) const {
    const MethodRef &ref = program_.methods[program_.bodies[body].method];
    const std::string owner = source_.text(ref.owner);
    const bool is_initializer = program_.strings[ref.name] == "<clinit>";
    const bool has_object = (program_.bodies[body].access_flags & static_flag) == 0;
    if (is_initializer) missing.push_back("it runs at the first use of the class " + owner + ", and no code that is reached uses that");
    constexpr std::pair<std::string_view, std::string_view> components[] = {{"Landroid/app/Activity;", "an activity"},
                                                                             {"Landroid/app/Service;", "a service"},
                                                                             {"Landroid/content/BroadcastReceiver;", "a receiver"},
                                                                             {"Landroid/content/ContentProvider;", "a provider"}};
    bool is_component = false;
    for (const auto &[base, what] : components) {
      const std::optional<TypeId> type = source_.hierarchy.find(base);
      if (!type || !source_.hierarchy.is_below(ref.owner, *type)) continue;
      is_component = true;
      if (!std::ranges::count(declared_, ref.owner)) missing.push_back(owner + " is " + std::string(what) + ", but the manifest declares none of this name");
    }
    if (has_object && !is_made_by_platform(ref.owner)) add_makers(ref.owner, is_component, missing);
    add_mentions(ref.owner, missing);
  }

  bool is_made_by_platform(TypeId type) const { return std::ranges::count(graph_.entry_points, type, &EntryPoint::component) > 0; }

  void add_makers(TypeId type, bool is_component, std::vector<std::string> &missing) const {
    const std::span<const Site> makers = source_.sites_that_make(type);
    const auto reached = std::ranges::find_if(makers, [&](const Site &site) { return graph_.is_reached(site.body); });
    const std::string name = source_.text(type);
    if (reached != makers.end()) missing.push_back("an object of " + name + " or of a class below it is made by code that runs (" + place(*reached) + "), but no call that runs leads to this method of it");
    else if (!makers.empty()) missing.push_back("only code that is not reached makes an object of " + name + ": " + examples(makers));
    else if (!is_component) missing.push_back("no instruction makes an object of " + name + " or of a class below it, and no layout or other document that was read names it");
  }

  // What reflection might use.
  void add_mentions(TypeId type, std::vector<std::string> &missing) const {
    const std::string_view descriptor = type_text(program_, type);
    const std::string name = source_.text(type);
    if (descriptor.size() < 2) return;
    std::string dotted(descriptor.substr(1, descriptor.size() - 2)), slashed = dotted;
    std::ranges::replace(dotted, '/', '.');
    std::vector<Site> sites;
    for (const std::string &text : {dotted, slashed})
      if (const std::optional<StringId> id = find_string(program_, text)) {
        const std::span<const Site> here = source_.xrefs.strings.of(*id);
        sites.insert(sites.end(), here.begin(), here.end());
        if (dotted == slashed) break;
      }
    if (!sites.empty()) missing.push_back("a text is the name of " + name + " (" + examples(sites) + "); it is not known to be run by that name");
    if (const std::span<const Site> classes = source_.xrefs.classes.of(type); !classes.empty())
      missing.push_back("code takes the class " + name + " as an object (" + examples(classes) + "); it is not known to be run by that");
  }

  std::string lead_sentence(const Lead &lead) const {
    switch (lead.kind) {
    case Lead::Kind::names: return "code that is not reached itself calls it: " + place(lead.site);
    case Lead::Kind::lambda: return "the object that runs it is made by code that is not reached: " + place(lead.site);
    case Lead::Kind::makes: return "an object on which Android may call it is made by code that is not reached: " + place(lead.site);
    }
    return "";
  }

  // Then back through callers that are not reached either, up to one that nothing leads to, or so far as a reader follows.
  std::vector<Missing> missing_of(BodyId body) const {
    std::vector<Missing> missing;
    for (std::string &reason : reasons_of(body)) missing.push_back({source_.text(body), std::move(reason)});
    std::map<BodyId, std::pair<Lead, BodyId>> next; // of a caller: by what it leads to whom
    std::deque<std::pair<BodyId, size_t>> pending = {{body, 0}};
    BodyId top = body;
    while (!pending.empty() && next.size() < most_visited) {
      const auto [here, depth] = pending.front();
      pending.pop_front();
      top = here;
      if (depth == most_steps_back) break;
      bool has_callers = false;
      for (const Lead &lead : source_.leads_to(here, most_leads)) {
        if (graph_.is_reached(lead.site.body)) continue;
        has_callers = true;
        if (lead.site.body != body && next.try_emplace(lead.site.body, lead, here).second) pending.emplace_back(lead.site.body, depth + 1);
      }
      if (!has_callers) break;
    }
    if (top == body) return missing;
    std::vector<Missing> chain; // the first step back is among the reasons
    for (BodyId here = top; next.at(here).second != body; here = next.at(here).second) {
      const auto &[lead, to] = next.at(here);
      chain.push_back({source_.text(to), lead_sentence(lead)});
    }
    std::ranges::move(chain.rbegin(), chain.rend(), std::back_inserter(missing));
    for (std::string &reason : reasons_of(top)) missing.push_back({source_.text(top), std::move(reason)});
    return missing;
  }

  const CallSource &source_;
  const Program &program_;
  const CallGraph &graph_;
  std::vector<TypeId> declared_;
  mutable std::map<BodyId, size_t> depths_;
};

void write_text(const CallSource &source, const Explanation &each, Output &output) {
  output.line(each.method);
  if (each.is_reached) {
    std::string when;
    for (const std::string &word : moment_words(each.moments)) when.append(when.empty() ? "" : ", ").append(word);
    output.line(2, "is reached; runs at: " + when + (each.screen ? "; on the screen " + source.text(*each.screen) : ""));
  } else {
    output.line(2, "is not reached: no way leads to it from what Android runs");
  }
  size_t number = 0;
  for (const Step &step : each.steps) {
    std::string text = std::to_string(++number) + ". " + step.text;
    std::string more;
    if (step.site) {
      const std::optional<u32> line = line_of(source.program, *step.site);
      more = (line ? "line " + std::to_string(*line) + ", " : "") + "offset " + std::to_string(step.site->pc);
    }
    if (step.moment) more.append(more.empty() ? "" : "; ").append("when: ").append(moment_names[static_cast<size_t>(*step.moment)]);
    output.line(2, more.empty() ? text : text + " (" + more + ")");
  }
  const std::string *about = &each.method;
  for (const Missing &missing : each.missing) {
    if (missing.method != *about) output.line(2, "of " + missing.method + ":");
    about = &missing.method;
    output.line(2, "- " + missing.text);
  }
  output.line("");
}

void write_json(const CallSource &source, const Explanation &each, Output &output) {
  JsonWriter &json = output.json();
  const auto text = [&](std::string_view key, const std::string &value) {
    json.key(key);
    value.empty() ? json.null() : json.text(value);
  };
  json.begin_object();
  text("method", each.method);
  json.key("reached");
  json.boolean(each.is_reached);
  json.key("when");
  json.texts(moment_words(each.moments));
  text("screen", each.screen ? source.text(*each.screen) : "");
  json.key("steps");
  json.begin_array();
  for (const Step &step : each.steps) {
    json.begin_object();
    text("kind", std::string(step.kind));
    text("caller", step.caller);
    text("target", step.target);
    text("moment", step.moment ? std::string(moment_names[static_cast<size_t>(*step.moment)]) : "");
    json.key("wide");
    json.boolean(step.is_wide);
    const std::optional<u32> line = step.site ? line_of(source.program, *step.site) : std::nullopt;
    json.key("line");
    line ? json.number(*line) : json.null();
    json.key("offset");
    step.site ? json.number(step.site->pc) : json.null();
    text("text", step.text);
    json.end_object();
  }
  json.end_array();
  json.key("missing");
  json.begin_array();
  for (const Missing &missing : each.missing) {
    json.begin_object();
    text("method", missing.method);
    text("text", missing.text);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

} // namespace

Result<void> dump_why(const DumpRequest &request, Output &output) {
  const std::unique_ptr<CallSource> source = TRY(open_calls(request));
  output.begin("why", source->code.package.file);
  const Explainer explainer(*source);
  RowLimit limit(source->code.incomplete);
  const auto write = [&](auto id) {
    if (limit.is_told() || source->is_exhausted()) return;
    const Explanation explanation = explainer.explain(id);
    if (!limit.spend() || source->is_exhausted()) return; // with a gap; what was found is not all
    for (size_t i = 0; i < explanation.steps.size() + explanation.missing.size(); ++i) limit.spend();
    output.as_json() ? write_json(*source, explanation, output) : write_text(*source, explanation, output);
    output.sent();
  };
  const WantedMethods wanted = wanted_methods(*source, request);
  for (const BodyId body : wanted.bodies) write(body);
  for (const MethodId method : wanted.others) write(method);
  output.end(source->code.incomplete);
  return {};
}

} // namespace kinsafe
