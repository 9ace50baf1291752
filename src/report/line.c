/* One line on a terminal; see line.h. */
#include "report/line.h"

#include <limits.h>

#include "base/utf8.h"
#include "report/escape.h"

static const char *const shade_codes[] = {"",         "\x1b[1m",  "\x1b[2m", "\x1b[31m",
                                          "\x1b[33m", "\x1b[34m", "\x1b[32m"};

int line_left(const struct line *line)
{
    return line->options->columns - line->used;
}

/* Writes what stands for the character at *at (at most 16 bytes) and returns its columns. */
static int spell(const struct line *line, struct text text, size_t *at, char out[16], size_t *length)
{
    size_t start = *at;
    int32_t code_point = utf8_next(text, at);
    bool spelled = code_point < 0 || code_point == '\n' || code_point == '\t' ||
                   character_is_hidden(code_point) || (code_point > 126 && !line->options->unicode);
    if (!spelled) {
        *length = *at - start;
        memcpy(out, text.data + start, *length);
        return utf8_columns(code_point);
    }
    int written;
    if (code_point == '\n' || code_point == '\t')
        written = snprintf(out, 16, "\\%c", code_point == '\n' ? 'n' : 't');
    else if (code_point < 0)
        written = snprintf(out, 16, "\\x%02x", (unsigned char)text.data[start]);
    else
        written = snprintf(out, 16, code_point < 0x100 ? "\\x%02x" : "\\u{%x}", (unsigned)code_point);
    *length = (size_t)written;
    return written;
}

int line_measure(const struct line *line, struct text text)
{
    char bytes[16];
    size_t length;
    int columns = 0;
    for (size_t at = 0; at < text.length && columns < INT_MAX / 2;)
        columns += spell(line, text, &at, bytes, &length);
    return columns;
}

/* Appends as much as fits into `limit` columns and returns the columns used. */
static int put_cut(struct line *line, struct text text, int limit)
{
    const char *ellipsis = line->options->unicode ? "…" : "..";
    int ellipsis_columns = line->options->unicode ? 1 : 2;
    bool fits = true;
    int all = 0;
    char bytes[16];
    size_t length;
    for (size_t at = 0; at < text.length && fits; fits = all <= limit)
        all += spell(line, text, &at, bytes, &length);
    int used = 0;
    for (size_t at = 0; at < text.length;) {
        int columns = spell(line, text, &at, bytes, &length);
        if (!fits && used + columns > limit - ellipsis_columns) {
            if (limit < ellipsis_columns)
                return used;
            buffer_string(line->out, ellipsis);
            return used + ellipsis_columns;
        }
        buffer_append(line->out, bytes, length);
        used += columns;
    }
    return used;
}

void line_put(struct line *line, struct text text, enum shade shade, int limit)
{
    int left = line_left(line);
    limit = limit < left ? limit : left;
    if (limit <= 0 || text.length == 0)
        return;
    bool shaded = line->options->color && shade != SHADE_PLAIN;
    if (shaded)
        buffer_string(line->out, shade_codes[shade]);
    line->used += put_cut(line, text, limit);
    if (shaded)
        buffer_string(line->out, "\x1b[0m");
}

size_t line_fitting(const struct line *line, struct text text)
{
    size_t at = 0, fitting = 0;
    while (at < text.length) {
        utf8_next(text, &at);
        if (fitting > 0 && line_measure(line, (struct text){text.data, at}) > line_left(line))
            break;
        fitting = at;
    }
    size_t blank = fitting;
    while (fitting < text.length && blank > 0 && text.data[blank] != ' ')
        blank--;
    return blank > 0 ? blank : fitting;
}

void line_paragraph(struct line *line, struct text text, int column, enum shade shade)
{
    while (text.length > 0) {
        if (column > 0)
            line_pad(line, column);
        size_t fitting = line_fitting(line, text);
        line_put(line, (struct text){text.data, fitting}, shade, INT_MAX);
        line_end(line);
        text = text_trim((struct text){text.data + fitting, text.length - fitting});
    }
}

void line_string(struct line *line, const char *string, enum shade shade)
{
    line_put(line, text_of(string), shade, INT_MAX);
}

void line_pad(struct line *line, int column)
{
    int blanks = column > line->used ? column - line->used : 1;
    for (; blanks > 0 && line_left(line) > 0; blanks--, line->used++)
        buffer_byte(line->out, ' ');
}

void line_end(struct line *line)
{
    while (line->out->length > 0 && line->out->data[line->out->length - 1] == ' ')
        line->out->length--;
    buffer_byte(line->out, '\n');
    line->used = 0;
}
