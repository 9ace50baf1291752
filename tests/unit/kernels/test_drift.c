/* Shares, samples and their tests against values of scipy 1.17 (chi2.sf, kstwo.sf) and by hand. */
#include "testing.h"

#include <math.h>
#include <string.h>

#include "kernels/drift.h"
#include "kernels/gamma_tails.h"
#include "kernels/kolmogorov.h"

static bool near(double got, double wanted, double tolerance)
{
    return fabs(got - wanted) <= tolerance * fabs(wanted) + 1e-300;
}

static void test_chi2_tails(void **state)
{
    (void)state;
    const double cases[][3] = {
        {1, 3.84, 0.05004352124870519},
        {1, 0.1, 0.7518296340458492},
        {2, 10, 0.006737946999085468},
        {5, 1.62, 0.8988202314743106},
        {9, 40, 7.598525229464264e-06},
        {185, 186.398, 0.4573382170136007},
        {1000, 900, 0.9892827619087102},
        {1000, 1400, 7.032145641828496e-16},
        {2, 1400, exp(-700)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(near(chi2_upper(cases[i][0], cases[i][1]), cases[i][2], 1e-10));
    assert_true(chi2_upper(3, 0) == 1 && chi2_upper(3, (double)INFINITY) == 0);
    assert_true(isnan(chi2_upper(0, 1)) && isnan(chi2_upper(1, -1)) && isnan(gamma_upper(1, (double)NAN)));
}

static void test_kolmogorov_tail(void **state)
{
    (void)state;
    const double cases[][3] = {
        {1, 0.7, 0.6000000000000001},
        {2, 0.9, 0.01999999999999999},
        {5, 0.3, 0.664},
        {10, 0.2, 0.7487190399999999},
        {10, 0.5, 0.00777741},
        {50, 0.1, 0.6623112704658186},
        {100, 0.05, 0.9532159710635725},
        {100, 0.15, 0.019839242125643017},
        {140, 0.2, 2.1981563302200222e-05},
        {150, 0.05, 0.8290828416799794},
        {150, 0.13, 0.011384007000017337},
        {1000, 0.02, 0.8108971656895577},
        {1000, 0.04, 0.07933956059000224},
        {1000, 0.06, 0.001428597887952891},
        {5000, 0.004, 0.9999977369528622},
        {20000, 0.005, 0.6974088406327613},
        {20000, 0.01, 0.03638603905248727},
        {200000, 0.002, 0.39995085369038097},
        {200000, 0.005, 9.049367287273853e-05},
        {1000000, 0.0005, 0.9638386310076212},
        {1000000, 0.0012, 0.11215991901443556},
    };
    struct error error = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double upper = 0;
        assert_int_equal(kolmogorov_upper(cases[i][0], cases[i][1], &upper, &error), 0);
        assert_true(near(upper, cases[i][2], 1e-8));
    }
    double upper = 0;
    assert_int_equal(kolmogorov_upper(10, 0.01, &upper, &error), 0);
    assert_true(upper == 1);
    assert_int_equal(kolmogorov_upper(10, 1, &upper, &error), 0);
    assert_true(upper == 0);
}

static void test_two_samples(void **state)
{
    (void)state;
    struct error error = {0};
    struct ks_test test;
    const double low[] = {0, 1, 2, 3}, high[] = {10, 11, 12, 13}, tied[] = {1, 1, 1, 1, 1, 1};
    assert_int_equal(ks_two_samples(low, 4, high, 4, &test, &error), 0);
    assert_true(test.statistic == 1 && test.exact && near(test.p, 2.0 / 70, 1e-12));
    assert_int_equal(ks_two_samples(tied, 6, tied, 4, &test, &error), 0);
    assert_true(test.statistic == 0 && test.p == 1);
    /* Of the C(3, 1) orders of 2 and 1 values, those that reach 1 are the two with the single one outside. */
    assert_int_equal(ks_two_samples(low, 2, high, 1, &test, &error), 0);
    assert_true(near(test.p, 2.0 / 3, 1e-12));
    assert_true(wasserstein_distance(low, 4, high, 4) == 10);
    assert_true(near(wasserstein_distance(low, 2, low, 1), 0.5, 1e-12));
    assert_true(isnan(wasserstein_distance(low, 0, high, 4)));
}

static void test_bins(void **state)
{
    (void)state;
    double edges[DRIFT_EDGES], ramp[11];
    for (size_t i = 0; i < 11; i++)
        ramp[i] = (double)i;
    assert_int_equal(decile_edges(ramp, 11, edges), 9);
    for (size_t i = 0; i < 9; i++)
        assert_true(near(edges[i], (double)i + 1, 1e-12));
    int64_t counts[10] = {0};
    bins_count(ramp, 11, edges, 9, counts);
    assert_int_equal(counts[0], 2); /* 0 and 1: closed on the right */
    assert_int_equal(counts[9], 1);
    const double same[] = {5, 5, 5};
    assert_int_equal(decile_edges(same, 3, edges), 1);
    assert_int_equal(decile_edges(same, 0, edges), 0);
}

static void test_shares(void **state)
{
    (void)state;
    const int64_t half[] = {50, 50}, tilted[] = {40, 60}, none[] = {0, 0}, left[] = {7, 0}, right[] = {0, 7};
    struct psi psi = psi_of(half, tilted, 2, 1e-4);
    assert_true(near(psi.value, 0.04054651081081642, 1e-12) && near(psi.noise, 0.02, 1e-12));
    assert_true(near(psi.debiased, psi.value - psi.noise, 1e-9) && psi.low < psi.debiased &&
                psi.debiased < psi.high);
    psi = psi_of(left, right, 2, 1e-4);
    assert_true(near(psi.value, 2 * (1 - 1e-4) * log(1e4), 1e-9));
    assert_true(isnan(psi_of(half, none, 2, 1e-4).value));
    assert_true(psi_least_rows(10, 0.1) == 900 && psi_least_rows(1, 0.1) == 0 && isnan(psi_least_rows(3, 0)));
    assert_true(near(jensen_shannon_distance(left, right, 2, 2), 1, 1e-12));
    assert_true(near(jensen_shannon_distance(left, right, 2, exp(1)), sqrt(log(2)), 1e-12));
    assert_true(jensen_shannon_distance(half, half, 2, 2) == 0);
    const int64_t yes_no[] = {50, 50}, other[] = {35, 65};
    struct chi2_test chi2 = chi2_contingency(yes_no, other, 2);
    assert_true(near(chi2.statistic, 100 * 100.0 * 200 * 15 * 15 / (100 * 100 * 85.0 * 115), 1e-10) &&
                chi2.freedom == 1);
    assert_true(chi2_contingency(left, left, 2).p == 1);
    assert_true(isnan(chi2_contingency(half, none, 2).p));
}

/* The mean of the index between samples of one distribution is the noise that is taken off. */
static void test_noise(void **state)
{
    (void)state;
    uint64_t random = 7;
    double sum = 0, noise = 0;
    for (int trial = 0; trial < 400; trial++) {
        int64_t counts[2][10] = {{0}};
        for (int i = 0; i < 4000; i++) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            counts[i >= 2000][(random >> 33) % 10]++;
        }
        struct psi psi = psi_of(counts[0], counts[1], 10, 1e-4);
        sum += psi.value / 400;
        noise = psi.noise;
    }
    assert_true(fabs(sum / noise - 1) < 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chi2_tails),  cmocka_unit_test(test_kolmogorov_tail),
        cmocka_unit_test(test_two_samples), cmocka_unit_test(test_bins),
        cmocka_unit_test(test_shares),      cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
