/* Mojibake: UTF-8 that was read as Windows-1252 or Latin-1 and saved again, once or twice.
 *
 * Each byte of the lost text became a character of its own, so "é" is now "Ã©". A run of such characters that
 * maps back to well-formed UTF-8 is a candidate; but "É»" and "café »" map back as well and are right as they
 * stand. A run therefore counts when no writing system produces it (strong), when several sequences follow
 * each other, or when the same text holds a strong one elsewhere. The five bytes that Windows-1252 leaves
 * undefined are taken as C1 controls, as the decoders of the web do. */
#ifndef ASSAY_KERNELS_MOJIBAKE_H
#define ASSAY_KERNELS_MOJIBAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

struct mojibake_run {
    size_t length; /* bytes of the text */
    int32_t meant; /* the first character that was meant, after one or two decodings */
};

/* What is known about one text; zeroed for each. */
struct mojibake {
    bool searched, has_strong;
};

/* Whether mojibake starts at `at`. `before` is the code point in front of it, 0 when there is none. Quick to
 * say no: a run starts with U+00C2 … U+00F4. */
bool mojibake_starts(struct mojibake *known, struct text text, size_t at, int32_t before,
                     struct mojibake_run *run);

/* Undoes every run, twice where needed. *repaired (borrowed from out or spare, which are cleared first) has
 * length 0 when there is nothing to repair. A closing quote whose last byte was lost comes back as U+201D. */
int mojibake_undo(struct text text, struct buffer *out, struct buffer *spare, struct text *repaired,
                  struct error *error) MUST_CHECK;

#endif
