/* Which format is this file in? By content; names and options only help. */
#ifndef ASSAY_LOAD_RECOGNISE_H
#define ASSAY_LOAD_RECOGNISE_H

#include "load/load.h"

/* Fills container, delimiter, format, options and why. A file that no pack knows is ERROR_INPUT that says
 * what was seen. An empty file is told by its name or by --format, else it is an error too. */
int recognise_file(struct engine *engine, struct loaded *loaded, struct loaded_file *file,
                   const struct load_options *options, struct error *error) MUST_CHECK;

#endif
