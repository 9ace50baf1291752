/* What can be shown of the audit log: that it is whole and signed, that an event is in it, that it only grew.
 * docs/audit.md says what is hashed and signed, and what each of these proves. */
#ifndef ASSAY_STORE_AUDIT_H
#define ASSAY_STORE_AUDIT_H

#include "base/buffer.h"
#include "store/catalog.h"
#include "store/signing.h"

struct audit_summary {
    int64_t events;
    char root[65];
    char origin[128]; /* "assay/" and the project's id */
    size_t keys;      /* that the catalog knows */
};

/* Recomputes the tree from the events and compares everything that is kept with it. The first thing that is
 * wrong is ERROR_INPUT and named: the event, the checkpoint, the key or the log's head. */
int audit_verify(struct catalog *catalog, struct audit_summary *summary, struct error *error) MUST_CHECK;

/* Whether the log, once verified, still begins as it did when the checkpoint `note` was signed. *size: events
 * then. This finds what the catalog alone cannot: a log cut short, or rewritten and signed again. */
int audit_contains(struct catalog *catalog, struct text note, int64_t *size, struct error *error) MUST_CHECK;

/* Appends JSON that 'assay check-proof' takes: that event `number` is in the log as of its newest checkpoint;
 * that the log of `size` events (-1: all) begins with the `old` ones. */
int audit_prove_event(struct catalog *catalog, int64_t number, struct buffer *json,
                      struct error *error) MUST_CHECK;
int audit_prove_growth(struct catalog *catalog, int64_t old, int64_t size, struct buffer *json,
                       struct error *error) MUST_CHECK;

/* Appends every event as an in-toto statement in a signed DSSE envelope, a line each. */
int audit_export(struct catalog *catalog, const struct signer *signer, struct buffer *out,
                 struct error *error) MUST_CHECK;

#endif
