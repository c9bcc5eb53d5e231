// Where an object goes from the method that makes it: an escape analysis (Choi et al. 1999) through calls, results and fields
// of the app's own code. What goes nowhere is never called; what stays inside is called by the app's own code alone; what is only
// kept is handed over by somebody else, who says when it runs.
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
  bool is_named_by_literal(const Site &site);
  Escape follow(ValueAt start, unsigned depth);
  bool is_other(const Value &value) const;
  Escape at_use(const Values::Use &use, unsigned depth);
  Escape at_call(const Value &call, BodyId caller, size_t position, unsigned depth);
  Escape at_constructor(MethodId method, unsigned depth);
  Escape in_code(BodyId body, size_t position, unsigned depth); // as a parameter
  Escape at_return(BodyId body, unsigned depth);
  Escape at_field(FieldId field, unsigned depth);
  bool is_of_every_object(const MethodRef &ref) const;
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
  bool reads_any_field_ = false; // code may read fields without naming them by a literal
  TypeId made_{};      // of what is followed
  u64 steps_left_ = 0;
};

} // namespace kinsafe
