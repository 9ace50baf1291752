#!/usr/bin/env python3
"""Runs cases of the command as a user types them: commands, files, expected output and exit status in one text file.

A case is a file *.case of lines:
    # text             a remark
    file NAME          a file of the lines "| …" that follow, made before the next command
    | line
    $ command          run by bash in the case's folder; "assay" is the one under test
    < line             what the command reads from standard input
    > line             what it prints on standard output
    ! line             what it prints on standard error
    = N                its exit status, when that is not 0
    \\                  after a line of output: the output ends without a line end there

In output, the version of assay reads {version} and the project's folder {root}. A command that ends in "  # any" may
print anything on standard output. Every case has a folder, a HOME and a TMPDIR of its own, no terminal, 80 columns.

usage: run_cli.py [--bless] CASE…
The command comes from $ASSAY and the project's folder from $ASSAY_ROOT. --bless writes what was printed as expectation.
"""
import difflib
import os
import subprocess
import sys
import tempfile

OUT, ERR, IN, FILE = b"> ", b"! ", b"< ", b"| "
ANY = b"  # any"


class Step:
    """One command with what it reads and what is expected of it."""

    def __init__(self, command):
        self.command = command
        self.head = []  # lines that stay when expectations are written anew
        self.stdin = []
        self.expected = []


def prefixed(line, mark):
    return line == mark.strip() or line.startswith(mark)


def case_read(path):
    """The lines before the first command, then the steps; files belong to the step that follows them."""
    with open(path, "rb") as stream:
        lines = stream.read().split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    steps, lead = [], []
    for line in lines:
        step = steps[-1] if steps else None
        if line.startswith(b"$ "):
            step = Step(line[2:])
            step.head = lead + [line]
            lead = []
            steps.append(step)
        elif step and not lead and prefixed(line, IN):
            step.stdin.append(line[2:])
            step.head.append(line)
        elif step and not lead and (prefixed(line, OUT) or prefixed(line, ERR) or line.startswith(b"= ") or line == b"\\"):
            step.expected.append(line)
        else:
            lead.append(line)
    return steps, lead


def files_make(lines, folder):
    name, body = None, []
    for line in lines + [b"file "]:
        if line.startswith(b"file "):
            if name:
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as stream:
                    stream.write(b"".join(part + b"\n" for part in body))
            name, body = os.fsdecode(line[5:]), []
        elif prefixed(line, FILE):
            body.append(line[2:])


def marked(data, mark):
    """Output as lines with their mark."""
    if not data:
        return []
    open_end = not data.endswith(b"\n")
    lines = data.split(b"\n") if open_end else data[:-1].split(b"\n")
    return [mark + line if line else mark.strip() for line in lines] + ([b"\\"] if open_end else [])


def environment_of(folder):
    assay = os.environ["ASSAY"]
    made = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    made.update(PATH=os.path.dirname(assay) + os.pathsep + os.environ["PATH"], HOME=folder + "/home",
                TMPDIR=folder + "/tmp", LC_ALL="C.UTF-8", COLUMNS="80", ASSAY=assay,
                ASSAY_ROOT=os.environ["ASSAY_ROOT"], CLI=os.path.dirname(os.path.abspath(__file__)))
    return made


def step_run(step, folder, environment, version):
    stdin = b"".join(line + b"\n" for line in step.stdin)
    done = subprocess.run(["bash", "-c", os.fsdecode(step.command)], cwd=os.path.join(folder, "work"), input=stdin,
                          env=environment, capture_output=True, timeout=300)
    actual = [] if step.command.endswith(ANY) else marked(done.stdout, OUT)
    actual += marked(done.stderr, ERR)
    if done.returncode:
        actual.append(b"= %d" % done.returncode)
    root = os.fsencode(environment["ASSAY_ROOT"])
    return [line.replace(version, b"{version}").replace(root, b"{root}") for line in actual]


def case_run(path, version, bless):
    steps, rest = case_read(path)
    good, written = True, []
    with tempfile.TemporaryDirectory(prefix="assay-cli-") as folder:
        for name in ("work", "home", "tmp"):
            os.mkdir(os.path.join(folder, name))
        environment = environment_of(folder)
        for step in steps:
            files_make(step.head, os.path.join(folder, "work"))
            actual = step_run(step, folder, environment, version)
            written += step.head + actual
            if actual == step.expected or bless:
                continue
            good = False
            print(f"{path}: $ {os.fsdecode(step.command)}")
            show = lambda lines: [line.decode("utf-8", "backslashreplace") for line in lines]
            for line in list(difflib.unified_diff(show(step.expected), show(actual), "expected", "actual", lineterm=""))[:80]:
                print("    " + line)
        left = os.listdir(os.path.join(folder, "tmp"))
        if left:
            good = False
            print(f"{path}: left in TMPDIR: {', '.join(sorted(left))}")
    if bless:
        with open(path, "wb") as stream:
            stream.write(b"\n".join(written + rest) + b"\n")
    return good


def main(arguments):
    bless = "--bless" in arguments
    cases = [argument for argument in arguments if argument != "--bless"]
    if not cases:
        sys.exit(__doc__)
    os.environ.setdefault("ASSAY_ROOT", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    os.environ["ASSAY"] = os.path.abspath(os.environ["ASSAY"])
    version = subprocess.run([os.environ["ASSAY"], "--version"], capture_output=True, check=True).stdout.split()[1]
    failed = [case for case in cases if not case_run(case, version, bless)]
    print(f"{len(cases) - len(failed)} of {len(cases)} cases pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
