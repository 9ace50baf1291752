/* What an answer says about the model that gives it: that it is some named model, that it is a language model
 * at all, where its knowledge ends. English. Kinds: named_model (detail: the name or maker), ai_disclaimer,
 * knowledge_cutoff. Linear. */
#ifndef ASSAY_KERNELS_IDENTITY_H
#define ASSAY_KERNELS_IDENTITY_H

#include "base/text.h"
#include "kernels/phrases.h"
#include "kernels/sign.h"

/* The first named model in first person, unless its name is among the model's own (words parted by commas or
 * blanks, any case). */
struct sign identity_named(struct text answer, struct text own_names, struct folded *space);

/* ai_disclaimer or knowledge_cutoff, the latter first. */
struct sign identity_disclaimer(struct text answer, struct folded *space);

#endif
