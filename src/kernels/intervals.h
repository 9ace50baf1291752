/* Confidence intervals at 95 % for the figures of checks, from sums that any query can make. What is
 * undefined is NaN. */
#ifndef ASSAY_KERNELS_INTERVALS_H
#define ASSAY_KERNELS_INTERVALS_H

#include <stdint.h>

struct interval {
    double value, low, high;
};

/* k of n: the score interval of Wilson (1927), which keeps its promise at small n and near 0 and 1. */
struct interval interval_wilson(int64_t k, int64_t n);

/* Sum y / sum x over n clusters (conversations, documents, speakers): the linearised variance of a ratio
 * estimator (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.4, without the finite population
 * correction). */
struct interval interval_ratio(int64_t n, double x, double y, double xx, double yy, double xy);

/* The mean of n values from their sum and sum of squares. */
struct interval interval_mean(int64_t n, double x, double xx);

#endif
