/* Values of templates as text: Python's str, repr and json.dumps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "packs/sft/template_datum.h"

enum { DATUM_DEEPEST = 200 };

/* The shortest decimal that reads back, in Python's form: 1.0, 0.1, 1e+16, 1e-05, inf, nan. */
static void put_real(struct buffer *out, double real)
{
    char digits[40];
    if (isnan(real) || isinf(real)) {
        buffer_string(out, isnan(real) ? "nan" : real < 0 ? "-inf" : "inf");
        return;
    }
    int precision = 1;
    do
        snprintf(digits, sizeof digits, "%.*e", precision - 1, real);
    while (strtod(digits, NULL) != real && precision++ < 17);
    int exponent = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
    if (exponent < -4 || exponent >= 16) {
        buffer_string(out, digits); /* two digits of exponent at least: as Python has it */
        return;
    }
    int decimals = precision - 1 - exponent;
    snprintf(digits, sizeof digits, "%.*f", decimals > 1 ? decimals : 1, real);
    buffer_string(out, digits);
}

static void put_repr_text(struct buffer *out, struct text text)
{
    bool single = text.length && memchr(text.data, '\'', text.length);
    char quote = single && !memchr(text.data, '"', text.length) ? '"' : '\'';
    buffer_byte(out, quote);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '\n')
            buffer_string(out, "\\n");
        else if (byte == '\r')
            buffer_string(out, "\\r");
        else if (byte == '\t')
            buffer_string(out, "\\t");
        else if (byte < 0x20 || byte == 0x7F)
            buffer_format(out, "\\x%02x", byte);
        else {
            if (byte == (unsigned char)quote || byte == '\\')
                buffer_byte(out, '\\');
            buffer_byte(out, (char)byte);
        }
    }
    buffer_byte(out, quote);
}

static void put_nested(struct buffer *out, const struct datum *datum, size_t depth);

static void put_list(struct buffer *out, const struct datum_list *list, size_t depth)
{
    buffer_byte(out, list->tuple ? '(' : '[');
    for (size_t i = 0; i < list->count; i++) {
        buffer_string(out, i ? ", " : "");
        put_nested(out, &list->items[i], depth + 1);
    }
    buffer_string(out, list->tuple ? (list->count == 1 ? ",)" : ")") : "]");
}

static void put_map(struct buffer *out, const struct datum_map *map, size_t depth)
{
    buffer_string(out, map->namespace ? "<Namespace {" : "{");
    for (size_t i = 0; i < map->count; i++) {
        buffer_string(out, i ? ", " : "");
        put_nested(out, &map->items[2 * i], depth + 1);
        buffer_string(out, ": ");
        put_nested(out, &map->items[2 * i + 1], depth + 1);
    }
    buffer_string(out, map->namespace ? "}>" : "}");
}

static void put_nested(struct buffer *out, const struct datum *datum, size_t depth)
{
    if (depth > DATUM_DEEPEST)
        buffer_string(out, "...");
    else if (datum->kind == DATUM_TEXT)
        put_repr_text(out, datum->text);
    else if (datum->kind == DATUM_LIST)
        put_list(out, datum->list, depth);
    else if (datum->kind == DATUM_MAP)
        put_map(out, datum->map, depth);
    else if (datum->kind == DATUM_UNDEFINED)
        buffer_string(out, "Undefined");
    else
        datum_put(out, datum);
}

void datum_put_repr(struct buffer *out, const struct datum *datum)
{
    put_nested(out, datum, 0);
}

void datum_put(struct buffer *out, const struct datum *datum)
{
    switch (datum->kind) {
    case DATUM_UNDEFINED:
        return;
    case DATUM_NONE:
        buffer_string(out, "None");
        return;
    case DATUM_BOOLEAN:
        buffer_string(out, datum->boolean ? "True" : "False");
        return;
    case DATUM_INTEGER:
        buffer_format(out, "%lld", (long long)datum->integer);
        return;
    case DATUM_REAL:
        put_real(out, datum->real);
        return;
    case DATUM_TEXT:
        buffer_text(out, datum->text);
        return;
    case DATUM_LIST:
    case DATUM_MAP:
        put_nested(out, datum, 0);
        return;
    default:
        buffer_format(out, "<%s %.*s>", datum_type(datum), (int)datum->text.length,
                      datum->text.data ? datum->text.data : "");
    }
}

/* ---- JSON as Python's json.dumps writes it ---- */

static void put_json_escape(struct buffer *out, int32_t code)
{
    if (code >= 0x10000)
        buffer_format(out, "\\u%04x\\u%04x", 0xD800 + ((unsigned)(code - 0x10000) >> 10),
                      0xDC00 + ((unsigned)(code - 0x10000) & 0x3FF));
    else
        buffer_format(out, "\\u%04x", (unsigned)code);
}

static void put_json_text(struct buffer *out, struct text text, bool ascii)
{
    static const char letters[] = "\"\\\n\r\t\b\f", escapes[] = "\"\\nrtbf";
    buffer_byte(out, '"');
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        int32_t code = utf8_next(text, &at);
        const char *found = code > 0 && code < 0x80 ? strchr(letters, code) : NULL;
        if (found) {
            buffer_byte(out, '\\');
            buffer_byte(out, escapes[found - letters]);
        } else if (code >= 0 && (code < 0x20 || (ascii && code >= 0x7F && code != 0x7F)))
            put_json_escape(out, code);
        else
            buffer_append(out, text.data + start, at - start);
    }
    buffer_byte(out, '"');
}

static void put_line(struct buffer *out, const struct json_style *style, size_t depth)
{
    if (style->indent < 0)
        return;
    buffer_byte(out, '\n');
    for (int64_t i = 0; i < style->indent * (int64_t)depth && i < 4096; i++)
        buffer_byte(out, ' ');
}

static void put_between(struct buffer *out, const struct json_style *style)
{
    if (style->between.data)
        buffer_text(out, style->between);
    else
        buffer_string(out, style->indent < 0 ? ", " : ",");
}

static bool put_json_list(struct buffer *out, const struct datum_list *list, const struct json_style *style,
                          size_t depth)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            put_between(out, style);
        put_line(out, style, depth + 1);
        if (!datum_put_json(out, &list->items[i], style, depth + 1))
            return false;
    }
    if (list->count)
        put_line(out, style, depth);
    buffer_byte(out, ']');
    return true;
}

/* The next key in order after `last` (NULL: the first): its index, or the count. */
static size_t key_after(const struct datum_map *map, const struct datum *last)
{
    size_t best = map->count;
    int order = 0;
    for (size_t i = 0; i < map->count; i++) {
        const struct datum *key = &map->items[2 * i];
        if (last && (!datum_order(key, last, &order) || order <= 0))
            continue;
        if (best == map->count || (datum_order(key, &map->items[2 * best], &order) && order < 0))
            best = i;
    }
    return best;
}

static bool put_json_map(struct buffer *out, const struct datum_map *map, const struct json_style *style,
                         size_t depth)
{
    const struct datum *last = NULL;
    buffer_byte(out, '{');
    for (size_t i = 0; i < map->count; i++) {
        size_t at = style->sorted ? key_after(map, last) : i;
        if (at == map->count)
            break;
        const struct datum *key = last = &map->items[2 * at];
        struct buffer name = {0};
        if (i)
            put_between(out, style);
        put_line(out, style, depth + 1);
        bool constant = key->kind == DATUM_NONE || key->kind == DATUM_BOOLEAN;
        if (constant)
            buffer_string(&name, key->kind == DATUM_NONE ? "null" : key->boolean ? "true" : "false");
        else
            datum_put(&name, key);
        put_json_text(out, buffer_view(&name), style->ascii);
        buffer_release(&name);
        if (style->after_key.data)
            buffer_text(out, style->after_key);
        else
            buffer_string(out, ": ");
        if (!datum_put_json(out, &map->items[2 * at + 1], style, depth + 1))
            return false;
    }
    if (map->count)
        put_line(out, style, depth);
    buffer_byte(out, '}');
    return true;
}

bool datum_put_json(struct buffer *out, const struct datum *datum, const struct json_style *style,
                    size_t depth)
{
    if (depth > DATUM_DEEPEST)
        return false;
    switch (datum->kind) {
    case DATUM_NONE:
        buffer_string(out, "null");
        return true;
    case DATUM_BOOLEAN:
        buffer_string(out, datum->boolean ? "true" : "false");
        return true;
    case DATUM_REAL:
        if (isnan(datum->real) || isinf(datum->real)) {
            buffer_string(out, isnan(datum->real) ? "NaN" : datum->real < 0 ? "-Infinity" : "Infinity");
            return true;
        }
        datum_put(out, datum);
        return true;
    case DATUM_INTEGER:
        datum_put(out, datum);
        return true;
    case DATUM_TEXT:
        put_json_text(out, datum->text, style->ascii);
        return true;
    case DATUM_LIST:
        return put_json_list(out, datum->list, style, depth);
    case DATUM_MAP:
        return !datum->map->namespace && put_json_map(out, datum->map, style, depth);
    default:
        return false;
    }
}
