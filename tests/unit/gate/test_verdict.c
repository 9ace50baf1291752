/* Verdicts on runs made by hand: every method, every obstacle, families of tests, and the n that would
 * decide. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "gate/gate_prove.h"
#include "gate/verdict.h"
#include "kernels/comparisons.h"

enum { FIGURES = 40 };

/* A run of the one check "a.b". */
struct made {
    struct figure figures[FIGURES];
    struct finding findings[64];
    char records[64][8];
    struct check_result check;
    struct run run;
};

static void made_begin(struct made *made, int64_t records)
{
    *made = (struct made){.check = {.check = text_of("a.b"), .status = CHECK_OK}};
    made->run = (struct run){.version = "", .records = records, .check_count = 1};
    made->run.checks = &made->check;
    made->check.figures = made->figures;
    made->check.findings = made->findings;
}

static struct figure *share(struct made *made, const char *slice, int64_t k, int64_t n)
{
    struct interval wilson = interval_wilson(k, n);
    struct figure *figure = &made->figures[made->check.figure_count++];
    *figure = (struct figure){text_of("cut"),   text_of(slice), wilson.value, wilson.low, wilson.high, n,
                              text_of("share"), text_of("")};
    return figure;
}

static void number(struct made *made, double value, double half, int64_t n)
{
    made->figures[made->check.figure_count++] = (struct figure){
        text_of("cut"), text_of(""), value, value - half, value + half, n, text_of(""), text_of("")};
}

/* Findings on records FROM to FROM + count - 1. */
static void found(struct made *made, int from, int count)
{
    for (int i = 0; i < count; i++) {
        size_t at = made->check.finding_count++;
        snprintf(made->records[at], sizeof made->records[at], "r%d", from + i);
        made->findings[at] = (struct finding){.record = text_of(made->records[at]), .code = text_of("odd")};
    }
    made->check.findings_total = (int64_t)made->check.finding_count;
    made->check.status = CHECK_FINDINGS;
}

struct judged_gate {
    struct gate gate;
    struct verdict verdict;
};

static void judge(struct judged_gate *judged, const char *rules, const struct made *candidate,
                  const struct made *baseline)
{
    struct error error = {0};
    struct buffer text = {0};
    buffer_string(&text, "gate: g\nrules:\n");
    buffer_string(&text, rules);
    if (gate_parse(&judged->gate, "g", buffer_view(&text), &error) < 0)
        fail_msg("%s", error.message);
    assert_int_equal(verdict_make(&judged->verdict, &judged->gate, &candidate->run,
                                  baseline ? &baseline->run : NULL, &error),
                     0);
    buffer_release(&text);
}

static void judged_release(struct judged_gate *judged)
{
    arena_release(&judged->verdict.arena);
    arena_release(&judged->gate.arena);
}

#define FIGURE "- check: a.b\n  figure: cut\n"

static void expect_near(double got, double wanted)
{
    if (!(fabs(got - wanted) <= 1e-9 * fmax(1e-3, fabs(wanted))))
        fail_msg("%.17g, expected %.17g", got, wanted);
}

static void one_row(const char *rules, const struct made *candidate, const struct made *baseline,
                    enum decision decision, const char *method)
{
    struct judged_gate judged;
    judge(&judged, rules, candidate, baseline);
    assert_int_equal(judged.verdict.count, 1);
    assert_int_equal(judged.verdict.decision, decision);
    assert_string_equal(judged.verdict.rows[0].method, method);
    judged_release(&judged);
}

static void shares_are_held_against_bounds(void **state)
{
    (void)state;
    struct made run;
    made_begin(&run, 1000);
    share(&run, "", 10, 1000);
    one_row(FIGURE "  max: 0.02\n", &run, NULL, DECISION_PASS, "wilson");
    one_row(FIGURE "  max: 0.011\n", &run, NULL, DECISION_INCONCLUSIVE, "wilson");
    one_row(FIGURE "  max: 0.001\n", &run, NULL, DECISION_FAIL, "wilson");
    one_row(FIGURE "  min: 0.005\n", &run, NULL, DECISION_PASS, "wilson");
    one_row(FIGURE "  min: 0.03\n", &run, NULL, DECISION_FAIL, "wilson");
    one_row(FIGURE "  max: 0.02\n  method: clopper_pearson\n", &run, NULL, DECISION_PASS, "clopper_pearson");
    one_row(FIGURE "  max: 1\n", &run, NULL, DECISION_PASS, "wilson");
    one_row(FIGURE "  max: 0.01\n  method: exact\n", &run, NULL, DECISION_PASS, "exact");
}

static void intervals_and_p_are_those_of_the_method(void **state)
{
    (void)state;
    struct made run, before;
    struct judged_gate judged;
    made_begin(&run, 1000);
    made_begin(&before, 1000);
    share(&run, "", 40, 1000);
    share(&before, "", 25, 900);
    judge(&judged, FIGURE "  max: 0.02\n  sides: two\n", &run, NULL);
    struct interval wilson = interval_wilson(40, 1000);
    expect_near(judged.verdict.rows[0].low, wilson.low);
    expect_near(judged.verdict.rows[0].high, wilson.high);
    /* The score interval is the inversion of the score test. */
    double z = (0.04 - 0.02) / sqrt(0.02 * 0.98 / 1000);
    expect_near(judged.verdict.rows[0].p, erfc(z / sqrt(2)));
    judged_release(&judged);
    judge(&judged, FIGURE "  margin: 0.01\n  worse: higher\n", &run, &before);
    struct interval newcombe = difference_newcombe(25, 900, 40, 1000, interval_reach(0.95, 1));
    expect_near(judged.verdict.rows[0].value, 0.04 - 25.0 / 900);
    expect_near(judged.verdict.rows[0].low, newcombe.low);
    expect_near(judged.verdict.rows[0].high, newcombe.high);
    assert_int_equal(judged.verdict.decision, DECISION_INCONCLUSIVE);
    assert_int_equal(judged.verdict.rows[0].baseline_n, 900);
    judged_release(&judged);
}

static void margins_have_a_direction(void **state)
{
    (void)state;
    struct made high, low;
    made_begin(&high, 9000);
    made_begin(&low, 9000);
    share(&high, "", 900, 9000);
    share(&low, "", 450, 9000);
    one_row(FIGURE "  margin: 0.01\n  worse: higher\n", &high, &low, DECISION_FAIL, "newcombe");
    one_row(FIGURE "  margin: 0.01\n  worse: higher\n", &low, &high, DECISION_PASS, "newcombe");
    one_row(FIGURE "  margin: 0.01\n  worse: lower\n", &high, &low, DECISION_PASS, "newcombe");
    one_row(FIGURE "  margin: 0.01\n  worse: lower\n", &low, &high, DECISION_FAIL, "newcombe");
    one_row(FIGURE "  margin: 0.05\n  worse: lower\n", &low, &high, DECISION_INCONCLUSIVE, "newcombe");
}

static void means_go_by_their_intervals(void **state)
{
    (void)state;
    struct made run, before;
    made_begin(&run, 100);
    made_begin(&before, 100);
    number(&run, 50, 2, 100);
    number(&before, 60, 3, 80);
    one_row(FIGURE "  min: 47\n", &run, NULL, DECISION_PASS, "interval");
    one_row(FIGURE "  min: 49\n", &run, NULL, DECISION_INCONCLUSIVE, "interval");
    one_row(FIGURE "  min: 53\n", &run, NULL, DECISION_FAIL, "interval");
    one_row(FIGURE "  margin: 14\n  worse: lower\n", &run, &before, DECISION_PASS, "interval");
    one_row(FIGURE "  margin: 12\n  worse: lower\n", &run, &before, DECISION_INCONCLUSIVE, "interval");
    one_row(FIGURE "  margin: 5\n  worse: lower\n", &run, &before, DECISION_FAIL, "interval");
    one_row(FIGURE "  margin: 14\n  worse: lower\n  method: welch\n", &run, &before, DECISION_PASS, "welch");
    struct judged_gate judged;
    judge(&judged, FIGURE "  margin: 5\n  worse: lower\n  sides: two\n", &run, &before);
    expect_near(judged.verdict.rows[0].low, -10 - hypot(2, 3));
    expect_near(judged.verdict.rows[0].high, -10 + hypot(2, 3));
    judged_release(&judged);
    run.figures[0].low = run.figures[0].high = NAN;
    one_row(FIGURE "  min: 50\n", &run, NULL, DECISION_PASS, "exact");
    one_row(FIGURE "  min: 50.5\n", &run, NULL, DECISION_FAIL, "exact");
    one_row(FIGURE "  margin: 14\n  worse: lower\n", &run, &before, DECISION_INCONCLUSIVE, "");
}

static void findings_are_counted(void **state)
{
    (void)state;
    struct made run, before;
    made_begin(&run, 200);
    made_begin(&before, 200);
    found(&run, 1, 5);
    found(&run, 1, 2); /* two records have two */
    found(&before, 1, 3);
    struct code_count codes[] = {{text_of("odd"), 7}};
    run.check.codes = codes;
    run.check.code_count = 1;
    one_row("- check: a.b\n  findings: all\n  max: 7\n", &run, NULL, DECISION_PASS, "exact");
    one_row("- check: a.b\n  findings: all\n  max: 6\n", &run, NULL, DECISION_FAIL, "exact");
    one_row("- check: a.b\n  findings: odd\n  max: 6\n", &run, NULL, DECISION_FAIL, "exact");
    one_row("- check: a.b\n  findings: even\n  max: 0\n", &run, NULL, DECISION_PASS, "exact");
    one_row("- check: a.b\n  findings: all\n  margin: 3\n", &run, &before, DECISION_FAIL, "exact");
    one_row("- check: a.b\n  findings: all\n  margin: 4\n", &run, &before, DECISION_PASS, "exact");
    struct judged_gate judged;
    judge(&judged, "- check: a.b\n  findings: all\n  count: records\n  max: 0.1\n", &run, NULL);
    expect_near(judged.verdict.rows[0].value, 5.0 / 200);
    assert_int_equal(judged.verdict.decision, DECISION_PASS);
    judged_release(&judged);
    run.check.findings_total = 9;
    one_row("- check: a.b\n  findings: all\n  count: records\n  max: 0.1\n", &run, NULL,
            DECISION_INCONCLUSIVE, "");
}

static void pairs_are_mcnemars(void **state)
{
    (void)state;
    struct made run, before;
    struct judged_gate judged;
    made_begin(&run, 100);
    made_begin(&before, 100);
    found(&before, 1, 11); /* r1 … r11 */
    found(&run, 11, 10);   /* r11 … r20: 9 new, 10 gone */
    judge(&judged, "- check: a.b\n  findings: all\n  count: pairs\n  margin: 0\n", &run, &before);
    assert_int_equal(judged.verdict.rows[0].before, 10);
    assert_int_equal(judged.verdict.rows[0].after, 9);
    expect_near(judged.verdict.rows[0].value, -0.01);
    expect_near(judged.verdict.rows[0].p, mcnemar_exact_upper(10, 9));
    assert_int_equal(judged.verdict.decision, DECISION_INCONCLUSIVE);
    judged_release(&judged);
    made_begin(&before, 100);
    found(&before, 11, 1);
    one_row("- check: a.b\n  findings: all\n  count: pairs\n  margin: 0\n", &run, &before, DECISION_FAIL,
            "mcnemar");
    one_row("- check: a.b\n  findings: all\n  count: pairs\n  margin: 0.2\n", &run, &before, DECISION_PASS,
            "mcnemar");
    one_row("- check: a.b\n  findings: all\n  count: pairs\n  margin: 0\n", &before, &before, DECISION_PASS,
            "mcnemar");
}

static void what_cannot_be_judged_never_passes(void **state)
{
    (void)state;
    struct made run, before;
    made_begin(&run, 10);
    made_begin(&before, 10);
    share(&run, "", 0, 1000);
    one_row("- check: x.y\n  figure: cut\n  max: 1\n", &run, NULL, DECISION_FAIL, "");
    one_row("- check: a.b\n  figure: cvt\n  max: 1\n", &run, NULL, DECISION_FAIL, "");
    one_row(FIGURE "  slice: f=1\n  max: 1\n", &run, NULL, DECISION_FAIL, "");
    one_row(FIGURE "  each: f\n  max: 1\n", &run, NULL, DECISION_FAIL, "");
    one_row(FIGURE "  margin: 1\n  worse: higher\n", &run, NULL, DECISION_INCONCLUSIVE, "");
    one_row(FIGURE "  margin: 1\n  worse: higher\n", &run, &before, DECISION_INCONCLUSIVE, "");
    one_row(FIGURE "  max: 1\n  min_n: 1001\n", &run, NULL, DECISION_INCONCLUSIVE, "wilson");
    one_row(FIGURE "  max: 1\n  min_n: 1000\n", &run, NULL, DECISION_PASS, "wilson");
    run.check.status = CHECK_FAILED;
    one_row(FIGURE "  max: 1\n", &run, NULL, DECISION_FAIL, "");
    run.check.status = CHECK_SKIPPED;
    one_row(FIGURE "  max: 1\n", &run, NULL, DECISION_INCONCLUSIVE, "");
    run.check.status = CHECK_OK;
    run.figures[0].value = NAN;
    one_row(FIGURE "  max: 1\n", &run, NULL, DECISION_INCONCLUSIVE, "");
    run.figures[0] =
        (struct figure){text_of("cut"), text_of(""), 0.123456, NAN, NAN, 10, text_of("share"), text_of("")};
    one_row(FIGURE "  max: 1\n  method: wilson\n", &run, NULL, DECISION_FAIL, "");
    one_row(FIGURE "  max: 1\n  method: interval\n", &run, NULL, DECISION_FAIL, "");
}

/* 20 slices without a true difference: by itself the worst one fails, as one of 20 it does not. */
static void families_are_adjusted(void **state)
{
    (void)state;
    struct made run;
    struct judged_gate judged;
    char slices[20][8];
    made_begin(&run, 2000);
    for (int i = 0; i < 20; i++) {
        snprintf(slices[i], sizeof slices[i], "f=%d", i);
        share(&run, slices[i], i == 7 ? 16 : 10, 100);
    }
    judge(&judged, FIGURE "  each: f\n  max: 0.1\n  holm: false\n", &run, NULL);
    assert_int_equal(judged.verdict.count, 20);
    assert_int_equal(judged.verdict.decisions[DECISION_FAIL], 1);
    assert_true(isnan(judged.verdict.rows[7].adjusted));
    judged_release(&judged);
    judge(&judged, FIGURE "  each: f\n  max: 0.1\n", &run, NULL);
    assert_int_equal(judged.verdict.decisions[DECISION_FAIL], 0);
    expect_near(judged.verdict.rows[7].adjusted, 20 * judged.verdict.rows[7].p);
    assert_true(text_is(judged.verdict.rows[7].reason, "beyond the bound by itself, not as one of 20 tests"));
    judged_release(&judged);
    run.figures[7].value = 0.4;
    run.figures[7].low = run.figures[7].high = NAN;
    judge(&judged, FIGURE "  each: f\n  max: 0.1\n", &run, NULL);
    assert_int_equal(judged.verdict.rows[7].decision, DECISION_FAIL);
    judged_release(&judged);
}

/* At the n that is said to decide, with the same share, it is decided; a little below it is not. */
static void n_decides(void **state)
{
    (void)state;
    static const char *const rules[] = {FIGURE "  max: 0.03\n", FIGURE "  max: 0.018\n",
                                        FIGURE "  min: 0.015\n",
                                        FIGURE "  max: 0.03\n  method: clopper_pearson\n"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct made run;
        struct judged_gate judged;
        made_begin(&run, 100);
        share(&run, "", 2, 100);
        judge(&judged, rules[i], &run, NULL);
        assert_int_equal(judged.verdict.decision, DECISION_INCONCLUSIVE);
        int64_t n = judged.verdict.rows[0].decides, most = (n + 49) / 50 * 50, least = (n - 1) / 50 * 50 - 50;
        judged_release(&judged);
        made_begin(&run, 100);
        share(&run, "", most / 50, most);
        judge(&judged, rules[i], &run, NULL);
        assert_int_not_equal(judged.verdict.decision, DECISION_INCONCLUSIVE);
        judged_release(&judged);
        made_begin(&run, 100);
        share(&run, "", least / 50, least);
        one_row(rules[i], &run, NULL, DECISION_INCONCLUSIVE, i == 3 ? "clopper_pearson" : "wilson");
    }
    struct made run, before;
    struct judged_gate judged;
    made_begin(&run, 100);
    made_begin(&before, 100);
    share(&run, "", 2, 100);
    share(&before, "", 2, 100);
    judge(&judged, FIGURE "  max: 0.02\n", &run, NULL);
    assert_int_equal(judged.verdict.rows[0].decides, -1); /* on the bound: no n */
    judged_release(&judged);
    judge(&judged, FIGURE "  margin: 0.001\n  worse: higher\n", &run, &before);
    assert_true(judged.verdict.rows[0].decides > 100 && judged.verdict.rows[0].decides_both);
    judged_release(&judged);
}

static void counts_of_changed_pairs(void **state)
{
    (void)state;
    static const char rules[] = "- check: a.b\n  only_before: fixed\n  only_after: broken\n  margin: 0\n";
    struct made run;
    made_begin(&run, 100);
    run.figures[0] =
        (struct figure){text_of("fixed"), text_of(""), 1, NAN, NAN, 50, text_of(""), text_of("")};
    run.figures[1] =
        (struct figure){text_of("broken"), text_of(""), 9, NAN, NAN, 50, text_of(""), text_of("")};
    run.check.figure_count = 2;
    one_row(rules, &run, NULL, DECISION_FAIL, "mcnemar");
    run.figures[1].value = 2;
    one_row(rules, &run, NULL, DECISION_INCONCLUSIVE, "mcnemar");
    run.figures[1].value = 2.5;
    one_row(rules, &run, NULL, DECISION_FAIL, "");
    run.figures[1].n = -1;
    one_row(rules, &run, NULL, DECISION_FAIL, "");
}

static void prove(const char *rules, size_t proven, size_t not, const char *message)
{
    struct gate gate;
    struct gate_proofs proofs;
    struct error error = {0};
    struct buffer text = {0};
    buffer_string(&text, "gate: g\nrules:\n");
    buffer_string(&text, rules);
    assert_int_equal(gate_parse(&gate, "g", buffer_view(&text), &error), 0);
    assert_int_equal(gate_prove(&gate, &proofs, &error), 0);
    for (size_t i = 0; i < proofs.count; i++)
        if (!proofs.items[i].holds && !(message && strstr(proofs.items[i].message.data, message)))
            fail_msg("%s: %s", proofs.items[i].rule->name.data, proofs.items[i].message.data);
    assert_int_equal(proofs.count - proofs.failed, proven);
    assert_int_equal(proofs.failed, not);
    arena_release(&proofs.arena);
    arena_release(&gate.arena);
    buffer_release(&text);
}

static void every_rule_must_be_able_to_fail(void **state)
{
    (void)state;
    prove(FIGURE "  max: 0.02\n  min: 0.001\n  margin: 0.005\n  worse: higher\n", 3, 0, NULL);
    prove(FIGURE "  max: 512\n  margin: 10\n  worse: higher\n  method: interval\n", 2, 0, NULL);
    prove(FIGURE "  max: 5\n  method: exact\n", 1, 0, NULL);
    prove(FIGURE "  each: f\n  margin: 0\n  worse: lower\n", 1, 0, NULL);
    prove("- check: a.b\n  findings: all\n  count: pairs\n  margin: 0\n", 1, 0, NULL);
    prove("- check: a.b\n  findings: [odd]\n  count: records\n  max: 0.001\n"
          "- {name: x, check: a.b, findings: all, max: 100}\n",
          2, 0, NULL);
    prove("- check: a.b\n  only_before: b\n  only_after: c\n  margin: 0.01\n", 1, 0, NULL);
    prove(FIGURE "  max: 1\n", 0, 1, "nothing makes it fail");
    prove(FIGURE "  min: 0\n  method: wilson\n", 0, 1, "nothing makes it fail");
    prove(FIGURE "  max: 0.1\n- {name: other, check: a.b, figure: cut, min: 0.2}\n", 0, 2, "cannot pass");
}

static void verdicts_are_json(void **state)
{
    (void)state;
    struct made run;
    struct judged_gate judged;
    struct buffer out = {0};
    made_begin(&run, 1000);
    share(&run, "", 10, 1000);
    judge(&judged, FIGURE "  max: 0.011\n", &run, NULL);
    verdict_json(&judged.verdict, &(struct verdict_source){.assay = text_of("1"), .candidate = text_of("c")},
                 &out);
    assert_non_null(
        strstr(buffer_c(&out), "\"outcome\":\"inconclusive\",\"passed\":0,\"inconclusive\":1,\"failed\":0"));
    assert_non_null(strstr(buffer_c(&out), "\"threshold\":0.011,\"value\":0.01,"));
    assert_non_null(strstr(buffer_c(&out), "\"baseline\":null"));
    buffer_release(&out);
    judged_release(&judged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_held_against_bounds),
        cmocka_unit_test(intervals_and_p_are_those_of_the_method),
        cmocka_unit_test(margins_have_a_direction),
        cmocka_unit_test(means_go_by_their_intervals),
        cmocka_unit_test(findings_are_counted),
        cmocka_unit_test(pairs_are_mcnemars),
        cmocka_unit_test(what_cannot_be_judged_never_passes),
        cmocka_unit_test(families_are_adjusted),
        cmocka_unit_test(n_decides),
        cmocka_unit_test(counts_of_changed_pairs),
        cmocka_unit_test(every_rule_must_be_able_to_fail),
        cmocka_unit_test(verdicts_are_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
