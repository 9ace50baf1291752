/* Sharing out a total: proportions, caps, whole numbers, and against a plain search for λ. */
#include "testing.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "kernels/mixing.h"

static void expect(const double *weights, const double *caps, size_t count, double total, bool whole,
                   const double *wanted)
{
    size_t order[8];
    double targets[8];
    mix_allocate(weights, caps, count, total, whole, order, targets);
    for (size_t i = 0; i < count; i++)
        if (fabs(targets[i] - wanted[i]) > 1e-9)
            fail_msg("source %zu: %.12g, expected %.12g", i, targets[i], wanted[i]);
}

static void test_proportions(void **state)
{
    (void)state;
    expect((double[]){3, 1}, (double[]){INFINITY, INFINITY}, 2, 10, false, (double[]){7.5, 2.5});
    expect((double[]){3, 1}, (double[]){INFINITY, INFINITY}, 2, 10, true, (double[]){8, 2});
    expect((double[]){1, 1, 1}, (double[]){9, 9, 9}, 3, 10, true, (double[]){4, 3, 3});
    expect((double[]){0, 1}, (double[]){9, 20}, 2, 10, true, (double[]){0, 10});
    expect((double[]){1}, (double[]){5}, 1, 0, true, (double[]){0});
}

static void test_caps(void **state)
{
    (void)state;
    expect((double[]){1, 1, 2}, (double[]){1, 100, 100}, 3, 13, false, (double[]){1, 4, 8});
    expect((double[]){5, 1, 1}, (double[]){2, 3, 100}, 3, 20, true, (double[]){2, 3, 15});
    expect((double[]){1, 1}, (double[]){2.5, 3}, 2, 100, true, (double[]){2, 3});
    expect((double[]){1, 1}, (double[]){2.5, 3}, 2, 100, false, (double[]){2.5, 3});
    expect((double[]){0, 0}, (double[]){2, 3}, 2, 4, true, (double[]){0, 0});
}

/* The largest λ with Σ min(cap, λ·weight) = total, by bisection. */
static double search(const double *weights, const double *caps, size_t count, double total)
{
    double low = 0, high = 1e9;
    for (int step = 0; step < 200; step++) {
        double middle = (low + high) / 2, sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += fmin(caps[i], middle * weights[i]);
        if (sum < total)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void test_against_search(void **state)
{
    (void)state;
    srand(4);
    for (int trial = 0; trial < 500; trial++) {
        size_t count = 1 + (size_t)rand() % 8, order[8];
        double weights[8], caps[8], targets[8], supply = 0, sum = 0;
        for (size_t i = 0; i < count; i++) {
            weights[i] = 1 + rand() % 9;
            caps[i] = rand() % 50;
            supply += caps[i];
        }
        double total = floor(supply * (rand() % 100) / 100.0), lambda = search(weights, caps, count, total);
        mix_allocate(weights, caps, count, total, false, order, targets);
        for (size_t i = 0; i < count; i++)
            assert_true(fabs(targets[i] - fmin(caps[i], lambda * weights[i])) < 1e-6);
        mix_allocate(weights, caps, count, total, true, order, targets);
        for (size_t i = 0; i < count; i++) {
            assert_true(targets[i] == floor(targets[i]) && targets[i] <= caps[i]);
            assert_true(fabs(targets[i] - fmin(caps[i], lambda * weights[i])) < 1 + 1e-6);
            sum += targets[i];
        }
        assert_true(sum == total);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proportions),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_against_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
