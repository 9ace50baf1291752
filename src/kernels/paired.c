#include "kernels/paired.h"

#include <math.h>
#include <stdbool.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "kernels/distributions.h"

struct chi_test mcnemar_corrected(int64_t b, int64_t c)
{
    if (b < 0 || c < 0 || (b == 0 && c == 0))
        return (struct chi_test){NAN, NAN};
    double apart = fmax(0, fabs((double)b - (double)c) - 1), chi2 = apart * apart / ((double)b + (double)c);
    return (struct chi_test){chi2, 2 * normal_upper(sqrt(chi2))};
}

static struct mean_test mean_test_of(double difference, double variance)
{
    double error = sqrt(fmax(0, variance)), z = error > 0 ? difference / error : (double)NAN;
    return (struct mean_test){difference, error, z, error > 0 ? 2 * normal_upper(fabs(z)) : (double)NAN};
}

/* Of the mean, from sums, with n - 1. */
static double mean_variance(double n, double x, double xx)
{
    return fmax(0, xx - x * x / n) / (n - 1) / n;
}

struct mean_test paired_z(int64_t n, double d, double dd)
{
    double count = (double)n;
    if (n < 2)
        return (struct mean_test){n == 1 ? d : (double)NAN, NAN, NAN, NAN};
    return mean_test_of(d / count, mean_variance(count, d, dd));
}

struct mean_test unpaired_z(int64_t n1, double x1, double xx1, int64_t n2, double x2, double xx2)
{
    double a = (double)n1, b = (double)n2;
    if (n1 < 2 || n2 < 2)
        return (struct mean_test){NAN, NAN, NAN, NAN};
    return mean_test_of(x2 / b - x1 / a, mean_variance(a, x1, xx1) + mean_variance(b, x2, xx2));
}

/* ---- clusters ------------------------------------------------------------------------------------------ */

static void pairs_count(const struct pair *pairs, size_t count, struct paired *out)
{
    for (size_t i = 0; i < count; i++) {
        double first = pairs[i].first, second = pairs[i].second;
        out->difference += (second - first) / (double)count;
        out->whole &= (first == 0 || first == 1) && (second == 0 || second == 1);
        out->only_first += first > second;
        out->only_second += second > first;
    }
}

int paired_measure(const struct pair *pairs, size_t count, size_t clusters, struct paired *out,
                   struct error *error)
{
    *out = (struct paired){
        .n = (double)count, .clusters = (double)clusters, .whole = true, .error = NAN, .design = NAN};
    if (count == 0) {
        out->difference = NAN;
        return 0;
    }
    double *sums = memory_new(clusters, sizeof *sums);
    if (!sums)
        return error_memory(error);
    pairs_count(pairs, count, out);
    double alone = 0, together = 0, groups = (double)clusters, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        double apart = pairs[i].second - pairs[i].first - out->difference;
        alone += apart * apart;
        sums[pairs[i].cluster] += apart;
    }
    for (size_t i = 0; i < clusters; i++)
        together += sums[i] * sums[i];
    memory_free(sums);
    if (clusters > 1) {
        out->error = sqrt(together * groups / (groups - 1)) / n;
        out->design = alone > 0 ? together * groups / (groups - 1) / (alone * n / (n - 1)) : n / groups;
    }
    return 0;
}

int paired_bootstrap(const struct pair *pairs, size_t count, size_t clusters, size_t resamples, double tail,
                     struct interval *out, struct error *error)
{
    struct dice dice = {0x61737361};
    double *sums = memory_new(clusters + 1, sizeof *sums), *sizes = memory_new(clusters + 1, sizeof *sizes);
    double *drawn = memory_new(resamples + 1, sizeof *drawn), mean = 0;
    int code = sums && sizes && drawn ? 0 : error_memory(error);
    for (size_t i = 0; code == 0 && i < count; i++) {
        sums[pairs[i].cluster] += pairs[i].second - pairs[i].first;
        sizes[pairs[i].cluster]++;
        mean += (pairs[i].second - pairs[i].first) / (double)count;
    }
    for (size_t draw = 0; code == 0 && count > 0 && draw < resamples; draw++) {
        double sum = 0, size = 0;
        for (size_t i = 0; i < clusters; i++) {
            size_t taken = (size_t)dice_below(&dice, clusters);
            sum += sums[taken];
            size += sizes[taken];
        }
        drawn[draw] = sum / size;
        if (cancel_requested())
            code = error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    if (code == 0)
        *out =
            count > 0 ? percentile_interval(mean, drawn, resamples, tail) : (struct interval){NAN, NAN, NAN};
    memory_free(sums);
    memory_free(sizes);
    memory_free(drawn);
    return code;
}

/* ---- score --------------------------------------------------------------------------------------------- */

/* The likeliest share of pairs that only the first has right, given the difference: the root of a quadratic.
 */
static double first_share(double only_first, double only_second, double n, double difference)
{
    double b = (2 * n - only_second + only_first) * difference - only_second - only_first;
    double c = -only_first * difference * (1 - difference);
    double share = (sqrt(fmax(0, b * b - 8 * n * c)) - b) / (4 * n);
    return fmin(fmax(share, fmax(0, -difference)), fmax(0, (1 - difference) / 2));
}

double paired_score_z(double only_first, double only_second, double n, double difference)
{
    double share = first_share(only_first, only_second, n, difference);
    double variance = n * (2 * share + difference - difference * difference);
    double apart = only_second - only_first - n * difference;
    if (!(variance > 0))
        return apart == 0 ? 0 : apart > 0 ? INFINITY : -INFINITY;
    return apart / sqrt(variance);
}

/* The difference beyond the estimate, on one side, at which the statistic reaches `z`. */
static double score_limit(double only_first, double only_second, double n, double z, double end)
{
    double inner = (only_second - only_first) / n, outer = end;
    for (int i = 0; i < 100; i++) {
        double middle = (inner + outer) / 2;
        if (fabs(paired_score_z(only_first, only_second, n, middle)) < z)
            inner = middle;
        else
            outer = middle;
    }
    return (inner + outer) / 2;
}

struct interval paired_score_interval(double only_first, double only_second, double n, double reach)
{
    if (!(n > 0 && only_first >= 0 && only_second >= 0 && only_first + only_second <= n * (1 + 1e-9)))
        return (struct interval){NAN, NAN, NAN};
    return (struct interval){(only_second - only_first) / n,
                             score_limit(only_first, only_second, n, reach, -1),
                             score_limit(only_first, only_second, n, reach, 1)};
}

/* ---- no worse by a margin ------------------------------------------------------------------------------ */

/* The difference's interval if there were `scale` times as many items like these. */
static struct interval scaled_interval(const struct paired *paired, double scale, double reach)
{
    if (!paired->whole) {
        double half = reach * paired->error / sqrt(scale);
        return (struct interval){paired->difference, paired->difference - half, paired->difference + half};
    }
    double by = scale / fmax(paired->design, 1);
    return paired_score_interval(paired->only_first * by, paired->only_second * by, paired->n * by, reach);
}

static double items_to_decide(const struct paired *paired, double margin, double reach)
{
    double few = 1, many = 1, apart = paired->difference + margin;
    if (fabs(apart) < 1e-9)
        return NAN;
    for (int i = 0; i < 80 && many < 1e9; i++) {
        struct interval interval = scaled_interval(paired, many, reach);
        if (apart > 0 ? interval.low > -margin : interval.high < -margin)
            break;
        few = many;
        many *= 2;
    }
    if (many >= 1e9)
        return NAN;
    for (int i = 0; i < 60; i++) {
        double middle = (few + many) / 2;
        struct interval interval = scaled_interval(paired, middle, reach);
        if (apart > 0 ? interval.low > -margin : interval.high < -margin)
            many = middle;
        else
            few = middle;
    }
    return ceil(many * paired->n);
}

struct margin_test paired_margin(const struct paired *paired, double margin, double level)
{
    struct margin_test test = {{paired->difference, NAN, NAN}, NAN, NAN, NAN, NULL};
    double reach = level > 0 && level < 1 ? interval_reach(level, 1) : (double)NAN, z;
    if (!(paired->n > 0))
        test.reason = "no item was answered by both models";
    else if (isnan(reach) || !(margin >= 0 && margin < 1))
        test.reason = "a margin is from 0 to below 1, a level between 0 and 1";
    else if (isnan(paired->error))
        test.reason = "one item or cluster has no spread";
    else if (!paired->whole && !(paired->error > 0))
        test.reason = "the grades differ alike on every item: there is no spread to judge by";
    if (test.reason)
        return test;
    test.difference = scaled_interval(paired, 1, reach);
    if (paired->whole) {
        double by = 1 / fmax(paired->design, 1);
        z = paired_score_z(paired->only_first * by, paired->only_second * by, paired->n * by, -margin);
    } else
        z = (paired->difference + margin) / paired->error;
    test.not_worse = normal_upper(z);
    test.worse = normal_upper(-z);
    test.n_to_decide = items_to_decide(paired, margin, reach);
    return test;
}
