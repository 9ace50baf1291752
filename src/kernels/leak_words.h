/* What of a text survives when someone says it in other words: stems of its words, and its numbers.
 *
 * Stems: words of words.h, cut where letters and digits meet and at underscores, without the commonest
 * English endings. Numbers: runs of digits, joined across a decimal point or a comma before three digits,
 * without leading zeros and trailing decimal zeros, and the English words zero to twenty, the tens, hundred,
 * thousand, dozen, half, third, quarter, once, twice, double and triple; a number is the same token among the
 * stems, so "3" and "three" are one word. Endings and number words are English; in other languages words stay
 * as they are and digits still count. */
#ifndef ASSAY_KERNELS_LEAK_WORDS_H
#define ASSAY_KERNELS_LEAK_WORDS_H

#include "base/error.h"
#include "base/text.h"
#include "kernels/words.h"

struct leak_feature {
    uint64_t hash;
    uint32_t count; /* how often it stands in the text */
    uint32_t kind;  /* enum leak_kind */
};

enum leak_kind { LEAK_WORD, LEAK_PAIR, LEAK_NUMBER }; /* one word, two in a row, numbers */

/* How a text is looked at. */
enum leak_method {
    LEAK_REPHRASED, /* stems 1-2-grams, numbers in their order */
    LEAK_TFIDF,     /* words of two letters or more, 1-2-grams: scikit-learn's TfidfVectorizer */
    LEAK_METHODS
};

/* Zeroed before first use, one per thread; keeps its memory between texts. */
struct leak_words {
    struct words words;
    struct hashes tokens;  /* stems in order */
    struct hashes numbers; /* numbers in order */
    struct leak_feature *features;
    size_t feature_count, feature_capacity;
    struct buffer number; /* the digits being read */
};

/* Fills tokens, numbers and the features: distinct, in ascending order of their hashes. */
int leak_words_split(struct leak_words *words, struct text text, enum leak_method method,
                     struct error *error) MUST_CHECK;
void leak_words_release(struct leak_words *words);

#endif
