#!/usr/bin/env python3
"""Rows and cells that differ between two shuffled tables, against the edits that were made: exactly those, no others."""
import csv
import json
import os
import sys

import shared_data as data


def read(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def as_text(value):
    return "" if value is None else str(value)


def main():
    data.begin()
    folder = os.path.join(os.path.dirname(data.TEXT), "loop", "rowdiff")
    if not os.path.isdir(folder):
        print("skipped: no data/loop/rowdiff in the shared data")
        sys.exit(data.SKIPPED)
    outcome = data.Outcome()
    sides = [os.path.join(folder, name) for name in ("v1.csv.gz", "v2.csv.gz")]
    table = json.loads(data.assay("diff", *sides, "--key", "row_id", "--json", "-q", status=(1,)))["tables"][0]
    with open(os.path.join(folder, "expected_summary.json"), encoding="utf-8") as file:
        expected = json.load(file)
    summary = table["summary"]
    for ours, theirs in (("rows_before", "rows_v1"), ("rows_after", "rows_v2"), ("removed", "delete"), ("changed", "update"),
                         ("added", "insert"), ("cells", "changed_cells")):
        outcome.hold(summary[ours] == expected[theirs], f"{ours}: {summary[ours]}, expected {expected[theirs]}")
    by_column = {column["column"]: column["changed"] for column in table["columns"] if column["changed"]}
    outcome.hold(by_column == expected["changed_cells_by_column"], "changed cells by column")
    words = {"removed": "delete", "changed": "update", "added": "insert"}
    rows = {(words[row["change"]], as_text(row["key"][0])) for row in table["rows"]}
    wanted = {(row["change"], row["row_id"]) for row in read(os.path.join(folder, "expected_rows.csv"))}
    outcome.hold(rows == wanted and len(table["rows"]) == len(wanted), f"{len(wanted)} rows")
    cells = {(as_text(cell["key"][0]), cell["column"], as_text(cell["before"]), as_text(cell["after"])) for cell in table["cells"]}
    wanted = {(cell["row_id"], cell["column"], cell["old"], cell["new"]) for cell in read(os.path.join(folder, "expected_cells.csv"))}
    outcome.hold(cells == wanted and len(table["cells"]) == len(wanted), f"{len(wanted)} cells")
    same = json.loads(data.assay("diff", sides[0], sides[0], "--key", "row_id", "--json", "-q"))
    outcome.hold(not same["different"], "a table is the same as itself")
    outcome.end()


if __name__ == "__main__":
    main()
