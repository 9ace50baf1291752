#include "kernels/nearest_vector.h"

#include <math.h>
#include <string.h>

#include "base/cancel.h"
#include "base/memory.h"

enum { LANES = 16, BLOCK = 64 };

/* Lanes of their own, which the compiler may add up side by side. */
static float product(const float *a, const float *b, size_t dimensions)
{
    float lanes[LANES] = {0}, sum = 0;
    size_t i = 0;
    for (; i + LANES <= dimensions; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += a[i + lane] * b[i + lane];
    for (; i < dimensions; i++)
        sum += a[i] * b[i];
    for (size_t lane = 0; lane < LANES; lane++)
        sum += lanes[lane];
    return sum;
}

/* All rows against others first … last - 1, which stay in the cache. */
static void block_compare(const float *rows, size_t count, const float *others, size_t first, size_t last,
                          size_t dimensions, struct nearest_vector *nearest)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = first; j < last; j++) {
            double similarity = (double)product(rows + i * dimensions, others + j * dimensions, dimensions);
            if (similarity > nearest[i].similarity)
                nearest[i] = (struct nearest_vector){j, similarity};
        }
    }
}

int nearest_vectors(float *rows, size_t count, float *others, size_t others_count, size_t dimensions,
                    struct nearest_vector *nearest, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        dense_normalise(rows + i * dimensions, dimensions);
        nearest[i] = (struct nearest_vector){0, others_count ? -2 : (double)NAN};
    }
    for (size_t i = 0; i < others_count; i++)
        dense_normalise(others + i * dimensions, dimensions);
    for (size_t first = 0; first < others_count; first += BLOCK) {
        size_t last = first + BLOCK < others_count ? first + BLOCK : others_count;
        block_compare(rows, count, others, first, last, dimensions, nearest);
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    return 0;
}

/* ---- sparse -------------------------------------------------------------------------------------------- */

struct posting {
    uint32_t item;
    float weight;
};

/* Postings by feature: those of feature f are at starts[f] … starts[f + 1]. */
struct postings {
    struct posting *items;
    size_t *starts;
    float *sums; /* of the vector at hand, one for each of the others */
    size_t features;
};

static size_t features_of(const struct sparse_vectors *vectors)
{
    size_t features = 0;
    for (size_t i = 0; i < vectors->starts[vectors->count]; i++)
        features =
            vectors->entries[i].feature >= features ? (size_t)vectors->entries[i].feature + 1 : features;
    return features;
}

static int postings_make(struct postings *postings, const struct sparse_vectors *others, struct error *error)
{
    size_t total = others->starts[others->count];
    postings->features = features_of(others);
    postings->starts = memory_new(postings->features + 2, sizeof *postings->starts);
    postings->items = memory_new(total + 1, sizeof *postings->items);
    postings->sums = memory_new(others->count + 1, sizeof *postings->sums);
    if (!postings->starts || !postings->items || !postings->sums)
        return error_memory(error);
    for (size_t i = 0; i < total; i++)
        postings->starts[others->entries[i].feature + 2]++;
    for (size_t i = 2; i < postings->features + 2; i++)
        postings->starts[i] += postings->starts[i - 1];
    for (size_t item = 0; item < others->count; item++) {
        for (size_t i = others->starts[item]; i < others->starts[item + 1]; i++)
            postings->items[postings->starts[others->entries[i].feature + 1]++] =
                (struct posting){(uint32_t)item, others->entries[i].weight};
    }
    return 0;
}

static struct nearest_vector nearest_of(struct postings *postings, const struct vector_entry *entries,
                                        size_t count, size_t others)
{
    struct nearest_vector nearest = {0, 0};
    memset(postings->sums, 0, others * sizeof *postings->sums);
    for (size_t i = 0; i < count && entries[i].feature < postings->features; i++) {
        size_t end = postings->starts[entries[i].feature + 1];
        for (size_t at = postings->starts[entries[i].feature]; at < end; at++)
            postings->sums[postings->items[at].item] += entries[i].weight * postings->items[at].weight;
    }
    for (size_t item = 0; item < others; item++)
        if ((double)postings->sums[item] > nearest.similarity)
            nearest = (struct nearest_vector){item, (double)postings->sums[item]};
    return nearest;
}

int nearest_sparse(const struct sparse_vectors *vectors, const struct sparse_vectors *others,
                   struct nearest_vector *nearest, struct error *error)
{
    struct postings postings = {0};
    int code = others->count < UINT32_MAX ? postings_make(&postings, others, error)
                                          : error_set(error, ERROR_USAGE, "too many vectors to compare with");
    for (size_t i = 0; i < vectors->count && code == 0; i++) {
        size_t start = vectors->starts[i];
        nearest[i] =
            nearest_of(&postings, vectors->entries + start, vectors->starts[i + 1] - start, others->count);
        if (others->count == 0)
            nearest[i].similarity = NAN;
        if ((i & 255) == 255 && cancel_requested())
            code = error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    memory_free(postings.items);
    memory_free(postings.starts);
    memory_free(postings.sums);
    return code;
}
