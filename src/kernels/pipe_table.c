/* Two lines at a time: a header and what should be its delimiter row. */
#include "kernels/pipe_table.h"

#include <stdbool.h>

/* Cells of a row: bars that are not escaped, without those at both ends, plus one; 0 without a bar. */
static size_t count_cells(struct text line)
{
    size_t bars = 0;
    line = text_trim(line);
    if (!line.length || !memchr(line.data, '|', line.length))
        return 0;
    if (line.length && line.data[0] == '|')
        line = (struct text){line.data + 1, line.length - 1};
    if (line.length && line.data[line.length - 1] == '|')
        line.length--;
    for (size_t i = 0; i < line.length; i++)
        bars += line.data[i] == '|' && (i == 0 || line.data[i - 1] != '\\');
    return bars + 1;
}

static bool is_delimiter_row(struct text line)
{
    bool dash = false;
    for (size_t i = 0; i < line.length; i++) {
        if (!strchr("|-: \t\r", line.data[i]))
            return false;
        dash |= line.data[i] == '-';
    }
    return dash && memchr(line.data, '|', line.length);
}

static struct text next_line(struct text text, size_t *at)
{
    const char *start = text.data + *at, *end = memchr(start, '\n', text.length - *at);
    size_t length = end ? (size_t)(end - start) : text.length - *at;
    *at += length + (end != NULL);
    return (struct text){start, length};
}

struct sign pipe_table_fault(struct text text)
{
    struct text before = {0};
    bool fenced = false, inside = false;
    for (size_t at = 0; at < text.length;) {
        struct text line = next_line(text, &at);
        fenced ^= text_starts(text_trim(line), "```");
        size_t cells = fenced ? 0 : count_cells(line);
        /* a delimiter row opens a table only below a line that is no row of one */
        if (cells && !inside && is_delimiter_row(line) && count_cells(before) > 1 &&
            count_cells(before) != cells)
            return (struct sign){"broken_table", (size_t)(before.data - text.data),
                                 (size_t)(line.data - before.data) + line.length};
        inside = cells && (inside || is_delimiter_row(line));
        before = line;
    }
    return (struct sign){0};
}
