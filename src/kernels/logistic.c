#include "kernels/logistic.h"

#include <math.h>

#include "base/cancel.h"
#include "base/memory.h"

/* A fit at work. Vectors of unknowns have the intercept behind the weights. */
struct fitting {
    const struct sparse_rows *rows;
    const bool *labels, *taken;
    double strength;
    size_t unknowns;
    double *point, *gradient, *step, *residual, *direction, *product; /* of unknowns */
    double *scores, *curvature;                                       /* of rows */
    double *step_scores;                                              /* of rows: what the step adds */
};

static bool is_taken(const struct fitting *fit, size_t row)
{
    return !fit->taken || fit->taken[row];
}

static double row_product(const struct sparse_rows *rows, size_t row, const double *vector)
{
    double sum = vector[rows->columns];
    for (size_t i = rows->starts[row]; i < rows->starts[row + 1]; i++)
        sum += (double)rows->entries[i].value * vector[rows->entries[i].column];
    return sum;
}

static void row_add(const struct sparse_rows *rows, size_t row, double factor, double *vector)
{
    for (size_t i = rows->starts[row]; i < rows->starts[row + 1]; i++)
        vector[rows->entries[i].column] += factor * (double)rows->entries[i].value;
    vector[rows->columns] += factor;
}

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/* ln(1 + e^x) without overflow. */
static double soft_plus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* What is minimised, at the point moved by `length` along the step. */
static double value_at(const struct fitting *fit, double length)
{
    size_t weights = fit->rows->columns;
    double square = dot(fit->point, fit->point, weights) + 2 * length * dot(fit->point, fit->step, weights) +
                    length * length * dot(fit->step, fit->step, weights);
    double loss = 0;
    for (size_t row = 0; row < fit->rows->rows; row++) {
        if (!is_taken(fit, row))
            continue;
        double score = fit->scores[row] + length * fit->step_scores[row];
        loss += soft_plus(fit->labels[row] ? -score : score);
    }
    return square / 2 + fit->strength * loss;
}

/* The gradient and each row's curvature at the point; the gradient's length. */
static double gradient_fill(struct fitting *fit)
{
    size_t weights = fit->rows->columns;
    for (size_t i = 0; i < weights; i++)
        fit->gradient[i] = fit->point[i];
    fit->gradient[weights] = 0;
    for (size_t row = 0; row < fit->rows->rows; row++) {
        if (!is_taken(fit, row))
            continue;
        double share = 1 / (1 + exp(-fit->scores[row]));
        fit->curvature[row] = fit->strength * share * (1 - share);
        row_add(fit->rows, row, fit->strength * (share - (fit->labels[row] ? 1 : 0)), fit->gradient);
    }
    return sqrt(dot(fit->gradient, fit->gradient, fit->unknowns));
}

/* product = Hessian times direction. */
static void curvature_product(struct fitting *fit)
{
    size_t weights = fit->rows->columns;
    for (size_t i = 0; i < weights; i++)
        fit->product[i] = fit->direction[i];
    fit->product[weights] = 0;
    for (size_t row = 0; row < fit->rows->rows; row++) {
        if (is_taken(fit, row))
            row_add(fit->rows, row, fit->curvature[row] * row_product(fit->rows, row, fit->direction),
                    fit->product);
    }
}

/* Solves Hessian times step = -gradient to a share of the gradient's length. */
static void step_solve(struct fitting *fit, double length)
{
    double tolerance = fmin(0.1, sqrt(length)) * length;
    for (size_t i = 0; i < fit->unknowns; i++) {
        fit->step[i] = 0;
        fit->residual[i] = fit->direction[i] = -fit->gradient[i];
    }
    double square = dot(fit->residual, fit->residual, fit->unknowns);
    for (int round = 0; round < 500 && sqrt(square) > tolerance; round++) {
        curvature_product(fit);
        double bend = dot(fit->direction, fit->product, fit->unknowns);
        if (!(bend > 0))
            break;
        double along = square / bend, before = square;
        for (size_t i = 0; i < fit->unknowns; i++) {
            fit->step[i] += along * fit->direction[i];
            fit->residual[i] -= along * fit->product[i];
        }
        square = dot(fit->residual, fit->residual, fit->unknowns);
        for (size_t i = 0; i < fit->unknowns; i++)
            fit->direction[i] = fit->residual[i] + square / before * fit->direction[i];
    }
}

/* Moves along the step as far as it pays (Armijo 1966); false when it does not pay at all. */
static bool step_take(struct fitting *fit)
{
    double slope = dot(fit->gradient, fit->step, fit->unknowns), length = 1;
    for (size_t row = 0; row < fit->rows->rows; row++)
        fit->step_scores[row] = row_product(fit->rows, row, fit->step);
    double before = value_at(fit, 0);
    while (length > 1e-10 && !(value_at(fit, length) <= before + 1e-4 * length * slope))
        length /= 2;
    if (length <= 1e-10)
        return false;
    for (size_t i = 0; i < fit->unknowns; i++)
        fit->point[i] += length * fit->step[i];
    for (size_t row = 0; row < fit->rows->rows; row++)
        fit->scores[row] += length * fit->step_scores[row];
    return true;
}

static int fitting_run(struct fitting *fit, struct error *error)
{
    double at_zero = 0;
    for (int round = 0; round < 100; round++) {
        double length = gradient_fill(fit);
        at_zero = round ? at_zero : length;
        if (length <= 1e-6 * at_zero)
            break;
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        step_solve(fit, length);
        if (!step_take(fit))
            break; /* as near as doubles get */
    }
    return 0;
}

int logistic_fit(struct logistic *model, const struct sparse_rows *rows, const bool *labels,
                 const bool *taken, double strength, struct error *error)
{
    size_t unknowns = rows->columns + 1, count = rows->rows;
    double *space = memory_new(5 * unknowns + 3 * count, sizeof *space);
    logistic_release(model);
    model->weights = memory_new(unknowns, sizeof *model->weights);
    if (!space || !model->weights) {
        memory_free(space);
        return error_memory(error);
    }
    double *of_rows = space + 5 * unknowns;
    struct fitting fit = {.rows = rows,
                          .labels = labels,
                          .taken = taken,
                          .strength = strength,
                          .unknowns = unknowns,
                          .point = model->weights,
                          .gradient = space,
                          .step = space + unknowns,
                          .residual = space + 2 * unknowns,
                          .direction = space + 3 * unknowns,
                          .product = space + 4 * unknowns,
                          .scores = of_rows,
                          .curvature = of_rows + count,
                          .step_scores = of_rows + 2 * count};
    int code = fitting_run(&fit, error);
    model->intercept = model->weights[rows->columns];
    memory_free(space);
    return code;
}

double logistic_score(const struct logistic *model, const struct sparse_rows *rows, size_t row)
{
    return row_product(rows, row, model->weights);
}

void logistic_release(struct logistic *model)
{
    memory_free(model->weights);
    *model = (struct logistic){0};
}
