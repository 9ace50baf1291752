/* What every stage of a check is run with: cells of answers, columns of tables, parameters, and the rows
 * stage. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "check/runner_internal.h"
#include "check/sql_split.h"

/* ---- cells --------------------------------------------------------------------------------------------- */

int cell_text(struct runner *runner, const struct column *column, size_t row, struct text *out)
{
    *out = (struct text){"", 0};
    if (!column_valid(column, row))
        return 0;
    *out = arena_copy(&runner->run->arena, column_text(column, row));
    return out->data ? 0 : error_memory(runner->error);
}

double cell_double(const struct column *column, size_t row)
{
    return column_valid(column, row) ? column_double(column, row) : (double)NAN;
}

int64_t cell_int64(const struct column *column, size_t row, int64_t otherwise)
{
    return column_valid(column, row) ? column_int64(column, row) : otherwise;
}

int columns_read(struct runner *runner, const char *table, struct columns *out)
{
    *out = (struct columns){0};
    struct answer *answer = NULL;
    buffer_clear(&runner->sql);
    buffer_format(&runner->sql, "SELECT * FROM %s LIMIT 0", table);
    TRY(engine_query(runner->engine, &answer, buffer_c(&runner->sql), NULL, runner->error));
    int code = 0;
    for (size_t i = 0; i < answer_columns(answer) && i < 64 && code == 0; i++) {
        out->names[i] = arena_copy(&runner->run->arena, text_of(answer_name(answer, i)));
        out->count = i + 1;
        code = out->names[i].data ? 0 : error_memory(runner->error);
    }
    answer_free(answer);
    return code;
}

bool columns_have(const struct columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->count; i++)
        if (text_is(columns->names[i], name))
            return true;
    return false;
}

/* ---- parameters ---------------------------------------------------------------------------------------- */

static int parameter_fill(struct runner *runner, const struct check *check, const struct check_param *param,
                          struct text value, struct parameter *out)
{
    struct text copy = arena_copy(&runner->run->arena, value),
                name = arena_copy(&runner->run->arena, param->name);
    if (!copy.data || !name.data)
        return error_memory(runner->error);
    *out = (struct parameter){.name = name.data};
    char *end = NULL;
    errno = 0;
    if (text_is(param->type, "INTEGER") || text_is(param->type, "BIGINT")) {
        out->kind = text_is(param->type, "INTEGER") ? KIND_INT32 : KIND_INT64;
        out->integer = strtoll(copy.data, &end, 10);
        if (out->kind == KIND_INT32 && (out->integer < INT32_MIN || out->integer > INT32_MAX))
            errno = ERANGE;
    } else if (text_is(param->type, "DOUBLE")) {
        out->kind = KIND_DOUBLE;
        out->number = strtod(copy.data, &end);
    } else if (text_is(param->type, "BOOLEAN")) {
        out->kind = KIND_BOOLEAN;
        out->integer = text_is(copy, "true");
        end = (char *)(uintptr_t)(text_is(copy, "true") || text_is(copy, "false") ? copy.data + copy.length
                                                                                  : copy.data);
    } else if (text_is(param->type, "VARCHAR")) {
        out->kind = KIND_TEXT;
        bool quoted = copy.length >= 2 && copy.data[0] == '\'' && copy.data[copy.length - 1] == '\'';
        out->text = quoted ? (struct text){copy.data + 1, copy.length - 2} : copy;
        return 0;
    } else {
        return error_set(runner->error, ERROR_USAGE,
                         "%s: parameter '%s' has type '%.*s'; use INTEGER, DOUBLE, BOOLEAN or VARCHAR",
                         check->path.data, name.data, (int)param->type.length, param->type.data);
    }
    if (copy.length == 0 || *end != '\0' || errno == ERANGE)
        return error_set(runner->error, ERROR_USAGE, "%.*s: '%s' is no %.*s for parameter '%s'",
                         (int)check->name.length, check->name.data, copy.data, (int)param->type.length,
                         param->type.data, name.data);
    return 0;
}

int check_parameters(struct runner *runner, const struct check *check, struct parameters *out)
{
    struct parameter *items = arena_take(&runner->run->arena, check->param_count + 1, sizeof *items);
    if (!items)
        return error_memory(runner->error);
    for (size_t i = 0; i < check->param_count; i++) {
        struct text value = check->params[i].value;
        for (size_t k = 0; k < runner->options->override_count; k++) {
            struct override *override = &runner->options->overrides[k];
            if (text_equal(override->param, check->params[i].name) &&
                (override->check.length == 0 || check_set_find(runner->set, override->check) == check)) {
                value = override->value;
                override->used = true;
            }
        }
        TRY(parameter_fill(runner, check, &check->params[i], value, &items[i]));
    }
    *out = (struct parameters){items, check->param_count};
    return 0;
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

int rows_build(struct runner *runner, const struct check *check, const char *target)
{
    struct parameters parameters;
    TRY(check_parameters(runner, check, &parameters));
    struct text before, last;
    statements_split_last(check->rows, &before, &last);
    struct buffer *sql = &runner->sql;
    buffer_clear(sql);
    buffer_text(sql, before);
    buffer_format(sql, "\nCREATE OR REPLACE TEMP TABLE %s AS\n", target);
    buffer_text(sql, last);
    TRY(buffer_status(sql, runner->error));
    if (engine_run(runner->engine, buffer_c(sql), &parameters, runner->error) < 0)
        return error_prefix(runner->error, "%.*s, stage 'rows' (from line %d): ", (int)check->path.length,
                            check->path.data, check->rows_line);
    return 0;
}
