/* UTF-8 by table 3-7 of the Unicode Standard: ASCII by words, everything else by its lead byte. */
#include "base/utf8.h"

#include <utf8proc.h>

static const char replacement[3] = {(char)0xEF, (char)0xBF, (char)0xBD}; /* U+FFFD */

/* What a lead byte asks for: how many bytes follow, and the range of the first of them. */
struct lead {
    uint8_t following;
    uint8_t low, high;
};

static inline struct lead lead_of(unsigned char byte)
{
    if (byte >= 0xC2 && byte <= 0xDF)
        return (struct lead){1, 0x80, 0xBF};
    if (byte >= 0xE0 && byte <= 0xEF)
        return (struct lead){2, byte == 0xE0 ? 0xA0 : 0x80, byte == 0xED ? 0x9F : 0xBF};
    if (byte >= 0xF0 && byte <= 0xF4)
        return (struct lead){3, byte == 0xF0 ? 0x90 : 0x80, byte == 0xF4 ? 0x8F : 0xBF};
    return (struct lead){0, 0, 0};
}

/* Length of the non-ASCII sequence at bytes; when ill-formed, minus the length of its maximal subpart. */
static inline int sequence_length(const unsigned char *bytes, size_t length)
{
    struct lead lead = lead_of(bytes[0]);
    if (lead.following == 0)
        return -1;
    if (length < 2 || bytes[1] < lead.low || bytes[1] > lead.high)
        return -1;
    for (int i = 2; i <= lead.following; i++)
        if ((size_t)i >= length || (bytes[i] & 0xC0) != 0x80)
            return -i;
    return lead.following + 1;
}

static inline uint64_t high_bits(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word & 0x8080808080808080U;
}

/* Offset of the first byte at or after `at` that is not ASCII. */
static inline size_t skip_ascii(const unsigned char *bytes, size_t at, size_t length)
{
    while (at + 32 <= length && !(high_bits(bytes + at) | high_bits(bytes + at + 8) |
                                  high_bits(bytes + at + 16) | high_bits(bytes + at + 24)))
        at += 32;
    while (at + 8 <= length && !high_bits(bytes + at))
        at += 8;
    while (at < length && bytes[at] < 0x80)
        at++;
    return at;
}

/* Past a run of well-formed sequences of three bytes: most scripts of Asia are written in them. */
static inline size_t skip_three_bytes(const unsigned char *bytes, size_t at, size_t length)
{
    for (; at + 3 <= length; at += 3) {
        uint32_t code = (uint32_t)bytes[at] << 16 | (uint32_t)bytes[at + 1] << 8 | bytes[at + 2];
        /* Of the first two bytes, E080 to E09F would be overlong and EDA0 to EDBF surrogates. */
        if ((code & 0xF0C0C0) != 0xE08080 || (code & 0xFFE000) == 0xE08000 || (code & 0xFFE000) == 0xEDA000)
            break;
    }
    return at;
}

size_t utf8_valid_until(struct text text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    size_t at = 0;
    while (at < text.length) {
        if (bytes[at] < 0x80) {
            at = skip_ascii(bytes, at, text.length);
            continue;
        }
        if (bytes[at] >= 0xE0 && bytes[at] < 0xF0) {
            size_t next = skip_three_bytes(bytes, at, text.length);
            if (next > at) {
                at = next;
                continue;
            }
        }
        int length = sequence_length(bytes + at, text.length - at);
        if (length < 0)
            return at;
        at += (size_t)length;
    }
    return at;
}

int32_t utf8_next(struct text text, size_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text.data + *at;
    if (bytes[0] < 0x80) {
        ++*at;
        return bytes[0];
    }
    int length = sequence_length(bytes, text.length - *at);
    if (length < 0) {
        *at += (size_t)-length;
        return -1;
    }
    *at += (size_t)length;
    int32_t code_point = bytes[0] & (0x7F >> length);
    for (int i = 1; i < length; i++)
        code_point = code_point << 6 | (bytes[i] & 0x3F);
    return code_point;
}

size_t utf8_encode(int32_t code_point, char out[4])
{
    if (code_point < 0 || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        code_point = 0xFFFD;
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)((0xF00 >> length & 0xFF) | code_point);
    return length;
}

size_t utf8_repair(struct text text, struct buffer *out)
{
    size_t replaced = 0;
    while (text.length) {
        size_t valid = utf8_valid_until(text);
        buffer_append(out, text.data, valid);
        if (valid == text.length)
            break;
        utf8_next(text, &valid);
        buffer_append(out, replacement, sizeof replacement);
        replaced++;
        text.data += valid;
        text.length -= valid;
    }
    return replaced;
}

size_t utf8_count(struct text text)
{
    size_t valid = utf8_valid_until(text), count = 0;
    for (size_t i = 0; i < valid; i++)
        count += (text.data[i] & 0xC0) != 0x80;
    for (size_t at = valid; at < text.length; count++)
        utf8_next(text, &at);
    return count;
}

int utf8_columns(int32_t code_point)
{
    int columns = utf8proc_charwidth(code_point);
    return columns < 0 ? 0 : columns;
}
