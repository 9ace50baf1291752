/* Checks run on files or versions for a command: loaded, checked, kept with the version. What `check` and
 * `gate run` have in common. */
#ifndef ASSAY_CLI_CHECK_NOW_H
#define ASSAY_CLI_CHECK_NOW_H

#include "cli/session.h"

struct check_request {
    const char *const *inputs;
    size_t input_count;
    const struct text *only; /* names of checks; none: all */
    size_t only_count;
    const char *const *fields; /* to slice by; figures are given for each value of each */
    size_t field_count;
    enum level fail_on;
    int64_t findings_limit; /* -1: all */
};

struct check_now {
    struct session session; /* its engine is closed once the checks have run */
    struct check_set set;
    struct override *overrides;
    struct run run;   /* all findings when it was kept, whatever the limit */
    char version[65]; /* of the one version that was checked, else empty */
    char kept[65];    /* the run's id when it was kept, else empty */
};

/* Reads --set, --checks and the options of reading and the engine from the invocation. The caller closes *now
 * in either outcome. */
int check_now(struct check_now *now, const struct invocation *invocation, const struct check_request *request,
              struct error *error) MUST_CHECK;
void check_now_close(struct check_now *now);

#endif
