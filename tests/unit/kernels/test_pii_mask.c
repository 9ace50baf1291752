/* Masking: what is replaced, and that nothing else is. */
#include "testing.h"

#include "base/memory.h"
#include "kernels/pii_mask.h"

static struct pii_masker masker;
static struct buffer out;
static struct error error;

static void masked_json(const char *json, const char *expected)
{
    buffer_clear(&out);
    pii_masker_clear(&masker);
    assert_int_equal(pii_mask_json(&masker, text_of(json), &out, &error), 0);
    assert_string_equal(buffer_c(&out), expected);
}

static void masked_text(const char *text, const char *expected)
{
    buffer_clear(&out);
    pii_masker_clear(&masker);
    assert_int_equal(pii_mask_text(&masker, text_of(text), &out, &error), 0);
    assert_string_equal(buffer_c(&out), expected);
}

static int masker_make(void **state)
{
    (void)state;
    masker =
        (struct pii_masker){.least = 0.5, .report = true, .numbers_too = true, .salt = text_of("pepper")};
    return 0;
}

static int masker_drop(void **state)
{
    (void)state;
    pii_masker_release(&masker);
    buffer_release(&out);
    return 0;
}

static void test_texts(void **state)
{
    (void)state;
    masked_text("a@corp.example, b@corp.example and a@corp.example", "<EMAIL_1>, <EMAIL_2> and <EMAIL_1>");
    masked_text("nothing here", "nothing here");
    masked_text("", "");
    masker.style = PII_STARS;
    masked_text("4111 1111 1111 1111", "41** **** **** **11");
    masked_text("tel: 450 0840", "tel: 4** ***0");
}

static void test_records(void **state)
{
    (void)state;
    masked_json(
        "{ \"a\" : \"x\\u00e9 a@corp.example\\n\", \"n\": 1.10, \"b\":[\"a@corp.example\",null,true] }",
        "{ \"a\" : \"xé <EMAIL_1>\\n\", \"n\": 1.10, \"b\":[\"<EMAIL_1>\",null,true] }");
    masked_json("{\"a\":\"\\u00e9\\/ plain\"}", "{\"a\":\"\\u00e9\\/ plain\"}");
    masked_json("{\"a@corp.example\":1}", "{\"a@corp.example\":1}");
    masked_json("{\"phone\":\"555-0100-22\",\"tel\":[15551234567],\"id\":15551234567}",
                "{\"phone\":\"<PHONE_1>\",\"tel\":[\"<PHONE_2>\"],\"id\":15551234567}");
    masker.numbers_too = false;
    masked_json("{\"tel\":15551234567}", "{\"tel\":15551234567}");
}

static void test_nested(void **state)
{
    (void)state;
    masked_json("{\"arguments\":\"{\\\"to\\\": \\\"a@corp.example\\\", \\\"tel\\\": 15551234567}\"}",
                "{\"arguments\":\"{\\\"to\\\": \\\"<EMAIL_1>\\\", \\\"tel\\\": \\\"<PHONE_1>\\\"}\"}");
    masked_json("{\"text\":\"{a@corp.example\"}", "{\"text\":\"{<EMAIL_1>\"}");
    masked_json("{\"text\":\"[a@corp.example]\"}", "{\"text\":\"[<EMAIL_1>]\"}");
}

static void test_broken(void **state)
{
    (void)state;
    masked_json("{\"a\": \"a@corp.example", "{\"a\": \"<EMAIL_1>");
    masked_json("{\"a\": \"a@corp.example\"]", "{\"a\": \"<EMAIL_1>\"]");
    masked_json("not JSON: a@corp.example", "not JSON: <EMAIL_1>");
    masked_json("", "");
}

static void test_report(void **state)
{
    struct pii_masked first, second;
    (void)state;
    masked_json("{\"m\":[{\"a/b\":\"é a@corp.example\"},\"{\\\"x\\\":\\\"a@corp.example\\\"}\"]}",
                "{\"m\":[{\"a/b\":\"é <EMAIL_1>\"},\"{\\\"x\\\":\\\"<EMAIL_1>\\\"}\"]}");
    assert_int_equal(masker.masked.length, 2 * sizeof first);
    memcpy(&first, masker.masked.data, sizeof first);
    memcpy(&second, masker.masked.data + sizeof first, sizeof second);
    assert_string_equal(masker.loci.data + first.locus, "/m/0/a~1b");
    assert_string_equal(masker.loci.data + second.locus, "/m/1/x");
    assert_int_equal(first.first, 2);
    assert_int_equal(first.last, 16);
    assert_string_equal(first.hash, second.hash);
    /* printf 'pepper\0a@corp.example' | sha256sum */
    assert_string_equal(first.hash, "8371396bc1bd8df3fbfa076bb76bf75f");
}

/* Many values keep their numbers when the table grows. */
static void test_numbers(void **state)
{
    struct buffer text = {0}, expected = {0};
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 1; i <= 300; i++) {
            buffer_format(&text, "a%d@corp.example ", i);
            buffer_format(&expected, "<EMAIL_%d> ", i);
        }
    masked_text(buffer_c(&text), buffer_c(&expected));
    buffer_release(&text);
    buffer_release(&expected);
}

static void test_memory(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct pii_masker own = {.least = 0.5, .report = true};
        struct buffer own_out = {0};
        struct error own_error = {0};
        memory_fail_at(nth);
        int code = pii_mask_json(
            &own,
            text_of("{\"a\":\"x\\n a@corp.example\",\"b\":\"{\\\"c\\\":\\\"b@corp.example 4111 1111 1111 "
                    "1111\\\"}\"}"),
            &own_out, &own_error);
        memory_fail_at(0);
        pii_masker_release(&own);
        buffer_release(&own_out);
        if (code == 0)
            break;
        assert_int_equal(own_error.code, ERROR_SYSTEM);
        assert_true(nth < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_texts, masker_make, masker_drop),
        cmocka_unit_test_setup_teardown(test_records, masker_make, masker_drop),
        cmocka_unit_test_setup_teardown(test_nested, masker_make, masker_drop),
        cmocka_unit_test_setup_teardown(test_broken, masker_make, masker_drop),
        cmocka_unit_test_setup_teardown(test_report, masker_make, masker_drop),
        cmocka_unit_test_setup_teardown(test_numbers, masker_make, masker_drop),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
