/* Two samples of one feature in SQL: bins, shares and samples compared. What is undefined is NULL. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "kernels/drift.h"
#include "kernels/kolmogorov.h"

static void write_field(const struct call *call, size_t row, size_t field, double number)
{
    struct target target = target_field(&call->result, field);
    target_number(&target, row, number);
}

/* ---- reading lists ------------------------------------------------------------------------------------- */

/* The list's finite numbers, appended as doubles. */
static int numbers_read(const struct column *list, size_t row, struct buffer *out, size_t *count,
                        struct error *error)
{
    struct column elements = column_elements(list);
    struct list_entry entry = column_list(list, row);
    *count = 0;
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        double number = column_valid(&elements, i) ? column_double(&elements, i) : (double)NAN;
        if (!isfinite(number))
            continue;
        buffer_append(out, &number, sizeof number);
        *count += 1;
    }
    return buffer_status(out, error);
}

/* Both lists of finite numbers, sorted, one behind the other in scratch->a. */
struct two_lists {
    double *first, *second;
    size_t first_count, second_count;
};

static int two_lists_read(struct call *call, size_t row, struct two_lists *lists)
{
    struct buffer *both = &call->scratch->a;
    buffer_clear(both);
    TRY(numbers_read(&call->arguments[0], row, both, &lists->first_count, call->error));
    TRY(numbers_read(&call->arguments[1], row, both, &lists->second_count, call->error));
    lists->first = (double *)(void *)both->data;
    lists->second = lists->first_count ? lists->first + lists->first_count : lists->first;
    values_sort(lists->first, lists->first_count);
    values_sort(lists->second, lists->second_count);
    return 0;
}

/* Counts of the same bins on two sides, one list behind the other in scratch->a; NULL counts as 0. */
static int two_counts_read(struct call *call, size_t row, const int64_t **first, const int64_t **second,
                           size_t *bins)
{
    struct buffer *both = &call->scratch->a;
    struct list_entry entries[2] = {column_list(&call->arguments[0], row),
                                    column_list(&call->arguments[1], row)};
    if (entries[0].length != entries[1].length)
        return error_set(call->error, ERROR_USAGE,
                         "takes counts of the same bins: one list has %llu, the other %llu",
                         (unsigned long long)entries[0].length, (unsigned long long)entries[1].length);
    buffer_clear(both);
    for (size_t side = 0; side < 2; side++) {
        struct column elements = column_elements(&call->arguments[side]);
        for (size_t i = entries[side].offset; i < entries[side].offset + entries[side].length; i++) {
            int64_t count = column_valid(&elements, i) ? column_int64(&elements, i) : 0;
            if (count < 0)
                return error_set(call->error, ERROR_USAGE, "a count of %lld is below 0", (long long)count);
            buffer_append(both, &count, sizeof count);
        }
    }
    TRY(buffer_status(both, call->error));
    *bins = entries[0].length;
    *first = (const int64_t *)(const void *)both->data;
    *second = *bins ? *first + *bins : *first;
    return 0;
}

/* ---- bins ---------------------------------------------------------------------------------------------- */

int decile_edges_rows(struct call *call)
{
    struct buffer *all = &call->scratch->b;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        size_t count = 0;
        double edges[DRIFT_EDGES];
        buffer_clear(&call->scratch->a);
        TRY(numbers_read(&call->arguments[0], row, &call->scratch->a, &count, call->error));
        double *values = (double *)(void *)call->scratch->a.data;
        values_sort(values, count);
        size_t edge_count = decile_edges(values, count, edges);
        target_list(&call->result, row, all->length / sizeof *edges, edge_count);
        buffer_append(all, edges, edge_count * sizeof *edges);
    }
    return finish_numbers(call, all);
}

int bin_counts_rows(struct call *call)
{
    struct buffer *all = &call->scratch->b;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct two_lists lists = {0};
        TRY(two_lists_read(call, row, &lists));
        size_t bins = lists.second_count + 1;
        char *counts = buffer_reserve(all, bins * sizeof(int64_t));
        if (!counts)
            return error_memory(call->error);
        memset(counts, 0, bins * sizeof(int64_t));
        target_list(&call->result, row, all->length / sizeof(int64_t), bins);
        all->length += bins * sizeof(int64_t);
        bins_count(lists.first, lists.first_count, lists.second, lists.second_count,
                   (int64_t *)(void *)counts);
    }
    return finish_numbers(call, all);
}

/* ---- shares -------------------------------------------------------------------------------------------- */

int psi_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        const int64_t *reference = NULL, *current = NULL;
        size_t bins = 0;
        TRY(two_counts_read(call, row, &reference, &current, &bins));
        double fill = column_double(&call->arguments[2], row);
        if (!(fill > 0 && fill < 1))
            return error_set(call->error, ERROR_USAGE, "a fill of %g is not between 0 and 1", fill);
        struct psi psi = psi_of(reference, current, bins, fill);
        const double numbers[] = {psi.value, psi.noise, psi.debiased, psi.low, psi.high};
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
            write_field(call, row, i, numbers[i]);
    }
    return 0;
}

int psi_least_rows_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        int64_t bins = column_int64(&call->arguments[0], row);
        target_number(&call->result, row,
                      bins > 0 ? psi_least_rows((size_t)bins, column_double(&call->arguments[1], row))
                               : (double)NAN);
    }
    return 0;
}

int jensen_shannon_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        const int64_t *reference = NULL, *current = NULL;
        size_t bins = 0;
        TRY(two_counts_read(call, row, &reference, &current, &bins));
        target_number(
            &call->result, row,
            jensen_shannon_distance(reference, current, bins, column_double(&call->arguments[2], row)));
    }
    return 0;
}

int chi2_contingency_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        const int64_t *reference = NULL, *current = NULL;
        size_t bins = 0;
        TRY(two_counts_read(call, row, &reference, &current, &bins));
        struct chi2_test test = chi2_contingency(reference, current, bins);
        write_field(call, row, 0, test.statistic);
        write_field(call, row, 1, test.freedom);
        write_field(call, row, 2, test.p);
    }
    return 0;
}

/* ---- samples ------------------------------------------------------------------------------------------- */

int ks_test_rows(struct call *call)
{
    struct target method = target_field(&call->result, 2);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct two_lists lists = {0};
        struct ks_test test = {0};
        TRY(two_lists_read(call, row, &lists));
        if (lists.first_count == 0 || lists.second_count == 0) {
            target_null(&call->result, row);
            continue;
        }
        TRY(ks_two_samples(lists.first, lists.first_count, lists.second, lists.second_count, &test,
                           call->error));
        write_field(call, row, 0, test.statistic);
        write_field(call, row, 1, test.p);
        target_text(&method, row, text_of(test.exact ? "exact" : "asymptotic"));
    }
    return 0;
}

int wasserstein_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct two_lists lists = {0};
        TRY(two_lists_read(call, row, &lists));
        target_number(&call->result, row,
                      wasserstein_distance(lists.first, lists.first_count, lists.second, lists.second_count));
    }
    return 0;
}
