"""For tests that need the Python packages of tests/requirements.txt: runs the script again with the Python that has them."""
import os
import sys

ROOT = os.environ.get("ASSAY_ROOT", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PYTHON = os.path.join(ROOT, ".venv", "tests", "bin", "python")
SKIPPED = 77


def begin():
    if os.path.abspath(sys.executable) == os.path.abspath(PYTHON):
        return
    if not os.path.exists(PYTHON):
        print("skipped: no .venv/tests (./setup test-tools makes it)")
        sys.exit(SKIPPED)
    os.execv(PYTHON, [PYTHON, *sys.argv])
