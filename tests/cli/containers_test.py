#!/usr/bin/env python3
"""Runs the program on packages of every kind: which files are one app, what a report says of each kind, and that what is
missing or left out never makes a verdict.

Use: containers_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import io
import json
import plistlib
import unittest
import zipfile

import program
from program import ALL_NORMS, COMPLIANT, HARVESTING, ROOT, entries_of, run, verdicts_of

FIXTURES = ROOT / "tests/container/fixtures"
READS = ROOT / "tests/facts/fixtures/reads.dex"  # code that reads the address book


def report_of(*words):
    return program.report_of(*words, *ALL_NORMS)


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def sources_of(report):
    return {part["name"]: part["source"] for part in report["app"]["parts"]}


class InFolder(program.InFolder):
    def split_set(self, folder="set"):
        """The members of bundle.apks for newest devices, as files."""
        members = entries_of(FIXTURES / "bundle.apks")
        return [self.write(f"{folder}/{name}.apk", members[f"splits/{name}.apk"]) for name in ("base-master", "base-zh", "extra-master")]

    def assert_decides_no_more(self, less, more):
        """What was seen of less decides nothing that all of it leaves open or decides otherwise."""
        whole = verdicts_of(more)
        for requirement, verdict in verdicts_of(less).items():
            if verdict in ("met", "violated"):
                self.assertEqual(verdict, whole[requirement], requirement)


class Grouping(InFolder):
    def test_the_files_of_a_split_set_are_one_report(self):
        base, chinese, extra = self.split_set()
        report = report_of(extra, chinese, base)
        self.assertEqual(report["app"]["kind"], "split_set")
        self.assertEqual(report["app"]["file"], "base-master.apk")
        self.assertEqual(report["app"]["labels"], {"zh": "贷款"})
        self.assertIn("extra-master.apk!classes.dex", sources_of(report))
        members = {part["name"] for part in report["app"]["parts"] if part["kind"] == "apk"}
        self.assertEqual(members, {"base-master.apk", "base-zh.apk", "extra-master.apk"})

    def test_the_order_of_the_files_does_not_matter(self):
        base, chinese, extra = self.split_set()
        self.assertEqual(report_of(base, chinese, extra), report_of(extra, base, chinese))

    def test_a_folder_is_one_app_and_names_its_report(self):
        self.split_set("Loan")
        out = self.folder / "out"
        out.mkdir()
        self.assertEqual(run("audit", self.folder / "Loan", "--format", "json", "-o", out).returncode, 0)
        self.assertEqual([path.name for path in out.iterdir()], ["Loan.json"])

    def test_one_app_of_several_files_goes_to_one_file(self):
        path = self.folder / "report.json"
        self.assertEqual(run("audit", *self.split_set(), "--format", "json", "-o", path).returncode, 0)
        self.assertEqual(json.loads(path.read_text())["app"]["kind"], "split_set")

    def test_a_folder_of_two_apps_is_two_reports(self):
        self.write("apps/a.apk", HARVESTING.read_bytes())
        self.write("apps/b.apk", COMPLIANT.read_bytes())
        out = self.folder / "out"
        self.assertEqual(run("audit", self.folder / "apps", "--format", "json", "-o", out).returncode, 0)
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["a.apk.json", "b.apk.json"])

    def test_two_bases_of_one_version_are_two_reports(self):
        first = self.write("first.apk", HARVESTING.read_bytes())
        second = self.write("second.apk", HARVESTING.read_bytes())
        out = self.folder / "out"
        self.assertEqual(run("audit", first, second, "--format", "json", "-o", out).returncode, 0)
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["first.apk.json", "second.apk.json"])

    def test_a_folder_without_packages_is_2_and_the_others_are_done(self):
        empty = self.folder / "empty"
        empty.mkdir()
        out = self.folder / "out"
        done = run("audit", empty, HARVESTING, "--format", "json", "-o", out)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr.decode(), r"\Akinsafe: [^\n]+: the folder holds no .apk file\n\Z")
        self.assertEqual([path.name for path in out.iterdir()], ["harvesting.apk.json"])


class SplitSets(InFolder):
    def test_an_archive_reads_as_its_files_do(self):
        archive, files = report_of(FIXTURES / "bundle.apks"), report_of(*self.split_set())
        self.assertEqual(verdicts_of(archive), verdicts_of(files))
        names = [sorted(row["name"] for row in report["facts"]["permission"]) for report in (archive, files)]
        self.assertEqual(*names)

    def test_what_only_a_split_declares_is_not_known_to_be_declared(self):
        declared = {row["name"]: row["declared"] for row in report_of(FIXTURES / "bundle.apks")["facts"]["permission"]}
        self.assertEqual((declared["INTERNET"], declared["READ_SMS"]), ("yes", "unclear"))

    def test_members_left_out_decide_nothing(self):
        whole = report_of(FIXTURES / "bundle.apks")
        base, chinese, extra = self.split_set()
        for some in ([base], [chinese], [extra], [base, extra], [base, chinese], [chinese, extra]):
            report = report_of(*some)
            self.assert_decides_no_more(report, whole)
            if base not in some:
                self.assertNotIn("met", verdicts_of(report).values())

    def test_a_sample_in_an_archive_is_judged_as_alone(self):
        alone = report_of(HARVESTING)
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            path = self.write("app.xapk", zipped({"base.apk": HARVESTING.read_bytes(), "manifest.json": b"{}"}, method))
            packed = report_of(path)
            self.assertEqual(verdicts_of(packed), verdicts_of(alone))
            self.assertEqual(packed["app"]["package"], alone["app"]["package"])
            self.assertNotEqual(packed["app"]["sha256"], alone["app"]["sha256"])

    def test_a_package_of_another_app_is_left_out_and_leaves_all_open(self):
        path = self.write("app.xapk", zipped({"a.apk": COMPLIANT.read_bytes(), "b.apk": HARVESTING.read_bytes()}))
        report = report_of(path)
        self.assertEqual(report["app"]["package"], "org.kinsafe.sample.compliant")
        self.assertIn("b.apk", [gap["part"] for gap in report["incomplete"]])
        self.assertNotIn("met", verdicts_of(report).values())

    def test_an_archive_damaged_anywhere_decides_no_more(self):
        whole = report_of(FIXTURES / "bundle.apks")
        content = (FIXTURES / "bundle.apks").read_bytes()
        for at in range(0, len(content), len(content) // 40):
            damaged = bytearray(content)
            damaged[at] ^= 0x55
            for bytes_ in (bytes(damaged), content[:at]):
                done = run("audit", self.write("app.apks", bytes_), *ALL_NORMS, "--format", "json")
                self.assertIn(done.returncode, (0, 2), done.stderr)
                if done.returncode == 0:
                    self.assert_decides_no_more(json.loads(done.stdout), whole)


class Dumped(InFolder):
    def test_dumped_code_is_read_and_marked(self):
        without = report_of(COMPLIANT)
        report = report_of(COMPLIANT, "--dex", READS)
        self.assertEqual(sources_of(report)["dumped!reads.dex"], "dumped")
        self.assertEqual(set(sources_of(without).values()), {"package"})
        parts = {evidence["part"] for row in report["facts"]["data_read"] if row["family"] == "contacts" for evidence in row["evidence"]}
        self.assertEqual(parts, {"dumped!reads.dex"})
        self.assertGreater(len(report["facts"]["data_read"]), len(without["facts"]["data_read"]))

    def test_a_folder_and_several_files_can_be_given(self):
        self.write("dump/a.dex", READS.read_bytes())
        self.write("dump/b.vdex", b"vdex021\0")
        other = self.write("other.dex", (ROOT / "tests/dex/fixtures/lending.dex").read_bytes())
        report = report_of(COMPLIANT, "--dex", self.folder / "dump", "--dex", other)
        self.assertLessEqual({"dumped!a.dex", "dumped!other.dex"}, set(sources_of(report)))
        gaps = {gap["part"]: gap for gap in report["incomplete"]}
        self.assertEqual(gaps["dumped!b.vdex"]["kind"], "unsupported")
        self.assertIn("data_read", gaps["dumped!b.vdex"]["hides"])

    def test_the_packages_own_code_dumped_again_changes_no_fact(self):
        own = self.write("classes.dex", entries_of(HARVESTING)["classes.dex"])
        facts = report_of(HARVESTING)["facts"]
        self.assertEqual(report_of(HARVESTING, "--dex", own)["facts"], facts)

    def test_a_class_that_was_filled_in_at_run_time_is_a_gap(self):
        own = bytearray(entries_of(HARVESTING)["classes.dex"])
        own[-200] ^= 1  # the data section lies at the end
        report = report_of(HARVESTING, "--dex", self.write("filled.dex", bytes(own)))
        self.assertIn("dumped!filled.dex", [gap["part"] for gap in report["incomplete"]])

    def test_a_dump_belongs_to_one_app(self):
        done = run("audit", HARVESTING, COMPLIANT, "--dex", READS)
        self.assertEqual(done.returncode, 3)
        self.assertEqual(run("audit", HARVESTING, "--dex", self.folder / "absent").returncode, 3)


class Kinds(InFolder):
    def test_a_bundle_is_judged_by_its_base(self):
        report = report_of(FIXTURES / "bundle.aab")
        self.assertEqual(report["app"]["kind"], "aab")
        self.assertEqual(report["app"]["label"], "Loan")
        self.assertEqual(verdicts_of(report), verdicts_of(report_of(FIXTURES / "bundle.apks")))

    def test_code_alone_says_nothing_of_permissions(self):
        for name, content in (("app.dex", READS.read_bytes()), ("app.jar", zipped({"classes.dex": READS.read_bytes()}))):
            report = report_of(self.write(name, content))
            self.assertEqual(report["app"]["kind"], name[4:])
            self.assertTrue(report["facts"]["data_read"])
            self.assertEqual({row["declared"] for row in report["facts"]["permission"]}, {"unclear"})
            self.assertEqual(set(verdicts_of(report).values()) - {"unclear", "not_applicable"}, set())

    def test_a_library_decides_nothing(self):
        manifest = b"""<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.library">
          <uses-permission android:name="android.permission.READ_CONTACTS"/></manifest>"""
        for classes in (zipped({"A.class": b"\xca\xfe"}), zipped({"classes.dex": READS.read_bytes()})):
            report = report_of(self.write("lib.aar", zipped({"AndroidManifest.xml": manifest, "classes.jar": classes})))
            self.assertEqual(report["app"]["kind"], "aar")
            declared = {row["name"]: row["declared"] for row in report["facts"]["permission"]}
            self.assertEqual(declared["READ_CONTACTS"], "unclear")
            self.assertEqual(set(verdicts_of(report).values()) - {"unclear", "not_applicable"}, set())

    def harmony(self, permissions):
        document = {"app": {"bundleName": "com.example.loan", "versionCode": 7, "versionName": "1.7"},
                    "module": {"name": "entry", "requestPermissions": permissions}}
        return self.write("entry.hap", zipped({"module.json": json.dumps(document).encode(), "ets/modules.abc": b"PANDA"}))

    def test_a_harmony_package_shows_what_it_declares_and_decides_nothing(self):
        report = report_of(self.harmony([{"name": "ohos.permission.READ_CONTACTS", "reason": "借款", "usedScene": {"when": "inuse"}}]))
        self.assertEqual((report["app"]["kind"], report["app"]["package"], report["app"]["min_sdk"]), ("hap", "com.example.loan", None))
        permission, = report["facts"]["permission"]
        self.assertEqual((permission["name"], permission["declared"]), ("ohos.permission.READ_CONTACTS", "yes"))
        self.assertEqual([row["text"] for row in report["facts"]["purpose_text"]], ["inuse", "借款"])
        self.assertEqual(set(verdicts_of(report).values()) - {"unclear", "not_applicable"}, set())
        self.assertEqual(report["answer"]["reads_whole_address_book"], "unclear")

    def test_androids_names_mean_nothing_on_harmony(self):
        for permissions in ([], [{"name": "android.permission.READ_CONTACTS"}, {"name": "READ_CONTACTS"}]):
            report = report_of(self.harmony(permissions))
            self.assertEqual(set(verdicts_of(report).values()) - {"unclear", "not_applicable"}, set())

    def test_an_ios_package_shows_its_purposes_and_decides_nothing(self):
        info = {"CFBundleIdentifier": "com.example.loan", "CFBundleVersion": "7", "CFBundleDisplayName": "Loan",
                "NSContactsUsageDescription": "To name an emergency contact"}
        for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
            content = zipped({"Payload/Loan.app/Info.plist": plistlib.dumps(info, fmt=form), "Payload/Loan.app/Loan": b"\xcf\xfa\xed\xfe"})
            report = report_of(self.write("app.ipa", content))
            self.assertEqual((report["app"]["kind"], report["app"]["version_code"], report["app"]["label"]), ("ipa", 7, "Loan"))
            purpose, = report["facts"]["purpose_text"]
            self.assertEqual((purpose["permission"], purpose["text"]), ("NSContactsUsageDescription", "To name an emergency contact"))
            self.assertEqual(report["facts"]["permission"], [])
            self.assertEqual(set(verdicts_of(report).values()) - {"unclear", "not_applicable"}, set())
            self.assertNotIn("cannot read", report["answer"]["sentence"])

    def test_a_text_report_shows_the_purposes(self):
        text = run("audit", self.harmony([{"name": "ohos.permission.READ_CONTACTS", "reason": "借款"}])).stdout.decode()
        self.assertRegex(text, "ohos.permission.READ_CONTACTS: .*借款")

    def test_other_forms_of_code_are_refused_with_a_sentence(self):
        for content in (b"cdex001\0", b"vdex021\0", b"dey\n036\0", b"\x7fELF"):
            done = run("audit", self.write("code.bin", content))
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr.decode(), r"\Akinsafe: code\.bin: is [^\n]+, which this version does not read\n\Z")


if __name__ == "__main__":
    unittest.main()
