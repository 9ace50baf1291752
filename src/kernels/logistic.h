/* Logistic regression with an L2 penalty on sparse rows. */
#ifndef ASSAY_KERNELS_LOGISTIC_H
#define ASSAY_KERNELS_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct sparse_entry {
    uint32_t column;
    float value;
};

struct sparse_rows {
    const struct sparse_entry *entries;
    const size_t *starts; /* rows + 1 */
    size_t rows, columns;
};

/* Zeroed before first use. */
struct logistic {
    double *weights; /* one a column, and the intercept behind them */
    double intercept;
};

/* Minimises |w|^2 / 2 + strength * (sum over the rows taken of the logistic loss), the intercept not
 * penalised, by Newton steps whose equations are solved by conjugate gradients (Lin, Weng and Keerthi 2008,
 * with a line search in place of the trust region), until the gradient is 1e-6 of that at zero weights.
 * `taken` NULL: all rows. */
int logistic_fit(struct logistic *model, const struct sparse_rows *rows, const bool *labels,
                 const bool *taken, double strength, struct error *error) MUST_CHECK;

/* The log odds that the model gives a row. */
double logistic_score(const struct logistic *model, const struct sparse_rows *rows, size_t row);

void logistic_release(struct logistic *model);

#endif
