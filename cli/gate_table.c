/* A verdict on a terminal and as Markdown: worst first, a rule in a few short lines that a narrow terminal
 * holds. */
#include <math.h>

#include "base/memory.h"
#include "cli/gate_reports.h"
#include "report/amount.h"
#include "report/escape.h"
#include "report/line.h"

enum { NARROWEST = 20, INDENT = 4, NAME_LIMIT = 120, REASON_LIMIT = 300 };

struct gate_screen {
    struct terminal_options options;
    struct line line;
    struct buffer made;
    bool begun; /* the line holds a part already */
};

static const struct {
    const char *unicode, *ascii, *word, *markdown;
    enum shade shade;
} marks[] = {
    [DECISION_PASS] = {"✓", "+", "PASS", "✅ pass", SHADE_GREEN},
    [DECISION_INCONCLUSIVE] = {"?", "?", "INCONCLUSIVE", "❔ inconclusive", SHADE_YELLOW},
    [DECISION_FAIL] = {"✗", "x", "FAIL", "❌ fail", SHADE_RED},
};

static void part_end(struct gate_screen *screen)
{
    if (screen->begun)
        line_end(&screen->line);
    screen->begun = false;
}

/* Puts what was made behind the other parts of the line, or on the next line when it does not fit; what is
 * wider than a line is broken. */
static void part_put(struct gate_screen *screen, enum shade shade)
{
    struct text rest = buffer_view(&screen->made);
    const char *dot = screen->options.unicode ? " · " : " - ";
    if (screen->begun && line_measure(&screen->line, rest) + 3 > line_left(&screen->line))
        part_end(screen);
    if (screen->begun)
        line_string(&screen->line, dot, SHADE_FAINT);
    while (rest.length) {
        if (!screen->begun)
            line_pad(&screen->line, INDENT);
        size_t cut = line_fitting(&screen->line, rest);
        line_put(&screen->line, (struct text){rest.data, cut}, shade, screen->options.columns);
        screen->begun = true;
        rest = text_trim((struct text){rest.data + cut, rest.length - cut});
        if (rest.length)
            part_end(screen);
    }
    screen->line.out->failed |= screen->made.failed;
    buffer_clear(&screen->made);
}

static void put_method(struct gate_screen *screen, const struct verdict_row *row)
{
    if (row->n >= 0) {
        buffer_string(&screen->made, "n ");
        amount_put_count(&screen->made, row->n);
        if (row->bound == BOUND_MARGIN && row->baseline_n >= 0) {
            buffer_string(&screen->made, " after ");
            amount_put_count(&screen->made, row->baseline_n);
        }
        part_put(screen, SHADE_PLAIN);
    }
    if (row->before >= 0) {
        buffer_format(&screen->made, "%lld only before, %lld only after", (long long)row->before,
                      (long long)row->after);
        part_put(screen, SHADE_PLAIN);
    }
    if (!row->method[0])
        return;
    buffer_string(&screen->made, row->method);
    if (!isnan(row->low))
        buffer_format(&screen->made, " %.4g %%, %s", row->rule->level * 100,
                      row->rule->sides == 1 ? "one side" : "two sides");
    part_put(screen, SHADE_FAINT);
    if (!isnan(row->p)) {
        buffer_format(&screen->made, isnan(row->adjusted) ? "p %.2g" : "p %.2g, %.2g by Holm", row->p,
                      row->adjusted);
        part_put(screen, SHADE_FAINT);
    }
}

static void put_row(struct gate_screen *screen, const struct verdict_row *row)
{
    struct line *line = &screen->line;
    line_string(line, screen->options.unicode ? marks[row->decision].unicode : marks[row->decision].ascii,
                marks[row->decision].shade);
    line_string(line, " ", SHADE_PLAIN);
    verdict_row_put_name(&screen->made, row);
    line_put(line, buffer_view(&screen->made), SHADE_BOLD, screen->options.columns);
    buffer_clear(&screen->made);
    line_end(line);
    verdict_row_put_value(&screen->made, row);
    part_put(screen, SHADE_PLAIN);
    verdict_put_bound(&screen->made, row);
    part_put(screen, SHADE_PLAIN);
    put_method(screen, row);
    part_end(screen);
    verdict_row_put_reason(&screen->made, row);
    part_put(screen, marks[row->decision].shade);
    part_end(screen);
}

static void put_head(struct gate_screen *screen, const struct judgement *judgement)
{
    const struct verdict *verdict = judgement->verdict;
    struct line *line = &screen->line;
    line_string(line,
                screen->options.unicode ? marks[verdict->decision].unicode : marks[verdict->decision].ascii,
                marks[verdict->decision].shade);
    line_string(line, " ", SHADE_PLAIN);
    line_string(line, marks[verdict->decision].word, marks[verdict->decision].shade);
    screen->begun = true;
    buffer_string(&screen->made, "gate ");
    buffer_text(&screen->made, verdict->gate->name);
    part_put(screen, SHADE_PLAIN);
    buffer_format(&screen->made, "%zu pass, %zu inconclusive, %zu fail", verdict->decisions[DECISION_PASS],
                  verdict->decisions[DECISION_INCONCLUSIVE], verdict->decisions[DECISION_FAIL]);
    part_put(screen, SHADE_PLAIN);
    part_end(screen);
    buffer_text(&screen->made, judgement->source.candidate);
    part_put(screen, SHADE_FAINT);
    if (judgement->source.baseline.length) {
        buffer_string(&screen->made, "against ");
        buffer_text(&screen->made, judgement->source.baseline);
        part_put(screen, SHADE_FAINT);
    }
    part_end(screen);
    line_end(line);
}

void gate_table(const struct judgement *judgement, const struct terminal_options *options, struct buffer *out)
{
    const struct verdict *verdict = judgement->verdict;
    struct gate_screen screen = {.options = *options};
    if (screen.options.columns < NARROWEST)
        screen.options.columns = screen.options.columns == 0 ? 80 : NARROWEST;
    screen.line = (struct line){.out = out, .options = &screen.options};
    size_t *order = rows_by_decision(verdict);
    out->failed |= !order;
    put_head(&screen, judgement);
    for (size_t i = 0; order && i < verdict->count; i++)
        put_row(&screen, &verdict->rows[order[i]]);
    if (verdict->decision == DECISION_INCONCLUSIVE) {
        line_end(&screen.line);
        buffer_string(&screen.made, "inconclusive is no pass: the exit status is 1");
        part_put(&screen, SHADE_FAINT);
        part_end(&screen);
    }
    memory_free(order);
    buffer_release(&screen.made);
}

/* ---- Markdown ------------------------------------------------------------------------------------------ */

static void put_cell(struct buffer *out, struct buffer *made, size_t limit)
{
    buffer_string(out, " | ");
    markdown_put(out, buffer_view(made), limit);
    out->failed |= made->failed;
    buffer_clear(made);
}

static void markdown_row(struct buffer *out, const struct verdict_row *row, struct buffer *made)
{
    buffer_format(out, "| %s", marks[row->decision].markdown);
    verdict_row_put_name(made, row);
    put_cell(out, made, NAME_LIMIT);
    verdict_row_put_value(made, row);
    put_cell(out, made, NAME_LIMIT);
    verdict_put_bound(made, row);
    put_cell(out, made, NAME_LIMIT);
    if (row->n >= 0)
        amount_put_count(made, row->n);
    put_cell(out, made, NAME_LIMIT);
    buffer_string(made, row->method);
    put_cell(out, made, NAME_LIMIT);
    verdict_row_put_reason(made, row);
    put_cell(out, made, REASON_LIMIT);
    buffer_string(out, " |\n");
}

void gate_markdown(const struct judgement *judgement, struct buffer *out)
{
    const struct verdict *verdict = judgement->verdict;
    struct buffer made = {0};
    size_t *order = rows_by_decision(verdict);
    out->failed |= !order;
    buffer_format(out, "### Assay gate: %s\n\n", marks[verdict->decision].markdown);
    markdown_put(out, verdict->gate->name, NAME_LIMIT);
    buffer_string(out, ": ");
    markdown_put(out, judgement->source.candidate, NAME_LIMIT);
    if (judgement->source.baseline.length) {
        buffer_string(out, " against ");
        markdown_put(out, judgement->source.baseline, NAME_LIMIT);
    }
    buffer_format(out, "; %zu pass, %zu inconclusive, %zu fail.\n\n", verdict->decisions[DECISION_PASS],
                  verdict->decisions[DECISION_INCONCLUSIVE], verdict->decisions[DECISION_FAIL]);
    buffer_string(out, "| | rule | value | bound | n | method | why |\n|---|---|---|---|---:|---|---|\n");
    for (size_t i = 0; order && i < verdict->count; i++)
        markdown_row(out, &verdict->rows[order[i]], &made);
    memory_free(order);
    buffer_release(&made);
}
