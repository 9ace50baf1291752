/* Intervals against published and hand-computed values. */
#include "testing.h"

#include <math.h>

#include "kernels/intervals.h"

static void expect_interval(struct interval got, double value, double low, double high)
{
    const double pairs[][2] = {{got.value, value}, {got.low, low}, {got.high, high}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(isnan(pairs[i][0]), isnan(pairs[i][1]));
        assert_true(isnan(pairs[i][1]) || fabs(pairs[i][0] - pairs[i][1]) < 5e-5);
    }
}

static void test_wilson(void **state)
{
    (void)state;
    const double none = (double)NAN;
    /* Newcombe (1998), Statistics in Medicine 17, table I, method 3. */
    expect_interval(interval_wilson(81, 263), 0.3080, 0.2553, 0.3662);
    expect_interval(interval_wilson(15, 148), 0.1014, 0.0624, 0.1605);
    expect_interval(interval_wilson(0, 20), 0, 0, 0.1611);
    expect_interval(interval_wilson(1, 29), 0.0345, 0.0061, 0.1718);
    expect_interval(interval_wilson(20, 20), 1, 0.8389, 1);
    expect_interval(interval_wilson(0, 0), none, none, none);
    expect_interval(interval_wilson(3, 2), none, none, none);
    assert_true(interval_wilson(0, 3).low == 0 && interval_wilson(3, 3).high == 1);
}

static void test_ratio(void **state)
{
    (void)state;
    const double none = (double)NAN;
    /* x = 10, 20, 30; y = 1, 2, 6: ratio 0.15, residuals -0.5, -1, 1.5; sum of squares 3.5;
     * variance 3 * (3.5 / 2) / 60^2. */
    double half = 1.959963984540054 * sqrt(3 * 1.75 / 3600);
    expect_interval(interval_ratio(3, 60, 9, 1400, 41, 230), 0.15, 0.15 - half, 0.15 + half);
    expect_interval(interval_ratio(1, 4, 2, 16, 4, 8), 0.5, none, none);
    expect_interval(interval_ratio(5, 0, 2, 0, 4, 0), none, none, none);
    expect_interval(interval_ratio(0, 0, 0, 0, 0, 0), none, none, none);
    /* With x = 1 for each it is the mean. */
    struct interval ratio = interval_ratio(4, 4, 10, 4, 30, 10), mean = interval_mean(4, 10, 30);
    expect_interval(ratio, mean.value, mean.low, mean.high);
}

static void test_mean(void **state)
{
    (void)state;
    const double none = (double)NAN;
    double half = 1.959963984540054 * sqrt(5.0 / 3 / 4);
    expect_interval(interval_mean(4, 10, 30), 2.5, 2.5 - half, 2.5 + half);
    expect_interval(interval_mean(1, 7, 49), 7, none, none);
    expect_interval(interval_mean(0, 0, 0), none, none, none);
    expect_interval(interval_mean(3, 0.3, 0.03), 0.1, 0.1,
                    0.1); /* rounding must not make a root of less than 0 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
