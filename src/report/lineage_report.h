/* A lineage as text: a tree for a terminal, JSON, DOT for Graphviz, and SVG drawn here. Each takes what
 * lineage_load gave; same lineage, same bytes. Text from data is made harmless for where it goes. */
#ifndef ASSAY_REPORT_LINEAGE_REPORT_H
#define ASSAY_REPORT_LINEAGE_REPORT_H

#include "base/buffer.h"
#include "report/report.h"
#include "store/lineage.h"

int lineage_tree(const struct lineage *lineage, bool up, bool down, const struct terminal_options *options,
                 struct buffer *out, struct error *error) MUST_CHECK;
void lineage_json(const struct lineage *lineage, struct buffer *out);
void lineage_dot(const struct lineage *lineage, struct buffer *out);
int lineage_svg(const struct lineage *lineage, struct buffer *out, struct error *error) MUST_CHECK;

/* "2026-01-31 23:59" of a time as the store writes it. */
struct text lineage_minute(struct text time, char space[20]);

#endif
