/* The catalog in one SQLite file: write-ahead log, so that readers never wait; full synchronisation, so that
 * what was committed survives a power cut. */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/json.h"
#include "base/memory.h"
#include "store/catalog_internal.h"

enum { WAIT_STEP_MS = 5 };

static int read_only_fault(const struct catalog *catalog, struct error *error)
{
    return error_set(error, ERROR_SYSTEM, "%s: the catalog or its folder cannot be written", catalog->place);
}

static int sqlite_fault(const struct catalog *catalog, const char *doing, struct error *error)
{
    sqlite3 *db = catalog->connection;
    int extended = sqlite3_extended_errcode(db), code = extended & 0xff;
    const char *message = sqlite3_errmsg(db);
    if (cancel_requested() && (code == SQLITE_BUSY || code == SQLITE_INTERRUPT))
        return error_set(error, ERROR_INTERRUPTED, "interrupted while waiting for the catalog");
    if (extended == SQLITE_CONSTRAINT_PRIMARYKEY || extended == SQLITE_CONSTRAINT_UNIQUE)
        return error_set(error, ERROR_USAGE, "%s: is there already: %s", catalog->place, message);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return error_set(error, ERROR_SYSTEM,
                         "%s: the catalog is busy: others have been writing for %d s; try again",
                         catalog->place, CATALOG_WAIT_SECONDS);
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        return error_set(error, ERROR_INPUT, "%s: the catalog is damaged (%s); restore it from a copy",
                         catalog->place, message);
    if (code == SQLITE_READONLY)
        return read_only_fault(catalog, error);
    if (code == SQLITE_FULL)
        return error_set(error, ERROR_SYSTEM, "%s: the disk is full", catalog->place);
    return error_set(error, ERROR_SYSTEM, "%s: %s: %s", catalog->place, doing, message);
}

/* Called while another holds the lock; 0 gives up. */
static int lock_wait(void *context, int attempt)
{
    (void)context;
    if (cancel_requested() || attempt >= CATALOG_WAIT_SECONDS * 1000 / WAIT_STEP_MS)
        return 0;
    sqlite3_sleep(WAIT_STEP_MS);
    return 1;
}

static int sqlite_script(struct catalog *catalog, const char *sql, struct error *error)
{
    if (sqlite3_exec(catalog->connection, sql, NULL, NULL, NULL) != SQLITE_OK)
        return sqlite_fault(catalog, "a statement failed", error);
    return 0;
}

/* The change to the write-ahead log does not wait for locks by itself, so this does. */
static int journal_set(struct catalog *catalog, struct error *error)
{
    for (int attempt = 0;; attempt++) {
        int result = sqlite3_exec(catalog->connection, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (result == SQLITE_OK)
            return 0;
        if ((result & 0xff) != SQLITE_BUSY || !lock_wait(NULL, attempt))
            return sqlite_fault(catalog, "cannot use a write-ahead log", error);
    }
}

static int handle_open(struct catalog *catalog, const char *name, int flags, struct error *error)
{
    sqlite3 *db = NULL;
    int result = sqlite3_open_v2(name, &db, flags, NULL);
    catalog->connection = db;
    if (!db)
        return error_memory(error);
    if (result != SQLITE_OK)
        return sqlite_fault(catalog, "cannot be opened", error);
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_handler(db, lock_wait, NULL);
    return 0;
}

/* Opening reads nothing; the first of these does. */
static const char settings[] = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; "
                               "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; "
                               "SELECT count(*) FROM sqlite_schema";

static void sqlite_close(struct catalog *catalog)
{
    sqlite3_close(catalog->connection);
    catalog->connection = NULL;
}

/* A write-ahead log needs files beside the catalog. On a disk that cannot be written they cannot be made; but
 * then nobody writes either, and the file may be read as it lies there. */
static int immutable_open(struct catalog *catalog, const char *path, struct error *error)
{
    struct buffer name = {0}, log = {0};
    buffer_string(&name, "file:");
    for (const char *at = path; *at; at++) {
        if (*at == '?' || *at == '#' || *at == '%')
            buffer_format(&name, "%%%02X", (unsigned)*at);
        else
            buffer_byte(&name, *at);
    }
    buffer_string(&name, "?immutable=1");
    buffer_format(&log, "%s-wal", path);
    int code = buffer_status(&name, error);
    if (code == 0)
        code = buffer_status(&log, error);
    if (code == 0 && access(log.data, F_OK) == 0)
        code = error_set(error, ERROR_SYSTEM,
                         "%s: cannot be read: its folder cannot be written and a writer left %s",
                         catalog->place, log.data);
    sqlite_close(catalog);
    if (code == 0)
        code = handle_open(catalog, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
    buffer_release(&name);
    buffer_release(&log);
    return code;
}

static int first_read(struct catalog *catalog, const char *path, struct error *error)
{
    int code = sqlite3_exec(catalog->connection, settings, NULL, NULL, NULL) & 0xff;
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
        return code == SQLITE_OK ? 0 : sqlite_fault(catalog, "cannot be read", error);
    TRY(immutable_open(catalog, path, error));
    return sqlite_script(catalog, settings, error);
}

static int sqlite_open(struct catalog *catalog, const char *place, bool create, struct error *error)
{
    catalog->place = memory_copy_text(place, strlen(place));
    if (!catalog->place)
        return error_memory(error);
    if (!create && access(place, F_OK) != 0)
        return errno == ENOENT ? error_set(error, ERROR_INPUT,
                                           "%s: the catalog is missing; restore it from a copy", place)
                               : error_set(error, ERROR_SYSTEM, "%s: %s", place, strerror(errno));
    TRY(handle_open(catalog, place, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), error));
    TRY(first_read(catalog, place, error));
    return create ? journal_set(catalog, error) : 0;
}

static int sqlite_begin(struct catalog *catalog, bool schema, struct error *error)
{
    (void)schema;
    if (sqlite3_db_readonly(catalog->connection, "main") == 1)
        return read_only_fault(catalog, error);
    return sqlite_script(catalog, "BEGIN IMMEDIATE", error);
}

static int sqlite_commit(struct catalog *catalog, struct error *error)
{
    return sqlite_script(catalog, "COMMIT", error);
}

static void sqlite_rollback(struct catalog *catalog)
{
    sqlite3_exec(catalog->connection, "ROLLBACK", NULL, NULL, NULL);
}

/* By name, so that $2 is the second parameter wherever it stands. */
static int parameters_bind(struct catalog *catalog, sqlite3_stmt *statement, const struct text *parameters,
                           size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        char name[24];
        snprintf(name, sizeof name, "$%zu", i + 1);
        int index = sqlite3_bind_parameter_index(statement, name);
        if (index == 0)
            return error_set(error, ERROR_SYSTEM, "%s: the statement has no parameter %s", catalog->place,
                             name);
        int result = parameters[i].data
                         ? sqlite3_bind_text64(statement, index, parameters[i].data, parameters[i].length,
                                               SQLITE_STATIC, SQLITE_UTF8)
                         : sqlite3_bind_null(statement, index);
        if (result != SQLITE_OK)
            return sqlite_fault(catalog, "a parameter cannot be bound", error);
    }
    return 0;
}

/* The library prints 15 digits of a double; the shortest text that reads back as the same needs up to 17. */
static int cell_add(sqlite3_stmt *statement, int column, struct rows *rows, struct error *error)
{
    if (sqlite3_column_type(statement, column) == SQLITE_FLOAT) {
        struct buffer digits = {0};
        json_put_double(&digits, sqlite3_column_double(statement, column));
        int code = rows_add(rows, buffer_c(&digits), digits.length, error);
        buffer_release(&digits);
        return code;
    }
    const unsigned char *text = sqlite3_column_text(statement, column);
    if (!text && sqlite3_column_type(statement, column) != SQLITE_NULL)
        return error_memory(error);
    return rows_add(rows, (const char *)text, (size_t)sqlite3_column_bytes(statement, column), error);
}

static int rows_fetch(struct catalog *catalog, sqlite3_stmt *statement, struct rows *rows,
                      struct error *error)
{
    int result = sqlite3_step(statement), columns = sqlite3_column_count(statement);
    for (; result == SQLITE_ROW; result = sqlite3_step(statement)) {
        for (int column = 0; rows && column < columns; column++)
            TRY(cell_add(statement, column, rows, error));
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted while reading the catalog");
    }
    if (rows)
        rows->columns = (size_t)columns;
    return result == SQLITE_DONE ? 0 : sqlite_fault(catalog, "a statement failed", error);
}

static int sqlite_execute(struct catalog *catalog, const char *sql, const struct text *parameters,
                          size_t count, struct rows *rows, int64_t *changed, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(catalog->connection, sql, -1, &statement, NULL) != SQLITE_OK)
        return sqlite_fault(catalog, "a statement was refused", error);
    int code = parameters_bind(catalog, statement, parameters, count, error);
    if (code == 0)
        code = rows_fetch(catalog, statement, rows, error);
    if (code == 0 && changed && !sqlite3_stmt_readonly(statement))
        *changed = sqlite3_changes(catalog->connection);
    sqlite3_finalize(statement);
    return code;
}

const struct catalog_backend sqlite_backend = {
    .kind = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .execute = sqlite_execute,
    .script = sqlite_script,
    .find_table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1",
};
