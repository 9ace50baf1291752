/* The area under the ROC curve: how well a score parts two groups. */
#ifndef ASSAY_KERNELS_AUROC_H
#define ASSAY_KERNELS_AUROC_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/intervals.h"

struct scored {
    double score;
    bool positive;
};

/* The chance that a positive has the higher score, ties half (Mann and Whitney 1947), with an interval at
 * 95 %: the variance of DeLong, DeLong and Clarke-Pearson (1988) on the scale of log odds; where that
 * variance is 0 (all parted, or hardly any cases), method 5 of Newcombe (2006, part 2). Sorts the items by
 * score; a score that is NaN counts as lowest. NaN without positives or without negatives. */
struct interval auroc_of(struct scored *items, size_t count);

#endif
