/* Garbage: objects that no version, run or verdict reaches, and what crashed commands left. */
#ifndef ASSAY_STORE_COLLECT_H
#define ASSAY_STORE_COLLECT_H

#include "store/project.h"

struct collected {
    int64_t objects, bytes; /* removed (or, when only looking, removable) */
    int64_t kept;
    int64_t folders; /* of crashed commands */
};

/* Removes it, within one write transaction, so that no version is being published meanwhile. `look`: only
 * counts. A manifest that cannot be read stops it before anything is removed: what it reaches is not known.
 */
int garbage_collect(struct project *project, bool look, struct collected *collected,
                    struct error *error) MUST_CHECK;

#endif
