/* Three intervals that share the normal quantile. */
#include "kernels/intervals.h"

#include <math.h>

static const double z = 1.959963984540054; /* 97.5 % of the standard normal distribution */

static const struct interval undefined = {NAN, NAN, NAN};

struct interval interval_wilson(int64_t k, int64_t n)
{
    if (n < 1 || k < 0 || k > n)
        return undefined;
    double count = (double)n, share = (double)k / count;
    double scale = 1 + z * z / count;
    double centre = (share + z * z / (2 * count)) / scale;
    double half = z / scale * sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return (struct interval){
        .value = share,
        .low = k == 0 ? 0 : fmax(0, centre - half), /* exactly 0 and 1 at the ends, not nearly */
        .high = k == n ? 1 : fmin(1, centre + half),
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
