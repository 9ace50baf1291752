/* Byte pair encoding: which two neighbouring tokens merge, in which order (Sennrich, Haddow and Birch,
 * "Neural machine translation of rare words with subword units", 2016, section 3.2).
 *
 * Always the pair of the lowest rank merges first, the leftmost of equals. Short pieces look at every pair
 * each time; long ones keep pairs in a heap, so that a hostile piece costs n log n. */
#ifndef ASSAY_KERNELS_TOKEN_PAIRS_H
#define ASSAY_KERNELS_TOKEN_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct token_pair {
    uint64_t pair; /* left id in the high half; UINT64_MAX is free */
    uint32_t rank;
    uint32_t merged;
};

struct token_pairs {
    struct token_pair *slots;
    size_t slot_count, count;
};

/* A pair that is there already keeps its rank unless the new one is lower. */
int token_pairs_add(struct token_pairs *pairs, uint32_t left, uint32_t right, uint32_t rank, uint32_t merged,
                    struct error *error) MUST_CHECK;
/* What the pair merges to; false when it does not. */
bool token_pairs_find(const struct token_pairs *pairs, uint32_t left, uint32_t right, uint32_t *merged);
void token_pairs_release(struct token_pairs *pairs);

/* Working space of one thread; zeroed before first use. */
struct merge_space {
    uint32_t *previous, *next, *ranks; /* of long pieces: a list by place, and the rank of each pair */
    size_t capacity;
    uint64_t *heap; /* rank in the high half, place in the low */
    size_t heap_count, heap_capacity;
};

/* Merges ids[0 .. *count) in place. */
int token_pairs_merge(const struct token_pairs *pairs, struct merge_space *space, uint32_t *ids,
                      size_t *count, struct error *error) MUST_CHECK;
void merge_space_release(struct merge_space *space);

#endif
