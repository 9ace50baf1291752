/* A name that a user gives for something of a record: a column of `records`, else a field of the data kept in
 * `extra`. */
#ifndef ASSAY_CHECK_RECORD_FIELD_H
#define ASSAY_CHECK_RECORD_FIELD_H

#include "base/buffer.h"
#include "engine/engine.h"

/* Appends the SQL expression of its value as text, over the loaded table `records`; NULL where a record has
 * none. */
int record_field_put(struct engine *engine, struct text name, struct buffer *sql,
                     struct error *error) MUST_CHECK;

#endif
