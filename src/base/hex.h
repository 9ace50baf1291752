/* Bytes as lower-case hexadecimal digits and back. */
#ifndef ASSAY_BASE_HEX_H
#define ASSAY_BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Writes 2 * length digits and a NUL. */
void hex_write(const void *bytes, size_t length, char *out);

/* Reads exactly 2 * length lower-case digits; false when the text is anything else. */
bool hex_read(struct text digits, void *bytes, size_t length);

#endif
