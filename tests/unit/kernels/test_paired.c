/* Paired comparisons: Tango's interval against limits found by maximising the likelihood numerically, errors
 * over clusters, and the tests of a margin. */
#include "testing.h"

#include <math.h>
#include <stdbool.h>

#include "kernels/paired.h"

static void expect_near(double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%.17g, expected %.17g", got, wanted);
}

/* The first model of the GSM8K solutions against the second: 32 items lost, 178 won, of 660. */
static void test_tests(void **state)
{
    (void)state;
    expect_near(mcnemar_corrected(32, 178).chi2, 100.119047619, 1e-9);
    expect_near(mcnemar_corrected(3, 3).chi2, 0, 0);
    assert_true(isnan(mcnemar_corrected(0, 0).chi2) && isnan(mcnemar_corrected(-1, 2).p));
    struct mean_test paired = paired_z(660, 146, 210);
    expect_near(paired.error, 0.0202130915, 1e-10);
    expect_near(paired.z, 10.9440023705, 1e-9);
    expect_near(unpaired_z(660, 225, 225, 660, 371, 371).z, 8.2759733862, 1e-9);
    assert_true(isnan(paired_z(1, 1, 1).z) && isnan(paired_z(5, 5, 5).z) &&
                paired_z(5, 5, 5).difference == 1);
}

static void test_score(void **state)
{
    static const struct {
        double first, second, n, low, high, z;
    } known[] = {
        {32, 178, 660, 0.18184412057448165, 0.2612135229428319, 13.686449064471354},
        {5, 5, 50, -0.13543228397690046, 0.1354322834518748, 1.4934888918583404},
        {0, 0, 44, -0.08029560375848065, 0.08029560375848065, 2.211083193570267},
        {2, 8, 30, -0.0075346289200841285, 0.39925375027642135, 2.690590575272298},
        {3, 9, 32, -0.027090462937584034, 0.38969748644106844, 2.5514560893157165},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct interval interval =
            paired_score_interval(known[i].first, known[i].second, known[i].n, 1.959963984540054);
        expect_near(interval.low, known[i].low, 1e-6);
        expect_near(interval.high, known[i].high, 1e-6);
        expect_near(paired_score_z(known[i].first, known[i].second, known[i].n, -0.1), known[i].z, 1e-6);
    }
    assert_true(isnan(paired_score_interval(3, 3, 5, 1.96).low) &&
                isnan(paired_score_interval(0, 0, 0, 1.96).low));
    assert_true(paired_score_interval(0, 7, 7, 1.96).high == 1);
}

static void test_clusters(void **state)
{
    struct pair pairs[40];
    struct paired alone, together;
    struct error error = {0};
    (void)state;
    for (uint32_t i = 0; i < 40; i++)
        pairs[i] = (struct pair){i % 8 < 3, i / 10 == 1, i};
    assert_int_equal(paired_measure(pairs, 40, 40, &alone, &error), 0);
    for (uint32_t i = 0; i < 40; i++)
        pairs[i].cluster = i / 10;
    assert_int_equal(paired_measure(pairs, 40, 4, &together, &error), 0);
    double sum = alone.only_second - alone.only_first;
    expect_near(alone.error, paired_z(40, sum, alone.only_first + alone.only_second).error, 1e-12);
    expect_near(alone.design, 1, 1e-12);
    assert_true(together.design > 2 && together.error > alone.error);
    /* By hand: sums of the deviations from the mean of each cluster. */
    double squares = 0;
    for (size_t c = 0; c < 4; c++) {
        double cluster = 0;
        for (size_t i = c * 10; i < c * 10 + 10; i++)
            cluster += pairs[i].second - pairs[i].first - alone.difference;
        squares += cluster * cluster;
    }
    expect_near(together.error, sqrt(squares * 4 / 3) / 40, 1e-12);
    struct interval first, second;
    assert_int_equal(paired_bootstrap(pairs, 40, 4, 500, 0.025, &first, &error), 0);
    assert_int_equal(paired_bootstrap(pairs, 40, 4, 500, 0.025, &second, &error), 0);
    assert_true(first.low == second.low && first.high == second.high && first.low < alone.difference);
}

static struct paired changed(double only_first, double only_second, double n)
{
    return (struct paired){.n = n,
                           .clusters = n,
                           .difference = (only_second - only_first) / n,
                           .error = 0.01,
                           .design = 1,
                           .whole = true,
                           .only_first = only_first,
                           .only_second = only_second};
}

static void test_margin(void **state)
{
    struct paired same = changed(0, 0, 1000), few = changed(0, 0, 20), worse = changed(200, 20, 1000);
    (void)state;
    assert_true(paired_margin(&same, 0.02, 0.95).difference.low > -0.02); /* nothing changed on many items */
    struct margin_test open = paired_margin(&few, 0.02, 0.95);
    assert_true(open.difference.low < -0.02 &&
                open.difference.high > -0.02); /* few that did not change prove nothing */
    struct paired enough = changed(0, 0, open.n_to_decide), short_of_it = changed(0, 0, open.n_to_decide - 1);
    assert_true(paired_margin(&enough, 0.02, 0.95).difference.low > -0.02);
    assert_true(paired_margin(&short_of_it, 0.02, 0.95).difference.low <= -0.02);
    struct margin_test lost = paired_margin(&worse, 0.02, 0.95);
    assert_true(lost.difference.high < -0.02 && lost.worse < 1e-6 && lost.not_worse > 0.999);
    worse.design = 40; /* as if there were 25 items */
    assert_true(paired_margin(&worse, 0.02, 0.95).difference.high > -0.16);
    assert_true(paired_margin(&worse, 1.5, 0.95).reason && paired_margin(&worse, 0.1, 1).reason);
    struct paired none = {.n = 0, .error = NAN};
    assert_string_equal(paired_margin(&none, 0.02, 0.95).reason, "no item was answered by both models");
    struct paired graded = changed(0, 0, 50);
    graded.whole = false;
    expect_near(paired_margin(&graded, 0.02, 0.95).difference.low, -0.016448536, 1e-8);
    graded.error = 0;
    assert_true(paired_margin(&graded, 0.02, 0.95).reason);
}

/* The score interval keeps its promise where Wald's does not: small n, few changes. */
static void test_coverage(void **state)
{
    struct dice dice = {7};
    int held = 0, trials = 4000;
    (void)state;
    for (int trial = 0; trial < trials; trial++) {
        double first = 0, second = 0;
        for (int i = 0; i < 40; i++) {
            uint64_t drawn = dice_below(&dice, 100);
            first += drawn < 6;
            second += drawn >= 6 && drawn < 10;
        }
        struct interval interval = paired_score_interval(first, second, 40, 1.959963984540054);
        held += interval.low <= -0.02 && interval.high >= -0.02;
    }
    assert_true(held > trials * 93 / 100 && held < trials * 98 / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tests),  cmocka_unit_test(test_score),    cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_margin), cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
