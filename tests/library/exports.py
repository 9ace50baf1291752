"""The shared library shows exactly the functions that its headers declare."""
import pathlib
import re
import subprocess
import sys

library, headers = sys.argv[1], pathlib.Path(sys.argv[2])
listing = subprocess.run(["nm", "--dynamic", "--defined-only", "--format=posix", library], check=True,
                         capture_output=True, text=True).stdout
shown = {line.split()[0].split("@")[0] for line in listing.splitlines()}
# Bounds of sections, which the linker adds for the sanitizers, are no functions.
shown = {name for name in shown if not name.startswith(("__start_", "__stop_"))}
declared = set()
for header in sorted(headers.glob("*.h")):
    text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S)
    declared |= set(re.findall(r"\bASSAY_PUBLIC\b[^;]*?\b(assay_\w+)\(", text))
faults = [f"{name} is shown but not declared" for name in sorted(shown - declared)]
faults += [f"{name} is declared but not shown" for name in sorted(declared - shown)]
print("\n".join(faults) if faults else f"{len(shown)} functions, all declared")
sys.exit(1 if faults or not shown else 0)
