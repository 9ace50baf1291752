/* What differs between two versions, read from their manifests first: rows of chunks whose roots stand on
 * both sides are equal, so only the other chunks are read. */
#ifndef ASSAY_DIFF_DIFF_VERSIONS_H
#define ASSAY_DIFF_DIFF_VERSIONS_H

#include "diff/diff.h"
#include "store/manifest.h"
#include "store/objects.h"

/* Fills diff->tables, facts and what was read. Without a key in the options, rows meet by the key that both
 * versions have; where their keys differ, as bags of rows. */
int diff_versions(struct engine *engine, const struct objects *objects, const struct manifest *before,
                  const struct manifest *after, const struct diff_options *options, struct diff *diff,
                  struct error *error) MUST_CHECK;

#endif
