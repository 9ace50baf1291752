/* Identity of rows, tables and chunks in SQL: row_hash, merkle_root, chunk_boundary. */
#include "functions/family.h"
#include "functions/row_plan.h"
#include "kernels/chunking.h"
#include "kernels/merkle.h"

/* ---- rows ---------------------------------------------------------------------------------------------- */

/* The plan of the argument's rows. *whole is false when no row can have a value. */
static int plan_rows(struct call *call, struct row_plan *plan, bool *whole)
{
    const struct column *rows = &call->arguments[0];
    *whole = rows->kind != KIND_NULL;
    if (!*whole)
        return 0;
    if (rows->kind != KIND_STRUCT)
        return error_set(call->error, ERROR_USAGE,
                         "takes a row: the name of a table, or a STRUCT as {'a': a, 'b': b}");
    return row_plan_make(plan, rows, &call->scratch->arena, call->error);
}

/* The row's bytes after the prefix of a leaf (RFC 6962 section 2.1), in scratch.a. */
static int put_leaf(struct call *call, const struct row_plan *plan, size_t row)
{
    struct buffer *bytes = &call->scratch->a;
    buffer_clear(bytes);
    buffer_byte(bytes, 0x00);
    TRY(row_plan_put(plan, row, bytes, call->error));
    return buffer_status(bytes, call->error);
}

int row_bytes_rows(struct call *call)
{
    struct row_plan plan;
    bool whole;
    TRY(plan_rows(call, &plan, &whole));
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row) || !whole)
            continue;
        TRY(put_leaf(call, &plan, row));
        struct text bytes = buffer_view(&call->scratch->a);
        target_blob(&call->result, row, (struct text){bytes.data + 1, bytes.length - 1});
    }
    return 0;
}

static int crypto_failed(struct call *call)
{
    return error_set(call->error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
}

int row_hash_rows(struct call *call)
{
    struct row_plan plan;
    bool whole;
    TRY(plan_rows(call, &plan, &whole));
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row) || !whole)
            continue;
        TRY(put_leaf(call, &plan, row));
        unsigned char hash[SHA256_BYTES];
        if (sha256_bytes(call->scratch->a.data, call->scratch->a.length, hash) < 0)
            return crypto_failed(call);
        target_blob(&call->result, row, (struct text){(const char *)hash, sizeof hash});
    }
    return 0;
}

/* ---- trees and chunks ---------------------------------------------------------------------------------- */

static int root_of_list(struct call *call, const struct column *hashes, struct list_entry entry,
                        struct merkle_hash *root)
{
    struct merkle_frontier frontier;
    frontier.size = 0;
    for (uint64_t i = 0; i < entry.length; i++) {
        uint64_t at = entry.offset + i;
        struct text bytes = {0};
        if (hashes->kind == KIND_BLOB && column_valid(hashes, at))
            bytes = column_text(hashes, at);
        if (bytes.length != MERKLE_HASH)
            return error_set(call->error, ERROR_USAGE,
                             "element %llu has %zu bytes; a leaf is a hash of 32, as row_hash gives it",
                             (unsigned long long)i + 1, bytes.length);
        struct merkle_hash leaf;
        memcpy(leaf.bytes, bytes.data, MERKLE_HASH);
        if (merkle_frontier_add(&frontier, &leaf) < 0)
            return crypto_failed(call);
    }
    return merkle_frontier_root(&frontier, root) < 0 ? crypto_failed(call) : 0;
}

int merkle_root_rows(struct call *call)
{
    struct column hashes = column_elements(&call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct merkle_hash root;
        TRY(root_of_list(call, &hashes, column_list(&call->arguments[0], row), &root));
        target_blob(&call->result, row, (struct text){(const char *)root.bytes, MERKLE_HASH});
    }
    return 0;
}

int chunk_boundary_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++)
        if (row_is_whole(call, row))
            target_boolean(&call->result, row, chunk_ends(column_text(&call->arguments[0], row)));
    return 0;
}
