/* Which writing system the letters of a text are in. */
#ifndef ASSAY_KERNELS_DOMINANT_SCRIPT_H
#define ASSAY_KERNELS_DOMINANT_SCRIPT_H

#include "base/text.h"

struct dominant_script {
    const char
        *name; /* ISO 15924: Latn, Cyrl, Hani (with Kana: Jpan), …, Zzzz for others; NULL without letters */
    double share; /* of the letters that are in it */
    size_t letters;
};

/* The script of most letters. Han with Hiragana or Katakana counts as Jpan. Linear. */
struct dominant_script dominant_script_find(struct text text);

#endif
