/* From which score on a training row counts as a rephrasing, at a stated share of false alarms.
 *
 * The null distribution is that of the items' own best scores with the other items: for data like the
 * evaluation set but written independently of it, the best score with an item should be distributed like
 * that. With n null scores and k = floor(rate * (n + 1)) >= 1 the threshold is the k-th highest: a further
 * independent score, exchangeable with these, exceeds it with probability at most rate. For smaller rates the
 * log-odds of the scores above their 90 % quantile are taken as exponential (peaks over threshold, Pickands
 * 1975), which takes at least 100 of them; with fewer, the tail that GSM8K's 1,319 test questions have stands
 * in. */
#ifndef ASSAY_KERNELS_LEAK_THRESHOLD_H
#define ASSAY_KERNELS_LEAK_THRESHOLD_H

#include <stddef.h>

enum leak_origin {
    LEAK_FROM_ITEMS, /* a quantile of the null scores */
    LEAK_FROM_TAIL,  /* their tail, prolonged */
    LEAK_FROM_GSM8K  /* too few of them */
};

struct leak_threshold {
    double score; /* scores above it count; NaN when the rate is not between 0 and 1 */
    enum leak_origin origin;
};

/* Sorts the scores, which lie from 0 to 1. */
struct leak_threshold leak_threshold_at(double *scores, size_t count, double rate);

#endif
