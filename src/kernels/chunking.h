/* Where a table that is sorted by its key is cut into chunks. The key alone decides, so that an edited,
 * inserted or deleted row changes one chunk or two and all others keep their hash. */
#ifndef ASSAY_KERNELS_CHUNKING_H
#define ASSAY_KERNELS_CHUNKING_H

#include "base/hash.h"
#include "base/text.h"

/* A chunk has 2^CHUNK_BITS rows on average. Stored versions depend on it: it never changes. */
enum { CHUNK_BITS = 13 };

/* Whether a chunk ends after the row with this key: XXH3-64 of its bytes, seed 0, ends in CHUNK_BITS zeros.
 */
static inline bool chunk_ends(struct text key)
{
    return (hash_bytes(key.data, key.length, 0) & ((1U << CHUNK_BITS) - 1)) == 0;
}

#endif
