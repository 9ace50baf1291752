#!/usr/bin/env python3
"""Sets for bench/store, out of a seed alone: many files of chat records, one file of records that name media files, and
one large file with ids.

Records are OpenAI chat. Sentences are drawn from a pool of 200,000 that are made of 30,000 invented words, common ones
far more often than rare ones, and every answer has numbers of its own: zstd finds in them about what it finds in prose
(2.5 to 3 times smaller), and few long repeats."""
import json
import os
import random

SYLLABLES = ("ba be bi bo bu ca ce ci co da de di do du fa fe fi fo ga ge gi go ha he hi ho la le li lo lu ma me mi mo mu na ne "
             "ni no nu pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo za an en in on un ar er ir or st").split()
WORDS, SENTENCES = 30_000, 200_000


class Prose:
    """Sentences of one seed."""

    def __init__(self, seed):
        self.pick = random.Random(seed)
        words = sorted({"".join(self.pick.choices(SYLLABLES, k=self.pick.choice((1, 2, 2, 3, 3, 4)))) for _ in range(WORDS)})
        self.pick.shuffle(words)
        weights, total = [], 0.0
        for rank in range(len(words)):
            total += 1 / (rank + 3)
            weights.append(total)
        drawn = iter(self.pick.choices(words, cum_weights=weights, k=14 * SENTENCES))
        self.sentences = [" ".join(next(drawn) for _ in range(6 + number % 9)).capitalize() + "." for number in range(SENTENCES)]

    def text(self, count):
        return " ".join(self.pick.choices(self.sentences, k=count))

    def record(self, **fields):
        pick = self.pick.random
        messages = [{"role": "user", "content": self.text(1 + int(pick() * 4))},
                    {"role": "assistant", "content": f"{self.text(2 + int(pick() * 5))} {int(pick() * 1e9)} {int(pick() * 1e6)}."}]
        return json.dumps({**fields, "messages": messages})


def chat_files(folder, files, size, seed=1):
    """`files` files of chat records, `size` bytes together; how many records and bytes it became."""
    prose, rows, written = Prose(seed), 0, 0
    os.makedirs(folder, exist_ok=True)
    for number in range(files):
        lines, length = [], 0
        while length < size / files:
            lines.append(prose.record())
            length += len(lines[-1]) + 1
        with open(f"{folder}/part-{number:05}.jsonl", "w", encoding="ascii") as out:
            out.write("\n".join(lines) + "\n")
        rows, written = rows + len(lines), written + length
    return rows, written


def media_files(folder, files, seed=2):
    """records.jsonl and `files` files of 100 to 1,000 random bytes, 1,000 to a folder, one named by each record."""
    prose, written = Prose(seed), 0
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/records.jsonl", "w", encoding="ascii") as records:
        for number in range(files):
            name = f"media/{number // 1000:03}/{number % 1000:03}.bin"
            if number % 1000 == 0:
                os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
            content = prose.pick.randbytes(100 + int(prose.pick.random() * 901))
            with open(f"{folder}/{name}", "wb") as out:
                out.write(content)
            written += len(content)
            records.write(json.dumps({"id": f"m{number:07}", "messages": [
                {"role": "user", "content": "<image>What is this?"}, {"role": "assistant", "content": prose.text(1)}],
                "images": [name]}) + "\n")
    return written


def records_file(path, rows, seed=3):
    """One file of `rows` chat records with ids."""
    prose = Prose(seed)
    with open(path, "w", encoding="ascii") as out:
        for number in range(rows):
            out.write(prose.record(id=f"r{number:08}") + "\n")


def records_edit(source, target, numbers):
    """A copy in which the lines of these numbers have another answer."""
    with open(source, encoding="ascii") as lines, open(target, "w", encoding="ascii") as out:
        for number, line in enumerate(lines):
            if number in numbers:
                record = json.loads(line)
                record["messages"][-1]["content"] += " Corrected."
                line = json.dumps(record) + "\n"
            out.write(line)
