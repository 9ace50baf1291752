#!/usr/bin/env python3
"""Vectors of texts, entropies and sizes against plain Python: self-made texts, hashed to 2^20 features, so that hardly any two meet."""
import json
import math
import os
import random
import re
import subprocess
import sys
import zlib

ASSAY = os.environ.get("ASSAY", "build/cli/assay")


def sql(query):
    done = subprocess.run([ASSAY, "sql", "--json"], input=query, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"assay sql: {done.stderr}")
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def features(text):
    words = re.findall(r"\w+", text.lower())
    return words + [" ".join(pair) for pair in zip(words, words[1:])]


def weights(text, idf):
    counts = {}
    for feature in features(text):
        counts[feature] = counts.get(feature, 0) + 1
    made = {feature: (1 + math.log(count)) * idf[feature] for feature, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in made.values()))
    return {feature: weight / length for feature, weight in made.items()}


def cosine(a, b):
    return sum(weight * b.get(feature, 0) for feature, weight in a.items())


def main():
    chance = random.Random(5)
    words = [f"word{i}" for i in range(80)]
    texts = [" ".join(chance.choices(words, weights=range(80, 0, -1), k=chance.randint(2, 30))) for _ in range(60)]
    frequency = {}
    for text in texts:
        for feature in set(features(text)):
            frequency[feature] = frequency.get(feature, 0) + 1
    idf = {feature: math.log((1 + len(texts)) / (1 + count)) for feature, count in frequency.items()}
    made = [weights(text, idf) for text in texts]
    given = ", ".join(f"({i}, '{text}')" for i, text in enumerate(texts))
    answers = sql(
        f"""
        CREATE TABLE texts AS SELECT * FROM (VALUES {given}) AS t(i, text);
        CREATE TABLE factors AS
        SELECT list(ln(({len(texts)} + 1) / (1 + coalesce(frequency, 0)))::FLOAT ORDER BY feature) AS idf
        FROM (SELECT unnest(range(1 << 20))::UINTEGER AS feature)
        LEFT JOIN (
          SELECT feature, count(*) AS frequency
          FROM (SELECT unnest(text_features(text, 2, 20)) AS feature FROM texts)
          GROUP BY feature
        ) USING (feature);
        CREATE TABLE vectors AS SELECT i, text_vector(text, 2, true, idf) AS v FROM texts, factors;
        SELECT x.i AS a, y.i AS b, vector_cosine(x.v, y.v) AS cosine FROM vectors AS x, vectors AS y WHERE x.i < y.i
        """
    )
    worst = max(abs(answer["cosine"] - cosine(made[answer["a"]], made[answer["b"]])) for answer in answers)
    joined = "\n".join(texts)
    size = sql(f"SELECT compressed_size('{joined}') AS size")[0]["size"]
    print(f"{len(answers)} cosines, largest difference {worst:.1e}; {size} bytes compressed, zlib {len(zlib.compress(joined.encode(), 6))}")
    if len(answers) != 60 * 59 // 2 or worst > 1e-5 or size != len(zlib.compress(joined.encode(), 6)):
        sys.exit("not the same")


main()
