/* Files and versions that the data is compared with, into tables beside it. */
#ifndef ASSAY_LOAD_BESIDE_LOAD_H
#define ASSAY_LOAD_BESIDE_LOAD_H

#include "check/beside.h"
#include "load/load.h"

/* Fills the table of one role from operands "FILE", "NAME=FILE" or versions; patterns are expanded. The table
 * has the columns of the task's `records` and `source`: NAME, else the file's name up to its first dot, else
 * the version as written. It must be called before load_tables fills the tables of the data itself, whose
 * task is options->task: it makes the same tables and leaves them to be made anew. options->format and ->map
 * are not looked at: what stands beside is told by content. *loaded is released by the caller also after an
 * error. */
int beside_load(struct engine *engine, const struct beside *beside, const char *const *operands, size_t count,
                const struct load_options *options, struct loaded *loaded, struct error *error) MUST_CHECK;

#endif
