/* Adding the same files again should cost a look at each, not a reading: what was added last is remembered by
 * the files' sizes, times and inodes. A file that changed while or just before it was added is never
 * remembered. */
#ifndef ASSAY_LOAD_UNCHANGED_H
#define ASSAY_LOAD_UNCHANGED_H

#include <time.h>

#include "load/keep.h"

struct unchanged {
    char
        signature[65]; /* of the recipe, the paths, and what stat says of each; empty: not to be remembered */
    time_t newest, began; /* newest time of the files, and when they were looked at */
};

/* Whether exactly these files (patterns) with this recipe made the dataset's head. If so *kept names it, as
 * COMMIT_SAME. Versions, standard input and anything unreadable are never the same: the reading will tell. */
int unchanged_test(struct unchanged *unchanged, struct project *project, const char *dataset,
                   const char *const *patterns, size_t count, const char *recipe, struct kept *kept,
                   bool *same, struct error *error) MUST_CHECK;

/* Remembers what was just added, where it can: the version is there, and what was added stays added, also
 * when this cannot be written. */
void unchanged_remember(const struct unchanged *unchanged, struct project *project, const char *dataset,
                        const struct kept *kept);

#endif
