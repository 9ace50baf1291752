/* What rules judge, found in runs: estimates of figures, counts of findings, pairs of records. */
#ifndef ASSAY_GATE_SUBJECT_H
#define ASSAY_GATE_SUBJECT_H

#include "base/buffer.h"
#include "gate/comparing.h"

/* What stands in the way of judging, when something does. */
struct obstacle {
    bool there;
    enum decision decision;
    struct buffer reason;
};

/* The check's result when it ran; else NULL and the obstacle. */
const struct check_result *subject_check(const struct run *run, const struct rule *rule,
                                         struct obstacle *obstacle);

/* The figure of that name and slice; NULL when there is none. */
const struct figure *subject_figure(const struct check_result *check, struct text name, struct text slice);

/* The same, defined; else NULL and the obstacle. */
const struct figure *subject_defined(const struct check_result *check, struct text name, struct text slice,
                                     struct obstacle *obstacle);

struct estimate figure_estimate(const struct figure *figure);

/* Whether the figure is a share k of n of whole counts whose interval, if it has one, is Wilson's. */
bool figure_is_counted(const struct figure *figure);

/* Findings of the rule's codes. */
int64_t subject_findings(const struct check_result *check, const struct rule *rule);

/* The records that have such findings: sorted texts, in the buffer. An obstacle when the run does not hold
 * them all. */
int subject_records(const struct check_result *check, const struct rule *rule, struct buffer *records,
                    struct obstacle *obstacle, struct error *error) MUST_CHECK;

/* Of two sorted lists: how many are only in the first, and only in the second. */
void records_compare(const struct buffer *first, const struct buffer *second, int64_t *only_first,
                     int64_t *only_second);

void obstacle_set(struct obstacle *obstacle, enum decision decision, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
