#!/usr/bin/env python3
"""Holds `kinsafe dump code` against baksmali, line by line: what dexdump leaves out are annotations, constants of all
types, call sites, method handles, hidden-API flags, local variables and the contents of payloads.

usage: baksmali_compare.py KINSAFE FILE...     FILE is .dex or .apk

Prints for each file how many classes and lines are alike; exits 1 if one differs. What both spell in their own way is
brought to one form first: comments, blank lines, letters beyond ASCII, back quotes, numbers with a point, and the
endings of debug directives that repeat an earlier line.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
NUMBER = re.compile(r"(?<![\w$/;.-])-?\d+\.\d+(?:E-?\d+)?f?(?![\w.])")
# baksmali leaves out a zero that a static constructor overwrites.
ZERO = re.compile(r"(\.field .*\bstatic .*\bfinal .*) = (null|false|0x0[tsL]?|0\.0f?|'\\u0000')$")
SHOWN = 5  # differences of a file that are printed


def parts_of(line):
    """The line in pieces: code and, at odd places, what stands in double quotes. A comment behind the code is left out."""
    pieces, start, at = [], 0, 0
    while at < len(line):
        if line[at] == "#" and (at == 0 or line[at - 1] == " "):
            return pieces + [line[start:at].rstrip()]
        if line[at] == '"':
            end = at + 1
            while end < len(line) and line[end] != '"':
                end += 2 if line[end] == "\\" else 1
            pieces += [line[start:at], line[at + 1:end]]
            start = at = end + 1
        else:
            at += 1
    return pieces + [line[start:]]


def plain_letters(text):
    def letter(match):
        if match[1]:
            return chr(int(match[1], 16))
        return {"n": "\n", "t": "\t", "r": "\r"}.get(match[2], match[2])

    # Pairs of surrogates become one letter, a half stays what it is.
    return re.sub("[\ud800-\udbff][\udc00-\udfff]", lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"),
                  ESCAPE.sub(letter, text))


def as_number(match):
    text = match[0]
    return repr(float(text.rstrip("f"))) + ("f" if text.endswith("f") else "")


def alike(line):
    """The line in the form that both share, or nothing if it says nothing."""
    pieces = parts_of(line.strip())
    for i, piece in enumerate(pieces):
        if i % 2:
            pieces[i] = '"' + plain_letters(piece) + '"'
        else:
            pieces[i] = NUMBER.sub(as_number, piece.replace("`", ""))
    return ZERO.sub(r"\1", "".join(pieces).strip())


def theirs(dex, folder):
    """Descriptor -> lines."""
    subprocess.run(["baksmali", "disassemble", "--accessor-comments", "false", "-o", folder, dex], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    classes = {}
    for path in pathlib.Path(folder).rglob("*.smali"):
        lines = [alike(line) for line in path.read_text(encoding="utf-8", errors="replace").split("\n")]
        lines = [line for line in lines if line]
        classes[lines[0].split(" ")[-1]] = lines
    return classes


def ours(kinsafe, dex):
    """Descriptor -> lines, and what it says about damage."""
    process = subprocess.Popen([kinsafe, "dump", "code", dex], stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace")
    classes, lines, notes = {}, [], []
    for line in process.stdout:
        if line.startswith("# "):
            notes.append(line.rstrip("\n"))
        elif line.startswith(".class "):
            lines = [alike(line)]
            classes[lines[0].split(" ")[-1]] = lines
        elif alike(line):
            lines.append(alike(line))
    if process.wait() != 0:
        raise SystemExit(f"{dex}: kinsafe fails")
    return classes, notes


def compare(kinsafe, dex, name):
    with tempfile.TemporaryDirectory() as folder:
        expected = theirs(dex, folder)
    seen, _ = ours(kinsafe, dex)
    differences = [f"class {each} is only there" for each in sorted(expected.keys() - seen.keys())]
    differences += [f"class {each} is only here" for each in sorted(seen.keys() - expected.keys())]
    lines = 0
    for each in sorted(expected.keys() & seen.keys()):
        lines += len(expected[each])
        if expected[each] == seen[each]:
            continue
        number = next((i for i, pair in enumerate(zip(expected[each], seen[each])) if pair[0] != pair[1]),
                      min(len(expected[each]), len(seen[each])))
        at = lambda text: text[number] if number < len(text) else "(nothing)"
        differences.append(f"{each} line {number}: baksmali {at(expected[each])!r}, here {at(seen[each])!r}")
    for difference in differences[:SHOWN]:
        print(f"{name}: {difference}")
    return collections.Counter(classes=len(expected), lines=lines, differences=len(differences))


def dex_files(path, folder):
    if path.suffix == ".dex":
        return [path]
    with zipfile.ZipFile(path) as apk:
        names = [name for name in apk.namelist() if re.fullmatch(r"classes\d*\.dex", name)]
        return [pathlib.Path(apk.extract(name, folder)) for name in sorted(names, key=lambda n: (len(n), n))]


def main():
    kinsafe, total = sys.argv[1], collections.Counter()
    for path in map(pathlib.Path, sys.argv[2:]):
        of_file = collections.Counter()
        with tempfile.TemporaryDirectory() as folder:
            for dex in dex_files(path, folder):
                of_file += compare(kinsafe, str(dex), f"{path.name}: {dex.name}")
        print(f"{path.name}: {of_file['classes']} classes of smali, {of_file['lines']} lines of smali: {of_file['differences']} differences")
        total += of_file
    return 1 if total["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
