/* Reading the trie with every index checked, as the bytes come from a file. */
#include "kernels/charsmap.h"

#include <stdint.h>
#include <utf8proc.h>

#include "base/base64.h"
#include "base/utf8.h"

enum { SHORT_GRAPHEME = 6 };

int charsmap_read(struct charsmap *map, struct text base64, const char *place, struct error *error)
{
    uint32_t size = 0;
    if (!base64_read(base64, &map->bytes) || map->bytes.length < 4)
        return error_set(error, ERROR_INPUT, "%s: precompiled_charsmap is not base64 of a character map",
                         place);
    TRY(buffer_status(&map->bytes, error));
    memcpy(&size, map->bytes.data, 4);
    if (size % 4 != 0 || size > map->bytes.length - 4)
        return error_set(error, ERROR_INPUT,
                         "%s: precompiled_charsmap is cut: its trie should have %u bytes, %zu are there",
                         place, size, map->bytes.length - 4);
    map->unit_count = size / 4;
    map->replacements = (struct text){map->bytes.data + 4 + size, map->bytes.length - 4 - size};
    if (utf8_valid_until(map->replacements) < map->replacements.length)
        return error_set(error, ERROR_INPUT, "%s: precompiled_charsmap has replacements that are not UTF-8",
                         place);
    return 0;
}

void charsmap_release(struct charsmap *map)
{
    buffer_release(&map->bytes);
}

static uint32_t unit_at(const struct charsmap *map, size_t index)
{
    uint32_t unit = 0;
    if (index < map->unit_count)
        memcpy(&unit, map->bytes.data + 4 + index * 4, 4);
    return unit;
}

static size_t offset_of(uint32_t unit)
{
    return (size_t)(unit >> 10) << ((unit & (1U << 9)) >> 6);
}

/* The replacement of the shortest beginning of the text that has one. */
static bool find_replacement(const struct charsmap *map, struct text text, struct text *replacement)
{
    size_t node = offset_of(unit_at(map, 0));
    for (size_t i = 0; i < text.length && text.data[i]; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        node ^= byte;
        uint32_t unit = unit_at(map, node);
        if (node >= map->unit_count || (unit & (1U << 31 | 0xFF)) != byte)
            return false;
        node ^= offset_of(unit);
        if (!(unit >> 8 & 1))
            continue;
        size_t start = unit_at(map, node) & 0x7FFFFFFF;
        const char *data = map->replacements.data + start;
        if (start >= map->replacements.length || ((unsigned char)*data & 0xC0) == 0x80)
            return false;
        *replacement = (struct text){data, strnlen(data, map->replacements.length - start)};
        return true;
    }
    return false;
}

static size_t grapheme_end(struct text text, size_t at)
{
    int32_t state = 0, before = utf8_next(text, &at);
    while (at < text.length) {
        size_t next = at;
        int32_t point = utf8_next(text, &next);
        if (utf8proc_grapheme_break_stateful(before, point, &state))
            break;
        before = point;
        at = next;
    }
    return at;
}

static void apply_points(const struct charsmap *map, struct text grapheme, struct buffer *out)
{
    for (size_t at = 0, start = 0; at < grapheme.length; start = at) {
        utf8_next(grapheme, &at);
        struct text point = {grapheme.data + start, at - start}, replacement;
        buffer_text(out, find_replacement(map, point, &replacement) ? replacement : point);
    }
}

void charsmap_apply(const struct charsmap *map, struct text text, struct buffer *out)
{
    for (size_t at = 0, end; at < text.length; at = end) {
        end = grapheme_end(text, at);
        struct text grapheme = {text.data + at, end - at}, replacement;
        if (grapheme.length < SHORT_GRAPHEME && find_replacement(map, grapheme, &replacement))
            buffer_text(out, replacement);
        else
            apply_points(map, grapheme, out);
    }
}
