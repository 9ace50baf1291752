/* Eigenvalues and Vendi scores whose values are known, and compressed sizes. */
#include "testing.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "kernels/compression.h"
#include "kernels/diversity.h"

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The tridiagonal matrix of 2 and -1 has the eigenvalues 2 - 2 cos(j pi / (n + 1)). */
static void test_known_eigenvalues(void **state)
{
    (void)state;
    enum { N = 60 };
    static double matrix[N * N], values[N];
    struct error error = {0};
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            matrix[i * N + j] = i == j ? 2 : i + 1 == j || j + 1 == i ? -1 : 0;
    assert_int_equal(symmetric_eigenvalues(matrix, N, values, &error), 0);
    qsort(values, N, sizeof *values, by_value);
    for (size_t j = 0; j < N; j++)
        assert_true(fabs(values[j] - (2 - 2 * cos((double)(j + 1) * acos(-1) / (N + 1)))) < 1e-12);
}

/* Full matrices: the sum of eigenvalues is the trace, that of their squares the sum of squares of all
 * entries, and that of their cubes the trace of the cube. */
static void test_traces(void **state)
{
    (void)state;
    struct random random = {3};
    struct error error = {0};
    for (size_t n = 1; n <= 40; n++) {
        static double matrix[1600], copy[1600], values[40];
        double sums[3] = {0}, traces[3] = {0};
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++)
                matrix[i * n + j] = matrix[j * n + i] = (double)random_below(&random, 2000) / 1000 - 1;
        memcpy(copy, matrix, sizeof copy);
        assert_int_equal(symmetric_eigenvalues(matrix, n, values, &error), 0);
        for (size_t i = 0; i < n; i++) {
            sums[0] += values[i];
            sums[1] += values[i] * values[i];
            sums[2] += values[i] * values[i] * values[i];
            traces[0] += copy[i * n + i];
            for (size_t j = 0; j < n; j++) {
                traces[1] += copy[i * n + j] * copy[i * n + j];
                for (size_t k = 0; k < n; k++)
                    traces[2] += copy[i * n + j] * copy[j * n + k] * copy[k * n + i];
            }
        }
        for (size_t i = 0; i < 3; i++)
            assert_true(fabs(sums[i] - traces[i]) < 1e-9 * (1 + fabs(traces[i])));
    }
}

static double vendi_of_blocks(size_t blocks, size_t each)
{
    size_t n = blocks * each;
    double *matrix = memory_new(n * n, sizeof *matrix), score;
    struct error error = {0};
    assert_non_null(matrix);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            matrix[i * n + j] = i / each == j / each;
    assert_int_equal(vendi_score(matrix, n, &score, &error), 0);
    memory_free(matrix);
    return score;
}

static void test_vendi(void **state)
{
    (void)state;
    assert_true(fabs(vendi_of_blocks(1, 1) - 1) < 1e-12);
    assert_true(fabs(vendi_of_blocks(1, 30) - 1) < 1e-9);
    assert_true(fabs(vendi_of_blocks(7, 1) - 7) < 1e-9);
    assert_true(fabs(vendi_of_blocks(5, 8) - 5) < 1e-9);
    /* Two vectors with cosine 0.5: eigenvalues 0.75 and 0.25. */
    double pair[4] = {1, 0.5, 0.5, 1}, score;
    struct error error = {0};
    assert_int_equal(vendi_score(pair, 2, &score, &error), 0);
    assert_true(fabs(score - exp(-0.75 * log(0.75) - 0.25 * log(0.25))) < 1e-12);
    assert_int_equal(vendi_score(pair, 0, &score, &error), 0);
    assert_true(isnan(score));
    assert_int_equal(vendi_score(pair, VENDI_MOST + 1, &score, &error), ERROR_USAGE);
}

/* What is no number ends in an error, not in a loop. */
static void test_no_numbers(void **state)
{
    (void)state;
    double matrix[9] = {1, NAN, 0, NAN, 1, 0.5, 0, 0.5, 1}, score;
    struct error error = {0};
    int code = vendi_score(matrix, 3, &score, &error);
    assert_true(code == ERROR_USAGE || isnan(score));
}

static void test_compressed_sizes(void **state)
{
    (void)state;
    struct error error = {0};
    uint64_t size;
    assert_int_equal(compressed_size(text_of(""), &size, &error), 0);
    assert_int_equal(size, 8); /* an empty zlib stream: header, one empty block, checksum */
    char *text = memory_new(5000001, 1);
    assert_non_null(text);
    memset(text, 'a', 5000000);
    assert_int_equal(compressed_size((struct text){text, 5000000}, &size, &error), 0);
    assert_true(size > 4000 && size < 6000); /* deflate's limit is about 1 : 1030 */
    struct random random = {5};
    for (size_t i = 0; i < 5000000; i++)
        text[i] = (char)random_next(&random);
    assert_int_equal(compressed_size((struct text){text, 5000000}, &size, &error), 0);
    assert_true(size > 5000000 && size < 5010000);
    memory_free(text);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        double pair[4] = {1, 0.5, 0.5, 1}, score;
        struct error error = {0};
        uint64_t size;
        memory_fail_at(nth);
        int code = vendi_score(pair, 2, &score, &error);
        if (code == 0)
            code = compressed_size(text_of("abc"), &size, &error);
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
        cmocka_unit_test(test_known_eigenvalues),
        cmocka_unit_test(test_traces),
        cmocka_unit_test(test_vendi),
        cmocka_unit_test(test_no_numbers),
        cmocka_unit_test(test_compressed_sizes),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
