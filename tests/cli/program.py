"""What tests of the program as a whole share: where it is, how it is run, and a folder of a test's own.

The program is the first argument of a test script if that is a file, else what the environment's KINSAFE names, else
build/release/kinsafe."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HARVESTING = ROOT / "samples/harvesting.apk"
DECLARING = ROOT / "tests/apps/not_declared_only/debug.apk"  # declares a permission that nothing uses
COMPLIANT = ROOT / "samples/compliant.apk"
SECONDS = 120  # for one run of the program; it takes far less
PROGRAM = os.path.abspath(sys.argv.pop(1)) if sys.argv[1:] and os.path.isfile(sys.argv[1]) else os.environ.get(
    "KINSAFE", str(ROOT / "build/release/kinsafe"))

# A store whose policy binds too, and nothing about the lender left open.
ALL_NORMS = ["--store", "google-play", "--category", "lending", "--institution", "bank"]


def run(*words, environment=None):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, timeout=SECONDS,
                          env={**os.environ, "LC_ALL": "C", **(environment or {})})


def report_of(*words):
    done = run("audit", *words, "--format", "json")
    assert done.returncode in (0, 1), done
    return json.loads(done.stdout)


def verdicts_of(report):
    return {verdict["requirement"]: verdict["verdict"] for verdict in report["verdicts"]}


def entries_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class InFolder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
