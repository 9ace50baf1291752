/* Texts as vectors: hashed n-grams of words with tf-idf weights (Salton and Buckley 1988), and a dense random
 * projection of them.
 *
 * The words are those of words.h. Runs of 1 to `longest` consecutive words are features: the leading `bits`
 * bits of the run's hash (Weinberger et al. 2009, without the sign: in 2^18 features few runs of a text
 * meet). The weight of a feature is its count, or 1 + ln(count) when sublinear, times its idf; the vector
 * then has Euclidean length 1. The projection adds, for each feature, its weight with a pseudo-random sign to
 * each of the dimensions and divides by the root of their number (Achlioptas 2003): the cosine of two
 * projections is the cosine of the vectors with a standard error of about 1 / sqrt(dimensions).
 *
 * The caller owns struct text_vector, zeroed before first use; it keeps its memory. One per thread. */
#ifndef ASSAY_KERNELS_TEXT_VECTOR_H
#define ASSAY_KERNELS_TEXT_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "kernels/hashes.h"
#include "kernels/words.h"

enum { VECTOR_BITS = 18, VECTOR_BITS_MOST = 24, VECTOR_RUN_MOST = 8, VECTOR_DIMENSIONS_MOST = 4096 };

struct vector_shape {
    int bits;         /* 2^bits features, 1 to VECTOR_BITS_MOST */
    int longest;      /* words in the longest run, 1 to VECTOR_RUN_MOST */
    bool sublinear;   /* 1 + ln(count) in place of the count */
    const float *idf; /* 2^bits factors, or NULL: all 1 */
};

struct vector_entry {
    uint32_t feature;
    float weight;
};

struct text_vector {
    struct vector_entry *entries; /* features ascending; none for a text without words */
    size_t count, capacity;
    struct words words;
    struct hashes runs, features;
};

/* Fills vector->entries. Linear in the text. */
int text_vector_make(struct text_vector *vector, struct text text, const struct vector_shape *shape,
                     struct error *error) MUST_CHECK;

/* The distinct features of a text alone, ascending, in vector->entries with their counts as weights: what
 * document frequencies are counted from. */
int text_vector_count(struct text_vector *vector, struct text text, const struct vector_shape *shape,
                      struct error *error) MUST_CHECK;

/* The scalar product of two vectors with ascending features. Linear in their lengths. */
double vector_dot(const struct vector_entry *a, size_t a_count, const struct vector_entry *b, size_t b_count);

/* Their cosine; NaN when one has no length. */
double vector_cosine(const struct vector_entry *a, size_t a_count, const struct vector_entry *b,
                     size_t b_count);

/* Writes the projection into out[dimensions]: not of length 1 in general. Deterministic for a seed. */
void vector_project(const struct vector_entry *entries, size_t count, size_t dimensions, uint64_t seed,
                    float *out);

/* The cosine of two dense vectors; NaN when one has no length. */
double dense_cosine(const float *a, const float *b, size_t dimensions);

/* Divides by the Euclidean length; false, and nothing changed, where that is 0 or no number. */
bool dense_normalise(float *vector, size_t dimensions);

void text_vector_release(struct text_vector *vector);

#endif
