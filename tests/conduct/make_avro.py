#!/usr/bin/env python3
"""Makes the fixtures in Avro (fixtures/*.avro) from a clone of github.com/apache/fineract and the module fastavro.

    tests/conduct/make_avro.py CLONE

The schemas are Fineract's own, of the commits named here; loans and people are invented. The container files hold only the schema of
the envelope, as Fineract's messages do. That which fastavro writes is read by our reader is the point of them.
"""
import datetime
import decimal
import io
import json
import pathlib
import subprocess
import sys

import fastavro

FOLDER = "fineract-avro-schemas/src/main/avro"
NEW, OLD = "4198b0bcf", "1b1bbb0db"  # October 2024, January 2023
DECIMAL = {"logicalType": "decimal", "precision": 20, "scale": 8, "type": "bytes"}
FIXTURES = pathlib.Path(__file__).parent / "fixtures"
MARK = bytes(range(16))


def git(*arguments):
    return subprocess.run(["git", "-C", sys.argv[1], *arguments], capture_output=True, text=True, check=True).stdout


def schema_of(commit, name, kept=None):
    """The schema with all that it names, each written where it comes first; of the record itself only the fields that are kept."""
    files = {}
    for path in git("ls-tree", "-r", "--name-only", commit, FOLDER).split():
        if path.endswith(".avsc"):
            schema = json.loads(git("show", f"{commit}:{path}"))
            files[f"{schema['namespace']}.{schema['name']}"] = schema
    written = set()

    def spread(type_):
        if isinstance(type_, list):
            return [spread(each) for each in type_]
        if isinstance(type_, dict):
            return type_ | {"items": spread(type_["items"])} if type_["type"] == "array" else type_
        if type_ == "bigdecimal":
            return DECIMAL
        if type_ not in files or type_ in written:
            return type_
        written.add(type_)
        record = files[type_]
        fields = [{"name": field["name"], "type": spread(field["type"])} for field in record["fields"]
                  if not kept or not type_.endswith("." + name) or field["name"] in kept]
        return {"type": "record", "name": record["name"], "namespace": record["namespace"], "fields": fields}

    return fastavro.parse_schema(spread(next(full for full in files if full.endswith("." + name))))


def payload(commit, name, record):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema_of(commit, name), record)
    return out.getvalue()


def write(name, schema, records, codec):
    out = io.BytesIO()
    fastavro.writer(out, schema, records, codec=codec, sync_marker=MARK, sync_interval=1200)
    (FIXTURES / name).write_bytes(out.getvalue())


def amount(text):
    return decimal.Decimal(text)


def package(name):
    return ("org.apache.fineract.avro." if name.startswith("Bulk") else "org.apache.fineract.avro.loan.v1.") + name


def message(key, type_, schema, data, day="2024-03-05"):
    return {"id": 1, "source": "s", "type": type_ + "BusinessEvent", "category": "Loan", "createdAt": "2024-03-05T01:00:00.000", "businessDate": day,
            "tenantId": "default", "idempotencyKey": key, "dataschema": package(schema), "data": data}


CURRENCY = {"code": "IDR", "name": "Rupiah", "decimalPlaces": 2, "inMultiplesOf": 1}
ACCOUNT = {"id": 7, "accountNo": "000000007", "externalId": "x-7", "clientId": 3, "clientName": "Siti Invented", "loanProductName": "Quick",
           "timeline": {"submittedOnDate": "2024-01-01"}, "summary": {"totalOverdue": amount("52.5"), "overdueSinceDate": "2024-03-01"}}
SCHEDULE = {"periods": [
    {"dueDate": "2024-01-01", "principalDisbursed": amount("100")},
    {"period": 1, "dueDate": "2024-02-01", "obligationsMetOnDate": "2024-02-03", "totalDueForPeriod": amount("52.50"), "totalPaidForPeriod": amount("52.50")},
    {"period": 2, "dueDate": "2024-03-01", "totalDueForPeriod": amount("52.50000001")},
]}
PAUSES = [{"active": True, "pausePeriodStart": "2024-03-06", "pausePeriodEnd": "2024-03-16"}]


def events():
    delinquency = {"loanId": 7, "loanAccountNo": "000000007", "charges": [], "currency": CURRENCY, "amount": {"totalAmount": amount("52.5")}}
    due = {"loanId": 7, "loanAccountNo": "000000007", "currency": CURRENCY, "installment": {"installmentDueDate": "2024-03-01", "totalAmountDue": amount("52.5")}}
    paid = {"id": 91, "loanId": 7, "externalId": "t-91", "date": "2024-03-07", "amount": amount("52.5"), "manuallyReversed": False}
    range_ = payload(NEW, "LoanAccountDelinquencyRangeDataV1", delinquency | {
        "delinquencyRange": {"id": 1, "classification": "1-30", "minimumAgeDays": 1, "maximumAgeDays": 30}, "delinquentDate": "2024-03-04"})
    overdue = payload(NEW, "LoanRepaymentDueDataV1", due)
    paused = payload(NEW, "LoanAccountDataV1", ACCOUNT | {"delinquent": {"pastDueDays": 5, "delinquencyPausePeriods": PAUSES}})
    closed = payload(NEW, "LoanAccountDataV1", ACCOUNT | {"timeline": {"closedOnDate": "2024-04-01"}})
    balance = payload(NEW, "LoanAccountDataV1", ACCOUNT | {"repaymentSchedule": SCHEDULE, "delinquent": {"pastDueDays": 4, "delinquentAmount": amount("52.5")}})
    old = payload(OLD, "LoanAccountDataV1", ACCOUNT | {"delinquent": {"pastDueDays": 3}})
    part = {"id": 2, "type": "LoanChargeOffPostBusinessEvent", "category": "Loan", "dataschema": package("LoanTransactionDataV1"),
            "data": payload(NEW, "LoanTransactionDataV1", paid | {"date": "2024-03-08"})}
    bulk = payload(NEW, "BulkMessagePayloadV1", {"datas": [part, part | {"type": "LoanCloseBusinessEvent", "dataschema": package("LoanAccountDataV1"), "data": closed}]})
    messages = [
        message("k1", "LoanDelinquencyRangeChange", "LoanAccountDelinquencyRangeDataV1", range_),
        message("k2", "LoanRepaymentOverdue", "LoanRepaymentDueDataV1", overdue),
        message("k2", "LoanRepaymentOverdue", "LoanRepaymentDueDataV1", overdue),
        message("k3", "LoanAccountDelinquencyPauseChanged", "LoanAccountDataV1", paused),
        message("k4", "LoanClose", "LoanAccountDataV1", closed, "2024-04-02"),
        message("k5", "ClientCreate", "ClientDataV1", b"\x00\x02"),
        message("k6", "LoanTransactionMakeRepaymentPost", "LoanTransactionDataV1", payload(NEW, "LoanTransactionDataV1", paid)),
        message("k7", "LoanBalanceChanged", "LoanAccountDataV1", balance),
        message("k8", "LoanStatusChanged", "LoanAccountDataV1", old, "2024-03-04"),
        message("k9", "LoanStatusChanged", "LoanAccountDataV1", old[:-1]),
        message("k10", "LoanStatusChanged", "LoanAccountDataV2", old),
        message("k11", "LoanAddCharge", "LoanChargeDataV1", b"\x00"),
        message("k12", "Bulk", "BulkMessagePayloadV1", bulk),
    ]
    write("fineract_events.avro", schema_of(NEW, "MessageV1"), messages, "deflate")


def loans():
    kept = {"id", "accountNo", "externalId", "clientId", "timeline", "repaymentSchedule", "delinquent"}  # a container has its own schema: here a short one
    write("fineract_loans.avro", schema_of(NEW, "LoanAccountDataV1", kept),
          [ACCOUNT | {"repaymentSchedule": SCHEDULE, "delinquent": {"pastDueDays": 4, "delinquentAmount": amount("52.5")}},
           ACCOUNT | {"id": 8, "accountNo": "000000008", "timeline": {"closedOnDate": "2024-04-01"}, "delinquent": {}}], "null")


def calls():
    """Our own columns as another system may write them, with times and numbers of a logical type."""
    schema = {"type": "record", "name": "Call", "fields": [
        {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "direction", "type": {"type": "enum", "name": "Direction", "symbols": ["OUT", "IN"]}},
        {"name": "theirs", "type": "string"},
        {"name": "talk_seconds", "type": ["null", "int"]},
        {"name": "due", "type": ["null", {"type": "int", "logicalType": "date"}]},
        {"name": "marks", "type": {"type": "map", "values": "double"}},
        {"name": "outcome", "type": ["null", "string"]},
    ]}
    at = datetime.datetime(2024, 3, 5, 2, 0, tzinfo=datetime.timezone.utc)
    row = {"time": at, "direction": "OUT", "theirs": "081234000111", "talk_seconds": 60, "due": datetime.date(2024, 3, 1), "marks": {"score": 0.5}, "outcome": "answered"}
    write("own_calls.avro", fastavro.parse_schema(schema), [row, row | {"direction": "IN", "talk_seconds": None, "outcome": None, "theirs": "081234000222"}], "deflate")


events()
loans()
calls()
