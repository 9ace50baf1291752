/* What the JSON reader finds wrong, with code, byte offset and pointer; and what it recovers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/utf8.h"

struct expected_fault {
    const char *code;
    size_t offset;
    const char *locus;
};

struct example {
    struct text text;
    const char *written; /* compact form; NULL when there is no document */
    struct expected_fault faults[4];
};

#define BYTES(literal) {literal, sizeof(literal) - 1}

static const struct example examples[] = {
    {BYTES("{\"a\":[1,true,null,\"x\"]}"), "{\"a\":[1,true,null,\"x\"]}", {{0}}},
    {BYTES(" \r\n[ ]\t"), "[]", {{0}}},
    {BYTES("\"only a string\""), "\"only a string\"", {{0}}},
    {BYTES("{}"), "{}", {{0}}},
    {BYTES("{\"a\":{},\"b\":[[],[{}]]}"), "{\"a\":{},\"b\":[[],[{}]]}", {{0}}},
    /* numbers keep their text */
    {BYTES("[1.10,1E400,12345678901234567890123,-0,0.1234567890123456789,18446744073709551615,-"
           "9223372036854775808]"),
     "[1.10,1E400,12345678901234567890123,-0,0.1234567890123456789,18446744073709551615,-"
     "9223372036854775808]",
     {{0}}},
    {BYTES("1.50"), "1.50", {{0}}},
    /* broken */
    {BYTES(""), NULL, {{"invalid_json", 0, ""}}},
    {BYTES("  \n"), NULL, {{"invalid_json", 0, ""}}},
    {BYTES("{\"a\":1,}"), NULL, {{"invalid_json", 6, ""}}},
    {BYTES("{\"a\" 1}"), NULL, {{"invalid_json", 5, ""}}},
    {BYTES("{} {}"), NULL, {{"invalid_json", 3, ""}}},
    {BYTES("[01]"), NULL, {{"invalid_json", 1, ""}}},
    {BYTES("{\"a\":\"b"), NULL, {{"truncated_json", 7, ""}}},
    {BYTES("{\"a\":tr"), NULL, {{"truncated_json", 7, ""}}},
    {BYTES("[1,"), NULL, {{"truncated_json", 3, ""}}},
    {BYTES("\"\\u12"), NULL, {{"truncated_json", 5, ""}}},
    {BYTES("[\"a\0b\"]"), NULL, {{"invalid_json", 3, ""}}},
    /* repaired */
    {BYTES("\xEF\xBB\xBF[1]"), "[1]", {{"byte_order_mark", 0, ""}}},
    {BYTES("[\"a\xFFz\",\"\xE2\x82\"]"),
     "[\"a\xEF\xBF\xBDz\",\"\xEF\xBF\xBD\"]",
     {{"invalid_utf8", 3, ""}, {"invalid_utf8", 8, ""}}},
    {BYTES("\xEF\xBB\xBF[\"\xFF\",]"),
     NULL,
     {{"byte_order_mark", 0, ""}, {"invalid_utf8", 5, ""}, {"invalid_json", 7, ""}}},
    {BYTES("[\"\\ud83d\\ude00 \\uD83D! \\udc00\"]"),
     "[\"\xF0\x9F\x98\x80 \xEF\xBF\xBD! \xEF\xBF\xBD\"]",
     {{"lone_surrogate", 15, ""}, {"lone_surrogate", 23, ""}}},
    {BYTES("[\"\\\\ud83d\",\"\\ud800\"]"), "[\"\\\\ud83d\",\"\xEF\xBF\xBD\"]", {{"lone_surrogate", 12, ""}}},
    {BYTES("[\"\xFF\\udfff\"]"),
     "[\"\xEF\xBF\xBD\xEF\xBF\xBD\"]",
     {{"invalid_utf8", 2, ""}, {"lone_surrogate", 3, ""}}},
    {BYTES("{\"a\":[1,NaN,-Infinity],\"b\":Infinity}"),
     "{\"a\":[1,null,null],\"b\":null}",
     {{"not_a_number", 8, "/a/1"}, {"not_a_number", 12, "/a/2"}, {"not_a_number", 27, "/b"}}},
    {BYTES("NaN"), "null", {{"not_a_number", 0, ""}}},
    /* duplicate keys */
    {BYTES("{\"a\":1,\"b\":2,\"a\":3}"), "{\"a\":1,\"b\":2,\"a\":3}", {{"duplicate_key", 13, "/a"}}},
    {BYTES("[0,{\"x/y\":{\"~\":1,\"~\":2}}]"),
     "[0,{\"x/y\":{\"~\":1,\"~\":2}}]",
     {{"duplicate_key", 17, "/1/x~1y/~0"}}},
    {BYTES("{\"\\u0061\":1,\"a\":2}"), "{\"a\":1,\"a\":2}", {{"duplicate_key", 12, "/a"}}},
    {BYTES("{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"5\":2}"),
     "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"5\":2}",
     {{"duplicate_key", 55, "/5"}}},
};

static void check_example(struct json_reader *reader, const struct example *example)
{
    yyjson_val *root = json_read(reader, example->text);
    struct buffer written = {0};
    if (root)
        json_put_value(&written, root);
    if (example->written)
        assert_string_equal(root ? buffer_c(&written) : "no document", example->written);
    else
        assert_null(root);
    const struct json_fault *fault = reader->faults;
    for (size_t i = 0; i < 4 && example->faults[i].code; i++) {
        assert_non_null(fault);
        assert_string_equal(fault->code, example->faults[i].code);
        assert_int_equal(fault->offset, example->faults[i].offset);
        assert_true(text_is(fault->locus, example->faults[i].locus));
        assert_true(fault->message.length > 0);
        fault = fault->next;
    }
    assert_null(fault);
    buffer_release(&written);
}

static void examples_read_as_expected(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        check_example(&reader, &examples[i]);
        arena_clear(&arena);
    }
    json_reader_release(&reader);
    arena_release(&arena);
}

static void numbers_have_their_kinds(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    yyjson_val *root = json_read(&reader, text_of("[7,-7,9007199254740993,1.10,18446744073709551616,1E400]"));
    assert_int_equal(yyjson_get_uint(yyjson_arr_get(root, 0)), 7);
    assert_int_equal(yyjson_get_sint(yyjson_arr_get(root, 1)), -7);
    assert_int_equal(yyjson_get_uint(yyjson_arr_get(root, 2)), 9007199254740993);
    assert_true(yyjson_get_real(yyjson_arr_get(root, 3)) == 1.1);
    assert_true(yyjson_get_real(yyjson_arr_get(root, 4)) == 18446744073709551616.0);
    assert_true(yyjson_is_raw(yyjson_arr_get(root, 5)));
    json_reader_release(&reader);
    arena_release(&arena);
}

static void last_duplicate_wins(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    yyjson_val *root = json_read(&reader, text_of("{\"a\":1,\"b\":2,\"a\":3}"));
    assert_int_equal(yyjson_get_int(json_get(root, "a")), 3);
    assert_null(json_get(root, "c"));
    assert_null(json_get(NULL, "c"));
    assert_null(json_get(json_get(root, "a"), "c"));
    json_reader_release(&reader);
    arena_release(&arena);
}

static size_t count_faults(const struct json_reader *reader)
{
    size_t count = 0;
    for (const struct json_fault *fault = reader->faults; fault; fault = fault->next)
        count++;
    return count;
}

static void faults_of_one_code_are_bounded(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    struct buffer text = {0};
    buffer_byte(&text, '[');
    for (int i = 0; i < 20000; i++)
        buffer_string(&text, i ? ",NaN,\"\xFF\"" : "NaN,\"\xFF\"");
    buffer_byte(&text, ']');
    assert_non_null(json_read(&reader, buffer_view(&text)));
    assert_int_equal(count_faults(&reader), 34);
    assert_int_equal(reader.fault_counts[2], 20000);
    buffer_release(&text);
    json_reader_release(&reader);
    arena_release(&arena);
}

static void nesting_has_no_limit_but_a_fault(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    const size_t depth = 2 << 20;
    struct buffer text = {0}, written = {0};
    char *room = buffer_reserve(&text, depth * 2 + 3);
    memset(room, '[', depth);
    memcpy(room + depth, "NaN", 3);
    memset(room + depth + 3, ']', depth);
    text.length = depth * 2 + 3;
    yyjson_val *root = json_read(&reader, buffer_view(&text));
    assert_non_null(root);
    assert_int_equal(count_faults(&reader), 2);
    assert_string_equal(reader.faults->code, "deep_nesting");
    assert_int_equal(reader.faults->locus.length, 256 * 2);
    assert_string_equal(reader.faults->next->code, "not_a_number");
    assert_int_equal(reader.faults->next->offset, depth);
    json_put_value(&written, root);
    assert_int_equal(written.length, depth * 2 + 4);
    text.length = depth;
    assert_null(json_read(&reader, buffer_view(&text))); /* only opening brackets */
    assert_string_equal(reader.faults->code, "truncated_json");
    reader.deepest_allowed = 3;
    assert_non_null(json_read(&reader, text_of("[[[1]]]")));
    assert_null(reader.faults);
    assert_non_null(json_read(&reader, text_of("{\"a\":[[[1,{\"b\":1,\"b\":2}]]]}")));
    assert_int_equal(count_faults(&reader), 2);
    assert_true(text_is(reader.faults->locus, "/a/0/0"));
    assert_string_equal(reader.faults->next->code, "duplicate_key");
    buffer_release(&text);
    buffer_release(&written);
    json_reader_release(&reader);
    arena_release(&arena);
}

static void large_texts_leave_the_pool(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    struct buffer text = {0};
    buffer_byte(&text, '"');
    for (int i = 0; i < 1 << 20; i++)
        buffer_string(&text, "0123456789abcdef");
    buffer_byte(&text, '"');
    yyjson_val *root = json_read(&reader, buffer_view(&text));
    assert_int_equal(yyjson_get_len(root), 16 << 20);
    assert_non_null(reader.large);
    assert_non_null(json_read(&reader, text_of("[]")));
    assert_null(reader.large);
    buffer_release(&text);
    json_reader_release(&reader);
    arena_release(&arena);
}

static void running_out_of_memory_is_a_fault(void **state)
{
    (void)state;
    struct text text = text_of("[{\"a\":\"\xFF\",\"a\":NaN},1.5,[]]");
    for (long nth = 1;; nth++) {
        struct arena arena = {0};
        struct json_reader reader = {.arena = &arena};
        memory_fail_at(nth);
        yyjson_val *root = json_read(&reader, text);
        bool enough = memory_allocations() < nth;
        memory_fail_at(0);
        if (!root)
            assert_non_null(reader.faults);
        json_reader_release(&reader);
        arena_release(&arena);
        if (enough) {
            assert_non_null(root);
            return;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_read_as_expected),
        cmocka_unit_test(numbers_have_their_kinds),
        cmocka_unit_test(last_duplicate_wins),
        cmocka_unit_test(faults_of_one_code_are_bounded),
        cmocka_unit_test(nesting_has_no_limit_but_a_fault),
        cmocka_unit_test(large_texts_leave_the_pool),
        cmocka_unit_test(running_out_of_memory_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
