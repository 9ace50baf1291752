/* Unicode normalisation, one cluster at a time, without allocating once warm.
 *
 * A cluster is a code point with the marks (and conjoining jamo) that follow it: the smallest piece that
 * normalises on its own (Unicode 15, annex 15). Single code points come from a small cache, so only texts
 * that really hold combining sequences pay for normalising them. One struct folding per thread; the caller
 * owns it. */
#ifndef ASSAY_KERNELS_FOLDING_H
#define ASSAY_KERNELS_FOLDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum folding_form {
    FOLDING_NFC,      /* canonical composition */
    FOLDING_CASELESS, /* compatibility composition (NFKC) with full Unicode case folding */
};

struct folding {
    enum folding_form form;
    struct folded_point *cache;
    int32_t *points; /* the cluster being built, and sorting space behind it */
    size_t capacity;
};

int folding_init(struct folding *folding, enum folding_form form, struct error *error) MUST_CHECK;
void folding_release(struct folding *folding);

/* Reads the cluster at *at (which must be < text.length), moves past it and gives its normalised code points,
 * valid until the next call. An ill-formed byte sequence reads as U+FFFD. */
int folding_next(struct folding *folding, struct text text, size_t *at, const int32_t **points, size_t *count,
                 struct error *error) MUST_CHECK;

/* Whether the code point at `at` belongs to the cluster of the one before it. False for ASCII. */
bool folding_joins(struct folding *folding, struct text text, size_t at);

/* Whether two code points in this order compose into one, as "e" and U+0301 do. */
bool folding_composes(int32_t first, int32_t second);

/* Whether the code point is one that NFC keeps and NFD takes apart, as U+00E9; Hangul syllables do not count.
 */
bool folding_is_composed(int32_t point);

#endif
