#!/usr/bin/env python3
"""Writes src/conduct/import/fineract_schemas.cc from a clone of github.com/apache/fineract.

    tools/fineract_schemas.py CLONE

The payload of an event travels without its schema, and Fineract changes its schemas between releases without a new name for them.
So all that they ever were is written down, as facts: of each record the order and the types of its fields. A field that
src/conduct/import/fineract.cc reads keeps its name; of the others only the type is needed, to step over them.
"""
import json
import pathlib
import subprocess
import sys

FOLDER = "fineract-avro-schemas/src/main/avro"
FIRST = "81d9e4a96"  # 2022-10-21: since then an event has its business date
ROOTS = ["LoanAccountDataV1", "LoanAccountDelinquencyRangeDataV1", "LoanRepaymentDueDataV1", "LoanTransactionDataV1", "BulkMessagePayloadV1"]
READ = set("""accountNo amount businessDate category clientAccountNo clientId closedOnDate data datas dataschema date delinquencyPausePeriods delinquencyRange
delinquent delinquentAmount delinquentDate dueDate externalId externalLoanId groupId id installment installmentDueDate loanAccountNo loanExternalId loanId
loanProductId loanProductName obligationsMetOnDate pastDueDays pausePeriodEnd pausePeriodStart period periods repaymentSchedule timeline totalAmount
totalAmountDue totalDueForPeriod totalPaidForPeriod type""".split())
WIDTH = 150


def git(clone, *arguments):
    return subprocess.run(["git", "-C", clone, *arguments], capture_output=True, text=True, check=True).stdout


def records_at(clone, commit):
    records = {}
    for path in git(clone, "ls-tree", "-r", "--name-only", commit, FOLDER).split():
        if path.endswith(".avsc"):
            schema = json.loads(git(clone, "show", f"{commit}:{path}"))
            records[schema["name"]] = schema
    return records


def spelled(type_, used):
    """long, [X] for a list, X? for null or X, X! for a union of one, record names without their package."""
    if isinstance(type_, list):
        others = [t for t in type_ if t != "null"]
        if type_ == ["null", *others] and len(others) == 1:
            return spelled(others[0], used) + "?"
        if len(type_) == 1:
            return spelled(type_[0], used) + "!"
        raise ValueError(f"a union of another form: {type_}")
    if isinstance(type_, dict):
        if type_["type"] == "array":
            return f"[{spelled(type_['items'], used)}]"
        return spelled(type_["type"], used)
    name = type_.rsplit(".", 1)[-1]
    if name != type_:
        used.append(name)
    elif name not in ("string", "int", "long", "boolean", "bytes", "double", "bigdecimal"):
        raise ValueError(f"a type of another form: {type_}")
    return name


def fields_of(schema, used):
    groups = []
    for field in schema["fields"]:
        type_ = spelled(field["type"], used)
        name = field["name"] if field["name"] in READ else ""
        if not name and groups and groups[-1][0] == "" and groups[-1][1] == type_:
            groups[-1][2] += 1
        else:
            groups.append([name, type_, 1])
    return " ".join(f"{name}:{type_}" if name else type_ if count == 1 else f"{type_}*{count}" for name, type_, count in groups)


def literal(text):
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > WIDTH - 12:
            lines.append(line + " ")
            line = word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return "\n     ".join(f'"{each}"' for each in lines)


def main():
    clone = sys.argv[1]
    commits = git(clone, "log", "--reverse", "--format=%h %cs", f"{FIRST}^..HEAD", "--", FOLDER).split("\n")
    entries, last, versions, days, others = [], {}, 0, [], set()
    for commit, day in (line.split() for line in commits if line):
        records = records_at(clone, commit)
        texts, waiting = {}, [root for root in ROOTS if root in records]
        while waiting:
            name = waiting.pop()
            if name in texts:
                continue
            used = []
            texts[name] = fields_of(records[name], used)
            waiting += used
        others |= {name for name, schema in records.items() if ".loan." in schema["namespace"] and name not in ROOTS}
        changed = {name: text for name, text in texts.items() if last.get(name) != text}
        if not changed:
            continue
        last |= changed
        entries += [(versions, name, text) for name, text in sorted(changed.items())]
        days.append(day)
        versions += 1
    head = git(clone, "log", "-1", "--format=%h of %cs").strip()
    out = [
        "// Made by tools/fineract_schemas.py from the Avro schemas of Apache Fineract (Apache License 2.0), as they stood from",
        f"// {days[0]} to its commit {head}: of each record the fields in their order, by the versions of them all. Facts alone.",
        '#include "conduct/import/fineract_avro.h"',
        "",
        "namespace kinsafe {",
        "namespace {",
        "",
        "constexpr FineractRecord records[] = {",
    ]
    for version, name, text in entries:
        out.append(f'    {{{version}, "{name}",\n     {literal(text)}}},')
    out += ["};", "", "constexpr std::string_view others[] = {"]
    out += [f'    "{name}",' for name in sorted(others)]
    out += [
        "};",
        "",
        "} // namespace",
        "",
        f"const u32 fineract_versions = {versions};",
        "std::span<const FineractRecord> fineract_records() { return records; }",
        "std::span<const std::string_view> other_fineract_records() { return others; }",
        "",
        "} // namespace kinsafe",
        "",
    ]
    target = pathlib.Path(__file__).parent.parent / "src/conduct/import/fineract_schemas.cc"
    target.write_text("\n".join(out))
    print(f"{versions} versions, {len(entries)} records")


main()
