// Where an object goes from the method that makes it: a simple escape analysis (Choi et al. 1999), within the method and the
// constructors that it calls. What goes nowhere is never called back; what is only kept is handed over by somebody else, who
// says when it runs.
#pragma once

#include "calls/reach.h"
#include "calls/values.h"
#include "models/models.h"

namespace kinsafe {

// Work is bounded for each object; beyond that it counts as passed on.
class Escapes {
public:
  // All must outlive it. `rows` say which methods of an object set its own code going: calls of others on it hand nothing over.
  Escapes(const ModelRows &rows, const ReachedCode &reach, Values &values);

  Escape of(ValueAt made); // a new-instance or an invoke-custom

private:
  Escape follow(ValueAt start, unsigned depth);
  Escape at_use(const Values::Use &use, unsigned depth);
  Escape at_field(FieldId field, unsigned depth);
  bool is_quiet(MethodId method) const;

  struct Starter {
    TypeId owner;                        // a class of the platform
    std::vector<std::string_view> names; // its methods that set an object's code going
  };
  const ReachedCode &reach_;
  Values &values_;
  const Hierarchy &hierarchy_;
  const Program &program_;
  std::vector<Starter> starters_;
  std::vector<TypeId> busy_; // classes of the platform whose constructors call methods that may be overridden
  TypeId made_{};      // of what is followed
  u64 steps_left_ = 0;
};

} // namespace kinsafe
