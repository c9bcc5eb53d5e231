#!/usr/bin/env python3
"""Code is found by visible lists and words by keys; nothing registers itself. So what stands in a folder and not in its
list, or is named and not there, or is there and never named, fails here."""

import pathlib
import re
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
LANGUAGES = {path.stem: yaml.safe_load(path.read_text()) for path in sorted((ROOT / "texts").glob("*.yaml"))}
NORMS = [yaml.safe_load(path.read_text()) for path in sorted((ROOT / "norms").glob("*.yaml")) if path.name != "pack.yaml"]
REQUIREMENTS = [requirement for norm in NORMS for requirement in norm["requirements"]]


def read(name):
    return (SOURCE / name).read_text()


def without_comments(text):
    return re.sub(r"(?<![:\"])//[^\n]*", "", text)


def rows_of_checks():
    """Id -> rows, each as (kind, words)."""
    checks = {}
    for line in (ROOT / "norms/checks.model").read_text().splitlines():
        words = line.split("#")[0].split()
        if words and words[0] not in ("default", "parameter"):
            checks.setdefault(words[1], []).append((words[0], words[2:]))
    return checks


CHECKS = rows_of_checks()


def flat(texts):
    keys = set()
    for section, entries in texts.items():
        if not isinstance(entries, dict):
            continue
        for key, value in entries.items():
            keys |= {(section, f"{key}.{field}") for field in value} if isinstance(value, dict) else {(section, str(key))}
    return keys


def initializer(text, name):
    """What stands between the braces of `name[] = {...};`"""
    return re.search(re.escape(name) + r"\[\]\)?[^=;]*= \{(.*?)\};", text, re.S).group(1)


def first_argument(text, start):
    """The text from `start`, just behind an opening parenthesis, to the first comma or the closing one of that level."""
    depth = 0
    for i in range(start, len(text)):
        if text[i] in "({[":
            depth += 1
        elif text[i] in ")}]":
            if depth == 0:
                return text[start:i]
            depth -= 1
        elif text[i] == "," and depth == 0:
            return text[start:i]
    return text[start:]


def literals(text):
    """Words in quotes; not those that something is compared with."""
    return set(re.findall(r'(?<!== )"([a-z][a-z_0-9]*)"', text))


# Of src/facts/, what detectors share, and what gives rows that none of them found.
SHARED_BY_DETECTORS = {"reached.cc", "detectors.cc", "given.cc", "schema.cc", "url.cc", "cleartext.cc", "declared_requests.cc"}


def evidence_words():
    """What detectors say of evidence: the last word of an initializer, of evidence_at(...), and what why_of() returns."""
    words = set()
    for path in (SOURCE / "facts").glob("*.cc"):
        if path.name in ("schema.cc", "url.cc", "cleartext.cc"):
            continue
        text = without_comments(path.read_text())
        for found in re.findall(r"(?:std::nullopt|\.offset),\s*([^{};]*?)\}|(?:evidence_at|add_taken)\(([^;]*);|\breturn (\"\w+\");|\.why = (\"\w+\");", text):
            words |= literals(" ".join(found))
    return words


def hiders_in_detectors():
    """Places that detectors name where a gap is about no part of the package, and packers that have no name."""
    named = re.compile(r'(?:incomplete\.add\(GapKind::\w+, ""|add_packer\(looked), "(\w+)"')
    return {where for path in (SOURCE / "facts").glob("*.cc") for where in named.findall(path.read_text())}


class Lists(unittest.TestCase):
    def test_every_detector_is_listed(self):
        listed = set(re.findall(r"\bdetect_\w+", initializer(read("facts/detectors.cc"), "all_detectors")))
        found = set()
        for path in sorted((SOURCE / "facts").glob("*.cc")):
            if path.name in SHARED_BY_DETECTORS:
                continue
            detectors = set(re.findall(r"^void (detect_\w+)\(const Looked &", path.read_text(), re.M))
            self.assertTrue(detectors, f"{path.name} holds no detector")
            found |= detectors
        self.assertEqual(found, listed)

    def test_every_format_is_listed(self):
        listed = re.findall(r'\{"(\w+)", "\w+", (write_\w+)\}', initializer(read("report/formats.cc"), "formats"))
        self.assertTrue(listed)
        for name, function in listed:
            self.assertEqual(function, f"write_{name}")
            self.assertTrue((SOURCE / f"report/{name}.cc").is_file(), name)
        found = set()
        for path in (SOURCE / "report").glob("*.cc"):
            found |= set(re.findall(r"^std::string (write_\w+)\(const Report &\w+, const Wording &\w+\)", path.read_text(), re.M))
        self.assertEqual(found, {function for _, function in listed})

    def test_every_opener_is_listed(self):
        listed = set(re.findall(r"\bopen_\w+", initializer(read("container/open.cc"), "openers")))
        found = set()
        for path in (SOURCE / "container").glob("*.cc"):
            found |= set(re.findall(r"^Result<Package> (open_\w+)\(const Given &", path.read_text(), re.M))
        self.assertEqual(found - {"open_one"}, listed)

    def test_every_format_of_records_is_listed(self):
        listed = re.findall(r"&(\w+)", initializer(read("conduct/import/formats.cc"), "formats"))
        found = []
        for path in sorted((SOURCE / "conduct/import").glob("*.cc")):
            found += re.findall(r"^const RecordFormat (\w+) = \{", path.read_text(), re.M)
        self.assertGreater(len(found), 20)
        self.assertEqual(sorted(found), sorted(listed))

    def test_every_subcommand_is_listed(self):
        listed = set(re.findall(r"\badd_\w+", initializer(read("cli/main.cc"), "subcommands")))
        found = set()
        for path in sorted((SOURCE / "cli").glob("*.cc")):
            if path.name in ("main.cc", "common.cc"):
                continue
            self.assertRegex(path.read_text(), rf"(?m)^Run add_{path.stem}\(CLI::App &", path.name)
            found.add(f"add_{path.stem}")
        self.assertEqual(found, listed)


class Checks(unittest.TestCase):
    def test_every_check_that_a_requirement_names_has_a_row(self):
        for requirement in REQUIREMENTS:
            for check in requirement["checks"]:
                self.assertIn(check, CHECKS, requirement["id"])

    def test_every_check_is_explained(self):
        explained = set(re.findall(r"^\| `([A-Z-]+)` \|", (ROOT / "norms/checks.md").read_text(), re.M))
        self.assertLessEqual(CHECKS.keys(), explained)

    def test_every_named_check_has_words(self):
        named = {check for requirement in REQUIREMENTS for check in requirement["checks"]}
        for language, texts in LANGUAGES.items():
            self.assertEqual(named, texts["checks"].keys(), language)
            for check, words in texts["checks"].items():
                self.assertEqual(set(words), {"says", "fix"}, f"{language}: {check}")

    def test_no_check_is_unused(self):
        # Those that no requirement names answer the first question of a report.
        named = {check for requirement in REQUIREMENTS for check in requirement["checks"]}
        answers = set(re.findall(r'evaluate_by_id\(report, pack, "([A-Z-]+)"\)', read("report/answer.cc")))
        self.assertEqual(CHECKS.keys(), named | answers)


def conduct_words():
    """Keys that the reports of conduct name, and one for each reason why a contact is open and each kind of sign."""
    text = "".join(without_comments((SOURCE / "conduct" / name).read_text()) for name in ("report.cc", "html.cc"))
    keys = set(re.findall(r'(?:word|get|fill)\("(?:conduct", ")?(\w+)"', text)) | set(re.findall(r'"(heading_\w+)"', text))
    keys |= set(re.findall(r'(?:said|heading|answer|get)\((?:"conduct", )?"(\w+)"', text))
    whys = re.search(r"string_view whys\[\] = \{(.*?)\};", read("limits/limits.cc"), re.S).group(1)
    signs = re.search(r"string_view kinds\[\] = \{(.*?)\};", read("conduct/report.cc"), re.S).group(1)
    keys = {key for key in keys if key in LANGUAGES["en"]["conduct"]} | {"sign_" + word for word in re.findall(r'"(\w+)"', signs)}
    return keys | {"why_" + word for word in re.findall(r'"(\w+)"', whys) if word != "none"}


class Texts(unittest.TestCase):
    def test_languages_have_the_same_keys(self):
        listed = initializer(read("cli/common.cc").replace("languages =", "languages[] ="), "languages")
        self.assertEqual(set(LANGUAGES), set(re.findall(r'"([\w-]+)"', listed)))
        for language, texts in LANGUAGES.items():
            self.assertEqual(texts["language"], language)
            self.assertEqual(flat(texts), flat(LANGUAGES["en"]), language)

    def test_languages_fill_in_the_same_values(self):
        for section, entries in LANGUAGES["en"].items():
            if not isinstance(entries, dict):
                continue
            for key, english in entries.items():
                if not isinstance(english, str):
                    continue
                for language, texts in LANGUAGES.items():
                    self.assertEqual(*(sorted(set(re.findall(r"\{(\w+)\}", text))) for text in (english, texts[section][key])),
                                     f"{language}: {section}.{key}")

    def test_every_word_of_a_closed_list_has_words(self):
        schema = read("facts/schema.cc")
        lists = {name: set(re.findall(r'"(\w+)"', words)) for name, words in re.findall(r"constexpr Words (\w+) = \{(.*?)\};", schema, re.S)}
        values = LANGUAGES["en"]["values"]
        for column, name in re.findall(r'\{"(\w+)", words?, (\w+)\}', schema):
            words = lists[name] - {"yes", "no", "unclear", "unsure"} # the report's own
            listed = values.get("family" if column == "source" else column, {})
            self.assertLessEqual(words, {str(key) for key in listed}, column)

    def test_every_kind_of_library_has_words(self):
        rows = "".join(path.read_text() for path in sorted((ROOT / "models").glob("*.model")))
        kinds = set(re.findall(r'(?m)^library\s+"[^"]+"\s+(\w+)', rows))
        self.assertTrue(kinds)
        self.assertEqual(kinds, set(LANGUAGES["en"]["values"]["library_kind"]))

    def keys(self, section):
        return {str(key) for key in LANGUAGES["en"][section]}

    def test_report_words_are_those_that_the_reports_name(self):
        text = "".join(without_comments(path.read_text()) for path in sorted((SOURCE / "report").glob("*.cc")))
        named = literals(text)
        # A word that ends in _ is the start of a key whose end is a value.
        starts = {word for word in named if word.endswith("_")} | set(re.findall(r'"(\w+_)\{\}"', text))
        for start in starts:
            self.assertTrue(any(key.startswith(start) for key in self.keys("report")), f"no key starts with {start}")
        by_value = {"yes", "no", "unclear", "unsure", "verbatim", "secondary", "unverified"}
        unnamed = {key for key in self.keys("report") - named - by_value if not key.startswith(tuple(starts))}
        self.assertEqual(unnamed, set(), "a key is there and never named")
        used = set(re.findall(r'(?:get|fill)\("report", "(\w+)"', text))
        for call in re.finditer(r"(?<!texts\.)(?<!texts_\.)(?<!english\.)\b(?:word|say|item|fill)\(", text):
            used |= literals(first_argument(text, call.end()).removeprefix("texts, "))
        for call in re.findall(r"\badd_count\([^;]*;|\bpattern = [^;]*;|\bword\(texts, [^;]*;", text):
            used |= literals(re.sub(r'== "\w+"|\{"\w+", |\b(?:good|bad|open)\b"', "", call))
        used.discard("report")  # the section itself
        self.assertGreater(len(used), 50)
        self.assertEqual({key for key in used - self.keys("report") if key not in starts}, set(), "a key is named and not there")

    def test_other_sections_hold_what_their_list_holds(self):
        schema, detectors, checks = read("facts/schema.cc"), read("facts/detectors.cc"), CHECKS.values()
        quoted = lambda text: set(re.findall(r'"(\w+)"', text))
        expected = {
            "column": set(re.findall(r'\{"(\w+)", (?:word|words|number|decimal|steps), ', schema)),
            "force": quoted(initializer(read("norms/norms.h"), "legal_forces")),
            "force_name": quoted(initializer(read("norms/norms.h"), "legal_forces")),
            "fact": set(re.findall(r'\{FactKind::\w+, "(\w+)"', schema)),
            "gap": set(re.findall(r'case GapKind::\w+: return "(\w+)"', read("base/incomplete.h"))),
            "institution": quoted(re.search(r"institutions = \{(.*?)\};", read("cli/audit.cc"), re.S).group(1)),
            "needs": {words[0] for rows in checks for kind, words in rows if kind == "needs"},
            "hider": set(re.findall(r'^      \{"(\w+)", "', detectors, re.M)) | hiders_in_detectors() | {"facts", "wording"},
            "stage": set(re.findall(r'^      \{"(\w+)", "', detectors, re.M)),
            "why": evidence_words() | {"record"},  # of a row of records
            "conduct": conduct_words(),
            "norms_command": set(re.findall(r'say\("(\w+)"\)', read("cli/norms.cc"))),
        }
        for section, keys in expected.items():
            self.assertEqual(self.keys(section), keys, section)
        self.assertEqual({section for section, entries in LANGUAGES["en"].items() if isinstance(entries, dict)},
                         set(expected) | {"report", "values", "norms", "requirements", "checks"})
        self.assertEqual({norm["id"] for norm in NORMS}, self.keys("norms"))
        self.assertEqual({requirement["id"] for requirement in REQUIREMENTS}, self.keys("requirements"))


if __name__ == "__main__":
    unittest.main()
