#include "tests/words/gold.h"
#include "tests/words/shipped.h"
#include "words/words.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

using namespace kinsafe;

namespace {

std::vector<WordHit> find(std::string_view text, Addressee to, std::vector<std::string_view> names = {}) {
  return find_words(shipped_lexicon(), text, to, names);
}
bool has_rule(std::string_view text, Addressee to, std::string_view rule) {
  return std::ranges::any_of(find(text, to), [&](const WordHit &hit) { return hit.rule == rule; });
}

constexpr Addressee debtor = Addressee::debtor, third = Addressee::third, unknown = Addressee::unknown;

// Of each rule a text that meets it and one that comes near and does not.
struct RuleCase {
  std::string_view rule;
  Addressee to;
  std::string_view text;
  Addressee near_to;
  std::string_view near;
};
constexpr RuleCase rule_cases[] = {
    {"disclose-debt-of-person", third, "您儿子的借款逾期了", third, "您儿子的借款没有逾期,已还清"},
    {"disclose-loan-of-person", third, "Your friend borrowed money", third, "Your friend borrowed 500 with an instant loan, try it"},
    {"disclose-own-of-person", third, "Dígale a Luis que pague su deuda", debtor, "Pague su deuda"},
    {"hint-debt", third, "张伟欠款五千", debtor, "您欠款五千"},
    {"disclose-relay-pay", third, "Please ask him to pay", third, "Please ask him to call"},
    {"disclose-kin-pay", third, "He should pay for the loan", third, "He should come home"},
    {"disclose-stand-in", third, "As his guarantor you have to pay", third, "As his guarantor you will get a letter"},
    {"disclose-debt-of-kin", unknown, "Your brother has an overdue loan", unknown, "Your loan is overdue"},
    {"disclose-relay-kin", unknown, "Dígale a su esposo que su cuenta está atrasada", unknown, "Dígale a su esposo que llame"},
    {"disclose-public", unknown, "张伟欠钱不还,请大家帮忙转发", unknown, "请大家帮忙转发"},
    {"hint-money", third, "Wafula has a hole of 12k in our books", third, "Wafula is asked to call back"},
    {"hint-money-of-person", third, "He gave his word on a facility", third, "He gave the number of his office"},
    {"disclose-debt-of-third", unknown, "Beliau menunggak sejak Mei", debtor, "Anda menunggak sejak Mei"},
    {"threat-harm", debtor, "I will break your legs", unknown, "They threatened to break your legs? Report to the police"},
    {"threat-prison", debtor, "Vas a ir a la cárcel", unknown, "Nadie va a la cárcel por deudas"},
    {"threat-police", debtor, "Polisi akan datang ke rumah kamu", debtor, "Kami akan datang ke rumah kamu dengan surat"},
    {"threat-expose", debtor, "不还就爆你通讯录", unknown, "催收不得爆通讯录"},
    {"threat-publish", debtor, "We will post your photo", debtor, "Please upload a photo of the receipt"},
    {"threat-publish-net", debtor, "I will post you on Facebook", debtor, "Follow us on Facebook"},
    {"threat-photo-to", debtor, "Your photo goes to all your friends", debtor, "Your photo is needed for the form"},
    {"threat-tell-everybody", debtor, "Kami hubungi semua kontak kamu", debtor, "Kami tidak akan menghubungi kantor kamu"},
    {"threat-tell-his-circle", third, "We will call everyone in his phone", third, "Please tell him to call"},
    {"threat-child", debtor, "你儿子在实验小学上学吧", unknown, "我儿子在实验小学上学"},
    {"threat-poster", debtor, "Wanted poster with your photo", debtor, "Your photo is needed for the form"},
    {"threat-body", debtor, "Nanti kaki kamu saya hantam", debtor, "Kaki meja patah"},
    {"threat-know-place", debtor, "I found your home address", debtor, "Please confirm your home address"},
    {"threat-send-thugs", debtor, "派几个兄弟去你家", debtor, "派快递员去你家"},
    {"threat-seize", debtor, "Kami angkut semua barang", debtor, "Kami kirim semua dokumen"},
    {"threat-circle-suffers", debtor, "Your family will be in danger", debtor, "Talk to your family about it"},
    {"threat-ultimatum", debtor, "Pagas hoy o toda tu familia lo lamenta", debtor, "Si no pagas hoy, habrá recargos"},
    {"threat-tell-kin", debtor, "Le voy a decir a tu mamá", third, "Dígale a su mamá que llame"},
    {"threat-sheet", debtor, "Pancartas con tu cara en tu calle", debtor, "Pancartas de la feria"},
    {"threat-penal", debtor, "You face criminal proceedings", unknown, "Criminal proceedings in general"},
    {"threat-yours", debtor, "Your landlord is a nice man", debtor, "Your payment is due"},
    {"threat-circle", debtor, "The imam is told on Friday", debtor, "The payment is due on Friday"},
    {"threat-dread", debtor, "We come with rope", debtor, "We come with a receipt"},
    {"threat-dread-third", third, "Tell her that a hearse is coming", third, "Tell her that a letter is coming"},
    {"threat-everyday", debtor, "Crocodiles, too, are hungry", debtor, "The hungry crocodile on our app is only a picture"},
    {"threat-if-unpaid", unknown, "If you do not pay we break your legs", unknown, "They break your legs in that film"},
    {"threat-prison-if-unpaid", unknown, "Pay or you will go to jail", unknown, "He was arrested on Sunday"},
    {"threat-tell-if-unpaid", unknown, "If you do not pay we contact your employer", unknown, "Contact your employer about the leave"},
    {"threat-police-if-unpaid", unknown, "If you do not pay the police will come", unknown, "The police will come to the parade"},
    {"hint-some-loan", third, "Adiknya ada pembiayaan di kami", third, "Halo, Ibu bisa ambil kredit di kami"},
    {"hint-sum", third, "Suami Ibu masih 2 juta di kami", third, "Suami Ibu ada di rumah?"},
    {"threat-yours", debtor, "Anak gadis Ibu cantik sekali", debtor, "Terima kasih sudah bayar, salam untuk anak Ibu"},
    {"threat-aside", debtor, "Kolam lele itu sayang kalau keracunan", debtor, "Saldo rekening sudah terisi"},
    {"threat-menace", third, "Dígale que lo vamos a quebrar", third, "Dígale que lo vamos a llamar"},
    {"threat-crew", debtor, "Lima orang meluncur ke kontrakanmu", debtor, "Lima orang sudah lunas, terima kasih atas pembayarannya"},
    {"threat-lurk", debtor, "Estamos afuera de tu oficina", debtor, "Estamos a sus órdenes en la oficina"},
    {"threat-night", debtor, "Todas las noches tocamos en tu casa", debtor, "Todas las noches hay servicio en línea"},
    {"threat-fame", debtor, "Volantes con tu nombre en la escuela", debtor, "Volantes de la feria"},
    {"threat-ruin", debtor, "NIK Anda kami blokir", debtor, "Aplikasi diblokir? Hubungi kami"},
    {"shame-sheet", debtor, "你等着看传单贴满小区", unknown, "传单印刷"},
    {"shame-expose", debtor, "明天去你单位拉横幅", unknown, "严禁催收人员拉横幅"},
    {"shame-publish", debtor, "Publicaremos tu foto", debtor, "Envíe una foto de su recibo"},
    {"shame-poster", third, "Se busca: María, no confíen en ella", third, "¿Conoce a María?"},
    {"insult-word", debtor, "You shameless idiot", debtor, "You are welcome"},
    {"insult-called", debtor, "You are a thief", debtor, "Report the thief of the phone"},
    {"insult-poster", third, "WANTED: thief", third, "The wanted item is here"},
    {"pose-claim", debtor, "这里是朝阳区人民法院", debtor, "我们将向法院提起诉讼"},
    {"pose-notice", debtor, "Fiscalía General: se le notifica que debe acudir", debtor, "Podemos acudir a la fiscalía"},
    {"pose-act", debtor, "Court summons for you", debtor, "We may go to court"},
    {"pose-case", debtor, "Kejaksaan Negeri, berkas Anda lengkap", debtor, "Kejaksaan Negeri ada di jalan ini"},
    {"pose-rank", debtor, "Gendarmería Nacional, cabo Ferreyra", debtor, "Gendarmería Nacional abre sus puertas"},
    {"advert-offer-third", third, "Necesita dinero? Préstamo inmediato", third, "Su hermano debe un préstamo inmediato"},
    {"advert-offer-also", third, "Su hermano debe, pero usted tiene un préstamo preaprobado: descarga la app", third, "Su hermano debe, descarga la app"},
    {"advert-you-too", third, "Su amigo no paga, a usted sí le presto dinero", third, "Su amigo no paga, dígaselo"},
    {"advert-lure", unknown, "Mumpung promo, kredit motor", unknown, "Kredit motor tetangga"},
    {"advert-lure-sum", unknown, "Promo kredit motor 5 juta", unknown, "Kredit motor 5 juta"},
    {"advert-two-lures", unknown, "Promo kredit motor, syarat mudah", unknown, "Kredit motor"},
    {"advert-sum", unknown, "Kredit 5 juta, bunga 2 persen", unknown, "Saya punya 5 juta"},
    {"advert-offer", unknown, "Need cash? Instant loan, no collateral", unknown, "Beware of anyone offering an instant loan"},
    {"advert-terms", unknown, "A loan with flexible repayment", debtor, "Your loan is overdue, flexible repayment is possible"},
    {"advert-two-terms", unknown, "Quick and easy, apply today, guaranteed", debtor, "Quick reminder"},
    {"advert-apply", unknown, "Affordable loans, click here", debtor, "Click here to pay"},
    {"asks-reason", debtor, "请说明逾期原因", debtor, "还款日期是每月五号"},
    {"asks-why", debtor, "Why have you not paid?", debtor, "Why not use the app? It is quick"},
    {"deceive-prison", debtor, "Pay or you will go to jail", unknown, "Nobody goes to jail for unpaid debt"},
    {"deceive-penal", debtor, "Not paying gives you a criminal record", unknown, "A criminal record of the applicant is asked for"},
    {"deceive-police", debtor, "Pay now or the police will come", debtor, "We come with the papers"},
    {"advert-deal", unknown, "A loan up to 5000 with no collateral", unknown, "A loan of books from the library"},
    {"advert-plain", unknown, "Salary advance, no collateral", unknown, "My salary advance had no collateral"},
    {"advert-deals", unknown, "Overdue bills? Loan up to 5000, no collateral", unknown, "Overdue bills? Call the helpline"},
    {"advert-many-deals", debtor, "Cash loan up to 5000, no collateral, same day", debtor, "Your cash loan is due the same day"},
    {"advert-three-deals", unknown, "Up to 5000, no collateral, same day", unknown, "Up to 5000 people, the same day"},
    {"advert-invites", unknown, "Cash? Dial *334#", unknown, "My cash? Dial *334#"},
    {"advert-figure", unknown, "9,000 waiting for you", unknown, "9,000 steps today"},
    {"hides-identity", debtor, "你不用知道我是谁", debtor, "我是信和公司的小王"},
};

TEST(Find, each_rule_is_met_and_not_met) {
  std::set<std::string_view> tried;
  for (const RuleCase &each : rule_cases) {
    EXPECT_TRUE(has_rule(each.text, each.to, each.rule)) << each.rule << ": " << each.text;
    EXPECT_FALSE(has_rule(each.near, each.near_to, each.rule)) << each.rule << ": " << each.near;
    tried.insert(each.rule);
  }
  for (const WordRule &rule : shipped_lexicon().rules())
    EXPECT_TRUE(rule.derives != 0 || tried.contains(rule.row->id)) << rule.row->id << " is not tried";
}

TEST(Find, a_finding_names_rule_check_and_place) {
  const std::string text = "Hello, your brother Raj owes us 500.";
  const std::vector<WordHit> hits = find(text, third);
  const auto hit = std::ranges::find(hits, "disclose-debt-of-person", &WordHit::rule);
  ASSERT_NE(hit, hits.end());
  EXPECT_EQ(hit->check, "COLLECT-DISCLOSE");
  EXPECT_EQ(hit->language, Language::en);
  EXPECT_EQ(text.substr(hit->begin, hit->end - hit->begin), "your brother Raj owes");
}

TEST(Find, a_quote_shows_no_name_and_no_number) {
  for (const WordHit &hit : find("Your brother Raj Kumar, flat 42, owes 5000 since 3 May, tell him", third)) {
    for (const std::string_view hidden : {"Raj", "Kumar", "42", "5000", "May"}) EXPECT_EQ(hit.quote.find(hidden), std::string::npos) << hit.quote;
    EXPECT_FALSE(hit.quote.empty());
  }
  const std::vector<WordHit> hits = find("您儿子张伟欠款8000元", third);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].quote, "您儿子…欠款");
}

TEST(Find, a_name_that_is_a_word_of_the_lexicon_is_hidden) {
  const std::vector<std::string_view> names = {"Son Hall"};
  const std::vector<WordHit> hits = find("Son Hall owes us", unknown, names);
  ASSERT_FALSE(hits.empty());
  for (const WordHit &hit : hits) EXPECT_EQ(hit.quote.find("Son"), std::string::npos) << hit.quote;
}

TEST(Find, the_debtors_name_is_who_is_spoken_of) {
  EXPECT_TRUE(find("Tomasz is in arrears", unknown).empty());
  const std::vector<WordHit> hits = find("Tomasz is in arrears", unknown, {"Tomasz"});
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].rule, "disclose-debt-of-third");
  EXPECT_EQ(hits[0].quote, "…arrears");
}

TEST(Find, what_the_debtor_is_told_of_his_debt_is_no_disclosure) {
  for (const WordHit &hit : find("您的贷款已逾期3天,请尽快还款,您儿子也知道", debtor)) EXPECT_NE(hit.label, WordLabel::disclosure);
}

TEST(Find, languages_that_share_words_do_not_meet) {
  EXPECT_TRUE(find("Is there an overdue library book?", unknown).empty()); // "an" is short for a name in Indonesian
}

TEST(Find, negation_just_before_counts_and_a_condition_does_not) {
  EXPECT_FALSE(has_rule("We will not contact your employer", debtor, "threat-tell-everybody"));
  EXPECT_TRUE(has_rule("If you do not pay we contact your employer", debtor, "threat-tell-everybody"));
  EXPECT_TRUE(has_rule("si no pagas te mato", debtor, "threat-harm"));
}

TEST(Find, seen_texts_are_judged_well) {
  struct Score {
    int right = 0, wrong = 0, missed = 0;
  };
  std::map<std::string, Score> scores; // by language and label
  std::map<std::string, size_t> count_of;
  const std::vector<GoldRow> rows = read_gold(KINSAFE_SOURCE_DIR "/tests/words/gold/seen");
  const std::set<std::string> used = labels_used(rows);
  for (const GoldRow &row : rows) {
    const std::string language = row.file.substr(0, 2);
    ++count_of[language];
    const std::vector<WordHit> hits = find_words(shipped_lexicon(), row.text, row.to);
    for (const WordLabel label : {WordLabel::disclosure, WordLabel::threat, WordLabel::advert, WordLabel::question, WordLabel::deceit}) {
      if (!is_counted(used, row.file, name_of(label))) continue;
      const bool is_found = std::ranges::find(hits, label, &WordHit::label) != hits.end();
      const bool is_labelled = std::ranges::find(row.labels, name_of(label)) != row.labels.end();
      Score &score = scores[language + " " + std::string(name_of(label))];
      score.right += is_found && is_labelled, score.wrong += is_found && !is_labelled, score.missed += !is_found && is_labelled;
    }
  }
  ASSERT_GE(scores.size(), 12u);
  for (const auto &[language, count] : count_of) EXPECT_GE(count, 130u) << language;
  for (const auto &[name, score] : scores) {
    EXPECT_GE(score.right, 0.95 * (score.right + score.wrong)) << name;
    EXPECT_GE(score.right, 0.90 * (score.right + score.missed)) << name;
  }
}

std::string repeat(std::string_view text, size_t size) {
  std::string out;
  while (out.size() < size) out += text;
  return out;
}

TEST(Find, work_grows_with_the_text_and_no_faster) {
  const std::string_view worst[] = {"a", "1", "a1", "a1a1a1 ", "a ", "1 ", "a.", "a 1 ", "欠", "欠,", "欠款不还", "他欠款", "不", "你儿子", "owe ",
                                    "his debt ", "thief you ",
                                    "report collectors may not ", "$@!", "\xff", "é", "🅰", "﷽", "no no no ",
                                    "perk quick easy apply ", "a-b-", "0,0.0", "aaaa1", "欠.a", "kntk ", "prstmo ", "ke luar ga ", "kel uarga "};
  for (const std::string_view piece : worst) {
    u64 small = 0, large = 0;
    find_words(shipped_lexicon(), repeat(piece, 50'000), third, {}, &small);
    const std::vector<WordHit> hits = find_words(shipped_lexicon(), repeat(piece, 100'000), third, {}, &large);
    EXPECT_LE(large, small * 21 / 10) << piece;
    EXPECT_LE(large, 100'000u * 400) << piece;
    EXPECT_LE(hits.size(), shipped_lexicon().rules().size() * 4 * 64);
  }
}

TEST(Find, a_megabyte_of_one_letter_is_read) { EXPECT_TRUE(find(std::string(1 << 20, 'a'), third).empty()); }

TEST(Find, threads_share_a_lexicon) {
  const std::string_view text = "Your brother owes us, tell him to pay or the police will arrest him";
  const size_t expected = find(text, third).size();
  std::vector<size_t> counts(4);
  {
    std::vector<std::jthread> threads;
    for (size_t &count : counts) threads.emplace_back([&] { count = find(text, third).size(); });
  }
  for (const size_t count : counts) EXPECT_EQ(count, expected);
}

} // namespace
