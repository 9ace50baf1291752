/* Jaccard similarity of two sets: |A and B| / |A or B|. Exact. Linear in the sizes. */
#ifndef ASSAY_KERNELS_JACCARD_H
#define ASSAY_KERNELS_JACCARD_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "kernels/hashes.h"
#include "kernels/words.h"

/* Both must be sets (ascending, no repeats). NaN when both are empty: undefined. */
double jaccard_of_sets(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count);

/* The same when it is at least `threshold`, else -1, given up as soon as that is certain. */
double jaccard_at_least(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count,
                        double threshold);

/* Working space for texts; zeroed before first use, one per thread. */
struct jaccard {
    struct words words;
    struct hashes a, b;
};

/* Of the n-word shingles of two texts. NaN when neither has a word. */
int jaccard_of_texts(struct jaccard *jaccard, struct text a, struct text b, size_t n, double *similarity,
                     struct error *error) MUST_CHECK;
void jaccard_release(struct jaccard *jaccard);

#endif
