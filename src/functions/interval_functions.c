/* Confidence intervals in SQL; what is undefined is NULL. */
#include <math.h>

#include "functions/family.h"
#include "kernels/intervals.h"

struct fields {
    struct target value, low, high;
};

static struct fields fields_of(const struct call *call)
{
    return (struct fields){target_field(&call->result, 0), target_field(&call->result, 1),
                           target_field(&call->result, 2)};
}

static void write_interval(const struct fields *fields, size_t row, struct interval interval)
{
    target_number(&fields->value, row, interval.value);
    target_number(&fields->low, row, interval.low);
    target_number(&fields->high, row, interval.high);
}

int wilson_rows(struct call *call)
{
    struct fields fields = fields_of(call);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        write_interval(
            &fields, row,
            interval_wilson(column_int64(&call->arguments[0], row), column_int64(&call->arguments[1], row)));
    }
    return 0;
}

int ratio_interval_rows(struct call *call)
{
    struct fields fields = fields_of(call);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        double sums[5];
        for (size_t i = 0; i < 5; i++)
            sums[i] = column_double(&call->arguments[i + 1], row);
        write_interval(&fields, row,
                       interval_ratio(column_int64(&call->arguments[0], row), sums[0], sums[1], sums[2],
                                      sums[3], sums[4]));
    }
    return 0;
}

int mean_interval_rows(struct call *call)
{
    struct fields fields = fields_of(call);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        write_interval(&fields, row,
                       interval_mean(column_int64(&call->arguments[0], row),
                                     column_double(&call->arguments[1], row),
                                     column_double(&call->arguments[2], row)));
    }
    return 0;
}
