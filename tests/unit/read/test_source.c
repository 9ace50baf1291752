/* Records with their places, one example a peculiarity: ends of lines, marks, damage, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "read/source.h"
#include "written_file.h"

struct expected_record {
    const char *raw;
    int64_t number, line, byte;
    const char *fault;
};

struct example {
    struct text content;
    enum container container;
    struct expected_record records[6];
};

#define BYTES(literal) {literal, sizeof(literal) - 1}

static const struct example examples[] = {
    {BYTES("{}\r\n\n  \r\n{\"a\":1}"), CONTAINER_LINES, {{"{}", 1, 1, 0, 0}, {"{\"a\":1}", 2, 4, 9, 0}}},
    {BYTES("\xEF\xBB\xBF{}\n{}"), CONTAINER_LINES, {{"{}", 1, 1, 3, 0}, {"{}", 2, 2, 6, 0}}},
    {BYTES("\xEF\xBB\xBF"), CONTAINER_LINES, {{0}}},
    {BYTES("\n\n\n"), CONTAINER_LINES, {{0}}},
    {BYTES("a\rb\r\r\n"), CONTAINER_LINES, {{"a\rb\r", 1, 1, 0, 0}}},
    {BYTES("[]"), CONTAINER_ARRAY, {{0}}},
    {BYTES("[\n {\"a\":\n 1},\n {\"b\": \"]},\\\"\"}\n]\n"),
     CONTAINER_ARRAY,
     {{"{\"a\":\n 1}", 1, 2, 3, 0}, {"{\"b\": \"]},\\\"\"}", 2, 4, 15, 0}}},
    {BYTES("[1, \"a,b\" ,[2],null]"),
     CONTAINER_ARRAY,
     {{"1", 1, 1, 1, 0}, {"\"a,b\"", 2, 1, 4, 0}, {"[2]", 3, 1, 11, 0}, {"null", 4, 1, 15, 0}}},
    {BYTES("[{},\n{\"a\":[1, \n"),
     CONTAINER_ARRAY,
     {{"{}", 1, 1, 1, 0}, {"{\"a\":[1,", 2, 2, 5, "truncated_record"}}},
    {BYTES("["), CONTAINER_ARRAY, {{"", 1, 1, 1, "unbalanced_array"}}},
    {BYTES("[{}\n"), CONTAINER_ARRAY, {{"{}", 1, 1, 1, 0}, {"", 2, 2, 4, "unbalanced_array"}}},
    {BYTES("[{}]\n[{}]"), CONTAINER_ARRAY, {{"{}", 1, 1, 1, 0}, {"[{}]", 2, 2, 5, "text_after_array"}}},
    {BYTES("[{}{},,{},]"),
     CONTAINER_ARRAY,
     {{"{}", 1, 1, 1, 0},
      {"{}", 2, 1, 3, "misplaced_comma"},
      {"{}", 3, 1, 7, "misplaced_comma"},
      {"]", 4, 1, 10, "misplaced_comma"}}},
    {BYTES("{\n\"a\":1\n}\n{\n\"a\":2\n}"),
     CONTAINER_ARRAY,
     {{"{\n\"a\":1\n}", 1, 1, 0, 0}, {"{\n\"a\":2\n}", 2, 4, 10, 0}}},
    {BYTES("\n {\n\"a\":1\n} \n"), CONTAINER_OBJECT, {{"{\n\"a\":1\n}", 1, 2, 2, 0}}},
    {BYTES("{\n\"a\":\"x"), CONTAINER_OBJECT, {{"{\n\"a\":\"x", 1, 1, 0, "truncated_record"}}},
    {BYTES("a,b\r\n\"1\r\n\"\"2\"\"\",x\r\n\r\n3,4"),
     CONTAINER_TABLE,
     {{"\"1\r\n\"\"2\"\"\",x", 1, 2, 5, 0}, {"3,4", 2, 5, 21, 0}}},
    {BYTES("a,b\n1,5\" disk\n2,\"open\n3,4\n"),
     CONTAINER_TABLE,
     {{"1,5\" disk", 1, 2, 4, 0}, {"2,\"open\n3,4\n", 2, 3, 14, "unclosed_quote"}}},
};

static void expect_records(const struct example *example, size_t block_bytes)
{
    struct written_file file = written_file(example->content, "");
    struct source_options options = {
        .container = example->container, .delimiter = ',', .block_bytes = block_bytes};
    struct source_block block = {0};
    struct error error = {0};
    struct source *source;
    assert_int_equal(source_open(&source, file.path, &options, &error), 0);
    const struct expected_record *expected = example->records;
    for (;;) {
        assert_int_equal(source_next(source, &block, &error), 0);
        if (block.count == 0)
            break;
        for (size_t i = 0; i < block.count; i++, expected++) {
            const struct source_record *record = &block.records[i];
            assert_non_null(expected->raw);
            if (!text_is(record->raw, expected->raw))
                fail_msg("got '%.*s', expected '%s'", (int)record->raw.length, record->raw.data,
                         expected->raw);
            assert_int_equal(record->number, expected->number);
            assert_int_equal(record->line, expected->line);
            assert_int_equal(record->byte, expected->byte);
            assert_string_equal(record->fault ? record->fault : "", expected->fault ? expected->fault : "");
        }
    }
    assert_null(expected->raw);
    source_block_release(&block);
    source_close(source);
    unlink(file.path);
}

static void examples_give_records_with_places(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 5, 16, 0};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
            expect_records(&examples[i], sizes[j]);
}

static void nul_bytes_are_a_fault(void **state)
{
    (void)state;
    struct written_file file = written_file((struct text){"ab\0c\n{}\n", 8}, "");
    struct source_block block = {0};
    struct error error = {0};
    struct source *source;
    assert_int_equal(source_open(&source, file.path, NULL, &error), 0);
    assert_int_equal(source_next(source, &block, &error), 0);
    assert_int_equal(block.count, 2);
    assert_string_equal(block.records[0].fault, "nul_bytes");
    assert_int_equal(block.records[0].raw.length, 4);
    assert_null(block.records[1].fault);
    source_block_release(&block);
    source_close(source);
    unlink(file.path);
}

static void other_encodings_are_refused(void **state)
{
    (void)state;
    static const struct {
        struct text content;
        const char *message;
    } marks[] = {
        {BYTES("\xFF\xFE{\0"), "is UTF-16LE, not UTF-8; convert it first: iconv -f UTF-16LE -t UTF-8 FILE"},
        {BYTES("\xFE\xFF\0{"), "is UTF-16BE"},
        {BYTES("\xFF\xFE\0\0{\0\0\0"), "is UTF-32LE"},
        {BYTES("\0\0\xFE\xFF"), "is UTF-32BE"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct written_file file = written_file(marks[i].content, "");
        struct error error = {0};
        struct source *source;
        assert_int_equal(source_open(&source, file.path, NULL, &error), ERROR_INPUT);
        assert_non_null(strstr(error.message, marks[i].message));
        assert_null(source);
        unlink(file.path);
    }
}

static void records_that_are_too_long_end_the_source(void **state)
{
    (void)state;
    static const char *const contents[] = {"a\nb\n0123456789ab\nc\n", "[1,\n2,\n\"0123456789\",3]",
                                           "h\na\n\"0123456789\"\nc\n"};
    static const enum container containers[] = {CONTAINER_LINES, CONTAINER_ARRAY, CONTAINER_TABLE};
    static const char *const places[] = {"line 3 (byte 4)", "line 3 (byte 7)", "line 3 (byte 4)"};
    static const int64_t before[] = {2, 2, 1};
    for (size_t i = 0; i < 3; i++)
        for (size_t size = 1; size < 40; size += 3) {
            struct written_file file = written_file(text_of(contents[i]), "");
            struct source_options options = {
                .container = containers[i], .delimiter = ',', .block_bytes = size, .record_limit = 10};
            struct source_block block = {0};
            struct error error = {0};
            struct source *source;
            int64_t records = 0;
            assert_int_equal(source_open(&source, file.path, &options, &error), 0);
            int code;
            while ((code = source_next(source, &block, &error)) == 0 && block.count > 0)
                records += (int64_t)block.count;
            assert_int_equal(code, ERROR_INPUT);
            assert_non_null(strstr(error.message, places[i]));
            assert_non_null(strstr(error.message, "longer than 10 bytes"));
            assert_int_equal(records, before[i]);
            error.code = 0;
            assert_int_equal(source_next(source, &block, &error), ERROR_INPUT);
            source_block_release(&block);
            source_close(source);
            unlink(file.path);
        }
}

static void peeked_records_come_again(void **state)
{
    (void)state;
    struct buffer content = {0};
    buffer_string(&content, "name,age\n");
    for (int i = 0; i < 100; i++)
        buffer_format(&content, "n%d,%d\n", i, i);
    struct written_file file = written_file(buffer_view(&content), ".csv");
    struct source_block block = {0};
    struct error error = {0};
    struct source *source;
    const struct source_record *peeked;
    assert_int_equal(source_open(&source, file.path, NULL, &error), 0);
    assert_int_equal(source_peek(source, &peeked), 64);
    assert_true(text_is(source_header(source), "name,age"));
    assert_int_equal(source_next(source, &block, &error), 0);
    assert_int_equal(block.count, 100);
    assert_true(text_is(block.records[99].raw, "n99,99"));
    assert_true(text_is(peeked[63].raw, "n63,63"));
    assert_int_equal(source_next(source, &block, &error), 0);
    assert_int_equal(block.count, 0);
    assert_false(source_had_mark(source));
    source_block_release(&block);
    source_close(source);
    unlink(file.path);
    buffer_release(&content);
}

static void one_line_of_100_megabytes(void **state)
{
    (void)state;
    const size_t length = 100 << 20;
    struct buffer content = {0};
    char *room = buffer_reserve(&content, length);
    assert_non_null(room);
    memset(room, 'x', length);
    memcpy(room, "{\"a\":\"", 6);
    content.length = length;
    struct written_file file = written_file(buffer_view(&content), "");
    struct source_block block = {0};
    struct error error = {0};
    struct source *source;
    assert_int_equal(source_open(&source, file.path, NULL, &error), 0);
    assert_int_equal(source_container(source), CONTAINER_LINES);
    assert_int_equal(source_next(source, &block, &error), 0);
    assert_int_equal(block.count, 1);
    assert_true(text_equal(block.records[0].raw, buffer_view(&content)));
    source_block_release(&block);
    source_close(source);
    unlink(file.path);
    buffer_release(&content);
}

/* Opens and reads everything; 0, or the code of the failure. */
static int read_everything(const char *path)
{
    struct source_options options = {.block_bytes = 8};
    struct source_block block = {0};
    struct error error = {0};
    struct source *source;
    int code = source_open(&source, path, &options, &error);
    while (code == 0 && (code = source_next(source, &block, &error)) == 0 && block.count > 0)
        continue;
    source_close(source);
    source_block_release(&block);
    return code;
}

static void running_out_of_memory_is_an_error(void **state)
{
    (void)state;
    struct written_file file = written_file(text_of("a,b\n1,2\n3,\"a\nlong field\"\n5,6\n"), ".csv");
    for (long nth = 1;; nth++) {
        memory_fail_at(nth);
        int code = read_everything(file.path);
        bool enough = memory_allocations() < nth;
        memory_fail_at(0);
        assert_int_equal(code, enough ? 0 : ERROR_SYSTEM);
        if (enough)
            break;
    }
    unlink(file.path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_give_records_with_places),
        cmocka_unit_test(nul_bytes_are_a_fault),
        cmocka_unit_test(other_encodings_are_refused),
        cmocka_unit_test(records_that_are_too_long_end_the_source),
        cmocka_unit_test(peeked_records_come_again),
        cmocka_unit_test(one_line_of_100_megabytes),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
