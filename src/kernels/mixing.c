#include "kernels/mixing.h"

#include <math.h>

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

static bool after(const struct mixing *mixing, size_t x, size_t y)
{
    double a = mixing->key(mixing, x), b = mixing->key(mixing, y);
    return a > b || (a == b && x > y);
}

static void swap(size_t *order, size_t a, size_t b)
{
    size_t kept = order[a];
    order[a] = order[b];
    order[b] = kept;
}

static void sift(const struct mixing *mixing, size_t *order, size_t root, size_t count)
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && after(mixing, order[child + 1], order[child]))
            child++;
        if (!after(mixing, order[child], order[root]))
            return;
        swap(order, root, child);
    }
}

/* Heapsort of indices by ascending key, equal keys by index: nothing is allocated. */
static void sort(const struct mixing *mixing, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count / 2; i-- > 0;)
        sift(mixing, order, i, count);
    for (size_t end = count; end > 1; end--) {
        swap(order, 0, end - 1);
        sift(mixing, order, 0, end - 1);
    }
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
