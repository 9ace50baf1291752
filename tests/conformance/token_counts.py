#!/usr/bin/env python3
"""Token counts of 204 languages by cl100k_base, r50k_base and o200k_base equal the reference counts to the digit:
expected/token_counts_flores_first150.json (150 sentences each, joined by spaces and one by one) and
expected/token_counts_flores_full_vs_petrov.json (dev and devtest of 12 languages, as published too)."""
import gzip
import json
import os
import tempfile

import shared_data as data

ENCODINGS = ("cl100k_base", "r50k_base", "o200k_base")


def counts(rows):
    """By row name and encoding: tokens of the whole text, and the sum over its parts."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for name, joined, parts in rows:
                out.write(json.dumps({"name": name, "joined": joined, "parts": parts}) + "\n")
        columns = ", ".join(f"count_tokens(joined, '{encoding}') AS joined_{encoding}, list_sum(list_transform(parts, "
                            f"lambda part: count_tokens(part, '{encoding}'))) AS parts_{encoding}" for encoding in ENCODINGS)
        answer = data.assay("sql", "--json", "--query",
                            f"SELECT name, {columns} FROM read_json('{path}', format = 'newline_delimited', columns = "
                            "{name: 'VARCHAR', joined: 'VARCHAR', parts: 'VARCHAR[]'}, maximum_object_size = 100000000)")
    return {row["name"]: row for row in map(json.loads, data.lines(answer))}


def first_150(outcome):
    expected = json.loads(data.content(data.path("expected", "token_counts_flores_first150.json")))
    sentences = {}
    for line in data.lines(data.content(data.path("lang", "flores200_dev_first150.tsv.gz"))):
        language, *_, text = line.split("\t")
        if language in expected:
            sentences.setdefault(language, []).append(text)
    found = counts([(language, " ".join(texts), texts) for language, texts in sentences.items()])
    for encoding in ENCODINGS:
        wrong = [language for language, row in expected.items()
                 if found.get(language, {}).get(f"joined_{encoding}") != row["tokens_joined_by_space"][encoding]
                 or found[language][f"parts_{encoding}"] != row["tokens_sum_per_sentence"][encoding]]
        outcome.hold(not wrong, f"{encoding}: {len(expected)} languages, {len(wrong)} with another count {wrong[:5]}")


def whole(language):
    texts = []
    for part in ("dev", "devtest"):
        with gzip.open(data.path("lang", "flores200_full", f"{language}.{part}.gz"), "rt", encoding="utf-8", newline="\n") as file:
            texts += file.read().split("\n")
    return " ".join(texts)


def as_published(outcome):
    expected = json.loads(data.content(data.path("expected", "token_counts_flores_full_vs_petrov.json")))
    names = [name for name in expected if os.path.exists(data.path("lang", "flores200_full", f"{name}.dev.gz"))]
    found = counts([(name, whole(name), []) for name in names])
    for encoding in ENCODINGS:
        wrong = [name for name in names if found[name][f"joined_{encoding}"] != expected[name]["computed"][encoding]]
        outcome.hold(names and not wrong, f"{encoding}: {len(names)} whole languages, {len(wrong)} with another count {wrong[:5]}")


def main():
    data.begin()
    outcome = data.Outcome()
    first_150(outcome)
    as_published(outcome)
    outcome.end()


main()
