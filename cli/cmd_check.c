/* assay check FILE…: runs every check that fits, prints what matters, exits 1 when the gate fails. */
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "check/runner.h"
#include "cli/console.h"
#include "cli/keeping.h"
#include "cli/reports.h"
#include "cli/run_keep.h"
#include "cli/session.h"

static int level_option(const struct invocation *invocation, enum level *level, struct error *error)
{
    const char *text = option_value(invocation, "fail-on");
    *level = LEVEL_ERROR;
    if (!text)
        return 0;
    for (int i = LEVEL_NOTE; i <= LEVEL_NEVER; i++) {
        if (strcmp(text, level_name((enum level)i)) == 0) {
            *level = (enum level)i;
            return 0;
        }
    }
    return error_set(error, ERROR_USAGE, "--fail-on %s: there is note, warning, error and never", text);
}

static void on_check(void *context, const struct check *check, size_t number, size_t of)
{
    char line[160];
    (void)context;
    snprintf(line, sizeof line, "check %zu of %zu: %.*s", number, of, (int)check->name.length,
             check->name.data);
    progress_show(line, -1);
}

struct checking {
    struct session session;
    struct check_set set;
    struct run run;
    struct override *overrides;
    struct text *only;
    char started[32];
    struct timespec start;
};

static int options_read(const struct invocation *invocation, struct checking *checking,
                        struct runner_options *options, struct error *error)
{
    size_t sets = 0, only = option_count(invocation, "only");
    checking->only = memory_new(only + 1, sizeof *checking->only);
    if (!checking->only)
        return error_memory(error);
    TRY(session_overrides(invocation, &checking->overrides, &sets, error));
    for (size_t i = 0; i < only; i++)
        checking->only[i] = text_of(option_nth(invocation, "only", i));
    *options = (struct runner_options){.only = checking->only,
                                       .only_count = only,
                                       .by = option_value(invocation, "by"),
                                       .overrides = checking->overrides,
                                       .override_count = sets,
                                       .on_check = on_check};
    TRY(level_option(invocation, &options->fail_on, error));
    return reports_findings(invocation, &options->findings_limit, error);
}

static int command_keep(const struct invocation *invocation, struct run *run, struct error *error)
{
    char *command = command_typed(invocation, error);
    if (!command)
        return error->code;
    run->command = arena_copy(&run->arena, text_of(command));
    memory_free(command);
    return run->command.data ? 0 : error_memory(error);
}

/* A run on a version stays with it. */
static int keep(const struct invocation *invocation, struct checking *checking, struct error *error)
{
    struct timespec end;
    char id[65];
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - checking->start.tv_sec) +
                     1e-9 * (double)(end.tv_nsec - checking->start.tv_nsec);
    TRY(run_keep(&checking->session, invocation, &checking->set, &checking->run, checking->started, seconds,
                 id, error));
    if (id[0])
        remark("kept as run %.12s", id);
    return 0;
}

static int check_steps(struct invocation *invocation, struct checking *checking, struct error *error)
{
    struct runner_options options;
    TRY(reports_test(invocation, error));
    TRY(options_read(invocation, checking, &options, error));
    TRY(session_open(&checking->session, invocation, error));
    TRY(session_load(&checking->session, invocation, invocation->operands, invocation->operand_count, error));
    TRY(session_loaded_checks(&checking->set, invocation, &checking->session, error));
    TRY(command_keep(invocation, &checking->run, error));
    TRY(load_describe(&checking->session.loaded, &checking->run, error));
    int64_t shown = options.findings_limit;
    if (loaded_has_versions(&checking->session.loaded))
        options.findings_limit = -1; /* a run that is kept is kept whole */
    time_now(checking->started);
    clock_gettime(CLOCK_MONOTONIC, &checking->start);
    TRY(runner_run(checking->session.engine, &checking->set, &options, &checking->run, error));
    progress_end();
    TRY(keep(invocation, checking, error));
    run_findings_cut(&checking->run, shown);
    TRY(reports_write(invocation, &checking->run, error));
    return checking->run.failed ? EXIT_FAILED : EXIT_FINE;
}

static int check_run(struct invocation *invocation, struct error *error)
{
    struct checking checking = {0};
    int code = check_steps(invocation, &checking, error);
    session_close(&checking.session);
    check_set_release(&checking.set);
    arena_release(&checking.run.arena);
    memory_free(checking.overrides);
    memory_free(checking.only);
    return code;
}

static const struct option check_options[] = {
    REPORT_OPTIONS,
    {"only", 0, ARGUMENT_NEEDED, "CHECK", "run only this check; may be given several times", true},
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    SET_OPTION,
    {"by", 0, ARGUMENT_NEEDED, "COLUMN", "every figure also for each value of this column or field", false},
    {"fail-on", 0, ARGUMENT_NEEDED, "LEVEL",
     "exit 1 when a check of this level has findings: note, warning, error (default), never", false},
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command check_command = {
    .name = "check",
    .operands = "FILE…|NAME@REV",
    .title = "say what is wrong with training data, and show it",
    .doc = "Recognises the format and the kind of data, runs every check that fits and prints what matters, "
           "worst first. "
           "Files may be patterns, compressed (gzip, zstd), or '-' for standard input; several are one data "
           "set. A version of a dataset (chat@v3) is checked like a file, and its run is kept.\n\n"
           "Exits with 1 when a check at or above --fail-on has findings, or when a check failed to run.",
    .examples = "  assay check train.jsonl                      # what is wrong with it\n"
                "  assay check 'data/*.jsonl.gz' --html r.html  # with a page to browse\n"
                "  assay check train.jsonl --sarif=r.sarif      # for CI\n"
                "  assay check train.jsonl --by source          # figures for each source\n",
    .options = check_options,
    .engine = true,
    .run = check_run,
};
