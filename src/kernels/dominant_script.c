/* Letters counted by script. */
#include "kernels/dominant_script.h"

#include <stdint.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "kernels/scripts.h"

enum { KANA_PART = 20 }; /* one kana to so many Han characters makes Japanese */

static const char *const names[SCRIPTS] = {
    [SCRIPT_OTHER] = "Zzzz",     [SCRIPT_LATIN] = "Latn",      [SCRIPT_CYRILLIC] = "Cyrl",
    [SCRIPT_GREEK] = "Grek",     [SCRIPT_ARMENIAN] = "Armn",   [SCRIPT_GEORGIAN] = "Geor",
    [SCRIPT_HEBREW] = "Hebr",    [SCRIPT_ARABIC] = "Arab",     [SCRIPT_THAANA] = "Thaa",
    [SCRIPT_ETHIOPIC] = "Ethi",  [SCRIPT_DEVANAGARI] = "Deva", [SCRIPT_BENGALI] = "Beng",
    [SCRIPT_GURMUKHI] = "Guru",  [SCRIPT_GUJARATI] = "Gujr",   [SCRIPT_ORIYA] = "Orya",
    [SCRIPT_TAMIL] = "Taml",     [SCRIPT_TELUGU] = "Telu",     [SCRIPT_KANNADA] = "Knda",
    [SCRIPT_MALAYALAM] = "Mlym", [SCRIPT_SINHALA] = "Sinh",    [SCRIPT_THAI] = "Thai",
    [SCRIPT_LAO] = "Laoo",       [SCRIPT_TIBETAN] = "Tibt",    [SCRIPT_MYANMAR] = "Mymr",
    [SCRIPT_KHMER] = "Khmr",     [SCRIPT_HANGUL] = "Hang",     [SCRIPT_KANA] = "Jpan",
    [SCRIPT_HAN] = "Hani",
};

static bool is_letter(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

struct dominant_script dominant_script_find(struct text text)
{
    size_t counts[SCRIPTS] = {0}, letters = 0, most = 0;
    for (size_t at = 0; at < text.length;) {
        int32_t point = utf8_next(text, &at);
        if (point < 0 || !is_letter(point))
            continue;
        counts[script_of(point)]++;
        letters++;
    }
    if (counts[SCRIPT_KANA] * KANA_PART > counts[SCRIPT_HAN]) {
        counts[SCRIPT_KANA] += counts[SCRIPT_HAN];
        counts[SCRIPT_HAN] = 0;
    }
    for (size_t i = 1; i < SCRIPTS; i++)
        most = counts[i] > counts[most] ? i : most;
    if (!letters)
        return (struct dominant_script){0};
    return (struct dominant_script){names[most], (double)counts[most] / (double)letters, letters};
}
