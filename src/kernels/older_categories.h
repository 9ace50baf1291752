/* General categories as Hugging Face's tokenizers have them. Its steps for BERT and for accents are built on
 * older tables than the rest (crates unicode_categories 0.1 and unicode-normalization-alignments 0.1):
 * characters that are newer, or have changed since, count otherwise there, and so in the vocabularies made
 * with it. */
#ifndef ASSAY_KERNELS_OLDER_CATEGORIES_H
#define ASSAY_KERNELS_OLDER_CATEGORIES_H

#include <stdbool.h>
#include <stdint.h>

bool older_punctuation(int32_t point);     /* P*; ASCII symbols are punctuation too */
bool older_control(int32_t point);         /* C*, but not tab and line ends, nor what is not assigned */
bool older_combining_mark(int32_t point);  /* M* */
bool older_nonspacing_mark(int32_t point); /* Mn */

#endif
