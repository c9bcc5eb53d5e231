#!/usr/bin/env python3
"""Holds the #includes in src/ to the table of rooms in docs/architecture.md: a room includes what its row allows and what
those rows allow, nothing else. A wrong include that the linker would let pass fails here."""

import pathlib
import re
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA = "facts/schema.h"  # the one header of facts/ that is a library of its own


def rows_of(text):
    """Room -> what its row says that it may use."""
    return dict(re.findall(r"^\| `(\w+)/`[^|]*\|[^|]*\| ([^|]*) \|$", text, re.M))


def allowed_by(rows):
    """Room -> (rooms whose headers it may include, single headers besides)."""
    allowed = {}

    def allow(room):
        if room not in allowed:
            words = set(re.findall(r"\w+", rows[room].replace("fact schema", "")))
            rooms, headers = {room}, set()
            if "all" in words:
                rooms |= rows.keys()
            if "schema" in rows[room]:
                rooms.add("base")  # what the schema itself uses
                headers.add(SCHEMA)
                words.discard("facts")
            for used in words & rows.keys():
                rooms |= allow(used)[0]
                headers |= allow(used)[1]
            allowed[room] = rooms, headers
        return allowed[room]

    for room in rows:
        allow(room)
    return allowed


def wrong_includes(source, rows):
    """One sentence for each include in the folder `source` that the table does not allow."""
    allowed = allowed_by(rows)
    wrong = []
    for path in sorted(source.rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        name = path.relative_to(source)
        room = name.parts[0] if len(name.parts) > 1 else None  # None: src/*.cc, which join all rooms
        if room and room not in rows:
            wrong.append(f"{name}: the table has no row for the room {room}")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not include:
                continue
            quote, header = include.groups()
            target = header.split("/")[0] if "/" in header else None
            if quote == "<":
                if target in rows or (source / header).is_file():
                    wrong.append(f"{name}:{number}: {header} is a header of this project, so it stands in quotes")
            elif not (source / header).is_file():
                wrong.append(f"{name}:{number}: {header} is not named from src/")
            elif room and header not in allowed[room][1] and target not in allowed[room][0] and not (target is None and room == "cli"):
                wrong.append(f"{name}:{number}: {room}/ may not include {header}")
    return wrong


def doubled_types(source):
    """Types of one name that two headers declare: all lie in one namespace, and a program that links both is wrong in silence."""
    found = {}
    for path in sorted(source.rglob("*.h")):
        for name in re.findall(r"^(?:struct|class|enum class) (\w+)\b(?!.*;$)", path.read_text(), re.M):
            found.setdefault(name, set()).add(str(path.relative_to(source)))
    return [f"{name}: {', '.join(sorted(paths))}" for name, paths in found.items() if len(paths) > 1]


class Rooms(unittest.TestCase):
    rows = rows_of((ROOT / "docs/architecture.md").read_text())

    def test_the_table_is_read(self):
        for room in ("base", "container", "dex", "program", "models", "facts", "norms", "report", "cli"):
            self.assertIn(room, self.rows)

    def test_every_include_is_allowed(self):
        self.assertEqual(wrong_includes(ROOT / "src", self.rows), [])

    def test_no_type_is_declared_twice(self):
        self.assertEqual(doubled_types(ROOT / "src"), [])
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a.h", "b.h"):
                (pathlib.Path(folder) / name).write_text("struct Row {\n};\n")
            self.assertEqual(doubled_types(pathlib.Path(folder)), ["Row: a.h, b.h"])

    def test_every_room_has_a_row(self):
        rooms = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()}
        self.assertLessEqual(rooms, self.rows.keys())

    def test_a_wrong_include_is_found(self):
        headers = ["base/a.h", "container/a.h", "dex/a.h", "program/a.h", "models/a.h", "facts/a.h", SCHEMA, "norms/a.h", "report/a.h", "audit.h"]
        rows = {  # includer: what it may include; each of the other headers must be found
            "base/x.cc": ["base/a.h"],
            "container/x.cc": ["base/a.h", "container/a.h"],
            "dex/x.h": ["base/a.h", "dex/a.h"],
            "program/x.cc": ["base/a.h", "container/a.h", "dex/a.h", "program/a.h"],
            "models/x.cc": ["base/a.h", "container/a.h", "dex/a.h", "program/a.h", "models/a.h"],
            "facts/x.cc": ["base/a.h", "container/a.h", "dex/a.h", "program/a.h", "models/a.h", "facts/a.h", SCHEMA],
            "norms/x.cc": ["base/a.h", SCHEMA, "norms/a.h"],
            "report/x.cc": ["base/a.h", SCHEMA, "norms/a.h", "report/a.h"],
            "cli/x.cc": headers,
            "audit.cc": headers,
        }
        for includer, good in rows.items():
            for header in headers:
                with tempfile.TemporaryDirectory() as folder:
                    source = pathlib.Path(folder)
                    for each in headers:
                        (source / each).parent.mkdir(exist_ok=True)
                        (source / each).write_text("#pragma once\n")
                    (source / includer).parent.mkdir(exist_ok=True)
                    (source / includer).write_text(f'#include <vector>\n#include "{header}"\n')
                    self.assertEqual(wrong_includes(source, self.rows) == [], header in good, f"{includer} includes {header}")

    def test_a_header_by_another_path_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder)
            (source / "base").mkdir()
            (source / "base/a.h").write_text("#pragma once\n")
            (source / "surprise").mkdir()
            (source / "surprise/x.cc").write_text("\n")
            for line in ('#include "a.h"', '#include "../base/a.h"', "#include <base/a.h>"):
                (source / "base/x.cc").write_text(line + "\n")
                self.assertEqual(len(wrong_includes(source, self.rows)), 2, line)


if __name__ == "__main__":
    unittest.main()
