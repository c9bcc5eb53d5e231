// Makes the table of foldings, at build time: what Unicode calls compatible or the same but for case, what OpenCC calls the
// simplified form, and by our own lists what looks like a Latin letter and how Zhuyin sounds.
#include "words/fold.h"

#include <opencc/opencc.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace kinsafe {
namespace {

bool is_han(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC); }

// Letters of other alphabets and small capitals, in pairs with what they look like. Our languages use none of them.
constexpr std::u32string_view look_alikes =
    U"аaбbвbгrдdеeёeжxзzиuйuкkлlмmнhоoпnрpсcтtуyфfхxцuчyшwщwыbьbюoяrіiїiјjѕsєeґrԁdԛqԝwһhѵvӏlԍgԌg" // Cyrillic
    U"αaβbγyδdεeζzηnθoιiκkλlμuνvξeοoπnρpςsσoτtυuφoχxψyωw"                                        // Greek
    U"ᴀaɑaɐaʙbᴄcɔcᴅdɖdɗdᴇeəeɛeɘeƒfɡgɢgʜhɦhɪiıiɩiᴊjʝjᴋkʟlɭlᴍmɯmɴnɲnɳn"
    U"ᴏoøoɵoᴘpƥpʀrɽrɾrꜱsʂsᴛtʈtŧtᴜuʊuʋvᴠvᴡwʏyγyᴢzʐzʑzꜰfłlđdħhŋnȷj" // Latin, not composed
    U"հhոnսuօoցgքpզqւr"                                                                             // Armenian
    U"〇零";

std::map<UChar32, UChar32> look_alike_map() {
  std::map<UChar32, UChar32> map;
  for (size_t i = 0; i + 1 < look_alikes.size(); i += 2) map[static_cast<UChar32>(look_alikes[i])] = static_cast<UChar32>(look_alikes[i + 1]);
  for (UChar32 i = 0; i < 26; ++i) {
    map[0x1f150 + i] = map[0x1f170 + i] = map[0x1f1e6 + i] = 'a' + i; // negative circled, negative squared, regional indicators
    map[0xe0061 + i] = 'a' + i;
  }
  return map;
}

// Sounds written in Zhuyin, as pinyin has them: 貸款 written ㄉㄞˋ款 is found as "dai款" is. In the order of Unicode, from U+3105.
constexpr std::string_view zhuyin[] = {"b",  "p",  "m", "f", "d", "t", "n", "l", "g", "k", "h",  "j",  "q",  "x",  "zh", "ch", "sh", "r", "z",
                                       "c",  "s",  "a", "o", "e", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "er", "i",  "u",  "v"};
constexpr UChar32 first_zhuyin = 0x3105;
bool is_tone(UChar32 c) { return c == 0x2ca || c == 0x2c7 || c == 0x2cb || c == 0x2d9; }

class Simplifier {
public:
  Simplifier() : handle_(opencc_open("t2s.json")) {}
  ~Simplifier() {
    if (is_open()) opencc_close(handle_);
  }
  Simplifier(const Simplifier &) = delete;
  Simplifier &operator=(const Simplifier &) = delete;
  bool is_open() const { return handle_ != reinterpret_cast<opencc_t>(-1); }

  UChar32 simplify(UChar32 c) const {
    std::string text;
    icu::UnicodeString(c).toUTF8String(text);
    char *converted = opencc_convert_utf8(handle_, text.data(), text.size());
    const icu::UnicodeString simple = icu::UnicodeString::fromUTF8(converted);
    opencc_convert_utf8_free(converted);
    return simple.countChar32() == 1 ? simple.char32At(0) : c;
  }

private:
  opencc_t handle_;
};

} // namespace

FoldTable make_fold_table() {
  FoldTable table;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2 *nfkd = icu::Normalizer2::getNFKDInstance(error);
  const Simplifier simplifier;
  if (U_FAILURE(error) || !simplifier.is_open()) return table; // the caller sees that it is empty
  const std::map<UChar32, UChar32> alike = look_alike_map();
  for (UChar32 c = 0; c < 0x110000; ++c) {
    if ((c >= 0xac00 && c <= 0xd7a3) || (c >= 0xd800 && c <= 0xdfff) || (c >= 0xf0000)) continue; // Hangul, surrogates, private use
    if (!u_isdefined(c) && !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) continue;
    if (c >= first_zhuyin && c < first_zhuyin + static_cast<UChar32>(std::size(zhuyin))) {
      const std::string_view sound = zhuyin[c - first_zhuyin];
      table.folds.push_back({static_cast<u32>(c), {sound.begin(), sound.end()}});
      continue;
    }
    if (is_tone(c)) {
      table.folds.push_back({static_cast<u32>(c), {}});
      continue;
    }
    icu::UnicodeString parts = nfkd->normalize(icu::UnicodeString(c), error);
    parts.foldCase();
    parts = nfkd->normalize(parts, error);
    std::vector<u32> folded;
    for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      UChar32 part = parts.char32At(i);
      if (const auto found = alike.find(part); found != alike.end()) part = found->second;
      if (const auto found = alike.find(c); found != alike.end()) part = found->second;
      else if (u_charType(part) == U_NON_SPACING_MARK || u_charType(part) == U_ENCLOSING_MARK) continue;
      else if (u_hasBinaryProperty(part, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) continue;
      if (is_han(part)) part = simplifier.simplify(part);
      folded.push_back(static_cast<u32>(part));
    }
    if (folded.size() == 1 && folded[0] == static_cast<u32>(c)) continue;
    if (folded.size() > 16) folded.resize(16); // one sign of Arabic is a sentence
    table.folds.push_back({static_cast<u32>(c), std::move(folded)});
  }
  return table;
}

} // namespace kinsafe
