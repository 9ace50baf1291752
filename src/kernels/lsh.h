/* Locality-sensitive hashing over a whole set: which items share a band key in some band.
 *
 * Band by band, items are sorted by their key; a run of equal keys is a bucket, and near_pairs.h says which
 * of its pairs to propose. Proposed pairs are gathered as a set. Time: bands * n for the sorting plus the
 * pairs; memory: 24 bytes an item and 16 a distinct pair. The result depends on the items and keys, not on
 * their order. */
#ifndef ASSAY_KERNELS_LSH_H
#define ASSAY_KERNELS_LSH_H

#include "base/error.h"
#include "kernels/near_pairs.h"

/* Keys of one item: `count` of them, the same for all items, or 0 for an item that is like nothing. */
struct lsh_item {
    int64_t item;
    const uint64_t *keys;
    size_t count;
};

/* Fills *pairs with the distinct proposed pairs, ascending by a, then b. `limit`: see near_pairs.h. Polls for
 * cancellation. */
int lsh_pairs_find(struct near_pairs *pairs, const struct lsh_item *items, size_t count, int64_t limit,
                   struct error *error) MUST_CHECK;

#endif
