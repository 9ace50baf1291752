/* Normalising a text in one pass: ASCII bytes are copied, everything else goes through folding.h by clusters.
 */
#include "kernels/normal.h"

#include <xxhash.h>

#include "base/utf8.h"

/* White_Space of Unicode 15 (PropList.txt). */
static bool is_space(int32_t point)
{
    return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85 || point == 0xA0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

/* Length of the leading part that is normal whatever follows: ASCII with single inner spaces. */
static size_t plain_length(struct text text)
{
    bool spaced = true; /* a space may not come first */
    size_t at = 0;
    for (; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte - 0x21u < 0x5F)
            spaced = false;
        else if (byte == ' ' && !spaced)
            spaced = true;
        else
            break;
    }
    if (at == text.length && !spaced)
        return at;
    /* The last byte may be a space too many, or a letter that a mark follows. */
    return at > 2 ? at - 2 : 0;
}

struct writer {
    char *out;
    size_t length;
    bool spaced; /* a space waits for the next character */
};

static void put(struct writer *writer, const char *bytes, size_t length)
{
    if (writer->spaced && writer->length)
        writer->out[writer->length++] = ' ';
    writer->spaced = false;
    memcpy(writer->out + writer->length, bytes, length);
    writer->length += length;
}

/* Copies ASCII until something else, or a letter that what follows may join; returns where it stopped. */
static size_t put_ascii(struct normal *normal, struct writer *writer, struct text text, size_t at)
{
    for (; at < text.length && (unsigned char)text.data[at] < 0x80; at++) {
        if (is_space(text.data[at])) {
            writer->spaced = true;
            continue;
        }
        bool last = at + 1 < text.length && (unsigned char)text.data[at + 1] >= 0x80;
        if (last && folding_joins(&normal->folding, text, at + 1))
            break;
        put(writer, text.data + at, 1);
    }
    return at;
}

static int put_cluster(struct normal *normal, struct writer *writer, struct text text, size_t *at,
                       struct error *error)
{
    size_t next = *at;
    if (is_space(utf8_next(text, &next))) {
        writer->spaced = true;
        *at = next;
        return 0;
    }
    const int32_t *points;
    size_t count;
    TRY(folding_next(&normal->folding, text, at, &points, &count, error));
    for (size_t i = 0; i < count; i++) {
        char bytes[4];
        size_t size = utf8_encode(points[i], bytes);
        put(writer, bytes, size);
    }
    return 0;
}

int normal_of_text(struct normal *normal, struct text text, struct text *result, struct error *error)
{
    size_t at = plain_length(text);
    if (at == text.length) {
        *result = text;
        return 0;
    }
    if (!normal->folding.cache)
        TRY(folding_init(&normal->folding, FOLDING_NFC, error));
    buffer_clear(&normal->text);
    /* NFC grows UTF-8 at most threefold (Unicode 15, annex 15, section 9); a replaced byte becomes three. */
    if (text.length > SIZE_MAX / 4 || !buffer_reserve(&normal->text, 3 * text.length + 4))
        return error_memory(error);
    struct writer writer = {.out = normal->text.data};
    put(&writer, text.data, at);
    if (writer.length && writer.out[writer.length - 1] == ' ') {
        writer.length--;
        writer.spaced = true;
    }
    while (at < text.length) {
        size_t stop = put_ascii(normal, &writer, text, at);
        at = stop;
        if (at < text.length)
            TRY(put_cluster(normal, &writer, text, &at, error));
    }
    writer.out[writer.length] = '\0';
    normal->text.length = writer.length;
    *result = buffer_view(&normal->text);
    return 0;
}

int normal_key(struct normal *normal, struct text text, char key[33], struct error *error)
{
    struct text plain = {0};
    TRY(normal_of_text(normal, text, &plain, error));
    XXH128_hash_t hash = XXH3_128bits(plain.data, plain.length);
    XXH128_canonical_t bytes;
    XXH128_canonicalFromHash(&bytes, hash);
    for (size_t i = 0; i < 16; i++) {
        static const char digits[] = "0123456789abcdef";
        key[2 * i] = digits[bytes.digest[i] >> 4];
        key[2 * i + 1] = digits[bytes.digest[i] & 15];
    }
    key[32] = '\0';
    return 0;
}

void normal_release(struct normal *normal)
{
    folding_release(&normal->folding);
    buffer_release(&normal->text);
}
