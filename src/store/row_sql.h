/* SQL over the rows of a stored table: how they are hashed, ordered and named. One place, so that what was
 * written and what is verified or proved are the same. */
#ifndef ASSAY_STORE_ROW_SQL_H
#define ASSAY_STORE_ROW_SQL_H

#include "base/buffer.h"
#include "store/manifest.h"

/* {"a": "a", …}: the row as a STRUCT. */
void row_value_put(struct buffer *sql, const struct stored_table *table);

/* row_hash(…) */
void row_hash_put(struct buffer *sql, const struct stored_table *table);

/* The key's columns with commas between: for ORDER BY. */
void row_key_put(struct buffer *sql, const struct stored_table *table);

/* The key as one text, parts joined by U+001F: what chunk boundaries are told by and what people are shown.
 */
void row_key_text_put(struct buffer *sql, const struct stored_table *table);

#endif
