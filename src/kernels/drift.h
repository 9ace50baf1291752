/* How far two samples of one feature lie apart: by shares of bins or categories, and by the samples
 * themselves.
 *
 * Bins are of the reference: its deciles, the outer ones open, each closed on the right, equal edges merged
 * (Siddiqi 2006, Credit Risk Scorecards, for the population stability index). Values that are no number have
 * to be left out before. What is undefined is NaN. */
#ifndef ASSAY_KERNELS_DRIFT_H
#define ASSAY_KERNELS_DRIFT_H

#include <stddef.h>
#include <stdint.h>

enum { DRIFT_EDGES = 9 };

/* Sorts ascending; n log n. */
void values_sort(double *values, size_t count);

/* The distinct deciles of sorted values, interpolated linearly between order statistics (Hyndman and Fan
 * 1996, type 7). Returns how many: 0 for no values. */
size_t decile_edges(const double *sorted, size_t count, double edges[DRIFT_EDGES]);

/* Adds each value to the bin with as many edges below it: edge_count + 1 bins. */
void bins_count(const double *values, size_t count, const double *edges, size_t edge_count, int64_t *counts);

/* Population stability index: the sum of (p - q) ln(p / q) over bins, shares below `fill` raised to it.
 * `noise` is what it comes to on average when nothing has shifted, (bins - 1)(1/n + 1/m); `debiased` is value
 * less noise. `low` and `high` are its approximate interval at 95 % by the delta method, around `debiased`.
 */
struct psi {
    double value, noise, debiased, low, high;
};
struct psi psi_of(const int64_t *reference, const int64_t *current, size_t bins, double fill);

/* How many rows the smaller sample needs before a verdict at the threshold means anything: there the noise of
 * the other being large is a tenth of the threshold. */
double psi_least_rows(size_t bins, double threshold);

/* Square root of the Jensen-Shannon divergence (Lin 1991) with logarithms to the base: 0 to sqrt(log_base 2).
 */
double jensen_shannon_distance(const int64_t *reference, const int64_t *current, size_t bins, double base);

/* Pearson's chi-squared test of a table of two rows, without Yates's correction. Bins empty on both sides do
 * not count. */
struct chi2_test {
    double statistic, freedom, p;
};
struct chi2_test chi2_contingency(const int64_t *reference, const int64_t *current, size_t bins);

/* First Wasserstein distance: the area between the two distribution functions. Both sorted. */
double wasserstein_distance(const double *a, size_t a_count, const double *b, size_t b_count);

#endif
