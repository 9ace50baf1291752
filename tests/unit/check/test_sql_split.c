/* SQL text cut at its semicolons, and nowhere else. */
#include "check/sql_split.h"
#include "checking.h"

static void statements_are(const char *sql, const char *const wanted[])
{
    size_t at = 0, i = 0;
    for (;; i++) {
        struct text statement = statement_next(text_of(sql), &at);
        if (!statement.data) {
            if (wanted[i])
                fail_msg("there is no statement '%s'", wanted[i]);
            return;
        }
        if (!wanted[i])
            fail_msg("one too many: '%.*s'", (int)statement.length, statement.data);
        assert_text(statement, wanted[i]);
    }
}
#define STATEMENTS(sql, ...) statements_are(sql, (const char *const[]){__VA_ARGS__, NULL})

static void test_plain(void **state)
{
    (void)state;
    STATEMENTS("SELECT 1", "SELECT 1");
    STATEMENTS("SELECT 1;", "SELECT 1");
    STATEMENTS(" SELECT 1 ;\n\tSELECT 2;; ;SELECT 3 ", "SELECT 1", "SELECT 2", "SELECT 3");
    statements_are("", (const char *const[]){NULL});
    statements_are(" ;\n; ", (const char *const[]){NULL});
    statements_are("\f;\v", (const char *const[]){NULL});
}

static void test_quotes(void **state)
{
    (void)state;
    STATEMENTS("SELECT 'a;b'; SELECT 2", "SELECT 'a;b'", "SELECT 2");
    STATEMENTS("SELECT 'it''s; so'; SELECT 2", "SELECT 'it''s; so'", "SELECT 2");
    STATEMENTS("SELECT \"a;b\"\"c;\"; SELECT 2", "SELECT \"a;b\"\"c;\"", "SELECT 2");
    STATEMENTS("SELECT '--;'; SELECT 2", "SELECT '--;'", "SELECT 2");
    STATEMENTS("SELECT 'never closed; SELECT 2", "SELECT 'never closed; SELECT 2");
}

static void test_comments(void **state)
{
    (void)state;
    STATEMENTS("SELECT 1 -- one; two\n; SELECT 2", "SELECT 1 -- one; two", "SELECT 2");
    STATEMENTS("SELECT /* a;b */ 1; SELECT 2", "SELECT /* a;b */ 1", "SELECT 2");
    STATEMENTS("-- alone;\n-- still alone\nSELECT 1", "-- alone;\n-- still alone\nSELECT 1");
    STATEMENTS("SELECT 1; -- the end; really", "SELECT 1");
    STATEMENTS("SELECT 1; /* the end; */ ;", "SELECT 1");
    STATEMENTS("SELECT 1 - -1; SELECT 4/2", "SELECT 1 - -1", "SELECT 4/2");
    STATEMENTS("-- don't\nSELECT 1; SELECT 2", "-- don't\nSELECT 1", "SELECT 2");
}

static void test_dollars(void **state)
{
    (void)state;
    STATEMENTS("SELECT $$a;b$$; SELECT 2", "SELECT $$a;b$$", "SELECT 2");
    STATEMENTS("SELECT $tag$a;$$;b$tag$; SELECT 2", "SELECT $tag$a;$$;b$tag$", "SELECT 2");
    STATEMENTS("SELECT $most; SELECT $least", "SELECT $most", "SELECT $least");
    STATEMENTS("SELECT $a, $b; SELECT 2", "SELECT $a, $b", "SELECT 2");
    STATEMENTS("SELECT $1; SELECT '$'; SELECT 3", "SELECT $1", "SELECT '$'", "SELECT 3");
}

static void test_last(void **state)
{
    struct text before, last;
    (void)state;
    statements_split_last(text_of("CREATE TABLE t AS SELECT ';'; SELECT 2; -- end;\n"), &before, &last);
    assert_text(text_trim(before), "CREATE TABLE t AS SELECT ';';");
    assert_text(last, "SELECT 2");
    statements_split_last(text_of("SELECT 1"), &before, &last);
    assert_int_equal(before.length, 0);
    assert_text(last, "SELECT 1");
    statements_split_last(text_of(" "), &before, &last);
    assert_int_equal(last.length, 0);
}

/* Whatever the text, statements lie within it, in order, and hold no semicolon of their own at the end. */
static void test_any_text(void **state)
{
    static const char bytes[] = "a ';\"$-/*\n1";
    char text[24];
    unsigned dice = 12345;
    (void)state;
    for (int round = 0; round < 200000; round++) {
        size_t length = round % sizeof text, at = 0, end = 0;
        for (size_t i = 0; i < length; i++)
            text[i] =
                bytes[(dice = dice * 1664525 + 1013904223) >> 16 & 7 ? (dice >> 20) % (sizeof bytes - 1) : 2];
        struct text sql = {text, length}, statement;
        while ((statement = statement_next(sql, &at)).data) {
            size_t start = (size_t)(statement.data - text);
            assert_true(start >= end && statement.length > 0 && start + statement.length <= at &&
                        at <= length);
            end = start + statement.length;
        }
        assert_int_equal(at, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),   cmocka_unit_test(test_quotes), cmocka_unit_test(test_comments),
        cmocka_unit_test(test_dollars), cmocka_unit_test(test_last),   cmocka_unit_test(test_any_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
