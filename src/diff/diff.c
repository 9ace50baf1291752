#include "diff/diff.h"

#include "diff/diff_internal.h"

bool diff_table_differs(const struct diff_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].presence != PRESENT_BOTH || table->columns[i].retyped)
            return true;
    return table->added || table->removed || table->changed;
}

bool diff_differs(const struct diff *diff)
{
    for (size_t i = 0; i < diff->table_count; i++)
        if (diff_table_differs(&diff->tables[i]))
            return true;
    return diff->fact_count > 0;
}

void diff_release(struct diff *diff)
{
    arena_release(&diff->arena);
    *diff = (struct diff){0};
}

int sql_run(struct comparing *comparing)
{
    TRY(buffer_status(&comparing->sql, comparing->error));
    return engine_run(comparing->engine, buffer_c(&comparing->sql), NULL, comparing->error);
}

int sql_count(struct comparing *comparing, int64_t *value)
{
    bool found = false;
    TRY(buffer_status(&comparing->sql, comparing->error));
    TRY(engine_one_int64(comparing->engine, buffer_c(&comparing->sql), NULL, value, &found,
                         comparing->error));
    *value = found ? *value : 0;
    return 0;
}

/* A key of the whole row is worth suggesting: the first column that has as many values as rows, both sides.
 */
static int key_suggest(struct comparing *comparing)
{
    struct diff_table *table = comparing->table;
    for (size_t i = 0; i < table->column_count && !table->suggested_key.data; i++) {
        int64_t unique = 0;
        if (table->columns[i].presence != PRESENT_BOTH || table->columns[i].shape_before == DIFF_NESTED)
            continue;
        for (int side = 0; side < SIDES; side++) {
            int64_t one = 0;
            buffer_clear(&comparing->sql);
            buffer_string(&comparing->sql, "SELECT CAST(count(*) > 0 AND count(*) = count(DISTINCT ");
            sql_put_name(&comparing->sql, table->columns[i].name);
            buffer_format(&comparing->sql, ") AS BIGINT) FROM (SELECT * FROM %s LIMIT 100000)",
                          comparing->sides[side]->relation);
            TRY(sql_count(comparing, &one));
            unique += one;
        }
        if (unique == SIDES)
            table->suggested_key = table->columns[i].name;
    }
    return 0;
}

static int side_count(struct comparing *comparing, int side, int64_t *rows)
{
    buffer_clear(&comparing->sql);
    buffer_format(&comparing->sql, "SELECT count(*) FROM %s", comparing->sides[side]->relation);
    return sql_count(comparing, rows);
}

static int steps_run(struct comparing *comparing)
{
    struct diff_table *table = comparing->table;
    TRY(engine_run(comparing->engine, "SET preserve_insertion_order = false", NULL, comparing->error));
    TRY(columns_match(comparing));
    TRY(side_count(comparing, SIDE_BEFORE, &table->rows_before));
    TRY(side_count(comparing, SIDE_AFTER, &table->rows_after));
    if (table->key_count > 0) {
        TRY(rows_by_key(comparing));
    } else {
        TRY(rows_by_content(comparing));
        TRY(key_suggest(comparing));
    }
    TRY(rows_fetch(comparing));
    table->rows_before += comparing->sides[SIDE_BEFORE]->rows_equal;
    table->rows_after += comparing->sides[SIDE_AFTER]->rows_equal;
    return engine_run(comparing->engine,
                      "DROP TABLE IF EXISTS diff_suspects; DROP TABLE IF EXISTS diff_before; DROP TABLE IF "
                      "EXISTS diff_after; DROP TABLE IF EXISTS diff_shown; SET preserve_insertion_order = "
                      "true",
                      NULL, comparing->error);
}

int diff_fill(struct engine *engine, const struct diff_side *before, const struct diff_side *after,
              const struct diff_options *options, struct diff_table *table, struct arena *arena,
              struct error *error)
{
    struct comparing comparing = {.engine = engine,
                                  .sides = {before, after},
                                  .options = options,
                                  .table = table,
                                  .arena = arena,
                                  .error = error};
    int code = steps_run(&comparing);
    buffer_release(&comparing.sql);
    return code;
}
