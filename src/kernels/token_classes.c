/* Classes of code points: a table for ASCII, general categories by utf8proc for the rest. */
#include "kernels/token_classes.h"

#include <utf8proc.h>

#define UPPER_RUN 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4
#define LOWER_RUN 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8

const uint8_t point_classes_ascii[128] = {
    0,  0,         0,  0,  0,  0,  0,  0,  0,         1,  2, 1, 1, 2, 0, 0, /* tab, line feed, VT, FF, CR */
    0,  0,         0,  0,  0,  0,  0,  0,  0,         0,  0, 0, 0, 0, 0, 0, /* */
    1,  0,         0,  0,  0,  0,  0,  0,  0,         0,  0, 0, 0, 0, 0, 0, /* space and punctuation */
    64, 64,        64, 64, 64, 64, 64, 64, 64,        64, 0, 0, 0, 0, 0, 0, /* digits */
    0,  UPPER_RUN, 0,  0,  0,  0,  0,  0,  LOWER_RUN, 0,  0, 0, 0, 0,
};

static bool is_white(int32_t point)
{
    return point == 0x85 || point == 0xA0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200A) ||
           point == 0x2028 || point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

/* Letters, marks and numbers of Unicode 15.1 and 16.0, which the tokenizers that are matched here know and a
 * utf8proc of Unicode 15.0 does not. */
static uint8_t newer_class(int32_t point)
{
    static const struct {
        int32_t first, last;
        uint8_t class;
    } ranges[] = {
        {0x897, 0x897, POINT_MARK},       {0x1C89, 0x1C89, POINT_UPPER},    {0x1C8A, 0x1C8A, POINT_LOWER},
        {0xA7CB, 0xA7CC, POINT_UPPER},    {0xA7CD, 0xA7CD, POINT_LOWER},    {0xA7DA, 0xA7DA, POINT_UPPER},
        {0xA7DB, 0xA7DB, POINT_LOWER},    {0xA7DC, 0xA7DC, POINT_UPPER},    {0x105C0, 0x105F3, POINT_LETTER},
        {0x10D40, 0x10D49, POINT_NUMBER}, {0x10D4A, 0x10D4F, POINT_LETTER}, {0x10D50, 0x10D65, POINT_UPPER},
        {0x10D69, 0x10D6D, POINT_MARK},   {0x10D6F, 0x10D6F, POINT_LETTER}, {0x10D70, 0x10D85, POINT_LOWER},
        {0x10EC2, 0x10EC4, POINT_LETTER}, {0x10EFC, 0x10EFC, POINT_MARK},   {0x11380, 0x11389, POINT_LETTER},
        {0x1138B, 0x1138B, POINT_LETTER}, {0x1138E, 0x1138E, POINT_LETTER}, {0x11390, 0x113B5, POINT_LETTER},
        {0x113B7, 0x113B7, POINT_LETTER}, {0x113B8, 0x113C0, POINT_MARK},   {0x113C2, 0x113C2, POINT_MARK},
        {0x113C5, 0x113C5, POINT_MARK},   {0x113C7, 0x113CA, POINT_MARK},   {0x113CC, 0x113D0, POINT_MARK},
        {0x113D1, 0x113D1, POINT_LETTER}, {0x113D2, 0x113D2, POINT_MARK},   {0x113D3, 0x113D3, POINT_LETTER},
        {0x113E1, 0x113E2, POINT_MARK},   {0x116D0, 0x116E3, POINT_NUMBER}, {0x11BC0, 0x11BE0, POINT_LETTER},
        {0x11BF0, 0x11BF9, POINT_NUMBER}, {0x11F5A, 0x11F5A, POINT_MARK},   {0x13460, 0x143FA, POINT_LETTER},
        {0x16100, 0x1611D, POINT_LETTER}, {0x1611E, 0x1612F, POINT_MARK},   {0x16130, 0x16139, POINT_NUMBER},
        {0x16D40, 0x16D6C, POINT_LETTER}, {0x16D70, 0x16D79, POINT_NUMBER}, {0x18CFF, 0x18CFF, POINT_LETTER},
        {0x1CCF0, 0x1CCF9, POINT_NUMBER}, {0x1E5D0, 0x1E5ED, POINT_LETTER}, {0x1E5EE, 0x1E5EF, POINT_MARK},
        {0x1E5F0, 0x1E5F0, POINT_LETTER}, {0x1E5F1, 0x1E5FA, POINT_NUMBER}, {0x2EBF0, 0x2EE5D, POINT_LETTER},
    };
    size_t low = 0, high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].last < point)
            low = middle + 1;
        else
            high = middle;
    }
    bool inside = low < sizeof ranges / sizeof *ranges && point >= ranges[low].first;
    return inside ? ranges[low].class : POINT_OTHER;
}

uint8_t point_class(int32_t point)
{
    static const uint8_t of_category[] = {
        [UTF8PROC_CATEGORY_LU] = POINT_UPPER,  [UTF8PROC_CATEGORY_LT] = POINT_UPPER,
        [UTF8PROC_CATEGORY_LL] = POINT_LOWER,  [UTF8PROC_CATEGORY_LM] = POINT_LETTER,
        [UTF8PROC_CATEGORY_LO] = POINT_LETTER, [UTF8PROC_CATEGORY_MN] = POINT_MARK,
        [UTF8PROC_CATEGORY_MC] = POINT_MARK,   [UTF8PROC_CATEGORY_ME] = POINT_MARK,
        [UTF8PROC_CATEGORY_ND] = POINT_NUMBER, [UTF8PROC_CATEGORY_NL] = POINT_NUMBER,
        [UTF8PROC_CATEGORY_NO] = POINT_NUMBER, [UTF8PROC_CATEGORY_CO] = POINT_OTHER,
    };
    if (point >= 0 && point < 128)
        return point_classes_ascii[point];
    if (point < 0)
        return POINT_OTHER;
    if (is_white(point))
        return POINT_SPACE;
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_CN ? newer_class(point) : of_category[category];
}
