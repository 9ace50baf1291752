#!/usr/bin/env python3
"""Defects planted in a fine-tuning set, with their key: for each of the 19 kinds, how many the checks find; and for what they list on rows
that nothing was planted in, whether it is a defect all the same (read by hand, the verdicts stand here)."""
import json

import shared_data as data

# kind of the key: (check, codes that count or None for all, least recall)
KINDS = {
    "empty_output": ("sft.structure", {"empty_turn", "no_assistant_turn", "missing_content"}, 1.0),
    "placeholder_output": ("sft.defects", {"placeholder_output"}, 1.0),
    "placeholder_input": ("sft.defects", {"placeholder_input"}, 1.0),
    "merged_instruction": ("sft.defects", {"merged_instruction"}, 1.0),
    "truncated_output": ("sft.lengths", {"cut_off"}, 0.75),
    "exact_duplicate": ("sft.duplicates", None, 1.0),
    "near_duplicate": ("sft.near_duplicates", None, 0.95),
    "contradicting_answer": ("sft.contradictions", None, 0.95),
    "mojibake": ("sft.encoding", {"mojibake"}, 0.95),
    "control_or_invisible_chars": ("sft.encoding", None, 1.0),
    "wrong_language_output": ("sft.defects", {"wrong_language"}, 0.75),
    "pii": ("sft.pii", None, 0.9),
    "refusal_on_benign": ("sft.refusals", {"refusal_of_benign", "refusal_for_means"}, 0.9),
    "repetition_loop": ("sft.defects", {"repetition_loop"}, 1.0),
    "structure": ("sft.structure", None, 1.0),
    "swapped_prompt_answer": ("sft.defects", {"swapped_prompt_answer"}, 0.8),
    "unavailable_reference": ("sft.defects", {"unavailable_reference"}, 1.0),
    "eval_leak_verbatim": ("sft.leakage", None, 0.9),
    "eval_leak_rephrased": ("sft.leakage", None, 0.7),
}

# What sft.defects and sft.refusals list on rows without such a planted defect, read one by one: true where it is a defect of the base data.
JUDGED = {
    "dev-00467": True, "dev-00421": True, "dev-00568": True, "dev-00664": True, "dev-00656": True, "dev-00793": True,  # "noinput" as input
    "dev-00482": True,  # "### Output:" in the answer
    "dev-00644": True, "dev-00916": True, "dev-01016": True, "dev-00185": True,  # a URL instead of the text or picture
    "dev-00073": True, "dev-00072": True,  # "the following text", and none follows
    "dev-00650": True, "dev-00286": True, "dev-00355": True, "dev-00493": True, "dev-00982": True, "dev-00972": True, "dev-00764": True,  # refuse
    "dev-00465": True, "dev-00496": True, "dev-00302": True,  # ask for input
}
LOOKED_AT = ("sft.defects", "sft.refusals")


def found_by(run, check, codes=None):
    return {finding["record"] for result in run["checks"] if result["check"] == check
            for finding in result["findings"] if codes is None or finding["code"] in codes}


def score(run, key):
    """One row a kind: kind, check, planted, found of them, listed, meant among the listed; None where there is no such check."""
    ran = {result["check"] for result in run["checks"]}
    for kind, (check, codes, least) in KINDS.items():
        planted = [entry for entry in key if entry["code"] == kind]
        if check not in ran:
            yield kind, check, planted, None, set(), set(), least
            continue
        found = found_by(run, check, codes)
        meant = {entry["id"] for entry in planted} | {entry["rel"] for entry in planted if entry.get("rel")}
        yield kind, check, planted, [entry["id"] for entry in planted if entry["id"] in found], found, meant, least


def unplanted(run, key):
    """Records that LOOKED_AT lists with a code for which nothing was planted in them."""
    of = {}
    for entry in key:
        of.setdefault(entry["id"], set()).add(entry["code"])
    listed = {}
    for result in run["checks"]:
        for finding in result["findings"] if result["check"] in LOOKED_AT else []:
            meant = any(KINDS[kind][0] == result["check"] and finding["code"] in (KINDS[kind][1] or {finding["code"]})
                        for kind in of.get(finding["record"], ()))
            if not meant:
                listed.setdefault(finding["record"], set()).add(finding["code"])
    return listed


def planted_run():
    name = data.path("sft", "planted_sft.dev.jsonl.gz")
    options = ["check", name, "--json", "--findings", "all", "--fail-on", "never"]
    evaluation = data.path("sft", "gsm8k_test.jsonl.gz")
    return name, json.loads(data.assay(*options, "--eval", evaluation))


def main():
    data.begin()
    outcome = data.Outcome()
    key = data.records(data.path("sft", "planted_sft.dev.key.jsonl"))
    name, run = planted_run()
    outcome.hold(run["inputs"][0]["records"] == len(data.lines(data.content(name))), "every record is read")
    for kind, check, planted, hits, found, meant, least in score(run, key):
        if hits is None:
            print(f"-     {kind}: no check {check}")
            continue
        recall = len(hits) / len(planted)
        precision = len(found & meant) / len(found) if found else 0
        missed = [entry["id"] for entry in planted if entry["id"] not in hits]
        outcome.hold(recall >= least, f"{kind}: recall {recall:.3f} of {len(planted)} (at least {least}), planted among the "
                                      f"{len(found)} listed {precision:.3f}; missed {missed}")
    listed = unplanted(run, key)
    unread = sorted(set(listed) - set(JUDGED))
    right = sum(JUDGED.get(record, False) for record in listed)
    outcome.hold(not unread, f"base rows that are listed: {right} of {len(listed)} are defects of the base data; unread {unread}")
    outcome.end()


if __name__ == "__main__":
    main()
