/* How the training text of GPT-3 was cleaned of benchmark items (Brown et al. 2020, arXiv:2005.14165,
 * appendix C): words are lower-cased, without punctuation, split at white space; where 13 words in a row
 * stand in an item too, they are cut out with 200 characters on each side; what is left must be pieces of at
 * least 200 characters; a text that falls into more than 10 pieces is dropped whole. The rule that ignores
 * runs which more than 10 training documents share is not part of this. */
#ifndef ASSAY_KERNELS_GPT3_RULE_H
#define ASSAY_KERNELS_GPT3_RULE_H

#include "kernels/gram_index.h"

enum { GPT3_WORDS = 13, GPT3_WINDOW = 200, GPT3_SHORTEST = 200, GPT3_PIECES = 10 };

struct gpt3_verdict {
    uint32_t collisions; /* runs of 13 words that items have, as they stand in the text */
    uint32_t pieces;     /* what is left, at least 200 characters each; 1 for a text without a collision */
    uint64_t kept;       /* characters (code points) in those pieces; all of the text without a collision */
    bool dropped;        /* more than 10 pieces, or nothing left */
};

/* Zeroed before first use, one per thread. */
struct gpt3_rule {
    struct gram_words words;
    struct hashes sums;
};

/* The index must have been built with GRAM_GPT3. */
int gpt3_rule_apply(struct gpt3_rule *rule, const struct gram_view *view, struct text text,
                    struct gpt3_verdict *verdict, struct error *error) MUST_CHECK;
void gpt3_rule_release(struct gpt3_rule *rule);

#endif
