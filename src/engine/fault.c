/* Errors through the engine and back; see fault.h. */
#include "engine/fault.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { MARK = '\x1e' }; /* record separator: in no message of the engine */

/* The engine wants UTF-8; a message cut at its size limit, or one that quotes data, may not be. */
static void replace_invalid(char *message)
{
    struct text rest = text_of(message);
    size_t valid = utf8_valid_until(rest);
    while (valid < rest.length) {
        message[valid] = '?';
        valid = utf8_valid_until(rest);
    }
}

const char *fault_pack(struct fault *fault, const struct error *error)
{
#ifdef ASSAY_LOADABLE
    snprintf(fault->message, sizeof fault->message, "%s", error->message);
#else
    snprintf(fault->message, sizeof fault->message, "%c%d%c%s%c", MARK, -error->code, MARK, error->message,
             MARK);
#endif
    replace_invalid(fault->message);
    return fault->message;
}

bool fault_unpack(const char *message, struct error *error)
{
    const char *mark = strchr(message, MARK);
    const char *end = strrchr(message, MARK);
    if (!mark || end <= mark + 2 || mark[2] != MARK)
        return false;
    const char *text = mark + 3;
    error_fill(error, -(mark[1] - '0'), "%.*s", (int)(end - text), text);
    return true;
}
