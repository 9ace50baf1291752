#include "base/base64.h"

#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct buffer *out, const void *data, size_t length)
{
    const unsigned char *bytes = data;
    size_t groups = length / 3 + (length % 3 != 0);
    char *to = buffer_reserve(out, groups * 4);
    if (!to)
        return;
    for (size_t i = 0; i < length; i += 3) {
        size_t have = length - i < 3 ? length - i : 3;
        uint32_t word = (uint32_t)bytes[i] << 16;
        word |= have > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        word |= have > 2 ? bytes[i + 2] : 0;
        *to++ = digits[word >> 18];
        *to++ = digits[word >> 12 & 63];
        *to++ = have > 1 ? digits[word >> 6 & 63] : '=';
        *to++ = have > 2 ? digits[word & 63] : '=';
    }
    *to = '\0';
    out->length += groups * 4;
}

/* The value of a digit; -1 when it is none. */
static int digit_value(char digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    return digit == '+' ? 62 : digit == '/' ? 63 : -1;
}

/* Four digits, of which the last `padding` are '='. */
static bool group_read(const char *group, size_t padding, struct buffer *out)
{
    uint32_t word = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - padding ? digit_value(group[i]) : 0;
        if (value < 0)
            return false;
        word = word << 6 | (uint32_t)value;
    }
    if (padding && (word & ((1U << 8 * padding) - 1)) != 0)
        return false;
    for (size_t i = 0; i < 3 - padding; i++)
        buffer_byte(out, (char)(word >> (16 - 8 * i) & 255));
    return true;
}

bool base64_read(struct text text, struct buffer *out)
{
    size_t before = out->length;
    if (text.length % 4 != 0)
        return false;
    for (size_t i = 0; i < text.length; i += 4) {
        bool last = i + 4 == text.length;
        size_t padding = last && text.data[i + 3] == '=' ? 1 : 0;
        padding += padding && text.data[i + 2] == '=' ? 1 : 0;
        if (!group_read(text.data + i, padding, out)) {
            out->length = before;
            if (out->data)
                out->data[before] = '\0';
            return false;
        }
    }
    return true;
}
