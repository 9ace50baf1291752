/* Property: whatever the records, their order in a file, the white space around them, the size of the blocks
 * and the number of threads, splitting gives back what was joined. The oracle notes each place while it
 * writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "read/source.h"
#include "written_file.h"

enum { MOST_RECORDS = 60, ROUNDS = 400, THREADS = 4 };

struct place {
    size_t from, length;
    int64_t line;
};

struct joined {
    struct buffer content;
    struct place places[MOST_RECORDS];
    size_t count;
    int64_t line;
};

static uint64_t seed;

static size_t random_below(size_t limit)
{
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (size_t)(seed >> 33) % limit;
}

static void put_one_of(struct buffer *out, const char *const *choices, size_t count)
{
    buffer_string(out, choices[random_below(count)]);
}

static void put_space(struct buffer *out)
{
    static const char *const spaces[] = {"", "", " ", "\n", "\r\n", "\t", "  \n\n"};
    put_one_of(out, spaces, sizeof spaces / sizeof *spaces);
}

static void put_string(struct buffer *out)
{
    static const char *const parts[] = {"a", "\\\"", "\\\\", "{",   "}",        "[",
                                        "]", ",",    " ",    "\\n", "\xC3\xA9", "long text "};
    buffer_byte(out, '"');
    for (size_t n = random_below(8); n > 0; n--)
        put_one_of(out, parts, sizeof parts / sizeof *parts);
    buffer_byte(out, '"');
}

static void put_value(struct buffer *out, bool lines, int depth)
{
    static const char *const scalars[] = {"0", "-1.5e3", "true", "null"};
    size_t kind = random_below(depth > 3 ? 2 : 4);
    if (kind == 0) {
        put_one_of(out, scalars, sizeof scalars / sizeof *scalars);
    } else if (kind == 1) {
        put_string(out);
    } else {
        buffer_byte(out, kind == 2 ? '[' : '{');
        for (size_t n = random_below(4), i = 0; i < n; i++) {
            buffer_string(out, i ? "," : "");
            if (!lines)
                put_space(out);
            if (kind == 3) {
                put_string(out);
                buffer_byte(out, ':');
            }
            put_value(out, lines, depth + 1);
        }
        buffer_byte(out, kind == 2 ? ']' : '}');
    }
}

static int64_t newlines(const struct buffer *content, size_t from)
{
    int64_t count = 0;
    for (size_t i = from; i < content->length; i++)
        count += content->data[i] == '\n';
    return count;
}

static void note_record(struct joined *joined, size_t from)
{
    joined->places[joined->count++] =
        (struct place){from, joined->content.length - from,
                       1 + newlines(&joined->content, 0) - newlines(&joined->content, from)};
}

static void join_lines(struct joined *joined, size_t count)
{
    static const char *const ends[] = {"\n", "\r\n", "\n\n", "\n \t\r\n"};
    for (size_t i = 0; i < count; i++) {
        size_t from = joined->content.length;
        put_value(&joined->content, true, 0);
        note_record(joined, from);
        if (i + 1 < count || random_below(2))
            put_one_of(&joined->content, ends, sizeof ends / sizeof *ends);
    }
}

static void join_array(struct joined *joined, size_t count)
{
    put_space(&joined->content);
    buffer_byte(&joined->content, '[');
    for (size_t i = 0; i < count; i++) {
        put_space(&joined->content);
        buffer_string(&joined->content, i ? "," : "");
        put_space(&joined->content);
        size_t from = joined->content.length;
        put_value(&joined->content, false, 0);
        note_record(joined, from);
    }
    put_space(&joined->content);
    buffer_byte(&joined->content, ']');
    put_space(&joined->content);
}

/* Values without an array: objects only, with white space between, since two bare words would grow together.
 */
static void join_values(struct joined *joined, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_space(&joined->content);
        size_t from = joined->content.length;
        buffer_string(&joined->content, "{\"v\":");
        put_value(&joined->content, false, 0);
        buffer_byte(&joined->content, '}');
        note_record(joined, from);
    }
}

static void join_table(struct joined *joined, size_t count)
{
    static const char *const fields[] = {"a",        "",           "5\"",      "\"q\"",     "\"a,b\"",
                                         "\"x\ny\"", "\"d\"\"d\"", "\"\"\"\"", "long field"};
    buffer_string(&joined->content, "head,er\r\n");
    for (size_t i = 0; i < count; i++) {
        size_t from = joined->content.length;
        put_one_of(&joined->content, fields, sizeof fields / sizeof *fields);
        buffer_byte(&joined->content, ',');
        put_one_of(&joined->content, fields, sizeof fields / sizeof *fields);
        note_record(joined, from);
        if (i + 1 < count || random_below(2))
            buffer_string(&joined->content, random_below(2) ? "\n" : "\r\n\n");
    }
}

/* What several threads found, by number. */
struct found {
    struct source *source;
    const struct joined *joined;
    pthread_mutex_t lock;
    size_t count, wrong;
};

static bool is_right(const struct joined *joined, const struct source_record *record)
{
    if (record->number < 1 || (size_t)record->number > joined->count || record->fault)
        return false;
    const struct place *place = &joined->places[record->number - 1];
    struct text expected = {joined->content.data + place->from, place->length};
    return text_equal(record->raw, expected) && record->line == place->line &&
           record->byte == (int64_t)place->from;
}

static void *read_blocks(void *context)
{
    struct found *found = context;
    struct source_block block = {0};
    struct error error = {0};
    while (source_next(found->source, &block, &error) == 0 && block.count > 0) {
        pthread_mutex_lock(&found->lock);
        for (size_t i = 0; i < block.count; i++)
            found->wrong += !is_right(found->joined, &block.records[i]);
        found->count += block.count;
        pthread_mutex_unlock(&found->lock);
    }
    source_block_release(&block);
    return NULL;
}

static void expect_the_same(const struct joined *joined, enum container container, int threads)
{
    struct written_file file = written_file(buffer_view(&joined->content), "");
    struct source_options options = {
        .container = container, .delimiter = ',', .block_bytes = 1 + random_below(200)};
    struct found found = {.joined = joined, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct error error = {0};
    assert_int_equal(source_open(&found.source, file.path, &options, &error), 0);
    pthread_t others[THREADS];
    for (int i = 1; i < threads; i++)
        assert_int_equal(pthread_create(&others[i], NULL, read_blocks, &found), 0);
    read_blocks(&found);
    for (int i = 1; i < threads; i++)
        pthread_join(others[i], NULL);
    if (found.wrong || found.count != joined->count)
        fail_msg("%zu of %zu records, %zu wrong, blocks of %zu, %s:\n%s", found.count, joined->count,
                 found.wrong, options.block_bytes, container_name(container), buffer_c(&joined->content));
    source_close(found.source);
    unlink(file.path);
}

static void check_property(void (*join)(struct joined *joined, size_t count), enum container container)
{
    struct joined *joined = memory_new(1, sizeof *joined);
    assert_non_null(joined);
    for (int round = 0; round < ROUNDS; round++) {
        seed = (uint64_t)round;
        joined->count = 0;
        buffer_clear(&joined->content);
        join(joined, random_below(MOST_RECORDS));
        expect_the_same(joined, container, 1 + round % THREADS);
    }
    buffer_release(&joined->content);
    memory_free(joined);
}

static void lines_survive(void **state)
{
    (void)state;
    check_property(join_lines, CONTAINER_LINES);
}

static void arrays_survive(void **state)
{
    (void)state;
    check_property(join_array, CONTAINER_ARRAY);
}

static void bare_values_survive(void **state)
{
    (void)state;
    check_property(join_values, CONTAINER_ARRAY);
}

static void tables_survive(void **state)
{
    (void)state;
    check_property(join_table, CONTAINER_TABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_survive),
        cmocka_unit_test(arrays_survive),
        cmocka_unit_test(bare_values_survive),
        cmocka_unit_test(tables_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
