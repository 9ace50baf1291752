/* Two models on the same items: differences second - first of their grades, item by item. What is undefined
 * is NaN. */
#ifndef ASSAY_KERNELS_PAIRED_H
#define ASSAY_KERNELS_PAIRED_H

#include <stdbool.h>

#include "kernels/comparisons.h"
#include "kernels/resampling.h"

/* McNemar's chi-squared with Edwards' (1948) continuity correction, (|b - c| - 1)^2 / (b + c), and its p; NaN
 * when no pair changed. */
struct chi_test {
    double chi2, p;
};
struct chi_test mcnemar_corrected(int64_t b, int64_t c);

/* The mean of n differences by its standard error from the variance with n - 1, from their sum and sum of
 * squares. */
struct mean_test {
    double difference, error, z, p;
};
struct mean_test paired_z(int64_t n, double d, double dd);

/* The same for two samples taken as independent, from sums and sums of squares of the grades: each mean has
 * the error s / sqrt(n) with n - 1, as lm-evaluation-harness's model_comparator. On the same items it wastes
 * the pairing. */
struct mean_test unpaired_z(int64_t n1, double x1, double xx1, int64_t n2, double x2, double xx2);

/* One item's two grades. */
struct pair {
    double first, second;
    uint32_t cluster; /* 0 … clusters - 1 */
};

struct paired {
    double n, clusters;
    double difference;
    double
        error; /* standard error over clusters: sqrt(G / (G - 1) sum over clusters (sum of d - mean)^2) / n */
    double design; /* its square by that of independent items: above 1 where clusters move together */
    bool whole;    /* every grade is 0 or 1 */
    double only_first, only_second; /* items that one alone has right, where grades are whole */
};
int paired_measure(const struct pair *pairs, size_t count, size_t clusters, struct paired *out,
                   struct error *error) MUST_CHECK;

/* The percentile interval of the mean difference from draws of clusters. */
int paired_bootstrap(const struct pair *pairs, size_t count, size_t clusters, size_t resamples, double tail,
                     struct interval *out, struct error *error) MUST_CHECK;

/* Tango's (1998) score interval and score statistic of a difference of paired shares: only_first and
 * only_second of n pairs changed. Counts need not be whole: divided by a design effect they are those of as
 * many independent items. Unlike Wald's it has a width when no pair changed. */
struct interval paired_score_interval(double only_first, double only_second, double n, double reach);
double paired_score_z(double only_first, double only_second, double n, double difference);

/* Is the second no worse than the first by `margin` or more (0 to 1)? Score test where grades are whole
 * (counts divided by the design effect, where that is above 1), else by the clustered standard error. */
struct margin_test {
    struct interval difference; /* each limit a bound at the level by itself (one side) */
    double not_worse;           /* p of "worse by margin or more": small, no worse */
    double worse;               /* p of "not worse by margin": small, worse */
    double
        n_to_decide; /* items that would put a limit on the margin if all stayed as it is; NaN: none would */
    const char *reason; /* why undefined, or NULL */
};
struct margin_test paired_margin(const struct paired *paired, double margin, double level);

#endif
