/* The tails of the gamma distribution, and of chi-squared, which is a case of it (DLMF 8.2). */
#ifndef ASSAY_KERNELS_GAMMA_TAILS_H
#define ASSAY_KERNELS_GAMMA_TAILS_H

/* P(X > x) of the gamma distribution with this shape and rate 1: the regularised upper incomplete gamma
 * function Q(shape, x). Relative error below 1e-10 for shapes up to 1e5; a tail of 1e-300 keeps its digits.
 * NaN outside shape > 0, x >= 0. */
double gamma_upper(double shape, double x);

/* P(X > x) of chi-squared with `freedom` degrees of freedom. */
double chi2_upper(double freedom, double x);

#endif
