/* Distributions, tests and adjustments against published values and against each other. */
#include "testing.h"

#include <math.h>
#include <stdbool.h>

#include "kernels/comparisons.h"
#include "kernels/distributions.h"

static void expect_near(double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance * fmax(1e-300, fabs(wanted))))
        fail_msg("%.17g, expected %.17g", got, wanted);
}

static void test_normal(void **state)
{
    (void)state;
    expect_near(normal_upper_quantile(0.025), 1.959963984540054, 1e-15);
    expect_near(normal_upper_quantile(0.05), 1.6448536269514722, 1e-15);
    expect_near(normal_upper_quantile(0.005), 2.5758293035489004, 1e-15);
    assert_true(normal_upper_quantile(0.5) == 0);
    for (double p = 1e-300; p < 0.5; p *= 7)
        expect_near(normal_upper(normal_upper_quantile(p)), p, 1e-11);
    for (double p = 0.01; p < 1; p += 0.01)
        expect_near(normal_upper(normal_upper_quantile(p)), p, 1e-14);
    assert_true(isinf(normal_upper_quantile(0)) && isinf(normal_upper_quantile(1)));
    assert_true(isnan(normal_upper_quantile(-0.1)) && isnan(normal_upper_quantile(1.1)));
    assert_true(interval_reach(0.95, 2) == 1.959963984540054);
    expect_near(interval_reach(0.90, 2), interval_reach(0.95, 1), 1e-15);
}

static void test_beta(void **state)
{
    (void)state;
    /* I_x(1, b) = 1 - (1 - x)^b and I_x(a, 1) = x^a. */
    for (double b = 0.5; b < 1e6; b *= 3) {
        double x = -expm1(-0.7 / b);
        expect_near(beta_tails(1, b, x).upper, exp(-0.7), 1e-12);
        expect_near(beta_tails(b, 1, 1 - x).lower, exp(-0.7), 1e-9);
        expect_near(beta_upper_quantile(1, b, exp(-0.7)), x, 1e-12);
    }
    /* The middle of a symmetric one is at a half; quantiles undo tails. */
    for (double a = 0.5; a < 1e9; a *= 10)
        expect_near(beta_tails(a, a, 0.5).lower, 0.5, 1e-10);
    const double shapes[][2] = {{0.5, 0.5}, {1, 30}, {2.5, 900}, {300, 7}, {1e6, 3e6}, {3, 1e9}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (double p = 1e-12; p < 0.95; p = p < 0.1 ? p * 10 : p + 0.1) {
            double a = shapes[i][0], b = shapes[i][1];
            expect_near(beta_tails(a, b, beta_lower_quantile(a, b, p)).lower, p, 1e-9);
            double x = beta_upper_quantile(a, b, p);
            if (x < 0.999) /* nearer to 1 the double x itself is too coarse */
                expect_near(beta_tails(a, b, x).upper, p, b > 1e8 ? 5e-8 : 1e-9);
        }
    assert_true(isnan(beta_tails(0, 1, 0.5).lower) && beta_tails(1, 1, 2).lower == 1);
}

static void test_student(void **state)
{
    (void)state;
    /* Table of t in Fisher and Yates (1963): 97.5 %. Freedom 1 is Cauchy's, 2 has a closed form. */
    expect_near(student_upper_quantile(1, 0.025), tan(M_PI * 0.475), 1e-12);
    expect_near(student_upper_quantile(2, 0.025), 0.95 * sqrt(2 / (4 * 0.025 * 0.975)), 1e-12);
    expect_near(student_upper_quantile(10, 0.025), 2.228, 1e-4);
    expect_near(student_upper_quantile(120, 0.025), 1.980, 1e-3);
    expect_near(student_upper_quantile(1e9, 0.025), 1.959963984540054, 1e-8);
    assert_true(isnan(student_upper_quantile(0, 0.1)));
}

static void test_densities_sum_to_one(void **state)
{
    (void)state;
    double sum = 0;
    for (int x = 0; x <= 500; x++)
        sum += binomial_density(x, 500, 0.03);
    expect_near(sum, 1, 1e-13);
    sum = 0;
    for (int x = 0; x <= 40; x++)
        sum += hypergeometric_density(x, 40, 300, 77);
    expect_near(sum, 1, 1e-13);
    expect_near(binomial_density(2, 4, 0.5), 0.375, 1e-14);
    expect_near(hypergeometric_density(1, 2, 2, 2), 4.0 / 6, 1e-14);
}

static void test_clopper_pearson(void **state)
{
    (void)state;
    /* 0 of n has the closed form 1 - tail^(1/n). Newcombe (1998), table I, method 5: 81 of 263. */
    expect_near(interval_clopper_pearson(0, 20, 0.025).high, 1 - pow(0.025, 1.0 / 20), 1e-13);
    expect_near(interval_clopper_pearson(81, 263, 0.025).low, 0.2527, 3e-4);
    expect_near(interval_clopper_pearson(81, 263, 0.025).high, 0.3676, 3e-4);
    assert_true(interval_clopper_pearson(0, 5, 0.025).low == 0);
    assert_true(interval_clopper_pearson(5, 5, 0.025).high == 1);
    assert_true(isnan(interval_clopper_pearson(6, 5, 0.025).low));
    /* The definition: at the limit the tail has exactly this probability. */
    struct interval huge = interval_clopper_pearson(7, 1e9, 0.025);
    expect_near(beta_tails(7, 1e9 - 6, huge.low).lower, 0.025, 1e-9);
    expect_near(beta_tails(8, 1e9 - 7, huge.high).upper, 0.025, 5e-8);
}

/* The sum over all tables, by products: for small tables only. */
static double fisher_slowly(int64_t k1, int64_t n1, int64_t k2, int64_t n2)
{
    double observed = 0, all = 0, sum = 0, densities[64];
    for (int pass = 0; pass < 2; pass++)
        for (int64_t x = 0; x <= n1; x++) {
            int64_t y = k1 + k2 - x;
            if (y < 0 || y > n2)
                continue;
            double density =
                exp(lgamma((double)n1 + 1) - lgamma((double)x + 1) - lgamma((double)(n1 - x) + 1) +
                    lgamma((double)n2 + 1) - lgamma((double)y + 1) - lgamma((double)(n2 - y) + 1));
            if (pass == 0) {
                densities[x] = density;
                all += density;
                observed = x == k1 ? density : observed;
            } else if (densities[x] <= observed * (1 + 1e-7)) {
                sum += densities[x];
            }
        }
    return sum / all;
}

static void test_fisher(void **state)
{
    (void)state;
    /* Fisher (1935), The Design of Experiments: three of four cups right, two-sided 34 / 70. */
    expect_near(fisher_exact(3, 4, 1, 4), 34.0 / 70, 1e-13);
    struct random random = {7};
    for (int i = 0; i < 2000; i++) {
        int64_t n1 = 1 + (int64_t)random_below(&random, 40), n2 = 1 + (int64_t)random_below(&random, 40);
        int64_t k1 = (int64_t)random_below(&random, (uint64_t)n1 + 1),
                k2 = (int64_t)random_below(&random, (uint64_t)n2 + 1);
        expect_near(fisher_exact(k1, n1, k2, n2), fisher_slowly(k1, n1, k2, n2), 1e-10);
    }
    assert_true(isnan(fisher_exact(2, 1, 0, 1)));
    assert_true(fisher_exact(300000000, 1000000000, 400000000, 1000000000) < 1e-300);
}

static void test_mcnemar(void **state)
{
    (void)state;
    expect_near(mcnemar_exact(1, 9), 22.0 / 1024, 1e-14);
    expect_near(mcnemar_exact_upper(1, 9), 11.0 / 1024, 1e-14);
    expect_near(mcnemar_exact_upper(9, 1), 1023.0 / 1024, 1e-14);
    assert_true(mcnemar_exact(0, 0) == 1 && mcnemar_exact(4, 4) == 1 && mcnemar_exact_upper(3, 0) == 1);
    assert_true(isnan(mcnemar_exact(-1, 2)));
    /* The test is Clopper and Pearson's interval against a half. */
    for (int64_t c = 0; c <= 60; c++) {
        bool rejects = mcnemar_exact_upper(60 - c, c) < 0.025;
        assert_int_equal(rejects, interval_clopper_pearson((double)c, 60, 0.025).low > 0.5);
    }
}

static void test_welch(void **state)
{
    (void)state;
    /* Equal sizes and deviations: Student's with 2 n - 2. */
    struct interval got = difference_welch((struct sample){10, 5, 1}, (struct sample){10, 6, 1}, 0.025);
    double half = student_upper_quantile(18, 0.025) * sqrt(0.2);
    expect_near(got.low, 1 - half, 1e-13);
    expect_near(got.high, 1 + half, 1e-13);
    assert_true(isnan(difference_welch((struct sample){1, 5, 1}, (struct sample){10, 6, 1}, 0.025).low));
    got = difference_welch((struct sample){10, 5, 0}, (struct sample){10, 6, 0}, 0.025);
    assert_true(got.low == 1 && got.high == 1);
    struct sample sample = sample_of((struct interval){5, 5 - 1.96, 5 + 1.96}, 100, 1.96);
    expect_near(sample.deviation, 10, 1e-14);
}

static void test_adjustments(void **state)
{
    (void)state;
    const double p[] = {0.01, (double)NAN, 0.04, 0.03};
    double adjusted[4];
    size_t order[4];
    adjust_holm(p, 4, order, adjusted);
    expect_near(adjusted[0], 0.03, 1e-14);
    expect_near(adjusted[2], 0.06, 1e-14);
    expect_near(adjusted[3], 0.06, 1e-14);
    assert_true(isnan(adjusted[1]));
    adjust_benjamini_hochberg(p, 4, order, adjusted);
    expect_near(adjusted[0], 0.03, 1e-14);
    expect_near(adjusted[2], 0.04, 1e-14);
    expect_near(adjusted[3], 0.04, 1e-14);
    adjust_holm(p, 0, order, adjusted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal),          cmocka_unit_test(test_beta),
        cmocka_unit_test(test_student),         cmocka_unit_test(test_densities_sum_to_one),
        cmocka_unit_test(test_clopper_pearson), cmocka_unit_test(test_fisher),
        cmocka_unit_test(test_mcnemar),         cmocka_unit_test(test_welch),
        cmocka_unit_test(test_adjustments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
