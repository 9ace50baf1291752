/* An event of the audit log as an in-toto Statement v1 (github.com/in-toto/attestation): subjects are what
 * came out of it, by digest; the predicate is the event itself. docs/audit.md describes the predicate. */
#ifndef ASSAY_STORE_STATEMENT_H
#define ASSAY_STORE_STATEMENT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

#define EVENT_PREDICATE "urn:assay:audit-event:1"

/* Appends the statement in canonical form. `body` is an event's, `origin` the log's. An event without an
 * output of known digest is a statement about itself: the digest of its body. */
int statement_write(struct buffer *out, struct text body, struct text origin, struct error *error) MUST_CHECK;

#endif
