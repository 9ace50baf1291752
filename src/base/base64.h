/* Base64 of RFC 4648 section 4: the standard alphabet, with padding. */
#ifndef ASSAY_BASE_BASE64_H
#define ASSAY_BASE_BASE64_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/text.h"

void base64_put(struct buffer *out, const void *data, size_t length);

/* Appends the bytes that the text stands for. Strict, so that one value has one text: no white space, padding
 * complete, unused bits zero. false when it is no such text; then nothing was appended. (Memory that runs out
 * is the buffer's to tell.) */
bool base64_read(struct text text, struct buffer *out);

/* The same for a known number of bytes, without memory; and how many bytes a text stands for. */
bool base64_read_bytes(struct text text, void *bytes, size_t length);
bool base64_size(struct text text, size_t *size);

#endif
