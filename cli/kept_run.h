/* A run that need not be made: kept with a version, or written by `assay check --json`. */
#ifndef ASSAY_CLI_KEPT_RUN_H
#define ASSAY_CLI_KEPT_RUN_H

#include "check/run.h"
#include "cli/session.h"

/* Whether the operand is a file that begins like a run as JSON, or a beginning of a kept run's id. */
bool operand_is_run(const char *operand);

/* Reads it: a file; a kept run by its id, or a version's newest, in the project (opened when needed). id and
 * version are those of a kept run, else empty. The caller releases the run's arena. */
int kept_run_read(struct project **project, const char *operand, struct run *run, char id[65],
                  char version[65], struct error *error) MUST_CHECK;

#endif
