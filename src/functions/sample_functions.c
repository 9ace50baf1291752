/* Two samples of texts or vectors told apart, in SQL. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "functions/vector_lists.h"
#include "kernels/auroc.h"
#include "kernels/mean_discrepancy.h"
#include "kernels/two_samples.h"

static void write_field(const struct call *call, size_t row, size_t field, double number)
{
    struct target target = target_field(&call->result, field);
    if (isnan(number))
        target_null(&target, row);
    else
        target_double(&target, row, number);
}

static void write_interval(const struct call *call, size_t row, struct interval interval)
{
    write_field(call, row, 0, interval.value);
    write_field(call, row, 1, interval.low);
    write_field(call, row, 2, interval.high);
}

/* ---- AUROC --------------------------------------------------------------------------------------------- */

int auroc_rows(struct call *call)
{
    struct column scores = column_elements(&call->arguments[0]),
                  labels = column_elements(&call->arguments[1]);
    struct buffer *items = &call->scratch->a;
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct list_entry of_scores = column_list(&call->arguments[0], row),
                          of_labels = column_list(&call->arguments[1], row);
        if (of_scores.length != of_labels.length)
            return error_set(call->error, ERROR_USAGE, "takes a label for every score: %llu and %llu",
                             (unsigned long long)of_labels.length, (unsigned long long)of_scores.length);
        buffer_clear(items);
        for (size_t i = 0; i < of_scores.length; i++) {
            size_t score = of_scores.offset + i, label = of_labels.offset + i;
            if (!column_valid(&scores, score) || !column_valid(&labels, label))
                continue;
            struct scored item = {column_double(&scores, score), column_boolean(&labels, label)};
            buffer_append(items, &item, sizeof item);
        }
        TRY(buffer_status(items, call->error));
        write_interval(call, row,
                       auroc_of((struct scored *)(void *)items->data, items->length / sizeof(struct scored)));
    }
    return 0;
}

/* ---- classifier two-sample test ------------------------------------------------------------------------ */

/* The elements of all rows' lists, until they are written together. */
struct told {
    struct buffer scores, terms, names;
};

struct told_term {
    size_t name, length;
    double weight;
    int64_t first, second;
};

static void told_release(void *own)
{
    struct told *told = own;
    buffer_release(&told->scores);
    buffer_release(&told->terms);
    buffer_release(&told->names);
    memory_free(told);
}

/* Appends the list's texts; NULL is an empty text, so that scores stay beside their texts. */
static void texts_read(const struct column *list, size_t row, struct buffer *out)
{
    struct column elements = column_elements(list);
    struct list_entry entry = column_list(list, row);
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        struct text text = column_valid(&elements, i) ? column_text(&elements, i) : text_of("");
        buffer_append(out, &text, sizeof text);
    }
}

static void told_add(struct call *call, size_t row, struct told *told, const struct two_samples *result,
                     size_t count)
{
    struct target scores = target_field(&call->result, 3), terms = target_field(&call->result, 4);
    write_interval(call, row, result->auroc);
    size_t scored = result->scores ? count : 0;
    target_list(&scores, row, told->scores.length / sizeof(double), scored);
    target_list(&terms, row, told->terms.length / sizeof(struct told_term), result->term_count);
    buffer_append(&told->scores, result->scores, scored * sizeof(double));
    for (size_t i = 0; i < result->term_count; i++) {
        const struct telling_term *term = &result->terms[i];
        struct told_term added = {told->names.length, strlen(term->term), term->weight, term->first,
                                  term->second};
        buffer_append(&told->names, term->term, added.length);
        buffer_append(&told->terms, &added, sizeof added);
    }
}

static int told_row(struct call *call, size_t row, struct told *told)
{
    int64_t folds = column_int64(&call->arguments[2], row);
    if (folds < 2 || folds > 1000)
        return error_set(call->error, ERROR_USAGE, "%lld folds are not from 2 to 1000", (long long)folds);
    struct buffer *texts = &call->scratch->a;
    buffer_clear(texts);
    texts_read(&call->arguments[0], row, texts);
    size_t first = texts->length / sizeof(struct text);
    texts_read(&call->arguments[1], row, texts);
    TRY(buffer_status(texts, call->error));
    struct two_sample_options options = {.folds = (size_t)folds,
                                         .seed = (uint64_t)column_int64(&call->arguments[3], row),
                                         .least = 2,
                                         .terms = 15};
    struct two_samples result = {0};
    size_t count = texts->length / sizeof(struct text);
    int code = two_samples_tell(&result, (const struct text *)(const void *)texts->data, count, first,
                                &options, call->error);
    if (code == 0)
        told_add(call, row, told, &result, count);
    two_samples_release(&result);
    return code;
}

static int told_write(struct call *call, const struct told *told)
{
    TRY(buffer_status(&told->scores, call->error));
    TRY(buffer_status(&told->terms, call->error));
    TRY(buffer_status(&told->names, call->error));
    struct target scores = target_field(&call->result, 3), terms = target_field(&call->result, 4);
    uint64_t score_count = told->scores.length / sizeof(double),
             term_count = told->terms.length / sizeof(struct told_term);
    if (target_reserve(&scores, score_count) < 0 || target_reserve(&terms, term_count) < 0)
        return error_memory(call->error);
    target_length(&scores, score_count);
    target_length(&terms, term_count);
    struct target numbers = target_elements(&scores), elements = target_elements(&terms);
    struct target term = target_field(&elements, 0), weight = target_field(&elements, 1),
                  first = target_field(&elements, 2), second = target_field(&elements, 3);
    if (score_count)
        memcpy(numbers.values, told->scores.data, told->scores.length);
    for (uint64_t i = 0; i < term_count; i++) {
        struct told_term added;
        memcpy(&added, told->terms.data + i * sizeof added, sizeof added);
        target_text(&term, i, (struct text){told->names.data + added.name, added.length});
        target_double(&weight, i, added.weight);
        target_int64(&first, i, added.first);
        target_int64(&second, i, added.second);
    }
    return 0;
}

int classifier_test_rows(struct call *call)
{
    struct told *told = own_object(call, sizeof *told, told_release);
    if (!told)
        return error_memory(call->error);
    buffer_clear(&told->scores);
    buffer_clear(&told->terms);
    buffer_clear(&told->names);
    for (size_t row = 0; row < call->rows; row++) {
        if (row_is_whole(call, row))
            TRY(told_row(call, row, told));
    }
    return told_write(call, told);
}

/* ---- vectors ------------------------------------------------------------------------------------------ */

int mmd_test_rows(struct call *call)
{
    struct buffer *vectors = &call->scratch->a;
    TRY(vector_list_check(&call->arguments[0], call->error));
    TRY(vector_list_check(&call->arguments[1], call->error));
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        int64_t permutations = column_int64(&call->arguments[2], row);
        if (permutations < 0 || permutations > 1000000)
            return error_set(call->error, ERROR_USAGE, "%lld permutations are not from 0 to 1000000",
                             (long long)permutations);
        struct two_sets sets;
        struct mmd_test test = {0};
        TRY(two_sets_read(call, row, false, &sets, vectors));
        TRY(mmd_two_samples((const float *)(const void *)vectors->data, sets.first + sets.second, sets.first,
                            sets.dimensions, permutations, (uint64_t)column_int64(&call->arguments[3], row),
                            &test, call->error));
        write_field(call, row, 0, test.value);
        write_field(call, row, 1, test.bandwidth);
        write_field(call, row, 2, test.p);
    }
    return 0;
}
