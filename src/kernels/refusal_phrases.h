/* The phrases that speak for or against a refusal, by family. Inside the kernel refusal. */
#ifndef ASSAY_KERNELS_REFUSAL_PHRASES_H
#define ASSAY_KERNELS_REFUSAL_PHRASES_H

#include "kernels/phrases.h"

enum refusal_family {
    FAMILY_APOLOGY,
    FAMILY_UNABLE,   /* first person, cannot: tells with a verb of service behind it */
    FAMILY_REFUSE,   /* says by itself that nothing will come */
    FAMILY_MACHINE,  /* "as an AI" */
    FAMILY_CONDONE,  /* distances itself from what was asked */
    FAMILY_JUDGE,    /* judges the request: not appropriate to, not ethical */
    FAMILY_NORM,     /* words of ethics, law and respect */
    FAMILY_NOTE,     /* "it is important to", "I must clarify" */
    FAMILY_REDIRECT, /* "instead", help lines, "is there anything else" */
    FAMILY_ACCESS,   /* no access, not public */
    FAMILY_OPINION,  /* has no opinions or feelings */
    FAMILY_DENY,     /* denies the premise: "there is no reason" */
    FAMILY_COMPLY,   /* begins to do it after all */
    FAMILY_MISSING,  /* asks for what was not given */
    REFUSAL_FAMILIES
};

extern const struct phrase_family refusal_families[REFUSAL_FAMILIES];

/* Verbs of service that make an inability a refusal, and what undoes it ("cannot help but", "recommend it
 * enough"). */
extern const char *const refusal_services[];
extern const char *const refusal_idioms[];

#endif
