#!/usr/bin/env python3
"""Runs the fixture apps and the samples on a Java machine and writes down which of their methods really call which: executed.tsv.

usage: run.py WORK [APP...]      all fixtures of tests/apps and the samples, or those named; some 5 s of the processor each

Robolectric (Maven; MIT) and the framework it runs on (org.robolectric:android-all-instrumented) are fetched into WORK, outside the
repository. Each app is compiled from its source, each of its methods made to report when it begins (Instrument.java), and used as a person
would who tries everything, once refusing all permissions and once granting them (Drive.java). compare.py holds the outcome against
kinsafe's call graph and needs no Java: so executed.tsv is checked in.

A line is: app, "call" or "platform", caller, method. "call": code of the app called it, at once. "platform": a library or
the platform did, on behalf of the caller or, with "-", of nobody in the app. Before those of an app stands the SHA-256 of
the package that was built from the same source.
"""
import os
import pathlib
import re
import subprocess
import sys

TRUTH = pathlib.Path(__file__).resolve().parent
ROOT = TRUTH.parents[1]
sys.path.insert(0, str(ROOT / "tests/apps"))
import build  # noqa: E402
from compare import package_of  # noqa: E402

ROBOLECTRIC = "org.robolectric:robolectric:4.14.1"
FRAMEWORK = "org.robolectric:android-all-instrumented:15-robolectric-12650502-i7"
JUNIT = ["junit:junit:4.13.2", "org.hamcrest:hamcrest-core:1.3"]
SAMPLES = sorted(path.stem for path in (ROOT / "samples").glob("*.apk"))
TIMEOUT = 180


def fetch(work, platform):
    """The class path to run on. A library for Android comes as an archive with its classes in it."""
    jars = work / "jars"
    if not jars.exists():
        group, artifact, version = ROBOLECTRIC.split(":")
        pom = work / "pom.xml"
        pom.write_text(f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>org.kinsafe</groupId><artifactId>truth</artifactId><version>1</version><dependencies><dependency>
<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency></dependencies></project>""")
        build.maven("-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={jars}")
        for coordinates in JUNIT:
            build.maven("dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={jars}")
        for archive in jars.glob("*.aar"):
            with build.zipfile.ZipFile(archive) as parts:
                (jars / f"{archive.stem}.jar").write_bytes(parts.read("classes.jar"))
    sdk = work / "sdk"
    if not sdk.exists():
        build.maven("dependency:copy", f"-Dartifact={FRAMEWORK}", f"-DoutputDirectory={sdk}")
    harness = work / "harness"
    framework = next(sdk.glob("*.jar"))
    subprocess.run(["javac", "-nowarn", "-Xlint:-deprecation", "-d", harness, "-cp", f"{jars}/*:{platform}:{framework}", *TRUTH.glob("*.java")], check=True)
    return f"{harness}:{jars}/*:{platform}", sdk


def sample(name, work, platform):
    """A job as build.prepare makes of a fixture."""
    samples = ROOT / "samples"
    (work / "gen").mkdir(parents=True)
    (work / "classes").mkdir()
    subprocess.run(["aapt", "package", "-f", "-m", "--auto-add-overlay", "--custom-package", "org.kinsafe.sample.common", "-M", samples / name / "AndroidManifest.xml",
                    "-S", samples / "res" / name, "-S", samples / "res/common", "-I", platform, "-J", work / "gen", "-F", work / "resources.apk"], check=True)
    sources = sorted(path for folder in ("common", name) for path in (samples / "src" / folder).rglob("*.java")) + sorted((work / "gen").rglob("*.java"))
    keys = {"name": name, "dir": work, "platform": platform, "stubs": build.STUBS, "min": 23, "java": " ".join(map(str, sources)), "kotlin": "", "named_stubs": "",
            "libraries": "", "rules": "", "desugar": "yes", "variants": "none"}
    return "\t".join(f"{key}={value}" for key, value in keys.items()), samples / name / "AndroidManifest.xml"


def prepare(name, work, platform):
    if name in SAMPLES:
        return sample(name, work, platform)
    own = build.APPS / name / "AndroidManifest.xml"
    job = build.prepare(name, work, platform)
    return re.sub(r"\tvariants=[^\t\n]*", "\tvariants=none", job), own if own.exists() else build.APPS / "AndroidManifest.xml"


def execute(name, work, java, sdk, job, manifest):
    """The lines of one app; empty if it did not run."""
    classes = sorted(str(path.relative_to(work / "classes"))[:-6].replace("/", ".") for path in (work / "classes").rglob("*.class"))
    (work / "classes.txt").write_text("\n".join(classes) + "\n")
    (work / "config/com/android/tools").mkdir(parents=True)
    text = manifest.read_text()
    package = re.search(r'\bpackage="([^"]+)"', text).group(1)
    (work / "config/com/android/tools/test_config.properties").write_text(
        f"android_merged_manifest={manifest}\nandroid_resource_apk={work / 'resources.apk'}\nandroid_custom_package={package}\nandroid_merged_assets={work / 'assets'}\n")
    libraries = re.search(r"\tlibraries=([^\t\n]*)", job).group(1).split()
    bridges = {word for path in (ROOT / "tests/apps" / name).glob("*") if path.suffix in (".java", ".kt")
               for word in re.findall(r'addJavascriptInterface\([^;]*"(\w+)"', path.read_text())}
    permissions = sorted(set(re.findall(r'uses-permission[^>]*"([\w.]+)"', text)))
    out = work / "executed"
    out.write_text("")
    words = ["timeout", "-k", "5", TIMEOUT, "java", "-XX:+UseSerialGC", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote", "-cp", ":".join([str(work / "config"), str(work / "traced"), *libraries, java]),
             f"-Dtruth.out={out}", f"-Dtruth.classes={work / 'classes.txt'}", f"-Dtruth.bridges={','.join(sorted(bridges))}", f"-Dtruth.permissions={','.join(permissions)}",
             "-Drobolectric.graphicsMode=LEGACY", "-Drobolectric.sqliteMode=LEGACY", "-Drobolectric.conscryptMode=OFF", "-Drobolectric.offline=true", f"-Drobolectric.dependency.dir={sdk}", "org.junit.runner.JUnitCore", "org.kinsafe.truth.Drive"]
    with (work / "log").open("w") as log:
        code = subprocess.run(list(map(str, words)), stdout=log, stderr=subprocess.STDOUT, cwd=work).returncode
    lines = sorted(set(out.read_text().splitlines()))
    print(f"{name}: {len(lines)} lines, exit code {code}", file=sys.stderr)
    return lines


def main(arguments):
    work = pathlib.Path(arguments[0]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    known = [*(idea for idea in build.ideas() if "debug" in build.options(idea)["variants"]), *SAMPLES]
    names = arguments[1:] or known
    if set(names) - set(known):
        sys.exit(f"no such app: {', '.join(sorted(set(names) - set(known)))}")
    subprocess.run([ROOT / "samples/build.sh", "--fetch"], check=True, env=os.environ | {"KINSAFE_CACHE": str(build.CACHE)}, stdout=sys.stderr)
    platform = build.CACHE / "android-23.jar"
    java, sdk = fetch(work, platform)
    folder = work / "apps"
    jobs = {}
    for name in names:
        subprocess.run(["rm", "-rf", folder / name], check=True)
        jobs[name] = prepare(name, folder / name, platform)
    (work / "jobs").write_text("".join(job + "\n" for job, _ in jobs.values()))
    tools = [build.CACHE / "r8-9.5.28.jar", *build.closure("kotlin"), *build.closure("proguard")]
    subprocess.run(["java", "-Xmx2g", "-cp", ":".join(map(str, tools)), build.APPS / "Build.java", work / "jobs"], check=True)
    pairs = [folder / name / part for name in names for part in ("classes", "traced")]
    subprocess.run(["java", "-cp", java, "Instrument", *pairs], check=True)
    executed = TRUTH / "executed.tsv"
    rows = {}
    if arguments[1:] and executed.exists():
        for line in executed.read_text().splitlines():
            rows.setdefault(line.split("\t")[0], []).append(line)
    for name in names:
        lines = execute(name, folder / name, java, sdk, *jobs[name])
        rows[name] = [f"{name}\t{line}" for line in [f"package\t{build.sum_of(package_of(name))}", *lines]] if lines else []
    executed.write_text("".join(line + "\n" for name in sorted(rows) for line in rows[name]))
    silent = [name for name in names if not rows[name]]
    if silent:
        sys.exit(f"nothing ran: {', '.join(silent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
