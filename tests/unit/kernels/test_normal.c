/* The normal form: examples, agreement with utf8proc on random text, idempotence. */
#include "testing.h"

#include <utf8proc.h>

#include "base/utf8.h"
#include "kernels/normal.h"

static struct normal normal;

static void expect_normal(const char *text, const char *expected)
{
    struct error error = {0};
    struct text result;
    assert_int_equal(normal_of_text(&normal, text_of(text), &result, &error), 0);
    struct buffer copy = {0};
    buffer_text(&copy, result);
    assert_string_equal(buffer_c(&copy), expected);
    buffer_release(&copy);
}

static void test_examples(void **state)
{
    (void)state;
    expect_normal("", "");
    expect_normal(" \r\n\t ", "");
    expect_normal("a b", "a b");
    expect_normal(" a\r\n\r\nb  ", "a b");
    expect_normal("trailing ", "trailing");
    expect_normal("a\u00A0\u3000\u2028b", "a b");
    expect_normal("cafe\u0301 au lait", "café au lait");
    expect_normal("several words, then e\u0301", "several words, then é");
    expect_normal("several words, then e \u0301", "several words, then e \u0301");
    expect_normal("\u1112\u1161\u11AB", "한");
    expect_normal("a\u0323\u0302 a\u0302\u0323", "ậ ậ");
    expect_normal("\u0958", "\u0915\u093C"); /* an exclusion: NFC takes it apart */
    expect_normal("\u212B ﬁ", "Å ﬁ");        /* canonical, not compatibility */
}

static void test_keys(void **state)
{
    (void)state;
    struct error error = {0};
    char a[33], b[33];
    assert_int_equal(normal_key(&normal, text_of("a  b\n"), a, &error), 0);
    assert_int_equal(normal_key(&normal, text_of("a b"), b, &error), 0);
    assert_string_equal(a, b);
    assert_int_equal(strlen(a), 32);
    assert_int_equal(normal_key(&normal, text_of("a B"), b, &error), 0);
    assert_string_not_equal(a, b);
}

static int32_t random_point(struct random *random)
{
    static const int32_t ranges[][2] = {{'a', 'f'},         {0xC0, 0x17F},    {0x300, 0x345},
                                        {0x1100, 0x11C2},   {0xAC00, 0xAC20}, {0x900, 0x95F},
                                        {0x9C7, 0x9D7},     {0x1E00, 0x1EFF}, {0x2F00, 0x2F20},
                                        {0x1D15E, 0x1D164}, {0xF900, 0xF920}, {0x4E00, 0x4E10}};
    size_t range = random_below(random, sizeof ranges / sizeof *ranges);
    int32_t size = ranges[range][1] - ranges[range][0] + 1;
    return ranges[range][0] + (int32_t)random_below(random, (uint64_t)size);
}

/* Without white space the normal form is NFC, cluster by cluster or not. */
static void test_equals_nfc(void **state)
{
    (void)state;
    struct random random = {7};
    struct error error = {0};
    for (int round = 0; round < 20000; round++) {
        char text[256] = {0};
        size_t length = 0;
        for (uint64_t i = random_below(&random, 40); i > 0; i--)
            length += utf8_encode(random_point(&random), text + length);
        text[length] = '\0';
        struct text result;
        assert_int_equal(normal_of_text(&normal, (struct text){text, length}, &result, &error), 0);
        utf8proc_uint8_t *expected = utf8proc_NFC((const utf8proc_uint8_t *)text);
        assert_true(text_is(result, (const char *)expected));
        free(expected);
    }
}

static void test_idempotent(void **state)
{
    (void)state;
    struct random random = {8};
    struct error error = {0};
    struct normal again = {0};
    static const int32_t spaces[] = {' ', '\n', 0xA0, 0x2003, 0x301, 0x323};
    for (int round = 0; round < 20000; round++) {
        char text[256];
        size_t length = 0;
        for (uint64_t i = random_below(&random, 40); i > 0; i--) {
            bool space = random_below(&random, 3) == 0;
            int32_t point = space ? spaces[random_below(&random, 6)] : random_point(&random);
            length += utf8_encode(point, text + length);
        }
        struct text once, twice;
        assert_int_equal(normal_of_text(&normal, (struct text){text, length}, &once, &error), 0);
        assert_int_equal(normal_of_text(&again, once, &twice, &error), 0);
        assert_true(text_equal(once, twice));
    }
    normal_release(&again);
}

/* Thousands of marks on one letter: linear, and still NFC. */
static void test_piled_marks(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer text = {0};
    buffer_byte(&text, 'a');
    for (int i = 0; i < 20000; i++)
        buffer_string(&text, i % 2 ? "\u0301" : "\u0323");
    struct text result;
    assert_int_equal(normal_of_text(&normal, buffer_view(&text), &result, &error), 0);
    assert_true(text_starts(result, "ạ\u0323\u0323"));
    assert_true(text_ends(result, "\u0301"));
    buffer_release(&text);
}

static int release(void **state)
{
    (void)state;
    normal_release(&normal);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),    cmocka_unit_test(test_keys),
        cmocka_unit_test(test_equals_nfc),  cmocka_unit_test(test_idempotent),
        cmocka_unit_test(test_piled_marks),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
