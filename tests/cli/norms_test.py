#!/usr/bin/env python3
"""Asks the program for the norms themselves (kinsafe norms) and holds what it says to the files of norms/.

Use: norms_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import json
import re
import shutil
import unittest

from program import InFolder, ROOT, run

FILES = sorted(path for path in (ROOT / "norms").glob("*.yaml") if path.name != "pack.yaml")


def norms(*words):
    done = run("norms", *words)
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout.decode()


class Norms(InFolder):
    def test_list_names_every_norm_once(self):
        rows = json.loads(norms("list", "--format", "json"))
        self.assertEqual([row["id"].lower() for row in rows], sorted(path.stem for path in FILES))
        self.assertEqual([line.split()[0] for line in norms("list").splitlines()], [row["id"] for row in rows])

    def test_list_is_of_the_place_the_store_and_the_day_asked_for(self):
        ids = lambda *words: {row["id"] for row in json.loads(norms("list", "--format", "json", *words))}
        self.assertTrue(all(norm.startswith("CN-") for norm in ids("--jurisdiction", "CN")))
        self.assertEqual(ids("--store", "google-play"), {"GOOGLE-PLAY-PERSONAL-LOANS", "GOOGLE-PLAY-CONTACTS-2026"})
        self.assertEqual(ids("--jurisdiction", "IN", "--as-of", "2025-05-07"), {"IN-RBI-DL-2022", "IN-RBI-RECOVERY-2022"})
        self.assertEqual(ids("--jurisdiction", "IN", "--as-of", "2025-05-08"), {"IN-RBI-DL-2025", "IN-RBI-RECOVERY-2022"})

    def test_show_has_the_words_in_the_readers_language_and_in_the_original(self):
        for language, words in (("en", "must not refuse"), ("zh-CN", "不得以个人不同意"), ("zh-TW", "不得"), ("ja", "ならない")):
            text = norms("show", "CN-PIPL.R7", "--lang", language)
            self.assertIn(words, text, language)
            self.assertIn("不得以个人不同意处理其个人信息或者撤回同意为由", text, "the original")
            self.assertIn("PERM-REFUSE-EXIT: ", text)

    def test_show_goes_from_a_check_to_its_requirements_and_back(self):
        named = set(re.findall(r"^([A-Z0-9-]+\.R\d+): ", norms("show", "PERM-EARLY", "--lang", "en"), re.M))
        self.assertIn("CN-MIIT-2020-164.R3", named)
        for requirement in named:
            self.assertIn("\nPERM-EARLY: ", norms("show", requirement, "--lang", "en"), requirement)

    def test_show_tells_parameters_of_every_form(self):
        text = norms("show", "TH-DCA-2558.R2", "--lang", "en")
        for line in ("tz: debtor", "holidays: from 08:00, to 18:00", "hours: days mon-fri, from 08:00, to 20:00"):
            self.assertIn("\n" + line + "\n", text)

    def test_every_norm_and_requirement_can_be_shown(self):
        for path in FILES:
            self.assertIn(path.stem.upper(), norms("show", path.stem.upper(), "--lang", "en").splitlines()[0])

    def test_validate_reads_what_is_shipped_and_names_the_first_mistake(self):
        said = norms("validate", ROOT / "norms")
        self.assertEqual(said, norms("validate"))
        self.assertRegex(said, rf"\A{len(FILES)} norms, \d+ requirements, \d+ checks\n\Z")
        folder = self.folder / "norms"
        shutil.copytree(ROOT / "norms", folder)
        path = folder / "cn-pipl.yaml"
        path.write_text(path.read_text().replace("judged: true", "judged: maybe", 1))
        done = run("norms", "validate", folder)
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertRegex(done.stderr.decode(), r"\Akinsafe: cn-pipl\.yaml:\d+:\d+: judged must be true or false\n\Z")

    def test_coverage_counts_every_requirement_once(self):
        counted = json.loads(norms("coverage", "--format", "json"))
        rows = counted["by_evidence"].values()
        for key in ("requirements", "judged", "appraisal"):
            self.assertEqual(sum(row[key] for row in rows), counted[key], key)
        self.assertEqual(sum(row["met"] for row in rows), counted["judged"])
        self.assertEqual(sum(counted[key] for key in ("both_from_package", "breach_from_package", "from_records", "from_neither")), counted["judged"])
        table = (ROOT / "norms/checks.md").read_text()
        self.assertIn(f"**{counted['both_from_package']}** of {counted['judged']} judged requirements", table, "the document says the same")

    def test_a_wrong_command_line_is_3(self):
        for words in ((), ("list", "--as-of", "today"), ("show",), ("show", "CN-PIPL.R99"), ("show", "no such"), ("validate", self.folder),
                      ("validate", self.folder / "absent"), ("coverage", "--format", "prose"), ("surprise",)):
            done = run("norms", *words)
            self.assertEqual((done.returncode, done.stdout), (3, b""), words)
            self.assertRegex(done.stderr.decode(), r"\Akinsafe: [^\n]+\n\Z")


if __name__ == "__main__":
    unittest.main()
