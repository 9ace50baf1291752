#include "store/manifest_rules.h"

#include <inttypes.h>

/* Order of bytes, as memcmp and then the shorter first. */
static int text_order(struct text a, struct text b)
{
    size_t shared = a.length < b.length ? a.length : b.length;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Lists that name things are sorted, so that equal content has equal bytes; and name nothing twice. */
static int order_check(struct text before, struct text name, size_t index, const char *key, struct walk *walk)
{
    int order = text_order(before, name);
    if (order < 0)
        return 0;
    (void)walk_into_nth(walk, index);
    (void)walk_into(walk, key);
    return walk_fault(walk, order ? "must come before the one before it: the list is sorted by bytes"
                                  : "is there twice");
}

static int chunks_check(const struct stored_table *table, struct walk *walk)
{
    int64_t sum = 0;
    size_t back = walk_into(walk, "chunks");
    for (size_t i = 0; i < table->chunk_count; i++) {
        if (table->chunks[i].rows == 0) {
            (void)walk_into_nth(walk, i);
            (void)walk_into(walk, "rows");
            return walk_fault(walk, "must not be 0: a chunk holds rows");
        }
        if (__builtin_add_overflow(sum, table->chunks[i].rows, &sum))
            return walk_fault(walk, "hold more rows than can be counted");
    }
    walk_back(walk, back);
    if (sum == table->rows)
        return 0;
    (void)walk_into(walk, "rows");
    return walk_fault(walk, "is %" PRId64 ", but its chunks hold %" PRId64, table->rows, sum);
}

static bool column_there(const struct stored_table *table, struct text name, size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (text_equal(table->columns[i].name, name))
            return true;
    return false;
}

static int columns_check(const struct stored_table *table, struct walk *walk)
{
    size_t back = walk_into(walk, "columns");
    if (table->column_count == 0)
        return walk_fault(walk, "must name at least one column");
    for (size_t i = 0; i < table->column_count; i++) {
        if (!column_there(table, table->columns[i].name, i))
            continue;
        (void)walk_into_nth(walk, i);
        (void)walk_into(walk, "name");
        return walk_fault(walk, "is there twice");
    }
    walk_back(walk, back);
    (void)walk_into(walk, "key");
    for (size_t i = 0; i < table->key_count; i++) {
        if (column_there(table, table->key[i], table->column_count))
            continue;
        (void)walk_into_nth(walk, i);
        return walk_fault(walk, "is not a column of the table");
    }
    walk_back(walk, back);
    return 0;
}

static int table_check(const struct stored_table *table, struct walk *walk)
{
    TRY(columns_check(table, walk));
    return chunks_check(table, walk);
}

static int tables_check(const struct manifest *manifest, struct walk *walk)
{
    size_t back = walk_into(walk, "tables");
    for (size_t i = 0; i < manifest->table_count; i++) {
        if (i > 0)
            TRY(order_check(manifest->tables[i - 1].name, manifest->tables[i].name, i, "name", walk));
        size_t inner = walk_into_nth(walk, i);
        TRY(table_check(&manifest->tables[i], walk));
        walk_back(walk, inner);
    }
    walk_back(walk, back);
    if (!manifest->places)
        return 0;
    (void)walk_into(walk, "places");
    TRY(table_check(manifest->places, walk));
    walk_back(walk, back);
    return 0;
}

static int media_check(const struct manifest *manifest, struct walk *walk)
{
    size_t back = walk_into(walk, "media");
    for (size_t i = 0; i < manifest->media_count; i++) {
        const struct stored_media *media = &manifest->media[i];
        if (i > 0)
            TRY(order_check(manifest->media[i - 1].path, media->path, i, "path", walk));
        if (text_is(media->kept, "link") == (media->place.length > 0))
            continue;
        (void)walk_into_nth(walk, i);
        (void)walk_into(walk, "place");
        return walk_fault(walk, media->place.length ? "must be empty where the object is kept"
                                                    : "must say where the linked file is");
    }
    walk_back(walk, back);
    return 0;
}

int manifest_rules(const struct manifest *manifest, struct walk *walk)
{
    size_t back = walk_into(walk, "number");
    if (manifest->number == 0)
        return walk_fault(walk, "must be at least 1");
    walk_back(walk, back);
    if ((manifest->number == 1) != (manifest->previous.length == 0)) {
        (void)walk_into(walk, "previous");
        return walk_fault(walk, manifest->number == 1 ? "must be empty for the first version"
                                                      : "must name the version before");
    }
    if (manifest->derived.length == 0 && manifest->recipe.length > 0) {
        (void)walk_into(walk, "recipe");
        return walk_fault(walk, "must be null where nothing was derived");
    }
    TRY(tables_check(manifest, walk));
    return media_check(manifest, walk);
}
