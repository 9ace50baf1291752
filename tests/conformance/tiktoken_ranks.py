#!/usr/bin/env python3
"""Random Unicode, runs of white space, contractions, numbers and emoji give the same tokens by the installed rank files as by
OpenAI's tiktoken with the same ranks (encode_ordinary)."""
import base64
import json
import os
import random
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import test_packages

test_packages.begin()
try:
    import tiktoken
    from tiktoken_ext import openai_public
except ImportError:
    print("skipped: no package tiktoken in .venv/tests (./setup test-tools)")
    sys.exit(test_packages.SKIPPED)

RANKS = Path(test_packages.ROOT) / ".deps/share/assay/tokenizers"
TEXTS = 3000
POOLS = ["abcXYZ '", " \t\n\r", "'s't're've'm'll'd'S'T'RE'LLſ'ſ", "0123456789٣½²", ".,!?/-_()[]{}#\r\n/", "éÉñßǅʰª中文日本語한국어हिन्दी",
         "😀👩‍👩‍👧🏽\u200d\ufe0f", "\u0301\u0308\u093f\u20dd", "\u00a0\u2003\u3000\u0085\u2028\u180e\ufeff\u200b", "aaaa", "    "]
WORDS = ["Hello", "world", "don't", "I'LL", "we've", "naïve", "Zürich", "DNA's", "x86_64", "http://a.b/c?d=1", "  ", "\n\n", "\r\n", "   \n  "]


def random_texts():
    chance, texts = random.Random(11), ["", " ", "\n", " \n ", "a" * 5000, " " * 3000 + "x", "ab" * 2000, "<|endoftext|>"]
    while len(texts) < TEXTS:
        parts = []
        for _ in range(chance.randrange(1, 30)):
            kind = chance.random()
            if kind < 0.55:
                pool = chance.choice(POOLS)
                parts.append("".join(chance.choice(pool) for _ in range(chance.randrange(1, 6))))
            elif kind < 0.8:
                parts.append(chance.choice(WORDS) + chance.choice([" ", ""]))
            else:
                point = chr(chance.randrange(1, 0x110000))
                parts.append("" if unicodedata.category(point) == "Cs" else point)
        texts.append("".join(parts))
    return texts


def reference(name):
    with open(RANKS / f"{name}.tiktoken", "rb") as file:
        ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in file if line.strip())}
    openai_public.load_tiktoken_bpe = lambda *_, **__: ranks
    return tiktoken.Encoding(**getattr(openai_public, name)())


def ours(name, texts):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for number, text in enumerate(texts):
                out.write(json.dumps({"number": number, "text": text}) + "\n")
        query = (f"SELECT tokens(text, '{name}') AS ids FROM read_json('{path}', format = 'newline_delimited', "
                 "columns = {number: 'BIGINT', text: 'VARCHAR'}) ORDER BY number")
        done = subprocess.run([os.environ["ASSAY"], "sql", "--json", "--query", query], capture_output=True, check=True)
    return [json.loads(line)["ids"] for line in done.stdout.decode().split("\n") if line]


def main():
    if not RANKS.is_dir():
        print("skipped: no rank files (./setup install fetches them)")
        sys.exit(test_packages.SKIPPED)
    texts, wrong = random_texts(), 0
    for name in ("r50k_base", "p50k_base", "cl100k_base", "o200k_base"):
        encoding = reference(name)
        expected, found = [encoding.encode_ordinary(text) for text in texts], ours(name, texts)
        other = [index for index in range(len(texts)) if expected[index] != found[index]]
        print(f"{'WRONG' if other or len(found) != len(texts) else 'ok   '} {name}: {len(texts)} texts, {len(other)} with other tokens")
        for index in other[:3]:
            print(f"      {texts[index]!r}\n      ours   {found[index]}\n      theirs {expected[index]}")
        wrong += bool(other) or len(found) != len(texts)
    sys.exit(1 if wrong else 0)


main()
