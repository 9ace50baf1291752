/* Growing by half again, so that appending n bytes one by one costs O(n). */
#include "base/buffer.h"

#include <stdint.h>
#include <stdio.h>

#include "base/memory.h"

enum { FIRST_CAPACITY = 64 };

char *buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed)
        return NULL;
    size_t needed;
    if (__builtin_add_overflow(buffer->length, more, &needed) || needed >= PTRDIFF_MAX) {
        buffer->failed = true;
        return NULL;
    }
    needed++; /* the closing NUL */
    if (needed > buffer->capacity) {
        size_t grown = buffer->capacity + buffer->capacity / 2;
        size_t capacity = grown < FIRST_CAPACITY ? FIRST_CAPACITY : grown;
        if (capacity < needed)
            capacity = needed;
        char *data = memory_resize(buffer->data, capacity, 1);
        if (!data) {
            buffer->failed = true;
            return NULL;
        }
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return buffer->data + buffer->length;
}

void buffer_append(struct buffer *buffer, const void *data, size_t length)
{
    char *room = buffer_reserve(buffer, length);
    if (!room)
        return;
    if (length)
        memcpy(room, data, length);
    room[length] = '\0';
    buffer->length += length;
}

void buffer_byte(struct buffer *buffer, char byte)
{
    if (buffer->length + 1 >= buffer->capacity || buffer->failed) {
        buffer_append(buffer, &byte, 1);
        return;
    }
    buffer->data[buffer->length++] = byte;
    buffer->data[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, struct text text)
{
    buffer_append(buffer, text.data, text.length);
}

void buffer_string(struct buffer *buffer, const char *string)
{
    buffer_append(buffer, string, strlen(string));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *room = length < 0 ? NULL : buffer_reserve(buffer, (size_t)length);
    if (length < 0)
        buffer->failed = true;
    if (room) {
        vsnprintf(room, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

int buffer_status(const struct buffer *buffer, struct error *error)
{
    return buffer->failed ? error_memory(error) : 0;
}

const char *buffer_c(const struct buffer *buffer)
{
    if (!buffer->data)
        return "";
    /* Whoever used buffer_reserve may have left no NUL; there is always room for it. */
    if (buffer->data[buffer->length] != '\0')
        buffer->data[buffer->length] = '\0';
    return buffer->data;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

void buffer_release(struct buffer *buffer)
{
    memory_free(buffer->data);
    *buffer = (struct buffer){0};
}
