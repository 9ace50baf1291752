/* json_put_double against the numbers that ECMAScript engines print: bits in hexadecimal, then the text. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { SKIPPED = 77 };

static bool matches(const char *line, struct buffer *out)
{
    char *comma;
    uint64_t bits = strtoull(line, &comma, 16);
    double number;
    memcpy(&number, &bits, sizeof number);
    buffer_clear(out);
    json_put_double(out, number);
    struct text expected = text_trim(text_of(comma + 1));
    return text_equal(buffer_view(out), expected);
}

int main(void)
{
    const char *shared = getenv("ASSAY_SHARED");
    char path[4096], line[256];
    snprintf(path, sizeof path, "%s/data/loop/jcs/es6_numbers.csv", shared ? shared : DEFAULT_SHARED);
    FILE *file = fopen(path, "r");
    if (!file) {
        printf("skipped: no es6_numbers.csv below ASSAY_SHARED\n");
        return SKIPPED;
    }
    struct buffer out = {0};
    int wrong = 0, count = 0;
    for (; fgets(line, sizeof line, file); count++)
        if (!matches(line, &out)) {
            printf("%s is written as %s\n", line, buffer_c(&out));
            wrong++;
        }
    buffer_release(&out);
    fclose(file);
    printf("%d numbers, %d wrong\n", count, wrong);
    return count == 0 || wrong > 0;
}
