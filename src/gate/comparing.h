/* One number held against one bound: its interval, its p, the decision and the n that would decide. All is
 * turned so that higher is worse. Definitions: docs/gates.md. */
#ifndef ASSAY_GATE_COMPARING_H
#define ASSAY_GATE_COMPARING_H

#include <stdbool.h>

#include "gate/verdict.h"
#include "kernels/intervals.h"

struct estimate {
    double value, low, high; /* the figure's own interval, at 95 % with two sides */
    double n;                /* 0: unknown */
};

struct comparing {
    enum method method;
    bool relative; /* candidate against baseline, else candidate alone */
    bool flipped;  /* lower is worse */
    struct estimate candidate, baseline;
    double before, after, pairs; /* METHOD_MCNEMAR: discordant one way and the other, of so many */
    double threshold;            /* turned: what is compared must not be above it */
};

/* What is compared, with limits beyond each of which a probability of `tail` remains; not turned. `growth`
 * times as many records in the candidate, and in the baseline when `both`. */
struct interval comparing_interval(const struct comparing *comparing, double tail, double growth, bool both);

/* pass: all of the interval is within the bound; fail: none of it is. */
enum decision comparing_decide(const struct comparing *comparing, struct interval interval);

/* The least tail, doubled for two sides, at which it would fail: 0 to 1; NaN where nothing is uncertain. */
double comparing_p(const struct comparing *comparing, int sides);

/* The growth of n that decides while the values stay; 0 when none does. Failing takes the smaller
 * `fail_tail`. */
double comparing_growth(const struct comparing *comparing, double tail, double fail_tail, bool *both);

#endif
