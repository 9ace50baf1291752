/* Writing JSON: values as they were read, strings with no more escapes than needed, numbers in ECMAScript's
 * form. */
#include <float.h>
#include <math.h>
#include <stdint.h>

#include "base/json_fault.h"
#include "base/utf8.h"

/* ---- strings ------------------------------------------------------------------------------------------- */

static inline bool needs_escape(char byte)
{
    return (unsigned char)byte < 0x20 || byte == '"' || byte == '\\';
}

static void put_escape(struct buffer *out, char byte)
{
    static const char names[0x20] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char name = byte == '"' || byte == '\\' ? byte : names[(unsigned char)byte & 0x1F];
    if (name) {
        char escape[2] = {'\\', name};
        buffer_append(out, escape, sizeof escape);
    } else {
        buffer_format(out, "\\u%04x", (unsigned)(unsigned char)byte);
    }
}

static void put_escaped(struct buffer *out, struct text text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!needs_escape(text.data[i]))
            continue;
        buffer_append(out, text.data + start, i - start);
        put_escape(out, text.data[i]);
        start = i + 1;
    }
    buffer_append(out, text.data + start, text.length - start);
}

void json_put_text(struct buffer *out, struct text text)
{
    buffer_byte(out, '"');
    while (text.length > 0) {
        size_t at = utf8_valid_until(text);
        put_escaped(out, (struct text){text.data, at});
        if (at < text.length) {
            utf8_next(text, &at);
            buffer_append(out, "\xEF\xBF\xBD", 3);
        }
        text.data += at;
        text.length -= at;
    }
    buffer_byte(out, '"');
}

/* ---- numbers ------------------------------------------------------------------------------------------- */

/* Shortest digits that read back as number (> 0), without trailing zeros; the value is 0.DIGITS *
 * 10^*exponent. 17 digits always suffice and up to 15 are what a short decimal had, so normal numbers start
 * there. */
static size_t shortest_digits(double number, char digits[32], int *exponent)
{
    char text[40];
    for (int precision = number < DBL_MIN ? 1 : 15; precision <= 17; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, number);
        if (strtod(text, NULL) == number)
            break;
    }
    size_t count = 0;
    const char *at = text;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    *exponent = (int)strtol(at + 1, NULL, 10) + 1;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

static void put_zeros(struct buffer *out, int count)
{
    for (int i = 0; i < count; i++)
        buffer_byte(out, '0');
}

/* ECMA-262, Number::toString with radix 10; n and k are its names. */
void json_put_double(struct buffer *out, double number)
{
    if (!isfinite(number)) {
        buffer_string(out, "null");
        return;
    }
    if (number == 0) {
        buffer_byte(out, '0');
        return;
    }
    if (number < 0)
        buffer_byte(out, '-');
    char digits[32];
    int n;
    int k = (int)shortest_digits(fabs(number), digits, &n);
    if (n > 21 || n <= -6) {
        buffer_byte(out, digits[0]);
        if (k > 1)
            buffer_byte(out, '.');
        buffer_append(out, digits + 1, (size_t)k - 1);
        buffer_format(out, "e%+d", n - 1);
    } else if (n <= 0) {
        buffer_string(out, "0.");
        put_zeros(out, -n);
        buffer_append(out, digits, (size_t)k);
    } else if (k <= n) {
        buffer_append(out, digits, (size_t)k);
        put_zeros(out, n - k);
    } else {
        buffer_append(out, digits, (size_t)n);
        buffer_byte(out, '.');
        buffer_append(out, digits + n, (size_t)(k - n));
    }
}

static void put_number(struct buffer *out, yyjson_val *value)
{
    const char *text = json_number_text(value);
    if (text)
        buffer_string(out, text);
    else if (unsafe_yyjson_is_uint(value))
        buffer_format(out, "%llu", (unsigned long long)unsafe_yyjson_get_uint(value));
    else if (unsafe_yyjson_is_sint(value))
        buffer_format(out, "%lld", (long long)unsafe_yyjson_get_sint(value));
    else
        json_put_double(out, unsafe_yyjson_get_real(value));
}

/* ---- values -------------------------------------------------------------------------------------------- */

static void put_scalar(struct buffer *out, yyjson_val *value)
{
    switch (unsafe_yyjson_get_type(value)) {
    case YYJSON_TYPE_STR:
        json_put_text(out, json_text(value));
        break;
    case YYJSON_TYPE_NUM:
        put_number(out, value);
        break;
    case YYJSON_TYPE_RAW:
        buffer_append(out, unsafe_yyjson_get_raw(value), unsafe_yyjson_get_len(value));
        break;
    case YYJSON_TYPE_BOOL:
        buffer_string(out, unsafe_yyjson_is_true(value) ? "true" : "false");
        break;
    default:
        buffer_string(out, "null");
    }
}

/* A container that is being written. */
struct open_value {
    yyjson_val *end;
    size_t members; /* keys count as members of an object */
    bool object;
};

static void put_separator(struct buffer *out, struct open_value *container)
{
    if (container->object && container->members % 2 == 1)
        buffer_byte(out, ':');
    else if (container->members > 0)
        buffer_byte(out, ',');
    container->members++;
}

/* Values lie in document order, so writing is a loop with a stack on the heap: nesting may be as deep as
 * memory. */
void json_put_value(struct buffer *out, yyjson_val *value)
{
    if (!value) {
        buffer_string(out, "null");
        return;
    }
    struct buffer stack = {0};
    struct open_value *top = NULL;
    yyjson_val *end = unsafe_yyjson_get_next(value);
    for (yyjson_val *at = value; !stack.failed; at++) {
        while (top && at >= top->end) {
            buffer_byte(out, top->object ? '}' : ']');
            stack.length -= sizeof *top;
            top = stack.length ? (struct open_value *)(void *)(stack.data + stack.length) - 1 : NULL;
        }
        if (at >= end)
            break;
        if (top)
            put_separator(out, top);
        if (!unsafe_yyjson_is_ctn(at)) {
            put_scalar(out, at);
            continue;
        }
        bool object = unsafe_yyjson_is_obj(at);
        buffer_byte(out, object ? '{' : '[');
        struct open_value opened = {unsafe_yyjson_get_next(at), 0, object};
        buffer_append(&stack, &opened, sizeof opened);
        if (!stack.failed)
            top = (struct open_value *)(void *)(stack.data + stack.length) - 1;
    }
    out->failed |= stack.failed;
    buffer_release(&stack);
}

void json_pointer_push(struct buffer *pointer, struct text key)
{
    buffer_byte(pointer, '/');
    for (size_t i = 0; i < key.length; i++) {
        if (key.data[i] == '~')
            buffer_string(pointer, "~0");
        else if (key.data[i] == '/')
            buffer_string(pointer, "~1");
        else
            buffer_byte(pointer, key.data[i]);
    }
}
