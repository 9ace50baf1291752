/* Reading vectors out of columns. */
#include "functions/vector_arguments.h"

#include <stdlib.h>

#include "functions/family.h"
#include "kernels/text_vector.h"

static bool is_number(enum kind kind)
{
    switch (kind) {
    case KIND_FLOAT:
    case KIND_DOUBLE:
    case KIND_INT32:
    case KIND_INT64:
        return true;
    default:
        return false;
    }
}

int vector_argument_open(const struct column *list, struct vector_argument *argument, struct error *error)
{
    *argument = (struct vector_argument){.list = *list};
    if (list->kind == KIND_NULL)
        return 0;
    if (list->kind == KIND_LIST) {
        argument->elements = column_elements(list);
        if (argument->elements.kind == KIND_STRUCT) {
            argument->features = column_field(&argument->elements, "feature");
            argument->weights = column_field(&argument->elements, "weight");
            argument->sparse = argument->there = true;
            if (argument->features.kind == KIND_UINT32 && argument->weights.kind == KIND_FLOAT)
                return 0;
        }
        argument->there = argument->elements.kind != KIND_NULL;
        if (!argument->there || (!argument->sparse && is_number(argument->elements.kind)))
            return 0;
    }
    return error_set(error, ERROR_USAGE,
                     "a vector is a list of numbers, or of STRUCT(feature UINTEGER, weight FLOAT)");
}

static float read_number(const struct column *column, size_t at)
{
    if (!column_valid(column, at))
        return 0;
    switch (column->kind) {
    case KIND_FLOAT:
        return column_float(column, at);
    case KIND_DOUBLE:
        return (float)column_double(column, at);
    case KIND_INT32:
        return (float)column_int32(column, at);
    default:
        return (float)column_int64(column, at);
    }
}

static int by_feature(const void *a, const void *b)
{
    uint32_t left = ((const struct vector_entry *)a)->feature,
             right = ((const struct vector_entry *)b)->feature;
    return (left > right) - (left < right);
}

static int read_entries(const struct vector_argument *argument, struct list_entry entry, struct buffer *out,
                        size_t *count, struct error *error)
{
    size_t before = out->length;
    bool rising = true;
    uint32_t last = 0;
    *count = 0;
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        if (!column_valid(&argument->elements, i) || !column_valid(&argument->features, i) ||
            !column_valid(&argument->weights, i))
            continue;
        struct vector_entry read = {column_uint32(&argument->features, i),
                                    column_float(&argument->weights, i)};
        rising = rising && (*count == 0 || read.feature >= last);
        last = read.feature;
        buffer_append(out, &read, sizeof read);
        *count += 1;
    }
    TRY(buffer_status(out, error));
    if (!rising)
        qsort(out->data + before, *count, sizeof(struct vector_entry), by_feature);
    return 0;
}

int vector_argument_read(const struct vector_argument *argument, size_t row, struct buffer *out,
                         size_t *count, struct error *error)
{
    *count = 0;
    if (!argument->there)
        return 0;
    struct list_entry entry = column_list(&argument->list, row);
    if (argument->sparse)
        return read_entries(argument, entry, out, count, error);
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        float number = read_number(&argument->elements, i);
        buffer_append(out, &number, sizeof number);
    }
    *count = entry.length;
    return buffer_status(out, error);
}

int vector_argument_entries(const struct vector_argument *argument, size_t row, struct buffer *out,
                            size_t *count, struct error *error)
{
    if (argument->sparse || !argument->there)
        return vector_argument_read(argument, row, out, count, error);
    struct list_entry entry = column_list(&argument->list, row);
    *count = 0;
    for (size_t i = 0; i < entry.length; i++) {
        struct vector_entry read = {(uint32_t)i, read_number(&argument->elements, entry.offset + i)};
        if (read.weight < 0 || read.weight > 0) {
            buffer_append(out, &read, sizeof read);
            *count += 1;
        }
    }
    return buffer_status(out, error);
}

int constant_list_read(struct constant_list *constant, const struct column *list, size_t row,
                       const char *what, const float **values, size_t *count, struct error *error)
{
    struct list_entry entry = column_list(list, row);
    *values = (const float *)constant->elements.values + entry.offset;
    *count = entry.length;
    if (constant->any_seen && constant->seen.offset == entry.offset && constant->seen.length == entry.length)
        return 0;
    for (size_t i = entry.offset; constant->elements.validity && i < entry.offset + entry.length; i++) {
        if (!column_valid(&constant->elements, i))
            return error_set(error, ERROR_USAGE, "the list of %s holds a NULL at %llu", what,
                             (unsigned long long)(i - entry.offset));
    }
    constant->seen = entry;
    constant->any_seen = true;
    return 0;
}

int finish_floats(struct call *call, const struct buffer *floats)
{
    TRY(buffer_status(floats, call->error));
    struct target elements = {0};
    TRY(list_elements(call, floats->length / sizeof(float), &elements));
    if (floats->length && elements.values)
        memcpy(elements.values, floats->data, floats->length);
    return 0;
}
