/* Choosing items that are worth much and unlike each other: greedy, each next item the one whose value, its
 * own score mixed with its distance from those chosen before, is highest.
 *
 * With weight 1 it is the greedy k-center of Gonzalez (1985); with weight 0 the order of the scores. The
 * distance is 1 - cosine to the nearest item chosen, at most 1 and 1 for the first; an item without length is
 * at distance 0. Values never rise from one choice to the next, so the last value is a fair priority, and
 * only items at the head of a heap have to be looked at again (Minoux 1978). */
#ifndef ASSAY_KERNELS_DIVERSE_H
#define ASSAY_KERNELS_DIVERSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct diverse_pick {
    size_t item;
    double value;    /* (1 - weight) * score + weight * distance, when it was chosen */
    double distance; /* from the nearest chosen before */
};

/* `vectors` holds `count` rows of `dimensions` numbers, made length 1 here in place. Scores are 0 to 1; NaN
 * counts as 0. Fills at most `budget` picks and *picked. Equal values: the lower item. */
int diverse_choose(float *vectors, size_t count, size_t dimensions, const double *scores, double weight,
                   size_t budget, struct diverse_pick *picks, size_t *picked, struct error *error) MUST_CHECK;

#endif
