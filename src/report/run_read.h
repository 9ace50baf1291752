/* A run from its JSON: the inverse of run_json_put, for runs that were stored. */
#ifndef ASSAY_REPORT_RUN_READ_H
#define ASSAY_REPORT_RUN_READ_H

#include "base/error.h"
#include "base/text.h"
#include "check/run.h"

/* Fills *run (zeroed before) from what report_json wrote; `name` is for messages. Texts live in the run's
 * arena, which the caller releases in either outcome. A text that is no such report is ERROR_INPUT. */
int run_read(struct run *run, struct text json, const char *name, struct error *error) MUST_CHECK;

#endif
