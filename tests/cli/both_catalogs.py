#!/usr/bin/env python3
"""One project on SQLite and one on PostgreSQL: the same commands give the same versions, and eight processes that
write at once lose nothing. Wants a server in ASSAY_TEST_POSTGRES (tools/postgres_for_tests starts one)."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
WRITERS, TAGS = 8, 6
ROWS = [{"id": str(n), "messages": [{"role": "user", "content": f"Question {n}"}, {"role": "assistant", "content": "Yes."}]}
        for n in range(300)]


class Project:
    """A folder with a project in it, and the command run there."""

    def __init__(self, folder, catalog):
        self.folder = folder
        self.environment = {**os.environ, "ASSAY_NOW": "2026-11-27T12:00:00.000000Z", "ASSAY_USER": "tester",
                            "HOME": folder}
        os.mkdir(folder)
        self.assay("init", *(["--catalog", catalog] if catalog else []))

    def start(self, *arguments):
        return subprocess.Popen([os.environ["ASSAY"], *arguments], cwd=self.folder, env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def assay(self, *arguments):
        child = self.start(*arguments)
        out, err = child.communicate()
        if child.returncode != 0:
            sys.exit(f"assay {' '.join(arguments)}: exit {child.returncode}\n{err}")
        return out

    def add(self, rows, message):
        with open(os.path.join(self.folder, "rows.jsonl"), "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in rows)
        self.assay("dataset", "add", "chat", "rows.jsonl", "--key", "id", "-m", message)

    def events(self):
        return json.loads(self.assay("audit", "log", "--json"))

    def versions(self):
        return [(out["name"], out["sha256"]) for event in self.events() for out in event["outputs"] if "sha256" in out]


def history(project):
    """Three versions; the second changes a row, the third comes back to the first's rows."""
    project.add(ROWS, "first")
    project.add([{**row, "note": "new"} if row["id"] == "7" else row for row in ROWS], "second")
    project.add(list(reversed(ROWS)), "third")
    return project.versions()


def write_at_once(project):
    """Every tag that was said to be set is an event, and none is there twice."""
    before = len(project.events())
    for number in range(TAGS):
        started = [project.start("dataset", "tag", "chat@v1", f"t{writer}.{number}") for writer in range(WRITERS)]
        for child in started:
            err = child.communicate()[1]
            if child.returncode != 0:
                sys.exit(f"a writer failed: exit {child.returncode}\n{err}")
    events = project.events()
    names = [event["outputs"][0]["name"] for event in events[before:]]
    if sorted(names) != sorted(f"chat@t{writer}.{number}" for writer in range(WRITERS) for number in range(TAGS)):
        sys.exit(f"{len(names)} events for {WRITERS * TAGS} tags: {names}")
    if [event["sequence"] for event in events] != list(range(len(events))):
        sys.exit("the events' numbers have a gap")
    project.assay("audit", "verify")


def main():
    server = os.environ.get("ASSAY_TEST_POSTGRES")
    if not server or not shutil.which("psql"):
        print("skipped: " + ("psql is not installed" if server else "ASSAY_TEST_POSTGRES names no server"))
        sys.exit(SKIPPED)
    schema = f"assay_cli_{os.getpid()}"
    subprocess.run(["psql", server, "-qc", f"CREATE SCHEMA {schema}"], check=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Project(os.path.join(folder, "file"), None)
            database = Project(os.path.join(folder, "database"), f"{server}&options=-csearch_path%3D{schema}")
            one, other = history(file), history(database)
            if one != other or len(one) < 3:
                sys.exit(f"the versions differ:\n{one}\n{other}")
            print(f"{len(one)} versions have the same digests on both")
            for project in (file, database):
                write_at_once(project)
            print(f"{WRITERS} writers lost none of {WRITERS * TAGS} tags on either")
    finally:
        subprocess.run(["psql", server, "-qc", f"SET client_min_messages = warning; DROP SCHEMA {schema} CASCADE"], check=True)


main()
