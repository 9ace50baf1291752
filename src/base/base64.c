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

/* Four digits, of which the last `padding` are '=', as three bytes less the padding. */
static bool group_read(const char *group, size_t padding, unsigned char bytes[3])
{
    uint32_t word = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - padding ? digit_value(group[i]) : 0;
        if (value < 0)
            return false;
        word = word << 6 | (uint32_t)value;
    }
    for (size_t i = 0; i < 3; i++)
        bytes[i] = (unsigned char)(word >> (16 - 8 * i) & 255);
    return padding == 0 || (word & ((1U << 8 * padding) - 1)) == 0;
}

static size_t padding_of(struct text text)
{
    if (text.length == 0 || text.data[text.length - 1] != '=')
        return 0;
    return text.data[text.length - 2] == '=' ? 2 : 1;
}

bool base64_size(struct text text, size_t *size)
{
    unsigned char bytes[3];
    if (text.length % 4 != 0)
        return false;
    size_t padding = padding_of(text);
    for (size_t i = 0; i < text.length; i += 4)
        if (!group_read(text.data + i, i + 4 == text.length ? padding : 0, bytes))
            return false;
    *size = text.length / 4 * 3 - padding;
    return true;
}

/* The text is valid. */
static void bytes_put(struct text text, size_t size, unsigned char *to)
{
    unsigned char bytes[3];
    for (size_t i = 0, at = 0; i < text.length; i += 4, at += 3) {
        size_t take = size - at < 3 ? size - at : 3;
        (void)group_read(text.data + i, 3 - take, bytes);
        memcpy(to + at, bytes, take);
    }
}

bool base64_read_bytes(struct text text, void *bytes, size_t length)
{
    size_t size = 0;
    if (!base64_size(text, &size) || size != length)
        return false;
    bytes_put(text, size, bytes);
    return true;
}

bool base64_read(struct text text, struct buffer *out)
{
    size_t size = 0;
    if (!base64_size(text, &size))
        return false;
    char *room = buffer_reserve(out, size);
    if (room) {
        bytes_put(text, size, (unsigned char *)room);
        room[size] = '\0';
        out->length += size;
    }
    return true;
}
