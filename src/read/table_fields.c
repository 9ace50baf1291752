/* One record of a table into its fields. */
#include "base/arena.h"
#include "read/source.h"

/* The content of a quoted field that held doubled quotes. */
static struct text undouble(struct text quoted, struct arena *arena)
{
    char *out = arena_take(arena, quoted.length, 1);
    size_t length = 0;
    if (!out)
        return (struct text){NULL, 0};
    for (size_t i = 0; i < quoted.length; i++) {
        out[length++] = quoted.data[i];
        if (quoted.data[i] == '"' && i + 1 < quoted.length && quoted.data[i + 1] == '"')
            i++;
    }
    return (struct text){out, length};
}

/* Reads the quoted field whose quote is at *at; leaves *at after what belongs to the field. Text between the
 * closing quote and the delimiter, which RFC 4180 does not allow, is kept as if it had been quoted. */
static struct text quoted_field(struct text raw, char delimiter, size_t *at, struct arena *arena)
{
    size_t from = *at + 1, i = from, end = raw.length;
    bool doubled = false;
    for (; i < raw.length; i++) {
        if (raw.data[i] != '"')
            continue;
        if (i + 1 < raw.length && raw.data[i + 1] == '"') {
            doubled = true;
            i++;
            continue;
        }
        end = i++;
        break;
    }
    size_t tail = i;
    while (i < raw.length && raw.data[i] != delimiter)
        i++;
    *at = i;
    struct text content = {raw.data + from, (from < end ? end : from) - from};
    if (doubled)
        content = undouble(content, arena);
    if (i == tail || !content.data)
        return content;
    char *joined = arena_take(arena, content.length + (i - tail) + 1, 1);
    if (!joined)
        return (struct text){NULL, 0};
    memcpy(joined, content.data, content.length);
    memcpy(joined + content.length, raw.data + tail, i - tail);
    return (struct text){joined, content.length + (i - tail)};
}

static struct text bare_field(struct text raw, char delimiter, size_t *at)
{
    const char *from = raw.data + *at;
    const char *end = memchr(from, delimiter, raw.length - *at);
    size_t length = end ? (size_t)(end - from) : raw.length - *at;
    *at += length;
    return (struct text){from, length};
}

size_t table_fields(struct text raw, char delimiter, struct text *fields, size_t capacity,
                    struct arena *arena)
{
    size_t count = 0, at = 0;
    for (;;) {
        bool quoted = at < raw.length && raw.data[at] == '"';
        struct text field = quoted             ? quoted_field(raw, delimiter, &at, arena)
                            : at >= raw.length ? (struct text){raw.data, 0}
                                               : bare_field(raw, delimiter, &at);
        if (count < capacity)
            fields[count] = field;
        count++;
        if (at >= raw.length)
            return count;
        at++; /* the delimiter */
    }
}
