/* UTF-8 against the definition: every code point, every two-byte start, and a slow decoder over random bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static void every_code_point_round_trips(void **state)
{
    (void)state;
    for (int32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF)
            continue;
        char bytes[4];
        size_t length = utf8_encode(code_point, bytes), at = 0;
        struct text text = {bytes, length};
        assert_int_equal(utf8_valid_until(text), length);
        assert_int_equal(utf8_next(text, &at), code_point);
        assert_int_equal(at, length);
    }
    char bytes[4];
    assert_int_equal(utf8_encode(0xD800, bytes), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    assert_int_equal(utf8_encode(0x110000, bytes), 3);
}

/* The definition read from its prose: decode by the lead's length, then refuse overlong, surrogate, too
 * large. */
static int32_t slow_decode(const unsigned char *bytes, size_t length, size_t *used)
{
    *used = 1;
    if (bytes[0] < 0x80)
        return bytes[0];
    size_t due = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC0 ? 2 : 0;
    static const int32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (due == 0 || due > length)
        return -1;
    int32_t value = bytes[0] & (0xFF >> (due + 1));
    for (size_t i = 1; i < due; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return -1;
        value = value << 6 | (bytes[i] & 0x3F);
    }
    if (bytes[0] > 0xF7 || value < smallest[due] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return -1;
    *used = due;
    return value;
}

static void random_bytes_match_the_slow_decoder(void **state)
{
    (void)state;
    static const unsigned char palette[] = {'a',  'z',  0x80, 0xBF, 0xC1, 0xC2, 0xE0, 0xA0, 0x9F,
                                            0xED, 0xEF, 0xF0, 0x90, 0xF4, 0x8F, 0xF5, 0xFF};
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        unsigned char bytes[80];
        size_t length = round % 80;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            bytes[i] = seed >> 40 & 3 ? 'x' : palette[(seed >> 33) % sizeof palette];
        }
        size_t valid = 0, used;
        while (valid < length && slow_decode(bytes + valid, length - valid, &used) >= 0)
            valid += used;
        struct text text = {(const char *)bytes, length};
        assert_int_equal(utf8_valid_until(text), valid);
        for (size_t at = 0; at < length;) {
            size_t before = at;
            int32_t expected = slow_decode(bytes + at, length - at, &used), got = utf8_next(text, &at);
            assert_int_equal(got, expected);
            assert_true(got < 0 ? at > before && at <= before + 3 : at == before + used);
        }
    }
}

static void subparts_are_replaced_as_unicode_says(void **state)
{
    (void)state;
    /* The examples of Unicode 15, tables 3-8, 3-9, 3-10 and 3-11: how many U+FFFD each gives. */
    static const struct {
        const char *bytes;
        size_t replaced, count;
    } examples[] = {
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", 8, 9},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", 8, 9},
        {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", 7, 9},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", 4, 5},
        {"\xE2\x82", 1, 1},
        {"plain", 0, 5},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct buffer out = {0};
        struct text text = text_of(examples[i].bytes);
        assert_int_equal(utf8_repair(text, &out), examples[i].replaced);
        assert_int_equal(utf8_valid_until(buffer_view(&out)), out.length);
        assert_int_equal(utf8_count(text), examples[i].count);
        buffer_release(&out);
    }
}

static void columns_of_the_terminal(void **state)
{
    (void)state;
    assert_int_equal(utf8_columns('a'), 1);
    assert_int_equal(utf8_columns(0x0301), 0);
    assert_int_equal(utf8_columns(0x6F22), 2);
    assert_int_equal(utf8_columns('\n'), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_round_trips),
        cmocka_unit_test(random_bytes_match_the_slow_decoder),
        cmocka_unit_test(subparts_are_replaced_as_unicode_says),
        cmocka_unit_test(columns_of_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
