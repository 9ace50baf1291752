/* JUnit XML as CI servers read it (the schema of the Jenkins xUnit plugin): a suite a task, a case a check.
 * Only what fails the run is a failure; weaker findings go to system-out, where a reader sees them and CI
 * stays green. */
#include <inttypes.h>

#include "report/amount.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/summary.h"

enum { FINDINGS_PER_CASE = 50, MESSAGE_LIMIT = 500 };

static void put_attribute(struct buffer *out, const char *name, struct text value)
{
    buffer_format(out, " %s=\"", name);
    markup_put(out, value);
    buffer_byte(out, '"');
}

static void put_finding_line(const struct finding *finding, struct buffer *out)
{
    struct buffer place = {0};
    finding_put_place(&place, finding);
    markup_put(out, buffer_view(&place));
    if (finding->line > 0)
        buffer_format(out, " line %" PRId64, finding->line);
    buffer_byte(out, ' ');
    markup_put(out, finding->locus);
    buffer_string(out, " [");
    markup_put(out, finding->code);
    buffer_string(out, "] ");
    markup_put_cut(out, finding->message, MESSAGE_LIMIT);
    buffer_byte(out, '\n');
    out->failed |= place.failed;
    buffer_release(&place);
}

static void put_finding_lines(const struct check_result *check, struct buffer *out)
{
    size_t count = check->finding_count < FINDINGS_PER_CASE ? check->finding_count : FINDINGS_PER_CASE;
    buffer_byte(out, '\n');
    for (size_t i = 0; i < count; i++)
        put_finding_line(&check->findings[i], out);
    if ((int64_t)count < check->findings_total)
        buffer_format(out, "%zu of %" PRId64 " findings\n", count, check->findings_total);
}

static void put_failure(const struct check_result *check, struct buffer *out)
{
    struct buffer message = {0};
    amount_put_counted(&message, check->findings_total, "finding");
    buffer_string(&message, ": ");
    check_put_codes(&message, check, 8);
    buffer_format(out, "<failure type=\"%s\"", level_name(check->level));
    put_attribute(out, "message", buffer_view(&message));
    buffer_byte(out, '>');
    put_finding_lines(check, out);
    buffer_string(out, "</failure>");
    out->failed |= message.failed;
    buffer_release(&message);
}

static void put_outcome(const struct run *run, const struct check_result *check, struct buffer *out)
{
    switch (check->status) {
    case CHECK_FAILED:
        buffer_string(out, "<error type=\"check failed\"");
        put_attribute(out, "message", check->reason);
        buffer_string(out, "/>");
        break;
    case CHECK_SKIPPED:
        buffer_string(out, "<skipped");
        put_attribute(out, "message", check->reason);
        buffer_string(out, "/>");
        break;
    case CHECK_FINDINGS:
        if (check_fails_run(run, check)) {
            put_failure(check, out);
        } else {
            buffer_string(out, "<system-out>");
            put_finding_lines(check, out);
            buffer_string(out, "</system-out>");
        }
        break;
    case CHECK_OK:
        break;
    }
}

static void put_counts(const struct run *run, struct buffer *out)
{
    size_t failures = 0, errors = 0, skipped = 0;
    for (size_t i = 0; i < run->check_count; i++) {
        errors += run->checks[i].status == CHECK_FAILED;
        skipped += run->checks[i].status == CHECK_SKIPPED;
        failures += run->checks[i].status == CHECK_FINDINGS && check_fails_run(run, &run->checks[i]);
    }
    buffer_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"", run->check_count,
                  failures, errors, skipped);
}

static void put_properties(const struct run *run, struct buffer *out)
{
    buffer_string(out, "<properties>\n<property name=\"assay\"");
    put_attribute(out, "value", text_of(run->version));
    buffer_string(out, "/>\n<property name=\"command\"");
    put_attribute(out, "value", run->command);
    buffer_format(out, "/>\n<property name=\"records\" value=\"%" PRId64 "\"/>\n", run->records);
    for (size_t i = 0; i < run->input_count; i++) {
        buffer_string(out, "<property name=\"input\"");
        put_attribute(out, "value", run->inputs[i].path);
        buffer_string(out, "/>\n");
    }
    buffer_string(out, "</properties>\n");
}

void report_junit(const struct run *run, struct buffer *out)
{
    buffer_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"assay\"");
    put_counts(run, out);
    buffer_string(out, ">\n<testsuite");
    put_attribute(out, "name", run->task);
    put_counts(run, out);
    buffer_string(out, ">\n");
    put_properties(run, out);
    for (size_t i = 0; i < run->check_count; i++) {
        buffer_string(out, "<testcase classname=\"assay\"");
        put_attribute(out, "name", run->checks[i].check);
        buffer_byte(out, '>');
        put_outcome(run, &run->checks[i], out);
        buffer_string(out, "</testcase>\n");
    }
    buffer_string(out, "</testsuite>\n</testsuites>\n");
}
