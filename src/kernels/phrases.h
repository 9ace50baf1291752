/* Phrases found in the folded opening of a text: the common ground of the rule systems (refusal.h, harm.h,
 * reference.h, identity.h, request.h).
 *
 * Folded: letters in lower case, typographic apostrophes and quotes straight, runs of white space one space,
 * or one line feed where they hold one. Every folded byte knows the byte of the text that it came from. */
#ifndef ASSAY_KERNELS_PHRASES_H
#define ASSAY_KERNELS_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { FOLDED_MOST = 12000 }; /* bytes of a text that are looked at: about 2,000 words */

struct folded {
    size_t length;
    bool cut; /* the text goes on behind what is here */
    char bytes[FOLDED_MOST + 8];
    uint32_t origins[FOLDED_MOST + 9]; /* of byte i; [length] is where the text goes on */
};

/* Reads at most FOLDED_MOST bytes from the start of the text. */
void folded_read(struct folded *folded, struct text text);

/* Phrases that mean the same, parted by bars. A phrase is of folded words: a blank matches one white space;
 * '*' at the end lets the last word go on; '~' at the start lets the phrase begin anywhere (scripts written
 * without spaces). */
struct phrase_family {
    unsigned family;
    const char *phrases;
};

/* The phrases of several families by their first two bytes: made once, then a place in a text is compared
 * with few of them. */
enum { INDEXED_PHRASES = 768, INDEX_BUCKETS = 256 };
struct phrase_index {
    size_t count;
    uint16_t buckets[INDEX_BUCKETS + 1];
    const char *phrases[INDEXED_PHRASES];
    uint8_t families[INDEXED_PHRASES];
};

/* Does nothing when the index is made already. What is beyond INDEXED_PHRASES is left out; a test counts. */
void phrase_index_make(struct phrase_index *index, const struct phrase_family *families, size_t count);

/* Whether a word begins at the folded byte. */
bool folded_word_starts(const struct folded *folded, size_t at);

/* Length of the phrase if it stands at the folded byte, else 0. */
size_t folded_phrase(const struct folded *folded, size_t at, const char *words);

/* Folded length of the longest phrase of the index at the folded byte, and its family; 0 when there is none.
 */
size_t folded_match(const struct folded *folded, size_t at, const struct phrase_index *index,
                    unsigned *family);

/* Length of the longest phrase of a list that ends with NULL at the folded byte; 0 when none is. */
size_t folded_longest(const struct folded *folded, size_t at, const char *const *phrases);

/* Whether any phrase of such a list begins in [start, stop). */
bool folded_has(const struct folded *folded, size_t start, size_t stop, const char *const *phrases);

/* The folded byte behind the sentence that holds `at`: behind its full stop, or at a line feed. */
size_t folded_sentence_end(const struct folded *folded, size_t at);

/* The text's own bytes behind folded [start, stop). */
struct text folded_source(const struct folded *folded, struct text text, size_t start, size_t stop);

#endif
