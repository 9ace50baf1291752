/* Rules on their way to rows: shared by what judges each rule and what weighs all rows together. */
#ifndef ASSAY_GATE_JUDGING_H
#define ASSAY_GATE_JUDGING_H

#include "gate/comparing.h"

/* A row while it is judged. */
struct judged {
    struct verdict_row row;
    struct comparing comparing;
    bool compared; /* not decided by an obstacle */
    bool small;    /* n is below min_n: compared, but nothing is concluded */
    size_t tests;  /* in its family, when it has one */
};

struct judging {
    struct verdict *verdict;
    const struct run *candidate, *baseline;
    struct buffer judged; /* struct judged */
    struct error *error;
};

/* Appends a row for every bound and slice of the rule. */
int rule_judge(struct judging *judging, const struct rule *rule) MUST_CHECK;

/* Says why, in two parts joined. */
int row_reason(struct judging *judging, struct verdict_row *row, const char *before,
               struct text reason) MUST_CHECK;

#endif
