/* Confidence intervals for the figures of checks, from sums that any query can make: at 95 % unless a
 * confidence is given. What is undefined is NaN. */
#ifndef ASSAY_KERNELS_INTERVALS_H
#define ASSAY_KERNELS_INTERVALS_H

#include <stdint.h>

struct interval {
    double value, low, high;
};

/* How far, in standard errors, the limits stand from the middle. level: 0.95; sides 2: an interval that holds
 * the truth with that probability; sides 1: each limit by itself is a bound that holds with that probability.
 */
double interval_reach(double level, int sides);

/* The probability that remains beyond one limit: (1 - level) / sides. */
double interval_tail(double level, int sides);

/* k of n: the score interval of Wilson (1927), which keeps its promise at small n and near 0 and 1. */
struct interval interval_wilson(int64_t k, int64_t n);

/* The same for a given reach, and for a share of an n that need not be whole: what n would decide is sought
 * with it. */
struct interval interval_score(double share, double n, double reach);

/* k of n: the exact interval of Clopper and Pearson (1934), by quantiles of the beta distribution; it never
 * covers less than it promises, and mostly more. */
struct interval interval_clopper_pearson(double k, double n, double tail);

/* Sum y / sum x over n clusters (conversations, documents, speakers): the linearised variance of a ratio
 * estimator (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.4, without the finite population
 * correction). */
struct interval interval_ratio(int64_t n, double x, double y, double xx, double yy, double xy);

/* The mean of n values from their sum and sum of squares. */
struct interval interval_mean(int64_t n, double x, double xx);

#endif
