/* Two runs compared: figures with the interval of their difference, findings by what they are about. */
#ifndef ASSAY_GATE_DIFFERENCE_H
#define ASSAY_GATE_DIFFERENCE_H

#include "base/error.h"
#include "check/run.h"

/* after - before of one figure, with a two-sided 95 % interval where both have one: Newcombe's for shares of
 * whole counts, else from the figures' own intervals. NaN where undefined. */
struct figure_difference {
    double value, low, high;
    const char *method; /* "newcombe", "interval", "exact"; "" when a value is undefined */
    bool same;          /* equal to the last bit, or both undefined */
};
struct figure_difference figure_compare(const struct figure *before, const struct figure *after);

/* A finding is the same when check, code, record and locus are: lists are sorted by these, and of equal ones
 * as many pair off as both have. */
struct findings_difference {
    const struct finding **gone, **came; /* only before, only after; freed by findings_difference_release */
    size_t gone_count, came_count, same_count;
    bool whole; /* both runs listed all their findings */
};
int findings_compare(const struct check_result *before, const struct check_result *after,
                     struct findings_difference *difference, struct error *error) MUST_CHECK;
void findings_difference_release(struct findings_difference *difference);

#endif
