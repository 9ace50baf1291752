/* A run: what is skipped and why, what failed, figures and slices, findings with their places, parameters,
 * the verdict. */
#include "check/runner.h"

#include <math.h>

#include "base/cancel.h"
#include "checking.h"

#define HEAD(name, level) "-- check: " name "\n-- title: T\n-- level: " level "\n-- why: Y\n"

static const char words_check[] = /* the mean, a histogram, and what is beyond a limit */
    HEAD("t.words",
         "warning") "-- needs: records.words\n-- param: most BIGINT = 15   the most words\n"
                    "-- rows\nSELECT row, words FROM records;\n"
                    "-- figures\nSELECT 'mean' AS figure, avg(words) AS value, min(words) AS low, max(words) "
                    "AS high, "
                    "count(*) AS n, 'words' AS unit FROM rows;\n"
                    "SELECT 'words' AS figure, 'records' AS unit, [0, 15, 40] AS edges, [1, 2] AS counts;\n"
                    "-- findings\nSELECT row, 'too_long' AS code, '/words' AS locus, words || ' words' AS "
                    "message, "
                    "{'words': words} AS evidence, words / 100.0 AS score FROM rows WHERE words > $most;\n";

struct fixture {
    struct engine *engine;
    struct check_set set;
    struct run run;
    struct error error;
};

/* Runs all checks of the files over the rows that sql makes; the code runner_run gave. */
static int fixture_run(struct fixture *fixture, const char *sql, const char *const files[],
                       struct runner_options options)
{
    *fixture = (struct fixture){.engine = engine_with(sql)};
    set_fill(&fixture->set, files);
    return runner_run(fixture->engine, &fixture->set, &options, &fixture->run, &fixture->error);
}

static void fixture_release(struct fixture *fixture)
{
    arena_release(&fixture->run.arena);
    check_set_release(&fixture->set);
    engine_close(fixture->engine);
}

static const struct runner_options plain = {.findings_limit = -1, .fail_on = LEVEL_ERROR};

static void test_figures_and_findings(void **state)
{
    struct fixture f;
    (void)state;
    assert_int_equal(
        fixture_run(&f, THREE_RECORDS, (const char *const[]){"checks/w.sql", words_check, NULL}, plain), 0);
    assert_int_equal(f.run.check_count, 1);
    const struct check_result *check = &f.run.checks[0];
    assert_int_equal(check->status, CHECK_FINDINGS);
    assert_int_equal(check->figure_count, 1);
    assert_text(check->figures[0].figure, "mean");
    assert_text(check->figures[0].unit, "words");
    assert_number(check->figures[0].value, 20);
    assert_number(check->figures[0].high, 30);
    assert_int_equal(check->figures[0].n, 3);
    assert_int_equal(check->histogram_count, 1);
    assert_int_equal(check->histograms[0].count, 2);
    assert_number(check->histograms[0].edges[2], 40);
    assert_int_equal(check->histograms[0].counts[1], 2);
    assert_int_equal(check->findings_total, 2);
    const struct finding *worst = &check->findings[0];
    assert_text(worst->record, "c");
    assert_text(worst->code, "too_long");
    assert_text(worst->locus, "/words");
    assert_text(worst->message, "30 words");
    assert_text(worst->evidence, "{\"words\":30}");
    assert_text(worst->file, "f");
    assert_int_equal(worst->line, 4);
    assert_int_equal(worst->number, 3);
    assert_number(worst->score, 0.3);
    assert_int_equal(check->code_count, 1);
    assert_int_equal(check->codes[0].count, 2);
    assert_false(f.run.failed); /* a warning, and only errors fail */
    fixture_release(&f);
}

static void test_limit_of_findings(void **state)
{
    struct fixture f;
    struct runner_options options = plain;
    (void)state;
    options.findings_limit = 1;
    assert_int_equal(
        fixture_run(&f, THREE_RECORDS, (const char *const[]){"checks/w.sql", words_check, NULL}, options), 0);
    assert_int_equal(f.run.checks[0].findings_total, 2);
    assert_int_equal(f.run.checks[0].finding_count, 1);
    assert_text(f.run.checks[0].findings[0].record, "c");
    fixture_release(&f);
    options.findings_limit = 0;
    assert_int_equal(
        fixture_run(&f, THREE_RECORDS, (const char *const[]){"checks/w.sql", words_check, NULL}, options), 0);
    assert_int_equal(f.run.checks[0].findings_total, 2);
    assert_int_equal(f.run.checks[0].finding_count, 0);
    assert_int_equal(f.run.checks[0].status, CHECK_FINDINGS);
    fixture_release(&f);
}

static void test_skipped_says_why(void **state)
{
    static const struct {
        const char *needs, *reason;
    } absent[] = {{"records.colour", "no row of records has colour"},
                  {"records.row, records.colour", "no row of records has colour"},
                  {"records.nothing", "there is no records.nothing in this data"},
                  {"pictures", "there is no pictures in this data"},
                  {"pictures.row", "there is no pictures.row in this data"}};
    (void)state;
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        struct fixture f;
        struct buffer text = {0};
        struct runner_options options = plain;
        options.fail_on = LEVEL_NOTE;
        buffer_format(&text,
                      HEAD("t.x", "error") "-- needs: %s\n-- rows\nSELECT row FROM records\n-- "
                                           "findings\nSELECT row FROM rows\n",
                      absent[i].needs);
        assert_int_equal(fixture_run(&f, THREE_RECORDS,
                                     (const char *const[]){"checks/x.sql", buffer_c(&text), NULL}, options),
                         0);
        assert_int_equal(f.run.checks[0].status, CHECK_SKIPPED);
        assert_text(f.run.checks[0].reason, absent[i].reason);
        assert_false(f.run.failed);
        fixture_release(&f);
        buffer_release(&text);
    }
}

static void test_failed_check_stays_in_the_run(void **state)
{
    struct fixture f;
    (void)state;
    const char *const files[] = {
        "checks/a.sql",
        HEAD("t.a", "note") "-- rows\nSELECT row FROM records\n-- figures\nSELECT 'x' AS figure, nothing AS "
                            "value FROM rows\n",
        "checks/b.sql",
        HEAD("t.b", "note") "-- rows\nSELECT nothing FROM records\n-- findings\nSELECT row FROM rows\n",
        "checks/c.sql",
        HEAD("t.c", "note") "-- rows\nSELECT row FROM records\n-- findings\n\nSELECT 1 AS nobody\n",
        "checks/w.sql",
        words_check,
        NULL};
    assert_int_equal(fixture_run(&f, THREE_RECORDS, files, plain), 0);
    assert_int_equal(f.run.check_count, 4);
    static const char *const begins[] = {"packs/test/checks/a.sql, stage 'figures' (from line 8): ",
                                         "packs/test/checks/b.sql, stage 'rows' (from line 6): ",
                                         "packs/test/checks/c.sql: findings need a column 'row' or 'record'"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(f.run.checks[i].status, CHECK_FAILED);
        if (!text_starts(f.run.checks[i].reason, begins[i]))
            fail_msg("the reason is '%s'", f.run.checks[i].reason.data);
    }
    assert_int_equal(f.run.checks[3].status, CHECK_FINDINGS);
    assert_true(f.run.failed);
    fixture_release(&f);
}

static void test_slices(void **state)
{
    struct fixture f;
    struct runner_options options = plain;
    (void)state;
    options.by = "source";
    assert_int_equal(
        fixture_run(&f, THREE_RECORDS, (const char *const[]){"checks/w.sql", words_check, NULL}, options), 0);
    const struct check_result *check = &f.run.checks[0];
    assert_int_equal(check->figure_count, 3);
    assert_text(check->figures[0].slice, "");
    assert_text(check->figures[1].slice, "source=web"); /* the most frequent first */
    assert_number(check->figures[1].value, 20);
    assert_int_equal(check->figures[1].n, 2);
    assert_text(check->figures[2].slice, "source=book");
    assert_int_equal(check->figures[2].n, 1);
    assert_int_equal(check->histogram_count, 1);
    assert_int_equal(check->findings_total, 2);
    fixture_release(&f);
    options.by = "number";
    assert_int_equal(
        fixture_run(&f, THREE_RECORDS, (const char *const[]){"checks/w.sql", words_check, NULL}, options), 0);
    assert_int_equal(f.run.checks[0].figure_count, 4);
    assert_text(f.run.checks[0].figures[1].slice, "number=1");
    fixture_release(&f);
    options.by = "nothing";
    assert_int_equal(
        fixture_run(&f, THREE_RECORDS, (const char *const[]){"checks/w.sql", words_check, NULL}, options),
        ERROR_USAGE);
    fixture_release(&f);
    options.by = "row";
    assert_int_equal(fixture_run(&f, "INSERT INTO records (row) SELECT i FROM range(51) AS r(i);",
                                 (const char *const[]){"checks/w.sql", words_check, NULL}, options),
                     ERROR_USAGE);
    assert_string_equal(f.error.message,
                        "--by row: more than 50 different values; slice by something coarser");
    fixture_release(&f);
}

/* The findings that come out under one --set; -1 when the run refuses it. */
static int64_t findings_under(const char *check, const char *param, const char *value)
{
    struct fixture f;
    struct override override = {.check = text_of(check), .param = text_of(param), .value = text_of(value)};
    struct runner_options options = plain;
    options.overrides = &override;
    options.override_count = 1;
    int code =
        fixture_run(&f, THREE_RECORDS, (const char *const[]){"checks/w.sql", words_check, NULL}, options);
    if (code < 0)
        assert_int_equal(code, ERROR_USAGE);
    int64_t total = code < 0 ? -1 : f.run.checks[0].findings_total;
    fixture_release(&f);
    return total;
}

static void test_parameters(void **state)
{
    (void)state;
    assert_int_equal(findings_under("", "most", "25"), 1);
    assert_int_equal(findings_under("t.words", "most", "5"), 3);
    assert_int_equal(findings_under("words", "most", "-5"), 3);
    assert_int_equal(findings_under("", "least", "25"), -1);
    assert_int_equal(findings_under("t.other", "most", "25"), -1);
    assert_int_equal(findings_under("", "most", "few"), -1);
    assert_int_equal(findings_under("", "most", "2.5"), -1);
    assert_int_equal(findings_under("", "most", "99999999999999999999"), -1);
}

static void test_only(void **state)
{
    struct fixture f;
    struct runner_options options = plain;
    const char *const files[] = {
        "checks/w.sql", words_check, "checks/a.sql",
        HEAD("t.a", "error") "-- rows\nSELECT row FROM records\n-- findings\nSELECT row FROM rows\n", NULL};
    struct text only = text_of("words"), unknown = text_of("word");
    (void)state;
    options.only = &only;
    options.only_count = 1;
    assert_int_equal(fixture_run(&f, THREE_RECORDS, files, options), 0);
    assert_int_equal(f.run.check_count, 1);
    assert_text(f.run.checks[0].check, "t.words");
    fixture_release(&f);
    options.only = &unknown;
    assert_int_equal(fixture_run(&f, THREE_RECORDS, files, options), ERROR_USAGE);
    assert_string_equal(f.error.message, "there is no check 'word'; 'assay checks' lists them");
    fixture_release(&f);
}

static void test_verdict(void **state)
{
    static const char *const levels[] = {"note", "warning", "error"};
    (void)state;
    for (int level = LEVEL_NOTE; level <= LEVEL_ERROR; level++)
        for (int fail_on = LEVEL_NOTE; fail_on <= LEVEL_NEVER; fail_on++) {
            struct fixture f;
            struct buffer text = {0};
            struct runner_options options = plain;
            options.fail_on = (enum level)fail_on;
            buffer_format(
                &text,
                "-- check: t.x\n-- title: X\n-- why: Y\n-- level: %s\n-- rows\nSELECT row FROM records\n"
                "-- findings\nSELECT row FROM rows\n",
                levels[level]);
            assert_int_equal(fixture_run(&f, THREE_RECORDS,
                                         (const char *const[]){"checks/x.sql", buffer_c(&text), NULL},
                                         options),
                             0);
            assert_int_equal(f.run.failed, level >= fail_on);
            fixture_release(&f);
            buffer_release(&text);
        }
}

static void test_undefined_figure_has_a_reason(void **state)
{
    struct fixture f;
    (void)state;
    const char *const files[] = {"checks/x.sql",
                                 HEAD("t.x", "error") "-- rows\nSELECT row FROM records\n-- figures\n"
                                                      "SELECT 'a' AS figure, NULL AS value; SELECT 'b' AS "
                                                      "figure, NULL AS value, 'none' AS reason\n",
                                 NULL};
    assert_int_equal(fixture_run(&f, "", files, plain), 0);
    assert_true(isnan(f.run.checks[0].figures[0].value));
    assert_true(f.run.checks[0].figures[0].reason.length > 0);
    assert_text(f.run.checks[0].figures[1].reason, "none");
    assert_int_equal(f.run.checks[0].figures[1].n, -1);
    assert_int_equal(f.run.checks[0].status, CHECK_OK);
    fixture_release(&f);
}

static void test_derived_tables_are_built_when_needed(void **state)
{
    struct fixture f;
    (void)state;
    const char *const files[] = {
        "tables/long.sql",
        "-- table: long\n-- title: L\n-- needs: records.words\n-- param: than BIGINT = 15   words\n"
        "-- rows\nSELECT row FROM records WHERE words > $than\n",
        "tables/unused.sql",
        "-- table: unused\n-- title: U\n-- rows\nSELECT no_such_column FROM records\n",
        "tables/a.sql",
        "-- table: circle_a\n-- title: A\n-- needs: circle_b\n-- rows\nSELECT 1 AS row\n",
        "tables/b.sql",
        "-- table: circle_b\n-- title: B\n-- needs: circle_a\n-- rows\nSELECT 1 AS row\n",
        "checks/x.sql",
        HEAD("t.x",
             "error") "-- needs: long\n-- rows\nSELECT row FROM long\n-- findings\nSELECT row FROM rows\n",
        "checks/y.sql",
        HEAD("t.y",
             "error") "-- needs: circle_a\n-- rows\nSELECT 1 AS row\n-- findings\nSELECT row FROM rows\n",
        NULL};
    assert_int_equal(fixture_run(&f, THREE_RECORDS, files, plain), 0);
    assert_int_equal(f.run.check_count, 2);
    assert_int_equal(f.run.checks[0].findings_total, 2);
    assert_int_equal(f.run.checks[1].status, CHECK_FAILED);
    assert_non_null(strstr(f.run.checks[1].reason.data, "in a circle"));
    fixture_release(&f);
}

static void test_interruption_ends_the_run(void **state)
{
    struct fixture f = {.engine = engine_with(THREE_RECORDS)};
    (void)state;
    set_fill(&f.set, (const char *const[]){"checks/w.sql", words_check, NULL});
    cancel_request();
    assert_int_equal(runner_run(f.engine, &f.set, &plain, &f.run, &f.error), ERROR_INTERRUPTED);
    cancel_reset();
    fixture_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_and_findings),
        cmocka_unit_test(test_limit_of_findings),
        cmocka_unit_test(test_skipped_says_why),
        cmocka_unit_test(test_failed_check_stays_in_the_run),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_only),
        cmocka_unit_test(test_verdict),
        cmocka_unit_test(test_undefined_figure_has_a_reason),
        cmocka_unit_test(test_derived_tables_are_built_when_needed),
        cmocka_unit_test(test_interruption_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
