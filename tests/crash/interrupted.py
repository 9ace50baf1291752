#!/usr/bin/env python3
"""Asked to stop (Ctrl-C, SIGTERM, SIGHUP) at any stage: exit 130 within seconds, a line that says so, no file that is partial
or temporary, no folder in TMPDIR."""
import os
import random
import signal
import subprocess
import time

import crashing

COMMANDS = (
    ("check", "a.jsonl", "--html", "page.html", "--json=run.json", "--fail-on", "never"),
    ("convert", "a.jsonl", "--to", "sharegpt", "-o", "chat.jsonl", "--allow-loss"),
    ("sql", "SELECT * FROM turns ORDER BY content, row", "a.jsonl", "--parquet", "-o", "rows.parquet"),
    ("sql", "SELECT count(*) FROM range(3000000) AS a(i), range(3000000) AS b(k) WHERE a.i * b.k % 7 = 3"),
    ("prove",),
)
PATIENCE = 8  # seconds; a build with sanitizers on a busy machine included


def stop(place, arguments, after, number):
    """Exit status, what was said, and how long it took to stop."""
    process = place.start(*arguments)
    time.sleep(after)
    start = time.monotonic()
    process.send_signal(number)
    try:
        _, talk = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        _, talk = process.communicate()
    return process.returncode, talk.decode("utf-8", "replace"), time.monotonic() - start


def command_holds(outcome, place, arguments, dice):
    before = place.files()
    interrupted = 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGINT):
        after = dice.uniform(0.05, 1.2)
        status, talk, took = stop(place, arguments, after, number)
        what = f"{' '.join(arguments)[:60]}: {number.name} after {after:.2f} s"
        if status in (0, 1) and took < PATIENCE:  # it was done before
            for name in set(place.files()) - set(before):
                os.remove(os.path.join(place.work, name))
            continue
        if status == -number and took < 0.5 and after < 0.2:
            continue  # it had not begun
        interrupted += 1
        left = sorted(set(place.files()) - set(before)) + os.listdir(place.tmp)
        outcome.hold(status == 130 and took < PATIENCE and not left and talk.endswith("assay: interrupted\n"),
                     f"{what}: exit {status} within {took:.1f} s, left {left}, said {talk[-60:]!r}")
    print(f"      {interrupted} of 5 were interrupted")
    return interrupted


def waiting_holds(outcome, place):
    """Nothing comes on standard input, and the user has had enough."""
    process = place.start("check", "-", stdin=subprocess.PIPE)
    time.sleep(0.7)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
    _, talk = process.communicate()
    outcome.hold(process.returncode == 130, f"waiting for standard input: exit {process.returncode} within "
                                            f"{time.monotonic() - start:.1f} s, said {talk.decode()!r}")
    outcome.hold(not os.listdir(place.tmp), f"waiting for standard input: left {os.listdir(place.tmp)}")


def main():
    outcome = crashing.Outcome()
    dice = random.Random(20240608)
    with crashing.Place() as place:
        crashing.records_write(os.path.join(place.work, "a.jsonl"), 30000)
        interrupted = sum(command_holds(outcome, place, arguments, dice) for arguments in COMMANDS)
        outcome.hold(interrupted >= 8, f"{interrupted} commands were interrupted at all")
        waiting_holds(outcome, place)
    outcome.end()


main()
