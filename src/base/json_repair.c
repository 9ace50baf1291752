/* Making a text readable that is JSON but for its Unicode: ill-formed UTF-8, and escapes of half a surrogate
 * pair. */
#include "base/json_fault.h"
#include "base/utf8.h"

static void copy_well_formed(struct json_reader *reader, struct text text, size_t base)
{
    for (size_t done = 0; done < text.length;) {
        struct text rest = {text.data + done, text.length - done};
        size_t valid = utf8_valid_until(rest), next = valid;
        buffer_append(&reader->repaired, rest.data, valid);
        if (valid == rest.length)
            return;
        utf8_next(rest, &next);
        buffer_string(&reader->repaired, "\xEF\xBF\xBD");
        if (fault_wanted(reader, FAULT_INVALID_UTF8))
            fault_add(reader, FAULT_INVALID_UTF8, base + done + valid, (struct text){0},
                      "The byte 0x%02X here is not valid UTF-8; read as U+FFFD.",
                      (unsigned char)rest.data[valid]);
        done += next;
    }
}

/* The value of the escape \uXXXX at bytes, or -1 when there is none. */
static int32_t unicode_escape(const char *bytes, size_t length)
{
    if (length < 6 || bytes[0] != '\\' || bytes[1] != 'u')
        return -1;
    int32_t value = 0;
    for (int i = 2; i < 6; i++) {
        char c = bytes[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* Lone surrogates become \ufffd, which is as long, so no offset moves. A backslash outside strings is not
 * JSON at all, so strings need not be told apart here. */
static void replace_lone_surrogates(struct json_reader *reader, struct text original, size_t base)
{
    char *data = reader->repaired.data, *end = data + reader->repaired.length;
    for (char *at = data; (at = memchr(at, '\\', (size_t)(end - at)));) {
        int32_t first = unicode_escape(at, (size_t)(end - at));
        if (first < 0xD800 || first > 0xDFFF) {
            at += end - at < 2 ? end - at : 2;
            continue;
        }
        int32_t second = unicode_escape(at + 6, (size_t)(end - at - 6));
        if (first < 0xDC00 && second >= 0xDC00 && second <= 0xDFFF) {
            at += 12;
            continue;
        }
        if (fault_wanted(reader, FAULT_LONE_SURROGATE))
            fault_add(reader, FAULT_LONE_SURROGATE,
                      base + json_original_offset(original, (size_t)(at - data)), (struct text){0},
                      "\\u%04x is half of a surrogate pair; read as U+FFFD.", (unsigned)first);
        memcpy(at + 2, "fffd", 4);
        at += 6;
    }
}

struct text json_repair(struct json_reader *reader, struct text text, size_t base)
{
    buffer_clear(&reader->repaired);
    copy_well_formed(reader, text, base);
    if (reader->repaired.failed || !reader->repaired.data)
        return (struct text){0};
    replace_lone_surrogates(reader, text, base);
    return buffer_view(&reader->repaired);
}

size_t json_original_offset(struct text original, size_t repaired_offset)
{
    size_t at = 0, repaired = 0;
    while (at < original.length) {
        struct text rest = {original.data + at, original.length - at};
        size_t valid = utf8_valid_until(rest), next = valid;
        if (repaired_offset <= repaired + valid || valid == rest.length)
            return at + (repaired_offset - repaired < rest.length ? repaired_offset - repaired : rest.length);
        utf8_next(rest, &next);
        repaired += valid + 3; /* U+FFFD */
        at += next;
        if (repaired_offset < repaired)
            return at;
    }
    return original.length;
}
