/* Opening, statements, parameters, answers, registration and what errors look like. */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "kernels_for_tests.h"

static struct engine *engine;

static int open_engine(void **state)
{
    (void)state;
    engine = engine_for_test(1);
    return 0;
}

static int close_engine(void **state)
{
    (void)state;
    engine_close(engine);
    return 0;
}

static void expect_error(const char *sql, int code, const char *contains)
{
    struct error error = {0};
    assert_int_equal(engine_run(engine, sql, NULL, &error), code);
    assert_int_equal(error.code, code);
    if (!strstr(error.message, contains))
        fail_msg("'%s' is not in: %s", contains, error.message);
}

static void test_errors_are_mapped(void **state)
{
    (void)state;
    expect_error("SELEKT 1", ERROR_USAGE, "Parser Error");
    expect_error("SELECT 1;\nSELECT FROM WHERE", ERROR_USAGE, "LINE 2");
    expect_error("SELECT * FROM nowhere", ERROR_USAGE, "nowhere");
    expect_error("SELECT nothing FROM range(1)", ERROR_USAGE, "nothing");
    expect_error("SELECT no_such_function(1)", ERROR_USAGE, "no_such_function");
    expect_error("SELECT (i || 'x')::INTEGER FROM range(3) AS t(i)", ERROR_INPUT, "Conversion Error");
    expect_error("SELECT error('bad ' || i) FROM range(3) AS t(i)", ERROR_INPUT, "bad 0");
    expect_error("SELECT * FROM read_csv('/does/not/exist.csv')", ERROR_SYSTEM, "/does/not/exist.csv");
    expect_error("SELECT $missing", ERROR_USAGE, "parameter $missing has no value");
}

static void test_our_errors_come_back_whole(void **state)
{
    (void)state;
    static const int codes[] = {ERROR_USAGE, ERROR_INPUT, ERROR_SYSTEM};
    for (size_t i = 0; i < 3; i++) {
        char sql[128], message[128];
        snprintf(sql, sizeof sql, "SELECT test_fail(%d) FROM range(3)", codes[i]);
        struct error error = {0};
        assert_int_equal(engine_run(engine, sql, NULL, &error), codes[i]);
        snprintf(message, sizeof message, "test_fail: asked to fail with %d at '?'", codes[i]);
        assert_string_equal(error.message, message);
    }
    expect_rows(engine, "SELECT (try(test_fail(-3)) IS NULL)::VARCHAR", "true");
}

static void test_parameters(void **state)
{
    (void)state;
    const struct text texts[] = {{"a", 1}, {"it's", 4}};
    const struct parameter items[] = {
        {.name = "whole", .kind = KIND_INT64, .integer = -7},
        {.name = "number", .kind = KIND_DOUBLE, .number = 0.25},
        {.name = "flag", .kind = KIND_BOOLEAN, .integer = 1},
        {.name = "words", .kind = KIND_TEXT, .text = {"x\0y", 3}},
        {.name = "list", .kind = KIND_LIST, .texts = texts, .text_count = 2},
        {.name = "empty", .kind = KIND_LIST},
        {.name = "nothing", .kind = KIND_NULL},
    };
    const struct parameters parameters = {items, sizeof items / sizeof *items};
    struct error error = {0};
    assert_int_equal(
        engine_run(engine,
                   "CREATE TEMP TABLE given AS SELECT $whole AS whole, $number AS number, $flag AS flag, "
                   "length($words) AS words, list_contains($list, 'it''s') AS list, len($empty) AS empty, "
                   "$nothing IS NULL AS n; "
                   "SELECT $whole + $whole; DELETE FROM given WHERE whole = $whole + 1",
                   &parameters, &error),
        0);
    expect_rows(
        engine, "SELECT given::VARCHAR FROM given",
        "{'whole': -7, 'number': 0.25, 'flag': true, 'words': 3, 'list': true, 'empty': 0, 'n': true}");
    const struct parameter bad = {.name = "x", .kind = KIND_TEXT, .text = {"\xff", 1}};
    assert_int_equal(engine_run(engine, "SELECT $x", &(struct parameters){&bad, 1}, &error), ERROR_USAGE);
    assert_string_equal(error.message, "parameter $x is not valid UTF-8");
}

static void test_answers(void **state)
{
    (void)state;
    struct error error = {0};
    struct answer *answer;
    assert_int_equal(engine_query(engine, &answer,
                                  "SELECT 1; SELECT i AS n, {'a b': [i]} AS s, i::DECIMAL(9,2) AS d, "
                                  "'{}'::JSON AS j, MAP {'k': 1} AS m "
                                  "FROM range(5000) AS t(i)",
                                  NULL, &error),
                     0);
    assert_int_equal(answer_columns(answer), 5);
    assert_string_equal(answer_name(answer, 0), "n");
    assert_string_equal(answer_type(answer, 0), "BIGINT");
    assert_string_equal(answer_type(answer, 1), "STRUCT(\"a b\" BIGINT[])");
    assert_string_equal(answer_type(answer, 2), "DECIMAL(9,2)");
    assert_string_equal(answer_type(answer, 3), "JSON");
    assert_string_equal(answer_type(answer, 4), "MAP(VARCHAR, INTEGER)");
    int64_t sum = 0;
    size_t rows, total = 0;
    for (;;) {
        assert_int_equal(answer_next(answer, &rows, &error), 0);
        if (rows == 0)
            break;
        struct column numbers = answer_column(answer, 0);
        for (size_t row = 0; row < rows; row++)
            sum += column_int64(&numbers, row);
        total += rows;
        /* other statements may run while an answer is read */
        assert_int_equal(engine_run(engine, "SELECT 1", NULL, &error), 0);
    }
    assert_int_equal(total, 5000);
    assert_int_equal(sum, 4999 * 5000 / 2);
    answer_free(answer);
    assert_int_equal(engine_query(engine, &answer, " -- nothing\n", NULL, &error), ERROR_USAGE);
    assert_string_equal(error.message, "there is no statement to run");
}

static void test_one_number(void **state)
{
    (void)state;
    struct error error = {0};
    int64_t value;
    bool found;
    assert_int_equal(engine_one_int64(engine, "SELECT count(*) FROM range(42)", NULL, &value, &found, &error),
                     0);
    assert_true(found && value == 42);
    assert_int_equal(engine_one_int64(engine, "SELECT NULL::BIGINT", NULL, &value, &found, &error), 0);
    assert_false(found);
    assert_int_equal(engine_one_int64(engine, "SELECT 1::BIGINT WHERE false", NULL, &value, &found, &error),
                     0);
    assert_false(found);
    assert_int_equal(engine_one_int64(engine, "SELECT 'x'", NULL, &value, &found, &error), ERROR_USAGE);
}

static void test_statements_are_counted(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(engine_count_statements(engine, "SELECT ';'; -- ;\nSELECT 2;", &error), 2);
    assert_int_equal(engine_count_statements(engine, "", &error), 0);
    assert_int_equal(engine_count_statements(engine, "SELECT 1;\nSELEKT 2", &error), ERROR_USAGE);
    assert_non_null(strstr(error.message, "LINE 2"));
}

static void expect_refused(const struct function *function, const char *message)
{
    struct error error = {0};
    assert_int_equal(engine_add_functions(engine, function, 1, &error), ERROR_USAGE);
    assert_string_equal(error.message, message);
}

static void test_bad_declarations_are_refused(void **state)
{
    (void)state;
    struct function function = test_functions[1];
    expect_refused(&function, "a function named test_describe exists already");
    function.name = "test_new";
    function.signature = "(VARCHARS) -> BIGINT";
    expect_refused(
        &function,
        "function test_new: declaration '(VARCHARS) -> BIGINT', at 'VARCHARS) -> BIGINT': expected a type");
    function.signature = "(VARCHAR) -> ANY";
    expect_refused(
        &function,
        "function test_new: declaration '(VARCHAR) -> ANY', at 'ANY': expected a type other than ANY");
    function.signature = "(VARCHAR) -> STRUCT(a BIGINT, b)";
    expect_refused(&function, "function test_new: declaration '(VARCHAR) -> STRUCT(a BIGINT, b)', at ')': "
                              "expected a type other than ANY");
    function.signature = "(VARCHAR) -> BIGINT[] x";
    expect_refused(&function,
                   "function test_new: declaration '(VARCHAR) -> BIGINT[] x', at 'x': expected the end");
}

static void test_built_in_names_are_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct engine *verifying;
    struct function function = test_functions[0];
    function.name = "levenshtein";
    assert_int_equal(engine_open(&verifying, &(struct engine_options){.threads = 1, .verify = true}, &error),
                     0);
    assert_int_equal(engine_add_functions(verifying, &function, 1, &error), ERROR_USAGE);
    assert_string_equal(error.message, "a function named levenshtein exists already");
    engine_close(verifying);
}

/* ---- a table function: numbers from 0 to limit, in batches, on several threads ------------------------- */

struct numbers {
    int64_t limit, next;
    pthread_mutex_t lock;
};

static int numbers_opened, numbers_closed, locals_opened, locals_closed;

static int numbers_open(const struct column *arguments, size_t count, void **state, int *threads,
                        struct error *error)
{
    assert_int_equal(count, 2);
    if (!column_valid(&arguments[0], 0))
        return error_set(error, ERROR_INPUT, "no limit was given");
    struct numbers *numbers = memory_new(1, sizeof *numbers);
    if (!numbers)
        return error_memory(error);
    numbers->limit = column_int64(&arguments[0], 0);
    if (column_valid(&arguments[1], 0)) {
        struct column words = column_elements(&arguments[1]);
        struct list_entry entry = column_list(&arguments[1], 0);
        for (uint64_t i = 0; i < entry.length; i++)
            if (column_valid(&words, entry.offset + i))
                numbers->limit += (int64_t)column_text(&words, entry.offset + i).length;
    }
    pthread_mutex_init(&numbers->lock, NULL);
    numbers_opened++;
    *threads = 4;
    *state = numbers;
    return 0;
}

static int numbers_open_thread(void *state, void **local, struct error *error)
{
    struct numbers *numbers = state;
    pthread_mutex_lock(&numbers->lock);
    locals_opened++;
    pthread_mutex_unlock(&numbers->lock);
    *local = memory_new(1, 1);
    return *local ? 0 : error_memory(error);
}

static int numbers_next(void *state, void *local, struct table_batch *batch, struct error *error)
{
    (void)local;
    (void)error;
    struct numbers *numbers = state;
    pthread_mutex_lock(&numbers->lock);
    int64_t first = numbers->next;
    while (batch->rows < batch->capacity && numbers->next < numbers->limit) {
        batch->rows++;
        numbers->next++;
    }
    pthread_mutex_unlock(&numbers->lock);
    for (size_t row = 0; row < batch->rows; row++) {
        if (batch->columns[0].vector)
            target_int64(&batch->columns[0], row, first + (int64_t)row);
        if (batch->columns[1].vector && row % 2)
            target_null(&batch->columns[1], row);
        else if (batch->columns[1].vector)
            target_text(&batch->columns[1], row, text_of("a name of some length"));
    }
    return 0;
}

static void numbers_close_thread(void *local)
{
    locals_closed++;
    memory_free(local);
}

static void numbers_close(void *state)
{
    numbers_closed++;
    pthread_mutex_destroy(&((struct numbers *)state)->lock);
    memory_free(state);
}

static const struct table_function numbers_function = {
    .name = "test_numbers",
    .arguments = "(BIGINT, VARCHAR[])",
    .columns = "STRUCT(number BIGINT, name VARCHAR)",
    .open = numbers_open,
    .open_thread = numbers_open_thread,
    .next = numbers_next,
    .close_thread = numbers_close_thread,
    .close = numbers_close,
    .doc = "Numbers.",
};

static void test_table_functions(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(engine_add_table_function(engine, &numbers_function, &error), 0);
    expect_rows(engine,
                "SELECT count(*)::VARCHAR, sum(number)::VARCHAR, count(name)::VARCHAR FROM "
                "test_numbers(9994, ['ab', NULL, 'cdef'])",
                "10000|49995000|5000");
    expect_rows(engine, "SELECT count(*)::VARCHAR FROM test_numbers(10, []::VARCHAR[])", "10");
    expect_rows(engine, "SELECT count(name)::VARCHAR FROM test_numbers(3, NULL)", "2");
    expect_rows(engine,
                "WITH n AS (FROM test_numbers(5, NULL)) SELECT count(*)::VARCHAR FROM n AS a, n AS b WHERE "
                "a.number = b.number",
                "5");
    expect_rows(engine, "SELECT number::VARCHAR FROM test_numbers(0, NULL)", "");
    expect_error("SELECT * FROM test_numbers(NULL, NULL)", ERROR_INPUT, "no limit was given");
    assert_int_equal(numbers_opened, numbers_closed);
    assert_int_equal(locals_opened, locals_closed);
    assert_true(numbers_opened >= 5);
}

/* ---- spilling ------------------------------------------------------------------------------------------ */

static size_t entries_in(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count - 2;
}

static void test_spills_into_a_private_folder(void **state)
{
    (void)state;
    char parent[] = "/tmp/assay-test-XXXXXX";
    assert_non_null(mkdtemp(parent));
    struct error error = {0};
    struct engine *small;
    struct engine_options options = {.threads = 1, .memory_bytes = 24 << 20, .spill_path = parent};
    assert_int_equal(engine_open(&small, &options, &error), 0);
    assert_int_equal(entries_in(parent), 1);
    if (engine_run(small,
                   "CREATE TEMP TABLE big AS SELECT hash(i)::VARCHAR || repeat('x', 100) AS x FROM "
                   "range(400000) AS t(i)",
                   NULL, &error) < 0)
        fail_msg("%s", error.message);
    expect_rows(small, "SELECT count(*)::VARCHAR FROM big", "400000");
    engine_close(small);
    assert_int_equal(entries_in(parent), 0);
    assert_int_equal(rmdir(parent), 0);
    assert_int_equal(engine_open(&small, &options, &error), ERROR_SYSTEM);
    assert_null(small);
    assert_non_null(strstr(error.message, parent));
}

static void test_statements_run_together(void **state)
{
    (void)state;
    struct error error = {0};
    struct engine *two;
    struct engine_options options = {.threads = 2};
    static const char *const good[] = {"INSERT INTO seen VALUES (1)", "INSERT INTO seen VALUES (2)",
                                       "INSERT INTO seen VALUES (3)"};
    static const char *const bad[] = {"SELECT * FROM nowhere"};
    assert_int_equal(engine_open(&two, &options, &error), 0);
    assert_int_equal(engine_run(two, "CREATE TABLE seen (i INTEGER)", NULL, &error), 0);
    assert_int_equal(engine_run_together(two, good, 3, &error), 0);
    assert_int_equal(engine_run_together(two, good, 0, &error), 0);
    expect_rows(two, "SELECT i::VARCHAR FROM seen ORDER BY i", "1\n2\n3");
    assert_int_equal(engine_run_together(two, bad, 1, &error), ERROR_USAGE);
    assert_non_null(strstr(error.message, "nowhere"));
    expect_rows(two, "SELECT current_setting('threads')::VARCHAR", "2");
    engine_close(two);
}

static void test_quoting(void **state)
{
    (void)state;
    struct buffer sql = {0};
    buffer_string(&sql, "SELECT ");
    sql_put_literal(&sql, text_of("it's; --"));
    buffer_string(&sql, " AS ");
    sql_put_name(&sql, text_of("say \"x\""));
    expect_rows(engine, buffer_c(&sql), "it's; --");
    buffer_release(&sql);
}

static void test_no_network(void **state)
{
    (void)state;
    expect_rows(engine,
                "SELECT value FROM duckdb_settings() WHERE name IN ('autoinstall_known_extensions', "
                "'autoload_known_extensions')",
                "false\nfalse");
    assert_non_null(strstr(engine_version(), "1."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_are_mapped),
        cmocka_unit_test(test_our_errors_come_back_whole),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_one_number),
        cmocka_unit_test(test_statements_are_counted),
        cmocka_unit_test(test_bad_declarations_are_refused),
        cmocka_unit_test(test_built_in_names_are_refused),
        cmocka_unit_test(test_table_functions),
        cmocka_unit_test(test_spills_into_a_private_folder),
        cmocka_unit_test(test_statements_run_together),
        cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_no_network),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
