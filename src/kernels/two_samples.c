#include "kernels/two_samples.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "kernels/auroc.h"
#include "kernels/logistic.h"
#include "kernels/term_rows.h"

/* ---- folds --------------------------------------------------------------------------------------------- */

struct placed {
    uint64_t hash;
    uint32_t text;
    bool second;
};

/* Samples one after the other, by hash within each. */
static int placed_order(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->second != y->second)
        return x->second - y->second;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

/* The place of the hash among the sorted; count where it is not. */
static size_t place_of(const struct placed *sorted, size_t count, uint64_t hash)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted[low].hash == hash ? low : count;
}

int folds_assign(const struct text *texts, size_t count, size_t first, size_t folds, uint64_t seed,
                 uint32_t *fold_of, struct error *error)
{
    struct placed *placed = memory_new(count + 1, sizeof *placed);
    if (!placed)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        placed[i] =
            (struct placed){hash_bytes(texts[i].data, texts[i].length, seed), (uint32_t)i, i >= first};
    qsort(placed, count, sizeof *placed, placed_order);
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        bool copy = i > 0 && placed[i].second == placed[i - 1].second && placed[i].hash == placed[i - 1].hash;
        size_t twin = placed[i].second && !copy ? place_of(placed, first, placed[i].hash) : first;
        if (copy)
            fold_of[placed[i].text] = fold_of[placed[i - 1].text];
        else if (twin < first)
            fold_of[placed[i].text] = fold_of[placed[twin].text];
        else
            fold_of[placed[i].text] = (uint32_t)(next++ % folds);
    }
    memory_free(placed);
    return 0;
}

/* ---- scores -------------------------------------------------------------------------------------------- */

struct telling {
    struct two_samples *result;
    struct term_rows terms;
    struct logistic model;
    bool *labels, *taken;
    struct scored *scored;
    size_t count, first;
};

static int folds_score(struct telling *telling, size_t folds, struct error *error)
{
    const struct sparse_rows *rows = &telling->terms.rows;
    for (size_t fold = 0; fold < folds; fold++) {
        for (size_t i = 0; i < telling->count; i++)
            telling->taken[i] = telling->result->folds[i] != fold;
        TRY(logistic_fit(&telling->model, rows, telling->labels, telling->taken, 1, error));
        for (size_t i = 0; i < telling->count; i++) {
            if (!telling->taken[i])
                telling->result->scores[i] = logistic_score(&telling->model, rows, i);
        }
    }
    for (size_t i = 0; i < telling->count; i++)
        telling->scored[i] = (struct scored){telling->result->scores[i], telling->labels[i]};
    telling->result->auroc = auroc_of(telling->scored, telling->count);
    return 0;
}

/* ---- terms --------------------------------------------------------------------------------------------- */

/* The columns with the largest weights (sign 1) or the smallest (sign -1), by falling size. */
static size_t columns_choose(const struct logistic *model, size_t columns, double sign, size_t wanted,
                             uint32_t *chosen)
{
    size_t count = 0;
    for (size_t column = 0; column < columns; column++) {
        double weight = sign * model->weights[column];
        if (!(weight > 1e-9))
            continue;
        size_t at = count < wanted ? count++ : wanted;
        while (at > 0 && sign * model->weights[chosen[at - 1]] < weight) {
            if (at < wanted)
                chosen[at] = chosen[at - 1];
            at--;
        }
        if (at < wanted)
            chosen[at] = (uint32_t)column;
    }
    return count;
}

static void holders_count(struct telling *telling, const uint32_t *chosen)
{
    const struct sparse_rows *rows = &telling->terms.rows;
    for (size_t row = 0; row < rows->rows; row++) {
        for (size_t i = rows->starts[row]; i < rows->starts[row + 1]; i++) {
            for (size_t k = 0; k < telling->result->term_count; k++) {
                if (chosen[k] == rows->entries[i].column)
                    *(telling->labels[row] ? &telling->result->terms[k].second
                                           : &telling->result->terms[k].first) += 1;
            }
        }
    }
}

static int terms_name(struct telling *telling, const struct text *texts, size_t wanted, uint32_t *chosen,
                      size_t *names, struct error *error)
{
    struct two_samples *result = telling->result;
    TRY(logistic_fit(&telling->model, &telling->terms.rows, telling->labels, NULL, 1, error));
    size_t columns = telling->terms.rows.columns;
    size_t count = columns_choose(&telling->model, columns, 1, wanted, chosen);
    count += columns_choose(&telling->model, columns, -1, wanted, chosen + count);
    TRY(term_names_find(&telling->terms, texts, telling->count, chosen, count, names, &result->names, error));
    for (size_t i = 0; i < count; i++)
        result->terms[i] =
            (struct telling_term){result->names.data + names[i], telling->model.weights[chosen[i]], 0, 0};
    result->term_count = count;
    holders_count(telling, chosen);
    return 0;
}

static int terms_find(struct telling *telling, const struct text *texts, size_t wanted, struct error *error)
{
    uint32_t *chosen = memory_new(2 * wanted + 1, sizeof *chosen);
    size_t *names = memory_new(2 * wanted + 1, sizeof *names);
    telling->result->terms = memory_new(2 * wanted + 1, sizeof *telling->result->terms);
    int code = chosen && names && telling->result->terms ? 0 : error_memory(error);
    if (code == 0 && wanted > 0)
        code = terms_name(telling, texts, wanted, chosen, names, error);
    memory_free(chosen);
    memory_free(names);
    return code;
}

/* ---- the test ------------------------------------------------------------------------------------------ */

static int telling_run(struct telling *telling, const struct text *texts,
                       const struct two_sample_options *options, struct error *error)
{
    if (!telling->labels || !telling->taken || !telling->scored || !telling->result->scores ||
        !telling->result->folds)
        return error_memory(error);
    for (size_t i = 0; i < telling->count; i++)
        telling->labels[i] = i >= telling->first;
    TRY(term_rows_make(&telling->terms, texts, telling->count, options->least, error));
    TRY(folds_assign(texts, telling->count, telling->first, options->folds, options->seed,
                     telling->result->folds, error));
    TRY(folds_score(telling, options->folds, error));
    return terms_find(telling, texts, options->terms, error);
}

int two_samples_tell(struct two_samples *result, const struct text *texts, size_t count, size_t first,
                     const struct two_sample_options *options, struct error *error)
{
    result->auroc = (struct interval){NAN, NAN, NAN};
    if (options->folds < 2)
        return error_set(error, ERROR_USAGE, "%zu folds are too few: at least 2", options->folds);
    if (first < options->folds || count - first < options->folds || count > UINT32_MAX)
        return 0;
    struct telling telling = {.result = result,
                              .labels = memory_new(count, sizeof(bool)),
                              .taken = memory_new(count, sizeof(bool)),
                              .scored = memory_new(count, sizeof(struct scored)),
                              .count = count,
                              .first = first};
    result->scores = memory_new(count, sizeof *result->scores);
    result->folds = memory_new(count, sizeof *result->folds);
    int code = telling_run(&telling, texts, options, error);
    memory_free(telling.labels);
    memory_free(telling.taken);
    memory_free(telling.scored);
    term_rows_release(&telling.terms);
    logistic_release(&telling.model);
    return code;
}

void two_samples_release(struct two_samples *result)
{
    memory_free(result->scores);
    memory_free(result->folds);
    memory_free(result->terms);
    buffer_release(&result->names);
    *result = (struct two_samples){0};
}
