/* A borrowed run of bytes, usually UTF-8; not NUL-terminated. */
#ifndef ASSAY_BASE_TEXT_H
#define ASSAY_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
    const char *data;
    size_t length;
};

static inline struct text text_of(const char *string)
{
    return (struct text){string, string ? strlen(string) : 0};
}

static inline bool text_equal(struct text a, struct text b)
{
    return a.length == b.length &&
           (a.length == 0 || (a.data && b.data && memcmp(a.data, b.data, a.length) == 0));
}

static inline bool text_is(struct text a, const char *string)
{
    return text_equal(a, text_of(string));
}

/* Without ASCII white space at both ends. */
struct text text_trim(struct text text);

bool text_starts(struct text text, const char *prefix);
bool text_ends(struct text text, const char *suffix);

#endif
