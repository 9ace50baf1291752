/* The normal form in which two texts count as the same: canonical composition (NFC), every run of white space
 * and line ends as one space, none at either end. Letters, case and punctuation stay as they are. */
#ifndef ASSAY_KERNELS_NORMAL_H
#define ASSAY_KERNELS_NORMAL_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "kernels/folding.h"

/* Working space; zeroed before first use, one per thread. */
struct normal {
    struct folding folding;
    struct buffer text;
};

/* *result is the text itself when it is normal already, else lives in `normal` until the next call. */
int normal_of_text(struct normal *normal, struct text text, struct text *result,
                   struct error *error) MUST_CHECK;

/* The 128-bit XXH3 hash of the normal form as 32 lower-case hex digits and a NUL. For grouping within one run
 * of the program, not for identity. */
int normal_key(struct normal *normal, struct text text, char key[33], struct error *error) MUST_CHECK;

void normal_release(struct normal *normal);

#endif
