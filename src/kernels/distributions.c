#include "kernels/distributions.h"

#include <math.h>
#include <stdbool.h>

/* ---- normal -------------------------------------------------------------------------------------------- */

double normal_upper(double z)
{
    return 0.5 * erfc(z * M_SQRT1_2);
}

/* Halley's method on the logarithm of the tail, which is nearly a parabola: few steps from anywhere. */
double normal_upper_quantile(double p)
{
    if (!(p >= 0 && p <= 1))
        return NAN;
    if (p > 0.5)
        return -normal_upper_quantile(1 - p);
    if (p == 0)
        return INFINITY;
    double z = p > 0.3 ? (0.5 - p) * 2.5 : sqrt(fmax(0, -2 * log(p) - 1.2)); /* within 0.4 of the answer */
    for (int step = 0; step < 60; step++) {
        double tail = normal_upper(z), density = exp(-0.5 * z * z) / sqrt(2 * M_PI);
        double newton = (log(tail) - log(p)) * tail / density;
        z += newton;
        if (!(fabs(newton) > 1e-15 * fmax(1, fabs(z))))
            break;
    }
    return z;
}

/* ---- densities ----------------------------------------------------------------------------------------- */

/* ln(z!) less Stirling's approximation of it. */
static double stirling_error(double z)
{
    if (z < 16)
        return lgamma(z + 1) - (z + 0.5) * log(z) + z - 0.5 * log(2 * M_PI);
    double square = 1 / (z * z); /* the series of DLMF 5.11.1 */
    return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) /
           z;
}

/* x ln(x / mean) + mean - x, also where x is near the mean and the terms cancel. */
static double deviance(double x, double mean)
{
    double difference = x - mean;
    if (fabs(difference) > 0.1 * (x + mean))
        return x * log(x / mean) - difference;
    double ratio = difference / (x + mean), sum = difference * ratio, term = 2 * x * ratio;
    for (int j = 1; j < 1000; j++) {
        term *= ratio * ratio;
        double next = sum + term / (2 * j + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

static double density_of(double x, double n, double p, double q)
{
    if (x < 0 || x > n)
        return 0;
    if (p <= 0)
        return x == 0;
    if (q <= 0)
        return x == n;
    if (x == 0)
        return exp(p < 0.1 ? n * log1p(-p) : n * log(q));
    if (x == n)
        return exp(q < 0.1 ? n * log1p(-q) : n * log(p));
    double y = n - x;
    double exponent =
        stirling_error(n) - stirling_error(x) - stirling_error(y) - deviance(x, n * p) - deviance(y, n * q);
    return exp(exponent) * sqrt(n / (2 * M_PI * x * y));
}

double binomial_density(double x, double n, double p)
{
    return density_of(x, n, p, 1 - p);
}

double hypergeometric_density(double x, double marked, double plain, double drawn)
{
    double all = marked + plain;
    if (x < 0 || x > marked || drawn - x < 0 || drawn - x > plain)
        return 0;
    if (all == 0 || drawn == 0 || drawn == all)
        return 1;
    double p = drawn / all, q = (all - drawn) / all;
    return density_of(x, marked, p, q) * density_of(drawn - x, plain, p, q) / density_of(drawn, all, p, q);
}

/* ---- beta ---------------------------------------------------------------------------------------------- */

/* The continued fraction of DLMF 8.17.22 by Lentz's method; fast for x below (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double value = d;
    for (int m = 1; m < 1000000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        if (fabs(d * c - 1) < 1e-16)
            break;
    }
    return value;
}

/* x^a (1 - x)^b / B(a, b) */
static double beta_power(double a, double b, double x)
{
    return density_of(a, a + b, x, 1 - x) * a * b / (a + b);
}

struct tails beta_tails(double a, double b, double x)
{
    if (!(a > 0 && b > 0) || isnan(x))
        return (struct tails){NAN, NAN};
    if (x <= 0)
        return (struct tails){0, 1};
    if (x >= 1)
        return (struct tails){1, 0};
    double power = beta_power(a, b, x);
    if (x < (a + 1) / (a + b + 2)) {
        double lower = fmin(1, power * beta_fraction(a, b, x) / a);
        return (struct tails){lower, 1 - lower};
    }
    double upper = fmin(1, power * beta_fraction(b, a, 1 - x) / b);
    return (struct tails){1 - upper, upper};
}

static double midpoint(double low, double high)
{
    return low > 0 && high > 4 * low ? sqrt(low * high) : low + (high - low) / 2;
}

/* Newton's method on the logarithm of the tail, kept inside a bracket that every step narrows. */
static double beta_quantile(double a, double b, double p, bool upper)
{
    double low = 0, high = 1, x = a / (a + b);
    if (!(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return upper == (p == 0);
    for (int step = 0; step < 300 && low < high; step++) {
        struct tails tails = beta_tails(a, b, x);
        double tail = upper ? tails.upper : tails.lower;
        bool beyond = upper ? tail < p : tail > p; /* the answer lies below x */
        if (beyond)
            high = x;
        else
            low = x;
        double density = beta_power(a, b, x) / (x * (1 - x));
        double next = x + (upper ? 1 : -1) * (log(tail) - log(p)) * tail / density;
        if (fabs(next - x) <= 4e-16 * x)
            break;
        x = next > low && next < high ? next : midpoint(low, high);
    }
    return x;
}

double beta_lower_quantile(double a, double b, double p)
{
    return beta_quantile(a, b, p, false);
}

double beta_upper_quantile(double a, double b, double p)
{
    return beta_quantile(a, b, p, true);
}

/* With X of the beta distribution (freedom / 2, 1 / 2), P(T > t) is half of P(X < freedom / (freedom + t²)).
 */
double student_upper_quantile(double freedom, double p)
{
    if (!(freedom > 0 && p > 0 && p <= 0.5))
        return NAN;
    if (freedom > 1e10)
        return normal_upper_quantile(p);
    double rest = beta_upper_quantile(0.5, freedom / 2, 2 * p); /* t² / (freedom + t²) */
    return sqrt(freedom * rest / (1 - rest));
}
