/* DSSE 1.0 envelopes (github.com/secure-systems-lab/dsse): a payload, its type, and signatures over both. */
#ifndef ASSAY_STORE_DSSE_H
#define ASSAY_STORE_DSSE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "store/public_key.h"
#include "store/signing.h"

#define DSSE_IN_TOTO "application/vnd.in-toto+json"

struct dsse_signature {
    struct text key; /* a hint, "" where none was given */
    struct text bytes;
};

struct dsse_envelope {
    struct arena arena;
    struct text type, payload;
    struct dsse_signature *signatures;
    size_t signature_count;
};

/* What is signed: "DSSEv1", then length and bytes of type and payload, joined by spaces. */
void dsse_signed_put(struct buffer *out, struct text type, struct text payload);

/* Appends the envelope as one line of JSON, without a line end. */
int dsse_write(struct buffer *out, struct text type, struct text payload, const struct signer *signer,
               struct error *error) MUST_CHECK;

/* Reads one; nothing is verified. Released by dsse_release in either outcome. */
int dsse_read(struct dsse_envelope *envelope, struct text json, const char *name,
              struct error *error) MUST_CHECK;
void dsse_release(struct dsse_envelope *envelope);

/* 0 when one of the signatures is by the key, ERROR_INPUT when none is. */
int dsse_verify(const struct dsse_envelope *envelope, const struct public_key *key,
                struct error *error) MUST_CHECK;

#endif
