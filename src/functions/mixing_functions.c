/* Sharing a total out among sources, in SQL. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "kernels/mixing.h"

struct shares {
    struct buffer weights, caps, order, targets;
};

static void shares_release(void *own)
{
    struct shares *shares = own;
    buffer_release(&shares->weights);
    buffer_release(&shares->caps);
    buffer_release(&shares->order);
    buffer_release(&shares->targets);
    memory_free(shares);
}

static int numbers_read(const struct column *list, size_t row, struct buffer *out, const char *what,
                        struct call *call)
{
    struct column elements = column_elements(list);
    struct list_entry entry = column_list(list, row);
    buffer_clear(out);
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        double number = column_valid(&elements, i) ? column_double(&elements, i) : NAN;
        if (!(number >= 0))
            return error_set(call->error, ERROR_INPUT, "mix_allocate: %s are numbers from 0", what);
        buffer_append(out, &number, sizeof number);
    }
    return buffer_status(out, call->error);
}

static int row_allocate(struct call *call, size_t row, struct shares *shares)
{
    double total = column_double(&call->arguments[2], row);
    TRY(numbers_read(&call->arguments[0], row, &shares->weights, "weights", call));
    TRY(numbers_read(&call->arguments[1], row, &shares->caps, "caps", call));
    size_t count = shares->weights.length / sizeof(double);
    if (shares->caps.length != shares->weights.length || !(total >= 0) || isinf(total))
        return error_set(call->error, ERROR_INPUT,
                         "mix_allocate: a weight and a cap each, and a total from 0");
    target_list(&call->result, row, shares->targets.length / sizeof(double), count);
    if (count == 0)
        return 0;
    buffer_clear(&shares->order);
    char *order = buffer_reserve(&shares->order, count * sizeof(size_t));
    char *out = buffer_reserve(&shares->targets, count * sizeof(double));
    if (!order || !out)
        return error_memory(call->error);
    shares->targets.length += count * sizeof(double);
    mix_allocate((const double *)(const void *)shares->weights.data,
                 (const double *)(const void *)shares->caps.data, count, total,
                 column_boolean(&call->arguments[3], row), (size_t *)(void *)order, (double *)(void *)out);
    return 0;
}

int mix_allocate_rows(struct call *call)
{
    struct shares *shares = own_object(call, sizeof *shares, shares_release);
    struct target elements = {0};
    if (!shares)
        return error_memory(call->error);
    buffer_clear(&shares->targets);
    for (size_t row = 0; row < call->rows; row++)
        if (row_is_whole(call, row))
            TRY(row_allocate(call, row, shares));
    uint64_t total = shares->targets.length / sizeof(double);
    TRY(list_elements(call, total, &elements));
    for (uint64_t i = 0; i < total; i++) {
        double target;
        memcpy(&target, shares->targets.data + i * sizeof target, sizeof target);
        target_double(&elements, i, target);
    }
    return 0;
}
