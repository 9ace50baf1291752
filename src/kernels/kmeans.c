/* Spherical k-means. */
#include "kernels/kmeans.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"

enum { LANES = 16 };

/* Sixteen running sums, so that the compiler may use vector instructions without changing the order of
 * additions. */
static float dot(const float *a, const float *b, size_t dimensions)
{
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= dimensions; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += a[i + lane] * b[i + lane];
    }
    float sum = 0;
    for (size_t lane = 0; lane < LANES; lane++)
        sum += lanes[lane];
    for (; i < dimensions; i++)
        sum += a[i] * b[i];
    return sum;
}

struct kmeans_nearest kmeans_assign(const float *vector, const float *centers, size_t count,
                                    size_t dimensions)
{
    struct kmeans_nearest nearest = {0, dot(vector, centers, dimensions)};
    for (size_t c = 1; c < count; c++) {
        float similarity = dot(vector, centers + c * dimensions, dimensions);
        if (similarity > nearest.similarity)
            nearest = (struct kmeans_nearest){c, similarity};
    }
    return nearest;
}

size_t kmeans_default_k(size_t n)
{
    if (n < 4)
        return n;
    double k = round(sqrt((double)n / 2));
    return k < 2 ? 2 : k > 200 ? 200 : (size_t)k;
}

struct fit {
    const struct kmeans_input *input;
    float *centers;
    size_t k; /* centres there are */
    uint64_t random;
    float *similarity; /* of each vector to its centre */
    float *trial, *best_trial;
    uint32_t *cluster;
    double *sums;
    uint64_t *sizes;
};

static double random_share(struct fit *fit)
{
    fit->random += 0x9e3779b97f4a7c15U;
    return (double)(hash_mix(fit->random) >> 11) * 0x1p-53;
}

static const float *vector_at(const struct fit *fit, size_t index)
{
    return fit->input->vectors + index * fit->input->dimensions;
}

static void put_center(struct fit *fit, size_t center, size_t index)
{
    size_t dimensions = fit->input->dimensions;
    memcpy(fit->centers + center * dimensions, vector_at(fit, index), dimensions * sizeof *fit->centers);
}

/* ---- seeding ------------------------------------------------------------------------------------------- */

/* Squared distance of two directions is 2 (1 - cosine); rounding must not leave a copy a chance. */
static double squared_distance(float similarity)
{
    return (double)similarity > 1 - 1e-6 ? 0 : 1 - (double)similarity;
}

static double spread_of(const float *similarity, size_t count)
{
    double spread = 0;
    for (size_t i = 0; i < count; i++)
        spread += squared_distance(similarity[i]);
    return spread;
}

/* A vector drawn with a chance in proportion to its squared distance from the centres. */
static size_t draw(struct fit *fit, double spread)
{
    double left = random_share(fit) * spread;
    size_t last = 0;
    for (size_t i = 0; i < fit->input->count; i++) {
        double distance = squared_distance(fit->similarity[i]);
        if (distance <= 0)
            continue;
        last = i;
        left -= distance;
        if (left < 0)
            break;
    }
    return last;
}

/* The similarity of every vector to its nearest centre if vector `index` became one. */
static void try_center(struct fit *fit, size_t index, float *similarity)
{
    for (size_t i = 0; i < fit->input->count; i++) {
        float other = dot(vector_at(fit, i), vector_at(fit, index), fit->input->dimensions);
        similarity[i] = other > fit->similarity[i] ? other : fit->similarity[i];
    }
}

static void swap_floats(float **a, float **b)
{
    float *other = *a;
    *a = *b;
    *b = other;
}

/* Of several draws the one that leaves the least distance. */
static void add_center(struct fit *fit, double spread, size_t trials)
{
    double least = INFINITY;
    size_t chosen = 0;
    for (size_t trial = 0; trial < trials; trial++) {
        size_t index = draw(fit, spread);
        try_center(fit, index, fit->trial);
        double rest = spread_of(fit->trial, fit->input->count);
        if (rest < least) {
            least = rest;
            chosen = index;
            swap_floats(&fit->trial, &fit->best_trial);
        }
    }
    swap_floats(&fit->similarity, &fit->best_trial);
    put_center(fit, fit->k++, chosen);
}

static int seed_centers(struct fit *fit, size_t wanted, struct error *error)
{
    size_t count = fit->input->count, trials = 2 + (size_t)log((double)wanted);
    size_t first = (size_t)(random_share(fit) * (double)count);
    for (size_t i = 0; i < count; i++)
        fit->similarity[i] = dot(vector_at(fit, i), vector_at(fit, first), fit->input->dimensions);
    put_center(fit, 0, first);
    fit->k = 1;
    while (fit->k < wanted) {
        double spread = spread_of(fit->similarity, count);
        if (spread <= 0)
            break; /* every direction is a centre already */
        add_center(fit, spread, trials);
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    return 0;
}

/* ---- rounds -------------------------------------------------------------------------------------------- */

static double assign_all(struct fit *fit)
{
    double total = 0;
    memset(fit->sizes, 0, fit->k * sizeof *fit->sizes);
    for (size_t i = 0; i < fit->input->count; i++) {
        struct kmeans_nearest nearest =
            kmeans_assign(vector_at(fit, i), fit->centers, fit->k, fit->input->dimensions);
        fit->cluster[i] = (uint32_t)nearest.center;
        fit->similarity[i] = nearest.similarity;
        fit->sizes[nearest.center]++;
        total += (double)nearest.similarity;
    }
    return total;
}

/* Gives each empty cluster the vector that fits worst where it is, out of a cluster of at least two. */
static void fill_empty(struct fit *fit)
{
    for (size_t c = 0; c < fit->k; c++) {
        if (fit->sizes[c])
            continue;
        size_t worst = fit->input->count;
        for (size_t i = 0; i < fit->input->count; i++) {
            if (fit->sizes[fit->cluster[i]] > 1 &&
                (worst == fit->input->count || fit->similarity[i] < fit->similarity[worst]))
                worst = i;
        }
        if (worst == fit->input->count)
            continue;
        fit->sizes[fit->cluster[worst]]--;
        fit->sizes[c] = 1;
        fit->cluster[worst] = (uint32_t)c;
        fit->similarity[worst] = 1;
    }
}

static void move_centers(struct fit *fit)
{
    size_t dimensions = fit->input->dimensions;
    memset(fit->sums, 0, fit->k * dimensions * sizeof *fit->sums);
    for (size_t i = 0; i < fit->input->count; i++) {
        double *sum = fit->sums + fit->cluster[i] * dimensions;
        const float *vector = vector_at(fit, i);
        for (size_t d = 0; d < dimensions; d++)
            sum[d] += (double)vector[d];
    }
    for (size_t c = 0; c < fit->k; c++) {
        const double *sum = fit->sums + c * dimensions;
        double squares = 0;
        for (size_t d = 0; d < dimensions; d++)
            squares += sum[d] * sum[d];
        if (!(squares > 0))
            continue; /* members that cancel out: the old centre stays */
        double length = sqrt(squares);
        for (size_t d = 0; d < dimensions; d++)
            fit->centers[c * dimensions + d] = (float)(sum[d] / length);
    }
}

static int run_rounds(struct fit *fit, struct error *error)
{
    double before = -INFINITY;
    for (int round = 0; round < KMEANS_ROUNDS; round++) {
        double total = assign_all(fit);
        fill_empty(fit);
        if (total - before <= 1e-5 * (double)fit->input->count)
            return 0;
        before = total;
        move_centers(fit);
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    assign_all(fit);
    return 0;
}

/* Largest first; of equal size, the order of seeding. */
static void order_centers(struct fit *fit)
{
    size_t dimensions = fit->input->dimensions;
    for (size_t c = 1; c < fit->k; c++) {
        for (size_t at = c; at > 0 && fit->sizes[at] > fit->sizes[at - 1]; at--) {
            uint64_t size = fit->sizes[at];
            fit->sizes[at] = fit->sizes[at - 1];
            fit->sizes[at - 1] = size;
            float *a = fit->centers + at * dimensions, *b = a - dimensions;
            for (size_t d = 0; d < dimensions; d++) {
                float other = a[d];
                a[d] = b[d];
                b[d] = other;
            }
        }
    }
}

static int fit_all(struct fit *fit, size_t k, struct error *error)
{
    size_t count = fit->input->count;
    fit->similarity = memory_new(count, sizeof *fit->similarity);
    fit->trial = memory_new(count, sizeof *fit->trial);
    fit->best_trial = memory_new(count, sizeof *fit->best_trial);
    fit->cluster = memory_new(count, sizeof *fit->cluster);
    fit->sums = memory_new(k * fit->input->dimensions, sizeof *fit->sums);
    fit->sizes = memory_new(k, sizeof *fit->sizes);
    if (!fit->similarity || !fit->trial || !fit->best_trial || !fit->cluster || !fit->sums || !fit->sizes)
        return error_memory(error);
    TRY(seed_centers(fit, k, error));
    TRY(run_rounds(fit, error));
    order_centers(fit);
    return 0;
}

int kmeans_fit(const struct kmeans_input *input, size_t k, uint64_t seed, float *centers, size_t *made,
               struct error *error)
{
    *made = 0;
    if (input->count == 0 || input->dimensions == 0 || k == 0)
        return 0;
    struct fit fit = {.input = input, .centers = centers, .random = hash_mix(seed + 1)};
    int code = fit_all(&fit, k < input->count ? k : input->count, error);
    *made = fit.k;
    memory_free(fit.similarity);
    memory_free(fit.trial);
    memory_free(fit.best_trial);
    memory_free(fit.cluster);
    memory_free(fit.sums);
    memory_free(fit.sizes);
    return code;
}
