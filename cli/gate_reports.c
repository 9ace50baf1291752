/* Verdicts in words, and where each form of report goes. */
#include "cli/gate_reports.h"

#include <inttypes.h>
#include <math.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/reports.h"
#include "report/amount.h"

static void gate_json(const struct judgement *judgement, struct buffer *out)
{
    verdict_json(judgement->verdict, &judgement->source, out);
}

static const struct {
    const char *option;
    void (*write)(const struct judgement *judgement, struct buffer *out);
} writers[] = {{"json", gate_json}, {"md", gate_markdown}, {"sarif", gate_sarif}, {"junit", gate_junit}};
enum { WRITERS = sizeof writers / sizeof *writers };

/* ---- words --------------------------------------------------------------------------------------------- */

size_t *rows_by_decision(const struct verdict *verdict)
{
    size_t *order = memory_new(verdict->count + 1, sizeof *order), count = 0;
    for (int decision = DECISION_FAIL; order && decision >= DECISION_PASS; decision--)
        for (size_t i = 0; i < verdict->count; i++)
            if ((int)verdict->rows[i].decision == decision)
                order[count++] = i;
    return order;
}

static bool row_is_share(const struct verdict_row *row)
{
    return text_is(row->unit, "share");
}

static void put_digits(struct buffer *out, const struct verdict_row *row, double number)
{
    buffer_format(out, "%.4g", row_is_share(row) ? number * 100 : number);
}

void verdict_row_put_number(struct buffer *out, const struct verdict_row *row, double number)
{
    put_digits(out, row, number);
    if (row_is_share(row))
        buffer_string(out, row->bound == BOUND_MARGIN ? " points" : " %");
}

void verdict_row_put_value(struct buffer *out, const struct verdict_row *row)
{
    if (isnan(row->value)) {
        buffer_string(out, "no value");
        return;
    }
    if (!row->method[0] && row->bound == BOUND_MARGIN) { /* no difference was made: the value itself */
        put_digits(out, row, row->value);
        buffer_string(out, row_is_share(row) ? " %" : "");
        return;
    }
    if (row->bound == BOUND_MARGIN && row->value > 0)
        buffer_byte(out, '+');
    verdict_row_put_number(out, row, row->value);
    if (isnan(row->low))
        return;
    buffer_string(out, " (");
    put_digits(out, row, row->low);
    buffer_string(out, " to ");
    put_digits(out, row, row->high);
    buffer_byte(out, ')');
}

void verdict_row_put_name(struct buffer *out, const struct verdict_row *row)
{
    buffer_text(out, row->rule->name);
    if (row->slice.length) {
        buffer_string(out, ", ");
        buffer_text(out, row->slice);
    }
}

void verdict_row_put_reason(struct buffer *out, const struct verdict_row *row)
{
    buffer_text(out, row->reason);
    if (row->decision != DECISION_INCONCLUSIVE || row->decides == 0)
        return;
    buffer_string(out, row->reason.length ? "; " : "");
    if (row->decides < 0) {
        buffer_string(out, "no n would decide it");
        return;
    }
    buffer_string(out, "n ");
    amount_put_count(out, row->decides);
    buffer_string(out, row->decides_both ? " would decide, with the baseline grown alike" : " would decide");
}

/* ---- where each goes ----------------------------------------------------------------------------------- */

int gate_reports_test(const struct invocation *invocation, struct error *error)
{
    size_t printed = 0;
    for (size_t i = 0; i < WRITERS; i++)
        TRY(report_printed(invocation, writers[i].option, &printed, error));
    return 0;
}

static int writer_run(const struct invocation *invocation, size_t i, const struct judgement *judgement,
                      bool *printed, struct error *error)
{
    const char *path = option_value(invocation, writers[i].option);
    struct buffer out = {0};
    if (!path) {
        *printed = true;
        path = option_value(invocation, "output");
    }
    writers[i].write(judgement, &out);
    int code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

int gate_reports_write(const struct invocation *invocation, const struct judgement *judgement,
                       struct error *error)
{
    bool printed = false;
    const char *path = option_value(invocation, "output");
    for (size_t i = 0; i < WRITERS; i++)
        if (option_given(invocation, writers[i].option))
            TRY(writer_run(invocation, i, judgement, &printed, error));
    if (printed)
        return 0;
    const struct terminal_options options = {.columns = path ? 100 : terminal_columns(),
                                             .color = !path && terminal_color(),
                                             .unicode = terminal_unicode()};
    struct buffer out = {0};
    gate_table(judgement, &options, &out);
    int code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}
