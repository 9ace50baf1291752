/* Running SQL text: the engine's parser splits it, and each statement is prepared, bound and executed on a
 * thread of its own while the caller waits. Waiting, the caller reports progress and, when someone asked to
 * stop, interrupts: again and again, because the engine forgets an interruption that comes before a statement
 * has begun. */
#include <pthread.h>
#include <time.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "engine/engine_internal.h"

enum { TICK_MILLISECONDS = 50, TICKS_PER_PROGRESS = 2 };

struct work {
    struct engine *engine;
    duckdb_extracted_statements statements;
    idx_t index;
    const struct parameters *parameters;
    duckdb_result result;
    struct error *error;
    int code;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
};

/* ---- parameters ---------------------------------------------------------------------------------------- */

static const struct parameter *parameter_find(const struct parameters *parameters, const char *name)
{
    for (size_t i = 0; parameters && i < parameters->count; i++)
        if (strcmp(parameters->items[i].name, name) == 0)
            return &parameters->items[i];
    return NULL;
}

static bool all_valid(const struct text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (utf8_valid_until(texts[i]) != texts[i].length)
            return false;
    return true;
}

static duckdb_value text_value(struct text text)
{
    return duckdb_create_varchar_length(text.data ? text.data : "", text.length);
}

static duckdb_value list_value(const struct text *texts, size_t count)
{
    duckdb_value *elements = memory_new(count + 1, sizeof *elements);
    if (!elements)
        return NULL;
    for (size_t i = 0; i < count; i++)
        elements[i] = text_value(texts[i]);
    duckdb_logical_type type = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_value list = duckdb_create_list_value(type, elements, count);
    duckdb_destroy_logical_type(&type);
    for (size_t i = 0; i < count; i++)
        duckdb_destroy_value(&elements[i]);
    memory_free(elements);
    return list;
}

static duckdb_value parameter_value(const struct parameter *parameter)
{
    switch (parameter->kind) {
    case KIND_BOOLEAN:
        return duckdb_create_bool(parameter->integer != 0);
    case KIND_INT32:
        return duckdb_create_int32((int32_t)parameter->integer);
    case KIND_INT64:
        return duckdb_create_int64(parameter->integer);
    case KIND_DOUBLE:
        return duckdb_create_double(parameter->number);
    case KIND_TEXT:
        return text_value(parameter->text);
    case KIND_LIST:
        return list_value(parameter->texts, parameter->text_count);
    default:
        return duckdb_create_null_value();
    }
}

static int bind_one(duckdb_prepared_statement prepared, idx_t index, const struct parameter *parameter,
                    struct error *error)
{
    /* The engine throws on text that is not UTF-8, through our frames. */
    if ((parameter->kind == KIND_TEXT && !all_valid(&parameter->text, 1)) ||
        (parameter->kind == KIND_LIST && !all_valid(parameter->texts, parameter->text_count)))
        return error_set(error, ERROR_USAGE, "parameter $%s is not valid UTF-8", parameter->name);
    duckdb_value value = parameter_value(parameter);
    if (!value)
        return error_memory(error);
    duckdb_state state = duckdb_bind_value(prepared, index, value);
    duckdb_destroy_value(&value);
    return state == DuckDBSuccess ? 0 : engine_error(error, duckdb_prepare_error(prepared));
}

static int bind_all(duckdb_prepared_statement prepared, const struct parameters *parameters,
                    struct error *error)
{
    idx_t count = duckdb_nparams(prepared);
    for (idx_t i = 1; i <= count; i++) {
        const char *name = duckdb_parameter_name(prepared, i);
        const struct parameter *parameter = parameter_find(parameters, name ? name : "");
        int code = parameter ? bind_one(prepared, i, parameter, error)
                             : error_set(error, ERROR_USAGE, "parameter $%s has no value", name ? name : "?");
        duckdb_free((void *)name);
        TRY(code);
    }
    return 0;
}

/* ---- one statement ------------------------------------------------------------------------------------- */

static int work_execute(struct work *work)
{
    duckdb_prepared_statement prepared = NULL;
    int code = 0;
    if (duckdb_prepare_extracted_statement(work->engine->connection, work->statements, work->index,
                                           &prepared) != DuckDBSuccess)
        code = engine_error(work->error, duckdb_prepare_error(prepared));
    if (code == 0)
        code = bind_all(prepared, work->parameters, work->error);
    if (code == 0 && duckdb_execute_prepared(prepared, &work->result) != DuckDBSuccess)
        code = engine_error(work->error, duckdb_result_error(&work->result));
    duckdb_destroy_prepare(&prepared);
    return code;
}

static void *work_thread(void *context)
{
    struct work *work = context;
    int code = work_execute(work);
    pthread_mutex_lock(&work->lock);
    work->code = code;
    work->done = true;
    pthread_cond_signal(&work->changed);
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

static struct timespec next_tick(void)
{
    struct timespec tick;
    clock_gettime(CLOCK_MONOTONIC, &tick);
    tick.tv_nsec += TICK_MILLISECONDS * 1000000L;
    tick.tv_sec += tick.tv_nsec / 1000000000L;
    tick.tv_nsec %= 1000000000L;
    return tick;
}

/* One look at a statement that takes its time. */
static void tick(const struct engine *engine, unsigned ticks)
{
    if (cancel_requested())
        duckdb_interrupt(engine->connection);
    if (engine->progress && ticks % TICKS_PER_PROGRESS == 0)
        engine->progress(engine->progress_context, duckdb_query_progress(engine->connection).percentage);
}

static void work_wait(struct work *work)
{
    pthread_mutex_lock(&work->lock);
    for (unsigned ticks = 1; !work->done; ticks++) {
        struct timespec until = next_tick();
        while (!work->done && pthread_cond_timedwait(&work->changed, &work->lock, &until) == 0)
            continue;
        if (work->done)
            break;
        pthread_mutex_unlock(&work->lock); /* progress is the caller's code: hold nothing across it */
        tick(work->engine, ticks);
        pthread_mutex_lock(&work->lock);
    }
    pthread_mutex_unlock(&work->lock);
}

static int work_run(struct work *work)
{
    if (cancel_requested())
        return error_set(work->error, ERROR_INTERRUPTED, "interrupted");
    pthread_t thread;
    work->done = false;
    if (pthread_create(&thread, NULL, work_thread, work) != 0)
        return error_set(work->error, ERROR_SYSTEM, "cannot start a thread for a statement");
    work_wait(work);
    pthread_join(thread, NULL);
    return work->code;
}

/* ---- all statements ------------------------------------------------------------------------------------ */

static int work_run_all(struct work *work, idx_t count, duckdb_result *last)
{
    for (work->index = 0; work->index < count; work->index++) {
        memset(&work->result, 0, sizeof work->result);
        int code = work_run(work);
        if (code == 0 && last && work->index + 1 == count)
            *last = work->result;
        else
            duckdb_destroy_result(&work->result);
        TRY(code);
    }
    return 0;
}

static int split(struct engine *engine, const char *sql, duckdb_extracted_statements *statements,
                 idx_t *count, struct error *error)
{
    *count = duckdb_extract_statements(engine->connection, sql, statements);
    const char *message = *count == 0 ? duckdb_extract_statements_error(*statements) : NULL;
    return message ? engine_error(error, message) : 0;
}

int engine_count_statements(struct engine *engine, const char *sql, struct error *error)
{
    duckdb_extracted_statements statements = NULL;
    idx_t count = 0;
    int code = split(engine, sql, &statements, &count, error);
    duckdb_destroy_extracted(&statements);
    return code < 0 ? code : (int)count;
}

int statements_run(struct engine *engine, const char *sql, const struct parameters *parameters,
                   duckdb_result *last, struct error *error)
{
    struct work work = {.engine = engine, .parameters = parameters, .error = error};
    if (last)
        memset(last, 0, sizeof *last);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&work.changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&work.lock, NULL);
    idx_t count = 0;
    int code = split(engine, sql, &work.statements, &count, error);
    if (code == 0 && count == 0 && last)
        code = error_set(error, ERROR_USAGE, "there is no statement to run");
    if (code == 0)
        code = work_run_all(&work, count, last);
    duckdb_destroy_extracted(&work.statements);
    pthread_cond_destroy(&work.changed);
    pthread_mutex_destroy(&work.lock);
    return code;
}

int engine_run(struct engine *engine, const char *sql, const struct parameters *parameters,
               struct error *error)
{
    return statements_run(engine, sql, parameters, NULL, error);
}
