#include "kernels/auroc.h"

#include <math.h>
#include <stdlib.h>

static const double reach = 1.959963984540054;

static int score_order(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;
    if (isnan(x->score) || isnan(y->score))
        return isnan(y->score) - isnan(x->score);
    return (x->score > y->score) - (x->score < y->score);
}

/* ---- Newcombe's method 5 ------------------------------------------------------------------------------- */

/* The variance that Hanley and McNeil (1982) give for the area `area`, made symmetric by the mean size. */
static double area_variance(double area, double positives, double negatives)
{
    double size = (positives + negatives) / 2 - 1;
    double part = 1 + size * (1 - area) / (2 - area) + size * area / (1 + area);
    return area * (1 - area) * part / (positives * negatives);
}

/* The area, from the estimate towards `end`, whose own variance puts the estimate just within reach. */
static double area_limit(double estimate, double end, double positives, double negatives)
{
    double near = estimate, far = end;
    for (int step = 0; step < 100; step++) {
        double middle = (near + far) / 2;
        if (fabs(middle - estimate) < reach * sqrt(area_variance(middle, positives, negatives)))
            near = middle;
        else
            far = middle;
    }
    return (near + far) / 2;
}

/* ---- DeLong -------------------------------------------------------------------------------------------- */

struct moments {
    double weight, sum, square;
};

static void moments_add(struct moments *moments, double weight, double value)
{
    moments->weight += weight;
    moments->sum += weight * value;
    moments->square += weight * value * value;
}

/* The variance of the mean. */
static double mean_variance(struct moments moments)
{
    double mean = moments.sum / moments.weight;
    double spread = fmax(0, moments.square / moments.weight - mean * mean);
    return moments.weight > 1 ? spread / (moments.weight - 1) : 0;
}

static struct interval interval_logit(double area, double variance)
{
    double middle = log(area / (1 - area)), half = reach * sqrt(variance) / (area * (1 - area));
    return (struct interval){area, 1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle))};
}

struct interval auroc_of(struct scored *items, size_t count)
{
    double positives = 0, negatives, passed_positives = 0, passed_negatives = 0;
    for (size_t i = 0; i < count; i++)
        positives += items[i].positive;
    negatives = (double)count - positives;
    if (!(positives > 0 && negatives > 0))
        return (struct interval){NAN, NAN, NAN};
    qsort(items, count, sizeof *items, score_order);
    struct moments of_positives = {0}, of_negatives = {0};
    for (size_t i = 0; i < count;) {
        double tied_positives = 0, tied_negatives = 0;
        size_t end = i;
        for (; end < count && score_order(&items[i], &items[end]) == 0; end++) {
            tied_positives += items[end].positive;
            tied_negatives += !items[end].positive;
        }
        moments_add(&of_positives, tied_positives, (passed_negatives + tied_negatives / 2) / negatives);
        moments_add(&of_negatives, tied_negatives, 1 - (passed_positives + tied_positives / 2) / positives);
        passed_positives += tied_positives;
        passed_negatives += tied_negatives;
        i = end;
    }
    double area = fmin(1, of_positives.sum / positives);
    double variance = mean_variance(of_positives) + mean_variance(of_negatives);
    if (variance > 0 && area > 0 && area < 1)
        return interval_logit(area, variance);
    return (struct interval){area, area_limit(area, 0, positives, negatives),
                             area_limit(area, 1, positives, negatives)};
}
