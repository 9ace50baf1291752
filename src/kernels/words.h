/* Words of a text, for matching: what shingles, duplicates and leakage are counted in.
 *
 * A word is a maximal run of letters, marks (Mn, Mc, Me), numbers (Nd, Nl, No) and underscores after
 * compatibility composition (NFKC) and full case folding; marks stay, because dropping them merges unlike
 * words in most of the world's languages. In scripts written without spaces (Han, Hiragana, Katakana, Thai,
 * Lao, Khmer, Myanmar, Tibetan) each character with its marks is a word. For English text the words are those
 * of Python's re.findall(r'\w+', text.lower()).
 *
 * The caller owns struct words, zeroed before first use; it keeps its memory between texts. One per thread.
 */
#ifndef ASSAY_KERNELS_WORDS_H
#define ASSAY_KERNELS_WORDS_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "kernels/folding.h"
#include "kernels/hashes.h"

struct word_span {
    size_t start, length;               /* bytes in the text that was split */
    size_t folded_start, folded_length; /* bytes in words.folded */
};

struct words {
    struct hashes hashes;    /* one per word, in order; equal words have equal hashes */
    struct word_span *spans; /* filled only by words_split_spans */
    size_t span_capacity;
    struct buffer folded;
    struct folding folding;
    struct buffer open; /* the folded bytes of the word being read */
    size_t open_start;
    bool in_word, single, detailed;
};

/* Finds the words' hashes; about one nanosecond a byte for ASCII. */
int words_split(struct words *words, struct text text, struct error *error) MUST_CHECK;

/* The same, with the spans and the folded words. */
int words_split_spans(struct words *words, struct text text, struct error *error) MUST_CHECK;

static inline struct text words_folded(const struct words *words, size_t index)
{
    const struct word_span *span = &words->spans[index];
    return (struct text){words->folded.data + span->folded_start, span->folded_length};
}

void words_release(struct words *words);

#endif
