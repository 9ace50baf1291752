#!/usr/bin/env python3
"""The same rows have the same roots and content digest: on SQLite and PostgreSQL, with one thread and two, from shuffled and split
files, from lines, an array and gzip, and by another build (ASSAY_OTHER names it, else the one in build-clang beside ours). And
whatever the history: edits that end in the same rows end in the same root and the same chunks."""
import gzip
import json
import os
import random
import shutil

import projects

MANY = int(os.environ.get("ASSAY_TEST_RECORDS", "40000"))  # chunks hold 8,192 rows on average
SEEDS = (1, 2, 3)


def added(place, *arguments, program=None):
    """What `dataset add --json` says."""
    if program:
        ours, projects.crashing.ASSAY = projects.crashing.ASSAY, program
        try:
            return json.loads(place.must("dataset", "add", *arguments, "--json", "-q"))
        finally:
            projects.crashing.ASSAY = ours
    return json.loads(place.must("dataset", "add", *arguments, "--json", "-q"))


def identity(said):
    return said["content"], said["tables"]


def forms_write(place, records, dice):
    """The same records in several forms: arguments of `dataset add` by what is special about them."""
    shuffled = records[:]
    dice.shuffle(shuffled)
    projects.lines_write(place.path("all.jsonl"), records)
    projects.lines_write(place.path("shuffled.jsonl"), shuffled)
    for part in range(5):
        projects.lines_write(place.path(f"part{part}.jsonl"), shuffled[part::5])
    with open(place.path("array.json"), "w", encoding="utf-8") as stream:
        json.dump(shuffled, stream, indent=1)
    with gzip.open(place.path("all.jsonl.gz"), "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    return {"lines": ["all.jsonl"], "one thread": ["all.jsonl", "--threads", "1"], "two threads": ["all.jsonl", "--threads", "2"],
            "shuffled": ["shuffled.jsonl", "--threads", "2"], "five files": [f"part{part}.jsonl" for part in (3, 0, 4, 1, 2)],
            "an array": ["array.json"], "gzip": ["all.jsonl.gz"]}


def small_records():
    """With what is easily read in two ways: accents composed and not, numbers, empty texts, a long text."""
    odd = ["é", "e\u0301", "1.0", "1e3", "", " ", "\u200b", "tab\tline\nend", "🐎", "x" * 20000, "null", "{}"]
    for number in range(2500):
        one = projects.record(number)
        one["messages"][1]["content"] += odd[number % len(odd)]
        one["score"] = number / 7
        yield one


def other_builds(outcome):
    """Programs that must agree with ours; what is missing is said."""
    here = os.path.dirname(os.path.dirname(os.path.dirname(projects.crashing.ASSAY)))
    candidates = [os.environ.get("ASSAY_OTHER"), os.path.join(here, "build-clang", "cli", "assay"),
                  os.path.join(here, "build", "cli", "assay")]
    found = [os.path.abspath(path) for path in candidates if path and os.path.exists(path)]
    found = sorted({path for path in found if path != projects.crashing.ASSAY})
    if not found:
        print("skipped: another build (there is none)")
    outcome.hold(projects.crashing.ASSAY not in found, f"others: {[path.split(os.sep)[-3] for path in found]}")
    return found


def forms_hold(outcome):
    dice = random.Random(5)
    with projects.Schema("roots") as schema, projects.Project() as place:
        forms = forms_write(place, list(small_records()), dice)
        place.must("init")
        wanted = None
        for name, arguments in forms.items():
            said = added(place, "by-" + name.replace(" ", "-"), *arguments)
            wanted = wanted or identity(said)
            outcome.hold(identity(said) == wanted and said["rows"] == 2500, f"{name}: {said['content'][:12]}")
        said = added(place, "by-lines", "shuffled.jsonl")
        outcome.hold(not said["made"], "shuffled after lines: nothing to do")
        for program in other_builds(outcome):
            said = added(place, "other", "all.jsonl", program=program)
            outcome.hold(identity(said) == wanted, f"{program.split(os.sep)[-3]}: {said['content'][:12]}")
        outcome.hold(place.ask("verify")[0] == 0, "all of it is sound")
        if not schema.url:
            print("skipped: with PostgreSQL (ASSAY_TEST_POSTGRES names no server)")
            return
        shutil.rmtree(place.path(".assay"))
        place.must("init", "--catalog", schema.url)
        for name in ("lines", "five files"):
            said = added(place, "by-" + name.replace(" ", "-"), *forms[name])
            outcome.hold(identity(said) == wanted, f"PostgreSQL, {name}: {said['content'][:12]}")
        outcome.hold(place.ask("verify")[0] == 0, "all of it is sound on PostgreSQL")


# ---- whatever the history ------------------------------------------------------------------------------------

def step_random(rows, dice, wanted):
    """One edit of {number: version}, of a kind that a team does: append, delete, change, or a mix of these."""
    kind = dice.choice(("append", "delete", "change", "region", "mix"))
    if kind in ("append", "mix"):
        first = len(wanted) + dice.randrange(1000)
        rows.update({number: 0 for number in range(first, first + dice.randrange(1, 400))})
    if kind in ("delete", "mix"):
        for number in dice.sample(sorted(rows), min(len(rows) - 1, dice.randrange(1, 400))):
            del rows[number]
    if kind in ("change", "mix"):
        for number in dice.sample(sorted(rows), min(len(rows), 50)):
            rows[number] += 1
    if kind == "region":
        first = dice.randrange(len(wanted))
        for number in range(first, first + dice.randrange(1, 2000)):
            rows.pop(number, None)
    return kind


def short(number, version):
    return {"id": f"s{number:06}", "messages": [{"role": "user", "content": f"q {number}"},
                                                {"role": "assistant", "content": f"a {number} {version}"}]}


def version_write(place, name, rows, dice):
    order = list(rows)
    dice.shuffle(order)
    projects.lines_write(place.path(name), (short(number, rows[number]) for number in order))


def chunks_of(place, version):
    return [(chunk["root"], chunk["object"]) for chunk in place.lines("dataset", "show", version, "--json")[0]["tables"][0]["chunks"]]


def history_holds(outcome):
    wanted = {number: 0 for number in range(MANY)}
    with projects.Project() as place:
        place.must("init")
        version_write(place, "goal.jsonl", wanted, random.Random(0))
        goal = added(place, "goal", "goal.jsonl", "-m", "at once")
        chunks = chunks_of(place, "goal")
        outcome.hold(len(chunks) >= 3, f"{MANY} rows are {len(chunks)} chunks")
        for seed in SEEDS:
            dice = random.Random(seed)
            rows = {number: dice.randrange(2) for number in wanted if dice.random() < 0.9}
            kinds, name = [], f"way{seed}"
            for _ in range(2):
                version_write(place, "step.jsonl", rows, dice)
                added(place, name, "step.jsonl")
                kinds.append(step_random(rows, dice, wanted))
            version_write(place, "step.jsonl", wanted, dice)
            said = added(place, name, "step.jsonl")
            outcome.hold(identity(said) == identity(goal) and said["number"] == 3,
                         f"seed {seed}, by {', '.join(kinds)}: {said['content'][:12]}")
            outcome.hold(chunks_of(place, name) == chunks, f"seed {seed}: all chunks are those of the goal")
        edit = dict(wanted)
        edit[MANY // 2] = 9
        version_write(place, "step.jsonl", edit, random.Random(9))
        said = added(place, "goal", "step.jsonl")
        # One chunk of rows, and the places of all: they stand in another order now.
        shared = len(set(chunks) & set(chunks_of(place, "goal")))
        outcome.hold(shared == len(chunks) - 1, f"one row changed: {shared} of {len(chunks)} chunks are shared")
        outcome.hold(place.ask("verify")[0] == 0, "all of it is sound")


def main():
    outcome = projects.crashing.Outcome()
    forms_hold(outcome)
    history_holds(outcome)
    outcome.end()


main()
