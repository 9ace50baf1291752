/* What can be said of a stored table from its manifest alone: its tree, its layout, where its chunks are. */
#ifndef ASSAY_STORE_STORED_TABLE_H
#define ASSAY_STORE_STORED_TABLE_H

#include "kernels/merkle.h"
#include "store/manifest.h"
#include "store/objects.h"

/* The table of this name; NULL when the version has none. */
const struct stored_table *manifest_table(const struct manifest *manifest, struct text name);

/* Sets table->root: the RFC 6962 root whose leaves are the 32 bytes of each chunk's root. */
int table_root(struct stored_table *table, struct arena *arena, struct error *error) MUST_CHECK;

/* The leaves of that tree; room for chunk_count of them. */
int chunk_leaves(const struct stored_table *table, struct merkle_hash *leaves,
                 struct error *error) MUST_CHECK;

/* Appends a key as messages show it: in quotes, cut where it is long, with control characters escaped. */
void key_show(struct buffer *out, struct text key);

/* Digest of the columns' names and types: chunks of the same rows in another layout are other objects. */
int table_layout(const struct stored_table *table, char layout[65], struct error *error) MUST_CHECK;

/* Recomputes the digests of the objects of the chunks for which wanted[i] is true (NULL: all), before they
 * are read: bytes that changed may still be a Parquet file that the engine reads. A damaged one is
 * ERROR_INPUT that names the version as `name` and says what to do. */
int table_verify(const struct objects *objects, const struct stored_table *table, const bool *wanted,
                 const char *name, struct error *error) MUST_CHECK;

/* Appends read_parquet([…]) over the chunks for which wanted[i] is true (NULL: all); an empty relation with
 * the table's columns when there are none. */
int table_relation(const struct objects *objects, const struct stored_table *table, const bool *wanted,
                   struct buffer *sql, struct error *error) MUST_CHECK;

#endif
