"""What the conformance tests share: where the data is, running the command, and saying how a test ended."""
import gzip
import json
import os
import subprocess
import sys

SKIPPED = 77  # meson's exit status of a test that could not run
TEXT = None   # the folder data/text, set by begin()


def begin():
    """Finds the shared data, or ends the test as skipped."""
    global TEXT
    root = os.environ.get("ASSAY_ROOT", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    shared = os.environ.get("ASSAY_SHARED", os.path.join(root, os.pardir, "shared"))
    TEXT = os.path.join(shared, "data", "text")
    if not os.path.isdir(TEXT):
        print("skipped: no shared data (set ASSAY_SHARED)")
        sys.exit(SKIPPED)


def path(*parts):
    return os.path.join(TEXT, *parts)


def assay(*arguments, status=(0,)):
    """Standard output of the command; another exit status than the expected ends the test."""
    done = subprocess.run([os.environ["ASSAY"], *arguments], capture_output=True, check=False)
    if done.returncode not in status:
        sys.exit(f"assay {' '.join(arguments)}: exit {done.returncode}\n{done.stderr.decode('utf-8', 'replace')}")
    return done.stdout.decode("utf-8")


def lines(text):
    """At line feeds only: some texts hold other separators."""
    return [line for line in text.split("\n") if line]


def content(name):
    opener = gzip.open if name.endswith(".gz") else open
    with opener(name, "rt", encoding="utf-8") as stream:
        return stream.read()


def records(name):
    """All records of a JSON array or of JSON Lines."""
    text = content(name)
    return json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in lines(text)]


class Outcome:
    """Collects what does not hold, says all of it, and ends the test."""

    def __init__(self):
        self.wrong = 0

    def hold(self, condition, message):
        print(("ok    " if condition else "WRONG ") + message)
        self.wrong += not condition

    def end(self):
        sys.exit(1 if self.wrong else 0)
