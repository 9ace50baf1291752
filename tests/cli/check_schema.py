#!/usr/bin/env python3
"""Reads a run as JSON from standard input and holds it against the documented schema. Prints a line of what it holds."""
import json
import math
import sys

RUN = {"assay": str, "inputs": list, "task": str, "checks": list, "verdict": (str, dict)}
INPUT = {"path": str, "sha256": str, "bytes": int, "records": int}
CHECK = {"check": str, "title": str, "level": str, "status": str, "reason": str, "seconds": (int, float), "figures": list,
         "findings_total": int, "findings": list}
NUMBER = (int, float, type(None))
FIGURE = {"figure": str, "slice": str, "value": NUMBER, "low": NUMBER, "high": NUMBER, "n": (int, type(None))}
FINDING = {"record": str, "code": str, "locus": str, "message": str, "evidence": object, "score": NUMBER}
LEVELS = ("note", "warning", "error")
STATUSES = ("ok", "findings", "skipped", "failed")


def fields_hold(what, value, fields):
    assert isinstance(value, dict), f"{what} is no object"
    for name, kind in fields.items():
        assert name in value, f"{what} has no '{name}'"
        assert isinstance(value[name], kind), f"{what}: '{name}' is {type(value[name]).__name__}"


def figure_holds(where, figure):
    fields_hold(where, figure, FIGURE)
    if figure["value"] is None:
        assert figure.get("reason"), f"{where}: undefined without a reason"
    elif figure["low"] is not None:
        assert figure["low"] <= figure["value"] <= figure["high"], f"{where}: outside its interval"


def check_holds(check):
    where = check.get("check", "a check")
    fields_hold(where, check, CHECK)
    assert check["level"] in LEVELS and check["status"] in STATUSES, where
    assert (check["status"] == "findings") == (check["findings_total"] > 0), f"{where}: status and total disagree"
    assert (check["status"] in ("skipped", "failed")) == bool(check["reason"]), f"{where}: status and reason disagree"
    assert len(check["findings"]) <= check["findings_total"], where
    for figure in check["figures"]:
        figure_holds(f"{where}: figure {figure.get('figure')}", figure)
    scores = [finding["score"] for finding in check["findings"] if finding["score"] is not None]
    assert scores == sorted(scores, reverse=True), f"{where}: findings are not worst first"
    for finding in check["findings"]:
        fields_hold(f"{where}: finding", finding, FINDING)
        assert finding["score"] is None or 0 <= finding["score"] <= 1, f"{where}: score {finding['score']}"


def no_constant(name):
    raise AssertionError(f"{name} is not JSON")


def keys_once(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a key twice: {names}"
    return dict(pairs)


def main():
    run = json.load(sys.stdin, parse_constant=no_constant, object_pairs_hook=keys_once)
    fields_hold("the run", run, RUN)
    for item in run["inputs"]:
        fields_hold("an input", item, INPUT)
        assert len(item["sha256"]) == 64, "a digest is 64 hex digits"
    for check in run["checks"]:
        check_holds(check)
    assert math.isfinite(sum(check["seconds"] for check in run["checks"]))
    print(f"schema holds: {len(run['inputs'])} inputs, {len(run['checks'])} checks, "
          f"{sum(check['findings_total'] for check in run['checks'])} findings")


main()
