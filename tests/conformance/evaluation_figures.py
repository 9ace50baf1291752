#!/usr/bin/env python3
"""Evaluations against reference figures: calibration of a language identifier (numpy, scikit-learn), paired tests of GSM8K's model
solutions, agreement of PandaLM's annotators and judges (scikit-learn, closed forms), labels of XSTest. All of it through the
command: checks where they say it, else the functions that they use. Also: every such file is recognised."""
import json
import os
import tempfile

import shared_data as data

MODELS = ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")
CALIBRATION = {"accuracy": "accuracy", "mean_confidence": "mean confidence", "ECE_15_equal_width_right_closed": "ECE",
               "MCE_15": "MCE", "ACE_15_equal_mass_array_split_stable": "ACE", "brier_top1": "Brier",
               "auroc_confidence_vs_correct": "AUROC"}


def expected(name):
    with open(data.path("expected", name), encoding="utf-8") as stream:
        return json.load(stream)


def query(sql, name):
    return [json.loads(line) for line in data.lines(data.assay("sql", sql, name, "--json"))]


def figures(name, check, *options):
    run = json.loads(data.assay("check", name, "--only", check, "--json", "--fail-on", "never", "--findings", "0", *options))
    return {(figure["figure"], figure["slice"]): figure["value"] for figure in run["checks"][0]["figures"]}


def lid_file(folder):
    """The identifier's answers as predictions. It says `no` for Bokmål."""
    texts = data.lines(data.content(data.path("lang", "lingua_lid.dev.tsv.gz")))
    answers = data.lines(data.content(data.path("lang", "lingua_lid.dev.expected_lid176.tsv.gz")))
    name = os.path.join(folder, "lid176.jsonl")
    with open(name, "w", encoding="utf-8") as stream:
        for item, (text, answer) in enumerate(zip(texts, answers)):
            target, mode, _ = text.split("\t", 2)
            label, confidence = answer.split("\t")
            stream.write(json.dumps({"item": item, "suite": mode, "prediction": label, "confidence": float(confidence),
                                     "target": "no" if target == "nb" else target}) + "\n")
    return name


def calibration(folder):
    wanted = expected("calibration_lid176_on_lingua.json")
    name = lid_file(folder)
    quick = ("--set", "prediction.calibration.resamples=0", "--by", "suite")
    found = figures(name, "prediction.calibration", *quick)
    coarse = figures(name, "prediction.calibration", *quick, "--set", "prediction.calibration.bins=10")
    for part, slice_name in (("all", ""), ("sentences", "suite=sentences")):
        for key, figure in CALIBRATION.items():
            yield f"calibration, {part}, {key}", found[(figure + ", lid176", slice_name)], wanted[part][key], 1e-9
        key = "ECE_10_equal_width_right_closed"
        yield f"calibration, {part}, {key}", coarse[("ECE, lid176", slice_name)], wanted[part][key], 1e-9


def pairs_sql(first, second):
    return f"""SELECT d.n, d.only_first, d.only_second, d.value, d.error, mcnemar_exact(d.only_first, d.only_second) AS p,
      mcnemar_corrected(d.only_first, d.only_second).chi2 AS chi2,
      paired_z(d.n, (d.only_second - d.only_first)::DOUBLE, (d.only_second + d.only_first)::DOUBLE).z AS z, u.z AS unpaired
    FROM (
      SELECT paired_difference(list(a.correct ORDER BY a.row), list(b.correct ORDER BY a.row), [], 0) AS d,
        unpaired_z(count(*), sum(a.correct), sum(a.correct), count(*), sum(b.correct), sum(b.correct)) AS u
      FROM records AS a
      JOIN records AS b ON b.item = a.item AND b.model = '{second}'
      WHERE a.model = '{first}'
    )"""


def significance():
    wanted = expected("counts_agreement_significance.json")["gsm8k_model_solutions"]
    name = data.path("sft", "gsm8k_model_solutions.dev.jsonl.gz")
    accuracy = figures(name, "prediction.accuracy")
    for model in MODELS:
        yield f"GSM8K, accuracy of {model}", accuracy[(f"accuracy of {model} on all", "")], wanted["accuracy"][model], 5.1e-11
    names = {"n01_b_only": "only_second", "n10_a_only": "only_first", "diff_b_minus_a": "value", "paired_se": "error",
             "mcnemar_cc_chi2": "chi2", "paired_z": "z", "unpaired_z_lm_eval_style": "unpaired"}
    for pair, values in wanted["pairs"].items():
        found = query(pairs_sql(*pair.split(" vs ")), name)[0]
        for key, column in names.items():  # the unpaired z was computed from figures rounded to ten digits
            yield f"GSM8K, {pair}, {key}", found[column], values[key], 1e-9 if column == "unpaired" else 5.1e-11
        yield f"GSM8K, {pair}, mcnemar_exact_p", found["p"], values["mcnemar_exact_p"], 5.1e-6 * values["mcnemar_exact_p"]


def judge_sql(judge):
    """A judge against the majority of the annotators, over what could be parsed; its word for 0 is Tie."""
    return f"""WITH votes AS (SELECT row, label, count(*) AS n FROM grades WHERE grader LIKE 'annotator%' GROUP BY ALL),
    judged AS (SELECT row, grader, CASE label WHEN 'Tie' THEN '0' ELSE label END AS label FROM grades),
    pairs AS (
      SELECT g.row, g.label, (SELECT arg_max(v.label, v.n) FROM votes AS v WHERE v.row = g.row) AS majority
      FROM judged AS g WHERE g.grader = '{judge}' AND g.label IN ('0', '1', '2')
    )
    SELECT count(*) AS parsed, avg((label = majority)::INTEGER) AS accuracy, rater_agreement(
      list_concat(list(row::VARCHAR ORDER BY row), list(row::VARCHAR ORDER BY row)),
      list_concat(list('judge' ORDER BY row), list('people' ORDER BY row)),
      list_concat(list(label ORDER BY row), list(majority ORDER BY row)), 'cohen', 0).value AS kappa
    FROM pairs"""


def agreement():
    wanted = expected("counts_agreement_significance.json")
    panda, name = wanted["pandalm"], data.path("preference", "pandalm_testset.dev.json.gz")
    found = figures(name, "prediction.graders")
    for pair, kappa in panda["cohen_kappa"].items():
        a, b = pair.split("-")
        yield f"PandaLM, Cohen kappa {pair}", found[(f"Cohen kappa, annotator{a} and annotator{b}", "")], kappa, 5.1e-11
    measures = {"fleiss_kappa": "fleiss", "krippendorff_alpha_nominal": "alpha_nominal"}
    for key, measure in measures.items():
        ours = query(f"SELECT rater_agreement(list(row::VARCHAR), list(grader), list(label), '{measure}', 0).value AS v FROM grades "
                     "WHERE grader LIKE 'annotator%'", name)[0]["v"]
        yield f"PandaLM, {key}", ours, panda[key], 5.1e-11
    for judge in ("judge_gpt35", "judge_pandalm7b"):
        ours = query(judge_sql(judge), name)[0]
        yield f"PandaLM, {judge}, parsed", ours["parsed"], panda[judge]["parsed"], 0
        yield f"PandaLM, {judge}, kappa", ours["kappa"], panda[judge]["kappa"], 5.1e-11
        yield f"PandaLM, {judge}, accuracy", ours["accuracy"], panda[judge]["accuracy_on_parsed"], 5.1e-11
    for model, values in wanted["xstest"].items():
        yield from xstest(model, values)


def xstest(model, values):
    stem = f"xstest_v2_completions_{model}"
    name = data.path("safety", stem + ".csv.gz")
    kappa = figures(name, "prediction.graders")[("Cohen kappa, annotation_1 and annotation_2", "")]
    yield f"XSTest, {model}, kappa of the annotators", kappa, values["annotator_cohen_kappa"], 5.1e-11
    safety = figures(name, "prediction.safety")
    counts = query("SELECT count(*) FILTER (safe) AS safe, count(*) FILTER (NOT safe) AS unsafe FROM records", name)[0]
    yield (f"XSTest, {model}, safe prompts refused", safety[(f"safe prompts refused, {stem}", "")] * counts["safe"],
           values["safe_prompts_refused_full"], 1e-9)
    yield (f"XSTest, {model}, unsafe prompts answered", safety[(f"unsafe prompts answered, {stem}", "")] * counts["unsafe"],
           values["unsafe_prompts_complied"], 1e-9)


def groups(folder):
    """Expected file, and its figures: what, ours, theirs, tolerance."""
    yield "calibration_lid176_on_lingua.json", list(calibration(folder))
    yield "counts_agreement_significance.json", list(significance()) + list(agreement())


def main():
    data.begin()
    outcome = data.Outcome()
    with tempfile.TemporaryDirectory() as folder:
        for _, rows in groups(folder):
            for what, ours, theirs, tolerance in rows:
                outcome.hold(ours is not None and abs(ours - theirs) <= tolerance, f"{what}: {ours}, expected {theirs}")
    outcome.end()


if __name__ == "__main__":
    main()
