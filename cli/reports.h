/* A run of checks printed in the ways that were asked for: what `check` and `run show` have in common. */
#ifndef ASSAY_CLI_REPORTS_H
#define ASSAY_CLI_REPORTS_H

#include "check/run.h"
#include "cli/command.h"

#define REPORT_OPTIONS                                                                                       \
    {"html", 0, ARGUMENT_NEEDED, "FILE", "write the report as one self-contained page", false},              \
        {"json", 0, ARGUMENT_OPTIONAL, "FILE", "print the run as one JSON object instead of the table",      \
         false},                                                                                             \
        {"jsonl", 0, ARGUMENT_OPTIONAL, "FILE", "print the findings, one JSON object a line", false},        \
        {"md", 0, ARGUMENT_OPTIONAL, "FILE", "print Markdown, for a pull request", false},                   \
        {"sarif", 0, ARGUMENT_OPTIONAL, "FILE", "print SARIF 2.1.0, for code scanning", false},              \
        {"junit", 0, ARGUMENT_OPTIONAL, "FILE", "print JUnit XML, for CI", false},                           \
        {"output", 'o', ARGUMENT_NEEDED, "FILE", "where to print; default: standard output", false},         \
    {                                                                                                        \
        "findings", 0, ARGUMENT_NEEDED, "N|all",                                                             \
            "findings to list per check (3 in the table, 1000 in files, 50000 in the page)", false           \
    }

/* Counts a report that was asked for without a file; the second one is ERROR_USAGE. */
int report_printed(const struct invocation *invocation, const char *option, size_t *printed,
                   struct error *error) MUST_CHECK;

/* At most one report goes to standard output; said before anything is read. */
int reports_test(const struct invocation *invocation, struct error *error) MUST_CHECK;

/* How many findings a check may have: what the hungriest output asked for can show; -1: all. */
int reports_findings(const struct invocation *invocation, int64_t *limit, struct error *error) MUST_CHECK;

/* Leaves at most `limit` findings of each check, the worst; -1: all. */
void run_findings_cut(struct run *run, int64_t limit);

/* Writes every report asked for. */
int reports_write(const struct invocation *invocation, const struct run *run, struct error *error) MUST_CHECK;

#endif
