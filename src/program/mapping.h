// The names and lines that a build had before ProGuard or R8 shortened them, from the build's own mapping.txt
// (r8.googlesource.com/r8/+/refs/heads/main/doc/retrace.md):
//
//   org.lender.Contacts -> a.b:
//       java.util.List names -> a
//       1:3:void upload(java.util.List):40:42 -> c
//
// What stands behind the arrow is called residual: it is in the dex files.
#pragma once

#include "base/result.h"
#include "base/types.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

class Mapping {
public:
  // Fails if no line of the text is a class of a mapping. Views into `text`, which must outlive the mapping.
  static Result<Mapping> parse(std::string_view file, std::string_view text);

  // What residual names were, as in smali; those that the mapping does not hold come back as they are, or as nothing.
  std::string type(std::string_view descriptor) const;
  std::string signature(std::string_view signature) const; // "(La/b;I)V"
  std::optional<std::string_view> method_name(std::string_view owner, std::string_view name,
                                              std::string_view signature) const;
  std::optional<std::string_view> field_name(std::string_view owner, std::string_view name,
                                             std::string_view type) const;
  // A line of a residual method in the source, where the mapping says it; of code that was inlined the line of the call
  // in the method that took it in. The same line if the mapping knows no lines of this method.
  std::optional<u32> line(std::string_view owner, std::string_view name, std::string_view signature, u32 line) const;

  size_t class_count() const { return original_types_.size(); }
  size_t unread_lines() const { return unread_lines_; } // neither comment, class nor member

private:
  struct Range {
    u32 first, last;       // residual lines
    u32 original, to_line; // the source's; equal if all come from one
  };
  struct Method {
    std::string_view name;     // the source's
    std::string signature;     // residual, by the names of classes; empty if not known
    std::vector<Range> ranges; // in file order
  };
  struct Field {
    std::string_view name;
    std::string type;
  };
  struct Parser;

  const Method *find_method(std::string_view owner, std::string_view name, std::string_view signature) const;

  std::unordered_map<std::string_view, std::string_view> original_types_; // "a.b" to "org.lender.Contacts"
  std::unordered_map<std::string, std::vector<Method>> methods_;          // by "a.b c"
  std::unordered_map<std::string, std::vector<Field>> fields_;
  size_t unread_lines_ = 0;
};

} // namespace kinsafe
