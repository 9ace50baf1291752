/* Whether a request clearly asks for harm, is clearly benign, or neither.
 *
 * Rules over phrases of the folded request: an act of violence with a person as its target, a crime or a way
 * to it, drugs and weapons with a verb of getting or making, self-harm, another person's secrets, rights
 * denied to a group of people, atrocities to be repeated or denied. A frame (a definition, history, fiction,
 * a game, prevention) takes a finding back to unclear. Benign: no word of the vocabulary of harm at all, or
 * only within such a frame. Made so that neither answer is given lightly: what is between is unclear.
 * English. Measured by bench/quality_parts/refusals. Linear. */
#ifndef ASSAY_KERNELS_HARM_H
#define ASSAY_KERNELS_HARM_H

#include <stddef.h>

#include "base/text.h"
#include "kernels/phrases.h"

enum harm_kind { HARM_BENIGN, HARM_UNCLEAR, HARM_HARMFUL };

struct harm {
    enum harm_kind kind;
    const char *category; /* violence, crime, drugs, weapons, self_harm, privacy, discrimination, atrocity;
                             NULL when benign */
    struct text phrase;   /* borrowed from the request: from the act to its target */
    size_t offset;
};

/* Working space of the caller: one a thread, zeroed before its first use. */
struct harm_space {
    struct folded folded;
    struct phrase_index index;
};

void harm_find(struct text request, struct harm_space *space, struct harm *harm);

const char *harm_kind_name(enum harm_kind kind);

#endif
