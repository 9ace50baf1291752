/* Proof that a row was in a version, which can be checked without the store: the row's bytes, its way up to
 * the root of its chunk, the chunk's way up to the root of the table, and the manifest that names that root
 * and whose digest is the version. */
#ifndef ASSAY_STORE_ROW_PROOF_H
#define ASSAY_STORE_ROW_PROOF_H

#include "engine/engine.h"
#include "store/project.h"

/* Appends the proof as JSON (docs/store.md). `keys` are the key's columns as text, in order. A row that is
 * not there is ERROR_USAGE. */
int row_prove(struct project *project, struct engine *engine, const char *id, const char *const *keys,
              size_t count, struct buffer *out, struct error *error) MUST_CHECK;

#endif
