/* What a gate says of a run: a row for every bound of every rule and slice. Pure: runs in, verdict out. */
#ifndef ASSAY_GATE_VERDICT_H
#define ASSAY_GATE_VERDICT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "check/run.h"
#include "gate/gate.h"

enum decision { DECISION_PASS, DECISION_INCONCLUSIVE, DECISION_FAIL }; /* worse is higher */
const char *decision_name(enum decision decision);                     /* "pass", "inconclusive", "fail" */

enum bound { BOUND_MAX, BOUND_MIN, BOUND_MARGIN };
const char *bound_name(enum bound bound); /* "max", "min", "margin": its key in the gate */
bool rule_has(const struct rule *rule, enum bound bound);

struct verdict_row {
    const struct rule *rule;
    enum bound bound;
    struct text slice; /* empty: all data */
    struct text unit;  /* of the figure */
    double value, low,
        high; /* what is compared: the figure, or its difference to the baseline's; NaN: none */
    double candidate, baseline;
    double threshold; /* the value must not be beyond it: above a max, below a min, worse than the margin */
    int64_t n, baseline_n; /* -1: unknown or none */
    int64_t before, after; /* pairs: records with findings only before, only after; -1: no pairs */
    const char *method;    /* "wilson", …; "" when nothing could be compared */
    double p, adjusted;    /* that what is seen beyond the bound came by chance; NaN: no test */
    enum decision decision;
    struct text reason; /* why not pass, in a sentence; may be empty */
    int64_t
        decides; /* inconclusive: the n that would decide if the values stayed; 0 unknown, -1 none would */
    bool decides_both; /* … with as many times more records in the baseline too */
};

struct verdict {
    struct arena arena; /* reasons; all else borrows from the gate and the runs */
    const struct gate *gate;
    enum decision decision;
    size_t decisions[DECISION_FAIL + 1]; /* rows of each */
    struct verdict_row *rows;
    size_t count;
};

/* Judges. `baseline` may be NULL. The caller releases the arena in either outcome. */
int verdict_make(struct verdict *verdict, const struct gate *gate, const struct run *candidate,
                 const struct run *baseline, struct error *error) MUST_CHECK;

/* "at most 0.02", "no more than 0.01 above the baseline": the bound in words. */
void verdict_put_bound(struct buffer *out, const struct verdict_row *row);

/* Where a verdict comes from, for its JSON. */
struct verdict_source {
    struct text assay, gate_sha256, candidate, baseline; /* baseline empty: none */
    struct text candidate_run, baseline_run;             /* ids of kept runs; empty: not kept */
};

/* The verdict as one JSON object: docs/gates.md. */
void verdict_json(const struct verdict *verdict, const struct verdict_source *source, struct buffer *out);

#endif
