/* Lists of dense vectors as arguments of SQL functions. */
#ifndef ASSAY_FUNCTIONS_VECTOR_LISTS_H
#define ASSAY_FUNCTIONS_VECTOR_LISTS_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/function.h"

/* An error unless the argument is a list of lists, or empty or NULL without a type. */
int vector_list_check(const struct column *list, struct error *error) MUST_CHECK;

/* How many numbers the first vector of the row's list has that has any; 0 where there is none. */
size_t vector_list_dimensions(const struct column *list, size_t row);

/* Appends the vectors, all of `dimensions` numbers, as floats. A NULL among them is a row of zeros if `keep`,
 * else left out. */
int vector_list_read(const struct column *list, size_t row, bool keep, size_t dimensions, size_t *count,
                     struct buffer *out, struct error *error) MUST_CHECK;

/* The vectors of the first two arguments, one list behind the other. */
struct two_sets {
    size_t dimensions, first, second;
};
int two_sets_read(struct call *call, size_t row, bool keep, struct two_sets *sets,
                  struct buffer *out) MUST_CHECK;

#endif
