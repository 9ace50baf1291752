/* Filling struct error: the first message wins, and none ends in half a character. */
#include "base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A message that was cut to fit may end inside a UTF-8 sequence; drop that sequence. */
static void drop_partial_character(char *message)
{
    size_t length = strlen(message), start = length;
    while (start > 0 && length - start < 3 && ((unsigned char)message[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)message[start - 1];
    size_t due = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < due)
        message[start - 1] = '\0';
}

void error_fill(struct error *error, int code, const char *format, ...)
{
    if (error->code)
        return;
    error->code = code;
    va_list arguments;
    va_start(arguments, format);
    int needed = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (needed >= (int)sizeof error->message)
        drop_partial_character(error->message);
}

int error_prefix(struct error *error, const char *format, ...)
{
    char prefix[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(prefix, sizeof prefix, format, arguments);
    va_end(arguments);
    if (written <= 0)
        return error->code;

    size_t space = sizeof error->message - 1;
    size_t added = (size_t)written < space ? (size_t)written : space;
    size_t kept = strlen(error->message);
    bool cut = kept > space - added;
    if (cut)
        kept = space - added;
    memmove(error->message + added, error->message, kept);
    memcpy(error->message, prefix, added);
    error->message[added + kept] = '\0';
    if (cut)
        drop_partial_character(error->message);
    return error->code;
}
