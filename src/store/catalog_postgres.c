/* The catalog in a PostgreSQL database, in the schema that its search path names first. Writers take turns by
 * the one row of log_head. Everything is sent without blocking, so that an interruption ends a wait. */
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "store/catalog_internal.h"
#include "store/postgres_url.h"

enum { POLL_MS = 100, CONNECT_SECONDS = 30 };

/* The name of the lock under which tables are made: "assay" as a number. */
#define SCHEMA_LOCK "418548769145"

struct postgres {
    PGconn *connection;
    char *url; /* with the password: for taking it out of messages */
};

static PGconn *link_of(const struct catalog *catalog)
{
    return ((struct postgres *)catalog->connection)->connection;
}

static void notice_ignore(void *context, const char *message)
{
    (void)context;
    (void)message;
}

/* ---- errors -------------------------------------------------------------------------------------------- */

static int message_set(const struct catalog *catalog, int code, const char *doing, const char *message,
                       struct error *error)
{
    const struct postgres *postgres = catalog->connection;
    struct buffer clean = {0};
    postgres_message_put(&clean, postgres->url, message);
    error_fill(error, code, "%s: %s%s", catalog->place, doing, buffer_c(&clean));
    buffer_release(&clean);
    return code;
}

static int connection_fault(const struct catalog *catalog, struct error *error)
{
    const char *doing = catalog->writing
                            ? "the connection to the server was lost within a transaction, which it undoes: "
                            : "the server cannot be reached: ";
    return message_set(catalog, ERROR_SYSTEM, doing, PQerrorMessage(link_of(catalog)), error);
}

static bool state_is(const char *state, const char *wanted)
{
    return state && strcmp(state, wanted) == 0;
}

/* SQLSTATE codes: PostgreSQL's documentation, appendix A. */
static int result_fault(const struct catalog *catalog, const PGresult *result, struct error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorMessage(result);
    if (state_is(state, "23505"))
        return message_set(catalog, ERROR_USAGE, "is there already: ", message, error);
    if (state_is(state, "55P03"))
        return error_set(error, ERROR_SYSTEM,
                         "%s: the catalog is busy: others have been writing for %d s; try again",
                         catalog->place, CATALOG_WAIT_SECONDS);
    if (state_is(state, "57014") && cancel_requested())
        return error_set(error, ERROR_INTERRUPTED, "interrupted while waiting for the catalog");
    if (state_is(state, "25006") || state_is(state, "42501"))
        return message_set(catalog, ERROR_SYSTEM, "the catalog may not be written: ", message, error);
    if (PQstatus(link_of(catalog)) != CONNECTION_OK)
        return connection_fault(catalog, error);
    return message_set(catalog, ERROR_SYSTEM, "a statement failed: ", message, error);
}

/* ---- waiting ------------------------------------------------------------------------------------------- */

/* Waits for the socket for at most POLL_MS: 1 ready, 0 not yet. */
static int socket_wait(const struct catalog *catalog, short events, struct error *error)
{
    struct pollfd wait = {.fd = PQsocket(link_of(catalog)), .events = events};
    int ready = poll(&wait, 1, POLL_MS);
    if (ready < 0 && errno != EINTR)
        return error_set(error, ERROR_SYSTEM, "%s: cannot wait for the server: %s", catalog->place,
                         strerror(errno));
    return ready > 0 ? 1 : 0;
}

static void statement_cancel(const struct catalog *catalog)
{
    char why[256];
    PGcancel *cancel = PQgetCancel(link_of(catalog));
    if (cancel)
        (void)PQcancel(cancel, why, sizeof why);
    PQfreeCancel(cancel);
}

/* Waits until the answer is here. An interruption cancels the statement on the server, and its answer says
 * so. A commit is not interrupted: it would not be known what became of it. */
static int answer_wait(const struct catalog *catalog, bool interruptible, struct error *error)
{
    bool cancelled = false;
    while (PQisBusy(link_of(catalog))) {
        if (interruptible && !cancelled && cancel_requested()) {
            statement_cancel(catalog);
            cancelled = true;
        }
        int ready = socket_wait(catalog, POLLIN, error);
        if (ready < 0)
            return ready;
        if (ready > 0 && !PQconsumeInput(link_of(catalog)))
            return connection_fault(catalog, error);
    }
    return 0;
}

/* The last answer to what was sent, or the first that is an error. */
static int answer_take(const struct catalog *catalog, bool interruptible, PGresult **answer,
                       struct error *error)
{
    *answer = NULL;
    for (;;) {
        TRY(answer_wait(catalog, interruptible, error));
        PGresult *result = PQgetResult(link_of(catalog));
        if (!result)
            break;
        ExecStatusType status = PQresultStatus(*answer);
        if (*answer && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            PQclear(result);
            continue;
        }
        PQclear(*answer);
        *answer = result;
    }
    if (!*answer)
        return connection_fault(catalog, error);
    ExecStatusType status = PQresultStatus(*answer);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? 0
                                                                   : result_fault(catalog, *answer, error);
}

/* Statements without parameters, and what their last one answers. */
static int text_run(const struct catalog *catalog, const char *sql, bool interruptible, struct error *error)
{
    PGresult *answer = NULL;
    if (!PQsendQuery(link_of(catalog), sql))
        return connection_fault(catalog, error);
    int code = answer_take(catalog, interruptible, &answer, error);
    PQclear(answer);
    return code;
}

/* ---- opening ------------------------------------------------------------------------------------------- */

static int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int connect_wait(const struct catalog *catalog, struct error *error)
{
    int64_t limit = now_ms() + INT64_C(1000) * CONNECT_SECONDS;
    short events = POLLOUT;
    for (;;) {
        int ready = socket_wait(catalog, events, error);
        if (ready < 0)
            return ready;
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted while connecting to the catalog");
        if (now_ms() > limit)
            return error_set(error, ERROR_SYSTEM, "%s: the server did not answer within %d s", catalog->place,
                             CONNECT_SECONDS);
        if (ready == 0)
            continue;
        PostgresPollingStatusType status = PQconnectPoll(link_of(catalog));
        if (status == PGRES_POLLING_OK)
            return 0;
        if (status == PGRES_POLLING_FAILED)
            return connection_fault(catalog, error);
        events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    }
}

static int connection_start(struct catalog *catalog, struct postgres *postgres, struct error *error)
{
    static const char *const names[] = {"dbname", "fallback_application_name", "client_encoding", NULL};
    const char *values[] = {postgres->url, "assay", "UTF8", NULL};
    char *why = NULL;
    PQconninfoOption *options = PQconninfoParse(postgres->url, &why);
    PQconninfoFree(options);
    if (!options) {
        int code =
            message_set(catalog, ERROR_USAGE, "the URL cannot be read: ", why ? why : "out of memory", error);
        PQfreemem(why);
        return code;
    }
    postgres->connection = PQconnectStartParams(names, values, 1);
    if (!postgres->connection)
        return error_memory(error);
    PQsetNoticeProcessor(postgres->connection, notice_ignore, NULL);
    if (PQstatus(postgres->connection) == CONNECTION_BAD)
        return connection_fault(catalog, error);
    return 0;
}

static int postgres_open(struct catalog *catalog, const char *place, bool create, struct error *error)
{
    struct buffer shown = {0};
    (void)create; /* the database must be there; its tables are made by schema_update */
    postgres_url_put(&shown, place);
    struct postgres *postgres = catalog->connection = memory_new(1, sizeof *postgres);
    catalog->place = shown.data; /* taken over */
    if (postgres)
        postgres->url = memory_copy_text(place, strlen(place));
    if (!postgres || !postgres->url || shown.failed)
        return error_memory(error);
    TRY(connection_start(catalog, postgres, error));
    TRY(connect_wait(catalog, error));
    return text_run(catalog, "SET lock_timeout = '60s'; SET standard_conforming_strings = on", true, error);
}

static void postgres_close(struct catalog *catalog)
{
    struct postgres *postgres = catalog->connection;
    if (!postgres)
        return;
    PQfinish(postgres->connection);
    memory_free(postgres->url);
    memory_free(postgres);
    catalog->connection = NULL;
}

/* ---- transactions -------------------------------------------------------------------------------------- */

/* At READ COMMITTED every statement after the lock sees what the writer before has committed. */
static int postgres_begin(struct catalog *catalog, bool schema, struct error *error)
{
    const char *lock = schema ? "SELECT pg_advisory_xact_lock(" SCHEMA_LOCK ")"
                              : "SELECT size FROM log_head WHERE one = 1 FOR UPDATE";
    int code = text_run(catalog, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", true, error);
    if (code == 0)
        code = text_run(catalog, lock, true, error);
    if (code < 0)
        catalog->backend->rollback(catalog);
    return code;
}

static int postgres_commit(struct catalog *catalog, struct error *error)
{
    int code = text_run(catalog, "COMMIT", false, error);
    if (code < 0 && PQstatus(link_of(catalog)) != CONNECTION_OK)
        return error_prefix(error,
                            "lost while committing, so it is not known whether this was recorded (look "
                            "before trying again): ");
    return code;
}

static void postgres_rollback(struct catalog *catalog)
{
    struct error ignored = {0};
    (void)text_run(catalog, "ROLLBACK", false, &ignored);
}

/* ---- statements ---------------------------------------------------------------------------------------- */

/* The library takes parameters as C strings. */
static const char **values_make(const struct text *parameters, size_t count, struct buffer *bytes)
{
    const char **values = memory_new(count ? count : 1, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        buffer_text(bytes, parameters[i]);
        buffer_byte(bytes, '\0');
    }
    if (!values || bytes->failed) {
        memory_free(values);
        return NULL;
    }
    const char *at = bytes->data;
    for (size_t i = 0; i < count; i++) {
        values[i] = parameters[i].data ? at : NULL;
        at += parameters[i].length + 1;
    }
    return values;
}

static int answer_copy(const PGresult *answer, struct rows *rows, struct error *error)
{
    int count = PQntuples(answer), columns = PQnfields(answer);
    for (int row = 0; row < count; row++)
        for (int column = 0; column < columns; column++) {
            bool null = PQgetisnull(answer, row, column) == 1;
            TRY(rows_add(rows, null ? NULL : PQgetvalue(answer, row, column),
                         (size_t)PQgetlength(answer, row, column), error));
        }
    rows->columns = (size_t)columns;
    return 0;
}

static int postgres_execute(struct catalog *catalog, const char *sql, const struct text *parameters,
                            size_t count, struct rows *rows, int64_t *changed, struct error *error)
{
    struct buffer bytes = {0};
    PGresult *answer = NULL;
    const char **values = values_make(parameters, count, &bytes);
    int code = values ? 0 : error_memory(error);
    if (code == 0 && !PQsendQueryParams(link_of(catalog), sql, (int)count, NULL, values, NULL, NULL,
                                        0 /* answer as text */))
        code = connection_fault(catalog, error);
    if (code == 0)
        code = answer_take(catalog, true, &answer, error);
    if (code == 0 && rows)
        code = answer_copy(answer, rows, error);
    if (code == 0 && changed)
        *changed = strtoll(PQcmdTuples(answer), NULL, 10);
    PQclear(answer);
    memory_free(values);
    buffer_release(&bytes);
    return code;
}

static bool word_is_type(const char *at, const char *from)
{
    return strncmp(at, "TEXT", 4) == 0 && at > from && at[-1] == ' ' && strchr(" ,;\n)", at[4]);
}

/* Texts compare and sort by their bytes, as they do in SQLite, whatever the database's language. */
static int postgres_script(struct catalog *catalog, const char *sql, struct error *error)
{
    struct buffer script = {0};
    for (const char *at = sql; *at; at++) {
        if (word_is_type(at, sql)) {
            buffer_string(&script, "TEXT COLLATE \"C\"");
            at += 3;
        } else {
            buffer_byte(&script, *at);
        }
    }
    int code = buffer_status(&script, error);
    if (code == 0)
        code = text_run(catalog, buffer_c(&script), true, error);
    buffer_release(&script);
    return code;
}

const struct catalog_backend postgres_backend = {
    .kind = "postgresql",
    .open = postgres_open,
    .close = postgres_close,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .execute = postgres_execute,
    .script = postgres_script,
    /* Not to_regclass, whose cache does not yet know what was made while we waited for a lock. */
    .find_table = "SELECT count(*) FROM pg_catalog.pg_class WHERE relname = $1 AND relkind = 'r' AND "
                  "pg_catalog.pg_table_is_visible(oid)",
};
