/* The C library as a program outside sees it: only the public headers are included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assay/kernels.h"

static const char *data_file; /* examples/dialogue.jsonl */

static struct assay *opened(void)
{
    struct assay *assay = NULL;
    const struct assay_options options = {.threads = 1};
    assert_int_equal(assay_open(&assay, &options), ASSAY_OK);
    return assay;
}

static struct assay *checked(const struct assay_checking *checking)
{
    struct assay *assay = opened();
    assert_int_equal(assay_read(assay, &data_file, 1, NULL), ASSAY_OK);
    if (assay_check(assay, checking) != ASSAY_OK)
        fail_msg("%s", assay_message(assay));
    return assay;
}

static const struct assay_result *result_named(const struct assay *assay, const char *name)
{
    for (size_t i = 0; i < assay_result_count(assay); i++)
        if (strcmp(assay_result(assay, i)->check, name) == 0)
            return assay_result(assay, i);
    fail_msg("no result of %s", name);
    return NULL;
}

static void test_results(void **state)
{
    (void)state;
    struct assay *assay = checked(NULL);
    assert_int_equal(assay_records(assay), 4);
    assert_string_equal(assay_task(assay), "sft");
    assert_true(assay_failed(assay));
    const struct assay_result *structure = result_named(assay, "sft.structure");
    assert_int_equal(structure->outcome, ASSAY_FINDINGS);
    assert_int_equal(structure->level, ASSAY_LEVEL_ERROR);
    assert_true(structure->findings_total >= 1);
    assert_string_equal(structure->findings[0].code, "no_assistant_turn");
    assert_int_equal(structure->findings[0].line, 3);
    assert_int_equal(structure->findings[0].number, 3);
    assert_string_equal(structure->findings[0].file, data_file);
    assert_string_equal(structure->figures[0].name, "malformed records");
    assert_true(structure->figures[0].value == 0.25 && structure->figures[0].low < 0.25 &&
                structure->figures[0].n == 4);
    assert_string_equal(result_named(assay, "sft.encoding")->findings[0].code, "mojibake");
    assert_null(assay_result(assay, assay_result_count(assay)));
    assay_close(assay);
}

static void test_choices(void **state)
{
    (void)state;
    const char *only = "duplicates", *setting = "long_prompt_words=3";
    const struct assay_checking one = {
        .only = &only, .only_count = 1, .fail_on = ASSAY_LEVEL_WARNING, .findings = 1};
    struct assay *assay = checked(&one);
    assert_int_equal(assay_result_count(assay), 1);
    assert_int_equal(assay_result(assay, 0)->finding_count, 1);
    assert_true(assay_result(assay, 0)->findings_total > 1);
    assert_true(assay_failed(assay));

    const struct assay_checking never = {.fail_on = ASSAY_LEVEL_NEVER}; /* the same tables, checked again */
    assert_int_equal(assay_check(assay, &never), ASSAY_OK);
    assert_false(assay_failed(assay));
    assert_true(assay_result_count(assay) > 1);

    const struct assay_checking wrong = {.settings = &setting, .setting_count = 1};
    assert_int_equal(assay_check(assay, &wrong), ASSAY_WRONG_USE);
    assert_non_null(strstr(assay_message(assay), "long_prompt_words"));
    assert_int_equal(assay_result_count(assay), 0);
    assay_close(assay);
}

static void test_errors(void **state)
{
    (void)state;
    struct assay *assay = NULL;
    const struct assay_options none = {.threads = -1};
    assert_int_equal(assay_open(&assay, &none), ASSAY_WRONG_USE);
    assert_non_null(strstr(assay_message(assay), "threads"));
    assert_int_equal(assay_read(assay, &data_file, 1, NULL), ASSAY_WRONG_USE);
    assay_close(assay);

    const char *missing = "no/such/file.jsonl";
    assay = opened();
    assert_int_equal(assay_check(assay, NULL), ASSAY_WRONG_USE);
    assert_int_equal(assay_report(assay, ASSAY_JSON, "-"), ASSAY_WRONG_USE);
    assert_int_equal(assay_read(assay, &missing, 1, NULL), ASSAY_BAD_INPUT);
    assert_non_null(strstr(assay_message(assay), missing));
    assert_int_equal(assay_records(assay), 0);
    assert_int_equal(assay_read(assay, &data_file, 1, NULL), ASSAY_OK); /* it can be used on */
    assert_string_equal(assay_message(assay), "");
    assay_close(assay);
}

static void test_cancel(void **state)
{
    (void)state;
    struct assay *assay = opened();
    assay_cancel();
    assert_int_equal(assay_read(assay, &data_file, 1, NULL), ASSAY_INTERRUPTED);
    assert_int_equal(assay_read(assay, &data_file, 1, NULL), ASSAY_OK);
    assay_close(assay);
}

static void test_reports(void **state)
{
    (void)state;
    static const char *const starts[] = {
        "", "<!doctype html>", "{\"assay\":", "{\"check\":", "### Assay", "{", "<?xml"};
    struct assay *assay = checked(NULL);
    for (int form = ASSAY_TERMINAL; form <= ASSAY_JUNIT; form++) {
        char *text = NULL;
        size_t length = 0;
        assert_int_equal(assay_report_text(assay, (enum assay_form)form, &text, &length), ASSAY_OK);
        assert_int_equal(strlen(text), length);
        if (strncasecmp(text, starts[form], strlen(starts[form])) != 0)
            fail_msg("form %d begins with %.40s", form, text);
        assay_free(text);
    }
    char path[] = "/tmp/assay-report-XXXXXX";
    close(mkstemp(path));
    assert_int_equal(assay_report(assay, ASSAY_JSON, path), ASSAY_OK);
    unlink(path);
    assert_int_equal(assay_report(assay, ASSAY_JSON, "no/such/folder/report.json"), ASSAY_BROKEN);
    assert_int_equal(assay_report(assay, (enum assay_form)99, "-"), ASSAY_WRONG_USE);
    assay_close(assay);
}

static void test_query(void **state)
{
    (void)state;
    struct assay *assay = checked(NULL);
    struct assay_rows *rows = NULL;
    size_t length = 0;
    assert_int_equal(
        assay_query(assay,
                    "SELECT number AS n, word_count(turns[2].content) AS words FROM records ORDER BY n;",
                    &rows),
        ASSAY_OK);
    assert_int_equal(assay_rows_columns(rows), 2);
    assert_string_equal(assay_rows_name(rows, 1), "words");
    assert_null(assay_rows_value(rows, 0, &length));
    for (int row = 1; row <= 4; row++) {
        assert_int_equal(assay_rows_next(rows), 1);
        const char *number = assay_rows_value(rows, 0, &length);
        assert_true(length == 1 && number[0] == '0' + row);
    }
    assert_int_equal(assay_rows_next(rows), 0);
    assay_rows_free(rows);
    assert_int_equal(assay_query(assay, "SELECT NULL AS nothing", &rows), ASSAY_OK);
    assert_int_equal(assay_rows_next(rows), 1);
    assert_null(assay_rows_value(rows, 0, &length));
    assay_rows_free(rows);
    assert_int_equal(assay_query(assay, "SELECT 1; SELECT 2", &rows), ASSAY_WRONG_USE);
    assert_int_equal(assay_query(assay, "SELECT nothing FROM nowhere", &rows), ASSAY_WRONG_USE);
    assert_null(rows);
    assert_int_equal(assay_run(assay, "CREATE TABLE kept AS SELECT row FROM records; DROP TABLE kept"),
                     ASSAY_OK);
    assay_close(assay);
}

/* A version stands wherever a file may; the project is made by the command. */
static void test_versions(void **state)
{
    (void)state;
    const char *command = getenv("ASSAY"), *version = "chat@v1", *unknown = "chat@v2";
    char folder[] = "/tmp/assay-library-XXXXXX", line[1024];
    if (!command)
        skip();
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("ASSAY_PROJECT", folder, 1), 0);
    snprintf(line, sizeof line, "'%s' init %s 2>/dev/null && '%s' dataset add chat '%s' --quiet >/dev/null",
             command, folder, command, data_file);
    assert_int_equal(system(line), 0);
    struct assay *assay = opened();
    if (assay_read(assay, &version, 1, NULL) != ASSAY_OK)
        fail_msg("%s", assay_message(assay));
    assert_int_equal(assay_records(assay), 4);
    assert_int_equal(assay_check(assay, NULL), ASSAY_OK);
    assert_int_equal(result_named(assay, "dataset.governance")->findings_total, 4);
    assert_string_equal(result_named(assay, "sft.structure")->findings[0].file, "chat@v1");
    assert_int_equal(assay_read(assay, &unknown, 1, NULL), ASSAY_WRONG_USE);
    assert_non_null(strstr(assay_message(assay), "chat has no version 'v2'"));
    assay_close(assay);
    assert_int_equal(unsetenv("ASSAY_PROJECT"), 0);
    snprintf(line, sizeof line, "rm -rf %s", folder);
    assert_int_equal(system(line), 0);
}

static void test_kernels(void **state)
{
    (void)state;
    struct assay_scratch *scratch = assay_scratch_new();
    int64_t words = 0;
    double similarity = 0;
    char a[33], b[33];
    const char *text = NULL;
    size_t length = 0, count = 0;
    uint64_t keys[128];
    int bands = 0, rows = 0;
    struct assay_encoding_fault fault;
    assert_int_equal(assay_word_count(scratch, "One two, three", 14, &words), 0);
    assert_int_equal(words, 3);
    assert_int_equal(assay_word_jaccard(scratch, "a b c d", 7, "B c d e", 7, 1, &similarity), 0);
    assert_true(similarity == 0.6);
    assert_int_equal(assay_word_jaccard(scratch, "a", 1, "b", 1, 0, &similarity), ASSAY_WRONG_USE);
    assert_int_equal(assay_minhash_plan(0.7, 0.05, &bands, &rows), 0);
    assert_true(bands == 35 && rows == 7 && assay_minhash_recall(bands, rows, 0.7) > 0.95);
    assert_int_equal(assay_minhash(scratch, "a b c d", 7, 2, bands, rows, keys, &count), 0);
    assert_int_equal(count, 35);
    assert_int_equal(assay_text_key(scratch, " a  b", 5, a), 0);
    assert_int_equal(assay_text_key(scratch, "a b", 3, b), 0);
    assert_string_equal(a, b);
    assert_int_equal(assay_text_normal(scratch, " a\n b", 5, &text, &length), 0);
    assert_true(length == 3 && memcmp(text, "a b", 3) == 0);
    assert_int_equal(assay_encoding_faults("caf\xC3\x83\xC2\xA9", 7, &fault, 1), 1);
    assert_string_equal(fault.code, "mojibake");
    assert_true(fault.offset == 3 && fault.code_point == 0xE9);
    assert_int_equal(assay_mojibake_repair(scratch, "caf\xC3\x83\xC2\xA9", 7, &text, &length), 0);
    assert_true(length == 5 && memcmp(text, "caf\xC3\xA9", 5) == 0);
    assert_int_equal(assay_mojibake_repair(scratch, "plain", 5, &text, &length), 0);
    assert_null(text);
    assert_string_equal(assay_truncation_sign("Steps:\n1. Mix.\n2.", 17, &length), "bare_list_marker");
    assert_null(assay_truncation_sign("Done.", 5, NULL));
    assert_true(fabs(assay_wilson(0, 10).high - 0.2775) < 1e-4);
    assert_true(isnan(assay_wilson(0, 0).value));
    assert_true(assay_mean_interval(2, 4, 8).value == 2 &&
                assay_ratio_interval(2, 4, 2, 8, 2, 4).value == 0.5);
    assay_scratch_free(scratch);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_results),  cmocka_unit_test(test_choices),
                                       cmocka_unit_test(test_errors),   cmocka_unit_test(test_cancel),
                                       cmocka_unit_test(test_reports),  cmocka_unit_test(test_query),
                                       cmocka_unit_test(test_versions), cmocka_unit_test(test_kernels)};
    data_file = argc > 1 ? argv[1] : "examples/dialogue.jsonl";
    return cmocka_run_group_tests_name("library", tests, NULL, NULL);
}
