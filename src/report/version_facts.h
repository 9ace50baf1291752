/* What a card says of a version: its manifest, and the newest run of checks on it, where there is one. */
#ifndef ASSAY_REPORT_VERSION_FACTS_H
#define ASSAY_REPORT_VERSION_FACTS_H

#include "check/run.h"
#include "store/project.h"

struct version_facts {
    struct manifest manifest;
    struct buffer name; /* "chat@v3" */
    bool checked;       /* the rest is of the newest run */
    char run_id[65];
    struct buffer started;
    struct run run;
};

/* Released by facts_release in either outcome. */
int facts_load(struct version_facts *facts, struct project *project, const char *id,
               struct error *error) MUST_CHECK;
void facts_release(struct version_facts *facts);

/* Bytes of all objects of a table. */
int64_t table_bytes(const struct stored_table *table);

#endif
