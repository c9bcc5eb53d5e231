#!/usr/bin/env python3
"""Asks the program what records of collection hold (kinsafe conduct import --show): keys, questions and exit codes.

Use: conduct_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import hashlib
import json
import unittest

from program import InFolder, ROOT, run

FIXTURES = ROOT / "tests/conduct/fixtures"


def show(*words):
    return run("conduct", "import", "--show", *words)


class Show(InFolder):
    def test_json_has_the_keys_of_the_contract(self):
        done = show(FIXTURES / "asterisk_21.csv", FIXTURES / "twilio_messages.csv", "--tz", "Asia/Jakarta", "--format", "json")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        calls, messages = json.loads(done.stdout)
        contract = ["file", "sha256", "profile", "columns", "rows", "calls", "messages", "quarantined", "encoding", "zone"]
        self.assertEqual(list(calls)[: len(contract)], contract)
        self.assertEqual(calls["sha256"], hashlib.sha256((FIXTURES / "asterisk_21.csv").read_bytes()).hexdigest())
        self.assertEqual((calls["profile"], calls["rows"], calls["calls"], calls["quarantined"]), ("asterisk-cdr", 10, 4, 3))
        self.assertEqual((calls["encoding"], calls["zone"], calls["columns"]["time"]), ("windows-1252", "Asia/Jakarta", "start"))
        self.assertEqual((messages["messages"], messages["columns"]["text"]), (4, "Body"))

    def test_text_accounts_for_every_row(self):
        text = show(FIXTURES / "phone_calls.xml").stdout.decode()
        self.assertIn("rows: 6 = 4 used + 1 quarantined + 1 duplicates + 0 header + 0 blank + 0 without a contact", text)
        self.assertIn("the first is row 6: its time can't be read", text)

    def test_questions_are_wrong_use_and_unreadable_files_are_not(self):
        asked = show(FIXTURES / "asterisk_16.csv")
        self.assertEqual(asked.returncode, 3)
        self.assertIn(b"name the time zone with --tz", asked.stderr)
        self.write("nothing.csv", b"a,b\n1,2\n")
        mixed = show(self.folder / "nothing.csv", FIXTURES / "phone_calls.xml")
        self.assertEqual(mixed.returncode, 2)
        self.assertIn(b"phone_calls.xml", mixed.stdout)
        self.assertEqual(show(FIXTURES / "phone_calls.xml", "--tz", "Asia/Nowhere").returncode, 3)
        other = show(FIXTURES / "phone_calls.xml", "--kind", "messages")
        self.assertEqual(other.returncode, 3)
        self.assertIn(b"and no messages", other.stderr)
        self.assertEqual(show(FIXTURES / "phone_calls.xml", "--kind", "calls").returncode, 0)
        self.assertEqual(run("conduct", "import", FIXTURES / "phone_calls.xml").returncode, 3)

    def test_a_saved_profile_reads_the_file_as_before(self):
        saved = self.folder / "sheet.json"
        first = show(FIXTURES / "record_sheet.csv", "--tz", "Asia/Shanghai", "--save-profile", saved, "--format", "json")
        self.assertEqual(first.returncode, 0, first.stderr)
        profile = json.loads(saved.read_text())
        self.assertEqual((profile["format"], profile["encoding"], profile["separator"], profile["zone"]), ("record-sheet", "utf-16le", "tab", "Asia/Shanghai"))
        again = show(FIXTURES / "record_sheet.csv", "--profile", saved, "--format", "json")
        self.assertEqual((again.returncode, again.stdout), (0, first.stdout))

    def test_an_edited_profile_maps_any_table(self):
        house = FIXTURES / "mapped.profile.json"
        self.assertIn(b"--day-order", show(FIXTURES / "mapped.csv", "--profile", house).stderr)
        done = show(FIXTURES / "mapped.csv", "--profile", house, "--day-order", "day-first", "--format", "json")
        self.assertEqual((json.loads(done.stdout)[0]["profile"], json.loads(done.stdout)[0]["calls"]), ("house calls", 2))


if __name__ == "__main__":
    unittest.main()
