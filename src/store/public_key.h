/* Public keys and what they say about signatures: Ed25519 (RFC 8032), which is what we sign with, and ECDSA
 * over P-256 with SHA-256 (FIPS 186-5), which others sign with. */
#ifndef ASSAY_STORE_PUBLIC_KEY_H
#define ASSAY_STORE_PUBLIC_KEY_H

#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

enum public_key_kind { KEY_ED25519, KEY_P256 };

enum { PUBLIC_KEY_MOST = 65 };

struct public_key {
    enum public_key_kind kind;
    unsigned char bytes[PUBLIC_KEY_MOST]; /* Ed25519: 32; P-256: the uncompressed point, 0x04 ‖ x ‖ y */
};

/* 0 when the signature is right, ERROR_INPUT when it is not, whatever its form. An ECDSA signature is r ‖ s,
 * 64 bytes. */
int public_key_verify(const struct public_key *key, const void *data, size_t length, struct text signature,
                      struct error *error) MUST_CHECK;

/* The name of an Ed25519 key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes. */
int public_key_name(const unsigned char public[32], char name[17], struct error *error) MUST_CHECK;

#endif
