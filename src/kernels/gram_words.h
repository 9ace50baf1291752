/* The words that runs are made of, in two ways, and the hashes of runs. */
#ifndef ASSAY_KERNELS_GRAM_WORDS_H
#define ASSAY_KERNELS_GRAM_WORDS_H

#include "base/error.h"
#include "base/text.h"
#include "kernels/words.h"

enum gram_method {
    GRAM_WORDS, /* words of words.h */
    GRAM_GPT3,  /* ASCII letters lower-cased, ASCII punctuation taken out, split at ASCII white space */
    GRAM_METHODS
};

/* Zeroed before first use, one per thread. */
struct gram_words {
    struct words words; /* hashes; with GRAM_GPT3 also spans (start and length only) */
    struct buffer plain;
};

int gram_words_split(struct gram_words *words, struct text text, enum gram_method method,
                     struct error *error) MUST_CHECK;
void gram_words_release(struct gram_words *words);

/* sums[i] stands for the first i words: a run's hash is a difference of two, so that runs of any length cost
 * the same. */
int gram_sums_make(struct hashes *sums, const struct hashes *words, struct error *error) MUST_CHECK;
uint64_t gram_power(size_t n);
/* The hash of n words from `at`; power is gram_power(n). */
uint64_t gram_hash(const struct hashes *sums, size_t at, size_t n, uint64_t power);

#endif
