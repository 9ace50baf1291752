#!/usr/bin/env python3
"""Killed (SIGKILL) at random moments, most of them while a file is being written: the file is then absent or what it was
before, or it is whole. What a killed command cannot remove is hidden, so that no pattern takes it for data."""
import glob
import os
import random
import signal
import time

import crashing

WRITERS = {
    "page.html": ("check", "a.jsonl", "--only", "structure", "--only", "duplicates", "-q", "--fail-on", "never", "--html"),
    "chat.jsonl": ("convert", "a.jsonl", "--to", "sharegpt", "-q", "--allow-loss", "-o"),
    "rows.parquet": ("sql", "SELECT row, record, turns FROM records ORDER BY row", "a.jsonl", "--parquet", "-o"),
    "rows.csv": ("sql", "SELECT row, record, turns FROM records ORDER BY row", "a.jsonl", "--csv", "-o"),
}
KILLS = 12


def kill_somewhere(place, arguments, whole, dice):
    """At a random moment of the whole run, or just after a temporary file appears. True when it was killed."""
    process = place.start(*arguments)
    if dice.random() < 0.3:
        time.sleep(dice.uniform(0, whole))
    else:
        end = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < end and not hidden(place):
            time.sleep(0.0005)
        time.sleep(dice.choice((0, dice.uniform(0, 0.02))))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    return process.returncode == -signal.SIGKILL


def hidden(place):
    return [name for name in place.files() if name.startswith(".")]


def writer_holds(outcome, place, name, arguments, dice):
    target = os.path.join(place.work, name)
    whole = crashing.seconds(lambda: place.run(*arguments, name))
    wanted = crashing.content(target)
    states = {"absent": 0, "former": 0, "whole": 0, "torn": 0}
    known = {os.path.join(place.work, other) for other in ("a.jsonl", *WRITERS)}
    killed = torn_names = left = 0
    for turn in range(KILLS):
        if os.path.exists(target):
            os.remove(target)
        if turn % 2:
            with open(target, "wb") as stream:
                stream.write(b"what was there before\n")
        killed += kill_somewhere(place, arguments + (name,), whole, dice)
        now = crashing.content(target) if os.path.exists(target) else None
        state = ("absent" if now is None else "former" if now == b"what was there before\n" else
                 "whole" if now == wanted else "torn")
        states[state] += 1
        torn_names += len(set(glob.glob(os.path.join(place.work, "*"))) - known)
        left += bool(hidden(place))
        for other in hidden(place):
            os.remove(os.path.join(place.work, other))
        place.empty_tmp()
    outcome.hold(killed > 0 and not states["torn"] and not torn_names,
                 f"{name}: killed {killed} of {KILLS} times; afterwards {states}, {left} times a hidden file was left, "
                 f"{torn_names} that are not hidden")


def main():
    outcome = crashing.Outcome()
    dice = random.Random(20240607)
    with crashing.Place() as place:
        crashing.records_write(os.path.join(place.work, "a.jsonl"), 12000)
        for name, arguments in WRITERS.items():
            writer_holds(outcome, place, name, arguments, dice)
    outcome.end()


main()
