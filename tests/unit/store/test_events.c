/* Appending to the audit log: what a row holds, the tree that grows with it, its signed checkpoints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hex.h"
#include "kernels/merkle.h"
#include "sample_log.h"
#include "store/checkpoint.h"
#include "store/events.h"

enum { EVENTS = 11 };

static struct error error;

static int fresh(void **state)
{
    (void)state;
    error = (struct error){0};
    return 0;
}

static void query(struct sample_log *log, const char *sql, struct rows *rows)
{
    if (catalog_query(log->catalog, sql, NULL, 0, rows, &error) < 0)
        fail_msg("%s", error.message);
}

static void event_is_canonical_json(void **state)
{
    (void)state;
    struct sample_log log;
    struct rows rows;
    sample_log_make(&log, 2);
    query(&log, "SELECT time, who, kind, body FROM events ORDER BY sequence", &rows);
    assert_string_equal(rows_cell(&rows, 1, 0).data, "2026-11-27T12:00:00.000000Z");
    assert_string_equal(rows_cell(&rows, 1, 1).data, "tester");
    assert_string_equal(rows_cell(&rows, 1, 2).data, "version_added");
    assert_string_equal(
        rows_cell(&rows, 0, 3).data,
        "{\"details\":{\"message\":\"ž\"},\"inputs\":[],\"kind\":\"project_made\",\"outputs\":[],"
        "\"sequence\":0,\"time\":\"2026-11-27T12:00:00.000000Z\",\"who\":\"tester\"}");
    rows_release(&rows);
    sample_log_remove(&log);
}

/* The checkpoint of every size: root over all events so far, and a signature that holds. */
static void every_checkpoint_is_right(void **state)
{
    (void)state;
    struct sample_log log;
    struct rows rows, notes;
    struct merkle_hash leaves[EVENTS], root;
    sample_log_make(&log, EVENTS);
    query(&log, "SELECT body FROM events ORDER BY sequence", &rows);
    query(&log, "SELECT size, root, note FROM checkpoints ORDER BY size", &notes);
    assert_int_equal(rows.count, EVENTS);
    assert_int_equal(notes.count, EVENTS);
    for (size_t i = 0; i < EVENTS; i++) {
        struct checkpoint checkpoint;
        char hex[65];
        struct text body = rows_cell(&rows, i, 0);
        assert_int_equal(merkle_leaf(body.data, body.length, &leaves[i]), 0);
        assert_int_equal(merkle_root(leaves, i + 1, &root), 0);
        hex_write(root.bytes, sizeof root.bytes, hex);
        assert_int_equal(rows_int64(&notes, i, 0), i + 1);
        assert_string_equal(rows_cell(&notes, i, 1).data, hex);
        assert_int_equal(checkpoint_read(&checkpoint, rows_cell(&notes, i, 2), &error), 0);
        assert_int_equal(checkpoint.size, i + 1);
        assert_memory_equal(checkpoint.root.bytes, root.bytes, sizeof root.bytes);
        assert_true(text_is(checkpoint.origin, "assay/" SAMPLE_PROJECT));
        assert_int_equal(checkpoint_verify(&checkpoint, checkpoint.origin, signer_public(log.signer), &error),
                         0);
    }
    rows_release(&rows);
    rows_release(&notes);
    sample_log_remove(&log);
}

static void rolled_back_event_was_not(void **state)
{
    (void)state;
    struct sample_log log;
    struct rows rows;
    const struct event event = {.kind = "tag_set"};
    sample_log_make(&log, 3);
    assert_int_equal(catalog_begin(log.catalog, &error), 0);
    assert_int_equal(event_append(log.catalog, log.signer, &event, &error), 0);
    catalog_rollback(log.catalog);
    query(&log,
          "SELECT (SELECT size FROM log_head), (SELECT count(*) FROM events), (SELECT count(*) FROM "
          "checkpoints)",
          &rows);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(rows_int64(&rows, 0, i), 3);
    rows_release(&rows);
    assert_int_equal(sample_log_add(&log, 3, &error), 0);
    sample_log_remove(&log);
}

static int append_to(struct sample_log *log, const struct signer *signer, const struct event *event)
{
    error = (struct error){0};
    assert_int_equal(catalog_begin(log->catalog, &error), 0);
    int code = event_append(log->catalog, signer, event, &error);
    catalog_rollback(log->catalog);
    return code;
}

static void what_cannot_be_appended_is_said(void **state)
{
    (void)state;
    struct sample_log log, other;
    const struct event event = {.kind = "tag_set"}, broken = {.kind = "tag_set", .details = text_of("{1")};
    sample_log_make(&log, 1);
    sample_log_make(&other, 0);
    assert_int_equal(append_to(&log, NULL, &event), ERROR_INPUT);
    assert_non_null(strstr(error.message, "no private key"));
    assert_int_equal(append_to(&log, other.signer, &event), ERROR_INPUT);
    assert_non_null(strstr(error.message, "does not know this folder's key"));
    assert_int_equal(append_to(&log, log.signer, &broken), ERROR_INPUT);
    assert_int_equal(catalog_run(log.catalog, "UPDATE log_head SET size = 2", NULL, 0, NULL, &error), 0);
    assert_int_equal(append_to(&log, log.signer, &event), ERROR_INPUT); /* 2 has one subtree as well */
    assert_non_null(strstr(error.message, "is not that of its last checkpoint"));
    assert_int_equal(catalog_run(log.catalog, "UPDATE log_head SET size = 3", NULL, 0, NULL, &error), 0);
    assert_int_equal(append_to(&log, log.signer, &event), ERROR_INPUT);
    assert_non_null(strstr(error.message, "its frontier is not that of 3 events"));
    sample_log_remove(&log);
    sample_log_remove(&other);
}

static void who_is_user_and_host(void **state)
{
    (void)state;
    struct sample_log log;
    struct rows rows;
    sample_log_make(&log, 0);
    unsetenv("ASSAY_USER");
    setenv("USER", "b\xFFrta", 1); /* not UTF-8: recorded all the same */
    assert_int_equal(sample_log_add(&log, 0, &error), 0);
    unsetenv("USER");
    assert_int_equal(sample_log_add(&log, 1, &error), 0);
    query(&log, "SELECT who FROM events ORDER BY sequence", &rows);
    assert_true(text_starts(rows_cell(&rows, 0, 0), "b\xEF\xBF\xBDrta@"));
    assert_non_null(strchr(rows_cell(&rows, 1, 0).data, '@'));
    rows_release(&rows);
    sample_log_remove(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(event_is_canonical_json, fresh),
        cmocka_unit_test_setup(every_checkpoint_is_right, fresh),
        cmocka_unit_test_setup(rolled_back_event_was_not, fresh),
        cmocka_unit_test_setup(what_cannot_be_appended_is_said, fresh),
        cmocka_unit_test_setup(who_is_user_and_host, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
