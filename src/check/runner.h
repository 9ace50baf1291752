/* Runs checks over the canonical tables that are loaded in an engine and gathers what they give into a run.
 */
#ifndef ASSAY_CHECK_RUNNER_H
#define ASSAY_CHECK_RUNNER_H

#include "check/check_set.h"
#include "check/run.h"
#include "engine/engine.h"

struct override {      /* --set NAME=VALUE or CHECK.NAME=VALUE */
    struct text check; /* empty: every check that has the parameter */
    struct text param, value;
    const char *option; /* the option of its own that gave it; NULL: --set */
    bool used;
};

/* Reads one such text, which *out borrows. */
int override_parse(const char *text, struct override *out, struct error *error) MUST_CHECK;

struct runner_options {
    const struct text *only; /* names of checks; none: all of the task */
    size_t only_count;
    const char *by;         /* column (or original field) that slices figures; NULL */
    int64_t findings_limit; /* per check; -1: all */
    enum level fail_on;
    struct override *overrides;
    size_t override_count;
    void (*on_check)(void *context, const struct check *check, size_t number, size_t of);
    void *context;
};

/* Fills run->checks, run->failed and run->fail_on; strings live in run->arena. Inputs are the caller's to
 * fill. A check whose SQL fails is a failed check in the run, not an error of the run; being interrupted is
 * an error. */
int runner_run(struct engine *engine, const struct check_set *set, const struct runner_options *options,
               struct run *run, struct error *error) MUST_CHECK;

/* Builds one derived table (and what it needs) for queries of one's own. A need that the data does not meet
 * is ERROR_INPUT with the reason. Only options->overrides is read. */
int runner_derive(struct engine *engine, const struct check_set *set, const char *table,
                  const struct runner_options *options, struct error *error) MUST_CHECK;

/* Forgets the derived tables that a former runner_run built, when the canonical tables have changed. */
int runner_forget(struct engine *engine, const struct check_set *set, struct error *error) MUST_CHECK;

#endif
