#include "kernels/gamma_tails.h"

#include <math.h>

/* x^shape e^-x / Gamma(shape); for large shapes by Stirling's series, so that no two large numbers cancel. */
static double gamma_power(double shape, double x)
{
    if (shape < 100)
        return exp(shape * log(x) - x - lgamma(shape));
    double ratio = (x - shape) / shape, inverse = 1 / shape;
    double correction = inverse * (1.0 / 12 - inverse * inverse * (1.0 / 360 - inverse * inverse / 1260));
    return exp(-shape * (ratio - log1p(ratio)) - correction) * sqrt(shape / (2 * M_PI));
}

/* The series of DLMF 8.7.1 for the lower tail. */
static double lower_series(double shape, double x)
{
    double term = 1 / shape, sum = term;
    for (int n = 1; n < 1000000; n++) {
        term *= x / (shape + n);
        sum += term;
        if (term < sum * 1e-17)
            break;
    }
    return sum * gamma_power(shape, x);
}

/* The continued fraction of DLMF 8.9.2 for the upper tail, by Lentz's method. */
static double upper_fraction(double shape, double x)
{
    double b = x + 1 - shape, c = 1e300, d = 1 / b, value = d;
    for (int n = 1; n < 1000000; n++) {
        double a = -n * (n - shape);
        b += 2;
        d = a * d + b;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = b + a / c;
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        value *= d * c;
        if (fabs(d * c - 1) < 1e-16)
            break;
    }
    return value * gamma_power(shape, x);
}

double gamma_upper(double shape, double x)
{
    if (!(shape > 0 && x >= 0))
        return NAN;
    if (x == 0)
        return 1;
    if (isinf(x))
        return 0;
    return x < shape + 1 ? fmax(0, 1 - lower_series(shape, x)) : fmin(1, upper_fraction(shape, x));
}

double chi2_upper(double freedom, double x)
{
    return gamma_upper(freedom / 2, x / 2);
}
