/* Hashed vectors: weights by hand, products against a plain sum, projections near the cosines they stand for.
 */
#include "testing.h"

#include <math.h>

#include "base/memory.h"
#include "kernels/text_vector.h"

static struct text_vector make(const char *text, struct vector_shape shape)
{
    struct text_vector vector = {0};
    struct error error = {0};
    assert_int_equal(text_vector_make(&vector, text_of(text), &shape, &error), 0);
    return vector;
}

static void expect_near(double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%.9f is not %.9f", got, wanted);
}

/* "a b a": a twice, b once, "a b" and "b a" once: counts 2, 1, 1, 1. */
static void test_counts_and_length(void **state)
{
    (void)state;
    struct vector_shape shape = {.bits = 18, .longest = 2};
    struct text_vector vector = make("A b, a!", shape);
    assert_int_equal(vector.count, 4);
    int twice = 0;
    for (size_t i = 0; i < 4; i++) {
        assert_true(i == 0 || vector.entries[i].feature > vector.entries[i - 1].feature);
        bool high = (double)vector.entries[i].weight > 0.5;
        twice += high;
        expect_near((double)vector.entries[i].weight, (high ? 2 : 1) / sqrt(7), 1e-6);
    }
    assert_int_equal(twice, 1);
    text_vector_release(&vector);

    shape.sublinear = true;
    vector = make("a b a", shape);
    double tf = 1 + log(2), length = sqrt(tf * tf + 3);
    double highest = 0;
    for (size_t i = 0; i < 4; i++)
        highest = fmax(highest, (double)vector.entries[i].weight);
    expect_near(highest, tf / length, 1e-6);
    text_vector_release(&vector);
}

static void test_runs_of_different_length_do_not_meet(void **state)
{
    (void)state;
    struct vector_shape shape = {.bits = 24, .longest = 3};
    struct text_vector vector = make("x x x x", shape); /* x, "x x", "x x x" */
    assert_int_equal(vector.count, 3);
    text_vector_release(&vector);
    vector = make("one", shape);
    assert_int_equal(vector.count, 1);
    text_vector_release(&vector);
    vector = make(" ... ", shape);
    assert_int_equal(vector.count, 0);
    text_vector_release(&vector);
}

static void test_idf(void **state)
{
    (void)state;
    static float idf[256];
    struct vector_shape shape = {.bits = 8, .longest = 1, .idf = idf};
    struct text_vector a = make("alpha", (struct vector_shape){.bits = 8, .longest = 1});
    struct text_vector b = make("beta", (struct vector_shape){.bits = 8, .longest = 1});
    uint32_t alpha = a.entries[0].feature, beta = b.entries[0].feature;
    assert_true(alpha != beta);
    text_vector_release(&a);
    text_vector_release(&b);

    idf[alpha] = 3;
    idf[beta] = 4;
    struct text_vector both = make("beta alpha", shape);
    assert_int_equal(both.count, 2);
    for (size_t i = 0; i < 2; i++)
        expect_near((double)both.entries[i].weight, both.entries[i].feature == alpha ? 0.6 : 0.8, 1e-7);
    text_vector_release(&both);

    idf[alpha] = idf[beta] = 0; /* words that are in every text: no direction */
    both = make("beta alpha", shape);
    assert_int_equal(both.count, 0);
    text_vector_release(&both);
}

static void test_shapes_that_make_no_sense(void **state)
{
    (void)state;
    static const struct vector_shape shapes[] = {{.bits = 0, .longest = 1},
                                                 {.bits = 25, .longest = 1},
                                                 {.bits = 18, .longest = 0},
                                                 {.bits = 18, .longest = 9}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct text_vector vector = {0};
        struct error error = {0};
        assert_int_equal(text_vector_make(&vector, text_of("a"), &shapes[i], &error), ERROR_USAGE);
        text_vector_release(&vector);
    }
}

static void fill_words(struct random *random, struct buffer *text)
{
    buffer_clear(text);
    for (int i = 0; i < 40; i++)
        buffer_format(text, "w%u ", (unsigned)random_below(random, 60));
}

/* Against a sum over all pairs of entries. */
static void test_products(void **state)
{
    (void)state;
    struct random random = {7};
    struct buffer text = {0};
    for (int round = 0; round < 50; round++) {
        struct vector_shape shape = {.bits = 10, .longest = 2, .sublinear = round % 2};
        fill_words(&random, &text);
        struct text_vector a = make(buffer_c(&text), shape);
        fill_words(&random, &text);
        struct text_vector b = make(buffer_c(&text), shape);
        double sum = 0;
        for (size_t i = 0; i < a.count; i++)
            for (size_t j = 0; j < b.count; j++)
                if (a.entries[i].feature == b.entries[j].feature)
                    sum += (double)a.entries[i].weight * (double)b.entries[j].weight;
        expect_near(vector_dot(a.entries, a.count, b.entries, b.count), sum, 1e-12);
        expect_near(vector_cosine(a.entries, a.count, b.entries, b.count), sum, 1e-6);
        expect_near(vector_cosine(a.entries, a.count, a.entries, a.count), 1, 1e-12);
        assert_true(isnan(vector_cosine(a.entries, a.count, b.entries, 0)));
        text_vector_release(&a);
        text_vector_release(&b);
    }
    buffer_release(&text);
}

/* The error of a projected cosine has a standard deviation of at most 1 / sqrt(dimensions), and mean 0. */
static void test_projections(void **state)
{
    (void)state;
    enum { DIMENSIONS = 256, ROUNDS = 200 };
    struct random random = {11};
    struct buffer text = {0};
    struct vector_shape shape = {.bits = 18, .longest = 2};
    double sum = 0, squares = 0;
    for (int round = 0; round < ROUNDS; round++) {
        float first[DIMENSIONS], second[DIMENSIONS], again[DIMENSIONS];
        fill_words(&random, &text);
        struct text_vector a = make(buffer_c(&text), shape);
        fill_words(&random, &text);
        struct text_vector b = make(buffer_c(&text), shape);
        vector_project(a.entries, a.count, DIMENSIONS, (uint64_t)round, first);
        vector_project(a.entries, a.count, DIMENSIONS, (uint64_t)round, again);
        vector_project(b.entries, b.count, DIMENSIONS, (uint64_t)round, second);
        assert_memory_equal(first, again, sizeof first);
        double error =
            dense_cosine(first, second, DIMENSIONS) - vector_cosine(a.entries, a.count, b.entries, b.count);
        sum += error;
        squares += error * error;
        text_vector_release(&a);
        text_vector_release(&b);
    }
    expect_near(sum / (double)ROUNDS, 0, 4 / sqrt((double)DIMENSIONS * (double)ROUNDS));
    assert_true(sqrt(squares / (double)ROUNDS) < 1.2 / sqrt((double)DIMENSIONS));
    assert_true(sqrt(squares / (double)ROUNDS) > 0.3 / sqrt((double)DIMENSIONS));
    buffer_release(&text);
}

/* Blocks of 32 signs and what is left over: a shorter projection is the beginning of a longer one, scaled. */
static void test_odd_dimensions(void **state)
{
    (void)state;
    float longer[100], shorter[41];
    struct text_vector a = make("the quick brown fox", (struct vector_shape){.bits = 18, .longest = 2});
    vector_project(a.entries, a.count, 100, 5, longer);
    vector_project(a.entries, a.count, 41, 5, shorter);
    for (size_t i = 0; i < 41; i++)
        expect_near((double)shorter[i] * sqrt(41), (double)longer[i] * 10, 1e-5);
    text_vector_release(&a);
}

static void test_dense(void **state)
{
    (void)state;
    float a[3] = {3, 4, 0}, zero[3] = {0};
    float b[3] = {0, 0, 2};
    assert_true(dense_normalise(a, 3));
    expect_near((double)a[0], 0.6, 1e-7);
    assert_false(dense_normalise(zero, 3));
    assert_true(dense_cosine(a, b, 3) == 0);
    assert_true(isnan(dense_cosine(a, zero, 3)));
    float bad[2] = {NAN, 1};
    assert_false(dense_normalise(bad, 2));
}

static void test_out_of_memory(void **state)
{
    (void)state;
    struct vector_shape shape = {.bits = 18, .longest = 2};
    for (long nth = 1;; nth++) {
        struct text_vector vector = {0};
        struct error error = {0};
        memory_fail_at(nth);
        int code =
            text_vector_make(&vector, text_of("some words, näive and plain, to be counted"), &shape, &error);
        memory_fail_at(0);
        text_vector_release(&vector);
        if (code == 0)
            break;
        assert_int_equal(code, ERROR_SYSTEM);
        assert_true(nth < 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_and_length),
        cmocka_unit_test(test_runs_of_different_length_do_not_meet),
        cmocka_unit_test(test_idf),
        cmocka_unit_test(test_shapes_that_make_no_sense),
        cmocka_unit_test(test_products),
        cmocka_unit_test(test_projections),
        cmocka_unit_test(test_odd_dimensions),
        cmocka_unit_test(test_dense),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
