#!/usr/bin/env python3
"""From OpenAI's form to ShareGPT's and back: the same records as canonical JSON, or every difference is in the list of
losses; nothing differs without a word."""
import json
import os
import subprocess
import sys
import tempfile

import shared_data as data


def convert(source, form, target):
    """Losses that were reported; the command must say exit 1 exactly when there are some."""
    command = [os.environ["ASSAY"], "convert", source, "--to", form, "-o", target]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode == 1:
        assert not os.path.exists(target), "wrote although something is lost"
        done = subprocess.run(command + ["--allow-loss"], capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode()}")
    return [line.strip() for line in done.stderr.decode().split("\n") if line.startswith("  ")]


def canonical(record):
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def trip(outcome, name, folder):
    base = os.path.basename(name).split(".")[0]
    first, there, back = (os.path.join(folder, base + ending) for ending in (".openai.jsonl", ".sharegpt.jsonl", ".back.jsonl"))
    before = convert(name, "openai", first)
    losses = convert(first, "sharegpt", there) + convert(there, "openai", back)
    wanted, got = data.records(first), data.records(back)
    differing = [(a, b) for a, b in zip(wanted, got) if canonical(a) != canonical(b)]
    for loss in before + losses:
        print("      lost: " + loss)
    outcome.hold(len(wanted) == len(got) or bool(losses), f"{base}: {len(got)} of {len(wanted)} records come back")
    for a, b in differing[:3]:
        print(f"      {canonical(a)[:1500]}\n      {canonical(b)[:1500]}")
    outcome.hold(not differing or bool(losses), f"{base}: {len(differing)} records differ, {len(losses)} kinds of loss reported")


def main():
    data.begin()
    outcome = data.Outcome()
    with tempfile.TemporaryDirectory() as folder:
        trip(outcome, data.path("sft", "planted_sft.dev.jsonl.gz"), folder)
        trip(outcome, data.path("sft", "llamafactory_glaive_toolcall_en_demo.json.gz"), folder)
    outcome.end()


main()
