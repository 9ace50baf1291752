/* Text that stands where an answer or an input should be.
 *
 * Made for precision: "none" and "null" are answers to many questions, so they count only in brackets; "n/a"
 * and "nan" count where they are the whole text. */
#ifndef ASSAY_KERNELS_PLACEHOLDER_H
#define ASSAY_KERNELS_PLACEHOLDER_H

#include "base/text.h"
#include "kernels/phrases.h"
#include "kernels/sign.h"

/* Kinds: whole_text ("<noinput>", "N/A", "TODO", "…"), fill_in ("[insert company name]"), lorem_ipsum,
 * unfinished_mark (a line "TODO: …"). Code, in fences or between backquotes, is left aside. */
struct sign placeholder_find(struct text answer, struct folded *space);

/* Whether the last line of a request is a marker for "no input" and there is more than it. Kind: empty_input.
 */
struct sign placeholder_input(struct text request, struct folded *space);

#endif
