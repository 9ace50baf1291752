#include "kernels/mean_discrepancy.h"

#include <math.h>

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"

/* All that a test works on: similarities of all pairs, their sums by row, and an order of the rows. */
struct pairs {
    float *cells; /* count * count: squared distances, later similarities; 0 on the diagonal */
    double *row_sums;
    uint32_t *order; /* the first `first` of it are the one sample */
    double total;
    size_t count, first;
};

/* ---- similarities -------------------------------------------------------------------------------------- */

static float squared_distance(const float *a, const float *b, size_t dimensions)
{
    float sum = 0;
    for (size_t i = 0; i < dimensions; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

static int distances_fill(struct pairs *pairs, const float *vectors, size_t dimensions, struct error *error)
{
    size_t count = pairs->count;
    for (size_t i = 0; i < count; i++) {
        if ((i & 63) == 63 && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        for (size_t j = i + 1; j < count; j++) {
            float distance = squared_distance(vectors + i * dimensions, vectors + j * dimensions, dimensions);
            pairs->cells[i * count + j] = pairs->cells[j * count + i] = distance;
        }
    }
    return 0;
}

/* The value that would stand at `place` if the numbers were sorted (Hoare 1961); reorders them. */
static float select_number(float *numbers, size_t count, size_t place)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        float pivot = numbers[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (numbers[i] < pivot)
                i++;
            while (numbers[j] > pivot)
                j--;
            if (i >= j)
                break;
            float other = numbers[i];
            numbers[i++] = numbers[j];
            numbers[j--] = other;
        }
        if (place <= j)
            high = j;
        else
            low = j + 1;
    }
    return numbers[place];
}

static int median_distance(const struct pairs *pairs, double *median, struct error *error)
{
    size_t count = pairs->count, kept = 0;
    float *numbers = memory_new(count * (count - 1) / 2, sizeof *numbers);
    if (!numbers)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            numbers[kept++] = pairs->cells[i * count + j];
    double upper = (double)select_number(numbers, kept, kept / 2);
    double lower = kept % 2 ? upper : (double)select_number(numbers, kept, kept / 2 - 1);
    *median = (sqrt(lower) + sqrt(upper)) / 2;
    memory_free(numbers);
    return 0;
}

static void similarities_fill(struct pairs *pairs, double bandwidth)
{
    size_t count = pairs->count;
    float scale = (float)(-1 / (2 * bandwidth * bandwidth));
    for (size_t i = 0; i < count; i++) {
        float *row = pairs->cells + i * count;
        double sum = 0;
        for (size_t j = 0; j < count; j++) {
            row[j] = i == j ? 0 : expf(row[j] * scale);
            sum += (double)row[j];
        }
        pairs->row_sums[i] = sum;
        pairs->total += sum;
    }
}

/* ---- the statistic ------------------------------------------------------------------------------------- */

static double value_of(const struct pairs *pairs)
{
    size_t count = pairs->count;
    double n = (double)pairs->first, m = (double)(count - pairs->first), within = 0, of_first = 0;
    for (size_t i = 0; i < pairs->first; i++) {
        const float *row = pairs->cells + (size_t)pairs->order[i] * count;
        double sum = 0;
        for (size_t j = 0; j < i; j++)
            sum += (double)row[pairs->order[j]];
        within += 2 * sum;
        of_first += pairs->row_sums[pairs->order[i]];
    }
    double between = of_first - within, other = pairs->total - within - 2 * between;
    return within / (n * (n - 1)) + other / (m * (m - 1)) - 2 * between / (n * m);
}

/* Puts a random sample of `first` rows in front. */
static void order_shuffle(struct pairs *pairs, uint64_t seed)
{
    for (size_t i = 0; i < pairs->first; i++) {
        uint64_t random = hash_mix(seed + i * 0x9e3779b97f4a7c15U) >> 32;
        size_t other = i + (size_t)(random * (pairs->count - i) >> 32);
        uint32_t kept = pairs->order[i];
        pairs->order[i] = pairs->order[other];
        pairs->order[other] = kept;
    }
}

static int permutations_count(struct pairs *pairs, int64_t permutations, uint64_t seed, struct mmd_test *test,
                              struct error *error)
{
    int64_t reached = 0;
    for (size_t i = 0; i < pairs->count; i++)
        pairs->order[i] = (uint32_t)i;
    test->value = value_of(pairs);
    for (int64_t k = 0; k < permutations; k++) {
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        order_shuffle(pairs, hash_mix(seed * 0x9e3779b97f4a7c15U + (uint64_t)k + 1));
        reached += value_of(pairs) >= test->value - 1e-12;
    }
    test->p = (1 + (double)reached) / (1 + (double)permutations);
    return 0;
}

static int pairs_test(struct pairs *pairs, const float *vectors, size_t dimensions, int64_t permutations,
                      uint64_t seed, struct mmd_test *test, struct error *error)
{
    if (!pairs->cells || !pairs->row_sums || !pairs->order)
        return error_memory(error);
    TRY(distances_fill(pairs, vectors, dimensions, error));
    TRY(median_distance(pairs, &test->bandwidth, error));
    if (!(test->bandwidth > 0))
        test->bandwidth = 1;
    similarities_fill(pairs, test->bandwidth);
    return permutations_count(pairs, permutations < 0 ? 0 : permutations, seed, test, error);
}

int mmd_two_samples(const float *vectors, size_t count, size_t first, size_t dimensions, int64_t permutations,
                    uint64_t seed, struct mmd_test *test, struct error *error)
{
    *test = (struct mmd_test){NAN, NAN, NAN};
    if (first < 2 || count < first + 2)
        return 0;
    if (count > MMD_ROWS_MOST)
        return error_set(error, ERROR_USAGE, "%zu vectors are more than %d: compare samples of them", count,
                         MMD_ROWS_MOST);
    struct pairs pairs = {.cells = memory_new(count * count, sizeof *pairs.cells),
                          .row_sums = memory_new(count, sizeof *pairs.row_sums),
                          .order = memory_new(count, sizeof *pairs.order),
                          .count = count,
                          .first = first};
    int code = pairs_test(&pairs, vectors, dimensions, permutations, seed, test, error);
    memory_free(pairs.cells);
    memory_free(pairs.row_sums);
    memory_free(pairs.order);
    return code;
}
