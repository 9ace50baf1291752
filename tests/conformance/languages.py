#!/usr/bin/env python3
"""fastText's own answers: for every sentence of 204 languages, and every word, pair of words and sentence of 75, the same label
by lid.176.ftz and the same probability to 0.00001 (*.expected_lid176.tsv.gz, fastText 0.9.2). The largest difference seen is
0.000001, one unit of the last digit there."""
import os
import tempfile

import json

import shared_data as data


def answers(texts, model):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for number, text in enumerate(texts):
                out.write(json.dumps({"number": number, "text": text}) + "\n")
        answer = data.assay("sql", "--json", "--query",
                            f"SELECT number, language_of(text, '{model}') AS guess FROM read_json('{path}', "
                            "format = 'newline_delimited', columns = {number: 'BIGINT', text: 'VARCHAR'}) ORDER BY number")
    return [row["guess"] for row in map(json.loads, data.lines(answer))]


def compare(outcome, name, model):
    texts = [line.split("\t")[-1] for line in data.lines(data.content(data.path("lang", f"{name}.tsv.gz")))]
    expected = [line.split("\t") for line in data.lines(data.content(data.path("lang", f"{name}.expected_lid176.tsv.gz")))]
    found = answers(texts, model)
    outcome.hold(len(found) == len(expected) == len(texts), f"{name}: {len(found)} answers for {len(expected)} texts")
    other = sum(guess is None or guess["language"] != label for guess, (label, _) in zip(found, expected))
    outcome.hold(other == 0, f"{name}: {other} other labels")
    worst = max(abs(guess["confidence"] - float(probability)) for guess, (_, probability) in zip(found, expected) if guess)
    outcome.hold(worst <= 1e-5, f"{name}: probabilities differ by at most {worst:.1e}")


def main():
    data.begin()
    outcome = data.Outcome()
    model = data.path("lang", "lid.176.ftz")
    compare(outcome, "flores200_dev_first150", model)
    compare(outcome, "lingua_lid.dev", model)
    outcome.end()


main()
