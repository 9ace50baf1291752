/* The kernel two-sample test of Gretton et al. (2012, A Kernel Two-Sample Test): do two samples of vectors
 * come from one distribution? */
#ifndef ASSAY_KERNELS_MEAN_DISCREPANCY_H
#define ASSAY_KERNELS_MEAN_DISCREPANCY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { MMD_ROWS_MOST = 16384 };

/* value: the unbiased estimate of the squared maximum mean discrepancy with k(x, y) = exp(-|x - y|^2 / (2
 * bandwidth^2)); it can be negative. bandwidth: the median distance between two different rows of both
 * samples joined (1 where that is 0). p: (1 + k) / (1 + permutations), k the number of random relabellings
 * whose value is as large or larger. */
struct mmd_test {
    double value, bandwidth, p;
};

/* `vectors` holds `count` rows of `dimensions` numbers; the first `first` rows are the one sample. Each
 * sample needs two rows, or all is NaN. Takes 4 count^2 bytes; more than MMD_ROWS_MOST rows is ERROR_USAGE.
 * Deterministic for a seed. */
int mmd_two_samples(const float *vectors, size_t count, size_t first, size_t dimensions, int64_t permutations,
                    uint64_t seed, struct mmd_test *test, struct error *error) MUST_CHECK;

#endif
