/* The pairs worth verifying among the items that share one band key.
 *
 * Up to `limit` items are paired all with all. A larger bucket (boilerplate that thousands of rows share) is
 * chained instead: each item with the smallest and with the 16 that follow it in ascending order, about 17
 * pairs an item, so that its members still meet in one component when they are alike. Items are sorted and
 * repeats dropped first: the pairs do not depend on the order they came in. */
#ifndef ASSAY_KERNELS_NEAR_PAIRS_H
#define ASSAY_KERNELS_NEAR_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "kernels/hashes.h"

enum { NEAR_PAIRS_NEXT = 16 };

struct near_pair {
    int64_t a, b; /* a < b */
};

/* Zeroed before first use; keeps its memory between buckets. */
struct near_pairs {
    struct near_pair *items;
    size_t count, capacity;
    struct hashes order;
};

/* Replaces the pairs by those of one bucket, ascending by a, then b. */
int near_pairs_find(struct near_pairs *pairs, const int64_t *bucket, size_t count, int64_t limit,
                    struct error *error) MUST_CHECK;
void near_pairs_release(struct near_pairs *pairs);

#endif
