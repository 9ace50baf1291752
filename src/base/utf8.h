/* UTF-8 as Unicode 15 chapter 3 defines it (table 3-7): no surrogates, no overlong forms, nothing above
 * U+10FFFF. */
#ifndef ASSAY_BASE_UTF8_H
#define ASSAY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

/* Offset of the first byte that is not valid UTF-8; text.length when all is valid. ASCII runs at memory
 * speed. */
size_t utf8_valid_until(struct text text);

/* Decodes the code point at *at and moves past it. Returns -1 for an ill-formed sequence and moves past its
 * maximal subpart (Unicode 15, section 3.9, "substitution of maximal subparts"). *at must be < text.length.
 */
int32_t utf8_next(struct text text, size_t *at);

/* Writes the code point's bytes (1 to 4) to out; returns how many. Surrogates become U+FFFD. */
size_t utf8_encode(int32_t code_point, char out[4]);

/* Appends text with every ill-formed maximal subpart replaced by U+FFFD. Returns how many were replaced. */
size_t utf8_repair(struct text text, struct buffer *out);

/* Code points in text; an ill-formed subpart counts as one. */
size_t utf8_count(struct text text);

/* Terminal columns of a code point: 0 for combining and invisible, 2 for wide, else 1. */
int utf8_columns(int32_t code_point);

#endif
