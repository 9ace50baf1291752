/* assay check FILE…: runs every check that fits, prints what matters, exits 1 when the gate fails. */
#include <string.h>

#include "base/memory.h"
#include "cli/check_now.h"
#include "cli/reports.h"

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

struct checking {
    struct check_now now;
    struct text *only;
};

static int request_read(const struct invocation *invocation, struct checking *checking,
                        struct check_request *request, struct error *error)
{
    size_t only = option_count(invocation, "only");
    checking->only = memory_new(only + 1, sizeof *checking->only);
    if (!checking->only)
        return error_memory(error);
    for (size_t i = 0; i < only; i++)
        checking->only[i] = text_of(option_nth(invocation, "only", i));
    request->only = checking->only;
    request->only_count = only;
    request->inputs = invocation->operands;
    request->input_count = invocation->operand_count;
    TRY(level_option(invocation, &request->fail_on, error));
    return reports_findings(invocation, &request->findings_limit, error);
}

static int check_steps(struct invocation *invocation, struct checking *checking, struct error *error)
{
    const char *by = option_value(invocation, "by");
    struct check_request request = {.fields = &by, .field_count = by ? 1 : 0};
    struct run *run = &checking->now.run;
    TRY(reports_test(invocation, error));
    TRY(request_read(invocation, checking, &request, error));
    TRY(check_now(&checking->now, invocation, &request, error));
    run_findings_cut(run, request.findings_limit);
    TRY(reports_write(invocation, run, error));
    return run->failed ? EXIT_FAILED : EXIT_FINE;
}

static int check_run(struct invocation *invocation, struct error *error)
{
    struct checking checking = {0};
    int code = check_steps(invocation, &checking, error);
    check_now_close(&checking.now);
    memory_free(checking.only);
    return code;
}

static const struct option check_options[] = {
    REPORT_OPTIONS,
    {"only", 0, ARGUMENT_NEEDED, "CHECK", "run only this check; may be given several times", true},
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    BESIDE_OPTIONS,
    PARAMETER_OPTIONS,
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
