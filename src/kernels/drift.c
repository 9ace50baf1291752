#include "kernels/drift.h"

#include <math.h>
#include <stdlib.h>

#include "kernels/gamma_tails.h"

static int value_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void values_sort(double *values, size_t count)
{
    if (count > 1)
        qsort(values, count, sizeof *values, value_order);
}

/* ---- bins ---------------------------------------------------------------------------------------------- */

/* Between two order statistics, from the nearer one: rounding as in numpy, so that ties fall alike. */
static double quantile_of(const double *sorted, size_t count, double share)
{
    double place = (double)(count - 1) * share, below = floor(place), rest = place - below;
    size_t at = (size_t)below;
    if (at + 1 >= count)
        return sorted[count - 1];
    double low = sorted[at], high = sorted[at + 1], step = high - low;
    return rest >= 0.5 ? high - step * (1 - rest) : low + step * rest;
}

size_t decile_edges(const double *sorted, size_t count, double edges[DRIFT_EDGES])
{
    static const double shares[DRIFT_EDGES] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    size_t kept = 0;
    for (size_t i = 0; count > 0 && i < DRIFT_EDGES; i++) {
        double edge = quantile_of(sorted, count, shares[i]);
        if (kept == 0 || edge > edges[kept - 1])
            edges[kept++] = edge;
    }
    return kept;
}

void bins_count(const double *values, size_t count, const double *edges, size_t edge_count, int64_t *counts)
{
    for (size_t i = 0; i < count; i++) {
        size_t low = 0, high = edge_count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (edges[middle] < values[i])
                low = middle + 1;
            else
                high = middle;
        }
        counts[low]++;
    }
}

/* ---- shares -------------------------------------------------------------------------------------------- */

static double total_of(const int64_t *counts, size_t bins)
{
    double total = 0;
    for (size_t i = 0; i < bins; i++)
        total += (double)counts[i];
    return total;
}

/* Variance of a sum over bins whose derivatives by the shares are given by moments under the shares. */
static double share_variance(double square, double mean, double total)
{
    return fmax(0, square - mean * mean) / total;
}

struct psi psi_of(const int64_t *reference, const int64_t *current, size_t bins, double fill)
{
    double n = total_of(reference, bins), m = total_of(current, bins);
    if (!(n > 0 && m > 0))
        return (struct psi){NAN, NAN, NAN, NAN, NAN};
    double value = 0, p_mean = 0, p_square = 0, q_mean = 0, q_square = 0;
    for (size_t i = 0; i < bins; i++) {
        double p = fmax((double)reference[i] / n, fill), q = fmax((double)current[i] / m, fill);
        double log_ratio = log(p / q), by_p = log_ratio + 1 - q / p, by_q = 1 - p / q - log_ratio;
        value += (p - q) * log_ratio;
        p_mean += p * by_p;
        p_square += p * by_p * by_p;
        q_mean += q * by_q;
        q_square += q * by_q * by_q;
    }
    double noise = ((double)bins - 1) * (1 / n + 1 / m), debiased = value - noise;
    double half =
        1.959963984540054 * sqrt(share_variance(p_square, p_mean, n) + share_variance(q_square, q_mean, m));
    return (struct psi){value, noise, debiased, debiased - half, debiased + half};
}

double psi_least_rows(size_t bins, double threshold)
{
    return threshold > 0 && bins > 0 ? ceil(10 * ((double)bins - 1) / threshold) : (double)NAN;
}

static double divergence_part(double share, double middle)
{
    return share > 0 ? share * log(share / middle) : 0;
}

double jensen_shannon_distance(const int64_t *reference, const int64_t *current, size_t bins, double base)
{
    double n = total_of(reference, bins), m = total_of(current, bins), sum = 0;
    if (!(n > 0 && m > 0 && base > 1))
        return NAN;
    for (size_t i = 0; i < bins; i++) {
        double p = (double)reference[i] / n, q = (double)current[i] / m, middle = (p + q) / 2;
        sum += divergence_part(p, middle) + divergence_part(q, middle);
    }
    return sqrt(fmax(0, sum / 2 / log(base)));
}

struct chi2_test chi2_contingency(const int64_t *reference, const int64_t *current, size_t bins)
{
    double n = total_of(reference, bins), m = total_of(current, bins), statistic = 0, filled = 0;
    if (!(n > 0 && m > 0))
        return (struct chi2_test){NAN, NAN, NAN};
    for (size_t i = 0; i < bins; i++) {
        double both = (double)reference[i] + (double)current[i];
        if (!(both > 0))
            continue;
        double expected_n = both * n / (n + m), expected_m = both * m / (n + m);
        double off = (double)reference[i] - expected_n;
        statistic += off * off / expected_n + off * off / expected_m;
        filled++;
    }
    double freedom = filled - 1;
    return (struct chi2_test){statistic, freedom, freedom > 0 ? chi2_upper(freedom, statistic) : 1};
}

/* ---- samples ------------------------------------------------------------------------------------------- */

double wasserstein_distance(const double *a, size_t a_count, const double *b, size_t b_count)
{
    if (a_count == 0 || b_count == 0)
        return NAN;
    size_t i = 0, j = 0;
    double area = 0, before = fmin(a[0], b[0]);
    while (i < a_count || j < b_count) {
        double next = j == b_count || (i < a_count && a[i] <= b[j]) ? a[i] : b[j];
        double gap = (double)i / (double)a_count - (double)j / (double)b_count;
        area += fabs(gap) * (next - before);
        before = next;
        while (i < a_count && a[i] == next)
            i++;
        while (j < b_count && b[j] == next)
            j++;
    }
    return area;
}
