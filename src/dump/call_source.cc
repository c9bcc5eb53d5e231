// Builds the call graph for dumps, and finds what might lead to code that is not reached.
#include "dump/call_source.h"

#include "base/strings.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 private_flag = 0x2, static_flag = 0x8;

auto place_of(const Site &site) { return std::pair(site.body, site.pc); }

constexpr u64 reference_key(const MethodRef &ref) { return u64{raw(ref.name)} << 32 | raw(ref.signature); }

// Of such a call the object's own method is passed over.
bool is_super_call(const Program &program, const Site &site) {
  const Body &body = program.bodies[site.body];
  const std::optional<CodeItem> code = program.dexes[body.dex].code(body.code_offset);
  if (!code || site.pc >= code->insns.size()) return false;
  const auto opcode = static_cast<Opcode>(code->insns[site.pc] & 0xff);
  return opcode == Opcode::invoke_super || opcode == Opcode::invoke_super_range;
}

CodeSource with_mapping(CodeSource opened, const Mapping *mapping) {
  opened.program.mapping = mapping;
  return opened;
}

} // namespace

CallSource::CallSource(CodeSource opened, const DumpRequest &request)
    : code(with_mapping(std::move(opened), request.mapping)), program(code.program), mapping(request.mapping),
      xrefs(scan_xrefs(program, request.threads, code.incomplete)), hierarchy(program, *request.platform), entry_points(find_entry_points(hierarchy, code.package, *request.models, code.incomplete)), bodies(program),
      values(hierarchy, bodies, xrefs), constants(values, *request.models, surroundings_of(code.package)),
      graph(build_call_graph(entry_points, *request.models, constants)) {
  values.look_at(&graph);
  for (u32 i = 0; i < graph.hubs.size(); ++i) {
    for (const Site &site : graph.hubs[i].sites) hub_sites.push_back({site, i});
    for (const BodyId target : graph.hubs[i].targets) hub_targets.push_back({target, i});
  }
  std::ranges::sort(hub_sites, {}, [](const HubSite &each) { return std::tuple(each.site.body, each.site.pc, each.hub); });
  std::ranges::sort(hub_targets, {}, [](const HubTarget &each) { return std::pair(each.body, each.hub); });
  for (u32 i = 0; i < program.methods.size(); ++i) references_[reference_key(program.methods[MethodId{i}])].push_back(MethodId{i});
  for (u32 i = 0; i < program.call_sites.size(); ++i)
    if (const std::optional<MethodId> runs = program.call_sites[CallSiteId{i}].implementation) lambdas_[raw(*runs)].push_back(CallSiteId{i});
}

Result<std::unique_ptr<CallSource>> open_calls(const DumpRequest &request) {
  return std::make_unique<CallSource>(TRY(open_code(request)), request);
}

std::span<const CallSource::HubSite> CallSource::hub_sites_in(BodyId body) const {
  return std::ranges::equal_range(hub_sites, body, {}, [](const HubSite &each) { return each.site.body; });
}

std::span<const CallSource::HubTarget> CallSource::hubs_of_target(BodyId body) const { return std::ranges::equal_range(hub_targets, body, {}, &HubTarget::body); }

std::span<const EntryPoint> CallSource::entries_of(BodyId body) const { return std::ranges::equal_range(graph.entry_points, body, {}, &EntryPoint::body); }

bool CallSource::is_resolved(const Site &site) const {
  for (const Call &call : std::ranges::equal_range(graph.calls_of(site.body), site.pc, {}, &Call::pc))
    if (call.kind == CallKind::call) return true;
  return std::ranges::binary_search(hub_sites, place_of(site), {}, [](const HubSite &each) { return place_of(each.site); });
}

std::span<const Site> CallSource::sites_that_make(TypeId type) const {
  const auto [made, is_new] = makers_.try_emplace(raw(type));
  std::vector<Site> &sites = made->second;
  if (!is_new) return sites;
  const auto add = [&](TypeId each) {
    const std::span<const Site> here = xrefs.creates.of(each);
    sites.insert(sites.end(), here.begin(), here.end());
  };
  add(type);
  if (!sites.empty()) return sites;
  for (const Class &each : program.classes)
    if (each.type != type && hierarchy.is_below(each.type, type)) add(each.type);
  std::ranges::sort(sites, {}, place_of);
  return sites;
}

std::vector<Lead> CallSource::leads_to(BodyId body, size_t most) const {
  const MethodId method = program.bodies[body].method;
  const MethodRef &ref = program.methods[method];
  const u32 flags = program.bodies[body].access_flags;
  const bool is_virtual = (flags & (static_flag | private_flag)) == 0 && !program.strings[ref.name].starts_with('<');
  std::vector<Lead> leads;
  const auto spend = [&](u64 steps) {
    if (leads.size() < most && steps_left_ >= steps) return steps_left_ -= steps, true;
    if (leads.size() < most && !is_exhausted_)
      code.incomplete.add(GapKind::limit, "", text(method), "who might call what is not reached takes too long to say, from here on; ask by a narrower NAME", Lost::code);
    is_exhausted_ = is_exhausted_ || leads.size() < most;
    return false;
  };
  const auto add = [&](std::span<const Site> sites, Lead::Kind kind, bool may_be_super = true) {
    for (const Site &site : sites) {
      if (!spend(1)) return;
      if (site.body != body && (may_be_super || !is_super_call(program, site))) leads.push_back({site, kind});
    }
  };
  for (const MethodId other : references_.at(reference_key(ref))) {
    if (!spend(4)) break;
    const bool is_it = other == method || hierarchy.resolve(other) == body;
    if (is_it || (is_virtual && hierarchy.is_below(ref.owner, program.methods[other].owner))) add(xrefs.calls.of(other), Lead::Kind::names, is_it);
  }
  if (const auto sites = lambdas_.find(raw(method)); sites != lambdas_.end())
    for (const CallSiteId site : sites->second) add(xrefs.customs.of(site), Lead::Kind::lambda);
  const std::optional<ClassId> owner = hierarchy.class_of(ref.owner);
  if (owner && is_virtual && hierarchy.overrides_platform(*owner, ref.name, ref.signature) && spend(makers_.contains(raw(ref.owner)) ? 1 : program.classes.size()))
    add(sites_that_make(ref.owner), Lead::Kind::makes);
  std::ranges::sort(leads, {}, [](const Lead &lead) { return std::tuple(lead.kind, lead.site.body, lead.site.pc); });
  return leads;
}

std::string CallSource::text(TypeId type) const { return to_line(type_text(program, type, mapping)); }
std::string CallSource::text(MethodId method) const { return to_line(method_text(program, method, mapping)); }
std::string CallSource::text(BodyId body) const { return text(program.bodies[body].method); }

DumpCell CallSource::line(const Site &site) const {
  const std::optional<u32> line = line_of(program, site);
  return line ? DumpCell(i64{*line}) : DumpCell();
}

const std::string &CallSource::part(BodyId body) const { return program.dex_names[program.bodies[body].dex]; }

WantedMethods wanted_methods(const CallSource &source, const DumpRequest &request) {
  WantedMethods wanted;
  for (u32 i = 0; i < source.program.methods.size(); ++i) {
    const MethodId id{i};
    if (!matches_method(source.program, id, request)) continue;
    const Declared *declared = declared_as(source.program, id);
    const std::optional<BodyId> body = declared ? declared->body : source.hierarchy.resolve(id);
    if (body) wanted.bodies.push_back(*body);
    else wanted.others.push_back(id);
  }
  std::ranges::sort(wanted.bodies);
  wanted.bodies.erase(std::ranges::unique(wanted.bodies).begin(), wanted.bodies.end());
  return wanted;
}

std::string_view kind_word(CallKind kind) {
  switch (kind) {
  case CallKind::call: return "call";
  case CallKind::initializer: return "static initializer";
  case CallKind::hand_off: return "hand-off";
  case CallKind::callback: return "callback";
  case CallKind::started: return "started";
  case CallKind::reflection: return "reflection";
  }
  return "";
}

std::string_view outside_word(Hierarchy::Outside kind) {
  switch (kind) {
  case Hierarchy::Outside::platform: return "platform";
  case Hierarchy::Outside::native: return "native";
  case Hierarchy::Outside::unknown_class: return "unknown class";
  case Hierarchy::Outside::app: return "no target";
  }
  return "";
}

DumpCell moment_cell(std::optional<Moment> moment) { return moment ? DumpCell(std::string(moment_names[static_cast<size_t>(*moment)])) : DumpCell(); }

std::vector<std::string> moment_words(Moments moments) {
  std::vector<std::string> words;
  for (size_t i = 0; i < std::size(moment_names); ++i)
    if (moments.has(static_cast<Moment>(i))) words.emplace_back(moment_names[i]);
  return words;
}

} // namespace kinsafe
