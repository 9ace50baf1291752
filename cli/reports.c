#include "cli/reports.h"

#include <string.h>

#include "cli/console.h"
#include "report/report.h"

enum { FINDINGS_TERMINAL = 3, FINDINGS_MACHINE = 1000, FINDINGS_PAGE = 50000 };

static const struct {
    const char *option;
    void (*write)(const struct run *run, struct buffer *out);
} writers[] = {{"json", report_json},
               {"jsonl", report_jsonl},
               {"md", report_markdown},
               {"sarif", report_sarif},
               {"junit", report_junit}};
enum { WRITERS = sizeof writers / sizeof *writers };

/* How many findings to fetch: what the hungriest output asked for can show. */
int reports_findings(const struct invocation *invocation, int64_t *limit, struct error *error)
{
    long long value = option_given(invocation, "html") ? FINDINGS_PAGE : FINDINGS_MACHINE;
    TRY(option_number(invocation, "findings", 0, true, &value, error));
    *limit = value;
    return 0;
}

static int html_write(const struct invocation *invocation, const struct run *run, struct error *error)
{
    const char *path = option_value(invocation, "html");
    struct buffer page = {0};
    if (!path)
        return 0;
    int code = report_html(run, &page, error);
    if (code == 0)
        code = print_buffer(&page, path, error);
    buffer_release(&page);
    if (code == 0 && strcmp(path, "-") != 0)
        remark("wrote %s", path);
    return code;
}

static int writer_run(const struct invocation *invocation, size_t i, const struct run *run, bool *printed,
                      struct error *error)
{
    const char *path = option_value(invocation, writers[i].option);
    struct buffer out = {0};
    if (!path) {
        *printed = true;
        path = option_value(invocation, "output");
    }
    writers[i].write(run, &out);
    int code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

int report_printed(const struct invocation *invocation, const char *option, size_t *printed,
                   struct error *error)
{
    *printed += option_given(invocation, option) && !option_value(invocation, option);
    return *printed <= 1
               ? 0
               : error_set(
                     error, ERROR_USAGE,
                     "only one report can go to standard output; give the others a file, as in --%s=FILE",
                     option);
}

int reports_test(const struct invocation *invocation, struct error *error)
{
    size_t printed = option_value(invocation, "html") && strcmp(option_value(invocation, "html"), "-") == 0;
    for (size_t i = 0; i < WRITERS; i++)
        TRY(report_printed(invocation, writers[i].option, &printed, error));
    return 0;
}

int reports_write(const struct invocation *invocation, const struct run *run, struct error *error)
{
    bool printed = option_value(invocation, "html") && strcmp(option_value(invocation, "html"), "-") == 0;
    TRY(html_write(invocation, run, error));
    for (size_t i = 0; i < WRITERS; i++)
        if (option_given(invocation, writers[i].option))
            TRY(writer_run(invocation, i, run, &printed, error));
    if (printed)
        return 0;
    long long findings = FINDINGS_TERMINAL;
    TRY(option_number(invocation, "findings", 0, true, &findings, error));
    const char *path = option_value(invocation, "output");
    struct terminal_options options = {.columns = path ? 100 : terminal_columns(),
                                       .color = !path && terminal_color(),
                                       .unicode = terminal_unicode(),
                                       .findings = findings == 0                           ? -1 /* none */
                                                   : findings < 0 || findings > 1000000000 ? 1000000000
                                                                                           : (int)findings};
    struct buffer out = {0};
    report_terminal(run, &options, &out);
    int code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

void run_findings_cut(struct run *run, int64_t limit)
{
    for (size_t i = 0; limit >= 0 && i < run->check_count; i++)
        if (run->checks[i].finding_count > (size_t)limit)
            run->checks[i].finding_count = (size_t)limit;
}
