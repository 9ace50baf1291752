#!/usr/bin/env python3
"""`assay card --croissant` is Croissant 1.1: the reference implementation loads it without an error or a warning and reads our
rows out of the Parquet files. It must complain of the same card once it is damaged. (Parquet is read by the stock engine here.)"""
import copy
import glob
import hashlib
import json
import os
import sys
import tempfile

import test_packages

test_packages.begin()
engines = sorted(glob.glob(os.path.join(test_packages.ROOT, ".venv", "duckdb-*", "lib", "python3*", "site-packages")))
if not engines:
    print("skipped: no stock engine for Python (./setup test-tools fetches it)")
    sys.exit(test_packages.SKIPPED)
sys.path.append(engines[0])

import duckdb  # noqa: E402
import mlcroissant  # noqa: E402
import pandas  # noqa: E402

import kept_project  # noqa: E402
import shared_data as data  # noqa: E402


def read_parquet(stream):
    return duckdb.sql(f"SELECT * FROM read_parquet('{stream.name}')").df()


pandas.read_parquet = read_parquet


def problems(card, folder):
    """Errors and warnings of the reference implementation."""
    name = os.path.join(folder, "card.json")
    with open(name, "w", encoding="utf-8") as stream:
        json.dump(card, stream)
    try:
        issues = mlcroissant.Dataset(jsonld=name).metadata.issues
    except mlcroissant.ValidationError as error:
        return [str(error)]
    return sorted(issues.errors) + sorted(issues.warnings)


def plain(value):
    """Texts are bytes there."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return None if value is None or value != value else value


def turns_of(record):
    return [(plain(turn["records/turns/role"]), plain(turn["records/turns/content"])) for turn in record["records/turns"]]


def rows_are_ours(outcome, project, card):
    records = list(mlcroissant.Dataset(jsonld=os.path.join(project.folder, "card.json")).records("records"))
    wanted = sorted([[turn["role"], turn["content"]] for turn in record["messages"]] for record in project.records if record != kept_project.CALL)
    got = sorted([list(turn) for turn in turns_of(record)] for record in records if len(record["records/turns"]) == 2)
    outcome.hold(got == wanted, f"{len(got)} conversations are read as they were written")
    calls = [turns_of(record) for record in records if len(record["records/turns"]) == 5]
    outcome.hold([turn[0] for turn in calls[0]] == ["user", "assistant", "tool", "tool", "assistant"], "and one with tools")
    outcome.hold(len({plain(record["records/record"]) for record in records}) == len(project.records), "names of records")
    for item in card["distribution"]:
        if item["@type"] != "cr:FileObject":
            continue
        with open(os.path.join(project.folder, item["contentUrl"]), "rb") as stream:
            content = stream.read()
        outcome.hold(hashlib.sha256(content).hexdigest() == item["sha256"] and item["contentSize"] == f"{len(content)} B",
                     f"digest and size of {item['@id']}")


def card_says(outcome, card):
    outcome.hold(card["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"], "conformsTo")
    outcome.hold(card["license"] == "CC-BY-4.0" and card["creator"]["name"] == "data team", "licence and creator")
    outcome.hold(card["version"] == "2.0.0" and card["datePublished"].startswith("2026-01-31T"), "version and date")
    outcome.hold(any("sft.duplicates" in item for item in card["rai:dataLimitations"]), "findings are limitations")
    outcome.hold(not any(name.startswith("rai:dataCollection") for name in card), "what is not known is not said")


def damage_is_found(outcome, card, folder):
    def no_encoding(damaged):
        del damaged["distribution"][0]["encodingFormat"]

    def no_digest(damaged):
        del damaged["distribution"][0]["sha256"]

    def source_of_nothing(damaged):
        damaged["recordSet"][0]["field"][0]["source"]["fileSet"]["@id"] = "files/nothing"

    def no_data_type(damaged):
        del damaged["recordSet"][0]["field"][0]["dataType"]

    for damage in (no_encoding, no_digest, source_of_nothing, no_data_type):
        damaged = copy.deepcopy(card)
        damage(damaged)
        outcome.hold(bool(problems(damaged, folder)), f"damaged card is refused: {damage.__name__}")


def main():
    outcome = data.Outcome()
    with tempfile.TemporaryDirectory() as place:
        project = kept_project.Project(place)
        card = json.loads(project.assay("card", "chat@v2", "--croissant"))
        found = problems(card, place)
        outcome.hold(not found, f"the reference implementation has nothing to say {found}")
        rows_are_ours(outcome, project, card)
        card_says(outcome, card)
        project.assay("dataset", "add", "a/b", "first.jsonl", "--metadata", '{"rai:dataCollection":"by hand"}')
        given = json.loads(project.assay("card", "a/b", "--croissant"))
        outcome.hold(given["rai:dataCollection"] == "by hand" and given["name"] == "a_b", "what the user says is said")
        outcome.hold(not [item for item in problems(given, place) if "recommended" not in item], "a name with a slash")
        bare = json.loads(project.assay("card", "calls@v1", "--croissant"))
        outcome.hold(not [item for item in problems(bare, place) if "recommended" not in item], "a card without owner or licence")
        damage_is_found(outcome, card, place)
    outcome.end()


main()
