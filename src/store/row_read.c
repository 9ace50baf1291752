#include "store/row_read.h"

#include <inttypes.h>

enum { DEEPEST = 64, OF_LENGTH = -1, OF_VALUES = -2, UNKNOWN = -3 };

/* How long a value's body is, by its tag. */
static int body_size(unsigned char tag)
{
    static const signed char sizes[] = {
        [ROW_NULL] = 0,           [ROW_FALSE] = 0,       [ROW_TRUE] = 0,         [ROW_INTEGER] = 8,
        [ROW_WIDE_INTEGER] = 16,  [ROW_DOUBLE] = 8,      [ROW_DECIMAL] = 17,     [ROW_TEXT] = OF_LENGTH,
        [ROW_BLOB] = OF_LENGTH,   [ROW_TIMESTAMP] = 8,   [ROW_TIMESTAMP_TZ] = 8, [ROW_DATE] = 8,
        [ROW_TIME] = 8,           [ROW_INTERVAL] = 24,   [ROW_UUID] = 16,        [ROW_LIST] = OF_VALUES,
        [ROW_STRUCT] = OF_VALUES, [ROW_MAP] = OF_VALUES, [ROW_TIMESTAMP_NS] = 8, [ROW_HUGE_INTEGER] = 16,
    };
    return tag < sizeof sizes ? sizes[tag] : UNKNOWN;
}

static bool take(struct text *bytes, uint64_t length, struct text *taken)
{
    if (length > bytes->length)
        return false;
    *taken = (struct text){bytes->data, (size_t)length};
    bytes->data += length;
    bytes->length -= (size_t)length;
    return true;
}

static uint64_t number_of(struct text eight)
{
    uint64_t number = 0;
    for (size_t i = 0; i < 8; i++)
        number = number << 8 | (unsigned char)eight.data[i];
    return number;
}

static bool take_sized(struct text *bytes, struct text *taken)
{
    struct text length;
    return take(bytes, 8, &length) && take(bytes, number_of(length), taken);
}

static bool value_take(struct text *bytes, enum row_tag *tag, struct text *body, int depth);

/* Each value takes at least a byte, so a count that lies ends where the bytes do. */
static bool values_take(struct text *bytes, enum row_tag tag, int depth)
{
    struct text count, name, body;
    enum row_tag inner;
    if (depth >= DEEPEST || !take(bytes, 8, &count))
        return false;
    for (uint64_t left = number_of(count); left > 0; left--) {
        if (tag == ROW_STRUCT && !take_sized(bytes, &name))
            return false;
        if (tag == ROW_MAP && !value_take(bytes, &inner, &body, depth + 1))
            return false;
        if (!value_take(bytes, &inner, &body, depth + 1))
            return false;
    }
    return true;
}

static bool value_take(struct text *bytes, enum row_tag *tag, struct text *body, int depth)
{
    struct text mark;
    if (!take(bytes, 1, &mark))
        return false;
    int size = body_size((unsigned char)mark.data[0]);
    if (size == UNKNOWN)
        return false;
    *tag = (enum row_tag)mark.data[0];
    if (size == OF_LENGTH)
        return take_sized(bytes, body);
    if (size >= 0)
        return take(bytes, (uint64_t)size, body);
    const char *start = bytes->data;
    bool right = values_take(bytes, *tag, depth);
    *body = (struct text){start, (size_t)(bytes->data - start)};
    return right;
}

bool row_begin(struct text *bytes)
{
    struct text mark;
    return take(bytes, 1, &mark) && mark.data[0] == ROW_ROW;
}

bool row_next(struct text *bytes, struct row_field *field)
{
    return take_sized(bytes, &field->name) && value_take(bytes, &field->tag, &field->body, 0);
}

bool row_value_put_text(const struct row_field *field, struct buffer *out)
{
    if (field->tag == ROW_TEXT)
        buffer_text(out, field->body);
    else if (field->tag == ROW_INTEGER)
        buffer_format(out, "%" PRId64, (int64_t)number_of(field->body));
    else
        return false;
    return true;
}
