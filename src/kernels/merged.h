/* A second instruction and its answer inside one answer, as generation in batches leaves them when it is not
 * split.
 *
 * Signs: a line that is headed "Instruction:" (numbers and ## before it allowed) after the start of the
 * answer, or a line headed with the user's name ("User:", "Human:", "Question:") with one headed with the
 * assistant's behind it. Not where the request has such a heading or asks for a dialogue, questions or
 * examples. Kinds: second_instruction, second_exchange. */
#ifndef ASSAY_KERNELS_MERGED_H
#define ASSAY_KERNELS_MERGED_H

#include "base/text.h"
#include "kernels/phrases.h"
#include "kernels/sign.h"

struct sign merged_find(struct text request, struct text answer, struct folded *space);

#endif
