#!/usr/bin/env python3
"""Writes models/shapes.model: for each library of bench/libraries.tsv the texts that stand together in one of its classes.

    tools/build_shapes.py WORK_FOLDER > models/shapes.model

A text counts if it stands in no other library of the list and not in Android's own classes. It must be long enough to say
something, for chance must not bring two of them together in one class of an app. R8 renames, merges and inlines classes,
and leaves texts as they are. To add a library: one line in bench/libraries.tsv, a `library` row in models/sdk.model, then
run this. Artifacts come from Maven Central, as in bench/libraries.py.
"""

import collections
import pathlib
import struct
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import libraries as bench  # noqa: E402

CLASSES_A_LIBRARY, TEXTS_A_CLASS = 20, 4
LONGEST = 80


def texts_of(data):
    """Constants of a class that are texts, and the pieces of those that the compiler joins with values."""
    count = struct.unpack_from(">H", data, 8)[0]
    at, index, utf8, strings = 10, 1, {}, []
    while index < count:
        tag = data[at]
        if tag == 1:
            size = struct.unpack_from(">H", data, at + 1)[0]
            utf8[index] = data[at + 3:at + 3 + size]
            at += 3 + size
        else:
            if tag == 8:
                strings.append(struct.unpack_from(">H", data, at + 1)[0])
            at += 1 + bench.SIZES[tag]
        index += 2 if tag in (5, 6) else 1
    for string in strings:
        try:
            text = utf8[string].decode("ascii")
        except UnicodeDecodeError:
            continue
        yield from text.split("\x01")


def is_telling(text):
    shortest = 10 if " " in text else 14
    return shortest <= len(text) <= LONGEST and text.isprintable() and '"' not in text and not text.startswith(("android.", "java.", "javax.", "kotlin.", "http"))


def classes_of(jar):
    with zipfile.ZipFile(jar) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".class"):
                yield name[:-len(".class")], list(dict.fromkeys(filter(is_telling, texts_of(archive.read(name)))))


def main():
    work = pathlib.Path(sys.argv[1]).resolve()
    holders = collections.defaultdict(set)
    for name, coordinates in bench.rows().items():
        for coordinate in coordinates:
            for _, texts in classes_of(bench.classes_of(coordinate, work)):
                for text in texts:
                    holders[text].add(name)
    for _, texts in classes_of(bench.fetch(bench.ANDROID, work / "sdk")):
        for text in texts:
            holders[text].add("Android")

    print("# Texts that stand together in one class of a library: what is left of it where names are gone. Grammar: docs/models.md.")
    print("# Made by tools/build_shapes.py from the artifacts on Maven Central that are named; do not edit.")
    for name, coordinates in sorted(bench.rows().items()):
        shapes = []
        for class_name, texts in classes_of(bench.classes_of(coordinates[0], work)):
            own = [text for text in texts if holders[text] == {name}]
            if own:
                # Sentences say more than names.
                own.sort(key=lambda text: (" " not in text, -len(text), text))
                shapes.append((class_name, own[:TEXTS_A_CLASS]))
        # Classes near the root are what apps use and what shrinking leaves; of the rest those that say most.
        shapes.sort(key=lambda shape: (len(shape[1]) < 2, shape[0].count("/"), -len(shape[1]), shape[0]))
        near = shapes[:CLASSES_A_LIBRARY // 2]
        rest = sorted(shapes[CLASSES_A_LIBRARY // 2:], key=lambda shape: (-len(shape[1]), shape[0]))
        print(f"\n# {coordinates[0]}")
        for _, texts in near + rest[:CLASSES_A_LIBRARY - len(near)]:
            print(f'shape "{name}" ' + " ".join(f'"{text}"' for text in texts))


if __name__ == "__main__":
    main()
