/* A set of sparse vectors as one block of bytes that answers which of them are nearest to another: an
 * inverted index with the exact cosines.
 *
 * The bytes are plain data without pointers, so that a query can carry them as a BLOB: a header, the items'
 * numbers, the features ascending, where each feature's postings begin, and the postings (which item, which
 * weight). A search costs the postings of its features. Blocks are of this machine's byte order: they live
 * within a run. */
#ifndef ASSAY_KERNELS_VECTOR_INDEX_H
#define ASSAY_KERNELS_VECTOR_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "kernels/text_vector.h"

struct index_posting {
    uint32_t feature, item; /* item: place in `items` */
    float weight;
};

/* What is to be indexed; grows by vector_index_add. Zeroed before first use. */
struct index_builder {
    int64_t *items;
    size_t item_count, item_capacity;
    struct index_posting *postings;
    size_t posting_count, posting_capacity;
};

/* Adds a vector, scaled to length 1; one without length is left out. */
int vector_index_add(struct index_builder *builder, int64_t item, const struct vector_entry *entries,
                     size_t count, struct error *error) MUST_CHECK;
/* Appends the block to out and empties the builder. */
int vector_index_write(struct index_builder *builder, struct buffer *out, struct error *error) MUST_CHECK;
void vector_index_release(struct index_builder *builder);

/* A block opened for searching. It borrows the bytes. */
struct vector_index {
    struct text bytes;
    size_t items, features, postings;
    size_t numbers_at, features_at, starts_at, postings_at; /* offsets of the four tables */
};

/* Checks every number in the block, so that no search can leave it. */
int vector_index_open(struct vector_index *index, struct text bytes, struct error *error) MUST_CHECK;

struct index_hit {
    int64_t item;
    double similarity;
};

/* Working space of a search; zeroed before first use, one per thread. */
struct index_search {
    float *scores;
    uint32_t *touched;
    size_t capacity;
    bool *seen;
};

/* Writes the up to `most` nearest items with a cosine of at least `least` into hits, the nearest first, of
 * equal ones the lowest number. Items that share no feature with the vector are not considered. */
int vector_index_search(const struct vector_index *index, struct index_search *search,
                        const struct vector_entry *entries, size_t count, double least,
                        struct index_hit *hits, size_t most, size_t *found, struct error *error) MUST_CHECK;
void index_search_release(struct index_search *search);

#endif
