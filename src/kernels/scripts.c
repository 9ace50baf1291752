/* Blocks of scripts (Unicode 15), and in which scripts the languages of fastText's lid.176 are written. */
#include "kernels/scripts.h"

#include <stddef.h>

static const struct {
    int32_t first, last;
    enum script script;
} blocks[] = {
    {0x0041, 0x02AF, SCRIPT_LATIN},      {0x0370, 0x03FF, SCRIPT_GREEK},
    {0x0400, 0x052F, SCRIPT_CYRILLIC},   {0x0530, 0x058F, SCRIPT_ARMENIAN},
    {0x0590, 0x05FF, SCRIPT_HEBREW},     {0x0600, 0x06FF, SCRIPT_ARABIC},
    {0x0750, 0x077F, SCRIPT_ARABIC},     {0x0780, 0x07BF, SCRIPT_THAANA},
    {0x0870, 0x08FF, SCRIPT_ARABIC},     {0x0900, 0x097F, SCRIPT_DEVANAGARI},
    {0x0980, 0x09FF, SCRIPT_BENGALI},    {0x0A00, 0x0A7F, SCRIPT_GURMUKHI},
    {0x0A80, 0x0AFF, SCRIPT_GUJARATI},   {0x0B00, 0x0B7F, SCRIPT_ORIYA},
    {0x0B80, 0x0BFF, SCRIPT_TAMIL},      {0x0C00, 0x0C7F, SCRIPT_TELUGU},
    {0x0C80, 0x0CFF, SCRIPT_KANNADA},    {0x0D00, 0x0D7F, SCRIPT_MALAYALAM},
    {0x0D80, 0x0DFF, SCRIPT_SINHALA},    {0x0E00, 0x0E7F, SCRIPT_THAI},
    {0x0E80, 0x0EFF, SCRIPT_LAO},        {0x0F00, 0x0FFF, SCRIPT_TIBETAN},
    {0x1000, 0x109F, SCRIPT_MYANMAR},    {0x10A0, 0x10FF, SCRIPT_GEORGIAN},
    {0x1100, 0x11FF, SCRIPT_HANGUL},     {0x1200, 0x139F, SCRIPT_ETHIOPIC},
    {0x1780, 0x17FF, SCRIPT_KHMER},      {0x1C80, 0x1C8F, SCRIPT_CYRILLIC},
    {0x1C90, 0x1CBF, SCRIPT_GEORGIAN},   {0x1E00, 0x1EFF, SCRIPT_LATIN},
    {0x1F00, 0x1FFF, SCRIPT_GREEK},      {0x2C60, 0x2C7F, SCRIPT_LATIN},
    {0x2D00, 0x2D2F, SCRIPT_GEORGIAN},   {0x2D80, 0x2DDF, SCRIPT_ETHIOPIC},
    {0x2DE0, 0x2DFF, SCRIPT_CYRILLIC},   {0x2E80, 0x2FDF, SCRIPT_HAN},
    {0x3005, 0x3007, SCRIPT_HAN},        {0x3031, 0x30FF, SCRIPT_KANA},
    {0x3130, 0x318F, SCRIPT_HANGUL},     {0x31F0, 0x31FF, SCRIPT_KANA},
    {0x3400, 0x4DBF, SCRIPT_HAN},        {0x4E00, 0x9FFF, SCRIPT_HAN},
    {0xA640, 0xA69F, SCRIPT_CYRILLIC},   {0xA720, 0xA7FF, SCRIPT_LATIN},
    {0xA8E0, 0xA8FF, SCRIPT_DEVANAGARI}, {0xA960, 0xA97F, SCRIPT_HANGUL},
    {0xA9E0, 0xA9FF, SCRIPT_MYANMAR},    {0xAA60, 0xAA7F, SCRIPT_MYANMAR},
    {0xAB00, 0xAB2F, SCRIPT_ETHIOPIC},   {0xAB30, 0xAB6F, SCRIPT_LATIN},
    {0xAC00, 0xD7FF, SCRIPT_HANGUL},     {0xF900, 0xFAFF, SCRIPT_HAN},
    {0xFB00, 0xFB06, SCRIPT_LATIN},      {0xFB13, 0xFB17, SCRIPT_ARMENIAN},
    {0xFB1D, 0xFB4F, SCRIPT_HEBREW},     {0xFB50, 0xFDFF, SCRIPT_ARABIC},
    {0xFE70, 0xFEFF, SCRIPT_ARABIC},     {0xFF21, 0xFF5A, SCRIPT_LATIN},
    {0xFF66, 0xFF9F, SCRIPT_KANA},       {0xFFA0, 0xFFDC, SCRIPT_HANGUL},
    {0x1B000, 0x1B16F, SCRIPT_KANA},     {0x20000, 0x3FFFD, SCRIPT_HAN},
};

enum script script_of(int32_t letter)
{
    size_t low = 0, high = sizeof blocks / sizeof *blocks;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (blocks[middle].last < letter)
            low = middle + 1;
        else
            high = middle;
    }
    bool inside = low < sizeof blocks / sizeof *blocks && letter >= blocks[low].first;
    return inside ? blocks[low].script : SCRIPT_OTHER;
}

/* Labels between spaces; what stands in none is written in Latin letters. */
static const struct {
    enum script script;
    const char *labels;
} written_in[] = {
    {SCRIPT_CYRILLIC,
     " av ba be bg bs bxr ce cv kk krc kv ky lez mhr mk mn mrj myv os ru rue sah sh sr tg tt tyv uk uz xal "},
    {SCRIPT_ARABIC, " ar arz az azb ckb fa kk ku lrc ms mzn pnb ps sd ug ur "},
    {SCRIPT_GREEK, " el "},
    {SCRIPT_ARMENIAN, " hy "},
    {SCRIPT_GEORGIAN, " ka xmf "},
    {SCRIPT_HEBREW, " he yi "},
    {SCRIPT_THAANA, " dv "},
    {SCRIPT_ETHIOPIC, " am "},
    {SCRIPT_DEVANAGARI, " bh dty gom hi hif mai mr ne new sa sd "},
    {SCRIPT_BENGALI, " as bn bpy "},
    {SCRIPT_GURMUKHI, " pa "},
    {SCRIPT_GUJARATI, " gu "},
    {SCRIPT_ORIYA, " or "},
    {SCRIPT_TAMIL, " ta "},
    {SCRIPT_TELUGU, " te "},
    {SCRIPT_KANNADA, " kn "},
    {SCRIPT_MALAYALAM, " ml "},
    {SCRIPT_SINHALA, " si "},
    {SCRIPT_THAI, " th "},
    {SCRIPT_LAO, " lo "},
    {SCRIPT_TIBETAN, " bo "},
    {SCRIPT_MYANMAR, " my "},
    {SCRIPT_KHMER, " km "},
    {SCRIPT_HANGUL, " ko "},
    {SCRIPT_KANA, " ja "},
    {SCRIPT_HAN, " ja wuu yue zh "},
    {SCRIPT_LATIN, " az bs gom hif kk ku ms sh sr uz "},
};

static const char in_latin[] = " af als an ast bar bcl br ca cbk ceb co cs cy da de diq dsb eml en eo es et "
                               "eu fi fr frr fy ga gd gl gn gv hr hsb ht hu ia id "
                               "ie ilo io is it jbo jv kw la lb li lmo lt lv mg min mt mwl nah nap nds nl nn "
                               "no oc pam pfl pl pms pt qu rm ro sc scn sco sk "
                               "sl so sq su sv sw tk tl tr vec vep vi vls vo wa war yo ";

static bool is_listed(const char *labels, struct text label)
{
    char word[16];
    if (label.length + 3 > sizeof word)
        return false;
    word[0] = ' ';
    memcpy(word + 1, label.data, label.length);
    memcpy(word + 1 + label.length, " ", 2);
    return strstr(labels, word) != NULL;
}

uint32_t scripts_of_language(struct text label)
{
    uint32_t scripts = is_listed(in_latin, label) ? UINT32_C(1) << SCRIPT_LATIN : 0;
    for (size_t i = 0; i < sizeof written_in / sizeof *written_in; i++) {
        if (is_listed(written_in[i].labels, label))
            scripts |= UINT32_C(1) << written_in[i].script;
    }
    return scripts ? scripts : UINT32_MAX;
}
