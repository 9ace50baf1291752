/* The audit log: who did what when, to what and with what result. Append-only; leaf n of an RFC 6962 tree is
 * the canonical JSON of event n, so that an inclusion proof shows an event and a consistency proof shows that
 * nothing before was changed. Each transaction that appends signs a checkpoint with the project's key. */
#ifndef ASSAY_STORE_EVENTS_H
#define ASSAY_STORE_EVENTS_H

#include "base/error.h"
#include "base/text.h"
#include "store/catalog.h"
#include "store/signing.h"

struct event {
    const char *kind;    /* "version_added", "tag_set", "tag_removed", "run_stored", "verdict",
                            "garbage_removed",    "project_made", "key_added" */
    struct text inputs;  /* a JSON value: digests and names of what went in; empty: [] */
    struct text outputs; /* a JSON value: what came out; empty: [] */
    struct text details; /* a JSON object, or empty */
};

/* Appends one event within the catalog's open write transaction, and the checkpoint of the log with it. The
 * time is now; who is ASSAY_USER, else USER or the user id's name, at the host's name. */
int event_append(struct catalog *catalog, const struct signer *signer, const struct event *event,
                 struct error *error) MUST_CHECK;

#endif
