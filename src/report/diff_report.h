/* A comparison as text: for a terminal, a browser, a machine. Same comparison, same bytes. */
#ifndef ASSAY_REPORT_DIFF_REPORT_H
#define ASSAY_REPORT_DIFF_REPORT_H

#include "diff/diff.h"
#include "report/report.h"

void diff_terminal(const struct diff *diff, const struct terminal_options *options, struct buffer *out);
void diff_json(const struct diff *diff, struct buffer *out); /* one object: docs/diff.md */
int diff_html(const struct diff *diff, struct buffer *out, struct error *error) MUST_CHECK;

/* "row_id", "source, id"; what the rows of a table are told apart by. */
void diff_put_key_names(struct buffer *out, const struct diff_table *table);
/* The key's values of one row, with commas between; NULL is written out. */
void diff_put_key(struct buffer *out, const struct diff_row *row, size_t count);
/* A sentence on what the comparison cannot tell, or nothing. */
void diff_put_remark(struct buffer *out, const struct diff_table *table);

#endif
