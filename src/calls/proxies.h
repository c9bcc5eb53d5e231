// Dynamic proxies (java.lang.reflect.Proxy): an object that has an interface without a class of the app for it. A call of a
// method of the interface runs `invoke` of the proxy's handler; that is when the handler runs, not where the proxy is made.
#pragma once

#include "calls/reach.h"
#include "calls/types.h"
#include "calls/values.h"

#include <vector>

namespace kinsafe {

class Proxies {
public:
  // All must outlive it. Asks for the types of handlers.
  Proxies(const ReachedCode &reach, Values &values, ValueTypes &types);
  // Once the types are solved: hand-offs at the calls of interfaces.
  void add_to(Refinement &refinement) const;

private:
  struct Proxy {
    std::vector<TypeId> interfaces;
    u32 handler; // see ValueTypes::ask
  };
  void find(const Site &site);
  bool is_of_app_alone(TypeId type) const;

  const ReachedCode &reach_;
  Values &values_;
  ValueTypes &types_;
  const Hierarchy &hierarchy_;
  const Program &program_;
  std::vector<Proxy> proxies_;
  bool is_whole_ = true; // false: there are others, of which the interfaces or the handler are not known
};

} // namespace kinsafe
