/* Indexes of vectors and searches in them, in SQL. */
#include "base/memory.h"
#include "functions/family.h"
#include "functions/vector_arguments.h"
#include "kernels/vector_index.h"

/* ---- building ------------------------------------------------------------------------------------------ */

struct listed_vectors {
    struct column elements, items;
    struct vector_argument vectors;
};

static int open_listed(const struct column *list, struct listed_vectors *listed, struct error *error)
{
    *listed = (struct listed_vectors){0};
    if (list->kind == KIND_NULL)
        return 0;
    if (list->kind == KIND_LIST) {
        listed->elements = column_elements(list);
        if (listed->elements.kind == KIND_NULL)
            return 0;
        if (listed->elements.kind == KIND_STRUCT) {
            struct column vectors = column_field(&listed->elements, "vector");
            listed->items = column_field(&listed->elements, "item");
            if (listed->items.kind == KIND_INT64)
                return vector_argument_open(&vectors, &listed->vectors, error);
        }
    }
    return error_set(error, ERROR_USAGE, "takes a list of STRUCT(item BIGINT, vector)");
}

static int add_listed(struct index_builder *builder, const struct listed_vectors *listed,
                      struct list_entry entry, struct buffer *space, struct error *error)
{
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        size_t count;
        if (!column_valid(&listed->elements, i) || !column_valid(&listed->items, i) ||
            !column_valid(&listed->vectors.list, i))
            continue;
        buffer_clear(space);
        TRY(vector_argument_entries(&listed->vectors, i, space, &count, error));
        TRY(vector_index_add(builder, column_int64(&listed->items, i), (const void *)space->data, count,
                             error));
    }
    return 0;
}

int vector_index_rows(struct call *call)
{
    struct listed_vectors listed;
    struct index_builder builder = {0};
    struct buffer *block = &call->scratch->b;
    TRY(open_listed(&call->arguments[0], &listed, call->error));
    int code = 0;
    for (size_t row = 0; row < call->rows && code == 0; row++) {
        if (!row_is_whole(call, row))
            continue;
        buffer_clear(block);
        if (listed.vectors.there)
            code = add_listed(&builder, &listed, column_list(&call->arguments[0], row), &call->scratch->a,
                              call->error);
        if (code == 0)
            code = vector_index_write(&builder, block, call->error);
        if (code == 0)
            target_blob(&call->result, row, buffer_view(block));
    }
    vector_index_release(&builder);
    return code;
}

/* ---- searching ----------------------------------------------------------------------------------------- */

enum { HITS_MOST = 1000 };

static void free_search(void *own)
{
    index_search_release(own);
    memory_free(own);
}

/* The same block comes with every row of a batch: it is checked when it changes. */
static int open_block(struct vector_index *index, struct text bytes, struct error *error)
{
    if (index->bytes.data == bytes.data && index->bytes.length == bytes.length && bytes.data)
        return 0;
    return vector_index_open(index, bytes, error);
}

static int search_row(struct call *call, const struct vector_argument *vectors, struct vector_index *index,
                      struct index_search *search, size_t row)
{
    struct buffer *all = &call->scratch->a, *space = &call->scratch->b;
    struct index_hit hits[HITS_MOST];
    size_t count, found;
    int32_t most = column_int32(&call->arguments[2], row);
    if (most < 1 || most > HITS_MOST)
        return error_set(call->error, ERROR_USAGE, "gives the nearest 1 to %d, not %d", HITS_MOST, most);
    TRY(open_block(index, column_text(&call->arguments[1], row), call->error));
    buffer_clear(space);
    TRY(vector_argument_entries(vectors, row, space, &count, call->error));
    TRY(vector_index_search(index, search, (const void *)space->data, count,
                            column_double(&call->arguments[3], row), hits, (size_t)most, &found,
                            call->error));
    target_list(&call->result, row, all->length / sizeof *hits, found);
    buffer_append(all, hits, found * sizeof *hits);
    return 0;
}

int vector_nearest_rows(struct call *call)
{
    struct index_search *search = own_object(call, sizeof *search, free_search);
    struct vector_argument vectors;
    struct vector_index index = {0};
    struct buffer *all = &call->scratch->a;
    if (!search)
        return error_memory(call->error);
    TRY(vector_argument_open(&call->arguments[0], &vectors, call->error));
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (row_is_whole(call, row))
            TRY(search_row(call, &vectors, &index, search, row));
    }
    TRY(buffer_status(all, call->error));
    size_t total = all->length / sizeof(struct index_hit);
    struct target elements = {0};
    TRY(list_elements(call, total, &elements));
    struct target item = target_field(&elements, 0), similarity = target_field(&elements, 1);
    for (size_t i = 0; i < total; i++) {
        struct index_hit hit;
        memcpy(&hit, all->data + i * sizeof hit, sizeof hit);
        target_int64(&item, i, hit.item);
        target_double(&similarity, i, hit.similarity);
    }
    return 0;
}
