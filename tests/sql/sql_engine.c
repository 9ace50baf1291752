/* See sql_engine.h. */
#include "sql_engine.h"

#include "functions/functions.h"
#include "packs/packs.h"

int engine_with_all_functions(struct engine **engine, const struct engine_options *options,
                              struct error *error)
{
    size_t count = 0;
    const struct function *functions = functions_all(&count);
    TRY(engine_open(engine, options, error));
    int code = engine_add_functions(*engine, functions, count, error);
    for (const struct pack *const *pack = packs; *pack && code == 0; pack++)
        code = engine_add_functions(*engine, (*pack)->functions, (*pack)->function_count, error);
    if (code < 0) {
        engine_close(*engine);
        *engine = NULL;
    }
    return code;
}

static void put_row(struct answer *answer, size_t row, struct buffer *rows)
{
    for (size_t i = 0; i < answer_columns(answer); i++) {
        struct column column = answer_column(answer, i);
        buffer_string(rows, i ? "\t" : "");
        if (column_valid(&column, row))
            buffer_text(rows, column_text(&column, row));
        else
            buffer_string(rows, "NULL");
    }
    buffer_byte(rows, '\n');
}

/* Every column of the query, cast. Positions rather than names: names may repeat. */
static int cast_query(struct engine *engine, struct text sql, struct buffer *out, struct error *error)
{
    struct buffer describe = {0};
    buffer_format(&describe, "DESCRIBE %.*s", (int)sql.length, sql.data);
    struct answer *answer = NULL;
    int code = engine_query(engine, &answer, buffer_c(&describe), NULL, error);
    buffer_release(&describe);
    TRY(code);
    size_t columns = 0, rows;
    while ((code = answer_next(answer, &rows, error)) == 0 && rows > 0)
        columns += rows;
    answer_free(answer);
    TRY(code);
    buffer_string(out, "SELECT ");
    for (size_t i = 0; i < columns; i++)
        buffer_format(out, "%sCAST(c%zu AS VARCHAR)", i ? ", " : "", i);
    buffer_format(out, " FROM (%.*s\n) AS t(", (int)sql.length, sql.data);
    for (size_t i = 0; i < columns; i++)
        buffer_format(out, "%sc%zu", i ? ", " : "", i);
    buffer_byte(out, ')');
    return buffer_status(out, error);
}

/* Without the semicolon at its end, so that it can stand in parentheses. */
static struct text query_body(const char *sql)
{
    struct text body = text_trim(text_of(sql));
    while (text_ends(body, ";"))
        body = text_trim((struct text){body.data, body.length - 1});
    return body;
}

int query_as_text(struct engine *engine, const char *sql, struct buffer *rows, struct error *error)
{
    struct buffer cast = {0};
    struct answer *answer = NULL;
    int code = cast_query(engine, query_body(sql), &cast, error);
    if (code == 0)
        code = engine_query(engine, &answer, buffer_c(&cast), NULL, error);
    size_t count = 0;
    while (code == 0 && (code = answer_next(answer, &count, error)) == 0 && count > 0)
        for (size_t row = 0; row < count; row++)
            put_row(answer, row, rows);
    answer_free(answer);
    buffer_release(&cast);
    return code < 0 ? code : buffer_status(rows, error);
}
