/* A parameter given by the user: "PARAM=VALUE" or "CHECK.PARAM=VALUE". */
#include "check/runner.h"

int override_parse(const char *text, struct override *out, struct error *error)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return error_set(error, ERROR_USAGE, "'%s' sets nothing: write PARAM=VALUE or CHECK.PARAM=VALUE",
                         text);
    size_t name = (size_t)(equals - text);
    const char *dot = memrchr(text, '.', name);
    size_t check = dot ? (size_t)(dot - text) : 0, param = dot ? check + 1 : 0;
    *out = (struct override){
        .check = {text, check}, .param = {text + param, name - param}, .value = text_of(equals + 1)};
    return 0;
}
