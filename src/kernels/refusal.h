/* Whether an answer refuses what it was asked for.
 *
 * A rule system in two steps. Phrases of some families (apology, inability with a verb of service, "as an
 * AI", ethics and law, redirection, missing access, …) are looked for sentence by sentence, those within
 * quotation marks and in letters aside; what is found where, and signs that the answer goes on to do what was
 * asked (lists, code, "here are", length), make evidence, a row of numbers. Two logistic models over the
 * evidence, fitted on answers with the labels of two annotators (bench/quality_parts/refusals fits them again
 * and says how well they do on a model that they have not seen), give the probability that the answer refuses
 * at all and that it refuses in full. English, and the common phrases of Arabic, Chinese, Dutch, French,
 * German, Hindi, Indonesian, Italian, Japanese, Korean, Polish, Portuguese, Russian, Spanish, Turkish and
 * Vietnamese. Linear. */
#ifndef ASSAY_KERNELS_REFUSAL_H
#define ASSAY_KERNELS_REFUSAL_H

#include <stddef.h>

#include "base/text.h"
#include "kernels/phrases.h"

enum refusal_kind { REFUSAL_NONE, REFUSAL_PARTIAL, REFUSAL_FULL };

enum { REFUSAL_EVIDENCE = 20 }; /* numbers, see refusal_evidence_names */

struct refusal {
    enum refusal_kind kind;
    double score;       /* probability of the kind: full, or any refusal for partial; else of any refusal */
    struct text phrase; /* the telling words, borrowed from the text; empty when there are none */
    size_t offset;      /* byte of the text where they stand */
    double evidence[REFUSAL_EVIDENCE];
};

extern const char *const refusal_evidence_names[REFUSAL_EVIDENCE];

/* Working space of the caller: one a thread, zeroed before its first use. */
struct refusal_space {
    struct folded folded;
    struct phrase_index index;
};

void refusal_find(struct text answer, struct refusal_space *space, struct refusal *refusal);

/* "full", "partial"; NULL for REFUSAL_NONE. */
const char *refusal_kind_name(enum refusal_kind kind);

#endif
