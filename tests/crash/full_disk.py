#!/usr/bin/env python3
"""No room and no permission: exit 4, a line that names the file and the reason, no new file, what was there stays."""
import os
import resource
import subprocess

import crashing

WRITERS = {
    "page.html": ("check", "a.jsonl", "--only", "structure", "-q", "--fail-on", "never", "--findings", "all", "--html"),
    "findings.jsonl": ("check", "a.jsonl", "--only", "structure", "-q", "--fail-on", "never", "--jsonl", "-o"),
    "chat.jsonl": ("convert", "a.jsonl", "--to", "sharegpt", "-q", "--allow-loss", "-o"),
    "rows.parquet": ("sql", "SELECT * FROM turns", "a.jsonl", "--parquet", "-o"),
    "rows.csv": ("sql", "SELECT * FROM turns", "a.jsonl", "--csv", "-o"),
    "rows.json": ("sql", "SELECT * FROM turns", "a.jsonl", "--json", "-o"),
}
NOBODY = 65534


def limit(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def hold(outcome, what, status, talk, left, named):
    outcome.hold(status == 4 and talk.startswith("assay: ") and named in talk and talk.count("\n") == 1 and not left,
                 f"{what}: exit {status}, left {left}, said {talk.strip()[:200]!r}")


def refused(outcome, place, what, named, folder="", **options):
    """Every writer, into a folder where it cannot write all."""
    for name, arguments in WRITERS.items():
        target = os.path.join(place.work, folder, name)
        with open(target, "w", encoding="utf-8") as stream:
            stream.write("before\n")
        before = os.listdir(os.path.dirname(target))
        status, talk = place.run(*arguments, os.path.join(folder, name), **options)
        left = sorted(set(os.listdir(os.path.dirname(target))) - set(before)) + os.listdir(place.tmp)
        hold(outcome, f"{what}, {name}", status, talk, left, named)
        outcome.hold(crashing.content(target) == b"before\n", f"{what}, {name}: the former file stays")
        place.empty_tmp()
        for other in os.listdir(os.path.dirname(target)):
            if other.startswith((name, ".", "tmp")):
                os.remove(os.path.join(os.path.dirname(target), other))


def small_disk(outcome, place):
    """A file system of 64 kB, where one may be mounted."""
    folder = os.path.join(place.work, "small")
    os.mkdir(folder)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        print("skipped: a small file system (mounting is not permitted)")
        return
    try:
        refused(outcome, place, "a full disk", "No space left", folder="small")
    finally:
        subprocess.run(["umount", folder], check=False)


def locked_folder(outcome, place):
    folder = os.path.join(place.work, "locked")
    os.mkdir(folder)
    user = {"user": NOBODY, "group": NOBODY} if os.getuid() == 0 else {}
    try:
        place.run("--version", **user)
    except OSError:
        print("skipped: a locked folder (no other user may run the command)")
        return
    for name in WRITERS:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
            stream.write("before\n")
    os.chmod(folder, 0o555)
    for name, arguments in WRITERS.items():
        status, talk = place.run(*arguments, os.path.join("locked", name), **user)
        hold(outcome, f"a locked folder, {name}", status, talk, os.listdir(place.tmp), "locked/" + name)
        outcome.hold(crashing.content(os.path.join(folder, name)) == b"before\n", f"a locked folder, {name}: stays")
    os.chmod(folder, 0o755)


def spool_refused(outcome, place):
    """Standard input is kept in TMPDIR while it is read."""
    with open(os.path.join(place.work, "a.jsonl"), "rb") as stream:
        status, talk = place.run("check", "-", "--only", "structure", stdin=stream, preexec_fn=limit(65536))
    hold(outcome, "no room for standard input", status, talk, os.listdir(place.tmp), "too large")


def main():
    outcome = crashing.Outcome()
    with crashing.Place() as place:
        crashing.records_write(os.path.join(place.work, "a.jsonl"), 3000)
        # Without an answer, so that reports have findings to hold.
        with open(os.path.join(place.work, "a.jsonl"), "a", encoding="utf-8") as stream:
            for number in range(3000):
                stream.write('{"messages": [{"role": "user", "content": "question %d"}]}\n' % (number * 7919))
        refused(outcome, place, "a limit of file size", "too large", preexec_fn=limit(65536))
        spool_refused(outcome, place)
        small_disk(outcome, place)
        locked_folder(outcome, place)
    outcome.end()


main()
