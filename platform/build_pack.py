#!/usr/bin/env python3
"""Makes platform.pack, what Kinsafe knows of Android's own classes, from published class files: see README.md.

  build_pack.py --fetch FOLDER   brings what FOLDER lacks of the jars of android-all and R8, with Maven
  build_pack.py FOLDER           writes platform.pack beside this script, the same bytes each time
  build_pack.py --check FOLDER   fails if a byte differs from what is checked in
  build_pack.py --missing FOLDER prints what the pack lacks of the API
"""

import hashlib
import pathlib
import re
import subprocess
import sys
import zipfile

import api_levels
import class_file
from class_file import ABSTRACT, FINAL, INTERFACE, PROTECTED, PUBLIC, STATIC, SYNTHETIC
from pack_format import PackClass, PackMethod, ancestors_of, write_pack

HERE = pathlib.Path(__file__).resolve().parent
ARTIFACT = "org.robolectric:android-all"
# API level: version of android-all, SHA-256 of its jar. Level 20 was for watches alone.
LEVELS = {
    21: ("5.0.2_r3-robolectric-r0", "5e63d4c7f2c691afed648bf0675e0b0a76d19f0e23d93705f4faf9ed3b2734de"),
    22: ("5.1.1_r9-robolectric-r2", "edced221f686f89ad592b3354bb7fbfeca8537268298cc0d8a2b0b62e740316a"),
    23: ("6.0.1_r3-robolectric-r1", "a2d84271c5f033b1d082741a02f37a2d043120c0c09e5854e97ece9c3bb11d31"),
    24: ("7.0.0_r1-robolectric-r1", "567bfa3cd3a8c9c5ca736bd86b3f90ff4d6a7ba333b9cfea6ff7d81924f90ce9"),
    25: ("7.1.0_r7-robolectric-r1", "6eb4a8049ff343cace89469441215ee14a1ee90295059729ece51821c078248d"),
    26: ("8.0.0_r4-robolectric-r1", "3707dc100381e3bbcc57b85255fd313ae20875fc65cf3130c47e86f044ad77f0"),
    27: ("8.1.0-robolectric-4611349", "01b3364bc0b4ca099929aa4d818529c7ec05e18b9e4c1e667f99955b16ae19b4"),
    28: ("9-robolectric-4913185-2", "cf4aed5e458deb48ddc0ca92fc25156e6f478d9d5c1d948cdd1817a67ee11b32"),
    29: ("10-robolectric-5803371", "a0ad701eedd47bdaefbac1c2cc80dd400c0adea3cccd8a3ad286f79da1ca294c"),
    30: ("11-robolectric-6757853", "62f577ca49f62f0da5d6a2a839d80ef377054b9ccd14811035593bf351295b31"),
    31: ("12-robolectric-7732740", "687ec0ce42646cb4172c3e1958bfd91783933a66ef049d472b90ab1fdf07541c"),
    32: ("12.1-robolectric-8229987", "75e7ac8ad3817d4cdfa24c8479ea8244b752575b03122d79d1e5a4f6e4f33879"),
    33: ("13-robolectric-9030017", "6e67dca81d30295e31ee6a28cfb601b6b66aaeaee51a92386ed099a64cea5996"),
    34: ("14-robolectric-10818077", "6be2218c6a53fe3c57bc22ebdc723edcb7270a8a6f187545708aa5c0ed813977"),
    35: ("15-robolectric-13954326", "e17105f6c432357e6bb278a527f8e848d01fc56ccee01be77725bea23d871990"),
    36: ("16-robolectric-13921718-2", "ead18e465e8a4c2b93a59d7d7a68c1830f3cd8f1b6bcdfd96f45d658ba979ce3"),
    37: ("17-robolectric-16653203", "60f983b8bf180fa0790596c22a130c79ecf18b6d991b719de23100d4d6ff61a1"),
}
STUBS = "android-23.jar", "4475aa3fe1fc28bdb87ae6351d6ccff58f344a1b9e2fe685f7a6fee41ba68613"
R8 = "com.android.tools:r8", "9.5.28", "38a9ffaaebbd17d1514e3ecbff5a85b989bb13c551b9e224c7409514eea84ff5"
# Of the entries that are read: the file as a whole differs from build to build.
JDK = "ct.sym", "556668b6724806513d600102df19bfe233404297d6d3c3928c35943d7160649d"
# Once part of the API, and of many apps still.
LEGACY = re.compile(r"(android/test|junit|org/apache/http)/")


def jar_path(folder, level):
    return folder / f"android-all-{LEVELS[level][0]}.jar"


class Known:
    """A class over all sources, read from the oldest to the newest. What the newest says holds, unless said."""

    def __init__(self):
        self.access = 0
        self.super = None
        self.former = []  # superclasses that it had once
        self.interfaces = []  # all that it ever had
        self.methods = {}  # (name, signature): PackMethod; final if it always was
        self.constants = {}  # name: value, None if it changed

    def add(self, found, level_of):
        """level_of: what gives the first level known so far of a name and signature; None: not of Android."""
        if self.super != found.super and self.super and self.super not in self.former:
            self.former.append(self.super)
        self.access, self.super = found.access, found.super
        self.interfaces = found.interfaces + [name for name in self.interfaces if name not in found.interfaces]
        for method in found.methods:
            level = level_of(method.name, method.signature)
            if not method.access & (PUBLIC | PROTECTED) or method.access & SYNTHETIC or level is None:
                continue
            before = self.methods.get((method.name, method.signature))
            self.methods[method.name, method.signature] = PackMethod(
                is_static=bool(method.access & STATIC),
                is_abstract=bool(method.access & ABSTRACT),
                is_final=bool((method.access | found.access) & FINAL) and (before is None or before.is_final),
                since=min(level, before.since) if before else level)
        for field in found.fields:
            if field.access & (PUBLIC | PROTECTED) and isinstance(field.constant, (int, str)):
                value = str(field.constant)
                self.constants[field.name] = value if self.constants.get(field.name, value) == value else None


class Gatherer:
    def __init__(self, classes, fields, methods):
        """What api_levels reads."""
        self.api_classes = classes
        self.api = {descriptor[1:-1] for descriptor in classes}  # and classes that once were in it
        self.api_methods = methods
        self.api_fields = fields
        self.known = {}

    def take(self, source, level):
        """source: class name: function that gives its bytes. Takes the classes of the API and all that is above them. Level
        None: a source of Java, whose methods are taken where the API has them."""
        pending = [name for name in source if name in self.api or name in self.known]
        seen = set(pending)
        while pending:
            found = class_file.parse(source[pending.pop()]())

            def level_of(name, signature, owner=f"L{found.name};"):
                levels = list(filter(None, [level, self.api_methods.get((owner, name, signature))]))
                return max(min(levels), min(LEVELS)) if levels else None

            self.known.setdefault(found.name, Known()).add(found, level_of)
            for above in filter(None, [found.super] + found.interfaces):
                if above in source and above not in seen and (level is not None or above in self.api):
                    seen.add(above)
                    pending.append(above)


    def chosen(self):
        """The classes of the pack: public ones of the API, and those above them, whatever they are: no chain breaks."""
        pending = [name for name, known in self.known.items() if name in self.api and known.access & PUBLIC]
        chosen = set(pending)
        while pending:
            known = self.known[pending.pop()]
            for above in filter(None, [known.super] + known.former + known.interfaces):
                if above in self.known and above not in chosen:
                    chosen.add(above)
                    pending.append(above)
        return chosen


def read_pinned(path, sha256):
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        sys.exit(f"{path} is not the pinned file")
    return path


def read_jar(path, sha256):
    archive = zipfile.ZipFile(read_pinned(path, sha256))
    return {name[:-len(".class")]: (lambda name=name: archive.read(name)) for name in archive.namelist() if name.endswith(".class")}


def read_jdk(path, classes):
    """One source a Java release from 8 on, oldest first. A folder of ct.sym is named after the releases that have the
    classes in it, a letter or digit each ("89A")."""
    archive = zipfile.ZipFile(path)
    digest = hashlib.sha256()
    releases = {}
    for entry in sorted(archive.namelist()):
        release, _, rest = entry.partition("/")
        name = rest.partition("/")[2].removesuffix(".sig")
        if name in classes and max(release) >= "8":
            data = archive.read(entry)
            digest.update(entry.encode() + b"\0" + data)
            releases.setdefault(max(release), {})[name] = lambda data=data: data
    if digest.hexdigest() != JDK[1]:
        sys.exit(f"{path} is not the pinned one, but {digest.hexdigest()}")
    return [releases[release] for release in sorted(releases)]


def gather(folder):
    database = zipfile.ZipFile(read_pinned(folder / f"r8-{R8[1]}.jar", R8[2])).read("resources/api_database.ser")
    gatherer = Gatherer(*api_levels.read(database))
    stubs = read_jar(folder / STUBS[0], STUBS[1])
    gatherer.api |= stubs.keys()
    gatherer.take(stubs, 23)
    for level in LEVELS:
        if level == 24:  # the first with what Java 8 brought; from here on android-all has little of Java's part
            for release in read_jdk(folder / JDK[0], gatherer.api):
                gatherer.take(release, None)
        jar = read_jar(jar_path(folder, level), LEVELS[level][1])
        gatherer.api |= {name for name in jar if LEGACY.match(name)}
        gatherer.take(jar, level)
    return gatherer


def classes_of(gatherer):
    chosen = gatherer.chosen()
    classes = {}
    for name in sorted(chosen):
        known = gatherer.known[name]
        is_interface = bool(known.access & INTERFACE)
        rootless = is_interface or name == "java/lang/Object"
        classes[name] = PackClass(
            is_interface=is_interface,
            super=None if rootless else known.super if known.super in chosen else "java/lang/Object",
            former=[above for above in known.former if above in chosen],
            interfaces=[above for above in known.interfaces if above in chosen],
            methods=known.methods,
            constants={} if name.startswith("android/R$") else {
                field: value for field, value in known.constants.items()
                if value is not None and len(value) < 256 and (f"L{name};", field) in gatherer.api_fields})
    return classes


def print_missing(gatherer):
    classes = classes_of(gatherer)
    for descriptor in sorted(gatherer.api_classes):
        if descriptor[1:-1] not in classes:
            print(descriptor)
    for owner, name, signature in sorted(gatherer.api_methods):
        above = [owner[1:-1], *ancestors_of(owner[1:-1], classes)] if owner[1:-1] in classes else []
        if above and not any((name, signature) in classes[link].methods for link in above):
            print(f"{owner}->{name}{signature}")


def build(folder):
    return write_pack(classes_of(gather(folder)))


def fetch(folder):
    artifacts = [(f"{ARTIFACT}:{version}", jar_path(folder, level)) for level, (version, _) in LEVELS.items()]
    artifacts.append((f"{R8[0]}:{R8[1]}", folder / f"r8-{R8[1]}.jar"))
    for artifact, path in artifacts:
        if not path.exists():
            subprocess.run(["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"], check=True)


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--fetch":
        return fetch(pathlib.Path(arguments[1]).resolve())
    if len(arguments) == 2 and arguments[0] == "--check":
        if build(pathlib.Path(arguments[1])) != (HERE / "platform.pack").read_bytes():
            sys.exit("platform.pack is not what its sources give")
        return None
    if len(arguments) == 2 and arguments[0] == "--missing":
        return print_missing(gather(pathlib.Path(arguments[1])))
    if len(arguments) != 1:
        sys.exit(__doc__)
    (HERE / "platform.pack").write_bytes(build(pathlib.Path(arguments[0])))
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
