/* How far a text can be compressed: what repeats costs little. */
#ifndef ASSAY_KERNELS_COMPRESSION_H
#define ASSAY_KERNELS_COMPRESSION_H

#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

/* Bytes of the text as a zlib stream at level 6, which looks back 32 KiB. Polls for cancellation. */
int compressed_size(struct text text, uint64_t *size, struct error *error) MUST_CHECK;

#endif
