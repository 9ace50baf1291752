#!/usr/bin/env python3
"""Every fine-tuning and preference file of the shared data is recognised without options and read in full: as many records
as Python's json counts, and no faults of reading but those that are known. The file of model solutions is an evaluation:
evaluation_figures.py."""
import glob
import json
import os
import shutil
import tempfile

import shared_data as data

READING = ("invalid_json", "truncated_json", "not_an_object", "invalid_utf8", "lone_surrogate", "duplicate_key",
           "not_a_number", "missing_messages", "missing_content", "missing_role", "unknown_role", "content_type", "no_turns")
FORMATS = {
    "gpteacher_toolformer.dev.json.gz": "alpaca", "gsm8k_test.jsonl.gz": "question_answer",
    "gsm8k_train.jsonl.gz": "question_answer", "llamafactory_alpaca_en_demo.json.gz": "alpaca",
    "llamafactory_dpo_en_demo.json.gz": "sharegpt", "llamafactory_glaive_toolcall_en_demo.json.gz": "sharegpt",
    "llamafactory_identity.json.gz": "alpaca", "llamafactory_kto_en_demo.json.gz": "openai",
    "llamafactory_v1_dpo_demo.jsonl.gz": "llamafactory_v1", "llamafactory_v1_sft_demo.jsonl.gz": "llamafactory_v1",
    "mt_bench_question.jsonl.gz": "mt_bench", "self_instruct_seed_tasks.jsonl.gz": "self_instruct",
    "hh_harmless_base_test.dev.jsonl.gz": "preference",
}


def faults(name):
    answer = data.assay("sql", "SELECT code, count(*) AS n FROM faults GROUP BY code ORDER BY code", name, "--json")
    return {row["code"]: row["n"] for row in map(json.loads, data.lines(answer))}


def counts(name):
    answer = data.assay("sql", "SELECT count(*) AS n, count(*) FILTER (len(turns) > 0) AS spoken, min(format) AS format, "
                               "count(DISTINCT format) AS formats FROM records", name, "--json")
    return json.loads(answer)


def file_holds(outcome, name):
    base = os.path.basename(name)
    wanted, seen, found = len(data.records(name)), counts(name), faults(name)
    known = {"planted_sft.dev.jsonl.gz"}  # its reading faults are planted
    fitting = seen["format"] == FORMATS.get(base, seen["format"]) and seen["formats"] == 1
    bad = {code: n for code, n in found.items() if code in READING} if base not in known else {}
    outcome.hold(seen["n"] == wanted and fitting and not bad,
                 f"{base}: {seen['n']} of {wanted} records as {seen['format']}, {seen['spoken']} with turns, faults {found}")


def main():
    data.begin()
    outcome = data.Outcome()
    evaluation = data.path("sft", "gsm8k_model_solutions.dev.jsonl.gz")
    names = sorted(set(glob.glob(data.path("sft", "*.json*.gz"))) - {evaluation})
    names += sorted(glob.glob(data.path("preference", "hh_*.gz")))
    with tempfile.TemporaryDirectory() as folder:  # away from any dataset_info.json
        for name in names:
            copy = os.path.join(folder, os.path.basename(name))
            shutil.copyfile(name, copy)
            file_holds(outcome, copy)
            os.remove(copy)
    outcome.end()


main()
