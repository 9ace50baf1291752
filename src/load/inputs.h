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

/* Makes `data` from all inputs, files and versions. */
int plain_load(struct engine *engine, struct loaded *loaded, struct project *project,
               struct error *error) MUST_CHECK;

/* Tells the container of a file that is read as a plain table. */
int plain_recognise(struct loaded_file *file, struct error *error) MUST_CHECK;

#endif
