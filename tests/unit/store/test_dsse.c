/* DSSE: the published vector (ECDSA), our own envelopes (Ed25519), in-toto statements, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hex.h"
#include "sample_log.h"
#include "store/audit.h"
#include "store/dsse.h"
#include "store/statement.h"

static struct error error;

static int fresh(void **state)
{
    (void)state;
    error = (struct error){0};
    return 0;
}

/* protocol.md of the DSSE specification, "Test Vectors"; the key's x and y in hexadecimal. */
static const char vector[] =
    "{\"payload\":\"aGVsbG8gd29ybGQ=\",\"payloadType\":\"http://example.com/HelloWorld\","
    "\"signatures\":[{\"sig\":\"A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZ"
    "KciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==\"}]}";
static const char vector_key[] = "0467cd390f77aa359cb08c2235f652270493a9ed832b0abcc01f70954c0390d238"
                                 "0c782bd54e269125a44f4433aff1432ce94e12bca73aa67ac80cea12608ddf74";

static void vector_payload_and_signed_bytes(void **state)
{
    (void)state;
    struct dsse_envelope envelope;
    struct buffer bytes = {0};
    assert_int_equal(dsse_read(&envelope, text_of(vector), "vector", &error), 0);
    assert_true(text_is(envelope.payload, "hello world"));
    assert_true(text_is(envelope.type, "http://example.com/HelloWorld"));
    assert_int_equal(envelope.signature_count, 1);
    assert_int_equal(envelope.signatures[0].bytes.length, 64);
    dsse_signed_put(&bytes, envelope.type, envelope.payload);
    assert_string_equal(buffer_c(&bytes), "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    buffer_release(&bytes);
    dsse_release(&envelope);
}

static struct public_key vector_public(void)
{
    struct public_key key = {.kind = KEY_P256};
    assert_true(hex_read(text_of(vector_key), key.bytes, 65));
    return key;
}

static void vector_signature_holds(void **state)
{
    (void)state;
    struct dsse_envelope envelope;
    struct public_key key = vector_public();
    assert_int_equal(dsse_read(&envelope, text_of(vector), "vector", &error), 0);
    if (dsse_verify(&envelope, &key, &error) < 0)
        fail_msg("%s", error.message);
    envelope.payload = text_of("hello World");
    assert_int_equal(dsse_verify(&envelope, &key, &error), ERROR_INPUT);
    envelope.payload = text_of("hello world");
    key.bytes[40] ^= 1; /* not even a point of the curve */
    assert_int_equal(dsse_verify(&envelope, &key, &error), ERROR_INPUT);
    key.kind = KEY_ED25519;
    assert_int_equal(dsse_verify(&envelope, &key, &error), ERROR_INPUT);
    dsse_release(&envelope);
}

/* The URL-safe alphabet says the same. */
static void both_alphabets_are_read(void **state)
{
    (void)state;
    char safe[sizeof vector];
    struct dsse_envelope envelope;
    struct public_key key = vector_public();
    memcpy(safe, vector, sizeof vector);
    for (char *at = strstr(safe, "A3Jq"); *at != '"'; at++)
        *at = (char)(*at == '+' ? '-' : *at == '/' ? '_' : *at);
    assert_int_equal(dsse_read(&envelope, text_of(safe), "safe", &error), 0);
    assert_int_equal(dsse_verify(&envelope, &key, &error), 0);
    dsse_release(&envelope);
}

static void our_envelopes_verify(void **state)
{
    (void)state;
    struct sample_log log;
    struct buffer out = {0}, changed = {0};
    struct dsse_envelope envelope;
    struct public_key key = {.kind = KEY_ED25519};
    sample_log_make(&log, 0);
    memcpy(key.bytes, signer_public(log.signer), 32);
    assert_int_equal(dsse_write(&out, text_of(DSSE_IN_TOTO), text_of("{\"a\":1}"), log.signer, &error), 0);
    assert_int_equal(dsse_read(&envelope, buffer_view(&out), "ours", &error), 0);
    assert_true(text_is(envelope.payload, "{\"a\":1}"));
    assert_true(text_is(envelope.signatures[0].key, signer_name(log.signer)));
    assert_int_equal(dsse_verify(&envelope, &key, &error), 0);
    dsse_release(&envelope);
    /* Whatever byte changes: unreadable, or without a right signature, or only its hint of a key differs. */
    for (size_t at = 0; at < out.length; at++) {
        buffer_clear(&changed);
        buffer_text(&changed, buffer_view(&out));
        changed.data[at] ^= 1;
        error = (struct error){0};
        int code = dsse_read(&envelope, buffer_view(&changed), "changed", &error);
        bool same =
            code == 0 && text_is(envelope.payload, "{\"a\":1}") && text_is(envelope.type, DSSE_IN_TOTO);
        if (code == 0)
            code = dsse_verify(&envelope, &key, &error);
        assert_true(code == ERROR_INPUT || (code == 0 && same));
        dsse_release(&envelope);
    }
    buffer_release(&out);
    buffer_release(&changed);
    sample_log_remove(&log);
}

static void what_is_no_envelope_is_refused(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "e: byte 0"},
        {"[]", "e: the whole is no object"},
        {"{}", "e: /payloadType is no string"},
        {"{\"payloadType\":\"t\"}", "e: /payload is no string"},
        {"{\"payloadType\":\"t\",\"payload\":\"a\"}", "/payload is no base64"},
        {"{\"payloadType\":\"t\",\"payload\":\"\"}", "e: /signatures is no list"},
        {"{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[]}", "e: /signatures is no list"},
        {"{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[1]}", "e: /signatures/0 is no object"},
        {"{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{\"keyid\":1}]}",
         "e: /signatures/0/keyid is no string"},
        {"{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{\"sig\":\"?\"}]}",
         "/signatures/0/sig is no base64"},
        {"{\"payload\":\"\",\"payload\":\"\"}", "e: byte 14"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dsse_envelope envelope;
        error = (struct error){0};
        assert_int_equal(dsse_read(&envelope, text_of(cases[i][0]), "e", &error), ERROR_INPUT);
        if (!strstr(error.message, cases[i][1]))
            fail_msg("%s: %s", cases[i][0], error.message);
        dsse_release(&envelope);
    }
}

/* Outputs with a digest are the subjects; an event without one is about itself. */
static void events_become_statements(void **state)
{
    (void)state;
    static const char body[] =
        "{\"kind\":\"k\",\"outputs\":[{\"name\":\"chat@v1\",\"sha256\":"
        "\"00000000000000000000000000000000000000000000000000000000000000ff\"},{\"name\":\"no digest\"}],"
        "\"sequence\":5}";
    struct buffer out = {0};
    assert_int_equal(statement_write(&out, text_of(body), text_of("assay/x"), &error), 0);
    assert_non_null(strstr(buffer_c(&out),
                           "\"subject\":[{\"digest\":{\"sha256\":"
                           "\"00000000000000000000000000000000000000000000000000000000000000ff\"},\"name\":"
                           "\"chat@v1\"}]}"));
    assert_non_null(strstr(buffer_c(&out), "\"_type\":\"https://in-toto.io/Statement/v1\""));
    assert_non_null(strstr(buffer_c(&out), "\"predicateType\":\"urn:assay:audit-event:1\""));
    buffer_clear(&out);
    assert_int_equal(statement_write(&out, text_of("{\"sequence\":5}"), text_of("assay/x"), &error), 0);
    /* printf '%s' '{"sequence":5}' | sha256sum */
    assert_non_null(strstr(buffer_c(&out), "\"name\":\"assay/x/event/5\""));
    assert_non_null(
        strstr(buffer_c(&out), "f84f325d53cd7f880a578b0ee024cb3a519e2e41fa5b42a010ee215c35aeea64"));
    buffer_release(&out);
}

static void export_is_an_envelope_a_line(void **state)
{
    (void)state;
    struct sample_log log;
    struct buffer out = {0};
    struct public_key key = {.kind = KEY_ED25519};
    size_t lines = 0;
    sample_log_make(&log, 3);
    memcpy(key.bytes, signer_public(log.signer), 32);
    assert_int_equal(audit_export(log.catalog, log.signer, &out, &error), 0);
    for (char *at = out.data, *end; (end = strchr(at, '\n')); at = end + 1, lines++) {
        struct dsse_envelope envelope;
        assert_int_equal(dsse_read(&envelope, (struct text){at, (size_t)(end - at)}, "line", &error), 0);
        assert_true(text_is(envelope.type, DSSE_IN_TOTO));
        assert_int_equal(dsse_verify(&envelope, &key, &error), 0);
        dsse_release(&envelope);
    }
    assert_int_equal(lines, 3);
    assert_int_equal(audit_export(log.catalog, NULL, &out, &error), ERROR_INPUT);
    buffer_release(&out);
    sample_log_remove(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(vector_payload_and_signed_bytes, fresh),
        cmocka_unit_test_setup(vector_signature_holds, fresh),
        cmocka_unit_test_setup(both_alphabets_are_read, fresh),
        cmocka_unit_test_setup(our_envelopes_verify, fresh),
        cmocka_unit_test_setup(what_is_no_envelope_is_refused, fresh),
        cmocka_unit_test_setup(events_become_statements, fresh),
        cmocka_unit_test_setup(export_is_an_envelope_a_line, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
