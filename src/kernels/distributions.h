/* Distribution functions that tests and intervals are made of. Both tails are computed apart, so that a tail
 * of 1e-300 keeps its digits. Relative error of a beta tail:
 * below 1e-10 for parameters up to 1e6, below 5e-8 up to 1e9 (1 - x itself is then too coarse). */
#ifndef ASSAY_KERNELS_DISTRIBUTIONS_H
#define ASSAY_KERNELS_DISTRIBUTIONS_H

/* P(Z > z) of the standard normal distribution. */
double normal_upper(double z);

/* z with P(Z > z) = p; infinite for p of 0 and 1, NaN outside 0 to 1. */
double normal_upper_quantile(double p);

/* The two tails of the beta distribution at x: the regularised incomplete beta function (DLMF 8.17) and its
 * complement. */
struct tails {
    double lower, upper;
};
struct tails beta_tails(double a, double b, double x);

/* x with P(X < x) = p, and x with P(X > x) = p. */
double beta_lower_quantile(double a, double b, double p);
double beta_upper_quantile(double a, double b, double p);

/* t with P(T > t) = p of Student's distribution, for p up to 0.5. */
double student_upper_quantile(double freedom, double p);

/* P(X = x) of the binomial distribution, for x and n that need not be whole: by deviances and Stirling errors
 * (Loader 2000, Fast and Accurate Computation of Binomial Probabilities). */
double binomial_density(double x, double n, double p);

/* P(X = x) of the hypergeometric distribution: x marked ones in a draw of `drawn` out of `marked` + `plain`.
 */
double hypergeometric_density(double x, double marked, double plain, double drawn);

#endif
