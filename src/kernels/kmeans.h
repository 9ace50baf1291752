/* Spherical k-means: groups of directions (Dhillon and Modha 2001), seeded by greedy k-means++ (Arthur and
 * Vassilvitskii 2007, with 2 + ln k trials a centre).
 *
 * One thread, sums in the order of the input: the same input and seed give the same centres, whatever the
 * machine's number of cores. A cluster that loses all its members is given the vector that fits its own
 * centre worst. Fewer than k centres come back when there are fewer different directions. Centres are in
 * order of size, the largest first. Costs count * k * dimensions a round, at most KMEANS_ROUNDS of them. */
#ifndef ASSAY_KERNELS_KMEANS_H
#define ASSAY_KERNELS_KMEANS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { KMEANS_ROUNDS = 50 };

struct kmeans_input {
    const float *vectors; /* count of them, each of length 1, side by side */
    size_t count, dimensions;
};

/* Writes up to k centres of length 1 into centers (k * dimensions floats); *made is how many. Polls for
 * cancellation. */
int kmeans_fit(const struct kmeans_input *input, size_t k, uint64_t seed, float *centers, size_t *made,
               struct error *error) MUST_CHECK;

struct kmeans_nearest {
    size_t center;
    float similarity;
};

/* The centre of the greatest scalar product; the first of equal ones. count is at least 1. */
struct kmeans_nearest kmeans_assign(const float *vector, const float *centers, size_t count,
                                    size_t dimensions);

/* How many clusters for n vectors when nobody says: sqrt(n / 2) rounded (Mardia, Kent and Bibby 1979), from 2
 * to 200; n itself below 4. */
size_t kmeans_default_k(size_t n);

#endif
