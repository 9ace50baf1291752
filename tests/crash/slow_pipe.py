#!/usr/bin/env python3
"""Input that comes slowly and in odd pieces is the same input: pieces that end within a line, within a character and within
a compressed block."""
import gzip
import os
import subprocess
import time

import crashing

QUERY = ("sql", "SELECT row, record, number, line, byte, bytes, turns FROM records ORDER BY row", "--json")


def piecewise(place, data, cuts, pause):
    process = place.start(QUERY[0], QUERY[1], "-", QUERY[2], stdin=subprocess.PIPE)
    # A thread is not needed: nothing is printed before the input has ended.
    for start, end in zip([0] + cuts, cuts + [len(data)]):
        process.stdin.write(data[start:end])
        process.stdin.flush()
        time.sleep(pause)
    out, talk = process.communicate(timeout=60)
    return process.returncode, out, talk.decode()


def main():
    outcome = crashing.Outcome()
    with crashing.Place() as place:
        path = os.path.join(place.work, "a.jsonl")
        crashing.records_write(path, 500)
        with open(path, "a", encoding="utf-8") as stream:
            stream.write('{"id": "last", "messages": [{"role": "user", "content": "Grüße 😀"}, {"role": "assistant", "content": "ok"}]}')
        plain = crashing.content(path)
        process = place.start(QUERY[0], QUERY[1], "a.jsonl", QUERY[2])
        wanted, _ = process.communicate(timeout=60)
        smile = plain.index("😀".encode()) + 2
        for what, data, cuts in (("plain", plain, [1, 100, 70000, smile]),
                                 ("gzip", gzip.compress(plain, mtime=0), [1, 5, 3000])):
            status, got, talk = piecewise(place, data, cuts, 0.4)
            outcome.hold(status == 0 and got == wanted, f"{what} in {len(cuts) + 1} pieces: exit {status}, {len(got)} of "
                                                        f"{len(wanted)} bytes {talk}")
        outcome.hold(not os.listdir(place.tmp), f"left in TMPDIR: {os.listdir(place.tmp)}")
    outcome.end()


main()
