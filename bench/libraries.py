#!/usr/bin/env python3
"""Which libraries are found in apps that carry them: 40 apps by D8, half of them once more through R8 in full mode.

    bench/libraries.py WORK_FOLDER build/release/kinsafe [APPS [SHRUNK]]

Artifacts come from Maven Central (`mvn`), D8 and R8 from com.android.tools:r8, Android's classes from Robolectric's
android-all; all of it stays in WORK_FOLDER, so that a second run costs nothing. An app carries five libraries of
bench/libraries.tsv, none alone: the first run of apps takes the version that the shapes in models/shapes.model were made
from, the next ones the other version where there is one. The part of an app that its makers would write is stood in for
by a keep rule for the R8 ones: of each library the public members of three large classes near its root package are kept,
without their names; everything else is shrunk, renamed, merged and repackaged.
"""

import collections
import json
import pathlib
import random
import struct
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
R8 = "com.android.tools:r8:9.5.28"
ANDROID = "org.robolectric:android-all:6.0.1_r3-robolectric-r1"
APPS, A_APP, SHRUNK = 40, 5, 20
SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}  # of class file constants


def rows():
    """Name -> coordinates, the profiled one first."""
    libraries = {}
    for line in (HERE / "libraries.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            name, *coordinates = line.split("\t")
            libraries[name] = coordinates
    return libraries


def fetch(coordinate, folder):
    group, artifact, version, *kind = coordinate.split(":")
    path = folder / f"{artifact}-{version}.{kind[0] if kind else 'jar'}"
    if not path.exists():
        subprocess.run(["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={':'.join([group, artifact, version, *(kind or ['jar'])])}",
                        f"-DoutputDirectory={folder}"], check=True)
    return path


def classes_of(coordinate, work):
    """A JAR with the classes of the artifact alone: no services, no other Java versions, none that Android lacks."""
    path = fetch(coordinate, work / "jars")
    out = work / "classes" / (path.name.rsplit(".", 1)[0] + ".jar")
    if out.exists():
        return out
    out.parent.mkdir(exist_ok=True)
    jars = [path]
    if path.suffix == ".aar":
        folder = work / "unpacked" / path.name
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n == "classes.jar" or (n.startswith("libs/") and n.endswith(".jar"))]
            archive.extractall(folder, names)
        jars = [folder / n for n in names]
    seen = set()
    with zipfile.ZipFile(out, "w") as target:
        for jar in jars:
            with zipfile.ZipFile(jar) as source:
                for name in source.namelist():
                    if name.endswith(".class") and not name.startswith("META-INF/") and "module-info" not in name and name not in seen:
                        seen.add(name)
                        target.writestr(name, source.read(name))
    return out


def run_r8(main, work, arguments):
    r8 = fetch(R8, work / "sdk")
    android = fetch(ANDROID, work / "sdk")
    jdk = pathlib.Path(subprocess.run(["java", "-XshowSettings:properties", "-version"], capture_output=True, text=True).stderr.split("java.home = ")[1].split("\n")[0])
    return subprocess.run(["nice", "java", "-Xmx3g", "-cp", str(r8), f"com.android.tools.r8.{main}", "--release", "--min-api", "26", "--lib", str(android), "--lib", str(jdk),
                           *map(str, arguments)], capture_output=True, text=True)


def dexed(coordinate, work):
    jar = classes_of(coordinate, work)
    out = work / "dex" / jar.stem
    if not (out / "classes.dex").exists():
        out.mkdir(parents=True, exist_ok=True)
        done = run_r8("D8", work, ["--output", out, jar])
        if done.returncode:
            raise SystemExit(f"D8: {coordinate}: {done.stderr[-500:]}")
    return sorted(out.glob("*.dex"))


def entry_classes(jar):
    """What an app uses of a library: of the twenty public classes nearest to its root package the three with most in them."""
    classes = []
    with zipfile.ZipFile(jar) as archive:
        for name in archive.namelist():
            if "$" not in name and is_public(archive.read(name)):
                classes.append((name[:-len(".class")].replace("/", "."), archive.getinfo(name).file_size))
    classes.sort(key=lambda entry: (entry[0].count("."), entry[0]))
    return [name for name, size in sorted(classes[:20], key=lambda entry: -entry[1])[:3]]


def is_public(data):
    count = struct.unpack_from(">H", data, 8)[0]
    at, index = 10, 1
    while index < count:
        tag = data[at]
        at += 3 + struct.unpack_from(">H", data, at + 1)[0] if tag == 1 else 1 + SIZES[tag]
        index += 2 if tag in (5, 6) else 1
    return bool(struct.unpack_from(">H", data, at)[0] & 1)


def shrunk(number, coordinates, work):
    out = work / "r8" / f"app{number}"
    if not (out / "classes.dex").exists():
        out.mkdir(parents=True, exist_ok=True)
        rules = work / "r8" / f"app{number}.pro"
        jars = [classes_of(c, work) for c in coordinates]
        kept = [name for jar in jars for name in entry_classes(jar)]
        rules.write_text("-dontwarn **\n-ignorewarnings\n-repackageclasses ''\n-allowaccessmodification\n"
                         + "".join(f"-keep,allowobfuscation public class {name} {{ public *; }}\n" for name in kept))
        done = run_r8("R8", work, ["--pg-conf", rules, "--pg-map-output", out / "mapping.txt", "--output", out, *jars])
        if done.returncode:
            print(f"R8: app {number}: {done.stderr[-500:]}", file=sys.stderr)
    return sorted(out.glob("*.dex"))


def pack(path, dex_files):
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as apk:
        for i, dex in enumerate(dex_files):
            apk.write(dex, f"classes{i + 1 if i else ''}.dex")


def found_in(apk, kinsafe):
    report = json.loads(subprocess.run([kinsafe, "audit", "--format", "json", "--quiet", apk], capture_output=True, text=True).stdout)
    return {row["name"] for row in report["facts"].get("library", [])}


def plan(libraries):
    """What each app carries: (names, coordinates)."""
    order, apps = [], []
    dice = random.Random(20261124)
    for number in range(APPS):
        names = []
        while len(names) < A_APP:
            if not order:
                order = sorted(libraries)
                dice.shuffle(order)
            name = order.pop()
            if name not in names:
                names.append(name)
        apps.append((names, [libraries[name][number % 2 if len(libraries[name]) > 1 else 0] for name in names]))
    return apps


def main():
    work, kinsafe = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    apps, shrunk_apps = [int(word) for word in sys.argv[3:5]] + [APPS, SHRUNK][len(sys.argv[3:5]):]
    libraries = rows()
    tally = collections.defaultdict(lambda: [0, 0])
    missed, wrong = collections.defaultdict(list), []
    by_size = []
    for number, (names, coordinates) in enumerate(plan(libraries)[:apps]):
        variants = [("unrenamed", [dex for c in coordinates for dex in dexed(c, work)])]
        if number < shrunk_apps:
            variants.append(("renamed", shrunk(number, coordinates, work)))
        for variant, dex_files in variants:
            apk = work / "apks" / f"{variant}{number}.apk"
            pack(apk, dex_files)
            found = found_in(apk, kinsafe)
            for name, coordinate in zip(names, coordinates):
                is_profiled = coordinate == libraries[name][0]
                for key in (variant, f"{variant}, {'the profiled' if is_profiled else 'another'} version"):
                    tally[key][0] += name in found
                    tally[key][1] += 1
                if name not in found:
                    missed[variant].append(coordinate)
            wrong += [(apk.name, name) for name in sorted(found - set(names) - inside(coordinates))]
    print("| apps | libraries found | of |  |\n|---|---:|---:|---:|")
    for key, (found, of) in sorted(tally.items()):
        print(f"| {key} | {found} | {of} | {found / of:.3f} |")
    for variant, names in missed.items():
        print(f"missed, {variant}: {', '.join(sorted(names))}")
    print(f"wrong names: {len(wrong)} {wrong}")


INSIDE = {  # what an artifact holds of other libraries, under their names
    "androidx.core:core": ["Android Support Library interfaces"],
}


def inside(coordinates):
    return {name for c in coordinates for name in INSIDE.get(":".join(c.split(":")[:2]), ())}


if __name__ == "__main__":
    main()
