/* Runs of n words that training texts share with evaluation items, exactly.
 *
 * An item of fewer than n words is one run of all its words, unless it has fewer than GRAM_LEAST: such short
 * texts are met everywhere. The index is one run of bytes without pointers, like that of leak_index.h: a
 * filter of one bit, the slots of a hash table, and the (item, run) pairs of each distinct run. Runs are
 * counted as a set: one that an item has twice counts once. */
#ifndef ASSAY_KERNELS_GRAM_INDEX_H
#define ASSAY_KERNELS_GRAM_INDEX_H

#include "kernels/gram_words.h"
#include "kernels/leak_index.h"

enum { GRAM_LEAST = 4, GRAM_MOST = 64 };

struct gram_header {
    char magic[8];
    uint64_t checksum;
    uint64_t bytes;
    uint64_t lengths; /* bit n - 1: there are runs of n words */
    uint32_t method;  /* enum gram_method */
    uint32_t slot_bits, filter_bits, spare;
    uint64_t uses, items;
};

struct gram_slot {
    uint64_t hash;
    uint32_t first, count; /* uses; count 0: an empty slot */
};

struct gram_use {
    uint32_t item, place; /* the run's number within the item, from 0 */
};

struct gram_item {
    int64_t item;
    uint32_t grams; /* distinct runs */
    uint32_t spare;
};

struct gram_view {
    const struct gram_header *header;
    const uint64_t *filter;
    const struct gram_slot *slots;
    const struct gram_use *uses;
    const struct gram_item *items;
};

/* One item that shares runs with a text. */
struct gram_hit {
    int64_t item;
    uint32_t grams;         /* of the item */
    uint32_t first, shared; /* into the places of the search */
};

/* Zeroed before first use, one per thread. */
struct gram_search {
    struct gram_words words;
    struct buffer uses, hits, places; /* struct gram_use, struct gram_hit, uint32_t ascending within a hit */
    struct hashes sums;
};

/* Appends the index to *out, which must be empty. With GRAM_GPT3 items shorter than n words have no run. */
int gram_index_build(struct buffer *out, const struct leak_text *items, size_t count, int n,
                     enum gram_method method, struct error *error) MUST_CHECK;
int gram_view_open(struct gram_view *view, struct text bytes, struct error *error) MUST_CHECK;

/* The slot of a run's hash, or NULL. */
const struct gram_slot *gram_slot_find(const struct gram_view *view, uint64_t hash);

/* Fills search->hits in order of items, and search->places. */
int gram_search_find(struct gram_search *search, const struct gram_view *view, struct text text,
                     struct error *error) MUST_CHECK;
void gram_search_release(struct gram_search *search);

#endif
