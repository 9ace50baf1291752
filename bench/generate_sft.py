#!/usr/bin/env python3
"""A large fine-tuning set like a real one, made from small real ones: OpenAI chat, one record a line.

Each new record joins sentences of different real records (GSM8K, Toolformer, HH, Alpaca demo; under
data/text of $ASSAY_SHARED), with other numbers and other first names, so that most records share few word
5-grams with any other, while words, lengths, markup and languages stay those of people. The arithmetic of
the answers is nonsense after that, which no check looks at. On top, in each block of 50,000 records:

  5.0 %  near-copies    of another record, one or two words replaced, dropped or added; 2 to 5 records a
                        cluster, and one cluster of 100
  1.0 %  exact copies   of another record
  0.5 %  contradictions: the prompt of another record with an answer of its own
  10 %   of all records carry one of the boilerplate system prompts (the heads of Toolformer's instructions)

Planted rows stand at random places of their block. FILE.key.jsonl tells each of them: {"row", "kind", "of",
"edits"}, rows counted from 0. The same seed and number of rows give the same bytes; the first rows of a
large set are a fair smaller one. Nothing is held but a block per process.
"""
import argparse
import gzip
import json
import os
import random
import re
import sys
from multiprocessing import Pool
from pathlib import Path

BLOCK = 50_000
NEAR, EXACT, CONTRADICTING, SYSTEM, TWO_TURNS = 0.05, 0.01, 0.005, 0.10, 0.12
LARGE_CLUSTER = 100
SOURCES = (("gsm8k", 0.45), ("alpaca", 0.20), ("hh", 0.20), ("toolformer", 0.15))
NAMES = (
    "James Mary John Linda Robert Susan Michael Karen David Lisa William Nancy Richard Betty Joseph Sandra "
    "Thomas Ashley Charles Emily Daniel Donna Matthew Michelle Anthony Carol Mark Amanda Donald Melissa Steven "
    "Deborah Paul Stephanie Andrew Rebecca Joshua Laura Kenneth Sharon Kevin Cynthia Brian Kathleen George Amy "
    "Edward Angela Ronald Shirley Timothy Anna Jason Brenda Jeffrey Pamela Ryan Emma Jacob Nicole Gary Helen "
    "Nicholas Samantha Eric Katherine Jonathan Christine Stephen Debra Larry Rachel Justin Carolyn Scott Janet "
    "Brandon Maria Benjamin Heather Samuel Diane Frank Olivia Gregory Julie Raymond Joyce Alexander Victoria "
    "Patrick Ruth Jack Virginia Dennis Lauren Jerry Kelly Tyler Christina Aaron Joan Jose Evelyn Henry Judith "
    "Adam Andrea Douglas Hannah Nathan Megan Peter Cheryl Zachary Jacqueline Kyle Martha Noah Madison Alan "
    "Teresa Jeremy Gloria Sean Sara Keith Janice Carl Ann Roger Kathryn Arthur Abigail Lawrence Sophia Jesse "
    "Jean Dylan Alice Bryan Judy Joe Isabella Jordan Julia Billy Grace Bruce Amber Albert Denise Willie Danielle "
    "Natalia Weng Betty Julie Ken Alexis Tina Tobias Randy Jasper Joy Toula Carlos Jerry Bella Lloyd Nina"
).split()
NAMES = sorted(set(NAMES))
PLACE_OF_NAME = {name: place for place, name in enumerate(NAMES)}
SLOT = re.compile(r"\b(?:\d+|" + "|".join(NAMES) + r")\b")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


class Sentence:
    """A sentence whose numbers and first names are open: `pattern % slots` closes them again."""

    def __init__(self, text: str):
        found = SLOT.findall(text)
        self.pattern = SLOT.sub("%s", text.replace("%", "%%"))
        self.slots = [PLACE_OF_NAME[word] if word in PLACE_OF_NAME else -len(word) for word in found]

    def make(self, pick: random.Random, shift: int) -> str:
        if not self.slots:
            return self.pattern % ()
        return self.pattern % tuple(
            NAMES[(slot + shift) % len(NAMES)] if slot >= 0 else number_make(pick, -slot) for slot in self.slots
        )


def number_make(pick: random.Random, digits: int) -> str:
    least = 10 ** (digits - 1) if digits > 1 else 1
    return str(least + int(pick.random() * 9 * least))


def sentences_of(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in SENTENCE_END.split(text)) if 12 <= len(part) <= 400]


class Material:
    """What records are made from: asking and answering sentences by source, and boilerplate."""

    def __init__(self, folder: Path):
        self.asking = {name: [] for name, _ in SOURCES}
        self.answering = {name: [] for name, _ in SOURCES}
        heads: dict[str, int] = {}
        for question, answer in gsm8k_read(folder):
            self.add("gsm8k", question, answer)
        for row in json_read(folder / "sft/llamafactory_alpaca_en_demo.json.gz"):
            self.add("alpaca", row["instruction"] + "\n" + row["input"], row["output"])
        for row in lines_read(folder / "preference/hh_harmless_base_test.dev.jsonl.gz"):
            for turn in row["chosen"].split("\n\nHuman:")[1:]:
                question, _, answer = turn.partition("\n\nAssistant:")
                self.add("hh", question, answer)
        for row in json_read(folder / "sft/gpteacher_toolformer.dev.json.gz"):
            head, _, request = row["instruction"].rpartition("\n")
            heads[head] = heads.get(head, 0) + 1
            self.add("toolformer", request + "\n" + row["input"], row["output"])
        self.context = [sentence for group in self.asking.values() for sentence in group]
        self.systems = [head for head, _ in sorted(heads.items(), key=lambda item: (-item[1], item[0]))[:8]]

    def add(self, source: str, question: str, answer: str) -> None:
        self.asking[source].extend(Sentence(text) for text in sentences_of(question))
        self.answering[source].extend(Sentence(text) for text in sentences_of(answer))


def json_read(path: Path) -> list[dict]:
    return json.loads(gzip.open(path, "rt", encoding="utf-8").read())


def lines_read(path: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8", newline="\n") if line.strip()]


def gsm8k_read(folder: Path):
    for row in lines_read(folder / "sft/gsm8k_train.jsonl.gz"):
        yield row["question"], row["answer"]


def sentences_join(pool: list[Sentence], count: int, pick: random.Random, shift: int, between: str) -> str:
    return between.join(pool[int(pick.random() * len(pool))].make(pick, shift) for _ in range(count))


def prompt_make(material: Material, source: str, pick: random.Random, shift: int) -> str:
    context = sentences_join(material.context, 1 + int(pick.random() * 3), pick, shift, " ")
    return context + " " + sentences_join(material.asking[source], 1, pick, shift, " ")


def answer_make(material: Material, source: str, pick: random.Random, shift: int) -> str:
    return sentences_join(material.answering[source], 1 + int(pick.random() * 5), pick, shift, "\n" if source == "gsm8k" else " ")


def record_make(material: Material, pick: random.Random) -> list[dict]:
    source = pick.choices([name for name, _ in SOURCES], [share for _, share in SOURCES])[0]
    shift = int(pick.random() * len(NAMES))
    messages = []
    if pick.random() < SYSTEM:
        messages.append({"role": "system", "content": pick.choice(material.systems)})
    for _ in range(2 if pick.random() < TWO_TURNS else 1):
        messages.append({"role": "user", "content": prompt_make(material, source, pick, shift)})
        messages.append({"role": "assistant", "content": answer_make(material, source, pick, shift)})
    return messages


def word_pick(material: Material, pick: random.Random) -> str:
    return pick.choice(re.findall(r"[a-z]+", pick.choice(material.context).pattern) or ["then"])


def record_edit(messages: list[dict], material: Material, edits: int, pick: random.Random) -> list[dict]:
    """The same record with so many words replaced, dropped or added, in user or assistant turns."""
    copy = [dict(message) for message in messages]
    for _ in range(edits):
        turn = pick.choice([message for message in copy if message["role"] != "system"])
        words = turn["content"].split(" ")
        at = int(pick.random() * len(words))
        dropped, added = pick.choices(((1, 1), (1, 0), (0, 1)), (2, 1, 1))[0]
        words[at : at + dropped] = [word_pick(material, pick)] * added
        turn["content"] = " ".join(words)
    return copy


def cluster_sizes(copies: int, large: bool, pick: random.Random) -> list[int]:
    """How many copies each base gets: mostly 1 to 4, once 99 where the block is whole."""
    sizes = [LARGE_CLUSTER - 1] if large else []
    left = copies - sum(sizes)
    while left > 0:
        sizes.append(min(left, pick.choices((1, 2, 3, 4), (5, 3, 1, 1))[0]))
        left -= sizes[-1]
    return sizes


def planted_make(material: Material, bases: list, rows: int, whole: bool, pick: random.Random):
    """Rows derived from bases: (kind, index of the base, edits, messages). No base serves twice."""
    order = pick.sample(range(len(bases)), len(bases))
    for copies in cluster_sizes(round(rows * NEAR), whole, pick):
        base = order.pop()
        for _ in range(copies):
            edits = 1 + int(pick.random() * 2)
            yield "near", base, edits, record_edit(bases[base], material, edits, pick)
    for _ in range(round(rows * EXACT)):
        base = order.pop()
        yield "exact", base, 0, bases[base]
    for _ in range(round(rows * CONTRADICTING)):
        base = order.pop()
        answer = answer_make(material, "alpaca", pick, 0)
        yield "contradiction", base, 0, bases[base][:-1] + [{"role": "assistant", "content": answer}]


def block_make(task: tuple[int, int, int]) -> tuple[bytes, bytes]:
    """The lines of one block and of its key."""
    seed, first, rows = task
    pick = random.Random(seed * 1_000_003 + first)
    planted_rows = round(rows * NEAR) + round(rows * EXACT) + round(rows * CONTRADICTING)
    bases = [record_make(MATERIAL, pick) for _ in range(rows - planted_rows)]
    planted = list(planted_make(MATERIAL, bases, rows, rows == BLOCK, pick))
    places = pick.sample(range(rows), rows)  # the first places are the bases'
    lines: list[str] = [""] * rows
    for place, messages in zip(places, bases + [messages for *_, messages in planted]):
        lines[place] = json.dumps({"messages": messages}, ensure_ascii=False)
    key = [
        {"row": first + place, "kind": kind, "of": first + places[base], "edits": edits}
        for place, (kind, base, edits, _) in zip(places[len(bases) :], planted)
    ]
    key.sort(key=lambda entry: entry["row"])
    return "\n".join(lines + [""]).encode(), "".join(json.dumps(entry) + "\n" for entry in key).encode()


def shared_folder() -> Path:
    root = Path(__file__).resolve().parent.parent
    return Path(os.environ.get("ASSAY_SHARED", root.parent / "shared"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    folder = shared_folder() / "data/text"
    if not folder.is_dir():
        print(f"skipped: no {folder}; set ASSAY_SHARED", file=sys.stderr)
        return 77
    global MATERIAL
    MATERIAL = Material(folder)
    tasks = [(options.seed, first, min(BLOCK, options.rows - first)) for first in range(0, options.rows, BLOCK)]
    size, kinds = 0, {}
    key_path = options.output.with_name(options.output.name + ".key.jsonl")
    with Pool(options.processes) as pool, open(options.output, "wb") as data, open(key_path, "wb") as key:
        for lines, entries in pool.imap(block_make, tasks):
            size += data.write(lines)
            key.write(entries)
            for entry in entries.splitlines():
                kind = json.loads(entry)["kind"]
                kinds[kind] = kinds.get(kind, 0) + 1
    told = {"rows": options.rows, "bytes": size, "seed": options.seed}
    print(json.dumps(told | {f"share_{kind}": count / options.rows for kind, count in kinds.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
