/* The classifier two-sample test on texts (Lopez-Paz and Oquab 2017, Revisiting Classifier Two-Sample Tests):
 * if a classifier that never saw a text tells which sample it is from, the samples differ, and the terms it
 * goes by say how.
 *
 * The classifier is logistic regression (logistic.h, strength 1) on the terms of term_rows.h. Each text is
 * scored by a model fitted on the other folds. Folds are stratified and follow from the texts and the seed
 * alone, not from their order; equal texts are in one fold, also across the samples, so that a repeated text
 * is not recognised by its copy. */
#ifndef ASSAY_KERNELS_TWO_SAMPLES_H
#define ASSAY_KERNELS_TWO_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "kernels/intervals.h"

struct two_sample_options {
    size_t folds;   /* at least 2 */
    uint64_t seed;  /* of the folds */
    uint32_t least; /* texts that hold a term, at least */
    size_t terms;   /* to name, of each sample */
};

struct telling_term {
    const char *term;      /* in two_samples.names */
    double weight;         /* above 0: of the second sample */
    int64_t first, second; /* texts of each sample that hold it */
};

/* Zeroed before first use; released by the caller also after an error. */
struct two_samples {
    struct interval auroc;      /* NaN where a sample has fewer texts than folds */
    double *scores;             /* one a text: log odds of being of the second sample, by the other folds */
    uint32_t *folds;            /* one a text */
    struct telling_term *terms; /* those of the second sample first, each by falling weight */
    size_t term_count;
    struct buffer names;
};

/* The first `first` texts are the first sample. */
int two_samples_tell(struct two_samples *result, const struct text *texts, size_t count, size_t first,
                     const struct two_sample_options *options, struct error *error) MUST_CHECK;

/* The folds alone, one a text: stratified, equal texts together. */
int folds_assign(const struct text *texts, size_t count, size_t first, size_t folds, uint64_t seed,
                 uint32_t *fold_of, struct error *error) MUST_CHECK;

void two_samples_release(struct two_samples *result);

#endif
