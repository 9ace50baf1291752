/* Check files as they are written: front matter, continuation lines, stages, and errors with the line they
 * are on. */
#include "check/check.h"
#include "checking.h"

static const char whole[] = "-- check:    task.some\n"                                   /* 1 */
                            "-- title:    Some title: with a colon\n"                    /* 2 */
                            "-- key:      record\n"                                      /* 3 */
                            "-- param:    most DOUBLE = 0.5      the most\n"             /* 4 */
                            "-- param:    word VARCHAR = 'a b'   a word, with a blank\n" /* 5 */
                            "-- param:    deep INTEGER=3\n"                              /* 6 */
                            "-- level:    error\n"                                       /* 7 */
                            "-- needs:    records.row, texts\n"                          /* 8 */
                            "-- why:      It begins here\n"                              /* 9 */
                            "--           and goes on.\n"                                /* 10 */
                            "-- definition: One.\n"                                      /* 11 */
                            "--   Two.\n"                                                /* 12 */
                            "-- source:   A paper\n"                                     /* 13 */
                            "-- code:     too_long   longer than the most\n"             /* 14 */
                            "-- code:     too_short  shorter\n"                          /* 15 */
                            "\n"                                                         /* 16 */
                            "-- rows\n"                                                  /* 17 */
                            "SELECT 1 AS row; -- figures are not here\n"                 /* 18 */
                            "-- figures\n"                                               /* 19 */
                            "SELECT 2;\n"                                                /* 20 */
                            "\n"                                                         /* 21 */
                            "-- findings\n"                                              /* 22 */
                            "SELECT 3\n";                                                /* 23 */

static int parse(struct check *check, const char *text, struct arena *arena, struct error *error)
{
    *error = (struct error){0};
    return check_parse(check, text_of("x.sql"), text_of(text), arena, error);
}

static void test_whole(void **state)
{
    struct arena arena = {0};
    struct check check;
    struct error error;
    (void)state;
    assert_int_equal(parse(&check, whole, &arena, &error), 0);
    assert_text(check.name, "task.some");
    assert_text(check.title, "Some title: with a colon");
    assert_text(check.key, "record");
    assert_text(check.needs, "records.row, texts");
    assert_text(check.why, "It begins here and goes on.");
    assert_text(check.definition, "One. Two.");
    assert_text(check.source, "A paper");
    assert_int_equal(check.level, LEVEL_ERROR);
    assert_false(check.is_table);
    arena_release(&arena);
}

static void test_parameters_and_codes(void **state)
{
    struct arena arena = {0};
    struct check check;
    struct error error;
    (void)state;
    assert_int_equal(parse(&check, whole, &arena, &error), 0);
    static const char *const wanted[][4] = {{"most", "DOUBLE", "0.5", "the most"},
                                            {"word", "VARCHAR", "'a b'", "a word, with a blank"},
                                            {"deep", "INTEGER", "3", ""}};
    assert_int_equal(check.param_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_text(check.params[i].name, wanted[i][0]);
        assert_text(check.params[i].type, wanted[i][1]);
        assert_text(check.params[i].value, wanted[i][2]);
        assert_text(check.params[i].doc, wanted[i][3]);
    }
    assert_int_equal(check.code_count, 2);
    assert_text(check.codes[0].name, "too_long");
    assert_text(check.codes[0].doc, "longer than the most");
    assert_text(check.codes[1].name, "too_short");
    arena_release(&arena);
}

static void test_stages(void **state)
{
    struct arena arena = {0};
    struct check check;
    struct error error;
    (void)state;
    assert_int_equal(parse(&check, whole, &arena, &error), 0);
    assert_text(text_trim(check.rows), "SELECT 1 AS row; -- figures are not here");
    assert_text(text_trim(check.figures), "SELECT 2;");
    assert_text(text_trim(check.findings), "SELECT 3");
    assert_int_equal(check.rows_line, 18);
    assert_int_equal(check.figures_line, 20);
    assert_int_equal(check.findings_line, 23);
    arena_release(&arena);
}

static void test_more_than_eight_parameters(void **state)
{
    struct arena arena = {0};
    struct check check;
    struct error error;
    struct buffer text = {0};
    (void)state;
    buffer_string(&text, "-- check: t.x\n-- title: X\n-- why: Y\n");
    for (int i = 0; i < 40; i++)
        buffer_format(&text, "-- param: p%d INTEGER = %d   doc\n-- code: c%d   doc\n", i, i, i);
    buffer_string(&text, "-- rows\nSELECT 1\n-- findings\nSELECT 1\n");
    assert_int_equal(parse(&check, buffer_c(&text), &arena, &error), 0);
    assert_int_equal(check.param_count, 40);
    assert_int_equal(check.code_count, 40);
    assert_text(check.params[39].value, "39");
    assert_text(check.codes[0].name, "c0");
    buffer_release(&text);
    arena_release(&arena);
}

static void test_windows_lines_and_byte_order_mark(void **state)
{
    struct arena arena = {0};
    struct check check;
    struct error error;
    (void)state;
    assert_int_equal(
        parse(&check,
              "\xef\xbb\xbf-- check: t.x\r\n-- title: X\r\n-- why: Y\r\n--   Z\r\n\r\n-- rows\r\nSELECT 1\r\n"
              "-- figures\r\nSELECT 2\r\n",
              &arena, &error),
        0);
    assert_text(check.name, "t.x");
    assert_text(check.why, "Y Z");
    assert_text(text_trim(check.figures), "SELECT 2");
    assert_int_equal(check.level, LEVEL_WARNING);
    arena_release(&arena);
}

static void test_table(void **state)
{
    struct arena arena = {0};
    struct check check;
    struct error error;
    (void)state;
    assert_int_equal(
        parse(&check, "-- table: words\n-- title: Words\n-- rows\nSELECT 1 AS row", &arena, &error), 0);
    assert_true(check.is_table);
    assert_text(check.name, "words");
    arena_release(&arena);
}

static void test_errors_name_their_line(void **state)
{
#define HEAD "-- check: t.x\n-- title: X\n-- why: Y\n"
    static const struct {
        const char *text, *wanted;
    } wrong[] = {
        {HEAD "-- colour: red\n-- rows\nSELECT 1\n", "x.sql:4: unknown key 'colour'"},
        {HEAD "-- title: Z\n", "x.sql:4: given twice: 'title'"},
        {HEAD "-- check: t.y\n", "x.sql:4: given twice: 'check'"},
        {HEAD "-- level: fatal\n", "x.sql:4: a level is note, warning or error, not 'fatal'"},
        {HEAD "-- level: never\n", "x.sql:4: a level is note, warning or error, not 'never'"},
        {HEAD "-- param: most\n",
         "x.sql:4: a parameter reads 'name TYPE = default   what it means', not 'most'"},
        {HEAD "-- param: most DOUBLE 0.5\n",
         "x.sql:4: a parameter reads 'name TYPE = default   what it means', not 'most DOUBLE 0.5'"},
        {HEAD "-- param: most DOUBLE =\n",
         "x.sql:4: a parameter reads 'name TYPE = default   what it means', not 'most DOUBLE ='"},
        {HEAD "-- code: lonely\n", "x.sql:4: a code reads 'name   what it means', not 'lonely'"},
        {HEAD "\nSELECT 1;\n", "x.sql:5: SQL before the first stage ('-- rows'): 'SELECT 1;'"},
        {HEAD "-- rows\nSELECT 1\n-- rows\nSELECT 2\n", "x.sql:6: stage given twice: '-- rows'"},
        {HEAD "-- rows\nSELECT 1\n", "x.sql: a check file needs 'figures or findings'"},
        {HEAD "-- figures\nSELECT 1\n", "x.sql: a check file needs 'rows'"},
        {"-- check: t.x\n-- title: X\n-- rows\nSELECT 1\n-- figures\nSELECT 1\n",
         "x.sql: a check file needs 'why'"},
        {"-- check: t.x\n", "x.sql: a check file needs 'title'"},
        {"", "x.sql: a check file needs 'check'"},
    };
    struct arena arena = {0};
    struct check check;
    struct error error;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(parse(&check, wrong[i].text, &arena, &error), ERROR_USAGE);
        assert_string_equal(error.message, wrong[i].wanted);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_parameters_and_codes),
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_more_than_eight_parameters),
        cmocka_unit_test(test_windows_lines_and_byte_order_mark),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_errors_name_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
