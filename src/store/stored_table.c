#include "store/stored_table.h"

#include "base/canonical.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "kernels/merkle.h"

const struct stored_table *manifest_table(const struct manifest *manifest, struct text name)
{
    for (size_t i = 0; i < manifest->table_count; i++)
        if (text_equal(manifest->tables[i].name, name))
            return &manifest->tables[i];
    return NULL;
}

int chunk_leaves(const struct stored_table *table, struct merkle_hash *leaves, struct error *error)
{
    for (size_t i = 0; i < table->chunk_count; i++) {
        struct merkle_hash root;
        if (!hex_read(table->chunks[i].root, root.bytes, sizeof root.bytes))
            return error_set(error, ERROR_INPUT, "chunk %zu of %.*s has a root that is no SHA-256", i,
                             (int)table->name.length, table->name.data);
        if (merkle_leaf(root.bytes, sizeof root.bytes, &leaves[i]) < 0)
            return error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    }
    return 0;
}

int table_root(struct stored_table *table, struct arena *arena, struct error *error)
{
    struct merkle_hash root, *leaves = memory_new(table->chunk_count + 1, sizeof *leaves);
    char digits[65];
    int code = leaves ? chunk_leaves(table, leaves, error) : error_memory(error);
    if (code == 0 && merkle_root(leaves, table->chunk_count, &root) < 0)
        code = error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    if (code == 0) {
        hex_write(root.bytes, sizeof root.bytes, digits);
        table->root = arena_copy(arena, text_of(digits));
        code = table->root.data ? 0 : error_memory(error);
    }
    memory_free(leaves);
    return code;
}

void key_show(struct buffer *out, struct text key)
{
    enum { SHOWN_MOST = 80 };
    size_t length = key.length;
    if (length > SHOWN_MOST) /* not within a character */
        for (length = SHOWN_MOST; length > 0 && ((unsigned char)key.data[length] & 0xC0U) == 0x80U;)
            length--;
    buffer_byte(out, '\'');
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)key.data[i];
        if (byte < 0x20 || byte == 0x7F)
            buffer_format(out, "\\x%02x", (unsigned)byte);
        else
            buffer_byte(out, key.data[i]);
    }
    buffer_string(out, length < key.length ? "…'" : "'");
}

int table_layout(const struct stored_table *table, char layout[65], struct error *error)
{
    struct buffer json = {0}, canonical = {0};
    buffer_byte(&json, '[');
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(&json, i ? ",[" : "[");
        json_put_text(&json, table->columns[i].name);
        buffer_byte(&json, ',');
        json_put_text(&json, table->columns[i].type);
        buffer_byte(&json, ']');
    }
    buffer_byte(&json, ']');
    int code = buffer_status(&json, error);
    if (code == 0)
        code = json_canonical(buffer_view(&json), &canonical, error);
    if (code == 0)
        code = sha256_text(buffer_view(&canonical), layout, error);
    buffer_release(&json);
    buffer_release(&canonical);
    return code;
}

int table_verify(const struct objects *objects, const struct stored_table *table, const bool *wanted,
                 const char *name, struct error *error)
{
    for (size_t i = 0; i < table->chunk_count; i++) {
        struct error why = {0};
        int code = wanted && !wanted[i] ? 0 : object_verify(objects, table->chunks[i].object.data, &why);
        if (code == ERROR_INPUT)
            return error_set(
                error, code,
                "%s: its data is damaged, 'assay verify %s' says where; restore it from a copy: %s", name,
                name, why.message);
        if (code < 0)
            return error_set(error, code, "%s", why.message);
    }
    return 0;
}

/* No chunk, but the columns: for tables that are empty. */
static void empty_put(const struct stored_table *table, struct buffer *sql)
{
    buffer_string(sql, "(SELECT ");
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(sql, i ? ", CAST(NULL AS " : "CAST(NULL AS ");
        buffer_text(sql, table->columns[i].type);
        buffer_string(sql, ") AS ");
        sql_put_name(sql, table->columns[i].name);
    }
    buffer_string(sql, " WHERE false)");
}

int table_relation(const struct objects *objects, const struct stored_table *table, const bool *wanted,
                   struct buffer *sql, struct error *error)
{
    struct buffer path = {0};
    size_t count = 0;
    int code = 0;
    for (size_t i = 0; i < table->chunk_count && code == 0; i++) {
        if (wanted && !wanted[i])
            continue;
        code = object_path(objects, table->chunks[i].object.data, &path, error);
        buffer_string(sql, count++ ? ", " : "read_parquet([");
        sql_put_literal(sql, buffer_view(&path));
    }
    buffer_release(&path);
    if (count)
        buffer_string(sql, "])");
    else
        empty_put(table, sql);
    return code < 0 ? code : buffer_status(sql, error);
}
