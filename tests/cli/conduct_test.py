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


class Beside(unittest.TestCase):
    """What records show beside single contacts: answers, recordings, what agencies were handed, lists of channels, calendars."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def check(self, place, *options, **files):
        for name, rows in files.items():
            path = self.path / (name + (".jsonl" if rows[0].startswith("{") else ".csv"))
            path.write_text("\n".join(rows) + "\n")
            done = run("conduct", "import", path, "--store", self.path / "store", "--tz", "Asia/Shanghai")
            self.assertEqual((done.returncode, done.stderr), (0, b""))
        done = run("conduct", "check", "--store", self.path / "store", "--format", "json", "--jurisdiction", place, *options)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return json.loads(done.stdout)

    def verdict(self, report, requirement):
        return next(row["verdict"] for row in report["verdicts"] if row["requirement"] == requirement)

    def rows(self, report, requirement, proven="yes"):
        return [row["rows"] for row in report["facts"]["contact_finding"] if row["requirement"] == requirement and row["proven"] == proven]

    def open_because(self, report, requirement, check):
        return next(rule["open_because"] for rule in report["counts"]["rules"] if (rule["requirement"], rule["check"]) == (requirement, check))

    LOANS = ["event,borrower,debt,number,zone,from", "due,B1,D1,13800000001,Asia/Shanghai,2026-03-01"]
    CALLS = ["time,direction,theirs,outcome,borrower", "2026-06-01 10:00:00,out,13800000001,answered,B1"]
    JUNE = "covers 2026-06-01..2026-06-30\n2026-06-19\nwork 2026-06-28\n"

    def holidays(self, text):
        (self.path / "days.txt").write_text(text)
        return "--holidays", str(self.path / "days.txt")

    def test_a_request_to_negotiate_that_was_answered_late(self):
        stops = ["kind,borrower,number,at,answered",
                 "negotiation,B1,,2026-06-01 10:00:00,2026-06-10 10:00:00",
                 "negotiation,B1,,2026-06-12,2026-06-25",
                 "negotiation,,13899999999,2026-05-01 10:00:00,",
                 "complaint,B1,,2026-04-01 10:00:00,2026-06-20 10:00:00"]
        report = self.check("CN", loans=self.LOANS, calls=self.CALLS, stops=stops)
        r9 = "CN-GBT-45251-2025.R9"
        self.assertEqual(self.verdict(report, r9), "violated")
        self.assertEqual(self.rows(report, r9), [["stops.csv:4"]])  # 1 May to 19 June: no calendar is needed
        self.assertEqual(self.rows(report, r9, "unclear"), [["stops.csv:5"], ["stops.csv:2"], ["stops.csv:3"]])
        found = next(row for row in report["facts"]["contact_finding"] if row["rows"] == ["stops.csv:4"])
        self.assertEqual((found["kind"], found["time"], found["limit"]), ("late_answer", "2026-05-01T02:00:00Z", 7))
        self.assertNotIn("13899999999", json.dumps(report))
        report = self.check("CN", *self.holidays(self.JUNE))
        self.assertEqual(self.rows(report, r9), [["stops.csv:4"], ["stops.csv:3"]])
        self.assertEqual(self.rows(report, r9, "unclear"), [["stops.csv:5"]])

    def test_requests_without_a_column_for_the_answer_prove_nothing(self):
        r9 = "CN-GBT-45251-2025.R9"
        stops = ["kind,borrower,at", "negotiation,B1,2026-01-01 10:00:00", "negotiation,B1,2026-06-01 10:00:00"]
        lines = ['{"kind": "negotiation", "borrower": "B1", "at": "2026-01-01 10:00:00"}', '{"kind": "negotiation", "borrower": "B1", "at": "2026-01-02 10:00:00", "answered": "soon"}',
                 '{"kind": "negotiation", "borrower": "B1", "at": "2026-06-01 10:00:00", "answered": "2026-06-02 10:00:00"}']
        report = self.check("CN", loans=self.LOANS, calls=self.CALLS, stops=stops, lines=lines)
        self.assertEqual((self.verdict(report, r9), self.rows(report, r9)), ("unclear", []))
        self.assertEqual(self.open_because(report, r9, "COLLECT-COMPLAINT"), {"answer": 2})  # that of June stands in both files, with its answer in one

    def test_requests_answered_in_time_keep_the_norm(self):
        stops = ["kind,borrower,at,answered", "negotiation,B1,2026-06-01 10:00:00,2026-06-02 10:00:00"]
        report = self.check("CN", loans=self.LOANS, calls=self.CALLS, stops=stops)
        self.assertEqual(self.verdict(report, "CN-GBT-45251-2025.R9"), "met")
        report = self.check("CN", none=["kind,borrower,at,answered", "negotiation,B1,2026-06-20 10:00:00,"])
        self.assertEqual(self.verdict(report, "CN-GBT-45251-2025.R9"), "unclear")

    def test_what_either_of_two_exports_knows_of_an_answer_holds(self):
        old = ["kind,borrower,at,answered", "negotiation,B1,2026-03-02 10:00:00,", "negotiation,B2,2026-06-20 10:00:00,2026-06-21 10:00:00"]
        new = ["kind,borrower,at,answered", "negotiation,B1,2026-03-02 10:00:00,2026-03-05 10:00:00"]
        r9 = "CN-GBT-45251-2025.R9"
        report = self.check("CN", loans=self.LOANS, calls=self.CALLS, old=old)
        self.assertEqual(self.rows(report, r9), [["old.csv:2"]])
        report = self.check("CN", new=new)
        self.assertEqual((self.verdict(report, r9), self.rows(report, r9)), ("met", []))

    def test_days_that_lie_ahead_show_no_answer_missing(self):
        stops = ["kind,borrower,at,answered", "negotiation,B1,2026-03-02 10:00:00,", "negotiation,B2,2026-03-01 10:00:00,2062-03-04 10:00:00"]
        report = self.check("CN", "--as-of", "2026-03-03", stops=stops)
        self.assertEqual((self.verdict(report, "CN-GBT-45251-2025.R9"), self.rows(report, "CN-GBT-45251-2025.R9")), ("unclear", []))

    def test_a_request_by_a_number_of_two_cases_proves_nothing(self):
        loans = self.LOANS + ["due,B2,D2,13800000001,Asia/Shanghai,2026-03-01"]
        stops = ["kind,number,scope,at,answered", "negotiation,13800000001,,2026-03-02 10:00:00,", "authorised,13800000001,sms,2026-03-02 10:00:00,", "negotiation,13800000001,,2026-09-01 10:00:00,2026-09-02 10:00:00"]
        report = self.check("CN,CO", loans=loans, calls=self.CALLS, stops=stops)
        for requirement in ("CN-GBT-45251-2025.R9", "CO-LEY-2300-2023.R1"):
            self.assertEqual((self.verdict(report, requirement), self.rows(report, requirement)), ("unclear", []), requirement)

    def test_a_stop_by_number_holds_where_contacts_name_the_borrower(self):
        loans = ["event,borrower,debt,zone,from", "due,B1,D1,Asia/Shanghai,2026-03-01"]
        for by in ("number", "person"):
            stops = [f"kind,{by},scope,at", ("stop,13800000001" if by == "number" else "stop,P1") + ",all,2026-05-01 10:00:00"]
            calls = ["time,direction,theirs,person,outcome,borrower,party", "2026-06-01 10:00:00,out,13800000001,P1,answered,B1,debtor"]
            with tempfile.TemporaryDirectory() as folder:
                self.path = pathlib.Path(folder)
                report = self.check("US", loans=loans, calls=calls, stops=stops)
                self.assertEqual((by, self.verdict(report, "US-REGF.R2"), self.rows(report, "US-REGF.R2")), (by, "violated", [["calls.csv:2"]]))

    def test_instalments_paid_on_one_day_are_both_paid(self):
        (self.path / "limits.yaml").write_text("- {id: HOUSE.R1, words: Only while overdue., checks: [CONTACT-PURPOSE], params: {allowed_when: [overdue]}}\n")
        contacts = ["party,borrower,number", "named_contact,B1,13800000002"]
        calls = ["time,direction,theirs,outcome,borrower,purpose", "2026-05-10 10:00:00,out,13800000002,answered,B1,collect"]
        due = ["event,borrower,debt,zone,from", "due,B1,D1,Asia/Shanghai,2026-03-01", "due,B1,D1,Asia/Shanghai,2026-04-01"]
        for paid, verdict in ((["paid", "paid"], "violated"), (["paid"], "met"), (["payment"], "unclear"), (["payment", "payment"], "unclear")):
            with tempfile.TemporaryDirectory() as folder:
                limits = str(self.path / "limits.yaml")
                store, self.path = self.path, pathlib.Path(folder)
                report = self.check("CN", "--limits", limits, loans=due + [f"{event},B1,D1,Asia/Shanghai,2026-04-15" for event in paid], contacts=contacts, calls=calls)
                self.assertEqual((paid, self.verdict(report, "HOUSE.R1")), (paid, verdict))
                self.path = store

    def test_what_a_rule_does_not_look_at_keeps_it_not(self):
        (self.path / "limits.yaml").write_text("- {id: HOUSE.R1, words: Approved texts only., checks: [COLLECT-CONTENT], params: {approved_templates: [T1]}}\n")
        lines = ["kind,number,agency,scope,at", "registered,021-6360-0100,A,all,2025-01-01"]
        mail = ["time,medium,direction,theirs,outcome,borrower,agency", "2026-10-01 10:00:00,mail,out,someone@example.org,delivered,B1,A"]
        report = self.check("CN", "--institution", "bank", "--collector", "third_party", "--limits", str(self.path / "limits.yaml"), loans=self.LOANS, mail=mail, lines=lines)
        self.assertEqual(self.verdict(report, "CN-CBA-2026.R5"), "unclear")
        with tempfile.TemporaryDirectory() as folder:
            limits, self.path = str(self.path / "limits.yaml"), pathlib.Path(folder)
            report = self.check("CN", "--limits", limits, loans=self.LOANS, calls=self.CALLS)
            self.assertEqual(self.verdict(report, "HOUSE.R1"), "unclear")

    def test_lines_with_extensions_and_ranges_prove_nothing_by_absence(self):
        calls = ["time,direction,ours,theirs,outcome,borrower,agency", "2026-10-01 10:00:00,out,+86 10 1234 5678 ext 8001,13800000001,answered,B1,A", "2026-10-01 11:00:00,out,+861012345678,13800000001,answered,B1,A"]
        for listed in ("+861012345678", "+861012345600-99", "+86101234567*", "+86 10 12345678 / 12345679"):
            with tempfile.TemporaryDirectory() as folder:
                self.path = pathlib.Path(folder)
                report = self.check("CN", "--institution", "bank", "--collector", "third_party", loans=self.LOANS, calls=calls, lines=["kind,number,agency,scope,at", f"registered,{listed},A,call,2025-01-01"])
                self.assertEqual((listed, self.rows(report, "CN-CBA-2026.R5")), (listed, []))

    def test_words_for_none_name_no_agency(self):
        contacts = ["party,borrower,number,agency", "debtor,B1,13800000001,A"] + [f"named_contact,B1,1380000010{i},{word}" for i, word in enumerate(("none", "no", "-", "N/A", "0", "无"))]
        report = self.check("TW", loans=self.LOANS, calls=self.CALLS, contacts=contacts)
        self.assertEqual((self.verdict(report, "TW-FI-OUTSOURCING.R1"), self.rows(report, "TW-FI-OUTSOURCING.R1")), ("unclear", []))

    def test_a_date_of_naming_that_cannot_be_read_is_none_for_certain(self):
        contacts = ["party,borrower,number,named", "named_contact,B1,13800000002,N/A", "named_contact,B1,13800000003,2026-02-20"]
        calls = ["time,direction,theirs,outcome,borrower,purpose"] + [f"2026-02-{day} 08:00:00,out,1380000000{who},answered,B1,collect" for who, day in ((2, 21), (3, 20), (3, 21))]
        report = self.check("CN", loans=self.LOANS, calls=calls, contacts=contacts)
        self.assertEqual(self.rows(report, "CN-TC260-PG-20191A.R3"), [["calls.csv:4"]])

    def test_calls_without_a_recording(self):
        calls = ["time,direction,theirs,outcome,borrower,recording",
                 "2026-06-01 10:00:00,out,13800000001,answered,B1,r1.wav",
                 "2026-06-01 11:00:00,out,13800000001,answered,B1,",
                 "2026-06-01 12:00:00,out,13800000001,rang,B1,",
                 "2026-06-01 13:00:00,out,13800000001,answered_right,B1,no",
                 "2024-06-01 13:00:00,out,13800000001,answered_right,B1,"]
        report = self.check("CN", "--institution", "bank", loans=self.LOANS, calls=calls, others=self.CALLS)
        r2 = "CN-CARD-2011.R2"
        self.assertEqual((self.verdict(report, r2), self.rows(report, r2)), ("violated", [["calls.csv:3", "calls.csv:5"]]))
        self.assertEqual(self.rows(report, r2, "unclear"), [["calls.csv:6"]])
        self.assertEqual(set(self.open_because(report, r2, "COLLECT-RECORD")), {"age"})
        self.assertEqual(self.rows(report, "CN-GBT-45251-2025.R8"), [])

    def test_a_switch_without_a_recording_is_no_proof(self):
        switch = ["calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield,recordingfile",
                  "2026-06-01 10:00:00,8001,8001,13800000001,from-internal,SIP/8001,SIP/t,Dial,x,40,30,ANSWERED,3,,1.1,,"]
        report = self.check("CN", "--institution", "bank", loans=self.LOANS, switch=switch)
        self.assertEqual((self.verdict(report, "CN-CARD-2011.R2"), self.rows(report, "CN-CARD-2011.R2")), ("unclear", []))

    def test_numbers_that_an_agency_was_handed(self):
        contacts = ["party,borrower,person,number,agency",
                    "debtor,B1,,13800000001,A", "guarantor,B1,p2,13800000002,A", "named_contact,B1,p3,13800000003,", "address_book,B1,,13800000004,A", "named_contact,B1,,13800000005,A", "guarantor,B2,,13800000005,"]
        report = self.check("TW", loans=self.LOANS, calls=self.CALLS, contacts=contacts)
        r1 = "TW-FI-OUTSOURCING.R1"
        self.assertEqual((self.verdict(report, r1), self.rows(report, r1)), ("violated", [["contacts.csv:5"]]))
        self.assertEqual(self.rows(report, r1, "unclear"), [["contacts.csv:6"]])  # he may owe in the other case
        found = next(row for row in report["facts"]["contact_finding"] if (row["requirement"], row["proven"]) == (r1, "yes"))
        self.assertEqual((found["kind"], found["party"], found["time"]), ("provenance", "address_book", None))

    def test_an_agencys_file_is_kept_only_where_all_of_it_is_there(self):
        contacts = ["party,borrower,person,number,agency", "debtor,B1,,13800000001,A", "named_contact,B1,p3,13800000003,"]
        report = self.check("TW", loans=self.LOANS, calls=self.CALLS, contacts=contacts)
        self.assertEqual(self.verdict(report, "TW-FI-OUTSOURCING.R1"), "met")
        report = self.check("TW", more=["party,borrower,person,number", "named_contact,B2,p4,13800000004"])
        self.assertEqual(self.verdict(report, "TW-FI-OUTSOURCING.R1"), "unclear")
        self.assertEqual(set(self.open_because(report, "TW-FI-OUTSOURCING.R1", "RECORD-PROVENANCE")), {"file"})

    def test_a_call_of_an_agency_is_a_sign_that_it_has_the_number(self):
        contacts = ["party,borrower,person,number,agency", "debtor,B1,,13800000001,A", "named_contact,B1,p3,13800000003,"]
        calls = ["time,direction,theirs,outcome,borrower,agency", "2026-06-01 10:00:00,out,13800000003,answered,B1,A", "2026-06-01 11:00:00,out,13800000001,answered,B1,A"]
        report = self.check("TW", loans=self.LOANS, calls=calls, contacts=contacts)
        self.assertEqual(self.verdict(report, "TW-FI-OUTSOURCING.R1"), "unclear")
        self.assertEqual(self.rows(report, "TW-FI-OUTSOURCING.R1", "unclear"), [["calls.csv:2"]])

    def test_channels_that_a_person_agreed_to(self):
        stops = ["kind,borrower,scope,at,until", "authorised,B1,call,2026-01-01 10:00:00,", "authorised,B1,sms,2026-01-01 10:00:00,2026-05-31"]
        records = ["time,medium,direction,theirs,outcome,borrower",
                   "2026-05-31 10:00:00,sms,out,13800000001,delivered,B1", "2026-06-01 10:00:00,sms,out,13800000001,delivered,B1", "2026-06-01 11:00:00,call,out,13800000001,answered,B1"]
        report = self.check("CO", loans=self.LOANS, records=records, stops=stops)
        r1 = "CO-LEY-2300-2023.R1"
        self.assertEqual((self.verdict(report, r1), self.rows(report, r1)), ("violated", [["records.csv:3"]]))
        report = self.check("CO", other=["event,borrower,debt,number,zone,from", "due,B2,D2,13800000009,Asia/Shanghai,2026-03-01"], texts=["time,direction,theirs,text,borrower", "2026-06-01 10:00:00,out,13800000009,x,B2"])
        self.assertEqual(set(self.open_because(report, r1, "COLLECT-CHANNEL")), {"channels"})  # of this borrower there is no list

    def test_lines_that_an_agency_has_registered(self):
        lines = ["kind,number,agency,scope,at", "registered,021-6360-0100,A,all,2026-01-01", "registered,+86 21 6360 0101,A,all,2026-01-01"]
        calls = ["time,direction,ours,theirs,outcome,borrower,agency",
                 "2026-11-01 10:00:00,out,02163600100,13800000001,answered,B1,A",
                 "2026-11-01 11:00:00,out,13912345678,13800000001,answered,B1,A",
                 "2026-11-01 12:00:00,out,8001,13800000001,answered,B1,A",
                 "2026-11-01 13:00:00,out,13912345678,13800000001,answered,B1,B"]
        report = self.check("CN", "--institution", "bank", "--collector", "third_party", loans=self.LOANS, calls=calls, lines=lines)
        r5 = "CN-CBA-2026.R5"
        self.assertEqual((self.rows(report, r5), self.rows(report, r5, "unclear")), ([["calls.csv:3"]], [["calls.csv:4"]]))
        self.assertNotIn("13912345678", json.dumps(report))
        self.check("CN", short=["kind,number,agency,scope,at", "registered,63600102,A,call,2026-01-01"])
        report = self.check("CN", "--institution", "bank", "--collector", "third_party")
        self.assertEqual(self.rows(report, r5), [])  # a number on the list that has no area may be any of them

    def test_who_is_in_no_case_can_ask_to_stop(self):
        stops = ["kind,number,scope,at", "stop,13899999999,all,2026-05-01 10:00:00"]
        calls = ["time,direction,theirs,outcome,party"] + [f"2026-06-01 10:{minute}:00,out,13899999999,answered,debtor" for minute in range(10, 22)]
        report = self.check("JP", calls=calls, stops=stops)
        self.assertEqual(self.verdict(report, "JP-MKG-21.R5"), "violated")
        self.assertEqual(report["answer"]["people_contacted"], 0)  # the records say that he is the debtor
        [episode] = report["facts"]["episode"]
        self.assertEqual((episode["borrower"], episode["people"], episode["to_borrower"]), (None, 1, 12))
        self.assertEqual(run("conduct", "report", "--store", self.path / "store", "--episode", episode["id"]).returncode, 0)

    def test_days_of_the_calendar_are_closed(self):
        records = ["time,direction,theirs,outcome,borrower", "2026-06-18 10:00:00,out,13800000001,answered,B1", "2026-06-19 10:00:00,out,13800000001,answered,B1", "2026-07-01 10:00:00,out,13800000001,answered,B1"]
        r2 = "CO-LEY-2300-2023.R2"
        hours = lambda report, proven: [row["rows"] for row in report["facts"]["contact_finding"] if (row["requirement"], row["check"], row["proven"]) == (r2, "COLLECT-HOURS", proven)]
        report = self.check("CO", loans=self.LOANS, records=records)
        self.assertEqual((hours(report, "yes"), len(hours(report, "unclear"))), ([], 3))
        report = self.check("CO", *self.holidays(self.JUNE))
        self.assertEqual((hours(report, "yes"), hours(report, "unclear")), ([["records.csv:3"]], [["records.csv:4"]]))
        covered = next(row for row in report["facts"]["coverage"] if row["source"] == "days.txt")
        self.assertEqual((covered["from"], covered["to"]), ("2026-06-01", "2026-06-30"))

    def test_a_calendar_is_of_one_place(self):
        self.check("CN", loans=self.LOANS, calls=self.CALLS)
        for options, said in ((("--jurisdiction", "CN,CO", *self.holidays(self.JUNE)), b"of one place"), (self.holidays("2026-06-01\n"), b"days.txt:1"), (("--holidays", "none.txt"), b"none.txt")):
            done = run("conduct", "check", "--store", self.path / "store", *options)
            self.assertEqual(done.returncode, 3)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
