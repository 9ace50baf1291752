#!/usr/bin/env python3
"""Leakage of rephrased GSM8K questions: shared runs of 8, 10 and 13 words and the cosine of tf-idf give the figures of
expected/leakage_gsm8k_baselines.json, which were computed with regular expressions and scikit-learn, and the search
for rephrasings beats them.

Each of 7,473 training questions (negatives) and 659 rephrased test questions (positives) is scored against all 1,319 test
questions; one of the 660 rephrasings is empty."""
import json
import os
import re
import tempfile

import shared_data as data

SCORED = """WITH items AS (SELECT list({{'item': number, 'text': question}} ORDER BY number) AS items FROM (
  SELECT question, row_number() OVER () AS number FROM read_json('{items}'))),
sample AS (SELECT list(text) AS texts FROM read_json('{candidates}') WHERE NOT positive),
indexed AS MATERIALIZED (SELECT {index} AS made FROM items CROSS JOIN sample)
SELECT positive, {score} AS score FROM read_json('{candidates}') CROSS JOIN indexed"""


def scores(index, score, names):
    query = SCORED.format(index=index, score=score, **names)
    rows = [json.loads(line) for line in data.lines(data.assay("sql", "--json", "--query", query))]
    return [row["score"] for row in rows if row["positive"]], [row["score"] for row in rows if not row["positive"]]


def recall_at(positive, negative, rate):
    """The best recall of a threshold that at most `rate` of the negatives reach."""
    allowed = int(rate * len(negative))
    limit = sorted(negative, reverse=True)[allowed]
    return sum(score > limit for score in positive) / len(positive)


def ranking(positive, negative):
    """AUROC and average precision, ties as scikit-learn has them."""
    ordered = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative], reverse=True)
    area = precision_sum = 0.0
    true = false = at = 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        gained = sum(label for _, label in ordered[at:end])
        lost = end - at - gained
        area += lost * (true + gained / 2)
        true, false = true + gained, false + lost
        precision_sum += gained * true / (true + false)
        at = end
    return area / (len(positive) * len(negative)), precision_sum / len(positive)


def candidates_written(path):
    with open(path, "w", encoding="utf-8") as out:
        for row in data.records(data.path("sft", "gsm8k_train.jsonl.gz")):
            out.write(json.dumps({"positive": False, "text": row["question"]}) + "\n")
        for row in data.records(data.path("sft", "gsm8k_rephrased.dev.jsonl.gz")):
            question = re.match(r"(?s)\s*Question:\s*(.*?)\s*(?:\nAnswer:.*)?$", row["text"]).group(1)
            if not question.startswith("Answer:"):
                out.write(json.dumps({"positive": True, "text": question}) + "\n")


def main():
    data.begin()
    outcome = data.Outcome()
    with open(data.path("expected", "leakage_gsm8k_baselines.json"), encoding="utf-8") as stream:
        expected = json.load(stream)
    with tempfile.TemporaryDirectory() as folder:
        names = {"items": data.path("sft", "gsm8k_test.jsonl.gz"), "candidates": os.path.join(folder, "candidates.jsonl")}
        candidates_written(names["candidates"])
        for words in (8, 10, 13):
            positive, negative = scores(f"gram_index(items, {words}, 'words')", "len(gram_hits(text, made)) > 0", names)
            wanted = expected[f"any_shared_{words}_gram"]
            found = {"recall": sum(positive) / len(positive), "fpr": sum(negative) / len(negative)}
            outcome.hold(all(abs(found[key] - wanted[key]) < 1e-12 for key in wanted), f"shared runs of {words} words: {found}")
        positive, negative = scores("leak_index(items, texts, 'tfidf')", "coalesce(leak_search(text, made, -1)[1].score, 0)", names)
        wanted = expected["tfidf_word_1_2_gram_cosine"]
        outcome.hold(len(positive) == expected["positives"] and len(negative) == expected["negatives"], "as many of each")
        auroc, precision = ranking(positive, negative)
        outcome.hold(abs(auroc - wanted["auroc"]) < 1e-6, f"tf-idf: AUROC {auroc}")
        outcome.hold(abs(precision - wanted["average_precision"]) < 1e-5, f"tf-idf: average precision {precision}")
        for rate in (0.01, 0.001):
            found = recall_at(positive, negative, rate)
            outcome.hold(abs(found - wanted[f"recall_at_fpr_{rate}"]) < 1e-12, f"tf-idf: recall at {rate}: {found}")
        positive, negative = scores("leak_index(items, texts, 'rephrased')", "coalesce(leak_search(text, made, -1)[1].score, 0)", names)
        auroc, precision = ranking(positive, negative)
        found = recall_at(positive, negative, 0.01)
        outcome.hold(found > 0.97 and precision > 0.98 and auroc > 0.99,
                     f"rephrasings: recall at 0.01 {found}, average precision {precision}, AUROC {auroc}")
    outcome.end()


main()
