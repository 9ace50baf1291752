/* Two samples compared, and many tests at once, in SQL; what is undefined is NULL. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "kernels/comparisons.h"

static void write_interval(const struct call *call, size_t row, struct interval interval)
{
    const double numbers[] = {interval.value, interval.low, interval.high};
    for (size_t i = 0; i < 3; i++) {
        struct target field = target_field(&call->result, i);
        target_number(&field, row, numbers[i]);
    }
}

int wilson_at_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        int64_t k = column_int64(&call->arguments[0], row), n = column_int64(&call->arguments[1], row);
        double level = column_double(&call->arguments[2], row);
        bool valid = n > 0 && k >= 0 && k <= n && level > 0 && level < 1;
        write_interval(call, row,
                       valid ? interval_score((double)k / (double)n, (double)n, interval_reach(level, 2))
                             : (struct interval){NAN, NAN, NAN});
    }
    return 0;
}

int clopper_pearson_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        double k = (double)column_int64(&call->arguments[0], row);
        double n = (double)column_int64(&call->arguments[1], row);
        write_interval(call, row, interval_clopper_pearson(k, n, interval_tail(0.95, 2)));
    }
    return 0;
}

struct counts {
    int64_t k1, n1, k2, n2;
};

static struct counts counts_at(const struct call *call, size_t row)
{
    return (struct counts){column_int64(&call->arguments[0], row), column_int64(&call->arguments[1], row),
                           column_int64(&call->arguments[2], row), column_int64(&call->arguments[3], row)};
}

int newcombe_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct counts counts = counts_at(call, row);
        write_interval(
            call, row,
            difference_newcombe(counts.k1, counts.n1, counts.k2, counts.n2, interval_reach(0.95, 2)));
    }
    return 0;
}

int welch_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct sample samples[2];
        for (size_t i = 0; i < 2; i++)
            samples[i] = (struct sample){(double)column_int64(&call->arguments[3 * i], row),
                                         column_double(&call->arguments[3 * i + 1], row),
                                         column_double(&call->arguments[3 * i + 2], row)};
        write_interval(call, row, difference_welch(samples[0], samples[1], interval_tail(0.95, 2)));
    }
    return 0;
}

int proportions_z_rows(struct call *call)
{
    struct target z = target_field(&call->result, 0), p = target_field(&call->result, 1);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct counts counts = counts_at(call, row);
        struct z_test test = proportions_z(counts.k1, counts.n1, counts.k2, counts.n2);
        target_number(&z, row, test.z);
        target_number(&p, row, test.p);
    }
    return 0;
}

int fisher_exact_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct counts counts = counts_at(call, row);
        target_number(&call->result, row, fisher_exact(counts.k1, counts.n1, counts.k2, counts.n2));
    }
    return 0;
}

int mcnemar_exact_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (row_is_whole(call, row))
            target_number(&call->result, row,
                          mcnemar_exact(column_int64(&call->arguments[0], row),
                                        column_int64(&call->arguments[1], row)));
    }
    return 0;
}

/* ---- many tests ---------------------------------------------------------------------------------------- */

struct tests {
    struct buffer p, order, adjusted; /* of the row at hand: double, size_t, double */
};

static void free_tests(void *own)
{
    struct tests *tests = own;
    buffer_release(&tests->p);
    buffer_release(&tests->order);
    buffer_release(&tests->adjusted);
    memory_free(tests);
}

/* The list's numbers; NULL and what is no probability is NaN, which counts as no test. */
static int tests_read(struct tests *tests, const struct column *elements, struct list_entry entry,
                      struct error *error)
{
    buffer_clear(&tests->p);
    buffer_clear(&tests->order);
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        double p = column_valid(elements, i) ? column_double(elements, i) : NAN;
        p = p >= 0 && p <= 1 ? p : NAN;
        buffer_append(&tests->p, &p, sizeof p);
        buffer_append(&tests->order, &i, sizeof i);
    }
    TRY(buffer_status(&tests->p, error));
    return buffer_status(&tests->order, error);
}

static int adjusted_write(struct call *call, const struct buffer *all)
{
    TRY(buffer_status(all, call->error));
    struct target elements = {0};
    uint64_t total = all->length / sizeof(double);
    TRY(list_elements(call, total, &elements));
    for (uint64_t i = 0; i < total; i++) {
        double p;
        memcpy(&p, all->data + i * sizeof p, sizeof p);
        target_number(&elements, i, p);
    }
    return 0;
}

static int adjust_rows(struct call *call,
                       void (*adjust)(const double *p, size_t count, size_t *order, double *adjusted))
{
    struct column elements = column_elements(&call->arguments[0]);
    struct tests *tests = own_object(call, sizeof *tests, free_tests);
    if (!tests)
        return error_memory(call->error);
    buffer_clear(&tests->adjusted);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct list_entry entry = column_list(&call->arguments[0], row);
        target_list(&call->result, row, tests->adjusted.length / sizeof(double), entry.length);
        if (entry.length == 0)
            continue;
        TRY(tests_read(tests, &elements, entry, call->error));
        char *out = buffer_reserve(&tests->adjusted, entry.length * sizeof(double));
        if (!out)
            return error_memory(call->error);
        tests->adjusted.length += entry.length * sizeof(double);
        adjust((const double *)(const void *)tests->p.data, entry.length, (size_t *)(void *)tests->order.data,
               (double *)(void *)out);
    }
    return adjusted_write(call, &tests->adjusted);
}

int holm_rows(struct call *call)
{
    return adjust_rows(call, adjust_holm);
}

int benjamini_hochberg_rows(struct call *call)
{
    return adjust_rows(call, adjust_benjamini_hochberg);
}
