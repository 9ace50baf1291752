/* Calibration and agreement of raters in SQL; what is undefined is NULL. */
#include <math.h>
#include <stdlib.h>

#include "functions/family.h"
#include "functions/graded_lists.h"
#include "kernels/agreement_nominal.h"
#include "kernels/calibration.h"

/* ---- calibration --------------------------------------------------------------------------------------- */

struct answer_list {
    struct judged *items;
    size_t count, clusters;
};

static int answer_list_read(const struct call *call, size_t row, struct answer_list *list,
                            struct error *error)
{
    struct number_pairs read;
    TRY(number_pairs_read(call, row, &read, error));
    *list = (struct answer_list){arena_take(&call->scratch->arena, read.count + 1, sizeof *list->items),
                                 read.count, read.clusters.count};
    if (!list->items)
        return error_memory(error);
    for (size_t i = 0; i < read.count; i++)
        list->items[i] = (struct judged){read.first[i], read.second[i], read.clusters.codes[i], (uint32_t)i};
    calibration_sort(list->items, list->count);
    return 0;
}

static int bin_count(const struct call *call, size_t argument, size_t row, size_t *bins)
{
    int32_t asked = column_int32(&call->arguments[argument], row);
    if (asked < 1 || asked > CALIBRATION_MOST_BINS)
        return error_set(call->error, ERROR_USAGE, "bins are 1 to %d, not %d", CALIBRATION_MOST_BINS, asked);
    *bins = (size_t)asked;
    return 0;
}

static int resample_count(const struct call *call, size_t argument, size_t row, size_t *resamples)
{
    int32_t asked = column_int32(&call->arguments[argument], row);
    if (asked < 0 || asked > 1000000)
        return error_set(call->error, ERROR_USAGE, "resamples is 0 to 1,000,000, not %d", asked);
    *resamples = (size_t)asked;
    return 0;
}

int calibration_rows(struct call *call)
{
    struct target n = target_field(&call->result, 0);
    for (size_t row = 0; row < call->rows; row++) {
        struct answer_list list;
        struct interval figures[CALIBRATION_FIGURES];
        size_t bins, resamples;
        if (!row_is_whole(call, row))
            continue;
        TRY(bin_count(call, 3, row, &bins));
        TRY(resample_count(call, 4, row, &resamples));
        TRY(answer_list_read(call, row, &list, call->error));
        TRY(calibration_intervals(list.items, list.count, list.clusters, bins, resamples, figures,
                                  call->error));
        target_int64(&n, row, (int64_t)list.count);
        for (size_t i = 0; i < CALIBRATION_FIGURES; i++) {
            struct target field = target_field(&call->result, i + 1);
            put_interval(&field, row, &figures[i]);
        }
    }
    return 0;
}

static int bins_write(struct call *call, const struct buffer *all)
{
    struct target elements = {0};
    TRY(buffer_status(all, call->error));
    uint64_t total = all->length / sizeof(struct calibration_bin);
    TRY(list_elements(call, total, &elements));
    struct target fields[5];
    for (size_t i = 0; i < 5; i++)
        fields[i] = target_field(&elements, i);
    for (uint64_t i = 0; i < total; i++) {
        struct calibration_bin bin;
        memcpy(&bin, all->data + i * sizeof bin, sizeof bin);
        put_double(&fields[0], i, bin.low);
        put_double(&fields[1], i, bin.high);
        target_int64(&fields[2], i, bin.n);
        put_double(&fields[3], i, bin.confidence);
        put_double(&fields[4], i, bin.accuracy);
    }
    return 0;
}

int reliability_bins_rows(struct call *call)
{
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        struct calibration_bin made[CALIBRATION_MOST_BINS];
        struct answer_list list;
        size_t bins;
        if (!row_is_whole(call, row))
            continue;
        TRY(bin_count(call, 3, row, &bins));
        TRY(answer_list_read(call, row, &list, call->error));
        calibration_bins(list.items, list.count, bins, made);
        target_list(&call->result, row, all->length / sizeof *made, bins);
        buffer_append(all, made, bins * sizeof *made);
    }
    return bins_write(call, all);
}

/* ---- agreement ----------------------------------------------------------------------------------------- */

struct rating_texts {
    struct text *items, *raters, *categories;
    size_t count;
};

/* The places where all three are there. */
static int rating_texts_read(const struct call *call, size_t row, struct rating_texts *texts,
                             struct error *error)
{
    struct arena *arena = &call->scratch->arena;
    struct list_view lists[] = {list_view_of(call, 0, row), list_view_of(call, 1, row),
                                list_view_of(call, 2, row)};
    TRY(lists_match(lists, 3, 0, error));
    size_t length = (size_t)lists[0].entry.length;
    *texts = (struct rating_texts){arena_take(arena, length + 1, sizeof(struct text)),
                                   arena_take(arena, length + 1, sizeof(struct text)),
                                   arena_take(arena, length + 1, sizeof(struct text)), 0};
    if (!texts->items || !texts->raters || !texts->categories)
        return error_memory(error);
    for (size_t i = 0; i < length; i++) {
        struct text item = list_text(&lists[0], i), rater = list_text(&lists[1], i),
                    category = list_text(&lists[2], i);
        if (!item.data || !rater.data || !category.data)
            continue;
        texts->items[texts->count] = item;
        texts->raters[texts->count] = rater;
        texts->categories[texts->count++] = category;
    }
    return 0;
}

static double text_number(struct text text)
{
    char digits[64];
    char *end = digits;
    if (text.length == 0 || text.length >= sizeof digits)
        return NAN;
    memcpy(digits, text.data, text.length);
    digits[text.length] = '\0';
    double number = strtod(digits, &end);
    return *end == '\0' && isfinite(number) ? number : (double)NAN;
}

/* A category's number and its code by bytes. */
struct numbered {
    double number;
    uint32_t code;
};

static int by_number(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->code < y->code ? -1 : x->code > y->code;
}

/* Where every category is a number they are put in that order ("10" after "9"), "1" and "1.0" as one. */
static int categories_number(struct text_codes *categories, size_t count, struct ratings *ratings,
                             struct arena *arena, struct error *error)
{
    struct numbered *numbered = arena_take(arena, categories->count + 1, sizeof *numbered);
    double *numbers = arena_take(arena, categories->count + 1, sizeof *numbers);
    uint32_t *renamed = arena_take(arena, categories->count + 1, sizeof *renamed);
    if (!numbered || !numbers || !renamed)
        return error_memory(error);
    for (size_t i = 0; i < categories->count; i++) {
        numbered[i] = (struct numbered){text_number(categories->texts[i]), (uint32_t)i};
        if (isnan(numbered[i].number))
            return 0;
    }
    qsort(numbered, categories->count, sizeof *numbered, by_number);
    size_t distinct = 0;
    for (size_t i = 0; i < categories->count; i++) {
        if (i == 0 || numbered[i].number != numbered[i - 1].number)
            numbers[distinct++] = numbered[i].number;
        renamed[numbered[i].code] = (uint32_t)(distinct - 1);
    }
    for (size_t i = 0; i < count; i++)
        categories->codes[i] = renamed[categories->codes[i]];
    categories->count = distinct;
    ratings->numbers = numbers;
    return 0;
}

static int ratings_read(const struct call *call, size_t row, struct ratings *ratings, struct error *error)
{
    struct arena *arena = &call->scratch->arena;
    struct rating_texts texts;
    struct text_codes items, raters, categories;
    TRY(rating_texts_read(call, row, &texts, error));
    TRY(text_codes_make(&items, texts.items, texts.count, arena, error));
    TRY(text_codes_make(&raters, texts.raters, texts.count, arena, error));
    TRY(text_codes_make(&categories, texts.categories, texts.count, arena, error));
    *ratings = (struct ratings){.list = arena_take(arena, texts.count + 1, sizeof *ratings->list),
                                .count = texts.count};
    if (!ratings->list)
        return error_memory(error);
    TRY(categories_number(&categories, texts.count, ratings, arena, error));
    ratings->items = items.count;
    ratings->raters = raters.count;
    ratings->categories = categories.count;
    for (size_t i = 0; i < texts.count; i++)
        ratings->list[i] = (struct rating){items.codes[i], raters.codes[i], categories.codes[i]};
    return ratings_settle(ratings, error);
}

static int measure_refuse(struct text name, struct error *error)
{
    struct buffer known = {0};
    for (const struct agreement_measure *measure = agreement_measures; measure->name; measure++)
        buffer_format(&known, "%s%s", measure == agreement_measures ? "" : ", ", measure->name);
    error_fill(error, ERROR_USAGE, "\"%.*s\" is no measure of agreement; known: %s", (int)name.length,
               name.data, buffer_c(&known));
    buffer_release(&known);
    return ERROR_USAGE;
}

int rater_agreement_rows(struct call *call)
{
    struct target items = target_field(&call->result, 3), reason = target_field(&call->result, 4);
    for (size_t row = 0; row < call->rows; row++) {
        struct ratings ratings;
        struct agreement agreement;
        size_t resamples;
        if (!row_is_whole(call, row))
            continue;
        struct text name = column_text(&call->arguments[3], row);
        const struct agreement_measure *measure = agreement_named(name);
        if (!measure)
            return measure_refuse(name, call->error);
        TRY(resample_count(call, 4, row, &resamples));
        TRY(ratings_read(call, row, &ratings, call->error));
        TRY(agreement_measured(&ratings, measure, resamples, &agreement, call->error));
        put_interval(&call->result, row, &agreement.value);
        target_int64(&items, row, agreement.items);
        if (agreement.reason)
            target_text(&reason, row, text_of(agreement.reason));
        else
            target_null(&reason, row);
    }
    return 0;
}
