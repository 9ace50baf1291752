#!/usr/bin/env python3
"""What `assay lineage --openlineage` prints is valid OpenLineage 2-0-2: every event by the core schema, every facet by its own.
The validator must first give the known verdicts on events and examples of others, and must refuse ours once they are damaged."""
import copy
import hashlib
import json
import os
import sqlite3
import sys
import tempfile

import test_packages

test_packages.begin()

import jsonschema  # noqa: E402
import referencing  # noqa: E402
import referencing.jsonschema  # noqa: E402

import kept_project  # noqa: E402
import shared_data as data  # noqa: E402

CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"


def load(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as stream:
        return json.load(stream)


class Schemas:
    """The schemas by file name, and a registry in which they find each other; nothing is fetched."""

    def __init__(self, folder):
        facets = os.path.join(folder, "facets")
        self.core = load(folder, "OpenLineage.json")
        self.facets = {name[:-5]: load(facets, name) for name in sorted(os.listdir(facets))}
        resources = [(schema["$id"], referencing.Resource.from_contents(schema, referencing.jsonschema.DRAFT202012))
                     for schema in [self.core, *self.facets.values()]]
        self.registry = referencing.Registry().with_resources(resources)

    def errors(self, schema, value):
        validator = jsonschema.Draft202012Validator(schema, registry=self.registry, format_checker=jsonschema.FormatChecker())
        return ["/".join(str(part) for part in error.absolute_path) for error in validator.iter_errors(value)]

    def event_errors(self, event):
        """Of the event, and of every facet by the schema that it names."""
        wrong = self.errors(self.core, event)
        for place, name, facet in facets_of(event):
            schema = self.facets.get(facet.get("_schemaURL", "").split("/")[-1].split("#")[0].removesuffix(".json").split(".json")[0])
            named = schema and facet["_schemaURL"].startswith(schema["$id"] + "#/$defs/")
            if not named or name not in schema["properties"]:
                wrong.append(f"{place}/{name} names no schema of its own")
                continue
            wrong += [f"{place}/{error}" for error in self.errors(schema, {name: facet})]
        return wrong


def facets_of(event):
    """Place, name and value of every facet of an event."""
    holders = [("run", event["run"], "facets"), ("job", event["job"], "facets")]
    for side in ("inputs", "outputs"):
        for number, dataset in enumerate(event.get(side, [])):
            for kind in ("facets", "inputFacets", "outputFacets"):
                holders.append((f"{side}/{number}", dataset, kind))
    for place, holder, kind in holders:
        for name, facet in holder.get(kind, {}).items():
            yield f"{place}/{kind}", name, facet


def validator_is_known(outcome, schemas, folder):
    for case in load(folder, "events_expected.json"):
        outcome.hold((not schemas.errors(schemas.core, case["event"])) == case["valid"], f"known event: {case['name']}")
    for name, expected in load(folder, "examples_expected.json").items():
        schema = schemas.facets.get(name.split("__")[0].removesuffix(".json"), schemas.core)
        found = schemas.errors(schema, load(folder, "examples", name))
        outcome.hold((not found) == expected["valid"] and sorted(found) == sorted(expected["error_paths"]), f"known example: {name}")


def damage_is_found(outcome, schemas, events):
    def without_producer(event):
        del event["outputs"][0]["facets"]["schema"]["_producer"]

    def rows_as_text(event):
        event["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] = "5"

    def no_run_id(event):
        event["run"]["runId"] = "run-1"

    def facet_of_another(event):
        event["job"]["facets"]["jobType"]["_schemaURL"] = f"{CORE}#/$defs/JobFacet"

    def no_integration(event):
        del event["job"]["facets"]["jobType"]["integration"]

    for damage in (without_producer, rows_as_text, no_run_id, facet_of_another, no_integration):
        event = copy.deepcopy(events[0])
        damage(event)
        outcome.hold(bool(schemas.event_errors(event)), f"damaged event is refused: {damage.__name__}")


def facet_names(event):
    return {name for _, name, _ in facets_of(event)}


def events_say(outcome, events):
    jobs = [event["job"]["name"] for event in events]
    outcome.hold(jobs == ["dataset add chat", "dataset add chat", "check chat", "dataset derive clean"], f"jobs in order: {jobs}")
    outcome.hold(len({event["run"]["runId"] for event in events}) == len(events), "every event has a run of its own")
    add, check, derive = events[1], events[2], events[3]
    outcome.hold([item["name"] for item in add["inputs"]] == ["second.jsonl"], "a version's files are its inputs")
    outcome.hold(add["inputs"][0]["inputFacets"]["inputStatistics"]["rowCount"] == 7, "rows read")
    outcome.hold(add["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == 7, "rows written")
    outcome.hold({"version", "schema", "ownership", "outputStatistics", "jobType", "processing_engine"} <= facet_names(add),
                 "facets of a version")
    turns = next(field for field in add["outputs"][0]["facets"]["schema"]["fields"][0]["fields"] if field["name"] == "turns")
    outcome.hold("tool_calls" in {field["name"] for field in turns["fields"]}, "nested columns")
    assertions = check["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"]
    found = {item["assertion"]: item for item in assertions}
    outcome.hold(found["sft.duplicates"]["success"] is False and found["sft.encoding"]["success"] is True, "checks as assertions")
    outcome.hold("dataQualityMetrics" in facet_names(check) and check["eventType"] == "COMPLETE", "facets of a run")
    outcome.hold(derive["inputs"][0]["facets"]["version"] == add["outputs"][0]["facets"]["version"], "a parent is the same version")
    outcome.hold("sql" not in facet_names(derive), "only a derivation by SQL has a query")


def verdict_put(project):
    """A verdict as a gate keeps it: an object, and a row of the catalog."""
    store = os.path.join(project.folder, ".assay")
    rules = [{"rule": "duplicates", "bound": "max", "slice": "", "threshold": 0.1, "value": 0.25, "low": 0.1, "high": 0.5, "n": 7,
              "outcome": outcome, "check": "sft.duplicates", "figure": "records that repeat an earlier one", "method": "wilson",
              "reason": "too many"} for outcome in ("fail", "inconclusive", "pass")]
    text = json.dumps({"gate": "quality", "outcome": "inconclusive", "rules": rules}, sort_keys=True).encode()
    digest = hashlib.sha256(text).hexdigest()
    os.makedirs(os.path.join(store, "objects", digest[:2]), exist_ok=True)
    with open(os.path.join(store, "objects", digest[:2], digest[2:]), "wb") as stream:
        stream.write(text)
    with sqlite3.connect(os.path.join(store, "catalog.sqlite")) as catalog:
        run, version = catalog.execute("SELECT id, version FROM runs").fetchone()
        catalog.execute("INSERT INTO verdicts (id, version, run, baseline, gate, gate_sha256, outcome, created, object) "
                        "VALUES (?, ?, ?, NULL, 'quality', ?, 'inconclusive', '2026-02-01T00:00:00.000000Z', ?)",
                        (digest, version, run, "0" * 64, digest))
    catalog.close()
    return digest


def verdict_says(outcome, schemas, event):
    wrong = schemas.event_errors(event)
    outcome.hold(not wrong, f"{event['job']['name']}: {len(facet_names(event))} kinds of facets {wrong}")
    tests = event["run"]["facets"]["test"]["tests"]
    outcome.hold([test["status"] for test in tests] == ["fail", "skip", "pass"], "rules are tests")
    outcome.hold(tests[1]["params"]["outcome"] == "inconclusive" and event["eventType"] == "ABORT", "a gate that could not decide")
    outcome.hold(tests[0]["expected"] == "0.1" and tests[0]["actual"] == "0.25, from 0.1 to 0.5, n 7", "what was expected and seen")


def main():
    data.begin()
    folder = os.path.join(os.path.dirname(data.TEXT), "loop", "openlineage")
    if not os.path.isdir(folder):
        print("skipped: no OpenLineage schemas in the shared data")
        sys.exit(data.SKIPPED)
    outcome = data.Outcome()
    schemas = Schemas(os.path.join(folder, "schema"))
    validator_is_known(outcome, schemas, folder)
    with tempfile.TemporaryDirectory() as place:
        project = kept_project.Project(place)
        text = project.assay("lineage", "clean@v1", "--history", "--openlineage")
        events = [json.loads(line) for line in text.split("\n") if line]
        verdict = verdict_put(project)
        judged = [json.loads(line) for line in data.lines(project.assay("lineage", verdict[:12], "--openlineage"))]
        shown = project.assay("lineage", "chat@v2", "--down")
        outcome.hold("judged by gate quality  inconclusive" in shown, "a verdict is part of the lineage")
        by_sql = [json.loads(line) for line in data.lines(project.assay("lineage", "calls@v1", "--up", "--openlineage"))]
    for event in events + by_sql:
        wrong = schemas.event_errors(event)
        outcome.hold(not wrong, f"{event['job']['name']}: {len(facet_names(event))} kinds of facets {wrong}")
    events_say(outcome, events)
    verdict_says(outcome, schemas, judged[-1])
    query = [event["job"]["facets"]["sql"]["query"] for event in by_sql if "sql" in event["job"]["facets"]]
    outcome.hold(query == ["SELECT * FROM records WHERE len(turns) > 2"], f"the query of a derivation: {query}")
    damage_is_found(outcome, schemas, events)
    outcome.end()


main()
