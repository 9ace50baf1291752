"""Installs into a folder of its own, compiles an example with pkg-config against what was installed, and runs it and the
installed command there, without help from the build folder."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
compiler = sys.argv[3:]


def run(*command, expect=0, **keywords):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **keywords)
    if done.returncode != expect:
        sys.exit(f"{' '.join(map(str, command))}\nexit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
    return done.stdout


def one(folder, pattern):
    found = sorted(folder.rglob(pattern))
    if not found:
        sys.exit(f"{pattern} was not installed")
    return found[0]


if not shutil.which("pkg-config"):
    print("skipped: no pkg-config here")
    sys.exit(77)
scratch = pathlib.Path(tempfile.mkdtemp(prefix="installed-", dir=build))
try:
    environment = {key: value for key, value in os.environ.items() if key != "LD_LIBRARY_PATH"}
    run("meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", scratch)
    libraries = one(scratch, "libassay.so").parent
    flags = run("pkg-config", "--cflags", "--libs", "assay",
                env={**environment, "PKG_CONFIG_PATH": str(libraries / "pkgconfig"), "PKG_CONFIG_SYSROOT_DIR": str(scratch)})
    program = scratch / "check_file"
    run(*compiler, source / "examples/check_file.c", "-o", program, *flags.split(), f"-Wl,-rpath,{libraries}", env=environment)
    output = run(program, source / "examples/dialogue.jsonl", expect=1, env=environment)
    assert "sft.structure        findings" in output and "dialogue.jsonl:3:" in output, output
    command = one(scratch, "bin/assay")
    assert run(command, "--version", env=environment).startswith("assay "), "the installed command does not run"
    run(command, "check", source / "examples/dialogue.jsonl", expect=1, env=environment)
    for page in ("assay.1", "assay-check.1", "bash-completion/completions/assay", "assay.duckdb_extension"):
        one(scratch, page)
finally:
    shutil.rmtree(scratch, ignore_errors=True)
