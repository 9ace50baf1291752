/* Intervals, tests and adjustments against data/loop/gates/expected.json, to a relative 1e-9. */
#include <math.h>
#include <stdio.h>
#include <yyjson.h>

#include "base/memory.h"
#include "kernels/comparisons.h"
#include "shared_data.h"

static size_t wrong, compared;

static double number_of(yyjson_val *value)
{
    return yyjson_is_num(value) ? yyjson_get_num(value) : (double)NAN;
}

static void expect(double got, yyjson_val *wanted, const char *what, size_t number)
{
    double value = number_of(wanted);
    compared++;
    if (isnan(value) ? isnan(got) : fabs(got - value) <= 1e-9 * fmax(fabs(value), 1e-300))
        return;
    printf("%s of case %zu: %.17g, expected %.17g\n", what, number, got, value);
    wrong++;
}

/* Differences near 0 are what is left of numbers up to 1: their rounding is absolute. */
static void expect_difference(double got, yyjson_val *wanted, const char *what, size_t number)
{
    if (fabs(got - number_of(wanted)) > 1e-15)
        expect(got, wanted, what, number);
    else
        compared++;
}

static void expect_limits(struct interval got, yyjson_val *pair, const char *what, size_t number)
{
    expect_difference(got.low, yyjson_arr_get(pair, 0), what, number);
    expect_difference(got.high, yyjson_arr_get(pair, 1), what, number);
}

static void slice_test(yyjson_val *slice, size_t number)
{
    yyjson_val *baseline = yyjson_obj_get(slice, "baseline"), *candidate = yyjson_obj_get(slice, "candidate");
    int64_t k1 = yyjson_get_sint(yyjson_arr_get(baseline, 0)),
            n1 = yyjson_get_sint(yyjson_arr_get(baseline, 1));
    int64_t k2 = yyjson_get_sint(yyjson_arr_get(candidate, 0)),
            n2 = yyjson_get_sint(yyjson_arr_get(candidate, 1));
    double margin = number_of(yyjson_obj_get(slice, "margin"));
    expect_limits(interval_wilson(k1, n1), yyjson_obj_get(slice, "wilson_baseline"), "wilson", number);
    expect_limits(interval_wilson(k2, n2), yyjson_obj_get(slice, "wilson_candidate"), "wilson", number);
    expect_limits(interval_clopper_pearson((double)k2, (double)n2, interval_tail(0.95, 2)),
                  yyjson_obj_get(slice, "clopper_pearson_candidate"), "clopper_pearson", number);
    struct interval difference = difference_newcombe(k1, n1, k2, n2, interval_reach(0.95, 2));
    expect_difference(difference.value, yyjson_obj_get(slice, "diff"), "difference", number);
    expect_limits(difference, yyjson_obj_get(slice, "newcombe"), "newcombe", number);
    struct z_test z = proportions_z(k1, n1, k2, n2);
    expect(z.z, yyjson_obj_get(slice, "z_pooled"), "z", number);
    expect(z.p, yyjson_obj_get(slice, "z_p"), "p of z", number);
    expect(fisher_exact(k1, n1, k2, n2), yyjson_obj_get(slice, "fisher_p"), "fisher", number);
    const char *decision = difference.low > -margin    ? "pass"
                           : difference.high < -margin ? "fail"
                                                       : "inconclusive";
    if (!yyjson_equals_str(yyjson_obj_get(slice, "decision"), decision)) {
        printf("decision of case %zu: %s\n", number, decision);
        wrong++;
    }
}

static void adjust_test(yyjson_val *tests, size_t number)
{
    enum { MOST = 64 };
    double p[MOST] = {0}, adjusted[MOST];
    size_t order[MOST], count = 0, at, most;
    yyjson_val *value;
    yyjson_arr_foreach(yyjson_obj_get(tests, "p"), at, most, value) if (count < MOST) p[count++] =
        number_of(value);
    adjust_holm(p, count, order, adjusted);
    for (size_t i = 0; i < count; i++)
        expect(adjusted[i], yyjson_arr_get(yyjson_obj_get(tests, "holm"), i), "holm", number);
    adjust_benjamini_hochberg(p, count, order, adjusted);
    for (size_t i = 0; i < count; i++)
        expect(adjusted[i], yyjson_arr_get(yyjson_obj_get(tests, "bh"), i), "bh", number);
}

int main(void)
{
    struct buffer content = {0};
    if (!shared_read("loop/gates/expected.json", &content)) {
        buffer_release(&content);
        return TEST_SKIPPED;
    }
    yyjson_doc *document = yyjson_read(content.data, content.length, 0);
    yyjson_val *root = yyjson_doc_get_root(document), *value;
    size_t at, most;
    yyjson_arr_foreach(yyjson_obj_get(root, "slice_gates"), at, most, value) slice_test(value, at);
    yyjson_arr_foreach(yyjson_obj_get(root, "mcnemar"), at, most, value)
        expect(mcnemar_exact(yyjson_get_sint(yyjson_obj_get(value, "b")),
                             yyjson_get_sint(yyjson_obj_get(value, "c"))),
               yyjson_obj_get(value, "mcnemar_exact_p"), "mcnemar", at);
    yyjson_arr_foreach(yyjson_obj_get(root, "multiple_testing"), at, most, value) adjust_test(value, at);
    printf("%zu numbers compared, %zu wrong\n", compared, wrong);
    yyjson_doc_free(document);
    buffer_release(&content);
    return wrong > 0 || compared < 400;
}
