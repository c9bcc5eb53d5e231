#!/usr/bin/env python3
"""Holds the dex reader against dexdump: counts, and every instruction, source line and catch, in file order.

usage: dexdump_compare.py DEX_COUNTS FILE...     DEX_COUNTS is the helper built from dex_counts.cc; FILE is .dex or .apk

Prints for each file what was compared; exits 1 if the two see anything differently, of each dex the first such thing. dexdump prints the
payloads of switches and arrays as lines too; they are data and not instructions, so they are left out here.
"""
import bisect
import collections
import itertools
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

INSTRUCTION = re.compile(rb"[0-9a-f]{6,}: [0-9a-f. ]*\|([0-9a-f]{4,}): (.*)")
PAYLOAD = re.compile(rb"(packed-switch|sparse-switch|array)-data \(\d+ units\)$")
HEADER = re.compile(rb"(string|type|proto|field|method)_ids_size +: (\d+)")
HEADER_NAMES = {b"string": "strings", b"type": "types", b"proto": "protos", b"field": "field_ids",
                b"method": "method_ids"}
SECTIONS = (b"  Static fields ", b"  Instance fields ", b"  Interfaces ", b"  Direct methods ", b"  Virtual methods ")
PARTS = (b"      catches ", b"      positions ", b"      locals ")


class Mismatch(Exception):
    pass


def expected(dex, counts):
    """The lines that `dex_counts --text` must print, from dexdump's listing. Fills `counts`."""
    process = subprocess.Popen(["dexdump", "-d", "-f", dex], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    section = part = b""
    body = None  # instructions, positions, catches of the method being listed
    span = b""

    def finished():
        if body is None:
            return
        instructions, positions, catches = body
        addresses = [address for address, _ in positions]
        yield b"method"
        for pc, text in instructions:
            at = bisect.bisect_right(addresses, pc) - 1
            yield b"%04x %d %s" % (pc, positions[at][1] if at >= 0 else 0, text)
        yield from catches

    for line in process.stdout:
        line = line.rstrip(b"\n")
        if line.startswith(b"Class #"):
            yield from finished()
            body, section, part = None, b"", b""
            counts["classes"] += 1
        elif line.startswith(SECTIONS):
            yield from finished()
            body, section, part = None, line, b""
        elif line.startswith(b"    #") and b": (in " in line:
            yield from finished()
            body, part = None, b""
            counts["fields"] += section.startswith(SECTIONS[:2])
            counts["methods"] += section.startswith(SECTIONS[3:])
        elif line.startswith(b'      value         : "'):
            counts["string_values"] += 1
        elif line.startswith(b"      code          -"):
            body = ([], [], [])
            counts["bodies"] += 1
        elif line.startswith(PARTS):
            part = line
        elif body is None:
            header = HEADER.match(line)
            if header and not counts["classes"]:
                counts[HEADER_NAMES[header[1]]] = int(header[2])
        elif not part:
            instruction = INSTRUCTION.match(line)
            if instruction and not PAYLOAD.match(instruction[2]):
                counts["instructions"] += 1
                counts["invokes"] += instruction[2].startswith(b"invoke-")
                body[0].append((int(instruction[1], 16), instruction[2]))
        elif part.startswith(PARTS[0]):
            if b" -> " in line:
                type_name, address = line.strip().split(b" -> 0x")
                body[2].append(b"catch %s %s %s" % (span, type_name, address))
            else:
                span = line.strip().replace(b"0x", b"").replace(b" - ", b" ")
        elif part.startswith(PARTS[1]) and b" line=" in line:
            address, number = line.strip().split(b" line=")
            body[1].append((int(address, 16), int(number)))
    yield from finished()
    if process.wait() != 0:
        raise Mismatch("dexdump does not read it")


def seen(dex_counts, dex, counts):
    """The lines that it prints. Fills `counts`."""
    process = subprocess.Popen([dex_counts, "--text", dex], stdout=subprocess.PIPE)
    for line in process.stdout:
        line = line.rstrip(b"\n")
        if line.startswith(b"gap "):
            raise Mismatch(line.decode())
        if line.startswith(b"counts "):
            counts.update({key: int(value) for key, value in (word.split("=") for word in line.decode().split()[1:])})
        else:
            yield line
    if process.wait() != 0:
        raise Mismatch("dex_counts does not read it")


def compare(dex_counts, dex):
    theirs, ours = collections.Counter(), collections.Counter()
    lines = itertools.zip_longest(expected(dex, theirs), seen(dex_counts, dex, ours), fillvalue=b"(nothing)")
    for number, (their, our) in enumerate(lines):
        if their != our:
            raise Mismatch(f"line {number}: dexdump {their!r}, here {our!r}")
    for name in sorted((theirs.keys() | ours.keys()) - {"version"}):
        if theirs[name] != ours[name]:
            raise Mismatch(f"{name}: dexdump {theirs[name]}, here {ours[name]}")
    return ours


def dex_files(path, folder):
    if path.suffix == ".dex":
        return [path]
    with zipfile.ZipFile(path) as apk:
        names = [name for name in apk.namelist() if re.fullmatch(r"classes\d*\.dex", name)]
        return [pathlib.Path(apk.extract(name, folder)) for name in sorted(names, key=lambda n: (len(n), n))]


# Counts by the words that are printed.
SAID = {"classes": "classes", "methods": "methods", "bodies": "methods with code", "fields": "field definitions", "strings": "strings",
        "string_values": "initial strings of fields", "instructions": "instructions", "invokes": "invokes"}


def main():
    dex_counts, failures = sys.argv[1], 0
    for path in map(pathlib.Path, sys.argv[2:]):
        total, differences = collections.Counter(), 0
        with tempfile.TemporaryDirectory() as folder:
            files = dex_files(path, folder)
            for dex in files:
                try:
                    total += compare(dex_counts, dex)
                except Mismatch as mismatch:
                    print(f"{path.name}: {dex.name}: {mismatch}")
                    differences += 1
        print(f"{path.name}: {len(files)} dex, " + ", ".join(f"{total[name]} {words}" for name, words in SAID.items()) + f": {differences} differences")
        failures += differences
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
