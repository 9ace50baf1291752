#include "load/mix.h"

#include <math.h>
#include <string.h>

#include "base/embedded.h"
#include "check/record_field.h"

extern const struct embedded mix_files[]; /* mix_plan.sql: written by tools/embed */

/* A part of the mix whose share is given, or the rest. */
static const char *part_of(const struct mix_recipe *recipe, const struct mix_source *source)
{
    bool given = (source->role == MIX_GENERAL && !isnan(recipe->replay)) ||
                 (source->role == MIX_SAFETY && !isnan(recipe->safety));
    return given ? mix_role_name(source->role) : "rest";
}

static double share_of(const struct mix_recipe *recipe, const struct mix_source *source)
{
    double replay = isnan(recipe->replay) ? 0 : recipe->replay,
           safety = isnan(recipe->safety) ? 0 : recipe->safety;
    const char *part = part_of(recipe, source);
    return strcmp(part, "general") == 0 ? replay : strcmp(part, "safety") == 0 ? safety : 1 - replay - safety;
}

static void number_put(struct buffer *sql, double number)
{
    if (isnan(number))
        buffer_string(sql, "NULL");
    else if (isinf(number))
        buffer_string(sql, "'inf'::DOUBLE");
    else
        buffer_format(sql, "%.17g::DOUBLE", number);
}

static int sql_run(struct engine *engine, struct buffer *sql, struct error *error)
{
    TRY(buffer_status(sql, error));
    return engine_run(engine, buffer_c(sql), NULL, error);
}

/* ---- what is there ------------------------------------------------------------------------------------- */

/* mix_sources: the recipe's sources as rows. */
static int sources_table(struct engine *engine, const struct mix_recipe *recipe, struct error *error)
{
    struct buffer sql = {0};
    buffer_string(&sql, "CREATE OR REPLACE TEMP TABLE mix_sources AS FROM (VALUES ");
    for (size_t i = 0; i < recipe->count; i++) {
        const struct mix_source *source = &recipe->sources[i];
        double unsaid = isnan(recipe->total) ? 1 : INFINITY;
        double epochs = isnan(recipe->epochs) ? unsaid : recipe->epochs;
        buffer_format(&sql, "%s(%zu, ", i ? ", " : "", i);
        sql_put_literal(&sql, source->name);
        buffer_format(&sql, ", '%s', '%s', ", mix_role_name(source->role), part_of(recipe, source));
        number_put(&sql, share_of(recipe, source));
        buffer_string(&sql, ", ");
        number_put(&sql, source->weight);
        buffer_string(&sql, ", ");
        number_put(&sql, isnan(source->epochs) ? epochs : source->epochs);
        buffer_string(&sql, ", ");
        number_put(&sql, source->slice.length ? 1 / source->temperature : 1);
        buffer_byte(&sql, ')');
    }
    buffer_string(
        &sql, ") AS given(source_number, name, role, part, part_share, weight, most_epochs, slice_power)");
    int code = sql_run(engine, &sql, error);
    buffer_release(&sql);
    return code;
}

static void size_put(struct buffer *sql, const struct mix_recipe *recipe)
{
    if (recipe->unit == MIX_RECORDS) {
        buffer_byte(sql, '1');
    } else if (recipe->unit == MIX_WORDS) {
        buffer_string(sql, "coalesce(word_count(turns_text(turns, 'whole')), 0)");
    } else {
        buffer_string(sql, "coalesce(count_tokens(turns_text(turns, 'whole'), ");
        sql_put_literal(sql, recipe->tokenizer);
        buffer_string(sql, "), 0)");
    }
}

/* mix_rows of one source: its records, how large each is, and its slice. */
static int source_rows(struct engine *engine, const struct mix_recipe *recipe, size_t index, const char *path,
                       struct error *error)
{
    const struct mix_source *source = &recipe->sources[index];
    struct buffer sql = {0};
    int code = 0;
    buffer_format(&sql, "INSERT INTO mix_rows SELECT row, record, %zu, coalesce(", index);
    if (source->slice.length)
        code = record_field_put(engine, source->slice, &sql, error);
    buffer_string(&sql, source->slice.length ? ", '')" : "'')");
    buffer_string(&sql, ", ");
    size_put(&sql, recipe);
    buffer_format(&sql, " FROM records WHERE row // 1099511627776 = %zu", index);
    if (source->where.length) {
        buffer_string(&sql, " AND (");
        buffer_text(&sql, source->where);
        buffer_string(&sql, "\n)");
    }
    if (code == 0)
        code = sql_run(engine, &sql, error);
    if (code < 0 && code != ERROR_INTERRUPTED)
        code = error_prefix(error, "%s:%d: source '%.*s': ", path, source->line, (int)source->name.length,
                            source->name.data);
    buffer_release(&sql);
    return code;
}

/* A source that has nothing to give is a mistake in the recipe. */
static int sources_test(struct engine *engine, const struct mix_recipe *recipe, const char *path,
                        struct error *error)
{
    int64_t empty = 0;
    bool found = false;
    TRY(engine_one_int64(
        engine,
        "SELECT source_number FROM mix_sources WHERE source_number NOT IN (SELECT source_number FROM "
        "mix_cells WHERE size > 0) ORDER BY 1 LIMIT 1",
        NULL, &empty, &found, error));
    if (!found)
        return 0;
    const struct mix_source *source = &recipe->sources[empty];
    return error_set(error, ERROR_INPUT, "%s:%d: the source '%.*s' has no records%s", path, source->line,
                     (int)source->name.length, source->name.data,
                     source->where.length ? " that meet its 'where'" : "");
}

int mix_plan(struct engine *engine, const struct loaded *loaded, const struct mix_recipe *recipe,
             const char *path, struct error *error)
{
    struct parameter items[] = {
        {.name = "temperature", .kind = KIND_DOUBLE, .number = recipe->temperature},
        {.name = "total", .kind = isnan(recipe->total) ? KIND_NULL : KIND_DOUBLE, .number = recipe->total},
        {.name = "whole", .kind = KIND_BOOLEAN, .integer = recipe->unit == MIX_RECORDS},
        {.name = "seed", .kind = KIND_TEXT, .text = recipe->seed}};
    struct parameters parameters = {items, sizeof items / sizeof *items};
    if (loaded->pack->plain || loaded->pack->kept_count != 1)
        return error_set(error, ERROR_USAGE,
                         "a mix is made of records that stand in one table; %s data does not",
                         loaded->pack->task);
    if (recipe->unit != MIX_RECORDS && strcmp(loaded->pack->task, "sft") != 0)
        return error_set(error, ERROR_USAGE,
                         "%s: '%s' are counted in conversations; use 'unit: records' for %s data", path,
                         mix_unit_name(recipe->unit), loaded->pack->task);
    TRY(sources_table(engine, recipe, error));
    TRY(engine_run(engine,
                   "CREATE OR REPLACE TEMP TABLE mix_rows (row BIGINT, record VARCHAR, source_number BIGINT, "
                   "slice VARCHAR, "
                   "size DOUBLE)",
                   NULL, error));
    for (size_t i = 0; i < recipe->count; i++)
        TRY(source_rows(engine, recipe, i, path, error));
    TRY(engine_run(
        engine,
        "CREATE OR REPLACE TEMP TABLE mix_cells AS SELECT source_number, slice, sum(size)::DOUBLE AS size, "
        "count(*) AS there FROM mix_rows GROUP BY ALL",
        NULL, error));
    TRY(sources_test(engine, recipe, path, error));
    return engine_run(engine, mix_files[0].data, &parameters, error);
}

int mix_take(struct engine *engine, const struct mix_recipe *recipe, struct error *error)
{
    struct buffer sql = {0};
    buffer_string(&sql,
                  "CREATE OR REPLACE TEMP TABLE mix_taken AS SELECT r.* REPLACE (r.row // 1099511627776 * "
                  "1099511627776 + "
                  "copy * (SELECT max(row % 1099511627776) + 1 FROM records) + r.row % 1099511627776 AS row");
    if (recipe->label.length) {
        buffer_string(&sql, ", CAST(json_merge_patch(coalesce(CAST(r.extra AS JSON), '{}'), json_object(");
        sql_put_literal(&sql, recipe->label);
        buffer_string(&sql, ", name)) AS VARCHAR) AS extra");
    }
    buffer_string(&sql, ") FROM (SELECT row AS chosen, source_number, unnest(range(copies)) AS copy FROM "
                        "mix_copies) AS c JOIN "
                        "records AS r ON r.row = chosen JOIN mix_sources USING (source_number);"
                        "TRUNCATE records; INSERT INTO records FROM mix_taken; DROP TABLE mix_taken");
    int code = sql_run(engine, &sql, error);
    buffer_release(&sql);
    return code;
}
