#!/usr/bin/env python3
"""Holds the reading of signatures against apksigner: for each scheme, whether it verifies and whose certificates it has.

usage: apksigner_compare.py SIGNING_LIST APK...     SIGNING_LIST is the helper built from signing_list.cc

apksigner judges as the Android versions from --min-sdk-version to --max-sdk-version would, so a range that knows one
scheme alone makes it speak of that one. Damaged copies are compared too, if an APK is small: each must be refused by both
or by none. Exits 1 if the two see something differently. apksigner 31, which Debian 12 has, does not know v3.1.
"""
import collections
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

CERTIFICATE = re.compile(r"Signer #\d+ certificate SHA-256 digest: ([0-9a-f]{64})")
SMALL = 16384
COPIES = 3


def seen(signing_list, apk):
    """By scheme, the rows (certificate, holds, problem)."""
    lines = subprocess.run([signing_list, "--all", apk], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                           check=False).stdout.splitlines()
    rows = collections.defaultdict(list)
    for line in lines:
        words = line.split("\t")
        if words[0] == "signer":
            rows[words[1]].append((words[2], words[3], words[6]))
    return dict(rows)


def expected(apk, sdk):
    """The certificates by which the APK verifies on these versions of Android, and by which schemes; or what is wrong."""
    run = subprocess.run(["apksigner", "verify", "--verbose", "--print-certs", "--min-sdk-version", str(sdk[0]),
                          "--max-sdk-version", str(sdk[1]), apk], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         check=False)
    if run.returncode != 0:
        return set(), set(), (run.stdout + run.stderr).strip()
    schemes = set(re.findall(r"Verified using (v\d) scheme \([^)]*\): true", run.stdout))
    return set(CERTIFICATE.findall(run.stdout)), schemes, ""


def ranges(rows):
    """The scheme of interest must be the one that the range falls to, with its protection against stripping in force."""
    yield "v1", (21, 23) if "v2" in rows else (24, 24)
    yield "v2", (24, 27) if "v3" in rows else (24, 30)
    yield "v3", (28, 30)


def compare(signing_list, apk, name):
    rows = seen(signing_list, apk)
    lines, alike = [], True
    for scheme, sdk in ranges(rows):
        certificates, schemes, wrong = expected(apk, sdk)
        theirs = certificates if scheme in schemes else set()
        ours = {certificate for certificate, holds, _ in rows.get(scheme, []) if holds == "yes"}
        all_hold = all(holds == "yes" for _, holds, _ in rows.get(scheme, []))
        # Where some signers of a scheme do not hold, apksigner and Android refuse them all.
        if theirs == (ours if all_hold else set()) or (theirs and theirs == ours):
            continue
        alike = False
        lines.append(f"{name}: {scheme}: apksigner {sorted(c[:16] for c in theirs)} {wrong[:400]}")
        lines += [f"{name}: {scheme}: here {certificate[:16]} {holds} {problem}" for certificate, holds, problem in rows.get(scheme, [])]
    if alike:
        lines.append(f"{name}: alike: " + (", ".join(f"{scheme} {'/'.join(holds for _, holds, _ in signers)}"
                                                    for scheme, signers in sorted(rows.items())) or "no signer"))
    return alike, sum(map(len, rows.values())), lines


def copies(apk):
    """The APK with a bit changed here and there, cut, and longer."""
    whole = apk.read_bytes()
    if len(whole) > SMALL:
        return
    for i in range(COPIES):
        at = (2 * i + 1) * len(whole) // (2 * COPIES)
        yield f"bit at {at}", whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1:]
    yield "longer", whole + b"x"


def main():
    signing_list, apks = sys.argv[1], [pathlib.Path(path) for path in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(4) as pool:
        jobs, whole = [], set()
        for number, apk in enumerate(apks):
            jobs.append(pool.submit(compare, signing_list, apk, apk.name))
            whole.add(jobs[-1])
            for copy, (what, data) in enumerate(copies(apk)):
                path = pathlib.Path(folder) / f"{number}-{copy}.apk"
                path.write_bytes(data)
                jobs.append(pool.submit(compare, signing_list, path, f"{apk.name} ({what})"))
        results = [job.result() for job in jobs]
        signers = sum(count for job, (_, count, _) in zip(jobs, results) if job in whole)
    for _, _, lines in results:
        print("\n".join(lines))
    different = sum(not alike for alike, _, _ in results)
    print(f"all: {signers} signers, {len(results)} files: {different} differences")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
