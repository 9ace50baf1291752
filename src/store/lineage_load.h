/* The lineage of a project: its versions, runs and verdicts from the catalog; files and what a derivation
 * used from the manifests, which are opened only where a walk comes by. */
#ifndef ASSAY_STORE_LINEAGE_LOAD_H
#define ASSAY_STORE_LINEAGE_LOAD_H

#include "store/lineage.h"
#include "store/project.h"

struct lineage_options {
    bool up, down;
    bool history; /* all earlier and later versions of a dataset, not only the nearest */
};

/* Fills *lineage (released by the caller, also after an error) with what `name` came from and what came of
 * it, and nothing else. `name` is a version (NAME, NAME@V), a beginning of the id of a run or verdict (6
 * digits or more), a file's SHA-256, or the path of a file. What is unknown is ERROR_USAGE. */
int lineage_load(struct lineage *lineage, struct project *project, const char *name,
                 const struct lineage_options *options, struct error *error) MUST_CHECK;

#endif
