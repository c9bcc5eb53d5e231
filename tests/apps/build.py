#!/usr/bin/env python3
"""Builds the fixture apps from source: tests/apps/<idea>/{debug,r8,proguard}.apk and the mappings of the last two.

    tests/apps/build.py [IDEA...]     builds what changed since it was built last, or the ideas named
    tests/apps/build.py --all         builds everything
    tests/apps/build.py --check       builds nothing: fails if a fixture's sources are not those its packages were built from

Needs aapt, javac 17, Maven and network the first time; the pinned parts are kept in $KINSAFE_CACHE, or build/android.
The same bytes each time: fixed dates and order, and compilers without chance in them. README.md says how to write one.
"""

import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

APPS = pathlib.Path(__file__).resolve().parent
ROOT = APPS.parents[1]
CACHE = pathlib.Path(os.environ.get("KINSAFE_CACHE", ROOT / "build/android")).resolve()
STUBS = APPS / "stubs"
BUILT = APPS / "built.txt"
SHARED = ["Build.java", "build.py", "rules.pro", "AndroidManifest.xml"]
NOT_IDEAS = {"stubs"}

# What the tools are made of. Each closure is fetched by Maven once; of the libraries, only what fixtures name goes in.
TOOLS = {"kotlin": "org.jetbrains.kotlin:kotlin-compiler-embeddable:2.4.21", "proguard": "com.guardsquare:proguard-base:7.7.0"}
LIBRARIES = {
    "kotlin": ["org.jetbrains.kotlin:kotlin-stdlib:2.4.21"],
    "coroutines": ["org.jetbrains.kotlinx:kotlinx-coroutines-core-jvm:1.11.0"],
    "eventbus": ["org.greenrobot:eventbus-java:3.3.1"],
    "rxjava1": ["io.reactivex:rxjava:1.3.8"],
    "rxjava2": ["io.reactivex.rxjava2:rxjava:2.2.21", "org.reactivestreams:reactive-streams:1.0.4"],
    "rxjava3": ["io.reactivex.rxjava3:rxjava:3.1.10", "org.reactivestreams:reactive-streams:1.0.4"],
    "dexter": ["com.karumi:dexter:6.2.3:aar"],
    "androidx": [
        "androidx.activity:activity:1.8.2:aar",
        "androidx.annotation:annotation-jvm:1.8.2",
        "androidx.arch.core:core-common:2.2.0",
        "androidx.arch.core:core-runtime:2.2.0:aar",
        "androidx.core:core:1.13.1:aar",
        "androidx.lifecycle:lifecycle-common:2.6.2",
        "androidx.lifecycle:lifecycle-livedata-core:2.6.2:aar",
        "androidx.lifecycle:lifecycle-runtime:2.6.2:aar",
        "androidx.lifecycle:lifecycle-viewmodel:2.6.2:aar",
        "androidx.lifecycle:lifecycle-viewmodel-savedstate:2.6.2:aar",
        "androidx.savedstate:savedstate:1.2.1:aar",
    ],
}
# Where the classes of each lie: their names are left out of mappings.
PACKAGES = {
    "kotlin": ("kotlin.", "org.jetbrains.", "org.intellij."),
    "coroutines": ("kotlinx.", "_COROUTINE."),
    "eventbus": ("org.greenrobot.",),
    "rxjava1": ("rx.",),
    "rxjava2": ("io.reactivex.", "org.reactivestreams."),
    "rxjava3": ("io.reactivex.", "org.reactivestreams."),
    "dexter": ("com.karumi.",),
    "androidx": ("androidx.",),
}
SHA256 = {
    "dexter-6.2.3.aar": "4a72eb88c6461f2c64276b8f5dce06cce75db516c80604442876a815fb43788d",
    "activity-1.8.2.aar": "ecc119262530a6e2f9f373207e472d476306bed3d4b216fe61b1ea42e3bef688",
    "annotation-jvm-1.8.2.jar": "9aab326d9492800991854360ac248f493ce7f7c3183519309b78ace9e240f6f6",
    "core-1.13.1.aar": "2c27de199535675005553066597a4b20fa1eea7c228ab4ef6b32b5fe39ca1f59",
    "core-common-2.2.0.jar": "65308a06b1c00ee186cb9e19321383f043b993813f1522c47f4a3e3303bdba41",
    "core-runtime-2.2.0.aar": "a1be5e0caa2b07623862af6ae21b3ab0718123245184d0e30dea81b53f990a47",
    "lifecycle-common-2.6.2.jar": "f34831b6c71cd844e1d35d1be49d5e79447c5ab856346531b1e8676fda7374b1",
    "lifecycle-livedata-core-2.6.2.aar": "2256780a3cff4a1e57fbb3d442557c17dc363ab8af105bcaf5261d8e2d5db949",
    "lifecycle-runtime-2.6.2.aar": "4867fd5279742fba8388821930cb2affe06d81a52814e7e41e70392ea0ef887c",
    "lifecycle-viewmodel-2.6.2.aar": "e4ff4338999e1c6c9c724719f5d4aa7dd61bf6f545d5256a27a9d375df9f2330",
    "lifecycle-viewmodel-savedstate-2.6.2.aar": "7bc7dcbab17636ec076f12afe4d02671265c389457b1b366b37a0e8cb91e2da0",
    "rxjava-1.3.8.jar": "387df880f226b01cea4b1026d96d34e1da27d5801562742cfce0413c21ef7690",
    "rxjava-2.2.21.jar": "59df6541a840018f0f4c899aae4f4c1f4383f4c16feb5268615fbe384d28501c",
    "savedstate-1.2.1.aar": "21a7d4bcf6bdb94ad7b9283801529300b4fbb8808ca4f191e0cdce6fd8e4705a",
    "kotlin-compiler-embeddable-2.4.21.jar": "ef19419c765e7ac8404465fa026ca8fc4dbb8a822de0fc79aa53c8dce29f1d02",
    "proguard-base-7.7.0.jar": "42dff9da534825a5e694752358e02b7b8d5da939be9b9d07f9987448492e6e79",
    "kotlin-stdlib-2.4.21.jar": "bd8250210584cb659847dce9cda660f8e9906e5def7fbebcea93dc6dcb6a88a3",
    "kotlinx-coroutines-core-jvm-1.11.0.jar": "d1d75aa01dffbb4d1c520e67e4c4e7f5f6174718e7cb4632412503f2f0e604fa",
    "eventbus-java-3.3.1.jar": "85f642378a25d5e41a69f8ba6cfb2fbe674e406b5437403e9f955f793d6cd991",
    "rxjava-3.1.10.jar": "e9f256f9e805572dd5fd45b140db360d7dc444d0c383049b2d3d7ebf05d84aab",
    "reactive-streams-1.0.4.jar": "f75ca597789b3dac58f61857b9ac2e1034a68fa672db35055a8fb4509e325f28",
}


def sum_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def maven(*arguments):
    subprocess.run(["mvn", "-q", "-B", *arguments], check=True, stdout=sys.stderr)


def jar(coordinates):
    """The path of one pinned JAR, or of the one inside an AAR."""
    _, artifact, version, *kind = coordinates.split(":")
    path = CACHE / f"{artifact}-{version}.{kind[0] if kind else 'jar'}"
    if not path.exists():
        maven("dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={CACHE}")
    if sum_of(path) != SHA256[path.name]:
        sys.exit(f"{path} is not the pinned file")
    if not kind:
        return path
    classes = path.with_suffix(".classes.jar")
    with zipfile.ZipFile(path) as archive:
        classes.write_bytes(archive.read("classes.jar"))
    return classes


def closure(name):
    """All JARs of a tool."""
    folder = CACHE / name
    if not folder.exists():
        group, artifact, version = TOOLS[name].split(":")
        with tempfile.TemporaryDirectory() as work:
            pom = pathlib.Path(work) / "pom.xml"
            pom.write_text(f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>org.kinsafe</groupId><artifactId>fixtures</artifactId><version>1</version><dependencies><dependency>
<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency></dependencies></project>""")
            maven("-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={folder}")
    jars = sorted(folder.glob("*.jar"))
    main = folder / "{1}-{2}.jar".format(*TOOLS[name].split(":"))
    if sum_of(main) != SHA256[main.name]:
        sys.exit(f"{main} is not the pinned file")
    return jars


def ideas():
    return sorted(path.name for path in APPS.iterdir() if path.is_dir() and path.name not in NOT_IDEAS and any(path.rglob("Main.*")))


def sources(idea):
    """Everything that a person wrote for a fixture."""
    made = {".apk", ".pyc"}
    return sorted(path for path in (APPS / idea).rglob("*") if path.is_file() and path.suffix not in made and not path.name.endswith("mapping.txt"))


def options(idea):
    """build.txt: "library NAME", "stub CLASS" (one that only a manifest names), "stubs no", "desugar no", "variants NAME..."."""
    found = {"library": [], "stub": [], "stubs": ["yes"], "desugar": ["yes"], "variants": ["debug", "r8", "proguard"]}
    path = APPS / idea / "build.txt"
    if path.exists():
        for line in path.read_text().splitlines():
            words = line.split("#")[0].split()
            if not words:
                continue
            if words[0] not in found:
                sys.exit(f"{path}: unknown option {words[0]}")
            found[words[0]] = found[words[0]] + words[1:] if words[0] in ("library", "stub") else words[1:]
    return found


def named_stubs(idea):
    """The stubs that the sources import or name, and those they name in turn: the compiler of Kotlin builds none of them."""
    found = options(idea)
    if found["stubs"] == ["no"]:
        return []
    texts = [path.read_text() for path in sources(idea) if path.suffix in (".java", ".kt")]
    paths = {STUBS / (name.replace(".", "/") + ".java") for name in found["stub"]}
    texts += [path.read_text() for path in paths]
    while texts:
        for name in re.findall(r"\b(?:[a-z][\w]*\.)+[A-Z]\w*", texts.pop()):
            path = STUBS / (name.replace(".", "/") + ".java")
            if path not in paths and path.exists():
                paths.add(path)
                texts.append(path.read_text())
    return sorted(paths)


def input_sum(idea):
    """Of all that makes the packages; an expectation may change and they stay what they are."""
    digest = hashlib.sha256()
    for path in [APPS / name for name in SHARED] + named_stubs(idea) + sources(idea):
        if path.name != "expected.txt":
            text = re.sub(rb" *(//|<!--) expect(-none)?:.*", b"", path.read_bytes()) if path.suffix in (".java", ".kt", ".xml") else path.read_bytes()
            digest.update(f"{path.relative_to(APPS)}\n".encode() + text + b"\n")
    return digest.hexdigest()


def linked(idea):
    """Names of the libraries that go in."""
    is_kotlin = any(path.suffix == ".kt" for path in sources(idea))
    named = options(idea)["library"]
    return (["kotlin"] if is_kotlin or {"coroutines", "androidx"} & set(named) else []) + named


def built():
    return dict(line.split() for line in BUILT.read_text().splitlines()) if BUILT.exists() else {}


def prepare(idea, work, platform):
    """Resources and rules; the answer is the fixture's job for Build.java."""
    folder = APPS / idea
    manifest = folder / "AndroidManifest.xml"
    if not manifest.exists():
        manifest = APPS / "AndroidManifest.xml"
    for name in ("gen", "classes"):
        (work / name).mkdir(parents=True)
    command = ["aapt", "package", "-f", "-m", "-M", manifest, "-I", platform, "-J", work / "gen", "-F", work / "resources.apk", "-G", work / "aapt.pro"]
    if (folder / "res").exists():
        command += ["-S", folder / "res"]
    if (folder / "assets").exists():
        command += ["-A", folder / "assets"]
    subprocess.run([str(word) for word in command], check=True)
    found = options(idea)
    files = sources(idea)
    kotlin = [path for path in files if path.suffix == ".kt"]
    rules = [APPS / "rules.pro", work / "aapt.pro"] + [path for path in [folder / "rules.pro"] if path.exists()]
    job = {
        "name": idea,
        "dir": work,
        "platform": platform,
        "stubs": STUBS if found["stubs"] == ["yes"] else work / "gen",
        "min": re.search(r'minSdkVersion="(\d+)"', manifest.read_text()).group(1),
        "java": [path for path in files if path.suffix == ".java"] + sorted((work / "gen").rglob("R.java")),
        "kotlin": kotlin,
        "named_stubs": named_stubs(idea),
        "libraries": [jar(coordinates) for name in linked(idea) for coordinates in LIBRARIES[name]],
        "rules": rules,
        "desugar": found["desugar"][0],
        "variants": found["variants"],
    }
    return "\t".join(f"{key}={' '.join(map(str, value)) if isinstance(value, list) else value}" for key, value in job.items())


def own_names(mapping, packages):
    """A mapping without the names of linked libraries, which would take megabytes: an audit has to do without them anyhow."""
    kept, is_own = [], True
    for line in mapping.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            is_own = not line.startswith(packages)
        # What was inlined from a library: "  1:1:void kotlin.Result.get(int):2:2 -> a".
        inlined = re.match(r" +(?:[\d:]+)?\S+ ([\w$.]+)\.[\w$<>]+\(", line)
        if is_own and not (inlined and inlined.group(1).startswith(packages)):
            kept.append(line)
    return "".join(kept)


def pack(idea, work):
    """The packages, without a signature: nothing that is tested here rests on one."""
    packages = sum((PACKAGES[name] for name in linked(idea)), ())
    for variant in options(idea)["variants"]:
        target = APPS / idea / f"{variant}.apk"
        with zipfile.ZipFile(work / "resources.apk") as resources, zipfile.ZipFile(target, "w") as package:
            parts = {name: resources.read(name) for name in resources.namelist()}
            parts |= {path.name: path.read_bytes() for path in (work / variant).glob("*.dex")}
            for name in sorted(parts):
                entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_STORED if name == "resources.arsc" else zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                package.writestr(entry, parts[name], compresslevel=9)
        mapping = work / variant / "mapping.txt"
        if mapping.exists():
            (APPS / idea / f"{variant}.mapping.txt").write_text(own_names(mapping.read_text(), packages))


def build(names):
    subprocess.run([ROOT / "samples/build.sh", "--fetch"], check=True, env=os.environ | {"KINSAFE_CACHE": str(CACHE)}, stdout=sys.stderr)
    platform = CACHE / "android-23.jar"
    tools = [CACHE / "r8-9.5.28.jar", *closure("kotlin"), *closure("proguard")]
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        jobs = [prepare(idea, work / idea, platform) for idea in names]
        (work / "jobs").write_text("".join(job + "\n" for job in jobs))
        command = ["java", "-Xmx2g", "-cp", ":".join(map(str, tools)), str(APPS / "Build.java"), str(work / "jobs")]
        is_whole = subprocess.run(command, stdout=sys.stderr).returncode == 0
        done = [idea for idea in names if all((work / idea / variant / "classes.dex").exists() for variant in options(idea)["variants"])]
        for idea in done:
            pack(idea, work / idea)
    sums = {idea: value for idea, value in built().items() if idea in ideas()} | {idea: input_sum(idea) for idea in done}
    BUILT.write_text("".join(f"{idea} {sums[idea]}\n" for idea in sorted(sums)))
    if not is_whole or done != names:
        sys.exit(f"not built, the reasons stand above: {' '.join(idea for idea in names if idea not in done)}")


def main(arguments):
    known = built()
    changed = [idea for idea in ideas() if known.get(idea) != input_sum(idea)]
    if arguments == ["--check"]:
        for idea in changed:
            print(f"{idea}: not built from these sources")
        return 1 if changed else 0
    names = ideas() if arguments == ["--all"] else arguments or changed
    unknown = set(names) - set(ideas())
    if unknown:
        sys.exit(f"no such fixture: {', '.join(sorted(unknown))}")
    if names:
        build(names)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
