/* Calibration against values worked out by hand, and what must hold whatever the data. */
#include "testing.h"

#include <math.h>
#include <stdbool.h>

#include "kernels/calibration.h"

static void expect_near(double got, double wanted)
{
    if (!(fabs(got - wanted) <= 1e-12))
        fail_msg("%.17g, expected %.17g", got, wanted);
}

enum { COUNT = 6 };

/* In order of confidence; two on an edge of four bins. */
static void answers_make(struct judged *answers)
{
    static const double confidences[COUNT] = {0.75, 0.2, 0.25, 0.9, 0.6, 1},
                        grades[COUNT] = {1, 0, 1, 0, 1, 1};
    for (uint32_t i = 0; i < COUNT; i++)
        answers[i] = (struct judged){confidences[i], grades[i], i, i};
    calibration_sort(answers, COUNT);
}

static void test_figures(void **state)
{
    struct judged answers[COUNT];
    double figures[CALIBRATION_FIGURES];
    (void)state;
    answers_make(answers);
    calibration_measure(answers, COUNT, 4, NULL, figures);
    expect_near(figures[CALIBRATION_ACCURACY], 4.0 / 6);
    expect_near(figures[CALIBRATION_CONFIDENCE], 3.7 / 6);
    /* (0, .25]: .2 and .25, one right; (.5, .75]: .6 and .75, both right; (.75, 1]: .9 and 1, one right. */
    expect_near(figures[CALIBRATION_ECE], (fabs(1 - 0.45) + fabs(2 - 1.35) + fabs(1 - 1.9)) / 6);
    expect_near(figures[CALIBRATION_MCE], 0.9 / 2);
    /* Four parts of 2, 2, 1 and 1. */
    expect_near(figures[CALIBRATION_ACE], (fabs(1 - 0.45) + fabs(2 - 1.35) + 0.9 + 0) / 6);
    expect_near(figures[CALIBRATION_BRIER], (0.04 + 0.5625 + 0.16 + 0.0625 + 0.81 + 0) / 6);
    /* .2: under all 4 right ones; .9: under 1 of 4. */
    expect_near(figures[CALIBRATION_AUROC], 5.0 / 8);
    expect_near(figures[CALIBRATION_UNCERTAINTY], 4.0 / 6 * 2 / 6);
}

/* The parts add up where all confidences of a bin are the same. */
static void test_brier_parts(void **state)
{
    struct judged answers[300];
    double figures[CALIBRATION_FIGURES];
    (void)state;
    for (uint32_t i = 0; i < 300; i++)
        answers[i] = (struct judged){0.05 + 0.1 * (i % 10), (i * 7 % 10) < i % 10, i, i};
    calibration_sort(answers, 300);
    calibration_measure(answers, 300, 10, NULL, figures);
    expect_near(figures[CALIBRATION_BRIER], figures[CALIBRATION_RELIABILITY] -
                                                figures[CALIBRATION_RESOLUTION] +
                                                figures[CALIBRATION_UNCERTAINTY]);
}

/* Counting an answer twice is having it twice. */
static void test_times(void **state)
{
    struct judged answers[COUNT], twice[COUNT + 3];
    const uint32_t times[COUNT] = {1, 2, 0, 3, 1, 2};
    double figures[CALIBRATION_FIGURES], wanted[CALIBRATION_FIGURES];
    size_t count = 0;
    (void)state;
    answers_make(answers);
    for (size_t i = 0; i < COUNT; i++)
        for (uint32_t j = 0; j < times[i]; j++)
            twice[count++] = answers[i];
    calibration_measure(answers, COUNT, 4, times, figures);
    calibration_measure(twice, count, 4, NULL, wanted);
    for (size_t i = 0; i < CALIBRATION_FIGURES; i++)
        expect_near(figures[i], wanted[i]);
}

static void test_edges(void **state)
{
    struct judged answers[] = {{0, 0, 0, 0}, {0.2, 1, 1, 1}, {3.0 / 15, 1, 2, 2}, {0.6, 1, 3, 3},
                               {1, 1, 4, 4}, {1.5, 1, 5, 5}, {-2, 0, 6, 6}};
    struct calibration_bin bins[15];
    double figures[CALIBRATION_FIGURES];
    (void)state;
    calibration_sort(answers, 7);
    calibration_bins(answers, 7, 15, bins);
    assert_int_equal(bins[0].n, 2); /* 0 and below */
    assert_int_equal(bins[2].n, 2); /* an edge belongs to the bin below it */
    assert_int_equal(bins[8].n, 1);
    assert_int_equal(bins[14].n, 2); /* 1 and above */
    assert_true(isnan(bins[5].accuracy) && isnan(bins[5].confidence));
    calibration_measure(answers, 0, 15, NULL, figures);
    assert_true(isnan(figures[CALIBRATION_ECE]) && isnan(figures[CALIBRATION_AUROC]));
    calibration_measure(answers, 1, 15, NULL, figures);
    assert_true(isnan(figures[CALIBRATION_AUROC]));
}

static void test_intervals(void **state)
{
    struct judged answers[400];
    struct interval figures[CALIBRATION_FIGURES], again[CALIBRATION_FIGURES], wide[CALIBRATION_FIGURES];
    struct error error = {0};
    (void)state;
    for (uint32_t i = 0; i < 400; i++)
        answers[i] = (struct judged){(double)(i % 97) / 97, (i / 20 * 13 % 20) > 7, i / 20, i};
    calibration_sort(answers, 400);
    assert_int_equal(calibration_intervals(answers, 400, 20, 15, 300, wide, &error), 0);
    assert_int_equal(calibration_intervals(answers, 400, 20, 15, 300, again, &error), 0);
    for (uint32_t i = 0; i < 400; i++)
        answers[i].cluster = answers[i].place;
    assert_int_equal(calibration_intervals(answers, 400, 400, 15, 300, figures, &error), 0);
    for (size_t i = 0; i < CALIBRATION_FIGURES; i++)
        assert_true(wide[i].low == again[i].low && wide[i].high == again[i].high &&
                    wide[i].low <= wide[i].high);
    const struct interval *one = &figures[CALIBRATION_ACCURACY], *together = &wide[CALIBRATION_ACCURACY];
    assert_true(together->high - together->low > 2 * (one->high - one->low)); /* grades move by cluster */
    assert_true(fabs((one->high - one->low) / 2 - 1.96 * sqrt(one->value * (1 - one->value) / 400)) < 0.008);
    assert_int_equal(calibration_intervals(answers, 400, 400, 15, 0, figures, &error), 0);
    assert_true(isnan(figures[CALIBRATION_ECE].low) && !isnan(figures[CALIBRATION_ECE].value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures), cmocka_unit_test(test_brier_parts), cmocka_unit_test(test_times),
        cmocka_unit_test(test_edges),   cmocka_unit_test(test_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
