#!/usr/bin/env python3
"""Holds `kinsafe dump manifest`, `layouts` and `resources` against aapt: every node and attribute of every XML file (so all
features, queries, intent filters, who exports what, network security, layouts), every resource in every configuration, what
badging says of the manifest, and what our reader of manifests takes from the tree: permissions, components, the application
class. And the label in every language, as an audit tells it.

usage: aapt_compare.py KINSAFE FILE.apk...

Prints for each file how many lines and values are alike; exits 1 if one differs.
"""
import collections
import json
import re
import struct
import subprocess
import sys
import zipfile

SHOWN = 5  # differences of a kind that are printed
UNITS = ("px", "dp", "sp", "pt", "in", "mm")


def aapt(*words):
    done = subprocess.run(["aapt", "dump", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.decode("utf-8", "replace").split("\n")


def kinsafe(program, what, path):
    done = subprocess.run([program, "dump", what, path, "--format", "json"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["rows"]


def normalised(text):
    """As aapt prints a text, which breaks the line at a carriage return alone; the comparison is made without those."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def tree_lines(row):
    """A document as `aapt dump xmltree` prints it, without indentation."""
    prefixes = {ns["uri"]: ns["prefix"] for ns in row["namespaces"]}
    ns_at, text_at = collections.defaultdict(list), collections.defaultdict(list)
    for ns in row["namespaces"]:
        ns_at[ns["before"]].append(f"N: {ns['prefix']}={ns['uri']}")
    for text in row["texts"]:
        text_at[text["before"]].append(f'C: "{normalised(text["text"])}"')

    def name(node):
        return (prefixes.get(node["ns"], node["ns"]) + ":" if node["ns"] else "") + node["name"]

    for index, element in enumerate(row["elements"]):
        yield from text_at[index]
        yield from ns_at[index]
        yield f"E: {name(element)} (line={element['line']})"
        for attribute in element["attributes"]:
            number = f"(0x{attribute['id']:08x})" if attribute["id"] else ""
            kind, data = attribute["type"], attribute["data"]
            value = {0: "(null)", 1: f"@0x{data:08x}", 2: f"?0x{data:08x}", 3: f'"{normalised(attribute["value"])}"'}.get(
                kind, f"(type 0x{kind:x})0x{data:x}")
            raw = f' (Raw: "{normalised(attribute["raw"])}")' if attribute["raw"] else ""
            yield f"A: {name(attribute)}{number}={value}{raw}"
    yield from text_at[len(row["elements"])]


def of_aapt(lines):
    for line in lines:
        line = line.strip().replace(' (Raw: "")', "")
        if line[:3] in ("N: ", "E: ", "A: ", "C: "):
            yield line


def bits_as_float(data):
    return struct.unpack("<f", struct.pack("<I", data))[0]


def complex_number(data, signed=True):
    """aapt takes the mantissa for unsigned and prints 16777212dp for -4dp; Android's TypedValue does not."""
    mantissa = data & 0xffffff00
    mantissa -= (mantissa & 0x80000000) << 1 if signed else 0
    return mantissa * (2.0 ** -8, 2.0 ** -15, 2.0 ** -23, 2.0 ** -31)[data >> 4 & 3]


def as_float32(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def value_text(row):
    """A value as aapt prints it, from our type and data, and from our text where that is a text."""
    kind, data = row["type"], row["data"]
    if kind == 0:
        return {0: "(null)", 1: "(null empty)"}.get(data, f"(null) 0x{data:08x}")
    names = {1: "reference", 2: "attribute", 7: "dynamic reference", 8: "dynamic attribute"}
    if kind in names:
        return f"({names[kind]}) 0x{data:08x}"
    if kind == 3:
        return f'(string) "{normalised(row["value"])}"'
    if kind == 4:
        return "(float) %g" % bits_as_float(data)
    if kind == 5:
        return "(dimension) %f%s" % (as_float32(complex_number(data, False)), UNITS[data & 15])
    if kind == 6:
        return "(fraction) %f%s" % (as_float32(complex_number(data, False)), ("%", "%p")[data & 15])
    return f"(color) #{data:08x}"  # so aapt prints every whole number in a map


def wrong_number(row):
    """Our text of a number that does not read as its data."""
    expected = {4: bits_as_float, 5: complex_number, 6: lambda data: 100 * complex_number(data)}.get(row["type"])
    if not expected:
        return False
    number = float(re.match(r"-?[\d.]+(?:e[+-]?\d+)?|-?inf|-?nan", row["value"])[0])
    right = as_float32(expected(row["data"]))
    return number == number and abs(number - right) > 1e-6 * abs(right)


RESOURCE = re.compile(r"resource (0x[0-9a-f]{8}) [^:]+:(\S*?/.*): (?:t=(0x[0-9a-f]+) d=(0x[0-9a-f]+) \(s=\S+ r=\S+\)|(<bag>))(?: \(PUBLIC\))?$")


def theirs(path):
    """A counter of values: (id, configuration, name, place in a map, key, type and data, text)."""
    seen, config, entry, is_map = collections.Counter(), "", None, False
    for line in aapt("--values", "resources", path):
        line = line.strip()
        if line.startswith("config ") and line.endswith(":"):
            config = line[7:-1]
        elif line.startswith("resource 0x"):
            found = RESOURCE.match(line)
            entry = (found[1], config, found[2])
            is_map = bool(found[5])
            if not is_map:
                seen[(*entry, "value", int(found[3], 16), int(found[4], 16))] += 1
        elif line.startswith("Parent=") and is_map:
            seen[(*entry, "map", int(re.match(r"Parent=(0x[0-9a-f]+)", line)[1], 16), int(line.rsplit("=", 1)[1]))] += 1
        elif line.startswith("#") and is_map:
            found = re.match(r"#(\d+) \(Key=(0x[0-9a-f]+)\): (.*)$", line)
            if found:
                seen[(*entry, int(found[1]), found[2], re.sub(r"^\(string\d+\)", "(string)", found[3]))] += 1
        elif entry and not is_map and re.match(r"\(string\d+\) ", line):
            seen[(*entry, "text", re.sub(r"^\(string\d+\)", "(string)", line), "")] += 1
    return seen


def ours(rows):
    ids = {row["name"]: row["id"] for row in rows}
    seen, wrong = collections.Counter(), []
    maps = collections.OrderedDict()
    for row in rows:
        entry = (row["id"], row["config"] or "(default)", row["name"])
        wrong += [row] if wrong_number(row) else []
        if row["key"] is None:
            seen[(*entry, "value", row["type"], row["data"])] += 1
            if row["type"] == 3:
                seen[(*entry, "text", value_text(row), "")] += 1
            continue
        of_map = maps.setdefault(entry, {"parent": 0, "items": []})
        if row["key"] == "parent":
            of_map["parent"] = row["data"]
        else:
            of_map["items"].append((ids.get(row["key"], row["key"]), value_text(row)))
    for entry, of_map in maps.items():
        seen[(*entry, "map", of_map["parent"], len(of_map["items"]))] += 1
        for number, item in enumerate(of_map["items"]):
            seen[(*entry, number, *item)] += 1
    return seen, wrong


def show(name, what, differences):
    for difference in differences[:SHOWN]:
        print(f"{name}: {what}: {difference}")
    return len(differences)


def compare_trees(path, name, rows):
    """Lines compared, differences."""
    lines, differences = 0, []
    for row in rows:
        expected = list(of_aapt(aapt("xmltree", path, row["part"])))
        seen = [line for line in tree_lines(row)]
        # A text that holds a line break is cut where aapt breaks its line.
        expected = [line.split("\r")[0] for line in expected]
        seen = [line.split("\r")[0].strip() for line in seen]
        lines += len(expected)
        differences += [f"{row['part']}: aapt {pair[0]!r}, here {pair[1]!r}" for pair in zip(expected, seen) if pair[0] != pair[1]][:1]
        if len(expected) != len(seen):
            differences.append(f"{row['part']}: aapt has {len(expected)} lines, here are {len(seen)}")
    return lines, show(name, "xml", differences)


def missing_documents(path, rows):
    """Binary XML files of the package that no dump showed."""
    with zipfile.ZipFile(path) as apk:
        for entry in apk.infolist():
            entry.CRC = None  # Python's reader then does not check it, as Android's does not
        binary = {entry.filename for entry in apk.infolist() if entry.filename.endswith(".xml") and apk.open(entry).read(4) == b"\3\0\10\0"}
    return sorted(binary - {row["part"] for row in rows})


ATTRIBUTE = re.compile(r'A: (?:android:)?(\w+)(?:\(0x[0-9a-f]+\))?=(?:"(.*?)"(?: \(Raw: .*)?$|\(type 0x[0-9a-f]+\)0x([0-9a-f]+))?')
COMPONENTS = {"activity": "activity", "activity-alias": "activity_alias", "service": "service", "receiver": "receiver", "provider": "provider"}


def declared_of(path):
    """What Android takes from the manifest, read from aapt's tree: permissions, components, the application's class."""
    elements = []  # depth, name, line, attributes
    for line in aapt("xmltree", path, "AndroidManifest.xml"):
        word = line.strip()
        element = re.match(r"E: (\S+) \(line=(\d+)\)", word)
        if element:
            elements.append(((len(line) - len(line.lstrip())) // 2, element[1], int(element[2]), {}))
        elif word.startswith("A: ") and elements:
            found = ATTRIBUTE.match(word)
            if found and (found[2] is not None or found[3]):
                elements[-1][3][found[1]] = found[2] if found[2] is not None else int(found[3], 16)
    top = min(depth for depth, _, _, _ in elements)
    package = elements[0][3]["package"]

    def full(name):
        return package + name if name.startswith(".") else name if "." in name or not name else f"{package}.{name}"

    permissions, components, application = [], [], ""
    for depth, name, line, attributes in elements:
        if depth == top + 1 and name in ("uses-permission", "uses-permission-sdk-23"):
            permissions.append((attributes["name"], attributes.get("minSdkVersion"), attributes.get("maxSdkVersion"), line, name != "uses-permission"))
        elif depth == top + 1 and name == "application":
            application = full(attributes.get("name", ""))
        elif depth == top + 2 and name in COMPONENTS:
            components.append((COMPONENTS[name], full(attributes["name"]), line))
    return permissions, components, application


def compare_declared(path, name, manifest):
    permissions, components, application = declared_of(path)
    ours = [(each["name"], each["min_sdk"], each["max_sdk"], each["line"], each["only_from_23"]) for each in manifest["permissions"]]
    pairs = [*zip(permissions, ours), (len(permissions), len(ours)), (application, manifest["application_class"] or "")]
    ours = [(each["kind"], each["class"], each["line"]) for each in manifest["components"]]
    pairs += [*zip(components, ours), (len(components), len(ours))]
    return len(pairs), show(name, "manifest", [f"aapt {a!r}, here {b!r}" for a, b in pairs if a != b])


def compare_report(program, path, name):
    """The label in every language, and the permissions that an audit calls declared."""
    done = subprocess.run([program, "audit", path, "--format", "json"], stdout=subprocess.PIPE, check=True)
    report = json.loads(done.stdout)
    labels, permissions = {}, set()
    for line in aapt("badging", path):
        found = re.match(r"application-label(?:-([^:]+))?:'(.*)'$", line)
        if found:
            labels[found[1] or ""] = found[2]
        found = re.match(r"uses-permission(?:-sdk-23)?: name='([^']*)'", line)
        permissions |= {found[1]} if found else set()
    ours = {"": report["app"]["label"] or "", **report["app"]["labels"]}
    pairs = []
    for locale, label in labels.items():
        # For a language without a label of its own aapt prints the one that the phone would take.
        chain = [locale, locale.split("-")[0], ""]
        pairs.append((f"{locale}: {label}", f"{locale}: {next((ours[each] for each in chain if each in ours), None)}"))
    pairs += [(f"{locale} is absent", f"{locale}: {label}") for locale, label in ours.items() if labels and locale not in labels]
    declared = {row["name"] for row in report["facts"]["permission"] if row["declared"] == "yes"}
    short = lambda names: sorted(each.removeprefix("android.permission.") for each in names)
    pairs.append((short(permissions - implied_of(path)), short(declared)))
    return len(pairs), show(name, "audit", [f"aapt {a!r}, here {b!r}" for a, b in pairs if a != b])


def implied_of(path):
    """Permissions that old versions of Android give unasked: aapt lists them twice."""
    return {found[1] for line in aapt("badging", path) if (found := re.match(r"uses-implied-permission: name='([^']*)'", line))}


def compare_badging(program, path, name, manifest):
    said = collections.defaultdict(list)
    for line in aapt("badging", path):
        found = re.match(r"(package|sdkVersion|targetSdkVersion|uses-permission|uses-implied-permission): ?(.*)$", line.replace(":'", ": '", 1))
        if found and found[1] == "sdkVersion":
            # A second <uses-sdk> replaces the first one whole; aapt prints what each of them says.
            said["targetSdkVersion"].clear()
            said["sdkVersion"].clear()
        if found:
            said[found[1]].append(found[2])
    pick = lambda words, key: (re.search(rf"{key}='([^']*)'", words) or [None, None])[1]
    package = said["package"][0]
    # aapt adds permissions that old versions of Android gave unasked.
    implied = {pick(words, "name") for words in said["uses-implied-permission"]}
    declared = [each["name"] for each in manifest["permissions"] if not each["only_from_23"]]
    pairs = [(pick(package, "name"), manifest["package"]),
             (pick(package, "versionCode"), str(manifest["version_code"] or "")),
             (pick(package, "versionName"), manifest["version_name"] or ""),
             (sorted({pick(words, "name") for words in said["uses-permission"]} - implied), sorted(set(declared) - implied))]
    for key, level in (("sdkVersion", "min_sdk"), ("targetSdkVersion", "target_sdk")):
        number = said[key][0].strip("'") if said[key] else ""
        if number.isdigit():  # not the code name of an unfinished version
            pairs.append((number, str(manifest[level])))
    return len(pairs), show(name, "badging", [f"aapt {a!r}, here {b!r}" for a, b in pairs if a != b])


def main():
    program, failures = sys.argv[1], 0
    for path in sys.argv[2:]:
        name = path.rsplit("/", 1)[-1]
        manifest = kinsafe(program, "manifest", path)
        lines, differences = compare_trees(path, name, manifest)
        layouts = kinsafe(program, "layouts", path)
        more, wrong = compare_trees(path, name, layouts)
        lines, differences = lines + more, differences + wrong
        differences += show(name, "not shown", missing_documents(path, manifest + layouts))
        fields = 0
        for compared, wrong in (compare_badging(program, path, name, manifest[0]), compare_declared(path, name, manifest[0]),
                                compare_report(program, path, name)):
            fields, differences = fields + compared, differences + wrong
        expected = theirs(path)
        seen, wrong_numbers = ours(kinsafe(program, "resources", path))
        differences += show(name, "resources", [f"aapt only: {each}" for each in (expected - seen)])
        differences += show(name, "resources", [f"here only: {each}" for each in (seen - expected)])
        differences += show(name, "number", wrong_numbers)
        print(f"{name}: {lines} lines of XML, {sum(expected.values())} resource values, {fields} fields: {differences} differences")
        failures += differences
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
