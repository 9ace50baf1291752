/* A sign that a rule found in a text: which, and the bytes it stands on. What the kernels of sft.defects
 * return. */
#ifndef ASSAY_KERNELS_SIGN_H
#define ASSAY_KERNELS_SIGN_H

#include <stddef.h>

struct sign {
    const char *kind; /* NULL: nothing found */
    size_t start;     /* byte */
    size_t length;
};

#endif
