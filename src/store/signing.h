/* Ed25519 keys and signatures (RFC 8032), from libcrypto. The private key is a file that only its owner may
 * read. */
#ifndef ASSAY_STORE_SIGNING_H
#define ASSAY_STORE_SIGNING_H

#include <stddef.h>

#include "base/error.h"

struct signer; /* a private key */

/* Makes a key and writes it to `path` (PEM, mode 0600), which must not exist. */
int signer_make(const char *path, struct error *error) MUST_CHECK;

/* Reads it. A file that others may read is an error that says which mode it should have. */
int signer_open(struct signer **opened, const char *path, struct error *error) MUST_CHECK;
void signer_close(struct signer *signer); /* NULL is fine */

const unsigned char *signer_public(const struct signer *signer); /* 32 bytes */
const char *signer_name(const struct signer *signer); /* first 16 hex digits of the public key's SHA-256 */

int signer_sign(const struct signer *signer, const void *data, size_t length, unsigned char signature[64],
                struct error *error) MUST_CHECK;

/* 0 when the signature is right, ERROR_INPUT when it is not. */
int signature_verify(const unsigned char public_key[32], const void *data, size_t length,
                     const unsigned char signature[64], struct error *error) MUST_CHECK;

#endif
