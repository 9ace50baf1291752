/* Comparisons of tables: known answers, and on random small tables that a table equals itself, that both
 * directions mirror each other, and that the reported changes, applied to the first table, give the second.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "diff/diff.h"

static struct engine *engine;
static const char *const key_names[] = {"id"};

static int group_open(void **state)
{
    struct error error = {0};
    (void)state;
    return engine_open(&engine, &(struct engine_options){.threads = 2}, &error);
}

static int group_close(void **state)
{
    (void)state;
    engine_close(engine);
    return 0;
}

static void run(const char *sql)
{
    struct error error = {0};
    if (engine_run(engine, sql, NULL, &error) < 0)
        fail_msg("%s: %s", sql, error.message);
}

static int compare(const char *before, const char *after, size_t keys, int64_t limit,
                   struct diff_table *table, struct arena *arena, struct error *error)
{
    struct text key[] = {text_of(key_names[0])};
    struct diff_side sides[] = {{text_of(before), before, 0}, {text_of(after), after, 0}};
    *table = (struct diff_table){0};
    return diff_fill(engine, &sides[0], &sides[1], &(struct diff_options){key, keys, limit}, table, arena,
                     error);
}

static void compare_fine(const char *before, const char *after, size_t keys, struct diff_table *table,
                         struct arena *arena)
{
    struct error error = {0};
    if (compare(before, after, keys, -1, table, arena, &error) < 0)
        fail_msg("%s", error.message);
}

static void known_answer(void **state)
{
    struct arena arena = {0};
    struct diff_table table;
    (void)state;
    run("CREATE OR REPLACE TABLE a AS SELECT * FROM (VALUES (1, 'x', 1.5), (2, NULL, 0.0), (3, 'z', 3.0)) "
        "AS t(id, word, number);"
        "CREATE OR REPLACE TABLE b AS SELECT * FROM (VALUES (4, 'n', 1.0), (2, '', -0.0), (1, 'x', 1.5)) AS "
        "t(id, word, number)");
    compare_fine("a", "b", 1, &table, &arena);
    assert_int_equal(table.added, 1);
    assert_int_equal(table.removed, 1);
    assert_int_equal(table.changed, 1);
    assert_int_equal(table.cells, 1);
    assert_int_equal(table.columns[1].changed, 1);
    assert_int_equal(table.row_count, 3);
    assert_int_equal(table.rows[0].change, DIFF_CHANGED);
    assert_string_equal(table.rows[0].key[0].text.data, "2");
    assert_null(table.rows[0].cells[0].before.text.data);
    assert_string_equal(table.rows[0].cells[0].after.text.data, "");
    assert_int_equal(table.rows[1].change, DIFF_REMOVED);
    assert_int_equal(table.rows[1].cell_count, 3);
    assert_string_equal(table.rows[2].cells[2].after.text.data, "1.0");
    arena_release(&arena);
}

static void columns_and_types(void **state)
{
    struct arena arena = {0};
    struct diff_table table;
    (void)state;
    run("CREATE OR REPLACE TABLE a AS SELECT 1 AS id, 7 AS n, 'gone' AS old, [1, 2] AS list;"
        "CREATE OR REPLACE TABLE b AS SELECT 1::BIGINT AS id, 7.0::DOUBLE AS n, [1.0, 2.0]::DOUBLE[] AS "
        "list, 'come' AS \"new \"\"q\"\"\"");
    compare_fine("a", "b", 1, &table, &arena);
    assert_true(diff_table_differs(&table));
    assert_int_equal(table.changed, 1); /* [1,2] and [1.0,2.0] are compared as JSON text */
    assert_int_equal(table.cells, 1);
    assert_true(table.columns[0].retyped);
    assert_true(table.columns[1].retyped);
    assert_int_equal(table.columns[1].changed, 0);
    assert_int_equal(table.columns[2].presence, PRESENT_BEFORE);
    assert_int_equal(table.columns[4].presence, PRESENT_AFTER);
    arena_release(&arena);
}

static void keys_must_name_rows(void **state)
{
    /* Twice on one side; twice and paired with one; twice on both with equal rows; twice with rows of which
     * one has a partner; NULL. */
    static const char *const tables[][2] = {
        {"(VALUES (1, 'a'), (1, 'b'))", "(VALUES (2, 'a'))"},
        {"(VALUES (1, 'a'), (1, 'a'))", "(VALUES (1, 'a'))"},
        {"(VALUES (1, 'a'), (1, 'a'))", "(VALUES (1, 'a'), (1, 'a'))"},
        {"(VALUES (1, 'a'), (1, 'a'), (2, 'b'))", "(VALUES (1, 'a'), (2, 'b'), (2, 'b'))"},
        {"(VALUES (1, 'a'))", "(VALUES (1, 'a'), (1, 'b'))"},
        {"(VALUES (NULL, 'a'), (1, 'a'))", "(VALUES (1, 'a'))"},
        {"(VALUES (NULL, 'a'))", "(VALUES (NULL, 'a'))"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct arena arena = {0};
        struct diff_table table;
        struct error error = {0};
        struct buffer sql = {0};
        buffer_format(&sql,
                      "CREATE OR REPLACE TABLE a AS SELECT * FROM (FROM %s AS t(id, v) UNION ALL SELECT 100 "
                      "+ i, 'same' FROM range(100) AS r(i)); CREATE OR REPLACE TABLE b AS SELECT * FROM "
                      "(FROM %s AS t(id, v) UNION ALL SELECT 100 + i, 'same' FROM range(100) AS r(i))",
                      tables[i][0], tables[i][1]);
        run(buffer_c(&sql));
        assert_int_equal(compare("a", "b", 1, -1, &table, &arena, &error), ERROR_INPUT);
        assert_non_null(strstr(error.message, i < 5 ? " rows)" : "NULL (1 row)"));
        buffer_release(&sql);
        arena_release(&arena);
    }
}

static void wrong_keys(void **state)
{
    struct arena arena = {0};
    struct diff_table table;
    struct error error = {0};
    (void)state;
    run("CREATE OR REPLACE TABLE a AS SELECT 1 AS other; CREATE OR REPLACE TABLE b AS SELECT 1 AS other");
    assert_int_equal(compare("a", "b", 1, -1, &table, &arena, &error), ERROR_USAGE);
    assert_non_null(strstr(error.message, "share: other"));
    run("CREATE OR REPLACE TABLE b AS SELECT 1 AS third");
    error = (struct error){0};
    assert_int_equal(compare("a", "b", 0, -1, &table, &arena, &error), ERROR_INPUT);
    arena_release(&arena);
}

static void empty_tables(void **state)
{
    struct arena arena = {0};
    struct diff_table table;
    (void)state;
    run("CREATE OR REPLACE TABLE a (id INTEGER, v VARCHAR); CREATE OR REPLACE TABLE b AS SELECT 1 AS id, "
        "'x' AS v");
    compare_fine("a", "a", 1, &table, &arena);
    assert_false(diff_table_differs(&table));
    compare_fine("a", "b", 1, &table, &arena);
    assert_int_equal(table.added, 1);
    compare_fine("b", "a", 0, &table, &arena);
    assert_int_equal(table.removed, 1);
    arena_release(&arena);
}

static void bags_of_rows(void **state)
{
    struct arena arena = {0};
    struct diff_table table;
    (void)state;
    run("CREATE OR REPLACE TABLE a AS SELECT * FROM (VALUES (1, 'a'), (1, 'a'), (1, 'a'), (2, NULL)) AS "
        "t(id, v); CREATE OR REPLACE TABLE b AS SELECT * FROM (VALUES (2, NULL), (1, 'a'), (3, 'c')) AS "
        "t(id, v)");
    compare_fine("a", "b", 0, &table, &arena);
    assert_int_equal(table.removed, 2);
    assert_int_equal(table.added, 1);
    assert_int_equal(table.changed, 0);
    assert_int_equal(table.row_count, 3);
    arena_release(&arena);
}

static void limits(void **state)
{
    struct arena arena = {0};
    struct diff_table table;
    struct error error = {0};
    (void)state;
    run("CREATE OR REPLACE TABLE a AS SELECT i AS id, i AS v FROM range(5000) AS t(i); CREATE OR REPLACE "
        "TABLE b AS SELECT i AS id, i + 1 AS v FROM range(5000) AS t(i)");
    assert_int_equal(compare("a", "b", 1, 3, &table, &arena, &error), 0);
    assert_int_equal(table.row_count, 3);
    assert_int_equal(table.cells, 5000);
    assert_string_equal(table.rows[2].key[0].text.data, "2");
    assert_int_equal(compare("a", "b", 1, 0, &table, &arena, &error), 0);
    assert_int_equal(table.row_count, 0);
    arena_release(&arena);
}

/* ---- random tables ------------------------------------------------------------------------------------- */

/* Cells are drawn from few values, so that equal and different, NULL and near-equal all meet. */
static void random_table(const char *name, unsigned seed)
{
    struct buffer sql = {0};
    buffer_format(
        &sql,
        "CREATE OR REPLACE TABLE %s AS SELECT id, "
        "(['NaN', '-0.0', '0.0', 'inf', '1e300', NULL])[1 + CAST(hash(id, %u) %% 6 AS BIGINT)]::DOUBLE AS "
        "number, "
        "(['é', 'e\xCC\x81', '', NULL, '𝄞 \"quoted\"', 'a' || chr(10) || 'b'])[1 + CAST(hash(id, %u + 1) %% "
        "6 AS BIGINT)] "
        "AS word, "
        "[NULL, [], [1, NULL], [NULL], [1, 2]][1 + CAST(hash(id, %u + 2) %% 5 AS BIGINT)]::INTEGER[] AS "
        "list, "
        "[NULL, {'x': NULL, 'y': 'q'}, {'x': 1, 'y': NULL}][1 + CAST(hash(id, %u + 3) %% 3 AS "
        "BIGINT)]::STRUCT(x INTEGER, y "
        "VARCHAR) AS structure, (hash(id, %u + 4) %% 2 = 0) AS yes, DATE '2024-02-28' + CAST(hash(id, %u + "
        "5) %% 3 AS INTEGER) AS day FROM range(60) AS t(id) WHERE hash(id, %u + 6) %% 4 > 0 ORDER BY "
        "hash(id, %u)",
        name, seed, seed, seed, seed, seed, seed, seed, seed);
    run(buffer_c(&sql));
    buffer_release(&sql);
}

static void value_put(struct buffer *sql, const struct diff_column *column, const struct diff_value *value)
{
    bool nested = column->shape_after == DIFF_NESTED;
    if (!value->text.data) {
        buffer_string(sql, "NULL");
        return;
    }
    buffer_string(sql, nested ? "CAST(CAST(" : "CAST(");
    sql_put_literal(sql, value->text);
    buffer_format(sql, nested ? " AS JSON) AS %s)" : " AS %s)", column->type_after.data);
}

static void change_put(struct buffer *sql, const struct diff_table *table, const struct diff_row *row)
{
    const char *id = row->key[0].text.data;
    if (row->change == DIFF_REMOVED) {
        buffer_format(sql, "DELETE FROM applied WHERE id = %s;", id);
        return;
    }
    buffer_string(sql, row->change == DIFF_ADDED ? "INSERT INTO applied VALUES (" : "UPDATE applied SET ");
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct diff_column *column = &table->columns[row->cells[i].column];
        buffer_string(sql, i ? ", " : "");
        if (row->change == DIFF_CHANGED)
            buffer_format(sql, "%s = ", column->name.data);
        value_put(sql, column, &row->cells[i].after);
    }
    if (row->change == DIFF_ADDED)
        buffer_string(sql, ");");
    else
        buffer_format(sql, " WHERE id = %s;", id);
}

static int64_t ask(const char *sql)
{
    struct error error = {0};
    int64_t value = -1;
    bool found = false;
    if (engine_one_int64(engine, sql, NULL, &value, &found, &error) < 0)
        fail_msg("%s", error.message);
    return value;
}

static void applied_gives_after(const struct diff_table *table)
{
    struct buffer sql = {0};
    buffer_string(&sql, "CREATE OR REPLACE TABLE applied AS FROM a;");
    for (size_t i = 0; i < table->row_count; i++)
        change_put(&sql, table, &table->rows[i]);
    run(buffer_c(&sql));
    assert_int_equal(ask("SELECT count(*) FROM ((FROM applied EXCEPT ALL FROM b) UNION ALL (FROM b EXCEPT "
                         "ALL FROM applied))"),
                     0);
    buffer_release(&sql);
}

static void mirrored(const struct diff_table *there, const struct diff_table *back)
{
    static const enum diff_change turned[] = {DIFF_CHANGED, DIFF_REMOVED, DIFF_ADDED};
    assert_int_equal(there->added, back->removed);
    assert_int_equal(there->removed, back->added);
    assert_int_equal(there->changed, back->changed);
    assert_int_equal(there->cells, back->cells);
    assert_int_equal(there->row_count, back->row_count);
    for (size_t i = 0; i < there->row_count; i++) {
        const struct diff_row *one = &there->rows[i], *other = &back->rows[i];
        assert_int_equal(one->change, turned[other->change]);
        assert_string_equal(one->key[0].text.data, other->key[0].text.data);
        assert_int_equal(one->cell_count, other->cell_count);
        for (size_t k = 0; k < one->cell_count; k++) {
            assert_int_equal(one->cells[k].column, other->cells[k].column);
            assert_true(text_equal(one->cells[k].before.text, other->cells[k].after.text));
            assert_true(text_equal(one->cells[k].after.text, other->cells[k].before.text));
        }
    }
}

static void random_tables(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 40; seed++) {
        struct arena arena = {0};
        struct diff_table same, there, back;
        random_table("a", seed * 100);
        random_table("b", seed * 100 + 50);
        compare_fine("a", "a", 1, &same, &arena);
        assert_false(diff_table_differs(&same));
        compare_fine("a", "b", 1, &there, &arena);
        compare_fine("b", "a", 1, &back, &arena);
        assert_int_equal(there.rows_before + there.added - there.removed, there.rows_after);
        mirrored(&there, &back);
        applied_gives_after(&there);
        compare_fine("a", "a", 0, &same, &arena);
        assert_false(diff_table_differs(&same));
        compare_fine("a", "b", 0, &same, &arena);
        assert_int_equal(same.removed, there.removed + there.changed);
        assert_int_equal(same.added, there.added + there.changed);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answer),
        cmocka_unit_test(columns_and_types),
        cmocka_unit_test(keys_must_name_rows),
        cmocka_unit_test(wrong_keys),
        cmocka_unit_test(empty_tables),
        cmocka_unit_test(bags_of_rows),
        cmocka_unit_test(limits),
        cmocka_unit_test(random_tables),
    };
    return cmocka_run_group_tests(tests, group_open, group_close);
}
