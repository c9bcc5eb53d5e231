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

} // namespace

std::string normal_number(std::string_view written, std::string_view region) {
  while (!written.empty() && static_cast<u8>(written.front()) <= ' ') written.remove_prefix(1);
  while (!written.empty() && static_cast<u8>(written.back()) <= ' ') written.remove_suffix(1);
  written = written.substr(0, longest_number);
  std::string small(written);
  std::ranges::transform(small, small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (small.starts_with("sip:")) small = small.substr(4, small.find('@') - 4);
  if (small.starts_with("tel:")) small.erase(0, 4);
  if (small.empty() || is_withheld(small)) return "";
  std::string digits;
  size_t letters = 0;
  for (const char c : small) {
    if (c >= '0' && c <= '9') digits += c;
    letters += c >= 'a' && c <= 'z';
  }
  if (letters > 0 || digits.empty()) return small; // an address, or a sender's name
  // Extensions and short codes are nobody's number in a country's plan.
  if (digits.size() < 7) return digits;
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  const std::string place = region.empty() ? "ZZ" : std::string(region);
  std::string plain = small;
  if (plain.starts_with("00")) plain = "+" + plain.substr(2);
  const bool is_parsed = util.Parse(plain, place, &number) == PhoneNumberUtil::NO_PARSING_ERROR;
  // Many sources leave the plus out: 8613800001234.
  if (!is_parsed || !util.IsValidNumber(number)) {
    PhoneNumber with_plus;
    if (!plain.starts_with('+') && util.Parse("+" + digits, "ZZ", &with_plus) == PhoneNumberUtil::NO_PARSING_ERROR && util.IsValidNumber(with_plus)) number = with_plus;
    else return plain.starts_with('+') ? "+" + digits : digits;
  }
  std::string normal;
  util.Format(number, PhoneNumberUtil::E164, &normal);
  return normal;
}

std::string mask_of(std::string_view normal) {
  // Without the country's code a mask reads as people know the number.
  std::string_view shown = normal;
  std::string national;
  if (normal.starts_with('+')) {
    i18n::phonenumbers::PhoneNumber number;
    const i18n::phonenumbers::PhoneNumberUtil &util = *i18n::phonenumbers::PhoneNumberUtil::GetInstance();
    if (util.Parse(std::string(normal), "ZZ", &number) == i18n::phonenumbers::PhoneNumberUtil::NO_PARSING_ERROR) {
      util.GetNationalSignificantNumber(number, &national);
      shown = national;
    }
  }
  if (shown.find_first_not_of("+0123456789") != shown.npos) return "****"; // an address
  if (shown.size() < 11) return std::string(shown.size() > 2 ? shown.size() - 2 : shown.size(), '*') + std::string(shown.size() > 2 ? shown.substr(shown.size() - 2) : "");
  return std::string(shown.substr(0, 3)) + "****" + std::string(shown.substr(shown.size() - 4));
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
