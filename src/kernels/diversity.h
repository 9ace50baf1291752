/* How many different things there are in a set of vectors: the Vendi score. */
#ifndef ASSAY_KERNELS_DIVERSITY_H
#define ASSAY_KERNELS_DIVERSITY_H

#include <stddef.h>

#include "base/error.h"

enum { VENDI_MOST = 4000 };

/* exp of the entropy of the eigenvalues of similarity / n (Friedman and Dieng 2023, The Vendi Score): n for n
 * orthogonal vectors, 1 for n equal ones. similarity is an n by n symmetric matrix of cosines, which is used
 * up; its cost is cubic, so n is at most VENDI_MOST. NaN for n = 0. Polls for cancellation. */
int vendi_score(double *similarity, size_t n, double *score, struct error *error) MUST_CHECK;

/* The eigenvalues of a symmetric matrix, which is used up, in no order: Householder's tridiagonal form, then
 * QL with implicit shifts (Golub and Van Loan, Matrix Computations, section 8.3). */
int symmetric_eigenvalues(double *matrix, size_t n, double *values, struct error *error) MUST_CHECK;

#endif
