/* Scripts of letters, as far as telling languages apart needs them: by blocks of code points. */
#ifndef ASSAY_KERNELS_SCRIPTS_H
#define ASSAY_KERNELS_SCRIPTS_H

#include <stdint.h>

#include "base/text.h"

enum script {
    SCRIPT_OTHER, /* none of these */
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_GREEK,
    SCRIPT_ARMENIAN,
    SCRIPT_GEORGIAN,
    SCRIPT_HEBREW,
    SCRIPT_ARABIC,
    SCRIPT_THAANA,
    SCRIPT_ETHIOPIC,
    SCRIPT_DEVANAGARI,
    SCRIPT_BENGALI,
    SCRIPT_GURMUKHI,
    SCRIPT_GUJARATI,
    SCRIPT_ORIYA,
    SCRIPT_TAMIL,
    SCRIPT_TELUGU,
    SCRIPT_KANNADA,
    SCRIPT_MALAYALAM,
    SCRIPT_SINHALA,
    SCRIPT_THAI,
    SCRIPT_LAO,
    SCRIPT_TIBETAN,
    SCRIPT_MYANMAR,
    SCRIPT_KHMER,
    SCRIPT_HANGUL,
    SCRIPT_KANA,
    SCRIPT_HAN,
    SCRIPTS /* how many there are */
};

enum script script_of(int32_t letter);

/* The scripts, as bits 1 << script, in which a language of lid.176 is written; all bits for an unknown label.
 */
uint32_t scripts_of_language(struct text label);

#endif
