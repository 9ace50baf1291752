/* The table of pairs, and merging by it. */
#include "kernels/token_pairs.h"

#include <string.h>

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"

enum { SHORT_PIECE = 48 };
#define NO_RANK UINT32_MAX
#define NO_PAIR UINT64_MAX

static uint64_t pair_key(uint32_t left, uint32_t right)
{
    return (uint64_t)left << 32 | right;
}

static size_t first_slot(const struct token_pairs *pairs, uint64_t key)
{
    return (size_t)(hash_mix(key) & (pairs->slot_count - 1));
}

static const struct token_pair *find_pair(const struct token_pairs *pairs, uint32_t left, uint32_t right)
{
    uint64_t key = pair_key(left, right);
    if (pairs->slot_count == 0)
        return NULL;
    for (size_t slot = first_slot(pairs, key);; slot = (slot + 1) & (pairs->slot_count - 1)) {
        if (pairs->slots[slot].pair == key)
            return &pairs->slots[slot];
        if (pairs->slots[slot].pair == NO_PAIR)
            return NULL;
    }
}

/* ---- the table ----------------------------------------------------------------------------------------- */

static int pairs_grow(struct token_pairs *pairs, struct error *error)
{
    struct token_pairs grown = {.slot_count = pairs->slot_count ? pairs->slot_count * 2 : 1024,
                                .count = pairs->count};
    grown.slots = memory_new(grown.slot_count, sizeof *grown.slots);
    if (!grown.slots)
        return error_memory(error);
    for (size_t i = 0; i < grown.slot_count; i++)
        grown.slots[i].pair = NO_PAIR;
    for (size_t i = 0; i < pairs->slot_count; i++) {
        if (pairs->slots[i].pair == NO_PAIR)
            continue;
        size_t slot = first_slot(&grown, pairs->slots[i].pair);
        while (grown.slots[slot].pair != NO_PAIR)
            slot = (slot + 1) & (grown.slot_count - 1);
        grown.slots[slot] = pairs->slots[i];
    }
    memory_free(pairs->slots);
    *pairs = grown;
    return 0;
}

int token_pairs_add(struct token_pairs *pairs, uint32_t left, uint32_t right, uint32_t rank, uint32_t merged,
                    struct error *error)
{
    if ((pairs->count + 1) * 2 > pairs->slot_count)
        TRY(pairs_grow(pairs, error));
    uint64_t key = pair_key(left, right);
    size_t slot = first_slot(pairs, key);
    while (pairs->slots[slot].pair != NO_PAIR && pairs->slots[slot].pair != key)
        slot = (slot + 1) & (pairs->slot_count - 1);
    struct token_pair *found = &pairs->slots[slot];
    if (found->pair == key && found->rank <= rank)
        return 0;
    pairs->count += found->pair == NO_PAIR;
    *found = (struct token_pair){key, rank, merged};
    return 0;
}

bool token_pairs_find(const struct token_pairs *pairs, uint32_t left, uint32_t right, uint32_t *merged)
{
    const struct token_pair *found = find_pair(pairs, left, right);
    if (found)
        *merged = found->merged;
    return found != NULL;
}

void token_pairs_release(struct token_pairs *pairs)
{
    memory_free(pairs->slots);
    *pairs = (struct token_pairs){0};
}

/* ---- short pieces -------------------------------------------------------------------------------------- */

static uint32_t rank_of(const struct token_pairs *pairs, uint32_t left, uint32_t right, uint32_t *merged)
{
    const struct token_pair *found = find_pair(pairs, left, right);
    *merged = found ? found->merged : 0;
    return found ? found->rank : NO_RANK;
}

static void merge_short(const struct token_pairs *pairs, uint32_t *ids, size_t *count)
{
    uint32_t ranks[SHORT_PIECE], merged[SHORT_PIECE];
    size_t n = *count;
    for (size_t i = 0; i + 1 < n; i++)
        ranks[i] = rank_of(pairs, ids[i], ids[i + 1], &merged[i]);
    while (n > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < n; i++)
            best = ranks[i] < ranks[best] ? i : best;
        if (ranks[best] == NO_RANK)
            break;
        ids[best] = merged[best];
        n--;
        memmove(ids + best + 1, ids + best + 2, (n - best - 1) * sizeof *ids);
        if (best + 1 < n) { /* the pairs behind the merged one move up */
            memmove(ranks + best + 1, ranks + best + 2, (n - best - 2) * sizeof *ranks);
            memmove(merged + best + 1, merged + best + 2, (n - best - 2) * sizeof *merged);
            ranks[best] = rank_of(pairs, ids[best], ids[best + 1], &merged[best]);
        }
        if (best > 0)
            ranks[best - 1] = rank_of(pairs, ids[best - 1], ids[best], &merged[best - 1]);
    }
    *count = n;
}

/* ---- long pieces --------------------------------------------------------------------------------------- */

static int space_reserve(struct merge_space *space, size_t count, struct error *error)
{
    if (count <= space->capacity)
        return 0;
    size_t capacity = count + count / 2;
    uint32_t **arrays[] = {&space->previous, &space->next, &space->ranks};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        uint32_t *grown = memory_resize(*arrays[i], capacity, sizeof *grown);
        if (!grown)
            return error_memory(error);
        *arrays[i] = grown;
    }
    space->capacity = capacity;
    return 0;
}

static int heap_push(struct merge_space *space, uint64_t item, struct error *error)
{
    if (space->heap_count == space->heap_capacity) {
        size_t capacity = space->heap_capacity * 2 + 256;
        uint64_t *heap = memory_resize(space->heap, capacity, sizeof *heap);
        if (!heap)
            return error_memory(error);
        space->heap = heap;
        space->heap_capacity = capacity;
    }
    size_t at = space->heap_count++;
    for (; at > 0 && space->heap[(at - 1) / 2] > item; at = (at - 1) / 2)
        space->heap[at] = space->heap[(at - 1) / 2];
    space->heap[at] = item;
    return 0;
}

static uint64_t heap_pop(struct merge_space *space)
{
    uint64_t *heap = space->heap, top = heap[0], last = heap[--space->heap_count];
    size_t at = 0, count = space->heap_count;
    for (size_t child = 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && heap[child + 1] < heap[child];
        if (heap[child] >= last)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}

/* Looks up the pair that begins at the place, and queues it. `end` is the number of places. */
static int queue_pair(const struct token_pairs *pairs, struct merge_space *space, const uint32_t *ids,
                      size_t at, size_t end, struct error *error)
{
    uint32_t merged, next = space->next[at];
    space->ranks[at] = next < end ? rank_of(pairs, ids[at], ids[next], &merged) : NO_RANK;
    if (space->ranks[at] == NO_RANK)
        return 0;
    return heap_push(space, (uint64_t)space->ranks[at] << 32 | at, error);
}

static int merge_at(const struct token_pairs *pairs, struct merge_space *space, uint32_t *ids, size_t at,
                    size_t end, struct error *error)
{
    uint32_t gone = space->next[at], merged, behind = space->next[gone];
    rank_of(pairs, ids[at], ids[gone], &merged);
    ids[at] = merged;
    space->next[at] = behind;
    if (behind < end)
        space->previous[behind] = (uint32_t)at;
    space->ranks[gone] = NO_RANK;
    TRY(queue_pair(pairs, space, ids, at, end, error));
    return at > 0 ? queue_pair(pairs, space, ids, space->previous[at], end, error) : 0;
}

static int merge_long(const struct token_pairs *pairs, struct merge_space *space, uint32_t *ids,
                      size_t *count, struct error *error)
{
    size_t end = *count, kept = 0, turns = 0;
    if (end >= UINT32_MAX)
        return error_set(error, ERROR_INPUT, "a piece of more than 4 GB cannot be tokenized");
    TRY(space_reserve(space, end, error));
    space->heap_count = 0;
    for (size_t i = 0; i < end; i++) {
        space->previous[i] = (uint32_t)i - (i > 0);
        space->next[i] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i + 1 < end; i++)
        TRY(queue_pair(pairs, space, ids, i, end, error));
    space->ranks[end - 1] = NO_RANK;
    while (space->heap_count) {
        uint64_t top = heap_pop(space);
        size_t at = top & UINT32_MAX;
        if ((++turns & 0xFFFF) == 0 && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        if (space->ranks[at] == top >> 32) /* else the pair has changed since */
            TRY(merge_at(pairs, space, ids, at, end, error));
    }
    for (size_t at = 0; at < end; at = space->next[at])
        ids[kept++] = ids[at];
    *count = kept;
    return 0;
}

int token_pairs_merge(const struct token_pairs *pairs, struct merge_space *space, uint32_t *ids,
                      size_t *count, struct error *error)
{
    if (*count > SHORT_PIECE)
        return merge_long(pairs, space, ids, count, error);
    if (*count > 1)
        merge_short(pairs, ids, count);
    return 0;
}

void merge_space_release(struct merge_space *space)
{
    memory_free(space->previous);
    memory_free(space->next);
    memory_free(space->ranks);
    memory_free(space->heap);
    *space = (struct merge_space){0};
}
