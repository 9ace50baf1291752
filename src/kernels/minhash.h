/* MinHash with banding: texts whose shingle sets are alike share a band key with known probability.
 *
 * For k = bands * rows permutations h_i the minimum of h_i over a set is equal in two sets with probability
 * J, their Jaccard similarity (Broder 1997). `rows` minima make one band key; two sets share at least one of
 * `bands` keys with probability 1 - (1 - J^rows)^bands (Leskovec, Rajaraman, Ullman, Mining of Massive
 * Datasets, section 3.4). Keys only propose pairs: verify them with jaccard.h. */
#ifndef ASSAY_KERNELS_MINHASH_H
#define ASSAY_KERNELS_MINHASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
    MINHASH_BANDS = 128,        /* most bands */
    MINHASH_ROWS = 32,          /* most rows a band */
    MINHASH_PERMUTATIONS = 256, /* most permutations that minhash_plan spends */
};

struct minhash_shape {
    int bands, rows;
};

/* The shape for pairs of Jaccard similarity `threshold` or more, of which at most the share `miss` may be
 * missed.
 *
 * Rule: the most rows for which the bands that reach 1 - miss at the threshold number at most 128 and need at
 * most 256 permutations. More rows cost more hashing, which is cheap, and propose fewer false pairs, which
 * are dear. When even one row needs more bands (a tiny threshold), 128 bands of one row. Both arguments
 * within (0, 1]; a miss of 0 cannot be promised. ERROR_USAGE otherwise. */
int minhash_plan(double threshold, double miss, struct minhash_shape *shape, struct error *error) MUST_CHECK;

/* The probability that a pair of this similarity shares a key. */
double minhash_recall(struct minhash_shape shape, double similarity);

/* The permutations of one shape; the same shape always has the same ones. Working space is kept here: one per
 * thread. Zeroed before first use. */
struct minhash {
    struct minhash_shape shape;
    uint32_t *factors, *offsets, *minima;
    uint32_t *values;
    size_t value_capacity;
};

/* Sets the shape; cheap when it is the one already set. */
int minhash_init(struct minhash *minhash, struct minhash_shape shape, struct error *error) MUST_CHECK;

/* Fills keys[bands]. The empty set has no keys: nothing is like nothing, *count is then 0. Order and repeats
 * of the shingles do not matter. */
int minhash_keys(struct minhash *minhash, const uint64_t *shingles, size_t shingle_count, uint64_t *keys,
                 size_t *count, struct error *error) MUST_CHECK;

void minhash_release(struct minhash *minhash);

#endif
