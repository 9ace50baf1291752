/* What versions say beside their rows, compared: governance, metadata, media. */
#ifndef ASSAY_DIFF_DIFF_FACTS_H
#define ASSAY_DIFF_DIFF_FACTS_H

#include "diff/diff.h"
#include "store/manifest.h"

/* Fills diff->facts: governance fields, members of the metadata and media files (by digest) that differ. */
int facts_compare(const struct manifest *before, const struct manifest *after, struct diff *diff,
                  struct error *error) MUST_CHECK;

#endif
