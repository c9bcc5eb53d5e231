#!/usr/bin/env python3
"""Takes records of collection in and judges them (kinsafe conduct): keys, questions, verdicts, exit codes.

Use: conduct_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import hashlib
import json
import pathlib
import tempfile
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


class Check(unittest.TestCase):
    """The sample case of samples/conduct: taken in, judged, and its episode printed."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.store = cls.folder.name + "/store"
        files = sorted(str(path) for path in (ROOT / "samples/conduct").glob("*.csv"))
        cls.taken = run("conduct", "import", *files, "--store", cls.store, "--tz", "Asia/Shanghai")
        cls.done = run("conduct", "check", "--store", cls.store, "--format", "json", "--institution", "small_loan")
        cls.report = json.loads(cls.done.stdout)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def verdict(self, requirement):
        return next(row["verdict"] for row in self.report["verdicts"] if row["requirement"] == requirement)

    def test_the_report_has_the_keys_of_the_contract(self):
        self.assertEqual((self.taken.returncode, self.done.returncode, self.done.stderr), (0, 0, b""))
        keys = ["schema", "tool", "sources", "answer", "facts", "verdicts", "incomplete", "counts"]
        self.assertEqual(list(self.report)[:8], keys)
        self.assertEqual(self.report["schema"], "kinsafe-conduct/1")
        self.assertEqual(list(self.report["answer"]), ["people_contacted", "never_named", "episodes", "sentence"])
        self.assertEqual(list(self.report["facts"]), ["episode", "contact_finding", "rate", "quarantine", "coverage"])
        self.assertEqual(list(self.report["sources"][0])[:7], ["file", "sha256", "profile", "rows", "events", "quarantined", "zone"])

    def test_the_case_is_judged_as_its_rows_say(self):
        self.assertEqual((self.report["answer"]["people_contacted"], self.report["answer"]["never_named"], self.report["answer"]["episodes"]), (9, 8, 1))
        self.assertEqual(self.verdict("CN-GBT-45251-2025.R4"), "violated")  # four connected calls a day
        self.assertEqual(self.verdict("CN-NIFA-PACT-2018.R1"), "violated")  # calls to friends out of the address book
        self.assertEqual(self.verdict("CN-GBT-45251-2025.R1"), "unclear")  # whether it was to locate the debtor is not recorded
        told = [row for row in self.report["facts"]["contact_finding"] if row["check"] == "COLLECT-DISCLOSE" and row["proven"] == "yes"]
        self.assertEqual({tuple(row["rows"]) for row in told}, {("messages.csv:2",)})
        adverts = [row for row in self.report["facts"]["contact_finding"] if row["kind"] == "advert"]
        self.assertEqual([row["rows"] for row in adverts], [["messages.csv:4"]])
        self.assertNotIn("13900000000", self.done.stdout.decode())

    def test_rows_are_accounted_for(self):
        counts = self.report["counts"]
        self.assertEqual(counts["rows"], sum(source["rows"] for source in self.report["sources"]))
        self.assertEqual(counts["events"], counts["contacts"])
        self.assertEqual(counts["events"], 128)

    def test_the_same_bytes_for_any_number_of_threads(self):
        for threads in ("1", "5"):
            self.assertEqual(run("conduct", "check", "--store", self.store, "--format", "json", "--institution", "small_loan", "-j", threads).stdout, self.done.stdout)

    def test_what_was_taken_in_is_not_taken_in_again(self):
        again = run("conduct", "import", str(ROOT / "samples/conduct/calls.csv"), "--store", self.store, "--tz", "Asia/Shanghai")
        self.assertEqual(again.returncode, 0)
        self.assertIn(b"in the store already", again.stdout)
        self.assertEqual(run("conduct", "check", "--store", self.store, "--format", "json", "--institution", "small_loan").stdout, self.done.stdout)

    def test_pages_and_the_exhibit_are_written(self):
        page = run("conduct", "check", "--store", self.store, "--format", "html", "--lang", "ja").stdout.decode()
        self.assertIn('<html lang="ja">', page)
        episode = self.report["facts"]["episode"][0]["id"]
        exhibit = run("conduct", "report", "--store", self.store, "--episode", episode, "--lang", "en")
        self.assertEqual(exhibit.returncode, 0)
        self.assertIn("139****0007", exhibit.stdout.decode())
        self.assertEqual(run("conduct", "report", "--store", self.store, "--episode", "episode-0").returncode, 3)

    def test_an_exhibit_names_nobody_of_another_case(self):
        folder = pathlib.Path(self.folder.name, "two")
        folder.mkdir()
        lines = ["time,direction,theirs,outcome"]
        lines += [f"2026-04-01 10:{2 * i + k:02}:00,out,1390000000{k},answered" for i in range(12) for k in range(2)]
        (folder / "calls.csv").write_text("\n".join(lines) + "\n")
        self.assertEqual(run("conduct", "import", folder / "calls.csv", "--store", folder / "store", "--tz", "Asia/Shanghai").returncode, 0)
        episodes = json.loads(run("conduct", "check", "--store", folder / "store", "--format", "json").stdout)["facts"]["episode"]
        self.assertEqual([(row["borrower"], row["calls"], row["people"]) for row in episodes], [(None, 12, 1)] * 2)
        self.assertEqual(len({row["number"] for row in episodes}), 2)
        for row in episodes:
            page = run("conduct", "report", "--store", folder / "store", "--episode", row["id"]).stdout.decode()
            self.assertEqual(("139****0000" in page) + ("139****0001" in page), 1)

    def test_an_exhibit_of_a_persons_own_records_shows_who_called(self):
        folder = pathlib.Path(self.folder.name, "own")
        folder.mkdir()
        calls = "".join(f'<call number="+6221555010{i % 3:02}" duration="0" date="{1709629200000 + i * 60000}" type="3" presentation="1" readable_date="x" contact_name="(Unknown)" />' for i in range(15))
        (folder / "calls.xml").write_text(f'<?xml version="1.0" encoding="UTF-8" standalone="yes" ?><calls count="15">{calls}</calls>')
        self.assertEqual(run("conduct", "import", folder / "calls.xml", "--store", folder / "store", "--own-records").returncode, 0)
        [episode] = json.loads(run("conduct", "check", "--store", folder / "store", "--format", "json").stdout)["facts"]["episode"]
        page = run("conduct", "report", "--store", folder / "store", "--episode", episode["id"], "--lang", "en").stdout.decode()
        self.assertIn("Not for publication", page)
        for caller in ("+622155501000", "+622155501001", "+622155501002"):
            self.assertIn(caller, page)

    def test_exit_codes(self):
        self.assertEqual(run("conduct", "check", "--store", self.store, "--institution", "small_loan", "--fail-on", "self_discipline").returncode, 1)
        self.assertEqual(run("conduct", "check", "--store", self.store, "--fail-on", "law").returncode, 0)
        self.assertEqual(run("conduct", "check", "--store", self.folder.name + "/none").returncode, 2)
        self.assertEqual(run("conduct", "check", "--store", self.store, "--jurisdiction", "XX").returncode, 3)
        self.assertEqual(run("conduct", "import", str(ROOT / "samples/conduct/calls.csv"), "--store", self.folder.name + "/other").returncode, 3)

    def test_rules_of_a_house_are_judged(self):
        limits = pathlib.Path(self.folder.name, "limits.yaml")
        limits.write_text("- id: HOUSE.R1\n  words: Two calls a day.\n  checks: [COLLECT-FREQUENCY]\n  params: {caps: [{max: 2, unit: call_attempt, window: calendar_day, per: debtor}]}\n")
        report = json.loads(run("conduct", "check", "--store", self.store, "--format", "json", "--limits", str(limits)).stdout)
        self.assertEqual([row["verdict"] for row in report["verdicts"] if row["norm"] == "HOUSE"], ["violated"])
        limits.write_text("- id: HOUSE.R1\n  checks: [COLLECT-NOTHING]\n  params: {}\n")
        wrong = run("conduct", "check", "--store", self.store, "--limits", str(limits))
        self.assertEqual(wrong.returncode, 3)
        self.assertIn(b"limits.yaml:2", wrong.stderr)


if __name__ == "__main__":
    unittest.main()
