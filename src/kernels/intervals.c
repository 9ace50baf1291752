/* Intervals that share the normal quantile, and the exact one. */
#include "kernels/intervals.h"

#include <math.h>

#include "kernels/distributions.h"

static const double z = 1.959963984540054; /* 97.5 % of the standard normal distribution */

static const struct interval undefined = {NAN, NAN, NAN};

double interval_tail(double level, int sides)
{
    return (1 - level) / sides;
}

double interval_reach(double level, int sides)
{
    if (level == 0.95 && sides == 2)
        return z; /* to the last digit what the figures use */
    return normal_upper_quantile(interval_tail(level, sides));
}

struct interval interval_score(double share, double n, double reach)
{
    if (!(n > 0 && share >= 0 && share <= 1))
        return undefined;
    double scale = 1 + reach * reach / n;
    double centre = (share + reach * reach / (2 * n)) / scale;
    double half = reach / scale * sqrt(share * (1 - share) / n + reach * reach / (4 * n * n));
    return (struct interval){
        .value = share,
        .low = share == 0 ? 0 : fmax(0, centre - half), /* exactly 0 and 1 at the ends, not nearly */
        .high = share == 1 ? 1 : fmin(1, centre + half),
    };
}

struct interval interval_wilson(int64_t k, int64_t n)
{
    if (n < 1 || k < 0 || k > n)
        return undefined;
    return interval_score((double)k / (double)n, (double)n, z);
}

struct interval interval_clopper_pearson(double k, double n, double tail)
{
    if (!(n > 0 && k >= 0 && k <= n && tail > 0 && tail < 1))
        return undefined;
    return (struct interval){
        .value = k / n,
        .low = k == 0 ? 0 : beta_lower_quantile(k, n - k + 1, tail),
        .high = k == n ? 1 : beta_upper_quantile(k + 1, n - k, tail),
    };
}

static struct interval around(double value, double variance)
{
    double half = z * sqrt(fmax(0, variance)); /* rounding may leave it a little below 0 */
    return (struct interval){value, value - half, value + half};
}

struct interval interval_ratio(int64_t n, double x, double y, double xx, double yy, double xy)
{
    if (n < 1 || x == 0 || !isfinite(x) || !isfinite(y))
        return undefined;
    double count = (double)n, ratio = y / x;
    if (n < 2)
        return (struct interval){ratio, NAN, NAN};
    double residual = fmax(0, yy - 2 * ratio * xy + ratio * ratio * xx) / (count - 1);
    return around(ratio, count * residual / (x * x));
}

struct interval interval_mean(int64_t n, double x, double xx)
{
    if (n < 1)
        return undefined;
    double count = (double)n, mean = x / count;
    if (n < 2)
        return (struct interval){mean, NAN, NAN};
    return around(mean, (xx - x * mean) / (count - 1) / count);
}
