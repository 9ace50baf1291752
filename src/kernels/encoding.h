/* Faults that encodings leave in a text which is valid UTF-8 all the same. One pass, ASCII at memory speed.
 */
#ifndef ASSAY_KERNELS_ENCODING_H
#define ASSAY_KERNELS_ENCODING_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum encoding_code {
    ENCODING_REPLACEMENT_CHARACTER, /* U+FFFD: something was lost before */
    ENCODING_MOJIBAKE,              /* see mojibake.h */
    ENCODING_CONTROL_CHARACTER,     /* C0 other than tab and line ends, DEL, C1 */
    ENCODING_INVISIBLE_CHARACTER,   /* seen by a tokenizer, not by a reader, and of no use where it stands */
    ENCODING_NONCHARACTER,          /* U+FDD0 … U+FDEF, U+xxFFFE, U+xxFFFF */
    ENCODING_PRIVATE_USE,           /* means something in one font only */
    ENCODING_MIXED_NORMALISATION,   /* composed and decomposed letters in one text: neither NFC nor NFD */
    ENCODING_CODES,
};

/* "replacement_character" and so on. */
const char *encoding_code_name(enum encoding_code code);

struct encoding_fault {
    enum encoding_code code;
    size_t offset,
        length;    /* bytes; neighbours of one code are one fault, at least for mojibake and repeats */
    int32_t point; /* the first code point; for mojibake the one that was meant */
};

enum { ENCODING_FAULTS = 64 };

struct encoding_report {
    struct encoding_fault faults[ENCODING_FAULTS]; /* the first ones, by offset; mixed_normalisation last */
    size_t count;
    uint64_t totals[ENCODING_CODES]; /* all, also beyond the list */
};

void encoding_examine(struct text text, struct encoding_report *report);

#endif
