#include "conduct/numbers.h"

#include <algorithm>
#include <cstdlib>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <phonenumbers/phonenumberutil.h>

namespace kinsafe {
namespace {

constexpr size_t longest_number = 64;

bool is_withheld(std::string_view text) {
  constexpr std::string_view words[] = {"anonymous", "private", "unknown", "restricted", "unavailable", "withheld", "blocked", "-1", "-2", "-3"};
  return std::ranges::find(words, text) != std::end(words);
}

// Without the country's code a mask reads as people know the number: where the rest begins; 0 where there is none.
size_t national_at(std::string_view normal) {
  if (!normal.starts_with('+')) return 0;
  i18n::phonenumbers::PhoneNumber number;
  const i18n::phonenumbers::PhoneNumberUtil &util = *i18n::phonenumbers::PhoneNumberUtil::GetInstance();
  if (util.Parse(std::string(normal), "ZZ", &number) != i18n::phonenumbers::PhoneNumberUtil::NO_PARSING_ERROR) return 0;
  std::string national;
  util.GetNationalSignificantNumber(number, &national);
  return normal.ends_with(national) ? normal.size() - national.size() : 0;
}

std::string masked(std::string_view normal, size_t national_at) {
  const std::string_view shown = normal.substr(national_at);
  if (shown.find_first_not_of("+0123456789") != shown.npos) return "****"; // an address
  if (shown.size() < 11) return std::string(shown.size() > 2 ? shown.size() - 2 : shown.size(), '*') + std::string(shown.size() > 2 ? shown.substr(shown.size() - 2) : "");
  return std::string(shown.substr(0, 3)) + "****" + std::string(shown.substr(shown.size() - 4));
}

// A number in one spelling, as far as it is one, and where its national part begins: 0, there is none, or it is not known.
struct Parsed {
  std::string normal;
  size_t national_at = 0;
  bool is_valid = false; // of the plan of some country
};

Parsed parsed(std::string_view written, std::string_view region) {
  while (!written.empty() && static_cast<u8>(written.front()) <= ' ') written.remove_prefix(1);
  while (!written.empty() && static_cast<u8>(written.back()) <= ' ') written.remove_suffix(1);
  written = written.substr(0, longest_number);
  std::string small(written);
  std::ranges::transform(small, small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (small.starts_with("sip:")) small = small.substr(4, small.find('@') - 4);
  if (small.starts_with("tel:")) small.erase(0, 4);
  if (small.empty() || is_withheld(small)) return {};
  std::string digits;
  size_t letters = 0;
  for (const char c : small) {
    if (c >= '0' && c <= '9') digits += c;
    letters += c >= 'a' && c <= 'z';
  }
  if (letters > 0 || digits.empty()) return {small}; // an address, or a sender's name
  // Extensions and short codes are nobody's number in a country's plan.
  if (digits.size() < 7) return {digits};
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  const std::string place = region.empty() ? "ZZ" : std::string(region);
  std::string plain = small;
  if (plain.starts_with("00")) plain.replace(0, 2, 1, '+');
  const bool is_parsed = util.Parse(plain, place, &number) == PhoneNumberUtil::NO_PARSING_ERROR;
  // Many sources leave the plus out: 8613800001234.
  if (!is_parsed || !util.IsValidNumber(number)) {
    PhoneNumber with_plus;
    const std::string international = '+' + digits;
    if (!plain.starts_with('+') && util.Parse(international, "ZZ", &with_plus) == PhoneNumberUtil::NO_PARSING_ERROR && util.IsValidNumber(with_plus)) number = with_plus;
    else {
      Parsed found{plain.starts_with('+') ? international : digits};
      if (found.normal.starts_with('+')) found.national_at = national_at(found.normal);
      return found;
    }
  }
  Parsed found{{}, 0, true};
  util.Format(number, PhoneNumberUtil::E164, &found.normal);
  std::string national;
  util.GetNationalSignificantNumber(number, &national);
  if (found.normal.ends_with(national)) found.national_at = found.normal.size() - national.size();
  return found;
}

constexpr size_t most_free_digits = 4, most_digits = 15, most_shapes = 1'000'000;

} // namespace

std::string normal_number(std::string_view written, std::string_view region) { return parsed(written, region).normal; }

std::string mask_of(std::string_view normal) { return masked(normal, national_at(normal)); }

NumberReader::Number NumberReader::read(std::string_view written) {
  while (!written.empty() && static_cast<u8>(written.front()) <= ' ') written.remove_prefix(1);
  while (!written.empty() && static_cast<u8>(written.back()) <= ' ') written.remove_suffix(1);
  const bool is_plain = written.find_first_not_of("0123456789 ()-.", written.starts_with('+')) == written.npos;
  const auto number_of = [&](const Parsed &found) { return Number{found.normal, found.normal.empty() ? "" : masked(found.normal, found.national_at), found.is_valid && is_plain}; };
  const size_t signs = written.starts_with('+');
  const size_t digits = written.size() - signs;
  // Seven digits of the number itself are fixed, behind a country's code of up to three digits where one may be.
  const size_t first_digits = written.starts_with("00") ? 12 : signs > 0 || digits > 11 ? 10 : 8;
  if (digits <= first_digits || digits > most_digits || written.find_first_not_of("0123456789", signs) != written.npos) return number_of(parsed(written, region_));
  const size_t free = std::min(most_free_digits, digits - first_digits);
  std::string key(written.substr(0, written.size() - free));
  key += static_cast<char>(digits);
  const auto known = shapes_.find(key);
  if (known == shapes_.end()) {
    const Parsed found = parsed(written, region_);
    Number number = number_of(found);
    size_t kept = 0;
    while (kept < digits && kept < number.normal.size() && number.normal[number.normal.size() - kept - 1] == written[written.size() - kept - 1]) ++kept;
    if (!found.is_valid || kept < free || found.national_at == 0) return number;
    if (shapes_.size() >= most_shapes) shapes_.clear();
    shapes_.emplace(std::move(key), Shape{number.normal.substr(0, number.normal.size() - kept), kept, found.national_at});
    return number;
  }
  const Shape &shape = known->second;
  Number number{shape.begins + std::string(written.substr(written.size() - shape.kept)), {}, true};
  number.mask = masked(number.normal, shape.national_at);
  return number;
}

Tokens::Tokens(const Key &key) : key_(key) {
  EVP_MAC *mac = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_BLAKE2BMAC, nullptr);
  if (!mac) std::abort(); // libcrypto without BLAKE2: not the one that this was built with
  context_ = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);
}

Tokens::~Tokens() { EVP_MAC_CTX_free(context_); }

std::string Tokens::token(std::string_view kind, std::string_view text) {
  size_t size = 16;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size), OSSL_PARAM_construct_end()};
  u8 digest[16];
  size_t written = 0;
  const auto bytes = [](std::string_view view) { return reinterpret_cast<const unsigned char *>(view.data()); };
  if (EVP_MAC_init(context_, key_.data(), key_.size(), parameters) != 1 || EVP_MAC_update(context_, bytes(kind), kind.size()) != 1 ||
      EVP_MAC_update(context_, bytes(std::string_view("\0", 1)), 1) != 1 || EVP_MAC_update(context_, bytes(text), text.size()) != 1 ||
      EVP_MAC_final(context_, digest, &written, sizeof digest) != 1)
    std::abort();
  constexpr char hex[] = "0123456789abcdef";
  std::string token;
  for (size_t i = 0; i < written; ++i) token += hex[digest[i] >> 4], token += hex[digest[i] & 15];
  return token;
}

} // namespace kinsafe
