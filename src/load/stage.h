/* From loaded tables to the rows that a version keeps: each record gets a name that does not depend on where
 * it stood (its own id, a field, or a digest of its content), and columns that say where it stood are left
 * out.
 *
 * In the engine, afterwards: the temporary view kept_NAME for every kept table of the task, with a column
 * kept_row and the columns to keep; and kept_places with the key and (source, number, line): where each row
 * stood. */
#ifndef ASSAY_LOAD_STAGE_H
#define ASSAY_LOAD_STAGE_H

#include "base/arena.h"
#include "engine/engine.h"
#include "load/load.h"

struct staged_table {
    const char *name;     /* in the version: "records" */
    const char *relation; /* in the engine: "kept_records" */
    struct text *key;
    size_t key_count;
};

struct staging {
    struct arena arena;
    struct staged_table *tables;
    size_t count;
    struct staged_table places;
    struct text keyed; /* "id", "content", or the columns given */
};

/* `key`: NULL chooses (ids where every record has one of its own, else content); "id", "content", a column,
 * or a field of the records; of a plain table one column or several with commas between. *staging is released
 * by the caller also after an error. */
int stage_tables(struct engine *engine, const struct loaded *loaded, const char *key, struct staging *staging,
                 struct error *error) MUST_CHECK;
void staging_release(struct staging *staging);

#endif
