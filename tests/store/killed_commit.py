#!/usr/bin/env python3
"""Killed at every step that changes the disk or the catalog: ASSAY_CRASH_AT=N ends the command as kill -9 does at its Nth step,
for N = 1, 2, 3, … until it comes to its end. After every crash the project is what it was before or what it should become,
the command may be run again, and gc removes what was left. `killed_commit.py NAME` runs one of the commands below."""
import os
import random
import shutil
import signal
import sys
import time

import projects

STEPS_MOST = 200
STRIDE = int(os.environ.get("ASSAY_TEST_STRIDE", "1"))  # 4: only steps 1, 5, 9, …


def media_write(place, number):
    os.makedirs(place.path("images"), exist_ok=True)
    for name in ("a", "b"):
        with open(place.path("images", name + ".png"), "wb") as stream:
            stream.write(f"\x89PNG {name} {number}".encode("latin-1") * 300)


def media_records():
    for number, name in enumerate(("a", "b", "a")):
        content = [{"type": "text", "text": f"What is in picture {number}?"},
                   {"type": "image_url", "image_url": {"url": f"images/{name}.png"}}]
        yield {"id": f"m{number}", "messages": [{"role": "user", "content": content},
                                                {"role": "assistant", "content": f"Number {number}."}]}


def project_with(count):
    def prepare(place):
        projects.lines_write(place.path("a.jsonl"), (projects.record(number) for number in range(40)))
        projects.lines_write(place.path("b.jsonl"), (projects.record(number, number == 7) for number in range(42)))
        projects.lines_write(place.path("media.jsonl"), media_records())
        media_write(place, 1)
        if count >= 0:
            place.must("init")
        if count >= 1:
            place.must("dataset", "add", "chat", "a.jsonl")
        if count >= 2:
            place.must("dataset", "add", "chat", "b.jsonl")
            place.must("dataset", "tag", "chat@v1", "first")
            place.must("check", "chat@v1", "--only", "structure", "--fail-on", "never", "-q")
    return prepare


def garbage_made(place):
    """A project with two versions and what some killed commands left, each with records of its own."""
    project_with(2)(place)
    for step in (6, 12, 13, 14, 15, 16):
        projects.lines_write(place.path("c.jsonl"), (projects.record(1000 * step + number) for number in range(9)))
        place.ask("dataset", "add", "chat", "c.jsonl", crash_at=step)
    with open(place.path(".assay", "cache", ".assay-0123456789abcdef"), "w", encoding="utf-8") as stream:
        stream.write("half of a file")
    os.utime(stream.name, (0, 0))


COMMANDS = {
    "init": (project_with(-1), ("init",)),
    "first": (project_with(0), ("dataset", "add", "chat", "a.jsonl")),
    "second": (project_with(1), ("dataset", "add", "chat", "b.jsonl")),
    "media": (project_with(1), ("dataset", "add", "pictures", "media.jsonl")),
    "derive": (project_with(1), ("dataset", "derive", "few", "chat@v1", "--sample", "10", "--seed", "7")),
    "tag": (project_with(2), ("dataset", "tag", "chat@v2", "second")),
    "remove_tag": (project_with(2), ("dataset", "remove-tag", "chat@first")),
    "check": (project_with(2), ("check", "chat@v2", "--only", "structure", "--fail-on", "never", "-q")),
    "gc": (garbage_made, ("gc",)),
}


def state(place):
    """All that a project shows, for comparing: what differs from run to run by chance is not in it."""
    if not os.path.exists(place.path(".assay", "project.json")):
        return None
    datasets = [line["dataset"] for line in place.lines("dataset", "list", "--json")]
    # Runs of one instant stand in the order of their ids, which differ with how long each took: no part of the state.
    runs = sorted((line["dataset"], line["number"], line["findings"]) for line in place.lines("runs", "--json"))
    return {name: place.versions(name) for name in datasets}, runs, place.events()


def said(shown):
    """A state in few words, for a message."""
    if shown is None:
        return "no project"
    return f"{sum(len(log) for log in shown[0].values())} versions, {len(shown[1])} runs, {len(shown[2])} events"


def same_but_for_garbage(now, wanted):
    """gc says in the log what it removed; a second run after a crash may find less, or nothing."""
    if now is None or wanted is None:
        return now == wanted
    kinds = [[kind for kind in one[2] if kind != "garbage_removed"] for one in (now, wanted)]
    return now[:2] == wanted[:2] and kinds[0] == kinds[1]


def crash_holds(outcome, place, what, arguments, before, after):
    """What must be true after one crash, and after the command was run again."""
    now = state(place)
    if now is not None:
        status, out, talk = place.ask("verify")
        outcome.hold(status == 0 and out.startswith("sound"), f"{what}: verify exits {status}: {(out + talk).strip()}")
        status, out, talk = place.ask("audit", "verify")
        outcome.hold(status == 0, f"{what}: audit verify exits {status}: {(out + talk).strip()}")
    outcome.hold(now in (before, after), f"{what}: the project is as {'before' if now == before else 'after'} ({said(now)})")
    status, _, talk = place.ask(*arguments)
    again_refused = "remove-tag" in arguments and now == after and status == 2  # it is gone already
    outcome.hold(status == 0 or again_refused, f"{what}: again exits {status} {talk.strip()}")
    outcome.hold(arguments[0] == "check" or same_but_for_garbage(state(place), after), f"{what}: again leads to {said(after)}")
    place.must("gc")
    outcome.hold(not place.incoming(), f"{what}: after gc nothing is left of it ({place.incoming()})")
    left = place.must("gc", "--dry-run")
    outcome.hold(left.startswith("would remove 0 objects"), f"{what}: and no object ({left.strip()})")
    status, out, talk = place.ask("verify")
    outcome.hold(status == 0, f"{what}: after all that, {(out + talk).strip()}")


def command_holds(outcome, name):
    prepare, arguments = COMMANDS[name]
    with projects.Project() as place:
        saved = os.path.join(place.folder, "saved")
        prepare(place)
        before = state(place)
        shutil.copytree(place.work, saved, symlinks=True)
        place.must(*arguments)
        after = state(place)
        outcome.hold(before != after, f"{name}: from {said(before)} to {said(after)}")
        place.must("gc")
        objects = place.objects()
        crashes = 0
        for step in range(1, STEPS_MOST, STRIDE):
            projects.restore(place, saved)
            status, _, talk = place.ask(*arguments, crash_at=step)
            if status == 0:
                break
            if status != projects.KILLED:
                outcome.hold(False, f"{name}, step {step}: exit {status}: {talk}")
                break
            crashes += 1
            crash_holds(outcome, place, f"{name}, step {step}", arguments, before, after)
            if name != "check":  # whose report holds how long it took
                outcome.hold(place.objects() == objects, f"{name}, step {step}: the objects are those of an undisturbed run")
        outcome.hold(crashes > 0 and status == 0, f"{name}: crashed at {crashes} steps")


def server_holds(outcome):
    """The same with the catalog on a server, where the project goes on from crash to crash."""
    with projects.Schema("killed") as schema, projects.Project() as place:
        if not schema.url:
            print("skipped: with PostgreSQL (ASSAY_TEST_POSTGRES names no server)")
            return
        project_with(-1)(place)
        for arguments in (("init", "--catalog", schema.url), ("dataset", "add", "chat", "a.jsonl"),
                          ("dataset", "add", "chat", "b.jsonl"), ("dataset", "tag", "chat@v1", "first")):
            what, crashes, status = " ".join(arguments[:2]), 0, projects.KILLED
            before = None
            while status == projects.KILLED and crashes < STEPS_MOST:
                status, _, talk = place.ask(*arguments, crash_at=crashes + 1)
                crashes += status == projects.KILLED
                if os.path.exists(place.path(".assay", "project.json")):
                    now = [(one["number"], one["rows"], one["tags"]) for one in place.versions("chat")]
                    checked, out, more = place.ask("verify")
                    outcome.hold(checked == 0, f"server, {what}, step {crashes}: {(out + more).strip()}")
                    outcome.hold(before is None or len(now) - len(before) in (0, 1),
                                 f"server, {what}, step {crashes}: {len(now)} versions")
                    before = now
            outcome.hold(status == 0 and crashes > 1, f"server, {what}: crashed at {crashes} steps, then exit {status} {talk}")
        place.must("gc")
        sizes = [(one["number"], one["rows"]) for one in place.versions("chat")]
        outcome.hold(sizes == [(1, 40), (2, 42)] and place.ask("verify")[0] == 0 and not place.incoming(),
                     f"server: in the end {sizes}, left {place.incoming()}")


def random_kills(outcome):
    """kill -9 from outside at random moments of a larger add."""
    dice = random.Random(20261127)
    kills = int(os.environ.get("ASSAY_TEST_KILLS", "12"))
    with projects.Project() as place:
        projects.lines_write(place.path("a.jsonl"), (projects.record(number) for number in range(20000)))
        projects.lines_write(place.path("b.jsonl"), (projects.record(number, number % 5000 == 1) for number in range(20000)))
        place.must("init")
        start = time.monotonic()
        place.must("dataset", "add", "chat", "a.jsonl")
        whole = time.monotonic() - start
        killed = 0
        for turn in range(kills):
            before = place.versions("chat")
            process = place.start("dataset", "add", "chat", "ba"[turn % 2] + ".jsonl", "-m", f"turn {turn}")
            time.sleep(dice.uniform(0.02, whole))
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
            killed += process.returncode == projects.KILLED
            now = place.versions("chat")
            outcome.hold(now[:len(before)] == before and len(now) - len(before) in (0, 1),
                         f"kill {turn}: exit {process.returncode}, {len(before)} versions before, {len(now)} after")
            if turn % 4 == 3:
                status, out, talk = place.ask("verify")
                outcome.hold(status == 0, f"kill {turn}: {(out + talk).strip()}")
        place.must("gc")
        left = place.must("gc", "--dry-run")
        status, out, talk = place.ask("verify")
        outcome.hold(status == 0 and not place.incoming() and left.startswith("would remove 0 objects"),
                     f"killed {killed} of {kills} times; then {out.strip()} {talk.strip()} {left.strip()}")
        outcome.hold(killed > 0, f"{killed} commands were killed at all")


def main():
    outcome = projects.crashing.Outcome()
    for name in sys.argv[1:] or list(COMMANDS) + ["server", "random"]:
        if name == "server":
            server_holds(outcome)
        elif name == "random":
            random_kills(outcome)
        else:
            command_holds(outcome, name)
    outcome.end()


main()
