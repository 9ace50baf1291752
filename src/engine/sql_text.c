/* Names and texts quoted for SQL. */
#include "engine/engine.h"

#include "base/buffer.h"

static void put_quoted(struct buffer *out, struct text text, char quote)
{
    buffer_byte(out, quote);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == quote)
            buffer_byte(out, quote);
        buffer_byte(out, text.data[i]);
    }
    buffer_byte(out, quote);
}

void sql_put_name(struct buffer *out, struct text name)
{
    put_quoted(out, name, '"');
}

void sql_put_literal(struct buffer *out, struct text text)
{
    put_quoted(out, text, '\'');
}
