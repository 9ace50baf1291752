#!/usr/bin/env python3
"""Defects planted in a fine-tuning set, with their key: how many of each kind the checks find, and how many of what they
report was planted. The base data has defects of its own, so the precision printed is a lower bound."""
import json

import shared_data as data

# kind of the key: (check, codes that count or None for all, least recall)
KINDS = {
    "exact_duplicate": ("sft.duplicates", None, 1.0),
    "empty_output": ("sft.structure", {"empty_turn", "no_assistant_turn", "missing_content"}, 1.0),
    "control_or_invisible_chars": ("sft.encoding", None, 1.0),
    "structure": ("sft.structure", None, 1.0),
    "near_duplicate": ("sft.near_duplicates", None, 0.95),
    "mojibake": ("sft.encoding", {"mojibake"}, 0.95),
    "contradicting_answer": ("sft.contradictions", None, 0.95),
}


def main():
    data.begin()
    outcome = data.Outcome()
    name = data.path("sft", "planted_sft.dev.jsonl.gz")
    key = data.records(data.path("sft", "planted_sft.dev.key.jsonl"))
    run = json.loads(data.assay("check", name, "--json", "--findings", "all", "--fail-on", "never"))
    outcome.hold(run["inputs"][0]["records"] == len(data.lines(data.content(name))), "every record is read")
    for kind, (check, codes, least) in KINDS.items():
        found = {finding["record"] for result in run["checks"] if result["check"] == check
                 for finding in result["findings"] if codes is None or finding["code"] in codes}
        planted = [entry for entry in key if entry["code"] == kind]
        missed = [entry["id"] for entry in planted if entry["id"] not in found]
        meant = {entry["id"] for entry in planted} | {entry["rel"] for entry in planted if entry.get("rel")}
        recall = 1 - len(missed) / len(planted)
        precision = len(found & meant) / len(found) if found else 0
        outcome.hold(recall >= least, f"{kind}: recall {recall:.3f} of {len(planted)} (at least {least}), "
                                      f"precision {precision:.3f} of {len(found)} found; missed {missed}")
    outcome.end()


main()
