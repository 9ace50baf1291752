/* The two-sample test of Kolmogorov and Smirnov. */
#ifndef ASSAY_KERNELS_KOLMOGOROV_H
#define ASSAY_KERNELS_KOLMOGOROV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The largest distance between the two distribution functions, right-continuous, looked at where all equal
 * values have been passed. p is two-sided: exact (all orders of the joined sample alike, ties not regarded;
 * Hodges 1958) while both samples have at most 10,000 values, else that of one sample of round(n m / (n + m))
 * values (Simard and L'Ecuyer 2011). These are the rules of scipy.stats.ks_2samp. */
struct ks_test {
    double statistic, p;
    bool exact;
};

/* Both sorted; NaN where one has no value. Costs n m steps at most for the exact p. */
int ks_two_samples(const double *a, size_t a_count, const double *b, size_t b_count, struct ks_test *test,
                   struct error *error) MUST_CHECK;

/* P(D > d) of one sample of n values: by the exact one-sided tail doubled where the two cannot overlap much,
 * by the matrix of Durbin (1973) as in Marsaglia, Tsang and Wang (2003) for small n or d, else by the
 * expansion of Pelz and Good (1976). */
int kolmogorov_upper(double n, double d, double *upper, struct error *error) MUST_CHECK;

#endif
