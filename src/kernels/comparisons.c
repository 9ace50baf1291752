#include "kernels/comparisons.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "kernels/distributions.h"

static const struct interval undefined = {NAN, NAN, NAN};

/* ---- differences --------------------------------------------------------------------------------------- */

struct interval difference_of(struct interval first, struct interval second)
{
    double difference = second.value - first.value;
    return (struct interval){
        .value = difference,
        .low = difference - hypot(second.value - second.low, first.high - first.value),
        .high = difference + hypot(second.high - second.value, first.value - first.low),
    };
}

static bool counts_valid(int64_t k, int64_t n)
{
    return n > 0 && k >= 0 && k <= n;
}

struct interval difference_newcombe(int64_t k1, int64_t n1, int64_t k2, int64_t n2, double reach)
{
    if (!counts_valid(k1, n1) || !counts_valid(k2, n2))
        return undefined;
    return difference_of(interval_score((double)k1 / (double)n1, (double)n1, reach),
                         interval_score((double)k2 / (double)n2, (double)n2, reach));
}

struct sample sample_of(struct interval mean, double n, double reach)
{
    return (struct sample){n, mean.value, (mean.high - mean.low) / 2 / reach * sqrt(n)};
}

struct interval difference_welch(struct sample first, struct sample second, double tail)
{
    if (!(first.n > 1 && second.n > 1 && first.deviation >= 0 && second.deviation >= 0))
        return undefined;
    double difference = second.mean - first.mean;
    double a = first.deviation * first.deviation / first.n,
           b = second.deviation * second.deviation / second.n;
    if (a + b == 0)
        return (struct interval){difference, difference, difference};
    double freedom = (a + b) * (a + b) / (a * a / (first.n - 1) + b * b / (second.n - 1));
    double half = student_upper_quantile(freedom, tail) * sqrt(a + b);
    return (struct interval){difference, difference - half, difference + half};
}

/* ---- tests --------------------------------------------------------------------------------------------- */

struct z_test proportions_z(int64_t k1, int64_t n1, int64_t k2, int64_t n2)
{
    if (!counts_valid(k1, n1) || !counts_valid(k2, n2))
        return (struct z_test){NAN, NAN};
    double a = (double)n1, b = (double)n2, pooled = ((double)k1 + (double)k2) / (a + b);
    double variance = pooled * (1 - pooled) * (1 / a + 1 / b);
    if (variance <= 0)
        return (struct z_test){NAN, NAN};
    double z = ((double)k2 / b - (double)k1 / a) / sqrt(variance);
    return (struct z_test){z, 2 * normal_upper(fabs(z))};
}

/* A table of two rows, by what its margins leave free. */
struct table {
    double marked, plain, drawn; /* n1, n2, k1 + k2 */
    double least, most;          /* values that x may have */
};

static double table_density(const struct table *table, double x)
{
    return hypergeometric_density(x, table->marked, table->plain, table->drawn);
}

/* P(x) / P(x - 1) */
static double table_ratio(const struct table *table, double x)
{
    return (table->marked - x + 1) / x * ((table->drawn - x + 1) / (table->plain - table->drawn + x));
}

/* Sum of the densities from x away from the mode, whose terms fall. */
static double table_tail(const struct table *table, double x, int direction)
{
    if (x < table->least || x > table->most)
        return 0;
    double term = table_density(table, x), sum = term;
    while (term > sum * 1e-17) {
        double next = x + direction;
        if (next < table->least || next > table->most)
            break;
        term = direction > 0 ? term * table_ratio(table, next) : term / table_ratio(table, x);
        sum += term;
        x = next;
    }
    return sum;
}

/* The nearest x beyond the mode, on the far side from the observed one, that is no likelier than `limit`.
 * Densities fall there. */
static double table_opposite(const struct table *table, double mode, int direction, double limit)
{
    double inner = mode, outer = direction > 0 ? table->most + 1 : table->least - 1;
    while (fabs(outer - inner) > 1) {
        double middle = floor((inner + outer) / 2);
        if (table_density(table, middle) <= limit)
            outer = middle;
        else
            inner = middle;
    }
    return outer;
}

double fisher_exact(int64_t k1, int64_t n1, int64_t k2, int64_t n2)
{
    if (!counts_valid(k1, n1) || !counts_valid(k2, n2))
        return NAN;
    struct table table = {.marked = (double)n1, .plain = (double)n2, .drawn = (double)(k1 + k2)};
    table.least = fmax(0, table.drawn - table.plain);
    table.most = fmin(table.drawn, table.marked);
    double mode = floor((table.drawn + 1) * (table.marked + 1) / (table.marked + table.plain + 2));
    mode = fmin(fmax(mode, table.least), table.most);
    double x = (double)k1, limit = table_density(&table, x) * (1 + 1e-7);
    if (table_density(&table, mode) <= limit)
        return 1;
    int side = x < mode ? -1 : 1;
    double opposite = table_opposite(&table, mode, -side, limit);
    return fmin(1, table_tail(&table, x, side) + table_tail(&table, opposite, -side));
}

/* P(X <= k) of n at even odds, for k below the middle: the terms fall, each by more than the one before. */
static double coin_lower(double k, double n)
{
    double term = binomial_density(k, n, 0.5), sum = term;
    while (k > 0 && term > sum * 1e-17) {
        term *= k / (n - k + 1);
        sum += term;
        k -= 1;
    }
    return sum;
}

double mcnemar_exact(int64_t b, int64_t c)
{
    if (b < 0 || c < 0)
        return NAN;
    if (b == c)
        return 1;
    double total = (double)b + (double)c, least = (double)(b < c ? b : c);
    return fmin(1, 2 * coin_lower(least, total));
}

double mcnemar_exact_upper(int64_t b, int64_t c)
{
    if (b < 0 || c < 0)
        return NAN;
    double total = (double)b + (double)c;
    if (total == 0 || c == 0)
        return 1;
    return c >= b ? coin_lower((double)b, total) : 1 - coin_lower((double)c - 1, total);
}

/* ---- many tests ---------------------------------------------------------------------------------------- */

static int by_p(const void *a, const void *b, void *context)
{
    const double *p = context;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    if (p[i] != p[j])
        return p[i] < p[j] ? -1 : 1;
    return i < j ? -1 : i > j;
}

/* The indices of what is a number, smallest first. */
static size_t order_by_p(const double *p, size_t count, size_t *order, double *adjusted)
{
    size_t tests = 0;
    for (size_t i = 0; i < count; i++) {
        adjusted[i] = p[i];
        if (!isnan(p[i]))
            order[tests++] = i;
    }
    union {
        const double *read;
        void *context;
    } values = {.read = p};
    qsort_r(order, tests, sizeof *order, by_p, values.context);
    return tests;
}

void adjust_holm(const double *p, size_t count, size_t *order, double *adjusted)
{
    size_t tests = order_by_p(p, count, order, adjusted);
    double least = 0;
    for (size_t i = 0; i < tests; i++) {
        least = fmax(least, fmin(1, (double)(tests - i) * p[order[i]]));
        adjusted[order[i]] = least;
    }
}

void adjust_benjamini_hochberg(const double *p, size_t count, size_t *order, double *adjusted)
{
    size_t tests = order_by_p(p, count, order, adjusted);
    double most = 1;
    for (size_t i = tests; i-- > 0;) {
        most = fmin(most, fmin(1, (double)tests / (double)(i + 1) * p[order[i]]));
        adjusted[order[i]] = most;
    }
}
