/* The words of harm and of what excuses them, by family. Inside the kernel harm. */
#ifndef ASSAY_KERNELS_HARM_WORDS_H
#define ASSAY_KERNELS_HARM_WORDS_H

#include "kernels/phrases.h"

enum harm_family {
    VIOLENT, /* violence whatever its object; with a person behind it, the request tells */
    ACT,     /* may be violence: tells with a person behind it */
    PERSON,  /* whom it may hit */
    DESTROY, /* tells with a place or a thing that is someone's */
    PLACE,   /* where people are; what is somebody's */
    OBTAIN,  /* to make, get or sell: tells with drugs and weapons */
    DRUG,
    WEAPON,
    CRIME,     /* by itself a way to a crime */
    SELF,      /* by itself harm to oneself */
    DENY_VERB, /* rights taken: tells with a group before it */
    GROUP,
    OWNER, /* "my neighbour's": tells with a secret behind it */
    SECRET,
    ATROCITY, /* by itself: to be repeated or denied */
    FRAME,    /* definition, history, fiction, prevention */
    ASK,      /* asks how, where, for help: what is told in a sentence without it is no request */
    HINT,     /* a word of harm that tells nothing by itself */
};

enum { HARM_FAMILIES = HINT + 1 };

extern const struct phrase_family harm_families[HARM_FAMILIES];

#endif
