// Where an app asks the user for permissions, and for which of them at once. A method of the app that only hands on which
// permissions it is told to ask for (a wrapper) asks for nothing itself: each of its callers does.
#pragma once

#include "calls/calls.h"
#include "calls/constants.h"
#include "denial/asking.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct Request {
  Site site;                            // the app's own call that asks, or that says for what
  // Calls, the first into a wrapper, to the one by which Android is asked (or a library whose row says more). A library may
  // ask later than it is told to: then `site` is none of them, and the way to them shows how it comes there.
  std::vector<Site> calls;
  std::string_view through;             // of the row: "platform", "ActivityResult", "RxPermissions", ...
  std::vector<std::string> permissions; // full names, sorted
  bool is_whole = true;                 // false: it asks for others too, which are not known
  std::string_view reason;              // why not, a word of calls/values.h
  bool is_together = true;              // false: some of them are alternatives
  bool is_one_name = false;             // a name, not a list, is asked for: so is the answer
  std::optional<size_t> repeats;        // index of the request whose answer brings this one

  bool operator==(const Request &other) const;
};

// The calls that may have registered a launcher: those that a row `registers` names.
std::vector<ValueAt> registrations_of(const AskingMethods &methods, Values &values, ValueAt launcher);

struct Requests {
  std::vector<Request> told; // in order of site, through and permissions; those in code that nothing reaches are among them
  std::vector<Request> all;  // by each call that asks Android, those of libraries included, which `told` leaves out
  size_t cut = 0;            // calls of which some were left out
};
Requests find_requests(const AskingMethods &methods, const Xrefs &xrefs, Constants &constants);

} // namespace kinsafe
