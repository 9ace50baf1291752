/* Hidden files that a killed command was writing beside the real ones (".assay-…", as base/output.c names
 * them). Nothing locks them, so only those that nobody has touched for an hour count as left behind. */
#ifndef ASSAY_STORE_LEFTOVER_H
#define ASSAY_STORE_LEFTOVER_H

#include <stdint.h>

#include "base/error.h"

/* Removes them from the folder; adds to *removed how many. A folder that is not there has none. */
int leftovers_sweep(const char *folder, int64_t *removed, struct error *error) MUST_CHECK;

#endif
