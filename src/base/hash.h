/* Hashes: XXH3 for tables, sketches and where a stored table is cut, SHA-256 for identity. */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

uint64_t hash_bytes(const void *data, size_t length, uint64_t seed);

/* A strong 64-bit mix of one word (a bijection). */
static inline uint64_t hash_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xe9846af9b1a615dU;
    x ^= x >> 32;
    x *= 0xe9846af9b1a615dU;
    return x ^ (x >> 28);
}

enum { SHA256_BYTES = 32 };

/* One message at once, without memory or set-up. 0, or -1 when the crypto library fails. */
int sha256_bytes(const void *data, size_t length, unsigned char out[SHA256_BYTES]) MUST_CHECK;
/* The same of the byte `tag` followed by the data, which is not copied. */
int sha256_tagged(unsigned char tag, const void *data, size_t length,
                  unsigned char out[SHA256_BYTES]) MUST_CHECK;

struct sha256; /* opaque running state */
struct sha256 *sha256_new(void);
int sha256_add(struct sha256 *state, const void *data, size_t length, struct error *error) MUST_CHECK;
/* Writes 64 hex digits and a NUL. The state can then only be freed. */
int sha256_hex(struct sha256 *state, char out[65], struct error *error) MUST_CHECK;
void sha256_free(struct sha256 *state);

/* The digest of a text in memory, as 64 hex digits and a NUL. */
int sha256_text(struct text text, char out[65], struct error *error) MUST_CHECK;

#endif
