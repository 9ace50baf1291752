"""What the tests of the store share: projects in folders of their own, what a project says of itself, and a PostgreSQL schema of
one's own."""
import contextlib
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

ROOT = os.environ.get("ASSAY_ROOT", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.join(ROOT, "tests", "crash"))
import crashing  # noqa: E402
import sample  # noqa: E402  (crashing puts its folder on the path)

KILLED = -9
NOW = "2026-11-27T12:00:00.000000Z"
NOBODY = 65534


def record(number, version=0):
    """One record of its own; `version` changes its answer and not its name."""
    return {"id": f"s{number:06}", "messages": [{"role": "user", "content": "Describe " + sample.sentence(number * 2, 12)},
                                                {"role": "assistant", "content": sample.sentence(number * 2 + 1 + version, 15)}]}


def lines_write(path, records):
    with open(path, "w", encoding="utf-8") as stream:
        for one in records:
            stream.write(json.dumps(one) + "\n")


class Project(crashing.Place):
    """A folder with or without a project; the clock stands still, so that the same steps make the same versions."""

    def __enter__(self):
        super().__enter__()
        self.environment.update(ASSAY_NOW=NOW, ASSAY_USER="tester")
        for name in ("ASSAY_PROJECT", "ASSAY_CRASH_AT"):
            self.environment.pop(name, None)
        return self

    def path(self, *names):
        return os.path.join(self.work, *names)

    def ask(self, *arguments, crash_at=0, **options):
        """Exit status, standard output, standard error."""
        environment = dict(self.environment, **({"ASSAY_CRASH_AT": str(crash_at)} if crash_at else {}))
        done = subprocess.run([crashing.ASSAY, *arguments], cwd=self.work, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=300, check=False, **options)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")

    def must(self, *arguments, **options):
        status, out, talk = self.ask(*arguments, **options)
        if status != 0:
            raise AssertionError(f"assay {' '.join(arguments)}: exit {status}: {talk}{out}")
        return out

    def lines(self, *arguments):
        return [json.loads(line) for line in self.must(*arguments).splitlines()]

    def versions(self, dataset):
        """Its log, oldest first; [] where there is no such dataset."""
        status, out, _ = self.ask("dataset", "log", dataset, "--json")
        return [json.loads(line) for line in out.splitlines()][::-1] if status == 0 else []

    def objects(self):
        return sorted(os.path.relpath(path, self.path(".assay", "objects"))
                      for path in glob.glob(self.path(".assay", "objects", "*", "*")))

    def object_path(self, sha256):
        return os.path.join(self.environment.get("ASSAY_PROJECT", self.work), ".assay", "objects", sha256[:2], sha256[2:])

    def incoming(self):
        folder = self.path(".assay", "incoming")
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def events(self):
        """Kinds of the log's events, read beside the program; for SQLite."""
        with contextlib.closing(sqlite3.connect(self.path(".assay", "catalog.sqlite"))) as catalog:
            return [kind for (kind,) in catalog.execute("SELECT kind FROM events ORDER BY sequence")]

    def tree(self):
        """Every file of the project with its bytes, but what SQLite keeps beside the catalog while it is open."""
        found = {}
        for folder, _, names in os.walk(self.path(".assay")):
            for name in names:
                if not name.endswith(("-wal", "-shm")):
                    found[os.path.relpath(os.path.join(folder, name), self.work)] = crashing.content(os.path.join(folder, name))
        return found


def restore(place, saved):
    """The work folder as it was when it was saved."""
    shutil.rmtree(place.work)
    shutil.copytree(saved, place.work, symlinks=True)


class Schema:
    """A schema of one's own on the server of ASSAY_TEST_POSTGRES; used with `with`; .url is None where there is no server."""

    def __init__(self, name):
        self.name, self.server = f"assay_{name}_{os.getpid()}", os.environ.get("ASSAY_TEST_POSTGRES")
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin/psql")) or ([shutil.which("psql")] if shutil.which("psql") else [])
        self.psql = programs[-1] if programs else None
        self.url = None

    def run(self, sql):
        done = subprocess.run([self.psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.server, "-c", sql],
                              capture_output=True, text=True, check=True)
        return done.stdout.split("\n")[:-1]

    def ask(self, sql):
        return self.run(f"SET search_path TO {self.name}; " + sql)

    def __enter__(self):
        if self.server and self.psql:
            self.run(f"CREATE SCHEMA {self.name}")
            mark = "&" if "?" in self.server else "?"
            self.url = f"{self.server}{mark}options=-csearch_path%3D{self.name}"
        return self

    def __exit__(self, *_):
        if self.url:
            subprocess.run([self.psql, "-X", "-q", self.server, "-c", f"DROP SCHEMA IF EXISTS {self.name} CASCADE"],
                           capture_output=True, check=False)


def plain_message(talk):
    """Whether what was said is one line of ours: no words of an engine's that mean nothing to a user."""
    return (talk.startswith("assay: ") and talk.count("\n") == 1 and
            not re.search(r"Catalog Error|Binder Error|IO Error|INTERNAL|Assertion|LINE \d|Sanitizer", talk))
