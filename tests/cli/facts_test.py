#!/usr/bin/env python3
"""Gives the program rows from outside (--facts) and holds it to docs/contract.md: they decide what no package shows, only
for the package that they name, and a slip in them is an error with its line.

Use: facts_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import hashlib
import json
import unittest

from program import ALL_NORMS, HARVESTING, InFolder, report_of, run

SHA256 = hashlib.sha256(HARVESTING.read_bytes()).hexdigest()


class RowsFromOutside(InFolder):
    def path(self, *rows, sha256=SHA256):
        path = self.folder / "facts.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in ({"sha256": sha256}, *rows)))
        return path

    def verdicts(self, *rows, norms=ALL_NORMS):
        report = report_of(HARVESTING, *norms, "--facts", self.path(*rows))
        return {verdict["requirement"]: verdict for verdict in report["verdicts"]}, report

    def test_what_a_run_saw_decides_and_is_marked_so(self):
        flow = {"fact": "flow", "source": "contacts", "cardinality": "all", "transforms": [], "sink": "network", "condition": "none", "wide": "no"}
        verdicts, report = self.verdicts(flow)
        self.assertEqual((verdicts["CN-PIPL.R2"]["verdict"], verdicts["CN-PIPL.R2"]["basis"]), ("violated", "observed"))
        row = next(row for row in report["facts"]["flow"] if row["id"] in verdicts["CN-PIPL.R2"]["because"])
        self.assertEqual((row["basis"], row["reached"]), ("observed", "yes"))
        self.assertEqual((row["evidence"][0]["part"], row["evidence"][0]["line"]), ("facts.jsonl", 2))
        self.assertEqual(report["answer"]["sends_address_book"], "yes")

    def test_terms_and_readings_decide_what_texts_say(self):
        verdicts, _ = self.verdicts({"fact": "terms", "max_apr": "36.0", "min_tenor_days": 60, "place": "US"},
                                    {"fact": "reading", "check": "CONSENT-WITHDRAW", "proven": "yes"})
        for requirement in ("GOOGLE-PLAY-PERSONAL-LOANS.R2", "GOOGLE-PLAY-PERSONAL-LOANS.R4", "CN-PIPL.R6"):
            self.assertEqual(verdicts[requirement]["verdict"], "violated", requirement)
        verdicts, _ = self.verdicts({"fact": "terms", "max_apr": 35.99, "min_tenor_days": 61, "place": "US"})
        self.assertEqual(verdicts["GOOGLE-PLAY-PERSONAL-LOANS.R2"]["verdict"], "unclear", "other terms may be worse")
        verdicts, _ = self.verdicts({"fact": "terms", "max_apr": 35.99, "min_tenor_days": 61, "place": "US"},
                                    {"fact": "coverage", "complete": "yes", "checks": ["TERMS-APR", "TERMS-TENOR"]})
        for requirement in ("GOOGLE-PLAY-PERSONAL-LOANS.R2", "GOOGLE-PLAY-PERSONAL-LOANS.R4"):
            self.assertEqual(verdicts[requirement]["verdict"], "met", requirement)

    def test_findings_of_collection_bring_in_the_norms_on_collection(self):
        bank = ("--institution", "bank", "--category", "lending")
        verdicts, _ = self.verdicts(norms=bank)
        self.assertNotIn("CN-CARD-2011.R1", verdicts)
        verdicts, _ = self.verdicts({"fact": "contact_finding", "check": "COLLECT-THIRD-PARTY", "proven": "yes", "requirement": "CN-CARD-2011.R1"}, norms=bank)
        self.assertEqual(verdicts["CN-CARD-2011.R1"]["verdict"], "violated")
        self.assertEqual(verdicts["CN-ILOAN-2020.R2"]["verdict"], "unclear", "a finding counts for the requirement that it was made for")

    def test_who_looked_at_the_app_says_whether_it_lends(self):
        report = report_of(HARVESTING, "--facts", self.path({"fact": "lending", "is": "no"}))
        self.assertEqual(report["answer"]["lending"], "no")
        report = report_of(HARVESTING, "--facts", self.path({"fact": "lending", "is": "yes", "institution": "bank"}))
        self.assertEqual((report["answer"]["lending"], report["answer"]["institution"]), ("yes", "bank"))
        report = report_of(HARVESTING, "--category", "lending", "--facts", self.path({"fact": "lending", "is": "no"}))
        self.assertEqual(report["answer"]["lending"], "yes", "what the user says goes first")

    def test_rows_that_do_not_fit_are_3_with_their_line(self):
        for row, says in (({"fact": "denial", "outcome": "leaves"}, "facts.jsonl:2: column outcome has no value 'leaves'"),
                          ({"fact": "reading", "check": "NO-SUCH-CHECK"}, "facts.jsonl:2: the norm pack has no check 'NO-SUCH-CHECK'"),
                          ({"fact": "coverage", "checks": ["NO-SUCH-CHECK"]}, "facts.jsonl:2: the norm pack has no check 'NO-SUCH-CHECK'"),
                          ({"fact": "reading", "requirement": "CN-PIPL.R99"}, "facts.jsonl:2: the norm pack has no requirement 'CN-PIPL.R99'")):
            done = run("audit", HARVESTING, "--facts", self.path(row))
            self.assertEqual((done.returncode, done.stdout), (3, b""))
            self.assertIn(says, done.stderr.decode())

    def test_rows_about_another_package_are_3(self):
        done = run("audit", HARVESTING, "--facts", self.path({"fact": "terms"}, sha256="0" * 64))
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertRegex(done.stderr.decode(), r"\Akinsafe: facts\.jsonl:2: this row is about another package: [^\n]+\n\Z")

    def test_rows_are_about_one_app(self):
        done = run("audit", HARVESTING, HARVESTING.parent / "compliant.apk", "--facts", self.path())
        self.assertEqual(done.returncode, 3)
        self.assertEqual(run("audit", HARVESTING, "--facts", self.folder / "absent.jsonl").returncode, 3)


if __name__ == "__main__":
    unittest.main()
