/* The audit log: nothing in it can be changed, removed, added or put in another order without being found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/memory.h"
#include "sample_log.h"
#include "store/audit.h"
#include "store/events.h"

static struct sample_log sample;
static struct error error;

enum { EVENTS = 4 };

static int make(void **state)
{
    (void)state;
    error = (struct error){0};
    sample_log_make(&sample, EVENTS);
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    sample_log_remove(&sample);
    return 0;
}

static int verify(void)
{
    struct audit_summary summary;
    error = (struct error){0};
    return audit_verify(sample.catalog, &summary, &error);
}

static void run(const char *sql)
{
    struct error why = {0};
    if (catalog_run(sample.catalog, sql, NULL, 0, NULL, &why) < 0)
        fail_msg("%s", why.message);
}

static void whole_log_is_verified(void **state)
{
    (void)state;
    struct audit_summary summary;
    assert_int_equal(audit_verify(sample.catalog, &summary, &error), 0);
    assert_int_equal(summary.events, EVENTS);
    assert_int_equal(summary.keys, 1);
    assert_string_equal(summary.origin, "assay/" SAMPLE_PROJECT);
    assert_int_equal(strlen(summary.root), 64);
}

static void empty_log_is_verified(void **state)
{
    (void)state;
    struct sample_log empty;
    struct audit_summary summary;
    sample_log_make(&empty, 0);
    assert_int_equal(audit_verify(empty.catalog, &summary, &error), 0);
    assert_int_equal(summary.events, 0);
    assert_string_equal(summary.root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sample_log_remove(&empty);
}

/* Statements that a meddler might run, and what is then said first. */
static void meddling_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *says;
    } cases[] = {
        {"UPDATE events SET who = 'somebody else' WHERE sequence = 2",
         "event 2 was altered: its column 'who' is not what its body says"},
        {"UPDATE events SET who = 'somebody else', body = replace(body, 'tester', 'somebody else') WHERE "
         "sequence "
         "= 2",
         "event 2 was altered: its hash is not in the root that was signed"},
        {"UPDATE events SET body = body || ' ' WHERE sequence = 1",
         "event 1 was altered: its body is not in canonical form"},
        {"UPDATE events SET body = '{}' WHERE sequence = 0", "event 0 was altered: its column 'time'"},
        {"UPDATE events SET body = '[]' WHERE sequence = 0",
         "event 0 was altered: its body is no JSON object"},
        {"DELETE FROM events WHERE sequence = 1", "event 1 is missing: in its place is event 2"},
        {"DELETE FROM events WHERE sequence = 3", "event 3 is missing"},
        {"DELETE FROM events", "event 0 is missing"},
        {"UPDATE events SET sequence = 9 WHERE sequence = 3", "event 3 is missing"},
        {"UPDATE events SET sequence = -1 WHERE sequence = 3",
         "event 0 is missing: in its place is event -1"},
        {"INSERT INTO events SELECT 4, time, who, kind, body FROM events WHERE sequence = 3",
         "it says 4 events and there are 5"},
        {"DELETE FROM checkpoints WHERE size = 2", "event 1 has no checkpoint: it was removed"},
        {"INSERT INTO checkpoints VALUES (9, '', '')", "there are checkpoints of no event: 5 for 4 events"},
        {"UPDATE checkpoints SET root = (SELECT root FROM checkpoints WHERE size = 1) WHERE size = 3",
         "the checkpoint of event 2 was altered: its column 'root' is not what was signed"},
        {"UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 1) WHERE size = 3",
         "event 2 has the checkpoint of another size"},
        {"UPDATE log_head SET size = 3", "it says 3 events and there are 4"},
        {"UPDATE log_head SET size = 5",
         "event 4 is missing: the log's head (log_head) says there are 5 events"},
        {"UPDATE log_head SET frontier = ''", "the log's head (log_head) was altered"},
        {"DELETE FROM log_head", "it has no head of the audit log (log_head)"},
        {"DELETE FROM meta WHERE name = 'project'", "it has no id of the project (meta)"},
        {"UPDATE meta SET value = 'other' WHERE name = 'project'", "the checkpoint is of another log"},
        {"DELETE FROM keys", "the checkpoint is not signed by any of the project's keys"},
        {"UPDATE keys SET name = '0123456789abcdef'",
         "key 0123456789abcdef was altered: what is kept is not the key of that name"},
        {"UPDATE keys SET public = 'AAAA'", "was altered: what is kept is not the key of that name"},
        /* A log cut short with everything that belongs to it cannot be told from one that never was longer:
         * earlier_checkpoint_finds_the_rest. */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error why = {0};
        assert_int_equal(catalog_begin(sample.catalog, &why), 0);
        run(cases[i].sql);
        assert_int_equal(verify(), ERROR_INPUT);
        if (!strstr(error.message, cases[i].says))
            fail_msg("%s\n%s", cases[i].sql, error.message);
        catalog_rollback(sample.catalog);
    }
    assert_int_equal(verify(), 0);
}

/* Each byte of one cell, changed in its lowest bit or in another; *flips counts. */
static void cell_flip(const char *update, struct text key, struct text cell, size_t *flips)
{
    struct error why = {0};
    char *changed = memory_copy_text(cell.data, cell.length);
    for (size_t at = 0; at < cell.length; at++)
        for (char bit = 1; bit <= 4; bit = (char)(bit << 2)) {
            if ((unsigned char)cell.data[at] >= 0x80)
                continue; /* would not be UTF-8, which a catalog does not take */
            changed[at] = (char)(cell.data[at] ^ bit);
            const struct text parameters[] = {{changed, cell.length}, key};
            assert_int_equal(catalog_begin(sample.catalog, &why), 0);
            assert_int_equal(catalog_run(sample.catalog, update, parameters, 2, NULL, &why), 0);
            if (verify() != ERROR_INPUT)
                fail_msg("%s: byte %zu as '%c' was not found: %s", update, at, changed[at], error.message);
            catalog_rollback(sample.catalog);
            changed[at] = cell.data[at];
            ++*flips;
        }
    memory_free(changed);
}

static size_t column_flip(const char *table, const char *key, const char *column)
{
    struct rows rows;
    char sql[160];
    size_t flips = 0;
    snprintf(sql, sizeof sql, "SELECT %s, %s FROM %s ORDER BY %s", key, column, table, key);
    assert_int_equal(catalog_query(sample.catalog, sql, NULL, 0, &rows, &error), 0);
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = $1 WHERE %s = $2", table, column, key);
    assert_true(rows.count > 0);
    for (size_t i = 0; i < rows.count; i++)
        cell_flip(sql, rows_cell(&rows, i, 0), rows_cell(&rows, i, 1), &flips);
    rows_release(&rows);
    return flips;
}

static void every_changed_byte_is_found(void **state)
{
    (void)state;
    size_t flips = 0;
    flips += column_flip("events", "sequence", "time");
    flips += column_flip("events", "sequence", "who");
    flips += column_flip("events", "sequence", "kind");
    flips += column_flip("events", "sequence", "body");
    flips += column_flip("checkpoints", "size", "root");
    flips += column_flip("checkpoints", "size", "note");
    flips += column_flip("log_head", "one", "frontier");
    flips += column_flip("keys", "name", "public");
    assert_true(flips > 3000);
    assert_int_equal(verify(), 0);
}

static void note_of(const char *size, struct buffer *note)
{
    struct rows rows;
    const struct text parameter = text_of(size);
    assert_int_equal(catalog_query(sample.catalog, "SELECT note FROM checkpoints WHERE size = $1", &parameter,
                                   1, &rows, &error),
                     0);
    buffer_text(note, rows_cell(&rows, 0, 0));
    rows_release(&rows);
}

/* Whoever has the key and the catalog can make another log that is whole; a checkpoint kept elsewhere tells.
 */
static void earlier_checkpoint_finds_the_rest(void **state)
{
    (void)state;
    struct buffer third = {0}, last = {0};
    struct sample_log other;
    int64_t size = 0;
    note_of("3", &third);
    note_of("4", &last);
    assert_int_equal(audit_contains(sample.catalog, buffer_view(&third), &size, &error), 0);
    assert_int_equal(size, 3);
    run("DELETE FROM events WHERE sequence >= 2");
    run("DELETE FROM checkpoints WHERE size > 2");
    run("UPDATE log_head SET size = 2, frontier = (SELECT root FROM checkpoints WHERE size = 2)");
    assert_int_equal(verify(), 0);
    assert_int_equal(audit_contains(sample.catalog, buffer_view(&last), &size, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "the log was cut short: it had 4 events"));
    error.code = 0;
    assert_int_equal(sample_log_add(&sample, 7, &error), 0);
    assert_int_equal(sample_log_add(&sample, 8, &error), 0);
    assert_int_equal(verify(), 0);
    assert_int_equal(audit_contains(sample.catalog, buffer_view(&last), &size, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "the log was rewritten: its first 4 events"));
    error.code = 0;
    sample_log_make(&other, 1);
    assert_int_equal(audit_contains(other.catalog, buffer_view(&last), &size, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "not signed by any of the project's keys"));
    sample_log_remove(&other);
    buffer_release(&third);
    buffer_release(&last);
}

/* Whatever allocation fails, it is said, and the log stays as it was. */
static void memory_may_run_out(void **state)
{
    (void)state;
    struct audit_summary summary;
    int code = ERROR_SYSTEM;
    for (long nth = 1; code != 0; nth++) {
        error = (struct error){0};
        memory_fail_at(nth);
        code = audit_verify(sample.catalog, &summary, &error);
        memory_fail_at(0);
        if (code != 0 && code != ERROR_SYSTEM)
            fail_msg("allocation %ld: %s", nth, error.message);
    }
    code = ERROR_SYSTEM;
    for (long nth = 1; code != 0; nth++) {
        error = (struct error){0};
        memory_fail_at(nth);
        code = sample_log_add(&sample, 7, &error);
        memory_fail_at(0);
        catalog_rollback(sample.catalog);
        if (code != 0 && code != ERROR_SYSTEM)
            fail_msg("allocation %ld: %s", nth, error.message);
    }
    assert_int_equal(verify(), 0);
    assert_int_equal(audit_verify(sample.catalog, &summary, &error), 0);
    assert_int_equal(summary.events, EVENTS + 1);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(whole_log_is_verified),
        EACH(empty_log_is_verified),
        EACH(meddling_is_named),
        EACH(every_changed_byte_is_found),
        EACH(earlier_checkpoint_finds_the_rest),
        EACH(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
