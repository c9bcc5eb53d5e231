"""The API database inside the R8 compiler: each class, method and field of Android's public API, Java's part included, with
the API level that brought it. Android's other published classes tell neither.

The file, all numbers big-endian: "r8-apidatabase", version 1 (u32); the texts: their count (u32), offset (u32) and length
with a zero at the end (u16) of each; two hash tables, which are not needed here; then the payload, from whose start the
offsets count. It is items until the first text begins: length (u16), kind (u8: 0 class, 1 field, 2 method), texts by number
(u16 each: the class; name; parameter types and then the result's type), and after them the level (u8: twice the level, one
more for a minor release)."""

import struct

_TABLES = (65536 + 5 * 65536) * 6


def read(data):
    """Gives levels in three dictionaries: of classes, by descriptor; of fields, by class and name; and of methods, by class, name
    and signature. What a class inherits is there too."""
    if data[:18] != b"r8-apidatabase\0\0\0\1":
        raise ValueError("not an API database of version 1")
    count = struct.unpack_from(">I", data, 18)[0]
    entries = [struct.unpack_from(">IH", data, 22 + 6 * i) for i in range(count)]
    payload = 22 + 6 * count + _TABLES
    texts = [data[payload + offset:payload + offset + length - 1].decode() for offset, length in entries]
    classes, fields, methods = {}, {}, {}
    at, end = payload, payload + entries[0][0]
    while at < end:
        size = struct.unpack_from(">H", data, at)[0]
        kind, *numbers = struct.unpack_from(f">B{(size - 1) // 2}H", data, at + 2)
        level = (data[at + 2 + size] + 1) // 2
        words = [texts[number] for number in numbers]
        if kind == 0:
            classes[words[0]] = level
        elif kind == 1:
            fields[words[0], words[1]] = level
        else:
            methods[words[0], words[1], f"({''.join(words[2:-1])}){words[-1]}"] = level
        at += 3 + size
    if at != end:
        raise ValueError("the API database is damaged")
    return classes, fields, methods
