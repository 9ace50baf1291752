#include "kernels/mixing.h"

#include <math.h>
#include <stdlib.h>

struct mixing {
    const double *weights, *caps, *targets;
    bool whole;
    double (*key)(const struct mixing *mixing, size_t i); /* what indices are sorted by */
};

static double cap_of(const struct mixing *mixing, size_t i)
{
    return mixing->whole ? floor(mixing->caps[i] + 1e-9) : mixing->caps[i];
}

/* The source that is full first has the smallest cap for its weight. */
static double key_of_cap(const struct mixing *mixing, size_t i)
{
    return mixing->weights[i] > 0 ? cap_of(mixing, i) / mixing->weights[i] : INFINITY;
}

static double whole_part(double target)
{
    return floor(target + 1e-9);
}

/* The largest remainder first; those that differ only by rounding are equal. */
static double key_of_remainder(const struct mixing *mixing, size_t i)
{
    return -rint((mixing->targets[i] - whole_part(mixing->targets[i])) * 1e9);
}

static int by_key(const void *a, const void *b, void *mixing)
{
    const struct mixing *keys = mixing;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    double x = keys->key(keys, i), y = keys->key(keys, j);
    if (x != y)
        return x < y ? -1 : 1;
    return i < j ? -1 : i > j;
}

/* Indices by ascending key, equal keys by index. */
static void sort(struct mixing *mixing, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    qsort_r(order, count, sizeof *order, by_key, mixing);
}

/* Returns what was given. */
static double fill(struct mixing *mixing, size_t count, double total, size_t *order, double *targets)
{
    double weight = 0, left = total;
    mixing->key = key_of_cap;
    sort(mixing, order, count);
    for (size_t i = 0; i < count; i++)
        weight += mixing->weights[i];
    for (size_t k = 0; k < count; k++) {
        size_t i = order[k];
        double share = weight > 0 ? left * (mixing->weights[i] / weight) : 0;
        targets[i] = mixing->weights[i] > 0 ? fmin(cap_of(mixing, i), share) : 0;
        left -= targets[i];
        weight = k + 1 < count ? weight - mixing->weights[i] : 0;
    }
    return total - left;
}

/* The largest remainders are rounded up until the sum is whole, the others down. A target at its cap is
 * whole. */
static void make_whole(struct mixing *mixing, size_t count, double given, size_t *order, double *targets)
{
    double more = floor(given + 0.5);
    mixing->key = key_of_remainder;
    sort(mixing, order, count);
    for (size_t i = 0; i < count; i++)
        more -= whole_part(targets[i]);
    for (size_t k = 0; k < count; k++) {
        size_t i = order[k];
        bool up = more >= 1 && targets[i] - whole_part(targets[i]) > 1e-9;
        targets[i] = whole_part(targets[i]) + (up ? 1 : 0);
        more -= up ? 1 : 0;
    }
}

void mix_allocate(const double *weights, const double *caps, size_t count, double total, bool whole,
                  size_t *order, double *targets)
{
    struct mixing mixing = {.weights = weights, .caps = caps, .targets = targets, .whole = whole};
    double given = fill(&mixing, count, total, order, targets);
    if (whole)
        make_whole(&mixing, count, given, order, targets);
}
