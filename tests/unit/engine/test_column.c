/* Columns and targets through the engine: NULL, empty, batch edges, sliced and reordered lists, nested
 * results. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernels_for_tests.h"

static struct engine *engine;

static int open_engine(void **state)
{
    (void)state;
    engine = engine_for_test(2);
    return 0;
}

static int close_engine(void **state)
{
    (void)state;
    engine_close(engine);
    return 0;
}

static void test_lists_start_anywhere(void **state)
{
    (void)state;
    expect_rows(
        engine,
        "SELECT test_list_sum(l)::VARCHAR FROM (VALUES ([1, 2, NULL, 4]), (NULL), ([]), ([5])) AS t(l)",
        "7\nNULL\n0\n5");
    static const char *const derived[] = {
        "list_slice(l, 2, 3)",    "list_slice(l, 1, -1, 2)",       "list_reverse(l)",
        "list_sort(l, 'DESC')",   "list_filter(l, x -> x > 1)",    "list_where(l, [true, false, true, true])",
        "list_select(l, [4, 1])", "list_transform(l, x -> x * 2)", "list_concat(l, l)",
    };
    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++) {
        char sql[512];
        snprintf(sql, sizeof sql,
                 "SELECT count(*)::VARCHAR FROM (SELECT %s AS d FROM (SELECT [i, 1, NULL, i + 1] AS l FROM "
                 "range(5000) AS "
                 "t(i)) WHERE l[1] %% 3 != 0) WHERE test_list_sum(d) = coalesce(list_sum(d), 0)",
                 derived[i]);
        expect_rows(engine, sql, "3333");
    }
}

static void test_batch_edges(void **state)
{
    (void)state;
    for (int rows = 2047; rows <= 2049; rows++) {
        char sql[512], expected[128];
        snprintf(sql, sizeof sql,
                 "SELECT count(d)::VARCHAR, count(d.copy)::VARCHAR, count(d.nested)::VARCHAR, "
                 "count(d.nested.length)::VARCHAR, sum(len(d.nested.twice))::VARCHAR, "
                 "sum(d.nested.length)::VARCHAR "
                 "FROM (SELECT test_describe(if(i %% 3 = 0, NULL, repeat('x', i %% 40))) AS d FROM range(%d) "
                 "AS t(i))",
                 rows);
        long valid = 0, bytes = 0;
        for (long i = 0; i < rows; i++)
            if (i % 3) {
                valid++;
                bytes += i % 40;
            }
        snprintf(expected, sizeof expected, "%ld|%ld|%ld|%ld|%ld|%ld", valid, valid, valid, valid, 2 * valid,
                 bytes);
        expect_rows(engine, sql, expected);
    }
    expect_rows(engine, "SELECT test_describe('x') ::VARCHAR FROM range(0)", "");
}

static void test_null_reaches_every_field(void **state)
{
    (void)state;
    expect_rows(engine,
                "SELECT d::VARCHAR FROM (SELECT test_describe(x) AS d FROM (VALUES ('first, a long enough "
                "text'), (NULL), ('b')) AS t(x))",
                "{'copy': 'first, a long enough text', 'nested': {'length': 25, 'twice': ['first, a long "
                "enough text', NULL]}}\n"
                "NULL\n{'copy': b, 'nested': {'length': 1, 'twice': [b, NULL]}}");
    expect_rows(engine, "SELECT test_describe(NULL)::VARCHAR, test_describe(NULL).nested.twice::VARCHAR",
                "NULL|NULL");
}

static void test_fields_are_found_by_name(void **state)
{
    (void)state;
    expect_rows(
        engine,
        "SELECT test_join_content([{'role': 'user', 'content': 'a'}, {'role': 'x', 'content': NULL}, "
        "{'role': 'x', 'content': 'a much longer content'}]), "
        "test_join_content([{'content': 'b', 'extra': 1}]), test_join_content([{'other': 1}]), "
        "test_join_content(NULL), test_join_content([]), test_join_content('[]'::JSON), test_join_content(5)",
        "a+a much longer content|b||NULL|||");
}

static void test_growing_keeps_what_was_written(void **state)
{
    (void)state;
    expect_rows(engine, "SELECT test_grow(x)::VARCHAR FROM (VALUES (2), (NULL), (0), (3)) AS t(x)",
                "[short, a text longer than twelve bytes]\nNULL\n[]\n[short, a text longer than twelve "
                "bytes, short]");
    expect_rows(engine, "SELECT sum(len(test_grow((i % 7)::INTEGER)))::VARCHAR FROM range(5000) AS t(i)",
                "14995");
}

static void test_text_is_never_lost(void **state)
{
    (void)state;
    expect_rows(
        engine,
        "SELECT test_from_bytes('a\\xFFb'::BLOB), test_from_bytes('a longer text, then \\xE2\\x82'::BLOB), "
        "test_from_bytes(''::BLOB), hex(test_from_bytes('a\\x00b'::BLOB)), "
        "test_from_bytes('\\xC3\\xA9'::BLOB), "
        "test_from_bytes(NULL)",
        "a\xEF\xBF\xBD"
        "b|a longer text, then \xEF\xBF\xBD||610062|\xC3\xA9|NULL");
    expect_rows(engine,
                "SELECT test_to_bytes('short')::VARCHAR, test_to_bytes('longer than twelve')::VARCHAR, "
                "(test_from_bytes(test_to_bytes('short')) = 'short')::VARCHAR",
                "short|longer than twelve|true");
    expect_rows(
        engine,
        "SELECT count(DISTINCT test_from_bytes((i % 10)::VARCHAR::BLOB))::VARCHAR FROM range(4000) AS t(i)",
        "10");
}

static void test_kinds(void **state)
{
    (void)state;
    expect_rows(
        engine,
        "SELECT test_kind(true), test_kind(1), test_kind(1::BIGINT), test_kind(1::UINTEGER), "
        "test_kind(1::UBIGINT), "
        "test_kind(1::DOUBLE), test_kind('x'), test_kind('x'::BLOB), test_kind([1]), test_kind({'a': 1}), "
        "test_kind('{}'::JSON), test_kind(DATE '2020-01-01'), test_kind(MAP {'a': 1}), test_kind(1.5)",
        "boolean|int32|int64|uint32|uint64|double|text|blob|list|struct|text|date|list|decimal");
    expect_rows(
        engine,
        "SELECT test_kind(1::TINYINT), test_kind(1::SMALLINT), test_kind(1::UTINYINT), "
        "test_kind(1::USMALLINT), test_kind(1::HUGEINT), test_kind(1::UHUGEINT), test_kind(1::FLOAT), "
        "test_kind(TIME '12:00:00'), test_kind(now()::TIMESTAMP_S), test_kind(now()::TIMESTAMP_MS), "
        "test_kind(now()::TIMESTAMP), test_kind(now()::TIMESTAMP_NS), test_kind(now()), "
        "test_kind(INTERVAL 1 DAY), test_kind(gen_random_uuid()), test_kind('a'::ENUM('a')), "
        "test_kind([1]::INTEGER[1])",
        "int8|int16|uint8|uint16|int128|uint128|float|time|timestamp_s|timestamp_ms|timestamp|timestamp_ns|"
        "timestamp_tz|interval|uuid|enum|array");
    /* what nothing reads */
    expect_rows(
        engine,
        "SELECT test_kind('1'::BIT), test_kind(union_value(a := 1)), test_kind('12:00:00+01'::TIMETZ)",
        "other|other|other");
    expect_rows(engine, "SELECT (test_kind(NULL) IN ('null', 'int32'))::VARCHAR", "true");
}

static void test_own_memory(void **state)
{
    (void)state;
    expect_rows(engine,
                "SELECT bool_and(test_own(i))::VARCHAR, bool_and(test_own_again(i))::VARCHAR FROM "
                "range(300000) AS t(i)",
                "true|true");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_start_anywhere),
        cmocka_unit_test(test_batch_edges),
        cmocka_unit_test(test_null_reaches_every_field),
        cmocka_unit_test(test_fields_are_found_by_name),
        cmocka_unit_test(test_growing_keeps_what_was_written),
        cmocka_unit_test(test_text_is_never_lost),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_own_memory),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
