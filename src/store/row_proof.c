#include "store/row_proof.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "kernels/merkle.h"
#include "store/row_sql.h"
#include "store/stored_table.h"

struct proving {
    struct project *project;
    struct engine *engine;
    struct manifest manifest;
    const struct stored_table *table;
    struct buffer sql;
    struct buffer bytes; /* of the row */
    struct merkle_hash *leaves;
    size_t leaf_count, row, chunk;
    struct error *error;
};

/* Finds the row among all chunks: which one it is in. */
static int chunk_find(struct proving *proving, const char *const *keys, size_t count)
{
    const struct stored_table *table = proving->table;
    struct answer *answer = NULL;
    size_t rows = 0;
    buffer_clear(&proving->sql);
    buffer_string(&proving->sql, "SELECT filename FROM ");
    TRY(table_relation(proving->project->objects, table, NULL, &proving->sql, proving->error));
    if (table->chunk_count) { /* read_parquet([…]) → read_parquet([…], filename = true) */
        proving->sql.length--;
        buffer_string(&proving->sql, ", filename = true)");
    }
    for (size_t i = 0; i < count; i++) {
        buffer_string(&proving->sql, i ? " AND CAST(" : " WHERE CAST(");
        sql_put_name(&proving->sql, table->key[i]);
        buffer_string(&proving->sql, " AS VARCHAR) = ");
        sql_put_literal(&proving->sql, text_of(keys[i]));
    }
    int code = buffer_status(&proving->sql, proving->error);
    if (code == 0 && table->chunk_count)
        code = engine_query(proving->engine, &answer, buffer_c(&proving->sql), NULL, proving->error);
    if (code == 0 && answer)
        code = answer_next(answer, &rows, proving->error);
    if (code == 0 && rows == 0)
        code = error_set(proving->error, ERROR_USAGE, "no row of the table %s has the key '%s'",
                         table->name.data, keys[0]);
    struct buffer path = {0};
    bool found = false;
    for (size_t i = 0; code == 0 && i < table->chunk_count && !found; i++) {
        struct column files = answer_column(answer, 0);
        code = object_path(proving->project->objects, table->chunks[i].object.data, &path, proving->error);
        found = text_equal(column_text(&files, 0), buffer_view(&path));
        proving->chunk = i;
    }
    if (code == 0 && !found)
        code = error_set(proving->error, ERROR_SYSTEM, "the engine named a file that is no chunk");
    buffer_release(&path);
    answer_free(answer);
    return code;
}

static int leaves_take(struct proving *proving, struct answer *answer)
{
    size_t rows = 0;
    int code = 0;
    while ((code = answer_next(answer, &rows, proving->error)) == 0 && rows > 0) {
        struct column hashes = answer_column(answer, 0), wanted = answer_column(answer, 1),
                      bytes = answer_column(answer, 2);
        for (size_t i = 0; i < rows; i++) {
            struct text hash = column_text(&hashes, i);
            if (hash.length != MERKLE_HASH ||
                proving->leaf_count == (size_t)proving->table->chunks[proving->chunk].rows)
                return error_set(proving->error, ERROR_INPUT,
                                 "chunk %zu holds another number of rows; run 'assay verify'",
                                 proving->chunk + 1);
            memcpy(proving->leaves[proving->leaf_count].bytes, hash.data, MERKLE_HASH);
            if (column_boolean(&wanted, i)) {
                proving->row = proving->leaf_count;
                buffer_text(&proving->bytes, column_text(&bytes, i));
            }
            proving->leaf_count++;
        }
    }
    return code;
}

/* The hashes of the chunk's rows in order, and the wanted row's bytes. */
static int leaves_read(struct proving *proving, const char *const *keys, size_t count)
{
    const struct stored_table *table = proving->table;
    struct answer *answer = NULL;
    bool *wanted = memory_new(table->chunk_count + 1, sizeof *wanted);
    proving->leaves = memory_new((size_t)table->chunks[proving->chunk].rows + 1, sizeof *proving->leaves);
    if (!wanted || !proving->leaves) {
        memory_free(wanted);
        return error_memory(proving->error);
    }
    wanted[proving->chunk] = true;
    buffer_clear(&proving->sql);
    buffer_string(&proving->sql,
                  "SELECT row_hash(value), wanted, CASE WHEN wanted THEN row_bytes(value) END FROM (SELECT ");
    row_value_put(&proving->sql, table);
    buffer_string(&proving->sql, " AS value, ");
    for (size_t i = 0; i < count; i++) {
        buffer_string(&proving->sql, i ? " AND CAST(" : "(CAST(");
        sql_put_name(&proving->sql, table->key[i]);
        buffer_string(&proving->sql, " AS VARCHAR) = ");
        sql_put_literal(&proving->sql, text_of(keys[i]));
    }
    buffer_string(&proving->sql, ") AS wanted, row_number() OVER (ORDER BY ");
    row_key_put(&proving->sql, table);
    buffer_string(&proving->sql, ") AS place FROM ");
    int code = table_relation(proving->project->objects, table, wanted, &proving->sql, proving->error);
    buffer_string(&proving->sql, ") AS placed ORDER BY place");
    if (code == 0)
        code = buffer_status(&proving->sql, proving->error);
    if (code == 0)
        code = engine_query(proving->engine, &answer, buffer_c(&proving->sql), NULL, proving->error);
    if (code == 0)
        code = leaves_take(proving, answer);
    answer_free(answer);
    memory_free(wanted);
    return code < 0 ? code : buffer_status(&proving->bytes, proving->error);
}

/* ---- the JSON --------------------------------------------------------------------------------------------
 */

static void hex_put(struct buffer *out, const struct merkle_hash *hash)
{
    char digits[65];
    hex_write(hash->bytes, MERKLE_HASH, digits);
    buffer_format(out, "\"%s\"", digits);
}

/* "NAME":{"index":…,"size":…,"proof":[…],"root":"…"} */
static int path_put(struct proving *proving, struct buffer *out, const char *name,
                    const struct merkle_hash *leaves, size_t count, size_t index)
{
    struct merkle_hash proof[MERKLE_PROOF_MOST], root;
    size_t length = 0;
    if (merkle_inclusion(leaves, count, index, proof, &length) < 0 || merkle_root(leaves, count, &root) < 0)
        return error_set(proving->error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    buffer_format(out, "\"%s\":{\"index\":%zu,\"proof\":[", name, index);
    for (size_t i = 0; i < length; i++) {
        buffer_string(out, i ? "," : "");
        hex_put(out, &proof[i]);
    }
    buffer_string(out, "],\"root\":");
    hex_put(out, &root);
    buffer_format(out, ",\"size\":%zu}", count);
    return 0;
}

static int proof_put(struct proving *proving, const char *id, const char *const *keys, size_t count,
                     struct buffer *out)
{
    struct buffer manifest = {0};
    struct merkle_hash *tree = memory_new(proving->table->chunk_count + 1, sizeof *tree), leaf;
    int code =
        tree ? manifest_write(&proving->manifest, &manifest, proving->error) : error_memory(proving->error);
    if (code == 0)
        code = chunk_leaves(proving->table, tree, proving->error);
    if (code == 0 && merkle_leaf(proving->bytes.data, proving->bytes.length, &leaf) < 0)
        code = error_set(proving->error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    buffer_string(out, "{");
    if (code == 0)
        code = path_put(proving, out, "chunk", proving->leaves, proving->leaf_count, proving->row);
    buffer_string(out, ",\"key\":[");
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i ? "," : "");
        json_put_text(out, text_of(keys[i]));
    }
    buffer_string(out, "],\"manifest\":");
    json_put_text(out, buffer_view(&manifest));
    buffer_string(out, ",\"row\":{\"digest\":");
    hex_put(out, &leaf);
    buffer_string(out, ",\"encoding\":\"");
    base64_put(out, proving->bytes.data, proving->bytes.length);
    buffer_string(out, "\"},\"table\":");
    json_put_text(out, proving->table->name);
    buffer_byte(out, ',');
    if (code == 0)
        code = path_put(proving, out, "tree", tree, proving->table->chunk_count, proving->chunk);
    buffer_format(out, ",\"type\":\"assay-row-inclusion\",\"version\":\"%s\"}\n", id);
    memory_free(tree);
    buffer_release(&manifest);
    return code < 0 ? code : buffer_status(out, proving->error);
}

/* The table that holds the task's records. */
static int table_choose(struct proving *proving, size_t count)
{
    for (size_t i = 0; i < proving->manifest.table_count; i++)
        if (text_is(proving->manifest.tables[i].name, "records") || proving->manifest.table_count == 1)
            proving->table = &proving->manifest.tables[i];
    if (!proving->table)
        return error_set(proving->error, ERROR_INPUT, "the version holds no table of records");
    if (count == proving->table->key_count)
        return 0;
    return error_set(proving->error, ERROR_USAGE,
                     "the key of the table %s has %zu columns; %zu values were given",
                     proving->table->name.data, proving->table->key_count, count);
}

int row_prove(struct project *project, struct engine *engine, const char *id, const char *const *keys,
              size_t count, struct buffer *out, struct error *error)
{
    struct proving proving = {.project = project, .engine = engine, .error = error};
    int code = version_open(project, id, &proving.manifest, error);
    if (code == 0)
        code = table_choose(&proving, count);
    if (code == 0)
        code = table_verify(project->objects, proving.table, NULL, proving.manifest.dataset.data, error);
    if (code == 0)
        code = chunk_find(&proving, keys, count);
    if (code == 0)
        code = leaves_read(&proving, keys, count);
    if (code == 0)
        code = proof_put(&proving, id, keys, count, out);
    memory_free(proving.leaves);
    buffer_release(&proving.sql);
    buffer_release(&proving.bytes);
    manifest_release(&proving.manifest);
    return code;
}
