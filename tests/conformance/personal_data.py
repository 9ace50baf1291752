#!/usr/bin/env python3
"""Personal data: precision and recall on presidio-research's sentences stay at least what they were, every value planted in
the fine-tuning set is found, and nothing of it is left by mask."""
import json
import os
import subprocess
import sys
import tempfile

import shared_data as data

# type: (least recall by overlap, least precision); measured 1.0 and 1.0 unless the floor says otherwise
FLOORS = {"EMAIL_ADDRESS": (1.0, 1.0), "PHONE_NUMBER": (0.98, 0.98), "CREDIT_CARD": (0.99, 1.0), "IBAN_CODE": (1.0, 1.0),
          "IP_ADDRESS": (1.0, 1.0), "US_SSN": (1.0, 1.0), "US_DRIVER_LICENSE": (1.0, 1.0), "DOMAIN_NAME": (1.0, 1.0),
          "AGE": (0.95, 1.0), "PERSON": (0.14, 0.99), "STREET_ADDRESS": (0.53, 0.99), "DATE_TIME": (0.14, 1.0)}


def quality():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    done = subprocess.run([sys.executable, os.path.join(root, "bench", "quality_parts", "pii")], capture_output=True, text=True,
                          env={**os.environ, "ASSAY_NO_PEER": "1"})
    if done.returncode:
        sys.exit(done.stderr)
    return [json.loads(line) for line in data.lines(done.stdout)]


def planted(outcome):
    name = data.path("sft", "planted_sft.dev.jsonl.gz")
    key = [entry for entry in data.records(data.path("sft", "planted_sft.dev.key.jsonl")) if entry["code"] == "pii"]
    run = json.loads(data.assay("check", name, "--only", "sft.pii", "--json", "--findings", "all", "--fail-on", "never"))
    found = {(finding["record"], finding["code"]) for check in run["checks"] for finding in check["findings"]}
    codes = {"email": "email", "card": "credit_card", "iban": "iban", "ssn": "national_id", "phone": "phone"}
    missed = [entry["id"] for entry in key if (entry["id"], codes[entry["note"].split(":")[0]]) not in found]
    outcome.hold(not missed, f"planted: {len(key) - len(missed)} of {len(key)} found; missed {missed}")
    values = [entry["note"].split(":", 1)[1] for entry in key]
    outcome.hold(not any(value in json.dumps(run) for value in values), "no value stands in the report")
    with tempfile.TemporaryDirectory() as folder:
        masked = os.path.join(folder, "masked.jsonl")
        data.assay("mask", name, "-o", masked, "-q")
        before, after = data.lines(data.content(name)), data.lines(data.content(masked))
        outcome.hold(not any(value in line for value in values for line in after), "no value is left by mask")
        outcome.hold(len(before) == len(after) and
                     all(old == new for old, new in zip(before, after) if not any(mark in new for mark in ("_1>", "_2>"))),
                     f"records without personal data are as they were, of {len(after)}")


def main():
    data.begin()
    outcome = data.Outcome()
    for entry in quality():
        kind = entry["what"].split(", ")[1].split(" ")[0]
        if entry["measure"] == "recall, exact":
            continue
        least = FLOORS[kind][entry["measure"].startswith("precision")]
        outcome.hold(entry["ours"] >= least, f"{entry['what']}: {entry['measure']} {entry['ours']} of {entry['n']} (at least {least})")
    planted(outcome)
    outcome.end()


main()
