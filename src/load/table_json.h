/* A record of a CSV or TSV table as a JSON object {header: field}, all fields text. */
#ifndef ASSAY_LOAD_TABLE_JSON_H
#define ASSAY_LOAD_TABLE_JSON_H

#include "base/arena.h"
#include "base/buffer.h"

/* Appends the object. Header names missing for extra fields are "column N"; missing fields are left out.
 * Bytes that are not UTF-8 stay as they are, for the reader to report. *fields_seen and *fields_wanted tell a
 * ragged record. */
void table_put_json(struct buffer *out, struct text header, struct text raw, char delimiter,
                    struct arena *arena, size_t *fields_seen, size_t *fields_wanted);

#endif
