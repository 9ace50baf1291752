/* Tags: names for versions that keep them from being forgotten. */
#ifndef ASSAY_STORE_TAGS_H
#define ASSAY_STORE_TAGS_H

#include "store/project.h"

/* Gives the version (an id) a tag. The same tag on the same version is fine (*made is false); on another one
 * it is ERROR_USAGE, because a tag that moves is no name: remove it first. */
int tag_set(struct project *project, const char *id, const char *tag, bool *made,
            struct error *error) MUST_CHECK;

/* Takes a tag of a dataset away; one that is not there is ERROR_USAGE. */
int tag_remove(struct project *project, const char *dataset, const char *tag, struct error *error) MUST_CHECK;

#endif
