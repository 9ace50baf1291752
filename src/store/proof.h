/* Checking proofs without the store: that an event is in a signed log, that a log only grew, that a row is in
 * a version. docs/audit.md describes the JSON of each. */
#ifndef ASSAY_STORE_PROOF_H
#define ASSAY_STORE_PROOF_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

struct proof_demand {
    struct text key;     /* a verifier key that must have signed; NULL data: the one in the proof */
    struct text version; /* id that a row's proof must be about; NULL data: any */
};

/* Appends to `said` what the proof shows, in sentences. A text that is no proof, or one that does not hold,
 * is ERROR_INPUT that says what is wrong; `name` is for messages. */
int proof_check(struct text json, const char *name, const struct proof_demand *demand, struct buffer *said,
                struct error *error) MUST_CHECK;

#endif
