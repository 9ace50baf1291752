/* The part of an evaluation set that is clean, or leaked, as files like those it came from. */
#ifndef ASSAY_CLI_LEAKAGE_SUBSET_H
#define ASSAY_CLI_LEAKAGE_SUBSET_H

#include "cli/session.h"

/* Writes the records of eval_records whose best pair in leak_best is leaked, or is not, with their bytes
 * unchanged: lines as lines, an array as an array, a table with its header. `path` is a file where there is
 * one evaluation file, a folder, which is made, where there are several. */
int leakage_subset_write(const struct session *session, const char *path, bool leaked,
                         struct error *error) MUST_CHECK;

#endif
