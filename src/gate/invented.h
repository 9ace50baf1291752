/* Runs made up to try a gate: every figure and kind of finding that the gate looks at is a target that can be
 * set. */
#ifndef ASSAY_GATE_INVENTED_H
#define ASSAY_GATE_INVENTED_H

#include "gate/verdict.h"

/* How a figure's value comes. */
enum form { FORM_SHARE, FORM_MEAN, FORM_PLAIN, FORM_FINDINGS, FORM_DISCORDANT };

struct target {
    const struct rule *rule; /* the first that looks at it */
    enum form form;
    struct text code;           /* of findings; "" stands for one that no rule names */
    double candidate, baseline; /* values, or counts of records with findings */
};

struct invented {
    struct arena arena; /* targets, names of records */
    struct target *targets;
    size_t count;
    size_t *of_rule; /* target of each rule of the gate */
    int64_t records; /* in each run, and n of each figure */
    bool listed;     /* findings are listed one by one */
    struct text
        *names; /* of records: first those of the candidate's findings, then the baseline's from the end */
};

/* The targets of a gate. The caller releases the arena in either outcome. */
int invented_begin(struct invented *invented, const struct gate *gate, struct error *error) MUST_CHECK;

/* The two runs of the targets' present values; everything in them lives in the arena. */
int invented_runs(const struct invented *invented, struct arena *arena, struct run *candidate,
                  struct run *baseline, struct error *error) MUST_CHECK;

/* Values worth trying for the target of that index: at, between and on both sides of the bounds that its
 * rules set. At most `limit` are written, and how many is returned. */
size_t invented_values(const struct invented *invented, const struct gate *gate, size_t index, double *values,
                       size_t limit);

#endif
