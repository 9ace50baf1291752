/* Checkpoints of a log: its size and root, signed. The text is that of C2SP's tlog-checkpoint, a signed note
 * (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), so that other programs can verify it:
 *
 *   assay/8d1e…                           origin: the project
 *   12                                    size: events
 *   base64 of the 32 bytes                root of RFC 6962
 *                                         (an empty line)
 *   — assay/8d1e… base64(id ‖ signature)  key name; id: first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)
 *
 * What is signed is all before the empty line, with its last line end. */
#ifndef ASSAY_STORE_CHECKPOINT_H
#define ASSAY_STORE_CHECKPOINT_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "kernels/merkle.h"
#include "store/signing.h"

struct checkpoint {
    struct text origin;
    int64_t size;
    struct merkle_hash root;
    struct text body;       /* what is signed */
    struct text signatures; /* the lines after the empty one, each of a right form */
};

/* Appends the note. */
int checkpoint_write(struct buffer *out, struct text origin, int64_t size, const struct merkle_hash *root,
                     const struct signer *signer, struct error *error) MUST_CHECK;

/* Reads a note, strictly; texts borrow from it. Its signatures are not verified. ERROR_INPUT names the line.
 */
int checkpoint_read(struct checkpoint *checkpoint, struct text note, struct error *error) MUST_CHECK;

/* 0 when one of the signatures is by this key under this name, ERROR_INPUT when none is or it is wrong. */
int checkpoint_verify(const struct checkpoint *checkpoint, struct text name, const unsigned char public[32],
                      struct error *error) MUST_CHECK;

/* A public key as text, "name+id+base64(0x01 ‖ key)", the form that verifiers of signed notes take. */
int verifier_key_write(struct buffer *out, struct text name, const unsigned char public[32],
                       struct error *error) MUST_CHECK;
int verifier_key_read(struct text text, struct text *name, unsigned char public[32],
                      struct error *error) MUST_CHECK;

#endif
