#!/usr/bin/env python3
"""Reports as users get them: SARIF holds to the official schema, a baseline marks and never hides, pages for people hold no
script and nothing from elsewhere and speak the language asked for, and a terminal gets lines of its own width.

Use: reports_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import fcntl
import html.parser
import json
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata
import unittest

import jsonschema
import yaml

from program import ALL_NORMS, COMPLIANT, HARVESTING, InFolder, PROGRAM, ROOT, SECONDS, report_of, run

LANGUAGES = ("en", "zh-CN", "zh-TW", "ja")
FORCES = ("--fail-on", "store_policy")


def sarif_of(*words):
    return json.loads(run("audit", *words, "--format", "sarif").stdout)


class Sarif(unittest.TestCase):
    def setUp(self):
        schema = json.loads((ROOT / "tests/report/sarif-2.1.0.schema.json").read_text())
        self.validator = jsonschema.Draft4Validator(schema)

    def test_it_holds_to_the_schema(self):
        for path in (HARVESTING, COMPLIANT):
            errors = [error.message for error in self.validator.iter_errors(sarif_of(path, *ALL_NORMS))]
            self.assertEqual(errors, [])

    def test_results_are_the_findings_and_rules_the_requirements(self):
        one, = sarif_of(HARVESTING, *ALL_NORMS)["runs"]
        report = report_of(HARVESTING, *ALL_NORMS)
        rules = one["tool"]["driver"]["rules"]
        self.assertEqual([rule["id"] for rule in rules], [verdict["requirement"] for verdict in report["verdicts"]])
        findings = [(verdict["requirement"], finding["fingerprint"]) for verdict in report["verdicts"] for finding in verdict["findings"]]
        self.assertTrue(findings)
        self.assertEqual([(result["ruleId"], result["partialFingerprints"]["kinsafe/v1"]) for result in one["results"]], findings)
        for result in one["results"]:
            self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
            place = result["locations"][0]["physicalLocation"]["artifactLocation"]
            self.assertEqual(one["artifacts"][place["index"]]["location"]["uri"], place["uri"])
        self.assertEqual(one["artifacts"][0]["hashes"]["sha-256"], report["app"]["sha256"])

    def test_what_was_not_looked_at_is_told(self):
        one, = sarif_of(HARVESTING)["runs"]
        self.assertEqual(len(one["invocations"][0]["toolExecutionNotifications"]), len(report_of(HARVESTING)["incomplete"]))

    def test_it_speaks_english_whatever_the_language(self):
        self.assertEqual(len({run("audit", HARVESTING, "--format", "sarif", "--lang", language).stdout for language in LANGUAGES}), 1)


class Baseline(InFolder):
    def baseline(self, **changes):
        accepted = []
        for verdict in report_of(HARVESTING, *ALL_NORMS)["verdicts"]:
            for finding in verdict["findings"]:
                accepted.append({"requirement": verdict["requirement"], "fingerprint": finding["fingerprint"], "reason": "Known.",
                                 "owner": "Legal", "expires": "2027-03-31", **changes})
        self.assertTrue(accepted)
        document = {"schema": "kinsafe-baseline/1", "accepted": accepted}
        jsonschema.Draft202012Validator(json.loads((ROOT / "docs/baseline.schema.json").read_text())).validate(document)
        return document

    def given(self, document, name="baseline.json"):
        return str(self.write(name, document if isinstance(document, bytes) else json.dumps(document).encode()))

    def test_it_marks_and_does_not_hide(self):
        path = self.given(self.baseline())
        plain, marked = report_of(HARVESTING, *ALL_NORMS), report_of(HARVESTING, *ALL_NORMS, "--baseline", path)
        accepted = [finding.pop("accepted") for verdict in marked["verdicts"] for finding in verdict["findings"]]
        self.assertEqual({mark["is"] for mark in accepted}, {"accepted"})
        for verdict in plain["verdicts"]:
            for finding in verdict["findings"]:
                self.assertIsNone(finding.pop("accepted"))
        self.assertEqual(marked, plain)
        for form in ("text", "html"):
            shown = run("audit", HARVESTING, *ALL_NORMS, "--baseline", path, "--format", form, "--lang", "en").stdout.decode()
            self.assertIn("Accepted before by Legal until 2027-03-31: Known.", shown)
        suppressions = [result["suppressions"] for result in sarif_of(HARVESTING, *ALL_NORMS, "--baseline", path)["runs"][0]["results"]]
        self.assertTrue(all(each and each[0]["status"] == "accepted" for each in suppressions))

    def test_what_is_accepted_does_not_fail(self):
        path = self.given(self.baseline())
        self.assertEqual(run("audit", HARVESTING, *ALL_NORMS, *FORCES).returncode, 1)
        self.assertEqual(run("audit", HARVESTING, *ALL_NORMS, *FORCES, "--baseline", path).returncode, 0)

    def test_an_expired_acceptance_is_said_and_fails_again(self):
        path = self.given(self.baseline(expires="2026-11-24"))
        done = run("audit", HARVESTING, *ALL_NORMS, *FORCES, "--baseline", path, "--lang", "en", "--as-of", "2026-11-24")
        self.assertEqual(done.returncode, 1)
        self.assertIn("this expired on 2026-11-24: Known.", done.stdout.decode().replace("\n          ", " "))
        self.assertEqual(run("audit", HARVESTING, *ALL_NORMS, *FORCES, "--baseline", path, "--as-of", "2026-11-23").returncode, 0)

    def test_one_finding_that_is_not_accepted_fails(self):
        document = self.baseline()
        document["accepted"].pop()
        self.assertEqual(run("audit", HARVESTING, *ALL_NORMS, *FORCES, "--baseline", self.given(document)).returncode, 1)

    def test_what_is_found_no_more_is_listed(self):
        gone = {"requirement": "CN-PIPL.R7", "fingerprint": "0" * 16, "reason": "Old.", "owner": "Legal", "expires": "2027-01-01"}
        path = self.given({"schema": "kinsafe-baseline/1", "accepted": [gone]})
        self.assertEqual(report_of(HARVESTING, "--baseline", path)["accepted_and_gone"], [gone])

    def test_yaml_is_read_as_json_is(self):
        document = self.baseline()
        path = self.given(yaml.dump(document).encode(), "baseline.yaml")
        self.assertEqual(report_of(HARVESTING, *ALL_NORMS, "--baseline", path), report_of(HARVESTING, *ALL_NORMS, "--baseline", self.given(document)))

    def test_a_mistake_is_a_wrong_command_line_that_says_where(self):
        entry = {"requirement": "R", "fingerprint": "f", "reason": "r", "owner": "o", "expires": "2027-01-01"}
        for change in ({"expires": "soon"}, {"owner": ""}, {"note": "x"}, {"fingerprint": ["f"]}):
            done = run("audit", HARVESTING, "--baseline", self.given({"schema": "kinsafe-baseline/1", "accepted": [{**entry, **change}]}))
            self.assertEqual(done.returncode, 3, change)
            self.assertRegex(done.stderr.decode(), r"baseline\.json:\d+:\d+: ")
        for text in (b"[", b"accepted: []", b"schema: kinsafe-baseline/2\naccepted: []", b"{}", b""):
            self.assertEqual(run("audit", HARVESTING, "--baseline", self.given(text)).returncode, 3, text)
        self.assertEqual(run("audit", HARVESTING, "--baseline", "/nowhere").returncode, 3)


class Page(html.parser.HTMLParser):
    """What a page holds: tags with their attributes, and the text that is in the page's own language."""
    EMPTY = {"meta", "wbr", "br", "rect"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.open, self.problems = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag in self.EMPTY:
            return
        if not self.open or self.open[-1][0] != tag:
            self.problems.append((tag, self.getpos()))
        else:
            self.open.pop()

    def handle_data(self, data):
        names = [tag for tag, _ in self.open]
        is_other = any(attributes.get("translate") == "no" or ("lang" in attributes and tag != "html") for tag, attributes in self.open)
        if not is_other and not {"style", "code", "bdi", "a"} & set(names):
            self.words.append(data)


class Html(unittest.TestCase):
    def pages(self):
        for language in LANGUAGES:
            for path in (HARVESTING, COMPLIANT):
                text = run("audit", path, *ALL_NORMS, "--format", "html", "--lang", language).stdout.decode()
                yield language, text, Page(text)

    def test_it_stands_alone(self):
        for language, text, page in self.pages():
            self.assertEqual(page.problems, [])
            self.assertEqual(page.open, [])
            self.assertFalse({"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags})
            self.assertNotRegex(text.split("</style>")[0], r"url\(|@import")
            for tag, attributes in page.tags:
                self.assertFalse(attributes.get("src") or any(name.startswith("on") for name in attributes), tag)

    def test_every_link_leads_somewhere(self):
        for language, text, page in self.pages():
            ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
            self.assertEqual(len(ids), len(set(ids)), "an id stands twice")
            for tag, attributes in page.tags:
                if tag == "a":
                    self.assertTrue(attributes["href"].removeprefix("#") in ids or attributes["href"].startswith("http"), attributes)

    def test_languages_are_named(self):
        for language, text, page in self.pages():
            self.assertEqual(page.tags[0], ("html", {"lang": language}))
            self.assertIn('<p lang="zh-CN">', text)

    def test_no_english_is_left_in_other_languages(self):
        # Names of checks, permissions, platforms and formats are the same everywhere.
        known = re.compile(r"[A-Z][A-Z0-9_-]{2,}|[\w.]*[A-Z_]\w*|https?:\S+|[a-z]+(?:\.\w+)+|\w*\d\w*|sms|web|queries|tools|node|remove|android|checked|maxSdkVersion|true|false")
        for language, text, page in self.pages():
            if language == "en":
                continue
            for words in page.words:
                left = re.findall(r"\b[a-z]{3,}\b(?: \b[a-z]{2,}\b)+", known.sub("", words))
                self.assertEqual(left, [], f"{language}: {words}")


class Terminal(unittest.TestCase):
    def shown(self, *words, columns=60, **environment):
        try:
            main, other = pty.openpty()
        except OSError as error: # a container may have none
            self.skipTest(f"no terminal can be had: {error}")
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        process = subprocess.Popen([PROGRAM, "audit", *map(str, words)], stdout=other, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   env={**os.environ, **environment})
        os.close(other)
        parts = []
        while True:
            try:
                part = os.read(main, 65536)
            except OSError: # how Linux says that the other end is closed
                break
            if not part:
                break
            parts.append(part)
        os.close(main)
        self.assertEqual(process.wait(SECONDS), 0)
        process.stderr.close()
        return b"".join(parts).decode().replace("\r\n", "\n")

    @staticmethod
    def width(line):
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)

    def test_lines_are_as_wide_as_the_terminal(self):
        for language in LANGUAGES:
            for columns in (48, 80, 132):
                text = re.sub(r"\x1b\[\d+m", "", self.shown(HARVESTING, "--lang", language, columns=columns))
                for line in text.splitlines():
                    is_one_word = " " not in line.strip() or max(map(self.width, line.split())) > columns - 12
                    self.assertTrue(self.width(line) <= columns or is_one_word, f"{language} {columns}: {line}")

    def test_colour_is_for_terminals_alone_and_can_be_refused(self):
        self.assertIn("\x1b[", self.shown(HARVESTING, NO_COLOR=""))
        self.assertNotIn("\x1b[", self.shown(HARVESTING, NO_COLOR="1"))
        self.assertNotIn(b"\x1b[", run("audit", HARVESTING).stdout)

    def test_the_words_are_those_of_a_pipe(self):
        joined = lambda text: re.sub(r"\s+", "", re.sub(r"\x1b\[\d+m", "", text))
        for language in LANGUAGES:
            self.assertEqual(joined(self.shown(HARVESTING, "--lang", language, columns=100)), joined(run("audit", HARVESTING, "--lang", language).stdout.decode()))


class SameBytes(unittest.TestCase):
    def test_threads_change_nothing(self):
        for form in ("text", "html", "sarif"):
            outputs = {run("audit", HARVESTING, *ALL_NORMS, "--format", form, "-j", threads).stdout for threads in ("1", "4")}
            self.assertEqual(len(outputs), 1, form)


if __name__ == "__main__":
    unittest.main()
