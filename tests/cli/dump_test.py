#!/usr/bin/env python3
"""Runs `kinsafe dump` as users and scripts do: every kind of dump as text and JSON, exit codes, names that no source could
hold, damage, the build's own names by --mapping, and the schema of the report held against real reports.

Use: dump_test.py [PATH OF THE PROGRAM] [unittest options]
"""

import json
import re
import subprocess
import unittest
import xml.dom.minidom
import zipfile
import zlib

import jsonschema

import program
from program import COMPLIANT, HARVESTING, PROGRAM, ROOT, SECONDS, run

DETAILS = ROOT / "tests/dex/fixtures/details.dex"

KINDS = ["manifest", "permissions", "resources", "strings", "layouts", "signers", "parts", "classes", "methods", "fields",
         "code", "body", "xrefs", "packages", "callers", "callees", "constants", "why", "entry-points", "largest"]
NEED_A_NAME = ["xrefs", "callers", "callees", "constants", "why"]
APPS = ROOT / "tests/apps"


def text_of(*words):
    done = run("dump", *words)
    assert done.returncode == 0, done
    return done.stdout.decode()


def rows_of(*words):
    done = run("dump", *words, "--format", "json")
    assert done.returncode == 0, done
    dump = json.loads(done.stdout)
    assert list(dump) == ["schema", "what", "file", "rows", "incomplete"], list(dump)
    assert dump["schema"] == "kinsafe-dump/1" and dump["what"] == words[0]
    return dump["rows"]


def sealed(dex):
    """The dex with a checksum that fits."""
    return dex[:8] + zlib.adler32(dex[12:]).to_bytes(4, "little") + dex[12:]


class InFolder(program.InFolder):
    def with_part(self, name, content):
        """The harvesting sample with one part replaced."""
        path = self.folder / "changed.apk"
        with zipfile.ZipFile(HARVESTING) as old, zipfile.ZipFile(path, "w") as new:
            for entry in old.infolist():
                new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
        return path


class CommandLine(InFolder):
    def test_every_kind_is_shown_as_text_and_as_json(self):
        for kind in KINDS:
            name = ["*"] if kind in NEED_A_NAME else []
            self.assertGreater(len(rows_of(kind, HARVESTING, *name)), 0, kind)
            self.assertTrue(text_of(kind, HARVESTING, *name).endswith("\n"), kind)

    def test_a_wrong_command_line_is_exit_code_3(self):
        for words in ([], ["nothing", HARVESTING], ["manifest"], *([kind, HARVESTING] for kind in NEED_A_NAME), ["code", HARVESTING, "--format", "xml"],
                      ["code", HARVESTING, "--mapping", HARVESTING], ["parts", HARVESTING, "-o", self.folder / "no" / "file"]):
            done = run("dump", *words)
            self.assertEqual(done.returncode, 3, words)
            self.assertEqual(done.stdout, b"", words)
            self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)

    def test_what_is_no_app_is_exit_code_2(self):
        for path in (self.write("empty.apk", b""), self.write("text.apk", "no zip"), self.folder / "absent.apk"):
            for kind in KINDS:
                done = run("dump", kind, path, "*")
                self.assertEqual(done.returncode, 2, (kind, path))
                self.assertEqual((done.stdout, done.stderr.count(b"\n")), (b"", 1))

    def test_a_file_is_written_whole_or_not_at_all(self):
        target = self.folder / "out.txt"
        self.assertEqual(run("dump", "classes", HARVESTING, "-o", target).stdout, b"")
        self.assertEqual(target.read_text(), text_of("classes", HARVESTING))
        broken = run("dump", "classes", self.write("text.apk", "no zip"), "-o", self.folder / "never")
        self.assertEqual(broken.returncode, 2)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["out.txt", "text.apk"])

    def test_a_full_disk_is_noticed(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "dump", "code", str(HARVESTING)], stdout=full, stderr=subprocess.PIPE, timeout=SECONDS)
        self.assertEqual(done.returncode, 4)

    def test_a_name_that_nothing_has_is_said(self):
        done = run("dump", "classes", HARVESTING, "org.absent.*")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"org.absent", done.stderr)

    def test_a_package_without_any_is_said(self):
        path = self.folder / "plain.apk"
        with zipfile.ZipFile(HARVESTING) as old, zipfile.ZipFile(path, "w") as new:
            for name in ("AndroidManifest.xml", "classes.dex"):
                new.writestr(name, old.read(name))
        done = run("dump", "layouts", path)
        self.assertEqual((done.returncode, done.stderr), (0, f"kinsafe: {path}: holds no layouts\n".encode()))

    def test_a_wrong_dump_is_answered_with_the_use_of_dump(self):
        for words in (["nothing", HARVESTING], []):
            said = run("dump", *words).stderr
            self.assertIn(b"kinsafe dump WHAT PACKAGE", said)
            self.assertNotIn(b"kinsafe audit", said)
        self.assertEqual(run("dump", "schema", HARVESTING).returncode, 3)

    def test_a_reader_that_leaves_ends_it(self):
        process = subprocess.Popen([PROGRAM, "dump", "code", str(HARVESTING)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        self.assertEqual(process.stderr.read(), b"")
        self.assertNotEqual(process.wait(SECONDS), 0)
        process.stderr.close()

    def test_threads_change_nothing(self):
        for kind in ("classes", "code", "signers", "callees", "constants", "why"):
            name = ["*"] if kind in NEED_A_NAME else []
            self.assertEqual(text_of(kind, HARVESTING, *name, "-j", "1"), text_of(kind, HARVESTING, *name, "-j", "8"), kind)


class Declarations(InFolder):
    def test_the_manifest_is_xml_with_the_names_of_resources(self):
        text = text_of("manifest", HARVESTING)
        root = xml.dom.minidom.parseString(text).documentElement
        self.assertEqual(root.getAttribute("package"), "org.kinsafe.sample.harvesting")
        names = [node.getAttribute("android:name") for node in root.getElementsByTagName("uses-permission")]
        self.assertIn("android.permission.READ_CONTACTS", names)
        application = root.getElementsByTagName("application")[0]
        self.assertEqual(application.getAttribute("android:label"), "@string/app_name")
        self.assertEqual(application.getAttribute("android:theme"), "@0x01030237")  # the platform's: not named here

    def test_the_manifest_as_json_has_its_fields_and_its_tree(self):
        row = rows_of("manifest", HARVESTING)[0]
        self.assertEqual((row["package"], row["min_sdk"], row["target_sdk"]), ("org.kinsafe.sample.harvesting", 23, 33))
        self.assertEqual(row["elements"][0]["name"], "manifest")
        for index, element in enumerate(row["elements"][1:], 1):
            self.assertLess(element["parent"], index)
            self.assertEqual(element["depth"], row["elements"][element["parent"]]["depth"] + 1)

    def test_the_manifest_needs_no_code(self):
        damaged = self.with_part("classes.dex", b"no dex")
        self.assertEqual(text_of("manifest", damaged), text_of("manifest", HARVESTING))

    def test_permissions_have_their_lines(self):
        rows = {row["name"]: row["line"] for row in rows_of("permissions", HARVESTING)}
        self.assertEqual(rows["android.permission.READ_CONTACTS"], 12)
        self.assertEqual([row["name"] for row in rows_of("permissions", HARVESTING, "*CONTACTS")], ["android.permission.READ_CONTACTS"])

    def test_texts_come_in_every_language(self):
        rows = rows_of("strings", HARVESTING, "agree")
        self.assertEqual({row["locale"]: row["config"] for row in rows}, {"": "", "zh-CN": "zh-rCN", "zh-TW": "zh-rTW"})
        self.assertEqual({row["name"] for row in rows}, {"string/agree"})

    def test_layouts_are_found_by_name(self):
        rows = rows_of("layouts", HARVESTING, "res/layout/pick*")
        self.assertEqual([row["part"] for row in rows], ["res/layout/pick.xml"])
        text = text_of("layouts", HARVESTING, "res/layout/pick.xml")
        self.assertEqual(xml.dom.minidom.parseString(text.split("\n", 1)[1]).documentElement.tagName, "ListView")

    def test_a_damaged_layout_is_a_gap(self):
        changed = self.with_part("res/layout/pick.xml", b"no XML")
        self.assertIn("<!-- damaged: res/layout/pick.xml", text_of("layouts", changed))
        dump = json.loads(run("dump", "layouts", changed, "--format", "json").stdout)
        self.assertEqual([gap["part"] for gap in dump["incomplete"]], ["res/layout/pick.xml"])

    def test_signers_say_whether_the_signature_holds(self):
        self.assertEqual({row["scheme"]: row["holds"] for row in rows_of("signers", HARVESTING)}["v2"], "yes")

    def test_every_entry_of_the_zip_is_a_part(self):
        with zipfile.ZipFile(HARVESTING) as apk:
            expected = {entry.filename: (entry.file_size, entry.compress_size, f"{entry.CRC:08x}") for entry in apk.infolist()}
        rows = rows_of("parts", HARVESTING)
        self.assertEqual({row["name"]: (row["bytes"], row["compressed"], row["crc32"]) for row in rows}, expected)


class Code(InFolder):
    def test_code_reads_as_smali_with_lines_of_the_source(self):
        expected = """
.method public static native blacklist 中文名()V
.end method
"""
        self.assertIn(expected, text_of("code", DETAILS, "fixture.Details"))
        text = text_of("code", HARVESTING, "*AddressBook.readPhone")
        self.assertIn("    .line 20\n    sget-object v4, Landroid/provider/ContactsContract$CommonDataKinds$Phone;->CONTENT_URI:Landroid/net/Uri;\n", text)
        self.assertEqual(text.count(".method "), 1)

    def test_bodies_add_up_and_say_what_they_were_before_the_build(self):
        text = text_of("body", HARVESTING)
        total = re.fullmatch(r"# (\d+) methods = (\d+) lowered \+ (\d+) skipped", text.splitlines()[-1])
        methods = [row for row in rows_of("methods", HARVESTING) if row["code_units"] is not None]
        self.assertEqual([int(number) for number in total.groups()], [len(methods), len(methods), 0])
        self.assertEqual(text.count("\nbody "), len(methods))
        rows = rows_of("body", HARVESTING, "*AddressBook.readPhone")
        self.assertEqual([row["method"] for row in rows], ["Lorg/kinsafe/sample/harvesting/AddressBook;->readPhone(Landroid/content/ContentResolver;)Ljava/util/List;"])
        self.assertTrue(any("invoke virtual Landroid/content/ContentResolver;->query(" in line for line in rows[0]["lines"]))
        mapping = self.write("mapping.txt", NamesGivenBack.MAPPING)
        text = text_of("body", HARVESTING, "com.lender.Phonebook.takeEverything", "--mapping", mapping)
        self.assertTrue(text.startswith("# classes.dex: Lcom/lender/Phonebook;->takeEverything("), text)

    def test_a_method_that_the_platform_would_reject_is_said(self):
        text = text_of("body", ROOT / "tests/dex/fixtures/opcodes.dex")
        self.assertIn("\n# 2 methods = 1 lowered + 1 skipped\n", text)
        self.assertIn("\n# damaged: opcodes.dex: Lfixture/Opcodes;->all()V: can't be lowered: it takes a result that no call before it gives, at code unit 19\n", text)
        rows = rows_of("body", ROOT / "tests/dex/fixtures/opcodes.dex")
        self.assertEqual([len(row["lines"]) > 0 for row in rows], [False, True])

    def test_json_gives_each_instruction_its_place(self):
        rows = rows_of("code", HARVESTING, "Lorg/kinsafe/sample/harvesting/AddressBook;->readPhone*")
        self.assertEqual([row["part"] for row in rows], ["classes.dex"])
        query = [line for line in rows[0]["lines"] if "ContentResolver;->query" in line["text"]][0]
        self.assertEqual(query["line"], 20)
        mention = rows_of("xrefs", HARVESTING, "Landroid/content/ContentResolver;->query*")
        self.assertIn((query["line"], query["offset"]), [(row["line"], row["offset"]) for row in mention])

    def test_every_kind_of_mention_is_found(self):
        kinds = lambda name: {(row["kind"], row["in"]) for row in rows_of("xrefs", DETAILS, name)}
        here = "Lfixture/Details;"
        self.assertIn(("extends", here), kinds("java.lang.Object"))
        self.assertIn(("calls", here + "-><init>(Ljava/lang/String;J)V"), kinds("java.lang.Object.<init>"))
        self.assertIn(("implements", here), kinds("Ljava/lang/Runnable;"))
        self.assertIn(("catches", here + "->lambda(I)V"), kinds("java.lang.RuntimeException"))
        self.assertIn(("annotation", here + "->plain:I"), kinds("fixture.Mark"))
        self.assertIn(("annotation", here), kinds("two"))
        self.assertIn(("value of", here + "->text:Ljava/lang/String;"), kinds("中*"))
        self.assertIn(("names", here + "->run()V"), kinds("sum *"))
        self.assertIn(("defines", here), kinds("fixture.Details.count"))
        self.assertIn(("hands on", here + "->run()V"), kinds("fixture.Details.count"))
        self.assertIn(("calls", here + "->run()V"), kinds(here + "->lambda(I)V"), "by an invoke-custom")
        self.assertIn(("signature", here + "-><init>(Ljava/lang/String;J)V"), kinds("Ljava/lang/String;"))

    def test_sizes_add_up(self):
        methods, classes, packages = (rows_of(kind, HARVESTING) for kind in ("methods", "classes", "packages"))
        units = sum(row["code_units"] or 0 for row in methods)
        self.assertEqual(units, sum(row["code_units"] for row in classes))
        self.assertEqual(units, sum(row["code_units"] for row in packages))
        self.assertEqual(len(methods), sum(row["methods"] for row in packages))
        sizes = [row["code_units"] for row in packages]
        self.assertEqual(sizes, sorted(sizes, reverse=True))

    def test_damaged_code_is_a_gap_in_every_dump_of_code(self):
        with zipfile.ZipFile(HARVESTING) as apk:
            dex = apk.read("classes.dex")
        changed = self.with_part("classes.dex", dex[:-600])
        for kind in ("classes", "methods", "fields", "code", "body", "packages", "callees", "why", "entry-points", "hubs", "largest"):
            name = ["*"] if kind in NEED_A_NAME else []
            self.assertIn("\n# damaged: classes.dex: ", "\n" + text_of(kind, changed, *name), kind)

    def test_a_class_that_another_hides_is_shown_and_marked(self):
        with zipfile.ZipFile(HARVESTING) as apk:
            dex = apk.read("classes.dex")
        path = self.with_part("none", b"")
        with zipfile.ZipFile(path, "a") as apk:
            apk.writestr("classes2.dex", dex)
        rows = rows_of("classes", path, "*AddressBook")
        self.assertEqual([(row["part"], row["hidden"]) for row in rows], [("classes.dex", "no"), ("classes2.dex", "yes")])


class Calls(InFolder):
    BOOK = "Lorg/kinsafe/sample/harvesting/AddressBook;->readPhone(Landroid/content/ContentResolver;)Ljava/util/List;"
    QUERY = "android.content.ContentResolver.query"

    def test_iterators_that_the_platform_hands_on_are_called(self):
        called = {(row["offset"], row["target"].split("$")[-1]) for row in rows_of("callees", APPS / "reach_wrapped_iterator/debug.apk", "*Main;->onCreate*")
                  if row["kind"] == "call" and "Next" in row["target"]}
        self.assertLessEqual({(21, "Rows;->hasNext()Z"), (46, "Log;->hasNext()Z")}, called)
        self.assertNotIn((46, "Rows;->hasNext()Z"), called)

    def test_callers_are_all_there_with_their_places(self):
        rows = rows_of("callers", HARVESTING, "*AddressBook.readPhone")
        self.assertEqual([(row["caller"], row["target"], row["kind"], row["line"]) for row in rows],
                         [("Lorg/kinsafe/sample/harvesting/BookUpload;->run(Landroid/content/ContentResolver;)V", self.BOOK, "call", 19),
                          ("Lorg/kinsafe/sample/harvesting/PickActivity;->onCreate(Landroid/os/Bundle;)V", self.BOOK, "call", 20)])
        for row in rows:
            mentions = rows_of("xrefs", HARVESTING, self.BOOK)
            self.assertIn((row["caller"], row["offset"]), [(mention["in"], mention["offset"]) for mention in mentions])

    def test_callees_are_what_the_code_names(self):
        rows = rows_of("callees", HARVESTING, self.BOOK)
        self.assertEqual([row["offset"] for row in rows], sorted(row["offset"] for row in rows))
        named = {(mention["target"], mention["offset"]) for mention in rows_of("xrefs", HARVESTING, "*")
                 if mention["kind"] == "calls" and mention["in"] == self.BOOK}
        self.assertLessEqual(named, {(row["target"], row["offset"]) for row in rows})
        query = [row for row in rows if "->query(" in row["target"]]
        self.assertEqual([(row["kind"], row["wide"], row["line"]) for row in query], [("platform", None, 20)])

    def test_both_sides_show_the_same_edges(self):
        for app in (HARVESTING, APPS / "reach_handler_post/debug.apk", APPS / "reach_coroutine/debug.apk", APPS / "reach_invoke_custom/debug.apk"):
            edges = [{tuple(row.values()) for row in rows_of(kind, app, "*") if row["offset"] is not None and row["wide"] is not None}
                     for kind in ("callers", "callees")]
            self.assertGreater(len(edges[0]), 1, app)
            self.assertEqual(*edges, app)

    def test_no_method_is_without_a_row(self):
        for app in (HARVESTING, DETAILS, APPS / "not_dead_class/debug.apk"):
            methods = {row["method"] for row in rows_of("methods", app)}
            self.assertEqual(methods - {row["target"] for row in rows_of("callers", app, "*")} - self.without_code(app), set())
            self.assertEqual(methods - {row["caller"] for row in rows_of("callees", app, "*")}, set())
            self.assertEqual(methods - {row["method"] for row in rows_of("why", app, "*")}, set())

    def without_code(self, app):
        return {row["method"] for row in rows_of("methods", app) if row["code_units"] is None}

    def test_entry_points_name_what_android_makes_and_when(self):
        rows = rows_of("entry-points", HARVESTING, "*SplashActivity.onCreate")
        self.assertEqual([(row["made_as"], row["class"], row["moment"]) for row in rows],
                         [("activity", "Lorg/kinsafe/sample/harvesting/StartActivity;", "start")])
        of_class = rows_of("entry-points", HARVESTING, "org.kinsafe.sample.harvesting.StartActivity")
        self.assertLess(1, len(of_class))
        self.assertLess(len(of_class), len(rows_of("entry-points", HARVESTING)))

    def test_hubs_stand_with_their_targets_at_each_call(self):
        app = APPS / "reach_coroutine/debug.apk"
        hub = rows_of("hubs", app)[0]
        self.assertGreater(hub["targets"], 32)
        largest = [row for row in rows_of("largest", app) if row["what"] == "targets of a call"][0]
        self.assertEqual((largest["method"], largest["size"], largest["sites"]), (hub["method"], hub["targets"], hub["sites"]))
        self.assertEqual(run("dump", "hubs", HARVESTING).stderr, f"kinsafe: {HARVESTING}: holds no hubs\n".encode())

    def test_the_largest_bodies_are_those_of_the_list_of_methods(self):
        units = {row["method"]: row["code_units"] for row in rows_of("methods", HARVESTING)}
        rows = [row for row in rows_of("largest", HARVESTING) if row["what"] == "code units"]
        self.assertGreater(len(rows), 10)
        self.assertEqual([row["size"] for row in rows], [units[row["method"]] for row in rows])
        self.assertEqual([row["size"] for row in rows], sorted((row["size"] for row in rows), reverse=True))

    def test_constants_are_what_arguments_may_be(self):
        rows = [row for row in rows_of("constants", APPS / "read_literal_uri/debug.apk", "android.net.Uri.parse")]
        self.assertTrue(any(value.startswith('"content://') for row in rows for value in row["values"]), rows)
        for row in rows_of("constants", HARVESTING, "*"):
            self.assertEqual(row["whole"] == "yes", row["reason"] is None, row)
        asked = rows_of("constants", HARVESTING, "*.requestPermissions")
        of_array = [row for row in asked if row["type"] == "[Ljava/lang/String;"]
        self.assertTrue(any('"android.permission.READ_CONTACTS"' in row["values"] for row in of_array), asked)

    def test_why_leads_step_by_step_from_what_android_runs(self):
        entries = {row["method"] for row in rows_of("entry-points", HARVESTING)}
        rows = rows_of("why", HARVESTING, "*")
        self.assertGreater(sum(row["reached"] for row in rows), 50)
        for row in rows:
            self.assertEqual(row["reached"], row["steps"] != [], row)
            self.assertEqual(row["reached"], row["missing"] == [], row)
            if not row["reached"]:
                continue
            self.assertIn(row["steps"][0]["target"], entries)
            self.assertEqual([step["caller"] for step in row["steps"][1:]], [step["target"] for step in row["steps"][:-1]])
            self.assertEqual(row["steps"][-1]["target"], row["method"])
            self.assertTrue(row["when"])

    def test_why_reads_as_an_explanation(self):
        text = text_of("why", HARVESTING, "*AddressBook.readPhone")
        self.assertTrue(text.startswith(self.BOOK + "\n  is reached; runs at: start, "), text)
        self.assertIn(f"\n  5. Lorg/kinsafe/sample/harvesting/PickActivity;->onCreate(Landroid/os/Bundle;)V calls {self.BOOK} (line 20, offset 13)\n", text)

    def test_what_is_missing_is_said(self):
        here = "Lorg/kinsafe/app/"
        for app, name, words in (
            ("not_undeclared_component", self.QUERY, f"{here}Form; is an activity, but the manifest declares none of this name"),
            ("not_dead_code", "*upload", "no instruction calls it, neither by its name nor by that of a method that it overrides"),
            ("not_dead_class", "*Collector.run", f"only code that is not reached makes an object of {here}Collector;: {here}Collector;->onClick(Landroid/view/View;)V, line 20"),
            ("not_uninstantiated", "*WholeBook.count", f"no instruction makes an object of {here}Main$WholeBook; or of a class below it"),
        ):
            text = text_of("why", APPS / app / "debug.apk", name)
            self.assertIn("  is not reached: no way leads to it from what Android runs\n", text, app)
            self.assertIn("  - " + words, text, app)
        row = rows_of("why", APPS / "not_dead_class/debug.apk", self.QUERY)[0]
        self.assertEqual([missing["method"].split("->")[1][:4] for missing in row["missing"]], ["quer", "quer", "run(", "run(", "onCl", "onCl"])
        self.assertIn("native method", text_of("why", DETAILS, "中文名"))
        self.assertIn("abstract method", text_of("why", DETAILS, "name with spaces"))

    def test_names_are_given_back(self):
        mapping = self.write("mapping.txt", NamesGivenBack.MAPPING)
        whole = "Lcom/lender/Phonebook;->takeEverything(Landroid/content/ContentResolver;)Ljava/util/List;"
        rows = rows_of("why", HARVESTING, "com.lender.Phonebook.takeEverything", "--mapping", mapping)
        self.assertEqual([row["method"] for row in rows], [whole])
        rows = rows_of("callees", HARVESTING, "com.lender.Phonebook.takeEverything", "--mapping", mapping)
        self.assertEqual({row["caller"] for row in rows}, {whole})
        self.assertIn(120, {row["line"] for row in rows})


class TrickyNames(InFolder):
    # Names of the same length in place of that of the field `plain`.
    NAMES = {"escape": b"\x1b[2J\x07", "newline": b"a\nb\tc", "reversed": "\u202eab".encode(), "space": b"a b c", "quotes": b"a\"'\\b",
             "half a pair": b"\xed\xa0\x80ab", "no UTF-8": b"\xff\xfe\x80\x81a"}

    def test_one_line_stays_one_line_and_json_stays_json(self):
        plain = text_of("fields", DETAILS).count("\n")
        for what, name in self.NAMES.items():
            self.assertEqual(DETAILS.read_bytes().count(b"\x05plain\0"), 1)
            dex = sealed(DETAILS.read_bytes().replace(b"\x05plain\0", b"\x05" + name + b"\0"))
            path = self.write("names.dex", dex)
            for kind in ("fields", "code", "body", "xrefs", "callees", "why"):
                text = text_of(kind, path, "*")
                self.assertFalse([c for c in text if (ord(c) < 0x20 and c not in "\n\t") or c in "\x7f\u202e"], (what, kind))
            self.assertEqual(text_of("fields", path).count("\n"), plain, what)
            field = [row for row in rows_of("fields", path) if row["field"].endswith(":I") and ";->count:" not in row["field"]]
            self.assertEqual(len(field), 1, what)

    def test_a_very_long_name_survives(self):
        text = "name " * 20000
        path = self.write("mapping.txt", f"fixture.{'x' * 100000} -> fixture.Details:\n")
        self.assertIn("x" * 100000, text_of("classes", DETAILS, "--mapping", path))
        self.assertEqual(run("dump", "classes", DETAILS, text).returncode, 0)


class NamesGivenBack(InFolder):
    MAPPING = """# {"id":"com.android.tools.r8.mapping","version":"2.2"}
com.lender.Phonebook -> org.kinsafe.sample.harvesting.AddressBook:
    18:27:java.util.List takeEverything(android.content.ContentResolver):118:127 -> readPhone
com.lender.Somebody -> org.kinsafe.sample.harvesting.Person:
    java.lang.String title -> name
"""

    def test_in_code_and_mentions(self):
        path = self.write("mapping.txt", self.MAPPING)
        text = text_of("code", HARVESTING, "com.lender.Phonebook.takeEverything", "--mapping", path)
        self.assertIn(".method static takeEverything(Landroid/content/ContentResolver;)Ljava/util/List;\n", text)
        self.assertIn("    .line 120\n", text)
        self.assertIn("new-instance v1, Lcom/lender/Somebody;", text)
        rows = rows_of("xrefs", HARVESTING, "Landroid/content/ContentResolver;->query*", "--mapping", path)
        self.assertIn(("Lcom/lender/Phonebook;->takeEverything(Landroid/content/ContentResolver;)Ljava/util/List;", 120),
                      [(row["in"], row["line"]) for row in rows])
        self.assertEqual(len(rows_of("xrefs", HARVESTING, "org.kinsafe.sample.harvesting.Person", "--mapping", path)),
                         len(rows_of("xrefs", HARVESTING, "com.lender.Somebody", "--mapping", path)))

    def test_in_the_evidence_of_an_audit(self):
        path = self.write("mapping.txt", self.MAPPING)
        done = run("audit", HARVESTING, "--mapping", path, "--format", "json")
        self.assertEqual(done.returncode, 0)
        places = [evidence for row in json.loads(done.stdout)["facts"]["data_read"] for evidence in row["evidence"]]
        self.assertIn(("Lcom/lender/Phonebook;", "Lcom/lender/Phonebook;->takeEverything(Landroid/content/ContentResolver;)Ljava/util/List;", 120),
                      [(place["class"], place["method"], place["line"]) for place in places])

    def test_two_apps_have_no_mapping_in_common(self):
        path = self.write("mapping.txt", self.MAPPING)
        self.assertEqual(run("audit", HARVESTING, COMPLIANT, "--mapping", path).returncode, 3)

    def test_lines_that_are_no_mapping_are_said(self):
        path = self.write("mapping.txt", self.MAPPING + "what is this\n")
        self.assertIn(b"1 lines are no mapping", run("dump", "classes", HARVESTING, "--mapping", path).stderr)


class ReportSchema(unittest.TestCase):
    def test_the_published_schema_is_the_one_that_is_printed(self):
        printed = text_of("schema")
        published = (ROOT / "docs/report.schema.json").read_text()
        self.assertEqual(printed, published, "write it anew: kinsafe dump schema -o docs/report.schema.json")

    def test_reports_of_the_samples_keep_to_it(self):
        schema = json.loads(text_of("schema"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for sample in (HARVESTING, COMPLIANT):
            report = json.loads(run("audit", sample, "--format", "json").stdout)
            self.assertEqual([error.message for error in validator.iter_errors(report)], [], sample.name)
            self.assertEqual(list(report), list(schema["properties"]))
            self.assertEqual(list(report)[:len(schema["required"])], schema["required"])
            for part in ("tool", "app", "answer"):
                self.assertEqual([key for key in report[part] if key in schema["properties"][part]["required"]],
                                 schema["properties"][part]["required"])

    def test_a_report_that_says_something_else_does_not(self):
        validator = jsonschema.Draft202012Validator(json.loads(text_of("schema")))
        report = json.loads(run("audit", HARVESTING, "--format", "json").stdout)
        for change in (lambda r: r.pop("facts"), lambda r: r["verdicts"][0].update(verdict="guilty"),
                       lambda r: r["facts"]["data_read"][0].update(family="friends"), lambda r: r["app"].update(bytes="many"),
                       lambda r: r["facts"]["permission"][0].update(more=1), lambda r: r["counts"]["methods"].update(seen=-1)):
            changed = json.loads(json.dumps(report))
            change(changed)
            self.assertFalse(validator.is_valid(changed))


if __name__ == "__main__":
    unittest.main()
