/* A run of checks on a version, kept with it. */
#ifndef ASSAY_CLI_RUN_KEEP_H
#define ASSAY_CLI_RUN_KEEP_H

#include "cli/check_now.h"

/* Stores the run when exactly one version and nothing else was checked; id[0] is '\0' when it was not kept.
 * `started` is the time before it, `seconds` how long it took. */
int run_keep(struct session *session, const struct check_set *set, const struct override *overrides,
             size_t override_count, const struct check_request *request, const struct run *run,
             const char *started, double seconds, char id[65], struct error *error) MUST_CHECK;

#endif
