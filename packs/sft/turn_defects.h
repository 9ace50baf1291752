/* What is wrong with what the turns of a conversation say: the rules of the kernels, applied to the turn that
 * they are about. */
#ifndef ASSAY_PACKS_SFT_TURN_DEFECTS_H
#define ASSAY_PACKS_SFT_TURN_DEFECTS_H

#include "kernels/phrases.h"
#include "kernels/repetition.h"
#include "kernels/sign.h"
#include "packs/sft/conversation.h"

enum { TURN_DEFECTS_MOST = 64 };

struct turn_defect {
    const char *code;    /* a code of sft.defects or sft.boilerplate */
    size_t turn;         /* index */
    struct sign sign;    /* its kind, and bytes of the turn's content */
    size_t times;        /* of a loop, else 0 */
    double share, score; /* of a loop, else 0; how likely it is a defect */
};

/* Working space of a thread. */
struct defect_space {
    struct folded folded;
    struct repetition_space repetition;
};

/* Fills found; returns how many (at most TURN_DEFECTS_MOST). own_names: the names that the trained model may
 * give itself. */
size_t turns_defects(const struct turn *turns, size_t count, struct text own_names,
                     struct defect_space *space, struct turn_defect found[TURN_DEFECTS_MOST]);

/* A sentence about the defect's kind. */
const char *turn_defect_message(const struct turn_defect *defect);

#endif
