/* Eigenvalues of a symmetric matrix, and the Vendi score made of them. */
#include "kernels/diversity.h"

#include <math.h>
#include <stdbool.h>

#include "base/cancel.h"
#include "base/memory.h"

/* ---- tridiagonal form ---------------------------------------------------------------------------------- */

/* matrix := matrix - v wᵀ - w vᵀ over its leading n by n part, lower triangle. `stride` is the length of a
 * row. */
static void subtract_outer(double *matrix, size_t n, size_t stride, const double *v, const double *w)
{
    for (size_t i = 0; i < n; i++) {
        double *row = matrix + i * stride;
        for (size_t j = 0; j <= i; j++)
            row[j] -= v[i] * w[j] + w[i] * v[j];
    }
}

/* out := matrix v, from the lower triangle alone. */
static void multiply_symmetric(const double *matrix, size_t n, size_t stride, const double *v, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = 0;
    for (size_t i = 0; i < n; i++) {
        const double *row = matrix + i * stride;
        double sum = 0;
        for (size_t j = 0; j < i; j++) {
            sum += row[j] * v[j];
            out[j] += row[j] * v[i];
        }
        out[i] += sum + row[i] * v[i];
    }
}

/* Makes a Householder vector of the first `count` numbers of v, so that I - beta v vᵀ maps them to their last
 * place. Returns what stands there then. */
static double reflect(double *v, size_t count, double *beta)
{
    double squares = 0;
    for (size_t i = 0; i + 1 < count; i++)
        squares += v[i] * v[i];
    double last = v[count - 1];
    *beta = 0;
    if (squares <= 0)
        return last;
    double length = sqrt(squares + last * last), image = last > 0 ? -length : length;
    v[count - 1] = last - image;
    *beta = 2 / (squares + v[count - 1] * v[count - 1]);
    return image;
}

/* diagonal[n] and beside[n]: beside[i] couples i - 1 and i. From the last row up, so that what is left is
 * always the leading part of the matrix. */
static int make_tridiagonal(double *matrix, size_t n, double *diagonal, double *beside, double *space,
                            struct error *error)
{
    for (size_t last = n - 1; last >= 1; last--) {
        double *v = matrix + last * n; /* the row's part left of the diagonal */
        double beta;
        diagonal[last] = v[last];
        beside[last] = reflect(v, last, &beta);
        if (beta > 0) {
            multiply_symmetric(matrix, last, n, v, space);
            double product = 0;
            for (size_t i = 0; i < last; i++) {
                space[i] *= beta;
                product += v[i] * space[i];
            }
            for (size_t i = 0; i < last; i++)
                space[i] -= beta * product / 2 * v[i];
            subtract_outer(matrix, last, n, v, space);
        }
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    diagonal[0] = matrix[0];
    beside[0] = 0;
    return 0;
}

/* ---- eigenvalues --------------------------------------------------------------------------------------- */

/* One implicit QL sweep over the unreduced block from `low` to `high`; couplings[i] joins i and i + 1. */
static void sweep(double *diagonal, double *couplings, size_t low, size_t high)
{
    double g = (diagonal[low + 1] - diagonal[low]) / (2 * couplings[low]);
    double r = hypot(g, 1);
    g = diagonal[high] - diagonal[low] + couplings[low] / (g + copysign(r, g));
    double sine = 1, cosine = 1, shift = 0;
    for (size_t i = high; i-- > low;) {
        double f = sine * couplings[i], b = cosine * couplings[i];
        r = hypot(f, g);
        couplings[i + 1] = r;
        if (r <= 0) { /* the block falls apart here: take the shift back and leave */
            diagonal[i + 1] -= shift;
            couplings[high] = 0;
            return;
        }
        sine = f / r;
        cosine = g / r;
        g = diagonal[i + 1] - shift;
        r = (diagonal[i] - g) * sine + 2 * cosine * b;
        shift = sine * r;
        diagonal[i + 1] = g + shift;
        g = cosine * r - b;
    }
    diagonal[low] -= shift;
    couplings[low] = g;
    couplings[high] = 0;
}

/* The end of the block that begins at `low`: the first coupling that is nothing beside its neighbours. */
static size_t block_end(const double *diagonal, const double *couplings, size_t low, size_t n)
{
    size_t high = low;
    for (; high + 1 < n; high++) {
        double scale = fabs(diagonal[high]) + fabs(diagonal[high + 1]);
        if (fabs(couplings[high]) <= 0x1p-52 * scale || fabs(couplings[high]) < 1e-300)
            break;
    }
    return high;
}

static int solve_tridiagonal(double *diagonal, double *couplings, size_t n, struct error *error)
{
    for (size_t low = 0; low < n; low++) {
        for (int round = 0;; round++) {
            size_t high = block_end(diagonal, couplings, low, n);
            if (high == low)
                break;
            if (round == 100)
                return error_set(error, ERROR_USAGE,
                                 "the matrix's eigenvalues were not found in 100 rounds: "
                                 "it holds something that is no number");
            sweep(diagonal, couplings, low, high);
        }
    }
    return 0;
}

int symmetric_eigenvalues(double *matrix, size_t n, double *values, struct error *error)
{
    if (n == 0)
        return 0;
    double *couplings = memory_new(n + 1, sizeof *couplings), *space = memory_new(n, sizeof *space);
    int code = couplings && space ? make_tridiagonal(matrix, n, values, couplings, space, error)
                                  : error_memory(error);
    if (code == 0) {
        for (size_t i = 1; i < n; i++)
            couplings[i - 1] = couplings[i];
        couplings[n - 1] = 0;
        code = solve_tridiagonal(values, couplings, n, error);
    }
    memory_free(couplings);
    memory_free(space);
    return code;
}

int vendi_score(double *similarity, size_t n, double *score, struct error *error)
{
    *score = (double)NAN;
    if (n == 0)
        return 0;
    if (n > VENDI_MOST)
        return error_set(error, ERROR_USAGE, "a Vendi score of %zu vectors takes too long: sample at most %d",
                         n, VENDI_MOST);
    double *values = memory_new(n, sizeof *values);
    if (!values)
        return error_memory(error);
    int code = symmetric_eigenvalues(similarity, n, values, error);
    double entropy = 0;
    for (size_t i = 0; i < n && code == 0; i++) {
        double share = values[i] / (double)n;
        entropy -= share > 0 ? share * log(share) : 0;
    }
    *score = exp(entropy);
    memory_free(values);
    return code;
}
