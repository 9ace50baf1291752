/* Agreement of raters against published values: Krippendorff's (2011) four observers with missing values, the
 * same data as in Gwet's irrCAC, and the psychiatrists of Fleiss (1971) there; the table of Fleiss, Cohen and
 * Everitt (1969). */
#include "testing.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/agreement_nominal.h"

static const double numbers[] = {1, 2, 3, 4, 5};

static struct agreement measured(const struct rating *list, size_t count, size_t items, size_t raters,
                                 size_t categories, const char *name)
{
    struct rating *copy = calloc(count + 1, sizeof *copy);
    struct ratings ratings = {copy, count, items, raters, categories, numbers};
    struct agreement agreement;
    struct error error = {0};
    memcpy(copy, list, count * sizeof *copy);
    assert_int_equal(ratings_settle(&ratings, &error), 0);
    const struct agreement_measure *measure = agreement_named(text_of(name));
    assert_non_null(measure);
    assert_int_equal(agreement_measured(&ratings, measure, 200, &agreement, &error), 0);
    free(copy);
    return agreement;
}

static void expect_near(double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%.10f, expected %.10f", got, wanted);
}

/* Rows of digits, one a rater; '.' is missing. */
static size_t ratings_make(const char *const *rows, uint32_t raters, struct rating *list)
{
    size_t count = 0;
    for (uint32_t g = 0; g < raters; g++)
        for (uint32_t i = 0; rows[g][i]; i++)
            if (rows[g][i] != '.')
                list[count++] = (struct rating){i, g, (uint32_t)(rows[g][i] - '1')};
    return count;
}

static void test_missing(void **state)
{
    static const char *const rows[] = {"123321412...", "1233224125..", ".33323422513", "12332441251."};
    struct rating list[48];
    size_t count = ratings_make(rows, 4, list);
    (void)state;
    expect_near(measured(list, count, 12, 4, 5, "alpha_nominal").value.value, 0.743, 0.0005);
    expect_near(measured(list, count, 12, 4, 5, "alpha_ordinal").value.value, 0.815, 0.0005);
    expect_near(measured(list, count, 12, 4, 5, "alpha_interval").value.value, 0.849, 0.0005);
    expect_near(measured(list, count, 12, 4, 5, "alpha_ratio").value.value, 0.797, 0.0005);
    expect_near(measured(list, count, 12, 4, 5, "raw").value.value, 0.8181818, 1e-7);
    expect_near(measured(list, count, 12, 4, 5, "gwet_ac1").value.value, 0.77544, 5e-6);
    expect_near(measured(list, count, 12, 4, 5, "fleiss").value.value, 0.76117, 5e-6);
    expect_near(measured(list, count, 12, 4, 5, "conger").value.value, 0.76282, 5e-6);
    struct agreement interval = measured(list, count, 12, 4, 5, "fleiss");
    assert_true(interval.value.low < 0.6 && interval.value.high > 0.9 && interval.items == 11);
    assert_non_null(measured(list, count, 12, 4, 5, "cohen").reason); /* four raters */
}

static void test_fleiss(void **state)
{
    static const int votes[15][5] = {{0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6},
                                     {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0},
                                     {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0},
                                     {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}};
    struct rating list[90];
    size_t count = 0;
    (void)state;
    for (uint32_t i = 0; i < 15; i++)
        for (uint32_t k = 0, rater = 0; k < 5; k++)
            for (int v = 0; v < votes[i][k]; v++)
                list[count++] = (struct rating){i, rater++, k};
    expect_near(measured(list, count, 15, 6, 5, "fleiss").value.value, 0.4139265, 1e-7);
    expect_near(measured(list, count, 15, 6, 5, "gwet_ac1").value.value, 0.4448007, 1e-7);
    expect_near(measured(list, count, 15, 6, 5, "alpha_nominal").value.value, 0.4204384, 1e-7);
}

static size_t table_make(const int *table, uint32_t categories, struct rating *list)
{
    size_t count = 0;
    uint32_t item = 0;
    for (uint32_t a = 0; a < categories; a++)
        for (uint32_t b = 0; b < categories; b++)
            for (int v = 0; v < table[a * categories + b]; v++, item++) {
                list[count++] = (struct rating){item, 0, a};
                list[count++] = (struct rating){item, 1, b};
            }
    return count;
}

static void test_two_raters(void **state)
{
    static const int clinic[] = {53, 5, 2, 11, 14, 5, 1, 6, 3},
                     abstractors[] = {13, 0, 0, 0, 20, 7, 0, 4, 56};
    struct rating list[200];
    size_t count = table_make(clinic, 3, list);
    (void)state;
    struct agreement kappa = measured(list, count, 100, 2, 3, "cohen");
    expect_near(kappa.value.value, 0.4285714286, 1e-10);
    expect_near(kappa.value.low, 0.27969485445574216,
                1e-10); /* from the variance formula, written out apart */
    expect_near(measured(list, count, 100, 2, 3, "cohen_linear").value.low, 0.3517254678093242, 1e-10);
    expect_near(measured(list, count, 100, 2, 3, "cohen_quadratic").value.low, 0.4123702792409844, 1e-10);
    expect_near(measured(list, count, 100, 2, 3, "conger_linear").value.value, 0.4923076923, 1e-10);
    count = table_make(abstractors, 3, list);
    expect_near(measured(list, count, 100, 2, 3, "cohen").value.value, 0.7964094, 1e-7);
    expect_near(measured(list, count, 100, 2, 3, "conger").value.value, 0.7964094, 1e-7);
    expect_near(measured(list, count, 100, 2, 3, "scott").value.value, 0.7962397, 1e-7);
    expect_near(measured(list, count, 100, 2, 3, "gwet_ac1").value.value, 0.8493305, 1e-7);
    expect_near(measured(list, count, 100, 2, 3, "alpha_nominal").value.value, 0.7972585, 1e-7);
}

static void test_undefined(void **state)
{
    const struct rating one[] = {{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 0}},
                        apart[] = {{0, 0, 0}, {1, 1, 0}};
    const struct rating again[] = {{0, 0, 0}, {0, 1, 1}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}};
    struct ratings words = {NULL, 0, 0, 2, 2, NULL};
    struct agreement agreement;
    struct error error = {0};
    (void)state;
    for (const struct agreement_measure *measure = agreement_measures + 1; measure->name; measure++) {
        agreement = measured(one, 4, 2, 2, 1, measure->name);
        if (measure->kind == AGREEMENT_GWET) /* chance is 0 where there is one category */
            expect_near(agreement.value.value, 1, 0);
        else
            assert_true(isnan(agreement.value.value) && agreement.reason);
    }
    assert_string_equal(measured(apart, 2, 2, 2, 1, "fleiss").reason, "no item was rated twice");
    assert_string_equal(measured(apart, 1, 1, 1, 1, "fleiss").reason, "there is one rater");
    expect_near(measured(again, 5, 2, 2, 2, "raw").value.value, 0.5,
                0); /* the first of a rater's two ratings */
    assert_int_equal(
        agreement_measured(&words, agreement_named(text_of("alpha_interval")), 0, &agreement, &error), 0);
    assert_string_equal(agreement.reason, "no item was rated twice");
    assert_null(agreement_named(text_of("kappa")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_fleiss),
        cmocka_unit_test(test_two_raters),
        cmocka_unit_test(test_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
