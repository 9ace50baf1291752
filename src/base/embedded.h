/* Files compiled into the program: tools/embed writes them as one C array that ends with a NULL path. */
#ifndef ASSAY_BASE_EMBEDDED_H
#define ASSAY_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *path; /* relative to the folder that was given, with forward slashes; NULL ends the list */
    const char *data; /* NUL-terminated as well, for text */
    size_t length;    /* without that NUL */
};

#endif
