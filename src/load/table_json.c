#include "load/table_json.h"

#include "read/source.h"

enum { FIELDS_MOST = 4096 };

/* JSON string of raw bytes: escapes what JSON must, keeps bytes that are not UTF-8. */
static void bytes_put(struct buffer *out, struct text bytes)
{
    buffer_byte(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buffer_append(out, bytes.data + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            buffer_byte(out, '\\');
            buffer_byte(out, (char)c);
        } else {
            buffer_format(out, "\\u%04x", c);
        }
    }
    if (bytes.length > from)
        buffer_append(out, bytes.data + from, bytes.length - from);
    buffer_byte(out, '"');
}

void table_put_json(struct buffer *out, struct text header, struct text raw, char delimiter,
                    struct arena *arena, size_t *fields_seen, size_t *fields_wanted)
{
    struct text *names = arena_take(arena, FIELDS_MOST, sizeof *names);
    struct text *fields = arena_take(arena, FIELDS_MOST, sizeof *fields);
    *fields_seen = *fields_wanted = 0;
    if (!names || !fields) {
        out->failed = true;
        return;
    }
    *fields_wanted = table_fields(header, delimiter, names, FIELDS_MOST, arena);
    *fields_seen = table_fields(raw, delimiter, fields, FIELDS_MOST, arena);
    buffer_byte(out, '{');
    for (size_t i = 0; i < *fields_seen && i < FIELDS_MOST; i++) {
        if (i)
            buffer_byte(out, ',');
        if (i < *fields_wanted && i < FIELDS_MOST)
            bytes_put(out, text_trim(names[i]));
        else
            buffer_format(out, "\"column %zu\"", i + 1);
        buffer_byte(out, ':');
        bytes_put(out, fields[i]);
    }
    buffer_byte(out, '}');
}
