#include "store/table_write.h"

#include <string.h>

#include "base/memory.h"
#include "store/row_sql.h"
#include "store/stored_table.h"

enum { DUPLICATES_LISTED = 5, BATCH = 64 /* chunks are written side by side */ };

struct writing {
    struct project *project;
    struct engine *engine;
    const struct table_source *source;
    struct arena *arena;
    struct stored_table *table;
    struct written *written;
    struct buffer sql;
    struct buffer path;
    char layout[65];
    bool *fresh; /* per chunk: has to be written */
    struct error *error;
};

static int sql_run(struct writing *writing)
{
    TRY(buffer_status(&writing->sql, writing->error));
    return engine_run(writing->engine, buffer_c(&writing->sql), NULL, writing->error);
}

static int sql_ask(struct writing *writing, struct answer **answer)
{
    TRY(buffer_status(&writing->sql, writing->error));
    return engine_query(writing->engine, answer, buffer_c(&writing->sql), NULL, writing->error);
}

static int keep_text(struct writing *writing, const struct column *column, size_t row, struct text *out)
{
    *out = arena_copy(writing->arena, column_valid(column, row) ? column_text(column, row) : text_of(""));
    return out->data ? 0 : error_memory(writing->error);
}

/* a, b, c: the key's columns, each behind `before`. */
static void key_put(struct writing *writing, const char *before)
{
    for (size_t i = 0; i < writing->source->key_count; i++) {
        buffer_string(&writing->sql, i ? ", " : "");
        buffer_string(&writing->sql, before);
        sql_put_name(&writing->sql, writing->source->key[i]);
    }
}

/* ---- columns ------------------------------------------------------------------------------------------- */

static int columns_take(struct writing *writing, struct answer *answer)
{
    struct stored_table *table = writing->table;
    size_t rows = 0;
    int code = 0;
    while ((code = answer_next(answer, &rows, writing->error)) == 0 && rows > 0) {
        struct column names = answer_column(answer, 0), types = answer_column(answer, 1);
        struct stored_column *columns =
            arena_take_zeroed(writing->arena, table->column_count + rows, sizeof *columns);
        if (!columns)
            return error_memory(writing->error);
        if (table->column_count)
            memcpy(columns, table->columns, table->column_count * sizeof *columns);
        table->columns = columns;
        for (size_t i = 0; i < rows; i++) {
            if (text_is(column_text(&names, i), "kept_row"))
                continue;
            struct stored_column *column = &columns[table->column_count++];
            TRY(keep_text(writing, &names, i, &column->name));
            TRY(keep_text(writing, &types, i, &column->type));
        }
    }
    return code;
}

static int columns_read(struct writing *writing)
{
    struct answer *answer = NULL;
    buffer_clear(&writing->sql);
    buffer_format(&writing->sql, "SELECT column_name, column_type FROM (DESCRIBE %s)",
                  writing->source->relation);
    int code = sql_ask(writing, &answer);
    if (code == 0)
        code = columns_take(writing, answer);
    answer_free(answer);
    return code;
}

/* ---- digests and chunks -------------------------------------------------------------------------------- */

/* kept_digests: row, digest and key of every row. Slim, so that it can be sorted without the rows' contents.
 */
static int digests_make(struct writing *writing)
{
    struct buffer *sql = &writing->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE kept_digests AS SELECT kept_row, ");
    row_hash_put(sql, writing->table);
    buffer_string(sql, " AS digest, ");
    key_put(writing, "");
    buffer_format(sql, " FROM %s", writing->source->relation);
    return sql_run(writing);
}

static int keys_listed(struct writing *writing, struct answer *answer, struct buffer *list, size_t *count)
{
    size_t rows = 0;
    int code = 0;
    while ((code = answer_next(answer, &rows, writing->error)) == 0 && rows > 0) {
        struct column keys = answer_column(answer, 0), counts = answer_column(answer, 1);
        for (size_t i = 0; i < rows; i++, ++*count)
            if (*count < DUPLICATES_LISTED && column_valid(&keys, i)) {
                buffer_string(list, list->length ? ", " : "");
                key_show(list, column_text(&keys, i));
                buffer_format(list, " (%lld times)", (long long)column_int64(&counts, i));
            }
    }
    return code;
}

static int duplicates_refuse(struct writing *writing)
{
    struct answer *answer = NULL;
    struct buffer list = {0};
    size_t count = 0;
    buffer_clear(&writing->sql);
    buffer_string(&writing->sql, "SELECT ");
    row_key_text_put(&writing->sql, writing->table);
    buffer_string(&writing->sql, " AS key_text, count(*) AS times FROM kept_digests GROUP BY ");
    key_put(writing, "");
    buffer_string(&writing->sql, " HAVING count(*) > 1 ORDER BY times DESC, key_text");
    int code = sql_ask(writing, &answer);
    if (code == 0)
        code = keys_listed(writing, answer, &list, &count);
    answer_free(answer);
    if (code == 0 && count)
        code = error_set(writing->error, ERROR_INPUT,
                         "the key of %s must be unique: %zu %s more than once: %s%s; choose another --key",
                         writing->source->name, count, count == 1 ? "key occurs" : "keys occur",
                         buffer_c(&list), count > DUPLICATES_LISTED ? " …" : "");
    buffer_release(&list);
    return code;
}

static int nulls_refuse(struct writing *writing)
{
    int64_t nulls = 0;
    bool found = false;
    buffer_clear(&writing->sql);
    buffer_string(&writing->sql, "SELECT count(*) FROM kept_digests WHERE ");
    for (size_t i = 0; i < writing->source->key_count; i++) {
        buffer_string(&writing->sql, i ? " OR " : "");
        sql_put_name(&writing->sql, writing->source->key[i]);
        buffer_string(&writing->sql, " IS NULL");
    }
    TRY(buffer_status(&writing->sql, writing->error));
    TRY(engine_one_int64(writing->engine, buffer_c(&writing->sql), NULL, &nulls, &found, writing->error));
    if (nulls == 0)
        return 0;
    return error_set(writing->error, ERROR_INPUT,
                     "the key of %s must not be empty: %lld %s none; choose another --key",
                     writing->source->name, (long long)nulls, nulls == 1 ? "row has" : "rows have");
}

/* kept_chunked: the same with the number of each row's chunk. */
static int chunks_number(struct writing *writing)
{
    struct buffer *sql = &writing->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE kept_chunked AS SELECT kept_row, digest, ");
    key_put(writing, "");
    buffer_string(sql, ", coalesce(sum(CASE WHEN chunk_boundary(");
    row_key_text_put(&writing->sql, writing->table);
    buffer_string(sql, ") THEN 1 ELSE 0 END) OVER (ORDER BY ");
    key_put(writing, "");
    buffer_string(
        sql, " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT AS chunk FROM kept_digests");
    return sql_run(writing);
}

static int chunk_take(struct writing *writing, struct answer *answer, size_t rows)
{
    struct stored_table *table = writing->table;
    struct column counts = answer_column(answer, 0), roots = answer_column(answer, 1),
                  firsts = answer_column(answer, 2), lasts = answer_column(answer, 3);
    for (size_t i = 0; i < rows; i++) {
        struct stored_chunk *chunk = &table->chunks[table->chunk_count++];
        chunk->rows = column_int64(&counts, i);
        table->rows += chunk->rows;
        TRY(keep_text(writing, &roots, i, &chunk->root));
        TRY(keep_text(writing, &firsts, i, &chunk->first));
        TRY(keep_text(writing, &lasts, i, &chunk->last));
    }
    return 0;
}

static int chunks_read(struct writing *writing)
{
    struct buffer *sql = &writing->sql;
    struct answer *answer = NULL;
    int64_t count = 0;
    bool found = false;
    size_t rows = 0;
    TRY(engine_one_int64(writing->engine, "SELECT count(DISTINCT chunk) FROM kept_chunked", NULL, &count,
                         &found, writing->error));
    writing->table->chunks =
        arena_take_zeroed(writing->arena, (size_t)count + 1, sizeof *writing->table->chunks);
    writing->fresh = memory_new((size_t)count + 1, sizeof *writing->fresh);
    if (!writing->table->chunks || !writing->fresh)
        return error_memory(writing->error);
    buffer_clear(sql);
    buffer_string(sql, "SELECT count(*), lower(hex(merkle_root(list(digest ORDER BY ");
    key_put(writing, "");
    buffer_string(sql, ")))), arg_min(key_text, place), arg_max(key_text, place) FROM (SELECT *, ");
    row_key_text_put(&writing->sql, writing->table);
    buffer_string(sql, " AS key_text, row_number() OVER (ORDER BY ");
    key_put(writing, "");
    buffer_string(sql, ") AS place FROM kept_chunked) AS placed GROUP BY chunk ORDER BY chunk");
    int code = sql_ask(writing, &answer);
    while (code == 0 && (code = answer_next(answer, &rows, writing->error)) == 0 && rows > 0)
        code = chunk_take(writing, answer, rows);
    answer_free(answer);
    return code;
}

/* ---- objects ------------------------------------------------------------------------------------------- */

/* The object that holds these rows already, if any. */
static int chunk_find(struct writing *writing, struct stored_chunk *chunk, bool *found)
{
    struct rows rows = {0};
    int code = catalog_query(
        writing->project->catalog, "SELECT object, bytes FROM chunks WHERE root = $1 AND layout = $2",
        (struct text[]){chunk->root, text_of(writing->layout)}, 2, &rows, writing->error);
    *found = code == 0 && rows.count && object_exists(writing->project->objects, rows_cell(&rows, 0, 0).data);
    if (*found) {
        chunk->object = arena_copy(writing->arena, rows_cell(&rows, 0, 0));
        chunk->bytes = rows_int64(&rows, 0, 1);
        code = chunk->object.data ? 0 : error_memory(writing->error);
    }
    rows_release(&rows);
    return code;
}

static int chunks_find(struct writing *writing, int64_t *fresh)
{
    for (size_t i = 0; i < writing->table->chunk_count; i++) {
        bool found = false;
        TRY(chunk_find(writing, &writing->table->chunks[i], &found));
        writing->fresh[i] = !found;
        *fresh += !found;
    }
    return 0;
}

/* kept_fresh: the rows of new chunks with their contents, in order, so that each chunk is a short stretch of
 * it. Not a temporary table, because chunks are written side by side. */
static int fresh_make(struct writing *writing)
{
    struct buffer *sql = &writing->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE kept_wanted AS SELECT unnest([");
    bool first = true;
    for (size_t i = 0; i < writing->table->chunk_count; i++) {
        if (!writing->fresh[i])
            continue;
        buffer_format(sql, "%s%zu", first ? "" : ", ", i);
        first = false;
    }
    buffer_string(sql, "]::BIGINT[]) AS chunk");
    TRY(sql_run(writing));
    buffer_clear(sql);
    buffer_string(
        sql, "CREATE OR REPLACE TABLE kept_fresh AS SELECT chunked.chunk, source.* EXCLUDE (kept_row) FROM ");
    buffer_format(sql,
                  "%s AS source JOIN kept_chunked AS chunked ON source.kept_row = chunked.kept_row JOIN "
                  "kept_wanted AS wanted ON "
                  "wanted.chunk = chunked.chunk ORDER BY ",
                  writing->source->relation);
    key_put(writing, "source.");
    return sql_run(writing);
}

/* The statement that writes the chunk to a draft, whose path is appended to `paths` with its NUL. */
static int chunk_draft(struct writing *writing, size_t chunk, struct buffer *paths, struct buffer *statements)
{
    struct buffer *sql = &writing->sql;
    TRY(object_draft(writing->project->objects, &writing->path, writing->error));
    buffer_clear(sql);
    buffer_format(sql, "COPY (SELECT * EXCLUDE (chunk) FROM kept_fresh WHERE chunk = %zu ORDER BY ", chunk);
    key_put(writing, "");
    buffer_string(sql, ") TO ");
    sql_put_literal(sql, buffer_view(&writing->path));
    buffer_string(sql, " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
    TRY(buffer_status(sql, writing->error));
    buffer_append(statements, sql->data, sql->length + 1);
    buffer_append(paths, writing->path.data, writing->path.length + 1);
    TRY(buffer_status(statements, writing->error));
    return buffer_status(paths, writing->error);
}

static int chunk_keep(struct writing *writing, const char *draft, struct stored_chunk *chunk)
{
    char sha256[65];
    crash_point("take a chunk");
    TRY(object_take(writing->project->objects, draft, sha256, &chunk->bytes, writing->error));
    chunk->object = arena_copy(writing->arena, text_of(sha256));
    writing->written->bytes_new += chunk->bytes;
    return chunk->object.data ? 0 : error_memory(writing->error);
}

/* Some chunks, side by side. */
static int batch_write(struct writing *writing, const size_t *chunks, size_t count)
{
    struct buffer paths = {0}, statements = {0};
    const char *list[BATCH] = {NULL};
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++)
        code = chunk_draft(writing, chunks[i], &paths, &statements);
    const char *at = statements.data;
    for (size_t i = 0; i < count && code == 0; i++, at += strlen(at) + 1) {
        crash_point("write a chunk");
        list[i] = at;
    }
    if (code == 0)
        code = engine_run_together(writing->engine, list, count, writing->error);
    at = paths.data;
    for (size_t i = 0; i < count && code == 0; i++, at += strlen(at) + 1)
        code = chunk_keep(writing, at, &writing->table->chunks[chunks[i]]);
    buffer_release(&paths);
    buffer_release(&statements);
    return code;
}

static int batches_write(struct writing *writing)
{
    size_t batch[BATCH], count = 0;
    for (size_t i = 0; i < writing->table->chunk_count; i++) {
        if (writing->fresh[i])
            batch[count++] = i;
        if (count == BATCH) {
            TRY(batch_write(writing, batch, count));
            count = 0;
        }
    }
    return count ? batch_write(writing, batch, count) : 0;
}

static int chunks_write(struct writing *writing)
{
    int64_t fresh = 0;
    TRY(chunks_find(writing, &fresh));
    writing->written->chunks += (int64_t)writing->table->chunk_count;
    writing->written->chunks_new += fresh;
    if (fresh == 0)
        return 0;
    TRY(fresh_make(writing));
    return batches_write(writing);
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static int table_describe(struct writing *writing)
{
    struct stored_table *table = writing->table;
    *table = (struct stored_table){.key_count = writing->source->key_count};
    table->name = arena_copy(writing->arena, text_of(writing->source->name));
    table->key = arena_take_zeroed(writing->arena, table->key_count + 1, sizeof *table->key);
    if (!table->name.data || !table->key)
        return error_memory(writing->error);
    for (size_t i = 0; i < table->key_count; i++) {
        table->key[i] = arena_copy(writing->arena, writing->source->key[i]);
        if (!table->key[i].data)
            return error_memory(writing->error);
    }
    return 0;
}

static int steps(struct writing *writing)
{
    TRY(table_describe(writing));
    TRY(columns_read(writing));
    TRY(table_layout(writing->table, writing->layout, writing->error));
    TRY(digests_make(writing));
    TRY(nulls_refuse(writing));
    TRY(duplicates_refuse(writing));
    TRY(chunks_number(writing));
    TRY(chunks_read(writing));
    TRY(chunks_write(writing));
    return table_root(writing->table, writing->arena, writing->error);
}

int table_write(struct project *project, struct engine *engine, const struct table_source *source,
                struct arena *arena, struct stored_table *table, struct written *written, struct error *error)
{
    struct writing writing = {.project = project,
                              .engine = engine,
                              .source = source,
                              .arena = arena,
                              .table = table,
                              .written = written,
                              .error = error};
    struct error ignored = {0};
    int code = steps(&writing);
    if (engine_run(
            engine,
            "DROP TABLE IF EXISTS kept_digests; DROP TABLE IF EXISTS kept_chunked; DROP TABLE IF EXISTS "
            "kept_wanted; DROP TABLE IF EXISTS kept_fresh",
            NULL, &ignored) < 0 &&
        code == 0)
        code = error_set(error, ignored.code, "%s", ignored.message);
    memory_free(writing.fresh);
    buffer_release(&writing.sql);
    buffer_release(&writing.path);
    return code;
}
