/* Numbers as a reader sees them: grouped thousands, shares as percent, as many digits as mean something. */
#ifndef ASSAY_REPORT_AMOUNT_H
#define ASSAY_REPORT_AMOUNT_H

#include <stdint.h>

#include "base/buffer.h"
#include "check/run.h"

/* 1234567 as "1,234,567". */
void amount_put_count(struct buffer *out, int64_t count);

/* "1 record", "2 records": the plural is made with an s. */
void amount_put_counted(struct buffer *out, int64_t count, const char *noun);

/* 4200000 as "4.2 MB": powers of 1000, as disks and `ls --si` count. */
void amount_put_bytes(struct buffer *out, uint64_t bytes);

/* A figure's number without its unit, except that a share is shown in percent. "–" for NaN (ASCII: "-"). */
void amount_put_value(struct buffer *out, double value, struct text unit);

/* The same and the unit, where it has one of its own: "0.97 %", "142 words". */
void amount_put_figure(struct buffer *out, const struct figure *figure);

/* "0.49 to 1.7 %"; nothing when the figure has no interval. */
void amount_put_interval(struct buffer *out, const struct figure *figure);

bool figure_is_share(const struct figure *figure);
bool figure_has_interval(const struct figure *figure);

#endif
