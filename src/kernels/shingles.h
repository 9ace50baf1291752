/* Shingles: the set of runs of n consecutive words of a text, as sorted hashes (Broder 1997).
 *
 * A text with fewer than n words has one shingle of all of them; a text without words has none. */
#ifndef ASSAY_KERNELS_SHINGLES_H
#define ASSAY_KERNELS_SHINGLES_H

#include "base/error.h"
#include "base/text.h"
#include "kernels/hashes.h"
#include "kernels/words.h"

/* Replaces the content of *shingles. n below 1 counts as 1. */
int shingles_of_words(struct hashes *shingles, const uint64_t *words, size_t count, size_t n,
                      struct error *error) MUST_CHECK;

/* The same before it is a set: in order of the text, repeats kept. Enough for what looks at minima only. */
int shingle_runs_of_words(struct hashes *shingles, const uint64_t *words, size_t count, size_t n,
                          struct error *error) MUST_CHECK;

/* The same from a text; words is working space. */
int shingles_of_text(struct hashes *shingles, struct words *words, struct text text, size_t n,
                     struct error *error) MUST_CHECK;

#endif
