#!/usr/bin/env python3
"""Runs the program as users and scripts do and holds it to docs/contract.md: exit codes, one sentence on bad input, keys
and their order, the same bytes whatever the threads. Then it damages the sample apps by the hundred: no damage may crash
the program, make a verdict or go unsaid.

Use: cli_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import hashlib
import io
import json
import os
import pathlib
import random
import re
import signal
import struct
import subprocess
import tempfile
import time
import unittest
import zipfile

from program import ALL_NORMS, COMPLIANT, DECLARING, HARVESTING, InFolder, PROGRAM, ROOT, SECONDS, report_of, run, verdicts_of

SEED = 20261124


class ExitCodes(InFolder):
    def expect(self, code, *words):
        done = run(*words)
        self.assertEqual(done.returncode, code, done)
        return done

    def test_done_is_0_and_silent(self):
        for form in ("text", "json"):
            done = self.expect(0, "audit", HARVESTING, "--format", form)
            self.assertTrue(done.stdout.endswith(b"\n"))
            self.assertEqual(done.stderr, b"")

    def test_violated_at_or_above_the_force_asked_for_is_1(self):
        self.expect(1, "audit", HARVESTING, *ALL_NORMS, "--fail-on", "store_policy")
        self.expect(1, "audit", HARVESTING, *ALL_NORMS, "--fail-on", "technical_guide")
        self.expect(1, "audit", HARVESTING, *ALL_NORMS, "--fail-on", "normative_document")
        self.expect(1, "audit", HARVESTING, *ALL_NORMS, "--fail-on", "law")
        self.expect(0, "audit", DECLARING, *ALL_NORMS, "--fail-on", "law")
        self.expect(0, "audit", COMPLIANT, *ALL_NORMS, "--fail-on", "technical_guide")

    def test_not_knowing_whether_it_lends_does_not_hide_a_breach(self):
        self.expect(1, "audit", HARVESTING, "--store", "google-play", "--fail-on", "technical_guide")

    def test_no_app_is_2_and_wins_over_1(self):
        self.expect(2, "audit", self.folder / "absent.apk")
        self.expect(2, "audit", HARVESTING, self.folder / "absent.apk", *ALL_NORMS, "--fail-on", "store_policy")

    def test_a_wrong_command_line_is_3_with_the_right_use(self):
        for words in ([], ["audit"], ["surprise"], ["audit", "--surprise", HARVESTING], ["audit", HARVESTING, "--format", "prose"],
                      ["audit", HARVESTING, "--lang", "tlh"], ["audit", HARVESTING, "--as-of", "today"],
                      ["audit", HARVESTING, "--as-of", "2026-02-30"], ["audit", HARVESTING, "--published", "2026"],
                      ["audit", HARVESTING, "--category", "game"], ["audit", HARVESTING, "--institution", "pawnshop"],
                      ["audit", HARVESTING, "--fail-on", "taste"], ["audit", HARVESTING, "-j", "0"],
                      ["audit", HARVESTING, "--models", self.folder / "absent"], ["audit", HARVESTING, "--norms", self.folder],
                      ["audit", HARVESTING, "--store", "googleplay"], ["audit", HARVESTING, "--jurisdiction", "cn"],
                      ["audit", HARVESTING, "--jurisdiction", "CN,China"]):
            done = self.expect(3, *words)
            self.assertEqual(done.stdout, b"", words)
            self.assertRegex(done.stderr.decode(), r"\Akinsafe: [^\n]+\n\Z", words)

    def test_a_place_that_no_norm_of_the_pack_is_about_is_3(self):
        self.assertIn("no norm of this place", self.expect(3, "audit", HARVESTING, "--jurisdiction", "CN,XX").stderr.decode())

    def test_help_and_version_are_0(self):
        for words in (["--help"], ["audit", "--help"], ["--help-all"], ["--version"]):
            done = self.expect(0, *words)
            self.assertEqual(done.stderr, b"")
            self.assertNotEqual(done.stdout, b"")


class BadInput(InFolder):
    """What is no app gives one sentence that names it, and nothing else."""

    def expect_sentence(self, path, name=None):
        done = run("audit", path)
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, b"")
        sentence = done.stderr.decode()
        self.assertRegex(sentence, r"\Akinsafe: [^\n]+\n\Z")
        self.assertTrue(sentence.startswith(f"kinsafe: {name or pathlib.Path(path).name}: "), sentence)
        return sentence

    def test_files_that_are_no_app(self):
        chance = random.Random(SEED)
        self.expect_sentence(self.write("empty.apk", b""))
        self.expect_sentence(self.write("text.apk", b"This is a text.\n" * 1000))
        self.expect_sentence(self.write("image.png", b"\x89PNG\r\n\x1a\n" + bytes(1000)))
        self.expect_sentence(self.write("pk.apk", b"PK\x03\x04"))
        self.expect_sentence(self.write("zeros.apk", bytes(100000)))
        for size in (1, 21, 22, 100, 10000):
            self.expect_sentence(self.write(f"random{size}.apk", chance.randbytes(size)))

    def test_what_is_no_file(self):
        self.expect_sentence(self.folder, self.folder)
        self.expect_sentence(self.folder / "absent.apk")
        self.expect_sentence("/dev/null")

    def test_archives_that_are_no_app(self):
        for name, entries in (("plain.zip", ["a.txt", "b/c.txt"]), ("none.zip", []), ("plain.apk", ["classes.txt"])):
            path = self.folder / name
            with zipfile.ZipFile(path, "w") as archive:
                for entry in entries:
                    archive.writestr(entry, b"x" * 100)
            self.expect_sentence(path)

    def test_a_name_can_not_break_the_sentence(self):
        done = run("audit", self.write("a\nkinsafe: all is well\x1b[2J.apk", b"x"))
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr.decode(), r"\Akinsafe: [^\n\x1b]+\n\Z")

    def test_the_other_inputs_are_done(self):
        bad = self.write("bad.apk", b"bad")
        out = self.folder / "out"
        done = run("audit", HARVESTING, bad, COMPLIANT, "--format", "json", "-o", out)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, b"")
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["compliant.apk.json", "harvesting.apk.json"])
        for path in out.iterdir():
            json.loads(path.read_text())


class Output(InFolder):
    def test_a_pipe_is_written_to_and_not_replaced(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        with subprocess.Popen([PROGRAM, "audit", HARVESTING, "--format", "json", "-o", pipe]) as process:
            self.assertEqual(json.loads(pipe.read_bytes()), report_of(HARVESTING))
            self.assertEqual(process.wait(SECONDS), 0)
        self.assertTrue(pipe.is_fifo())

    def test_a_file_gets_what_standard_output_would(self):
        whole = run("audit", HARVESTING, "--format", "json")
        path = self.folder / "report.json"
        done = run("audit", HARVESTING, "--format", "json", "-o", path)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        self.assertEqual(path.read_bytes(), whole.stdout)
        self.assertEqual([each.name for each in self.folder.iterdir()], ["report.json"], "nothing half-written is left")

    def test_a_folder_gets_a_file_of_the_inputs_name(self):
        run("audit", HARVESTING, "-o", self.folder)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["harvesting.apk.txt"])

    def test_a_folder_is_made_for_several_inputs(self):
        out = self.folder / "new" / "folder"
        self.assertEqual(run("audit", HARVESTING, COMPLIANT, "-o", out).returncode, 0)
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["compliant.apk.txt", "harvesting.apk.txt"])

    def test_inputs_of_one_name_do_not_overwrite_each_other(self):
        for name in ("a", "b"):
            (self.folder / name).mkdir()
        first, second = self.write("a/app.apk", HARVESTING.read_bytes()), self.write("b/app.apk", COMPLIANT.read_bytes())
        out = self.folder / "out"
        run("audit", first, second, "--format", "json", "-o", out)
        packages = {path.name: json.loads(path.read_text())["app"]["package"] for path in out.iterdir()}
        self.assertEqual(packages, {"app.apk.json": "org.kinsafe.sample.harvesting", "app.apk-2.json": "org.kinsafe.sample.compliant"})

    def test_where_nothing_can_be_written_it_says_so(self):
        for target in (self.folder / "absent" / "report.json", self.folder / ("a" * 300)):
            done = run("audit", HARVESTING, "-o", target)
            self.assertEqual(done.returncode, 4)
            self.assertRegex(done.stderr.decode(), r"\Akinsafe: [^\n]+\n\Z")

    def test_stages_and_progress_go_to_standard_error(self):
        plain = run("audit", HARVESTING)
        done = run("audit", HARVESTING, "--stages", "--progress")
        self.assertEqual(done.stdout, plain.stdout)
        self.assertIn(b"judge", done.stderr)
        self.assertIn(b"[1/1]", done.stderr)
        self.assertNotIn(b"[1/1]", run("audit", HARVESTING, "--progress", "--quiet").stderr)

    def test_a_signal_leaves_what_was_finished_and_is_4(self):
        inputs, out = [], self.folder / "out"
        for i in range(3000):
            path = self.folder / f"app{i}.apk"
            path.symlink_to(HARVESTING)
            inputs.append(str(path))
        for number in (signal.SIGINT, signal.SIGTERM):
            with subprocess.Popen([PROGRAM, "audit", *inputs, "--format", "json", "-o", out], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                deadline = time.monotonic() + SECONDS
                while time.monotonic() < deadline and not (out.is_dir() and any(out.glob("*.json"))):
                    time.sleep(0.001)
                process.send_signal(number)
                output, errors = process.communicate(timeout=SECONDS)
            self.assertEqual((process.returncode, output, errors), (4, b"", b""))
            finished = sorted(out.iterdir())
            self.assertTrue(0 < len(finished) < len(inputs), len(finished))
            for path in finished:
                self.assertEqual(path.suffix, ".json")
                json.loads(path.read_text())
                path.unlink()


def columns_by_fact():
    """The tables of facts of docs/contract.md: fact -> names of its columns in order."""
    text = (ROOT / "docs/contract.md").read_text()
    table = "".join(re.findall(r"^\| fact \| columns.*\n(?:\|.*\n)+", text, re.M))
    facts = {}
    for names, columns in re.findall(r"^\| (`.+?`) \| (.+) \|$", table, re.M):
        while "(" in columns:
            columns = re.sub(r"\([^()]*\)", "", columns)
        for name in re.findall(r"`(\w+)`", names):
            facts[name] = [column.strip().removesuffix("[]") for column in columns.split(",")]
    return facts


class JsonReport(unittest.TestCase):
    def expect_keys(self, value, keys):
        """The keys of the contract are there in its order; others may stand among them."""
        self.assertEqual([key for key in value if key in keys], keys)

    def test_keys_are_those_of_the_contract_in_its_order(self):
        for path in (HARVESTING, COMPLIANT):
            report = report_of(path, *ALL_NORMS)
            self.expect_keys(report, ["schema", "tool", "app", "answer", "facts", "verdicts", "incomplete", "counts"])
            self.assertEqual(report["schema"], "kinsafe-report/1")
            self.expect_keys(report["tool"], ["version", "norms_sha256", "models_sha256", "platform_sha256"])
            self.assertEqual(report["tool"]["platform_sha256"], hashlib.sha256((ROOT / "platform/platform.pack").read_bytes()[80:]).hexdigest())
            self.expect_keys(report["app"], ["file", "sha256", "md5", "bytes", "kind", "package", "label", "labels", "version_name",
                                             "version_code", "min_sdk", "target_sdk", "built", "signers", "parts"])
            self.expect_keys(report["answer"], ["lending", "institution", "reads_whole_address_book", "sends_address_book", "on_refusal",
                                                "service_reachable", "emergency_contacts", "decided", "applicable", "hidden_by", "sentence"])
            for part in report["app"]["parts"]:
                self.expect_keys(part, ["name", "kind", "bytes", "sha256", "source"])
            for verdict in report["verdicts"]:
                self.expect_keys(verdict, ["norm", "requirement", "verdict", "force", "if", "basis", "because", "gaps", "sentence"])
            for gap in report["incomplete"]:
                self.expect_keys(gap, ["id", "kind", "part", "where", "reason", "hides"])
            self.expect_keys(report["counts"], ["methods", "call_sites"])
            self.expect_keys(report["counts"]["methods"], ["seen", "lowered", "outside_slice", "skipped"])
            self.expect_keys(report["counts"]["call_sites"], ["seen", "resolved", "modelled", "open"])

    def test_facts_have_the_columns_of_the_contract(self):
        expected = columns_by_fact()
        report = report_of(HARVESTING)
        self.assertEqual(set(report["facts"]), set(expected))
        for fact, rows in report["facts"].items():
            for row in rows:
                self.assertEqual(list(row), ["id", "origin", "reached", "basis", *expected[fact], "evidence"])
                for evidence in row["evidence"]:
                    self.assertEqual(list(evidence), ["part", "class", "method", "line", "offset", "why"])
        self.assertTrue(report["facts"]["permission"] and report["facts"]["data_read"])
        schema = json.loads((ROOT / "docs/report.schema.json").read_text())["properties"]["facts"]["properties"]
        for fact, columns in expected.items():
            self.assertEqual(list(schema[fact]["items"]["properties"]), ["id", "origin", "reached", "basis", *columns, "evidence"], fact)

    def test_ids_meet_what_they_name(self):
        for path in (HARVESTING, COMPLIANT):
            report = report_of(path, *ALL_NORMS)
            rows = [row["id"] for rows in report["facts"].values() for row in rows]
            gaps = [gap["id"] for gap in report["incomplete"]]
            for ids in (rows, gaps):
                self.assertEqual(len(ids), len(set(ids)))
            for verdict in report["verdicts"]:
                self.assertLessEqual(set(verdict["because"]), set(rows))
                self.assertLessEqual(set(verdict["gaps"]), set(gaps))

    def test_the_identity_is_that_of_the_file(self):
        content = HARVESTING.read_bytes()
        app = report_of(HARVESTING)["app"]
        self.assertEqual(app["file"], "harvesting.apk")
        self.assertEqual(app["sha256"], hashlib.sha256(content).hexdigest())
        self.assertEqual(app["md5"], hashlib.md5(content).hexdigest())
        self.assertEqual(app["bytes"], len(content))
        with zipfile.ZipFile(HARVESTING) as archive:
            for part in app["parts"]:
                self.assertEqual(part["sha256"], hashlib.sha256(archive.read(part["name"])).hexdigest())

    def test_answers_are_words_and_never_a_guess(self):
        harvesting, compliant = report_of(HARVESTING)["answer"], report_of(COMPLIANT)["answer"]
        for answer in (harvesting, compliant):
            self.assertIn(answer["lending"], ("yes", "no", "unsure"))
            for key in ("reads_whole_address_book", "sends_address_book", "service_reachable"):
                self.assertIn(answer[key], ("yes", "no", "unclear"))
            self.assertLessEqual(answer["decided"], answer["applicable"])
            self.assertEqual(answer["decided"] < answer["applicable"], bool(answer["hidden_by"]))
        self.assertEqual(compliant["reads_whole_address_book"], "no")
        self.assertEqual(compliant["on_refusal"], [])

    def test_the_compliant_sample_is_accused_of_nothing(self):
        self.assertNotIn("violated", verdicts_of(report_of(COMPLIANT, *ALL_NORMS)).values())
        self.assertEqual(verdicts_of(report_of(HARVESTING, *ALL_NORMS))["GOOGLE-PLAY-PERSONAL-LOANS.R1"], "violated")


class Sums(unittest.TestCase):
    def test_every_method_and_call_site_is_in_exactly_one_sum(self):
        packages = sorted([*ROOT.glob("samples/*.apk"), *ROOT.glob("tests/dex/fixtures/*.dex"), *ROOT.glob("tests/program/fixtures/*.dex"),
                           *ROOT.glob("tests/apps/reach_*/*.apk")])
        self.assertGreater(len(packages), 100)
        for package in packages:
            done = run("audit", package, "--format", "json")
            self.assertIn(done.returncode, (0, 1), package)
            expect_sums(self, package, json.loads(done.stdout))


def expect_sums(test, name, report):
    methods, calls = report["counts"]["methods"], report["counts"]["call_sites"]
    for number in (*methods.values(), calls["seen"], calls["resolved"], calls["modelled"], *calls["open"].values()):
        test.assertGreaterEqual(number, 0, name)
    test.assertEqual(methods["seen"], methods["lowered"] + methods["outside_slice"] + methods["skipped"], name)
    test.assertEqual(calls["seen"], calls["resolved"] + calls["modelled"] + sum(calls["open"].values()), name)


class TheSameBytes(unittest.TestCase):
    def test_whatever_the_threads_and_however_often(self):
        for path in (HARVESTING, COMPLIANT):
            for form in ("text", "json"):
                outputs = {run("audit", path, "--format", form, *threads).stdout
                           for threads in ([], ["-j", "1"], ["-j", "8"], ["-j", "8"], ["-j", "3"])}
                self.assertEqual(len(outputs), 1)

    def test_json_speaks_english_whatever_the_language(self):
        outputs = {run("audit", HARVESTING, "--format", "json", *words, environment={"LC_ALL": locale, "LANG": locale}).stdout
                   for words in ([], ["--lang", "zh-CN"], ["--lang", "en"]) for locale in ("C", "zh_CN.UTF-8", "de_DE.UTF-8")}
        self.assertEqual(len(outputs), 1)

    def test_the_folder_of_the_file_does_not_matter(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "harvesting.apk"
            path.write_bytes(HARVESTING.read_bytes())
            self.assertEqual(run("audit", path).stdout, run("audit", HARVESTING).stdout)


class Question(unittest.TestCase):
    def first_line(self, *words, environment=None):
        return run("audit", *words, environment=environment).stdout.decode().splitlines()[0]

    def test_the_first_line_tells_the_samples_apart(self):
        for language in ("en", "zh-CN", "zh-TW", "ja"):
            lines = [self.first_line(path, "--lang", language) for path in (HARVESTING, COMPLIANT)]
            self.assertTrue(lines[0].startswith("org.kinsafe.sample.harvesting"))
            self.assertTrue(lines[1].startswith("org.kinsafe.sample.compliant"))
            self.assertNotEqual(*(line.replace("harvesting", "").replace("compliant", "") for line in lines))

    def test_the_language_is_as_asked_or_by_the_locale(self):
        english, chinese = self.first_line(HARVESTING, "--lang", "en"), self.first_line(HARVESTING, "--lang", "zh-CN")
        self.assertIn("通讯录", chinese)
        self.assertEqual(self.first_line(HARVESTING, environment={"LC_ALL": "zh_CN.UTF-8"}), chinese)
        self.assertEqual(self.first_line(HARVESTING, environment={"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN"}), chinese)
        self.assertEqual(self.first_line(HARVESTING, environment={"LC_ALL": "C", "LANG": "zh_CN"}), english)
        for locale, language in (("zh_TW.UTF-8", "zh-TW"), ("zh_HK", "zh-TW"), ("zh_SG", "zh-CN"), ("ja_JP.UTF-8", "ja"), ("de_DE", "en")):
            self.assertEqual(self.first_line(HARVESTING, environment={"LC_ALL": locale}), self.first_line(HARVESTING, "--lang", language))
        self.assertEqual(self.first_line(HARVESTING, "--lang", "en", environment={"LC_ALL": "zh_CN.UTF-8"}), english)

    def test_a_norm_binds_from_its_day(self):
        def norms(date):
            return {verdict["norm"] for verdict in report_of(HARVESTING, *ALL_NORMS, "--as-of", date)["verdicts"]}
        guide, law, policy = "CN-TC260-PG-20191A", "CN-PIPL", "GOOGLE-PLAY-PERSONAL-LOANS"
        three = {guide, law, policy}
        self.assertEqual(norms("2019-02-28") & three, set())
        self.assertEqual(norms("2019-06-01") & three, {guide})
        self.assertEqual(norms("2021-10-31") & three, {guide})
        self.assertEqual(norms("2021-11-01") & three, {guide, law})
        self.assertEqual(norms("2023-05-31") & three, three)
        self.assertIn("no norm of this pack binds", run("audit", HARVESTING, "--lang", "en", "--as-of", "2010-01-01").stdout.decode())

    def test_the_day_of_publication_counts_where_no_other_is_given(self):
        self.assertEqual(report_of(HARVESTING, "--published", "2010-01-01")["verdicts"], [])
        self.assertNotEqual(report_of(HARVESTING, "--published", "2010-01-01", "--as-of", "2026-11-24")["verdicts"], [])

    def test_an_unknown_lender_is_a_condition(self):
        conditions = {verdict["norm"]: verdict["if"] for verdict in report_of(HARVESTING, "--store", "google-play")["verdicts"]}
        for norm, kinds in (("CN-TC260-PG-20191A", ["bank", "consumer_finance", "small_loan"]), ("CN-PIPL", []),
                            ("GOOGLE-PLAY-PERSONAL-LOANS", []), ("CN-PBOC-CONSUMER-2020", ["bank", "payment"])):
            self.assertEqual(conditions[norm], kinds, norm)
        for verdict in report_of(HARVESTING, *ALL_NORMS)["verdicts"]:
            self.assertEqual(verdict["if"], [])

    def test_another_category_is_not_bound(self):
        for verdict in report_of(HARVESTING, "--store", "google-play", "--category", "other")["verdicts"]:
            if verdict["norm"] in ("CN-TC260-PG-20191A", "CN-39TYPES-2021", "CN-CASHLOAN-2017", "GOOGLE-PLAY-PERSONAL-LOANS"):
                self.assertEqual(verdict["verdict"], "not_applicable", verdict["requirement"])
            if verdict["norm"] == "CN-PIPL":
                self.assertNotEqual(verdict["verdict"], "not_applicable", verdict["requirement"])

    def test_a_store_is_judged_only_if_it_is_asked_for(self):
        self.assertNotIn("GOOGLE-PLAY-PERSONAL-LOANS", {verdict["norm"] for verdict in report_of(HARVESTING)["verdicts"]})


class Damage(InFolder):
    """Damaged copies of the samples, many to a run of the program; one by one where a run fails."""

    BATCH = 60

    def audit_all(self, contents):
        """Name of each damaged copy -> its report, or None where the program says that it is no app."""
        reports = {}
        names = list(contents)
        for start in range(0, len(names), self.BATCH):
            batch = names[start:start + self.BATCH]
            out = self.folder / "out"
            out.mkdir(exist_ok=True)
            paths = [self.write(name, contents[name]) for name in batch]
            done = run("audit", *paths, *ALL_NORMS, "--format", "json", "-o", out)
            if done.returncode not in (0, 2):
                for path in paths:
                    alone = run("audit", path, *ALL_NORMS)
                    self.assertIn(alone.returncode, (0, 2), f"{path.name}: {alone.stderr.decode(errors='replace')[-2000:]}")
                self.fail(f"{batch}: {done}")
            sentences = done.stderr.decode().splitlines()
            missing = [name for name in batch if not (out / f"{name}.json").exists()]
            self.assertEqual([sentence.split(": ")[1] for sentence in sentences], missing, "one sentence for each that is no app")
            for path in paths:
                path.unlink()
                report = out / f"{path.name}.json"
                reports[path.name] = json.loads(report.read_text()) if report.exists() else None
                report.unlink(missing_ok=True)
        return reports

    def expect_no_new_verdict(self, whole, name, report):
        of_whole = verdicts_of(whole)
        for requirement, verdict in verdicts_of(report).items():
            if verdict in ("met", "violated"):
                self.assertEqual(verdict, of_whole[requirement], f"{requirement} of {name}")

    def expect_said(self, name, report):
        kinds = {gap["kind"] for gap in report["incomplete"]}
        self.assertTrue(kinds - {"not_looked"}, f"{name}: something was lost and no gap says so")
        for gap in report["incomplete"]:
            for lost, of in re.findall(r"(\d+) of (\d+) classes", gap["reason"]):
                self.assertLessEqual(int(lost), int(of), f"{name}: a class is counted once")

    def test_the_whole_files_lack_nothing_and_add_up(self):
        for path in (HARVESTING, COMPLIANT):
            report = report_of(path, *ALL_NORMS)
            expect_sums(self, path.name, report)
            self.assertEqual({gap["kind"] for gap in report["incomplete"]}, {"not_looked"})

    def test_cut_anywhere(self):
        for path in (HARVESTING, COMPLIANT):
            content = path.read_bytes()
            cuts = sorted({len(content) * i // 120 for i in range(120)} | set(range(len(content) - 30, len(content))))
            reports = self.audit_all({f"cut{cut:06}.apk": content[:cut] for cut in cuts})
            for name, report in reports.items():
                if report is None:
                    continue
                expect_sums(self, name, report)
                self.expect_said(name, report)
                decided = {requirement for requirement, verdict in verdicts_of(report).items() if verdict in ("met", "violated")}
                self.assertFalse(decided, f"{name}: what the lost central directory never named may decide nothing")

    def test_cut_from_the_front(self):
        for path in (HARVESTING, COMPLIANT):
            whole, content = report_of(path, *ALL_NORMS), path.read_bytes()
            reports = self.audit_all({f"tail{i:03}.apk": content[len(content) * i // 40:] for i in range(1, 40)})
            for name, report in reports.items():
                if report is None:
                    continue
                expect_sums(self, name, report)
                self.expect_no_new_verdict(whole, name, report)
                self.expect_said(name, report)

    def test_bytes_flipped_anywhere(self):
        chance = random.Random(SEED)
        for path in (HARVESTING, COMPLIANT):
            whole, content = report_of(path, *ALL_NORMS), path.read_bytes()
            damaged = {}
            for i in range(300):
                copy = bytearray(content)
                for _ in range(chance.choice((1, 1, 1, 4))):
                    copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
                damaged[f"flip{i:03}.apk"] = bytes(copy)
            # The directory of a zip is small and decides most, so it gets flips of its own.
            directory = content.rindex(b"PK\x05\x06")
            start = int.from_bytes(content[directory + 16:directory + 20], "little")
            for i in range(150):
                copy = bytearray(content)
                copy[chance.randrange(start, len(copy))] ^= 1 << chance.randrange(8)
                damaged[f"directory{i:03}.apk"] = bytes(copy)
            for name, report in self.audit_all(damaged).items():
                if report is None:
                    continue
                expect_sums(self, name, report)
                self.expect_no_new_verdict(whole, name, report)

    def rebuild(self, path, change):
        """The zip anew, each entry as `change(name, content)` has it, None to leave it out. Directory and sums are right."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                content = change(name, old.read(name))
                if content is not None:
                    new.writestr(name, content)
        return buffer.getvalue()

    def part(self, path, name):
        with zipfile.ZipFile(path) as archive:
            return archive.read(name)

    def rebuilt_with(self, path, part, contents):
        return {label: self.rebuild(path, lambda name, content: damaged if name == part else content) for label, damaged in contents.items()}

    def test_a_zip_built_anew_says_the_same(self):
        for path in (HARVESTING, COMPLIANT):
            rebuilt = self.audit_all({"new.apk": self.rebuild(path, lambda name, content: content)})["new.apk"]
            whole = report_of(path, *ALL_NORMS)
            # A zip built anew loses the signing block, which the v1 signature in its entries tells.
            self.assertIn("stripped", str(rebuilt["facts"].pop("container_oddity")))
            self.assertEqual(whole["facts"].pop("container_oddity"), [])
            for key in ("facts", "verdicts", "incomplete", "counts"):
                self.assertEqual(rebuilt[key], whole[key])

    def test_tricks_that_android_takes_decide_nothing_and_hide_nothing(self):
        for path in (HARVESTING, COMPLIANT):
            content = bytearray(path.read_bytes())
            at = content.rindex(b"PK\5\6")
            count, record = struct.unpack_from("<H", content, at + 10)[0], struct.unpack_from("<I", content, at + 16)[0]
            for _ in range(count):
                lengths, local = struct.unpack_from("<3H", content, record + 28), struct.unpack_from("<I", content, record + 42)[0]
                content[record + 6 : record + 8] = b"\xff\xff"  # version needed
                content[record + 8] |= 1  # encrypted, says the flag
                content[local + 6] |= 1
                content[local + 8 : local + 10] = b"JJ"  # method
                record += 46 + sum(lengths)
            whole = report_of(path, *ALL_NORMS)
            tricky = self.audit_all({"tricky.apk": bytes(content)})["tricky.apk"]
            kinds = {row["what"] for row in tricky["facts"].pop("container_oddity")}
            self.assertLessEqual({"encryption_flag", "local_header_differs", "odd_fields"}, kinds)
            self.assertEqual(whole["facts"].pop("container_oddity"), [])
            for key in ("facts", "verdicts", "incomplete", "counts"):
                self.assertEqual(tricky[key], whole[key])

    def test_code_damaged_inside_a_sound_zip(self):
        chance = random.Random(SEED)
        for path in (HARVESTING, COMPLIANT):
            whole, code = report_of(path, *ALL_NORMS), self.part(path, "classes.dex")
            damaged = {}
            for i in range(150):
                copy = bytearray(code)
                copy[chance.randrange(len(copy)) if i > 40 else chance.randrange(0x70)] ^= 1 << chance.randrange(8)
                damaged[f"flip{i:03}.apk"] = bytes(copy)
            for i in range(60):
                damaged[f"cut{i:02}.apk"] = code[:len(code) * i // 60]
            damaged["gone.apk"] = None
            for name, report in self.audit_all(self.rebuilt_with(path, "classes.dex", damaged)).items():
                self.assertIsNotNone(report, f"{name}: the manifest is there")
                expect_sums(self, name, report)
                self.expect_no_new_verdict(whole, name, report)
                self.expect_said(name, report)

    def test_a_manifest_damaged_inside_a_sound_zip(self):
        # A changed name in a manifest whose sums are right is another app's manifest: its verdicts may differ. What is
        # cut must be said, and where it can't be read at all nothing may be decided that rests on it.
        chance = random.Random(SEED)
        for path in (HARVESTING, COMPLIANT):
            whole, manifest = report_of(path, *ALL_NORMS), self.part(path, "AndroidManifest.xml")
            flipped = {}
            for i in range(150):
                copy = bytearray(manifest)
                copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
                flipped[f"flip{i:03}.apk"] = bytes(copy)
            for name, report in self.audit_all(self.rebuilt_with(path, "AndroidManifest.xml", flipped)).items():
                if report is not None:
                    expect_sums(self, name, report)
            cut = {f"cut{i:02}.apk": manifest[:len(manifest) * i // 60] for i in range(60)}
            for name, report in self.audit_all(self.rebuilt_with(path, "AndroidManifest.xml", cut)).items():
                if report is None:
                    continue
                expect_sums(self, name, report)
                self.expect_no_new_verdict(whole, name, report)
                self.expect_said(name, report)

    def test_other_parts_damaged_or_left_out(self):
        chance = random.Random(SEED)
        for path in (HARVESTING, COMPLIANT):
            whole, table = report_of(path, *ALL_NORMS), self.part(path, "resources.arsc")
            damaged = {"gone.apk": None, "empty.apk": b""}
            for i in range(60):
                copy = bytearray(table)
                copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
                damaged[f"flip{i:02}.apk"] = bytes(copy)
                damaged[f"cut{i:02}.apk"] = table[:len(table) * i // 60]
            for name, report in self.audit_all(self.rebuilt_with(path, "resources.arsc", damaged)).items():
                self.assertIsNotNone(report, name)
                expect_sums(self, name, report)
                self.expect_no_new_verdict(whole, name, report)


if __name__ == "__main__":
    unittest.main()
