#!/usr/bin/env python3
"""Holds norms/*.yaml to norms/norm.schema.json, and shows by damaged copies that the schema is strict: a slip in a norm
would otherwise become a verdict."""

import copy
import json
import pathlib
import unittest

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "norms/norm.schema.json").read_text())


class Loader(yaml.SafeLoader):
    """Days stay text, and no key may stand twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


Loader.yaml_implicit_resolvers = {start: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
                                  for start, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def read(path):
    return yaml.load(path.read_text(), Loader)


NORMS = {path.name: read(path) for path in sorted((ROOT / "norms").glob("*.yaml")) if path.name != "pack.yaml"}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def faults(norm):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in VALIDATOR.iter_errors(norm)]


class Norms(unittest.TestCase):
    def test_the_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_every_object_of_the_schema_is_closed(self):
        def walk(node):
            if isinstance(node, dict):
                if node.get("type") == "object":
                    self.assertIn("additionalProperties", node)
                for value in node.values():
                    walk(value)
            elif isinstance(node, list):
                for value in node:
                    walk(value)

        walk(SCHEMA)

    def test_every_norm_fits(self):
        self.assertTrue(NORMS)
        for name, norm in NORMS.items():
            self.assertEqual(faults(norm), [], name)

    def test_ids_are_unique_and_start_with_their_norm(self):
        ids = [norm["id"] for norm in NORMS.values()]
        for norm in NORMS.values():
            for number, requirement in enumerate(norm["requirements"], 1):
                self.assertEqual(requirement["id"], f"{norm['id']}.R{number}")
                ids.append(requirement["id"])
        self.assertEqual(len(ids), len(set(ids)))

    def test_a_file_is_named_for_its_norm(self):
        for name, norm in NORMS.items():
            self.assertEqual(name, norm["id"].lower() + ".yaml")

    def test_days_are_in_order(self):
        for norm in NORMS.values():
            if norm["effective_iso"] and norm["until_iso"]:
                self.assertLess(norm["effective_iso"], norm["until_iso"])
            for requirement in norm["requirements"]:
                if "effective_iso" in requirement and norm["effective_iso"]:
                    self.assertGreater(requirement["effective_iso"], norm["effective_iso"], requirement["id"])

    def test_the_pack_has_a_day_and_nothing_else(self):
        pack = read(ROOT / "norms/pack.yaml")
        self.assertEqual(list(pack), ["date"])
        self.assertRegex(pack["date"], r"\A\d{4}-\d{2}-\d{2}\Z")

    def test_a_slip_does_not_pass(self):
        norm = NORMS["cn-tc260-pg-20191a.yaml"]

        def slip(change):
            damaged = copy.deepcopy(norm)
            change(damaged, damaged["requirements"][0])
            return faults(damaged)

        slips = {
            "unknown key": lambda n, r: n.update(surprise=1),
            "unknown key of a requirement": lambda n, r: r.update(surprise=1),
            "no such day": lambda n, r: n.update(effective_iso="2019-06-31"),
            "day as a number": lambda n, r: n.update(effective_iso=2019),
            "flag as a word": lambda n, r: r.update(judged="true"),
            "force of no rank": lambda n, r: n.update(legal_force_code="lore"),
            "lender of no kind": lambda n, r: n.update(institutions=["pawnshop"]),
            "any beside others": lambda n, r: n.update(institutions=["any", "bank"]),
            "no lender": lambda n, r: n.update(institutions=[]),
            "no check": lambda n, r: r.update(checks=[]),
            "empty parameter": lambda n, r: r["params"].update(necessary=[]),
            "parameter of null": lambda n, r: r["params"].update(necessary=None),
            "list as a mapping": lambda n, r: r["params"].update(necessary={"a": 1}),
            "unknown parameter": lambda n, r: r["params"].update(needed=["name"]),
            "hours of no day": lambda n, r: r["params"].update(hours=[{"from": "08:00", "to": "20:00"}]),
            "hour that no clock shows": lambda n, r: r["params"].update(hours=[{"days": "all", "from": "08:00", "to": "24:00"}]),
            "cap on nothing": lambda n, r: r["params"].update(caps=[{"max": 3, "window": "calendar_day", "per": "debtor"}]),
            "replaced without an end": lambda n, r: n["superseded_by"][0].update(how="replaces"),
            "in force from no day": lambda n, r: n.update(status_code="in_force", effective_iso=None),
            "global without a store": lambda n, r: n.update(jurisdiction="GLOBAL"),
            "store of one country": lambda n, r: n.update(store="google-play"),
            "words without a language": lambda n, r: r.update(original_lang=None),
            "verbatim, but not quoted": lambda n, r: r.update(original_kind="reported"),
            "link without a day": lambda n, r: n["superseded_by"][0].pop("from"),
            "link of no kind": lambda n, r: n["superseded_by"][0].update(how="outlives"),
        }
        for name, change in slips.items():
            self.assertTrue(slip(change), name)
        for key in list(norm):
            if key != "store":
                self.assertTrue(slip(lambda n, r: n.pop(key)), f"without {key}")
        for key in SCHEMA["$defs"]["requirement"]["required"]:
            self.assertTrue(slip(lambda n, r: r.pop(key)), f"requirement without {key}")


if __name__ == "__main__":
    unittest.main()
