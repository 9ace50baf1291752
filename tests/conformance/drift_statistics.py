#!/usr/bin/env python3
"""PSI, Kolmogorov-Smirnov, Wasserstein, Jensen-Shannon and chi-squared as scipy and numpy have them, on real columns with
ties, outliers, NULLs and rare categories (shared data/loop/drift)."""
import json
import os
import sys

import drift_cases
import shared_data as data


def close(ours, theirs):
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= 1e-9 * max(abs(ours), abs(theirs)) + 1e-300
    return ours == theirs


def main():
    data.begin()
    shared = os.path.normpath(os.path.join(data.TEXT, os.pardir, os.pardir))
    folder, expected = drift_cases.load(shared)
    outcome = data.Outcome()
    figures = 0
    for name, query, wanted in drift_cases.queries(folder, expected):
        row = json.loads(data.assay("sql", query, "--json"))
        for figure, ours, theirs in drift_cases.differences(row, wanted):
            figures += 1
            if not close(ours, theirs):
                outcome.hold(False, f"{name}: {figure} is {ours}, expected {theirs}")
    outcome.hold(figures > 200, f"{figures} figures compared")
    outcome.end()


if __name__ == "__main__":
    sys.exit(main())
