/* Independent statements side by side: each is run by one thread alone, on a connection of that thread.
 *
 * A statement over little data has work for one thread only, and the thread that asked for it waits by
 * looking again and again, which costs a quarter of the processor time. So the engine's own threads are put
 * away meanwhile, and ours run the statements themselves. */
#include <pthread.h>
#include <time.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "engine/engine_internal.h"

enum { LOOK_MILLISECONDS = 50 };

struct together {
    const char *const *statements;
    size_t count;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    size_t next, running;
    struct error *error; /* the first that failed */
};

struct lane {
    struct together *together;
    duckdb_connection connection;
    pthread_t thread;
    bool started;
};

static int statement_run(duckdb_connection connection, const char *sql, struct error *error)
{
    duckdb_result result;
    int code = 0;
    if (duckdb_query(connection, sql, &result) != DuckDBSuccess)
        code = engine_error(error, duckdb_result_error(&result));
    duckdb_destroy_result(&result);
    return code;
}

static void *lane_thread(void *context)
{
    struct lane *lane = context;
    struct together *together = lane->together;
    pthread_mutex_lock(&together->lock);
    while (together->next < together->count && together->error->code == 0) {
        const char *sql = together->statements[together->next++];
        struct error error = {0};
        pthread_mutex_unlock(&together->lock);
        int code = statement_run(lane->connection, sql, &error);
        pthread_mutex_lock(&together->lock);
        if (code < 0)
            error_fill(together->error, error.code, "%s", error.message);
    }
    together->running--;
    pthread_cond_signal(&together->changed);
    pthread_mutex_unlock(&together->lock);
    return NULL;
}

static void lanes_interrupt(struct together *together, const struct lane *lanes, size_t count)
{
    error_fill(together->error, ERROR_INTERRUPTED, "interrupted");
    for (size_t i = 0; i < count; i++)
        if (lanes[i].started)
            duckdb_interrupt(lanes[i].connection);
}

/* Until all are done; looks now and then whether somebody asked to stop. */
static void lanes_wait(struct together *together, const struct lane *lanes, size_t count)
{
    pthread_mutex_lock(&together->lock);
    while (together->running > 0) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_MILLISECONDS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&together->changed, &together->lock, &until);
        if (together->running > 0 && cancel_requested())
            lanes_interrupt(together, lanes, count);
    }
    pthread_mutex_unlock(&together->lock);
}

static int lane_start(struct lane *lane, struct engine *engine, struct error *error)
{
    struct together *together = lane->together;
    if (duckdb_connect(engine->database, &lane->connection) != DuckDBSuccess)
        return error_set(error, ERROR_SYSTEM, "cannot connect to the engine");
    pthread_mutex_lock(&together->lock);
    together->running++;
    pthread_mutex_unlock(&together->lock);
    lane->started = pthread_create(&lane->thread, NULL, lane_thread, lane) == 0;
    if (lane->started)
        return 0;
    pthread_mutex_lock(&together->lock);
    together->running--;
    pthread_mutex_unlock(&together->lock);
    return error_set(error, ERROR_SYSTEM, "cannot start a thread for a statement");
}

static int lanes_run(struct engine *engine, struct together *together, struct lane *lanes, size_t count)
{
    struct error failed = {0};
    for (size_t i = 0; i < count && failed.code == 0; i++) {
        lanes[i].together = together;
        if (lane_start(&lanes[i], engine, &failed) < 0) {
            pthread_mutex_lock(&together->lock);
            error_fill(together->error, failed.code, "%s", failed.message);
            pthread_mutex_unlock(&together->lock);
        }
    }
    lanes_wait(together, lanes, count);
    for (size_t i = 0; i < count; i++) {
        if (lanes[i].started)
            pthread_join(lanes[i].thread, NULL);
        duckdb_disconnect(&lanes[i].connection);
    }
    return together->error->code;
}

static int threads_set(struct engine *engine, int64_t threads, struct error *error)
{
    char sql[48];
    snprintf(sql, sizeof sql, "SET threads = %lld", (long long)threads);
    return engine_run(engine, sql, NULL, error);
}

static int statements_together(struct engine *engine, struct together *together, int64_t threads)
{
    size_t count = (size_t)threads < together->count ? (size_t)threads : together->count;
    struct lane *lanes = memory_new(count + 1, sizeof *lanes);
    if (!lanes)
        return error_memory(together->error);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&together->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&together->lock, NULL);
    int code = lanes_run(engine, together, lanes, count);
    pthread_mutex_destroy(&together->lock);
    pthread_cond_destroy(&together->changed);
    memory_free(lanes);
    return code;
}

int engine_run_together(struct engine *engine, const char *const *statements, size_t count,
                        struct error *error)
{
    struct together together = {.statements = statements, .count = count, .error = error};
    struct error restoring = {0};
    int64_t threads = 1;
    bool found = false;
    TRY(engine_one_int64(engine, "SELECT CAST(current_setting('threads') AS BIGINT)", NULL, &threads, &found,
                         error));
    TRY(threads_set(engine, 1, error));
    int code = statements_together(engine, &together, threads < 1 ? 1 : threads);
    if (threads_set(engine, threads, &restoring) < 0 && code == 0)
        code = error_set(error, restoring.code, "%s", restoring.message);
    return code;
}
