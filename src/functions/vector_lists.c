/* Reading lists of vectors out of columns. */
#include "functions/vector_lists.h"

#include <string.h>

#include "functions/vector_arguments.h"

size_t vector_list_dimensions(const struct column *list, size_t row)
{
    struct column vectors = column_elements(list);
    struct list_entry entry = column_list(list, row);
    for (size_t i = entry.offset; vectors.kind == KIND_LIST && i < entry.offset + entry.length; i++)
        if (column_valid(&vectors, i) && column_list(&vectors, i).length > 0)
            return column_list(&vectors, i).length;
    return 0;
}

static int zeros_append(struct buffer *out, size_t dimensions, struct error *error)
{
    char *zeros = buffer_reserve(out, dimensions * sizeof(float) + 1);
    if (!zeros)
        return error_memory(error);
    memset(zeros, 0, dimensions * sizeof(float));
    out->length += dimensions * sizeof(float);
    return 0;
}

int vector_list_read(const struct column *list, size_t row, bool keep, size_t dimensions, size_t *count,
                     struct buffer *out, struct error *error)
{
    struct column vectors = column_elements(list);
    struct vector_argument argument;
    struct list_entry entry = column_list(list, row);
    *count = 0;
    if (entry.length == 0)
        return 0;
    TRY(vector_argument_open(&vectors, &argument, error));
    if (argument.sparse)
        return error_set(error, ERROR_USAGE, "takes lists of numbers: see text_projection");
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        size_t length = 0;
        bool there = column_valid(&vectors, i);
        if (there)
            TRY(vector_argument_read(&argument, i, out, &length, error));
        if (there && length != dimensions)
            return error_set(error, ERROR_USAGE, "takes vectors of one length: %zu and %zu", dimensions,
                             length);
        if (!there && keep)
            TRY(zeros_append(out, dimensions, error));
        *count += there || keep;
    }
    return buffer_status(out, error);
}

int two_sets_read(struct call *call, size_t row, bool keep, struct two_sets *sets, struct buffer *out)
{
    sets->dimensions = vector_list_dimensions(&call->arguments[0], row);
    if (sets->dimensions == 0)
        sets->dimensions = vector_list_dimensions(&call->arguments[1], row);
    buffer_clear(out);
    TRY(vector_list_read(&call->arguments[0], row, keep, sets->dimensions, &sets->first, out, call->error));
    return vector_list_read(&call->arguments[1], row, keep, sets->dimensions, &sets->second, out,
                            call->error);
}

int vector_list_check(const struct column *list, struct error *error)
{
    struct column elements = {0};
    if (list->kind == KIND_NULL)
        return 0;
    if (list->kind == KIND_LIST)
        elements = column_elements(list);
    if (list->kind == KIND_LIST && (elements.kind == KIND_LIST || elements.kind == KIND_NULL))
        return 0;
    return error_set(error, ERROR_USAGE, "takes a list of vectors, each a list of numbers");
}
