#!/usr/bin/env python3
"""Compares JSON Lines on standard input with those of a file, whatever the order of keys: same_json.py FILE."""
import json
import sys


def records(stream):
    return [json.loads(line) for line in stream.read().split("\n") if line]


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        wanted = records(stream)
    sys.stdin.reconfigure(encoding="utf-8")
    got = records(sys.stdin)
    for number, (a, b) in enumerate(zip(wanted, got), 1):
        if a != b:
            print(f"record {number} differs\n  {json.dumps(a, sort_keys=True)}\n  {json.dumps(b, sort_keys=True)}")
    print(f"{len(got)} of {len(wanted)} records" + (", all the same" if wanted == got else ""))


main()
