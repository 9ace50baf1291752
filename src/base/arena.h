/* Many small allocations that die together: per batch, per record, per file. Not thread-safe; one per thread.
 */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include <stddef.h>

#include "base/text.h"

struct arena {
    struct arena_block *blocks;
    size_t held; /* bytes of all blocks */
};

/* count * size bytes, 16-aligned, not zeroed; NULL when out of memory. */
void *arena_take(struct arena *arena, size_t count, size_t size);
void *arena_take_zeroed(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy; .data is NULL when out of memory. */
struct text arena_copy(struct arena *arena, struct text text);

void arena_clear(struct arena *arena);   /* everything given back; the largest block is kept for reuse */
void arena_release(struct arena *arena); /* memory freed */

#endif
