/* A verdict of a gate printed in the ways that were asked for. */
#ifndef ASSAY_CLI_GATE_REPORTS_H
#define ASSAY_CLI_GATE_REPORTS_H

#include "cli/command.h"
#include "gate/verdict.h"
#include "report/report.h"

#define GATE_REPORT_OPTIONS                                                                                  \
    {"json", 0, ARGUMENT_OPTIONAL, "FILE", "print the verdict as one JSON object instead of the table",      \
     false},                                                                                                 \
        {"md", 0, ARGUMENT_OPTIONAL, "FILE", "print Markdown, for a pull request", false},                   \
        {"sarif", 0, ARGUMENT_OPTIONAL, "FILE", "print SARIF 2.1.0, for code scanning", false},              \
        {"junit", 0, ARGUMENT_OPTIONAL, "FILE", "print JUnit XML, for CI", false},                           \
    {                                                                                                        \
        "output", 'o', ARGUMENT_NEEDED, "FILE", "where to print; default: standard output", false            \
    }

struct judgement {
    const struct verdict *verdict;
    struct verdict_source source;
};

/* At most one report goes to standard output; said before anything is read. */
int gate_reports_test(const struct invocation *invocation, struct error *error) MUST_CHECK;
int gate_reports_write(const struct invocation *invocation, const struct judgement *judgement,
                       struct error *error) MUST_CHECK;

/* The rows of a verdict, worst first, otherwise in the order of the gate: indices, freed by memory_free; NULL
 * when out of memory. */
size_t *rows_by_decision(const struct verdict *verdict);

/* "2.3 %", "0.4 points", "17": a value, threshold or limit of a row. */
void verdict_row_put_number(struct buffer *out, const struct verdict_row *row, double number);

/* "2.3 % (1.9 to 2.8)" or "–". */
void verdict_row_put_value(struct buffer *out, const struct verdict_row *row);

/* "few cut answers, source=web". */
void verdict_row_put_name(struct buffer *out, const struct verdict_row *row);

/* Why not pass and what would decide: a sentence, or nothing. */
void verdict_row_put_reason(struct buffer *out, const struct verdict_row *row);

void gate_table(const struct judgement *judgement, const struct terminal_options *options,
                struct buffer *out);
void gate_markdown(const struct judgement *judgement, struct buffer *out);
void gate_sarif(const struct judgement *judgement, struct buffer *out);
void gate_junit(const struct judgement *judgement, struct buffer *out);

#endif
