/* Text classifiers of fastText, read and run: supervised models, .bin and quantised .ftz.
 *
 * Joulin, Grave, Bojanowski and Mikolov, "Bag of tricks for efficient text classification" (2016), and
 * "FastText.zip: compressing text classification models" (2016) for product quantisation. The features of a
 * text are its known words, the character n-grams of every word between < and >, and hashed word n-grams;
 * their vectors' mean is scored by softmax, hierarchical softmax or one logistic unit a label. As there, the
 * logarithm of a probability is taken of p + 1e-5, so that a probability may exceed 1 by a little. */
#ifndef ASSAY_KERNELS_FASTTEXT_H
#define ASSAY_KERNELS_FASTTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

struct fasttext;

/* Reads a model from a file's content; sizes are checked against it before anything is allocated. An error
 * names the byte. Models that are not supervised are refused. */
int fasttext_read(struct fasttext **read, struct text content, const char *name,
                  struct error *error) MUST_CHECK;
void fasttext_free(struct fasttext *model);

size_t fasttext_label_count(const struct fasttext *model);
struct text fasttext_label(const struct fasttext *model, size_t label); /* without __label__ */

struct fasttext_guess {
    uint32_t label;
    double probability;
};

/* Working space of one thread; NULL before first use. */
struct fasttext_work;

/* The `most` likeliest labels of a text, likeliest first; *count is less where labels are improbable (below
 * 1e-5), and 0 for a text without features. A line end stands for a space. */
int fasttext_guess(const struct fasttext *model, struct fasttext_work **work, struct text text, size_t most,
                   struct fasttext_guess *guesses, size_t *count, struct error *error) MUST_CHECK;
void fasttext_work_free(struct fasttext_work *work);

#endif
