/* row_hash and memory: once warm nothing is allocated for a row, and where there is no memory it says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "functions/functions.h"

static struct engine *engine;

static int open_engine(void **state)
{
    (void)state;
    struct error error = {0};
    struct engine_options options = {.threads = 1};
    size_t count;
    const struct function *functions = functions_all(&count);
    if (engine_open(&engine, &options, &error) < 0 ||
        engine_add_functions(engine, functions, count, &error) < 0)
        fail_msg("%s", error.message);
    return engine_run(
        engine,
        "CREATE TABLE t AS SELECT i AS id, 'text ' || i AS content, [{'role': 'user', 'content': "
        "repeat('x', (i % 300)::INTEGER)}] AS turns, (['on', 'off'][1 + i % 2])::ENUM('on', "
        "'off') AS state, NULL::DOUBLE AS score FROM range(204800) AS r(i)",
        NULL, &error);
}

static int close_engine(void **state)
{
    (void)state;
    engine_close(engine);
    return 0;
}

/* Allocations of a query over the first `rows` rows. */
static long allocations_of(unsigned rows)
{
    char sql[128];
    struct error error = {0};
    snprintf(sql, sizeof sql, "SELECT max(row_hash(t)) FROM t WHERE id < %u", rows);
    memory_fail_at(0);
    long before = memory_allocations();
    if (engine_run(engine, sql, NULL, &error) < 0)
        fail_msg("%s", error.message);
    return memory_allocations() - before;
}

static void rows_cost_no_allocation(void **state)
{
    (void)state;
    allocations_of(204800);
    long few = allocations_of(2048), many = allocations_of(204800);
    /* One hundred batches more: a few allocations each, not one for each of their 2,048 rows. */
    assert_in_range(many - few, 0, 400);
}

static void lack_of_memory_is_an_error(void **state)
{
    (void)state;
    bool failed = false;
    for (long nth = 1; nth < 200; nth++) {
        struct error error = {0};
        memory_fail_at(nth);
        int code = engine_run(engine, "SELECT max(row_hash(t)) FROM t WHERE id < 5000", NULL, &error);
        memory_fail_at(0);
        if (code == 0) {
            assert_true(failed);
            return;
        }
        assert_int_equal(code, ERROR_SYSTEM);
        failed = true;
    }
    fail_msg("still no memory after 200 allocations");
}

/* {'c0': 0, 'c1': 1, …}, forwards or backwards. */
static void put_row(struct buffer *sql, int fields, bool backwards)
{
    for (int i = 0; i < fields; i++) {
        int number = backwards ? fields - 1 - i : i;
        buffer_format(sql, "%s'c%d': %d", i ? ", " : "row_bytes({", number, number);
    }
    buffer_string(sql, "})");
}

static void wide_rows_are_sorted(void **state)
{
    (void)state;
    struct buffer sql = {0};
    struct error error = {0};
    int64_t same = 0;
    bool found = false;
    buffer_string(&sql, "SELECT CAST(octet_length(a) * (a = b)::INTEGER AS BIGINT) FROM (SELECT ");
    put_row(&sql, 1000, false);
    buffer_string(&sql, " AS a, ");
    put_row(&sql, 1000, true);
    buffer_string(&sql, " AS b)");
    if (engine_one_int64(engine, buffer_c(&sql), NULL, &same, &found, &error) < 0)
        fail_msg("%s", error.message);
    /* the tag; names of 8 + 2, 3 and 4 bytes; values of 9 */
    assert_int_equal(same, 1 + 10 * (8 + 2 + 9) + 90 * (8 + 3 + 9) + 900 * (8 + 4 + 9));
    buffer_release(&sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_rows_are_sorted),
        cmocka_unit_test(lack_of_memory_is_an_error),
        cmocka_unit_test(rows_cost_no_allocation),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
