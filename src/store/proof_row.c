/* That a row is in a version: its bytes lead to its chunk's root, that to the table's, which stands in the
 * manifest, whose digest is the version. */
#include <inttypes.h>

#include "base/hash.h"
#include "store/manifest.h"
#include "store/proof_internal.h"
#include "store/row_read.h"

/* One tree of the two: a leaf's place, the path, the root. */
struct tree_proof {
    int64_t index, size;
    struct merkle_path path;
    struct merkle_hash root;
};

static int tree_read(struct walk *walk, yyjson_val *root, const char *name, struct tree_proof *tree)
{
    yyjson_val *object;
    TRY(strict_object(walk, root, name, &object));
    size_t back = walk_into(walk, name);
    TRY(strict_count(walk, object, "index", &tree->index));
    TRY(strict_count(walk, object, "size", &tree->size));
    TRY(strict_hex(walk, object, "root", tree->root.bytes, sizeof tree->root.bytes));
    TRY(proof_nodes(walk, object, &tree->path));
    walk_back(walk, back);
    return 0;
}

static bool tree_holds(const struct tree_proof *tree, const struct merkle_hash *leaf)
{
    return merkle_inclusion_holds(leaf, (uint64_t)tree->index, (uint64_t)tree->size, tree->path.nodes,
                                  tree->path.length, &tree->root);
}

/* The row's bytes, and that their hash is what the proof says. */
static int row_read(struct walk *walk, yyjson_val *root, struct buffer *bytes, struct merkle_hash *leaf)
{
    struct merkle_hash given;
    yyjson_val *object;
    TRY(strict_object(walk, root, "row", &object));
    size_t back = walk_into(walk, "row");
    int code = strict_hex(walk, object, "digest", given.bytes, sizeof given.bytes);
    if (code == 0)
        code = strict_base64(walk, object, "encoding", bytes);
    if (code == 0 && merkle_leaf(buffer_c(bytes), bytes->length, leaf) < 0)
        code = error_memory(walk->error);
    walk_back(walk, back);
    if (code == 0 && memcmp(leaf->bytes, given.bytes, sizeof given.bytes) != 0)
        code = proof_fails(walk, "the row's digest is not that of its bytes");
    return code;
}

static int version_check(struct walk *walk, struct text manifest, struct text version,
                         const struct proof_demand *demand)
{
    unsigned char digest[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    if (sha256_bytes(manifest.data, manifest.length, digest) < 0)
        return error_memory(walk->error);
    hex_write(digest, sizeof digest, hex);
    if (!text_is(version, hex))
        return proof_fails(walk, "the manifest's digest is not the version");
    if (demand->version.data && !text_equal(version, demand->version))
        return proof_fails(walk, "it is about another version than the one that was asked for");
    return 0;
}

static const struct stored_table *table_find(const struct manifest *manifest, struct text name)
{
    for (size_t i = 0; i < manifest->table_count; i++)
        if (text_equal(manifest->tables[i].name, name))
            return &manifest->tables[i];
    return NULL;
}

/* What the manifest says of the table and the chunk must be what the proof leads to. */
static int table_check(struct walk *walk, const struct stored_table *table, const struct tree_proof *chunk,
                       const struct tree_proof *tree)
{
    char hex[65];
    if (!table)
        return proof_fails(walk, "the version has no such table");
    hex_write(tree->root.bytes, sizeof tree->root.bytes, hex);
    if (!text_is(table->root, hex) || table->chunk_count != (uint64_t)tree->size)
        return proof_fails(walk, "the tree is not the table's in the manifest");
    if ((uint64_t)tree->index >= table->chunk_count)
        return proof_fails(walk, "the table has no such chunk");
    const struct stored_chunk *stored = &table->chunks[tree->index];
    hex_write(chunk->root.bytes, sizeof chunk->root.bytes, hex);
    if (!text_is(stored->root, hex) || stored->rows != chunk->size)
        return proof_fails(walk, "the chunk is not the table's in the manifest");
    return 0;
}

static int64_t row_number(const struct stored_table *table, const struct tree_proof *chunk,
                          const struct tree_proof *tree)
{
    int64_t before = 0;
    for (int64_t i = 0; i < tree->index; i++)
        before += table->chunks[i].rows;
    return before + chunk->index;
}

/* The field of that name; false when the row has none, or the bytes are no row. */
static bool field_find(struct text bytes, struct text name, struct row_field *field)
{
    bool found = row_begin(&bytes);
    while (found && (found = row_next(&bytes, field)) && !text_equal(field->name, name))
        continue;
    return found;
}

/* What is said to be the key must be in the row. Numbers that are not whole, times and the like have no one
 * text, and are not compared. */
static int key_check(struct walk *walk, yyjson_val *root, const struct stored_table *table, struct text bytes,
                     struct buffer *said)
{
    yyjson_val *key = yyjson_obj_get(root, "key");
    if (!yyjson_is_arr(key) || yyjson_arr_size(key) != table->key_count)
        return error_set(walk->error, ERROR_INPUT, "%s: /key is no list of %zu texts", walk->name,
                         table->key_count);
    for (size_t i = 0; i < table->key_count; i++) {
        struct row_field field;
        struct buffer value = {0};
        struct text given = json_text(yyjson_arr_get(key, i));
        if (!field_find(bytes, table->key[i], &field))
            return proof_fails(walk, "the row's bytes are no row with the table's key");
        bool plain = row_value_put_text(&field, &value), same = text_equal(buffer_view(&value), given);
        bool failed = value.failed;
        buffer_release(&value);
        if (failed)
            return error_memory(walk->error);
        if (plain && !same)
            return proof_fails(walk, "the row has another key than the proof says");
        buffer_format(said, "%s%.*s ", i ? ", " : "  ", (int)field.name.length, field.name.data);
        if (plain)
            buffer_text(said, given);
        else
            buffer_string(said, "(not compared)");
    }
    buffer_byte(said, '\n');
    return 0;
}

static int manifest_check(struct walk *walk, yyjson_val *root, const struct tree_proof *chunk,
                          const struct tree_proof *tree, struct text bytes, struct buffer *said)
{
    struct manifest manifest = {0};
    struct text name = json_text(yyjson_obj_get(root, "table"));
    int code = manifest_read(&manifest, json_text(yyjson_obj_get(root, "manifest")), walk->name, walk->error);
    const struct stored_table *table = code == 0 ? table_find(&manifest, name) : NULL;
    if (code == 0)
        code = table_check(walk, table, chunk, tree);
    if (code == 0) {
        buffer_format(said, "The row is in %.*s@v%" PRId64 ", version %.*s:\n  ",
                      (int)manifest.dataset.length, manifest.dataset.data, manifest.number,
                      (int)manifest.id.length, manifest.id.data);
        buffer_text(said, name);
        buffer_format(said, ", row %" PRId64 " of %" PRId64 " in the order of keys\n",
                      row_number(table, chunk, tree) + 1, table->rows);
        code = key_check(walk, root, table, bytes, said);
    }
    manifest_release(&manifest);
    return code;
}

static int trees_check(struct walk *walk, const struct tree_proof *chunk, const struct tree_proof *tree,
                       const struct merkle_hash *row)
{
    struct merkle_hash leaf;
    if (!tree_holds(chunk, row))
        return proof_fails(walk, "the row's digest does not lead to the chunk's root");
    if (merkle_leaf(chunk->root.bytes, sizeof chunk->root.bytes, &leaf) < 0)
        return error_memory(walk->error);
    if (!tree_holds(tree, &leaf))
        return proof_fails(walk, "the chunk's root does not lead to the table's root");
    return 0;
}

int proof_row_check(struct walk *walk, yyjson_val *root, const struct proof_demand *demand,
                    struct buffer *said)
{
    struct tree_proof chunk, tree;
    struct merkle_hash row;
    struct buffer bytes = {0}, sentences = {0};
    struct text version, manifest, table;
    TRY(strict_text(walk, root, "version", &version));
    TRY(strict_text(walk, root, "manifest", &manifest));
    TRY(strict_text(walk, root, "table", &table));
    TRY(tree_read(walk, root, "chunk", &chunk));
    TRY(tree_read(walk, root, "tree", &tree));
    int code = row_read(walk, root, &bytes, &row);
    if (code == 0)
        code = trees_check(walk, &chunk, &tree, &row);
    if (code == 0)
        code = version_check(walk, manifest, version, demand);
    if (code == 0)
        code = manifest_check(walk, root, &chunk, &tree, buffer_view(&bytes), &sentences);
    if (code == 0)
        code = buffer_status(&sentences, walk->error);
    if (code == 0)
        buffer_text(said, buffer_view(&sentences));
    buffer_release(&bytes);
    buffer_release(&sentences);
    return code;
}
