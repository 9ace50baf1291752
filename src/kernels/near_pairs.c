/* Pairs within one bucket. */
#include "kernels/near_pairs.h"

#include "base/cancel.h"
#include "base/memory.h"

/* Order-preserving maps between int64 and uint64. */
static uint64_t to_rank(int64_t item)
{
    return (uint64_t)item ^ (uint64_t)1 << 63;
}
static int64_t from_rank(uint64_t rank)
{
    return (int64_t)(rank ^ (uint64_t)1 << 63);
}

static int pairs_reserve(struct near_pairs *pairs, size_t count, struct error *error)
{
    if (count <= pairs->capacity)
        return 0;
    struct near_pair *items = memory_resize(pairs->items, count, sizeof *items);
    if (!items)
        return error_memory(error);
    pairs->items = items;
    pairs->capacity = count;
    return 0;
}

static int pair_with_next(struct near_pairs *pairs, size_t first, size_t next, struct error *error)
{
    const uint64_t *ranks = pairs->order.items;
    size_t end = pairs->order.count - first - 1 < next ? pairs->order.count : first + 1 + next;
    size_t grown = pairs->count + (end - first - 1);
    if (grown > pairs->capacity)
        TRY(pairs_reserve(pairs, grown + grown / 2, error));
    for (size_t i = first + 1; i < end; i++)
        pairs->items[pairs->count++] = (struct near_pair){from_rank(ranks[first]), from_rank(ranks[i])};
    return 0;
}

int near_pairs_find(struct near_pairs *pairs, const int64_t *bucket, size_t count, int64_t limit,
                    struct error *error)
{
    pairs->count = 0;
    pairs->order.count = 0;
    TRY(hashes_reserve(&pairs->order, count, error));
    for (size_t i = 0; i < count; i++)
        pairs->order.items[i] = to_rank(bucket[i]);
    pairs->order.count = count;
    TRY(hashes_make_set(&pairs->order, error));

    size_t items = pairs->order.count;
    bool chained = limit < 0 || items > (uint64_t)limit;
    size_t asked = 0;
    for (size_t i = 0; i + 1 < items; i++) {
        TRY(pair_with_next(pairs, i, chained && i > 0 ? NEAR_PAIRS_NEXT : items, error));
        if (pairs->count - asked < 1 << 20)
            continue;
        asked = pairs->count;
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    return 0;
}

void near_pairs_release(struct near_pairs *pairs)
{
    memory_free(pairs->items);
    hashes_release(&pairs->order);
    *pairs = (struct near_pairs){0};
}
