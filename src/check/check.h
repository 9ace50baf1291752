/* A check is a SQL file: front matter, a `rows` stage, `figures`, `findings`. This module reads such files
 * and runs them. See docs/add_a_check.md for the format.
 *
 * Stages: `rows` may be several statements; the last is a SELECT and becomes the table `rows`. `figures` and
 * `findings` are SELECTs over it (several, separated by ';'). Parameters are $name.
 *   figures  figure VARCHAR, value [, low, high, n, unit, reason]      or a histogram: figure, edges/labels,
 * counts findings record [, code, locus, message, evidence, score]
 */
#ifndef ASSAY_CHECK_CHECK_H
#define ASSAY_CHECK_CHECK_H

#include "base/arena.h"
#include "base/error.h"
#include "check/run.h"

struct check_param {
    struct text name, type; /* INTEGER, DOUBLE, BOOLEAN, VARCHAR */
    struct text value;      /* default, as written */
    struct text doc;
};

struct check_code { /* a kind of fault the check reports */
    struct text name, doc;
};

struct check {
    struct text name, title, key, why, source, definition;
    struct text needs; /* "table.column, $parameter": absent, or an empty text → skipped, with the reason */
    enum level level;
    bool is_table; /* a derived table (front matter `table:`): only a rows stage, built when some check needs
                      it */
    struct check_param *params;
    size_t param_count;
    struct check_code *codes;
    size_t code_count;
    struct text rows, figures, findings; /* SQL of each stage */
    struct text text;                    /* the whole file */
    struct text path;                    /* where it was read from; for messages */
    int rows_line, figures_line,
        findings_line; /* first line of each stage, so that errors name the file's line */
};

/* Parses one file's text (borrowed by *check for the arena's life). Errors name path and line. */
int check_parse(struct check *check, struct text path, struct text text, struct arena *arena,
                struct error *error) MUST_CHECK;

#endif
