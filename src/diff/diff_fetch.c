/* The rows to show: in the order of the key, each with the cells that differ. */
#include "diff/diff_internal.h"

/* diff_shown (change, a, b, k0, …): the first rows, a the row before and b the row after. */
static int shown_make(struct comparing *comparing)
{
    struct buffer *sql = &comparing->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE diff_shown AS ");
    if (comparing->table->key_count > 0) {
        buffer_format(sql,
                      "SELECT CASE WHEN x.k0 IS NULL THEN %d WHEN y.k0 IS NULL THEN %d ELSE %d END AS "
                      "change, x.r AS a, y.r AS b, ",
                      DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED);
        key_names_put(comparing);
        buffer_string(sql, " FROM diff_before AS x FULL JOIN diff_after AS y USING (");
        key_names_put(comparing);
        buffer_string(sql, ") ORDER BY ");
        key_names_put(comparing);
    } else {
        buffer_format(sql,
                      "FROM (SELECT %d AS change, r AS a, NULL AS b FROM diff_before UNION ALL SELECT %d, "
                      "NULL, r FROM diff_after) ORDER BY change DESC, a, b",
                      DIFF_REMOVED, DIFF_ADDED);
    }
    if (comparing->options->limit >= 0)
        buffer_format(sql, " LIMIT %lld", (long long)comparing->options->limit);
    return sql_run(comparing);
}

/* change, the key's texts, then for each column: differs, text before, text after. */
static int cells_query(struct comparing *comparing, struct answer **answer)
{
    const struct diff_table *table = comparing->table;
    struct buffer *sql = &comparing->sql;
    buffer_clear(sql);
    buffer_string(sql, "SELECT change");
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(sql, ", CASE change WHEN 1 THEN ");
        column_text_put(comparing, "b", table->key[i], SIDE_AFTER);
        buffer_string(sql, " ELSE ");
        column_text_put(comparing, "a", table->key[i], SIDE_BEFORE);
        buffer_string(sql, " END");
    }
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(sql, ", ");
        if (column_compared(comparing, i)) {
            column_put(comparing, "a", i);
            buffer_string(sql, " IS DISTINCT FROM ");
            column_put(comparing, "b", i);
        } else {
            buffer_string(sql, "false");
        }
        for (int side = 0; side < SIDES; side++) {
            buffer_string(sql, ", ");
            if (column_on_side(&table->columns[i], side))
                column_text_put(comparing, side == SIDE_BEFORE ? "a" : "b", i, side);
            else
                buffer_string(sql, "NULL::VARCHAR");
        }
    }
    buffer_string(sql, " FROM diff_shown ORDER BY ");
    if (table->key_count > 0)
        key_names_put(comparing);
    else
        buffer_string(sql, "change DESC, a, b");
    TRY(buffer_status(sql, comparing->error));
    return engine_query(comparing->engine, answer, buffer_c(sql), NULL, comparing->error);
}

static int value_read(struct comparing *comparing, const struct column *column, size_t at,
                      struct diff_value *value)
{
    *value = (struct diff_value){{0}};
    if (!column_valid(column, at))
        return 0;
    value->text = arena_copy(comparing->arena, column_text(column, at));
    return value->text.data ? 0 : error_memory(comparing->error);
}

/* Whether the cell belongs to what is shown of the row. */
static bool cell_wanted(const struct diff_column *column, enum diff_change change, bool differs)
{
    if (change == DIFF_CHANGED)
        return differs;
    return column_on_side(column, change == DIFF_ADDED ? SIDE_AFTER : SIDE_BEFORE);
}

static int cells_read(struct comparing *comparing, const struct column *columns, size_t at,
                      struct diff_row *row)
{
    const struct diff_table *table = comparing->table;
    size_t wanted = 0;
    for (size_t i = 0; i < table->column_count; i++)
        wanted += cell_wanted(&table->columns[i], row->change, column_boolean(&columns[3 * i], at));
    row->cells = arena_take_zeroed(comparing->arena, wanted + 1, sizeof *row->cells);
    if (!row->cells)
        return error_memory(comparing->error);
    for (size_t i = 0; i < table->column_count; i++) {
        if (!cell_wanted(&table->columns[i], row->change, column_boolean(&columns[3 * i], at)))
            continue;
        struct diff_cell *cell = &row->cells[row->cell_count++];
        cell->column = i;
        if (row->change != DIFF_ADDED)
            TRY(value_read(comparing, &columns[3 * i + 1], at, &cell->before));
        if (row->change != DIFF_REMOVED)
            TRY(value_read(comparing, &columns[3 * i + 2], at, &cell->after));
    }
    return 0;
}

static int batch_read(struct comparing *comparing, const struct column *columns, size_t rows)
{
    struct diff_table *table = comparing->table;
    for (size_t at = 0; at < rows; at++) {
        struct diff_row *row = &table->rows[table->row_count++];
        row->change = (enum diff_change)column_int32(&columns[0], at);
        row->key = arena_take_zeroed(comparing->arena, table->key_count + 1, sizeof *row->key);
        if (!row->key)
            return error_memory(comparing->error);
        for (size_t i = 0; i < table->key_count; i++)
            TRY(value_read(comparing, &columns[1 + i], at, &row->key[i]));
        TRY(cells_read(comparing, columns + 1 + table->key_count, at, row));
    }
    return 0;
}

int rows_fetch(struct comparing *comparing)
{
    struct diff_table *table = comparing->table;
    struct answer *answer = NULL;
    struct arena scratch = {0};
    size_t rows = 0, count = 1 + table->key_count + 3 * table->column_count;
    int64_t shown = 0;
    TRY(shown_make(comparing));
    buffer_clear(&comparing->sql);
    buffer_string(&comparing->sql, "SELECT count(*) FROM diff_shown");
    TRY(sql_count(comparing, &shown));
    table->rows = arena_take_zeroed(comparing->arena, (size_t)shown + 1, sizeof *table->rows);
    struct column *columns = arena_take_zeroed(&scratch, count, sizeof *columns);
    int code = table->rows && columns ? cells_query(comparing, &answer) : error_memory(comparing->error);
    while (code == 0 && (code = answer_next(answer, &rows, comparing->error)) == 0 && rows > 0) {
        for (size_t i = 0; i < count; i++)
            columns[i] = answer_column(answer, i);
        code = batch_read(comparing, columns, rows);
    }
    answer_free(answer);
    arena_release(&scratch);
    return code;
}
