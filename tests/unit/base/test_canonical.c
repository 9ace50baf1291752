/* The canonical form of JSON: what RFC 8785 says, and the byte at which it refuses. Its numbers alone are
 * compared with an ECMAScript engine's in test_ecmascript_numbers.c, its documents with the published ones in
 * test_canonical_documents.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/canonical.h"
#include "base/memory.h"

#define BYTES(literal) {literal, sizeof(literal) - 1}

static void assert_refused(struct text json, const char *part)
{
    struct buffer out = {0};
    struct error error = {0};
    buffer_string(&out, "kept");
    assert_int_equal(json_canonical(json, &out, &error), ERROR_INPUT);
    if (!strstr(error.message, part))
        fail_msg("'%s' does not say '%s'", error.message, part);
    assert_string_equal(buffer_c(&out), "kept");
    buffer_release(&out);
}

static const struct {
    struct text json;
    const char *expected;
} accepted[] = {
    {BYTES("null"), "null"},
    {BYTES(" [ ] "), "[]"},
    {BYTES("\t{\r\n}"), "{}"},
    {BYTES("{\"b\":[true,false,null],\"a\":{\"d\":1,\"c\":\"\"}}"),
     "{\"a\":{\"c\":\"\",\"d\":1},\"b\":[true,false,null]}"},
    /* numbers are doubles */
    {BYTES("[-0,0.0,1.0,1.10,1E2,1e21,1e-7,9007199254740993,18446744073709551615,123456789012345678901234]"),
     "[0,0,1,1.1,100,1e+21,1e-7,9007199254740992,18446744073709552000,1.2345678901234569e+23]"},
    {BYTES("[1e-400,-1e-400,5e-324]"), "[0,0,5e-324]"},
    /* strings: the least escapes, no normalisation */
    {BYTES("\"\\u0041\\u00e9\\/\\b\\f\\n\\r\\t\\u000b\\u001F\\u007f\\\"\\\\\""),
     "\"A\xC3\xA9/\\b\\f\\n\\r\\t\\u000b\\u001f\x7F\\\"\\\\\""},
    {BYTES("\"\\ud83d\\ude00 A\\u030a \\u2028\""), "\"\xF0\x9F\x98\x80 A\xCC\x8A \xE2\x80\xA8\""},
    /* names by UTF-16 code units: U+1F600 begins with D83D, which is less than FB33 and E000, not than D7FF
     */
    {BYTES("{\"\xEF\xAC\xB3\":1,\"\xF0\x9F\x98\x80\":2,\"\xEE\x80\x80\":3,\"\xED\x9F\xBF\":4}"),
     "{\"\xED\x9F\xBF\":4,\"\xF0\x9F\x98\x80\":2,\"\xEE\x80\x80\":3,\"\xEF\xAC\xB3\":1}"},
    {BYTES("{\"ab\":1,\"a\":2,\"\":3,\"a\\u0000\":4,\"B\":5,\"\xC3\xA9\":6,\"\xF4\x8F\xBF\xBF\":7,"
           "\"\xF0\x90\x80\x80\":8}"),
     "{\"\":3,\"B\":5,\"a\":2,\"a\\u0000\":4,\"ab\":1,\"\xC3\xA9\":6,\"\xF0\x90\x80\x80\":8,"
     "\"\xF4\x8F\xBF\xBF\":7}"},
    /* the same name in different objects */
    {BYTES("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}"), "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}"},
};

static void canonical_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        struct buffer out = {0}, again = {0};
        struct error error = {0};
        assert_int_equal(json_canonical(accepted[i].json, &out, &error), 0);
        assert_string_equal(buffer_c(&out), accepted[i].expected);
        assert_int_equal(json_canonical(buffer_view(&out), &again, &error), 0);
        assert_string_equal(buffer_c(&again), accepted[i].expected);
        buffer_release(&out);
        buffer_release(&again);
    }
}

static void appends_to_what_is_there(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct error error = {0};
    buffer_string(&out, "DSSE ");
    assert_int_equal(json_canonical(text_of("[1 , 2]"), &out, &error), 0);
    assert_string_equal(buffer_c(&out), "DSSE [1,2]");
    buffer_release(&out);
}

static void refusals_name_the_byte(void **state)
{
    (void)state;
    static const struct {
        struct text json;
        const char *part;
    } refused[] = {
        {BYTES("{\"a\":1,\"b\":2,\"a\":3}"), "byte 13: the name occurs twice"},
        {BYTES("{\"b\":1,\"\\u0062\":2}"), "byte 7: the name occurs twice"},
        {BYTES("[{\"x\":{\"y\":1,\"z\":0,\"y\":1}}]"), "byte 19: the name occurs twice"},
        {BYTES("{\"a\":1,\"a\":2,\"a\":3}"), "the name occurs twice"},
        {BYTES("[\"\\ud800\"]"), "byte 8: "},
        {BYTES("[\"\\udc00\"]"), "byte 2: "},
        {BYTES("[\"\\ud83d\\u0041\"]"), "byte 8: "},
        {BYTES("[1,\"\xFF\"]"), "byte 4: "},
        {BYTES("[\"\xED\xA0\x80\"]"), "byte 2: "},
        {BYTES("[NaN]"), "byte 1: "},
        {BYTES("[-Infinity]"), "byte "},
        {BYTES("[1,1e400]"), "byte 3: "},
        {BYTES("[-1e400]"), "byte 1: "},
        {BYTES("[01]"), "byte "},
        {BYTES("[\"a\nb\"]"), "byte 3: "},
        {BYTES("[1,]"), "byte 2: "},
        {BYTES("[1] 2"), "byte 4: "},
        {BYTES("{\"a\":[1,2"), "byte 9: "},
        {BYTES("\"abc"), "byte 4: "},
        {BYTES("\xEF\xBB\xBF[1]"), "byte 0: "},
        {BYTES(""), "byte 0: "},
        {BYTES("  "), "byte "},
        {BYTES("[1]\0"), "byte 3: "},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_refused(refused[i].json, refused[i].part);
}

static void put_nested(struct buffer *json, const char *open, const char *close, size_t depth)
{
    buffer_clear(json);
    for (size_t i = 0; i < depth; i++)
        buffer_string(json, open);
    buffer_byte(json, '1');
    for (size_t i = 0; i < depth; i++)
        buffer_string(json, close);
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    struct buffer json = {0}, out = {0};
    struct error error = {0};
    put_nested(&json, "{\"[\":", "}", 256);
    assert_int_equal(json_canonical(buffer_view(&json), &out, &error), 0);
    assert_string_equal(buffer_c(&out), buffer_c(&json));
    put_nested(&json, "{\"[\":", "}", 257);
    assert_refused(buffer_view(&json), "byte 1280: nested more than 256 deep");
    put_nested(&json, "[", "]", 1000000);
    assert_refused(buffer_view(&json), "byte 256: nested more than 256 deep");
    buffer_release(&json);
    buffer_release(&out);
}

/* Every cut of a document is refused, and at or before its end. */
static void truncated_documents_are_refused(void **state)
{
    (void)state;
    static const char json[] = "{\"a\":[1.5,true,null,\"\\ud83d\\ude00\"],\"b\":{\"c\":\"\xC3\xA9\"}}";
    for (size_t length = 0; length < sizeof json - 1; length++) {
        char *exact = memory_copy_text(json, length);
        assert_refused((struct text){exact, length}, "byte ");
        memory_free(exact);
    }
}

static void wide_objects_are_sorted(void **state)
{
    (void)state;
    struct buffer json = {0}, out = {0}, expected = {0};
    struct error error = {0};
    buffer_byte(&json, '{');
    buffer_byte(&expected, '{');
    for (unsigned i = 0; i < 10000; i++) {
        buffer_format(&json, "%s \"%05u\" : { \"z\":%u,\"y\":[] }", i ? "," : "", i * 7919 % 10000,
                      i * 7919 % 10000);
        buffer_format(&expected, "%s\"%05u\":{\"y\":[],\"z\":%u}", i ? "," : "", i, i);
    }
    buffer_byte(&json, '}');
    buffer_byte(&expected, '}');
    assert_int_equal(json_canonical(buffer_view(&json), &out, &error), 0);
    assert_string_equal(buffer_c(&out), buffer_c(&expected));
    buffer_release(&json);
    buffer_release(&out);
    buffer_release(&expected);
}

static void survives_lack_of_memory(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct buffer out = {0};
        struct error error = {0};
        memory_fail_at(nth);
        int code = json_canonical(text_of("{\"b\":[{\"d\":\"x\",\"c\":1.5}],\"a\":2}"), &out, &error);
        memory_fail_at(0);
        if (code == 0)
            assert_string_equal(buffer_c(&out), "{\"a\":2,\"b\":[{\"c\":1.5,\"d\":\"x\"}]}");
        else
            assert_int_equal(code, ERROR_SYSTEM);
        buffer_release(&out);
        if (code == 0)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_forms),
        cmocka_unit_test(appends_to_what_is_there),
        cmocka_unit_test(refusals_name_the_byte),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(truncated_documents_are_refused),
        cmocka_unit_test(wide_objects_are_sorted),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
