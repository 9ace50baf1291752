/* Spherical k-means: bundles found again, empty input, repeats, seeds, and memory that runs out. */
#include "testing.h"

#include <math.h>

#include "base/memory.h"
#include "kernels/kmeans.h"
#include "kernels/text_vector.h"

enum { DIMENSIONS = 20, BUNDLES = 5, EACH = 40, COUNT = BUNDLES * EACH };

static float vectors[COUNT * DIMENSIONS];

/* Bundles of directions around the axes. */
static void make_bundles(uint64_t seed)
{
    struct random random = {seed};
    for (size_t i = 0; i < COUNT; i++) {
        float *vector = vectors + i * DIMENSIONS;
        for (size_t d = 0; d < DIMENSIONS; d++)
            vector[d] = (float)((double)random_below(&random, 1000) / 1000 - 0.5) * 0.3F;
        vector[i % BUNDLES] += 1;
        assert_true(dense_normalise(vector, DIMENSIONS));
    }
}

static void test_bundles_are_found(void **state)
{
    (void)state;
    struct error error = {0};
    struct kmeans_input input = {vectors, COUNT, DIMENSIONS};
    for (uint64_t seed = 0; seed < 20; seed++) {
        float centers[BUNDLES * DIMENSIONS], again[BUNDLES * DIMENSIONS];
        size_t made, cluster_of[BUNDLES];
        make_bundles(seed);
        assert_int_equal(kmeans_fit(&input, BUNDLES, seed, centers, &made, &error), 0);
        assert_int_equal(made, BUNDLES);
        for (size_t i = 0; i < COUNT; i++) {
            size_t cluster = kmeans_assign(vectors + i * DIMENSIONS, centers, made, DIMENSIONS).center;
            if (i < BUNDLES)
                cluster_of[i] = cluster;
            assert_int_equal(cluster, cluster_of[i % BUNDLES]);
        }
        for (size_t a = 0; a < BUNDLES; a++)
            for (size_t b = 0; b < a; b++)
                assert_true(cluster_of[a] != cluster_of[b]);
        assert_int_equal(kmeans_fit(&input, BUNDLES, seed, again, &made, &error), 0);
        assert_memory_equal(centers, again, sizeof centers);
    }
}

/* Centres are means of their members: the one of all vectors is their sum, scaled. */
static void test_one_cluster_is_the_mean(void **state)
{
    (void)state;
    struct error error = {0};
    struct kmeans_input input = {vectors, COUNT, DIMENSIONS};
    float center[DIMENSIONS];
    double sum[DIMENSIONS] = {0}, squares = 0;
    size_t made;
    make_bundles(1);
    assert_int_equal(kmeans_fit(&input, 1, 7, center, &made, &error), 0);
    for (size_t i = 0; i < COUNT; i++)
        for (size_t d = 0; d < DIMENSIONS; d++)
            sum[d] += (double)vectors[i * DIMENSIONS + d];
    for (size_t d = 0; d < DIMENSIONS; d++)
        squares += sum[d] * sum[d];
    for (size_t d = 0; d < DIMENSIONS; d++)
        assert_true(fabs((double)center[d] - sum[d] / sqrt(squares)) < 1e-6);
}

static void test_largest_first(void **state)
{
    (void)state;
    struct error error = {0};
    float plane[10 * 2], centers[4];
    size_t made;
    for (size_t i = 0; i < 10; i++) {
        plane[2 * i] = i < 3 ? 1 : 0;
        plane[2 * i + 1] = i < 3 ? 0 : 1;
    }
    struct kmeans_input input = {plane, 10, 2};
    for (uint64_t seed = 0; seed < 10; seed++) {
        assert_int_equal(kmeans_fit(&input, 2, seed, centers, &made, &error), 0);
        assert_int_equal(made, 2);
        assert_true((double)centers[1] > 0.99 &&
                    (double)centers[2] > 0.99); /* (0, 1) holds seven, (1, 0) three */
    }
}

static void test_fewer_directions_than_clusters(void **state)
{
    (void)state;
    struct error error = {0};
    float same[5 * 2] = {1, 0, 1, 0, 0, 1, 1, 0, 0, 1}, centers[10];
    size_t made;
    struct kmeans_input input = {same, 5, 2};
    assert_int_equal(kmeans_fit(&input, 5, 3, centers, &made, &error), 0);
    assert_int_equal(made, 2);
    assert_int_equal(kmeans_fit(&(struct kmeans_input){same, 0, 2}, 5, 3, centers, &made, &error), 0);
    assert_int_equal(made, 0);
    assert_int_equal(kmeans_fit(&input, 0, 3, centers, &made, &error), 0);
    assert_int_equal(made, 0);
}

static void test_default_k(void **state)
{
    (void)state;
    static const size_t expected[][2] = {{0, 0},  {1, 1},    {3, 3},       {4, 2},
                                         {50, 5}, {200, 10}, {80000, 200}, {10000000, 200}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(kmeans_default_k(expected[i][0]), expected[i][1]);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    struct kmeans_input input = {vectors, COUNT, DIMENSIONS};
    float centers[BUNDLES * DIMENSIONS];
    make_bundles(1);
    for (long nth = 1;; nth++) {
        struct error error = {0};
        size_t made;
        memory_fail_at(nth);
        int code = kmeans_fit(&input, BUNDLES, 1, centers, &made, &error);
        memory_fail_at(0);
        if (code == 0)
            break;
        assert_int_equal(code, ERROR_SYSTEM);
        assert_true(nth < 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bundles_are_found), cmocka_unit_test(test_one_cluster_is_the_mean),
        cmocka_unit_test(test_largest_first),     cmocka_unit_test(test_fewer_directions_than_clusters),
        cmocka_unit_test(test_default_k),         cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
