/* Recomputing everything that a version says of itself. */
#ifndef ASSAY_STORE_VERIFY_H
#define ASSAY_STORE_VERIFY_H

#include "engine/engine.h"
#include "store/digest_set.h"
#include "store/project.h"

struct verifying {
    struct project *project;
    struct engine *engine;  /* with row_hash and merkle_root */
    struct digest_set seen; /* objects that were looked at already: versions share most of theirs */
    int64_t objects, bytes, rows, faults;
    void (*on_fault)(void *context, const char *message);
    void *context;
};

/* Manifest, content digest, roots of tables, digests of all objects, and the hash of every row. Each fault is
 * told to on_fault with its chunk, rows and keys, the first one first; the return value is an error only when
 * verifying itself failed. */
int version_verify(struct verifying *verifying, const char *id, struct error *error) MUST_CHECK;
/* The objects of runs and verdicts, and the gate files of these. */
int others_verify(struct verifying *verifying, struct error *error) MUST_CHECK;
void verifying_release(struct verifying *verifying);

#endif
