/* Escaping for markup, Markdown and URIs; see escape.h. */
#include "report/escape.h"

#include <stdint.h>

#include "base/utf8.h"

static const struct {
    int32_t first, last;
} hidden_ranges[] = {
    {0x00, 0x08},     {0x0B, 0x1F},     {0x7F, 0x9F},       {0x061C, 0x061C},
    {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069},   {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE007F},
};

bool character_is_hidden(int32_t code_point)
{
    for (size_t i = 0; i < sizeof hidden_ranges / sizeof *hidden_ranges; i++)
        if (code_point >= hidden_ranges[i].first && code_point <= hidden_ranges[i].last)
            return true;
    return false;
}

/* The named form of what must not be copied, or nothing and false. */
static bool put_unsafe(struct buffer *out, int32_t code_point)
{
    if (code_point < 0)
        buffer_string(out, "\xEF\xBF\xBD");
    else if (character_is_hidden(code_point))
        buffer_format(out, "⟨U+%04X⟩", (unsigned)code_point);
    else
        return false;
    return true;
}

static const char *markup_entity(int32_t code_point)
{
    switch (code_point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void markup_put_cut(struct buffer *out, struct text text, size_t limit)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; count++) {
        if (count == limit) {
            buffer_string(out, "…");
            return;
        }
        size_t start = at;
        int32_t code_point = utf8_next(text, &at);
        const char *entity = markup_entity(code_point);
        if (entity)
            buffer_string(out, entity);
        else if (!put_unsafe(out, code_point))
            buffer_append(out, text.data + start, at - start);
    }
}

void markup_put(struct buffer *out, struct text text)
{
    markup_put_cut(out, text, SIZE_MAX);
}

/* What a character becomes in a line of Markdown; NULL for those that stand for themselves. A comment breaks
 * up mentions and issue links, which notify people: entities do not, they are looked for after decoding. */
static const char *markdown_entity(int32_t code_point)
{
    switch (code_point) {
    case '\t':
    case '\n':
        return " ";
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '@':
        return "@<!-- -->";
    case '#':
        return "#<!-- -->";
    case '|':
        return "&#124;";
    case '`':
        return "&#96;";
    default:
        return NULL;
    }
}

void markdown_put(struct buffer *out, struct text text, size_t limit)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; count++) {
        if (count == limit) {
            buffer_string(out, "…");
            return;
        }
        size_t start = at;
        int32_t code_point = utf8_next(text, &at);
        const char *entity = markdown_entity(code_point);
        if (entity) {
            buffer_string(out, entity);
            continue;
        }
        if (put_unsafe(out, code_point))
            continue;
        if (code_point == ':' && at < text.length && text.data[at] == '/') { /* no automatic links */
            buffer_string(out, "&#58;");
            continue;
        }
        if (code_point > 0 && code_point < 128 && strchr("\\*_{}[]()!~$", (char)code_point))
            buffer_byte(out, '\\');
        buffer_append(out, text.data + start, at - start);
    }
}

static bool byte_is_plain_in_uri(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte && strchr("-._~/", byte));
}

void uri_put_path(struct buffer *out, struct text path)
{
    if (path.length > 0 && path.data[0] == '/')
        buffer_string(out, "file://");
    for (size_t i = 0; i < path.length; i++) {
        unsigned char byte = (unsigned char)path.data[i];
        if (byte_is_plain_in_uri(byte))
            buffer_byte(out, (char)byte);
        else
            buffer_format(out, "%%%02X", byte);
    }
}
