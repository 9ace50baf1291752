/* Changing what is loaded into what a derived version keeps. */
#ifndef ASSAY_LOAD_DERIVE_H
#define ASSAY_LOAD_DERIVE_H

#include "load/load.h"

/* Keeps what the query gives. With a column `row`: those records, its other columns of the records' names
 * replacing theirs. Without: of a plain table its rows as they are; of another task an error. */
int derive_sql(struct engine *engine, const struct loaded *loaded, const char *query,
               struct error *error) MUST_CHECK;

/* Drops the records that the report (JSON of a run) has findings on; of these checks alone where some are
 * named (their names, or what stands after the dot). Of records that a finding says are copies of each other
 * the one that its evidence calls the representative stays. */
int derive_drop(struct engine *engine, const struct loaded *loaded, struct text report,
                const struct text *only, size_t only_count, int64_t *dropped, struct error *error) MUST_CHECK;

/* Keeps a number or a share of the records, chosen by a hash of seed and name. */
int derive_sample(struct engine *engine, const struct loaded *loaded, double number, bool percent,
                  const char *seed, struct error *error) MUST_CHECK;

#endif
