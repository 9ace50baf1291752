/* The loop over checks: what each needs, its rows, its figures and findings, and the verdict. */
#include "check/runner.h"

#include <time.h>

#include "check/beside.h"
#include "check/record_field.h"
#include "check/runner_internal.h"

/* ---- needs --------------------------------------------------------------------------------------------- */

static int table_there(struct runner *runner, struct text table, struct text column, bool *there)
{
    int64_t count = 0;
    bool found = false;
    buffer_clear(&runner->sql);
    buffer_string(&runner->sql, "SELECT count(*) FROM duckdb_columns() WHERE table_name = ");
    sql_put_literal(&runner->sql, table);
    if (column.length) {
        buffer_string(&runner->sql, " AND column_name = ");
        sql_put_literal(&runner->sql, column);
    }
    TRY(buffer_status(&runner->sql, runner->error));
    TRY(engine_one_int64(runner->engine, buffer_c(&runner->sql), NULL, &count, &found, runner->error));
    *there = found && count > 0;
    return 0;
}

static int column_filled(struct runner *runner, struct text table, struct text column, bool *filled)
{
    int64_t value = 0;
    buffer_clear(&runner->sql);
    buffer_string(&runner->sql, "SELECT 1 FROM ");
    sql_put_name(&runner->sql, table);
    buffer_string(&runner->sql, " WHERE ");
    sql_put_name(&runner->sql, column);
    buffer_string(&runner->sql, " IS NOT NULL LIMIT 1");
    TRY(buffer_status(&runner->sql, runner->error));
    return engine_one_int64(runner->engine, buffer_c(&runner->sql), NULL, &value, filled, runner->error);
}

static int reason_set(struct runner *runner, struct text *reason, const char *format, struct text a,
                      struct text b)
{
    struct buffer text = {0};
    buffer_format(&text, format, (int)a.length, a.data, (int)b.length, b.data);
    *reason = arena_copy(&runner->run->arena, buffer_view(&text));
    int code = buffer_status(&text, runner->error);
    buffer_release(&text);
    return code < 0 ? code : reason->data ? 0 : error_memory(runner->error);
}

static int needs_meet(struct runner *runner, const struct check *check, struct text *reason, int depth);

/* A table that some check file derives is built when first needed. */
static int table_derive(struct runner *runner, struct text table, struct text *reason, int depth)
{
    bool there = false;
    const struct check *derived = check_set_find(runner->set, table);
    TRY(table_there(runner, table, (struct text){0}, &there));
    if (there || !derived || !derived->is_table)
        return 0;
    if (depth > 16)
        return error_set(runner->error, ERROR_USAGE, "%s: its tables need each other in a circle",
                         derived->path.data);
    TRY(needs_meet(runner, derived, reason, depth + 1));
    struct text name = arena_copy(&runner->run->arena, table);
    if (!name.data)
        return error_memory(runner->error);
    return reason->length ? 0 : rows_build(runner, derived, name.data);
}

/* "$trainer": a parameter that has no default which would do. */
static int parameter_meet(struct runner *runner, const struct check *check, struct text name,
                          struct text *reason)
{
    struct parameters parameters;
    TRY(check_parameters(runner, check, &parameters));
    for (size_t i = 0; i < parameters.count; i++)
        if (text_is(name, parameters.items[i].name) &&
            (parameters.items[i].kind != KIND_TEXT || parameters.items[i].text.length > 0))
            return 0;
    return reason_set(runner, reason, "its parameter '%.*s' is not given%.*s", name, (struct text){"", 0});
}

static int need_meet(struct runner *runner, const struct check *check, struct text need, struct text *reason,
                     int depth)
{
    if (need.data[0] == '$')
        return parameter_meet(runner, check, (struct text){need.data + 1, need.length - 1}, reason);
    const char *dot = memchr(need.data, '.', need.length);
    struct text table = {need.data, dot ? (size_t)(dot - need.data) : need.length};
    struct text column = dot ? (struct text){dot + 1, need.length - table.length - 1} : (struct text){0};
    bool there = false;
    TRY(table_derive(runner, table, reason, depth));
    if (reason->length)
        return 0;
    TRY(table_there(runner, table, column, &there));
    if (!there && beside_of_table(table))
        return reason_set(runner, reason, "nothing is given to compare with: --%.*s FILE%.*s",
                          text_of(beside_of_table(table)->role), (struct text){"", 0});
    if (!there)
        return reason_set(runner, reason, "there is no %.*s in this data", need, (struct text){"", 0});
    if (column.length == 0)
        return 0;
    TRY(column_filled(runner, table, column, &there));
    return there ? 0 : reason_set(runner, reason, "no row of %.*s has %.*s", table, column);
}

static int needs_meet(struct runner *runner, const struct check *check, struct text *reason, int depth)
{
    for (size_t at = 0; at < check->needs.length && reason->length == 0;) {
        const char *start = check->needs.data + at;
        const char *comma = memchr(start, ',', check->needs.length - at);
        size_t length = comma ? (size_t)(comma - start) : check->needs.length - at;
        struct text need = text_trim((struct text){start, length});
        at += length + 1;
        if (need.length)
            TRY(need_meet(runner, check, need, reason, depth));
    }
    return 0;
}

/* ---- slices -------------------------------------------------------------------------------------------- */

enum { SLICES_MOST = 50 };

/* The table `slices` gives each row's value of --by: a canonical column, else a field kept in extra. */
static int slices_prepare(struct runner *runner)
{
    if (!runner->options->by)
        return 0;
    struct text by = text_of(runner->options->by);
    struct buffer *sql = &runner->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE slices AS SELECT row, ");
    TRY(record_field_put(runner->engine, by, sql, runner->error));
    buffer_string(sql, " AS slice FROM records");
    TRY(buffer_status(sql, runner->error));
    TRY(engine_run(runner->engine, buffer_c(sql), NULL, runner->error));

    struct answer *answer = NULL;
    TRY(engine_query(runner->engine, &answer,
                     "SELECT slice FROM slices WHERE slice IS NOT NULL GROUP BY slice "
                     "ORDER BY count(*) DESC, slice LIMIT 51",
                     NULL, runner->error));
    runner->slices = arena_take(&runner->run->arena, SLICES_MOST + 1, sizeof *runner->slices);
    int code = runner->slices ? 0 : error_memory(runner->error);
    size_t rows = 0;
    while (code == 0 && (code = answer_next(answer, &rows, runner->error)) == 0 && rows > 0) {
        struct column values = answer_column(answer, 0);
        for (size_t i = 0; i < rows && code == 0; i++)
            code = cell_text(runner, &values, i, &runner->slices[runner->slice_count++]);
    }
    answer_free(answer);
    if (code == 0 && runner->slice_count == 0)
        code = error_set(runner->error, ERROR_USAGE,
                         "--by %s: neither a column of records nor a field of the data", runner->options->by);
    if (code == 0 && runner->slice_count > SLICES_MOST)
        code = error_set(runner->error, ERROR_USAGE,
                         "--by %s: more than %d different values; slice by something coarser",
                         runner->options->by, SLICES_MOST);
    return code;
}

/* ---- one check ----------------------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int check_execute(struct runner *runner, const struct check *check, struct check_result *result)
{
    TRY(needs_meet(runner, check, &result->reason, 0));
    if (result->reason.length) {
        result->status = CHECK_SKIPPED;
        return 0;
    }
    TRY(rows_build(runner, check, "all_rows"));
    TRY(engine_run(runner->engine, "CREATE OR REPLACE TEMP VIEW rows AS SELECT * FROM all_rows", NULL,
                   runner->error));
    TRY(figures_gather(runner, check, result));
    TRY(findings_gather(runner, check, result));
    result->status = result->findings_total > 0 ? CHECK_FINDINGS : CHECK_OK;
    return engine_run(runner->engine, "DROP VIEW IF EXISTS rows; DROP TABLE IF EXISTS all_rows", NULL,
                      runner->error);
}

/* A check that fails is part of the run's answer; only being interrupted stops the run. */
static int check_run(struct runner *runner, const struct check *check, struct check_result *result)
{
    double start = now();
    *result = (struct check_result){.check = check->name,
                                    .title = check->title,
                                    .why = check->why,
                                    .definition = check->definition,
                                    .source = check->source,
                                    .sql = check->text,
                                    .level = check->level};
    int code = check_execute(runner, check, result);
    result->seconds = now() - start;
    if (code == 0 || code == ERROR_INTERRUPTED)
        return code;
    result->status = CHECK_FAILED;
    result->reason = arena_copy(&runner->run->arena, text_of(runner->error->message));
    *runner->error = (struct error){0};
    return result->reason.data ? 0 : error_memory(runner->error);
}

static bool wanted(const struct runner_options *options, const struct check_set *set,
                   const struct check *check)
{
    if (check->is_table)
        return false;
    for (size_t i = 0; i < options->only_count; i++)
        if (check_set_find(set, options->only[i]) == check)
            return true;
    return options->only_count == 0;
}

static int options_test(struct runner *runner)
{
    for (size_t i = 0; i < runner->options->only_count; i++) {
        struct text name = runner->options->only[i];
        const struct check *check = check_set_find(runner->set, name);
        if (!check || check->is_table)
            return error_set(runner->error, ERROR_USAGE,
                             "there is no check '%.*s'; 'assay checks' lists them", (int)name.length,
                             name.data);
    }
    return 0;
}

/* Every override must be a parameter of some check or table, and of its type: said before anything runs. */
static int overrides_test(struct runner *runner)
{
    struct parameters parameters;
    for (size_t i = 0; i < runner->set->count; i++)
        TRY(check_parameters(runner, &runner->set->items[i], &parameters));
    for (size_t i = 0; i < runner->options->override_count; i++) {
        const struct override *override = &runner->options->overrides[i];
        if (!override->used && override->option)
            return error_set(runner->error, ERROR_USAGE, "--%s: no check of this data has such a parameter",
                             override->option);
        if (!override->used)
            return error_set(
                runner->error, ERROR_USAGE, "--set %.*s%s%.*s: no check or table has this parameter",
                (int) override->check.length, override->check.data ? override->check.data : "",
                override->check.length ? "." : "", (int) override->param.length, override->param.data);
    }
    return 0;
}

/* Findings at or above the threshold fail the run, and so does a check that could not run. */
static void verdict(struct run *run, enum level fail_on)
{
    run->fail_on = fail_on;
    run->failed = false;
    for (size_t i = 0; i < run->check_count; i++) {
        const struct check_result *check = &run->checks[i];
        run->failed |= check->status == CHECK_FAILED && fail_on != LEVEL_NEVER;
        run->failed |= check->status == CHECK_FINDINGS && check->level >= fail_on;
    }
}

/* Rows carry their order in `row`; keeping it in every intermediate step as well would leave all cores but
 * one idle. */
static int order_keep(struct engine *engine, bool keep, struct error *error)
{
    return engine_run(engine,
                      keep ? "SET preserve_insertion_order = true" : "SET preserve_insertion_order = false",
                      NULL, error);
}

int runner_run(struct engine *engine, const struct check_set *set, const struct runner_options *options,
               struct run *run, struct error *error)
{
    struct runner runner = {.engine = engine, .set = set, .options = options, .run = run, .error = error};
    size_t total = 0;
    for (size_t i = 0; i < set->count; i++)
        total += wanted(options, set, &set->items[i]);
    run->checks = arena_take_zeroed(&run->arena, total + 1, sizeof *run->checks);
    run->check_count = 0;
    int code = run->checks ? options_test(&runner) : error_memory(error);
    if (code == 0)
        code = overrides_test(&runner);
    if (code == 0)
        code = order_keep(engine, false, error);
    if (code == 0)
        code = slices_prepare(&runner);
    for (size_t i = 0; i < set->count && code == 0; i++) {
        if (!wanted(options, set, &set->items[i]))
            continue;
        if (options->on_check)
            options->on_check(options->context, &set->items[i], run->check_count + 1, total);
        code = check_run(&runner, &set->items[i], &run->checks[run->check_count++]);
    }
    if (code == 0)
        code = order_keep(engine, true, error);
    if (code == 0)
        verdict(run, options->fail_on);
    buffer_release(&runner.sql);
    return code;
}

int runner_derive(struct engine *engine, const struct check_set *set, const char *table,
                  const struct runner_options *options, struct error *error)
{
    struct run run = {0};
    struct text reason = {0};
    struct runner runner = {.engine = engine, .set = set, .options = options, .run = &run, .error = error};
    const struct check *derived = check_set_find(set, text_of(table));
    int code = 0;
    if (!derived || !derived->is_table)
        code = error_set(error, ERROR_USAGE, "no check file derives a table '%s'", table);
    if (code == 0)
        code = overrides_test(&runner);
    if (code == 0)
        code = order_keep(engine, false, error);
    if (code == 0)
        code = table_derive(&runner, text_of(table), &reason, 0);
    if (code == 0)
        code = order_keep(engine, true, error);
    if (code == 0 && reason.length)
        code = error_set(error, ERROR_INPUT, "the table %s cannot be derived: %.*s", table,
                         (int)reason.length, reason.data);
    buffer_release(&runner.sql);
    arena_release(&run.arena);
    return code;
}

int runner_forget(struct engine *engine, const struct check_set *set, struct error *error)
{
    struct buffer sql = {0};
    for (size_t i = 0; i < set->count; i++) {
        if (!set->items[i].is_table)
            continue;
        buffer_string(&sql, "DROP TABLE IF EXISTS ");
        sql_put_name(&sql, set->items[i].name);
        buffer_string(&sql, ";\n");
    }
    int code = buffer_status(&sql, error);
    if (code == 0 && sql.length)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}
