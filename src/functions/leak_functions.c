/* The search for evaluation items among training texts in SQL. An index is built once a query and read as a
 * BLOB. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "kernels/gpt3_rule.h"
#include "kernels/leak_search.h"
#include "kernels/leak_threshold.h"

/* ---- building -------------------------------------------------------------------------------------------
 */

struct items {
    struct column elements, items, texts;
};

static int read_items(struct call *call, struct items *items)
{
    items->elements = column_elements(&call->arguments[0]);
    items->items = column_field(&items->elements, "item");
    items->texts = column_field(&items->elements, "text");
    bool empty = call->arguments[0].kind == KIND_LIST && items->elements.kind != KIND_STRUCT;
    bool typed = items->items.kind == KIND_INT64 && items->texts.kind == KIND_TEXT;
    if (call->arguments[0].kind == KIND_NULL || empty || typed)
        return 0;
    return error_set(call->error, ERROR_USAGE, "takes a list of STRUCT(item BIGINT, text VARCHAR)");
}

/* The items of one list that are whole; *texts is freed by memory_free. */
static int gather_texts(struct call *call, const struct items *items, struct list_entry entry,
                        struct leak_text **texts, size_t *count)
{
    *count = 0;
    if (entry.length && items->elements.kind != KIND_STRUCT)
        return error_set(call->error, ERROR_USAGE, "takes a list of STRUCT(item BIGINT, text VARCHAR)");
    *texts = memory_new(entry.length + 1, sizeof **texts);
    if (!*texts)
        return error_memory(call->error);
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++)
        if (column_valid(&items->elements, i) && column_valid(&items->items, i) &&
            column_valid(&items->texts, i))
            (*texts)[(*count)++] =
                (struct leak_text){column_int64(&items->items, i), column_text(&items->texts, i)};
    return 0;
}

static int method_read(struct call *call, struct text name, const char *const *names, int *method)
{
    for (*method = 0; *method < 2; (*method)++)
        if (text_is(name, names[*method]))
            return 0;
    return error_set(call->error, ERROR_USAGE, "there is no method '%.*s': write '%s' or '%s'",
                     (int)name.length, name.data, names[0], names[1]);
}

static int background_read(const struct column *elements, struct list_entry entry, struct text **texts,
                           size_t *count, struct error *error)
{
    *count = 0;
    *texts = memory_new(entry.length + 1, sizeof **texts);
    if (!*texts)
        return error_memory(error);
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++)
        if (column_valid(elements, i))
            (*texts)[(*count)++] = column_text(elements, i);
    return 0;
}

int leak_index_rows(struct call *call)
{
    static const char *const methods[] = {"rephrased", "tfidf"};
    struct items items;
    struct column background = column_elements(&call->arguments[1]);
    TRY(read_items(call, &items));
    for (size_t row = 0; row < call->rows; row++) {
        struct leak_text *texts = NULL;
        struct text *others = NULL;
        size_t count = 0, other_count = 0;
        int method = 0, code = 0;
        if (!row_is_whole(call, row))
            continue;
        TRY(method_read(call, column_text(&call->arguments[2], row), methods, &method));
        buffer_clear(&call->scratch->a);
        code = gather_texts(call, &items, column_list(&call->arguments[0], row), &texts, &count);
        if (code == 0)
            code = background_read(&background, column_list(&call->arguments[1], row), &others, &other_count,
                                   call->error);
        if (code == 0)
            code = leak_index_build(&call->scratch->a, texts, count, others, other_count,
                                    (enum leak_method)method, call->error);
        memory_free(texts);
        memory_free(others);
        TRY(code);
        target_blob(&call->result, row, buffer_view(&call->scratch->a));
    }
    buffer_release(&call->scratch->a); /* it may be large, and is needed once a query */
    return 0;
}

int gram_index_rows(struct call *call)
{
    static const char *const methods[] = {"words", "gpt3"};
    struct items items;
    TRY(read_items(call, &items));
    for (size_t row = 0; row < call->rows; row++) {
        struct leak_text *texts = NULL;
        size_t count = 0;
        int method = 0;
        if (!row_is_whole(call, row))
            continue;
        TRY(method_read(call, column_text(&call->arguments[2], row), methods, &method));
        buffer_clear(&call->scratch->a);
        int code = gather_texts(call, &items, column_list(&call->arguments[0], row), &texts, &count);
        if (code == 0)
            code = gram_index_build(&call->scratch->a, texts, count, column_int32(&call->arguments[1], row),
                                    (enum gram_method)method, call->error);
        memory_free(texts);
        TRY(code);
        target_blob(&call->result, row, buffer_view(&call->scratch->a));
    }
    buffer_release(&call->scratch->a);
    return 0;
}

/* ---- an index that a thread has open --------------------------------------------------------------------
 */

/* The thread's own copy: the engine may hold a BLOB at any address, and move it between calls. */
struct opened {
    char *bytes;
    size_t length;
    unsigned char head[16]; /* magic and checksum of what was copied */
};

static bool opened_holds(const struct opened *opened, struct text bytes)
{
    return opened->bytes && bytes.length == opened->length && bytes.length >= sizeof opened->head &&
           memcmp(bytes.data, opened->head, sizeof opened->head) == 0;
}

/* *fresh: the copy is new and must be looked at. */
static int opened_take(struct opened *opened, struct text bytes, bool *fresh, struct error *error)
{
    *fresh = !opened_holds(opened, bytes);
    if (!*fresh)
        return 0;
    memory_free(opened->bytes);
    opened->length = 0;
    opened->bytes = memory_copy_text(bytes.data, bytes.length);
    if (!opened->bytes)
        return error_memory(error);
    opened->length = bytes.length;
    if (bytes.length >= sizeof opened->head)
        memcpy(opened->head, bytes.data, sizeof opened->head);
    return 0;
}

static void opened_close(struct opened *opened)
{
    memory_free(opened->bytes);
    *opened = (struct opened){0};
}

/* ---- rephrasings ----------------------------------------------------------------------------------------
 */

struct searcher {
    struct opened opened;
    struct leak_view view;
    struct leak_search search;
};

static void free_searcher(void *own)
{
    struct searcher *searcher = own;
    opened_close(&searcher->opened);
    leak_search_release(&searcher->search);
    memory_free(searcher);
}

static int searcher_open(struct searcher *searcher, struct text bytes, struct error *error)
{
    bool fresh = false;
    TRY(opened_take(&searcher->opened, bytes, &fresh, error));
    if (!fresh)
        return 0;
    int code = leak_view_open(&searcher->view, (struct text){searcher->opened.bytes, searcher->opened.length},
                              error);
    if (code < 0)
        opened_close(&searcher->opened);
    return code;
}

static int finish_found(struct call *call, const struct buffer *all)
{
    TRY(buffer_status(all, call->error));
    size_t total = all->length / sizeof(struct leak_found);
    struct target elements = {0}, fields[6];
    TRY(list_elements(call, total, &elements));
    for (size_t f = 0; f < 6; f++)
        fields[f] = target_field(&elements, f);
    for (size_t i = 0; i < total; i++) {
        struct leak_found found;
        memcpy(&found, all->data + i * sizeof found, sizeof found);
        target_int64(&fields[0], i, found.item);
        target_double(&fields[1], i, found.score);
        target_double(&fields[2], i, found.cosine);
        target_double(&fields[3], i, found.numbers);
        target_double(&fields[4], i, found.contained);
        target_double(&fields[5], i, found.sequence);
    }
    return 0;
}

int leak_search_rows(struct call *call)
{
    struct searcher *searcher = own_object(call, sizeof *searcher, free_searcher);
    struct buffer *all = &call->scratch->a;
    if (!searcher)
        return error_memory(call->error);
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        struct leak_found found[LEAK_BEST];
        if (!row_is_whole(call, row))
            continue;
        TRY(searcher_open(searcher, column_text(&call->arguments[1], row), call->error));
        int count =
            leak_search_find(&searcher->search, &searcher->view, column_text(&call->arguments[0], row),
                             column_int64(&call->arguments[2], row), found, call->error);
        TRY(count);
        target_list(&call->result, row, all->length / sizeof *found, (uint64_t)count);
        buffer_append(all, found, (size_t)count * sizeof *found);
    }
    return finish_found(call, all);
}

/* ---- runs of words --------------------------------------------------------------------------------------
 */

/* A query often asks two indexes in turn: opening one anew for every batch would cost more than the search.
 */
enum { GRAMS_OPEN = 4 };

struct gram_opened {
    struct opened opened;
    struct gram_view view;
};

struct grams {
    struct gram_opened indexes[GRAMS_OPEN];
    size_t next; /* the one that is given up for a further index */
    struct gram_search search;
    struct gpt3_rule rule;
};

static void free_grams(void *own)
{
    struct grams *grams = own;
    for (size_t i = 0; i < GRAMS_OPEN; i++)
        opened_close(&grams->indexes[i].opened);
    gram_search_release(&grams->search);
    gpt3_rule_release(&grams->rule);
    memory_free(grams);
}

static int grams_open(struct grams *grams, struct text bytes, const struct gram_view **view,
                      struct error *error)
{
    struct gram_opened *index = NULL;
    bool fresh = false;
    for (size_t i = 0; i < GRAMS_OPEN && !index; i++)
        if (opened_holds(&grams->indexes[i].opened, bytes))
            index = &grams->indexes[i];
    if (!index)
        index = &grams->indexes[grams->next++ % GRAMS_OPEN];
    TRY(opened_take(&index->opened, bytes, &fresh, error));
    int code =
        fresh ? gram_view_open(&index->view, (struct text){index->opened.bytes, index->opened.length}, error)
              : 0;
    if (code < 0)
        opened_close(&index->opened);
    *view = &index->view;
    return code;
}

struct gram_written {
    int64_t item;
    uint32_t grams, place;
};

static void write_hits(struct buffer *all, const struct gram_search *search)
{
    size_t count = search->hits.length / sizeof(struct gram_hit);
    const struct gram_hit *hits = (const struct gram_hit *)(const void *)search->hits.data;
    const uint32_t *places = (const uint32_t *)(const void *)search->places.data;
    for (size_t i = 0; i < count; i++)
        for (uint32_t p = 0; p < hits[i].shared; p++) {
            struct gram_written written = {hits[i].item, hits[i].grams, places[hits[i].first + p]};
            buffer_append(all, &written, sizeof written);
        }
}

int gram_hits_rows(struct call *call)
{
    struct grams *grams = own_object(call, sizeof *grams, free_grams);
    const struct gram_view *view = NULL;
    struct buffer *all = &call->scratch->a;
    if (!grams)
        return error_memory(call->error);
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        TRY(grams_open(grams, column_text(&call->arguments[1], row), &view, call->error));
        TRY(gram_search_find(&grams->search, view, column_text(&call->arguments[0], row), call->error));
        size_t before = all->length / sizeof(struct gram_written);
        write_hits(all, &grams->search);
        target_list(&call->result, row, before, all->length / sizeof(struct gram_written) - before);
    }
    TRY(buffer_status(all, call->error));
    size_t total = all->length / sizeof(struct gram_written);
    struct target elements = {0};
    TRY(list_elements(call, total, &elements));
    struct target items = target_field(&elements, 0), sizes = target_field(&elements, 1),
                  places = target_field(&elements, 2);
    for (size_t i = 0; i < total; i++) {
        struct gram_written written;
        memcpy(&written, all->data + i * sizeof written, sizeof written);
        target_int64(&items, i, written.item);
        target_int64(&sizes, i, written.grams);
        target_int64(&places, i, written.place);
    }
    return 0;
}

int gpt3_rule_rows(struct call *call)
{
    struct grams *grams = own_object(call, sizeof *grams, free_grams);
    const struct gram_view *view = NULL;
    if (!grams)
        return error_memory(call->error);
    struct target fields[4];
    for (size_t f = 0; f < 4; f++)
        fields[f] = target_field(&call->result, f);
    for (size_t row = 0; row < call->rows; row++) {
        struct gpt3_verdict verdict;
        if (!row_is_whole(call, row))
            continue;
        TRY(grams_open(grams, column_text(&call->arguments[1], row), &view, call->error));
        TRY(gpt3_rule_apply(&grams->rule, view, column_text(&call->arguments[0], row), &verdict,
                            call->error));
        target_int64(&fields[0], row, verdict.collisions);
        target_int64(&fields[1], row, verdict.pieces);
        target_int64(&fields[2], row, (int64_t)verdict.kept);
        target_boolean(&fields[3], row, verdict.dropped);
    }
    return 0;
}

/* ---- the threshold --------------------------------------------------------------------------------------
 */

int leak_threshold_rows(struct call *call)
{
    static const char *const origins[] = {"items", "tail", "gsm8k"};
    struct column elements = column_elements(&call->arguments[0]);
    struct target score = target_field(&call->result, 0), n = target_field(&call->result, 1),
                  origin = target_field(&call->result, 2);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct list_entry entry = column_list(&call->arguments[0], row);
        double *scores = memory_new(entry.length + 1, sizeof *scores);
        size_t count = 0;
        if (!scores)
            return error_memory(call->error);
        for (size_t i = entry.offset; i < entry.offset + entry.length; i++)
            if (column_valid(&elements, i) && column_double(&elements, i) >= 0 &&
                column_double(&elements, i) <= 1)
                scores[count++] = column_double(&elements, i);
        struct leak_threshold threshold =
            leak_threshold_at(scores, count, column_double(&call->arguments[1], row));
        memory_free(scores);
        if (isnan(threshold.score)) {
            target_null(&call->result, row);
            continue;
        }
        target_double(&score, row, threshold.score);
        target_int64(&n, row, (int64_t)count);
        target_text(&origin, row, text_of(origins[threshold.origin]));
    }
    return 0;
}
