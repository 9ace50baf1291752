/* Splits SQL text at its semicolons, knowing quotes, comments and dollar quotes. */
#ifndef ASSAY_CHECK_SQL_SPLIT_H
#define ASSAY_CHECK_SQL_SPLIT_H

#include "base/text.h"

/* The next statement from *at on, without its semicolon and surrounding white space; empty at the end. */
struct text statement_next(struct text sql, size_t *at);

/* Everything up to the last statement, and the last statement. */
void statements_split_last(struct text sql, struct text *before, struct text *last);

#endif
