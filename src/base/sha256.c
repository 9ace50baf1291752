/* SHA-256 from libcrypto; a file of its own, so that what only hashes tables does not need that library. */
#include <openssl/evp.h>

#include "base/hash.h"
#include "base/memory.h"

struct sha256 {
    EVP_MD_CTX *context;
};

struct sha256 *sha256_new(void)
{
    struct sha256 *state = memory_new(1, sizeof *state);
    if (!state)
        return NULL;
    state->context = EVP_MD_CTX_new();
    if (!state->context || EVP_DigestInit_ex(state->context, EVP_sha256(), NULL) != 1) {
        sha256_free(state);
        return NULL;
    }
    return state;
}

int sha256_add(struct sha256 *state, const void *data, size_t length, struct error *error)
{
    if (EVP_DigestUpdate(state->context, data, length) != 1)
        return error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    return 0;
}

int sha256_hex(struct sha256 *state, char out[65], struct error *error)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(state->context, digest, &length) != 1 || length != 32)
        return error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    for (unsigned int i = 0; i < length; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[64] = '\0';
    return 0;
}

void sha256_free(struct sha256 *state)
{
    if (!state)
        return;
    EVP_MD_CTX_free(state->context);
    memory_free(state);
}
