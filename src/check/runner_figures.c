/* Figures: numbers about the data, whole and by slice, and distributions to plot. */
#include <math.h>

#include "check/runner_internal.h"
#include "check/sql_split.h"

/* A list of doubles, integers or texts of one cell, copied into the run. */
static const double *list_doubles(struct runner *runner, const struct column *list, size_t row, size_t *count)
{
    *count = 0;
    if (!column_valid(list, row))
        return NULL;
    struct list_entry entry = column_list(list, row);
    struct column elements = column_elements(list);
    double *copy = arena_take(&runner->run->arena, entry.length + 1, sizeof *copy);
    for (size_t i = 0; copy && i < entry.length; i++)
        copy[i] = cell_double(&elements, entry.offset + i);
    *count = copy ? entry.length : 0;
    return copy;
}

static const int64_t *list_integers(struct runner *runner, const struct column *list, size_t row,
                                    size_t *count)
{
    *count = 0;
    if (!column_valid(list, row))
        return NULL;
    struct list_entry entry = column_list(list, row);
    struct column elements = column_elements(list);
    int64_t *copy = arena_take(&runner->run->arena, entry.length + 1, sizeof *copy);
    for (size_t i = 0; copy && i < entry.length; i++)
        copy[i] = cell_int64(&elements, entry.offset + i, 0);
    *count = copy ? entry.length : 0;
    return copy;
}

static const struct text *list_texts(struct runner *runner, const struct column *list, size_t row,
                                     size_t *count)
{
    *count = 0;
    if (!column_valid(list, row))
        return NULL;
    struct list_entry entry = column_list(list, row);
    struct column elements = column_elements(list);
    struct text *copy = arena_take(&runner->run->arena, entry.length + 1, sizeof *copy);
    for (size_t i = 0; copy && i < entry.length; i++)
        if (cell_text(runner, &elements, entry.offset + i, &copy[i]) < 0)
            return NULL;
    *count = copy ? entry.length : 0;
    return copy;
}

/* Room for `more` items at the end of an array in the run's arena; the array may move. */
static void *array_grow(struct runner *runner, const void *old, size_t count, size_t more, size_t size)
{
    char *grown = arena_take_zeroed(&runner->run->arena, count + more, size);
    if (grown && count)
        memcpy(grown, old, count * size);
    return grown;
}

static int histogram_read(struct runner *runner, const struct answer *answer, size_t row,
                          struct histogram *out)
{
    struct column cells[7];
    for (size_t i = 0; i < 7; i++)
        cells[i] = answer_column(answer, i);
    size_t edges = 0, labels = 0, measured = 0, expected = 0;
    TRY(cell_text(runner, &cells[0], row, &out->figure));
    TRY(cell_text(runner, &cells[1], row, &out->unit));
    out->edges = list_doubles(runner, &cells[2], row, &edges);
    out->labels = list_texts(runner, &cells[3], row, &labels);
    out->counts = list_integers(runner, &cells[4], row, &out->count);
    out->measured = list_doubles(runner, &cells[5], row, &measured);
    out->expected = list_doubles(runner, &cells[6], row, &expected);
    if (out->count == 0)
        out->edges = NULL, out->labels = NULL;
    else if (!(out->edges && edges == out->count + 1) && !(out->labels && labels == out->count))
        return error_set(
            runner->error, ERROR_USAGE,
            "histogram '%.*s' has %zu counts; it needs one label each, or one more edge than counts",
            (int)out->figure.length, out->figure.data, out->count);
    if ((out->measured && measured != out->count) || (out->expected && expected != out->count))
        return error_set(runner->error, ERROR_USAGE,
                         "histogram '%.*s' has %zu counts; measured and expected, where given, are as many",
                         (int)out->figure.length, out->figure.data, out->count);
    return 0;
}

static int figure_read(struct runner *runner, const struct answer *answer, size_t row, struct figure *out)
{
    struct column cells[7];
    for (size_t i = 0; i < 7; i++)
        cells[i] = answer_column(answer, i);
    TRY(cell_text(runner, &cells[0], row, &out->figure));
    out->value = cell_double(&cells[1], row);
    out->low = cell_double(&cells[2], row);
    out->high = cell_double(&cells[3], row);
    out->n = cell_int64(&cells[4], row, -1);
    TRY(cell_text(runner, &cells[5], row, &out->unit));
    TRY(cell_text(runner, &cells[6], row, &out->reason));
    if (isnan(out->value) && out->reason.length == 0)
        out->reason = text_of("not defined on this data");
    return 0;
}

static void cast_column(struct buffer *sql, const struct columns *have, const char *name, const char *type)
{
    if (columns_have(have, name))
        buffer_format(sql, "CAST(%s AS %s)", name, type);
    else
        buffer_format(sql, "CAST(NULL AS %s)", type);
}

static int stage_query(struct runner *runner, const struct columns *have, bool histogram,
                       struct answer **answer)
{
    static const char *const figure_columns[][2] = {{"value", "DOUBLE"}, {"low", "DOUBLE"},
                                                    {"high", "DOUBLE"},  {"n", "BIGINT"},
                                                    {"unit", "VARCHAR"}, {"reason", "VARCHAR"}};
    static const char *const histogram_columns[][2] = {{"unit", "VARCHAR"},      {"edges", "DOUBLE[]"},
                                                       {"labels", "VARCHAR[]"},  {"counts", "BIGINT[]"},
                                                       {"measured", "DOUBLE[]"}, {"expected", "DOUBLE[]"}};
    struct buffer *sql = &runner->sql;
    buffer_clear(sql);
    buffer_string(sql, "SELECT CAST(figure AS VARCHAR)");
    for (size_t i = 0; i < 6; i++) {
        buffer_string(sql, ", ");
        if (histogram)
            cast_column(sql, have, histogram_columns[i][0], histogram_columns[i][1]);
        else
            cast_column(sql, have, figure_columns[i][0], figure_columns[i][1]);
    }
    buffer_string(sql, " FROM stage_rows");
    TRY(buffer_status(sql, runner->error));
    return engine_query(runner->engine, answer, buffer_c(sql), NULL, runner->error);
}

/* Appends what one batch of an answer holds. */
static int batch_take(struct runner *runner, const struct answer *answer, size_t rows, bool histogram,
                      struct text slice, struct check_result *result)
{
    if (histogram) {
        result->histograms =
            array_grow(runner, result->histograms, result->histogram_count, rows, sizeof *result->histograms);
        if (!result->histograms)
            return error_memory(runner->error);
        for (size_t i = 0; i < rows; i++) {
            struct histogram *out = &result->histograms[result->histogram_count];
            TRY(histogram_read(runner, answer, i, out));
            result->histogram_count += out->count > 0;
        }
        return 0;
    }
    result->figures =
        array_grow(runner, result->figures, result->figure_count, rows, sizeof *result->figures);
    if (!result->figures)
        return error_memory(runner->error);
    for (size_t i = 0; i < rows; i++) {
        struct figure *out = &result->figures[result->figure_count++];
        out->slice = slice;
        TRY(figure_read(runner, answer, i, out));
    }
    return 0;
}

static int statement_gather(struct runner *runner, struct text statement, const struct parameters *parameters,
                            struct text slice, struct check_result *result)
{
    struct buffer *sql = &runner->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE stage_rows AS\n");
    buffer_text(sql, statement);
    TRY(buffer_status(sql, runner->error));
    TRY(engine_run(runner->engine, buffer_c(sql), parameters, runner->error));
    struct columns have;
    TRY(columns_read(runner, "stage_rows", &have));
    bool histogram = columns_have(&have, "counts");
    if (histogram && slice.length)
        return 0; /* distributions are drawn for all the data only */
    struct answer *answer = NULL;
    TRY(stage_query(runner, &have, histogram, &answer));
    size_t rows = 0;
    int code = 0;
    while ((code = answer_next(answer, &rows, runner->error)) == 0 && rows > 0)
        if ((code = batch_take(runner, answer, rows, histogram, slice, result)) < 0)
            break;
    answer_free(answer);
    return code;
}

static int stage_gather(struct runner *runner, const struct check *check, const struct parameters *parameters,
                        struct text slice, struct check_result *result)
{
    size_t at = 0;
    for (;;) {
        struct text statement = statement_next(check->figures, &at);
        if (!statement.data)
            return engine_run(runner->engine, "DROP TABLE IF EXISTS stage_rows", NULL, runner->error);
        if (statement_gather(runner, statement, parameters, slice, result) < 0)
            return error_prefix(runner->error,
                                "%.*s, stage 'figures' (from line %d): ", (int)check->path.length,
                                check->path.data, check->figures_line);
    }
}

/* `rows` becomes the slice's part of the rows, and the very same SQL runs again. */
static int slice_gather(struct runner *runner, const struct check *check, const struct parameters *parameters,
                        struct text value, struct check_result *result)
{
    struct buffer *sql = &runner->sql, label = {0};
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP VIEW rows AS SELECT all_rows.* FROM all_rows "
                       "JOIN slices ON all_rows.row = slices.row WHERE slices.slice = ");
    sql_put_literal(sql, value);
    TRY(buffer_status(sql, runner->error));
    TRY(engine_run(runner->engine, buffer_c(sql), NULL, runner->error));
    buffer_format(&label, "%s=%.*s", runner->options->by, (int)value.length, value.data);
    struct text slice = arena_copy(&runner->run->arena, buffer_view(&label));
    buffer_release(&label);
    return slice.data ? stage_gather(runner, check, parameters, slice, result) : error_memory(runner->error);
}

int figures_gather(struct runner *runner, const struct check *check, struct check_result *result)
{
    if (check->figures.length == 0)
        return 0;
    struct parameters parameters;
    struct columns have;
    TRY(check_parameters(runner, check, &parameters));
    TRY(stage_gather(runner, check, &parameters, text_of(""), result));
    if (runner->slice_count == 0)
        return 0;
    TRY(columns_read(runner, "all_rows", &have));
    if (!columns_have(&have, "row"))
        return 0; /* this check's rows are not one per record: its figures cannot be split by record */
    for (size_t i = 0; i < runner->slice_count; i++)
        TRY(slice_gather(runner, check, &parameters, runner->slices[i], result));
    return engine_run(runner->engine, "CREATE OR REPLACE TEMP VIEW rows AS SELECT * FROM all_rows", NULL,
                      runner->error);
}
