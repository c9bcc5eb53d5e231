"""Writes platform.pack, which src/program/platform.cc reads where it lies.

All numbers are little-endian. The head: "KINSPLAT"; version (u32); bytes in all (u32); SHA-256 of all that follows it, as 64
hexadecimal digits; then offset and count (u32 each) of each section, in the order of write_pack. Sections begin at multiples
of 8. A text is an offset into `texts` and, in the lowest 8 bits, its length. Ids are places in sections: a class is its place in
`types`, where classes come first, by descriptor; names and signatures are sorted by text as well. Rows of a class end where
the next class's begin. A `slots` section is a hash table of ids with linear probing, 0xFFFF for none."""

import hashlib
import re
import struct
from typing import NamedTuple

VERSION = 1
HEAD = 80
NONE = 0xFFFF
TYPE = re.compile(r"\[*(?:L[^;]*;|[A-Z])")


class PackMethod(NamedTuple):
    is_static: bool
    is_abstract: bool
    is_final: bool
    since: int  # API level


class PackClass(NamedTuple):
    is_interface: bool
    super: str  # "android/app/Activity"; None: java/lang/Object and interfaces
    former: list  # superclasses of older levels
    interfaces: list
    methods: dict  # (name, signature): PackMethod
    constants: dict  # field: text


def text_hash(data):
    """Of bytes: eight at a time, the last padded with zeros."""
    value = len(data) * 0x9E3779B97F4A7C15 & (1 << 64) - 1
    for at in range(0, len(data), 8):
        value = (value ^ int.from_bytes(data[at:at + 8], "little")) * 0xD6E8FEB86659FD93 & (1 << 64) - 1
        value ^= value >> 32
    return value


def slots_of(texts):
    size = 8
    while size * 5 < len(texts) * 8:  # at most 5 of 8 are taken
        size *= 2
    slots = [NONE] * size
    for number, text in enumerate(texts):
        slot = text_hash(text.encode()) % size
        while slots[slot] != NONE:
            slot = (slot + 1) % size
        slots[slot] = number
    return slots


class Texts:
    """One block in which each text lies; one that another ends or begins with lies within that."""

    def __init__(self, texts):
        texts = sorted(text.encode() for text in texts)
        within = {}  # text: (the one it lies in, where)
        backwards = sorted(text[::-1] for text in texts)
        for text, after in zip(backwards, backwards[1:]):
            if after.startswith(text):
                within[text[::-1]] = after[::-1], len(after) - len(text)
        hosts = [text for text in texts if text not in within]
        for text, after in zip(hosts, hosts[1:]):
            if after.startswith(text):
                within[text] = after, 0
        self.block = b"".join(text for text in hosts if text not in within)
        offsets = {}
        at = 0
        for text in hosts:
            if text not in within:
                offsets[text] = at
                at += len(text)
        self.references = {}
        for text in texts:
            host, shift = text, 0
            while host in within:
                host, more = within[host]
                shift += more
            if len(text) > 255:
                raise ValueError(f"too long: {text}")
            self.references[text.decode()] = offsets[host] + shift << 8 | len(text)


def ancestors_of(name, classes):
    """All that the class is below of, in the order in which a method is looked up: superclasses, the nearest first; then their
    interfaces, an interface before those that it extends; then what was above it at older levels; of an interface Object."""
    chain = [name]
    while classes[chain[-1]].super:
        chain.append(classes[chain[-1]].super)
    finished, seen = [], set()

    def visit(interface):
        if interface in seen:
            return
        seen.add(interface)
        for above in reversed(classes[interface].interfaces):
            visit(above)
        finished.append(interface)

    for link in reversed(chain):
        for interface in reversed(classes[link].interfaces):
            visit(interface)
    order = chain[1:] + finished[::-1]
    for link in chain:
        for former in classes[link].former:
            order += [former] + ancestors_of(former, classes)
    order += ["java/lang/Object"] if name != "java/lang/Object" else []
    return [above for above in dict.fromkeys(order) if above != name]


def write_pack(classes):
    """classes: name ("android/app/Activity"): PackClass."""
    def descriptor(name):
        return f"L{name};"

    names = sorted({name for known in classes.values() for name, _ in known.methods})
    signatures = sorted({signature for known in classes.values() for _, signature in known.methods})
    class_types = sorted(map(descriptor, classes))
    types = class_types + sorted({part for signature in signatures for part in TYPE.findall(signature)} - set(class_types))
    if max(len(names), len(signatures), len(types)) >= NONE:
        raise ValueError("ids of 16 bits do not do any more")
    texts = Texts({*names, *types, *(text for known in classes.values() for pair in known.constants.items() for text in pair)})
    name_ids = {name: number for number, name in enumerate(names)}
    signature_ids = {signature: number for number, signature in enumerate(signatures)}
    type_ids = {text: number for number, text in enumerate(types)}

    signature_rows, signature_types = [], []
    for signature in signatures:
        parts = TYPE.findall(signature)
        signature_rows.append(len(signature_types) << 8 | len(parts) - 1)
        signature_types += [type_ids[part] for part in parts]

    rows, method_names, method_signatures, method_flags, interfaces, ancestors, fields, values = ([] for _ in range(8))

    def end_row(above, flags):
        rows.append(struct.pack("<IIIIHH", len(method_names), len(interfaces), len(ancestors), len(fields), above, flags))

    for text in class_types:
        known = classes[text[1:-1]]
        end_row(type_ids[descriptor(known.super)] if known.super else NONE, int(known.is_interface))
        for (name, signature), method in sorted(known.methods.items()):
            method_names.append(name_ids[name])
            method_signatures.append(signature_ids[signature])
            method_flags.append(max(method.since - 20, 0) | method.is_static << 5 | method.is_abstract << 6 | method.is_final << 7)
        interfaces += [type_ids[descriptor(above)] for above in known.interfaces]
        ancestors += [type_ids[descriptor(above)] for above in ancestors_of(text[1:-1], classes)]
        for field, value in sorted(known.constants.items()):
            fields.append(texts.references[field])
            values.append(texts.references[value])
    end_row(NONE, 0)

    def pack(letter, numbers):
        return len(numbers), struct.pack(f"<{len(numbers)}{letter}", *numbers)

    sections = [
        (len(texts.block), texts.block),
        pack("I", [texts.references[text] for text in types]),
        pack("H", slots_of(class_types)),
        pack("I", [texts.references[name] for name in names]),
        pack("H", slots_of(names)),
        pack("I", signature_rows),
        pack("H", signature_types),
        pack("H", slots_of(signatures)),
        (len(rows), b"".join(rows)),
        pack("H", method_names),
        pack("H", method_signatures),
        pack("B", method_flags),
        pack("I", interfaces),
        pack("H", ancestors),
        pack("I", fields),
        pack("I", values),
    ]
    table, body = b"", b""
    start = HEAD + 8 * len(sections)
    for count, data in sections:
        table += struct.pack("<II", start + len(body), count)
        body += data + bytes(-len(data) % 8)
    after = table + body
    return b"KINSPLAT" + struct.pack("<II", VERSION, HEAD + len(after)) + hashlib.sha256(after).hexdigest().encode() + after
