#!/usr/bin/env python3
"""Time and peak memory of androguard and of kinsafe on the same APKs, in one run.

usage: androguard_compare.py PYTHON FOLDER [--kinsafe PROGRAM] [--least MB] [--runs N] [--most N]

PYTHON is the interpreter of an environment that has androguard (python3 -m venv E && E/bin/pip install androguard==4.1.4).
Of the APKs in FOLDER those with at least MB (1) of dex are taken, small ones first, at most N of them.

androguard reads the APK and builds its cross references (`AnalyzeAPK`), and judges nothing; its time is that of the call
alone, without starting Python and importing. It is run twice: as it comes, which is with a debug log on standard error (here
/dev/null), and with that log off. kinsafe audits: it reads, digests the file, verifies the
signatures, builds cross references, judges and writes the report, in one thread; its time is that of the whole process,
the median of N (5) runs; "reads" is the part of it that does what androguard does. Memory is the highest resident set of each process.
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
ANALYZE = """
import sys, time
if sys.argv[2] == "quiet":
    try:
        from loguru import logger
        logger.remove()
    except ImportError:
        pass  # before version 4 it writes no log unless asked to
from androguard.misc import AnalyzeAPK
start = time.perf_counter()
apk, dexes, analysis = AnalyzeAPK(sys.argv[1])
print(time.perf_counter() - start)
"""


def run(words):
    """What it printed, seconds, peak MB. Exits if it fails."""
    start = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if child.returncode != 0:
        sys.exit(f"{words}: exit code {child.returncode}")
    return printed, seconds, usage.ru_maxrss / 1024


def read_seconds(kinsafe, path):
    """What the stages take that do what androguard does: open, inflate, verify, index, cross-reference."""
    done = subprocess.run([kinsafe, "audit", str(path), "-j", "1", "--format", "json", "--stages"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    stages = dict(re.findall(r"^(open|program|xrefs) +([\d.]+) ", done.stderr, re.M))
    return sum(float(ms) for ms in stages.values()) / 1000


def dex_mb(path):
    with zipfile.ZipFile(path) as apk:
        return sum(entry.file_size for entry in apk.infolist() if re.fullmatch(r"classes\d*\.dex", entry.filename)) / 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("python")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--kinsafe", default=str(ROOT / "build/release/kinsafe"))
    parser.add_argument("--least", type=float, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most", type=int, default=1000)
    options = parser.parse_args()
    sizes = {path: dex_mb(path) for path in options.folder.glob("*.apk")}
    apks = sorted((path for path in sizes if sizes[path] >= options.least), key=sizes.get)[:options.most]
    reading, faster, faster_quiet, smaller = [], [], [], []
    print("| APK | dex MB | androguard s | log off, s | its MB | kinsafe reads, s | audits, s | its MB | reading, times faster | auditing | than log off | times less memory |")
    print("|---|" + "---:|" * 11)
    for path in apks:
        audits = [run([options.kinsafe, "audit", str(path), "-j", "1", "--format", "json"])[1:] for _ in range(options.runs)]
        ours, our_mb = statistics.median(seconds for seconds, _ in audits), max(mb for _, mb in audits)
        read = statistics.median(read_seconds(options.kinsafe, path) for _ in range(options.runs))
        printed, _, _ = run([options.python, "-c", ANALYZE, str(path), "as it comes"])
        printed_quiet, _, their_mb = run([options.python, "-c", ANALYZE, str(path), "quiet"])
        theirs, theirs_quiet = float(printed), float(printed_quiet)
        reading.append(theirs / read)
        faster.append(theirs / ours)
        faster_quiet.append(theirs_quiet / ours)
        smaller.append(their_mb / our_mb)
        print(f"| {path.stem.replace('--', ' ')} | {sizes[path]:.2f} | {theirs:.2f} | {theirs_quiet:.2f} | {their_mb:.0f} | {read:.4f} | {ours:.4f} | {our_mb:.1f} | "
              f"{reading[-1]:.0f} | {faster[-1]:.0f} | {faster_quiet[-1]:.0f} | {smaller[-1]:.1f} |", flush=True)
    medians = (statistics.median(each) for each in (reading, faster, faster_quiet, smaller))
    print(f"| **median of {len(apks)}** | | | | | | | | " + " | ".join(f"**{each:.{1 if each < 50 else 0}f}**" for each in medians) + " |")


if __name__ == "__main__":
    main()
