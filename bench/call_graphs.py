#!/usr/bin/env python3
"""FlowDroid's call graphs and kinsafe's of the same APKs: how much each reaches, and how many targets each gives a call.

usage: call_graphs.py WORK KINSAFE APK... [--graphs CHA,RTA,VTA,SPARK] [--exclude nothing|default] [--timeout SECONDS]

FlowDroid (LGPL-2.1) is fetched by Maven into WORK, outside the repository, and run as a tool by CallGraphOfFlowDroid.java. Its
graphs are kept there, so each is built once: in a JVM of its own, with a heap of 6 GB, stopped after SECONDS (300) of the processor. SPARK is
its default. As it comes, FlowDroid takes packages such as androidx.* and org.apache.* for the platform's, without bodies,
also where the APK holds them (--exclude default); here it takes them for code, as kinsafe does (--exclude nothing).

What is counted, on both sides: call sites, that is pairs of a method and a place in it, where the method is reached and has
code in the APK and the call has a target with code in the APK; and their distinct targets. Calls of the language count,
and hand-offs (thread, executor, handler, task) whose target the graph puts at the call that hands off. Static initialisers
do not count, nor what the platform calls, for which the app's code has no call.

A cell says: mean targets of a call site; methods reached, call sites, most targets of one; seconds of the processor, peak MB.
kinsafe's are those of the process that reads the package, builds the graph and writes it as JSON.

Means over different call sites say little: a graph that reaches more code has other calls in it. So each of FlowDroid's
graphs is also compared with kinsafe's over the same call sites, those at which both have a target. WORK/missing/ names the
callers and targets of FlowDroid's edges that kinsafe's graph has not although it reaches the caller, and WORK/added/ the reverse.
"""
import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
FLOWDROID = "de.fraunhofer.sit.sse.flowdroid:soot-infoflow-android:2.14.1"
NO_CALLS = {"CLINIT", "FINALIZE", "INVOKE_FINALIZE"}  # of FlowDroid's edges
CALLS = {"call", "hand-off", "reflection"}  # of kinsafe's; callbacks stand where an object is made, started components where they are started
EDGES = CALLS | {"static initializer", "callback", "started"}


def run(words):
    """Exit code, seconds of the processor, peak MB and what it printed."""
    child = subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


def fetch(work):
    """Java's class path with FlowDroid and the driver, and the framework's stubs, which samples/build.sh pins."""
    jars, classes = work / "jars", work / "classes"
    if not jars.exists():
        group, artifact, version = FLOWDROID.split(":")
        pom = work / "pom.xml"
        pom.write_text(f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>org.kinsafe</groupId><artifactId>bench</artifactId><version>1</version><dependencies><dependency>
<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency></dependencies></project>""")
        subprocess.run(["mvn", "-q", "-B", "-f", pom, "dependency:copy-dependencies", f"-DoutputDirectory={jars}"], check=True)
    cache = pathlib.Path(os.environ.get("KINSAFE_CACHE", ROOT / "build/android"))
    subprocess.run([ROOT / "samples/build.sh", "--fetch"], check=True)
    subprocess.run(["javac", "-nowarn", "-cp", f"{jars}/*", "-d", classes, ROOT / "bench/CallGraphOfFlowDroid.java"], check=True)
    return f"{classes}:{jars}/*", cache / "android-23.jar"


class Graph:
    """Methods reached, and the targets of each call site (caller, place)."""

    def __init__(self, seconds, mb):
        self.seconds, self.mb = seconds, mb
        self.reached, self.sites = set(), collections.defaultdict(set)

    def mean(self, sites=None):
        sites = self.sites if sites is None else sites
        return sum(len(self.sites[site]) for site in sites) / len(sites) if sites else 0

    def pairs(self):
        """Caller and target, wherever the call stands: Soot moves some calls to the place of what uses their result."""
        return {(caller, target) for (caller, _), targets in self.sites.items() for target in targets}


def of_flowdroid(work, java, platform, apk, name, exclude, seconds):
    """None if FlowDroid failed or was stopped; the log beside says why."""
    path = work / "flowdroid" / f"{apk.stem}.{exclude}.{name}.tsv"
    log, made = path.with_suffix(".log"), path.with_suffix(".made")
    path.parent.mkdir(exist_ok=True)
    if not log.exists():
        code, took, mb, printed = run(["prlimit", f"--cpu={seconds}", "nice", "-n", "5", "java", "-XX:+UseSerialGC", "-Xmx6g", "-cp", java, "CallGraphOfFlowDroid", apk, platform, name, exclude, made])
        log.write_text(f"{printed}exit code {code}\n{took:.1f} s, {mb:.0f} MB\n")
        if code == 0:
            with made.open("a") as out:
                out.write(f"cost\t{took:.1f}\t{mb:.0f}\n")
            made.rename(path)
    if not path.exists():
        return None
    graph = Graph(0, 0)
    for line in path.read_text().splitlines():
        kind, *cells = line.split("\t")
        if kind == "reached":
            graph.reached.add(cells[0])
        elif kind == "edge" and cells[3] not in NO_CALLS:
            graph.sites[cells[0], int(cells[1])].add(cells[2])
        elif kind == "cost":
            graph.seconds, graph.mb = map(float, cells)
    return graph


def of_kinsafe(kinsafe, apk):
    _, seconds, mb, printed = run([kinsafe, "dump", "callees", apk, "*", "-j", "1", "--format", "json"])
    graph = Graph(seconds, mb)
    _, _, _, entries = run([kinsafe, "dump", "entry-points", apk, "*", "-j", "1", "--format", "json"])
    graph.reached |= {row["method"] for row in json.loads(entries)["rows"]}
    for row in json.loads(printed)["rows"]:
        if row["kind"] in EDGES:
            graph.reached |= {row["caller"], row["target"]}
        if row["kind"] in CALLS:
            graph.sites[row["caller"], row["offset"]].add(row["target"])
    return graph


def write(path, pairs):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{caller}\t{target}\n" for caller, target in sorted(pairs)))


def text(graph):
    """Mean; methods reached, call sites, targets of the one with most; seconds, MB."""
    most = max(map(len, graph.sites.values()), default=0)
    return f"**{graph.mean():.2f}**; {len(graph.reached):,}, {len(graph.sites):,}, {most}; {graph.seconds:.1f} s, {graph.mb:.0f} MB"


def compare(options, work, java, platform, apk, names):
    ours = of_kinsafe(options.kinsafe, apk)
    cells = [apk.stem, text(ours)]
    for name in names:
        theirs = of_flowdroid(work, java, platform, apk, name, options.exclude, options.timeout)
        if theirs is None:
            cells += ["stopped", "", ""]
            continue
        same = theirs.sites.keys() & ours.sites.keys()
        cells += [text(theirs), f"{len(same):,}", f"{theirs.mean(same):.2f}, {ours.mean(same):.2f}"]
        file = f"{apk.stem}.{options.exclude}.{name}.tsv"
        write(work / "missing" / file, {pair for pair in theirs.pairs() - ours.pairs() if pair[0] in ours.reached})
        write(work / "added" / file, {pair for pair in ours.pairs() - theirs.pairs() if pair[0] in theirs.reached})
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("kinsafe")
    parser.add_argument("apks", type=pathlib.Path, nargs="+")
    parser.add_argument("--graphs", default="CHA,RTA,VTA,SPARK")
    parser.add_argument("--exclude", choices=["nothing", "default"], default="nothing")
    parser.add_argument("--timeout", type=int, default=300)
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    java, platform = fetch(work)
    names = options.graphs.split(",")
    print("| app | kinsafe | " + " | ".join(f"{name} | same sites | its mean, kinsafe's" for name in names) + " |")
    print("|---|" + "---:|" * (1 + 3 * len(names)), flush=True)
    # Each app in a process of its own, as small at the start as this one: Linux counts into a program's peak what its starter held.
    for apk in map(pathlib.Path.resolve, options.apks):
        child = multiprocessing.Process(target=compare, args=(options, work, java, platform, apk, names))
        child.start()
        child.join()
        if child.exitcode != 0:
            sys.exit(f"{apk.name}: failed")


if __name__ == "__main__":
    sys.exit(main())
