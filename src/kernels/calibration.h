/* How well confidences tell what is correct. Definitions:
 *
 * - ECE, MCE: bins of equal width over 0 to 1, closed on the right (0 is in the first); the mean over bins,
 * weighted by their share, of |accuracy - mean confidence|, and its largest value. Empty bins count for
 * nothing. Guo et al. 2017, arXiv:1706.04599. A confidence outside 0 to 1 is in the outermost bin.
 * - ACE: the same over bins of equal mass: the items in order of confidence, ties as given, cut into as many
 * parts, the first ones larger by one where it does not divide. Nixon et al. 2019, arXiv:1904.01685.
 * - Brier: mean of (confidence - grade)^2. Brier 1950. Its parts over the bins of equal width: reliability,
 * resolution, uncertainty (Murphy 1973); reliability - resolution + uncertainty is the Brier score but for
 * what confidences differ within bins.
 * - AUROC: the chance that a correct answer has the higher confidence than a wrong one, ties half; undefined
 * unless there are both.
 *
 * All are finite-sample estimates: ECE and ACE are biased upwards when bins are small, and so are the limits
 * of their bootstrap intervals. */
#ifndef ASSAY_KERNELS_CALIBRATION_H
#define ASSAY_KERNELS_CALIBRATION_H

#include "kernels/resampling.h"

/* An answer: how sure, and its grade from 0 to 1. */
struct judged {
    double confidence, correct;
    uint32_t cluster;
    uint32_t place; /* as given: orders ties */
};

enum calibration_figure {
    CALIBRATION_ACCURACY,
    CALIBRATION_CONFIDENCE, /* mean */
    CALIBRATION_ECE,
    CALIBRATION_ACE,
    CALIBRATION_MCE,
    CALIBRATION_BRIER,
    CALIBRATION_RELIABILITY,
    CALIBRATION_RESOLUTION,
    CALIBRATION_UNCERTAINTY,
    CALIBRATION_AUROC,
    CALIBRATION_FIGURES
};

struct calibration_bin {
    double low, high;
    int64_t n;
    double confidence, accuracy; /* means; NaN in an empty bin */
};

enum { CALIBRATION_MOST_BINS = 1000 };

/* Orders the answers as calibration_measure wants them. */
void calibration_sort(struct judged *answers, size_t count);

/* Every figure of sorted answers; times[i]: how often answer i counts, NULL: once. `bins` is 1 to
 * CALIBRATION_MOST_BINS. NaN where undefined. */
void calibration_measure(const struct judged *answers, size_t count, size_t bins, const uint32_t *times,
                         double figures[CALIBRATION_FIGURES]);

/* The bins of equal width. */
void calibration_bins(const struct judged *answers, size_t count, size_t bins, struct calibration_bin *out);

/* The same figures with percentile intervals at 95 % from `resamples` draws of clusters (0: none). */
int calibration_intervals(const struct judged *answers, size_t count, size_t clusters, size_t bins,
                          size_t resamples, struct interval figures[CALIBRATION_FIGURES],
                          struct error *error) MUST_CHECK;

#endif
