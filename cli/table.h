/* Rows of a query as a table for a person. */
#ifndef ASSAY_CLI_TABLE_H
#define ASSAY_CLI_TABLE_H

#include "base/buffer.h"
#include "engine/engine.h"

/* Runs the query and appends its rows: columns as wide as their cells, cut to the terminal when it is one;
 * numbers to the right, NULL is written out. */
int table_query(struct engine *engine, struct text query, struct buffer *out, struct error *error) MUST_CHECK;

#endif
