#include "kernels/lsh.h"

#include <stdlib.h>

#include "base/cancel.h"
#include "base/memory.h"

struct entry {
    uint64_t key;
    int64_t item;
};

struct lsh {
    struct entry *entries, *spare;
    int64_t *bucket;
    struct near_pairs bucket_pairs;
    struct near_pair *found;
    size_t found_count, found_capacity, found_sorted; /* the first `found_sorted` are a set */
    struct error *error;
};

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 3 };

/* One pass of a least-significant-digit radix sort. */
static void digit_sort(const struct entry *from, struct entry *to, size_t count, int shift)
{
    size_t starts[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++)
        starts[from[i].key >> shift & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t size = starts[d];
        starts[d] = sum;
        sum += size;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

static int entry_compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* Sorts by the top 33 bits of the keys; the result ends in lsh->entries. Keys are hashes: runs that agree
 * there but not below are rare and are put right by run_order. */
static void entries_sort(struct lsh *lsh, size_t count)
{
    for (int pass = 0; pass < PASSES; pass++) {
        digit_sort(lsh->entries, lsh->spare, count, 64 - DIGIT_BITS * (PASSES - pass));
        struct entry *swap = lsh->entries;
        lsh->entries = lsh->spare;
        lsh->spare = swap;
    }
}

static int pair_compare(const void *a, const void *b)
{
    const struct near_pair *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* Sorts what was found and drops repeats. */
static void found_compact(struct lsh *lsh)
{
    size_t kept = 0;
    if (lsh->found_sorted == lsh->found_count)
        return;
    qsort(lsh->found, lsh->found_count, sizeof *lsh->found, pair_compare);
    for (size_t i = 0; i < lsh->found_count; i++)
        if (kept == 0 || pair_compare(&lsh->found[kept - 1], &lsh->found[i]) != 0)
            lsh->found[kept++] = lsh->found[i];
    lsh->found_count = lsh->found_sorted = kept;
}

/* Room for more pairs: repeats are dropped first, memory grows only when that does not help. */
static int found_room(struct lsh *lsh, size_t more)
{
    if (lsh->found_count + more <= lsh->found_capacity)
        return 0;
    found_compact(lsh);
    if (lsh->found_count + more <= lsh->found_capacity / 2)
        return 0;
    size_t capacity = (lsh->found_count + more) * 2 + 4096;
    struct near_pair *grown = memory_resize(lsh->found, capacity, sizeof *grown);
    if (!grown)
        return error_memory(lsh->error);
    lsh->found = grown;
    lsh->found_capacity = capacity;
    return 0;
}

static int bucket_take(struct lsh *lsh, const struct entry *entries, size_t count, int64_t limit)
{
    for (size_t i = 0; i < count; i++)
        lsh->bucket[i] = entries[i].item;
    TRY(near_pairs_find(&lsh->bucket_pairs, lsh->bucket, count, limit, lsh->error));
    TRY(found_room(lsh, lsh->bucket_pairs.count));
    if (lsh->bucket_pairs.count)
        memcpy(lsh->found + lsh->found_count, lsh->bucket_pairs.items,
               lsh->bucket_pairs.count * sizeof *lsh->found);
    lsh->found_count += lsh->bucket_pairs.count;
    return 0;
}

/* Buckets of one sorted band. */
static int band_take(struct lsh *lsh, size_t count, int64_t limit)
{
    struct entry *entries = lsh->entries;
    for (size_t start = 0; start < count;) {
        size_t end = start + 1;
        bool mixed = false;
        while (end < count && entries[end].key >> 31 == entries[start].key >> 31)
            mixed |= entries[end++].key != entries[start].key;
        if (mixed)
            qsort(entries + start, end - start, sizeof *entries, entry_compare);
        while (start < end) {
            size_t next = start + 1;
            while (next < end && entries[next].key == entries[start].key)
                next++;
            if (next - start > 1)
                TRY(bucket_take(lsh, entries + start, next - start, limit));
            start = next;
        }
    }
    return 0;
}

static int bands_take(struct lsh *lsh, const struct lsh_item *items, size_t count, int64_t limit)
{
    size_t bands = 0;
    for (size_t i = 0; i < count; i++)
        bands = items[i].count > bands ? items[i].count : bands;
    for (size_t band = 0; band < bands; band++) {
        size_t filled = 0;
        for (size_t i = 0; i < count; i++)
            if (band < items[i].count)
                lsh->entries[filled++] = (struct entry){items[i].keys[band], items[i].item};
        if (cancel_requested())
            return error_set(lsh->error, ERROR_INTERRUPTED, "interrupted");
        entries_sort(lsh, filled);
        TRY(band_take(lsh, filled, limit));
    }
    found_compact(lsh);
    return 0;
}

int lsh_pairs_find(struct near_pairs *pairs, const struct lsh_item *items, size_t count, int64_t limit,
                   struct error *error)
{
    struct lsh lsh = {.entries = memory_new(count + 1, sizeof(struct entry)),
                      .spare = memory_new(count + 1, sizeof(struct entry)),
                      .bucket = memory_new(count + 1, sizeof(int64_t)),
                      .error = error};
    int code =
        lsh.entries && lsh.spare && lsh.bucket ? bands_take(&lsh, items, count, limit) : error_memory(error);
    memory_free(lsh.entries);
    memory_free(lsh.spare);
    memory_free(lsh.bucket);
    near_pairs_release(&lsh.bucket_pairs);
    if (code < 0) {
        memory_free(lsh.found);
        return code;
    }
    memory_free(pairs->items);
    pairs->items = lsh.found;
    pairs->count = lsh.found_count;
    pairs->capacity = lsh.found_capacity;
    return 0;
}
