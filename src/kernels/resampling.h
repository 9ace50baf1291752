/* The bootstrap: items, or whole clusters of them, drawn with replacement, the same ones for the same seed on
 * every machine. What is measured on a draw is the caller's; here are the draws and the limits. */
#ifndef ASSAY_KERNELS_RESAMPLING_H
#define ASSAY_KERNELS_RESAMPLING_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "kernels/intervals.h"

/* SplitMix64 (Steele, Lea and Flood 2014): enough for drawing, and the same everywhere. */
struct dice {
    uint64_t state; /* the seed */
};
uint64_t dice_next(struct dice *dice);
uint64_t dice_below(struct dice *dice, uint64_t limit); /* 0 to limit - 1; limit at least 1 */

/* Items 0 … items - 1 in clusters 0 … clusters - 1. */
struct resampling {
    size_t items, clusters;
    const uint32_t *cluster; /* of each item; NULL: every item is its own */
    uint32_t *drawn;         /* working space, one a cluster */
};

/* Sets *resampling up; `cluster` is borrowed. ERROR_SYSTEM when out of memory. */
int resampling_open(struct resampling *resampling, size_t items, const uint32_t *cluster, size_t clusters,
                    struct error *error) MUST_CHECK;

/* How often each item is in one draw of as many clusters as there are. */
void resampling_draw(struct resampling *resampling, struct dice *dice, uint32_t *times);
void resampling_close(struct resampling *resampling);

/* The percentile interval around a value: quantiles (linear between order statistics) of what the draws gave.
 * NaN among them (a draw on which nothing is defined) are left out; fewer than half left: no interval. Sorts
 * `drawn`. */
struct interval percentile_interval(double value, double *drawn, size_t count, double tail);

#endif
