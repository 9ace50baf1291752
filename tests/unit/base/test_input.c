/* Reading: plain, gzip with several members, zstd with several frames, damage of every kind, digests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"

static char path[] = "/tmp/assay-test-input-XXXXXX";

static void store(const struct buffer *content)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content->data, 1, content->length, file), content->length);
    assert_int_equal(fclose(file), 0);
}

static void add_gzip(struct buffer *out, const char *text, size_t length)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&stream, length);
    stream.next_out = (Bytef *)buffer_reserve(out, bound);
    stream.avail_out = (uInt)bound;
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)length;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->length += bound - stream.avail_out;
    deflateEnd(&stream);
}

static void add_zstd(struct buffer *out, const char *text, size_t length)
{
    size_t bound = ZSTD_compressBound(length);
    char *room = buffer_reserve(out, bound);
    size_t written = ZSTD_compress(room, bound, text, length, 3);
    assert_false(ZSTD_isError(written));
    out->length += written;
}

static void expect_content(const char *expected, size_t length)
{
    struct error error = {0};
    char *data;
    size_t got;
    assert_int_equal(file_read_all(path, length, &data, &got, &error), 0);
    assert_int_equal(got, length);
    assert_memory_equal(data, expected, length);
    memory_free(data);
}

static void expect_error(int code, const char *part)
{
    struct error error = {0};
    char *data;
    size_t got;
    assert_int_equal(file_read_all(path, SIZE_MAX, &data, &got, &error), code);
    assert_null(data);
    assert_non_null(strstr(error.message, path));
    if (!strstr(error.message, part))
        fail_msg("'%s' is not in '%s'", part, error.message);
}

static void plain_files_are_read_as_they_are(void **state)
{
    (void)state;
    struct buffer content = {0};
    buffer_append(&content, "", 0);
    store(&content);
    expect_content("", 0);
    for (int i = 0; i < 200000; i++)
        buffer_format(&content, "%d\n", i);
    store(&content);
    expect_content(content.data, content.length);
    struct error error = {0};
    char *data;
    size_t length;
    assert_int_equal(file_read_all(path, content.length - 1, &data, &length, &error), ERROR_INPUT);
    buffer_release(&content);
}

static void all_members_and_frames_are_read(void **state)
{
    (void)state;
    struct buffer text = {0}, packed = {0};
    for (int i = 0; i < 100000; i++)
        buffer_format(&text, "line %d\n", i * 7919);
    size_t half = text.length / 2;
    add_gzip(&packed, text.data, half);
    add_gzip(&packed, "", 0);
    add_gzip(&packed, text.data + half, text.length - half);
    buffer_append(&packed, "\0\0\0\0", 4); /* padding */
    store(&packed);
    expect_content(text.data, text.length);

    buffer_clear(&packed);
    buffer_append(&packed, "\x50\x2A\x4D\x18\x03\0\0\0abc", 11); /* a skippable frame */
    add_zstd(&packed, text.data, half);
    add_zstd(&packed, text.data + half, text.length - half);
    store(&packed);
    expect_content(text.data, text.length);
    buffer_release(&text);
    buffer_release(&packed);
}

static void damage_is_reported_with_its_place(void **state)
{
    (void)state;
    struct buffer text = {0}, gzip = {0}, zstd = {0};
    for (int i = 0; i < 1000; i++)
        buffer_format(&text, "%d ", i * i);
    add_gzip(&gzip, text.data, text.length);
    add_zstd(&zstd, text.data, text.length);

    char place[64];
    gzip.length -= 5;
    snprintf(place, sizeof place, "gzip data ends too early, at compressed byte %zu", gzip.length);
    store(&gzip);
    expect_error(ERROR_INPUT, place);
    gzip.length += 5;
    buffer_string(&gzip, "rubbish");
    snprintf(place, sizeof place, "gzip data is corrupt at compressed byte %zu", gzip.length - 7);
    store(&gzip);
    expect_error(ERROR_INPUT, place);
    memset(gzip.data + 100, 0x55, 50);
    store(&gzip);
    expect_error(ERROR_INPUT, "gzip data is corrupt at compressed byte 1");

    zstd.length -= 5;
    store(&zstd);
    expect_error(ERROR_INPUT, "zstd data ends too early");
    zstd.length += 5;
    buffer_string(&zstd, "rubbish");
    store(&zstd);
    expect_error(ERROR_INPUT, "zstd data is corrupt at compressed byte");
    buffer_release(&text);
    buffer_release(&gzip);
    buffer_release(&zstd);
}

static void digest_is_of_the_stored_bytes(void **state)
{
    (void)state;
    struct buffer packed = {0};
    add_gzip(&packed, "abc", 3);
    store(&packed);
    struct sha256 *sha256 = sha256_new();
    struct error error = {0};
    char expected[65], got[65];
    uint64_t bytes;
    assert_int_equal(sha256_add(sha256, packed.data, packed.length, &error), 0);
    assert_int_equal(sha256_hex(sha256, expected, &error), 0);
    sha256_free(sha256);
    assert_int_equal(file_digest(path, got, &bytes, &error), 0);
    assert_string_equal(got, expected);
    assert_int_equal(bytes, packed.length);
    assert_int_equal(file_digest("no such file", got, &bytes, &error), ERROR_INPUT);
    buffer_release(&packed);
}

static void what_is_no_file_is_named(void **state)
{
    (void)state;
    struct error error = {0};
    struct input *input;
    assert_int_equal(input_open(&input, "/tmp", &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "/tmp: is a folder"));
    error.code = 0;
    assert_int_equal(input_open(&input, "/nowhere/a.jsonl", &error), ERROR_INPUT);
    assert_string_equal(error.message, "/nowhere/a.jsonl: cannot open: No such file or directory");
    assert_null(input);
}

static int make_file(void **state)
{
    (void)state;
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files_are_read_as_they_are),
        cmocka_unit_test(all_members_and_frames_are_read),
        cmocka_unit_test(damage_is_reported_with_its_place),
        cmocka_unit_test(digest_is_of_the_stored_bytes),
        cmocka_unit_test(what_is_no_file_is_named),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
