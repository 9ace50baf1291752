/* Keeps one table of a version: sorts its rows by key, cuts them into chunks where the keys say so, hashes
 * them, and writes the chunks that are not stored yet as Parquet objects.
 *
 * A chunk ends after each row whose key's hash says so (chunk_boundary), so the same rows make the same
 * chunks whatever their history, and an edit touches only the chunks it falls into. */
#ifndef ASSAY_STORE_TABLE_WRITE_H
#define ASSAY_STORE_TABLE_WRITE_H

#include "engine/engine.h"
#include "store/project.h"

struct table_source {
    const char *name;     /* of the table in the version */
    const char *relation; /* in the engine: column `kept_row` (BIGINT, unique) and the columns to keep */
    const struct text *key;
    size_t key_count;
};

struct written { /* what it cost */
    int64_t chunks, chunks_new, bytes_new;
};

/* Fills *table, texts in `arena`. New chunks are taken as objects, to be published by the commit. A NULL in a
 * key or a key that occurs twice is ERROR_INPUT that lists some of them. */
int table_write(struct project *project, struct engine *engine, const struct table_source *source,
                struct arena *arena, struct stored_table *table, struct written *written,
                struct error *error) MUST_CHECK;

#endif
