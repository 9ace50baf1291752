/* The last run as structs for the caller, and as reports. */
#include "base/file.h"
#include "base/memory.h"
#include "library/handle.h"
#include "report/report.h"

enum { TERMINAL_COLUMNS = 100, TERMINAL_FINDINGS = 3 };

/* A copy that ends with a NUL: texts of a run may borrow from the middle of a check file. */
static const char *view(struct assay *assay, struct text text)
{
    struct text copy = arena_copy(&assay->views, text.data ? text : text_of(""));
    if (!copy.data)
        (void)error_memory(&assay->error);
    return copy.data ? copy.data : "";
}

static struct assay_figure figure_view(struct assay *assay, const struct figure *figure)
{
    return (struct assay_figure){.name = view(assay, figure->figure),
                                 .slice = view(assay, figure->slice),
                                 .value = figure->value,
                                 .low = figure->low,
                                 .high = figure->high,
                                 .n = figure->n,
                                 .unit = view(assay, figure->unit),
                                 .reason = view(assay, figure->reason)};
}

static struct assay_finding finding_view(struct assay *assay, const struct finding *finding)
{
    return (struct assay_finding){.record = view(assay, finding->record),
                                  .code = view(assay, finding->code),
                                  .locus = view(assay, finding->locus),
                                  .message = view(assay, finding->message),
                                  .evidence = view(assay, finding->evidence),
                                  .score = finding->score,
                                  .file = view(assay, finding->file),
                                  .line = finding->line,
                                  .number = finding->number};
}

static int result_view(struct assay *assay, const struct check_result *from, struct assay_result *result)
{
    static const enum assay_level levels[] = {[LEVEL_NOTE] = ASSAY_LEVEL_NOTE,
                                              [LEVEL_WARNING] = ASSAY_LEVEL_WARNING,
                                              [LEVEL_ERROR] = ASSAY_LEVEL_ERROR,
                                              [LEVEL_NEVER] = ASSAY_LEVEL_NEVER};
    static const enum assay_outcome outcomes[] = {[CHECK_OK] = ASSAY_PASSED,
                                                  [CHECK_FINDINGS] = ASSAY_FINDINGS,
                                                  [CHECK_SKIPPED] = ASSAY_SKIPPED,
                                                  [CHECK_FAILED] = ASSAY_FAILED};
    struct assay_figure *figures = arena_take(&assay->views, from->figure_count + 1, sizeof *figures);
    struct assay_finding *findings = arena_take(&assay->views, from->finding_count + 1, sizeof *findings);
    if (!figures || !findings)
        return error_memory(&assay->error);
    for (size_t i = 0; i < from->figure_count; i++)
        figures[i] = figure_view(assay, &from->figures[i]);
    for (size_t i = 0; i < from->finding_count; i++)
        findings[i] = finding_view(assay, &from->findings[i]);
    *result = (struct assay_result){.check = view(assay, from->check),
                                    .title = view(assay, from->title),
                                    .level = levels[from->level],
                                    .outcome = outcomes[from->status],
                                    .reason = view(assay, from->reason),
                                    .findings_total = from->findings_total,
                                    .finding_count = from->finding_count,
                                    .findings = findings,
                                    .figure_count = from->figure_count,
                                    .figures = figures};
    return assay->error.code;
}

int results_make(struct assay *assay)
{
    struct assay_result *results = arena_take(&assay->views, assay->run.check_count + 1, sizeof *results);
    if (!results)
        return error_memory(&assay->error);
    for (size_t i = 0; i < assay->run.check_count; i++)
        TRY(result_view(assay, &assay->run.checks[i], &results[i]));
    assay->results = results;
    return 0;
}

size_t assay_result_count(const struct assay *assay)
{
    return assay->results ? assay->run.check_count : 0;
}

const struct assay_result *assay_result(const struct assay *assay, size_t index)
{
    return index < assay_result_count(assay) ? &assay->results[index] : NULL;
}

/* ---- reports ---------------------------------------------------------------------------------------------
 */

static int report_put(struct assay *assay, enum assay_form form, struct buffer *out)
{
    static void (*const writers[])(const struct run *run,
                                   struct buffer *out) = {[ASSAY_JSON] = report_json,
                                                          [ASSAY_JSONL] = report_jsonl,
                                                          [ASSAY_MARKDOWN] = report_markdown,
                                                          [ASSAY_SARIF] = report_sarif,
                                                          [ASSAY_JUNIT] = report_junit};
    static const struct terminal_options terminal = {
        .columns = TERMINAL_COLUMNS, .unicode = true, .findings = TERMINAL_FINDINGS};
    if (!assay->results)
        return error_set(&assay->error, ERROR_USAGE, "there is no run to report; call assay_check first");
    if (form == ASSAY_TERMINAL)
        report_terminal(&assay->run, &terminal, out);
    else if (form == ASSAY_HTML)
        TRY(report_html(&assay->run, out, &assay->error));
    else if ((unsigned)form < sizeof writers / sizeof *writers)
        writers[form](&assay->run, out);
    else
        return error_set(&assay->error, ERROR_USAGE, "there is no such form of report");
    return buffer_status(out, &assay->error);
}

static int buffer_write(const struct buffer *buffer, const char *path, struct error *error)
{
    struct output *output = NULL;
    TRY(output_open(&output, path, error));
    int code = output_write(output, buffer->data, buffer->length, error);
    if (code == 0)
        return output_commit(output, error);
    output_abandon(output);
    return code;
}

int assay_report(struct assay *assay, enum assay_form form, const char *path)
{
    struct buffer out = {0};
    call_begin(assay);
    int code = report_put(assay, form, &out);
    if (code == 0)
        code = buffer_write(&out, path, &assay->error);
    buffer_release(&out);
    return call_end(code);
}

int assay_report_text(struct assay *assay, enum assay_form form, char **text, size_t *length)
{
    struct buffer out = {0};
    *text = NULL;
    *length = 0;
    call_begin(assay);
    int code = report_put(assay, form, &out);
    if (code == 0) {
        *text = memory_copy_text(buffer_c(&out), out.length);
        *length = out.length;
        code = *text ? 0 : error_memory(&assay->error);
    }
    buffer_release(&out);
    return call_end(code);
}
