/* An index of evaluation items, against which training rows are searched one by one.
 *
 * The index is one run of bytes without pointers: built once, it is read by any number of threads, travels as
 * a BLOB, and needs no owner. A text is a vector of features (leak_words.h) with weights (1 + ln tf) * idf,
 * idf = ln((1 + N) / (1 + df)) + 1 over N texts: all items and a background, a sample of the training texts;
 * words and numbers are scaled to length 1 apart. In the method LEAK_REPHRASED a feature that only one
 * background text has and no item is left out: it would only say that a row has words of its own.
 *
 * Layout, after struct leak_header: the slots of a hash table, terms (features that some item has), postings
 * by term, items, weights by item, and the numbers of the items in their order. */
#ifndef ASSAY_KERNELS_LEAK_INDEX_H
#define ASSAY_KERNELS_LEAK_INDEX_H

#include "base/buffer.h"
#include "kernels/leak_words.h"

enum { LEAK_NO_TERM = -1, LEAK_NUMBERS_KEPT = 64 };

struct leak_header {
    char magic[8];
    uint64_t checksum; /* XXH3 of everything behind it */
    uint64_t bytes;
    uint32_t method;
    uint32_t slot_bits;
    uint64_t terms, postings, items, weights, numbers;
};

struct leak_slot {
    uint64_t hash;
    int32_t term;
    float idf; /* 0: an empty slot */
};

struct leak_term {
    uint64_t first; /* posting */
    uint32_t count;
    float most; /* the highest weight among its postings */
    uint32_t kind;
    float idf;
};

struct leak_posting {
    uint32_t item;
    float weight;
};

struct leak_item {
    int64_t item;
    uint64_t first_weight, first_number;
    uint32_t weight_count, number_count;
    float mass; /* the idf of its distinct words, summed */
    uint32_t spare;
};

struct leak_weight {
    uint32_t term;
    float weight;
};

/* Where the parts of an index lie. */
struct leak_view {
    const struct leak_header *header;
    const struct leak_slot *slots;
    const struct leak_term *terms;
    const struct leak_posting *postings;
    const struct leak_item *items;
    const struct leak_weight *weights;
    const uint64_t *numbers;
};

struct leak_text {
    int64_t item;
    struct text text;
};

/* Appends the index to *out, which must be empty. */
int leak_index_build(struct buffer *out, const struct leak_text *items, size_t count,
                     const struct text *background, size_t background_count, enum leak_method method,
                     struct error *error) MUST_CHECK;

/* Looks at bytes that claim to be an index and must be aligned to 8; ERROR_USAGE when they are none or
 * damaged: after success no part leads outside of another. */
int leak_view_open(struct leak_view *view, struct text bytes, struct error *error) MUST_CHECK;

/* The slot of the feature, or NULL. */
const struct leak_slot *leak_slot_find(const struct leak_view *view, uint64_t hash);

#endif
