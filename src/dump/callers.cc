// `dump callers` and `dump callees`: the edges of the call graph at a method, each with its place. Calls that run no code
// of the app are there too, and of code that is not reached what it names, so that no method is without a row.
#include "dump/call_source.h"

#include <algorithm>

namespace kinsafe {
namespace {

class Rows {
public:
  Rows(CallSource &source, Output &output) : source_(source), output_(output), limit_(source.code.incomplete) {}

  void callers_of(BodyId target) {
    const std::string name = source_.text(target);
    const CallGraph &graph = source_.graph;
    bool is_called = false;
    for (const EntryPoint &entry : source_.entries_of(target)) {
      row_without_site({}, name, "Android: " + std::string(entry.kind), moment_cell(entry.moment), source_.part(target));
      is_called = true;
    }
    for (const u32 index : graph.callers_of(target)) {
      edge(graph.calls[index]);
      is_called = true;
    }
    for (const auto &[body, hub] : source_.hubs_of_target(target)) {
      for (const Site &site : graph.hubs[hub].sites) row(site, name, kind_word(CallKind::call), {}, true);
      is_called = true;
    }
    if (is_called) return;
    const std::vector<Lead> leads = source_.leads_to(target, limit_.left() + 1);
    if (source_.is_exhausted()) return; // with a gap
    for (const Lead &lead : leads) row(lead.site, name, unreached_word(lead), {}, {});
    if (leads.empty()) row_without_site({}, name, "no caller", {}, source_.part(target));
  }

  // Of a method without code of the app.
  void callers_of(MethodId target) {
    const std::string name = source_.text(target);
    const std::string_view outside = outside_word(source_.hierarchy.outside(target));
    for (const Site &site : source_.xrefs.calls.of(target))
      row(site, name, !source_.graph.is_reached(site.body) ? "not reached" : source_.is_resolved(site) ? kind_word(CallKind::call) : outside, {}, {});
  }

  void callees_of(BodyId caller) {
    struct Callee {
      u32 pc;
      std::string target, kind;
      DumpCell moment;
      std::optional<bool> is_wide;
    };
    std::vector<Callee> callees;
    const CallGraph &graph = source_.graph;
    const bool is_reached = graph.is_reached(caller);
    for (const Call &call : graph.calls_of(caller))
      callees.push_back({call.pc, source_.text(call.target), std::string(kind_word(call.kind)), moment_cell(call.moment), call.is_wide});
    for (const auto &[site, hub] : source_.hub_sites_in(caller))
      for (const BodyId target : graph.hubs[hub].targets)
        if (limit_.spend()) callees.push_back({site.pc, source_.text(target), std::string(kind_word(CallKind::call)), {}, true});
    for_each_invoke(source_.program, caller, [&](u32 pc, MethodId method) {
      if (source_.is_resolved({caller, pc})) return;
      callees.push_back({pc, source_.text(method), is_reached ? std::string(outside_word(source_.hierarchy.outside(method))) : "not reached", {}, {}});
    });
    std::ranges::stable_sort(callees, {}, &Callee::pc);
    for (const Callee &callee : callees) row({caller, callee.pc}, callee.target, callee.kind, callee.moment, callee.is_wide);
    if (callees.empty()) row_without_site(source_.text(caller), {}, is_reached ? "no call" : "no call, not reached", {}, source_.part(caller));
  }

  void callees_of(MethodId method) {
    row_without_site(source_.text(method), {}, "no code: " + std::string(outside_word(source_.hierarchy.outside(method))), {}, {});
  }

  bool is_full() const { return limit_.is_told() || source_.is_exhausted(); }

private:
  // In code that runs, the object is never one that has this method.
  std::string_view unreached_word(const Lead &lead) const { return source_.graph.is_reached(lead.site.body) ? "other object" : "not reached"; }

  void edge(const Call &call) { row({call.caller, call.pc}, source_.text(call.target), kind_word(call.kind), moment_cell(call.moment), call.is_wide); }

  void row(const Site &site, const std::string &target, std::string_view kind, const DumpCell &moment, std::optional<bool> is_wide) {
    if (!limit_.spend()) return;
    output_.row({source_.text(site.body), target, std::string(kind), moment, is_wide ? DumpCell(std::string(*is_wide ? "yes" : "no")) : DumpCell(), source_.line(site),
                 i64{site.pc}, source_.part(site.body)});
  }

  void row_without_site(const std::string &caller, const std::string &target, std::string_view kind, const DumpCell &moment, const std::string &part) {
    const auto cell = [](const std::string &text) { return text.empty() ? DumpCell() : DumpCell(text); };
    if (limit_.spend()) output_.row({cell(caller), cell(target), std::string(kind), moment, {}, {}, {}, cell(part)});
  }

  CallSource &source_;
  Output &output_;
  RowLimit limit_;
};

template <class Write> Result<void> dump_edges(std::string_view what, const DumpRequest &request, Output &output, const Write &write) {
  const std::unique_ptr<CallSource> source = TRY(open_calls(request));
  output.begin(what, source->code.package.file, {"caller", "target", "kind", "moment", "wide", "line", "offset", "part"});
  Rows rows(*source, output);
  const WantedMethods wanted = wanted_methods(*source, request);
  for (const BodyId body : wanted.bodies)
    if (!rows.is_full()) write(rows, body);
  for (const MethodId method : wanted.others)
    if (!rows.is_full()) write(rows, method);
  output.end(source->code.incomplete);
  return {};
}

} // namespace

Result<void> dump_callers(const DumpRequest &request, Output &output) {
  return dump_edges("callers", request, output, [](Rows &rows, auto id) { rows.callers_of(id); });
}

Result<void> dump_callees(const DumpRequest &request, Output &output) {
  return dump_edges("callees", request, output, [](Rows &rows, auto id) { rows.callees_of(id); });
}

} // namespace kinsafe
