#!/usr/bin/env python3
"""Holds Kinsafe against aapt, apksigner, dexdump and baksmali over the APKs of tests/apks.tsv, which real projects publish
on npm, and over the samples and fixtures of this repository.

usage: differential.py FOLDER [--build BUILD] [--only WORD]

FOLDER takes the APKs (110 MB); what is there already is fetched again only if its digest is wrong. BUILD is a build folder
with tests: cmake --preset release -DKINSAFE_TESTS=ON && cmake --build --preset release. --only: APKs with WORD in the name.

Prints a row an APK: what was compared, and how many differences there were; what differs, above the row. Exits 1 if
anything does. The comparisons are scripts of their own: tests/*/*_compare.py say what each holds against what.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent
ROOT = TESTS.parent
# Script, helper of the build folder, and of the counts that it prints those for the table.
COMPARISONS = (("dump/aapt_compare.py", "kinsafe", ("lines of XML", "resource values", "fields")),
               ("container/apksigner_compare.py", "tests/signing_list", ("signers",)),
               ("dex/dexdump_compare.py", "tests/dex_counts", ("classes", "methods", "field definitions", "instructions", "invokes", "strings")),
               ("dex/baksmali_compare.py", "kinsafe", ("lines of smali",)))
COLUMNS = [column for _, _, columns in COMPARISONS for column in columns]
LAST = re.compile(r": (\d+ .*): (\d+) differences$")


def digest_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def fetched(folder, only):
    """The APKs of the list, fetched where they are missing. Exits with a sentence if one can't be had as listed."""
    apks = []
    for line in (TESTS / "apks.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        package, path, sha256 = line.split("\t")
        apk = folder / f"{package.lstrip('@').replace('/', '_').replace('@', '_')}--{path.rsplit('/', 1)[-1]}"
        if only not in apk.name:
            continue
        if digest_of(apk) != sha256:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                packed = subprocess.run(["npm", "pack", "--silent", package], cwd=place, stdout=subprocess.PIPE, text=True, check=False)
                if packed.returncode != 0:
                    sys.exit(f"{package}: npm can't pack it")
                with tarfile.open(next(pathlib.Path(place).glob("*.tgz"))) as tar:
                    apk.write_bytes(tar.extractfile("package/" + path).read())
        if digest_of(apk) != sha256:
            sys.exit(f"{apk}: is not the file that was listed")
        apks.append(apk)
    return apks


def compare(build, apk):
    """Counts by name, differences, and the lines that tell of them."""
    counts, differences, lines = collections.Counter(), 0, []
    for script, helper, _ in COMPARISONS:
        run = subprocess.run([sys.executable, "-B", TESTS / script, build / helper, apk], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, errors="replace", check=False)
        said = run.stdout.splitlines()
        last = next((found for line in said if (found := LAST.search(line))), None)
        number = int(last[2]) if last else 1
        if run.returncode != 0 or not last:
            lines += said
            number = max(number, 1)
        differences += number
        counts.update({words.split(" ", 1)[1]: int(words.split(" ", 1)[0]) for words in last[1].split(", ")} if last else {})
    return counts, differences, lines


def compare_sums(build, apk, counts):
    """What an audit counts, against what dexdump's listings added up to."""
    run = subprocess.run([build / "kinsafe", "audit", apk, "--format", "json"], stdout=subprocess.PIPE, check=False)
    if run.returncode != 0:
        return [f"{apk.name}: the audit fails"]
    report = json.loads(run.stdout)["counts"]
    pairs = [("classes", report.get("classes", 0) + report.get("shadowed_classes", 0), counts["classes"]),
             ("methods with code", report["methods"]["seen"], counts["methods with code"]),
             ("call sites", report["call_sites"]["seen"], counts["invokes"]),
             ("instructions", report.get("instructions", 0), counts["instructions"])]
    return [f"{apk.name}: audit: {ours} {name}, dexdump {theirs}" for name, ours, theirs in pairs if ours != theirs]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    apks = fetched(options.folder, options.only)
    own = [*sorted(ROOT.glob("samples/*.apk")), *sorted(TESTS.glob("container/fixtures/signed/*.apk"))]
    apks += [apk for apk in own if options.only in apk.name]

    total, failures = collections.Counter(), 0
    print("| APK | " + " | ".join(COLUMNS) + " | differences |")
    print("|---|" + "---:|" * (len(COLUMNS) + 1))
    for apk in apks:
        counts, differences, lines = compare(options.build, apk)
        more = compare_sums(options.build, apk, counts)
        for line in lines + more:
            print(line)
        differences += len(more)
        print(f"| {apk.stem.replace('--', ' ')} | " + " | ".join(f"{counts[column]:,}" for column in COLUMNS) + f" | {differences} |", flush=True)
        total += counts
        failures += differences
    print(f"| **all {len(apks)}** | " + " | ".join(f"{total[column]:,}" for column in COLUMNS) + f" | {failures} |")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
