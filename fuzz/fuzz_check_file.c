/* Check files come from users: any bytes must give a check or an error with a line, and statements must cover
 * no byte twice. */
#include <stdint.h>

#include "check/check.h"
#include "check/sql_split.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct error error = {0};
    struct check check;
    struct text text = {(const char *)data, size}, before, last;
    if (check_parse(&check, text_of("fuzz.sql"), text, &arena, &error) == 0) {
        if (check.name.length == 0 || error.code != 0)
            __builtin_trap();
    } else if (error.message[0] == '\0') {
        __builtin_trap();
    }
    size_t at = 0, end = 0;
    for (struct text part; (part = statement_next(text, &at)).data;) {
        size_t start = (size_t)(part.data - text.data);
        if (start < end || start + part.length > size || part.length == 0)
            __builtin_trap();
        end = start + part.length;
    }
    statements_split_last(text, &before, &last);
    arena_release(&arena);
    return 0;
}
