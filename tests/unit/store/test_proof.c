/* Proofs are written, hold, and no longer hold with any byte changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "kernels/merkle.h"
#include "sample_log.h"
#include "sample_manifest.h"
#include "store/audit.h"
#include "store/proof.h"
#include "store/row_read.h"

static struct error error;
static const struct proof_demand any;

static int fresh(void **state)
{
    (void)state;
    error = (struct error){0};
    return 0;
}

static int check(struct text json, const struct proof_demand *demand, struct buffer *said)
{
    error = (struct error){0};
    return proof_check(json, "p.json", demand, said, &error);
}

/* One bit of every byte. What was proven must then be refused, not crash, and say why. */
static void every_changed_byte_is_refused(const struct buffer *json)
{
    struct buffer changed = {0}, said = {0};
    for (size_t at = 0; at < json->length; at++) {
        buffer_clear(&changed);
        buffer_text(&changed, buffer_view(json));
        changed.data[at] ^= 1;
        if (check(buffer_view(&changed), &any, &said) != ERROR_INPUT)
            fail_msg("byte %zu of %s", at, buffer_c(json));
        assert_true(strlen(error.message) > strlen("p.json: "));
    }
    for (size_t length = 0; length + 1 < json->length; length += 7)
        assert_int_equal(check((struct text){json->data, length}, &any, &said), ERROR_INPUT);
    assert_int_equal(said.length, 0);
    buffer_release(&changed);
    buffer_release(&said);
}

static void every_event_can_be_proven(void **state)
{
    (void)state;
    enum { EVENTS = 9 };
    struct sample_log log;
    sample_log_make(&log, 0);
    for (size_t count = 1; count <= EVENTS; count++) {
        assert_int_equal(sample_log_add(&log, count - 1, &error), 0);
        for (size_t number = 0; number < count; number++) {
            struct buffer json = {0}, said = {0};
            assert_int_equal(audit_prove_event(log.catalog, (int64_t)number, &json, &error), 0);
            if (check(buffer_view(&json), &any, &said) < 0)
                fail_msg("%s", error.message);
            assert_non_null(strstr(buffer_c(&said), "is in the log assay/" SAMPLE_PROJECT));
            assert_non_null(
                strstr(buffer_c(&said), number ? "version_added by tester" : "project_made by tester"));
            if (count == EVENTS && number == 4)
                every_changed_byte_is_refused(&json);
            buffer_release(&json);
            buffer_release(&said);
        }
    }
    struct buffer json = {0};
    assert_int_equal(audit_prove_event(log.catalog, EVENTS, &json, &error), ERROR_USAGE);
    error.code = 0;
    assert_int_equal(audit_prove_event(log.catalog, -1, &json, &error), ERROR_USAGE);
    assert_int_equal(json.length, 0);
    sample_log_remove(&log);
}

static void every_growth_can_be_proven(void **state)
{
    (void)state;
    enum { EVENTS = 9 };
    struct sample_log log;
    struct buffer json = {0}, said = {0};
    sample_log_make(&log, EVENTS);
    for (int64_t size = 1; size <= EVENTS; size++)
        for (int64_t old = 1; old <= size; old++) {
            buffer_clear(&json);
            assert_int_equal(audit_prove_growth(log.catalog, old, size, &json, &error), 0);
            if (check(buffer_view(&json), &any, &said) < 0)
                fail_msg("%s", error.message);
        }
    buffer_clear(&json);
    assert_int_equal(audit_prove_growth(log.catalog, 3, -1, &json, &error), 0);
    every_changed_byte_is_refused(&json);
    static const int64_t wrong[][2] = {{0, 3}, {4, 3}, {3, EVENTS + 1}};
    for (size_t i = 0; i < 3; i++) {
        error.code = 0;
        assert_int_equal(audit_prove_growth(log.catalog, wrong[i][0], wrong[i][1], &json, &error),
                         ERROR_USAGE);
    }
    buffer_release(&json);
    buffer_release(&said);
    sample_log_remove(&log);
}

/* A proof made with a key of one's own holds in itself; the key that is known is what tells it apart. */
static void key_may_be_demanded(void **state)
{
    (void)state;
    struct sample_log log;
    struct buffer json = {0}, said = {0}, key = {0};
    sample_log_make(&log, 3);
    assert_int_equal(audit_prove_event(log.catalog, 1, &json, &error), 0);
    const char *at = strstr(buffer_c(&json), "\"public_key\":\"") + strlen("\"public_key\":\"");
    buffer_append(&key, at, strcspn(at, "\""));
    const struct proof_demand right = {.key = buffer_view(&key)},
                              wrong = {.key = text_of("other+00000000+AA==")};
    assert_int_equal(check(buffer_view(&json), &right, &said), 0);
    assert_int_equal(check(buffer_view(&json), &wrong, &said), ERROR_INPUT);
    assert_non_null(strstr(error.message, "not signed by the key that was asked for"));
    buffer_release(&json);
    buffer_release(&said);
    buffer_release(&key);
    sample_log_remove(&log);
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

static char hexes[4][65];

static const char *hex_of(const struct merkle_hash *hash, int slot)
{
    hex_write(hash->bytes, sizeof hash->bytes, hexes[slot]);
    return hexes[slot];
}

static void path_put(struct buffer *json, const struct merkle_hash *leaves, size_t count, size_t index)
{
    struct merkle_hash proof[MERKLE_PROOF_MOST], root;
    size_t length = 0;
    assert_int_equal(merkle_inclusion(leaves, count, index, proof, &length), 0);
    assert_int_equal(merkle_root(leaves, count, &root), 0);
    buffer_format(json, "{\"index\":%zu,\"size\":%zu,\"root\":\"%s\",\"proof\":[", index, count,
                  hex_of(&root, 0));
    for (size_t i = 0; i < length; i++)
        buffer_format(json, "%s\"%s\"", i ? "," : "", hex_of(&proof[i], 0));
    buffer_string(json, "]}");
}

/* {calls: [{arguments: x}], record: "r", turn: number} as docs/row_hash.md has it. */
static void row_put(struct buffer *row, int64_t number)
{
    buffer_clear(row);
    row_put_tag(row, ROW_ROW);
    row_put_name(row, text_of("calls"));
    row_put_number(row, ROW_LIST, 1);
    row_put_number(row, ROW_STRUCT, 1);
    row_put_name(row, text_of("arguments"));
    row_put_bytes(row, ROW_TEXT, text_of("x"));
    row_put_name(row, text_of("record"));
    row_put_bytes(row, ROW_TEXT, text_of("r"));
    row_put_name(row, text_of("turn"));
    row_put_integer(row, number);
}

/* The table "turns" of the sample: chunks of 3 and 2 rows, whose turns are 0 to 4. */
static void row_proof_put(struct buffer *json, size_t chunk, size_t row)
{
    struct merkle_hash leaves[2][3], roots[2], chunk_leaves[2], table;
    const size_t counts[2] = {3, 2};
    struct manifest manifest = sample_manifest();
    struct buffer text = {0}, bytes = {0};
    for (size_t c = 0; c < 2; c++) {
        for (size_t r = 0; r < counts[c]; r++) {
            row_put(&bytes, (int64_t)(3 * c + r));
            assert_int_equal(merkle_leaf(bytes.data, bytes.length, &leaves[c][r]), 0);
        }
        assert_int_equal(merkle_root(leaves[c], counts[c], &roots[c]), 0);
        assert_int_equal(merkle_leaf(roots[c].bytes, sizeof roots[c].bytes, &chunk_leaves[c]), 0);
        manifest.tables[1].chunks[c].root = text_of(hex_of(&roots[c], 1 + (int)c));
    }
    assert_int_equal(merkle_root(chunk_leaves, 2, &table), 0);
    manifest.tables[1].root = text_of(hex_of(&table, 3));
    assert_int_equal(manifest_write(&manifest, &text, &error), 0);
    unsigned char digest[32];
    char version[65];
    assert_int_equal(sha256_bytes(text.data, text.length, digest), 0);
    hex_write(digest, 32, version);
    row_put(&bytes, (int64_t)(3 * chunk + row));
    buffer_format(json, "{\"type\":\"assay-row-inclusion\",\"version\":\"%s\",\"manifest\":", version);
    json_put_text(json, buffer_view(&text));
    buffer_format(json, ",\"table\":\"turns\",\"key\":[\"r\",\"%zu\"],\"row\":{\"encoding\":\"",
                  3 * chunk + row);
    base64_put(json, bytes.data, bytes.length);
    buffer_format(json, "\",\"digest\":\"%s\"},\"chunk\":", hex_of(&leaves[chunk][row], 0));
    path_put(json, leaves[chunk], counts[chunk], row);
    buffer_string(json, ",\"tree\":");
    path_put(json, chunk_leaves, 2, chunk);
    buffer_string(json, "}");
    buffer_release(&text);
    buffer_release(&bytes);
}

static void rows_are_proven(void **state)
{
    (void)state;
    for (size_t number = 0; number < 5; number++) {
        struct buffer json = {0}, said = {0};
        char says[96];
        row_proof_put(&json, number / 3, number % 3);
        if (check(buffer_view(&json), &any, &said) < 0)
            fail_msg("%s", error.message);
        snprintf(says, sizeof says, "turns, row %zu of 5 in the order of keys\n  record r, turn %zu\n",
                 number + 1, number);
        assert_non_null(strstr(buffer_c(&said), "The row is in chat@v2, version "));
        assert_non_null(strstr(buffer_c(&said), says));
        if (number == 4)
            every_changed_byte_is_refused(&json);
        buffer_release(&json);
        buffer_release(&said);
    }
}

static void replace(struct buffer *json, const char *from, const char *to)
{
    struct buffer made = {0};
    char *at = strstr(json->data, from);
    assert_non_null(at);
    buffer_append(&made, json->data, (size_t)(at - json->data));
    buffer_string(&made, to);
    buffer_string(&made, at + strlen(from));
    buffer_release(json);
    *json = made;
}

/* Proofs that are consistent in part. */
static void row_proofs_that_lie_are_refused(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"\"table\":\"turns\"", "\"table\":\"records\"", "the tree is not the table's in the manifest"},
        {"\"table\":\"turns\"", "\"table\":\"nothing\"", "the version has no such table"},
        {"\"version\":\"", "\"version\":\"0", "the manifest's digest is not the version"},
        {"\"encoding\":\"I", "\"encoding\":\"J", "the row's digest is not that of its bytes"},
        {"\"key\":[\"r\",\"4\"]", "\"key\":[\"r\",\"3\"]", "the row has another key than the proof says"},
        {"\"key\":[\"r\",\"4\"]", "\"key\":[\"r\"]", "p.json: /key is no list of 2 texts"},
        {"\"key\":[\"r\",\"4\"]", "\"key\":[\"r\",4]", "the row has another key than the proof says"},
        {"\"index\":1,\"size\":2", "\"index\":0,\"size\":2",
         "the row's digest does not lead to the chunk's root"},
        {"\"tree\":{\"index\":1", "\"tree\":{\"index\":0",
         "the chunk's root does not lead to the table's root"},
        {"\"tree\":{\"index\":1", "\"tree\":{\"index\":1.5", "p.json: /tree/index is no whole number"},
        {"\"tree\":{\"index\":1", "\"tree\":{\"index\":-1", "p.json: /tree/index is no whole number"},
        {"assay-row-inclusion", "assay-row", "there is no kind of proof called 'assay-row'"},
        {"\"proof\":[\"", "\"proof\":[7,\"", "p.json: /chunk/proof/0 is no text of 64"},
        {"\"proof\":[\"", "\"proof\":{},\"x\":[\"", "p.json: /chunk/proof is no list"},
    };
    const struct proof_demand other = {.version = text_of("00")};
    struct buffer said = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer json = {0};
        row_proof_put(&json, 1, 1);
        replace(&json, cases[i][0], cases[i][1]);
        assert_int_equal(check(buffer_view(&json), &any, &said), ERROR_INPUT);
        if (!strstr(error.message, cases[i][2]))
            fail_msg("%s: %s", cases[i][1], error.message);
        buffer_release(&json);
    }
    struct buffer json = {0};
    row_proof_put(&json, 0, 0);
    assert_int_equal(check(buffer_view(&json), &other, &said), ERROR_INPUT);
    assert_non_null(strstr(error.message, "about another version"));
    buffer_release(&json);
    buffer_release(&said);
}

/* Bytes of rows come from others as well: none crash, and what is no row has no fields. */
static void bytes_that_are_no_row_are_refused(void **state)
{
    (void)state;
    struct buffer row = {0}, changed = {0};
    struct row_field field;
    row_put(&row, 7);
    struct text rest = buffer_view(&row);
    assert_true(row_begin(&rest));
    for (int i = 0; i < 3; i++)
        assert_true(row_next(&rest, &field));
    assert_int_equal(rest.length, 0);
    assert_true(text_is(field.name, "turn"));
    assert_false(row_next(&rest, &field));
    for (size_t length = 0; length < row.length; length++) {
        char *exact =
            memory_copy_text(row.data, length); /* of this length: a sanitizer sees what is read past it */
        size_t fields = 0;
        rest = (struct text){exact, length};
        for (bool right = row_begin(&rest); right && row_next(&rest, &field); fields++)
            continue;
        assert_true(fields < 3);
        memory_free(exact);
    }
    for (size_t bit = 0; bit < 8 * row.length; bit++) {
        buffer_clear(&changed);
        buffer_text(&changed, buffer_view(&row));
        changed.data[bit / 8] = (char)(changed.data[bit / 8] ^ (1 << bit % 8));
        rest = buffer_view(&changed);
        for (bool right = row_begin(&rest); right && row_next(&rest, &field);)
            assert_true(field.body.length < row.length);
    }
    /* Lists within lists, deeper than any table has them. */
    buffer_clear(&row);
    row_put_tag(&row, ROW_ROW);
    row_put_name(&row, text_of("a"));
    for (int depth = 0; depth < 100000; depth++)
        row_put_number(&row, ROW_LIST, 1);
    row_put_tag(&row, ROW_NULL);
    rest = buffer_view(&row);
    assert_true(row_begin(&rest) && !row_next(&rest, &field));
    buffer_release(&row);
    buffer_release(&changed);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    struct buffer json = {0};
    row_proof_put(&json, 1, 0);
    for (long nth = 1;; nth++) {
        struct buffer said = {0};
        memory_fail_at(nth);
        int code = check(buffer_view(&json), &any, &said);
        memory_fail_at(0);
        buffer_release(&said);
        if (code == 0)
            break;
        assert_int_equal(code, ERROR_SYSTEM);
        assert_true(nth < 10000);
    }
    buffer_release(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_event_can_be_proven, fresh),
        cmocka_unit_test_setup(every_growth_can_be_proven, fresh),
        cmocka_unit_test_setup(key_may_be_demanded, fresh),
        cmocka_unit_test_setup(rows_are_proven, fresh),
        cmocka_unit_test_setup(row_proofs_that_lie_are_refused, fresh),
        cmocka_unit_test_setup(bytes_that_are_no_row_are_refused, fresh),
        cmocka_unit_test_setup(memory_may_run_out, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
