/* Two models on the same items, in SQL; what is undefined is NULL. */
#include <math.h>

#include "functions/family.h"
#include "functions/graded_lists.h"
#include "kernels/paired.h"

int mcnemar_corrected_rows(struct call *call)
{
    struct target chi2 = target_field(&call->result, 0), p = target_field(&call->result, 1);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct chi_test test =
            mcnemar_corrected(column_int64(&call->arguments[0], row), column_int64(&call->arguments[1], row));
        put_double(&chi2, row, test.chi2);
        put_double(&p, row, test.p);
    }
    return 0;
}

static void put_mean_test(const struct call *call, size_t row, struct mean_test test)
{
    const double numbers[] = {test.difference, test.error, test.z, test.p};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct target field = target_field(&call->result, i);
        put_double(&field, row, numbers[i]);
    }
}

int paired_z_rows(struct call *call)
{
    const struct column *arguments = call->arguments;
    for (size_t row = 0; row < call->rows; row++)
        if (row_is_whole(call, row))
            put_mean_test(call, row,
                          paired_z(column_int64(&arguments[0], row), column_double(&arguments[1], row),
                                   column_double(&arguments[2], row)));
    return 0;
}

int unpaired_z_rows(struct call *call)
{
    const struct column *arguments = call->arguments;
    for (size_t row = 0; row < call->rows; row++)
        if (row_is_whole(call, row))
            put_mean_test(call, row,
                          unpaired_z(column_int64(&arguments[0], row), column_double(&arguments[1], row),
                                     column_double(&arguments[2], row), column_int64(&arguments[3], row),
                                     column_double(&arguments[4], row), column_double(&arguments[5], row)));
    return 0;
}

/* ---- lists --------------------------------------------------------------------------------------------- */

struct pair_list {
    struct pair *items;
    size_t count, clusters;
};

static int pair_list_read(const struct call *call, size_t row, struct pair_list *list, struct error *error)
{
    struct number_pairs read;
    TRY(number_pairs_read(call, row, &read, error));
    *list = (struct pair_list){arena_take(&call->scratch->arena, read.count + 1, sizeof *list->items),
                               read.count, read.clusters.count};
    if (!list->items)
        return error_memory(error);
    for (size_t i = 0; i < read.count; i++)
        list->items[i] = (struct pair){read.first[i], read.second[i], read.clusters.codes[i]};
    return 0;
}

static void put_count(const struct call *call, size_t field, size_t row, double count)
{
    struct target target = target_field(&call->result, field);
    if (isnan(count))
        target_null(&target, row);
    else
        target_int64(&target, row, (int64_t)count);
}

static void put_number(const struct call *call, size_t field, size_t row, double number)
{
    struct target target = target_field(&call->result, field);
    put_double(&target, row, number);
}

int paired_difference_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        struct pair_list list;
        struct paired paired;
        struct interval interval;
        if (!row_is_whole(call, row))
            continue;
        int32_t resamples = column_int32(&call->arguments[3], row);
        if (resamples < 0 || resamples > 1000000)
            return error_set(call->error, ERROR_USAGE, "resamples is 0 to 1,000,000, not %d", resamples);
        TRY(pair_list_read(call, row, &list, call->error));
        TRY(paired_measure(list.items, list.count, list.clusters, &paired, call->error));
        TRY(paired_bootstrap(list.items, list.count, list.clusters, (size_t)resamples, 0.025, &interval,
                             call->error));
        interval.value = paired.difference;
        put_interval(&call->result, row, &interval);
        put_number(call, 3, row, paired.error);
        put_count(call, 4, row, paired.n);
        put_count(call, 5, row, paired.clusters);
        put_number(call, 6, row, paired.design);
        put_count(call, 7, row, paired.only_first);
        put_count(call, 8, row, paired.only_second);
    }
    return 0;
}

int paired_margin_rows(struct call *call)
{
    struct target reason = target_field(&call->result, 7);
    for (size_t row = 0; row < call->rows; row++) {
        struct pair_list list;
        struct paired paired;
        if (!row_is_whole(call, row))
            continue;
        TRY(pair_list_read(call, row, &list, call->error));
        TRY(paired_measure(list.items, list.count, list.clusters, &paired, call->error));
        struct margin_test test = paired_margin(&paired, column_double(&call->arguments[3], row),
                                                column_double(&call->arguments[4], row));
        put_interval(&call->result, row, &test.difference);
        put_number(call, 3, row, test.not_worse);
        put_number(call, 4, row, test.worse);
        put_count(call, 5, row, paired.n);
        put_count(call, 6, row, test.n_to_decide);
        if (test.reason)
            target_text(&reason, row, text_of(test.reason));
        else
            target_null(&reason, row);
    }
    return 0;
}
