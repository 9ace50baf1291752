/* A set of SHA-256 digests: what was seen, what is reached. */
#ifndef ASSAY_STORE_DIGEST_SET_H
#define ASSAY_STORE_DIGEST_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

struct digest_set {
    unsigned char (*slots)[32];
    bool *used;
    size_t count, capacity;
};

/* Adds one in hexadecimal; *fresh (may be NULL) tells whether it was not there. What is no digest is
 * ERROR_INPUT. */
int digest_set_add(struct digest_set *set, struct text hex, bool *fresh, struct error *error) MUST_CHECK;
bool digest_set_has(const struct digest_set *set, struct text hex);
void digest_set_release(struct digest_set *set);

#endif
