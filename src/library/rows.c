/* SQL for the caller: statements, and queries whose values come as text. */
#include "base/memory.h"
#include "check/sql_split.h"
#include "library/handle.h"

struct assay_rows {
    struct assay *assay;
    struct answer *answer;
    size_t at, count; /* row of the batch */
};

int assay_run(struct assay *assay, const char *sql)
{
    call_begin(assay);
    if (!assay->engine)
        return error_set(&assay->error, ERROR_USAGE, "assay_run: assay_open had failed");
    return call_end(engine_run(assay->engine, sql, NULL, &assay->error));
}

/* The one statement of the text, every column as text. */
static int query_put(struct assay *assay, const char *query, struct buffer *sql)
{
    size_t at = 0;
    struct text statement = statement_next(text_of(query), &at);
    if (!assay->engine)
        return error_set(&assay->error, ERROR_USAGE, "assay_query: assay_open had failed");
    if (statement.length == 0 || statement_next(text_of(query), &at).length)
        return error_set(&assay->error, ERROR_USAGE,
                         "assay_query: give exactly one query; assay_run takes statements");
    buffer_string(sql, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (\n");
    buffer_text(sql, statement);
    buffer_string(sql, "\n) AS answer");
    return buffer_status(sql, &assay->error);
}

int assay_query(struct assay *assay, const char *query, struct assay_rows **rows)
{
    struct buffer sql = {0};
    struct assay_rows *made = *rows = NULL;
    call_begin(assay);
    int code = query_put(assay, query, &sql);
    made = code == 0 ? memory_new(1, sizeof *made) : NULL;
    if (code == 0 && !made)
        code = error_memory(&assay->error);
    if (code == 0)
        code = engine_query(assay->engine, &made->answer, buffer_c(&sql), NULL, &assay->error);
    buffer_release(&sql);
    if (code < 0 || !made) {
        memory_free(made);
        return call_end(code);
    }
    made->assay = assay;
    *rows = made;
    return 0;
}

size_t assay_rows_columns(const struct assay_rows *rows)
{
    return answer_columns(rows->answer);
}

const char *assay_rows_name(const struct assay_rows *rows, size_t column)
{
    return answer_name(rows->answer, column);
}

int assay_rows_next(struct assay_rows *rows)
{
    if (rows->at + 1 < rows->count) {
        rows->at++;
        return 1;
    }
    call_begin(rows->assay);
    rows->at = rows->count = 0;
    int code = answer_next(rows->answer, &rows->count, &rows->assay->error);
    return code < 0 ? call_end(code) : rows->count > 0;
}

const char *assay_rows_value(const struct assay_rows *rows, size_t column, size_t *length)
{
    struct column values = answer_column(rows->answer, column);
    *length = 0;
    if (rows->at >= rows->count || !column_valid(&values, rows->at))
        return NULL;
    struct text text = column_text(&values, rows->at);
    *length = text.length;
    return text.data;
}

void assay_rows_free(struct assay_rows *rows)
{
    if (!rows)
        return;
    answer_free(rows->answer);
    memory_free(rows);
}
