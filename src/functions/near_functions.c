/* From band keys to groups of near duplicates in SQL. */
#include "base/cancel.h"
#include "base/memory.h"
#include "functions/family.h"
#include "kernels/components.h"
#include "kernels/lsh.h"
#include "kernels/minhash.h"
#include "kernels/near_pairs.h"

int minhash_plan_rows(struct call *call)
{
    struct target bands = target_field(&call->result, 0), rows = target_field(&call->result, 1);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct minhash_shape shape;
        TRY(minhash_plan(column_double(&call->arguments[0], row), column_double(&call->arguments[1], row),
                         &shape, call->error));
        target_int32(&bands, row, shape.bands);
        target_int32(&rows, row, shape.rows);
    }
    return 0;
}

int minhash_recall_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct minhash_shape shape = {column_int32(&call->arguments[0], row),
                                      column_int32(&call->arguments[1], row)};
        target_double(&call->result, row, minhash_recall(shape, column_double(&call->arguments[2], row)));
    }
    return 0;
}

/* Writes a LIST of STRUCT of two BIGINT, from all elements joined in a buffer. */
static int finish_pairs(struct call *call, const struct buffer *pairs)
{
    TRY(buffer_status(pairs, call->error));
    uint64_t total = pairs->length / sizeof(struct near_pair);
    struct target elements = {0};
    TRY(list_elements(call, total, &elements));
    struct target first = target_field(&elements, 0), second = target_field(&elements, 1);
    for (uint64_t i = 0; i < total; i++) {
        struct near_pair pair;
        memcpy(&pair, pairs->data + i * sizeof pair, sizeof pair);
        target_int64(&first, i, pair.a);
        target_int64(&second, i, pair.b);
    }
    return 0;
}

/* ---- pairs of a bucket --------------------------------------------------------------------------------- */

struct pairer {
    struct near_pairs pairs;
    struct hashes bucket;
};

static void free_pairer(void *own)
{
    struct pairer *pairer = own;
    near_pairs_release(&pairer->pairs);
    hashes_release(&pairer->bucket);
    memory_free(pairer);
}

/* The items that are not NULL. */
static int read_bucket(const struct column *elements, struct list_entry entry, struct hashes *bucket,
                       struct error *error)
{
    bucket->count = 0;
    TRY(hashes_reserve(bucket, entry.length, error));
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        if (column_valid(elements, i))
            bucket->items[bucket->count++] = (uint64_t)column_int64(elements, i);
    }
    return 0;
}

int bucket_pairs_rows(struct call *call)
{
    struct pairer *pairer = own_object(call, sizeof *pairer, free_pairer);
    if (!pairer)
        return error_memory(call->error);
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    struct column elements = column_elements(&call->arguments[0]);
    struct near_pairs *pairs = &pairer->pairs;
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        TRY(read_bucket(&elements, column_list(&call->arguments[0], row), &pairer->bucket, call->error));
        TRY(near_pairs_find(pairs, (const int64_t *)pairer->bucket.items, pairer->bucket.count,
                            column_int64(&call->arguments[1], row), call->error));
        target_list(&call->result, row, all->length / sizeof *pairs->items, pairs->count);
        buffer_append(all, pairs->items, pairs->count * sizeof *pairs->items);
    }
    return finish_pairs(call, all);
}

/* ---- pairs of a whole set ---------------------------------------------------------------------------------
 */

struct sketches {
    struct column elements, items, bands, keys;
};

static int read_sketches(struct call *call, struct sketches *sketches)
{
    sketches->elements = column_elements(&call->arguments[0]);
    sketches->items = column_field(&sketches->elements, "item");
    sketches->bands = column_field(&sketches->elements, "bands");
    if (sketches->items.kind == KIND_INT64 && sketches->bands.kind == KIND_LIST) {
        sketches->keys = column_elements(&sketches->bands);
        if (sketches->keys.kind == KIND_UINT64)
            return 0;
    }
    return error_set(call->error, ERROR_USAGE, "takes a list of STRUCT(item BIGINT, bands UBIGINT[])");
}

static size_t gather_items(const struct sketches *sketches, struct list_entry entry, struct lsh_item *items)
{
    size_t count = 0;
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        if (!column_valid(&sketches->elements, i) || !column_valid(&sketches->items, i) ||
            !column_valid(&sketches->bands, i))
            continue;
        struct list_entry bands = column_list(&sketches->bands, i);
        items[count++] =
            (struct lsh_item){column_int64(&sketches->items, i),
                              (const uint64_t *)sketches->keys.values + bands.offset, bands.length};
    }
    return count;
}

int lsh_pairs_rows(struct call *call)
{
    struct sketches sketches;
    struct near_pairs pairs = {0};
    struct buffer *all = &call->scratch->a;
    int code = 0;
    buffer_clear(all);
    for (size_t row = 0; row < call->rows && code == 0; row++) {
        if (!row_is_whole(call, row))
            continue;
        if ((code = read_sketches(call, &sketches)) < 0)
            break;
        struct list_entry entry = column_list(&call->arguments[0], row);
        struct lsh_item *items = memory_new(entry.length + 1, sizeof *items);
        code = !items ? error_memory(call->error)
                      : lsh_pairs_find(&pairs, items, gather_items(&sketches, entry, items),
                                       column_int64(&call->arguments[1], row), call->error);
        memory_free(items);
        if (code == 0) {
            target_list(&call->result, row, all->length / sizeof *pairs.items, pairs.count);
            buffer_append(all, pairs.items, pairs.count * sizeof *pairs.items);
        }
    }
    near_pairs_release(&pairs);
    return code < 0 ? code : finish_pairs(call, all);
}

/* ---- components ---------------------------------------------------------------------------------------- */

static void free_components(void *own)
{
    components_release(own);
    memory_free(own);
}

struct edges {
    struct column elements, a, b;
};

static int64_t read_item(const struct column *column, size_t at)
{
    switch (column->kind) {
    case KIND_INT32:
        return column_int32(column, at);
    case KIND_UINT32:
        return column_uint32(column, at);
    default:
        return column_int64(column, at);
    }
}

static bool holds_items(enum kind kind)
{
    return kind == KIND_INT64 || kind == KIND_INT32 || kind == KIND_UINT32;
}

static int read_edges(struct call *call, struct edges *edges)
{
    const struct column *list = &call->arguments[0];
    edges->elements = column_elements(list);
    edges->a = column_field(&edges->elements, "a");
    edges->b = column_field(&edges->elements, "b");
    bool untyped =
        list->kind == KIND_NULL || (list->kind == KIND_LIST && edges->elements.kind != KIND_STRUCT);
    if (untyped || (holds_items(edges->a.kind) && holds_items(edges->b.kind)))
        return 0; /* an untyped list can only be the empty one: join_edges looks */
    return error_set(call->error, ERROR_USAGE, "takes a list of STRUCT(a BIGINT, b BIGINT)");
}

static int join_edges(struct components *components, const struct edges *edges, struct list_entry entry,
                      struct error *error)
{
    components_clear(components);
    if (entry.length && edges->elements.kind != KIND_STRUCT)
        return error_set(error, ERROR_USAGE, "takes a list of STRUCT(a BIGINT, b BIGINT)");
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        if ((i & 0xFFFFF) == 0xFFFFF && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        bool whole =
            column_valid(&edges->elements, i) && column_valid(&edges->a, i) && column_valid(&edges->b, i);
        if (whole)
            TRY(components_join(components, read_item(&edges->a, i), read_item(&edges->b, i), error));
    }
    return components_finish(components, error);
}

int components_rows(struct call *call)
{
    struct components *components = own_object(call, sizeof *components, free_components);
    if (!components)
        return error_memory(call->error);
    struct edges edges;
    TRY(read_edges(call, &edges));
    struct buffer *all = &call->scratch->a;
    buffer_clear(all);
    _Static_assert(sizeof(struct member) == sizeof(struct near_pair), "finish_pairs writes both");
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        TRY(join_edges(components, &edges, column_list(&call->arguments[0], row), call->error));
        target_list(&call->result, row, all->length / sizeof *components->members, components->count);
        buffer_append(all, components->members, components->count * sizeof *components->members);
    }
    return finish_pairs(call, all);
}
