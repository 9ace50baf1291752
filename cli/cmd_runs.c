/* assay runs, assay run show: the runs of checks that were kept. */
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/reports.h"
#include "cli/session.h"
#include "report/amount.h"
#include "report/run_read.h"
#include "store/runs.h"

static void run_line(const struct rows *rows, size_t i, struct buffer *out)
{
    buffer_format(out, "%.12s  %s@v%-4s %.19sZ  %s  ", rows_cell(rows, i, 0).data, rows_cell(rows, i, 1).data,
                  rows_cell(rows, i, 2).data, rows_cell(rows, i, 3).data,
                  rows_int64(rows, i, 4) ? "FAIL" : "pass");
    amount_put_counted(out, rows_int64(rows, i, 5), "finding");
    buffer_byte(out, '\n');
}

static void run_object(const struct rows *rows, size_t i, struct buffer *out)
{
    buffer_format(
        out,
        "{\"run\":\"%s\",\"dataset\":\"%s\",\"number\":%s,\"started\":\"%s\",\"failed\":%s,\"findings\":%s,"
        "\"seconds\":%s,\"parameters\":%s,\"checks\":%s,\"command\":",
        rows_cell(rows, i, 0).data, rows_cell(rows, i, 1).data, rows_cell(rows, i, 2).data,
        rows_cell(rows, i, 3).data, rows_int64(rows, i, 4) ? "true" : "false", rows_cell(rows, i, 5).data,
        rows_cell(rows, i, 6).data, rows_cell(rows, i, 7).data, rows_cell(rows, i, 8).data);
    json_put_text(out, rows_cell(rows, i, 9));
    buffer_string(out, "}\n");
}

static int runs_list(struct invocation *invocation, struct project *project, struct buffer *out,
                     struct error *error)
{
    struct rows rows = {0};
    char id[65] = "";
    const char *of = invocation->operand_count ? invocation->operands[0] : NULL;
    if (of)
        TRY(version_find(project, of, id, error));
    /* A dataset's name stands for all its versions, a version for itself. */
    struct text parameter = text_of(of && strchr(of, '@') ? id : of);
    const char *where = !of               ? ""
                        : strchr(of, '@') ? "WHERE versions.id = $1 "
                                          : "WHERE versions.dataset = $1 ";
    struct buffer sql = {0};
    buffer_format(
        &sql,
        "SELECT runs.id, versions.dataset, versions.number, runs.started, runs.failed, runs.findings, "
        "runs.seconds, runs.parameters, runs.checks, runs.command FROM runs JOIN versions ON versions.id = "
        "runs.version %sORDER BY runs.started DESC, runs.id",
        where);
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = catalog_query(project->catalog, buffer_c(&sql), &parameter, of ? 1 : 0, &rows, error);
    for (size_t i = 0; code == 0 && i < rows.count; i++) {
        if (option_given(invocation, "json"))
            run_object(&rows, i, out);
        else
            run_line(&rows, i, out);
    }
    if (code == 0 && rows.count == 0)
        remark("no runs are kept; 'assay check NAME@v1' keeps one");
    buffer_release(&sql);
    rows_release(&rows);
    return code;
}

static int runs_run(struct invocation *invocation, struct error *error)
{
    struct project *project = NULL;
    struct buffer out = {0};
    if (invocation->operand_count > 1)
        return error_set(error, ERROR_USAGE, "runs takes one dataset or version at most");
    int code = project_open(&project, error);
    if (code == 0)
        code = runs_list(invocation, project, &out, error);
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    project_close(project);
    return code;
}

/* ---- one run ---------------------------------------------------------------------------------------------
 */

static int run_show_steps(struct invocation *invocation, struct project *project, struct run *run,
                          struct error *error)
{
    char id[65], *json = NULL;
    size_t length = 0;
    int64_t limit = 0;
    TRY(reports_test(invocation, error));
    TRY(reports_findings(invocation, &limit, error));
    TRY(run_find(project, invocation->operands[0], id, error));
    TRY(run_report(project, id, &json, &length, error));
    int code = run_read(run, (struct text){json, length}, invocation->operands[0], error);
    memory_free(json);
    TRY(code);
    run_findings_cut(run, limit);
    TRY(reports_write(invocation, run, error));
    return run->failed ? EXIT_FAILED : EXIT_FINE;
}

static int run_show_run(struct invocation *invocation, struct error *error)
{
    struct project *project = NULL;
    struct run run = {0};
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE, "run show needs one run, or a version for its newest run");
    int code = project_open(&project, error);
    if (code == 0)
        code = run_show_steps(invocation, project, &run, error);
    arena_release(&run.arena);
    project_close(project);
    return code;
}

static const struct option run_show_options[] = {
    REPORT_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command run_show_command = {
    .name = "run show",
    .operands = "RUN|NAME@REV",
    .title = "print a kept run again, in any of the forms of 'check'",
    .doc = "RUN is 6 digits or more of its id; a version stands for its newest run. Exits with 1 when the "
           "run failed, as the check "
           "did.",
    .examples = "  assay run show chat@v3 --html report.html\n",
    .options = run_show_options,
    .run = run_show_run,
};

static const struct option runs_options[] = {
    {"json", 0, ARGUMENT_NONE, NULL,
     "print JSON, an object a line, with parameters and digests of check files", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command runs_command = {
    .name = "runs",
    .operands = "[NAME|NAME@REV]",
    .title = "the runs of checks that were kept, newest first",
    .doc = "'assay check' of one version keeps its figures and all its findings. 'assay run show ID' prints "
           "a run again, 'assay "
           "run compare' sets two side by side.",
    .examples = "  assay runs chat\n",
    .options = runs_options,
    .run = runs_run,
};
