#!/usr/bin/env python3
"""Holds what really ran (executed.tsv, by run.py) against kinsafe's call graph of the same apps. Fails if a call is missing.

usage: compare.py KINSAFE [APP...] [--executed FILE] [--open FILE]

A call that code of the app made must be an edge. Between the two there may be methods that the compiler of dex files adds
(classes for lambdas, accessors, bridges, copies of default methods). A method that the platform or a library called must be
called by one of them in the graph: an entry point, a callback, a hand-off, a started component, or an edge from
a library in the package. Apps whose package has changed since they ran are named and left out: run.py runs them again. open.tsv has the calls that are known to be missing; one that is no longer missing fails too, so
that the list is what is left to do.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re
import subprocess
import sys

EDGES = {"call", "static initializer", "hand-off", "callback", "started", "reflection"}
TRUTH = pathlib.Path(__file__).resolve().parent
ROOT = TRUTH.parents[1]


def source_name(method):
    """As the class file had it. D8 puts the class's name behind a lambda that it opens, and moves what interfaces define to a class beside."""
    owner, rest = method.split("->", 1)
    rest = re.sub(r"^(lambda\$[^(]*?)\$\w+(?:-[\w$]+)+\(", r"\1(", rest)
    if owner.endswith("$-CC;"):
        owner = owner.removesuffix("$-CC;") + ";"
        if rest.startswith(("$default$", "$private$")):
            rest = rest.split("$", 2)[2].replace(f"({owner}", "(", 1)
    return f"{owner}->{rest}"


def dump(kinsafe, what, apk):
    printed = subprocess.run([kinsafe, "dump", what, apk, "*", "--format", "json", "-j", "1"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return json.loads(printed)["rows"]


class Graph:
    def __init__(self, kinsafe, apk):
        self.out, self.into = collections.defaultdict(set), collections.defaultdict(set)
        made = {row["class"] for row in dump(kinsafe, "classes", apk) if "synthetic" in row["flags"]}
        # Methods that no person wrote, under the names of the dex file turned back.
        self.added = {source_name(row["method"]) for row in dump(kinsafe, "methods", apk)
                      if ("synthetic" in row["flags"] or row["method"].split("->")[0] in made) and "->lambda$" not in row["method"]}
        self.platform = {source_name(row["method"]) for row in dump(kinsafe, "entry-points", apk)}
        for row in dump(kinsafe, "callees", apk):
            if row["kind"] not in EDGES:
                continue
            caller, target = source_name(row["caller"]), source_name(row["target"])
            self.out[caller].add(target)
            self.into[target].add((caller, row["kind"]))

    def leads(self, caller, target):
        seen, ways = {caller}, [caller]
        while ways:
            for each in self.out[ways.pop()]:
                if each == target:
                    return True
                if each in self.added and each not in seen:
                    seen.add(each)
                    ways.append(each)
        return False

    def is_called_from_outside(self, target, own):
        if target.endswith("-><clinit>()V"):  # by whatever needs its class first
            return bool(self.into[target]) or target.split("->")[0] in {method.split("->")[0] for method in self.platform}
        seen, ways = {target}, [target]
        while ways:
            method = ways.pop()
            if method in self.platform:
                return True
            for caller, kind in self.into[method]:
                if kind not in ("call", "static initializer") or caller.split("->")[0] not in own and caller not in self.added:
                    return True
                if caller in self.added and caller not in seen:
                    seen.add(caller)
                    ways.append(caller)
        return False


def package_of(app):
    fixture = ROOT / "tests/apps" / app / "debug.apk"
    return fixture if fixture.exists() else ROOT / "samples" / f"{app}.apk"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kinsafe")
    parser.add_argument("apps", nargs="*")
    parser.add_argument("--executed", type=pathlib.Path, default=TRUTH / "executed.tsv")
    parser.add_argument("--open", type=pathlib.Path, default=TRUTH / "open.tsv")
    options = parser.parse_args()
    lines, changed = collections.defaultdict(list), set()
    for line in options.executed.read_text().splitlines():
        app, *cells = line.split("\t")
        if cells[0] != "package":
            lines[app].append(cells)
        elif not package_of(app).exists() or hashlib.sha256(package_of(app).read_bytes()).hexdigest() != cells[1]:
            changed.add(app)
            print(f"{app}: another package than the one that ran")
    apps = [app for app in options.apps or sorted(lines) if app not in changed]
    known = set(options.open.read_text().splitlines())
    calls = outside = missing = wrong = 0
    for app in apps:
        graph = Graph(options.kinsafe, package_of(app))
        own = {method.split("->")[0] for _, *methods in lines[app] for method in methods}
        for kind, caller, method in lines[app]:
            if kind == "call":
                calls += 1
                found = graph.leads(caller, method)
            else:
                outside += 1
                found = graph.is_called_from_outside(method, own)
            line = "\t".join((app, kind, caller, method))
            missing += not found
            if found == (line in known):
                wrong += 1
                print(f"no longer missing: {line}" if found else f"missing: {line}")
    print(f"{calls} calls and {outside} calls from outside in {len(apps)} apps: {missing} missing")
    return 1 if wrong or not calls else 0


if __name__ == "__main__":
    sys.exit(main())
