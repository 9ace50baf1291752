/* Plots as SVG: scalable, in the page's colours (currentColor and classes of report.css), one path per
 * series, described for those who do not see them, and followed by a table of the numbers. */
#ifndef ASSAY_REPORT_SVG_H
#define ASSAY_REPORT_SVG_H

#include "base/buffer.h"
#include "check/run.h"

/* Counts over edges as columns, over labels as bars. At most 120 columns or 30 bars are drawn; the rest is
 * merged or said to be left out. */
void svg_put_histogram(struct buffer *out, const struct histogram *histogram);

/* Values against what was expected of them, both from 0 to 1, over edges: the value as a column, the gap to
 * the diagonal at the expected one, counts below. Drawn by svg_put_histogram for a histogram that has both.
 */
void svg_put_reliability(struct buffer *out, const struct histogram *histogram);

/* The slices of one figure, a row each: a dot with its interval; figures that have no interval at all are
 * bars from zero. A single row without a slice is drawn without a label. At most 30 rows are drawn. */
void svg_put_figures(struct buffer *out, const struct figure *const *figures, size_t count);

/* The length of the "language=" that all slices of the figures begin with; 0 when they differ. Labels leave
 * it out. */
size_t slices_shared_key(const struct figure *const *figures, size_t count);

#endif
