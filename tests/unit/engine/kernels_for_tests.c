/* See kernels_for_tests.h. */
#include "kernels_for_tests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"

/* Sum of a BIGINT list: reads children at an offset, with their own validity. */
static int rows_list_sum(struct call *call)
{
    const struct column *lists = &call->arguments[0];
    struct column numbers = column_elements(lists);
    for (size_t row = 0; row < call->rows; row++) {
        if (!column_valid(lists, row)) {
            target_null(&call->result, row);
            continue;
        }
        struct list_entry entry = column_list(lists, row);
        int64_t sum = 0;
        for (uint64_t i = entry.offset; i < entry.offset + entry.length; i++)
            sum += column_valid(&numbers, i) ? column_int64(&numbers, i) : 0;
        target_int64(&call->result, row, sum);
    }
    return 0;
}

/* The text and its length, as STRUCT(copy, nested STRUCT(length, twice VARCHAR[])). NULL in, recursive NULL
 * out. */
static int rows_describe(struct call *call)
{
    const struct column *texts = &call->arguments[0];
    struct target copy = target_field(&call->result, 0);
    struct target nested = target_field(&call->result, 1);
    struct target length = target_field(&nested, 0);
    struct target twice = target_field(&nested, 1);
    if (target_reserve(&twice, 2 * call->rows) < 0)
        return error_memory(call->error);
    struct target elements = target_elements(&twice);
    uint64_t used = 0;
    for (size_t row = 0; row < call->rows; row++) {
        if (!column_valid(texts, row)) {
            target_null(&call->result, row);
            continue;
        }
        struct text text = column_text(texts, row);
        target_text(&copy, row, text);
        target_int64(&length, row, (int64_t)text.length);
        target_list(&twice, row, used, 2);
        target_text(&elements, used++, text);
        target_null(&elements, used++);
    }
    target_length(&twice, used);
    return 0;
}

/* The `content` field of a list of structs of whatever shape, joined with '+'. */
static int rows_join_content(struct call *call)
{
    const struct column *lists = &call->arguments[0];
    struct column elements = column_elements(lists);
    struct column contents = column_field(&elements, "content");
    for (size_t row = 0; row < call->rows; row++) {
        if (!column_valid(lists, row)) {
            target_null(&call->result, row);
            continue;
        }
        struct list_entry entry = column_list(lists, row);
        struct buffer *joined = &call->scratch->a;
        buffer_clear(joined);
        for (uint64_t i = entry.offset; i < entry.offset + entry.length; i++)
            if (column_valid(&contents, i)) {
                buffer_string(joined, joined->length ? "+" : "");
                buffer_text(joined, column_text(&contents, i));
            }
        target_text(&call->result, row, buffer_view(joined));
    }
    return 0;
}

/* The list's elements in a list that is grown element by element, the worst a kernel may do. */
static int rows_grow(struct call *call)
{
    const struct column *counts = &call->arguments[0];
    uint64_t used = 0;
    for (size_t row = 0; row < call->rows; row++) {
        if (!column_valid(counts, row)) {
            target_null(&call->result, row);
            continue;
        }
        uint64_t offset = used;
        for (int32_t i = 0; i < column_int32(counts, row); i++) {
            if (target_reserve(&call->result, used + 1) < 0)
                return error_memory(call->error);
            struct target elements = target_elements(&call->result);
            target_text(&elements, used++, text_of(i % 2 ? "a text longer than twelve bytes" : "short"));
        }
        target_list(&call->result, row, offset, used - offset);
    }
    target_length(&call->result, used);
    return 0;
}

/* Bytes that are no UTF-8, from hexadecimal-free BLOB input: repaired, never NULL. */
static int rows_from_bytes(struct call *call)
{
    const struct column *blobs = &call->arguments[0];
    for (size_t row = 0; row < call->rows; row++)
        if (column_valid(blobs, row))
            target_text(&call->result, row, column_text(blobs, row));
        else
            target_null(&call->result, row);
    return 0;
}

static int rows_to_bytes(struct call *call)
{
    const struct column *texts = &call->arguments[0];
    for (size_t row = 0; row < call->rows; row++)
        if (column_valid(texts, row))
            target_blob(&call->result, row, column_text(texts, row));
        else
            target_null(&call->result, row);
    return 0;
}

/* Which kind arrives. */
static int rows_kind(struct call *call)
{
    static const char *const names[] = {
        [KIND_OTHER] = "other",
        [KIND_BOOLEAN] = "boolean",
        [KIND_INT32] = "int32",
        [KIND_INT64] = "int64",
        [KIND_UINT32] = "uint32",
        [KIND_UINT64] = "uint64",
        [KIND_DOUBLE] = "double",
        [KIND_TEXT] = "text",
        [KIND_BLOB] = "blob",
        [KIND_LIST] = "list",
        [KIND_STRUCT] = "struct",
        [KIND_NULL] = "null",
        [KIND_INT8] = "int8",
        [KIND_INT16] = "int16",
        [KIND_UINT8] = "uint8",
        [KIND_UINT16] = "uint16",
        [KIND_INT128] = "int128",
        [KIND_UINT128] = "uint128",
        [KIND_FLOAT] = "float",
        [KIND_DECIMAL] = "decimal",
        [KIND_DATE] = "date",
        [KIND_TIME] = "time",
        [KIND_TIMESTAMP_S] = "timestamp_s",
        [KIND_TIMESTAMP_MS] = "timestamp_ms",
        [KIND_TIMESTAMP] = "timestamp",
        [KIND_TIMESTAMP_NS] = "timestamp_ns",
        [KIND_TIMESTAMP_TZ] = "timestamp_tz",
        [KIND_INTERVAL] = "interval",
        [KIND_UUID] = "uuid",
        [KIND_ENUM] = "enum",
        [KIND_ARRAY] = "array",
    };
    _Static_assert(sizeof names / sizeof *names == KINDS, "a name a kind");
    for (size_t row = 0; row < call->rows; row++)
        target_text(&call->result, row, text_of(names[call->arguments[0].kind]));
    return 0;
}

static int rows_fail(struct call *call)
{
    int code = column_valid(&call->arguments[0], 0) ? column_int32(&call->arguments[0], 0) : 0;
    return error_set(call->error, code, "asked to fail with %d at '\xff'", code);
}

/* Counts the calls of this function in this thread: `own` must survive and be the function's. */
static int rows_own(struct call *call)
{
    struct scratch *scratch = call->scratch;
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(int64_t));
        scratch->release_own = memory_free;
    }
    if (!scratch->own)
        return error_memory(call->error);
    int64_t *calls = scratch->own;
    ++*calls;
    for (size_t row = 0; row < call->rows; row++)
        target_boolean(&call->result, row, *calls > 0);
    return 0;
}

const struct function test_functions[] = {
    {"test_list_sum", "(BIGINT[]) -> BIGINT", rows_list_sum, "Sum.", ""},
    {"test_describe", "(VARCHAR) -> STRUCT(copy VARCHAR, nested STRUCT(length BIGINT, twice VARCHAR[]))",
     rows_describe, "Text and length.", ""},
    {"test_join_content", "(ANY) -> VARCHAR", rows_join_content, "Joined.", ""},
    {"test_grow", "(INTEGER count) -> VARCHAR[]", rows_grow, "Grown.", ""},
    {"test_from_bytes", "(BLOB) -> VARCHAR", rows_from_bytes, "Repaired.", ""},
    {"test_to_bytes", "(VARCHAR) -> BLOB", rows_to_bytes, "Bytes.", ""},
    {"test_kind", "(ANY) -> VARCHAR", rows_kind, "Kind.", ""},
    {"test_fail", "(INTEGER) -> BIGINT", rows_fail, "Fails.", ""},
    {"test_own", "(BIGINT) -> BOOLEAN", rows_own, "Own.", ""},
    {"test_own_again", "(BIGINT) -> BOOLEAN", rows_own, "Own.", ""},
};
const size_t test_function_count = sizeof test_functions / sizeof *test_functions;

struct engine *engine_for_test(int threads)
{
    struct engine *engine;
    struct error error = {0};
    struct engine_options options = {.threads = threads};
    if (engine_open(&engine, &options, &error) < 0 ||
        engine_add_functions(engine, test_functions, test_function_count, &error) < 0)
        fail_msg("%s", error.message);
    return engine;
}

static void put_row(struct answer *answer, size_t row, struct buffer *out)
{
    buffer_string(out, out->length ? "\n" : "");
    for (size_t i = 0; i < answer_columns(answer); i++) {
        struct column column = answer_column(answer, i);
        buffer_string(out, i ? "|" : "");
        if (column_valid(&column, row)) {
            assert_int_equal(column.kind, KIND_TEXT);
            buffer_text(out, column_text(&column, row));
        } else {
            buffer_string(out, "NULL");
        }
    }
}

void expect_rows(struct engine *engine, const char *sql, const char *expected)
{
    struct error error = {0};
    struct answer *answer;
    if (engine_query(engine, &answer, sql, NULL, &error) < 0)
        fail_msg("%s\n%s", error.message, sql);
    struct buffer got = {0};
    for (size_t rows;;) {
        assert_int_equal(answer_next(answer, &rows, &error), 0);
        if (rows == 0)
            break;
        for (size_t row = 0; row < rows; row++)
            put_row(answer, row, &got);
    }
    assert_string_equal(buffer_c(&got), expected);
    buffer_release(&got);
    answer_free(answer);
}
