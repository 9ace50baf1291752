#!/usr/bin/env python3
"""Says which lines of standard input are wider than a terminal of N columns: widest.py N. Silent when none is."""
import re
import sys
import unicodedata


def columns(line):
    line = re.sub("\x1b\\[[0-9;]*m", "", line)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def main():
    limit = int(sys.argv[1])
    sys.stdin.reconfigure(encoding="utf-8")
    lines = [line.rstrip("\r\n") for line in sys.stdin]
    for line in lines:
        if columns(line) > limit:
            print(f"{columns(line)} columns, not {limit}: {line}")
    if not lines:
        print("nothing was printed")


main()
