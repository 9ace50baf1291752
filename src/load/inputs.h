/* What load.c and its parts share: inputs that are versions, and plain tables. */
#ifndef ASSAY_LOAD_INPUTS_H
#define ASSAY_LOAD_INPUTS_H

#include "load/load.h"

/* The column that a plain table without a key of its own is keyed by in versions; it is left out when the
 * version is read. */
#define PLAIN_CONTENT_KEY "content_key"

/* Opens the version's manifest into file->version. */
int version_input(struct loaded *loaded, struct loaded_file *file, struct project *project,
                  struct error *error) MUST_CHECK;

/* Fills the task's tables from the version that is input `index`. */
int version_load(struct engine *engine, const struct loaded *loaded, size_t index, struct project *project,
                 struct error *error) MUST_CHECK;

/* Verifies the objects of all its tables: what is checked has to be what was kept. */
int version_objects_verify(const struct loaded_file *file, struct project *project,
                           struct error *error) MUST_CHECK;

/* Appends a relation of the main table's rows, numbered in a column place_number in the order in which they
 * stood in their sources. */
int version_rows_put(struct buffer *sql, const struct manifest *manifest, const struct stored_table *table,
                     struct project *project, struct error *error) MUST_CHECK;

/* Makes `data` from all inputs, files and versions. */
int plain_load(struct engine *engine, struct loaded *loaded, struct project *project,
               struct error *error) MUST_CHECK;

/* Tells the container of a file that is read as a plain table. */
int plain_recognise(struct loaded_file *file, struct error *error) MUST_CHECK;

#endif
