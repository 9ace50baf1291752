/* The JSON writers: escapes, numbers in ECMAScript's form, pointers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>

#include "base/json.h"

static void strings_are_escaped_no_more_than_needed(void **state)
{
    (void)state;
    struct buffer out = {0};
    json_put_text(&out, (struct text){"a\"\\/\b\f\n\r\t\x01\x1f\x7f\0\xE2\x82\xAC\xFF!", 18});
    assert_string_equal(buffer_c(&out),
                        "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000\xE2\x82\xAC\xEF\xBF\xBD!\"");
    buffer_clear(&out);
    json_put_text(&out, (struct text){0});
    assert_string_equal(buffer_c(&out), "\"\"");
    buffer_release(&out);
}

static void numbers_follow_rfc_8785(void **state)
{
    (void)state;
    /* RFC 8785, appendix B, and the limits of the forms. */
    static const struct {
        double number;
        const char *text;
    } examples[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {5e-324, "5e-324"},
        {-5e-324, "-5e-324"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {9007199254740992.0, "9007199254740992"},
        {295147905179352830000.0, "295147905179352830000"},
        {9.999999999999997e22, "9.999999999999997e+22"},
        {1e23, "1e+23"},
        {1e21, "1e+21"},
        {999999999999999900000.0, "999999999999999900000"},
        {1e-6, "0.000001"},
        {1e-7, "1e-7"},
        {333333333.33333329, "333333333.3333333"},
        {0.1, "0.1"},
        {-12.5, "-12.5"},
        {100, "100"},
        {1.0 / 3, "0.3333333333333333"},
        {NAN, "null"},
        {-INFINITY, "null"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct buffer out = {0};
        json_put_double(&out, examples[i].number);
        assert_string_equal(buffer_c(&out), examples[i].text);
        buffer_release(&out);
    }
}

static void random_doubles_read_back(void **state)
{
    (void)state;
    uint64_t seed = 42;
    struct buffer out = {0};
    for (int i = 0; i < 100000; i++) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        double number;
        memcpy(&number, &seed, sizeof number);
        if (!isfinite(number))
            continue;
        buffer_clear(&out);
        json_put_double(&out, number);
        assert_true(strtod(buffer_c(&out), NULL) == number);
    }
    buffer_release(&out);
}

static void pointers_are_escaped(void **state)
{
    (void)state;
    struct buffer pointer = {0};
    json_pointer_push(&pointer, text_of("a/b"));
    json_pointer_push(&pointer, text_of("m~n"));
    json_pointer_push(&pointer, text_of(""));
    assert_string_equal(buffer_c(&pointer), "/a~1b/m~0n/"); /* RFC 6901, section 3 */
    buffer_release(&pointer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped_no_more_than_needed),
        cmocka_unit_test(numbers_follow_rfc_8785),
        cmocka_unit_test(random_doubles_read_back),
        cmocka_unit_test(pointers_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
