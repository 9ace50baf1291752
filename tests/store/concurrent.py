#!/usr/bin/env python3
"""Several commands at once on one project: adds to one dataset and to others, with tags, gc and verify in between. None is lost, and
what ends in an error says what to do. (tests/unit/store/test_concurrent_commits.c does 1,600 commits without the engine.)"""
import os
import subprocess
import threading

import projects

WRITERS = 4
ADDS = int(os.environ.get("ASSAY_TEST_ADDS", "4"))


def start(place, *arguments):
    return subprocess.Popen([projects.crashing.ASSAY, *arguments], cwd=place.work, env=place.environment,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Crew:
    """Threads that each run commands one after another; what went wrong is collected."""

    def __init__(self, place):
        self.place, self.wrong, self.done = place, [], threading.Event()

    def run(self, *arguments, fine=(0,)):
        process = start(self.place, *arguments)
        out, talk = process.communicate(timeout=300)
        if process.returncode not in fine:
            self.wrong.append(f"{' '.join(arguments)}: exit {process.returncode}: {(talk + out).strip()[:300]}")
        return process.returncode

    def writer(self, number):
        """Versions of the shared dataset, of its own, and tags on its own."""
        for turn in range(ADDS):
            self.run("dataset", "add", "shared", f"w{number}-{turn}.jsonl", "-m", f"{number}-{turn}", "-q")
            self.run("dataset", "add", f"own/{number}", f"w{number}-{turn}.jsonl", "-q")
            self.run("dataset", "tag", f"own/{number}@v{turn + 1}", f"t{turn}")

    def keeper(self, *arguments):
        """The same command again and again, until the writers are done."""
        while True:
            last = self.done.is_set()
            self.run(*arguments)
            if last:
                return


def together_holds(outcome, what, place):
    for number in range(WRITERS):
        for turn in range(ADDS):
            first = 100 * (number * ADDS + turn)
            projects.lines_write(place.path(f"w{number}-{turn}.jsonl"), (projects.record(first + i) for i in range(20)))
    crew = Crew(place)
    writers = [threading.Thread(target=crew.writer, args=(number,)) for number in range(WRITERS)]
    keepers = [threading.Thread(target=crew.keeper, args=arguments) for arguments in (("gc",), ("verify",), ("runs",))]
    for thread in writers + keepers:
        thread.start()
    for thread in writers:
        thread.join()
    crew.done.set()
    for thread in keepers:
        thread.join()
    outcome.hold(not crew.wrong, f"{what}: every command ended well {crew.wrong[:3]}")
    log = place.versions("shared")
    outcome.hold([one["number"] for one in log] == list(range(1, WRITERS * ADDS + 1)), f"{what}: {len(log)} versions without a gap")
    outcome.hold(sorted(one["message"] for one in log) == sorted(f"{number}-{turn}" for number in range(WRITERS) for turn in range(ADDS)),
                 f"{what}: each of them once")
    before = ""
    for one in log:
        manifest = place.lines("dataset", "show", f"shared@v{one['number']}", "--json")[0]
        if manifest["previous"] != before:
            outcome.hold(False, f"{what}: v{one['number']} does not follow the one before")
        before = one["version"]
    for number in range(WRITERS):
        own = place.versions(f"own/{number}")
        outcome.hold([(one["number"], one["tags"]) for one in own] == [(turn + 1, f"t{turn}") for turn in range(ADDS)],
                     f"{what}: own/{number} has its versions and tags")
    status, out, talk = place.ask("verify")
    outcome.hold(status == 0 and place.must("gc").startswith("removed 0 objects") and not place.incoming(),
                 f"{what}: in the end {(out + talk).strip()}")
    status, out, talk = place.ask("audit", "verify")
    outcome.hold(status == 0, f"{what}: audit verify exits {status}: {(out + talk).strip()}")


def race_holds(outcome, what, place):
    """Who names the head that is expected: one of several wins, the others are told."""
    head = place.versions("shared")[-1]["version"]
    for number in range(WRITERS):
        projects.lines_write(place.path(f"race{number}.jsonl"), [projects.record(900000 + number)])
    racers = [start(place, "dataset", "add", "shared", f"race{number}.jsonl", "--if-head", f"shared@{head[:12]}", "-q")
              for number in range(WRITERS)]
    ends = [(process.communicate(timeout=300)[1], process.returncode) for process in racers]
    won = sum(status == 0 for _, status in ends)
    told = sum(status == 2 and "shared has moved" in talk and "assay dataset log shared" in talk for talk, status in ends)
    outcome.hold(won == 1 and told == WRITERS - 1, f"{what}: {won} of {WRITERS} moved the head, {told} were told of it {ends}")


def main():
    outcome = projects.crashing.Outcome()
    with projects.Project() as place:
        place.must("init")
        together_holds(outcome, "SQLite", place)
        race_holds(outcome, "SQLite", place)
    with projects.Schema("concurrent") as schema, projects.Project() as place:
        if schema.url:
            place.must("init", "--catalog", schema.url)
            together_holds(outcome, "PostgreSQL", place)
            race_holds(outcome, "PostgreSQL", place)
        else:
            print("skipped: with PostgreSQL (ASSAY_TEST_POSTGRES names no server)")
    outcome.end()


main()
