/* Words that carry a fact: those with a digit (at least two characters) and those with a capital letter that
 * do not open a sentence or a line. A cheap proxy for names, numbers, dates and identifiers. In scripts
 * without capitals only digits tell; in German every noun has a capital, so that shares there are higher. */
#ifndef ASSAY_KERNELS_FACT_WORDS_H
#define ASSAY_KERNELS_FACT_WORDS_H

#include "kernels/words.h"

/* Splits the text and writes which of its words carry a fact, each different one once and in order, to
 * *indices, which holds at least words->hashes.count afterwards (its length in bytes says how many). */
int fact_words_find(struct words *words, struct text text, struct buffer *indices,
                    struct error *error) MUST_CHECK;

#endif
