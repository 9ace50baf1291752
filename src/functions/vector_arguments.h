/* Vectors as arguments of SQL functions: lists of numbers, or of STRUCT(feature UINTEGER, weight FLOAT). */
#ifndef ASSAY_FUNCTIONS_VECTOR_ARGUMENTS_H
#define ASSAY_FUNCTIONS_VECTOR_ARGUMENTS_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/function.h"

struct vector_argument {
    struct column list, elements, features, weights;
    bool sparse;
    bool there; /* false: an untyped NULL or an empty list, which is of either kind */
};

/* What the argument's type is; an error for anything that is no vector. `list` may be an argument or the
 * elements of one. */
int vector_argument_open(const struct column *list, struct vector_argument *argument,
                         struct error *error) MUST_CHECK;

/* Appends the vector at `row` to the buffer: floats, or entries with features ascending. A NULL among numbers
 * reads as 0, one among entries is left out. The row itself must not be NULL. */
int vector_argument_read(const struct vector_argument *argument, size_t row, struct buffer *out,
                         size_t *count, struct error *error) MUST_CHECK;

/* The same always as entries: the place of a number in a list is its feature, zeros are left out. */
int vector_argument_entries(const struct vector_argument *argument, size_t row, struct buffer *out,
                            size_t *count, struct error *error) MUST_CHECK;

/* A long list of factors or centres that comes with every row of a batch, mostly the same one: it is looked
 * at when it changes. Zero it, set elements. */
struct constant_list {
    struct column elements;
    struct list_entry seen;
    bool any_seen;
};

/* The floats at `row` of the LIST of FLOAT; an error when one of them is NULL. `what` names the list. */
int constant_list_read(struct constant_list *constant, const struct column *list, size_t row,
                       const char *what, const float **values, size_t *count, struct error *error) MUST_CHECK;

/* Writes a LIST of FLOAT whose entries were set row by row, from all elements joined in a buffer. */
int finish_floats(struct call *call, const struct buffer *floats) MUST_CHECK;

#endif
