/* Two samples compared: differences with intervals, and tests. Definitions are in docs/gates.md. What is
 * undefined is NaN. */
#ifndef ASSAY_KERNELS_COMPARISONS_H
#define ASSAY_KERNELS_COMPARISONS_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/intervals.h"

/* The difference second - first of two estimates from the interval of each (Zou and Donner 2008, MOVER). With
 * Wilson's intervals of two shares it is method 10 of Newcombe (1998). */
struct interval difference_of(struct interval first, struct interval second);

/* k2 / n2 - k1 / n1: Newcombe (1998), Interval estimation for the difference between independent proportions,
 * method 10. */
struct interval difference_newcombe(int64_t k1, int64_t n1, int64_t k2, int64_t n2, double reach);

/* Difference of means second - first from sizes, means and standard deviations: Welch (1947), degrees of
 * freedom after Satterthwaite (1946). */
struct sample {
    double n, mean, deviation;
};
struct interval difference_welch(struct sample first, struct sample second, double tail);

/* The mean's sample behind a symmetric interval of the given reach. */
struct sample sample_of(struct interval mean, double n, double reach);

/* z of two proportions with the pooled variance, without continuity correction, and its two-sided p. NaN
 * where the pooled variance is 0. */
struct z_test {
    double z, p;
};
struct z_test proportions_z(int64_t k1, int64_t n1, int64_t k2, int64_t n2);

/* Fisher's exact test of k1 of n1 against k2 of n2, two-sided: the probability, margins given, of all tables
 * that are no likelier than this one (likelier by less than 1e-7 of it counts as equal). */
double fisher_exact(int64_t k1, int64_t n1, int64_t k2, int64_t n2);

/* McNemar's test in its exact form, two-sided: b and c are the pairs that changed one way and the other; 1
 * when none did. */
double mcnemar_exact(int64_t b, int64_t c);

/* P(X >= c) of c among b + c at even odds: the one-sided form. */
double mcnemar_exact_upper(int64_t b, int64_t c);

/* Adjusted p-values in the order given: Holm (1979), step-down, which bounds the chance of any false
 * rejection; and Benjamini and Hochberg (1995), step-up, which bounds the share of false ones. NaN counts as
 * no test and stays. `order` is working space for count indices. */
void adjust_holm(const double *p, size_t count, size_t *order, double *adjusted);
void adjust_benjamini_hochberg(const double *p, size_t count, size_t *order, double *adjusted);

#endif
