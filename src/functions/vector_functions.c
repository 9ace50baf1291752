/* Texts as vectors in SQL: features, weights, projections, cosines. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "functions/vector_arguments.h"
#include "kernels/text_vector.h"

static void free_vector(void *own)
{
    text_vector_release(own);
    memory_free(own);
}

/* ---- idf ----------------------------------------------------------------------------------------------- */

/* An empty list stands for no factors. */
static int read_factors(struct constant_list *factors, const struct column *list, size_t row,
                        struct vector_shape *shape, struct error *error)
{
    size_t count;
    TRY(constant_list_read(factors, list, row, "idf", &shape->idf, &count, error));
    shape->bits = count ? __builtin_ctzll(count) : VECTOR_BITS;
    if (count == 0)
        shape->idf = NULL;
    if (count & (count - 1))
        return error_set(error, ERROR_USAGE,
                         "the list of idf has %zu factors: it needs one a feature, a power of two (or none)",
                         count);
    return 0;
}

/* ---- features and weights ------------------------------------------------------------------------------ */

int text_features_rows(struct call *call)
{
    struct text_vector *vector = own_object(call, sizeof *vector, free_vector);
    if (!vector)
        return error_memory(call->error);
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct vector_shape shape = {.longest = column_int32(&call->arguments[1], row),
                                     .bits = column_int32(&call->arguments[2], row)};
        TRY(text_vector_count(vector, column_text(&call->arguments[0], row), &shape, call->error));
        target_list(&call->result, row, all->length / sizeof(uint32_t), vector->count);
        for (size_t i = 0; i < vector->count; i++)
            buffer_append(all, &vector->entries[i].feature, sizeof(uint32_t));
    }
    TRY(buffer_status(all, call->error));
    struct target elements = {0};
    TRY(list_elements(call, all->length / sizeof(uint32_t), &elements));
    if (all->length && elements.values)
        memcpy(elements.values, all->data, all->length);
    return 0;
}

/* Makes the vector of a row whose first four arguments are text, longest run, sublinear and idf. */
static int make_vector(struct call *call, struct text_vector *vector, struct constant_list *factors,
                       size_t row)
{
    struct vector_shape shape = {.longest = column_int32(&call->arguments[1], row),
                                 .sublinear = column_boolean(&call->arguments[2], row)};
    TRY(read_factors(factors, &call->arguments[3], row, &shape, call->error));
    return text_vector_make(vector, column_text(&call->arguments[0], row), &shape, call->error);
}

int text_vector_rows(struct call *call)
{
    struct text_vector *vector = own_object(call, sizeof *vector, free_vector);
    if (!vector)
        return error_memory(call->error);
    struct constant_list factors = {.elements = column_elements(&call->arguments[3])};
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        TRY(make_vector(call, vector, &factors, row));
        target_list(&call->result, row, all->length / sizeof *vector->entries, vector->count);
        buffer_append(all, vector->entries, vector->count * sizeof *vector->entries);
    }
    TRY(buffer_status(all, call->error));
    size_t total = all->length / sizeof *vector->entries;
    struct target elements = {0};
    TRY(list_elements(call, total, &elements));
    struct target feature = target_field(&elements, 0), weight = target_field(&elements, 1);
    for (size_t i = 0; i < total; i++) {
        struct vector_entry entry;
        memcpy(&entry, all->data + i * sizeof entry, sizeof entry);
        target_uint32(&feature, i, entry.feature);
        target_float(&weight, i, entry.weight);
    }
    return 0;
}

/* ---- projections --------------------------------------------------------------------------------------- */

static int read_dimensions(struct call *call, size_t row, size_t *dimensions)
{
    int32_t wanted = column_int32(&call->arguments[4], row);
    if (wanted < 1 || wanted > VECTOR_DIMENSIONS_MOST)
        return error_set(call->error, ERROR_USAGE, "a projection has 1 to %d dimensions, not %d",
                         VECTOR_DIMENSIONS_MOST, wanted);
    *dimensions = (size_t)wanted;
    return 0;
}

int text_projection_rows(struct call *call)
{
    struct text_vector *vector = own_object(call, sizeof *vector, free_vector);
    if (!vector)
        return error_memory(call->error);
    struct constant_list factors = {.elements = column_elements(&call->arguments[3])};
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        size_t dimensions = 0;
        if (!row_is_whole(call, row))
            continue;
        TRY(read_dimensions(call, row, &dimensions));
        TRY(make_vector(call, vector, &factors, row));
        if (vector->count == 0) {
            target_null(&call->result, row); /* no word: no direction */
            continue;
        }
        float out[VECTOR_DIMENSIONS_MOST];
        vector_project(vector->entries, vector->count, dimensions,
                       (uint64_t)column_int64(&call->arguments[5], row), out);
        target_list(&call->result, row, all->length / sizeof *out, dimensions);
        buffer_append(all, out, dimensions * sizeof *out);
    }
    return finish_floats(call, all);
}

/* ---- cosines ------------------------------------------------------------------------------------------- */

static int cosine_of_row(const struct vector_argument *a, const struct vector_argument *b, size_t row,
                         struct buffer *space, double *cosine, struct error *error)
{
    if (a->sparse != b->sparse && a->there && b->there)
        return error_set(error, ERROR_USAGE, "one vector is a list of numbers, the other of features");
    size_t a_count = 0, b_count = 0;
    buffer_clear(space);
    TRY(vector_argument_read(a, row, space, &a_count, error));
    TRY(vector_argument_read(b, row, space, &b_count, error));
    const char *first = space->data;
    size_t size = a->sparse ? sizeof(struct vector_entry) : sizeof(float);
    const void *second = first ? first + a_count * size : NULL;
    if (a_count == 0 || b_count == 0) {
        *cosine = (double)NAN;
        return 0;
    }
    if (!a->sparse && a_count != b_count)
        return error_set(error, ERROR_USAGE, "vectors of %zu and of %zu numbers have no angle", a_count,
                         b_count);
    *cosine = a->sparse ? vector_cosine((const void *)first, a_count, second, b_count)
                        : dense_cosine((const void *)first, second, a_count);
    return 0;
}

int vector_cosine_rows(struct call *call)
{
    struct vector_argument a, b;
    TRY(vector_argument_open(&call->arguments[0], &a, call->error));
    TRY(vector_argument_open(&call->arguments[1], &b, call->error));
    for (size_t row = 0; row < call->rows; row++) {
        double cosine = (double)NAN;
        if (!row_is_whole(call, row))
            continue;
        TRY(cosine_of_row(&a, &b, row, &call->scratch->a, &cosine, call->error));
        if (isnan(cosine))
            target_null(&call->result, row);
        else
            target_double(&call->result, row, cosine);
    }
    return 0;
}
