#!/usr/bin/env python3
"""Near-duplicate pairs of a set with much shared instruction text: the same pairs and the same Jaccard similarities as
an exact comparison of all pairs (expected/toolformer_dev_jaccard_word3_{a,b}_ge0.7.tsv.gz).

Definition a is the whole record, definition b is input and output without the instruction: our fields `whole` and
`content`."""
import csv
import io

import shared_data as data

ROW_OF_FILE = 2**40
QUERY = """SELECT x.row - 1 AS a, y.row - 1 AS b, jaccard FROM (
  SELECT field, a AS item_a, b AS item_b, jaccard FROM near_pairs
  UNION ALL
  SELECT field, item, item, 1.0 FROM near_items WHERE copies > 1) AS pairs
JOIN near_items AS i ON i.field = pairs.field AND i.item = item_a
JOIN near_items AS k ON k.field = pairs.field AND k.item = item_b
JOIN texts AS x ON x.field = i.field AND x.text_key = i.text_key
JOIN texts AS y ON y.field = k.field AND y.text_key = k.text_key
WHERE pairs.field = '{field}' AND (item_a <> item_b OR x.row < y.row)"""


def pairs_found(name, field):
    answer = data.assay("sql", "--with", "near_pairs", "--set", "near_pairs.ngram=3", "--set", "near_pairs.threshold=0.7",
                        "--set", "near_pairs.miss=0.000001", "--set", "near_pairs.bucket_limit=100000", "--csv",
                        QUERY.format(field=field), name)
    found = {}
    for row in csv.DictReader(io.StringIO(answer)):
        a, b = sorted((int(row["a"]) % ROW_OF_FILE, int(row["b"]) % ROW_OF_FILE))
        found[a, b] = float(row["jaccard"])
    return found


def pairs_expected(name):
    rows = (line.split("\t") for line in data.lines(data.content(name)))
    return {(int(a), int(b)): float(jaccard) for a, b, jaccard in rows}


def compare(outcome, what, found, expected):
    missing, extra = expected.keys() - found.keys(), found.keys() - expected.keys()
    outcome.hold(not missing and not extra, f"{what}: {len(found)} pairs, {len(missing)} missing {sorted(missing)[:5]}, "
                                            f"{len(extra)} too many {sorted(extra)[:5]}")
    worst = max((abs(found[pair] - expected[pair]) for pair in found.keys() & expected.keys()), default=0)
    outcome.hold(worst <= 5.000001e-7, f"{what}: similarities differ by at most {worst:.1e}")


def main():
    data.begin()
    outcome = data.Outcome()
    name = data.path("sft", "gpteacher_toolformer.dev.json.gz")
    expected_a = pairs_expected(data.path("expected", "toolformer_dev_jaccard_word3_a_ge0.7.tsv.gz"))
    expected_b = pairs_expected(data.path("expected", "toolformer_dev_jaccard_word3_b_ge0.7.tsv.gz"))
    compare(outcome, "whole records", pairs_found(name, "whole"), expected_a)

    compare(outcome, "without instructions", pairs_found(name, "content"), expected_b)
    outcome.end()


main()
