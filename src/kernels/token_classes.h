/* What tokenizers ask of a code point: a few classes of Unicode general categories, and white space. */
#ifndef ASSAY_KERNELS_TOKEN_CLASSES_H
#define ASSAY_KERNELS_TOKEN_CLASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/utf8.h"

enum point_class {
    POINT_OTHER = 0,   /* punctuation, symbols, controls, and what is not assigned */
    POINT_SPACE = 1,   /* the property White_Space, without CR and LF */
    POINT_BREAK = 2,   /* CR and LF */
    POINT_UPPER = 4,   /* Lu, Lt */
    POINT_LOWER = 8,   /* Ll */
    POINT_LETTER = 16, /* Lm, Lo */
    POINT_MARK = 32,   /* Mn, Mc, Me */
    POINT_NUMBER = 64, /* Nd, Nl, No */
    POINT_END = 128,   /* there is no code point */
    POINT_WHITE = POINT_SPACE | POINT_BREAK,
    POINT_ALPHABETIC = POINT_UPPER | POINT_LOWER | POINT_LETTER,
};

extern const uint8_t point_classes_ascii[128];

uint8_t point_class(int32_t point); /* of any code point; POINT_OTHER for -1 */

/* The class of the code point at `at`, and where the next one begins. */
static inline uint8_t class_at(struct text text, size_t at, size_t *next)
{
    if (at >= text.length) {
        *next = at;
        return POINT_END;
    }
    unsigned char byte = (unsigned char)text.data[at];
    *next = at + 1;
    if (byte < 0x80)
        return point_classes_ascii[byte];
    *next = at;
    return point_class(utf8_next(text, next));
}

/* Past the run of code points of these classes that begins at `at`. */
static inline size_t class_run(struct text text, size_t at, uint8_t classes)
{
    for (size_t next; class_at(text, at, &next) & classes; at = next)
        ;
    return at;
}

#endif
