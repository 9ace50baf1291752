/* Names of the enumerations, as printed and as accepted. */
#include "check/run.h"

const char *level_name(enum level level)
{
    static const char *const names[] = {"note", "warning", "error", "never"};
    return names[level];
}

const char *check_status_name(enum check_status status)
{
    static const char *const names[] = {"ok", "findings", "skipped", "failed"};
    return names[status];
}
