/* The name that a mistyped one was meant to be, for messages. */
#ifndef ASSAY_BASE_NEAREST_H
#define ASSAY_BASE_NEAREST_H

#include <stddef.h>

/* The nearest of the names to a mistyped one, or NULL when none is near. */
const char *nearest_name(const char *typed, const char *const *names, size_t count);

#endif
