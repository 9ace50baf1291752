"""The drift statistics of expected.json by our functions, for the test and for the table of quality.

Ours by default: PSI on the reference's deciles, KS with scipy's p, Wasserstein-1, chi-squared without Yates, Jensen-Shannon
over categories. Of the peers: Evidently's Wasserstein (over the reference's deviation), its PSI and its Jensen-Shannon
distance over categories (base e), NannyML's (base 2)."""
import json
import os
import re

def literal(values):
    return "[" + ", ".join("NULL" if v is None else repr(v) if not isinstance(v, str) else "'" + v.replace("'", "''") + "'"
                           for v in values) + "]"


def numeric_query(reference, current):
    """Two SQL expressions of DOUBLE[] to one row of figures."""
    return f"""SELECT 'numeric' AS kind, len(r) AS n_ref, len(c) AS n_cur, edges AS psi_decile_edges,
  psi(bin_counts(r, edges), bin_counts(c, edges), 1e-4).value AS psi_decile, ks_test(r, c).statistic AS ks_D,
  ks_test(r, c).p AS ks_p_auto, wasserstein(r, c) AS wasserstein1,
  wasserstein(r, c) / greatest(list_stddev_pop(r), 0.001) AS wasserstein1_norm
FROM (SELECT r, c, decile_edges(r) AS edges FROM (SELECT {reference} AS r, {current} AS c))"""


def categorical_query(reference, current):
    """Two SQL expressions of VARCHAR[] to one row of figures."""
    return f"""SELECT 'categorical' AS kind, chi2_contingency(r, c) AS chi2, jensen_shannon(r, c, exp(1)) AS js_cat_e,
  jensen_shannon(r, c, 2) AS js_cat_2, psi(r, c, 1e-4).value AS psi_cat,
  list_sort([w FOR w, i IN words IF r[i] = 0]) AS new_categories, list_sort([w FOR w, i IN words IF c[i] = 0]) AS missing_categories
FROM (
  SELECT list(word ORDER BY word) AS words, list(n ORDER BY word) AS r, list(m ORDER BY word) AS c
  FROM (
    SELECT word, count(*) FILTER (side = 0) AS n, count(*) FILTER (side = 1) AS m
    FROM (SELECT 0 AS side, unnest({reference}) AS word UNION ALL SELECT 1 AS side, unnest({current}) AS word)
    WHERE word IS NOT NULL
    GROUP BY word))"""


def column_lists(file, rows, column, kind):
    cast = f'try_cast("{column}" AS DOUBLE)' if kind == "numeric" else f'"{column}"'
    limit = f" LIMIT {rows}" if rows else ""
    return (f"(SELECT list({cast}) FILTER ({cast} IS NOT NULL) FROM (FROM read_csv('{file}', all_varchar = true, "
            f"nullstr = ''){limit}))")


def case_files(folder, name):
    """'titanic: reference.csv vs analysis.csv rows 0..999' to two files and a number of rows (0: all)."""
    stem = name.split(":")[0]
    rows = re.search(r"rows 0\.\.(\d+)", name)
    return ([os.path.join(folder, f"{stem}_{part}.csv.gz") for part in ("reference", "analysis")],
            int(rows[1]) + 1 if rows else 0)


def queries(folder, expected):
    """(case, query, expected figures) for every column and literal case."""
    for name, case in expected["cases"].items():
        (reference, analysis), rows = case_files(folder, name)
        for kind, make in (("numeric", numeric_query), ("categorical", categorical_query)):
            for column, figures in case[kind].items():
                yield (f"{name}: {column}", make(column_lists(reference, 0, column, kind),
                                                 column_lists(analysis, rows, column, kind)), figures)
    for name, case in expected["literal_cases"].items():
        if "ref_counts" in case:
            values = [[k for k, n in case[side].items() for _ in range(n)] for side in ("ref_counts", "cur_counts")]
        else:
            values = [case["ref"], case["cur"]]
        make = categorical_query if isinstance(values[0][0], str) else numeric_query
        yield name, make(literal(values[0]), literal(values[1])), case["expected"]


def differences(row, expected):
    """(figure, ours, theirs) of what both have."""
    if "chi2" in row:
        chi2 = row.pop("chi2")
        row["chi2_contingency_nocorr"] = [chi2["statistic"], chi2["p"], chi2["freedom"]]
    for figure, ours in row.items():
        if figure in expected and figure != "kind":
            theirs = expected[figure]
            if isinstance(ours, list) and ours and isinstance(ours[0], float):
                yield from ((f"{figure}[{i}]", a, b) for i, (a, b) in enumerate(zip(ours, theirs)))
                if len(ours) != len(theirs):
                    yield f"{figure} length", len(ours), len(theirs)
            else:
                yield figure, ours, theirs


def load(shared):
    folder = os.path.join(shared, "data", "loop", "drift")
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as stream:
        return folder, json.load(stream)
