#!/usr/bin/env python3
"""Presidio's pattern recognisers, all of those that it loads for English, one after the other on each text, without a
language model (so without the context words that need lemmas). Run by bench/pii and bench/quality_parts/pii with the
interpreter of .venv/bench.

    bench/pii_peer.py TEXTS.jsonl SPANS.jsonl     # {"text"} lines in, one list of [type, start, stop, score] a line out

Prints the CPU seconds of the work alone, as JSON."""
import json
import sys
import time

from presidio_analyzer import PatternRecognizer, RecognizerRegistry
from presidio_analyzer.predefined_recognizers import PhoneRecognizer


def recognisers():
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    return [item for item in registry.recognizers if isinstance(item, (PatternRecognizer, PhoneRecognizer))]


def main():
    texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8") if line.strip()]
    loaded = recognisers()
    start = time.process_time()
    found = [[[result.entity_type, result.start, result.end, result.score]
              for item in loaded for result in item.analyze(text, item.supported_entities, None) or []] for text in texts]
    seconds = time.process_time() - start
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.writelines(json.dumps(spans) + "\n" for spans in found)
    print(json.dumps({"seconds": seconds, "recognisers": len(loaded), "spans": sum(map(len, found))}))


main()
