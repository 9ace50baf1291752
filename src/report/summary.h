/* What every report says first, computed once: which checks come first, which fail the run, how much was
 * found. */
#ifndef ASSAY_REPORT_SUMMARY_H
#define ASSAY_REPORT_SUMMARY_H

#include "base/buffer.h"
#include "base/error.h"
#include "check/run.h"

struct summary {
    const struct run *run;
    const struct check_result **checks; /* worst first, else as they ran */
    size_t statuses[CHECK_FAILED + 1];  /* checks in each status */
    int64_t findings[LEVEL_ERROR + 1];  /* findings of checks at each level */
    int64_t findings_total;
    size_t failing; /* checks that fail the run */
};

/* Borrows the run. Released by summary_release, also after a failure. */
int summary_init(struct summary *summary, const struct run *run, struct error *error) MUST_CHECK;
void summary_release(struct summary *summary);

/* Whether this check makes the verdict "fail": it could not run, or found something at a level that fails. */
bool check_fails_run(const struct run *run, const struct check_result *check);

/* How bad a check's outcome is: 0 is worst. Shared by every ordering of checks. */
enum outcome { OUTCOME_ERROR, OUTCOME_BROKEN, OUTCOME_WARNING, OUTCOME_NOTE, OUTCOME_OK, OUTCOME_SKIPPED };
enum outcome check_outcome(const struct check_result *check);

/* The one number to print beside a check: its first over all the data that is defined. NULL when it has none.
 */
const struct figure *check_key_figure(const struct check_result *check);

/* The findings to read first over all checks: by level, then score, at most `per_check` of one check. Writes
 * up to `limit` of them and returns how many. */
struct worst_finding {
    const struct check_result *check;
    const struct finding *finding;
};
size_t summary_worst(const struct summary *summary, struct worst_finding *worst, size_t limit,
                     size_t per_check);

/* "FILE#N" as `assay show` wants it; the record's id when its place is unknown. */
void finding_put_place(struct buffer *out, const struct finding *finding);

/* The same as one argument of a shell command: quoted where it must be. */
void finding_put_argument(struct buffer *out, const struct finding *finding);

/* "missing_role 8, empty_content 4": findings split by code, most first, at most `limit` kinds. */
void check_put_codes(struct buffer *out, const struct check_result *check, size_t limit);

#endif
