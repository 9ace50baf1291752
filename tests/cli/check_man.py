#!/usr/bin/env python3
"""Holds a man page against the form that man(7) asks for: check_man.py FILE COMMAND. Silent when it does."""
import re
import sys

REQUESTS = {".TH", ".SH", ".TP", ".nf", ".fi"}


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        lines = stream.read().split("\n")
    command = sys.argv[2]
    title = "ASSAY\\-" + command.replace(" ", "-").replace("-", "\\-") if command else "ASSAY"
    assert lines[0].upper().startswith(f".TH {title} 1 ".upper()), lines[0]
    assert lines[1:3][0] == ".SH NAME" and " \\- " in lines[2], lines[2]
    for number, line in enumerate(lines, 1):
        if line.startswith((".", "'")):
            assert line.split(" ")[0] in REQUESTS, f"line {number}: unknown request {line}"
        assert not re.search(r"(?<!\\)-(?=-)", line), f"line {number}: a dash that is not escaped: {line}"
    wanted = ["NAME", "SYNOPSIS", "EXIT STATUS", "SEE ALSO"] + (["DESCRIPTION"] if command else ["COMMANDS"])
    for section in wanted:
        assert ".SH " + section in lines, f"no section {section}"
    for first, second in zip(lines, lines[1:]):
        assert not (first.startswith(".SH") and second.startswith(".SH")), f"{first} is empty"


main()
