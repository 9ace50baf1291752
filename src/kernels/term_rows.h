/* Texts as sparse rows of tf-idf weights over the terms that they really hold, so that a term can be named:
 * words and pairs of neighbouring words.
 *
 * Words are those of words.h; a word of one ASCII letter or digit is left out, as in scikit-learn's
 * TfidfVectorizer, whose weights these are: count * (ln((1 + texts) / (1 + texts with the term)) + 1), each
 * row of length 1. Terms in fewer than `least` texts are left out. The caller owns the struct, zeroed before
 * first use. */
#ifndef ASSAY_KERNELS_TERM_ROWS_H
#define ASSAY_KERNELS_TERM_ROWS_H

#include "base/buffer.h"
#include "base/text.h"
#include "kernels/logistic.h"
#include "kernels/words.h"

struct term_rows {
    struct sparse_rows rows; /* what the rest is for; borrows from it */
    uint64_t *hashes;        /* one a column */
    uint32_t *holders;       /* texts with the term, one a column */
    struct term_slot *slots;
    size_t slot_count, terms, term_capacity;
    struct buffer entries, starts;
    struct words words;
    struct hashes kept, columns; /* of the text at hand: words kept, and its terms */
};

int term_rows_make(struct term_rows *terms, const struct text *texts, size_t count, uint32_t least,
                   struct error *error) MUST_CHECK;

/* Finds the terms' words in the texts: names[i] of column wanted[i], words joined by a space, as offsets into
 * `text` that a NUL ends. Stops when all are found. */
int term_names_find(struct term_rows *terms, const struct text *texts, size_t count, const uint32_t *wanted,
                    size_t wanted_count, size_t *names, struct buffer *text, struct error *error) MUST_CHECK;

void term_rows_release(struct term_rows *terms);

#endif
