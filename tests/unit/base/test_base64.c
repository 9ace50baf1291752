/* Base64 of RFC 4648: its own vectors (section 10), every length, and texts that stand for nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base64.h"

static void published_vectors(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct buffer written = {0}, read = {0};
        base64_put(&written, pairs[i][0], strlen(pairs[i][0]));
        assert_string_equal(buffer_c(&written), pairs[i][1]);
        assert_true(base64_read(text_of(pairs[i][1]), &read));
        assert_string_equal(buffer_c(&read), pairs[i][0]);
        buffer_release(&written);
        buffer_release(&read);
    }
}

static void all_bytes_come_back(void **state)
{
    (void)state;
    unsigned char bytes[256];
    for (size_t i = 0; i < 256; i++)
        bytes[i] = (unsigned char)(i * 7);
    for (size_t length = 0; length <= 256; length++) {
        struct buffer written = {0}, read = {0};
        base64_put(&written, bytes, length);
        assert_true(base64_read(buffer_view(&written), &read));
        assert_int_equal(read.length, length);
        if (length)
            assert_memory_equal(read.data, bytes, length);
        buffer_release(&written);
        buffer_release(&read);
    }
}

/* Else one value would have several texts, and a changed text could pass for the same. */
static void only_the_one_text_is_read(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "Z",      "Zg",       "Zg=",  "Zh==", "Zm9=", "Zg==Zg==", "=",       "====",
        "Zm9v\n", "Zm 9v===", "Zm9-", "Zm9_", "Z===", "Zg=a",     "Zm9v===="};
    struct buffer read = {0};
    buffer_string(&read, "kept");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(base64_read(text_of(wrong[i]), &read));
        assert_string_equal(buffer_c(&read), "kept");
    }
    buffer_release(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(all_bytes_come_back),
        cmocka_unit_test(only_the_one_text_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
