/* A run as text: for a terminal, a browser, a machine, a pull request. Each writer appends to a buffer and
 * has no other effect; same run and options, same bytes (seconds appear in JSON only, and there only). */
#ifndef ASSAY_REPORT_REPORT_H
#define ASSAY_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "check/run.h"

struct terminal_options {
    int columns;  /* width of the terminal; 0 = 80 */
    bool color;   /* ANSI colours */
    bool unicode; /* box lines and bars; else ASCII */
    int findings; /* how many findings to print per check; 0 = 3, negative = none */
};

void report_terminal(const struct run *run, const struct terminal_options *options, struct buffer *out);
void report_json(const struct run *run, struct buffer *out);     /* one object, the documented schema */
void report_jsonl(const struct run *run, struct buffer *out);    /* one finding a line */
void report_markdown(const struct run *run, struct buffer *out); /* for a pull request comment */
void report_sarif(const struct run *run, struct buffer *out);    /* SARIF 2.1.0 */
void report_junit(const struct run *run, struct buffer *out); /* JUnit XML: a suite a task, a case a check */

/* One self-contained page: no network, content security policy by hashes, readable without JavaScript, packed
 * findings behind a virtual list. Returns 0, or ERROR_SYSTEM when compression or memory fails. */
int report_html(const struct run *run, struct buffer *out, struct error *error) MUST_CHECK;

#endif
