/* The nearest of many vectors by cosine, exactly: dense ones by looking at all, sparse ones by an inverted
 * index. */
#ifndef ASSAY_KERNELS_NEAREST_VECTOR_H
#define ASSAY_KERNELS_NEAREST_VECTOR_H

#include <stddef.h>

#include "base/error.h"
#include "kernels/text_vector.h"

struct nearest_vector {
    size_t item;       /* the first of equally near ones */
    double similarity; /* NaN where there is none to compare with */
};

/* For each of `count` rows the nearest of `others`; both are made length 1 in place. A row without length is
 * like nothing: its similarity is 0. Costs count * others_count * dimensions. */
int nearest_vectors(float *rows, size_t count, float *others, size_t others_count, size_t dimensions,
                    struct nearest_vector *nearest, struct error *error) MUST_CHECK;

/* Vectors as text_vector_make gives them (length 1), side by side; vector i is at starts[i] … starts[i + 1].
 */
struct sparse_vectors {
    const struct vector_entry *entries;
    const size_t *starts; /* count + 1 */
    size_t count;
};

/* The same for sparse vectors. Costs, for each vector, the others that share a feature, counted once a
 * feature. */
int nearest_sparse(const struct sparse_vectors *vectors, const struct sparse_vectors *others,
                   struct nearest_vector *nearest, struct error *error) MUST_CHECK;

#endif
