#include "diff/diff_versions.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "diff/diff_facts.h"
#include "store/stored_table.h"

struct versions {
    struct engine *engine;
    const struct objects *objects;
    const struct manifest *sides[2];
    const struct diff_options *options;
    struct diff *diff;
    struct error *error;
};

static bool same_key(const struct stored_table *a, const struct stored_table *b)
{
    bool same = a->key_count == b->key_count;
    for (size_t i = 0; same && i < a->key_count; i++)
        same = text_equal(a->key[i], b->key[i]);
    return same;
}

static bool same_layout(const struct stored_table *a, const struct stored_table *b)
{
    bool same = a->column_count == b->column_count;
    for (size_t i = 0; same && i < a->column_count; i++)
        same = text_equal(a->columns[i].name, b->columns[i].name) &&
               text_equal(a->columns[i].type, b->columns[i].type);
    return same;
}

static int by_root(const void *left, const void *right)
{
    const struct text *a = left, *b = right;
    size_t length = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->data, b->data, length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

/* Marks the chunks of `table` whose roots do not occur in `other`. */
static int chunks_want(const struct stored_table *table, const struct stored_table *other, bool *wanted,
                       struct error *error)
{
    struct text *roots = memory_new(other->chunk_count + 1, sizeof *roots);
    if (!roots)
        return error_memory(error);
    for (size_t i = 0; i < other->chunk_count; i++)
        roots[i] = other->chunks[i].root;
    qsort(roots, other->chunk_count, sizeof *roots, by_root);
    for (size_t i = 0; i < table->chunk_count; i++)
        wanted[i] = !bsearch(&table->chunks[i].root, roots, other->chunk_count, sizeof *roots, by_root);
    memory_free(roots);
    return 0;
}

/* What of one side must be read: `side` is filled, its relation lives in `sql`. */
static int side_fill(struct versions *versions, int index, const struct stored_table *table,
                     const struct stored_table *other, bool skip, bool unnamed, struct buffer *sql,
                     struct diff_side *side)
{
    struct diff_read *read = index == 0 ? &versions->diff->read_before : &versions->diff->read_after;
    bool *wanted = memory_new(table->chunk_count + 1, sizeof *wanted);
    int code = wanted ? 0 : error_memory(versions->error);
    if (code == 0 && skip)
        code = chunks_want(table, other, wanted, versions->error);
    for (size_t i = 0; code == 0 && i < table->chunk_count; i++) {
        wanted[i] |= !skip;
        read->chunks_all++;
        read->bytes_all += table->chunks[i].bytes;
        read->chunks += wanted[i];
        read->bytes += wanted[i] ? table->chunks[i].bytes : 0;
        side->rows_equal += wanted[i] ? 0 : table->chunks[i].rows;
    }
    if (code == 0)
        code = table_verify(versions->objects, table, wanted, side->name.data, versions->error);
    if (unnamed) {
        buffer_string(sql, "(SELECT * EXCLUDE (");
        for (size_t i = 0; i < table->key_count; i++) {
            buffer_string(sql, i ? ", " : "");
            sql_put_name(sql, table->key[i]);
        }
        buffer_string(sql, ") FROM ");
    }
    if (code == 0)
        code = table_relation(versions->objects, table, wanted, sql, versions->error);
    buffer_string(sql, unnamed ? ")" : "");
    if (code == 0)
        code = buffer_status(sql, versions->error);
    side->relation = buffer_c(sql);
    memory_free(wanted);
    return code;
}

/* A table that only one side has is compared with an empty one of the same columns. */
static struct stored_table table_empty(const struct stored_table *like)
{
    struct stored_table empty = *like;
    empty.rows = 0;
    empty.chunks = NULL;
    empty.chunk_count = 0;
    return empty;
}

static int table_compare(struct versions *versions, const struct stored_table *before,
                         const struct stored_table *after, struct diff_table *table)
{
    struct buffer sql[2] = {{0}, {0}};
    struct diff_side sides[2] = {{versions->diff->before, NULL, 0}, {versions->diff->after, NULL, 0}};
    struct diff_options options = *versions->options;
    bool given = options.key_count > 0;
    bool same_names =
        same_key(before, after) && text_equal(versions->sides[0]->keyed, versions->sides[1]->keyed);
    bool skip = !given && same_names && same_layout(before, after);
    /* Keys of different kinds say nothing of each other. */
    bool unnamed = !given && !same_names;
    if (!given && same_names) {
        options.key = before->key;
        options.key_count = before->key_count;
    }
    table->name =
        arena_copy(&versions->diff->arena, before->name); /* the comparison outlives the manifests */
    if (!table->name.data)
        return error_memory(versions->error);
    table->content_key = !given && same_names && text_is(versions->sides[0]->keyed, "content");
    int code = side_fill(versions, 0, before, after, skip, unnamed, &sql[0], &sides[0]);
    if (code == 0)
        code = side_fill(versions, 1, after, before, skip, unnamed, &sql[1], &sides[1]);
    if (code == 0)
        code = diff_fill(versions->engine, &sides[0], &sides[1], &options, table, &versions->diff->arena,
                         versions->error);
    buffer_release(&sql[0]);
    buffer_release(&sql[1]);
    return code;
}

static int tables_compare(struct versions *versions)
{
    const struct manifest *before = versions->sides[0], *after = versions->sides[1];
    struct diff *diff = versions->diff;
    diff->tables =
        arena_take_zeroed(&diff->arena, before->table_count + after->table_count + 1, sizeof *diff->tables);
    if (!diff->tables)
        return error_memory(versions->error);
    for (size_t i = 0; i < before->table_count; i++) {
        const struct stored_table *other = manifest_table(after, before->tables[i].name);
        struct stored_table empty = table_empty(&before->tables[i]);
        TRY(table_compare(versions, &before->tables[i], other ? other : &empty,
                          &diff->tables[diff->table_count++]));
    }
    for (size_t i = 0; i < after->table_count; i++) {
        struct stored_table empty = table_empty(&after->tables[i]);
        if (!manifest_table(before, after->tables[i].name))
            TRY(table_compare(versions, &empty, &after->tables[i], &diff->tables[diff->table_count++]));
    }
    return 0;
}

int diff_versions(struct engine *engine, const struct objects *objects, const struct manifest *before,
                  const struct manifest *after, const struct diff_options *options, struct diff *diff,
                  struct error *error)
{
    struct versions versions = {engine, objects, {before, after}, options, diff, error};
    diff->versions = true;
    if (!text_equal(before->task, after->task))
        return error_set(error, ERROR_USAGE, "%s holds %s data and %s holds %s data; they cannot be compared",
                         diff->before.data, before->task.data, diff->after.data, after->task.data);
    TRY(tables_compare(&versions));
    return facts_compare(before, after, diff, error);
}
