// What the NAME of a dump asks for: a name, or a pattern in which '*' stands for any text and '?' for one byte.
#pragma once

#include <string>
#include <string_view>

namespace kinsafe {

class NamePattern {
public:
  NamePattern() = default;
  explicit NamePattern(std::string text) : text_(std::move(text)) {}

  bool is_everything() const { return text_.empty() || text_ == "*"; }
  const std::string &text() const { return text_; }

  bool matches(std::string_view name) const;
  // A class as "Lorg/lender/Main;", "org.lender.Main" or "org/lender/Main".
  bool matches_class(std::string_view descriptor) const;
  // A method or field as "Lorg/lender/Main;->pay(I)V", "Lorg/lender/Main;->pay", "org.lender.Main.pay" or "pay".
  bool matches_member(std::string_view owner, std::string_view name, std::string_view full) const;

private:
  std::string text_;
};

// "Lorg/lender/Main;" as "org.lender.Main"; other descriptors as they are.
std::string dotted_name(std::string_view descriptor);

} // namespace kinsafe
