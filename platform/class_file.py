"""The class files of Java, as far as a caller sees them: the Java Virtual Machine Specification, chapter 4."""

import struct
from typing import NamedTuple

PUBLIC, PRIVATE, PROTECTED, STATIC, FINAL = 0x1, 0x2, 0x4, 0x8, 0x10
INTERFACE, ABSTRACT, SYNTHETIC = 0x200, 0x400, 0x1000


class Field(NamedTuple):
    access: int
    name: str
    type: str
    constant: object  # of its ConstantValue attribute: str, int, float or None


class Method(NamedTuple):
    access: int
    name: str
    signature: str


class ClassFile(NamedTuple):
    access: int
    name: str  # "android/app/Activity"
    super: str  # None: java/lang/Object alone
    interfaces: list
    fields: list
    methods: list


# Tag of an entry of the constant pool -> how many bytes follow it. Texts are handled apart.
_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
_u2 = struct.Struct(">H").unpack_from
_u4 = struct.Struct(">I").unpack_from


def _text(raw):
    """Modified UTF-8. Java writes a character beyond the BMP as two surrogates of three bytes each, and U+0000 as two."""
    return raw.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse(data):
    if _u4(data, 0)[0] != 0xCAFEBABE:
        raise ValueError("not a class file")
    count = _u2(data, 8)[0]
    at, entry = 10, 1
    pool = [0] * count  # offset of each entry's tag
    while entry < count:
        pool[entry] = at
        tag = data[at]
        at += 3 + _u2(data, at + 1)[0] if tag == 1 else 1 + _SIZES[tag]
        entry += 2 if tag in (5, 6) else 1

    def utf8(index):
        start = pool[index]
        raw = data[start + 3:start + 3 + _u2(data, start + 1)[0]]
        return raw.decode("ascii") if raw.isascii() else _text(raw)

    def class_name(index):
        return utf8(_u2(data, pool[index] + 1)[0]) if index else None

    def constant(index):
        start = pool[index]
        tag = data[start]
        if tag == 8:
            return utf8(_u2(data, start + 1)[0])
        return struct.unpack_from({3: ">i", 4: ">f", 5: ">q", 6: ">d"}[tag], data, start + 1)[0]

    access, this, parent, interface_count = struct.unpack_from(">HHHH", data, at)
    at += 8
    interfaces = [class_name(_u2(data, at + 2 * i)[0]) for i in range(interface_count)]
    at += 2 * interface_count
    members = ([], [])
    for kind in (0, 1):
        member_count = _u2(data, at)[0]
        at += 2
        for _ in range(member_count):
            flags, name, descriptor, attribute_count = struct.unpack_from(">HHHH", data, at)
            at += 8
            value = None
            for _ in range(attribute_count):
                attribute, length = struct.unpack_from(">HI", data, at)
                if kind == 0 and length == 2 and utf8(attribute) == "ConstantValue":
                    value = constant(_u2(data, at + 6)[0])
                at += 6 + length
            if kind == 0:
                members[0].append(Field(flags, utf8(name), utf8(descriptor), value))
            else:
                members[1].append(Method(flags, utf8(name), utf8(descriptor)))
    return ClassFile(access, class_name(this), class_name(parent), interfaces, members[0], members[1])
