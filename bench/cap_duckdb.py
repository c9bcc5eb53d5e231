"""More than 7 calls in 7 days with a person about a debt: DuckDB's best query for it, on the columns that
`kinsafe-conduct-bench columns` wrote, beside `kinsafe-conduct-bench count` on the same columns of the store. Both write the rows
that break the rule, in any order, to a file.

    pip install duckdb
    python3 bench/cap_duckdb.py BENCH STORE FOLDER [THREADS] [RUNS]

Makes FOLDER/contacts.csv and FOLDER/contacts.duckdb if they are not there. Prints the seconds of each run of both, in turn,
with DuckDB's database opened anew for each, and compares the rows that break the rule one by one.
"""
import pathlib
import re
import subprocess
import sys
import time

import duckdb

# Codes of limits/contact.h. A call that failed, or found the number busy, never reached it. The days are those of China,
# where the store's borrowers are. The eighth call within seven days is the one seven calls after one that is less than seven
# days older: a look back, not a count of every window.
QUERY = """
SELECT row FROM (
  SELECT row, day, lag(day, 7) OVER (PARTITION BY debt, person ORDER BY time, row) AS seventh
  FROM (SELECT row, time, person, debt, (time + 28800) // 86400 AS day FROM contact
        WHERE medium = {call} AND direction = {out} AND outcome NOT IN ({failed}, {busy})))
WHERE day - seventh < 7"""


def codes(header):
    """The numbers that the words of an enum stand for, by its name."""
    text = re.sub(r"//.*", "", pathlib.Path(header).read_text(encoding="utf-8"))
    return {name: [word.strip() for word in words.split(",")] for name, words in re.findall(r"enum class (\w+) : u8 \{([^}]*)\}", text)}


def main():
    bench, store, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    threads, runs = int(sys.argv[4]) if len(sys.argv) > 4 else 2, int(sys.argv[5]) if len(sys.argv) > 5 else 3
    words = codes(pathlib.Path(__file__).parent.parent / "src/limits/contact.h")
    query = QUERY.format(call=words["Medium"].index("call"), out=words["Direction"].index("out"), failed=words["Outcome"].index("failed"), busy=words["Outcome"].index("busy"))
    folder.mkdir(parents=True, exist_ok=True)
    csv, database, ours, theirs = (folder / name for name in ("contacts.csv", "contacts.duckdb", "kinsafe.txt", "duckdb.txt"))
    if not database.exists():
        subprocess.run([bench, "columns", store, csv], check=True)
        with duckdb.connect(str(database), config={"threads": threads}) as made:
            made.execute(f"CREATE TABLE contact AS SELECT * FROM read_csv('{csv}', columns={{'row': 'BIGINT', 'time': 'BIGINT', 'person': 'INTEGER', 'debt': 'INTEGER', 'medium': 'UTINYINT', 'direction': 'UTINYINT', 'outcome': 'UTINYINT'}})")
        csv.unlink()
    for _ in range(runs):
        start = time.monotonic()
        with duckdb.connect(str(database), read_only=True, config={"threads": threads}) as opened:
            opened.execute(f"COPY ({query}) TO '{theirs}' (FORMAT csv, HEADER false)")
        middle = time.monotonic()
        said = subprocess.run([bench, "count", store, str(threads), ours], check=True, capture_output=True, text=True).stdout
        end = time.monotonic()
        print(f"DuckDB {duckdb.__version__}: {middle - start:.2f} s; kinsafe: {end - middle:.2f} s ({said.strip()})", flush=True)
    found, expected = (sorted(map(int, path.read_text(encoding="utf-8").split())) for path in (ours, theirs))
    print(f"the same {len(found)} rows" if found == expected else f"rows differ: {len(set(found) - set(expected))} only kinsafe's, {len(set(expected) - set(found))} only DuckDB's")
    return found != expected


if __name__ == "__main__":
    sys.exit(main())
