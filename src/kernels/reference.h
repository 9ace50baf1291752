/* A request that speaks of something which is not there: a picture, a recording, a file, a page on the web,
 * "the following text".
 *
 * Kinds: attachment ("<Picture Attached>", "<audio.mp3>", "the attached audio"), picture ("the image above"),
 * web_page (a task on the page behind a URL with nothing of it given), missing_text ("the following sentence"
 * and then nothing). Whether the record carries media is for the caller to know. Linear. */
#ifndef ASSAY_KERNELS_REFERENCE_H
#define ASSAY_KERNELS_REFERENCE_H

#include "base/text.h"
#include "kernels/phrases.h"
#include "kernels/sign.h"

struct sign reference_find(struct text request, struct folded *space);

#endif
