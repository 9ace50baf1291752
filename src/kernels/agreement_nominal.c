#include "kernels/agreement_nominal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/memory.h"

enum { MOST_CATEGORIES = 400 };

const struct agreement_measure agreement_measures[] = {
    {"raw", AGREEMENT_RAW, SCALE_NOMINAL},
    {"cohen", AGREEMENT_COHEN, SCALE_NOMINAL},
    {"cohen_linear", AGREEMENT_COHEN, SCALE_LINEAR},
    {"cohen_quadratic", AGREEMENT_COHEN, SCALE_QUADRATIC},
    {"conger", AGREEMENT_CONGER, SCALE_NOMINAL},
    {"conger_linear", AGREEMENT_CONGER, SCALE_LINEAR},
    {"conger_quadratic", AGREEMENT_CONGER, SCALE_QUADRATIC},
    {"scott", AGREEMENT_FLEISS, SCALE_NOMINAL},
    {"fleiss", AGREEMENT_FLEISS, SCALE_NOMINAL},
    {"fleiss_linear", AGREEMENT_FLEISS, SCALE_LINEAR},
    {"fleiss_quadratic", AGREEMENT_FLEISS, SCALE_QUADRATIC},
    {"gwet_ac1", AGREEMENT_GWET, SCALE_NOMINAL},
    {"gwet_ac2_linear", AGREEMENT_GWET, SCALE_LINEAR},
    {"gwet_ac2_quadratic", AGREEMENT_GWET, SCALE_QUADRATIC},
    {"alpha_nominal", AGREEMENT_ALPHA, SCALE_NOMINAL},
    {"alpha_ordinal", AGREEMENT_ALPHA, SCALE_ORDINAL},
    {"alpha_interval", AGREEMENT_ALPHA, SCALE_INTERVAL},
    {"alpha_ratio", AGREEMENT_ALPHA, SCALE_RATIO},
    {NULL, AGREEMENT_RAW, SCALE_NOMINAL},
};

const struct agreement_measure *agreement_named(struct text name)
{
    for (const struct agreement_measure *measure = agreement_measures; measure->name; measure++)
        if (text_is(name, measure->name))
            return measure;
    return NULL;
}

static int by_item_and_rater(const void *a, const void *b)
{
    const struct rating *x = a, *y = b;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    return x->rater < y->rater ? -1 : x->rater > y->rater;
}

/* qsort is not stable, so among repeats it would be chance which one is first: places are kept in the list's
 * order by a merge. */
static void ratings_sort(struct rating *list, size_t count, struct rating *room)
{
    if (count < 2)
        return;
    size_t half = count / 2, left = 0, right = half;
    ratings_sort(list, half, room);
    ratings_sort(list + half, count - half, room);
    memcpy(room, list, count * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        bool first = right == count || (left < half && by_item_and_rater(&room[left], &room[right]) <= 0);
        list[i] = first ? room[left++] : room[right++];
    }
}

int ratings_settle(struct ratings *ratings, struct error *error)
{
    struct rating *room = memory_new(ratings->count + 1, sizeof *room);
    if (!room)
        return error_memory(error);
    ratings_sort(ratings->list, ratings->count, room);
    memory_free(room);
    size_t kept = 0;
    for (size_t i = 0; i < ratings->count; i++)
        if (kept == 0 || by_item_and_rater(&ratings->list[kept - 1], &ratings->list[i]) != 0)
            ratings->list[kept++] = ratings->list[i];
    ratings->count = kept;
    return 0;
}

/* ---- weights ------------------------------------------------------------------------------------------- */

static double number_of(const struct ratings *ratings, size_t category)
{
    return ratings->numbers ? ratings->numbers[category] : (double)category;
}

/* Agreement weights of two categories. */
static double weight_of(const struct ratings *ratings, enum agreement_scale scale, size_t a, size_t b)
{
    if (a == b)
        return 1;
    if (scale == SCALE_NOMINAL)
        return 0;
    double range = number_of(ratings, ratings->categories - 1) - number_of(ratings, 0);
    double apart = fabs(number_of(ratings, a) - number_of(ratings, b)) / range;
    return scale == SCALE_LINEAR ? 1 - apart : 1 - apart * apart;
}

/* ---- one draw ------------------------------------------------------------------------------------------ */

/* Working space for one draw; q categories, r raters. */
struct desk {
    const struct ratings *ratings;
    const struct agreement_measure *measure;
    double *weights; /* q * q: agreement weights, or squared differences of alpha */
    double *shares;  /* q */
    double *table;   /* q * q: both of two raters (Cohen), or r * q: each rater's counts (Conger) */
    double *margins; /* 2 q */
};

static size_t item_end(const struct ratings *ratings, size_t start)
{
    size_t end = start;
    while (end < ratings->count && ratings->list[end].item == ratings->list[start].item)
        end++;
    return end;
}

static double coefficient(double seen, double chance)
{
    return chance < 1 - 1e-12 ? (seen - chance) / (1 - chance) : (double)NAN;
}

/* Mean over an item's pairs of ratings of their weight. */
static double item_agreement(const struct desk *desk, size_t start, size_t end)
{
    size_t q = desk->ratings->categories, n = end - start;
    double sum = 0;
    for (size_t i = start; i < end; i++)
        for (size_t j = i + 1; j < end; j++)
            sum += desk->weights[desk->ratings->list[i].category * q + desk->ratings->list[j].category];
    return sum * 2 / (double)n / (double)(n - 1);
}

/* Agreement seen over items with two ratings or more; fills the categories' shares over items with any. NaN:
 * none. */
static double agreement_seen(const struct desk *desk, const uint32_t *times)
{
    const struct ratings *ratings = desk->ratings;
    double seen = 0, items = 0, all = 0;
    memset(desk->shares, 0, ratings->categories * sizeof *desk->shares);
    for (size_t start = 0, end; start < ratings->count; start = end) {
        double weight = times ? times[ratings->list[start].item] : 1;
        end = item_end(ratings, start);
        if (weight == 0)
            continue;
        for (size_t i = start; i < end; i++)
            desk->shares[ratings->list[i].category] += weight / (double)(end - start);
        all += weight;
        if (end - start < 2)
            continue;
        seen += weight * item_agreement(desk, start, end);
        items += weight;
    }
    for (size_t k = 0; k < ratings->categories; k++)
        desk->shares[k] /= all;
    return items > 0 ? seen / items : (double)NAN;
}

static double chance_fleiss(const struct desk *desk)
{
    size_t q = desk->ratings->categories;
    double chance = 0;
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++)
            chance += desk->weights[a * q + b] * desk->shares[a] * desk->shares[b];
    return chance;
}

static double chance_gwet(const struct desk *desk)
{
    size_t q = desk->ratings->categories;
    double weights = 0, spread = 0;
    for (size_t i = 0; i < q * q; i++)
        weights += desk->weights[i];
    for (size_t k = 0; k < q; k++)
        spread += desk->shares[k] * (1 - desk->shares[k]);
    return q > 1 ? weights / ((double)q * (double)(q - 1)) * spread : 0;
}

/* Mean over ordered pairs of different raters of the agreement expected from their own shares. */
static double chance_conger(const struct desk *desk, const uint32_t *times)
{
    const struct ratings *ratings = desk->ratings;
    size_t q = ratings->categories;
    double raters = 0, chance = 0;
    memset(desk->table, 0, ratings->raters * q * sizeof *desk->table);
    memset(desk->margins, 0, q * sizeof *desk->margins);
    for (size_t i = 0; i < ratings->count; i++)
        desk->table[ratings->list[i].rater * q + ratings->list[i].category] +=
            times ? times[ratings->list[i].item] : 1;
    for (size_t g = 0; g < ratings->raters; g++) {
        double *counts = desk->table + g * q, sum = 0;
        for (size_t k = 0; k < q; k++)
            sum += counts[k];
        raters += sum > 0;
        for (size_t k = 0; k < q; k++) {
            counts[k] = sum > 0 ? counts[k] / sum : 0;
            desk->margins[k] += counts[k];
        }
    }
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++) {
            double both = desk->margins[a] * desk->margins[b];
            for (size_t g = 0; g < ratings->raters; g++)
                both -= desk->table[g * q + a] * desk->table[g * q + b];
            chance += desk->weights[a * q + b] * both;
        }
    return raters > 1 ? chance / raters / (raters - 1) : (double)NAN;
}

/* ---- Krippendorff -------------------------------------------------------------------------------------- */

/* Krippendorff's squared difference of categories a <= b. Ordinal: the values from one to the other, the
 * outer ones half. */
static double apart_squared(const struct desk *desk, size_t a, size_t b)
{
    double x = number_of(desk->ratings, a), y = number_of(desk->ratings, b), apart = x - y;
    if (a == b)
        return 0;
    switch (desk->measure->scale) {
    case SCALE_ORDINAL:
        apart = desk->margins[b] - desk->margins[a] + (desk->shares[a] - desk->shares[b]) / 2;
        return apart * apart;
    case SCALE_INTERVAL:
        return apart * apart;
    case SCALE_RATIO:
        return x + y == 0 ? 0 : apart * apart / ((x + y) * (x + y));
    default:
        return 1;
    }
}

static double alpha_observed(const struct desk *desk, const uint32_t *times)
{
    const struct ratings *ratings = desk->ratings;
    size_t q = ratings->categories;
    double observed = 0;
    for (size_t start = 0, end; start < ratings->count; start = end) {
        double weight = times ? times[ratings->list[start].item] : 1, sum = 0;
        end = item_end(ratings, start);
        if (end - start < 2 || weight == 0)
            continue;
        for (size_t i = start; i < end; i++)
            for (size_t j = i + 1; j < end; j++)
                sum += desk->weights[ratings->list[i].category * q + ratings->list[j].category];
        observed += weight * 2 * sum / (double)(end - start - 1);
    }
    return observed;
}

static double alpha_of(const struct desk *desk, const uint32_t *times)
{
    const struct ratings *ratings = desk->ratings;
    size_t q = ratings->categories;
    double values = 0, expected = 0;
    memset(desk->shares, 0, q * sizeof *desk->shares);
    for (size_t start = 0, end; start < ratings->count; start = end) {
        double weight = times ? times[ratings->list[start].item] : 1;
        end = item_end(ratings, start);
        for (size_t i = start; i < end && end - start > 1; i++) {
            desk->shares[ratings->list[i].category] += weight;
            values += weight;
        }
    }
    for (size_t k = 0; k < q; k++) /* running sums */
        desk->margins[k] = desk->shares[k] + (k > 0 ? desk->margins[k - 1] : 0);
    for (size_t a = 0; a < q; a++)
        for (size_t b = a; b < q; b++) {
            double apart = apart_squared(desk, a, b);
            desk->weights[a * q + b] = desk->weights[b * q + a] = apart;
            expected += 2 * desk->shares[a] * desk->shares[b] * apart;
        }
    return expected > 0 ? 1 - (values - 1) * alpha_observed(desk, times) / expected : (double)NAN;
}

static double coefficient_of(const struct desk *desk, const uint32_t *times)
{
    if (desk->measure->kind == AGREEMENT_ALPHA)
        return alpha_of(desk, times);
    double seen = agreement_seen(desk, times);
    switch (desk->measure->kind) {
    case AGREEMENT_FLEISS:
        return coefficient(seen, chance_fleiss(desk));
    case AGREEMENT_GWET:
        return coefficient(seen, chance_gwet(desk));
    case AGREEMENT_CONGER:
        return coefficient(seen, chance_conger(desk, times));
    default:
        return seen;
    }
}

/* ---- Cohen --------------------------------------------------------------------------------------------- */

/* The shares of pairs of categories over items that both raters rated; returns how many items. */
static double cohen_table(const struct desk *desk)
{
    const struct ratings *ratings = desk->ratings;
    size_t q = ratings->categories;
    double items = 0;
    memset(desk->table, 0, q * q * sizeof *desk->table);
    memset(desk->margins, 0, 2 * q * sizeof *desk->margins);
    for (size_t start = 0, end; start < ratings->count; start = end) {
        end = item_end(ratings, start);
        if (end - start < 2)
            continue;
        desk->table[ratings->list[start].category * q + ratings->list[start + 1].category]++;
        desk->margins[ratings->list[start].category]++;
        desk->margins[q + ratings->list[start + 1].category]++;
        items++;
    }
    for (size_t i = 0; i < q * q; i++)
        desk->table[i] /= items;
    for (size_t i = 0; i < 2 * q; i++)
        desk->margins[i] /= items;
    return items;
}

/* The variance of Fleiss, Cohen and Everitt 1969, formula 12 (not that of the null hypothesis). */
static double cohen_variance(const struct desk *desk, double kappa, double chance, double items)
{
    size_t q = desk->ratings->categories;
    double sum = 0;
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++) {
            double row = 0, column = 0;
            for (size_t k = 0; k < q; k++) {
                row += desk->margins[q + k] * desk->weights[a * q + k];
                column += desk->margins[k] * desk->weights[k * q + b];
            }
            double term = desk->weights[a * q + b] - (row + column) * (1 - kappa);
            sum += desk->table[a * q + b] * term * term;
        }
    double middle = kappa - chance * (1 - kappa);
    return fmax(0, sum - middle * middle) / (items * (1 - chance) * (1 - chance));
}

static void cohen_measure(const struct desk *desk, struct agreement *out)
{
    size_t q = desk->ratings->categories;
    double items = cohen_table(desk), seen = 0, chance = 0;
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++) {
            seen += desk->weights[a * q + b] * desk->table[a * q + b];
            chance += desk->weights[a * q + b] * desk->margins[a] * desk->margins[q + b];
        }
    double kappa = coefficient(seen, chance);
    out->value = (struct interval){kappa, NAN, NAN};
    if (isnan(kappa))
        return;
    double half = interval_reach(0.95, 2) * sqrt(cohen_variance(desk, kappa, chance, items));
    out->value.low = fmax(-1, kappa - half);
    out->value.high = fmin(1, kappa + half);
}

/* ---- all ----------------------------------------------------------------------------------------------- */

static const char *reason_of(const struct ratings *ratings, const struct agreement_measure *measure,
                             int64_t items)
{
    bool numbers = measure->scale == SCALE_INTERVAL || measure->scale == SCALE_RATIO;
    if (ratings->raters < 2)
        return "there is one rater";
    if (items == 0)
        return "no item was rated twice";
    if (measure->kind == AGREEMENT_COHEN && ratings->raters > 2)
        return "there are more than two raters: see conger";
    if (strcmp(measure->name, "scott") == 0 && ratings->raters > 2)
        return "there are more than two raters: see fleiss";
    if (ratings->categories > MOST_CATEGORIES)
        return "there are more than 400 categories";
    if (numbers && !ratings->numbers)
        return "the categories are not numbers";
    if (measure->scale == SCALE_RATIO && ratings->numbers[0] < 0)
        return "a ratio scale has no negative numbers";
    return NULL;
}

static void desk_weigh(const struct desk *desk)
{
    size_t q = desk->ratings->categories;
    for (size_t a = 0; a < q && desk->measure->kind != AGREEMENT_ALPHA; a++)
        for (size_t b = 0; b < q; b++)
            desk->weights[a * q + b] = weight_of(desk->ratings, desk->measure->scale, a, b);
}

static int desk_draw(const struct desk *desk, size_t resamples, struct agreement *out, struct error *error)
{
    struct dice dice = {0x61737361};
    struct resampling resampling;
    uint32_t *times = memory_new(desk->ratings->items + 1, sizeof *times);
    double *drawn = memory_new(resamples + 1, sizeof *drawn);
    int code = times && drawn ? resampling_open(&resampling, desk->ratings->items, NULL, 0, error)
                              : error_memory(error);
    for (size_t i = 0; code == 0 && i < resamples; i++) {
        resampling_draw(&resampling, &dice, times);
        drawn[i] = coefficient_of(desk, times);
        if (cancel_requested())
            code = error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    if (code == 0)
        out->value = percentile_interval(out->value.value, drawn, resamples, 0.025);
    memory_free(times);
    memory_free(drawn);
    return code;
}

static int64_t items_rated_twice(const struct ratings *ratings)
{
    int64_t items = 0;
    for (size_t start = 0, end; start < ratings->count; start = end) {
        end = item_end(ratings, start);
        items += end - start > 1;
    }
    return items;
}

int agreement_measured(const struct ratings *ratings, const struct agreement_measure *measure,
                       size_t resamples, struct agreement *out, struct error *error)
{
    *out = (struct agreement){{NAN, NAN, NAN}, items_rated_twice(ratings), NULL};
    out->reason = reason_of(ratings, measure, out->items);
    if (out->reason)
        return 0;
    size_t q = ratings->categories, rows = ratings->raters > q ? ratings->raters : q;
    struct desk desk = {ratings,
                        measure,
                        memory_new(q * q, sizeof(double)),
                        memory_new(q, sizeof(double)),
                        memory_new(rows * q, sizeof(double)),
                        memory_new(2 * q, sizeof(double))};
    int code = desk.weights && desk.shares && desk.table && desk.margins ? 0 : error_memory(error);
    if (code == 0) {
        desk_weigh(&desk);
        if (measure->kind == AGREEMENT_COHEN)
            cohen_measure(&desk, out);
        else
            out->value.value = coefficient_of(&desk, NULL);
        if (isnan(out->value.value))
            out->reason = "all ratings are of one category: chance alone explains them";
        else if (measure->kind != AGREEMENT_COHEN)
            code = desk_draw(&desk, resamples, out, error);
    }
    memory_free(desk.weights);
    memory_free(desk.shares);
    memory_free(desk.table);
    memory_free(desk.margins);
    return code;
}
