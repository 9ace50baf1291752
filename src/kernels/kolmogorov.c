#include "kernels/kolmogorov.h"

#include <math.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "kernels/distributions.h"

/* ---- two samples, exact -------------------------------------------------------------------------------- */

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The probability that a random order of n and m values takes the two distribution functions `reach` or more
 * apart, in units of 1 / (n m): the mass of paths is followed from (0, 0) and what leaves the corridor is
 * added up, so that a small p keeps its digits. */
static int exact_upper(int64_t n, int64_t m, int64_t reach, double *upper, struct error *error)
{
    double *mass = memory_new((size_t)m + 1, sizeof *mass); /* of the paths at (i, j), row i */
    double left = 0;
    if (!mass)
        return error_memory(error);
    for (int64_t i = 0; i <= n; i++) {
        if ((i & 255) == 255 && cancel_requested()) {
            memory_free(mass);
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        }
        for (int64_t j = 0; j <= m; j++) {
            double rest = (double)(n + m - i - j);
            double from_left = j > 0 ? mass[j - 1] * (double)(m - j + 1) / (rest + 1) : 0;
            double from_above = i > 0 ? mass[j] * (double)(n - i + 1) / (rest + 1) : 0;
            double here = i == 0 && j == 0 ? 1 : from_left + from_above;
            int64_t apart = i * m - j * n;
            bool outside = apart >= reach || -apart >= reach;
            left += outside ? here : 0;
            mass[j] = outside ? 0 : here;
        }
    }
    memory_free(mass);
    *upper = fmin(1, left);
    return 0;
}

static double largest_distance(const double *a, size_t a_count, const double *b, size_t b_count)
{
    size_t i = 0, j = 0;
    double largest = 0;
    while (i < a_count && j < b_count) {
        double next = a[i] <= b[j] ? a[i] : b[j];
        while (i < a_count && a[i] == next)
            i++;
        while (j < b_count && b[j] == next)
            j++;
        largest = fmax(largest, fabs((double)i / (double)a_count - (double)j / (double)b_count));
    }
    return largest;
}

int ks_two_samples(const double *a, size_t a_count, const double *b, size_t b_count, struct ks_test *test,
                   struct error *error)
{
    double n = (double)a_count, m = (double)b_count;
    *test = (struct ks_test){NAN, NAN, false};
    if (a_count == 0 || b_count == 0)
        return 0;
    test->statistic = largest_distance(a, a_count, b, b_count);
    test->exact = a_count <= 10000 && b_count <= 10000;
    if (!test->exact)
        return kolmogorov_upper(nearbyint(n * m / (n + m)), test->statistic, &test->p, error);
    int64_t divisor = common_divisor((int64_t)a_count, (int64_t)b_count);
    int64_t steps = (int64_t)a_count / divisor * (int64_t)b_count;
    int64_t reach = (int64_t)nearbyint(test->statistic * (double)steps);
    test->p = 1;
    return reach ? exact_upper((int64_t)a_count, (int64_t)b_count, reach * divisor, &test->p, error) : 0;
}

/* ---- one sample ---------------------------------------------------------------------------------------- */

/* P(D+ >= d): the sum of Smirnov (1944), all of whose terms are positive. */
static double one_sided_upper(double n, double d)
{
    double sum = 0;
    int64_t last = (int64_t)floor(n * (1 - d));
    for (int64_t j = 0; j <= last; j++) {
        double p = d + (double)j / n;
        sum += p < 1 ? d / p * binomial_density((double)j, n, p) : 0;
    }
    return fmin(1, sum);
}

struct matrix {
    double *cells; /* size * size */
    int size;
    int exponent; /* of 10, taken out of the cells */
};

static void matrix_product(const struct matrix *a, const struct matrix *b, struct matrix *out)
{
    int size = a->size;
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            double sum = 0;
            for (int k = 0; k < size; k++)
                sum += a->cells[i * size + k] * b->cells[k * size + j];
            out->cells[i * size + j] = sum;
        }
    }
    out->exponent = a->exponent + b->exponent;
    if (out->cells[size / 2 * size + size / 2] > 1e140) {
        for (int i = 0; i < size * size; i++)
            out->cells[i] *= 1e-140;
        out->exponent += 140;
    }
}

/* The matrix H of Durbin, with h = k - n d. */
static void durbin_fill(struct matrix *matrix, double h)
{
    int size = matrix->size;
    for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++)
            matrix->cells[i * size + j] = i - j + 1 >= 0;
    for (int i = 0; i < size; i++) {
        matrix->cells[i * size] -= pow(h, i + 1);
        matrix->cells[(size - 1) * size + i] -= pow(h, size - i);
    }
    if (2 * h - 1 > 0)
        matrix->cells[(size - 1) * size] += pow(2 * h - 1, size);
    for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++)
            for (int g = 1; g <= i - j + 1; g++)
                matrix->cells[i * size + j] /= g;
}

static void matrix_copy(const struct matrix *from, struct matrix *to)
{
    for (int i = 0; i < from->size * from->size; i++)
        to->cells[i] = from->cells[i];
    to->exponent = from->exponent;
}

/* *power = *base to the n-th, by squaring; *base is used up. */
static void matrix_power(struct matrix *base, int n, struct matrix *power, struct matrix *spare)
{
    for (int i = 0; i < base->size * base->size; i++)
        power->cells[i] = i % (base->size + 1) == 0;
    for (; n > 0; n >>= 1) {
        if (n & 1) {
            matrix_product(power, base, spare);
            matrix_copy(spare, power);
        }
        matrix_product(base, base, spare);
        matrix_copy(spare, base);
    }
}

static int durbin_lower(int n, double d, double *lower, struct error *error)
{
    int k = (int)(n * d) + 1, size = 2 * k - 1;
    size_t cells = (size_t)size * (size_t)size;
    double *space = memory_new(3 * cells, sizeof *space);
    if (!space)
        return error_memory(error);
    struct matrix base = {space, size, 0}, power = {space + cells, size, 0},
                  spare = {space + 2 * cells, size, 0};
    durbin_fill(&base, k - n * d);
    matrix_power(&base, n, &power, &spare);
    double value = power.cells[(k - 1) * size + k - 1];
    for (int i = 1; i <= n; i++) {
        value = value * i / n;
        if (value < 1e-140) {
            value *= 1e140;
            power.exponent -= 140;
        }
    }
    *lower = value * pow(10, power.exponent);
    memory_free(space);
    return 0;
}

/* The terms of Pelz and Good in powers of 1 / sqrt(n), as numbered by Simard and L'Ecuyer. */
static double pelz_good_lower(double n, double d)
{
    double z = d * sqrt(n), z2 = z * z, z4 = z2 * z2, z6 = z4 * z2, pi2 = M_PI * M_PI;
    double k0 = 0, k1 = 0, k2 = 0, k3 = 0, k2_whole = 0, k3_whole = 0;
    for (int k = 20; k >= 0; k--) {
        double half = (k + 0.5) * (k + 0.5) * pi2, weight = exp(-half / (2 * z2));
        k0 += weight;
        k1 += (half - z2) * weight;
        k2 += (6 * z6 + 2 * z4 + half * (2 * z4 - 5 * z2) + half * half * (1 - 2 * z2)) * weight;
        k3 += (half * half * half * (5 - 30 * z2) + half * half * (-60 * z2 + 212 * z4) +
               half * (135 * z4 - 96 * z6) - (30 * z6 + 90 * z4 * z4)) *
              weight;
        double whole = (double)k * k * pi2, whole_weight = exp(-whole / (2 * z2));
        k2_whole += whole * whole_weight;
        k3_whole += (3 * whole * z2 - whole * whole) * whole_weight;
    }
    double root = sqrt(M_PI / 2); /* sums over all whole k are twice those over k >= 0 */
    return 2 * root *
           (k0 / z + k1 / (6 * z4) / sqrt(n) + (k2 / (72 * z6 * z) - k2_whole / (36 * z2 * z)) / n +
            (k3 / (6480 * z6 * z4) + k3_whole / (216 * z6)) / (n * sqrt(n)));
}

int kolmogorov_upper(double n, double d, double *upper, struct error *error)
{
    double square = n * d * d, lower = 0;
    *upper = d <= 0.5 / n ? 1 : 0;
    if (*upper > 0 || d >= 1)
        return 0;
    if (square >= (n <= 140 ? 4 : 2.2)) {
        *upper = square >= 370 ? 0 : fmin(1, 2 * one_sided_upper(n, d));
        return 0;
    }
    if (n <= 140 || (n <= 100000 && n * pow(d, 1.5) <= 1.4))
        TRY(durbin_lower((int)n, d, &lower, error));
    else
        lower = pelz_good_lower(n, d);
    *upper = fmin(1, fmax(0, 1 - lower));
    return 0;
}
