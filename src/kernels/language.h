/* The language of a text by a fastText model of languages, made fit for short and odd text.
 *
 * What fastText alone gets wrong: CAPITALS (accuracy on sentences falls from 90 % to 38 %), scripts that no
 * language of the model is written in (it answers all the same), and one-word texts (it is sure too often).
 * So:
 *   1. only letters, marks and what joins them are looked at, in lower case; addresses (x://y, a@b) are left
 * out;
 *   2. the script of most letters is found; labels that are not written in it are passed over;
 *   3. the answer is none when there are too few letters, no label fits the script, or the best that fits is
 *      less likely than LANGUAGE_LEAST.
 * The scripts are known for the labels of fastText's lid.176; any other label is allowed every script. */
#ifndef ASSAY_KERNELS_LANGUAGE_H
#define ASSAY_KERNELS_LANGUAGE_H

#include "base/buffer.h"
#include "kernels/fasttext.h"

#define LANGUAGE_LEAST 0.5

/* Working space of one thread; zeroed before first use. */
struct language_space {
    struct buffer letters;
    struct fasttext_work *work;
};

/* *label is -1 when there is no answer. *confidence is the model's probability, 1 at most. */
int language_find(const struct fasttext *model, struct language_space *space, struct text text,
                  int32_t *label, double *confidence, struct error *error) MUST_CHECK;
void language_space_release(struct language_space *space);

#endif
