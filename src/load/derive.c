#include "load/derive.h"

#include <math.h>
#include <string.h>

/* The table of the task's records, and what tells its rows apart. */
static const char *main_table(const struct loaded *loaded)
{
    return loaded->pack->plain ? "data" : "records";
}

static const char *row_column(const struct loaded *loaded)
{
    return loaded->pack->plain ? "rowid" : "row";
}

static int sql_run(struct engine *engine, struct buffer *sql, struct error *error)
{
    TRY(buffer_status(sql, error));
    return engine_run(engine, buffer_c(sql), NULL, error);
}

int derive_parts_prune(struct engine *engine, const struct loaded *loaded, struct error *error)
{
    struct buffer sql = {0};
    int code = 0;
    for (size_t i = 1; i < loaded->pack->kept_count && code == 0; i++) {
        buffer_clear(&sql);
        buffer_format(&sql, "DELETE FROM %s WHERE row NOT IN (SELECT row FROM records)",
                      loaded->pack->kept[i].name);
        code = sql_run(engine, &sql, error);
    }
    buffer_release(&sql);
    return code;
}

/* ---- SQL -------------------------------------------------------------------------------------------------
 */

static int column_count(struct engine *engine, const char *condition, int64_t *count, struct error *error)
{
    struct buffer sql = {0};
    bool found = false;
    buffer_format(&sql, "SELECT count(*) FROM duckdb_columns() WHERE table_name = 'derived' AND %s",
                  condition);
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_one_int64(engine, buffer_c(&sql), NULL, count, &found, error);
    buffer_release(&sql);
    return code;
}

/* Columns of the result that replace the records' own: "turns = derived.turns, …". */
static int replacements_put(struct engine *engine, const struct loaded *loaded, struct buffer *sql, bool *any,
                            struct error *error)
{
    struct answer *answer = NULL;
    struct buffer query = {0};
    size_t rows = 0;
    *any = false;
    buffer_format(
        &query,
        "SELECT column_name FROM duckdb_columns() WHERE table_name = 'derived' AND column_name <> 'row' AND "
        "column_name IN (SELECT column_name FROM duckdb_columns() WHERE table_name = '%s') ORDER BY "
        "column_index",
        main_table(loaded));
    int code = buffer_status(&query, error);
    if (code == 0)
        code = engine_query(engine, &answer, buffer_c(&query), NULL, error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column names = answer_column(answer, 0);
        for (size_t i = 0; i < rows; i++) {
            buffer_string(sql, *any ? ", " : "");
            sql_put_name(sql, column_text(&names, i));
            buffer_string(sql, " = derived.");
            sql_put_name(sql, column_text(&names, i));
            *any = true;
        }
    }
    answer_free(answer);
    buffer_release(&query);
    return code;
}

static int rows_choose(struct engine *engine, const struct loaded *loaded, struct error *error)
{
    struct buffer sql = {0};
    bool any = false;
    int64_t twice = 0;
    bool found = false;
    TRY(engine_one_int64(engine, "SELECT count(*) - count(DISTINCT row) FROM derived", NULL, &twice, &found,
                         error));
    if (twice)
        return error_set(error, ERROR_USAGE,
                         "--sql: the query gives %lld rows whose 'row' is NULL or was given before",
                         (long long)twice);
    buffer_format(&sql, "DELETE FROM %s WHERE %s NOT IN (SELECT row FROM derived); UPDATE %s SET ",
                  main_table(loaded), row_column(loaded), main_table(loaded));
    size_t before = sql.length;
    int code = replacements_put(engine, loaded, &sql, &any, error);
    if (code == 0 && !any) { /* nothing replaced: only the rows were chosen */
        sql.length = before;
        while (sql.length && sql.data[sql.length - 1] != ';')
            sql.length--;
        sql.data[sql.length] = '\0';
    } else {
        buffer_format(&sql, " FROM derived WHERE derived.row = %s.%s", main_table(loaded),
                      row_column(loaded));
    }
    if (code == 0)
        code = sql_run(engine, &sql, error);
    buffer_release(&sql);
    return code < 0 ? code : derive_parts_prune(engine, loaded, error);
}

int derive_sql(struct engine *engine, const struct loaded *loaded, const char *query, struct error *error)
{
    struct buffer sql = {0};
    int64_t row = 0;
    struct text trimmed = text_trim(text_of(query));
    while (trimmed.length && trimmed.data[trimmed.length - 1] == ';')
        trimmed = text_trim((struct text){trimmed.data, trimmed.length - 1});
    buffer_string(&sql, "CREATE OR REPLACE TEMP TABLE derived AS ");
    buffer_text(&sql, trimmed);
    int code = sql_run(engine, &sql, error);
    buffer_release(&sql);
    if (code < 0)
        return error_prefix(error, "--sql: ");
    TRY(column_count(engine, "column_name = 'row'", &row, error));
    if (row)
        return rows_choose(engine, loaded, error);
    if (!loaded->pack->plain)
        return error_set(error, ERROR_USAGE,
                         "--sql: the query must give a column 'row' that says which records to keep");
    return engine_run(engine, "CREATE OR REPLACE TABLE data AS SELECT * FROM derived", NULL, error);
}

/* ---- samples ---------------------------------------------------------------------------------------------
 */

int derive_sample(struct engine *engine, const struct loaded *loaded, double number, bool percent,
                  const char *seed, struct error *error)
{
    struct buffer sql = {0};
    double wanted = percent ? ceil((double)loaded->records * number / 100.0) : number;
    if (loaded->pack->plain)
        return error_set(error, ERROR_USAGE,
                         "--sample works on records of a task; use --sql for plain tables");
    if (wanted > (double)loaded->records)
        return error_set(error, ERROR_USAGE, "--sample %.0f: there are only %lld records", wanted,
                         (long long)loaded->records);
    buffer_string(&sql,
                  "DELETE FROM records WHERE row NOT IN (SELECT row FROM records ORDER BY sha256(concat(");
    sql_put_literal(&sql, text_of(seed));
    buffer_format(&sql, ", chr(31), record)), record LIMIT %.0f)", wanted);
    int code = sql_run(engine, &sql, error);
    buffer_release(&sql);
    return code < 0 ? code : derive_parts_prune(engine, loaded, error);
}
