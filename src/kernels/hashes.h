/* A growable array of 64-bit hashes, and sorting it into a set. The caller owns the struct; hashes_release
 * frees it. */
#ifndef ASSAY_KERNELS_HASHES_H
#define ASSAY_KERNELS_HASHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hashes {
    uint64_t *items;
    size_t count;
    size_t capacity;
    uint64_t *spare; /* sorting space */
    size_t spare_capacity;
    uint32_t *buckets;
    size_t bucket_capacity;
};

/* Makes room for `more` items behind count. */
int hashes_reserve(struct hashes *hashes, size_t more, struct error *error) MUST_CHECK;

/* Sorts ascending and drops repeats. Linear for evenly spread hashes (bucket by leading bits, then insertion
 * sort); n log n for any other numbers. */
int hashes_make_set(struct hashes *hashes, struct error *error) MUST_CHECK;

/* Whether the items rise strictly: already a set. */
bool hashes_are_set(const uint64_t *items, size_t count);

void hashes_release(struct hashes *hashes);

#endif
