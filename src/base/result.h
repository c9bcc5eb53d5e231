// A value or the one sentence that says why there is none. Only for what ends a step; damage that a step survives is a
// row in `Incomplete`.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace kinsafe {

struct Error {
  std::string message; // names part, place and what was wrong: "classes3.dex: string table at 0x70 runs past the end"
  bool is_of_request = false; // what was asked for does not fit; the input itself can be read
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string message) { return std::unexpected(Error{std::move(message), false}); }
inline std::unexpected<Error> fail_request(std::string message) { return std::unexpected(Error{std::move(message), true}); }

} // namespace kinsafe

// The value of a Result, or return its error from the calling function.
#define TRY(expression)                                                                                                \
  __extension__({                                                                                                      \
    auto try_result_ = (expression);                                                                                   \
    if (!try_result_) return std::unexpected(std::move(try_result_).error());                                          \
    std::move(*try_result_);                                                                                           \
  })

// The same of a step that gives nothing.
#define TRY_DO(expression)                                                                                             \
  do {                                                                                                                 \
    if (auto try_result_ = (expression); !try_result_) return std::unexpected(std::move(try_result_).error());         \
  } while (false)
