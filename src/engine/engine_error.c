/* What the engine says when something fails, as our errors. Preparing a statement gives a message only, no
 * code; so the kind is told by the words every message of the engine starts with. */
#include <string.h>

#include "base/cancel.h"
#include "engine/engine_internal.h"
#include "engine/fault.h"

static const struct {
    const char *start;
    int code;
} kinds[] = {
    {"Parser Error", ERROR_USAGE},          {"Syntax Error", ERROR_USAGE},
    {"Binder Error", ERROR_USAGE},          {"Catalog Error", ERROR_USAGE},
    {"Not implemented Error", ERROR_USAGE}, {"Invalid Configuration Error", ERROR_USAGE},
    {"Parameter Not", ERROR_USAGE},         {"Conversion Error", ERROR_INPUT},
    {"Invalid Input Error", ERROR_INPUT},   {"Invalid type Error", ERROR_INPUT},
    {"Mismatch Type Error", ERROR_INPUT},   {"Out of Range Error", ERROR_INPUT},
    {"Divide by Zero Error", ERROR_INPUT},  {"Constraint Error", ERROR_INPUT},
    {"INTERRUPT Error", ERROR_INTERRUPTED},
};

static int code_of(const char *message)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(message, kinds[i].start, strlen(kinds[i].start)) == 0)
            return kinds[i].code;
    return ERROR_SYSTEM;
}

/* An INTERNAL error goes on with advice to its authors and a stack trace. */
static int length_to_show(const char *message)
{
    const char *end = strncmp(message, "INTERNAL Error", 14) == 0 ? strstr(message, "\n\n") : NULL;
    if (!end)
        end = strstr(message, "\nStack Trace");
    size_t length = end ? (size_t)(end - message) : strlen(message);
    while (length && message[length - 1] == '\n')
        length--;
    return (int)length;
}

int engine_error(struct error *error, const char *message)
{
    if (!message)
        return error_set(error, ERROR_SYSTEM, "the engine failed without saying why");
    if (cancel_requested())
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    if (fault_unpack(message, error))
        return error->code;
    return error_set(error, code_of(message), "%.*s", length_to_show(message), message);
}
