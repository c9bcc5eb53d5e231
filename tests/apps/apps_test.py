#!/usr/bin/env python3
"""Audits the fixture apps and compares what is found with what their sources say they do.

    tests/apps/apps_test.py KINSAFE [--quiet] [--only VARIANT] [--open] [IDEA...]

README.md holds the grammar of expectations. For each fixture and variant, this prints the expected rows that are missing, the
columns that differ and the rows that nothing expects; then, by kind and column, how many are right. Exits 1 if anything differs.
With --open, only if something differs in a package that open.tsv does not name, or nothing in one that it names, or if a row that
must not be is there or a verdict is wrong: those can't be open.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import build

APPS = build.APPS
FAMILIES = {"contacts", "sim_contacts", "call_log", "sms"}
KINDS = ("permission", "permission_request", "data_read", "denial")
# A row is the expected one only if these agree; what else is expected of it is right or wrong.
KEYS = {"permission": ["name"], "permission_request": ["permissions"], "data_read": ["family"], "denial": ["permission"]}
LISTS = {"permissions", "hides"}


class Row:
    """An expected row: its kind, its columns, and the place that causes it."""

    def __init__(self, words, file, line):
        self.kind, *columns = words.split()
        if self.kind not in KINDS:
            sys.exit(f"{file}:{line}: no rows of kind {self.kind}")
        self.columns = dict(column.split("=", 1) for column in columns)
        self.file, self.line = file, line

    def __str__(self):
        place = f"{self.file.name}:{self.line}: " if self.file else ""
        return place + " ".join([self.kind, *(f"{name}={value}" for name, value in self.columns.items())])


def expectations(idea):
    """(expected rows, rows that must not be, verdicts) of a fixture, from comments and expected.txt."""
    expected, forbidden, verdicts = [], [], []
    files = build.sources(idea) + build.named_stubs(idea)
    if APPS / idea / "AndroidManifest.xml" not in files:
        files.append(APPS / "AndroidManifest.xml")
    for file in files:
        if file.suffix not in (".java", ".js", ".kt", ".xml"):
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            found = re.search(r"(?://|<!--) (expect|expect-none): (.*?)(?: -->)?$", line)
            if found:
                rows = [Row(words, file, number) for words in found.group(2).split(";")]
                (expected if found.group(1) == "expect" else forbidden).extend(rows)
    path = APPS / idea / "expected.txt"
    for line in path.read_text().splitlines() if path.exists() else []:
        words = line.split("#")[0].split()
        if words:
            verdicts.append((words[1], words[2]))
    return expected, forbidden, verdicts


def text_of(value):
    return ",".join(sorted(value)) if isinstance(value, list) else str(value)


def value_of(row, column):
    return text_of(row.get(column))


def wanted(row, column):
    value = row.columns[column]
    return ",".join(sorted(value.split(","))) if column in LISTS else value


def is_own(row):
    """Whether the app itself does it: a library's rows need no line."""
    return row["origin"] in ("app", "unclear")


def differing(expected, row):
    return [column for column in expected.columns if wanted(expected, column) != value_of(row, column)]


def stands_at(expected, row, has_lines):
    """Whether a row shows the line: as the place itself, 0, on the way to it, 1, or not at all, None."""
    if not has_lines or expected.file.suffix == ".xml":
        return 0
    for i, step in enumerate(row["evidence"] + row.get("witness", [])):
        if step["line"] == expected.line and is_of(expected.file, step):
            return 0 if i == 0 else 1
    return None


def is_of(file, step):
    """Whether evidence may lie in a file. One of Kotlin holds classes of any name; other parts of a package have none."""
    if file.suffix == ".java":
        return (step["class"] or "").rstrip(";").rpartition("/")[2].split("$")[0] == file.stem
    return (step["class"] is not None) == (file.suffix == ".kt")


def match(expected, rows, has_lines):
    """Pairs of expected rows and the rows found for them (None: missing), the closest first."""
    pairs = []
    for i, want in enumerate(expected):
        for j, row in enumerate(rows[want.kind]):
            place = stands_at(want, row, has_lines)
            if place is None or any(column in want.columns and wanted(want, column) != value_of(row, column) for column in KEYS[want.kind]):
                continue
            pairs.append((len(differing(want, row)), place, i, j))
    found, used = {}, set()
    for _, _, i, j in sorted(pairs):
        if i not in found and (expected[i].kind, j) not in used:
            found[i] = j
            used.add((expected[i].kind, j))
    return [(want, rows[want.kind][found[i]] if i in found else None) for i, want in enumerate(expected)], used


class Count:
    def __init__(self):
        self.right = collections.Counter()
        self.wrong = collections.Counter()

    def add(self, other):
        self.right += other.right
        self.wrong += other.wrong


def audit(kinsafe, idea, variant):
    command = [kinsafe, "audit", "--format", "json", "--quiet"]
    mapping = APPS / idea / f"{variant}.mapping.txt"
    if mapping.exists():
        command += ["--mapping", mapping]
    done = subprocess.run([*command, APPS / idea / f"{variant}.apk"], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"exit {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def compare(kinsafe, idea, variant):
    """(complaints, counts) of one package."""
    expected, forbidden, verdicts = expectations(idea)
    try:
        report = audit(kinsafe, idea, variant)
    except RuntimeError as error:
        return [str(error)], Count()
    has_lines = variant == "debug"
    rows = {kind: report["facts"].get(kind, []) for kind in KINDS}
    # What nothing reaches is gone after shrinking.
    if not has_lines:
        expected = [want for want in expected if want.columns.get("reached") != "no"]
        for kind in KINDS:
            rows[kind] = [row for row in rows[kind] if row["reached"] != "no"]
    complaints, count = [], Count()
    pairs, used = match(expected, rows, has_lines)
    for want, row in pairs:
        name = f"{want.kind} row"
        if row is None:
            complaints.append(f"missing     {want}")
            count.wrong[name] += 1
            continue
        count.right[name] += 1
        wrong = differing(want, row)
        for column in want.columns:
            (count.wrong if column in wrong else count.right)[f"{want.kind}.{column}"] += 1
        if wrong:
            complaints.append(f"differs     {want}: " + ", ".join(f"{column}={value_of(row, column)}" for column in wrong))
    for kind in KINDS:
        for j, row in enumerate(rows[kind]):
            if kind == "permission" or (kind, j) in used or not is_own(row) or (kind == "data_read" and row["family"] not in FAMILIES):
                continue
            # A place has a row for each moment at which it runs, and a shrinker may put a method's body into each of its callers: a
            # question and the same one asked again are then two places.
            may_differ = set() if has_lines else {"again"}
            if any(want.kind == kind and stands_at(want, row, has_lines) is not None and set(differing(want, row)) <= may_differ for want in expected):
                continue
            at = row["evidence"][0]
            columns = [*KEYS[kind], *(name for name in ("cardinality", "reached", "when", "outcome") if name in row)]
            complaints.append(f"unexpected  {at['method']}:{at['line']}: {kind} " + " ".join(f"{name}={value_of(row, name)}" for name in columns))
            count.wrong[f"{kind} unexpected"] += 1
    for want in forbidden:
        bad = sum(not differing(want, row) for row in rows[want.kind])
        (count.wrong if bad else count.right)["forbidden row"] += 1
        if bad:
            complaints.append(f"forbidden   {want}")
    said = {verdict["requirement"]: verdict["verdict"] for verdict in report["verdicts"]}
    for requirement, want in verdicts:
        is_right = said.get(requirement) != "violated" if want == "not-violated" else said.get(requirement) == want
        (count.right if is_right else count.wrong)["verdict"] += 1
        if not is_right:
            complaints.append(f"verdict     {requirement} is {said.get(requirement)}, not {want}")
    return complaints, count


def main(arguments):
    is_quiet = "--quiet" in arguments
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else None
    words = [word for i, word in enumerate(arguments) if not word.startswith("--") and arguments[i - 1] != "--only"]
    if not words:
        sys.exit(__doc__)
    kinsafe, *names = words
    jobs = [(idea, variant) for idea in names or build.ideas() for variant in build.options(idea)["variants"] if only in (None, variant)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda job: compare(kinsafe, *job), jobs))
    known = set()
    if "--open" in arguments:
        known = {line.split("\t")[0] for line in (APPS / "open.tsv").read_text().splitlines() if line and not line.startswith("#")}
    total, failed, is_bad = Count(), 0, False
    for (idea, variant), (complaints, count) in zip(jobs, results):
        total.add(count)
        failed += bool(complaints)
        package = f"{idea}/{variant}"
        is_grave = any(complaint.startswith(("forbidden", "verdict")) for complaint in complaints)
        is_bad |= is_grave or bool(complaints) != (package in known)
        if package in known and not complaints:
            print(f"{package}: open.tsv names it, and it is as expected")
        for complaint in complaints if not is_quiet else []:
            print(f"{idea}/{variant}: {complaint}")
    print(f"{len(jobs) - failed} of {len(jobs)} packages as expected")
    for name in sorted(total.right | total.wrong):
        print(f"  {name:32} {total.right[name]:5} right {total.wrong[name]:5} wrong")
    return 1 if is_bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
