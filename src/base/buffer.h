/* A growable run of bytes, always NUL-terminated once something was appended.
 *
 * Failure is sticky: after an allocation fails, appends do nothing and buffer_status tells. So writers append
 * freely and check once at the end. The caller owns the struct; buffer_release frees what it holds. */
#ifndef ASSAY_BASE_BUFFER_H
#define ASSAY_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
    bool failed;
};

void buffer_append(struct buffer *buffer, const void *data, size_t length);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_text(struct buffer *buffer, struct text text);
void buffer_string(struct buffer *buffer, const char *string);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for `more` bytes and returns where they go; NULL on failure. The caller then adds to length. */
char *buffer_reserve(struct buffer *buffer, size_t more);

/* 0, or the out-of-memory error when any append failed. */
int buffer_status(const struct buffer *buffer, struct error *error) MUST_CHECK;

static inline struct text buffer_view(const struct buffer *buffer)
{
    return (struct text){buffer->data, buffer->length};
}

/* The content as a C string; "" when nothing was appended. Borrowed, valid until the next append. */
const char *buffer_c(const struct buffer *buffer);

void buffer_clear(struct buffer *buffer);   /* empty, memory kept */
void buffer_release(struct buffer *buffer); /* memory freed, struct zeroed */

#endif
