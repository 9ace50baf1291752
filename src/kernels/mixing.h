/* How much of each source goes into a mix. */
#ifndef ASSAY_KERNELS_MIXING_H
#define ASSAY_KERNELS_MIXING_H

#include <stdbool.h>
#include <stddef.h>

/* Shares `total` in proportion to the weights where no source gives more than its cap; what a capped source
 * leaves goes to the others in proportion to theirs (the largest λ with Σ min(cap, λ·weight) = total). When
 * all caps together are less than the total, every source with a weight gives its cap. `whole`: whole numbers
 * that sum to the total rounded, by largest remainder, ties to the first; caps are then rounded down. Weights
 * and caps are not negative and not NaN; caps may be infinite. `order` is room for `count` indices. */
void mix_allocate(const double *weights, const double *caps, size_t count, double total, bool whole,
                  size_t *order, double *targets);

#endif
