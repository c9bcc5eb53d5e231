// Telephone numbers and other keys of people, as they leave an import: in one spelling (E.164 where the number and the region
// allow it), as a keyed digest that only who holds the key can make again, and as a mask for people's eyes.
#pragma once

#include "base/types.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct evp_mac_ctx_st;

namespace kinsafe {

using Key = std::array<u8, 32>;

// "+8613800001234"; a number that no region makes sense of keeps its digits ("8001"), an address that is no number itself in
// small letters. Empty: nothing is there, or the number was withheld. `region`: ISO 3166 code of who writes numbers without
// a country's code; "" if not known.
std::string normal_number(std::string_view written, std::string_view region);

// "138****1234" of eleven digits or more; of shorter ones all but the last two are hidden, of addresses everything.
std::string mask_of(std::string_view normal);

// Both of many numbers. How a number is taken apart depends on its length and its first digits, so of those that differ in their
// last four at most, behind eight digits or a country's code and seven, one that is valid speaks for the others: they keep their digits, and so stay apart.
class NumberReader {
public:
  explicit NumberReader(std::string region) : region_(std::move(region)) {}
  struct Number {
    std::string normal, mask;
    bool is_full = false; // valid in some country's plan, and written with nothing else: no other spelling of it stays another number
  };
  Number read(std::string_view written);

private:
  // How the digits of a number become its normal form: this, then as many of its last digits.
  struct Shape {
    std::string begins;
    size_t kept = 0;
    size_t national_at = 0; // in the normal form
  };
  std::string region_;
  std::unordered_map<std::string, Shape> shapes_; // by first digits and length
};

// 128 bits of keyed BLAKE2b as 32 hexadecimal digits.
class Tokens {
public:
  explicit Tokens(const Key &key);
  ~Tokens();
  Tokens(const Tokens &) = delete;
  Tokens &operator=(const Tokens &) = delete;
  // `kind` keeps keys of different kinds apart: "number", "borrower", ...
  std::string token(std::string_view kind, std::string_view text);

private:
  Key key_;
  evp_mac_ctx_st *context_ = nullptr;
};

} // namespace kinsafe
