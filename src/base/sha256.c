/* SHA-256 from libcrypto; a file of its own, so that what only hashes tables does not need that library.
 *
 * These are its low-level calls, which need no memory, no search for an algorithm and no context: a tree or a
 * table of rows hashes millions of messages of some hundred bytes, where the general interface (EVP) costs as
 * much again as the hash of a short one, and they are all that a program that links libcrypto statically
 * takes of it. They pick the processor's SHA instructions as the general interface does. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/hash.h"
#include "base/hex.h"
#include "base/memory.h"

struct sha256 {
    SHA256_CTX context;
};

int sha256_tagged(unsigned char tag, const void *data, size_t length, unsigned char out[SHA256_BYTES])
{
    SHA256_CTX context;
    if (SHA256_Init(&context) != 1 || SHA256_Update(&context, &tag, 1) != 1 ||
        SHA256_Update(&context, data, length) != 1)
        return -1;
    return SHA256_Final(out, &context) == 1 ? 0 : -1;
}

int sha256_bytes(const void *data, size_t length, unsigned char out[SHA256_BYTES])
{
    SHA256_CTX context;
    if (SHA256_Init(&context) != 1 || SHA256_Update(&context, data, length) != 1)
        return -1;
    return SHA256_Final(out, &context) == 1 ? 0 : -1;
}

struct sha256 *sha256_new(void)
{
    struct sha256 *state = memory_new(1, sizeof *state);
    if (state && SHA256_Init(&state->context) != 1) {
        memory_free(state);
        return NULL;
    }
    return state;
}

int sha256_add(struct sha256 *state, const void *data, size_t length, struct error *error)
{
    if (SHA256_Update(&state->context, data, length) != 1)
        return error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    return 0;
}

int sha256_hex(struct sha256 *state, char out[65], struct error *error)
{
    unsigned char digest[SHA256_BYTES];
    if (SHA256_Final(digest, &state->context) != 1)
        return error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    hex_write(digest, SHA256_BYTES, out);
    return 0;
}

void sha256_free(struct sha256 *state)
{
    memory_free(state);
}

int sha256_text(struct text text, char out[65], struct error *error)
{
    struct sha256 *state = sha256_new();
    int code = state ? sha256_add(state, text.data, text.length, error) : error_memory(error);
    if (code == 0)
        code = sha256_hex(state, out, error);
    sha256_free(state);
    return code;
}
