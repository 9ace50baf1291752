/* SentencePiece's precompiled map of characters, as tokenizer.json carries it (base64): a double-array trie
 * (Aoe 1989; units as in darts-clone) from texts to their replacements. */
#ifndef ASSAY_KERNELS_CHARSMAP_H
#define ASSAY_KERNELS_CHARSMAP_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

struct charsmap {
    struct buffer bytes; /* what the base64 stands for */
    size_t unit_count;
    struct text replacements; /* each ends with a zero byte */
};

int charsmap_read(struct charsmap *map, struct text base64, const char *place,
                  struct error *error) MUST_CHECK;
void charsmap_release(struct charsmap *map);

/* Appends the text, grapheme by grapheme: one of less than six bytes is replaced whole where the map has it
 * (or a beginning of it), else code point by code point. */
void charsmap_apply(const struct charsmap *map, struct text text, struct buffer *out);

#endif
