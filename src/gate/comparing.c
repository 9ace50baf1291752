#include "gate/comparing.h"

#include <math.h>

#include "kernels/comparisons.h"
#include "kernels/distributions.h"

static struct interval as_interval(const struct estimate *estimate)
{
    return (struct interval){estimate->value, estimate->low, estimate->high};
}

/* The figure's own interval brought to another reach and to more records: distances grow with the reach and
 * shrink with the root of n. */
static struct interval stretched(const struct estimate *estimate, double reach, double growth)
{
    double factor = reach / interval_reach(0.95, 2) / sqrt(growth);
    return (struct interval){estimate->value, estimate->value - (estimate->value - estimate->low) * factor,
                             estimate->value + (estimate->high - estimate->value) * factor};
}

static struct interval welch(const struct comparing *comparing, double tail, double growth, double other)
{
    double reach = interval_reach(0.95, 2);
    struct sample first = sample_of(as_interval(&comparing->baseline), comparing->baseline.n, reach);
    struct sample second = sample_of(as_interval(&comparing->candidate), comparing->candidate.n, reach);
    first.n *= other;
    second.n *= growth;
    return difference_welch(first, second, tail);
}

/* Given how many pairs changed at all, the share of them that changed for the worse has Clopper and Pearson's
 * interval; McNemar's exact test is that interval against a half. Turned into a difference over all pairs. */
static struct interval mcnemar(const struct comparing *comparing, double tail, double growth)
{
    double changed = comparing->before + comparing->after;
    if (changed == 0)
        return (struct interval){0, 0, 0};
    struct interval share = interval_clopper_pearson(comparing->after * growth, changed * growth, tail);
    double scale = changed / comparing->pairs;
    return (struct interval){(2 * share.value - 1) * scale, (2 * share.low - 1) * scale,
                             (2 * share.high - 1) * scale};
}

struct interval comparing_interval(const struct comparing *comparing, double tail, double growth, bool both)
{
    const struct estimate *candidate = &comparing->candidate, *baseline = &comparing->baseline;
    double reach = normal_upper_quantile(tail), other = both ? growth : 1;
    double difference = candidate->value - (comparing->relative ? baseline->value : 0);
    switch (comparing->method) {
    case METHOD_WILSON:
        return interval_score(candidate->value, candidate->n * growth, reach);
    case METHOD_CLOPPER_PEARSON:
        return interval_clopper_pearson(candidate->value * candidate->n * growth, candidate->n * growth,
                                        tail);
    case METHOD_NEWCOMBE:
        return difference_of(interval_score(baseline->value, baseline->n * other, reach),
                             interval_score(candidate->value, candidate->n * growth, reach));
    case METHOD_INTERVAL:
        return comparing->relative
                   ? difference_of(stretched(baseline, reach, other), stretched(candidate, reach, growth))
                   : stretched(candidate, reach, growth);
    case METHOD_WELCH:
        return welch(comparing, tail, growth, other);
    case METHOD_MCNEMAR:
        return mcnemar(comparing, tail, growth);
    default:
        return (struct interval){difference, difference, difference};
    }
}

/* The limits towards better and towards worse, turned. */
static void turned(const struct comparing *comparing, struct interval interval, double *best, double *worst)
{
    *best = comparing->flipped ? -interval.high : interval.low;
    *worst = comparing->flipped ? -interval.low : interval.high;
}

enum decision comparing_decide(const struct comparing *comparing, struct interval interval)
{
    double best, worst;
    turned(comparing, interval, &best, &worst);
    if (worst <= comparing->threshold)
        return DECISION_PASS;
    return best > comparing->threshold ? DECISION_FAIL : DECISION_INCONCLUSIVE;
}

static bool beyond(const struct comparing *comparing, double tail, enum decision decision)
{
    return comparing_decide(comparing, comparing_interval(comparing, tail, 1, false)) == decision;
}

/* The least tail at which the decision is still made: between 1e-300 and a half, by bisection of its
 * logarithm. */
static double least_tail(const struct comparing *comparing, enum decision decision)
{
    double low = log(1e-300), high = log(0.5);
    if (!beyond(comparing, 0.5, decision))
        return 0.5;
    if (beyond(comparing, 1e-300, decision))
        return 0;
    while (high - low > 1e-12 * -low) {
        double middle = (low + high) / 2;
        if (beyond(comparing, exp(middle), decision))
            high = middle;
        else
            low = middle;
    }
    return exp(high);
}

static double turned_value(const struct comparing *comparing)
{
    double value = comparing_interval(comparing, 0.25, 1, false).value;
    return comparing->flipped ? -value : value;
}

double comparing_p(const struct comparing *comparing, int sides)
{
    if (comparing->method == METHOD_EXACT || comparing->method == METHOD_FITTING)
        return NAN;
    double p;
    if (comparing->method == METHOD_MCNEMAR && comparing->threshold == 0)
        p = mcnemar_exact_upper((int64_t)comparing->before, (int64_t)comparing->after);
    else if (turned_value(comparing) > comparing->threshold)
        p = least_tail(comparing, DECISION_FAIL);
    else
        p = 1 - least_tail(comparing, DECISION_PASS);
    return fmin(1, sides * p);
}

enum { MOST_GROWTH = 40 }; /* as a power of 2 */

/* The least growth that brings the decision, or 0. What decides at one n decides at every larger one. */
static double growth_for(const struct comparing *comparing, double tail, enum decision decision, bool both)
{
    double low = 1, high = 1;
    for (int i = 0;; i++) {
        if (comparing_decide(comparing, comparing_interval(comparing, tail, high, both)) == decision)
            break;
        if (i == MOST_GROWTH)
            return 0;
        low = high;
        high *= 2;
    }
    while (high - low > 1e-9 * high) {
        double middle = (low + high) / 2;
        if (comparing_decide(comparing, comparing_interval(comparing, tail, middle, both)) == decision)
            high = middle;
        else
            low = middle;
    }
    return high;
}

double comparing_growth(const struct comparing *comparing, double tail, double fail_tail, bool *both)
{
    double value = turned_value(comparing);
    *both = false;
    if (value == comparing->threshold || comparing->method == METHOD_EXACT)
        return 0; /* a value that stays on its bound is never told from it */
    bool fails = value > comparing->threshold;
    enum decision decision = fails ? DECISION_FAIL : DECISION_PASS;
    double growth = growth_for(comparing, fails ? fail_tail : tail, decision, false);
    if (growth == 0 && comparing->relative) {
        *both = true;
        growth = growth_for(comparing, fails ? fail_tail : tail, decision, true);
    }
    return growth;
}
