"""What the crash tests share: a data set that takes a second to work through, folders of their own, running the command, and
collecting what does not hold."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.environ.get("ASSAY_ROOT", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.join(ROOT, "tests", "cli"))
import sample  # noqa: E402

SKIPPED = 77  # meson's exit status of a test that could not run
ASSAY = os.path.abspath(os.environ["ASSAY"])


def records_write(path, count):
    """Different records, some of them doubled, one without an answer."""
    with open(path, "w", encoding="utf-8") as stream:
        for number in range(count):
            distinct = number - number % 7 if number % 50 == 3 else number
            messages = [{"role": "user", "content": "Describe " + sample.sentence(distinct * 2, 30)},
                        {"role": "assistant", "content": sample.sentence(distinct * 2 + 1, 40)}]
            stream.write(json.dumps({"id": f"r{number}", "messages": messages[:1] if number == 17 else messages}) + "\n")


class Place:
    """A folder to work in (.work), a TMPDIR (.tmp) and the environment that names it. Used with `with`."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="assay-crash-")
        self.work, self.tmp = (os.path.join(self.folder, name) for name in ("work", "tmp"))
        for name in (self.work, self.tmp):
            os.mkdir(name)
            os.chmod(name, 0o777)
        os.chmod(self.folder, 0o755)
        self.environment = dict(os.environ, TMPDIR=self.tmp, HOME=self.tmp, LC_ALL="C.UTF-8")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen([ASSAY, *arguments], cwd=self.work, env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, **options)

    def run(self, *arguments, **options):
        """Exit status and standard error."""
        process = self.start(*arguments, **options)
        _, talk = process.communicate(timeout=120)
        return process.returncode, talk.decode("utf-8", "replace")

    def files(self):
        return sorted(os.listdir(self.work))

    def empty_tmp(self):
        """Forgets what a killed command could not remove."""
        shutil.rmtree(self.tmp)
        os.mkdir(self.tmp)
        os.chmod(self.tmp, 0o777)


def content(path):
    with open(path, "rb") as stream:
        return stream.read()


def seconds(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


class Outcome:
    """Collects what does not hold, says all of it, and ends the test."""

    def __init__(self):
        self.wrong = 0

    def hold(self, condition, message):
        print(("ok    " if condition else "WRONG ") + message)
        self.wrong += not condition

    def end(self):
        sys.exit(1 if self.wrong else 0)
