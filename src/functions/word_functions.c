/* Words, shingles and Jaccard similarity in SQL. */
#include "base/memory.h"
#include "functions/family.h"
#include "kernels/fact_words.h"
#include "kernels/jaccard.h"
#include "kernels/minhash.h"
#include "kernels/shingles.h"
#include "kernels/words.h"

/* ---- words --------------------------------------------------------------------------------------------- */

static void free_words(void *own)
{
    words_release(own);
    memory_free(own);
}

int word_count_rows(struct call *call)
{
    struct words *words = own_object(call, sizeof *words, free_words);
    if (!words)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        TRY(words_split(words, column_text(&call->arguments[0], row), call->error));
        target_int64(&call->result, row, (int64_t)words->hashes.count);
    }
    return 0;
}

/* Folded words of all rows: their bytes in scratch.a, the end of each in scratch.b. */
static int collect_words(struct call *call, struct words *words)
{
    struct buffer *bytes = &call->scratch->a, *ends = &call->scratch->b;
    buffer_clear(bytes);
    buffer_clear(ends);
    uint64_t total = 0;
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        TRY(words_split_spans(words, column_text(&call->arguments[0], row), call->error));
        target_list(&call->result, row, total, words->hashes.count);
        total += words->hashes.count;
        for (size_t i = 0; i < words->hashes.count; i++) {
            buffer_text(bytes, words_folded(words, i));
            buffer_append(ends, &bytes->length, sizeof bytes->length);
        }
    }
    TRY(buffer_status(bytes, call->error));
    return buffer_status(ends, call->error);
}

/* The lists' elements out of collected words. */
static int collected_write(struct call *call)
{
    size_t total = call->scratch->b.length / sizeof(size_t), start = 0;
    struct target elements = {0};
    TRY(list_elements(call, total, &elements));
    for (size_t i = 0; i < total; i++) {
        size_t end;
        memcpy(&end, call->scratch->b.data + i * sizeof end, sizeof end);
        target_text(&elements, i, (struct text){call->scratch->a.data + start, end - start});
        start = end;
    }
    return 0;
}

int words_rows(struct call *call)
{
    struct words *words = own_object(call, sizeof *words, free_words);
    if (!words)
        return error_memory(call->error);
    TRY(collect_words(call, words));
    return collected_write(call);
}

struct fact_finder {
    struct words words;
    struct buffer indices;
};

static void free_fact_finder(void *own)
{
    struct fact_finder *finder = own;
    words_release(&finder->words);
    buffer_release(&finder->indices);
    memory_free(finder);
}

int fact_words_rows(struct call *call)
{
    struct fact_finder *finder = own_object(call, sizeof *finder, free_fact_finder);
    struct buffer *bytes = &call->scratch->a, *ends = &call->scratch->b;
    uint64_t total = 0;
    if (!finder)
        return error_memory(call->error);
    buffer_clear(bytes);
    buffer_clear(ends);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        TRY(fact_words_find(&finder->words, column_text(&call->arguments[0], row), &finder->indices,
                            call->error));
        size_t count = finder->indices.length / sizeof(size_t);
        target_list(&call->result, row, total, count);
        total += count;
        for (size_t i = 0; i < count; i++) {
            size_t index;
            memcpy(&index, finder->indices.data + i * sizeof index, sizeof index);
            buffer_text(bytes, words_folded(&finder->words, index));
            buffer_append(ends, &bytes->length, sizeof bytes->length);
        }
    }
    TRY(buffer_status(bytes, call->error));
    TRY(buffer_status(ends, call->error));
    return collected_write(call);
}

/* ---- shingles ------------------------------------------------------------------------------------------ */

struct shingler {
    struct words words;
    struct hashes shingles;
};

static void free_shingler(void *own)
{
    struct shingler *shingler = own;
    words_release(&shingler->words);
    hashes_release(&shingler->shingles);
    memory_free(shingler);
}

static int read_n(struct call *call, size_t argument, size_t row, size_t *n)
{
    int32_t value = column_int32(&call->arguments[argument], row);
    if (value < 1)
        return error_set(call->error, ERROR_USAGE, "a shingle has at least one word, not %d", value);
    *n = (size_t)value;
    return 0;
}

int shingles_rows(struct call *call)
{
    struct shingler *shingler = own_object(call, sizeof *shingler, free_shingler);
    if (!shingler)
        return error_memory(call->error);
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    struct hashes *shingles = &shingler->shingles;
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        size_t n = 0;
        TRY(read_n(call, 1, row, &n));
        struct text text = column_text(&call->arguments[0], row);
        TRY(shingles_of_text(shingles, &shingler->words, text, n, call->error));
        target_list(&call->result, row, all->length / sizeof *shingles->items, shingles->count);
        buffer_append(all, shingles->items, shingles->count * sizeof *shingles->items);
    }
    return finish_numbers(call, all);
}

/* ---- Jaccard ------------------------------------------------------------------------------------------- */

/* The numbers of one list value as a set: in place when they are one already, else copied and sorted. NULL
 * elements stand for nothing and are left out. */
static int read_set(const struct column *elements, struct list_entry entry, struct hashes *space,
                    const uint64_t **items, size_t *count, struct error *error)
{
    const uint64_t *values = elements->values;
    if (entry.length == 0 || elements->kind == KIND_NULL) {
        *count = 0;
        return 0;
    }
    if (!elements->validity && hashes_are_set(values + entry.offset, entry.length)) {
        *items = values + entry.offset;
        *count = entry.length;
        return 0;
    }
    space->count = 0;
    TRY(hashes_reserve(space, entry.length, error));
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        if (column_valid(elements, i))
            space->items[space->count++] = values[i];
    }
    TRY(hashes_make_set(space, error));
    *items = space->items;
    *count = space->count;
    return 0;
}

static void free_jaccard(void *own)
{
    jaccard_release(own);
    memory_free(own);
}

static void write_similarity(struct call *call, size_t row, double similarity)
{
    if (similarity >= 0)
        target_double(&call->result, row, similarity);
    else
        target_null(&call->result, row); /* two empty sets: undefined */
}

int shingle_jaccard_rows(struct call *call)
{
    struct jaccard *space = own_object(call, sizeof *space, free_jaccard);
    if (!space)
        return error_memory(call->error);
    struct column a_elements = column_elements(&call->arguments[0]);
    struct column b_elements = column_elements(&call->arguments[1]);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        const uint64_t *a = NULL, *b = NULL;
        size_t a_count, b_count;
        struct list_entry a_entry = column_list(&call->arguments[0], row);
        struct list_entry b_entry = column_list(&call->arguments[1], row);
        TRY(read_set(&a_elements, a_entry, &space->a, &a, &a_count, call->error));
        TRY(read_set(&b_elements, b_entry, &space->b, &b, &b_count, call->error));
        write_similarity(call, row, jaccard_of_sets(a, a_count, b, b_count));
    }
    return 0;
}

int jaccard_rows(struct call *call)
{
    struct jaccard *space = own_object(call, sizeof *space, free_jaccard);
    if (!space)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        size_t n = 0;
        double similarity;
        TRY(read_n(call, 2, row, &n));
        TRY(jaccard_of_texts(space, column_text(&call->arguments[0], row),
                             column_text(&call->arguments[1], row), n, &similarity, call->error));
        write_similarity(call, row, similarity);
    }
    return 0;
}

/* ---- MinHash ------------------------------------------------------------------------------------------- */

struct sketcher {
    struct minhash minhash;
    struct hashes shingles;
    struct words words;
};

static void free_sketcher(void *own)
{
    struct sketcher *sketcher = own;
    minhash_release(&sketcher->minhash);
    hashes_release(&sketcher->shingles);
    words_release(&sketcher->words);
    memory_free(sketcher);
}

int minhash_rows(struct call *call)
{
    struct sketcher *sketcher = own_object(call, sizeof *sketcher, free_sketcher);
    if (!sketcher)
        return error_memory(call->error);
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    struct column elements = column_elements(&call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct minhash_shape shape = {column_int32(&call->arguments[1], row),
                                      column_int32(&call->arguments[2], row)};
        TRY(minhash_init(&sketcher->minhash, shape, call->error));
        struct list_entry entry = column_list(&call->arguments[0], row);
        const uint64_t *shingles = NULL;
        uint64_t keys[MINHASH_BANDS];
        size_t shingle_count, count;
        TRY(read_set(&elements, entry, &sketcher->shingles, &shingles, &shingle_count, call->error));
        TRY(minhash_keys(&sketcher->minhash, shingles, shingle_count, keys, &count, call->error));
        target_list(&call->result, row, all->length / sizeof *keys, count);
        buffer_append(all, keys, count * sizeof *keys);
    }
    return finish_numbers(call, all);
}

/* minhash(shingles(text, n), bands, rows) without a list and a set in between: minima need neither. */
int text_minhash_rows(struct call *call)
{
    struct sketcher *sketcher = own_object(call, sizeof *sketcher, free_sketcher);
    if (!sketcher)
        return error_memory(call->error);
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct minhash_shape shape = {column_int32(&call->arguments[2], row),
                                      column_int32(&call->arguments[3], row)};
        struct hashes *words = &sketcher->words.hashes, *shingles = &sketcher->shingles;
        uint64_t keys[MINHASH_BANDS];
        size_t n = 0, count;
        TRY(minhash_init(&sketcher->minhash, shape, call->error));
        TRY(read_n(call, 1, row, &n));
        TRY(words_split(&sketcher->words, column_text(&call->arguments[0], row), call->error));
        TRY(shingle_runs_of_words(shingles, words->items, words->count, n, call->error));
        TRY(minhash_keys(&sketcher->minhash, shingles->items, shingles->count, keys, &count, call->error));
        target_list(&call->result, row, all->length / sizeof *keys, count);
        buffer_append(all, keys, count * sizeof *keys);
    }
    return finish_numbers(call, all);
}
