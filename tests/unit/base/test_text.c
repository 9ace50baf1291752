/* Errors, buffers, arenas, borrowed text, hashes, cancel: the small things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"

static void first_error_wins(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(error_set(&error, ERROR_INPUT, "line %d", 3), ERROR_INPUT);
    assert_int_equal(error_set(&error, ERROR_SYSTEM, "later"), ERROR_SYSTEM);
    assert_int_equal(error.code, ERROR_INPUT);
    assert_int_equal(error_prefix(&error, "%s: ", "a.jsonl"), ERROR_INPUT);
    assert_string_equal(error.message, "a.jsonl: line 3");
}

static void long_messages_are_cut_between_characters(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (int i = 0; i < 1000; i++)
        buffer_string(&text, "\xE2\x82\xAC");
    for (int shift = 0; shift < 4; shift++) {
        struct error error = {0};
        error_fill(&error, ERROR_INPUT, "%.*s%s", shift, "xxxx", buffer_c(&text));
        size_t length = strlen(error.message);
        assert_true(length >= sizeof error.message - 4 && length < sizeof error.message);
        assert_int_equal((length - (size_t)shift) % 3, 0);
        error_prefix(&error, "%s", "zz");
        assert_int_equal(strncmp(error.message, "zz", 2), 0);
        assert_int_equal((strlen(error.message) - (size_t)shift - 2) % 3, 0);
    }
    buffer_release(&text);
}

static void buffers_grow(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    struct error error = {0};
    assert_string_equal(buffer_c(&buffer), "");
    buffer_format(&buffer, "%d-%s", 12, "ab");
    buffer_byte(&buffer, '!');
    for (int i = 0; i < 1000; i++)
        buffer_text(&buffer, text_of("0123456789"));
    assert_int_equal(buffer.length, 10006);
    assert_int_equal(strncmp(buffer_c(&buffer), "12-ab!0123", 10), 0);
    char *room = buffer_reserve(&buffer, 3);
    memcpy(room, "xyz", 3);
    buffer.length += 3;
    assert_string_equal(buffer_c(&buffer) + buffer.length - 4, "9xyz");
    assert_int_equal(buffer_status(&buffer, &error), 0);
    assert_null(buffer_reserve(&buffer, SIZE_MAX - 5));
    buffer_string(&buffer, "lost");
    assert_int_equal(buffer_status(&buffer, &error), ERROR_SYSTEM);
    assert_string_equal(error.message, "out of memory");
    buffer_clear(&buffer);
    assert_string_equal(buffer_c(&buffer), "");
    buffer_release(&buffer);
}

static void arenas_hand_out_aligned_memory(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t size = 1; size < 3000; size += 7) {
        char *taken = arena_take_zeroed(&arena, 1, size);
        assert_int_equal((uintptr_t)taken % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(taken[i], 0);
        memset(taken, 0xAA, size);
    }
    assert_null(arena_take(&arena, SIZE_MAX / 2, 4));
    struct text copy = arena_copy(&arena, (struct text){"a\0b", 3});
    assert_memory_equal(copy.data, "a\0b", 4);
    size_t held = arena.held;
    arena_clear(&arena);
    assert_true(arena.held > 0 && arena.held < held);
    assert_non_null(arena_take(&arena, 1, 100));
    arena_release(&arena);
    assert_int_equal(arena.held, 0);
}

static void texts_compare_and_trim(void **state)
{
    (void)state;
    assert_true(text_is(text_trim(text_of(" \t\r\n a b \f\v")), "a b"));
    assert_int_equal(text_trim(text_of("  \n")).length, 0);
    assert_int_equal(text_trim((struct text){0}).length, 0);
    assert_true(text_starts(text_of("abc"), "ab") && !text_starts(text_of("a"), "ab"));
    assert_true(text_ends(text_of("abc"), "bc") && !text_ends(text_of("c"), "bc"));
    assert_true(text_equal((struct text){0}, text_of("")));
}

static void sha256_of_known_texts(void **state)
{
    (void)state;
    struct error error = {0};
    char hex[65];
    struct sha256 *sha256 = sha256_new();
    assert_int_equal(sha256_add(sha256, "a", 1, &error), 0);
    assert_int_equal(sha256_add(sha256, "bc", 2, &error), 0);
    assert_int_equal(sha256_hex(sha256, hex, &error), 0);
    sha256_free(sha256);
    /* FIPS 180-2, appendix B.1 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(hash_bytes("abc", 3, 1), hash_bytes("abc", 3, 1));
    assert_int_not_equal(hash_bytes("abc", 3, 1), hash_bytes("abc", 3, 2));
}

static void cancel_is_seen(void **state)
{
    (void)state;
    assert_false(cancel_requested());
    cancel_request();
    assert_true(cancel_requested());
    cancel_reset();
    assert_false(cancel_requested());
}

static void allocations_fail_on_request(void **state)
{
    (void)state;
    assert_null(memory_new(SIZE_MAX / 2, 3));
    assert_null(memory_resize(NULL, SIZE_MAX, 1));
    memory_fail_at(2);
    void *first = memory_new(1, 1);
    assert_non_null(first);
    assert_null(memory_new(1, 1));
    assert_null(memory_copy_text("a", 1));
    assert_int_equal(memory_allocations(), 3);
    memory_fail_at(0);
    memory_free(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_error_wins),       cmocka_unit_test(long_messages_are_cut_between_characters),
        cmocka_unit_test(buffers_grow),           cmocka_unit_test(arenas_hand_out_aligned_memory),
        cmocka_unit_test(texts_compare_and_trim), cmocka_unit_test(sha256_of_known_texts),
        cmocka_unit_test(cancel_is_seen),         cmocka_unit_test(allocations_fail_on_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
