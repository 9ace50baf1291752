/* Rows of a query, batch by batch. The result is complete when the query returns, so other statements may run
 * while it is read. */
#include "base/cancel.h"
#include "base/memory.h"
#include "engine/engine_internal.h"
#include "engine/vectors.h"

struct answer {
    duckdb_result result;
    duckdb_data_chunk batch;
    size_t column_count;
    struct buffer *types; /* one text for each column */
};

static int answer_name_types(struct answer *answer, struct error *error)
{
    answer->types = memory_new(answer->column_count + 1, sizeof *answer->types);
    if (!answer->types)
        return error_memory(error);
    for (size_t i = 0; i < answer->column_count; i++) {
        duckdb_logical_type type = duckdb_column_logical_type(&answer->result, i);
        type_put(&answer->types[i], type);
        duckdb_destroy_logical_type(&type);
        TRY(buffer_status(&answer->types[i], error));
    }
    return 0;
}

int engine_query(struct engine *engine, struct answer **answer, const char *sql,
                 const struct parameters *parameters, struct error *error)
{
    *answer = NULL;
    struct answer *made = memory_new(1, sizeof *made);
    if (!made)
        return error_memory(error);
    int code = statements_run(engine, sql, parameters, &made->result, error);
    if (code == 0) {
        made->column_count = duckdb_column_count(&made->result);
        code = answer_name_types(made, error);
    }
    if (code < 0) {
        answer_free(made);
        return code;
    }
    *answer = made;
    return 0;
}

size_t answer_columns(const struct answer *answer)
{
    return answer->column_count;
}

const char *answer_name(const struct answer *answer, size_t column)
{
    return duckdb_column_name((duckdb_result *)&answer->result, column);
}

const char *answer_type(const struct answer *answer, size_t column)
{
    return buffer_c(&answer->types[column]);
}

int answer_next(struct answer *answer, size_t *rows, struct error *error)
{
    *rows = 0;
    if (cancel_requested())
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    duckdb_destroy_data_chunk(&answer->batch);
    answer->batch = duckdb_fetch_chunk(answer->result);
    if (answer->batch) {
        *rows = duckdb_data_chunk_get_size(answer->batch);
        return 0;
    }
    const char *message = duckdb_result_error(&answer->result);
    return message ? engine_error(error, message) : 0;
}

struct column answer_column(const struct answer *answer, size_t column)
{
    return column_of_vector(duckdb_data_chunk_get_vector(answer->batch, column));
}

void answer_free(struct answer *answer)
{
    if (!answer)
        return;
    for (size_t i = 0; answer->types && i < answer->column_count; i++)
        buffer_release(&answer->types[i]);
    memory_free(answer->types);
    duckdb_destroy_data_chunk(&answer->batch);
    duckdb_destroy_result(&answer->result);
    memory_free(answer);
}

/* ---- one number ---------------------------------------------------------------------------------------- */

static int first_integer(struct answer *answer, int64_t *value, bool *found, struct error *error)
{
    size_t rows;
    TRY(answer_next(answer, &rows, error));
    if (rows == 0)
        return 0;
    struct column column = answer_column(answer, 0);
    if (!column_valid(&column, 0))
        return 0;
    *found = true;
    switch (column.kind) {
    case KIND_INT64:
        *value = column_int64(&column, 0);
        return 0;
    case KIND_INT32:
        *value = column_int32(&column, 0);
        return 0;
    case KIND_UINT32:
        *value = column_uint32(&column, 0);
        return 0;
    case KIND_BOOLEAN:
        *value = column_boolean(&column, 0);
        return 0;
    default:
        return error_set(error, ERROR_USAGE, "expected a BIGINT, the query gives %s", answer_type(answer, 0));
    }
}

int engine_one_int64(struct engine *engine, const char *sql, const struct parameters *parameters,
                     int64_t *value, bool *found, struct error *error)
{
    *value = 0;
    *found = false;
    struct answer *answer;
    int code = engine_query(engine, &answer, sql, parameters, error);
    if (code == 0 && answer)
        code = first_integer(answer, value, found, error);
    answer_free(answer);
    return code;
}
