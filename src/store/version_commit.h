/* Publishing a version: objects first, then one transaction that moves the dataset's head. */
#ifndef ASSAY_STORE_VERSION_COMMIT_H
#define ASSAY_STORE_VERSION_COMMIT_H

#include "store/project.h"

struct commit_options {
    const char *if_head; /* id that the dataset's head must have, "" for no version at all; NULL: any */
    bool even_if_same;   /* also when the head holds the same content, governance and metadata */
};

enum commit_outcome { COMMIT_MADE, COMMIT_SAME };

/* The manifest comes with everything but number, previous, content, created and id, which are filled in here.
 * On COMMIT_SAME nothing was written and id, number are the head's. A head that is not `if_head`, a dataset
 * of another task, or an object that went missing meanwhile is ERROR_USAGE and nothing is changed. */
int version_commit(struct project *project, struct manifest *manifest, const struct commit_options *options,
                   enum commit_outcome *outcome, struct error *error) MUST_CHECK;

#endif
