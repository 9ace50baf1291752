/* The printable letters by which byte-level tokenizers write bytes: a byte that is a visible character of
 * Latin-1 stands for itself, the others follow from U+0100 on (Radford et al., GPT-2, bytes_to_unicode). */
#ifndef ASSAY_KERNELS_BYTE_ALPHABET_H
#define ASSAY_KERNELS_BYTE_ALPHABET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

int32_t byte_letter(unsigned char byte);
int byte_of_letter(int32_t letter); /* -1: no letter of the alphabet */

/* Appends the letters of bytes; and the bytes of letters, false (and nothing appended) when one is none. */
void bytes_to_letters(struct text bytes, struct buffer *out);
bool letters_to_bytes(struct text letters, struct buffer *out);

#endif
