/* The writer of canonical row bytes, value by value: what docs/row_hash.md says. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/chunking.h"
#include "kernels/row_bytes.h"
#include "testing.h"

static void assert_bytes(struct buffer *row, const char *hex)
{
    struct buffer got = {0};
    for (size_t i = 0; i < row->length; i++)
        buffer_format(&got, "%02x", (unsigned)(unsigned char)row->data[i]);
    assert_string_equal(buffer_c(&got), hex);
    buffer_release(&got);
    buffer_release(row);
}

static void integers(void **state)
{
    (void)state;
    struct buffer row = {0};
    row_put_integer(&row, 5);
    assert_bytes(&row, "030000000000000005");
    row_put_integer(&row, INT64_MIN);
    assert_bytes(&row, "038000000000000000");
    row_put_wide(&row, 0, 5);
    row_put_wide(&row, UINT64_MAX, UINT64_MAX - 1);
    row_put_unsigned_wide(&row, 0, INT64_MAX);
    assert_bytes(&row, "030000000000000005"
                       "03fffffffffffffffe"
                       "037fffffffffffffff");
    row_put_wide(&row, 0, 1ULL << 63);
    row_put_wide(&row, UINT64_MAX, INT64_MAX);
    assert_bytes(&row, "0400000000000000008000000000000000"
                       "04ffffffffffffffff7fffffffffffffff");
    row_put_unsigned_wide(&row, 0, UINT64_MAX);
    row_put_unsigned_wide(&row, INT64_MAX, 0);
    row_put_unsigned_wide(&row, 1ULL << 63, 0);
    row_put_wide(&row, 1ULL << 63, 0);
    assert_bytes(&row, "040000000000000000ffffffffffffffff"
                       "047fffffffffffffff0000000000000000"
                       "1380000000000000000000000000000000"
                       "0480000000000000000000000000000000");
}

static void doubles(void **state)
{
    (void)state;
    struct buffer row = {0};
    row_put_double(&row, 1.5);
    row_put_double(&row, 0.0);
    row_put_double(&row, -0.0);
    row_put_double(&row, -INFINITY);
    assert_bytes(&row, "053ff8000000000000"
                       "050000000000000000"
                       "050000000000000000"
                       "05fff0000000000000");
    uint64_t odd = 0xFFF0000000000123U;
    double nan;
    memcpy(&nan, &odd, sizeof nan);
    row_put_double(&row, nan);
    row_put_double(&row, (double)NAN);
    assert_bytes(&row, "057ff8000000000000"
                       "057ff8000000000000");
}

static void texts_and_decimals(void **state)
{
    (void)state;
    struct buffer row = {0};
    row_put_bytes(&row, ROW_TEXT, text_of("ab"));
    row_put_bytes(&row, ROW_BLOB, (struct text){NULL, 0});
    row_put_name(&row, text_of("c"));
    assert_bytes(&row, "0700000000000000026162"
                       "080000000000000000"
                       "000000000000000163");
    row_put_decimal(&row, 2, 0, 110);
    row_put_decimal(&row, 1, UINT64_MAX, UINT64_MAX);
    assert_bytes(&row, "06020000000000000000000000000000006e"
                       "0601ffffffffffffffffffffffffffffffff");
    row_put_uuid(&row, 0x0011223344556677, 0x8899AABBCCDDEEFF);
    assert_bytes(&row, "0e00112233445566778899aabbccddeeff");
}

static void points_in_time(void **state)
{
    (void)state;
    struct buffer row = {0};
    assert_true(row_put_timestamp(&row, 1, 1));
    assert_true(row_put_timestamp(&row, 1000, 1000));
    assert_true(row_put_timestamp(&row, 1000000, 1000000));
    assert_true(row_put_timestamp(&row, 1000000000, 1000000000));
    assert_bytes(&row, "0900000000000f4240"
                       "0900000000000f4240"
                       "0900000000000f4240"
                       "0900000000000f4240");
    assert_true(row_put_timestamp(&row, -1000, 1000000000));
    assert_true(row_put_timestamp(&row, -1001, 1000000000));
    assert_true(row_put_timestamp(&row, INT64_MAX, 1));
    assert_true(row_put_timestamp(&row, -INT64_MAX, 1000000000));
    assert_bytes(&row, "09ffffffffffffffff"
                       "12fffffffffffffc17"
                       "097fffffffffffffff"
                       "098000000000000001");
    assert_false(row_put_timestamp(&row, INT64_MAX - 1, 1));
    assert_false(row_put_timestamp(&row, INT64_MIN, 1000));
    assert_int_equal(row.length, 0);
    row_put_interval(&row, -1, 2, -3);
    assert_bytes(&row, "0dffffffffffffffff0000000000000002fffffffffffffffd");
}

static void lack_of_memory_is_told_once(void **state)
{
    (void)state;
    struct buffer row = {0};
    struct error error = {0};
    memory_fail_at(1);
    row_put_tag(&row, ROW_ROW);
    row_put_bytes(&row, ROW_TEXT, text_of("some text"));
    row_put_double(&row, 1);
    row_put_decimal(&row, 0, 0, 0);
    row_put_uuid(&row, 0, 0);
    row_put_interval(&row, 0, 0, 0);
    row_put_name(&row, text_of("n"));
    memory_fail_at(0);
    assert_int_equal(buffer_status(&row, &error), ERROR_SYSTEM);
    buffer_release(&row);
}

/* Boundaries are part of what is stored: these keys end a chunk, whatever the version. */
static void chunk_ends_never_move(void **state)
{
    (void)state;
    static const unsigned first[] = {10871, 17786, 41722, 45574, 47730};
    size_t found = 0, count = 0;
    for (unsigned i = 0; i < 1000000; i++) {
        char key[16];
        int length = snprintf(key, sizeof key, "%u", i);
        if (!chunk_ends((struct text){key, (size_t)length}))
            continue;
        if (found < sizeof first / sizeof *first)
            assert_int_equal(i, first[found++]);
        count++;
    }
    assert_int_equal(count, 116);
    assert_false(chunk_ends(text_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),
        cmocka_unit_test(doubles),
        cmocka_unit_test(texts_and_decimals),
        cmocka_unit_test(points_in_time),
        cmocka_unit_test(lack_of_memory_is_told_once),
        cmocka_unit_test(chunk_ends_never_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
