/* One suite for catalogs of both kinds: `test_catalog sqlite`, `test_catalog postgresql`. The latter wants a
 * server in ASSAY_TEST_POSTGRES (tools/postgres_for_tests starts one) and makes a schema of its own there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "store/catalog.h"
#include "store/catalog_internal.h"

static bool on_server;
static char folder[64];  /* of this run */
static char place[1024]; /* of this test's catalog */
static int places;

#define FINE(call) assert_int_equal((call), 0)

static struct error error;

/* A statement outside the suite's catalog: makes and drops schemas. */
static void server_run(const char *sql)
{
    struct catalog bare = {.backend = &postgres_backend};
    FINE(postgres_backend.open(&bare, getenv("ASSAY_TEST_POSTGRES"), false, &error));
    FINE(postgres_backend.script(&bare, sql, &error));
    postgres_backend.close(&bare);
    memory_free(bare.place);
}

/* Each test has a catalog of its own that is not there yet. */
static int fresh_place(void **state)
{
    (void)state;
    error = (struct error){0};
    cancel_reset();
    places++;
    if (!on_server) {
        snprintf(place, sizeof place, "%s/%d.sqlite", folder, places);
        return 0;
    }
    char sql[128];
    snprintf(sql, sizeof sql, "CREATE SCHEMA assay_%d_%d", (int)getpid(), places);
    server_run(sql);
    snprintf(place, sizeof place, "%s&options=-csearch_path%%3Dassay_%d_%d", getenv("ASSAY_TEST_POSTGRES"),
             (int)getpid(), places);
    return 0;
}

static int drop_place(void **state)
{
    (void)state;
    cancel_reset();
    if (on_server) {
        char sql[128];
        snprintf(sql, sizeof sql, "DROP SCHEMA IF EXISTS assay_%d_%d CASCADE", (int)getpid(), places);
        server_run(sql);
    }
    return 0;
}

static struct catalog *open_new(void)
{
    struct catalog *catalog = NULL;
    if (catalog_open(&catalog, place, true, &error) < 0)
        fail_msg("%s", error.message);
    return catalog;
}

static int run(struct catalog *catalog, const char *sql)
{
    return catalog_run(catalog, sql, NULL, 0, NULL, &error);
}

static int64_t number(struct catalog *catalog, const char *sql)
{
    struct rows rows = {0};
    if (catalog_query(catalog, sql, NULL, 0, &rows, &error) < 0)
        fail_msg("%s", error.message);
    assert_int_equal(rows.count, 1);
    int64_t value = rows_int64(&rows, 0, 0);
    rows_release(&rows);
    return value;
}

/* ---- values -------------------------------------------------------------------------------------------- */

static void says_its_kind(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    assert_string_equal(catalog_kind(catalog), on_server ? "postgresql" : "sqlite");
    assert_int_equal(number(catalog, "SELECT value FROM meta WHERE name = 'schema_version'"), 1);
    assert_int_equal(number(catalog, "SELECT size FROM log_head"), 0);
    catalog_close(catalog);
}

static void values_come_back(void **state)
{
    (void)state;
    static const char unicode[] = "žluťoučký 漢字 \xF0\x9F\x90\x8E ' \" \\ $1 \n\t";
    struct catalog *catalog = open_new();
    struct decimal digits;
    struct rows rows;
    const struct text first[] = {text_of("b"), text_of(unicode), text_of("2026-11-27T00:00:00.000000Z")};
    const struct text second[] = {text_of("a"), text_of(""), text_of("x")};
    int64_t changed = -1;
    FINE(catalog_run(catalog, "INSERT INTO datasets VALUES ($1, $2, $3)", first, 3, &changed, &error));
    assert_int_equal(changed, 1);
    FINE(catalog_run(catalog, "INSERT INTO datasets VALUES ($1, $2, $3)", second, 3, NULL, &error));
    FINE(catalog_query(catalog, "SELECT name, task, NULL, 7 FROM datasets ORDER BY name", NULL, 0, &rows,
                       &error));
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.columns, 4);
    assert_string_equal(rows_cell(&rows, 0, 0).data, "a");
    assert_int_equal(rows_cell(&rows, 0, 1).length, 0);
    assert_non_null(rows_cell(&rows, 0, 1).data); /* empty is not NULL */
    assert_string_equal(rows_cell(&rows, 1, 1).data, unicode);
    assert_null(rows_cell(&rows, 1, 2).data);
    assert_int_equal(rows_int64(&rows, 1, 2), 0);
    assert_int_equal(rows_int64(&rows, 1, 3), 7);
    rows_release(&rows);

    const struct text large[] = {decimal_text(&digits, INT64_MAX), text_of("7")};
    FINE(catalog_run(catalog, "INSERT INTO checkpoints VALUES ($1, 'r', $2)", large, 2, NULL, &error));
    assert_true(number(catalog, "SELECT size FROM checkpoints") == INT64_MAX);
    FINE(catalog_query(catalog, "SELECT note FROM checkpoints WHERE size = $1", large, 1, &rows, &error));
    assert_int_equal(rows.count, 1);
    rows_release(&rows);
    FINE(catalog_query(catalog, "SELECT note FROM checkpoints WHERE size < 0", NULL, 0, &rows, &error));
    assert_int_equal(rows.count, 0);
    rows_release(&rows);
    catalog_close(catalog);
}

static void parameters_go_by_number(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    struct rows rows;
    const struct text parameters[] = {text_of("name"), text_of("task")};
    FINE(catalog_run(catalog, "INSERT INTO datasets (task, name, created) VALUES ($2, $1, $2)", parameters, 2,
                     NULL, &error));
    FINE(catalog_query(catalog, "SELECT name, task, created FROM datasets", NULL, 0, &rows, &error));
    assert_string_equal(rows_cell(&rows, 0, 0).data, "name");
    assert_string_equal(rows_cell(&rows, 0, 1).data, "task");
    assert_string_equal(rows_cell(&rows, 0, 2).data, "task");
    rows_release(&rows);
    catalog_close(catalog);
}

static void parents_add(struct catalog *catalog)
{
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    FINE(run(catalog, "INSERT INTO versions VALUES ('v', 'd', 1, 'c', 'now', '', 0, 0)"));
    FINE(run(catalog, "INSERT INTO runs VALUES ('r', 'v', 't', 'now', 0, 0, 0, 'o', '{}', '{}', '')"));
}

/* Shortest digits that read back as the same double, on both. */
static void doubles_keep_every_bit(void **state)
{
    (void)state;
    static const char *const doubles[] = {
        "0.1",    "0.3333333333333333",      "-2.5",   "5e-324",
        "1e+300", "2.2250738585072014e-308", "1234.5", "0.30000000000000004"};
    struct catalog *catalog = open_new();
    struct rows rows;
    parents_add(catalog);
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        const struct text parameters[] = {text_of(doubles[i]), text_of(doubles[i]), {NULL, 0}};
        FINE(catalog_run(catalog, "INSERT INTO figures VALUES ('r', 'c', $1, '', $2, $3, NULL, NULL, 'u')",
                         parameters, 3, NULL, &error));
        FINE(catalog_query(catalog, "SELECT value, low FROM figures WHERE figure = $1", parameters, 1, &rows,
                           &error));
        assert_true(strtod(rows_cell(&rows, 0, 0).data, NULL) == strtod(doubles[i], NULL));
        assert_null(rows_cell(&rows, 0, 1).data);
        rows_release(&rows);
    }
    catalog_close(catalog);
}

/* Whatever the language of the database: capitals before small letters, and those before accents. */
static void texts_sort_by_bytes(void **state)
{
    (void)state;
    static const char *const sorted[] = {"B", "_", "a", "b", "é"};
    struct catalog *catalog = open_new();
    struct rows rows;
    FINE(run(catalog,
             "INSERT INTO datasets VALUES ('é', '', ''), ('b', '', ''), ('B', '', ''), ('a', '', ''), "
             "('_', '', '')"));
    FINE(catalog_query(catalog, "SELECT name FROM datasets ORDER BY name", NULL, 0, &rows, &error));
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(rows_cell(&rows, i, 0).data, sorted[i]);
    rows_release(&rows);
    catalog_close(catalog);
}

static void many_rows(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    struct rows rows;
    FINE(catalog_begin(catalog, &error));
    for (int64_t i = 0; i < 1000; i++) {
        struct decimal digits;
        const struct text parameter = decimal_text(&digits, i);
        FINE(catalog_run(catalog, "INSERT INTO checkpoints VALUES ($1, '7', 'n')", &parameter, 1, NULL,
                         &error));
    }
    FINE(catalog_commit(catalog, &error));
    FINE(catalog_query(catalog, "SELECT size, root FROM checkpoints ORDER BY size", NULL, 0, &rows, &error));
    assert_int_equal(rows.count, 1000);
    for (size_t i = 0; i < rows.count; i++) {
        assert_int_equal(rows_int64(&rows, i, 0), i);
        assert_int_equal(rows_int64(&rows, i, 1), 7);
    }
    rows_release(&rows);
    int64_t changed = 0;
    FINE(catalog_run(catalog, "DELETE FROM checkpoints WHERE size < 300", NULL, 0, &changed, &error));
    assert_int_equal(changed, 300);
    catalog_close(catalog);
}

static void what_cannot_be_stored_is_refused(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    const struct text with_nul = {"a\0b", 3}, broken = text_of("ab\xFF");
    assert_int_equal(
        catalog_run(catalog, "INSERT INTO datasets VALUES ($1, '', '')", &with_nul, 1, NULL, &error),
        ERROR_INPUT);
    assert_non_null(strstr(error.message, "NUL byte"));
    error.code = 0;
    assert_int_equal(
        catalog_run(catalog, "INSERT INTO datasets VALUES ($1, '', '')", &broken, 1, NULL, &error),
        ERROR_INPUT);
    assert_non_null(strstr(error.message, "not valid UTF-8 (byte 2)"));
    assert_int_equal(number(catalog, "SELECT count(*) FROM datasets"), 0);
    catalog_close(catalog);
}

/* ---- conflicts and transactions ------------------------------------------------------------------------ */

static void conflicts_are_told_apart(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    parents_add(catalog);
    assert_int_equal(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"), ERROR_USAGE);
    assert_non_null(strstr(error.message, "is there already"));
    error.code = 0;
    assert_int_equal(run(catalog, "INSERT INTO versions VALUES ('w', 'd', 1, 'c', 'now', '', 0, 0)"),
                     ERROR_USAGE);
    error.code = 0;
    assert_int_equal(run(catalog, "INSERT INTO refs VALUES ('nobody', 'head', 'v', 'now')"), ERROR_SYSTEM);
    error.code = 0;
    assert_int_equal(run(catalog, "INSERT INTO datasets VALUES ('e', NULL, 'now')"), ERROR_SYSTEM);
    error.code = 0;
    assert_int_equal(run(catalog, "SELECT nothing FROM nowhere"), ERROR_SYSTEM);
    int64_t changed = -1;
    FINE(catalog_run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now') ON CONFLICT DO NOTHING", NULL, 0,
                     &changed, &error));
    assert_int_equal(changed, 0);
    catalog_close(catalog);
}

static void rollback_undoes(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    FINE(catalog_begin(catalog, &error));
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    catalog_rollback(catalog);
    assert_int_equal(number(catalog, "SELECT count(*) FROM datasets"), 0);
    FINE(catalog_begin(catalog, &error));
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    catalog_close(catalog); /* open still */
    catalog = open_new();
    assert_int_equal(number(catalog, "SELECT count(*) FROM datasets"), 0);
    catalog_close(catalog);
}

/* Of a transaction with a failed statement nothing is kept, on either. */
static void failed_transaction_cannot_commit(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    FINE(catalog_begin(catalog, &error));
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    assert_int_equal(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"), ERROR_USAGE);
    error.code = 0;
    assert_int_equal(run(catalog, "INSERT INTO datasets VALUES ('e', 't', 'now')"), ERROR_SYSTEM);
    assert_non_null(strstr(error.message, "can only be rolled back"));
    error.code = 0;
    assert_int_equal(catalog_commit(catalog, &error), ERROR_SYSTEM);
    error.code = 0;
    assert_int_equal(number(catalog, "SELECT count(*) FROM datasets"), 0);
    FINE(catalog_begin(catalog, &error)); /* and goes on as if nothing was */
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    FINE(catalog_commit(catalog, &error));
    assert_int_equal(catalog_commit(catalog, &error), ERROR_SYSTEM);
    catalog_close(catalog);
}

/* ---- several processes --------------------------------------------------------------------------------- */

/* Runs in a process of its own; its status is 0 when all went well. */
static pid_t start(int (*work)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(work());
    assert_true(child > 0);
    return child;
}

static int finish(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

enum { ROUNDS = 200 };

/* Reads, then writes what it read plus one: lost updates would show. */
static int increment(void)
{
    struct catalog *catalog = NULL;
    struct error why = {0};
    int code = catalog_open(&catalog, place, false, &why);
    for (int i = 0; i < ROUNDS && code == 0; i++) {
        struct rows rows = {0};
        struct decimal digits;
        code = catalog_begin(catalog, &why);
        if (code == 0)
            code =
                catalog_query(catalog, "SELECT value FROM meta WHERE name = 'counter'", NULL, 0, &rows, &why);
        struct text next = decimal_text(&digits, code == 0 ? rows_int64(&rows, 0, 0) + 1 : 0);
        if (code == 0)
            code = catalog_run(catalog, "UPDATE meta SET value = $1 WHERE name = 'counter'", &next, 1, NULL,
                               &why);
        if (code == 0)
            code = catalog_commit(catalog, &why);
        rows_release(&rows);
    }
    catalog_close(catalog);
    if (code < 0)
        fprintf(stderr, "%s\n", why.message);
    return code < 0;
}

static void no_increment_is_lost(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    FINE(run(catalog, "INSERT INTO meta VALUES ('counter', '0')"));
    catalog_close(catalog); /* no connection goes through a fork */
    pid_t first = start(increment), second = start(increment);
    assert_int_equal(finish(first), 0);
    assert_int_equal(finish(second), 0);
    catalog = open_new();
    assert_int_equal(number(catalog, "SELECT value FROM meta WHERE name = 'counter'"), 2 * ROUNDS);
    catalog_close(catalog);
}

static int create(void)
{
    struct catalog *catalog = NULL;
    struct error why = {0};
    int code = catalog_open(&catalog, place, true, &why);
    catalog_close(catalog);
    if (code < 0)
        fprintf(stderr, "%s\n", why.message);
    return code < 0;
}

static void eight_may_create_at_once(void **state)
{
    (void)state;
    pid_t children[8];
    for (size_t i = 0; i < 8; i++)
        children[i] = start(create);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(finish(children[i]), 0);
    struct catalog *catalog = open_new();
    assert_int_equal(number(catalog, "SELECT count(*) FROM log_head"), 1);
    assert_int_equal(number(catalog, "SELECT count(*) FROM meta"), 1);
    catalog_close(catalog);
}

static void reader_does_not_wait(void **state)
{
    (void)state;
    struct catalog *writer = open_new(), *reader = NULL;
    FINE(catalog_begin(writer, &error));
    FINE(run(writer, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    FINE(run(writer, "UPDATE log_head SET size = 1"));
    FINE(catalog_open(&reader, place, false, &error));
    assert_int_equal(number(reader, "SELECT count(*) FROM datasets"), 0); /* nor sees what is not committed */
    assert_int_equal(number(reader, "SELECT size FROM log_head"), 0);
    FINE(catalog_commit(writer, &error));
    assert_int_equal(number(reader, "SELECT count(*) FROM datasets"), 1);
    catalog_close(reader);
    catalog_close(writer);
}

/* Waits for a writer that does not end, until it is told to stop. */
static int interrupted_begin(void)
{
    struct catalog *catalog = NULL;
    struct error why = {0};
    if (catalog_open(&catalog, place, false, &why) < 0)
        return 1;
    cancel_request();
    int code = catalog_begin(catalog, &why);
    catalog_close(catalog);
    return code == ERROR_INTERRUPTED ? 0 : 2;
}

static void interruption_ends_the_wait(void **state)
{
    (void)state;
    catalog_close(open_new());
    struct catalog *writer = open_new();
    pid_t child;
    if (on_server) {
        FINE(catalog_begin(writer, &error));
        child = start(interrupted_begin);
        assert_int_equal(finish(child), 0);
    } else {
        /* SQLite's locks are a process's: this one waits on its own second connection. */
        FINE(catalog_begin(writer, &error));
        assert_int_equal(interrupted_begin(), 0);
    }
    cancel_reset();
    FINE(run(writer, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    FINE(catalog_commit(writer, &error));
    catalog_close(writer);
}

/* ---- versions of the schema ---------------------------------------------------------------------------- */

static void newer_schema_is_refused(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    FINE(run(catalog, "UPDATE meta SET value = '99' WHERE name = 'schema_version'"));
    catalog_close(catalog);
    for (int created = 0; created < 2; created++) {
        error.code = 0;
        assert_int_equal(catalog_open(&catalog, place, created == 1, &error), ERROR_INPUT);
        assert_null(catalog);
        assert_non_null(strstr(error.message, "of version 99 and this program knows 1; use a newer assay"));
    }
}

static void older_schema_is_migrated(void **state)
{
    (void)state;
    const struct embedded steps[] = {
        schema_files[0],
        {"schema_02.sql", "ALTER TABLE datasets ADD COLUMN owner TEXT", 0},
        {"schema_03.sql", "UPDATE datasets SET owner = 'nobody'; CREATE TABLE models (name TEXT)", 0},
        {NULL, NULL, 0},
    };
    struct catalog *catalog = open_new();
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    assert_int_equal(schema_update(catalog, steps, false, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "of version 1 and this program needs 3; 'assay init'"));
    error.code = 0;
    FINE(schema_update(catalog, steps, true, &error));
    assert_int_equal(number(catalog, "SELECT value FROM meta WHERE name = 'schema_version'"), 3);
    assert_int_equal(number(catalog, "SELECT count(*) FROM datasets WHERE owner = 'nobody'"), 1);
    FINE(schema_update(catalog, steps, true, &error)); /* again: nothing to do */
    FINE(schema_update(catalog, steps, false, &error));
    catalog_close(catalog);
    assert_int_equal(catalog_open(&catalog, place, true, &error), ERROR_INPUT); /* this program is older */
}

static void failed_migration_leaves_all_as_it_was(void **state)
{
    (void)state;
    const struct embedded steps[] = {
        schema_files[0],
        {"schema_02.sql", "CREATE TABLE models (name TEXT)", 0},
        {"schema_03.sql", "CREATE TABLE models (name TEXT)", 0},
        {NULL, NULL, 0},
    };
    struct catalog *catalog = open_new();
    assert_int_equal(schema_update(catalog, steps, true, &error), ERROR_SYSTEM);
    assert_non_null(strstr(error.message, "cannot be brought to version 3"));
    error.code = 0;
    assert_int_equal(number(catalog, "SELECT value FROM meta WHERE name = 'schema_version'"), 1);
    FINE(run(catalog, "CREATE TABLE models (name TEXT)")); /* not there */
    catalog_close(catalog);
}

static void missing_catalog_is_said(void **state)
{
    (void)state;
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_open(&catalog, place, false, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "restore it from a copy"));
    assert_true(on_server || access(place, F_OK) != 0); /* nor made */
}

static void foreign_table_is_said(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    FINE(run(catalog, "DROP TABLE meta"));
    FINE(run(catalog, "CREATE TABLE meta (something TEXT)"));
    catalog_close(catalog);
    for (int created = 0; created < 2; created++) {
        error.code = 0;
        assert_int_equal(catalog_open(&catalog, place, created == 1, &error), ERROR_INPUT);
        assert_non_null(strstr(error.message, "has a table 'meta' that is not a catalog's"));
    }
}

/* ---- what only one of them can suffer ------------------------------------------------------------------ */

static void wrong_places_are_said(void **state)
{
    (void)state;
    static const struct {
        const char *place;
        int code;
        const char *says;
    } cases[] = {
        {"", ERROR_USAGE, "the catalog's place is empty"},
        {"mysql://host/db", ERROR_USAGE, "mysql:// is no kind of catalog"},
        {"postgresql://user:secret@[::1/db", ERROR_USAGE,
         "postgresql://user:***@[::1/db: the URL cannot be read"},
        {"postgresql://u:s%zecret@h/db", ERROR_USAGE, "\"***\""},
        {"postgresql://h/db?nonsense=1", ERROR_USAGE, "nonsense"},
        {"postgresql://u:secret@/db?host=/nowhere/at/all&password=geheim&sslpassword=x", ERROR_SYSTEM,
         "postgresql://u:***@/db?host=/nowhere/at/all&password=***&sslpassword=***: the server cannot be "
         "reached"},
    };
    struct catalog *catalog = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        error = (struct error){0};
        assert_int_equal(catalog_open(&catalog, cases[i].place, true, &error), cases[i].code);
        if (!strstr(error.message, cases[i].says))
            fail_msg("%s", error.message);
        assert_null(strstr(error.message, "ecret"));
        assert_null(strstr(error.message, "geheim"));
    }
}

static void bytes_write(const char *path, long at, const void *bytes, size_t length)
{
    FILE *file = fopen(path, at < 0 ? "wb" : "r+b");
    assert_non_null(file);
    if (at > 0)
        FINE(fseek(file, at, SEEK_SET));
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    FINE(fclose(file));
}

static void damaged_file_is_said(void **state)
{
    (void)state;
    static const char junk[4096] = "this is no database at all, it only has the name of one";
    struct catalog *catalog = open_new();
    catalog_close(catalog);
    bytes_write(place, 4096, junk, sizeof junk); /* a page of the schema's */
    int code = catalog_open(&catalog, place, false, &error);
    if (code == 0)
        code = catalog_run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')", NULL, 0, NULL, &error);
    catalog_close(catalog);
    assert_int_equal(code, ERROR_INPUT);
    assert_non_null(strstr(error.message, "the catalog is damaged"));
    error = (struct error){0};
    bytes_write(place, -1, junk, sizeof junk);
    for (int created = 0; created < 2; created++) {
        error.code = 0;
        assert_int_equal(catalog_open(&catalog, place, created == 1, &error), ERROR_INPUT);
        assert_non_null(strstr(error.message, "the catalog is damaged"));
    }
    bytes_write(place, -1, "", 0);
    error.code = 0;
    assert_int_equal(catalog_open(&catalog, place, false, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "holds no catalog"));
}

/* As root every file may be written, so the child becomes nobody. */
static int read_only_use(void)
{
    struct catalog *catalog = NULL;
    struct error why = {0};
    struct rows rows = {0};
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 1;
    if (catalog_open(&catalog, place, false, &why) < 0) {
        fprintf(stderr, "%s\n", why.message);
        return 2;
    }
    int code = catalog_query(catalog, "SELECT count(*) FROM datasets", NULL, 0, &rows, &why);
    bool right = code == 0 && rows_int64(&rows, 0, 0) == 1;
    rows_release(&rows);
    int refused = catalog_begin(catalog, &why);
    catalog_close(catalog);
    return !right ? 3 : refused != ERROR_SYSTEM ? 4 : strstr(why.message, "cannot be written") ? 0 : 5;
}

static void read_only_file_is_read(void **state)
{
    (void)state;
    struct catalog *catalog = open_new();
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    catalog_close(catalog);
    FINE(chmod(place, 0444));
    FINE(chmod(folder, 0555));
    int status = finish(start(read_only_use));
    FINE(chmod(folder, 0755));
    FINE(chmod(place, 0644));
    assert_int_equal(status, 0);
}

/* The server ends our session while a transaction is open. */
static void lost_connection_is_said(void **state)
{
    (void)state;
    struct catalog *catalog = open_new(), *other = open_new();
    FINE(catalog_begin(catalog, &error));
    FINE(run(catalog, "INSERT INTO datasets VALUES ('d', 't', 'now')"));
    struct decimal digits;
    const struct text session = decimal_text(&digits, number(catalog, "SELECT pg_backend_pid()"));
    struct rows rows;
    FINE(catalog_query(other, "SELECT pg_terminate_backend($1)", &session, 1, &rows, &error));
    rows_release(&rows);
    assert_int_equal(run(catalog, "INSERT INTO datasets VALUES ('e', 't', 'now')"), ERROR_SYSTEM);
    assert_non_null(strstr(error.message, "lost within a transaction, which it undoes"));
    catalog_close(catalog);
    error.code = 0;
    assert_int_equal(number(other, "SELECT count(*) FROM datasets"), 0);
    catalog_close(other);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, fresh_place, drop_place)

int main(int argc, char **argv)
{
    const struct CMUnitTest both[] = {
        EACH(says_its_kind),
        EACH(values_come_back),
        EACH(parameters_go_by_number),
        EACH(doubles_keep_every_bit),
        EACH(texts_sort_by_bytes),
        EACH(many_rows),
        EACH(what_cannot_be_stored_is_refused),
        EACH(conflicts_are_told_apart),
        EACH(rollback_undoes),
        EACH(failed_transaction_cannot_commit),
        EACH(no_increment_is_lost),
        EACH(eight_may_create_at_once),
        EACH(reader_does_not_wait),
        EACH(interruption_ends_the_wait),
        EACH(newer_schema_is_refused),
        EACH(older_schema_is_migrated),
        EACH(failed_migration_leaves_all_as_it_was),
        EACH(missing_catalog_is_said),
        EACH(foreign_table_is_said),
    };
    const struct CMUnitTest file_only[] = {
        EACH(wrong_places_are_said),
        EACH(damaged_file_is_said),
        EACH(read_only_file_is_read),
    };
    const struct CMUnitTest server_only[] = {
        EACH(lost_connection_is_said),
    };
    on_server = argc > 1 && strcmp(argv[1], "postgresql") == 0;
    if (on_server && !getenv("ASSAY_TEST_POSTGRES")) {
        fprintf(stderr,
                "skipped: ASSAY_TEST_POSTGRES names no server (tools/postgres_for_tests starts one)\n");
        return 77;
    }
    snprintf(folder, sizeof folder, "/tmp/assay-catalog-XXXXXX");
    if (!mkdtemp(folder) || chmod(folder, 0755) != 0)
        return 1;
    int failed = cmocka_run_group_tests(both, NULL, NULL);
    failed += on_server ? cmocka_run_group_tests(server_only, NULL, NULL)
                        : cmocka_run_group_tests(file_only, NULL, NULL);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return failed || system(command) != 0;
}
