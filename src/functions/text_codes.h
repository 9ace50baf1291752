/* Texts as small numbers: the places of the distinct ones in byte order. */
#ifndef ASSAY_FUNCTIONS_TEXT_CODES_H
#define ASSAY_FUNCTIONS_TEXT_CODES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct text_codes {
    const struct text *texts; /* the distinct ones, in order */
    size_t count;
    uint32_t *codes; /* of each text that was given */
};

/* Codes of `count` texts; a text whose data is NULL is unlike every other. All of it in the arena.
 * ERROR_SYSTEM when out of memory. */
int text_codes_make(struct text_codes *codes, const struct text *texts, size_t count, struct arena *arena,
                    struct error *error) MUST_CHECK;

#endif
