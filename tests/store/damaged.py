#!/usr/bin/env python3
"""No room, no permission, and files that are not what they were: each time a clear line, the right exit status, and nothing
changed on disk; a project that can be read still is."""
import os
import re
import resource
import shutil
import subprocess

import projects


class Damage:
    """A project with two versions, one of them with media, and a run; damaged and restored again and again."""

    def __init__(self, outcome, place):
        self.outcome, self.place, self.saved = outcome, place, os.path.join(place.folder, "saved")
        projects.lines_write(place.path("a.jsonl"), (projects.record(number) for number in range(40)))
        projects.lines_write(place.path("b.jsonl"), (projects.record(number) for number in range(100, 130)))
        with open(place.path("a.png"), "wb") as stream:
            stream.write(b"\x89PNG" * 100)
        image = {"type": "image_url", "image_url": {"url": "a.png"}}
        projects.lines_write(place.path("media.jsonl"), [{"id": "m", "messages": [
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, image]},
            {"role": "assistant", "content": "A test."}]}])
        place.must("init")
        place.must("dataset", "add", "chat", "a.jsonl")
        place.must("dataset", "add", "pictures", "media.jsonl")
        place.must("check", "chat@v1", "--only", "structure", "--fail-on", "never", "-q")
        shutil.copytree(place.work, self.saved, symlinks=True)

    def restore(self):
        projects.restore(self.place, self.saved)

    def refused(self, what, arguments, status, *words, changes=False, **options):
        """The command ends with this status and a line that holds these words, and changes nothing."""
        before = self.place.tree()
        found, out, talk = self.place.ask(*arguments, **options)
        self.outcome.hold(found == status and projects.plain_message(talk) and all(word in talk for word in words),
                          f"{what}: {' '.join(arguments)[:60]}: exit {found}, said {(talk + out).strip()[:300]!r}")
        if not changes:
            after = self.place.tree()
            touched = sorted(name for name in set(before) | set(after) if before.get(name) != after.get(name))
            self.outcome.hold(not touched, f"{what}: {' '.join(arguments)[:60]}: touched {touched}")


# ---- objects ---------------------------------------------------------------------------------------------

def object_flip(path):
    """One bit of the byte in the middle, behind the back of whoever looks at times."""
    times = os.stat(path)
    data = bytearray(projects.crashing.content(path))
    data[len(data) // 2] ^= 1
    os.chmod(path, 0o644)
    with open(path, "wb") as stream:
        stream.write(data)
    os.chmod(path, 0o444)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def object_truncate(path):
    os.chmod(path, 0o644)
    os.truncate(path, os.path.getsize(path) // 2)


def object_folder(path):
    os.remove(path)
    os.mkdir(path)


HOW = {"flipped": object_flip, "truncated": object_truncate, "emptied": lambda path: (os.chmod(path, 0o644), os.truncate(path, 0)),
       "deleted": os.remove, "a folder": object_folder}


def kinds_of_objects(place):
    """What an object is, its digest, what verify has to say of it, and who cannot do without it."""
    chat, pictures = (place.lines("dataset", "show", name, "--json")[0] for name in ("chat", "pictures"))
    heads = {name: place.versions(name)[-1]["version"] for name in ("chat", "pictures")}
    chunk, where = chat["tables"][0]["chunks"][0], chat["places"]["chunks"][0]
    rows = "chunk 1 of 1, rows 1 to 40 (keys 's000000' to 's000039')"
    run = place.lines("runs", "--json")[0]["run"]
    with projects.contextlib.closing(projects.sqlite3.connect(place.path(".assay", "catalog.sqlite"))) as catalog:
        report = catalog.execute("SELECT object FROM runs").fetchone()[0]
    return [("manifest", heads["chat"], "chat@v1: its manifest: ", "chat@v1"),
            ("chunk", chunk["object"], "chat@v1: table records, " + rows, "chat@v1"),
            ("places", where["object"], "chat@v1: table places, " + rows, "chat@v1"),
            ("media", pictures["media"][0]["sha256"], "pictures@v1: media a.png: ", None),
            ("run", report, f"run {run[:12]}: ", None)]


def objects_hold(damage):
    place, outcome = damage.place, damage.outcome
    for kind, digest, words, version in kinds_of_objects(place):
        for name, work in HOW.items():
            what = f"{kind} {name}"
            damage.restore()
            work(place.object_path(digest))
            before = place.tree()
            status, out, talk = place.ask("verify")
            faults = [line for line in out.splitlines() if line.startswith("FAULT  ")]
            good = (status == 3 and not talk and faults[:1] and faults[0].startswith("FAULT  " + words) and
                    digest[2:] in faults[0] and "BROKEN" in out and not re.search(r"[A-Z][a-z]+ Error", out))
            outcome.hold(good, f"{what}: verify exits {status}: {out.strip()[:400]} {talk}")
            outcome.hold(place.tree() == before, f"{what}: verify changes nothing")
            if version:
                for arguments in (("check", version, "--only", "structure", "-q"), ("sql", "SELECT count(*) FROM records", version),
                                  ("dataset", "derive", "few", version, "--sample", "3")):
                    damage.refused(what, arguments, 3, version, "restore", digest[2:])
            if kind == "manifest":
                damage.refused(what, ("gc",), 3, "chat@v1: its manifest", "restore")
                damage.refused(what, ("dataset", "add", "chat", "b.jsonl"), 3, "chat@v1: its manifest", "restore")
            else:
                place.ask("gc")
                left = [path for path in before if "/objects/" in path and path not in place.tree()]
                outcome.hold(not left, f"{what}: gc leaves all objects ({left})")
            status, out, talk = place.ask("verify", "pictures@v1" if version else "chat@v1")
            outcome.hold(status == 0, f"{what}: the other version is sound: {(out + talk).strip()[:200]}")
            status, out, _ = place.ask("dataset", "log", "chat")
            outcome.hold(status == 0 and out.startswith("v1"), f"{what}: the log is shown")


# ---- the catalog, the key, the description ----------------------------------------------------------------

READERS = (("dataset", "log", "chat"), ("verify",), ("check", "chat@v1", "-q"))
WRITERS = (("dataset", "add", "chat", "b.jsonl"), ("dataset", "tag", "chat@v1", "one"), ("gc",))


def junk_write(path):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("this is not what it was\n" * 400)


def text_replace(path, before, after):
    text = projects.crashing.content(path).decode()
    assert before in text, text
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text.replace(before, after))


def catalog_run(path, sql):
    with projects.contextlib.closing(projects.sqlite3.connect(path)) as catalog:
        catalog.execute(sql)
        catalog.commit()


# What was done to which file, with which exit status every command ends then, and what it says.
PARTS = (
    ("catalog truncated", "catalog.sqlite", lambda path: os.truncate(path, 5000), ("catalog.sqlite", "damaged", "restore it")),
    ("catalog emptied", "catalog.sqlite", lambda path: os.truncate(path, 0), ("catalog.sqlite", "restore it from a copy")),
    ("catalog deleted", "catalog.sqlite", os.remove, ("catalog.sqlite", "missing", "restore it from a copy")),
    ("catalog is junk", "catalog.sqlite", junk_write, ("catalog.sqlite", "damaged", "restore it")),
    ("catalog newer", "catalog.sqlite", lambda path: catalog_run(path, "UPDATE meta SET value = '99' WHERE name = 'schema_version'"),
     ("of version 99", "use a newer assay")),
    ("catalog of another project", "catalog.sqlite",
     lambda path: catalog_run(path, "UPDATE meta SET value = 'feedfeed' WHERE name = 'project'"),
     ("is not this project's", "feedfeed", "restore")),
    ("description is junk", "project.json", junk_write, ("project.json", "not valid JSON", "restore it")),
    ("description emptied", "project.json", lambda path: os.truncate(path, 0), ("project.json", "restore it")),
    ("description says something else", "project.json", lambda path: text_replace(path, "assay_project", "other_project"),
     ("project.json", "not the description of a project", "restore it")),
    ("description newer", "project.json", lambda path: text_replace(path, '"assay_project":1', '"assay_project":2'),
     ("of format 2", "use a newer assay")),
    ("key is junk", "key", junk_write, ("key", "holds no Ed25519 private key")),
    ("key readable by all", "key", lambda path: os.chmod(path, 0o644), ("key", "others may read", "chmod 600")),
)


def parts_hold(damage):
    place, outcome = damage.place, damage.outcome
    for what, name, work, words in PARTS:
        damage.restore()
        work(place.path(".assay", name))
        for arguments in READERS[:2] + WRITERS + (("init",),):
            damage.refused(what, arguments, 3, *words)
    damage.restore()
    os.remove(place.path(".assay", "project.json"))
    for arguments in READERS[:1] + WRITERS[:1]:
        damage.refused("description deleted", arguments, 3, "project.json is missing", "assay init")
    place.must("init")
    outcome.hold(place.ask("verify")[0] == 0 and len(place.versions("chat")) == 1, "description deleted: init mends it")
    damage.restore()
    os.remove(place.path(".assay", "key"))
    for arguments in READERS:
        outcome.hold(place.ask(*arguments, "--fail-on", "never")[0] == 0 if arguments[0] == "sql" else
                     place.ask(*arguments)[0] in (0, 2), f"key deleted: {' '.join(arguments)}")
    for arguments in WRITERS:
        damage.refused("key deleted", arguments, 2, "key is not there", "assay init")
    place.must("init")
    outcome.hold(place.events()[-1] == "key_added" and place.ask("dataset", "add", "chat", "b.jsonl")[0] == 0,
                 f"key deleted: init makes a new one, the log says so ({place.events()})")
    for name in ("cache", "incoming"):
        damage.restore()
        shutil.rmtree(place.path(".assay", name))
        for arguments in WRITERS:
            status, out, talk = place.ask(*arguments)
            outcome.hold(status == 0, f"{name} deleted: {' '.join(arguments)}: exit {status} {talk}{out}".strip())


# ---- no room, no permission --------------------------------------------------------------------------------

def full_disk_holds(damage):
    """A file system that fills up, from hardly any room to enough; else a limit of file size."""
    place, outcome = damage.place, damage.outcome
    projects.lines_write(place.path("large.jsonl"), (projects.record(number) for number in range(3000)))
    small = place.path("small")
    os.mkdir(small)
    arguments = ("dataset", "add", "chat", "../large.jsonl", "-q")
    for room in (200, 260, 300, 360, 480, 600, 4096):
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}k", "tmpfs", small], capture_output=True, check=False)
        if mounted.returncode:
            print("skipped: a small file system (mounting is not permitted)")
            break
        try:
            started = place.ask("init", "small")
            if started[0] != 0:
                outcome.hold(started[0] == 4 and projects.plain_message(started[2]) and room < 300,
                             f"full disk, {room} kB: init exits {started[0]}: {started[2].strip()[:200]}")
                continue
            place.environment["ASSAY_PROJECT"] = "small"
            status, out, talk = place.ask(*("large.jsonl" if word.startswith("../") else word for word in arguments))
            log = place.versions("chat")
            good = (status == 0 and len(log) == 1) or (status == 4 and not log and talk.count("\n") == 1 and
                                                      re.search("No space left|disk is full", talk))
            outcome.hold(good, f"full disk, {room} kB: exit {status}, {len(log)} versions: {talk.strip()[:200]}")
            outcome.hold(place.ask("verify")[0] == 0, f"full disk, {room} kB: what is there is sound")
            left = os.listdir(os.path.join(small, ".assay", "incoming"))
            outcome.hold(not left, f"full disk, {room} kB: nothing is left in incoming ({left})")
        finally:
            place.environment.pop("ASSAY_PROJECT", None)
            subprocess.run(["umount", small], check=False)
    os.rmdir(small)
    for size in (4096, 20000, 60000):
        damage.restore()
        projects.lines_write(place.path("large.jsonl"), (projects.record(number) for number in range(3000)))
        status, _, talk = place.ask("dataset", "add", "chat", "large.jsonl", "-q",
                                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        outcome.hold(status == 4 and talk.count("\n") == 1 and re.search("too large|disk is full|disk I/O", talk),
                     f"files of at most {size}: exit {status}: {talk.strip()[:200]}")
        outcome.hold(len(place.versions("chat")) == 1 and place.ask("verify")[0] == 0 and not place.incoming(),
                     f"files of at most {size}: the project is as it was ({place.incoming()})")


def locked_holds(damage):
    """A project that may be read and not written."""
    place, outcome = damage.place, damage.outcome
    user = {"user": projects.NOBODY, "group": projects.NOBODY} if os.getuid() == 0 else {}
    damage.restore()
    try:
        place.ask("--version", **user)
    except OSError:
        print("skipped: a project that may not be written (no other user may run the command)")
        return
    subprocess.run(["chmod", "-R", "a+rX,a-w", place.path(".assay")], check=True)
    os.chmod(place.path(".assay", "key"), 0o600)
    if user:
        os.chown(place.path(".assay", "key"), projects.NOBODY, projects.NOBODY)
    place.environment["HOME"] = place.tmp
    for arguments in READERS[:2] + (("dataset", "show", "chat@v1"), ("runs",), ("sql", "SELECT count(*) FROM records", "chat@v1")):
        status, out, talk = place.ask(*arguments, **user)
        outcome.hold(status == 0, f"locked: {' '.join(arguments)}: exit {status} {talk.strip()[:200]}")
    for arguments in WRITERS:
        damage.refused("locked", arguments, 4, "cannot be written" if arguments[1:2] != ("add",) else ".assay", **user)
    subprocess.run(["chmod", "-R", "u+w", place.path(".assay")], check=True)


# ---- catalogs on a server ------------------------------------------------------------------------------------

def server_holds(outcome):
    with projects.Schema("damaged") as schema, projects.Project() as place:
        if not schema.url:
            print("skipped: with PostgreSQL (ASSAY_TEST_POSTGRES names no server)")
            return
        damage = Damage(outcome, place)
        shutil.rmtree(place.path(".assay"))
        place.must("init", "--catalog", schema.url)
        place.must("dataset", "add", "chat", "a.jsonl")
        # A second folder on the same catalog, without the objects of the first.
        os.mkdir(place.path("other"))
        shutil.copy(place.path("b.jsonl"), place.path("other", "b.jsonl"))
        place.must("init", "--catalog", schema.url, "other")
        place.environment["ASSAY_PROJECT"] = place.path("other")
        status, out, talk = place.ask("verify")
        outcome.hold(status == 3 and "chat@v1: its manifest: " in out and "missing" in out,
                     f"another folder: verify exits {status}: {(out + talk).strip()[:300]}")
        place.must("dataset", "add", "other", "b.jsonl")
        for folder, lacking in (("other", "chat@v1"), (".", "other@v1")):
            place.environment["ASSAY_PROJECT"] = place.path(folder)
            damage.refused(f"folder {folder}", ("gc",), 3, lacking + ": its manifest")
        place.environment.pop("ASSAY_PROJECT")
        outcome.hold(len(schema.ask("SELECT name FROM keys")) == 2, "another folder: has a key of its own")
        # The catalog of another project, then none, then no server.
        schema.ask("UPDATE meta SET value = 'feedfeed' WHERE name = 'project'")
        for arguments in READERS[:2] + WRITERS:
            damage.refused("server, another project", arguments, 3, "is not this project's", "feedfeed")
        schema.ask("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
        for arguments in READERS[:1] + WRITERS[:1]:
            damage.refused("server, newer", arguments, 3, "of version 99", "use a newer assay")
        schema.run(f"DROP SCHEMA {schema.name} CASCADE")
        schema.run(f"CREATE SCHEMA {schema.name}")
        for arguments in READERS[:1] + WRITERS[:1] + (("init",),):
            damage.refused("server, emptied", arguments, 3, "holds no catalog any more", "restore it")
        text_replace(place.path(".assay", "project.json"), "host=", "host=/nowhere")
        for arguments in READERS[:1] + WRITERS:
            damage.refused("server gone", arguments, 4, "the server cannot be reached")


def odd_holds(outcome):
    """What is unusual and right, and what is wrong in an unusual way."""
    with projects.Project() as place:
        damage_free = place.ask("dataset", "list")
        outcome.hold(damage_free[0] == 2 and "'assay init' makes one" in damage_free[2], f"no project: {damage_free[2].strip()}")
        place.environment["ASSAY_PROJECT"] = place.path("nowhere")
        status, _, talk = place.ask("dataset", "list")
        outcome.hold(status == 2 and "ASSAY_PROJECT names" in talk, f"ASSAY_PROJECT to nowhere: exit {status} {talk.strip()}")
        os.makedirs(place.path("far", "away"))
        place.must("init", "far")
        place.environment["ASSAY_PROJECT"] = place.path("far")
        key = "a'b\"c\nd\\e\té" + "k" * 5000
        rows = [{"id": key, "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]},
                projects.record(1)]
        projects.lines_write(place.path("odd.jsonl"), rows)
        place.must("dataset", "add", "team/2026/odd", "odd.jsonl")
        outcome.hold(place.ask("verify")[0] == 0 and place.versions("team/2026/odd")[0]["rows"] == 2,
                     "a long key with quotes and line ends, in a dataset with '/'")
        status, out, talk = place.ask("prove-row", "team/2026/odd@v1", key)
        outcome.hold(status == 0 and "inclusion" in out, f"its proof: exit {status} {talk[:200]} {out[:100]}")
        projects.lines_write(place.path("twice.jsonl"), rows[:1] * 2)
        status, _, talk = place.ask("dataset", "add", "twice", "twice.jsonl", "--key", "id")
        outcome.hold(status == 3 and talk.count("\n") == 1 and "more than once" in talk and
                     talk.endswith("choose another --key\n"),
                     f"the same twice: exit {status}, one line of {len(talk)} bytes: {talk[:120]!r}")
        object_flip(place.object_path(place.lines("dataset", "show", "team/2026/odd", "--json")[0]["tables"][0]["chunks"][0]["object"]))
        status, out, _ = place.ask("verify")
        outcome.hold(status == 3 and len(out.splitlines()) in (2, 3), f"its damage, in whole lines: {out[:200]!r}")
        for name, text in (("empty.jsonl", ""), ("blank.jsonl", "\n\n"), ("array.json", "[]")):
            with open(place.path(name), "w", encoding="utf-8") as stream:
                stream.write(text)
            status, out, talk = place.ask("dataset", "add", "empty", name, "--task", "sft")
            outcome.hold(status in (0, 3) and (status == 0 or projects.plain_message(talk)), f"{name}: exit {status} {talk}{out}".strip())
        for name in ("a//b", "../up", "a..b", "/root", "a/", "", "a b", "é", "x" * 101, "a@b"):
            status, _, talk = place.ask("dataset", "add", name, "odd.jsonl")
            outcome.hold(status == 2 and projects.plain_message(talk), f"dataset {name[:20]!r}: exit {status} {talk.strip()[:120]}")


def if_head_holds(outcome):
    with projects.Project() as place:
        for name in "ab":
            projects.lines_write(place.path(name + ".jsonl"), (projects.record(number + ord(name)) for number in range(9)))
        place.must("init")
        place.must("dataset", "add", "chat", "a.jsonl", "--if-head", "none")
        status, _, talk = place.ask("dataset", "add", "chat", "b.jsonl", "--if-head", "none")
        outcome.hold(status == 2 and "chat has moved" in talk and "assay dataset log chat" in talk, f"--if-head none: {talk.strip()}")
        place.must("dataset", "add", "chat", "b.jsonl", "--if-head", "chat@v1")
        status, _, talk = place.ask("dataset", "add", "chat", "a.jsonl", "--if-head", "chat@v1")
        outcome.hold(status == 2 and "chat has moved" in talk, f"--if-head chat@v1: exit {status} {talk.strip()}")
        status, _, talk = place.ask("dataset", "add", "chat", "a.jsonl", "--if-head", "chat@v9")
        outcome.hold(status == 2 and "has no version 'v9'" in talk, f"--if-head chat@v9: exit {status} {talk.strip()}")
        outcome.hold([one["number"] for one in place.versions("chat")] == [1, 2], "--if-head: two versions")


def main():
    outcome = projects.crashing.Outcome()
    with projects.Project() as place:
        damage = Damage(outcome, place)
        objects_hold(damage)
        parts_hold(damage)
        full_disk_holds(damage)
        locked_holds(damage)
    server_holds(outcome)
    odd_holds(outcome)
    if_head_holds(outcome)
    outcome.end()


main()
